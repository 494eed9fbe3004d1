//! Scripts in pages of other origins. Those of apps that run in a browser may ask what clients ask, and read what is answered, where a
//! public client has a redirect URI at their origin (RFC 9700 §2.6); no other may ask anything (threat P2).
//!
//! No cookie counts at such an endpoint, and none is let along. Pages are for navigation alone.
//!
//! <https://fetch.spec.whatwg.org/#http-cors-protocol>

use http::{HeaderValue, Method, StatusCode, header};

use super::{
    laxity::Laxity, oauth_error::OauthError, provider::Provider, received::Received, redirect_uri,
    reply::Reply,
};
use crate::protocol::client_auth::ClientAuthMethod;

/// What a script may send besides a form: credentials, proofs (RFC 6750 §2.1, RFC 9449 §4.1), documents.
const HEADERS: &str = "authorization, content-type, dpop";
/// What a script may read besides the document (RFC 9449 §8.2, RFC 6750 §3).
const EXPOSED: &str = "dpop-nonce, www-authenticate";
/// How long a browser need not ask again, in seconds.
const KNOWN_FOR: &str = "600";
/// What pages that may not ask are told where those of clients may.
const WHY_NOT: &str = "scripts in pages of other sites may ask this where a public client has a redirect URI at their origin \
                       (RFC 9700 section 2.6)";

/// Whether a page that is not the provider's own sent it. Browsers say so in `Sec-Fetch-Site`, which no page can set, but not to a
/// provider whose name they hold for unsafe (W3C Fetch Metadata); there `Origin` has to do.
fn is_foreign(provider: &Provider, received: &Received) -> bool {
    let own = || provider.web_origin_at(received.header(header::HOST).unwrap_or_default());
    match received.fetch_site() {
        Some(site) => !matches!(site, "same-origin" | "none"),
        None => {
            received.headers.contains_key(header::ORIGIN)
                && received.header(header::ORIGIN).is_none_or(|origin| origin != own())
        }
    }
}

/// Whether a public client that is known has a redirect URI at the origin of the page. One that is known by its metadata document
/// counts for nothing: any page could make it known.
fn is_of_registered(provider: &Provider, origin: &str) -> bool {
    let is_public = |method: ClientAuthMethod| method == ClientAuthMethod::None;
    let clients = provider.clients();
    let mut public = clients.iter().filter(|client| is_public(client.token_endpoint_auth_method));
    public.any(|client| client.redirect_uris.iter().any(|uri| redirect_uri::is_at(uri, origin)))
}

/// Whether a page of a public client asks.
fn is_of_client(provider: &Provider, received: &Received) -> bool {
    received.header(header::ORIGIN).is_some_and(|origin| {
        is_of_registered(provider, origin)
            || redirect_uri::is_near(&[], origin) && provider.allows(Laxity::OpenClients)
    })
}

/// Whether an issuer is made for who asks it first: not for a picture in a page of another site (threats P2, P17).
pub fn may_begin(provider: &Provider, received: &Received) -> bool {
    let is_visit = received.headers.get("sec-fetch-mode").is_some_and(|mode| mode == "navigate");
    let is_own_app = |origin: &str| redirect_uri::is_near(&[], origin) || is_of_registered(provider, origin);
    is_visit || !is_foreign(provider, received) || received.header(header::ORIGIN).is_some_and(is_own_app)
}

/// The refusal of what a page of another site sent.
pub fn refuse(provider: &Provider, received: &Received) -> Option<Reply> {
    let why = "web pages of other sites may not ask this";
    is_foreign(provider, received).then(|| Reply::text(StatusCode::FORBIDDEN, why))
}

/// The refusal of what a page of another site sent, unless it is one of a client.
pub fn refuse_unknown(provider: &Provider, received: &Received) -> Option<Reply> {
    (is_foreign(provider, received) && !is_of_client(provider, received)).then(|| refused(provider, received))
}

/// Answers a browser that asks whether a script may ask by these methods (Fetch §4.8), if this is such a question.
pub fn preflight(provider: &Provider, methods: &[Method], received: &Received) -> Option<Reply> {
    let asks = received.headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if received.method != Method::OPTIONS || !asks {
        return None;
    }
    if !is_of_client(provider, received) {
        return Some(refused(provider, received));
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
    // another origin is answered otherwise
    reply.headers.append(header::VARY, HeaderValue::from_static("origin"));
    let Some(origin) = received.headers.get(header::ORIGIN) else { return reply };
    // an answer that was ordered says itself who may read it
    let is_said = reply.headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    if !is_said && is_of_client(provider, received) {
        reply.headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        reply = reply.header("access-control-expose-headers", EXPOSED);
    }
    reply
}

/// An error of fetching what the request names. A page could ask all of this machine's ports by it, so that only whoever runs the
/// provider is told (threat W9).
pub fn error_of_fetching(provider: &Provider, received: &Received, error: OauthError) -> OauthError {
    if !is_foreign(provider, received) {
        return error;
    }
    provider.hints.give(&*provider.world, "documents", error.description);
    OauthError {
        description: "the client's metadata cannot be had; the provider's log says why".into(),
        ..error
    }
}

/// A browser does not tell a person why, so the log does, for a page that could be of their own app.
fn refused(provider: &Provider, received: &Received) -> Reply {
    if let Some(origin) = received.header(header::ORIGIN).filter(|origin| redirect_uri::is_near(&[], origin))
    {
        let redirect_uri = serde_json::Value::from(format!("{origin}/callback"));
        let hint = format!(
            "a page at {origin} asked; if it is of your app, add to the file of serve --config:\n\
             [[clients]]\nclient_id = \"my-page\"\nredirect_uris = [{redirect_uri}]"
        );
        provider.hints.give(&*provider.world, "pages", hint);
    }
    Reply::text(StatusCode::FORBIDDEN, WHY_NOT)
}
