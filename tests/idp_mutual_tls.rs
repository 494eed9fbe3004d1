//! The embedded provider over TLS, and clients that show it a certificate (RFC 8705).

use std::net::Ipv6Addr;

use authctl::{error::Code, jose::jws, x509::pem};
use rcgen::{ExtendedKeyUsagePurpose, date_time_ymd};
use serde_json::{Value, json};
use x509_cert::{
    Certificate as Document,
    der::{
        Decode as _,
        asn1::{Ia5String, OctetString},
    },
    ext::pkix::{BasicConstraints, NameConstraints, name::GeneralName},
};

use crate::support::{
    mutual::{ClientCertificate, Mutual, send},
    program::Program,
    served::Served,
    tls::Ca,
    wire,
};

const JOB: &str = "client_id = \"my-job\"\ngrant_types = [\"client_credentials\"]\nscope = \"api\"\n";
const TOKEN: &[(&str, &str)] = &[("client_id", "my-job"), ("grant_type", "client_credentials")];

/// A job that is known by a certificate of this CA.
fn of_ca(ca: &Ca, subject: &str) -> String {
    let method = "token_endpoint_auth_method = \"tls_client_auth\"";
    format!("[tls]\nclient_ca = '''{}'''\n[[clients]]\n{JOB}{method}\n{subject}\n", ca.pem)
}

/// A job that is known by this certificate.
fn of_certificate(certificate: &ClientCertificate, more: &str) -> String {
    let method = "token_endpoint_auth_method = \"self_signed_tls_client_auth\"";
    format!("[[clients]]\n{JOB}{method}\njwks = '{}'\n{more}\n", certificate.jwks())
}

fn why(answer: &wire::Answer) -> String {
    assert_eq!(answer.error(), (401, "invalid_client".to_owned()));
    answer.json()["error_description"].as_str().unwrap().to_owned()
}

#[test]
fn the_certificate_is_of_a_ca_for_this_machine_alone_whose_key_nobody_has() {
    // P23, P24
    let served = Served::over_tls("");
    assert!(served.issuer.starts_with("https://127.0.0.1:"), "{}", served.issuer);
    let ca = std::fs::read_to_string(&served.ca_file).unwrap();
    let answer = send((served.authority(), &ca), None, ("GET", "/jwks"), &[], "").unwrap();
    assert_eq!(answer.status, 200);
    let der = pem::certificates(&ca).unwrap().remove(0);
    let document = Document::from_der(&der).unwrap();
    let document = document.tbs_certificate();
    let validity = document.validity();
    let lasts = validity.not_after.to_unix_duration() - validity.not_before.to_unix_duration();
    assert!(lasts.as_secs() <= 24 * 3600 + 300, "{lasts:?}");
    let (_, constraints) = document.get_extension::<BasicConstraints>().unwrap().unwrap();
    assert_eq!((constraints.ca, constraints.path_len_constraint), (true, Some(0)));
    let (is_critical, constraints) = document.get_extension::<NameConstraints>().unwrap().unwrap();
    let permitted: Vec<_> =
        constraints.permitted_subtrees.unwrap().into_iter().map(|tree| tree.base).collect();
    let ip = |bytes: Vec<u8>| GeneralName::IpAddress(OctetString::new(bytes).unwrap());
    let ipv6 = [Ipv6Addr::LOCALHOST.octets(), [255; 16]].concat();
    assert!(is_critical);
    assert_eq!(
        permitted,
        [
            GeneralName::DnsName(Ia5String::new("localhost").unwrap()),
            ip(vec![127, 0, 0, 0, 255, 0, 0, 0]),
            ip(ipv6),
        ]
    );
    served.program.holds_nowhere("PRIVATE KEY");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&served.ca_file).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
}

