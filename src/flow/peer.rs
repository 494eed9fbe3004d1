//! The provider that a flow talks to, and who we are there.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use url::Url;

use super::{
    dpop::{Prover, Proving},
    protection::Protection,
};
use crate::{
    error::{Code, Error, Phase, ProviderAnswer, Result},
    host::Host,
    jose::{algorithm::Algorithm, client_assertion::AssertionKey, jws},
    protocol::{
        client_auth::ClientAuthMethod, endpoint_url::EndpointUrl, exchange::Response, json, oauth_error,
        sent_secrets::SentSecrets, step::Step, token::TokenType,
    },
    provider::{
        metadata::ProviderMetadata,
        quirk::{Quirk, Quirks},
        token_body::Plain,
    },
    secret::SecretString,
    untrusted::Untrusted,
};

/// Provider and client of one flow, judged and resolved.
#[derive(Debug, Clone)]
pub struct Peer {
    /// Whom we talk to.
    pub metadata: ProviderMetadata,
    /// How it departs from the standards.
    pub quirks: Quirks,
    /// Who we are.
    pub client: Client,
    /// The APIs that tokens are to be for; every request for tokens names them (RFC 8707 §2).
    pub resources: Vec<String>,
    /// What else every request for tokens has.
    pub token_params: Vec<(String, String)>,
    /// What protects its answers about a person.
    pub protection: Protection,
    /// How far clocks may differ, in seconds.
    pub skew_s: i64,
    /// The key that tokens are bound to, if they are.
    pub dpop: Option<Arc<Prover>>,
}

/// Our registration with the provider.
#[derive(Debug, Clone)]
pub struct Client {
    /// The client identifier.
    pub id: String,
    /// The client secret, of a confidential client.
    pub secret: Option<SecretString>,
    /// How we authenticate (RFC 6749 §2.3).
    pub auth_method: ClientAuthMethod,
    /// The assertions, of a client that authenticates by them.
    pub assertion: Option<Assertion>,
    /// The certificate that we show in TLS, by its thumbprint (RFC 8705).
    pub certificate: Option<String>,
}

/// Where a client's assertions come from (RFC 7521 §4.2).
#[derive(Debug, Clone)]
pub enum Assertion {
    /// Signed here, anew for each request.
    Signed {
        /// What signs.
        key: Arc<AssertionKey>,
        /// For whom.
        audience: String,
    },
    /// Signed here, anew for each request, and sent as the client secret: the quirk `client-secret-from-key`.
    Secret {
        /// What signs.
        key: Arc<AssertionKey>,
        /// Who signs.
        team_id: String,
        /// For whom.
        audience: String,
    },
    /// Signed by somebody whom the provider trusts, and sent as it is.
    Given(GivenAssertion),
}

/// An assertion that others have made, and how often it was sent: one that may be used once (RFC 7523 §3 (7)) is refused when
/// it comes again, and nobody here can make another.
#[derive(Debug, Clone)]
pub struct GivenAssertion {
    token: SecretString,
    sent: Arc<AtomicUsize>,
}

impl GivenAssertion {
    /// Not sent yet.
    pub fn new(token: SecretString) -> Self {
        Self { token, sent: Arc::default() }
    }

    /// The assertion, for one more request.
    pub fn send(&self) -> SecretString {
        self.sent.fetch_add(1, Ordering::Relaxed);
        self.token.clone()
    }
}

impl Client {
    /// What its assertions are signed with, if it has any; one that is given says so itself.
    pub fn assertion_algorithm(&self) -> Option<&'static str> {
        let algorithm = match self.assertion.as_ref()? {
            Assertion::Signed { key, .. } | Assertion::Secret { key, .. } => Some(key.algorithm()),
            Assertion::Given(given) => jws::peek(given.token.expose())
                .and_then(|(header, _)| Algorithm::named(header.get("alg")?.as_str()?)),
        };
        Some(algorithm.map_or("no algorithm that is known", Algorithm::name))
    }
}

