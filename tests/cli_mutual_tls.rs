//! A client that shows a certificate (RFC 8705), through the real binary: which one, to whom, and what it is told.

use authctl::{
    error::Code,
    jose::{base64url, jws},
};
use serde_json::{Value, json};

use crate::support::{
    exchange::Reply,
    mutual::{ClientCertificate, Mutual},
    program::Program,
    scripted::{CLIENT, Scripted, World},
    served::Served,
    tls::Ca,
    tls_front::{Front, behind},
};

/// A home with this certificate and its key in files of their own, and where they are.
fn with_certificate(program: Program, certificate: &ClientCertificate) -> Program {
    let file = program.private("cert.pem", &certificate.pem());
    let key = program.private("key.pem", &certificate.key_pem());
    program.with("AUTHCTL_TLS_CERT", file).with("AUTHCTL_TLS_KEY", key)
}

/// A job of the client at that issuer, which believes that CA.
fn job(issuer: &str, ca: &str) -> Program {
    let program = Program::new();
    let ca = program.private("ca.pem", ca);
    program
        .with("AUTHCTL_FLOW", "client-credentials")
        .with("AUTHCTL_ISSUER", issuer)
        .with("AUTHCTL_CLIENT_ID", CLIENT)
        .with("AUTHCTL_STORE", "memory")
        .with("AUTHCTL_CA_FILE", ca)
}

fn registered(method: &str, more: &str) -> String {
    format!(
        "client_id = \"{CLIENT}\"\ntoken_endpoint_auth_method = \"{method}\"\n\
         grant_types = [\"client_credentials\"]\nscope = \"api\"\n{more}\n"
    )
}

#[test]
fn a_job_proves_itself_by_a_certificate_of_the_ca_wherever_its_key_is() {
    // RFC 8705 §2.1
    let ca = Ca::new();
    let certificate = ClientCertificate::of(&ca, |_| {});
    let rule = "tls_client_auth_subject_dn = 'CN=my-job,O=Example\\, Inc.'";
    let client = registered("tls_client_auth", rule);
    let mutual = Mutual::start(&format!("[tls]\nclient_ca = '''{}'''\n[[clients]]\n{client}", ca.pem));
    let program = with_certificate(job(&mutual.served.issuer, &mutual.ca), &certificate);
    let key = program.path("key.pem").display().to_string();
    program.run(&["token"]).answer();
    for place in [format!("file:{key}"), format!("cmd:cat {key}"), "env:THE_KEY".to_owned()] {
        let program = with_certificate(job(&mutual.served.issuer, &mutual.ca), &certificate)
            .with("AUTHCTL_TLS_KEY", place)
            .with("THE_KEY", certificate.key_pem());
        // `cmd:` reads another home's file, which is there as long as `program` is
        program.run(&["token"]).answer();
    }
    let both = format!("{}{}", certificate.pem(), certificate.key_pem());
    let both = program.private("both.pem", &both);
    program
        .with("AUTHCTL_TLS_CERT", both.as_str())
        .with("AUTHCTL_TLS_KEY", both.as_str())
        .run(&["token"])
        .answer();
    assert_eq!(mutual.machine_grants(), 5);

    let other = ClientCertificate::of(&Ca::new(), |_| {});
    let program = with_certificate(job(&mutual.served.issuer, &mutual.ca), &other);
    let ran = program.run(&["token"]).refused(Code::InvalidClient);
    assert!(ran.stderr.contains("is not of a CA that is trusted here for clients"), "{}", ran.stderr);
}

