//! What the settings ask for beside the scope.

use super::{key::Key, settings::Settings};
use crate::{
    error::{Code, Result},
    protocol::{ask::Ask, grant::Grant, resource},
};

/// What is asked for by this grant.
///
/// # Errors
/// What cannot be, and what the grant has no place for, blamed on where it was said.
pub fn ask(settings: &Settings, grant: Grant) -> Result<Ask> {
    let audiences = match settings.text(Key::Audience) {
        // RFC 8693 §2.1 defines it for the token request; elsewhere it is a provider's own parameter.
        Some(said) if grant.row().needs_person || grant == Grant::RefreshToken => {
            return Err(said.origin.blame(
                Code::Usage
                    .error()
                    .message(format!("the flow {grant} has no audience"))
                    .hint("give --resource URI; a provider that wants its own parameter takes --param audience=NAME"),
            ));
        }
        Some(said) => said.value.split_whitespace().map(str::to_owned).collect(),
        None => Vec::new(),
    };
    let resources = match settings.text(Key::Resource) {
        Some(said) => resource::resources(&said.value).map_err(|error| said.origin.blame(error))?,
        None => Vec::new(),
    };
    Ok(Ask { resources, audiences })
}
