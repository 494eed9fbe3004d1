//! A way in which it is wrong.

use serde_json::{Map, Value};

use super::Answer;

/// A defect: in one thing, and right in all others.
pub enum Defect {
    /// In its metadata.
    Metadata(fn(&mut Map<String, Value>)),
    /// In its keys.
    Keys(fn(&mut Vec<Value>)),
    /// In what it answers at one path.
    Answer(&'static str, fn(&mut Answer)),
    /// In the claims of its ID tokens.
    Claims(fn(&mut Map<String, Value>)),
    /// In its token answers.
    Tokens(fn(&mut Map<String, Value>)),
    /// In what it sends the browser back with.
    Back(fn(&mut Vec<(String, String)>)),
    /// In which redirect URIs it takes, beside the registered one.
    Redirect(fn(&str, &str) -> bool),
    /// In habits, by their names.
    Is(&'static [&'static str]),
}
