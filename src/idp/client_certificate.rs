//! Which certificate proves a client, and which one a token is bound to: RFC 8705 §2, §3.
//!
//! <https://www.rfc-editor.org/rfc/rfc8705>

use http::StatusCode;
use serde_json::{Map, Value};

use super::{
    certificate_rule::CertificateRule,
    client::Client,
    oauth_error::{OauthError, Outcome},
    provider::Provider,
    received::Received,
};
/// Checks that the connection was made by the client itself (RFC 8705 §2).
pub fn check(provider: &Provider, client: &Client, received: &Received) -> Outcome<()> {
    let Some(certificate) = received.certificate.as_deref() else {
        return Err(OauthError::client(
            "no certificate was shown; the addresses that ask for one are the mtls_endpoint_aliases \
             (RFC 8705 section 5)",
        ));
    };
    let now = provider.now();
    if let Some(why) = certificate.untimely(now) {
        return Err(refuse(&why, "RFC 5280 section 4.1.2.5"));
    }
    match &client.certificate {
        Some(CertificateRule::OneOf(known)) if known.contains(&certificate.thumbprint()) => return Ok(()),
        Some(CertificateRule::OneOf(_)) => {
            return Err(refuse("is not one of those in the client's jwks", "RFC 8705 section 2.2"));
        }
        Some(CertificateRule::Subject(_) | CertificateRule::Name(_)) | None => {}
    }
    let ca = provider.config.client_ca.as_ref();
    if !ca.is_some_and(|ca| ca.has_signed(certificate, now)) {
        return Err(refuse("is not of a CA that is trusted here for clients", "RFC 8705 section 2.1"));
    }
    let is_named = match &client.certificate {
        Some(CertificateRule::Subject(subject)) => certificate.subject() == subject,
        Some(CertificateRule::Name(name)) => certificate.is_also(name),
        Some(CertificateRule::OneOf(_)) | None => false,
    };
    match is_named {
        true => Ok(()),
        false => Err(refuse("is of somebody else than the client", "RFC 8705 section 2.1.2")),
    }
}

fn refuse(why: &str, section: &str) -> OauthError {
    OauthError::client(format!("the certificate {why} ({section})"))
}

/// The certificate that the tokens of this request are bound to, by its thumbprint, if the client wants that
/// (RFC 8705 §3.4).
pub fn binding(client: &Client, received: &Received) -> Outcome<Option<String>> {
    match (client.binds_tokens, &received.certificate) {
        (false, _) => Ok(None),
        (true, Some(certificate)) => Ok(Some(certificate.thumbprint())),
        (true, None) => Err(OauthError::request(
            "the client's tokens are bound to a certificate, and none was shown (RFC 8705 section 3)",
        )),
    }
}

/// Refuses a token that is bound to another certificate than the one that was shown with it (RFC 8705 §3).
pub fn check_bound(claims: &Map<String, Value>, received: &Received) -> Outcome<()> {
    let Some(bound) = claims.get("cnf").and_then(|cnf| cnf.get("x5t#S256")) else { return Ok(()) };
    match &received.certificate {
        Some(certificate) if *bound == certificate.thumbprint() => Ok(()),
        _ => Err(OauthError {
            status: StatusCode::UNAUTHORIZED,
            ..OauthError::new(
                "invalid_token",
                "the access token is bound to another certificate than the one shown (RFC 8705 section 3)",
            )
        }),
    }
}
