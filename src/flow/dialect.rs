//! What is sent, as the provider wants it: the quirks of requests, each met here and told to the transcript.
//!
//! Every request is made as its standard has it, and only then put into the provider's own words.

use std::borrow::Cow;

use url::{Url, form_urlencoded};

use super::peer::Peer;
use crate::{host::Host, protocol::exchange::Request, provider::quirk::Quirk};

/// The parameters of PKCE (RFC 7636 §4.3, §4.5).
const PKCE: &[&str] = &["code_challenge", "code_challenge_method", "code_verifier"];

/// The address that the person is sent to.
pub fn authorization_url(host: &Host, peer: &Peer, mut url: Url) -> Url {
    let query = url.query().unwrap_or_default().to_owned();
    if let Some(query) = spoken(host, peer, query.as_bytes(), &peer.quirks.authorization_names) {
        url.set_query(Some(&query));
    }
    url
}

/// A request to the token endpoint.
pub fn token_request(host: &Host, peer: &Peer, mut request: Request) -> Request {
    if let Some(form) = spoken(host, peer, &request.body, &peer.quirks.token_names) {
        request.body = form.into_bytes();
    }
    request
}

/// The pairs in the provider's words, if those are others. `names` has its own name for each of ours; an empty one is not sent.
fn spoken(host: &Host, peer: &Peer, encoded: &[u8], names: &[(String, String)]) -> Option<String> {
    let has = |quirk| peer.quirks.has(quirk);
    if !has(Quirk::OwnParameterNames) && !has(Quirk::NoPkce) {
        return None;
    }
    let own = |name: &str| names.iter().find(|(ours, _)| ours == name).map(|(_, own)| own.as_str());
    let mut met = Vec::new();
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(encoded) {
        if has(Quirk::NoPkce) && PKCE.contains(&&*name) {
            met.push(Quirk::NoPkce);
            continue;
        }
        let name = match own(&name).filter(|_| has(Quirk::OwnParameterNames)) {
            None => name,
            Some(own) => {
                met.push(Quirk::OwnParameterNames);
                Cow::Owned(own.to_owned())
            }
        };
        if !name.is_empty() {
            form.append_pair(&name, &value);
        }
    }
    for quirk in [Quirk::OwnParameterNames, Quirk::NoPkce] {
        if met.contains(&quirk) {
            peer.meets(host, quirk);
        }
    }
    Some(form.finish())
}
