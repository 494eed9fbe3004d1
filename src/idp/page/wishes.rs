//! What a client wants, as a list in plain words.

use super::text;
use crate::idp::{provider::Provider, scope, state::Terms, target};

/// The list, as HTML.
pub fn list(provider: &Provider, scope: &[String], terms: &Terms) -> String {
    let scopes = scope.iter().map(|word| scope::meaning(word).unwrap_or(word).to_owned());
    let resources = terms.resources.iter().map(|resource| target::meaning(provider, resource));
    scopes.chain(resources).map(|meaning| format!("<li>{}</li>\n", text(&meaning))).collect()
}
