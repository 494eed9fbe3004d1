//! Google's OpenID Connect: opaque access tokens, ID tokens that tell who it is, refresh tokens for those who ask for offline access
//! and are given it, and endpoints at five hosts.
//! <https://developers.google.com/identity/openid-connect/openid-connect>,
//! <https://developers.google.com/identity/protocols/oauth2/web-server>

mod authorize;
mod certs;
mod claims;
mod client;
mod device;
mod discovery;
mod host;
mod revoke;
mod scope;
mod token;
mod tokeninfo;
mod userinfo;

use super::{
    app::{self, App},
    picture,
    row::Shape,
};
use crate::{
    idp::{
        config::Config,
        endpoint::{self, EndpointRow},
        policy::{Policy, UnknownScopes},
    },
    protocol::client_auth::ClientAuthMethod,
};

/// The row.
pub const SHAPE: Shape = Shape {
    name: "google",
    title: "Google",
    hosts: &[host::ACCOUNTS, host::OAUTH, host::USERINFO, host::APIS, host::WEB, host::PICTURES],
    endpoints: ENDPOINTS,
    policy: &Policy {
        title: "Google",
        scopes: scope::SCOPES,
        unknown_scopes: UnknownScopes::Granted,
        takes_secrets_either_way: true,
        needs_pkce: false,
        names_issuer: false,
        rotates_refresh_tokens: false,
        rotates_for_public_clients: false,
        asks_for_offline: true,
        code_prefix: "4/0A",
        refresh_token_prefix: "1//0",
        opaque_access_tokens: Some("ya29."),
        denial: "",
        beside_code: scope::beside_code,
        claims: claims::told,
        claims_in_id_token: true,
        names_authorized_party: true,
        ..Policy::STRICT
    },
    prepare,
    environment: &[("GOOGLE_CLIENT_ID", "{client_id}"), ("GOOGLE_CLIENT_SECRET", "{client_secret}")],
};

const ENDPOINTS: &[EndpointRow] = endpoint::endpoints! {
    "/.well-known/openid-configuration" GET | HEAD All => discovery::answer;
    "/o/oauth2/v2/auth" GET | POST All => authorize::answer;
    "/o/oauth2/auth" GET | POST All => authorize::answer;
    "/token" POST Programs => token::answer;
    "/oauth2/v4/token" POST Programs => token::answer;
    "/o/oauth2/token" POST Programs => token::answer;
    "/v1/userinfo" GET | POST Programs => userinfo::answer;
    "/oauth2/v3/userinfo" GET | POST Programs => userinfo::answer;
    "/oauth2/v3/certs" GET | HEAD All => certs::answer;
    "/revoke" POST Programs => revoke::answer;
    "/o/oauth2/revoke" POST Programs => revoke::answer;
    "/tokeninfo" GET | POST Programs => tokeninfo::answer;
    "/oauth2/v3/tokeninfo" GET | POST Programs => tokeninfo::answer;
    "/device/code" POST Programs => device::answer;
    "/a/default-user=s96-c" GET All => picture::answer;
};

const APP: App = App {
    client_id: "123456789012-example.apps.googleusercontent.com",
    client_secret: "GOCSPX-only-for-tests",
    method: ClientAuthMethod::ClientSecretPost,
    callback_paths: &[
        "/callback",
        "/auth/google/auth",
        "/auth/google/callback",
        "/api/auth/callback/google",
        "/login/oauth2/code/google",
        "/accounts/google/login/callback/",
    ],
};

fn prepare(config: &mut Config) {
    config.lifetimes.device_code = 1800;
    app::add(config, &APP);
}
