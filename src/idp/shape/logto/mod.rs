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

use http::Method;

use super::{
    app::{self, App},
    row::Shape,
};
use crate::{
    idp::{
        config::{Config, Lifetimes},
        endpoint::{self, Audience, EndpointRow, introspect, revoke, token, userinfo},
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

const ENDPOINTS: &[EndpointRow] = &[
    EndpointRow {
        path: "/oidc/.well-known/openid-configuration",
        methods: &[Method::GET, Method::HEAD],
        audience: Audience::All,
        answer: |provider, received| Box::pin(discovery::answer(provider, received)),
    },
    EndpointRow {
        path: "/oidc/auth",
        methods: &[Method::GET, Method::POST],
        audience: Audience::All,
        answer: |provider, received| Box::pin(authorize::answer(provider, received)),
    },
    EndpointRow {
        path: "/sign-in",
        methods: &[Method::GET, Method::POST],
        audience: Audience::All,
        answer: |provider, received| Box::pin(screen::sign_in(provider, received)),
    },
    EndpointRow {
        path: "/register",
        methods: &[Method::GET, Method::POST],
        audience: Audience::All,
        answer: |provider, received| Box::pin(screen::register(provider, received)),
    },
    EndpointRow {
        path: "/oidc/token",
        answer: |provider, received| Box::pin(token(provider, received)),
        ..endpoint::row("/token")
    },
    EndpointRow {
        path: "/oidc/me",
        answer: |provider, received| Box::pin(me(provider, received)),
        ..endpoint::row("/userinfo")
    },
    EndpointRow { path: "/oidc/jwks", ..endpoint::row("/jwks") },
    EndpointRow {
        path: "/oidc/token/revocation",
        answer: |provider, received| Box::pin(revocation(provider, received)),
        ..endpoint::row("/revoke")
    },
    EndpointRow {
        path: "/oidc/token/introspection",
        answer: |provider, received| Box::pin(introspection(provider, received)),
        ..endpoint::row("/introspect")
    },
    EndpointRow {
        path: "/oidc/session/end",
        methods: &[Method::GET, Method::POST],
        audience: Audience::All,
        answer: |provider, received| Box::pin(end_session::answer(provider, received)),
    },
];

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
