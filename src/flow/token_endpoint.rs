//! The token endpoint (RFC 6749 §3.2), spoken by the `oauth2` crate through our HTTP port.
//!
//! The port is the one place where an answer is read strictly, normalised (form bodies, string numbers, errors with
//! status 200) and judged; the crate then builds requests and types answers that are already known to be sound.

use std::sync::OnceLock;

use http::HeaderValue;
use oauth2::{
    AsyncHttpClient, AuthType, AuthorizationCode, ClientId, ClientSecret, EndpointNotSet, EndpointSet,
    ExtraTokenFields, HttpRequest, HttpResponse, PkceCodeVerifier, RedirectUrl, RefreshToken,
    RequestTokenError, Scope, StandardRevocableToken, StandardTokenResponse, TokenResponse as _, TokenUrl,
    basic::{
        BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use super::{
    asked::about_subject,
    certificate_binding,
    client_authentication::{authenticated, prove_client},
    dialect,
    discovery::describe,
    dpop::{self, Sent},
    peer::{self, Peer},
};
use crate::{
    error::{Code, Error, Phase, Result},
    host::{BoxFuture, Host},
    protocol::{
        client_auth::ClientAuthMethod,
        exchange::{Endpoint, Request, Response},
        json,
        resource::RESOURCE,
        sent_secrets::SentSecrets,
        step::Step,
        token::{Refusal, TokenResponse, TokenType, is_refresh_token},
    },
    provider::{
        logto_connector,
        quirk::{Quirk, Quirks},
        token_body,
    },
    secret::SecretString,
};

/// The fields of a grant that is made with another issuer's token (RFC 7523 §2.1, RFC 8693 §2.1).
const SUBJECT: &[&str] = &["assertion", "subject_token"];

/// Everything in a token answer that the crate does not name; the ID token among it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Extra {
    #[serde(flatten)]
    members: Map<String, Value>,
}

impl ExtraTokenFields for Extra {}

type Tokens = StandardTokenResponse<Extra, BasicTokenType>;
type OAuthClient = oauth2::Client<
    BasicErrorResponse,
    Tokens,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// Exchanges a code (RFC 6749 §4.1.3, RFC 7636 §4.5). A code is sent at most once (threat C65).
pub async fn exchange_code(
    host: &Host,
    peer: &Peer,
    code: &SecretString,
    verifier: &SecretString,
    redirect_uri: &Url,
) -> Result<TokenResponse> {
    let client = client(peer).set_redirect_uri(RedirectUrl::from_url(redirect_uri.clone()));
    let port = Port { host, peer, phase: Phase::Exchange, sent: OnceLock::new() };
    let mut request = client
        .exchange_code(AuthorizationCode::new(code.expose().clone()))
        .set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().clone()));
    for (name, value) in additions(peer) {
        request = request.add_extra_param(name, value);
    }
    let answer = request.request_async(&port).await;
    read(answer, Phase::Exchange)
        .and_then(|tokens| of_crate(tokens, peer.token_type(), Phase::Exchange))
        .and_then(|tokens| certificate_binding::check(peer, tokens, Phase::Exchange))
        .map_err(|error| port.without_secrets(uncertain(error, Code::ExchangeUncertain)))
}

/// Renews with a refresh token (RFC 6749 §6).
pub async fn refresh(
    host: &Host,
    peer: &Peer,
    refresh_token: &SecretString,
    scope: &[String],
) -> Result<TokenResponse, Refusal> {
    let client = client(peer);
    let token = RefreshToken::new(refresh_token.expose().clone());
    let port = Port { host, peer, phase: Phase::Refresh, sent: OnceLock::new() };
    let mut request = client.exchange_refresh_token(&token);
    for scope in scope {
        request = request.add_scope(Scope::new(scope.clone()));
    }
    for (name, value) in additions(peer) {
        request = request.add_extra_param(name, value);
    }
    let answer = request.request_async(&port).await;
    let refused = |error| port.without_secrets(uncertain(error, Code::RefreshUncertain));
    let tokens = read(answer, Phase::Refresh).map_err(refused)?;
    let successor = tokens.refresh_token().map(|token| SecretString::from(token.secret().clone()));
    of_crate(tokens, peer.token_type(), Phase::Refresh)
        .and_then(|tokens| certificate_binding::check(peer, tokens, Phase::Refresh))
        .map_err(|error| Refusal { why: refused(error), refresh_token: successor.filter(is_refresh_token) })
}

/// What came of one poll (RFC 8628 §3.5).
pub enum Polled {
    /// The person has agreed.
    Tokens(Box<TokenResponse>),
    /// Not yet.
    Pending,
    /// Not yet, and ask less often: some providers say how often, in seconds.
    SlowDown(Option<u64>),
}

