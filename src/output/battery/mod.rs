//! The report of a battery: a table for people, documents for programs, a page for both.
//!
//! A NEW FORM is one file and one row in [`format::FORMATS`]. All of them are made of the same
//! [`Report`](crate::check::report::Report); what a subject said is escaped as each of them needs it.

mod diagram;
pub mod format;
mod html;
mod junit;
pub mod list;
mod markup;
mod sarif;
mod section;
pub mod table;
