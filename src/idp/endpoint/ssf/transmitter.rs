//! The transmitter's metadata (SSF §7.1).

use http::StatusCode;
use serde_json::json;

use crate::{
    idp::{provider::Provider, received::Received, reply::Reply},
    protocol::set_poll::{POLL, PUSH},
};

/// Answers one request.
pub async fn answer(provider: &Provider, _: &Received) -> Reply {
    let at = |path: &str| format!("{}{path}", provider.origin);
    let document = json!({
        "spec_version": "1_0",
        "issuer": provider.issuer,
        "jwks_uri": at("/jwks"),
        "delivery_methods_supported": [PUSH, POLL],
        "configuration_endpoint": at("/ssf/stream"),
        "status_endpoint": at("/ssf/status"),
        "add_subject_endpoint": at("/ssf/subjects/add"),
        "remove_subject_endpoint": at("/ssf/subjects/remove"),
        "verification_endpoint": at("/ssf/verify"),
        "authorization_schemes": [{"spec_urn": "urn:ietf:rfc:6749"}],
        // the people who have signed in to the client
        "default_subjects": "ALL",
    });
    Reply::json(StatusCode::OK, &document)
}
