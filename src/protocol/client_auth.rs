//! How a client proves who it is at the token endpoint: exactly one way (threat C135).
//!
//! <https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication>,
//! <https://www.rfc-editor.org/rfc/rfc8414#section-2> (`token_endpoint_auth_methods_supported`)

use std::fmt;

use serde::Deserialize;

use crate::error::{Code, Result};

/// A client authentication method that authctl uses and takes; written by its registered name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthMethod {
    /// A public client: `client_id` only; PKCE alone protects it.
    None,
    /// Id and secret in the `Authorization` header, each form-encoded first (RFC 6749 §2.3.1).
    ClientSecretBasic,
    /// Id and secret in the body.
    ClientSecretPost,
}

/// Registered methods that authctl does not use.
const UNUSABLE: &[&str] = &[
    "client_secret_jwt",
    "private_key_jwt",
    "tls_client_auth",
    "self_signed_tls_client_auth",
    "attest_jwt_client_auth",
];

impl ClientAuthMethod {
    /// All of them; of those with a secret the first is preferred (RFC 6749 §2.3.1: the body is not recommended).
    pub const ALL: &'static [Self] = &[Self::None, Self::ClientSecretBasic, Self::ClientSecretPost];

    /// Its registered name.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
        }
    }

    /// Whether it sends a secret.
    pub fn needs_secret(self) -> bool {
        self != Self::None
    }

    /// The method of that name.
    pub fn named(name: &str) -> Result<Self> {
        if let Some(method) = Self::ALL.iter().find(|method| method.name() == name) {
            return Ok(*method);
        }
        let error = if UNUSABLE.contains(&name) {
            Code::AuthMethodUnsupported
                .error()
                .message(format!("authctl does not authenticate by {name}"))
                .hint("register the client for none, client_secret_basic or client_secret_post")
        } else {
            Code::Usage
                .error()
                .message("there is no client authentication method of that name")
                .hint("see --auth-method")
        };
        Err(error.expected(names(Self::ALL)).got(name))
    }

    /// The one method to use: the `wanted` one, else the first that the metadata lists.
    pub fn choose(wanted: Option<Self>, has_secret: bool, supported: Option<&[String]>) -> Result<Self> {
        // RFC 8414 §2: left out, the default is client_secret_basic, which is also what is tried first here.
        let listed =
            |method: Self| supported.is_none_or(|names| names.iter().any(|name| name == method.name()));
        match wanted {
            Some(method) if method.needs_secret() && !has_secret => Err(Code::ConfigInvalid
                .error()
                .message(format!(
                    "the authentication method {method} needs a client secret, and there is none"
                ))
                .hint("give --client-secret-from env:NAME, file:PATH, keyring:NAME or cmd:…")),
            Some(Self::None) if has_secret => Err(Code::ConfigInvalid
                .error()
                .message("the authentication method is none, and there is a client secret")
                .hint("remove the secret, or name the method that sends it")),
            // Metadata often leaves `none` out although public clients are taken, so its absence says nothing.
            Some(Self::None) => Ok(Self::None),
            None if !has_secret => Ok(Self::None),
            Some(method) if listed(method) => Ok(method),
            None if listed(Self::ClientSecretBasic) => Ok(Self::ClientSecretBasic),
            None if listed(Self::ClientSecretPost) => Ok(Self::ClientSecretPost),
            wanted => Err(Code::AuthMethodUnsupported
                .error()
                .expected(supported.unwrap_or_default().join(", "))
                .got(wanted.map_or_else(|| names(&Self::ALL[1..]), |method| method.name().to_owned()))),
        }
    }
}

fn names(methods: &[ClientAuthMethod]) -> String {
    methods.iter().map(|method| method.name()).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for ClientAuthMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_and_the_others_explained() {
        for method in ClientAuthMethod::ALL {
            assert_eq!(ClientAuthMethod::named(method.name()), Ok(*method));
            assert_eq!(serde_json::from_value::<ClientAuthMethod>(method.name().into()).unwrap(), *method);
        }
        let error = ClientAuthMethod::named("private_key_jwt").unwrap_err();
        assert_eq!(error.code(), Code::AuthMethodUnsupported);
        assert_eq!(error.text(), "authctl does not authenticate by private_key_jwt");
        assert_eq!(ClientAuthMethod::named("Basic").unwrap_err().code(), Code::Usage);
    }

    #[test]
    fn exactly_one_method_is_chosen() {
        // C135
        use ClientAuthMethod::{ClientSecretBasic as Basic, ClientSecretPost as Post, None as Public};
        let both: &[&str] = &["private_key_jwt", "client_secret_post", "client_secret_basic"];
        let post: &[&str] = &["client_secret_post"];
        let jwt: &[&str] = &["private_key_jwt"];
        for (wanted, secret, supported, outcome) in [
            (None, false, None, Ok(Public)),
            (None, false, Some(jwt), Ok(Public)),
            (None, true, None, Ok(Basic)),
            (None, true, Some(both), Ok(Basic)),
            (None, true, Some(post), Ok(Post)),
            (None, true, Some(jwt), Err(Code::AuthMethodUnsupported)),
            (None, true, Some(&[]), Err(Code::AuthMethodUnsupported)),
            (Some(Post), true, None, Ok(Post)),
            (Some(Post), true, Some(both), Ok(Post)),
            (Some(Basic), true, Some(post), Err(Code::AuthMethodUnsupported)),
            (Some(Basic), false, Some(both), Err(Code::ConfigInvalid)),
            (Some(Public), false, Some(post), Ok(Public)),
            (Some(Public), true, None, Err(Code::ConfigInvalid)),
        ] {
            let names: Option<Vec<String>> =
                supported.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
            let chosen = ClientAuthMethod::choose(wanted, secret, names.as_deref());
            assert_eq!(chosen.map_err(|error| error.code()), outcome, "{wanted:?} {secret} {supported:?}");
        }
    }
}
