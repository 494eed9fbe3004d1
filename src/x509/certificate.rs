//! A certificate with the chain that came along, and what it says of its owner (RFC 5280 §4.1, §4.2.1.6).

use std::net::IpAddr;

use rustls::pki_types::CertificateDer;
use x509_cert::{
    Certificate as Document,
    der::Decode as _,
    ext::pkix::{SubjectAltName, name::GeneralName},
    name::Name,
    time::Time,
};

use crate::{
    jose::{base64url, hash},
    protocol::time::UnixTime,
};

/// A name of the owner besides the subject (RFC 5280 §4.2.1.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlternativeName {
    /// `dNSName`
    Dns(String),
    /// `uniformResourceIdentifier`
    Uri(String),
    /// `iPAddress`
    Ip(IpAddr),
    /// `rfc822Name`
    Email(String),
}

impl AlternativeName {
    /// RFC 5280 §7.2, §7.5: the letter case of a domain says nothing, not even after an `@`.
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Dns(own), Self::Dns(other)) => own.eq_ignore_ascii_case(other),
            (Self::Email(own), Self::Email(other)) => match (own.rsplit_once('@'), other.rsplit_once('@')) {
                (Some((who, host)), Some((other, place))) => who == other && host.eq_ignore_ascii_case(place),
                _ => own == other,
            },
            _ => self == other,
        }
    }
}

/// A certificate that can be read. Nothing of it is believed by that alone.
#[derive(Debug, Clone)]
pub struct Certificate {
    chain: Vec<CertificateDer<'static>>,
    subject: String,
    names: Vec<AlternativeName>,
    not_before: UnixTime,
    not_after: UnixTime,
}

impl Certificate {
    /// Reads the first of a chain; the others are those that signed it.
    ///
    /// # Errors
    /// Why not, as the end of a sentence about the certificate.
    pub fn parse(chain: Vec<CertificateDer<'static>>) -> Result<Self, &'static str> {
        let first = chain.first().ok_or("is missing")?;
        let document = Document::from_der(first).map_err(|_| "cannot be read (RFC 5280 section 4.1)")?;
        let document = document.tbs_certificate();
        let names = document
            .get_extension::<SubjectAltName>()
            .map_err(|_| "has a subjectAltName that cannot be read (RFC 5280 section 4.2.1.6)")?
            .map(|(_, names)| names.0.iter().filter_map(name).collect())
            .unwrap_or_default();
        let (subject, validity) = (document.subject().to_string(), *document.validity());
        let (not_before, not_after) = (moment(validity.not_before), moment(validity.not_after));
        Ok(Self { subject, names, not_before, not_after, chain })
    }

    /// The certificate itself, and those that signed it.
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        &self.chain
    }

    /// The certificate itself.
    pub fn der(&self) -> &CertificateDer<'static> {
        &self.chain[0]
    }

    /// `x5t#S256`: the SHA-256 of the certificate, in base64url (RFC 8705 §3.1).
    pub fn thumbprint(&self) -> String {
        thumbprint(self.der())
    }

    /// Its subject as text (RFC 4514), empty if it has none.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Whether it has that name besides its subject.
    pub fn is_also(&self, name: &AlternativeName) -> bool {
        self.names.iter().any(|known| known.is(name))
    }

    /// When it ends.
    pub fn not_after(&self) -> UnixTime {
        self.not_after
    }

    /// Why it is not valid now, as the end of a sentence (RFC 5280 §4.1.2.5).
    pub fn untimely(&self, now: UnixTime) -> Option<String> {
        if now < self.not_before {
            return Some(format!("is not valid before {}", text(self.not_before)));
        }
        (now > self.not_after).then(|| format!("has expired on {}", text(self.not_after)))
    }
}

/// The `x5t#S256` of a certificate.
pub fn thumbprint(der: &[u8]) -> String {
    base64url::encode(hash::sha256(der))
}

/// A subject as it would be written of a certificate, from any spelling of it (RFC 4514 §3).
pub fn canonical_subject(text: &str) -> Option<String> {
    let name = text.parse::<Name>().ok().filter(|name| !name.is_empty())?;
    Some(name.to_string())
}

fn name(name: &GeneralName) -> Option<AlternativeName> {
    Some(match name {
        GeneralName::DnsName(name) => AlternativeName::Dns(name.to_string()),
        GeneralName::UniformResourceIdentifier(uri) => AlternativeName::Uri(uri.to_string()),
        GeneralName::Rfc822Name(address) => AlternativeName::Email(address.to_string()),
        GeneralName::IpAddress(bytes) => AlternativeName::Ip(match bytes.as_bytes().len() {
            4 => <[u8; 4]>::try_from(bytes.as_bytes()).ok()?.into(),
            _ => <[u8; 16]>::try_from(bytes.as_bytes()).ok()?.into(),
        }),
        _ => return None,
    })
}

fn moment(time: Time) -> UnixTime {
    UnixTime(i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX))
}

fn text(moment: UnixTime) -> String {
    jiff::Timestamp::from_second(moment.0).map_or_else(|_| moment.0.to_string(), |moment| moment.to_string())
}