#[test]
fn a_whole_session_of_a_person_goes_by_the_port_for_certificates_and_its_token_opens_an_api_there() {
    // RFC 8705 §2.2, §3, §5
    let certificate = ClientCertificate::self_signed(|_| {});
    let mutual = Mutual::start(&format!(
        "[[clients]]\nclient_id = \"app\"\ntoken_endpoint_auth_method = \"self_signed_tls_client_auth\"\n\
         jwks = '{}'\ntls_client_certificate_bound_access_tokens = true\n\
         redirect_uris = [\"http://127.0.0.1/callback\"]\n",
        certificate.jwks()
    ));
    let program = Program::new();
    let file = program.private("cert.pem", &certificate.pem());
    // C138: where the key is, and never the key
    let program = program.with("THE_KEY", certificate.key_pem());
    let place = ["login", "--profile", "work", "--issuer", &mutual.served.issuer, "--client-id", "app"];
    let more = ["--as", "alice", "--scope", "openid offline_access", "--ca-file", &mutual.served.ca_file];
    let shown = ["--tls-cert", &file, "--tls-key", "env:THE_KEY", "--par"];
    program.run(&[&place[..], &more, &shown].concat()).ok();
    let token = program.session("work").access_token;
    let (_, claims) = jws::peek(token.expose()).unwrap();
    assert_eq!(claims["cnf"], json!({"x5t#S256": certificate.thumbprint()}));
    assert_eq!(program.session("work").settings["tls_key"], "env:THE_KEY");
    program.holds_nowhere(certificate.key_pem().lines().nth(1).unwrap());

    assert!(program.run(&["whoami"]).answer().contains("alice"));
    program.run(&["refresh"]).ok();
    program.run(&["introspect"]).ok();
    let api = format!("https://{}/_dev/api", mutual.authority);
    let said = program.run(&["request", "GET", &api, "--fail"]).answer();
    assert!(said.contains("\"client_id\":\"app\""), "{said}");
    // without the certificate nothing of the session works
    let ran = program.run(&["request", "GET", &format!("{}/_dev/api", mutual.served.issuer), "--fail"]);
    ran.refused(Code::InvalidToken);
    program.run(&["logout", "--no-browser"]).ok();
}

#[test]
fn the_tokens_of_a_public_client_are_bound_and_its_refresh_token_too() {
    // RFC 8705 §4
    let certificate = ClientCertificate::self_signed(|_| {});
    let mutual = Mutual::start(
        "[[clients]]\nclient_id = \"app\"\ntls_client_certificate_bound_access_tokens = true\n\
         redirect_uris = [\"http://127.0.0.1/callback\"]\n",
    );
    let program = with_certificate(Program::new(), &certificate);
    let place = ["login", "--profile", "work", "--issuer", &mutual.served.issuer, "--client-id", "app"];
    let more = ["--as", "alice", "--scope", "openid offline_access", "--ca-file", &mutual.served.ca_file];
    program.run(&[&place[..], &more, &["--auth-method", "none"]].concat()).ok();
    program.run(&["refresh"]).ok();
    let other = ClientCertificate::self_signed(|_| {});
    program.private("cert.pem", &other.pem());
    program.private("key.pem", &other.key_pem());
    let ran = program.run(&["refresh"]).refused(Code::InvalidGrant);
    assert!(ran.stderr.contains("is bound to another certificate than the one shown"), "{}", ran.stderr);
}

fn paths(asked: &[(String, Option<String>)]) -> Vec<(&str, Option<&str>)> {
    asked.iter().map(|(path, shown)| (path.as_str(), shown.as_deref())).collect()
}

const DISCOVERY: &str = "/.well-known/openid-configuration";

