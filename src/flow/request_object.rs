//! The authorization request inside a JWT that the client signs, so that nobody on the way changes it (RFC 9101).
//! <https://www.rfc-editor.org/rfc/rfc9101>

use std::sync::Arc;

use serde_json::{Map, Value, json};
use url::Url;

use super::{
    peer::Peer,
    request_object_encryption::{Encrypting, Sealing},
};
use crate::{
    error::{Code, Error, Phase, Result},
    host::Host,
    jose::{base64url, client_assertion::AssertionKey},
    protocol::{
        authorization::JarPolicy, authorization_details::AUTHORIZATION_DETAILS, resource::RESOURCE,
        step::Step,
    },
};

/// What kind of token it is (RFC 9101 §10.8).
const TYPE: &str = "oauth-authz-req+jwt";

/// How long one is good, in seconds: it is used at once.
const LIFE_S: i64 = 60;

/// Parameters whose value is no text inside a request object (RFC 9101 §4): numbers, and JSON.
const NOT_TEXT: &[&str] = &["max_age", "claims", AUTHORIZATION_DETAILS];

/// How the request of a login is protected.
#[derive(Debug, Clone, Default)]
pub struct Signing {
    /// When.
    pub policy: JarPolicy,
    /// With what, if there is something.
    pub key: Option<Arc<AssertionKey>>,
    /// How it is encrypted then, if it is.
    pub encryption: Option<Encrypting>,
}

/// All that it takes to protect the request of a login, however often it is made.
pub struct Protected<'a> {
    signing: &'a Signing,
    sealing: Option<Sealing>,
}

impl<'a> Protected<'a> {
    /// Finds the key that the request is encrypted to, if it is to be.
    ///
    /// # Errors
    /// As [`enclosed`](Self::enclosed), and those of [`Encrypting::sealing`].
    pub async fn prepare(host: &Host, peer: &Peer, signing: &'a Signing) -> Result<Self> {
        let about = |error: Error| error.phase(Phase::Authorize).issuer(peer.name());
        let sealing = match (signing.encryption, &signing.key) {
            (None, _) => None,
            (Some(_), None) => return Err(about(unsigned(peer))),
            (Some(how), Some(_)) => Some(how.sealing(host, peer).await.map_err(about)?),
        };
        Ok(Self { signing, sealing })
    }

    /// The authorization URL with its request inside an object, if it is to be so; else as it is.
    ///
    /// # Errors
    /// `not_offered`, and `config_invalid` for a client that has nothing to sign with. It is never sent unsigned (threat C31),
    /// nor open where it is to be encrypted.
    pub fn enclosed(&self, host: &Host, peer: &Peer, url: Url) -> Result<Url> {
        let Self { signing, sealing } = self;
        if signing.policy == JarPolicy::AsRequired && !is_required(peer) {
            return Ok(url);
        }
        let about = |error: Error| error.phase(Phase::Authorize).issuer(peer.name());
        let key = signing.key.as_ref().ok_or_else(|| about(unsigned(peer)))?;
        let object = key.sign_claims(TYPE, &claims(host, peer, &url)).map_err(about)?;
        host.witness.saw(Step::Signed { what: "request object", token: object.clone() });
        let object = match sealing {
            Some(sealing) => sealing.seal(host, &object).map_err(about)?,
            None => object,
        };
        let mut outer = bare(peer, &url);
        // RFC 9101 §5: the client and the object, and nothing else
        outer
            .query_pairs_mut()
            .append_pair("client_id", &peer.client.id)
            .append_pair("request", object.expose());
        Ok(outer)
    }
}

/// RFC 9101 §10.5: whether the provider takes no other request.
pub fn is_required(peer: &Peer) -> bool {
    peer.metadata.document.get("require_signed_request_object") == Some(&Value::Bool(true))
}

fn unsigned(peer: &Peer) -> Error {
    let why = match is_required(peer) {
        true => "the provider takes signed authorization requests only, and there is no key to sign with",
        false => "an authorization request is signed with the client's key, and there is none",
    };
    Code::ConfigInvalid
        .error()
        .message(why)
        .hint("give --client-key-from env:NAME, file:PATH, keyring:NAME or cmd:…")
}

/// The endpoint with what its own address has in its query.
fn bare(peer: &Peer, url: &Url) -> Url {
    let endpoint = peer.metadata.endpoints.authorization.as_ref();
    endpoint.map_or_else(|| url.clone(), |endpoint| endpoint.url().clone())
}

fn claims(host: &Host, peer: &Peer, url: &Url) -> Map<String, Value> {
    let now = host.clock.now();
    let mut jti = [0; 16];
    host.random.fill(&mut jti);
    let mut claims = Map::new();
    let own = bare(peer, url).query_pairs().count();
    for (name, value) in url.query_pairs().skip(own) {
        let value = match NOT_TEXT.contains(&&*name) {
            true => serde_json::from_str(&value).unwrap_or_else(|_| json!(value)),
            false => json!(value),
        };
        match claims.get_mut(&*name) {
            // RFC 8707 §2: the one parameter that may come more than once
            Some(Value::Array(several)) if name == RESOURCE => several.push(value),
            Some(first) if name == RESOURCE => *first = json!([first.take(), value]),
            _ => drop(claims.insert(name.into_owned(), value)),
        }
    }
    // RFC 9101 §4: iss is the client, aud the issuer; last, so that no parameter of that name takes their place
    let about_itself = [
        ("iss", json!(peer.client.id)),
        ("aud", json!(audience(peer))),
        ("jti", json!(base64url::encode(jti))),
        ("iat", json!(now)),
        ("nbf", json!(now)),
        ("exp", json!(now.plus(LIFE_S))),
    ];
    claims.extend(about_itself.map(|(name, value)| (name.to_owned(), value)));
    // RFC 9101 §10.8: no token of another kind has to be mistaken for it, nor it for one
    claims.remove("sub");
    claims
}

/// A provider without metadata has no name but its endpoint.
fn audience(peer: &Peer) -> String {
    match &peer.metadata.issuer {
        Some(issuer) => issuer.as_str().to_owned(),
        None => peer.metadata.endpoints.token.url().as_str().to_owned(),
    }
}
