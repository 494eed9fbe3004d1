//! The metadata (OIDC Discovery §3).

use http::StatusCode;
use serde_json::json;

use super::user::{self, CLAIMS};
use crate::idp::{provider::Provider, received::Received, reply::Reply};

/// Answers one request.
pub async fn answer(provider: &Provider, _: &Received) -> Reply {
    let at = |path: &str| format!("{}{path}", provider.issuer);
    let own = ["sid", "auth_time", "iss"];
    let claims: Vec<&str> = ["sub"].into_iter().chain(CLAIMS.iter().copied()).chain(own).collect();
    let scopes: Vec<&str> = user::SCOPES.iter().map(|scope| scope.name).collect();
    let document = json!({
        "authorization_endpoint": at("/auth"),
        "claims_parameter_supported": false,
        "claims_supported": claims,
        "code_challenge_methods_supported": ["S256"],
        "end_session_endpoint": at("/session/end"),
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "issuer": provider.issuer,
        "jwks_uri": at("/jwks"),
        "authorization_response_iss_parameter_supported": true,
        "response_modes_supported": ["form_post", "fragment", "query"],
        "response_types_supported": ["code"],
        "scopes_supported": scopes,
        "subject_types_supported": ["public"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "token_endpoint": at("/token"),
        "id_token_signing_alg_values_supported": ["RS256", "PS256", "ES256", "ES384", "ES512"],
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "userinfo_endpoint": at("/me"),
        "introspection_endpoint": at("/token/introspection"),
        "revocation_endpoint": at("/token/revocation"),
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "claim_types_supported": ["normal"],
    });
    Reply::json(StatusCode::OK, &document)
}