impl Peer {
    /// The issuer's name for messages: the issuer itself, or the token endpoint's host.
    pub fn name(&self) -> String {
        match &self.metadata.issuer {
            Some(issuer) => issuer.as_str().to_owned(),
            None => self.metadata.endpoints.token.url().host_str().unwrap_or_default().to_owned(),
        }
    }

    /// Where the provider is at home: its issuer, else where the person goes, else where tokens come from.
    pub fn home(&self) -> &Url {
        let endpoints = &self.metadata.endpoints;
        match &self.metadata.issuer {
            Some(issuer) => issuer.url(),
            None => endpoints.authorization.as_ref().unwrap_or(&endpoints.token).url(),
        }
    }

    /// Whether the provider has this quirk; the transcript then tells that it was met.
    pub fn meets(&self, host: &Host, quirk: Quirk) -> bool {
        let has = self.quirks.has(quirk);
        if has {
            host.witness.saw(Step::Departure(quirk.departure()));
        }
        has
    }

    /// The type of the tokens that are asked for.
    pub fn token_type(&self) -> TokenType {
        if self.dpop.is_some() { TokenType::Dpop } else { TokenType::Bearer }
    }

    /// What a provider says of the client may be about an assertion that was sent before.
    pub fn about_client(&self, error: Error) -> Error {
        match &self.client.assertion {
            Some(Assertion::Given(given))
                if error.code() == Code::InvalidClient && given.sent.load(Ordering::Relaxed) > 1 =>
            {
                error.hint(
                    "the assertion of --client-assertion-from was sent more than once, as pushed requests (--par) and nonces of \
                     proofs (--dpop) demand: if it may be used once, drop those, or give one that may be used again",
                )
            }
            _ => error,
        }
    }

    /// What is proven to the authorization server, or with a token to an API.
    pub fn proving<'a>(&'a self, token: Option<&'a SecretString>) -> Proving<'a> {
        Proving { prover: self.dpop.as_deref(), token }
    }

    /// An endpoint that the flow cannot do without.
    pub fn endpoint<'a>(&self, endpoint: Option<&'a EndpointUrl>, name: &str) -> Result<&'a EndpointUrl> {
        endpoint.ok_or_else(|| {
            Code::EndpointMissing
                .error()
                .phase(Phase::Discovery)
                .message(format!("the provider has no {name}"))
                .issuer(self.name())
        })
    }
}

/// The answer, and to the transcript where it was not as the standard has it.
pub fn told(host: &Host, plain: Plain) -> Response {
    plain.departures.into_iter().for_each(|departure| host.witness.saw(Step::Departure(departure)));
    plain.response
}

/// The error that a status and a body tell of, without the `secrets` of the request, if they tell of one (RFC 6749 §5.2, RFC 9110 §15).
pub fn refusal(
    response: &Response,
    secrets: &SentSecrets,
    endpoint: &'static str,
    phase: Phase,
) -> Option<Error> {
    let status = response.status.as_u16();
    let body = json::object(&response.body).unwrap_or_default();
    let text = |name: &str| {
        body.get(name).and_then(|value| value.as_str()).map(|text| Untrusted::new(secrets.hide(text)))
    };
    let answer = ProviderAnswer {
        endpoint,
        http_status: Some(status),
        error: text("error"),
        error_description: text("error_description"),
    };
    let error = match status {
        200..=299 if answer.error.is_none() => return None,
        _ if answer.error.is_some() => oauth_error::provider_error(answer, phase),
        429 => Code::RateLimited.error().phase(phase).provider(answer),
        503 => Code::TemporarilyUnavailable.error().phase(phase).provider(answer),
        500..=599 => Code::ServerError.error().phase(phase).provider(answer),
        401 => Code::InvalidClient.error().phase(phase).provider(answer),
        400..=499 => Code::ProviderError.error().phase(phase).provider(answer),
        _ => Code::HttpInvalid.error().phase(phase).provider(answer),
    };
    Some(match response.retry_after_s() {
        // C13: what a server may ask for is bounded
        Some(seconds) => error.retry_after(seconds.min(86_400)),
        None => error,
    })
}
