//! The secrets that a request carries, so that an answer which repeats them is not shown with them (threats C64, C145).

use http::header;
use url::form_urlencoded;

use super::exchange::Request;
use crate::secret::SecretString;

/// Form, query and JSON members whose value is secret.
pub const SECRET_MEMBERS: &[&str] = &[
    "access_token",
    "assertion",
    "client_assertion",
    "client_secret",
    "code",
    "code_verifier",
    "csrf",
    "device_code",
    "id_token",
    "id_token_hint",
    "nonce",
    "password",
    "refresh_token",
    "request",
    "state",
    "subject_token",
    "actor_token",
    "token",
    "transaction",
    "logout_token",
];

/// Whether a member of that name is secret.
pub fn is_secret_member(name: &str) -> bool {
    SECRET_MEMBERS.contains(&name)
}

/// A text of fewer characters is no secret, and may stand anywhere by chance.
const SHORTEST: usize = 8;

/// What stands in their place.
const MASK: &str = "[secret]";

/// The secrets of one request.
#[derive(Debug, Default)]
pub struct SentSecrets(Vec<SecretString>);

impl SentSecrets {
    /// Those in its form, its query and its credentials.
    pub fn of(request: &Request) -> Self {
        let query = request.url.query().unwrap_or_default().as_bytes();
        let pairs = form_urlencoded::parse(query).chain(form_urlencoded::parse(&request.body));
        let members = pairs.filter(|(name, _)| is_secret_member(name)).map(|(_, value)| value.into_owned());
        let credential = request
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .map(|value| value.rsplit(' ').next().unwrap_or_default().to_owned());
        Self(members.chain(credential).map(SecretString::from).collect())
    }

    /// With one more, such as the client secret inside a Basic credential.
    pub fn and(mut self, secret: Option<&SecretString>) -> Self {
        self.0.extend(secret.cloned());
        self
    }

    /// The text without them.
    pub fn hide(&self, text: &str) -> String {
        let long = self.0.iter().map(|secret| secret.expose()).filter(|secret| secret.len() >= SHORTEST);
        long.fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), MASK))
    }
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
}
