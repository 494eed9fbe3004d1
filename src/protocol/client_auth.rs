//! How a client proves who it is at the token endpoint: exactly one way (threat C135).
//!
//! <https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication>,
//! <https://www.rfc-editor.org/rfc/rfc8414#section-2> (`token_endpoint_auth_methods_supported`)

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Result};

/// A client authentication method that authctl uses and takes; written by its registered name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthMethod {
    /// A public client: `client_id` only; PKCE alone protects it.
    None,
    /// Id and secret in the `Authorization` header, each form-encoded first (RFC 6749 §2.3.1).
    ClientSecretBasic,
    /// Id and secret in the body.
    ClientSecretPost,
    /// An assertion, signed with the secret (OIDC Core §9).
    ClientSecretJwt,
    /// An assertion, signed with the client's private key, or by somebody whom the provider trusts (RFC 7523 §2.2).
    PrivateKeyJwt,
    /// The certificate of the TLS connection, of a CA that the provider trusts (RFC 8705 §2.1).
    TlsClientAuth,
    /// The certificate of the TLS connection, which the provider knows beforehand (RFC 8705 §2.2).
    SelfSignedTlsClientAuth,
}

/// What a method proves the client with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// With nothing.
    Nothing,
    /// With the client secret.
    Secret,
    /// With an assertion that somebody signed with a private key.
    Key,
    /// With the certificate of the TLS connection.
    Certificate,
}

/// Whom an assertion of ours is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AssertionAudience {
    /// The issuer.
    #[default]
    Issuer,
    /// The token endpoint, for providers that know nothing else (RFC 7523 §3 lets either be).
    TokenEndpoint,
}

impl AssertionAudience {
    /// Both, by the name of the setting `assertion_audience`.
    pub const NAMES: &'static [(&'static str, Self)] =
        &[("issuer", Self::Issuer), ("token-endpoint", Self::TokenEndpoint)];
}

/// Registered methods that authctl does not use.
const UNUSABLE: &[&str] = &["attest_jwt_client_auth"];

impl ClientAuthMethod {
    /// All of them; of those with the same proof the first is preferred (RFC 6749 §2.3.1: the body is not recommended).
    pub const ALL: &'static [Self] = &[
        Self::None,
        Self::ClientSecretBasic,
        Self::ClientSecretPost,
        Self::ClientSecretJwt,
        Self::PrivateKeyJwt,
        Self::TlsClientAuth,
        Self::SelfSignedTlsClientAuth,
    ];

    /// Its registered name.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::ClientSecretJwt => "client_secret_jwt",
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::TlsClientAuth => "tls_client_auth",
            Self::SelfSignedTlsClientAuth => "self_signed_tls_client_auth",
        }
    }

    /// What it proves the client with.
    pub fn proof(self) -> Proof {
        match self {
            Self::None => Proof::Nothing,
            Self::ClientSecretBasic | Self::ClientSecretPost | Self::ClientSecretJwt => Proof::Secret,
            Self::PrivateKeyJwt => Proof::Key,
            Self::TlsClientAuth | Self::SelfSignedTlsClientAuth => Proof::Certificate,
        }
    }

    /// Whether it sends an assertion.
    pub fn is_assertion(self) -> bool {
        matches!(self, Self::ClientSecretJwt | Self::PrivateKeyJwt)
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
                .hint(format!("register the client for one of {}", names(Self::ALL)))
        } else {
            Code::Usage
                .error()
                .message("there is no client authentication method of that name")
                .hint("see --auth-method")
        };
        Err(error.expected(names(Self::ALL)).got(name))
    }

    /// The one method to use with what there `is` to prove with: the `wanted` one, else the first that the metadata lists.
    pub fn choose(wanted: Option<Self>, is: Proof, supported: Option<&[String]>) -> Result<Self> {
        // RFC 8414 §2: left out, the default is client_secret_basic, which is also what is tried first here.
        let listed =
            |method: Self| supported.is_none_or(|names| names.iter().any(|name| name == method.name()));
        match wanted {
            // RFC 8705 §4: a public client's certificate proves nothing of the client, and binds its tokens.
            Some(Self::None) if is == Proof::Certificate => Ok(Self::None),
            Some(method) if method.proof() != is => Err(unproven(method, is)),
            // Metadata often leaves `none` out although public clients are taken, so its absence says nothing.
            _ if is == Proof::Nothing => Ok(Self::None),
            Some(method) if listed(method) => Ok(method),
            None => {
                let mut usable = Self::ALL.iter().copied().filter(|method| method.proof() == is);
                usable.clone().find(|method| listed(*method)).ok_or_else(|| {
                    let names: Vec<&str> = usable.by_ref().map(Self::name).collect();
                    unsupported(supported, &names.join(", "))
                })
            }
            Some(method) => Err(unsupported(supported, method.name())),
        }
    }
}

fn unsupported(supported: Option<&[String]>, got: &str) -> Error {
    Code::AuthMethodUnsupported.error().expected(supported.unwrap_or_default().join(", ")).got(got)
}

