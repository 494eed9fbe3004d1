//! Dynamic client registration (RFC 7591), and what is done with a registration later (RFC 7592).
//!
//! An answer is judged against what was asked for: a provider that registers a weaker client than was wanted, or leads the
//! token of the registration elsewhere, is refused (threat C142).
//!
//! <https://www.rfc-editor.org/rfc/rfc7591#section-3>, <https://www.rfc-editor.org/rfc/rfc7592#section-2>

use http::{HeaderValue, Method, header};
use serde_json::{Map, Value};

use super::{discovery::describe, peer::refusal};
use crate::{
    error::{Code, Error, Phase, Result},
    host::Host,
    protocol::{
        client_auth::{ClientAuthMethod, Proof},
        endpoint_url::{EndpointUrl, Transport},
        exchange::{Endpoint, Request, Response},
        json,
        sent_secrets::SentSecrets,
        time::UnixTime,
        token::is_token_text,
    },
    secret::SecretString,
    untrusted::Untrusted,
};

/// A client that is registered, as the provider tells of it.
#[derive(Debug, Clone)]
pub struct Registered {
    /// The client identifier.
    pub client_id: String,
    /// Its secret, if it authenticates by one and the provider tells it.
    pub client_secret: Option<SecretString>,
    /// When the secret stops working; `None` if it does not.
    pub client_secret_expires_at: Option<UnixTime>,
    /// How it authenticates.
    pub auth_method: ClientAuthMethod,
    /// How its registration is managed, if that can be.
    pub management: Option<Management>,
    /// All that the provider says of it, without its secrets.
    pub document: Map<String, Value>,
}

/// Where and by what a registration is managed (RFC 7592 §1.2).
#[derive(Debug, Clone)]
pub struct Management {
    /// `registration_client_uri`.
    pub uri: EndpointUrl,
    /// `registration_access_token`.
    pub token: SecretString,
}

/// What a provider said of a registration that it has.
pub struct Answered {
    /// How it is managed from now on. It counts even if the rest cannot be used: the token of before may be dead.
    pub management: Management,
    /// The client.
    pub registered: Result<Registered>,
}

impl Management {
    /// An address that was kept, with its token.
    pub fn kept(uri: &str, token: SecretString) -> Result<Self> {
        Ok(Self { uri: EndpointUrl::parse(uri, Transport::LoopbackCleartext)?, token })
    }
}

/// Members that are secret, and told to nobody.
const SECRETS: &[&str] = &["client_secret", "registration_access_token"];

/// Registers a client of these metadata.
pub async fn register(
    host: &Host,
    endpoint: &EndpointUrl,
    initial_access_token: Option<&SecretString>,
    asked: &Map<String, Value>,
) -> Result<Registered> {
    let sent = send(host, endpoint, Method::POST, initial_access_token, Some(asked)).await;
    let response = sent.map_err(|error| about_initial(error, initial_access_token.is_some()))?;
    let answer = document(&response)?;
    let management = management(&answer, endpoint)?;
    let judged = judged(answer, Some(asked), management.clone()).and_then(with_secret);
    if let (Err(_), Some(management)) = (&judged, &management) {
        // Best effort: what cannot be used is not left behind.
        let _ = delete(host, management).await;
    }
    judged
}

/// What is registered now (RFC 7592 §2.1).
pub async fn read(host: &Host, management: &Management, client_id: &str) -> Result<Answered> {
    let response = send(host, &management.uri, Method::GET, Some(&management.token), None).await;
    managed(&response.map_err(about_token)?, management, client_id, None)
}

/// Replaces what is registered (RFC 7592 §2.2).
pub async fn update(
    host: &Host,
    management: &Management,
    client_id: &str,
    asked: &Map<String, Value>,
) -> Result<Answered> {
    let response = send(host, &management.uri, Method::PUT, Some(&management.token), Some(asked)).await;
    managed(&response.map_err(about_token)?, management, client_id, Some(asked))
}

/// Deletes the registration (RFC 7592 §2.3).
pub async fn delete(host: &Host, management: &Management) -> Result<()> {
    let response = send(host, &management.uri, Method::DELETE, Some(&management.token), None).await;
    response.map(drop).map_err(about_token)
}

