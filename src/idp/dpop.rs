//! Proofs that whoever asks has the key that tokens are bound to, checked against the request that they came with.
//! <https://www.rfc-editor.org/rfc/rfc9449>
//!
//! A nonce is a sealed moment, so nothing is kept of those that were given out.

use http::StatusCode;

use super::{
    client::Client,
    laxity::Laxity,
    oauth_error::{OauthError, Outcome},
    provider::Provider,
    received::Received,
    reply::Reply,
    used_once::Refused,
};
use crate::{
    jose::{
        algorithm::Algorithm,
        dpop::{self, Proven, ath, without_query},
    },
    protocol::time::UnixTime,
};

/// The header of a proof (RFC 9449 §4).
const HEADER: &str = "dpop";

/// How far the moment of a proof may be from now, in seconds (RFC 9449 §11.1).
const WINDOW_S: i64 = 60;

/// How long a nonce is taken, in seconds (RFC 9449 §8).
const NONCE_LASTS_S: i64 = 60;

/// What nonces are sealed for.
const NONCE: &str = "dpop_nonce";

/// The algorithms of proofs that are taken (RFC 9449 §5.1).
pub const ALGORITHMS: &[Algorithm] = Algorithm::ASYMMETRIC;

/// The key that a request of this client proves, if it does (RFC 9449 §5, §10.1).
pub fn key_of_request(provider: &Provider, received: &Received, client: &Client) -> Outcome<Option<String>> {
    let Some(proof) = proof_in(received)? else { return Ok(None) };
    let proven = check(provider, received, proof)?;
    if !client.security_profile.allows_algorithm(proven.algorithm.name()) {
        return Err(refuse(
            "is signed with another algorithm than PS256, ES256 or EdDSA",
            "FAPI 2.0 section 5.4.1",
        ));
    }
    use_once(provider, &client.client_id, &proven)?;
    Ok(Some(proven.jkt))
}

/// The key that new tokens are bound to, if they are: a client that is registered so gets no others (RFC 9449 §5.2).
pub fn key_of_tokens(provider: &Provider, received: &Received, client: &Client) -> Outcome<Option<String>> {
    match key_of_request(provider, received, client)? {
        None if client.dpop_bound_access_tokens && !provider.allows(Laxity::MissingDpopProof) => {
            Err(OauthError::request(
                "the client is registered for dpop_bound_access_tokens, and there is no DPoP proof (RFC 9449 section 5.2)",
            ))
        }
        key => Ok(key),
    }
}

/// An access token that is bound to a key, as it is used.
pub struct Bound<'a> {
    /// The token.
    pub token: &'a str,
    /// The key.
    pub jkt: &'a str,
    /// Whose it is.
    pub client_id: &'a str,
}

/// Checks the proof of a request that uses this access token (RFC 9449 §7.1).
pub fn check_use(provider: &Provider, received: &Received, bound: &Bound<'_>) -> Outcome<()> {
    let proof = proof_in(received)?.ok_or_else(|| refuse("is missing", "RFC 9449 section 7.1"))?;
    let proven = check(provider, received, proof)?;
    if proven.ath.as_deref() != Some(&ath(bound.token)) {
        return Err(refuse("does not have the hash of the access token as ath", "RFC 9449 section 4.3"));
    }
    if proven.jkt != bound.jkt {
        return Err(OauthError::new(
            "invalid_token",
            "the access token is bound to another key than the proof is signed with (RFC 9449 section 7.1)",
        ));
    }
    // Last: whoever has no key for the token takes up no room of its client.
    use_once(provider, bound.client_id, &proven)
}

/// RFC 9449 §11.1
fn use_once(provider: &Provider, client_id: &str, proven: &Proven) -> Outcome<()> {
    let taken = provider.used_proofs.take(client_id, proven, proven.iat.plus(WINDOW_S), provider.now());
    match taken {
        Err(Refused::Again) if provider.allows(Laxity::ReusableDpopProof) => Ok(()),
        taken => taken.map_err(|refused| refused.told(refuse("was used before", "RFC 9449 section 11.1"))),
    }
}

