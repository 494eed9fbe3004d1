//! Whom the HTTP client trusts (threat C7; RFC 5280, RFC 9525), with certificates made for each test.

use authctl::{
    error::{Code, Error},
    host::{
        Http as _,
        http::{Client, Settings, Shown, To},
        proxy::HttpsProxy,
    },
    protocol::exchange::{Endpoint, Request, Response},
};
use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;

use crate::support::{
    mutual::ClientCertificate,
    tls::{Ca, Identity, Server},
};

async fn ask(identity: Identity, trusted: Option<&str>) -> Result<Response, Error> {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("ca.pem");
    std::fs::write(&file, trusted.unwrap_or_default()).unwrap();
    let server = Server::start(identity, "{}");
    let client = Client::new(Settings { ca_file: trusted.map(|_| file), ..Settings::default() });
    let url = format!("https://localhost:{}/", server.address.port()).parse().unwrap();
    client.send(Request::get(Endpoint::Token, url)).await
}

#[tokio::test]
async fn a_certificate_of_a_private_ca_is_trusted_when_the_ca_is_given() {
    let ca = Ca::new();
    assert_eq!(ask(ca.sign("localhost", |_| {}), Some(&ca.pem)).await.unwrap().body, b"{}");
}

#[tokio::test]
async fn a_certificate_that_is_wrong_in_one_way_is_refused_with_that_reason() {
    // C7
    let ca = Ca::new();
    let other = Ca::new();
    let own_root = Some(ca.pem.as_str());
    let past = |params: &mut CertificateParams| params.not_after = date_time_ymd(2001, 1, 1);
    let future = |params: &mut CertificateParams| params.not_before = date_time_ymd(3000, 1, 1);
    let client_only = |params: &mut CertificateParams| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth]
    };
    let as_ca = |params: &mut CertificateParams| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let table: Vec<(Identity, Option<&str>, &str)> = vec![
        (ca.sign("localhost", |_| {}), None, "is of a CA that is not trusted here"),
        (ca.sign("localhost", |_| {}), Some(&other.pem), "is not signed by the CA that it names"),
        (ca.sign("id.example", |_| {}), own_root, "is for another host"),
        (ca.sign("127.0.0.1", |_| {}), own_root, "is for another host"),
        (ca.sign("localhost", past), own_root, "has expired"),
        (ca.sign("localhost", future), own_root, "is not valid yet"),
        (ca.sign("localhost", client_only), own_root, "is not for servers"),
        (ca.sign("localhost", as_ca), own_root, "is marked as a CA, so it cannot be a server's"),
    ];
    for (identity, trusted, reason) in table {
        let error = ask(identity, trusted).await.expect_err(reason);
        assert_eq!((error.code(), error.exit()), (Code::TlsUntrusted, 8), "{reason}: {error}");
        assert_eq!(error.text(), format!("the certificate of localhost {reason}"));
        assert!(!error.may_have_been_sent());
    }
}

#[tokio::test]
async fn a_self_signed_server_certificate_marked_as_ca_is_explained() {
    // C7
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let identity = (certificate.der().clone(), PrivateKeyDer::try_from(key.serialize_der()).unwrap());
    let error = ask(identity, Some(&certificate.pem())).await.unwrap_err();
    assert_eq!(error.code(), Code::TlsUntrusted);
    assert_eq!(
        error.advice(),
        "make a CA and a server certificate signed by it, and give the CA with --ca-file"
    );
}

#[tokio::test]
async fn no_proxy_that_speaks_tls_itself_is_shown_the_clients_certificate() {
    // C20
    let certificate = ClientCertificate::self_signed(|_| {});
    let identity =
        authctl::x509::identity::Identity::of(vec![certificate.certificate], certificate.key).unwrap();
    let client = Client::new(Settings {
        certificate: Some(Shown { identity, to: To::Provider }),
        proxy: HttpsProxy::of("https://127.0.0.1:1").unwrap(),
        ..Settings::default()
    });
    let url: url::Url = "https://id.example/token".parse().unwrap();
    let error = client.send(Request::get(Endpoint::Token, url)).await.unwrap_err();
    assert_eq!((error.code(), error.may_have_been_sent()), (Code::ConfigInvalid, false));
    assert!(error.text().contains("a proxy that is itself reached over TLS"), "{error}");
}

#[tokio::test]
async fn a_ca_file_without_a_certificate_is_a_wrong_configuration() {
    let directory = tempfile::tempdir().unwrap();
    let empty = directory.path().join("empty.pem");
    std::fs::write(&empty, "not PEM").unwrap();
    for (file, code) in
        [(empty, Code::ConfigInvalid), (directory.path().join("none"), Code::ConfigUnreadable)]
    {
        let client = Client::new(Settings { ca_file: Some(file), ..Settings::default() });
        let request = Request::get(Endpoint::Discovery, "https://localhost:1/".parse().unwrap());
        let error = client.send(request).await.unwrap_err();
        assert_eq!((error.code(), error.exit(), error.may_have_been_sent()), (code, 3, false));
    }
}
