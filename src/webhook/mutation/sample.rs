//! An event as it would be if nothing were wrong with it, taken apart: what can be changed in it is found here.

use std::sync::{Arc, OnceLock};

use http::HeaderName;
use serde_json::Value;

use crate::{
    error::{Code, Error, Phase, Result},
    jose::{
        algorithm::Algorithm,
        forged::{self, Forged, Signed},
        key::SigningKey,
    },
    secret::SecretString,
    webhook::{
        credential::{Credential, Needs},
        draft::Draft,
        message::Message,
        scheme,
    },
};

/// A secret that no app has; it has every form that a sender's secret can have.
const STRANGE_SECRET: &str = "whsec_d3Jvbmctb24tcHVycG9zZS1mb3ItdGVzdHM=";

/// What mutations are made with, the same for every message.
pub struct Means {
    credential: Credential,
    client_secret: Option<SecretString>,
    stranger: OnceLock<Arc<SigningKey>>,
}

impl Means {
    /// With what the event is signed, and the client's own secret, where it is known.
    pub fn new(credential: Credential, client_secret: Option<SecretString>) -> Self {
        Self { credential, client_secret, stranger: OnceLock::new() }
    }

    /// Those of an event that is only shown: a key and a secret that nobody believes.
    ///
    /// # Errors
    /// [`Code::InternalError`] if the library fails.
    pub fn example(needs: Needs) -> Result<Self> {
        let credential = match needs {
            Needs::Key => {
                let key = SigningKey::generate(Algorithm::EdDSA, &mut |bytes| bytes.fill(0xa5))?;
                Credential::Key(Arc::new(key))
            }
            Needs::Nothing => Credential::Nothing,
            _ => Credential::Secret("whsec_ZXhhbXBsZS1vZi1hLXNlY3JldC10aGF0LWlz".into()),
        };
        Ok(Self::new(credential, None))
    }

    /// What the event is signed with.
    pub fn credential(&self) -> &Credential {
        &self.credential
    }

    /// The client's secret.
    ///
    /// # Errors
    /// [`Code::Usage`] if nobody has told it.
    pub fn client_secret(&self) -> Result<&SecretString> {
        self.client_secret.as_ref().ok_or_else(|| {
            Code::Usage
                .error()
                .phase(Phase::Webhook)
                .message("this mutation is signed with the client's secret")
                .hint("give --secret-from env:NAME, file:PATH, keyring:NAME or cmd:COMMAND")
        })
    }

    /// The right signature.
    pub fn own(&self) -> Signed {
        match &self.credential {
            Credential::Key(key) => Signed::By(Arc::clone(key)),
            Credential::Secret(secret) => Signed::Keyed(secret.clone()),
            Credential::Nothing => Signed::Bytes(Vec::new()),
        }
    }

    /// A key of the same kind that nobody believes.
    ///
    /// # Errors
    /// [`Code::InternalError`] if the library fails.
    pub fn stranger(&self) -> Result<Arc<SigningKey>> {
        let algorithm = self.credential.key().map_or(Algorithm::EdDSA, SigningKey::algorithm);
        if let Some(key) = self.stranger.get() {
            return Ok(Arc::clone(key));
        }
        // anybody may know it: it is believed by nobody
        let key = Arc::new(SigningKey::generate(algorithm, &mut |bytes| bytes.fill(0x5a))?);
        Ok(Arc::clone(self.stranger.get_or_init(|| key)))
    }
}

/// A right event, and what was found in it.
pub struct Sample {
    /// Before it was signed.
    pub draft: Draft,
    /// After it was signed.
    pub message: Message,
    /// The token within.
    pub token: Option<Forged>,
    /// The headers that depend on the shared secret.
    pub signature_headers: Vec<HeaderName>,
    /// Whether what it says is signed; a sender that only shows a secret signs nothing.
    pub is_body_signed: bool,
    /// Whether the time is signed beside the payload.
    pub is_timed: bool,
}