#[test]
fn the_certificate_is_shown_where_the_client_is_asked_for_and_nowhere_else() {
    // RFC 8705 §5, C8
    let (ca, clients) = (Ca::new(), Ca::new());
    let certificate = ClientCertificate::of(&clients, |_| {});
    let (front, aliased) = (Front::new(&ca, &clients), Front::new(&ca, &clients));
    let alias = aliased.origin();
    let provider = behind(&front, Scripted::new(), move |document, _| {
        let aliases = json!({
            "token_endpoint": format!("{alias}/token"), "jwks_uri": format!("{alias}/jwks"),
            "authorization_endpoint": format!("{alias}/authorize"), "x": 1,
        });
        document.insert("mtls_endpoint_aliases".into(), aliases);
    });
    aliased.stand_before(provider.address);
    let thumbprint = certificate.thumbprint();

    with_certificate(job(&front.origin(), &ca.pem), &certificate).run(&["token"]).answer();
    assert_eq!(paths(&front.asked()), [(DISCOVERY, None)]);
    assert_eq!(paths(&aliased.asked()), [("/token", Some(&*thumbprint))]);
    let form = &provider.asked("/token")[0].form;
    assert_eq!(form["client_id"], CLIENT);
    assert!(!form.contains_key("client_secret") && !form.contains_key("client_assertion"), "{form:?}");

    // Whoever has no certificate is not led there.
    let secret = job(&front.origin(), &ca.pem).with("AUTHCTL_CLIENT_SECRET_FROM", "env:SECRET");
    secret.with("SECRET", "CANARY").run(&["token"]).answer();
    assert_eq!(paths(&front.asked()), [(DISCOVERY, None), (DISCOVERY, None), ("/token", None)]);
    assert_eq!(aliased.asked().len(), 1);
}

#[test]
fn without_aliases_the_certificate_is_shown_at_the_endpoints_themselves_beside_a_secret_too() {
    // RFC 8705 §3: bound tokens, whatever the client authenticates by
    let (ca, clients) = (Ca::new(), Ca::new());
    let certificate = ClientCertificate::of(&clients, |_| {});
    let front = Front::new(&ca, &clients);
    let provider = behind(&front, Scripted::new(), |_, _| {});
    let program = with_certificate(job(&front.origin(), &ca.pem), &certificate)
        .with("AUTHCTL_CLIENT_SECRET_FROM", "env:SECRET")
        .with("SECRET", "CANARY");
    let ran = program.run(&["token"]).ok();
    assert!(ran.stderr.contains("does not say that it binds tokens to the certificate"), "{}", ran.stderr);
    assert_eq!(paths(&front.asked()), [(DISCOVERY, None), ("/token", Some(&*certificate.thumbprint()))]);
    assert!(provider.asked("/token")[0].headers["authorization"].starts_with("Basic "));
}

#[test]
fn an_alias_that_may_not_be_used_stops_a_client_with_a_certificate() {
    // C8
    let (ca, clients) = (Ca::new(), Ca::new());
    let certificate = ClientCertificate::of(&clients, |_| {});
    for (aliases, code) in [
        (json!({"token_endpoint": "http://127.0.0.1:1/token"}), Code::CleartextRefused),
        (json!({"token_endpoint": "https://id.example/token#x"}), Code::EndpointRefused),
        (json!({"token_endpoint": 1}), Code::MetadataInvalid),
        (json!([]), Code::MetadataInvalid),
        (json!("https://id.example"), Code::MetadataInvalid),
    ] {
        let front = Front::new(&ca, &clients);
        let document = aliases.clone();
        let provider = behind(&front, Scripted::new(), move |metadata, _| {
            metadata.insert("mtls_endpoint_aliases".into(), document.clone());
        });
        with_certificate(job(&front.origin(), &ca.pem), &certificate).run(&["token"]).refused(code);
        assert_eq!(provider.asked("/token").len(), 0, "{aliases}");
        let secret = job(&front.origin(), &ca.pem).with("AUTHCTL_CLIENT_SECRET_FROM", "env:SECRET");
        secret.with("SECRET", "CANARY").run(&["token"]).answer();
    }
}

#[test]
fn a_method_that_the_provider_does_not_offer_is_not_tried() {
    let (ca, clients) = (Ca::new(), Ca::new());
    let certificate = ClientCertificate::of(&clients, |_| {});
    let front = Front::new(&ca, &clients);
    let provider = behind(&front, Scripted::new(), |document, _| {
        let methods = json!(["client_secret_basic", "self_signed_tls_client_auth"]);
        document.insert("token_endpoint_auth_methods_supported".into(), methods);
    });
    let program = with_certificate(job(&front.origin(), &ca.pem), &certificate);
    program.run(&["token"]).ok();
    let ran = program.with("AUTHCTL_AUTH_METHOD", "tls_client_auth").run(&["token"]);
    ran.refused(Code::AuthMethodUnsupported);
    assert_eq!(provider.asked("/token").len(), 1);
}