#[test]
fn providers_that_run_side_by_side_are_trusted_by_one_file_which_forgets_who_is_over() {
    let home = Program::new();
    let state = home.path("state").display().to_string();
    let start = |shape: &[&str]| {
        let program = Program::new().with("AUTHCTL_STATE_DIR", &state);
        Served::of(program, "", &[&["--tls"], shape].concat())
    };
    let is_trusted = |ca: &str, served: &Served| {
        send((served.authority(), ca), None, ("GET", "/"), &[], "").is_some_and(|answer| answer.status > 0)
    };
    let count = |text: &str| pem::certificates(text).unwrap().len();
    let (plain, other) = (start(&[]), start(&["--shape", "authgear"]));
    assert_eq!(plain.ca_file, other.ca_file);
    let both = std::fs::read_to_string(&plain.ca_file).unwrap();
    assert!(is_trusted(&both, &plain) && is_trusted(&both, &other));
    // one whose day is over
    let mut old = rcgen::CertificateParams::default();
    ClientCertificate::expired(&mut old);
    let old = old.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap().pem();
    std::fs::write(&plain.ca_file, format!("{old}{both}")).unwrap();
    drop(other);
    let newer = start(&["--shape", "authgear"]);
    let all = std::fs::read_to_string(&plain.ca_file).unwrap();
    assert!(is_trusted(&all, &plain) && is_trusted(&all, &newer));
    assert_eq!(count(&all), 3);
    // what is no list of certificates
    std::fs::write(&plain.ca_file, "nonsense").unwrap();
    drop(newer);
    let newer = start(&["--shape", "authgear"]);
    let new = std::fs::read_to_string(&plain.ca_file).unwrap();
    assert!(is_trusted(&new, &newer) && count(&new) == 1);
}

#[test]
fn a_certificate_that_is_given_is_shown_and_one_that_cannot_be_is_refused_at_the_start() {
    let (ca, program) = (Ca::new(), Program::new());
    let right = ClientCertificate::from(ca.sign("localhost", |_| {}));
    let file = |name: &str, text: &str| program.private(name, text);
    let (certificate, key) = (file("cert.pem", &right.pem()), file("key.pem", &right.key_pem()));
    let served =
        Served::with("", &["--host", "localhost", "--tls", "--tls-cert", &certificate, "--tls-key", &key]);
    assert_eq!(served.ca_file, "");
    assert_eq!(send((served.authority(), &ca.pem), None, ("GET", "/jwks"), &[], "").unwrap().status, 200);

    let other = ClientCertificate::from(ca.sign("localhost", |_| {}));
    let expired = ClientCertificate::from(ca.sign("localhost", ClientCertificate::expired));
    let (other, expired_key) = (file("other.pem", &other.key_pem()), file("expired.key", &expired.key_pem()));
    let expired = file("expired.pem", &expired.pem());
    for (certificate, key, why) in [
        (&certificate, &other, "the private key is not that of the certificate"),
        (&expired, &expired_key, "the certificate has expired on 2001-01-01T00:00:00Z"),
        (&key, &key, "the certificate cannot be used: there is no certificate in PEM"),
        (
            &certificate,
            &certificate,
            "the certificate's private key cannot be used: there is no private key in PEM",
        ),
    ] {
        let tls = ["serve", "--port", "0", "--tls", "--tls-cert", certificate, "--tls-key", key];
        let ran = program.run(&tls).refused(Code::ConfigInvalid);
        assert!(ran.stderr.contains(why), "{}", ran.stderr);
    }
    for more in [
        &["--tls-cert", &certificate, "--tls-key", &key][..],
        &["--tls", "--tls-cert", &certificate],
        &["--mtls-port", "0"],
    ] {
        let ran = program.run(&[&["serve", "--port", "0"], more].concat());
        assert_eq!((ran.exit, ran.stdout.as_str()), (2, ""), "{more:?}: {}", ran.stderr);
    }
}

#[test]
fn a_cookie_that_came_over_tls_goes_back_over_tls_alone() {
    // P19
    let mutual = Mutual::start("");
    let callback = "redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fcallback&response_type=code&scope=openid";
    let proof = format!("code_challenge={}&code_challenge_method=S256&state=x&nonce=y", "A".repeat(43));
    let page = mutual.get(&format!("/authorize?client_id=authctl&{callback}&{proof}"));
    let cookie = page.header("set-cookie").expect("a cookie");
    assert!(cookie.ends_with("; Secure") && cookie.contains("; HttpOnly; SameSite=Lax; "), "{cookie}");
}

#[test]
fn plain_http_at_the_tls_port_is_told_where_to_go() {
    let served = Served::over_tls("");
    for request in
        ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", "POST /token HTTP/1.1\r\nContent-Length: 900000\r\n\r\nx"]
    {
        let answer = wire::raw(served.authority(), request.as_bytes()).unwrap();
        assert_eq!(answer.status, 400);
        assert_eq!(answer.body, format!("this provider answers at {} only, over TLS\n", served.issuer));
    }
}

