//! Logto: OpenID Connect below `/oidc`, with sign-in and sign-up at addresses of their own, tokens for API resources, and errors
//! that carry a code of Logto's beside the standard's.
//!
//! <https://docs.logto.io/>, <https://openapi.logto.io/>

mod authorize;
mod discovery;
mod end_session;
mod error;
mod screen;
mod user;

use super::{
    app::{self, App},
    row::Shape,
};
use crate::{
    idp::{
        config::{Config, Lifetimes},
        endpoint::{self, EndpointRow, introspect, revoke, token, userinfo},
        policy::{Policy, UnknownScopes},
        provider::Provider,
        received::Received,
        reply::Reply,
        resource::Resource,
    },
    jose::algorithm::Algorithm,
    protocol::client_auth::ClientAuthMethod,
};

/// The row.
pub const SHAPE: Shape = Shape {
    name: "logto",
    title: "Logto",
    hosts: &[],
    endpoints: ENDPOINTS,
    policy: &Policy {
        title: "Logto",
        issuer_path: "/oidc",
        scopes: user::SCOPES,
        // those of API resources, which their API knows
        unknown_scopes: UnknownScopes::Granted,
        may_end_at: app::may_end_at,
        // `authorize` asks it of clients without a secret
        needs_pkce: false,
        asks_consent: false,
        rotates_refresh_tokens: false,
        // a text that says nothing, for who asks for no resource
        opaque_access_tokens: Some(""),
        claims: user::claims,
        claims_in_id_token: true,
        only_at_userinfo: user::ONLY_AT_USERINFO,
        takes_secrets_either_way: true,
        names_resources_anew: true,
        parts_scopes: true,
        sign_in_title: "Sign in to your account",
        sign_in_screen: Some(screen::first),
        tells: error::told_by_the_browser,
        ..Policy::STRICT
    },
    prepare,
    environment: &[
        ("LOGTO_ENDPOINT", "{url}"),
        ("LOGTO_APP_ID", "{client_id}"),
        ("LOGTO_APP_SECRET", "{client_secret}"),
    ],
};

const ENDPOINTS: &[EndpointRow] = endpoint::endpoints! {
    "/oidc/.well-known/openid-configuration" GET | HEAD All => discovery::answer;
    "/oidc/auth" GET | POST All => authorize::answer;
    "/sign-in" GET | POST All => screen::sign_in;
    "/register" GET | POST All => screen::register;
    "/oidc/token" POST Programs => token;
    "/oidc/me" GET | POST Programs => me;
    "/oidc/jwks" GET | HEAD All => endpoint::jwks::answer;
    "/oidc/token/revocation" POST Programs => revocation;
    "/oidc/token/introspection" POST Programs => introspection;
    "/oidc/session/end" GET | POST All => end_session::answer;
};

const APP: App = App {
    client_id: "authctl0logto0example",
    client_secret: "only-for-tests",
    method: ClientAuthMethod::ClientSecretPost,
    callback_paths: &["/callback"],
};

/// The resource that is there in every tenant.
const ORGANIZATIONS: &str = "urn:logto:resource:organizations";

fn prepare(config: &mut Config) {
    app::add(config, &APP);
    if config.lifetimes == Lifetimes::default() {
        config.lifetimes.session = 14 * 86_400;
    }
    let organizations = Resource { resource: ORGANIZATIONS.into(), name: None };
    config.resources.push(organizations);
    // the original signs with RSA or with P-384, and no API of its guides reads Ed25519
    config.access_token_signing_alg = Algorithm::RS256;
}

async fn token(provider: &Provider, received: &Received) -> Reply {
    error::translated(provider, received, token::answer(provider, received).await)
}

async fn me(provider: &Provider, received: &Received) -> Reply {
    error::translated(provider, received, userinfo::answer(provider, received).await)
}

async fn revocation(provider: &Provider, received: &Received) -> Reply {
    error::translated(provider, received, revoke::answer(provider, received).await)
}

async fn introspection(provider: &Provider, received: &Received) -> Reply {
    error::translated(provider, received, introspect::answer(provider, received).await)
}
