//! A provider's metadata, and the judging without which nothing of it is used (threats C1, C6, C16, C19, C24, C35).
//!
//! <https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata>,
//! <https://www.rfc-editor.org/rfc/rfc8414#section-2>

use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    endpoints::Endpoints,
    quirk::{Quirk, Quirks, issuer_template},
};
use crate::{
    error::{Code, Error, Phase, Result},
    protocol::issuer::Issuer,
};

/// Whether a provider that lists PKCE methods without S256 is used all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PkcePolicy {
    /// It is refused (RFC 9700 §2.1.1).
    #[default]
    Required,
    /// S256 is sent although the metadata does not list it; the person knows better.
    UnadvertisedOk,
}

impl PkcePolicy {
    /// Both, by the name of the profile key `pkce`.
    pub const NAMES: &'static [(&'static str, Self)] =
        &[("required", Self::Required), ("unadvertised-ok", Self::UnadvertisedOk)];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::UnadvertisedOk => "unadvertised-ok",
        }
    }
}

/// What the judging depends on besides the document.
#[derive(Debug, Clone, Copy)]
pub struct Judging<'a> {
    /// The provider's quirks.
    pub quirks: &'a Quirks,
    /// What the profile says about PKCE.
    pub pkce: PkcePolicy,
    /// Whether `openid` is asked for, so that the ID token's keys are needed.
    pub openid: bool,
    /// Whether a person is to be sent to the authorization endpoint, so that there must be one, with PKCE.
    pub authorization: bool,
}

/// Metadata that passed; there is no other way to get one than [`judge`](Self::judge) and [`known`](Self::known).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProviderMetadata {
    /// The issuer, as it was asked; none for a provider without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Issuer>,
    /// Where everything is.
    #[serde(flatten)]
    pub endpoints: Endpoints,
    /// `scopes_supported`
    #[serde(skip)]
    pub scopes_supported: Option<Vec<String>>,
    /// `code_challenge_methods_supported` (RFC 8414 §2)
    #[serde(skip)]
    pub code_challenge_methods_supported: Option<Vec<String>>,
    /// `token_endpoint_auth_methods_supported`
    #[serde(skip)]
    pub token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// `token_endpoint_auth_signing_alg_values_supported` (RFC 8414 §2)
    #[serde(skip)]
    pub token_endpoint_auth_signing_alg_values_supported: Option<Vec<String>>,
    /// `dpop_signing_alg_values_supported` (RFC 9449 §5.1)
    #[serde(skip)]
    pub dpop_signing_alg_values_supported: Option<Vec<String>>,
    /// `id_token_signing_alg_values_supported` (OIDC Discovery §3)
    #[serde(skip)]
    pub id_token_signing_alg_values_supported: Option<Vec<String>>,
    /// `authorization_response_iss_parameter_supported` (RFC 9207 §3): then an answer without `iss` is refused.
    #[serde(skip)]
    pub authorization_response_iss_parameter_supported: bool,
    /// `require_pushed_authorization_requests` (RFC 9126 §5): then no other is sent.
    #[serde(skip)]
    pub require_pushed_authorization_requests: bool,
    /// The whole document, with what is not known here.
    #[serde(skip)]
    pub document: Map<String, Value>,
}

impl ProviderMetadata {
    /// Judges a document that was fetched for the issuer `asked`. Whatever is wrong with it, nothing of it is used.
    pub fn judge(document: Map<String, Value>, asked: &Issuer, judging: &Judging<'_>) -> Result<Self> {
        read(document, asked, judging).map_err(|error| error.phase(Phase::Discovery).issuer(asked.as_str()))
    }

    /// As a client with a certificate uses it: with the endpoints of `mtls_endpoint_aliases` in place of those of the same name
    /// (RFC 8705 §5).
    ///
    /// # Errors
    /// `metadata_invalid`, and what an endpoint is refused with (threat C8).
    pub fn for_mutual_tls(mut self) -> Result<Self> {
        let (Some(aliases), Some(issuer)) =
            (Members(&self.document).present("mtls_endpoint_aliases"), &self.issuer)
        else {
            return Ok(self);
        };
        let about = |error: Error| error.phase(Phase::Discovery).issuer(issuer.as_str());
        let Value::Object(aliases) = aliases else {
            return Err(about(wrong_type("mtls_endpoint_aliases", "an object", aliases)));
        };
        let find = |member: &str| Members(aliases).text(member);
        self.endpoints = self.endpoints.aliased(find, issuer.transport()).map_err(about)?;
        Ok(self)
    }

    /// Whether it says that it can bind tokens to a client's certificate (RFC 8705 §3.3).
    pub fn binds_tokens_to_certificates(&self) -> bool {
        self.document.get("tls_client_certificate_bound_access_tokens") == Some(&Value::Bool(true))
    }

