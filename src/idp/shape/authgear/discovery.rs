//! The metadata (OIDC Discovery §3).

use http::StatusCode;
use serde_json::json;

use super::user;
use crate::idp::{provider::Provider, received::Received, reply::Reply};

/// Answers one request.
pub async fn answer(provider: &Provider, _: &Received) -> Reply {
    let at = |path: &str| format!("{}{path}", provider.origin);
    let scopes: Vec<&str> = user::SCOPES
        .iter()
        .map(|scope| scope.name)
        .chain(user::OTHERS.iter().map(|(name, _)| *name))
        .collect();
    let document = json!({
        "issuer": provider.issuer,
        "authorization_endpoint": at("/oauth2/authorize"),
        "token_endpoint": at("/oauth2/token"),
        "userinfo_endpoint": at("/oauth2/userinfo"),
        "jwks_uri": at("/oauth2/jwks"),
        "revocation_endpoint": at("/oauth2/revoke"),
        "end_session_endpoint": at("/oauth2/end_session"),
        "scopes_supported": scopes,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": [
            "iss", "aud", "iat", "exp", "sub", "email", "email_verified", "phone_number", "phone_number_verified",
            "preferred_username", "family_name", "given_name", "middle_name", "name", "nickname", "picture", "profile",
            "website", "gender", "birthdate", "zoneinfo", "locale", "address", "updated_at",
        ],
        "token_endpoint_auth_methods_supported": ["none", "client_secret_post", "client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
    });
    Reply::json(StatusCode::OK, &document)
}
