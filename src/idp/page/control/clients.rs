//! The clients: who they are, and where they may be answered. Their secrets are nobody's business.

use std::sync::Arc;

use crate::idp::{client::Client, page::text, provider::Provider};

/// The most that registered themselves that are shown.
const MOST: usize = 200;

/// The part.
pub fn part(provider: &Provider) -> String {
    let registered: Vec<Arc<Client>> = provider
        .store
        .read(|state| state.clients.iter().map(|(_, known)| Arc::clone(&known.client)).take(MOST).collect());
    let configured = provider.config.clients.iter().map(|client| entry(client, ""));
    let registered = registered.iter().map(|client| entry(client, " · registered itself"));
    configured.chain(registered).collect()
}

fn entry(client: &Client, how: &str) -> String {
    let secret = if client.client_secret.is_some() { "yes" } else { "none" };
    let mut members = vec![
        ("proves itself by", client.token_endpoint_auth_method.name().to_owned()),
        ("has a secret", secret.to_owned()),
        ("is answered at", client.redirect_uris.join(" ")),
        ("may use", client.grant_types.join(" ")),
        ("ID tokens", client.id_token_signed_response_alg.name().to_owned()),
    ];
    let logout =
        [&client.logout_uris.backchannel, &client.logout_uris.frontchannel, &client.logout_uris.hook];
    let logout: Vec<&str> = logout.into_iter().flatten().map(url::Url::as_str).collect();
    if !logout.is_empty() {
        members.push(("hears of logouts at", logout.join(" ")));
    }
    let members: String =
        members.iter().map(|(name, value)| format!("<dt>{name}</dt><dd>{}</dd>\n", text(value))).collect();
    format!(
        "<section>\n<h2>{}</h2>\n<p class=\"soft\">{}{how}</p>\n<dl>\n{members}</dl>\n</section>\n",
        text(&client.client_id),
        text(&client.name)
    )
}
