//! The authorization request and its answer in the browser (RFC 6749 §4.1.1, §4.1.2; OIDC Core §3.1.2; RFC 9207).

use url::form_urlencoded;

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

/// What the browser brought back, each parameter at most once.
#[derive(Debug, Clone)]
pub struct AuthorizationResponse {
    state: Option<SecretString>,
    iss: Option<Untrusted>,
    code: Option<SecretString>,
    error: Option<Untrusted>,
    error_description: Option<Untrusted>,
}

impl AuthorizationResponse {
    /// Reads a query string; a parameter twice is nobody's answer (RFC 6749 §3.1, threat C55).
    pub fn parse(query: &str) -> Result<Self> {
        let mut response = Self { state: None, iss: None, code: None, error: None, error_description: None };
        let mut seen = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if seen.contains(&name) {
                return Err(malformed("a parameter stands twice"));
            }
            match &*name {
                "state" => response.state = Some(value.into_owned().into()),
                "iss" => response.iss = Some(value.into_owned().into()),
                "code" => response.code = Some(value.into_owned().into()),
                "error" => response.error = Some(value.into_owned().into()),
                "error_description" => response.error_description = Some(value.into_owned().into()),
                _ => {}
            }
            seen.push(name);
        }
        if response.code.is_some() && response.error.is_some() {
            return Err(malformed("it has both a code and an error"));
        }
        Ok(response)
    }

    /// Whether it answers the login of this `state`, compared in constant time (threat C25).
    pub fn answers(&self, state: &SecretString) -> bool {
        self.state.as_ref().is_some_and(|found| found.matches(state.expose()))
    }

    /// The issuer that says it answered (RFC 9207).
    pub fn iss(&self) -> Option<&Untrusted> {
        self.iss.as_ref()
    }

    /// The code, or why there is none.
    pub fn outcome(&self) -> Result<Outcome<'_>> {
        match (&self.code, &self.error) {
            (Some(code), None) if !code.is_empty() => Ok(Outcome::Code(code)),
            (None, Some(error)) => Ok(Outcome::Error { error, description: self.error_description.as_ref() }),
            _ => Err(malformed("it has neither a code nor an error")),
        }
    }
}

/// How the login ended in the browser.
#[derive(Debug)]
pub enum Outcome<'a> {
    /// With a code.
    Code(&'a SecretString),
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
            assert_eq!(response.outcome().unwrap_err().code(), Code::ResponseInvalid, "{query}");
        }
    }
}
