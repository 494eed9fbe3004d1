//! What this provider's own API says of itself (RFC 9728 §2), at the place that belongs to its path (§3.1).

use http::StatusCode;
use serde_json::json;

use crate::idp::{
    provider::Provider, received::Received, reply::Reply, resource::OWN_API, scope::SCOPES, target::own_api,
};

/// Answers one request.
pub async fn answer(provider: &Provider, _: &Received) -> Reply {
    let scopes: Vec<&str> = SCOPES.iter().map(|scope| scope.name).collect();
    Reply::json(
        StatusCode::OK,
        &json!({
            "resource": own_api(provider),
            "authorization_servers": [provider.issuer],
            "scopes_supported": scopes,
            "bearer_methods_supported": ["header"],
            "resource_name": "the API of the embedded provider",
        }),
    )
}

/// Tells in the challenge where that is (RFC 9728 §5.1).
pub fn told(provider: &Provider, reply: Reply) -> Reply {
    let challenge = reply.headers.get("www-authenticate").and_then(|value| value.to_str().ok());
    let Some(challenge) = challenge.filter(|_| reply.status == StatusCode::UNAUTHORIZED) else {
        return reply;
    };
    let place = format!("{}/.well-known/oauth-protected-resource{OWN_API}", provider.origin);
    let challenge = format!("{challenge}, resource_metadata=\"{place}\"");
    reply.header("www-authenticate", &challenge)
}