#[test]
fn those_who_never_shake_hands_make_room_for_who_does() {
    // P17, P25
    let mutual = Mutual::start("");
    let silent: Vec<_> = (0..authctl::idp::server::CONNECTIONS)
        .map(|number| {
            wire::connect(if number % 2 == 0 { mutual.served.authority() } else { mutual.authority.as_str() })
        })
        .collect();
    assert_eq!(mutual.get("/jwks").status, 200);
    drop(silent);
}

#[test]
fn the_metadata_leads_clients_with_a_certificate_to_a_port_without_pages() {
    // RFC 8705 §5
    let ca = Ca::new();
    let mutual = Mutual::start(&of_ca(&ca, "tls_client_auth_san_dns = \"job.example\""));
    let metadata = mutual.metadata();
    let at = |path: &str| format!("https://{}{path}", mutual.authority);
    assert_eq!(
        metadata["mtls_endpoint_aliases"],
        json!({
            "token_endpoint": at("/token"), "userinfo_endpoint": at("/userinfo"),
            "revocation_endpoint": at("/revoke"), "introspection_endpoint": at("/introspect"),
            "pushed_authorization_request_endpoint": at("/par"),
            "device_authorization_endpoint": at("/device_authorization"),
            "backchannel_authentication_endpoint": at("/backchannel_authentication"),
        })
    );
    assert_eq!(metadata["tls_client_certificate_bound_access_tokens"], true);
    let methods = &metadata["token_endpoint_auth_methods_supported"];
    for method in ["tls_client_auth", "self_signed_tls_client_auth"] {
        assert!(methods.as_array().unwrap().contains(&json!(method)), "{methods}");
    }
    let there = (mutual.authority.as_str(), mutual.ca.as_str());
    for path in ["/authorize", "/.well-known/openid-configuration", "/device", "/_dev/stats"] {
        assert_eq!(send(there, None, ("GET", path), &[], "").unwrap().status, 404, "{path}");
    }
    // P2
    let other = [("Host", mutual.served.authority())];
    assert_eq!(send(there, None, ("GET", "/userinfo"), &other, "").unwrap().status, 421);
    let plain = Served::start();
    let metadata = wire::send(plain.authority(), "GET", "/.well-known/openid-configuration", &[], "").json();
    assert_eq!(metadata.get("mtls_endpoint_aliases"), None);
    assert!(!metadata["token_endpoint_auth_methods_supported"].to_string().contains("tls"));
}

#[test]
fn a_client_is_known_by_each_kind_of_name_in_a_certificate_of_the_ca() {
    // RFC 8705 §2.1.2
    let ca = Ca::new();
    let certificate = ClientCertificate::of(&ca, |_| {});
    for (right, wrong) in [
        ("subject_dn = 'CN=my-job,O=Example\\, Inc.'", "subject_dn = 'O=Example\\, Inc.,CN=my-job'"),
        ("san_dns = \"job.example\"", "san_dns = \"other.example\""),
        ("san_uri = \"spiffe://example/job\"", "san_uri = \"spiffe://example/jo\""),
        ("san_ip = \"192.0.2.7\"", "san_ip = \"192.0.2.8\""),
        ("san_email = \"job@example.org\"", "san_email = \"Job@example.org\""),
        // RFC 5280 §7.2, §7.5: a domain is the same in any letter case
        ("san_dns = \"Job.EXAMPLE\"", "san_dns = \"*.example\""),
        ("san_email = \"job@Example.ORG\"", "san_email = \"job@example.org.\""),
    ] {
        let mutual = Mutual::start(&of_ca(&ca, &format!("tls_client_auth_{right}")));
        let answer = mutual.post(Some(&certificate), "/token", TOKEN);
        assert_eq!(answer.status, 200, "{right}: {answer:?}");
        let mutual = Mutual::start(&of_ca(&ca, &format!("tls_client_auth_{wrong}")));
        assert_eq!(
            why(&mutual.post(Some(&certificate), "/token", TOKEN)),
            "the certificate is of somebody else than the client (RFC 8705 section 2.1.2)"
        );
    }
}

