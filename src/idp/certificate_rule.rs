//! What a client's certificate has to be, as the client is registered: RFC 8705 §2.1.2, §2.2.2.

use serde_json::Value;

use crate::{
    jose::base64url,
    protocol::{client_auth::ClientAuthMethod, json},
    x509::certificate::{AlternativeName, Certificate, canonical_subject, thumbprint},
};

/// What a client's certificate has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateRule {
    /// Of a trusted CA, with this subject, as [`canonical_subject`] writes it (`tls_client_auth_subject_dn`).
    Subject(String),
    /// Of a trusted CA, with this name (`tls_client_auth_san_dns` and the like).
    Name(AlternativeName),
    /// One of those in the client's `jwks`, by their thumbprints (`self_signed_tls_client_auth`).
    OneOf(Vec<String>),
}

/// The registered names of RFC 8705 §2.1.2, in whose order [`rule`] takes their values.
pub const SUBJECTS: [&str; 5] = [
    "tls_client_auth_subject_dn",
    "tls_client_auth_san_dns",
    "tls_client_auth_san_uri",
    "tls_client_auth_san_ip",
    "tls_client_auth_san_email",
];

/// The rule for a client of this method, or why there is none.
pub fn rule(
    method: ClientAuthMethod,
    subjects: [Option<&str>; 5],
    jwks: Option<&str>,
) -> Result<Option<CertificateRule>, String> {
    let mut named = SUBJECTS.into_iter().zip(subjects).filter_map(|(name, value)| Some((name, value?)));
    let (first, second) = (named.next(), named.next());
    match (method, first, second) {
        // RFC 8705 §2.1.2: exactly one
        (ClientAuthMethod::TlsClientAuth, Some((name, value)), None) => subject(name, value).map(Some),
        (ClientAuthMethod::TlsClientAuth, ..) => {
            Err(format!("{method} needs exactly one of {}", SUBJECTS.join(", ")))
        }
        (_, Some((name, _)), _) => Err(format!("a client with the method {method} has no {name}")),
        (ClientAuthMethod::SelfSignedTlsClientAuth, ..) => registered(jwks.unwrap_or_default()).map(Some),
        _ => Ok(None),
    }
}

fn subject(name: &str, value: &str) -> Result<CertificateRule, String> {
    let text = || Ok(value.to_owned()).and_then(|text: String| not_empty(name, text));
    Ok(match name {
        "tls_client_auth_subject_dn" => CertificateRule::Subject(
            canonical_subject(value).ok_or_else(|| format!("{name} is not a name of RFC 4514"))?,
        ),
        "tls_client_auth_san_dns" => CertificateRule::Name(AlternativeName::Dns(text()?)),
        "tls_client_auth_san_uri" => CertificateRule::Name(AlternativeName::Uri(text()?)),
        "tls_client_auth_san_ip" => {
            let address = value.parse().map_err(|_| format!("{name} is not an IP address"))?;
            CertificateRule::Name(AlternativeName::Ip(address))
        }
        _ => CertificateRule::Name(AlternativeName::Email(text()?)),
    })
}

fn not_empty(name: &str, text: String) -> Result<String, String> {
    if text.is_empty() { Err(format!("{name} is empty")) } else { Ok(text) }
}

/// RFC 8705 §2.2.2, RFC 7517 §4.7: the first certificate of each key's `x5c`.
fn registered(jwks: &str) -> Result<CertificateRule, String> {
    let needs =
        || "self_signed_tls_client_auth needs jwks with the certificate in x5c (RFC 8705 section 2.2)";
    let document = json::object(jwks.as_bytes()).map_err(|_| needs())?;
    let keys = document.get("keys").and_then(Value::as_array).ok_or_else(needs)?;
    let mut known = Vec::new();
    for chain in keys.iter().filter_map(|key| key.get("x5c")) {
        // RFC 7517 §4.7: base64, not base64url
        let der = chain.get(0).and_then(Value::as_str).and_then(base64url::decode_standard);
        let der =
            der.ok_or("an x5c of jwks is not a list of certificates in base64 (RFC 7517 section 4.7)")?;
        Certificate::parse(vec![der.clone().into()]).map_err(|why| format!("a certificate of jwks {why}"))?;
        known.push(thumbprint(&der));
    }
    if known.is_empty() { Err(needs().to_owned()) } else { Ok(CertificateRule::OneOf(known)) }
}
