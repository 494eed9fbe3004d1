//! Scripts in pages of other origins, those of apps that run in a browser: they may ask what clients ask, and read what is answered, where a
//! public client has a redirect URI at their origin (RFC 9700 §2.6).
//!
//! No cookie counts at such an endpoint, and none is let along. Pages are shown to nobody's script.
//!
//! <https://fetch.spec.whatwg.org/#http-cors-protocol>

use http::{HeaderValue, Method, StatusCode, header};

use super::{laxity::Laxity, provider::Provider, received::Received, redirect_uri, reply::Reply};
use crate::protocol::client_auth::ClientAuthMethod;

/// What a script may send besides a form: credentials, proofs (RFC 6750 §2.1, RFC 9449 §4.1), documents.
const HEADERS: &str = "authorization, content-type, dpop";
/// What a script may read besides the document (RFC 9449 §8.2, RFC 6750 §3).
const EXPOSED: &str = "dpop-nonce, www-authenticate";
/// How long a browser need not ask again, in seconds.
const KNOWN_FOR: &str = "600";
/// What any other page is told.
const WHY_NOT: &str = "scripts in pages of other sites may ask this where a public client has a redirect URI at their origin \
                       (RFC 9700 section 2.6)";

/// Whether a page of a public client asks.
pub fn is_of_client(provider: &Provider, received: &Received) -> bool {
    let Some(origin) = received.header(header::ORIGIN).filter(|origin| *origin != "null") else {
        return false;
    };
    let registered = |uri: &String| redirect_uri::is_at(uri, origin);
    let clients = provider.clients();
    let mut public =
        clients.iter().filter(|client| client.token_endpoint_auth_method == ClientAuthMethod::None);
    public.any(|client| client.redirect_uris.iter().any(registered))
        || redirect_uri::is_near(&[], origin) && provider.allows(Laxity::OpenClients)
}

/// Refuses what a page of another site sent, unless it is of a client (threat P2).
pub fn refuse(provider: &Provider, received: &Received) -> Option<Reply> {
    received.refuse_other_sites()?;
    (!is_of_client(provider, received)).then(|| Reply::text(StatusCode::FORBIDDEN, WHY_NOT))
}

/// Answers a browser that asks whether a script may ask by these methods (Fetch §4.8), if this is such a question.
pub fn preflight(provider: &Provider, methods: &[Method], received: &Received) -> Option<Reply> {
    let asks = received.headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if received.method != Method::OPTIONS || !asks {
        return None;
    }
    if !is_of_client(provider, received) {
        return Some(Reply::text(StatusCode::FORBIDDEN, WHY_NOT));
    }
    let methods = methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
    let reply = Reply::empty(StatusCode::NO_CONTENT)
        .header("access-control-allow-methods", &methods)
        .header("access-control-allow-headers", HEADERS)
        .header("access-control-max-age", KNOWN_FOR);
    Some(reply)
}

/// The answer as the script that asked may read it; errors too, so that an app can tell what was wrong.
pub fn shared(provider: &Provider, received: &Received, mut reply: Reply) -> Reply {
    let Some(origin) = received.headers.get(header::ORIGIN) else { return reply };
    // another origin is answered otherwise
    reply.headers.append(header::VARY, HeaderValue::from_static("origin"));
    if is_of_client(provider, received) {
        reply.headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        reply = reply.header("access-control-expose-headers", EXPOSED);
    }
    reply
}
