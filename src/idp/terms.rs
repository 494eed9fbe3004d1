//! What a request asks for beside the scope, of people and of clients alike.

use super::{
    client::Client, oauth_error::Outcome, parameters::Parameters, provider::Provider, state::Terms, target,
};

/// What a request asks for, if the client may have it.
pub fn asked(provider: &Provider, client: &Client, parameters: &Parameters) -> Outcome<Terms> {
    Ok(Terms { resources: target::asked(provider, client, parameters)? })
}

/// What a token request asks for of what was granted: all of it if it says nothing.
pub fn narrowed(granted: &Terms, parameters: &Parameters) -> Outcome<Terms> {
    Ok(Terms { resources: target::narrowed(&granted.resources, parameters)? })
}
