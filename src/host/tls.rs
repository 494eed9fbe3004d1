//! Whom to trust: the platform's roots, and those of `--ca-file`. There is no way to trust everybody (threat C7).

use std::{error::Error as _, io::Read as _, path::Path};

use reqwest::Certificate;
use rustls::{AlertDescription, CertificateError};

use super::user_file::open_plain;
use crate::error::{Code, Error, Result};

/// The most of a CA file that is read, in bytes: twice the bundle of all public roots and some.
const LARGEST: u64 = 1024 * 1024;

/// The certificates in a PEM file, to trust besides the platform's.
///
/// # Errors
/// [`Code::ConfigUnreadable`] if it cannot be read, [`Code::ConfigInvalid`] if there is no certificate in it.
pub(super) fn extra_roots(file: &Path) -> Result<Vec<Certificate>> {
    let mut pem = Vec::new();
    let read = open_plain(file).and_then(|file| file.take(LARGEST).read_to_end(&mut pem));
    read.map_err(|error| {
        Code::ConfigUnreadable
            .error()
            .message(format!("the CA file cannot be read: {}", error.kind()))
            .got(file.display().to_string())
            .hint("check --ca-file")
    })?;
    let roots = Certificate::from_pem_bundle(&pem).unwrap_or_default();
    if roots.is_empty() {
        return Err(Code::ConfigInvalid
            .error()
            .message("the CA file holds no certificate in PEM")
            .got(file.display().to_string())
            .hint("the file begins with -----BEGIN CERTIFICATE-----"));
    }
    Ok(roots)
}

/// What a handshake failed by, in one sentence and with what helps.
pub(super) fn fault(error: &rustls::Error, host: &str) -> Error {
    if let Some(why) = refusal(error) {
        return Code::TlsFailed
            .error()
            .message(format!("{host} does not take the client's certificate: {why}"))
            .hint("check --tls-cert, and what the client is registered with");
    }
    let rustls::Error::InvalidCertificate(certificate) = error else {
        return Code::TlsFailed.error().message(format!("the TLS handshake with {host} failed"));
    };
    let (reason, hint) = reason(certificate);
    let error = Code::TlsUntrusted.error().message(format!("the certificate of {host} {reason}"));
    match hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

/// What the other side says against our certificate, or against there being none, if it does (RFC 8446 §6.2). It has then
/// read nothing of the request.
pub(super) fn refusal(error: &rustls::Error) -> Option<&'static str> {
    let rustls::Error::AlertReceived(alert) = error else { return None };
    Some(match alert {
        AlertDescription::CertificateRequired => "it wants one",
        AlertDescription::CertificateExpired => "it has expired",
        AlertDescription::CertificateRevoked => "it is revoked",
        AlertDescription::DecryptError => "its signature does not hold there",
        AlertDescription::UnknownCA => "it is of a CA that is not trusted there",
        AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateUnknown
        | AlertDescription::AccessDenied => "it is not one that works there",
        _ => return None,
    })
}

/// Why a certificate is not trusted, as the end of a sentence (RFC 5280 §6, RFC 9525 §6).
fn reason(error: &CertificateError) -> (&'static str, Option<&'static str>) {
    use CertificateError as E;
    const CLOCK: Option<&str> =
        Some("check the clock of this machine; else the server needs a new certificate");
    const NOT_FOR_SERVERS: (&str, Option<&str>) =
        ("is not for servers", Some("its extended key usage must have serverAuth"));
    match error {
        E::Expired | E::ExpiredContext { .. } => ("has expired", CLOCK),
        E::NotValidYet | E::NotValidYetContext { .. } => ("is not valid yet", CLOCK),
        E::NotValidForName | E::NotValidForNameContext { .. } => (
            "is for another host",
            Some("check the address; the name must be in the certificate's subjectAltName"),
        ),
        E::UnknownIssuer => ("is of a CA that is not trusted here", None),
        E::BadSignature => ("is not signed by the CA that it names", None),
        E::Revoked => ("is revoked", Some("the server needs a new certificate")),
        E::InvalidPurpose | E::InvalidPurposeContext { .. } => NOT_FOR_SERVERS,
        // the verifiers wrap these two, and say which only in words
        E::Other(other) => match other.source().map(ToString::to_string).unwrap_or_default() {
            text if text.contains("CaUsedAsEndEntity") => (
                "is marked as a CA, so it cannot be a server's",
                Some("make a CA and a server certificate signed by it, and give the CA with --ca-file"),
            ),
            text if text.contains("invalid extensions") => NOT_FOR_SERVERS,
            _ => ("cannot be used for a server", None),
        },
        _ => ("cannot be checked", None),
    }
}
