//! What the FAPI 2.0 Security Profile asks of a client: one table, from which the checks, the document and the test that
//! walks it come. <https://openid.net/specs/fapi-security-profile-2_0-final.html#section-5.3.3>

use super::{key::Key, place::Place, resolved::Resolved};
use crate::{
    error::{Code, Error, Phase, Result},
    protocol::{
        authorization::ParPolicy,
        client_auth::{AssertionAudience, ClientAuthMethod},
        dpop_policy::DpopPolicy,
        grant::Grant,
        security_profile::SecurityProfile,
    },
    provider::{
        metadata::{PkcePolicy, ProviderMetadata},
        quirk::Quirk,
    },
};

/// One rule.
pub struct Rule {
    /// Where it stands.
    pub section: &'static str,
    /// What it asks for, as a sentence without its end.
    pub what: &'static str,
    /// How it is kept.
    pub kept: Kept,
}

/// How a rule is kept.
pub enum Kept {
    /// It is so whatever is set.
    Always,
    /// A setting makes it so, which the profile sets; another value is refused before anything is sent.
    BySetting(Key, fn(&Resolved) -> bool),
    /// The provider's metadata must say so.
    ByProvider(fn(&Resolved, &ProviderMetadata) -> bool),
    /// What the client proves itself with must be so: the method, and the algorithm that signs, if one does.
    ByClient(fn(ClientAuthMethod, Option<&str>) -> bool),
}

/// The flows in which a person may sign in; CIBA has rules of its own beside these (FAPI-CIBA).
const FLOWS_OF_A_PERSON: &[Grant] = &[Grant::AuthorizationCode, Grant::Ciba];

/// The ways of a client to prove itself.
const METHODS: &[&str] = &["private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"];

const fn rule(section: &'static str, what: &'static str, kept: Kept) -> Rule {
    Rule { section, what, kept }
}

/// Every rule for clients, in the order of the document.
pub const RULES: &[Rule] = &[
    rule(
        "5.3.3.1 (1)",
        "tokens are bound to a key of the client, by DPoP or by its certificate (--tls-cert)",
        Kept::BySetting(Key::Dpop, |resolved| {
            resolved.dpop != DpopPolicy::Never || resolved.tls_cert.is_some()
        }),
    ),
    rule(
        "5.3.3.1 (1)",
        "the provider binds tokens to certificates (tls_client_certificate_bound_access_tokens), or --dpop binds them",
        Kept::ByProvider(|resolved, metadata| {
            resolved.dpop != DpopPolicy::Never || metadata.binds_tokens_to_certificates()
        }),
    ),
    rule(
        "5.3.3.1 (2)",
        "the client authenticates by private_key_jwt or mutual TLS",
        Kept::ByClient(|method, _| METHODS.contains(&method.name())),
    ),
    rule(
        "5.3.3.1 (3)",
        "access tokens are sent in the header Authorization alone",
        Kept::BySetting(Key::Quirks, |resolved| !resolved.quirks.has(Quirk::TokenInQuery)),
    ),
    rule(
        "5.3.3.1 (5)",
        "a client assertion is for the issuer, named by one string",
        Kept::BySetting(Key::AssertionAudience, |resolved| {
            resolved.assertion_audience == AssertionAudience::Issuer
        }),
    ),
    rule("5.3.3.1 (6)", "a refresh token may be replaced by its use", Kept::Always),
    rule("5.3.3.1 (8)", "a nonce that the server wants in a proof is taken up", Kept::Always),
    rule(
        "5.3.3.1 (9)",
        "endpoints come from the provider's metadata and from nowhere else",
        Kept::BySetting(Key::Endpoints, |resolved| {
            matches!(resolved.place, Place::Issuer(_)) && resolved.untold.is_empty()
        }),
    ),
    rule("5.3.3.1 (10)", "metadata are fetched over TLS, or within this machine", Kept::Always),
    rule(
        "5.3.3.1 (11)",
        "the issuer in the metadata is the one that was asked",
        Kept::BySetting(Key::Provider, |resolved| !resolved.quirks.has(Quirk::IssuerTemplate)),
    ),
    rule(
        "5.3.3.2 (1)",
        "a person signs in by the authorization code flow: no password, no code for a device, no token from the authorization endpoint",
        Kept::BySetting(Key::Flow, |resolved| {
            !resolved.grant.row().needs_person || FLOWS_OF_A_PERSON.contains(&resolved.grant)
        }),
    ),
    rule(
        "5.3.3.2 (2)",
        "authorization requests are pushed",
        Kept::BySetting(Key::Par, |resolved| resolved.par == ParPolicy::Always),
    ),
    rule(
        "5.3.3.2 (2)",
        "the provider takes pushed requests (pushed_authorization_request_endpoint)",
        Kept::ByProvider(|resolved, metadata| {
            !resolved.grant.has_callback() || metadata.endpoints.pushed_authorization_request.is_some()
        }),
    ),
    rule(
        "5.3.3.2 (3)",
        "PKCE is with S256, whatever the provider lists",
        Kept::BySetting(Key::Pkce, |resolved| resolved.pkce == PkcePolicy::Required),
    ),
    rule(
        "5.3.2.2 (5)",
        "the provider lists S256 (code_challenge_methods_supported)",
        Kept::ByProvider(|resolved, metadata| {
            !resolved.grant.has_callback()
                || lists(metadata.code_challenge_methods_supported.as_deref(), |name| name == "S256")
        }),
    ),
    rule(
        "5.3.3.2 (4)",
        "each authorization request has a challenge of its own",
        Kept::BySetting(Key::Quirks, |resolved| !resolved.quirks.has(Quirk::NoPkce)),
    ),
    rule(
        "5.3.3.2 (5)",
        "the answer names its issuer (authorization_response_iss_parameter_supported)",
        Kept::ByProvider(|resolved, metadata| {
            !resolved.grant.has_callback() || metadata.authorization_response_iss_parameter_supported
        }),
    ),
    rule("5.3.3.2 (6)", "the browser carries client_id and request_uri, and nothing else", Kept::Always),
    rule("5.3.3.2 (7)", "nonce is no longer than 64 characters", Kept::Always),
    rule(
        "5.4.1 (1)",
        "the client signs with PS256, ES256 or EdDSA",
        Kept::ByClient(|_, algorithm| {
            algorithm.is_none_or(|name| SecurityProfile::Fapi2.allows_algorithm(name))
        }),
    ),
    rule(
        "5.4.1 (1)",
        "ID tokens are signed with PS256, ES256 or EdDSA (id_token_signing_alg_values_supported)",
        Kept::ByProvider(|resolved, metadata| {
            let listed = metadata.id_token_signing_alg_values_supported.as_deref();
            !resolved.scopes.is_openid()
                || lists(listed, |name| SecurityProfile::Fapi2.allows_algorithm(name))
        }),
    ),
    rule("5.4.1 (2)", "RSA keys have 2048 bits or more", Kept::Always),
];

