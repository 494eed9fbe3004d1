//! Requests with a proof that the sender has the key that its tokens are bound to, and the nonces that servers want in it.
//! <https://www.rfc-editor.org/rfc/rfc9449>

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, PoisonError},
};

use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::Value;
use url::Url;

use crate::{
    error::{Code, Error, ProviderAnswer, Result},
    host::Host,
    jose::{algorithm::Algorithm, base64url, dpop::Proof, key::SigningKey},
    protocol::{
        challenge::Challenge,
        exchange::{Endpoint, Request, Response},
        json,
        sent_secrets::{DPOP, SentSecrets},
    },
    secret::SecretString,
};

/// The algorithm of the keys that are made here.
pub const ALGORITHM: Algorithm = Algorithm::ES256;

/// The scheme, and the type of a bound token (RFC 9449 §5, §7.1).
pub const SCHEME: &str = "DPoP";

/// The header that carries a nonce (RFC 9449 §8).
const NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// The longest nonce that is repeated, in bytes: it travels in a header.
const LONGEST_NONCE: usize = 1024;

/// `error` of an answer that wants its nonce (RFC 9449 §8, §9).
const USE_NONCE: &str = "use_dpop_nonce";

/// A session's key, and what servers want to find in its proofs.
pub struct Prover {
    key: SigningKey,
    /// The newest nonce of each origin (RFC 9449 §8.2, threat C137).
    nonces: Mutex<BTreeMap<String, String>>,
}

impl Prover {
    /// With a key of its own.
    ///
    /// # Errors
    /// `internal_error` if the library fails.
    pub fn generate(host: &Host) -> Result<Self> {
        SigningKey::generate(ALGORITHM, &mut |buffer| host.random.fill(buffer)).map(Self::of)
    }

    /// With the key that [`to_saved`](Self::to_saved) wrote; `None` if it is anything else.
    pub fn from_saved(saved: &SecretString) -> Option<Self> {
        SigningKey::from_saved(saved.expose()).ok().map(Self::of)
    }

    fn of(key: SigningKey) -> Self {
        Self { key, nonces: Mutex::default() }
    }

    /// The key, as text to keep.
    pub fn to_saved(&self) -> SecretString {
        self.key.to_saved()
    }

    /// Which key it is (RFC 9449 §6, §10): its RFC 7638 thumbprint.
    pub fn jkt(&self) -> &str {
        self.key.kid()
    }

    /// The proof for a request (RFC 9449 §4.2), with the hash of the token that goes with it (§7).
    ///
    /// # Errors
    /// `internal_error` if the library fails.
    pub fn proof(&self, host: &Host, request: &Request, token: Option<&SecretString>) -> Result<HeaderValue> {
        let mut jti = [0; 16];
        host.random.fill(&mut jti);
        let nonce = self.nonces().get(&origin(&request.url)).cloned();
        let proof = Proof {
            htm: request.method.as_str(),
            htu: &request.url,
            iat: host.clock.now(),
            jti: &base64url::encode(jti),
            nonce: nonce.as_deref(),
            access_token: token.map(|token| token.expose().as_str()),
        };
        let mut value =
            HeaderValue::from_str(&proof.sign(&self.key)?).map_err(|_| Code::InternalError.error())?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Remembers the nonce of an answer, whatever the answer is; whether there was a new one.
    fn learn(&self, url: &Url, response: &Response) -> bool {
        let mut values = response.headers.get_all(NONCE).iter();
        // RFC 9449 §8.1: 1*NQCHAR
        let is_nonce = |text: &&str| {
            (1..=LONGEST_NONCE).contains(&text.len())
                && text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'))
        };
        let (Some(value), None) = (values.next(), values.next()) else { return false };
        let Some(nonce) = value.to_str().ok().filter(is_nonce) else { return false };
        self.nonces().insert(origin(url), nonce.to_owned()).is_none_or(|old| old != nonce)
    }

    fn nonces(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, String>> {
        self.nonces.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Prover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.key.fmt(f)
    }
}

/// What became of a request, and what it said in secret.
pub struct Sent {
    /// The answer.
    pub outcome: Result<Response>,
    /// The secrets of everything that was sent for it.
    pub secrets: SentSecrets,
    /// Whether it was made and sent twice, for the sake of a nonce.
    pub is_repeated: bool,
}

/// Who proves what: with a token at an API, without one at the authorization server.
#[derive(Clone, Copy)]
pub struct Proving<'a> {
    /// Who has the key; without one nothing is proven.
    pub prover: Option<&'a Prover>,
    /// The token that goes with it.
    pub token: Option<&'a SecretString>,
}

/// Sends what `make` makes, and once more if the server wants its nonce in the proof (threat C137). It is made anew for that:
/// nothing in it that may be used once is sent twice.
pub async fn send(host: &Host, proving: Proving<'_>, make: &(dyn Fn() -> Result<Request> + Sync)) -> Sent {
    let mut secrets = SentSecrets::default();
    let mut outcome = once(host, proving, make, &mut secrets).await;
    let is_repeated = matches!(outcome, Ok(Answer::Nonce { is_new: true, .. }));
    if is_repeated {
        outcome = once(host, proving, make, &mut secrets).await;
    }
    let outcome = outcome.and_then(|answer| match answer {
        Answer::Final(response) => Ok(response),
        Answer::Nonce { endpoint, status, .. } => Err(refused_again(endpoint, status)),
    });
    Sent { outcome, secrets, is_repeated }
}

/// What an answer asks for.
enum Answer {
    Final(Response),
    /// A proof with the nonce that came with it, if one came that was not known.
    Nonce {
        is_new: bool,
        endpoint: Endpoint,
        status: StatusCode,
    },
}

async fn once(
    host: &Host,
    proving: Proving<'_>,
    make: &(dyn Fn() -> Result<Request> + Sync),
    secrets: &mut SentSecrets,
) -> Result<Answer> {
    let mut request = make()?;
    let Some(prover) = proving.prover else {
        secrets.add(SentSecrets::of(&request));
        return host.http.send(request).await.map(Answer::Final);
    };
    request.headers.insert(HeaderName::from_static(DPOP), prover.proof(host, &request, proving.token)?);
    secrets.add(SentSecrets::of(&request));
    let (url, endpoint) = (request.url.clone(), request.endpoint);
    let response = host.http.send(request).await?;
    let is_new = prover.learn(&url, &response);
    Ok(match wants_nonce(&response, proving.token.is_some()) {
        true => Answer::Nonce { is_new, endpoint, status: response.status },
        false => Answer::Final(response),
    })
}

/// RFC 9449 §8: 400 with an `error` in the body; §9: at an API 401 with a challenge.
fn wants_nonce(response: &Response, is_api: bool) -> bool {
    let is_challenge =
        |challenge: &Challenge| challenge.is(SCHEME) && challenge.parameter("error") == Some(USE_NONCE);
    match response.status {
        StatusCode::UNAUTHORIZED if is_api => Challenge::all(&response.headers).iter().any(is_challenge),
        StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED if !is_api => json::object(&response.body)
            .is_ok_and(|body| body.get("error").and_then(Value::as_str) == Some(USE_NONCE)),
        _ => false,
    }
}

/// RFC 9449 §8: whoever asks again after it got what it asked for would ask for ever.
fn refused_again(endpoint: Endpoint, status: StatusCode) -> Error {
    Code::UseDpopNonce.error().provider(ProviderAnswer {
        endpoint: endpoint.name(),
        http_status: Some(status.as_u16()),
        error: Some(USE_NONCE.into()),
        error_description: None,
    })
}

/// RFC 6454 §4
fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}
