//! Authgear: OpenID Connect for confidential apps without PKCE, whose logout is asked for without any parameter.
//! <https://docs.authgear.com/>

use http::{Method, StatusCode};
use serde_json::json;

use super::{
    app::{self, App},
    row::Shape,
};
use crate::{
    idp::{
        config::Config,
        endpoint::{self, Audience, EndpointRow},
        policy::{Policy, UnknownScopes},
        provider::Provider,
        received::Received,
        reply::Reply,
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
        unknown_scopes: UnknownScopes::Ignored,
        needs_pkce: false,
        asks_consent: false,
        names_issuer: false,
        rotates_refresh_tokens: false,
        rotates_for_public_clients: false,
        ..Policy::STRICT
    },
    prepare,
    environment: &[
        ("AUTHGEAR_DOMAIN", "{authority}"),
        ("AUTHGEAR_CLIENT_ID", "{client_id}"),
        ("AUTHGEAR_CLIENT_SECRET", "{client_secret}"),
    ],
};

const ENDPOINTS: &[EndpointRow] = &[
    EndpointRow {
        path: "/.well-known/openid-configuration",
        methods: &[Method::GET],
        audience: Audience::All,
        answer: |provider, received| Box::pin(metadata(provider, received)),
    },
    EndpointRow { path: "/oauth2/authorize", ..endpoint::row("/authorize") },
    EndpointRow { path: "/oauth2/token", ..endpoint::row("/token") },
    EndpointRow { path: "/oauth2/userinfo", ..endpoint::row("/userinfo") },
    EndpointRow { path: "/oauth2/jwks", ..endpoint::row("/jwks") },
    EndpointRow { path: "/oauth2/revoke", ..endpoint::row("/revoke") },
    EndpointRow { path: "/oauth2/end_session", ..endpoint::row("/end_session") },
];

const APP: App = App {
    client_id: "a0123456789abcde",
    client_secret: "only-for-tests",
    method: ClientAuthMethod::ClientSecretBasic,
    callback_paths: &["/callback"],
};

fn prepare(config: &mut Config) {
    app::add(config, &APP);
}

async fn metadata(provider: &Provider, _: &Received) -> Reply {
    let at = |path: &str| format!("{}{path}", provider.origin);
    let document = json!({
        "issuer": provider.issuer,
        "authorization_endpoint": at("/oauth2/authorize"),
        "token_endpoint": at("/oauth2/token"),
        "userinfo_endpoint": at("/oauth2/userinfo"),
        "jwks_uri": at("/oauth2/jwks"),
        "revocation_endpoint": at("/oauth2/revoke"),
        "end_session_endpoint": at("/oauth2/end_session"),
        "scopes_supported": ["openid", "offline_access", "https://authgear.com/scopes/full-userinfo"],
        "response_types_supported": ["code", "none"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
    });
    Reply::json(StatusCode::OK, &document)
}
