//! The app that a vendor's provider knows to begin with, so that nothing has to be configured for a first try.

use std::sync::Arc;

use crate::{
    idp::{client::Client, config::Config, grant_type, redirect_uri},
    jose::algorithm::Algorithm,
    protocol::{client_auth::ClientAuthMethod, response_type::ResponseType},
};

/// An app, as the vendor's guides register it.
pub struct App {
    /// Its id, in the vendor's form.
    pub client_id: &'static str,
    /// Its secret, which protects nothing.
    pub client_secret: &'static str,
    /// How it authenticates.
    pub method: ClientAuthMethod,
    /// Where it may be answered, on any port of this machine.
    pub callback_paths: &'static [&'static str],
}

/// What an app with these values is answered on: any name of this machine, where the port does not count.
const HOSTS: &[&str] = &["127.0.0.1", "[::1]", "localhost"];

/// Adds the app, unless the configuration has clients of its own beside this program.
pub fn add(config: &mut Config, app: &App) {
    if config.clients.iter().any(|client| client.client_id != super::super::client::OWN_CLIENT_ID) {
        return;
    }
    let at = |path: &&str| HOSTS.iter().map(|host| format!("http://{host}{path}")).collect::<Vec<_>>();
    config.clients.push(Arc::new(Client {
        client_id: app.client_id.into(),
        name: "Example app".into(),
        client_secret: Some(app.client_secret.into()),
        redirect_uris: app.callback_paths.iter().flat_map(at).collect(),
        post_logout_redirect_uris: [at(&"/"), at(&"")].concat(),
        token_endpoint_auth_method: app.method,
        id_token_signed_response_alg: Algorithm::RS256,
        response_types: vec![ResponseType::Code],
        grant_types: [grant_type::AUTHORIZATION_CODE, grant_type::REFRESH_TOKEN, grant_type::DEVICE_CODE]
            .map(str::to_owned)
            .to_vec(),
        ..Client::own()
    }));
}

/// Whether a client may be sent there after logout: where it registered, to the letter, and where it registered an address of
/// this machine without a port, as that app has, on any port.
pub fn may_end_at(client: &Client, uri: &str) -> bool {
    let is_without_port = |registered: &str| {
        HOSTS.iter().any(|host| {
            let rest = registered.strip_prefix("http://").and_then(|rest| rest.strip_prefix(host));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    client.post_logout_redirect_uris.iter().any(|registered| {
        registered == uri || is_without_port(registered) && redirect_uri::matches(registered, uri)
    })
}
