//! The secrets that a request carries, so that an answer which repeats them is not shown with them (threats C64, C145).

use http::header;
use serde_json::Value;
use url::form_urlencoded;

use super::exchange::{Endpoint, Request};
use crate::{error::Error, secret::SecretString, untrusted::Untrusted};

/// Form, query and JSON members whose value is secret.
pub const SECRET_MEMBERS: &[&str] = &[
    "access_token",
    // what a provider calls its client secret in its own way
    "app_secret",
    "assertion",
    // whoever has these and the client's own proof has the person's tokens, or can say that they are ready
    "auth_req_id",
    "client_notification_token",
    "client_assertion",
    "client_secret",
    "code",
    "code_verifier",
    "csrf",
    "device_code",
    "id_token",
    "id_token_hint",
    "login_hint_token",
    "nonce",
    "password",
    "refresh_token",
    "registration_access_token",
    "request",
    // whoever has it can open the request before the person does (RFC 9126 §7.1), and its state is then right
    "request_uri",
    // a signed answer (JARM §2.3), with the code in it
    "response",
    "state",
    "subject_token",
    "actor_token",
    "token",
    "transaction",
    // whoever knows it can answer for the person (RFC 8628 §5.1), and the address has it in it
    "user_code",
    "verification_uri_complete",
    "logout_token",
    // whoever has it can send it once more while it is fresh (threat W15)
    "signed_request",
    // the identity token that GitHub Actions gives
    "value",
];

/// Whether a member of that name is secret.
pub fn is_secret_member(name: &str) -> bool {
    SECRET_MEMBERS.contains(&name)
}

/// The header of a proof (RFC 9449 §4): whoever overhears one may be in time to use it again.
pub const DPOP: &str = "dpop";

/// A text of fewer characters is no secret, and may stand anywhere by chance.
const SHORTEST: usize = 8;

/// What stands in their place.
const MASK: &str = "[secret]";

/// The secrets of one request.
#[derive(Debug, Default)]
pub struct SentSecrets(Vec<SecretString>);

impl SentSecrets {
    /// Those in its form, its query, its credentials and the headers that may hold one, and the tokens of an event.
    pub fn of(request: &Request) -> Self {
        let query = request.url.query().unwrap_or_default().as_bytes();
        let pairs = form_urlencoded::parse(query).chain(form_urlencoded::parse(&request.body));
        let members = pairs.filter(|(name, _)| is_secret_member(name)).map(|(_, value)| value.into_owned());
        let credential = request
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .map(|value| value.rsplit(' ').next().unwrap_or_default().to_owned());
        let marked = request.headers.iter().filter(|(name, value)| value.is_sensitive() || *name == DPOP);
        let marked = marked.filter_map(|(_, value)| value.to_str().ok()).map(str::to_owned);
        let secrets = members.chain(credential).chain(marked).map(SecretString::from).collect();
        let mut secrets = Self(secrets);
        secrets.add(Self::signed(request));
        secrets
    }

    /// The tokens that an event says or is: whoever has one can send it once more while it is fresh (threat W15).
    pub fn signed(request: &Request) -> Self {
        let body = Some(&request.body).filter(|_| request.endpoint == Endpoint::Webhook);
        let is_of_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        let words = body.into_iter().flat_map(|body| body.split(move |byte| !is_of_token(byte)));
        // RFC 7515 §7.1: three parts, the first of which is JSON
        let is_token =
            |word: &&[u8]| word.starts_with(b"eyJ") && word.iter().filter(|byte| **byte == b'.').count() >= 2;
        let tokens = words.filter(is_token).map(|word| String::from_utf8_lossy(word).into_owned());
        Self(tokens.map(SecretString::from).collect())
    }