/// The proof; one, if any.
fn proof_in(received: &Received) -> Outcome<Option<&str>> {
    if !received.headers.contains_key(HEADER) {
        return Ok(None);
    }
    let name = http::HeaderName::from_static(HEADER);
    received.header(name).map(Some).ok_or_else(|| refuse("came more than once", "RFC 9449 section 4.3"))
}

/// RFC 9449 §4.3, in its order but for what costs most. Whether it is used for the first time is for the end.
fn check(provider: &Provider, received: &Received, proof: &str) -> Outcome<Proven> {
    let proven = dpop::read(proof).map_err(|why| refuse(why, "RFC 9449 section 4.3"))?;
    if proven.htm != received.method.as_str() {
        return Err(refuse("is for another method, by its htm", "RFC 9449 section 4.3"));
    }
    // RFC 8705 §5: some endpoints have a second address; and others may reach it by another name
    let host = received.header(http::header::HOST).unwrap_or_default();
    let base = match &provider.mutual {
        Some(mutual) if received.is_mutual => mutual,
        _ => provider.base_at(host).unwrap_or(&provider.origin),
    };
    if without_query(&proven.htu).as_str() != format!("{base}{}", received.path) {
        return Err(refuse("is for another address, by its htu", "RFC 9449 section 4.3"));
    }
    let now = provider.now();
    if now.since(proven.iat).abs() > WINDOW_S && !provider.allows(Laxity::LateDpopProof) {
        return Err(refuse(
            "is of another time, by its iat; the clocks may differ by a minute",
            "RFC 9449 section 11.1",
        ));
    }
    check_nonce(provider, proven.nonce.as_deref(), now)?;
    Ok(proven)
}

/// RFC 9449 §4.3 (10), §8: where nonces are demanded one of ours, of the last minute; elsewhere nobody has one.
fn check_nonce(provider: &Provider, nonce: Option<&str>, now: UnixTime) -> Outcome<()> {
    if !provider.config.demands_dpop_nonce {
        return match nonce {
            None => Ok(()),
            Some(_) => Err(refuse("has a nonce, and this provider gives none", "RFC 9449 section 4.3")),
        };
    }
    let made = nonce.and_then(|nonce| String::from_utf8(provider.seal.open(NONCE, nonce)?).ok());
    let made = made.and_then(|made| made.parse().ok()).map(UnixTime);
    match made.is_some_and(|made| (0..=NONCE_LASTS_S).contains(&now.since(made))) {
        true => Ok(()),
        false => Err(OauthError::new(
            "use_dpop_nonce",
            "the DPoP proof must have the newest nonce of this provider (RFC 9449 section 8)",
        )),
    }
}

/// The answer with the nonce for the next proof, where one is wanted (RFC 9449 §8.2).
pub fn with_nonce(provider: &Provider, reply: Reply) -> Reply {
    match provider.config.demands_dpop_nonce {
        false => reply,
        true => {
            reply.header("dpop-nonce", &provider.seal.seal(NONCE, provider.now().0.to_string().as_bytes()))
        }
    }
}

/// The answer of a protected resource (RFC 9449 §7.1).
pub fn challenge(error: &OauthError) -> Reply {
    let status = match error.error {
        "invalid_dpop_proof" | "use_dpop_nonce" | "invalid_token" => StatusCode::UNAUTHORIZED,
        _ => error.status,
    };
    OauthError { status, ..error.clone() }.reply().header(
        "www-authenticate",
        &format!(
            "DPoP realm=\"authctl\", error=\"{}\", error_description=\"{}\", algs=\"{}\"",
            error.error,
            error.description,
            algorithms()
        ),
    )
}

/// The names of the algorithms, for a challenge.
pub fn algorithms() -> String {
    ALGORITHMS.iter().map(|algorithm| algorithm.name()).collect::<Vec<_>>().join(" ")
}

fn refuse(why: &str, section: &str) -> OauthError {
    OauthError::new("invalid_dpop_proof", format!("the DPoP proof {why} ({section})"))
}