/// The method and what there is do not fit.
fn unproven(method: ClientAuthMethod, is: Proof) -> Error {
    let error = Code::ConfigInvalid.error();
    match (method.proof(), is) {
        (Proof::Nothing, _) => error
            .message(format!("the authentication method is {method}, and there is a client secret or key"))
            .hint("remove it, or name the method that uses it"),
        (Proof::Certificate, Proof::Nothing) => error
            .message(format!(
                "the authentication method {method} needs a client certificate, and there is none"
            ))
            .hint("give --tls-cert FILE and --tls-key FILE"),
        (Proof::Certificate, _) => error
            .message(format!(
                "the authentication method is {method}, and there is a client secret or key too"
            ))
            .hint("remove it, or name the method that uses it"),
        (Proof::Secret, _) => error
            .message(format!("the authentication method {method} needs a client secret, and there is none"))
            .hint("give --client-secret-from env:NAME, file:PATH, keyring:NAME or cmd:…"),
        (Proof::Key, _) => error
            .message(format!("the authentication method {method} needs a client key, and there is none"))
            .hint("give --client-key-from env:NAME, file:PATH, keyring:NAME or cmd:…"),
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
        let error = ClientAuthMethod::named("attest_jwt_client_auth").unwrap_err();
        assert_eq!(error.code(), Code::AuthMethodUnsupported);
        assert_eq!(error.text(), "authctl does not authenticate by attest_jwt_client_auth");
        assert_eq!(ClientAuthMethod::named("Basic").unwrap_err().code(), Code::Usage);
    }

    #[test]
    fn exactly_one_method_is_chosen() {
        // C135
        use ClientAuthMethod::{
            ClientSecretBasic as Basic, ClientSecretJwt as SecretJwt, ClientSecretPost as Post,
            None as Public, PrivateKeyJwt as KeyJwt, SelfSignedTlsClientAuth as SelfSigned,
            TlsClientAuth as Tls,
        };
        use Proof::{Certificate, Key, Nothing, Secret};
        let all: &[&str] =
            &["private_key_jwt", "client_secret_jwt", "client_secret_post", "client_secret_basic"];
        let post: &[&str] = &["client_secret_jwt", "client_secret_post"];
        let jwt: &[&str] = &["client_secret_jwt", "private_key_jwt"];
        let key: &[&str] = &["private_key_jwt"];
        let tls: &[&str] = &["private_key_jwt", "self_signed_tls_client_auth"];
        for (wanted, is, supported, outcome) in [
            (None, Nothing, None, Ok(Public)),
            (None, Nothing, Some(key), Ok(Public)),
            (None, Secret, None, Ok(Basic)),
            (None, Secret, Some(all), Ok(Basic)),
            (None, Secret, Some(post), Ok(Post)),
            (None, Secret, Some(jwt), Ok(SecretJwt)),
            (None, Secret, Some(key), Err(Code::AuthMethodUnsupported)),
            (None, Secret, Some(&[]), Err(Code::AuthMethodUnsupported)),
            (None, Key, None, Ok(KeyJwt)),
            (None, Key, Some(all), Ok(KeyJwt)),
            (None, Key, Some(post), Err(Code::AuthMethodUnsupported)),
            (Some(Post), Secret, None, Ok(Post)),
            (Some(Post), Secret, Some(all), Ok(Post)),
            (Some(SecretJwt), Secret, Some(all), Ok(SecretJwt)),
            (Some(Basic), Secret, Some(post), Err(Code::AuthMethodUnsupported)),
            (Some(Basic), Nothing, Some(all), Err(Code::ConfigInvalid)),
            (Some(Basic), Key, Some(all), Err(Code::ConfigInvalid)),
            (Some(KeyJwt), Secret, Some(all), Err(Code::ConfigInvalid)),
            (None, Certificate, None, Ok(Tls)),
            (None, Certificate, Some(tls), Ok(SelfSigned)),
            (None, Certificate, Some(post), Err(Code::AuthMethodUnsupported)),
            (Some(SelfSigned), Certificate, Some(tls), Ok(SelfSigned)),
            (Some(Tls), Certificate, Some(tls), Err(Code::AuthMethodUnsupported)),
            (Some(Tls), Nothing, None, Err(Code::ConfigInvalid)),
            (Some(Tls), Secret, None, Err(Code::ConfigInvalid)),
            (Some(Post), Certificate, None, Err(Code::ConfigInvalid)),
            (Some(Public), Certificate, Some(post), Ok(Public)),
            (Some(Public), Nothing, Some(post), Ok(Public)),
            (Some(Public), Secret, None, Err(Code::ConfigInvalid)),
        ] {
            let names: Option<Vec<String>> =
                supported.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
            let chosen = ClientAuthMethod::choose(wanted, is, names.as_deref());
            assert_eq!(chosen.map_err(|error| error.code()), outcome, "{wanted:?} {is:?} {supported:?}");
        }
    }
}
