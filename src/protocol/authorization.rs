//! The authorization request and its answer in the browser (RFC 6749 §4.1.1, §4.1.2, §4.2.2; OIDC Core §3; RFC 9207).

use serde_json::{Map, Value};
use url::form_urlencoded;

use super::{
    response_mode::Delivery,
    response_type::ResponseType,
    token::{TokenResponse, TokenType},
};
use crate::{
    error::{Code, Phase, Result},
    secret::SecretString,
    untrusted::Untrusted,
};

/// When the request is pushed to the provider, so that the browser carries only its name (RFC 9126).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ParPolicy {
    /// Where the metadata says that it must be.
    #[default]
    AsRequired,
    /// Always.
    Always,
}

impl ParPolicy {
    /// Both, by the name of the setting `par`.
    pub const NAMES: &'static [(&'static str, Self)] =
        &[("as-required", Self::AsRequired), ("always", Self::Always)];
}

/// When the request is put into an object that the client signs, so that nobody on the way changes it (RFC 9101).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum JarPolicy {
    /// Where the metadata says that it must be.
    #[default]
    AsRequired,
    /// Always.
    Always,
}

impl JarPolicy {
    /// Both, by the name of the setting `jar`.
    pub const NAMES: &'static [(&'static str, Self)] =
        &[("as-required", Self::AsRequired), ("always", Self::Always)];
}

/// What the browser brought back, and how.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// How it came.
    pub by: Delivery,
    /// The parameters as they came, form-encoded.
    pub parameters: SecretString,
}

/// What the provider answered, each parameter at most once.
#[derive(Debug, Clone, Default)]
pub struct AuthorizationResponse {
    state: Option<SecretString>,
    iss: Option<Untrusted>,
    code: Option<SecretString>,
    id_token: Option<SecretString>,
    access_token: Option<SecretString>,
    token_type: Option<Untrusted>,
    expires_in: Option<Untrusted>,
    scope: Option<Untrusted>,
    error: Option<Untrusted>,
    error_description: Option<Untrusted>,
}

impl AuthorizationResponse {
    /// Reads form-encoded parameters; a parameter twice is nobody's answer (RFC 6749 §3.1, threat C55).
    pub fn parse(parameters: &str) -> Result<Self> {
        let mut response = Self::default();
        let mut seen = Vec::new();
        for (name, value) in form_urlencoded::parse(parameters.as_bytes()) {
            if seen.contains(&name) {
                return Err(malformed("a parameter stands twice"));
            }
            response.take(&name, value.into_owned());
            seen.push(name);
        }
        response.coherent()
    }

    /// Reads the claims of a signed answer (JARM §2.1); one that is not text is a number, or no parameter.
    pub fn of_claims(claims: &Map<String, Value>) -> Result<Self> {
        let mut response = Self::default();
        for (name, value) in claims {
            match value {
                Value::String(text) => response.take(name, text.clone()),
                Value::Number(number) if name == "expires_in" => response.take(name, number.to_string()),
                _ => {}
            }
        }
        response.coherent()
    }

    fn take(&mut self, name: &str, value: String) {
        match name {
            "state" => self.state = Some(value.into()),
            "iss" => self.iss = Some(value.into()),
            "code" => self.code = Some(value.into()),
            "id_token" => self.id_token = Some(value.into()),
            "access_token" => self.access_token = Some(value.into()),
            "token_type" => self.token_type = Some(value.into()),
            "expires_in" => self.expires_in = Some(value.into()),
            "scope" => self.scope = Some(value.into()),
            "error" => self.error = Some(value.into()),
            "error_description" => self.error_description = Some(value.into()),
            _ => {}
        }
    }

    fn coherent(self) -> Result<Self> {
        let grants = [&self.code, &self.id_token, &self.access_token].into_iter().any(Option::is_some);
        match grants && self.error.is_some() {
            true => Err(malformed("it both grants something and has an error")),
            false => Ok(self),
        }
    }

