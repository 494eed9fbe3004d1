//! Environment variables, as a value: whoever depends on them gets them handed in, and a test hands in its own.

use std::sync::Arc;

/// Reads a variable; `None` if it is unset or not UTF-8.
pub type Environment = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// The variables of this process.
pub fn of_process() -> Environment {
    Arc::new(|name| std::env::var(name).ok())
}

/// An environment of these variables alone.
pub fn of(variables: &[(&str, &str)]) -> Environment {
    let variables: Vec<(String, String)> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Arc::new(move |wanted| variables.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone()))
}
