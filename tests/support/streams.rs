//! A client of the embedded provider that has event streams, by its own tokens.

use authctl::{
    jose::{algorithm::Algorithm, jwk_set::JwkSet, security_event::MEDIA_TYPE},
    protocol::time::UnixTime,
    webhook::{catalogue, judgement::Judgement, message::Message, scheme, trust::Trust},
};
use serde_json::{Value, json};

use super::{
    dev_provider::DevProvider,
    served::Served,
    user_agent::{Browser, CALLBACK, VERIFIER, authorization, claims},
    wire::{self, Answer},
};

/// A provider that can be asked.
pub trait Reached {
    /// `host:port`
    fn authority(&self) -> &str;

    /// Its issuer.
    fn issuer(&self) -> String {
        format!("http://{}", self.authority())
    }
}

impl Reached for DevProvider {
    fn authority(&self) -> &str {
        &self.authority
    }
}

impl Reached for Served {
    fn authority(&self) -> &str {
        Served::authority(self)
    }
}

/// The configuration of a client of that id, which may ask for these scopes by itself.
pub fn client(id: &str, scope: &str) -> String {
    format!(
        "[[clients]]\nclient_id = \"{id}\"\nclient_secret = \"s3cret\"\nredirect_uris = [\"{CALLBACK}\"]\n\
         token_endpoint_auth_method = \"client_secret_post\"\nid_token_signed_response_alg = \"ES256\"\n\
         grant_types = [\"authorization_code\", \"client_credentials\"]\nscope = \"{scope}\"\n"
    )
}

/// One that manages its streams.
pub fn manager(id: &str) -> String {
    client(id, "ssf.manage ssf.read api")
}

/// Asks with a token of the client's own for this scope.
pub fn ask_for(
    provider: &impl Reached,
    (id, scope): (&str, &str),
    what: (&str, &str),
    body: &Value,
) -> Answer {
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", id),
        ("client_secret", "s3cret"),
        ("scope", scope),
    ];
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let answer = wire::send(provider.authority(), "POST", "/token", &form, &wire::form(&fields));
    let token = answer.json()["access_token"].as_str().expect("a token").to_owned();
    let bearer = format!("Bearer {token}");
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let mut headers = vec![("Authorization", &*bearer), ("Content-Type", "application/json")];
    let length = body.len().to_string();
    if what.0 != "POST" && !body.is_empty() {
        headers.push(("Content-Length", &length));
    }
    wire::send(provider.authority(), what.0, what.1, &headers, &body)
}

/// As whoever manages.
pub fn ask(provider: &impl Reached, id: &str, method: &str, target: &str, body: &Value) -> Answer {
    ask_for(provider, (id, "ssf.manage"), (method, target), body)
}

/// Makes a stream, and gives its configuration.
pub fn stream(provider: &impl Reached, id: &str, delivery: &Value) -> Value {
    let answer = ask(provider, id, "POST", "/ssf/stream", &json!({"delivery": delivery}));
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()
}

/// A stream that is pushed there.
pub fn pushed(provider: &impl Reached, id: &str, to: &str) -> Value {
    stream(provider, id, &json!({"method": "urn:ietf:rfc:8935", "endpoint_url": to}))
}

/// A stream that is polled.
pub fn polled(provider: &impl Reached, id: &str) -> Value {
    stream(provider, id, &json!({"method": "urn:ietf:rfc:8936"}))
}

/// Has a stream verified.
pub fn verify(provider: &impl Reached, id: &str, stream: &Value, state: &str) {
    let body = json!({"stream_id": stream["stream_id"], "state": state});
    assert_eq!(ask(provider, id, "POST", "/ssf/verify", &body).status, 204);
}

/// Fetches at once what there is.
pub fn poll(provider: &impl Reached, id: &str, stream: &Value, request: &Value) -> Value {
    let mut request = request.clone();
    request["returnImmediately"] = true.into();
    let address = stream["delivery"]["endpoint_url"].as_str().expect("an address");
    let target = address.strip_prefix(&provider.issuer()).expect("it is the provider's");
    let answer = ask(provider, id, "POST", target, &request);
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

/// Judges a token of the provider as that client would.
pub fn judged(provider: &impl Reached, id: &str, token: &str) -> Judgement {
    let message = Message::post(MEDIA_TYPE, token);
    let event = catalogue::recognized(&message).expect("an event of the catalogue");
    let keys = JwkSet::parse(wire::send(provider.authority(), "GET", "/jwks", &[], "").body.as_bytes())
        .expect("a key set");
    // when it was made: how old it may be is judged elsewhere
    let at = UnixTime(claims(token)["iat"].as_i64().expect("a time"));
    let trust = Trust {
        issuer: Some(provider.issuer()),
        audience: Some(id.to_owned()),
        keys,
        algorithms: vec![Algorithm::RS256],
        ..Trust::at(at)
    };
    scheme::of(event).judge(event, &message, &trust)
}

/// What a token says, after it was judged genuine.
pub fn said(provider: &impl Reached, id: &str, token: &str) -> Value {
    let judgement = judged(provider, id, token);
    assert!(judgement.is_genuine(), "{:?}", judgement.fault());
    claims(token)
}

/// Signs alice in at this client; its ID token.
pub fn sign_in(provider: &DevProvider, browser: &mut Browser, id: &str) -> String {
    let target = authorization(&[("client_id", id), ("scope", "openid")]);
    let code = browser.authorize(provider, &target, "alice").location_parameter("code").expect("a code");
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", id),
        ("client_secret", "s3cret"),
        ("code", &*code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    provider.post("/token", &fields).json()["id_token"].as_str().expect("an ID token").to_owned()
}

/// Signs out.
pub fn sign_out(provider: &DevProvider, browser: &mut Browser, id_token: &str) {
    let target = format!("/end_session?{}", wire::form(&[("id_token_hint", id_token)]));
    assert_eq!(browser.get(provider, &target).status, 200);
}