/// An access token that says it is bound to that certificate.
fn bound(world: &World, thumbprint: &str) -> String {
    let Value::Object(claims) = json!({"exp": world.now() + 60, "cnf": {"x5t#S256": thumbprint}}) else {
        unreachable!()
    };
    world.key.sign(Some("at+jwt"), &claims).unwrap()
}

#[test]
fn a_token_that_is_bound_to_another_certificate_is_refused() {
    // C139
    let (ca, clients) = (Ca::new(), Ca::new());
    let certificate = ClientCertificate::of(&clients, |_| {});
    let ours = certificate.thumbprint();
    for (thumbprint, code) in
        [(ours.clone(), None), ("CANARY".to_owned(), Some(Code::CertificateBindingMismatch))]
    {
        let front = Front::new(&ca, &clients);
        let scripted = Scripted::new().tokens(move |tokens, world| {
            tokens.insert("access_token".into(), bound(world, &thumbprint).into());
        });
        let provider = behind(&front, scripted, |_, _| {});
        let ran = with_certificate(job(&front.origin(), &ca.pem), &certificate).run(&["token"]);
        match code {
            None => drop(ran.ok()),
            Some(code) => {
                let ran = ran.refused(code);
                assert_eq!(ran.exit, 9);
                assert!(ran.stderr.contains(&ours), "{}", ran.stderr);
            }
        }
        drop(provider);
    }
}

#[test]
fn a_redirect_takes_the_certificate_nowhere() {
    // C4
    let (ca, clients) = (Ca::new(), Ca::new());
    let certificate = ClientCertificate::of(&clients, |_| {});
    let (front, other) = (Front::new(&ca, &clients), Front::new(&ca, &clients));
    let away = format!("Location: {}/token\r\n", other.origin());
    let scripted = Scripted::new().at("/token", move |_, _| Reply::new("307 Temporary Redirect", &away, ""));
    let provider = behind(&front, scripted, |_, _| {});
    other.stand_before(provider.address);
    let program = with_certificate(job(&front.origin(), &ca.pem), &certificate);
    program.run(&["token"]).refused(Code::RedirectRefused);
    assert_eq!(other.asked(), []);
}

#[test]
fn an_api_sees_the_certificate_only_with_a_token_that_is_bound_to_it() {
    let (ca, clients) = (Ca::new(), Ca::new());
    let certificate = ClientCertificate::of(&clients, |_| {});
    let thumbprint = certificate.thumbprint();
    for (is_bound, flags, shown) in
        [(true, &[][..], true), (false, &[], false), (false, &["--with-certificate"], true)]
    {
        let (front, api) = (Front::new(&ca, &clients), Front::new(&ca, &clients));
        let ours = thumbprint.clone();
        let scripted = Scripted::new()
            .tokens(move |tokens, world| {
                if is_bound {
                    tokens.insert("access_token".into(), bound(world, &ours).into());
                }
            })
            .at("/api", |_, _| Reply::json("200 OK", "{}"));
        let provider = behind(&front, scripted, |_, _| {});
        api.stand_before(provider.address);
        let program = with_certificate(job(&front.origin(), &ca.pem), &certificate);
        let url = format!("{}/api", api.origin());
        program.run(&[&["request", "GET", &url], flags].concat()).ok();
        let expected = shown.then_some(thumbprint.as_str());
        assert_eq!(paths(&api.asked()), [("/api", expected)], "{is_bound} {flags:?}");
    }
    let served = Served::start();
    let program = Program::new();
    served.sign_in(&program);
    let url = format!("{}/userinfo", served.issuer);
    program.run(&["request", "GET", &url, "--with-certificate"]).refused(Code::Usage);
}