/// Asks whether the person has agreed (RFC 8628 §3.4, CIBA Core §10.1).
pub async fn poll(host: &Host, peer: &Peer, form: &[(&str, &str)], phase: Phase) -> Result<Polled> {
    let mut form = form.to_vec();
    form.extend(additions(peer));
    let url = peer.metadata.endpoints.token.url().clone();
    let make = || authenticated(host, peer, Endpoint::Token, url.clone(), &form);
    let Sent { outcome, secrets, .. } = fetched(host, peer, &make, phase).await;
    let response = outcome?;
    // Whatever the status: some providers answer so with 403, 428 or 429.
    let members = json::object(&response.body).unwrap_or_default();
    match members.get("error").and_then(Value::as_str) {
        Some("authorization_pending") => return Ok(Polled::Pending),
        Some("slow_down") => return Ok(Polled::SlowDown(members.get("interval").and_then(Value::as_u64))),
        _ => {}
    }
    let body = sound(peer, response, &secrets, phase)?;
    typed_body(peer, &body, &secrets, phase).map(Box::new).map(Polled::Tokens)
}

/// Asks by a grant that the crate has no words for (RFC 6749 §4.5), with these fields.
pub async fn grant(
    host: &Host,
    peer: &Peer,
    grant_type: &str,
    fields: Vec<(&str, String)>,
) -> Result<TokenResponse> {
    let phase = Phase::Exchange;
    let mut form = vec![("grant_type", grant_type)];
    form.extend(fields.iter().map(|(name, value)| (*name, value.as_str())));
    form.extend(additions(peer));
    let url = peer.metadata.endpoints.token.url().clone();
    let make = || authenticated(host, peer, Endpoint::Token, url.clone(), &form);
    let Sent { outcome, secrets, is_repeated } = fetched(host, peer, &make, phase).await;
    let about = |error| match fields.iter().any(|(name, _)| SUBJECT.contains(name)) {
        true => about_subject(error, is_repeated),
        false => error,
    };
    let body = sound(peer, outcome?, &secrets, phase).map_err(about)?;
    typed_body(peer, &body, &secrets, phase)
}

/// What every request for tokens has beyond its grant's own: the APIs that the tokens are for, as in the authorization request
/// (RFC 8707 §2.2), and what the settings add.
fn additions(peer: &Peer) -> impl Iterator<Item = (&str, &str)> {
    let resources = peer.resources.iter().map(|resource| (RESOURCE, resource.as_str()));
    resources.chain(peer.token_params.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// The tokens in the body of an answer that is known to be sound.
fn typed_body(peer: &Peer, body: &[u8], secrets: &SentSecrets, phase: Phase) -> Result<TokenResponse> {
    let tokens = serde_json::from_slice(body)
        .map_err(|_| Code::TokenResponseInvalid.error().phase(phase).issuer(peer.name()))?;
    of_crate(tokens, peer.token_type(), phase)
        .and_then(|tokens| certificate_binding::check(peer, tokens, phase))
        .map_err(|error| secrets.hide_in_error(error))
}

fn client(peer: &Peer) -> OAuthClient {
    let endpoint = &peer.metadata.endpoints.token;
    let mut client = oauth2::Client::new(ClientId::new(peer.client.id.clone()))
        .set_token_uri(TokenUrl::from_url(endpoint.url().clone()))
        // RFC 6749 §2.3.1: exactly one method; the crate encodes id and secret as forms before Basic.
        .set_auth_type(match peer.client.auth_method {
            ClientAuthMethod::ClientSecretBasic => AuthType::BasicAuth,
            _ => AuthType::RequestBody,
        });
    let sends_secret = !peer.client.auth_method.is_assertion();
    if let Some(secret) = peer.client.secret.as_ref().filter(|_| sends_secret) {
        client = client.set_client_secret(ClientSecret::new(secret.expose().clone()));
    }
    client
}

/// Our HTTP as the crate asks for it.
struct Port<'a> {
    host: &'a Host,
    peer: &'a Peer,
    phase: Phase,
    /// What the request said in secret, once it is made.
    sent: OnceLock<SentSecrets>,
}

impl Port<'_> {
    /// C64: an answer that repeats what it was told may have put it where a type was expected.
    fn without_secrets(&self, error: Error) -> Error {
        match self.sent.get() {
            Some(sent) => sent.hide_in_error(error),
            None => error,
        }
    }
}

impl<'c> AsyncHttpClient<'c> for Port<'_> {
    type Error = Error;
    type Future = BoxFuture<'c, Result<HttpResponse>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(send(self, request))
    }
}