    /// Whether it answers the login of this `state`, compared in constant time (threat C25).
    pub fn answers(&self, state: &SecretString) -> bool {
        self.state.as_ref().is_some_and(|found| found.matches(state.expose()))
    }

    /// Whether it says which login it answers.
    pub fn has_state(&self) -> bool {
        self.state.is_some()
    }

    /// Whether it is a refusal, and so grants nothing.
    pub fn is_refusal(&self) -> bool {
        self.error.is_some()
    }

    /// The issuer that says it answered (RFC 9207).
    pub fn iss(&self) -> Option<&Untrusted> {
        self.iss.as_ref()
    }

    /// What was asked for, all of it, or why there is none. What was not asked for is not looked at (RFC 6749 §4.1.2).
    pub fn outcome(&self, asked: ResponseType) -> Result<Outcome<'_>> {
        if let Some(error) = &self.error {
            return Ok(Outcome::Error { error, description: self.error_description.as_ref() });
        }
        let part = |is_asked: bool, value: &'static str, found| match (is_asked, present(found)) {
            (false, _) => Ok(None),
            (true, Some(found)) => Ok(Some(found)),
            (true, None) => Err(malformed(&format!("it has neither an error nor {value}"))),
        };
        let code = part(asked.has_code(), "a code", self.code.as_ref())?;
        let id_token = part(asked.has_id_token(), "an id_token", self.id_token.as_ref())?;
        let token = part(asked.has_token(), "an access_token", self.access_token.as_ref())?;
        let token = token.map(|access_token| self.token(access_token)).transpose()?;
        Ok(Outcome::Granted { code, id_token, token })
    }

    /// RFC 6749 §4.2.2.
    fn token(&self, access_token: &SecretString) -> Result<TokenResponse> {
        let expires_in = match &self.expires_in {
            None => None,
            Some(seconds) => {
                Some(seconds.raw().parse().map_err(|_| malformed("its expires_in is no number of seconds"))?)
            }
        };
        TokenResponse {
            access_token: access_token.clone(),
            token_type: self.token_type.as_ref().map_or_else(String::new, |kind| kind.raw().to_owned()),
            expires_in,
            // RFC 6749 §4.2.2: there must be none
            refresh_token: None,
            id_token: None,
            scope: self
                .scope
                .as_ref()
                .map(|scope| scope.raw().split_whitespace().map(str::to_owned).collect()),
            extra: Map::new(),
        }
        // RFC 9449 §5: only the token endpoint binds one to a key
        .checked(TokenType::Bearer)
        .map_err(|error| error.phase(Phase::Callback))
    }
}

fn present(value: Option<&SecretString>) -> Option<&SecretString> {
    value.filter(|value| !value.is_empty())
}

/// How the login ended in the browser.
#[derive(Debug)]
pub enum Outcome<'a> {
    /// With what was asked for.
    Granted {
        /// The code.
        code: Option<&'a SecretString>,
        /// The ID token; nobody has looked at it yet.
        id_token: Option<&'a SecretString>,
        /// The access token with what is said of it.
        token: Option<TokenResponse>,
    },
    /// With the provider's refusal.
    Error {
        /// The `error` parameter.
        error: &'a Untrusted,
        /// The `error_description` parameter.
        description: Option<&'a Untrusted>,
    },
}