#[test]
fn a_certificate_that_the_other_side_does_not_take_is_told_as_that() {
    let (ca, clients) = (Ca::new(), Ca::new());
    let expired = ClientCertificate::of(&clients, ClientCertificate::expired);
    let other = ClientCertificate::of(&Ca::new(), |_| {});
    let right = ClientCertificate::of(&clients, |_| {});
    let strict = Front::strict(&ca, &clients);
    let front = Front::new(&ca, &clients);
    let alias = strict.origin();
    let provider = behind(&front, Scripted::new(), move |document, _| {
        document.insert("mtls_endpoint_aliases".into(), json!({"token_endpoint": format!("{alias}/token")}));
    });
    strict.stand_before(provider.address);
    with_certificate(job(&front.origin(), &ca.pem), &right).run(&["token"]).answer();
    let ran =
        with_certificate(job(&front.origin(), &ca.pem), &other).run(&["token"]).refused(Code::TlsFailed);
    let why = "localhost does not take the client's certificate: its signature does not hold there";
    assert!(ran.stderr.contains(why), "{}", ran.stderr);
    // C139: what is known to be wrong is not tried
    with_certificate(job(&front.origin(), &ca.pem), &expired).run(&["token"]).refused(Code::ConfigInvalid);
    assert_eq!(provider.asked("/token").len(), 1);
}

#[test]
fn a_certificate_that_cannot_be_used_is_told_before_anything_is_sent_and_its_key_never_shown() {
    // C139
    let served = Served::start();
    let right = ClientCertificate::self_signed(|_| {});
    let other = ClientCertificate::self_signed(|_| {});
    let expired = ClientCertificate::self_signed(ClientCertificate::expired);
    let early = ClientCertificate::self_signed(|params| {
        params.not_before = rcgen::date_time_ymd(3000, 1, 1);
    });
    let encrypted = right.key_pem().replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let openssh = right.key_pem().replace("PRIVATE KEY", "OPENSSH PRIVATE KEY");
    let broken = right.pem().replace("-----END", "CANARY-----END");
    for (certificate, key, why) in [
        (right.pem(), other.key_pem(), "the private key is not that of the certificate"),
        (expired.pem(), expired.key_pem(), "the certificate has expired on 2001-01-01T00:00:00Z"),
        (early.pem(), early.key_pem(), "the certificate is not valid before 3000-01-01T00:00:00Z"),
        (right.pem(), encrypted, "it is encrypted with a passphrase"),
        (right.pem(), openssh, "it is in OpenSSH's own format"),
        (right.pem(), right.pem(), "there is no private key in PEM"),
        (right.pem(), "CANARY".to_owned(), "there is no private key in PEM"),
        (right.key_pem(), right.key_pem(), "there is no certificate in PEM"),
        ("CANARY".to_owned(), right.key_pem(), "there is no certificate in PEM"),
        (broken, right.key_pem(), "it is not PEM from beginning to end"),
        (pem_of(b"\x30\x03\x02\x01\x01"), right.key_pem(), "the certificate cannot be read"),
    ] {
        let program = job(&served.issuer, &right.pem());
        let file = program.private("cert.pem", &certificate);
        let key = program.private("key.pem", &key);
        let program = program.with("AUTHCTL_TLS_CERT", file).with("AUTHCTL_TLS_KEY", key);
        let ran = program.run(&["token"]).refused(Code::ConfigInvalid);
        assert!(ran.stderr.contains(why), "{why}: {}", ran.stderr);
        assert!(!ran.stderr.contains("CANARY"), "{}", ran.stderr);
    }
    let program = with_certificate(job(&served.issuer, &right.pem()), &right);
    let ran = program.run(&["token"]).refused(Code::ConfigInvalid);
    assert!(ran.stderr.contains("asked without TLS"), "{}", ran.stderr);
    let program = program.without("AUTHCTL_TLS_KEY");
    let ran = program.run(&["token"]).refused(Code::ConfigInvalid);
    assert!(ran.stderr.contains("give --tls-key too"), "{}", ran.stderr);
    let inline =
        program.with("AUTHCTL_TLS_KEY", right.key_pem()).run(&["token"]).refused(Code::ConfigInvalid);
    assert!(!inline.stderr.contains("PRIVATE"), "{}", inline.stderr);
    let program = with_certificate(job(&served.issuer, &right.pem()), &right);
    let program = program.with("AUTHCTL_CLIENT_SECRET_FROM", "env:SECRET").with("SECRET", "CANARY");
    // C135
    program.with("AUTHCTL_AUTH_METHOD", "tls_client_auth").run(&["token"]).refused(Code::ConfigInvalid);
    let program = job(&served.issuer, &right.pem()).with("AUTHCTL_AUTH_METHOD", "tls_client_auth");
    let ran = program.run(&["token"]).refused(Code::ConfigInvalid);
    assert!(ran.stderr.contains("needs a client certificate, and there is none"), "{}", ran.stderr);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let program = with_certificate(job(&served.issuer, &right.pem()), &right);
        std::fs::set_permissions(program.path("key.pem"), std::fs::Permissions::from_mode(0o644)).unwrap();
        program.run(&["token"]).refused(Code::StorePermissions);
    }
    assert_eq!(served.stat("token_requests"), 0);
}