/// The crate's request, as ours and back.
async fn send(port: &Port<'_>, request: HttpRequest) -> Result<HttpResponse> {
    let Port { host, peer, phase, .. } = *port;
    let (parts, body) = request.into_parts();
    let url = Url::parse(&parts.uri.to_string()).map_err(|_| {
        Code::EndpointRefused.error().phase(phase).message("the token endpoint is not an address")
    })?;
    let mut headers = parts.headers;
    let accept = if peer.meets(host, Quirk::LogtoConnector) { "*/*" } else { "application/json" };
    headers.insert(http::header::ACCEPT, HeaderValue::from_static(accept));
    let request = Request { endpoint: Endpoint::Token, method: parts.method, url, headers, body };
    let make = || {
        let mut request = request.clone();
        prove_client(host, peer, &mut request)?;
        Ok(request)
    };
    let Sent { outcome, secrets, .. } = fetched(host, peer, &make, phase).await;
    let secrets = port.sent.get_or_init(|| secrets);
    let mut answer = HttpResponse::new(sound(peer, outcome?, secrets, phase)?);
    answer.headers_mut().insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(answer)
}

/// Sends what `make` makes, with a proof of the key if there is one: the answer, normalised, and what was said in secret.
async fn fetched(
    host: &Host,
    peer: &Peer,
    make: &(dyn Fn() -> Result<Request> + Sync),
    phase: Phase,
) -> Sent {
    let make = || make().map(|request| dialect::token_request(host, peer, request));
    let Sent { outcome, secrets, is_repeated } = dpop::send(host, peer.proving(None), &make).await;
    let normalised = |raw: Response| {
        if phase == Phase::Exchange && peer.quirks.has(Quirk::LogtoConnector) {
            say_what_logto_would_not_read(host, &raw, &peer.quirks);
        }
        let plain = token_body::normalise(&raw, &peer.quirks).map_err(|error| describe(error, &raw))?;
        Ok(peer::told(host, plain))
    };
    let outcome = outcome.and_then(normalised).map_err(|error| error.phase(phase));
    Sent { outcome, secrets: secrets.and(peer.client.secret.as_ref()), is_repeated }
}

/// The login goes on all the same, so that everything that is wrong is told at once.
fn say_what_logto_would_not_read(host: &Host, answer: &Response, quirks: &Quirks) {
    let found = logto_connector::unreadable(answer, quirks);
    for what in &found {
        host.talk.say(&format!("Logto's connector would not take this token answer: {what}."));
    }
    if found.is_empty() && answer.status == http::StatusCode::OK {
        let rules = vec!["Logto's connector would take it".to_owned()];
        host.witness.saw(Step::Checked { what: "token answer", rules, token: None });
    }
}

/// Its body, if it is no refusal.
fn sound(peer: &Peer, response: Response, secrets: &SentSecrets, phase: Phase) -> Result<Vec<u8>> {
    if let Some(refusal) = peer::refusal(&response, secrets, "token", phase) {
        return Err(peer.about_client(refusal));
    }
    // RFC 6749 §5.1: success is 200 with an object that has an access_token.
    let members = json::object(&response.body).map_err(|error| describe(error, &response).phase(phase))?;
    if response.status != http::StatusCode::OK || !members.get("access_token").is_some_and(Value::is_string) {
        return Err(Code::TokenResponseInvalid.error().phase(phase).got(format!("HTTP {}", response.status)));
    }
    Ok(response.body)
}

/// What the crate's request came to.
type Answer = Result<Tokens, RequestTokenError<Error, BasicErrorResponse>>;

/// The tokens as the crate read them. Its parse error holds the body, so nothing of it is passed on (threat C64).
fn read(answer: Answer, phase: Phase) -> Result<Tokens> {
    answer.map_err(|error| match error {
        RequestTokenError::Request(error) => error,
        _ => Code::TokenResponseInvalid.error().phase(phase),
    })
}

/// From the crate's types to ours.
fn of_crate(tokens: Tokens, wanted: TokenType, phase: Phase) -> Result<TokenResponse> {
    let mut extra = tokens.extra_fields().members.clone();
    let id_token = match extra.remove("id_token") {
        Some(Value::String(token)) => Some(SecretString::from(token)),
        Some(Value::Null) | None => None,
        Some(_) => return Err(Code::IdTokenMalformed.error().phase(phase)),
    };
    TokenResponse {
        access_token: tokens.access_token().secret().clone().into(),
        token_type: match tokens.token_type() {
            BasicTokenType::Bearer => "Bearer".to_owned(),
            other => other.as_ref().to_owned(),
        },
        expires_in: tokens.expires_in().map(|life| life.as_secs()),
        refresh_token: tokens.refresh_token().map(|token| token.secret().clone().into()),
        id_token,
        scope: tokens.scopes().map(|scopes| scopes.iter().map(|scope| scope.to_string()).collect()),
        extra,
    }
    .checked(wanted)
    .map_err(|error| error.phase(phase))
}

/// An answer that was lost after the request left leaves it open whether the grant was used.
fn uncertain(error: Error, code: Code) -> Error {
    match error.code() {
        // C64, C107: what was never sent can be sent again
        Code::Timeout | Code::HttpInvalid | Code::ConnectionFailed if error.may_have_been_sent() => {
            error.recoded(code)
        }
        _ => error,
    }
}