    /// The endpoints of a provider that has no metadata, by its preset or profile.
    pub fn known(endpoints: Endpoints) -> Self {
        Self {
            issuer: None,
            endpoints,
            scopes_supported: None,
            code_challenge_methods_supported: None,
            token_endpoint_auth_methods_supported: None,
            token_endpoint_auth_signing_alg_values_supported: None,
            dpop_signing_alg_values_supported: None,
            id_token_signing_alg_values_supported: None,
            authorization_response_iss_parameter_supported: false,
            require_pushed_authorization_requests: false,
            document: Map::new(),
        }
    }
}

fn read(document: Map<String, Value>, asked: &Issuer, judging: &Judging<'_>) -> Result<ProviderMetadata> {
    // `signed_metadata` (RFC 8414 §2.1) is not looked at: no key is pinned, so it proves nothing (threat C19).
    let members = Members(&document);
    check_issuer(&members, asked, judging.quirks)?;
    let endpoints = Endpoints::read(|member| members.text(member), asked.transport())?;
    // RFC 8414 §2: required unless no grant that uses it is supported.
    let endpoints = if judging.authorization { endpoints.for_a_person()? } else { endpoints };
    if judging.openid && endpoints.jwks.is_none() {
        // OIDC Discovery §3: jwks_uri is REQUIRED.
        return Err(missing("jwks_uri"));
    }
    let code_challenge_methods_supported = members.texts("code_challenge_methods_supported")?;
    if judging.authorization && !judging.quirks.has(Quirk::NoPkce) {
        check_pkce(code_challenge_methods_supported.as_deref(), judging.pkce)?;
    }
    Ok(ProviderMetadata {
        issuer: Some(asked.clone()),
        endpoints,
        scopes_supported: members.texts("scopes_supported")?,
        code_challenge_methods_supported,
        token_endpoint_auth_methods_supported: members.texts("token_endpoint_auth_methods_supported")?,
        token_endpoint_auth_signing_alg_values_supported: members
            .texts("token_endpoint_auth_signing_alg_values_supported")?,
        dpop_signing_alg_values_supported: members.texts("dpop_signing_alg_values_supported")?,
        id_token_signing_alg_values_supported: members.texts("id_token_signing_alg_values_supported")?,
        authorization_response_iss_parameter_supported: members
            .flag("authorization_response_iss_parameter_supported")?,
        require_pushed_authorization_requests: members.flag("require_pushed_authorization_requests")?,
        document,
    })
}

/// OIDC Discovery §4.3, RFC 8414 §3.3: `issuer` MUST be identical to the one asked, byte for byte.
fn check_issuer(members: &Members<'_>, asked: &Issuer, quirks: &Quirks) -> Result<()> {
    let issuer = members.text("issuer")?.ok_or_else(|| missing("issuer"))?;
    let is_template =
        || quirks.has(Quirk::IssuerTemplate) && issuer_template(asked.as_str()).as_deref() == Some(issuer);
    if asked == issuer || is_template() {
        return Ok(());
    }
    Err(Code::IssuerMismatch.error().expected(asked.as_str()).got(issuer))
}

/// S256 is sent whatever is said; a list without it says that the provider would ignore it (RFC 9700 §2.1.1).
fn check_pkce(listed: Option<&[String]>, policy: PkcePolicy) -> Result<()> {
    match listed {
        Some(methods) if policy == PkcePolicy::Required && !methods.iter().any(|method| method == "S256") => {
            Err(Code::PkceUnsupported.error().expected("S256").got(methods.join(", ")))
        }
        _ => Ok(()),
    }
}

/// The document's members by their exact names (threat C16) and with their right types. `null` is as good as absent
/// where a member may be absent.
struct Members<'a>(&'a Map<String, Value>);

impl<'a> Members<'a> {
    fn present(&self, member: &str) -> Option<&'a Value> {
        self.0.get(member).filter(|value| !value.is_null())
    }

    fn text(&self, member: &str) -> Result<Option<&'a str>> {
        self.present(member)
            .map(|value| value.as_str().ok_or_else(|| wrong_type(member, "a string", value)))
            .transpose()
    }

    fn texts(&self, member: &str) -> Result<Option<Vec<String>>> {
        let Some(value) = self.present(member) else { return Ok(None) };
        let fault = || wrong_type(member, "a list of strings", value);
        let items = value.as_array().ok_or_else(fault)?;
        items
            .iter()
            .map(|item| item.as_str().map(str::to_owned).ok_or_else(fault))
            .collect::<Result<_>>()
            .map(Some)
    }

    fn flag(&self, member: &str) -> Result<bool> {
        self.present(member).map_or(Ok(false), |value| {
            value.as_bool().ok_or_else(|| wrong_type(member, "true or false", value))
        })
    }
}

fn missing(member: &str) -> Error {
    Code::MetadataInvalid.error().message(format!("the provider's metadata has no `{member}`"))
}

fn wrong_type(member: &str, expected: &'static str, value: &Value) -> Error {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list of other things",
        Value::Object(_) => "an object",
    };
    Code::MetadataInvalid
        .error()
        .message(format!("`{member}` in the provider's metadata is of the wrong type"))
        .expected(expected)
        .got(kind)
}