fn lists(listed: Option<&[String]>, is_meant: impl Fn(&str) -> bool) -> bool {
    listed.is_some_and(|names| names.iter().any(|name| is_meant(name)))
}

/// Refuses settings that break a rule, before anything is sent.
///
/// # Errors
/// `usage` or `config_invalid`, with the rule and where the setting stands.
pub fn check_settings(resolved: &Resolved) -> Result<()> {
    broken(resolved, |kept| match kept {
        Kept::BySetting(key, holds) if !holds(resolved) => Some(*key),
        _ => None,
    })
    .map_or(Ok(()), |(rule, key)| {
        let flag = key.row().flag;
        let error = Code::Usage
            .error()
            .profile(&resolved.profile)
            .message(format!("FAPI 2.0 §{}: {}", rule.section, rule.what))
            .hint(format!(
                "leave --{flag} to the security profile, or drop --{}",
                Key::SecurityProfile.row().flag
            ));
        Err(match resolved.settings.text(key) {
            Some(setting) => setting.origin.blame(error),
            None => error,
        })
    })
}

/// The provider's metadata, with none but the algorithms that the profile allows for ID tokens.
///
/// # Errors
/// `security_profile_unmet` if they do not say what the rules ask for.
pub fn judged(resolved: &Resolved, mut metadata: ProviderMetadata) -> Result<ProviderMetadata> {
    let broken = broken(resolved, |kept| match kept {
        Kept::ByProvider(holds) if !holds(resolved, &metadata) => Some(()),
        _ => None,
    });
    if let Some((rule, ())) = broken {
        return Err(unmet(rule).phase(Phase::Discovery));
    }
    if let Some(names) = &mut metadata.id_token_signing_alg_values_supported {
        names.retain(|name| resolved.security_profile.allows_algorithm(name));
    }
    Ok(metadata)
}

/// Refuses a client that proves itself in another way.
///
/// # Errors
/// `security_profile_unmet`
pub fn check_client(resolved: &Resolved, method: ClientAuthMethod, algorithm: Option<&str>) -> Result<()> {
    let broken = broken(resolved, |kept| match kept {
        Kept::ByClient(holds) if !holds(method, algorithm) => Some(()),
        _ => None,
    });
    broken.map_or(Ok(()), |(rule, ())| {
        let got =
            algorithm.map_or_else(|| method.to_string(), |algorithm| format!("{method} with {algorithm}"));
        Err(unmet(rule)
            .phase(Phase::Config)
            .got(got)
            .hint("give --client-key-from SOURCE, with a key that is registered"))
    })
}

/// The first rule that does not hold, if the profile is wanted.
fn broken<T>(resolved: &Resolved, why: impl Fn(&Kept) -> Option<T>) -> Option<(&'static Rule, T)> {
    match resolved.security_profile {
        SecurityProfile::None => None,
        SecurityProfile::Fapi2 => RULES.iter().find_map(|rule| Some((rule, why(&rule.kept)?))),
    }
}

fn unmet(rule: &Rule) -> Error {
    Code::SecurityProfileUnmet.error().message(format!("FAPI 2.0 §{}: {}", rule.section, rule.what))
}