async fn send(
    host: &Host,
    url: &EndpointUrl,
    method: Method,
    token: Option<&SecretString>,
    body: Option<&Map<String, Value>>,
) -> Result<Response> {
    let mut request = Request::get(Endpoint::Registration, url.url().clone());
    request.method = method;
    if let Some(body) = body {
        request.body = serde_json::to_vec(body).expect("a map of names is JSON");
        let json = HeaderValue::from_static("application/json");
        request = request.header(header::CONTENT_TYPE, json);
    }
    if let Some(token) = token {
        let bearer = Some(token.expose()).filter(|token| !token.is_empty() && is_token_text(token));
        let bearer = bearer.and_then(|token| HeaderValue::from_str(&format!("Bearer {token}")).ok());
        let bearer = bearer.ok_or_else(|| Code::TokenCharset.error().phase(Phase::Registration))?;
        request = request.header(header::AUTHORIZATION, bearer);
    }
    let client_secret = body.and_then(|body| body.get("client_secret")?.as_str()).map(SecretString::from);
    let secrets = SentSecrets::of(&request).and(client_secret.as_ref());
    let response = host.http.send(request).await.map_err(|error| error.phase(Phase::Registration))?;
    match refusal(&response, &secrets, "registration", Phase::Registration) {
        Some(refusal) => Err(refusal),
        None => Ok(response),
    }
}

/// A 401 is about the token that was shown, and no session's token.
fn about_initial(error: Error, was_shown: bool) -> Error {
    match (error.code(), was_shown) {
        (Code::InvalidToken | Code::InvalidClient, false) => error
            .recoded(Code::InvalidClient)
            .message("the provider registers clients only for who has an initial access token")
            .hint("get one from the provider, and give --initial-access-token-from"),
        (Code::InvalidToken | Code::InvalidClient, true) => error
            .recoded(Code::InvalidClient)
            .message("the provider does not take this initial access token")
            .hint("get another one from the provider"),
        _ => error,
    }
}

fn about_token(error: Error) -> Error {
    match error.code() {
        // RFC 7592 §2.1: so also where the client is gone
        Code::InvalidToken | Code::InvalidClient => error
            .recoded(Code::InvalidClient)
            .message("the provider does not know this registration any more, or not by this token")
            .hint("run `authctl client delete --forget`, and register anew"),
        _ => error,
    }
}

fn document(response: &Response) -> Result<Map<String, Value>> {
    json::object(&response.body).map_err(|error| describe(error, response).phase(Phase::Registration))
}

/// RFC 7592 §3: both, or the registration cannot be managed. Never at another place than where the client was registered.
fn management(answer: &Map<String, Value>, endpoint: &EndpointUrl) -> Result<Option<Management>> {
    let (uri, token) = (text(answer, "registration_client_uri")?, text(answer, "registration_access_token")?);
    let (Some(uri), Some(token)) = (uri, token) else { return Ok(None) };
    let transport =
        if endpoint.url().scheme() == "https" { Transport::Tls } else { Transport::LoopbackCleartext };
    // C142
    let parsed = EndpointUrl::parse(uri, transport).ok();
    let uri = parsed.filter(|parsed| parsed.url().origin() == endpoint.url().origin()).ok_or_else(|| {
        invalid("registration_client_uri leads elsewhere than to where the client was registered")
            .expected(endpoint.url().origin().ascii_serialization())
            .got(uri.split(['?', '#']).next().filter(|shown| !shown.contains('@')).unwrap_or_default())
    })?;
    Ok(Some(Management { uri, token: token.into() }))
}

fn managed(
    response: &Response,
    old: &Management,
    client_id: &str,
    asked: Option<&Map<String, Value>>,
) -> Result<Answered> {
    let answer = document(response)?;
    let about = text(&answer, "client_id")?.unwrap_or_default();
    if about != client_id {
        return Err(invalid("the answer is about another client")
            .expected(client_id)
            .got(Untrusted::new(about)));
    }
    // RFC 7592 §3: the token may be another one from now on
    let management = management(&answer, &old.uri)?.unwrap_or_else(|| old.clone());
    let registered = judged(answer, asked, Some(management.clone()));
    Ok(Answered { management, registered })
}

