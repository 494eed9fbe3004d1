//! Members of a JSON object: put in, and taken away.

use serde_json::{Map, Value};

/// Puts a member in, in place of one of that name.
pub(super) fn set(object: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    object.insert(name.to_owned(), value.into());
}

/// Takes a member away.
pub(super) fn unset(object: &mut Map<String, Value>, name: &str) {
    object.remove(name);
}
