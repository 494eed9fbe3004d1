//! The report of a battery: a table for people, documents for programs.

pub mod table;
