//! A client as the configuration registers it, with the metadata names of RFC 7591 §2.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    answer_protection::{AnswerProtection, Named},
    certificate_rule,
    client::Client,
    client_backchannel::ClientBackchannel,
    fapi2,
    grant_type::{self, AUTHORIZATION_CODE, IMPLICIT, REFRESH_TOKEN},
    logout_uris::{self, LogoutUris},
    redirect_uri,
    request_object_rule::{self, RequestObjectRule},
    scope,
    signing_algorithm::SigningAlgorithm,
};
use crate::{
    jose::{algorithm::Algorithm, jwe::Recipient, jwk_set::JwkSet},
    protocol::{
        client_auth::{ClientAuthMethod, Proof},
        response_type::{RESPONSE_TYPES, ResponseType},
        scope::ScopeSet,
        security_profile::SecurityProfile,
    },
    secret::SecretString,
};

/// What the configuration says of one client.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    client_id: String,
    name: Option<String>,
    #[serde(skip_serializing)]
    client_secret: Option<SecretString>,
    #[serde(skip_serializing)]
    client_secret_env: Option<String>,
    #[serde(default)]
    redirect_uris: Vec<String>,
    #[serde(default)]
    post_logout_redirect_uris: Vec<String>,
    backchannel_token_delivery_mode: Option<String>,
    backchannel_client_notification_endpoint: Option<String>,
    #[serde(default)]
    backchannel_user_code_parameter: bool,
    backchannel_logout_uri: Option<String>,
    #[serde(default)]
    backchannel_logout_session_required: bool,
    frontchannel_logout_uri: Option<String>,
    #[serde(default)]
    frontchannel_logout_session_required: bool,
    logout_hook: Option<String>,
    token_endpoint_auth_method: Option<ClientAuthMethod>,
    id_token_signed_response_alg: Option<String>,
    authorization_signed_response_alg: Option<String>,
    response_types: Option<Vec<String>>,
    id_token_encrypted_response_alg: Option<String>,
    id_token_encrypted_response_enc: Option<String>,
    userinfo_signed_response_alg: Option<String>,
    userinfo_encrypted_response_alg: Option<String>,
    userinfo_encrypted_response_enc: Option<String>,
    authorization_encrypted_response_alg: Option<String>,
    authorization_encrypted_response_enc: Option<String>,
    grant_types: Option<Vec<String>>,
    #[serde(default)]
    scope: String,
    jwks: Option<String>,
    #[serde(default)]
    require_pushed_authorization_requests: bool,
    request_object_signing_alg: Option<String>,
    #[serde(default)]
    require_signed_request_object: bool,
    request_object_encryption_alg: Option<String>,
    request_object_encryption_enc: Option<String>,
    authorization_details_types: Option<Vec<String>>,
    #[serde(default)]
    security_profile: SecurityProfile,
    #[serde(default)]
    dpop_bound_access_tokens: bool,
    #[serde(default)]
    audience: Vec<String>,
    tls_client_auth_subject_dn: Option<String>,
    tls_client_auth_san_dns: Option<String>,
    tls_client_auth_san_uri: Option<String>,
    tls_client_auth_san_ip: Option<String>,
    tls_client_auth_san_email: Option<String>,
    #[serde(default)]
    tls_client_certificate_bound_access_tokens: bool,
}

/// Why a client cannot be registered so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// One sentence.
    pub why: String,
    /// Whether it is about a redirect URI, which has an error of its own (RFC 7591 §3.2.2).
    pub of_redirect_uri: bool,
}

impl<T: Into<String>> From<T> for Fault {
    fn from(why: T) -> Self {
        Self { why: why.into(), of_redirect_uri: false }
    }
}

