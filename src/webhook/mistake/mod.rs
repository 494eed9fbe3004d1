//! What goes wrong with events on their way: how they are sent, how their token is written, by which key it is signed, what it
//! claims. A NEW MISTAKE is one row in the list of its file; those of keyed hashes are found by trying them.

mod claim;
mod key;
mod keyed;
mod request;
pub mod row;
mod writing;

use row::Mistake;

/// Every mistake; those that explain others come first.
pub fn all() -> impl Iterator<Item = &'static Mistake> {
    [request::MISTAKES, writing::MISTAKES, key::MISTAKES, keyed::MISTAKES, claim::MISTAKES]
        .into_iter()
        .flatten()
}