    /// With those of another request.
    pub fn add(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// With one more, such as the client secret inside a Basic credential, where it stands form-encoded (RFC 6749 §2.3.1).
    pub fn and(mut self, secret: Option<&SecretString>) -> Self {
        if let Some(secret) = secret {
            let encoded: String = form_urlencoded::byte_serialize(secret.expose().as_bytes()).collect();
            self.0.extend([secret.clone(), SecretString::from(encoded)]);
        }
        self
    }

    /// The text without them, whatever their case has become.
    pub fn hide(&self, text: &str) -> String {
        let mut secrets: Vec<&SecretString> =
            self.0.iter().filter(|secret| secret.expose().len() >= SHORTEST).collect();
        // One that is part of another would leave the rest of it.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.expose().len()));
        secrets.into_iter().fold(text.to_owned(), |text, secret| without(&text, secret))
    }

    /// The JSON without them, in names and texts at every depth: written, it may spell them in another way.
    pub fn hide_in_json(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.hide(text)),
            Value::Array(items) => items.iter().map(|item| self.hide_in_json(item)).collect(),
            Value::Object(members) => {
                members.iter().map(|(name, value)| (self.hide(name), self.hide_in_json(value))).collect()
            }
            other => other.clone(),
        }
    }

    /// The error without them, where it tells what was found.
    pub fn hide_in_error(&self, error: Error) -> Error {
        match error.found().map(|found| self.hide(found.raw())) {
            Some(found) => error.got(Untrusted::new(found)),
            None => error,
        }
    }
}

fn without(text: &str, secret: &SecretString) -> String {
    // Lower case of ASCII moves nothing.
    let lower = SecretString::from(secret.expose().to_ascii_lowercase());
    let (mut shown, mut from) = (String::with_capacity(text.len()), 0);
    for (at, found) in text.to_ascii_lowercase().match_indices(lower.expose().as_str()) {
        shown.push_str(&text[from..at]);
        shown.push_str(MASK);
        from = at + found.len();
    }
    shown + &text[from..]
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use url::Url;

    use super::*;
    use crate::protocol::exchange::Endpoint;

    #[test]
    fn what_was_sent_in_secret_is_not_shown_when_it_comes_back() {
        // C64, C145
        let url = Url::parse("https://id.example/token").unwrap();
        let fields = [
            ("code", "CANARY-code"),
            ("grant_type", "authorization_code"),
            ("code_verifier", "CANARY-verifier"),
        ];
        let request = Request::form(Endpoint::Token, url, fields)
            .header(header::AUTHORIZATION, HeaderValue::from_static("Basic CANARY-basic"));
        let secrets = SentSecrets::of(&request).and(Some(&"CANARY-secret".into())).and(Some(&"short".into()));
        assert_eq!(
            secrets.hide(
                "no CANARY-code, CANARY-verifier, CANARY-basic, CANARY-secret for authorization_code, short"
            ),
            "no [secret], [secret], [secret], [secret] for authorization_code, short"
        );
    }

    #[test]
    fn the_token_of_an_event_and_a_header_that_may_be_a_key_are_not_shown_when_they_come_back() {
        // W15, C145
        let mut key = HeaderValue::from_static("CANARY-key");
        key.set_sensitive(true);
        let token = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJl";
        for body in [token.to_owned(), format!("{{\"payload\":\"{token}\"}}")] {
            let url = Url::parse("http://localhost/hook").unwrap();
            let mut request =
                Request::get(Endpoint::Webhook, url).header("x-api-key".parse().unwrap(), key.clone());
            request.body = body.into_bytes();
            let shown = SentSecrets::of(&request).hide(&format!("no ({token}) with CANARY-key"));
            assert_eq!(shown, "no ([secret]) with [secret]");
        }
    }

    #[test]
    fn a_secret_that_is_spelt_in_another_way_is_hidden_too() {
        // C64, C145
        let secrets = SentSecrets::default()
            .and(Some(&"CANARY \"a\\b\"".into()))
            .and(Some(&"CANARY \"a\\b\" c".into()));
        assert_eq!(secrets.hide("ü CANARY \"a\\b\" c, canary+%22a%5cb%22+c"), "ü [secret], [secret]");
        let found = serde_json::json!({"n": 1, "CANARY \"a\\b\"": [["canary \"A\\b\" c"]]});
        assert_eq!(secrets.hide_in_json(&found).to_string(), r#"{"[secret]":[["[secret]"]],"n":1}"#);
        let error = secrets.hide_in_error(crate::error::Code::NotJson.error().got("a canary \"a\\b\""));
        assert_eq!(error.found().unwrap().raw(), "a [secret]");
    }
}
