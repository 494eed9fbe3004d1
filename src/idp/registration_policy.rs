//! Who may register clients here (RFC 7591 §3): anybody on this machine, whoever has the initial access token, or nobody.

use serde::Deserialize;

use crate::secret::SecretString;

/// Who may register clients.
#[derive(Debug, Clone, Default)]
pub enum RegistrationPolicy {
    /// Any program on this machine.
    #[default]
    Open,
    /// Whoever shows this initial access token (RFC 7591 §1.2).
    Token(SecretString),
    /// Nobody; there is no such endpoint.
    Off,
}

/// What the configuration says of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistrationTable {
    policy: Named,
    initial_access_token: Option<SecretString>,
    initial_access_token_env: Option<String>,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Named {
    Open,
    Token,
    Off,
}

impl RegistrationTable {
    /// The policy, or why there is none; `environment` looks a variable up.
    pub fn checked(self, environment: &dyn Fn(&str) -> Option<String>) -> Result<RegistrationPolicy, String> {
        let token = match (self.initial_access_token, self.initial_access_token_env) {
            (Some(_), Some(_)) => {
                return Err("initial_access_token and initial_access_token_env exclude each other".into());
            }
            (None, Some(name)) => Some(SecretString::from(
                environment(&name).ok_or_else(|| format!("the environment has no variable {name}"))?,
            )),
            (token, None) => token,
        };
        match (self.policy, token.filter(|token| !token.is_empty())) {
            (Named::Open, None) => Ok(RegistrationPolicy::Open),
            (Named::Off, None) => Ok(RegistrationPolicy::Off),
            (Named::Token, Some(token)) => Ok(RegistrationPolicy::Token(token)),
            (Named::Token, None) => Err("policy = \"token\" needs an initial access token".into()),
            (_, Some(_)) => Err("an initial access token goes with policy = \"token\"".into()),
        }
    }
}
