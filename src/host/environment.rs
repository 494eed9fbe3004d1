//! The command line, and environment variables as a value: whoever depends on them gets them handed in, and a test hands
//! in its own.

use std::{ffi::OsString, sync::Arc};

/// Reads a variable; `None` if it is unset or not UTF-8.
pub type Environment = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// The variables of this process.
pub fn of_process() -> Environment {
    Arc::new(|name| std::env::var(name).ok())
}

/// The variables of this process that are ours and hold nothing.
pub fn empty_twins() -> Vec<OsString> {
    let is_ours = |name: &OsString| name.as_encoded_bytes().starts_with(b"AUTHCTL_");
    std::env::vars_os()
        .filter(|(name, value)| value.is_empty() && is_ours(name))
        .map(|(name, _)| name)
        .collect()
}

/// The command line of this process, the program's name first.
pub fn arguments() -> Vec<OsString> {
    std::env::args_os().collect()
}

/// An environment of these variables alone.
pub fn of(variables: &[(&str, &str)]) -> Environment {
    let variables: Vec<(String, String)> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Arc::new(move |wanted| variables.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone()))
}
