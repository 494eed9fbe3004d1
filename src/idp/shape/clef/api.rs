//! Who asks the API: an app, by its id and its secret in the form.

use std::sync::Arc;

use super::error::Refusal;
use crate::idp::{client::Client, parameters::Parameters, provider::Provider};

/// The app. Libraries for OAuth 2.0 in general say `client_id` and `client_secret`, and were understood too.
pub fn app(provider: &Provider, parameters: &Parameters) -> Result<Arc<Client>, Refusal> {
    let either = |own: &str, general: &str| parameters.get(own).or_else(|| parameters.get(general));
    let id = either("app_id", "client_id").unwrap_or_default();
    let client = provider.client(id).ok_or(Refusal::AppId)?;
    // one without a secret is none of this vendor's apps
    let secret = client.client_secret.as_ref().ok_or(Refusal::AppId)?;
    match secret.matches(either("app_secret", "client_secret").unwrap_or_default()) {
        true => Ok(client),
        false => Err(Refusal::AppSecret),
    }
}
