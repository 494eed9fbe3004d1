//! What a client wants, as a list in plain words.

use serde_json::Value;

use super::text;
use crate::idp::{details, details_shown, provider::Provider, state::Terms, target, user};

/// The list, as HTML.
pub fn list(provider: &Provider, scope: &[String], terms: &Terms) -> String {
    let scopes = scope.iter().map(|word| provider.meaning(word).unwrap_or(word).to_owned());
    let resources = terms.resources.iter().map(|resource| target::meaning(provider, resource));
    let claims = user::named_claims(terms).map(|name| format!("see your {}", name.replace('_', " ")));
    let wishes = scopes.chain(claims).chain(resources);
    let wishes = wishes.map(|meaning| format!("<li>{}</li>\n", text(&meaning)));
    wishes.chain(terms.authorization_details.iter().map(|object| detail(provider, object))).collect()
}

/// One object, with its values below it.
fn detail(provider: &Provider, object: &Value) -> String {
    let meaning = text(details::meaning(provider, object));
    let lines = details_shown::lines(object).unwrap_or_else(|why| vec![format!("(it {why})")]);
    let values: String = lines.iter().map(|line| format!("<li>{}</li>\n", text(line))).collect();
    match values.is_empty() {
        true => format!("<li>{meaning}</li>\n"),
        false => format!("<li>{meaning}\n<ul>\n{values}</ul>\n</li>\n"),
    }
}