impl Registration {
    /// The client, or why there is none; `environment` looks a variable up, for `client_secret_env`.
    pub fn checked(mut self, environment: &dyn Fn(&str) -> Option<String>) -> Result<Client, Fault> {
        // RFC 6749 Appendix A.1: VSCHAR; without the colon of RFC 7617, nor space
        if self.client_id.is_empty() || !self.client_id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("client_id is of visible ASCII characters".into());
        }
        let said = self.said();
        let client_secret = self.secret(environment)?;
        let method = self.method(client_secret.as_ref())?;
        let certificate = certificate_rule::rule(method, self.certificate_subjects(), self.jwks.as_deref())?;
        let answers = AnswerProtection::checked(&self.answers(client_secret.as_ref()))?;
        let keys = self.keys(method)?;
        let request_objects =
            RequestObjectRule::checked(&self.request_objects(), &keys, client_secret.is_some())?;
        let response_types = self.response_types()?;
        let grant_types = self.grant_types(method, &response_types)?;
        self.check_redirect_uris(&grant_types).map_err(|why| Fault { why, of_redirect_uri: true })?;
        let backchannel = ClientBackchannel::checked(
            self.backchannel_token_delivery_mode.as_deref(),
            self.backchannel_client_notification_endpoint.as_deref(),
            self.backchannel_user_code_parameter,
        )?;
        let logout_uris = LogoutUris::checked(&logout_uris::Said {
            backchannel: self.backchannel_logout_uri.as_deref(),
            backchannel_session: self.backchannel_logout_session_required,
            frontchannel: self.frontchannel_logout_uri.as_deref(),
            frontchannel_session: self.frontchannel_logout_session_required,
            hook: self.logout_hook.as_deref(),
            redirect_uris: &self.redirect_uris,
        })?;
        let scope = self.scope(&grant_types)?;
        // OIDC Registration §2: RS256 if nothing is said
        let algorithm = |named: Option<&String>| match named {
            Some(name) => name.parse::<SigningAlgorithm>().map(|algorithm| algorithm.0),
            None => Ok(Algorithm::RS256),
        };
        let client = Client {
            name: self.name.unwrap_or_else(|| self.client_id.clone()),
            client_id: self.client_id,
            client_secret,
            keys,
            certificate,
            binds_tokens: self.tls_client_certificate_bound_access_tokens,
            redirect_uris: self.redirect_uris,
            post_logout_redirect_uris: self.post_logout_redirect_uris,
            logout_uris,
            backchannel,
            token_endpoint_auth_method: method,
            id_token_signed_response_alg: algorithm(self.id_token_signed_response_alg.as_ref())?,
            // JARM §3: the same
            authorization_signed_response_alg: algorithm(self.authorization_signed_response_alg.as_ref())?,
            response_types,
            answers,
            grant_types,
            scope,
            pushes_its_requests: self.require_pushed_authorization_requests,
            security_profile: self.security_profile,
            dpop_bound_access_tokens: self.dpop_bound_access_tokens,
            request_objects,
            authorization_details_types: self.authorization_details_types,
            audience: self.audience,
            is_stranger: false,
            said,
        };
        Ok(fapi2::held(client)?)
    }

    /// All that is said but the secret and the name; what says nothing is left out.
    fn said(&self) -> Map<String, Value> {
        let is_something = |value: &Value| match value {
            Value::Null | Value::Bool(false) => false,
            Value::String(text) => !text.is_empty(),
            _ => true,
        };
        match serde_json::to_value(self) {
            Ok(Value::Object(said)) => {
                said.into_iter().filter(|(name, value)| name != "client_id" && is_something(value)).collect()
            }
            _ => Map::new(),
        }
    }

    fn secret(
        &mut self,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Option<SecretString>, String> {
        let secret = match (self.client_secret.take(), self.client_secret_env.take()) {
            (Some(_), Some(_)) => return Err("client_secret and client_secret_env exclude each other".into()),
            (None, Some(name)) => Some(SecretString::from(
                environment(&name).ok_or_else(|| format!("the environment has no variable {name}"))?,
            )),
            (secret, None) => secret,
        };
        match secret {
            Some(secret) if secret.is_empty() => Err("the client secret is empty".into()),
            secret => Ok(secret),
        }
    }

    fn method(&self, secret: Option<&SecretString>) -> Result<ClientAuthMethod, String> {
        let default = match secret {
            Some(_) => ClientAuthMethod::ClientSecretBasic,
            None => ClientAuthMethod::None,
        };
        let method = self.token_endpoint_auth_method.unwrap_or(default);
        if method == ClientAuthMethod::ClientSecretJwt
            && secret.is_some_and(|secret| secret.expose().len() < 32)
        {
            // RFC 7518 §3.2
            return Err(format!("{method} needs a client secret of at least 32 bytes"));
        }
        match (secret, method.proof()) {
            (None, Proof::Secret) => Err(format!("{method} needs client_secret or client_secret_env")),
            (Some(_), Proof::Nothing | Proof::Key | Proof::Certificate) => {
                Err(format!("a client with the method {method} has no secret"))
            }
            _ => Ok(method),
        }
    }

    /// How its requests are to be protected.
    fn request_objects(&self) -> request_object_rule::Named<'_> {
        request_object_rule::Named {
            signing_alg: self.request_object_signing_alg.as_deref(),
            encryption: [
                self.request_object_encryption_alg.as_deref(),
                self.request_object_encryption_enc.as_deref(),
            ],
            required: self.require_signed_request_object,
        }
    }

    /// In the order of [`certificate_rule::SUBJECTS`].
    fn certificate_subjects(&self) -> [Option<&str>; 5] {
        [
            self.tls_client_auth_subject_dn.as_deref(),
            self.tls_client_auth_san_dns.as_deref(),
            self.tls_client_auth_san_uri.as_deref(),
            self.tls_client_auth_san_ip.as_deref(),
            self.tls_client_auth_san_email.as_deref(),
        ]
    }

    /// How its answers are to be protected.
    fn answers<'a>(&'a self, secret: Option<&'a SecretString>) -> Named<'a> {
        Named {
            id_token: [
                self.id_token_encrypted_response_alg.as_deref(),
                self.id_token_encrypted_response_enc.as_deref(),
            ],
            userinfo_signed: self.userinfo_signed_response_alg.as_deref(),
            userinfo: [
                self.userinfo_encrypted_response_alg.as_deref(),
                self.userinfo_encrypted_response_enc.as_deref(),
            ],
            authorization: [
                self.authorization_encrypted_response_alg.as_deref(),
                self.authorization_encrypted_response_enc.as_deref(),
            ],
            jwks: self.jwks.as_deref(),
            secret,
        }
    }

    /// RFC 7591 §2: `jwks`, the key set itself, as text; what it signs with, if that is in it.
    fn keys(&self, method: ClientAuthMethod) -> Result<JwkSet, String> {
        let Some(text) = &self.jwks else {
            return match method.proof() {
                Proof::Key => Err(format!("{method} needs jwks")),
                Proof::Nothing | Proof::Secret | Proof::Certificate => Ok(JwkSet::default()),
            };
        };
        let set = JwkSet::parse(text.as_bytes()).map_err(|error| format!("jwks: {}", error.text()))?;
        // A certificate in it counts as that, and a key that something is encrypted to as well.
        let has_other_use = method == ClientAuthMethod::SelfSignedTlsClientAuth
            || Recipient::of_set(text.as_bytes()).is_ok_and(|recipients| !recipients.is_empty());
        match set.keys().is_empty() && (method.proof() == Proof::Key || !has_other_use) {
            true => Err("jwks has no key of any use".into()),
            false => Ok(set),
        }
    }

    /// RFC 7591 §2: `authorization_code` if nothing is said; here with what its refresh tokens need.
    fn grant_types(
        &self,
        method: ClientAuthMethod,
        response_types: &[ResponseType],
    ) -> Result<Vec<String>, String> {
        let has_code = response_types.iter().any(|one| one.has_code());
        let has_tokens = response_types.iter().any(|one| one.has_front_channel_tokens());
        let Some(named) = self.grant_types.clone() else {
            let with_code = [AUTHORIZATION_CODE, REFRESH_TOKEN].into_iter().filter(|_| has_code);
            return Ok(with_code.chain(has_tokens.then_some(IMPLICIT)).map(str::to_owned).collect());
        };
        // RFC 7591 §2.1, OIDC Registration §2: the one goes with the other
        for (name, is_needed) in [(AUTHORIZATION_CODE, has_code), (IMPLICIT, has_tokens)] {
            if is_needed != named.iter().any(|one| one == name) {
                return Err(format!(
                    "response_types is not what goes with grant_types (RFC 7591 section 2.1): see {name}"
                ));
            }
        }
        if named.is_empty() || !named.iter().all(|name| grant_type::named(name).is_some()) {
            let names: Vec<&str> = grant_type::GRANTS.iter().map(|row| row.name).collect();
            return Err(format!("grant_types are of {}", names.join(", ")));
        }
        // RFC 6749 §4.4: confidential clients only
        match named.iter().find(|name| grant_type::named(name).is_some_and(|row| row.is_for_proven_clients)) {
            Some(name) if method == ClientAuthMethod::None => {
                Err(format!("{name} needs a client that proves who it is"))
            }
            _ => Ok(named),
        }
    }

    /// RFC 7591 §2: `code` if nothing is said, where its grant is one of the client's.
    fn response_types(&self) -> Result<Vec<ResponseType>, String> {
        let Some(named) = &self.response_types else {
            let has_code = self
                .grant_types
                .as_ref()
                .is_none_or(|grants| grants.iter().any(|name| name == AUTHORIZATION_CODE));
            return Ok(has_code.then_some(ResponseType::Code).into_iter().collect());
        };
        let read = |name: &String| ResponseType::named(name);
        named.iter().map(read).collect::<Result<_, _>>().map_err(|_| {
            let names: Vec<&str> = RESPONSE_TYPES.iter().map(|row| row.name).collect();
            format!("response_types are of {}", names.join(", "))
        })
    }

    fn check_redirect_uris(&self, grant_types: &[String]) -> Result<(), String> {
        let uses_them =
            grant_types.iter().any(|name| [AUTHORIZATION_CODE, IMPLICIT].contains(&name.as_str()));
        if uses_them && self.redirect_uris.is_empty() {
            return Err("redirect_uris is missing".into());
        }
        let uris = self.redirect_uris.iter().chain(&self.post_logout_redirect_uris);
        let mut faults = uris.filter_map(|uri| {
            redirect_uri::unregistrable(uri).map(|why| format!("the redirect URI {uri} {why}"))
        });
        faults.next().map_or(Ok(()), Err)
    }

    /// RFC 7591 §2: what the client may ask for; here without a person, who would be asked otherwise.
    fn scope(&self, grant_types: &[String]) -> Result<Vec<String>, String> {
        let set = ScopeSet::parse(&self.scope)
            .map_err(|_| "scope is of printable ASCII without quote and backslash, separated by spaces")?;
        if let Some(word) = set.tokens().iter().find(|word| scope::meaning(word).is_some()) {
            return Err(format!("the scope {word} is about a person, who decides about it"));
        }
        let is_used =
            grant_types.iter().any(|name| grant_type::named(name).is_some_and(|row| !row.has_person));
        match is_used || set.is_empty() {
            true => Ok(set.tokens().to_vec()),
            false => Err("scope is only for grants without a person".into()),
        }
    }
}