#[test]
fn a_certificate_that_is_wrong_in_one_way_is_refused_with_that_reason() {
    // C139
    let (ca, other) = (Ca::new(), Ca::new());
    let mutual = Mutual::start(&of_ca(&ca, "tls_client_auth_san_dns = \"job.example\""));
    let untrusted = "the certificate is not of a CA that is trusted here for clients (RFC 8705 section 2.1)";
    for (certificate, reason) in [
        (ClientCertificate::of(&other, |_| {}), untrusted),
        (ClientCertificate::self_signed(|_| {}), untrusted),
        (
            ClientCertificate::of(&ca, |params| {
                params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
            }),
            untrusted,
        ),
        (
            ClientCertificate::of(&ca, ClientCertificate::expired),
            "the certificate has expired on 2001-01-01T00:00:00Z (RFC 5280 section 4.1.2.5)",
        ),
        (
            ClientCertificate::of(&ca, |params| params.not_before = date_time_ymd(3000, 1, 1)),
            "the certificate is not valid before 3000-01-01T00:00:00Z (RFC 5280 section 4.1.2.5)",
        ),
    ] {
        assert_eq!(why(&mutual.post(Some(&certificate), "/token", TOKEN)), reason);
    }
    assert!(why(&mutual.post(None, "/token", TOKEN)).starts_with("no certificate was shown"));
    // at the other port nobody is asked for one
    let right = ClientCertificate::of(&ca, |_| {});
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let there = (mutual.served.authority(), mutual.ca.as_str());
    let answer = send(there, Some(&right), ("POST", "/token"), &form, &wire::form(TOKEN)).unwrap();
    assert!(why(&answer).starts_with("no certificate was shown"));
    // C135: one method, and the registered one
    let secret = [TOKEN, &[("client_secret", "x")]].concat();
    assert!(why(&mutual.post(Some(&right), "/token", &secret)).contains("registered for tls_client_auth"));
}

#[test]
fn a_self_signed_certificate_counts_if_it_is_registered_to_the_byte() {
    // RFC 8705 §2.2
    let right = ClientCertificate::self_signed(|_| {});
    let mutual = Mutual::start(&of_certificate(&right, ""));
    let answer = mutual.post(Some(&right), "/token", TOKEN);
    assert_eq!(answer.status, 200, "{answer:?}");
    // who did not ask for it gets no binding
    let (_, claims) = jws::peek(answer.json()["access_token"].as_str().unwrap()).unwrap();
    assert_eq!(claims.get("cnf"), None);
    let same_key = {
        let params = rcgen::CertificateParams::default();
        let key = rcgen::KeyPair::try_from(&right.key).unwrap();
        let certificate = params.self_signed(&key).unwrap().der().clone();
        ClientCertificate { certificate, key: right.key.clone_key() }
    };
    for other in [ClientCertificate::self_signed(|_| {}), same_key] {
        assert_eq!(
            why(&mutual.post(Some(&other), "/token", TOKEN)),
            "the certificate is not one of those in the client's jwks (RFC 8705 section 2.2)"
        );
    }
    let expired = ClientCertificate::self_signed(ClientCertificate::expired);
    let mutual = Mutual::start(&of_certificate(&expired, ""));
    assert!(why(&mutual.post(Some(&expired), "/token", TOKEN)).contains("has expired"));
}

#[test]
fn a_bound_token_works_with_its_certificate_and_no_other() {
    // RFC 8705 §3
    let right = ClientCertificate::self_signed(|_| {});
    let other = ClientCertificate::self_signed(|_| {});
    let bound = "tls_client_certificate_bound_access_tokens = true\n";
    let public =
        format!("[[clients]]\nclient_id = \"app\"\nredirect_uris = [\"http://127.0.0.1/callback\"]\n{bound}");
    let mutual = Mutual::start(&format!("{}{public}", of_certificate(&right, bound)));
    let answer = mutual.post(Some(&right), "/token", TOKEN).json();
    let token = answer["access_token"].as_str().unwrap();
    let confirmation = json!({"x5t#S256": right.thumbprint()});
    assert_eq!(jws::peek(token).unwrap().1["cnf"], confirmation);
    let asked = [("client_id", "my-job"), ("token", token)];
    let told: Value = mutual.post(Some(&right), "/introspect", &asked).json();
    assert_eq!((&told["active"], &told["cnf"]), (&json!(true), &confirmation));
    // the right one gets as far as the scope
    assert_eq!(
        mutual.with_token(Some(&right), "/userinfo", token).error(),
        (403, "insufficient_scope".to_owned())
    );
    assert_eq!(mutual.with_token(Some(&right), "/_dev/api", token).status, 200);
    for (shown, target) in
        [(Some(&other), "/userinfo"), (None, "/userinfo"), (Some(&other), "/_dev/api"), (None, "/_dev/api")]
    {
        let answer = mutual.with_token(shown, target, token);
        assert_eq!(answer.error(), (401, "invalid_token".to_owned()));
        assert!(answer.header("www-authenticate").unwrap().contains("bound to another certificate"));
    }
    let app = [("client_id", "app"), ("grant_type", "refresh_token"), ("refresh_token", "x")];
    let answer = mutual.post(None, "/token", &app);
    assert_eq!(answer.error(), (400, "invalid_request".to_owned()));
    assert!(answer.body.contains("none was shown"), "{answer:?}");
}

