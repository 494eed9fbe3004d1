//! Certificates and keys as text (RFC 7468). <https://www.rfc-editor.org/rfc/rfc7468>

use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};

use crate::{jose::base64url, secret::SecretString};

/// A certificate as text.
pub fn of_certificate(der: &CertificateDer<'_>) -> String {
    armoured("CERTIFICATE", der)
}

/// A private key as text.
pub fn of_key(key: &PrivateKeyDer<'_>) -> SecretString {
    let label = match key {
        PrivateKeyDer::Pkcs1(_) => "RSA PRIVATE KEY",
        PrivateKeyDer::Sec1(_) => "EC PRIVATE KEY",
        _ => "PRIVATE KEY",
    };
    armoured(label, key.secret_der()).into()
}

/// RFC 7468 §2: lines of 64 characters.
fn armoured(label: &str, der: &[u8]) -> String {
    let text = base64url::encode_standard(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    for line in text.as_bytes().chunks(64) {
        pem.extend(line.iter().copied().map(char::from));
        pem.push('\n');
    }
    pem.push_str(&format!("-----END {label}-----\n"));
    pem
}

/// The certificates in a text, in their order, or why there are none.
pub fn certificates(text: &str) -> Result<Vec<CertificateDer<'static>>, &'static str> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text.as_bytes()).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) => Err("there is no certificate in PEM"),
        Err(_) => Err("it is not PEM from beginning to end"),
    }
}

/// The private key in a text, or why there is none.
pub fn private_key(text: &SecretString) -> Result<PrivateKeyDer<'static>, &'static str> {
    let text = text.expose();
    // RFC 7468 §11, and RFC 1421 §4.6.1.1 of before
    if text.contains("ENCRYPTED") {
        return Err("it is encrypted with a passphrase");
    }
    if text.contains("BEGIN OPENSSH PRIVATE KEY") {
        return Err("it is in OpenSSH's own format (`ssh-keygen -p -m PKCS8 -f FILE` changes that)");
    }
    PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| "there is no private key in PEM")
}