fn pem_of(der: &[u8]) -> String {
    let text = base64url::encode_standard(der);
    format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
}

#[test]
fn a_proxy_is_no_reason_not_to_show_the_certificate_within_this_machine() {
    // C20
    let (ca, clients) = (Ca::new(), Ca::new());
    let certificate = ClientCertificate::of(&clients, |_| {});
    let front = Front::new(&ca, &clients);
    let _provider = behind(&front, Scripted::new(), |_, _| {});
    let program = with_certificate(job(&front.origin(), &ca.pem), &certificate);
    program.with("AUTHCTL_PROXY", "https://127.0.0.1:1").run(&["token"]).answer();
    assert_eq!(paths(&front.asked())[1], ("/token", Some(&*certificate.thumbprint())));
}

#[test]
fn paths_that_are_relative_at_the_login_hold_in_every_directory() {
    let certificate = ClientCertificate::self_signed(|_| {});
    let mutual = Mutual::start(&format!(
        "[[clients]]\nclient_id = \"job\"\ntoken_endpoint_auth_method = \"self_signed_tls_client_auth\"\n\
         jwks = '{}'\ngrant_types = [\"client_credentials\"]\nscope = \"api\"\n",
        certificate.jwks()
    ));
    let program = Program::new();
    program.write("cert.pem", &certificate.pem());
    program.private("key.pem", &certificate.key_pem());
    program.write("ca.pem", &mutual.ca);
    let place = ["login", "--profile", "job", "--issuer", &mutual.served.issuer, "--client-id", "job"];
    let files =
        ["--flow", "client-credentials", "--ca-file", "ca.pem", "--tls-cert", "cert.pem", "--tls-key"];
    for key in ["key.pem", "file:key.pem"] {
        program.run(&[&place[..], &files, &[key]].concat()).ok();
        program.expire("job");
        let elsewhere = program.command(&["token"]).current_dir("/").output().unwrap();
        assert!(elsewhere.status.success(), "{key}: {}", String::from_utf8_lossy(&elsewhere.stderr));
    }
    let program = program.configured("");
    let profile = ["profile", "add", "later", "--issuer", &mutual.served.issuer, "--client-id", "job"];
    program.run(&[&profile[..], &files, &["key.pem"]].concat()).ok();
    let elsewhere = program.command(&["token", "--profile", "later"]).current_dir("/").output().unwrap();
    assert!(elsewhere.status.success(), "{}", String::from_utf8_lossy(&elsewhere.stderr));
}