#[test]
fn a_client_that_no_certificate_can_prove_is_a_wrong_configuration() {
    let (ca, certificate) = (Ca::new(), ClientCertificate::self_signed(|_| {}));
    let program = Program::new();
    let tls = |method: &str| format!("[[clients]]\n{JOB}token_endpoint_auth_method = \"{method}\"\n");
    for (config, why) in [
        (tls("tls_client_auth"), "needs exactly one of tls_client_auth_subject_dn"),
        (
            of_ca(&ca, "tls_client_auth_san_dns = \"a\"\ntls_client_auth_san_ip = \"::1\""),
            "needs exactly one of",
        ),
        (of_ca(&ca, "tls_client_auth_san_ip = \"a\""), "tls_client_auth_san_ip is not an IP address"),
        (of_ca(&ca, "tls_client_auth_san_dns = \"\""), "tls_client_auth_san_dns is empty"),
        (of_ca(&ca, "tls_client_auth_subject_dn = \"job\""), "is not a name of RFC 4514"),
        (of_ca(&ca, "").replace(&ca.pem, "x"), "client_ca: there is no certificate in PEM"),
        (
            format!("{}tls_client_auth_san_dns = \"a\"\n", tls("tls_client_auth")),
            "tls_client_auth needs client_ca in [tls]",
        ),
        (
            format!("{}tls_client_auth_san_dns = \"a\"\n", of_certificate(&certificate, "")),
            "a client with the method self_signed_tls_client_auth has no tls_client_auth_san_dns",
        ),
        (tls("self_signed_tls_client_auth"), "needs jwks with the certificate in x5c"),
        (
            format!("{}jwks = '{{\"keys\":[{{\"x5c\":[\"-\"]}}]}}'\n", tls("self_signed_tls_client_auth")),
            "an x5c of jwks is not a list of certificates in base64",
        ),
        (
            format!("{}jwks = '{{\"keys\":[{{\"x5c\":[\"MAA=\"]}}]}}'\n", tls("self_signed_tls_client_auth")),
            "a certificate of jwks cannot be read",
        ),
    ] {
        let file = program.write("serve.toml", &config).display().to_string();
        let ran =
            program.run(&["serve", "--port", "0", "--tls", "--config", &file]).refused(Code::ConfigInvalid);
        assert!(ran.stderr.contains(why), "{why}: {}", ran.stderr);
    }
    let file = program.write("serve.toml", &of_certificate(&certificate, "")).display().to_string();
    let ran = program.run(&["serve", "--port", "0", "--config", &file]).refused(Code::ConfigInvalid);
    assert!(
        ran.stderr.contains("a client that shows a certificate needs `authctl serve --tls`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_client_registers_itself_with_a_certificate_only_where_one_is_asked_for() {
    // RFC 8705 §2.1.2, RFC 7591
    let certificate = ClientCertificate::self_signed(|_| {});
    let jwks: Value = serde_json::from_str(&certificate.jwks()).unwrap();
    let metadata = json!({
        "token_endpoint_auth_method": "self_signed_tls_client_auth", "grant_types": ["client_credentials"],
        "jwks": jwks, "tls_client_certificate_bound_access_tokens": true,
    });
    let json = [("Content-Type", "application/json")];
    let plain = Served::start();
    let answer = wire::send(plain.authority(), "POST", "/register", &json, &metadata.to_string());
    assert_eq!(answer.error(), (400, "invalid_client_metadata".to_owned()));
    assert!(answer.body.contains("needs `authctl serve --tls`"), "{answer:?}");

    let mutual = Mutual::start("");
    let there = (mutual.served.authority(), mutual.ca.as_str());
    let answer = send(there, None, ("POST", "/register"), &json, &metadata.to_string()).unwrap().json();
    let client_id = answer["client_id"].as_str().unwrap();
    let form = [("client_id", client_id), ("grant_type", "client_credentials")];
    let token = mutual.post(Some(&certificate), "/token", &form).json();
    let (_, claims) = jws::peek(token["access_token"].as_str().unwrap()).unwrap();
    assert_eq!(claims["cnf"], json!({"x5t#S256": certificate.thumbprint()}));
}
