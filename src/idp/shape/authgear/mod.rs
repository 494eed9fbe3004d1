//! Authgear: OpenID Connect for confidential apps without PKCE, with sign-in and sign-up at addresses of their own, and a logout
//! that is asked for without any parameter.
//!
//! <https://docs.authgear.com/>, <https://github.com/authgear/authgear-server/blob/main/docs/specs/oidc.md>

mod authorize;
mod discovery;
mod end_session;
mod error;
mod screen;
mod token;
mod user;
mod user_info;

use super::{
    app::{self, App},
    row::Shape,
};
use crate::{
    idp::{
        config::{Config, Lifetimes},
        endpoint::{self, EndpointRow},
        policy::{Policy, UnknownScopes},
    },
    protocol::client_auth::ClientAuthMethod,
};

/// The row.
pub const SHAPE: Shape = Shape {
    name: "authgear",
    title: "Authgear",
    hosts: &[],
    endpoints: ENDPOINTS,
    policy: &Policy {
        title: "Authgear",
        scopes: user::SCOPES,
        unknown_scopes: UnknownScopes::Refused,
        may_end_at: app::may_end_at,
        // `authorize` asks it of clients without a secret
        needs_pkce: false,
        asks_consent: false,
        names_issuer: false,
        rotates_refresh_tokens: false,
        rotates_for_public_clients: false,
        opaque_access_tokens: Some(""),
        denial: "authorization denied",
        claims: user::claims,
        claims_in_id_token: true,
        only_at_userinfo: user::ONLY_AT_USERINFO,
        takes_secrets_either_way: true,
        sign_in_screen: Some(screen::first),
        tells: error::told_by_the_browser,
        ..Policy::STRICT
    },
    prepare,
    environment: &[
        ("AUTHGEAR_DOMAIN", "{authority}"),
        ("AUTHGEAR_CLIENT_ID", "{client_id}"),
        ("AUTHGEAR_CLIENT_SECRET", "{client_secret}"),
    ],
};

const ENDPOINTS: &[EndpointRow] = endpoint::endpoints! {
    "/.well-known/openid-configuration" GET | HEAD All => discovery::answer;
    "/oauth2/authorize" GET | POST All => authorize::answer;
    "/login" GET All => screen::login;
    "/signup" GET | POST All => screen::signup;
    "/oauth2/token" POST Programs => token::answer;
    "/oauth2/userinfo" GET | POST Programs => user_info::answer;
    "/oauth2/jwks" GET | HEAD All => endpoint::jwks::answer;
    "/oauth2/revoke" POST Programs => endpoint::revoke::answer;
    "/oauth2/end_session" GET | POST All => end_session::answer;
};

const APP: App = App {
    client_id: "a0123456789abcde",
    client_secret: "only-for-tests",
    method: ClientAuthMethod::ClientSecretBasic,
    callback_paths: &["/callback"],
};

fn prepare(config: &mut Config) {
    app::add(config, &APP);
    if config.lifetimes == Lifetimes::default() {
        config.lifetimes.access_token = 1800;
        config.lifetimes.id_token = 300;
    }
}
