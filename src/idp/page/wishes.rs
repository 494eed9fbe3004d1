//! What a client wants, as a list in plain words.

use super::text;
use crate::idp::{details, provider::Provider, state::Terms, target, user};

/// The list, as HTML.
pub fn list(provider: &Provider, scope: &[String], terms: &Terms) -> String {
    let scopes = scope.iter().map(|word| provider.policy.meaning(word).unwrap_or(word).to_owned());
    let resources = terms.resources.iter().map(|resource| target::meaning(provider, resource));
    let claims = user::named_claims(terms).map(|name| format!("see your {}", name.replace('_', " ")));
    let details = terms.authorization_details.iter().map(|object| details::meaning(provider, object));
    let wishes = scopes.chain(claims).chain(resources).chain(details);
    wishes.map(|meaning| format!("<li>{}</li>\n", text(&meaning))).collect()
}
