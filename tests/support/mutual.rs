//! A TLS client with or without a certificate, the certificates of clients, and the provider that they are shown to.

use std::{
    io::{Read as _, Write as _},
    sync::Arc,
};

use authctl::x509::{certificate::Certificate, pem};
use rcgen::{
    CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, PublicKeyData as _, SanType, date_time_ymd,
};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName},
};
use serde_json::json;

use super::{
    served::Served,
    tls::{Ca, Identity},
    wire::{self, Answer},
};

/// A client's certificate and its key.
pub struct ClientCertificate {
    pub certificate: CertificateDer<'static>,
    pub key: PrivateKeyDer<'static>,
}

impl Clone for ClientCertificate {
    fn clone(&self) -> Self {
        Self { certificate: self.certificate.clone(), key: self.key.clone_key() }
    }
}

impl From<Identity> for ClientCertificate {
    fn from((certificate, key): Identity) -> Self {
        Self { certificate, key }
    }
}

impl ClientCertificate {
    /// One that signs itself.
    pub fn self_signed(change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut params = CertificateParams::default();
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap().der().clone();
        Self { certificate, key: PrivateKeyDer::try_from(key.serialize_der()).unwrap() }
    }

    /// One of that CA, with every kind of name.
    pub fn of(ca: &Ca, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let for_clients = |params: &mut CertificateParams| {
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
            params.distinguished_name = rcgen::DistinguishedName::new();
            params.distinguished_name.push(DnType::OrganizationName, "Example, Inc.");
            params.distinguished_name.push(DnType::CommonName, "my-job");
            params.subject_alt_names.extend([
                SanType::URI("spiffe://example/job".try_into().unwrap()),
                SanType::Rfc822Name("job@example.org".try_into().unwrap()),
                SanType::IpAddress("192.0.2.7".parse().unwrap()),
            ]);
            change(params);
        };
        ca.sign("job.example", for_clients).into()
    }

    /// A certificate that ended long ago.
    pub fn expired(params: &mut CertificateParams) {
        params.not_after = date_time_ymd(2001, 1, 1);
    }

    /// `x5t#S256`
    pub fn thumbprint(&self) -> String {
        Certificate::parse(vec![self.certificate.clone()]).unwrap().thumbprint()
    }

    /// The certificate as text.
    pub fn pem(&self) -> String {
        pem::of_certificate(&self.certificate)
    }

    /// Its key as text.
    pub fn key_pem(&self) -> String {
        pem::of_key(&self.key).expose().clone()
    }

    /// The key set that a client with this certificate registers (RFC 8705 §2.2.2).
    pub fn jwks(&self) -> String {
        let key = KeyPair::try_from(&self.key).unwrap();
        let point = key.public_key_raw();
        assert_eq!(key.der_bytes(), point);
        let part = |bytes: &[u8]| authctl::jose::base64url::encode(bytes);
        let x5c = [authctl::jose::base64url::encode_standard(&self.certificate)];
        json!({"keys": [{
            "kty": "EC", "crv": "P-256", "x": part(&point[1..33]), "y": part(&point[33..65]), "x5c": x5c,
        }]})
        .to_string()
    }
}

/// Sends one request over TLS, trusting `ca` alone, and shows the certificate if it is asked for one.
pub fn send(
    (authority, ca): (&str, &str),
    shown: Option<&ClientCertificate>,
    (method, target): (&str, &str),
    headers: &[(&str, &str)],
    body: &str,
) -> Option<Answer> {
    let mut roots = RootCertStore::empty();
    for certificate in pem::certificates(ca).unwrap() {
        roots.add(certificate).unwrap();
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let builder = builder.with_root_certificates(roots);
    let config = match shown.cloned() {
        None => builder.with_no_client_auth(),
        Some(shown) => builder.with_client_auth_cert(vec![shown.certificate], shown.key).unwrap(),
    };
    let host = authority.rsplit_once(':').unwrap().0.trim_matches(['[', ']']).to_owned();
    let name = ServerName::try_from(host).unwrap();
    let mut connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut socket = wire::connect(authority);
    let mut stream = rustls::Stream::new(&mut connection, &mut socket);
    stream.write_all(wire::request(authority, method, target, headers, body).as_bytes()).ok()?;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    wire::parse(&answer)
}

/// A served provider with its port for certificates.
pub struct Mutual {
    pub served: Served,
    /// `host:port` of the port that asks for a certificate.
    pub authority: String,
    pub ca: String,
}

impl Mutual {
    /// Starts it.
    pub fn start(config: &str) -> Self {
        let served = Served::over_tls(config);
        let ca = std::fs::read_to_string(&served.ca_file).unwrap();
        let mut mutual = Self { authority: String::new(), served, ca };
        let token = mutual.metadata()["mtls_endpoint_aliases"]["token_endpoint"].clone();
        let url = url::Url::parse(token.as_str().unwrap()).unwrap();
        mutual.authority = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
        mutual
    }

    pub fn metadata(&self) -> serde_json::Value {
        self.get("/.well-known/openid-configuration").json()
    }

    /// How many tokens clients got without a person.
    pub fn machine_grants(&self) -> u64 {
        self.get("/_dev/stats").json()["machine_grants"].as_u64().unwrap()
    }

    /// Gets from the port for everybody.
    pub fn get(&self, target: &str) -> Answer {
        send((self.served.authority(), &self.ca), None, ("GET", target), &[], "").expect("an answer")
    }

    /// Posts a form to the port that asks for a certificate.
    pub fn post(&self, shown: Option<&ClientCertificate>, target: &str, fields: &[(&str, &str)]) -> Answer {
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        let place = (self.authority.as_str(), self.ca.as_str());
        send(place, shown, ("POST", target), &form, &wire::form(fields)).expect("an answer")
    }

    /// Gets something there with a token.
    pub fn with_token(&self, shown: Option<&ClientCertificate>, target: &str, token: &str) -> Answer {
        let bearer = [("Authorization", &*format!("Bearer {token}"))];
        send((&self.authority, &self.ca), shown, ("GET", target), &bearer, "").expect("an answer")
    }
}
