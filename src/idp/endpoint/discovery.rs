//! The metadata, under both well-known names (OIDC Discovery §3, RFC 8414 §2).

use http::StatusCode;
use serde_json::json;

use crate::{
    idp::{
        client::SIGNING_ALGORITHMS, client_assertion, grant_type::GRANTS, provider::Provider,
        received::Received, registration_policy::RegistrationPolicy, reply::Reply, scope::SCOPES,
    },
    protocol::client_auth::ClientAuthMethod,
};

/// Answers one request.
pub async fn answer(provider: &Provider, _: &Received) -> Reply {
    let at = |path: &str| format!("{}{path}", provider.issuer);
    let methods: Vec<&str> = ClientAuthMethod::ALL.iter().map(|method| method.name()).collect();
    let assertions = ClientAuthMethod::ALL.iter().flat_map(|method| client_assertion::algorithms(*method));
    let assertion_algorithms: Vec<&str> = assertions.map(|algorithm| algorithm.name()).collect();
    let grants: Vec<&str> = GRANTS.iter().map(|row| row.name).collect();
    let scopes: Vec<&str> = SCOPES.iter().map(|scope| scope.name).collect();
    let algorithms: Vec<&str> = SIGNING_ALGORITHMS.iter().map(|(name, _)| *name).collect();
    let mut document = json!({
        "issuer": provider.issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"),
        "jwks_uri": at("/jwks"),
        "revocation_endpoint": at("/revoke"),
        "introspection_endpoint": at("/introspect"),
        "pushed_authorization_request_endpoint": at("/par"),
        "require_pushed_authorization_requests": false,
        "end_session_endpoint": at("/end_session"),
        "device_authorization_endpoint": at("/device_authorization"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": grants,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": algorithms,
        "token_endpoint_auth_methods_supported": methods,
        // RFC 8414 §2: to be there with the methods that sign
        "token_endpoint_auth_signing_alg_values_supported": assertion_algorithms,
        "revocation_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_signing_alg_values_supported": assertion_algorithms,
        "introspection_endpoint_auth_methods_supported": methods,
        "introspection_endpoint_auth_signing_alg_values_supported": assertion_algorithms,
        "introspection_signing_alg_values_supported": algorithms,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "scopes_supported": scopes,
        "claims_supported": [
            "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "sid", "amr",
            "name", "preferred_username", "email", "email_verified", "groups",
        ],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
    });
    if !matches!(provider.config.registration, RegistrationPolicy::Off) {
        document["registration_endpoint"] = at("/register").into();
    }
    Reply::json(StatusCode::OK, &document)
}