fn malformed(why: &str) -> crate::error::Error {
    Code::ResponseInvalid
        .error()
        .phase(Phase::Callback)
        .message(format!("the provider's answer to the login is malformed: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::response_type::RESPONSE_TYPES;

    #[test]
    fn an_answer_is_ours_only_with_the_very_state() {
        // C25, C55
        let state = SecretString::from("CANARY-state");
        for (query, ours) in [
            ("code=x&state=CANARY-state", true),
            ("error=access_denied&state=CANARY-state", true),
            ("state=CANARY-stat&code=x", false),
            ("state=CANARY-state2&code=x", false),
            ("code=x", false),
            ("", false),
        ] {
            let answers = AuthorizationResponse::parse(query).is_ok_and(|found| found.answers(&state));
            assert_eq!(answers, ours, "{query}");
        }
    }

    #[test]
    fn a_parameter_twice_or_code_with_error_is_no_answer() {
        // C55: neither the first nor the last one wins
        for query in [
            "state=a&state=a&code=x",
            "state=a&code=x&code=y",
            "state=a&code=x&error=access_denied",
            "state=a&id_token=x&error=access_denied",
            "state=a&access_token=x&error=access_denied",
            "state=a&iss=b&iss=c&code=x",
            "state=a&code=x&foo=1&foo=2",
            "state=a&code=x&%63ode=y",
        ] {
            let error = AuthorizationResponse::parse(query).unwrap_err();
            assert_eq!(error.code(), Code::ResponseInvalid, "{query}");
        }
    }

    #[test]
    fn an_answer_without_code_and_error_is_malformed() {
        for query in ["state=a", "state=a&code="] {
            let response = AuthorizationResponse::parse(query).unwrap();
            let error = response.outcome(ResponseType::Code).unwrap_err();
            assert_eq!(error.code(), Code::ResponseInvalid, "{query}");
        }
    }

    #[test]
    fn all_that_was_asked_for_has_to_be_there_and_nothing_else_is_looked_at() {
        let all = ["code=c", "id_token=i", "access_token=a&token_type=bearer&expires_in=60&scope=x+y"];
        for row in RESPONSE_TYPES {
            let asked = row.response_type;
            let response = AuthorizationResponse::parse(&all.join("&")).unwrap();
            let Outcome::Granted { code, id_token, token } = response.outcome(asked).unwrap() else {
                panic!("it is granted")
            };
            assert_eq!(
                (code.is_some(), id_token.is_some(), token.is_some()),
                (asked.has_code(), asked.has_id_token(), asked.has_token())
            );
            if let Some(token) = token {
                assert_eq!((token.access_token.expose().as_str(), token.expires_in), ("a", Some(60)));
                assert_eq!(token.scope.unwrap(), ["x", "y"]);
            }
            for (place, is_asked) in
                [asked.has_code(), asked.has_id_token(), asked.has_token()].iter().enumerate()
            {
                let mut rest = all.to_vec();
                rest.remove(place);
                let response = AuthorizationResponse::parse(&rest.join("&")).unwrap();
                assert_eq!(
                    response.outcome(asked).is_err(),
                    *is_asked,
                    "{} without {}",
                    row.name,
                    all[place]
                );
            }
        }
        for (token, code) in [
            ("access_token=a", Code::TokenTypeUnsupported),
            ("access_token=a&token_type=mac", Code::TokenTypeUnsupported),
            ("access_token=a%0Ab&token_type=Bearer", Code::TokenCharset),
            ("access_token=a&token_type=Bearer&expires_in=soon", Code::ResponseInvalid),
            ("access_token=a&token_type=Bearer&expires_in=-1", Code::ResponseInvalid),
        ] {
            let response = AuthorizationResponse::parse(&format!("code=c&{token}")).unwrap();
            assert_eq!(response.outcome(ResponseType::CodeToken).unwrap_err().code(), code, "{token}");
        }
    }

    #[test]
    fn the_claims_of_a_signed_answer_are_its_parameters_if_they_are_text() {
        let claims =
            serde_json::json!({"code": "c", "state": ["s"], "iss": "i", "expires_in": 5, "error": null});
        let response = AuthorizationResponse::of_claims(claims.as_object().unwrap()).unwrap();
        assert!(response.state.is_none() && response.error.is_none());
        assert_eq!(response.expires_in.unwrap().raw(), "5");
        let both = serde_json::json!({"code": "c", "error": "e"});
        assert!(AuthorizationResponse::of_claims(both.as_object().unwrap()).is_err());
    }
}