/// RFC 7591 §3.2.1: the provider may change what was asked for, and must say so; what it says is compared.
fn judged(
    mut answer: Map<String, Value>,
    asked: Option<&Map<String, Value>>,
    management: Option<Management>,
) -> Result<Registered> {
    let is_id =
        |id: &&str| !id.is_empty() && id.len() <= 1024 && id.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    let client_id = text(&answer, "client_id")?.filter(is_id);
    let client_id = client_id.ok_or_else(|| invalid("the answer has no client_id"))?.to_owned();
    if let Some(asked) = asked {
        same_addresses("redirect_uris", &answer, asked)?;
        same_addresses("post_logout_redirect_uris", &answer, asked)?;
        has_grants(&answer, asked)?;
    }
    if text(&answer, "id_token_signed_response_alg")? == Some("none") {
        return Err(invalid("the provider would not sign the ID tokens of this client"));
    }
    let auth_method = auth_method(&answer, asked)?;
    let secret = text(&answer, "client_secret")?.filter(|secret| !secret.is_empty());
    let client_secret = secret.filter(|_| auth_method.proof() == Proof::Secret).map(SecretString::from);
    let expiry = match answer.get("client_secret_expires_at") {
        None | Some(Value::Null) => 0,
        Some(value) => value.as_i64().filter(|at| *at >= 0).ok_or_else(|| {
            invalid("client_secret_expires_at is no moment").expected("seconds since 1970, or 0")
        })?,
    };
    SECRETS.iter().for_each(|name| drop(answer.remove(*name)));
    Ok(Registered {
        client_id,
        client_secret_expires_at: client_secret.as_ref().and((expiry > 0).then_some(UnixTime(expiry))),
        client_secret,
        auth_method,
        management,
        document: answer,
    })
}

/// A new client has no other secret than that of the answer. Later a provider need not tell it again (RFC 7592 §3).
fn with_secret(registered: Registered) -> Result<Registered> {
    match registered.auth_method.proof() == Proof::Secret && registered.client_secret.is_none() {
        true => Err(invalid("the answer has no client_secret, and the client authenticates by one")),
        false => Ok(registered),
    }
}

/// C142: with one address more a code could be sent elsewhere, with one less none comes here.
fn same_addresses(name: &'static str, answer: &Map<String, Value>, asked: &Map<String, Value>) -> Result<()> {
    let list = |members: &Map<String, Value>| {
        let items = members.get(name)?.as_array()?.iter();
        let mut list: Vec<String> = items.map(|item| item.as_str().unwrap_or_default().to_owned()).collect();
        list.sort();
        Some(list)
    };
    let Some(answered) = list(answer) else { return Ok(()) };
    let wanted = list(asked).unwrap_or_default();
    match answered == wanted {
        true => Ok(()),
        false => Err(invalid(format!("the provider has registered other {name} than were asked for"))
            .expected(wanted.join(" "))
            .got(answered.join(" "))),
    }
}

/// What an answer must not be weaker in, from the weakest.
const METHODS: &[&[&str]] = &[
    &["none"],
    &["client_secret_basic", "client_secret_post"],
    &["client_secret_jwt"],
    &["private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"],
];

/// C142: the method that was asked for, or another one that is not weaker and that we can use.
fn auth_method(answer: &Map<String, Value>, asked: Option<&Map<String, Value>>) -> Result<ClientAuthMethod> {
    let wanted = asked.map(|asked| text(asked, "token_endpoint_auth_method")).transpose()?.flatten();
    // RFC 7591 §2: client_secret_basic is what it means if nothing is said; here what was asked comes first
    let answered = text(answer, "token_endpoint_auth_method")?.or(wanted).unwrap_or("client_secret_basic");
    let strength = |name: &str| METHODS.iter().position(|methods| methods.contains(&name));
    let method = ClientAuthMethod::named(answered).ok();
    let usable = method.filter(|method| match wanted {
        None => true,
        Some(wanted) if wanted == answered => true,
        Some(wanted) => strength(answered) >= strength(wanted) && method.proof() == Proof::Secret,
    });
    usable.ok_or_else(|| {
        invalid("the provider has registered another client authentication than was asked for")
            .expected(wanted.unwrap_or_default())
            .got(answered)
    })
}

fn has_grants(answer: &Map<String, Value>, asked: &Map<String, Value>) -> Result<()> {
    let (Some(answered), Some(wanted)) = (answer.get("grant_types"), asked.get("grant_types")) else {
        return Ok(());
    };
    let has = |grant: &Value| answered.as_array().is_some_and(|grants| grants.contains(grant));
    // Without a refresh token there is still a login.
    let missing =
        wanted.as_array().into_iter().flatten().find(|grant| *grant != "refresh_token" && !has(grant));
    match missing {
        None => Ok(()),
        Some(grant) => Err(invalid("the provider has not registered a grant that was asked for")
            .expected(grant.as_str().unwrap_or_default())
            .got(answered.to_string())),
    }
}

fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(invalid(format!("`{name}` in the answer is not text"))),
    }
}

fn invalid(message: impl Into<String>) -> Error {
    Code::RegistrationInvalid.error().phase(Phase::Registration).message(message)
}
