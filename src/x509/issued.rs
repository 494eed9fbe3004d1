//! The certificates that are made here: a CA for one run of the embedded provider, and the provider's own (threat P24); and
//! those that clients sign themselves.

use std::{net::IpAddr, time::Duration};

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, PublicKeyData as _, SanType,
    date_time_ymd,
};
use rustls::pki_types::PrivateKeyDer;

use super::{certificate::Certificate, identity::Identity};
use crate::{
    error::{Code, Error, Result},
    jose::{base64url, hash},
    protocol::time::UnixTime,
    secret::SecretString,
};

/// How long a server's certificate lasts, in seconds.
pub const SERVER_LIFE_S: i64 = 24 * 3600;
/// How long the certificate of a client lasts, in seconds: a provider has to be told of the next one by hand.
pub const CLIENT_LIFE_S: i64 = 365 * 24 * 3600;
/// How far clocks may differ, in seconds: a certificate is valid from a little before it is made.
const SKEW_S: i64 = 300;

/// A server's certificate, and the one to trust for it.
pub struct Server {
    /// For `localhost`, `127.0.0.1`, `::1` and the hosts.
    pub identity: Identity,
    /// The certificate of the CA that signed it, in PEM.
    pub ca: String,
    /// The SHA-256 of the server's public key as browsers are told of it, in base64 (RFC 7469 §2.4).
    pub pin: String,
}

/// A CA for this machine and these hosts alone, and one certificate of it. The CA's key is gone when this returns, so nobody can have another
/// one made, and its certificate says that it is good for nothing else.
///
/// # Errors
/// [`Code::InternalError`].
pub fn server(now: UnixTime, hosts: &[&str]) -> Result<Server> {
    let names = || std::iter::once("localhost").chain(hosts.iter().copied());
    let mut ca = lasting(now, SERVER_LIFE_S);
    ca.distinguished_name = common_name("authctl serve, for this machine only");
    ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let loopback = [
        GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix([127, 0, 0, 0], 8)),
        GeneralSubtree::IpAddress(CidrSubnet::from_v6_prefix(std::net::Ipv6Addr::LOCALHOST.octets(), 128)),
    ];
    // RFC 5280 §4.2.1.10
    ca.name_constraints = Some(NameConstraints {
        permitted_subtrees: names()
            .map(|name| GeneralSubtree::DnsName(name.into()))
            .chain(loopback)
            .collect(),
        excluded_subtrees: Vec::new(),
    });
    let ca_key = KeyPair::generate().map_err(failed)?;
    let ca_pem = ca.self_signed(&ca_key).map_err(failed)?.pem();

    let mut leaf = lasting(now, SERVER_LIFE_S);
    leaf.distinguished_name = common_name("authctl serve");
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    leaf.use_authority_key_identifier_extension = true;
    for name in names() {
        leaf.subject_alt_names.push(SanType::DnsName(name.try_into().map_err(failed)?));
    }
    for address in [IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), IpAddr::V6(std::net::Ipv6Addr::LOCALHOST)] {
        leaf.subject_alt_names.push(SanType::IpAddress(address));
    }
    let key = KeyPair::generate().map_err(failed)?;
    let certificate = leaf.signed_by(&key, &Issuer::new(ca, ca_key)).map_err(failed)?;
    let pin = base64url::encode_standard(hash::sha256(&key.subject_public_key_info()));
    let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(failed)?;
    Ok(Server { identity: Identity::of(vec![certificate.der().clone()], key)?, ca: ca_pem, pin })
}

/// A certificate that this key, in PEM, signs itself: who has it is known by the certificate alone (RFC 8705 §2.2), so that its
/// names say nothing.
///
/// # Errors
/// [`Code::InternalError`].
pub fn client_of_its_own(key: &SecretString, now: UnixTime) -> Result<Certificate> {
    let mut own = lasting(now, CLIENT_LIFE_S);
    own.distinguished_name = common_name("authctl client");
    own.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    own.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let key = KeyPair::from_pem(key.expose()).map_err(failed)?;
    let der = own.self_signed(&key).map_err(failed)?.der().clone();
    Certificate::parse(vec![der]).map_err(failed)
}

fn lasting(now: UnixTime, life_s: i64) -> CertificateParams {
    let since_epoch = |moment: UnixTime| Duration::from_secs(u64::try_from(moment.0).unwrap_or_default());
    let epoch = date_time_ymd(1970, 1, 1);
    let mut params = CertificateParams::default();
    params.not_before = epoch + since_epoch(now.plus(-SKEW_S));
    params.not_after = epoch + since_epoch(now.plus(life_s));
    params
}

fn common_name(name: &str) -> DistinguishedName {
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CommonName, name);
    subject
}

fn failed(fault: impl std::fmt::Display) -> Error {
    Code::InternalError.error().message("a certificate could not be made").got(fault.to_string())
}
