//! The answer of the browser as one signed token, which may be encrypted to this client: JWT Secured Authorization Response Mode.
//! <https://openid.net/specs/oauth-v2-jarm.html>

use serde_json::Value;
use url::form_urlencoded;

use super::{
    decryption,
    discovery::{self, ServedKeys},
    peer::Peer,
};
use crate::{
    error::{Code, Error, Phase, Result},
    host::Host,
    jose::{
        algorithm::Algorithm,
        authorization_response::{self, Expectations, RULES, state_of_claims, state_of_unverified},
        jwe,
        jwk_set::JwkSet,
        jws::Unverified,
    },
    protocol::{authorization::AuthorizationResponse, step::Step},
    secret::SecretString,
};

/// The signed answer among these parameters; one that comes twice is nobody's (threat C55).
pub fn token(parameters: &str) -> Option<SecretString> {
    let mut found = form_urlencoded::parse(parameters.as_bytes())
        .filter(|(name, _)| name == "response")
        .map(|(_, value)| value);
    match (found.next(), found.next()) {
        (Some(token), None) => Some(token.into_owned().into()),
        _ => None,
    }
}

/// The `state` that the signed answer among these parameters has inside; nobody has verified it.
///
/// # Errors
/// What kept an encrypted one from being opened: whose it is, is not known then.
pub fn state(peer: &Peer, parameters: &str) -> Result<Option<SecretString>> {
    match token(parameters) {
        None => Ok(None),
        Some(token) if !jwe::is_encrypted(token.expose()) => Ok(state_of_unverified(token.expose())),
        Some(token) => {
            let decrypted = decryption::open(peer, token.expose())?;
            Ok(match decrypted.nested() {
                Ok(signed) => state_of_unverified(signed.expose()),
                // No answer, but perhaps meant as one, and then it is told why it is none.
                Err(_) => state_of_claims(decrypted.content()),
            })
        }
    }
}

/// The answer inside, once it is decrypted and verified (JARM §2.4).
pub async fn open(host: &Host, peer: &Peer, token: &SecretString) -> Result<AuthorizationResponse> {
    let about = |error: Error| error.phase(Phase::Callback).issuer(peer.name());
    let token = &decryption::signed_response(host, peer, token).map_err(about)?;
    let issuer = peer.metadata.issuer.as_ref().ok_or_else(|| {
        Code::EndpointMissing
            .error()
            .phase(Phase::Callback)
            .message("a signed answer came from a provider without an issuer")
    })?;
    let algorithms = algorithms(peer);
    let expected = Expectations {
        issuer: issuer.as_str(),
        client_id: &peer.client.id,
        algorithms: &algorithms,
        symmetric_secret: peer.client.secret.as_ref(),
        now: host.clock.now(),
        skew_s: peer.skew_s,
    };
    let is_symmetric =
        Unverified::parse(token.expose()).is_ok_and(|token| token.header().algorithm.is_symmetric());
    let keys = match is_symmetric {
        true => ServedKeys { set: JwkSet::of([]), served_at: None },
        false => discovery::keys(host, &peer.metadata).await.map_err(about)?,
    };
    let mut outcome = authorization_response::validate(token.expose(), &keys.set, &expected);
    if !is_symmetric && outcome.as_ref().is_err_and(|error| error.code() == Code::UnknownKey) {
        // C83, OIDC Core §10.1.1: a new key shows in a new set
        let keys = discovery::keys(host, &peer.metadata).await.map_err(about)?;
        outcome = authorization_response::validate(token.expose(), &keys.set, &expected);
    }
    let claims = outcome.map_err(about)?;
    host.witness.saw(Step::Checked {
        what: "authorization response",
        rules: RULES.iter().map(|rule| format!("{rule} (JARM §2.4)")).collect(),
        token: Some(token.clone()),
    });
    AuthorizationResponse::of_claims(&claims)
}

/// What the metadata lists, of what we allow: `authorization_signing_alg_values_supported` (JARM §4).
fn algorithms(peer: &Peer) -> Vec<Algorithm> {
    let listed =
        peer.metadata.document.get("authorization_signing_alg_values_supported").and_then(Value::as_array);
    let is_listed = |algorithm: &Algorithm| {
        listed.is_none_or(|names| {
            names.iter().filter_map(Value::as_str).any(|name| Algorithm::named(name) == Some(*algorithm))
        })
    };
    let is_usable = |algorithm: &Algorithm| !algorithm.is_symmetric() || peer.client.secret.is_some();
    Algorithm::ALL.iter().copied().filter(is_listed).filter(is_usable).collect()
}
