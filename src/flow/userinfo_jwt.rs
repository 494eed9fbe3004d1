//! UserInfo as a JWT: signed, encrypted, or both, the signature inside (OIDC Core §5.3.2, §5.3.4; threat C93).

use serde_json::{Map, Value};

use super::{decryption, discovery, peer::Peer};
use crate::{
    error::{Code, Error, Phase, Result},
    host::Host,
    jose::{
        algorithm::Algorithm,
        claims::Claims,
        jwe,
        jwk_set::JwkSet,
        jws::{Keys, Unverified, Verified},
    },
    protocol::{json, time::UnixTime},
};

/// The media type (OIDC Core §5.3.2).
pub(super) const MEDIA_TYPE: &str = "application/jwt";

/// What such an answer says, and which rules it kept.
pub(super) struct Told {
    pub claims: Map<String, Value>,
    pub rules: Vec<String>,
}

/// Reads one; its `sub` is still to be compared.
pub(super) async fn read(host: &Host, peer: &Peer, body: &[u8]) -> Result<Told> {
    let text = std::str::from_utf8(body).map_err(|_| invalid("the UserInfo answer is no token"))?.trim();
    if !jwe::is_encrypted(text) {
        if peer.protection.userinfo.encrypted {
            return Err(unencrypted());
        }
        return signed(host, peer, text).await;
    }
    let decrypted = decryption::open(peer, text)?;
    let rule = decryption::rule(&decrypted);
    let mut told = match decrypted.content().first() {
        // OIDC Core §5.3.2: encrypted and not signed, the claims themselves are in it
        Some(b'{') if !decrypted.header().is_nested() => plain(peer, decrypted.content())?,
        _ => signed(host, peer, decrypted.nested()?.expose()).await?,
    };
    decrypted.check_replicated(&told.claims)?;
    told.rules.insert(0, rule);
    Ok(told)
}

/// An answer that is not encrypted where it must be.
pub(super) fn unencrypted() -> Error {
    decryption::unencrypted("the UserInfo answer is not encrypted, which was asked for")
}

/// An answer that is not signed where it must be.
pub(super) fn unsigned() -> Error {
    invalid("the UserInfo answer is not signed, which was asked for")
        .hint("check the client's registration, or leave --userinfo-form out")
}

fn plain(peer: &Peer, content: &[u8]) -> Result<Told> {
    if peer.protection.userinfo.signed {
        return Err(unsigned());
    }
    let claims = json::object(content).map_err(|error| match error.code() {
        Code::NotJson => invalid("what was encrypted is no JSON object"),
        _ => error,
    })?;
    Ok(Told { claims, rules: Vec::new() })
}

async fn signed(host: &Host, peer: &Peer, text: &str) -> Result<Told> {
    let unverified = Unverified::parse(text).map_err(unbelieved)?;
    let algorithms = algorithms(peer);
    let verified = match peer.client.secret.as_ref() {
        Some(secret) if unverified.header().algorithm.is_symmetric() => {
            unverified.verify(Keys::Symmetric(secret.expose().as_bytes()), &algorithms)
        }
        // No key of the provider's is needed to see that nothing of ours could have signed it.
        None if unverified.header().algorithm.is_symmetric() => {
            unverified.verify(Keys::Published(&JwkSet::of([])), &algorithms)
        }
        _ => by_provider(host, peer, unverified, &algorithms).await?,
    };
    let verified = verified.map_err(unbelieved)?;
    let claims = check(peer, &verified, host.clock.now())?;
    let named = |name: &'static str| claims.contains_key(name).then_some(name);
    let rules = ["signature", "typ"].into_iter().chain(["iss", "aud", "exp"].into_iter().filter_map(named));
    let rules = rules.map(|rule| format!("{rule} (OIDC Core §5.3.2)")).collect();
    Ok(Told { claims, rules })
}