impl Sample {
    /// Takes it apart.
    ///
    /// # Errors
    /// As [`scheme::sealed`].
    pub fn of(draft: &Draft, means: &Means) -> Result<Self> {
        let message = scheme::sealed(draft, &means.credential)?;
        let (mut signature_headers, mut is_timed, mut is_body_signed) = (Vec::new(), false, true);
        if let Credential::Secret(_) = means.credential {
            let stranger = scheme::sealed(draft, &Credential::Secret(STRANGE_SECRET.into()))?;
            let differs = |name: &&HeaderName| stranger.headers.get(*name) != message.headers.get(*name);
            signature_headers = message.headers.keys().filter(differs).cloned().collect();
            let earlier = Draft { at: draft.at.plus(-1), ..draft.clone() };
            let other = Draft { written: Some(b"{}".to_vec()), ..draft.clone() };
            is_body_signed = scheme::sealed(&other, &means.credential)?.headers != message.headers;
            is_timed = scheme::sealed(&earlier, &means.credential)?.headers != message.headers;
        }
        let token = token_of(&message).as_deref().and_then(Forged::read);
        Ok(Self { draft: draft.clone(), message, token, signature_headers, is_body_signed, is_timed })
    }

    /// The same event, signed with a secret that the app does not have.
    ///
    /// # Errors
    /// As [`scheme::sealed`].
    pub fn by_stranger(&self) -> Result<Message> {
        scheme::sealed(&self.draft, &Credential::Secret(STRANGE_SECRET.into()))
    }

    /// Whether it has a token that the issuer signs with a private key.
    pub fn is_signed(&self) -> bool {
        let alg = self.token.as_ref().and_then(|token| token.header.get("alg")).and_then(Value::as_str);
        alg.and_then(Algorithm::named).is_some_and(|algorithm| !algorithm.is_symmetric())
    }

    /// Whether that token has this claim.
    pub fn says(&self, claim: &str) -> bool {
        self.is_signed() && self.token.as_ref().is_some_and(|token| token.claims().contains_key(claim))
    }

    /// Whether that token is of this kind.
    pub fn is_typ(&self, typ: &str) -> bool {
        let own = self.token.as_ref().and_then(|token| token.header.get("typ")).and_then(Value::as_str);
        own == Some(typ)
    }

    /// Whether it is a logout token.
    pub fn is_logout(&self) -> bool {
        self.is_signed() && self.is_typ("logout+jwt")
    }

    /// Whether it is a security event token (RFC 8417).
    pub fn is_security_event(&self) -> bool {
        self.is_signed() && self.is_typ("secevent+jwt")
    }

    /// Whether it is signed with a shared secret, in a header.
    pub fn is_keyed(&self) -> bool {
        !self.signature_headers.is_empty()
    }

    /// The value of the one signature.
    pub fn signature(&self) -> Option<(&HeaderName, &str)> {
        let mut named = self.signature_headers.iter();
        let name = named.next().filter(|_| named.next().is_none())?;
        Some((name, self.message.header(name.as_str())?))
    }
}

/// Where a message has its token: the form, the body, a header or the query.
pub fn token_of(message: &Message) -> Option<String> {
    let body = std::str::from_utf8(&message.body).ok().and_then(forged::find);
    let headers = || message.headers.values().filter_map(|value| value.to_str().ok()).find_map(forged::find);
    let query = || message.query.iter().find_map(|(_, value)| forged::find(value));
    body.or_else(headers).or_else(query).map(str::to_owned)
}

/// Puts another in its place.
pub fn replace_token(message: &mut Message, old: &str, new: &str) {
    if let Ok(text) = std::str::from_utf8(&message.body)
        && text.contains(old)
    {
        message.body = text.replace(old, new).into_bytes();
    }
    for value in message.headers.values_mut() {
        if let Some(text) = value.to_str().ok().filter(|text| text.contains(old))
            && let Ok(other) = text.replace(old, new).parse()
        {
            *value = other;
        }
    }
    for (_, value) in &mut message.query {
        *value = value.replace(old, new);
    }
}

/// A mutation that was asked for something that is not there; which fit was looked at before.
pub fn unfit() -> Error {
    Code::InternalError
        .error()
        .phase(Phase::Webhook)
        .message("a mutation does not fit what it was said to fit")
}
