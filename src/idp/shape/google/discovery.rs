//! Google's metadata. <https://developers.google.com/identity/openid-connect/openid-connect#discovery>

use http::StatusCode;
use serde_json::json;

use super::host;
use crate::idp::{provider::Provider, received::Received, reply::Reply};

/// Answers one request.
pub async fn answer(provider: &Provider, _: &Received) -> Reply {
    let at = |host: &str, path: &str| format!("{}{path}", provider.origin_of(host));
    let document = json!({
        "issuer": provider.issuer,
        "authorization_endpoint": at(host::ACCOUNTS, "/o/oauth2/v2/auth"),
        "device_authorization_endpoint": at(host::OAUTH, "/device/code"),
        "token_endpoint": at(host::OAUTH, "/token"),
        "userinfo_endpoint": at(host::USERINFO, "/v1/userinfo"),
        "revocation_endpoint": at(host::OAUTH, "/revoke"),
        "jwks_uri": at(host::APIS, "/oauth2/v3/certs"),
        "response_types_supported": [
            "code", "token", "id_token", "code token", "code id_token", "token id_token", "code token id_token", "none",
        ],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": [
            "aud", "email", "email_verified", "exp", "family_name", "given_name", "iat", "iss", "name", "picture", "sub",
        ],
        "code_challenge_methods_supported": ["plain", "S256"],
        "grant_types_supported": [
            "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code",
        ],
    });
    Reply::json(StatusCode::OK, &document)
}