/// By a key that the provider publishes; a new one shows in a new set (OIDC Core §10.1.1).
async fn by_provider(
    host: &Host,
    peer: &Peer,
    unverified: Unverified,
    algorithms: &[Algorithm],
) -> Result<Result<Verified>> {
    let keys = discovery::keys(host, &peer.metadata).await?;
    let outcome = unverified.clone().verify(Keys::Published(&keys.set), algorithms);
    if !outcome.as_ref().is_err_and(|error| error.code() == Code::UnknownKey) {
        return Ok(outcome);
    }
    let keys = discovery::keys(host, &peer.metadata).await?;
    Ok(unverified.verify(Keys::Published(&keys.set), algorithms))
}

/// What the metadata lists, of what is allowed; HS* only for confidential clients (RFC 8725 §3.1).
fn algorithms(peer: &Peer) -> Vec<Algorithm> {
    let listed =
        peer.metadata.document.get("userinfo_signing_alg_values_supported").and_then(Value::as_array);
    let is_listed = |algorithm: &Algorithm| {
        let is_named = |name: &Value| name.as_str().and_then(Algorithm::named) == Some(*algorithm);
        listed.is_none_or(|names| names.iter().any(is_named))
    };
    let mut algorithms = Algorithm::ALL.to_vec();
    algorithms.retain(|one| is_listed(one) && (!one.is_symmetric() || peer.client.secret.is_some()));
    algorithms
}

/// What is in it about itself. OIDC Core §5.3.2 says of `iss` and `aud` that they should be there; if they are, they are ours.
fn check(peer: &Peer, verified: &Verified, now: UnixTime) -> Result<Map<String, Value>> {
    let members = verified.claims().map_err(unbelieved)?;
    // RFC 8725 §3.11, threat C77: nothing else that the provider signs is an answer
    let typ = verified.header().typ.as_deref().unwrap_or("JWT");
    if !typ.eq_ignore_ascii_case("JWT") || members.contains_key("events") {
        return Err(invalid("the signed UserInfo answer is a token of another kind")
            .expected("JWT")
            .got(typ));
    }
    let claims = Claims(&members);
    let wrong_type = |_| invalid("a claim of the UserInfo answer is of the wrong type");
    let issuer = peer.name();
    if let Some(iss) = claims.text("iss").map_err(wrong_type)?.filter(|iss| *iss != issuer) {
        return Err(invalid("the UserInfo answer is of another issuer").expected(issuer).got(iss));
    }
    let aud = claims.texts("aud").map_err(wrong_type)?;
    if members.contains_key("aud") && !aud.contains(&peer.client.id) {
        let error = invalid("the UserInfo answer is for another client");
        return Err(error.expected(peer.client.id.as_str()).got(aud.join(", ")));
    }
    for (name, is_over) in [("exp", true), ("nbf", false)] {
        let ahead = claims.moment(name).map_err(wrong_type)?.map(|moment| moment.since(now));
        let is_wrong = |ahead: i64| if is_over { ahead <= -peer.skew_s } else { ahead > peer.skew_s };
        if ahead.is_some_and(is_wrong) {
            return Err(invalid("the UserInfo answer is not of now").got(name));
        }
    }
    Ok(members)
}

/// The reader's errors speak of ID tokens.
fn unbelieved(error: Error) -> Error {
    match error.code() {
        Code::IdTokenSignature => invalid("the signature of the UserInfo answer is wrong"),
        Code::UnknownKey => {
            invalid("the UserInfo answer is signed with a key that the provider does not publish")
        }
        Code::IdTokenAlg => invalid("the UserInfo answer is signed with an algorithm that is not allowed"),
        Code::IdTokenCrit => invalid("the UserInfo answer has a critical extension that nobody here knows"),
        Code::IdTokenMalformed => invalid("the signed UserInfo answer cannot be read"),
        _ => error,
    }
}

fn invalid(message: &'static str) -> Error {
    Code::UserInfoInvalid.error().phase(Phase::UserInfo).message(message)
}
