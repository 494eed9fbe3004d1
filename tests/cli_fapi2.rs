//! `--security-profile fapi2`: what it turns on, and what it refuses, through the real binary.

use std::{collections::BTreeSet, fmt::Write as _};

use authctl::{
    error::Code,
    jose::{algorithm::Algorithm, key::SigningKey},
    profile::fapi2::{Kept, RULES},
};
use serde_json::{Map, Value, json};

use crate::support::{
    exchange::Reply,
    mutual::ClientCertificate,
    program::Program,
    ran::Ran,
    scripted::{Provider, Scripted, World},
    served::Served,
    tls::Ca,
    tls_front::{Front, behind},
};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/security-profile.md");

const BEGINNING: &str = "\
# Security profiles

`--security-profile fapi2` (the key `security_profile`) keeps to the [FAPI 2.0 Security
Profile](https://openid.net/specs/fapi-security-profile-2_0-final.html): it sets what the profile asks for, and refuses what it
forbids, with the rule. Made from the table in `src/profile/fapi2.rs`; `UPDATE_DOCS=1 cargo test fapi2` writes it anew.

A client of the embedded provider with `security_profile = \"fapi2\"` is held to the rules for providers: `private_key_jwt` with an
assertion for the issuer alone, pushed requests, bound tokens, PS256, ES256 or EdDSA, and refresh tokens that do not change.

| Section | Rule | Kept by |
| --- | --- | --- |
";

/// A private key of this kind, in PEM, and its public half.
fn key(algorithm: Algorithm) -> (String, Value) {
    let key = SigningKey::generate(algorithm, &mut |bytes| getrandom::fill(bytes).unwrap()).unwrap();
    let saved = key.to_saved();
    let private = saved.expose().split_once('.').unwrap().1.to_owned();
    let der = authctl::jose::base64url::decode(&private).unwrap();
    let text = authctl::jose::base64url::encode_standard(der);
    (format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n"), key.public_jwk())
}

/// A provider that has what the rules ask for.
fn fit() -> Scripted {
    Scripted::new().metadata(|document, world| {
        let at = |path: &str| Value::from(format!("{}{path}", world.issuer));
        document.insert("pushed_authorization_request_endpoint".into(), at("/par"));
        document.insert("dpop_signing_alg_values_supported".into(), json!(["ES256"]));
        document.insert("token_endpoint_auth_methods_supported".into(), json!(["private_key_jwt"]));
    })
}

fn login(program: &Program, provider: &Provider, more: &[&str]) -> Ran {
    let profile = ["--security-profile", "fapi2", "--client-key-from", "env:KEY"];
    program.run(&[&provider.login()[..], &profile, more].concat())
}

#[test]
fn every_rule_refuses_what_breaks_it() {
    let (es256, _) = key(Algorithm::ES256);
    let program = Program::new().with("KEY", &es256).with("SECRET", "s3cret");
    let mut seen = BTreeSet::new();
    let mut refused = |ran: Ran, code: Code, what: &'static str| {
        let rule = RULES.iter().find(|rule| rule.what.starts_with(what)).expect(what);
        let ran = ran.refused(code);
        let said = format!("FAPI 2.0 §{}: {}", rule.section, rule.what);
        assert!(ran.stderr.contains(&said), "{said}: {}", ran.stderr);
        seen.insert(rule.what);
    };
    // Nothing is sent: nobody listens there.
    let place = [
        "--client-id",
        "app",
        "--client-key-from",
        "env:KEY",
        "--security-profile",
        "fapi2",
        "--as",
        "alice",
    ];
    let nobody = ["login", "--issuer", "http://127.0.0.1:9"];
    for (flags, what) in [
        (&["--dpop=never"][..], "tokens are bound"),
        (&["--assertion-audience", "token-endpoint"], "a client assertion is for"),
        (&["--endpoint", "device_authorization_endpoint=http://127.0.0.1:9/d"], "endpoints come from"),
        (&["--par=as-required"], "authorization requests are pushed"),
        (&["--pkce", "unadvertised-ok"], "PKCE is with"),
        (&["--quirk", "no-pkce"], "each authorization request"),
        (&["--quirk", "token-in-query"], "access tokens are sent"),
    ] {
        let ran = program.run(&[&nobody[..], &place, flags].concat());
        refused(ran, Code::Usage, what);
    }
    let microsoft = ["login", "--provider", "microsoft", "--client-id", "app", "--security-profile", "fapi2"];
    refused(program.run(&microsoft), Code::Usage, "the issuer in the metadata");
    let password = ["--flow", "password", "--username", "alice", "--password-from", "env:SECRET"];
    let person = ["--client-id", "app", "--client-key-from", "env:KEY", "--security-profile", "fapi2"];
    for flow in [&password[..], &["--flow", "device"], &["--flow", "hybrid"], &["--flow", "implicit"]] {
        refused(program.run(&[&nobody[..], &person, flow].concat()), Code::Usage, "a person signs in by");
    }

    type Change = fn(&mut Map<String, Value>, &World);
    let lacks: [(Change, &'static str); 4] = [
        (
            |document, _| drop(document.remove("pushed_authorization_request_endpoint")),
            "the provider takes pushed",
        ),
        (|document, _| drop(document.remove("code_challenge_methods_supported")), "the provider lists S256"),
        (
            |document, _| drop(document.remove("authorization_response_iss_parameter_supported")),
            "the answer names",
        ),
        (
            |document, _| {
                drop(document.insert("id_token_signing_alg_values_supported".into(), json!(["RS256"])))
            },
            "ID tokens are signed",
        ),
    ];
    for (change, what) in lacks {
        let provider = fit().metadata(change).start();
        refused(login(&program, &provider, &[]), Code::SecurityProfileUnmet, what);
        assert!(provider.asked("/par").is_empty());
    }
    let certified = Certified::start(&program, false);
    refused(certified.job(&program, &[]), Code::SecurityProfileUnmet, "the provider binds tokens");
    let provider =
        fit().metadata(|document, _| drop(document.remove("token_endpoint_auth_methods_supported"))).start();
    let secret = ["--security-profile", "fapi2", "--client-secret-from", "env:SECRET"];
    let ran = program.run(&[&provider.login()[..], &secret].concat());
    refused(ran, Code::SecurityProfileUnmet, "the client authenticates by");
    let (es384, _) = key(Algorithm::ES384);
    let ran = login(&Program::new().with("KEY", &es384), &provider, &[]);
    refused(ran, Code::SecurityProfileUnmet, "the client signs with");
    // What somebody else has signed is no better.
    for header in [json!({"alg": "RS256"}), json!({"alg": "none"})] {
        let part = |value: &Value| authctl::jose::base64url::encode(value.to_string());
        let assertion = format!("{}.{}.c2ln", part(&header), part(&json!({"sub": "app"})));
        let given = ["--security-profile", "fapi2", "--client-assertion-from", "env:JWT"];
        let program = Program::new().with("JWT", &assertion);
        let ran = program.run(&[&provider.login()[..], &given].concat());
        refused(ran, Code::SecurityProfileUnmet, "the client signs with");
    }

    let kept_by_checks = RULES.iter().filter(|rule| !matches!(rule.kept, Kept::Always));
    let all: BTreeSet<&str> = kept_by_checks.map(|rule| rule.what).collect();
    assert_eq!(seen, all);
}

/// A provider over TLS, for a job that shows it a certificate.
struct Certified {
    provider: Provider,
    issuer: String,
    flags: [String; 6],
}

impl Certified {
    /// Whether it says that it binds tokens to certificates is up to the test.
    fn start(program: &Program, binds: bool) -> Self {
        let (ca, clients) = (Ca::new(), Ca::new());
        let (front, shown) = (Front::new(&ca, &clients), ClientCertificate::of(&clients, |_| {}));
        let provider = behind(&front, fit(), move |document, _| {
            document.insert("tls_client_certificate_bound_access_tokens".into(), binds.into());
        });
        let file = |name: &str, text: &str| program.private(name, text);
        let (cert, key) = (file("cert.pem", &shown.pem()), file("cert-key.pem", &shown.key_pem()));
        let ca = file("ca.pem", &ca.pem);
        let flags = ["--tls-cert".into(), cert, "--tls-key".into(), key, "--ca-file".into(), ca];
        Self { provider, issuer: front.origin(), flags }
    }

    fn job(&self, program: &Program, more: &[&str]) -> Ran {
        let job = ["login", "--issuer", &self.issuer, "--client-id", "app", "--flow", "client-credentials"];
        let profile = ["--security-profile", "fapi2", "--client-key-from", "env:KEY"];
        let flags: Vec<&str> = self.flags.iter().map(String::as_str).collect();
        program.run(&[&job[..], &profile, &flags, more].concat())
    }
}

#[test]
fn a_certificate_binds_tokens_as_well_as_a_key_does() {
    // FAPI 2.0 §5.3.3.1 (1)
    let (es256, _) = key(Algorithm::ES256);
    let program = Program::new().with("KEY", &es256);
    let certified = Certified::start(&program, true);
    for more in [&[][..], &["--no-store"], &["--dpop=never"]] {
        certified.job(&program, more).ok();
    }
    let asked = certified.provider.asked("/token");
    assert!(asked.len() == 3 && asked.iter().all(|asked| !asked.headers.contains_key("dpop")));
    // Bound to a key too, if that is said; the answer is of the other kind here.
    certified.job(&program, &["--dpop"]).refused(Code::DpopDowngrade);
}

#[test]
fn what_does_not_go_together_with_the_profile_is_told_with_a_hint_that_works() {
    let (es256, _) = key(Algorithm::ES256);
    let program = Program::new().with("KEY", &es256);
    let job = ["login", "--issuer", "http://127.0.0.1:9", "--client-id", "app", "--no-store"];
    let profile = ["--security-profile", "fapi2", "--client-key-from", "env:KEY"];
    let ran = program.run(&[&job[..], &profile, &["--flow", "client-credentials"]].concat());
    assert_eq!(
        ran.refused(Code::Usage).stderr,
        "error: --security-profile makes tokens that work only with their key, and --no-store keeps neither [usage]\n  \
         profile 127.0.0.1-9, step config\n  \
         drop --no-store, or give --tls-cert and --tls-key, to whose certificate tokens are bound then\n  \
         more: authctl explain usage\n"
    );
}

#[test]
fn a_client_that_breaks_the_profile_is_not_registered() {
    let (es256, _) = key(Algorithm::ES256);
    let (es384, _) = key(Algorithm::ES384);
    let register = |program: &Program, provider: &Provider, more: &[&str]| {
        let place = ["client", "register", "--profile", "work", "--issuer", provider.issuer()];
        program.run(&[&place[..], &["--security-profile", "fapi2"], more].concat())
    };
    let registering = |scripted: Scripted| {
        scripted.metadata(|document, world| {
            document.insert("registration_endpoint".into(), format!("{}/register", world.issuer).into());
        })
    };
    let provider = registering(fit())
        .metadata(|document, _| drop(document.remove("token_endpoint_auth_methods_supported")))
        .start();
    let program = || Program::new().configured("").with("KEY", &es256).with("OTHER", &es384);
    let key = ["--client-key-from", "env:KEY"];
    for (more, code) in [
        (&["--flow", "device"][..], Code::Usage),
        (&["--dpop=never"], Code::Usage),
        (&[], Code::SecurityProfileUnmet),
        (&["--flow", "client-credentials"], Code::SecurityProfileUnmet),
        (&["--client-key-from", "env:OTHER"], Code::SecurityProfileUnmet),
    ] {
        register(&program(), &provider, more).refused(code);
    }
    let no_par = registering(fit())
        .metadata(|document, _| drop(document.remove("pushed_authorization_request_endpoint")))
        .start();
    register(&program(), &no_par, &key).refused(Code::SecurityProfileUnmet);
    for provider in [&provider, &no_par] {
        assert!(provider.asked("/register").is_empty());
    }
    let right = registering(fit())
        .at("/register", |asked, _| {
            let mut answer: Map<String, Value> = serde_json::from_str(&asked.body).unwrap();
            answer.insert("client_id".into(), "app".into());
            Reply::json("201 Created", &Value::from(answer).to_string())
        })
        .start();
    register(&program(), &right, &key).ok();
    let asked: Value = serde_json::from_str(&right.asked("/register")[0].body).unwrap();
    assert_eq!(asked["token_endpoint_auth_method"], "private_key_jwt");
}

#[test]
fn an_id_token_of_another_algorithm_is_refused_although_the_provider_lists_it() {
    // The scripted provider signs with EdDSA; what it lists decides.
    let (es256, _) = key(Algorithm::ES256);
    let program = Program::new().with("KEY", &es256);
    let provider = fit()
        .metadata(|document, _| {
            document.insert("id_token_signing_alg_values_supported".into(), json!(["ES256", "RS256"]));
        })
        .tokens(|tokens, _| drop(tokens.insert("token_type".into(), "DPoP".into())))
        .at("/par", |_, _| Reply::json("201 Created", r#"{"request_uri":"urn:x","expires_in":60}"#))
        .at("/authorize", |_, world| {
            let iss: String = url::form_urlencoded::byte_serialize(world.issuer.as_bytes()).collect();
            let back = format!("Location: http://127.0.0.1/callback?error=access_denied&iss={iss}\r\n");
            Reply::new("303 See Other", &back, "")
        })
        .start();
    // What reaches the browser is the name of the pushed request, and nothing that could be changed on the way.
    assert_ne!(login(&program, &provider, &[]).exit, 0);
    let asked = &provider.asked("/authorize")[0];
    assert_eq!(asked.query.keys().collect::<Vec<_>>(), ["client_id", "request_uri"]);
    let pushed = &provider.asked("/par")[0];
    assert!(pushed.headers.contains_key("dpop") && pushed.form.contains_key("dpop_jkt"));
    assert!(pushed.form["nonce"].len() <= 64);
    let (header, claims) = authctl::jose::jws::peek(&pushed.form["client_assertion"]).unwrap();
    assert_eq!((&header["alg"], &claims["aud"]), (&json!("ES256"), &json!(provider.issuer())));
}

/// The embedded provider with a client that is held to the rules.
fn held(jwk: &Value) -> Served {
    Served::configured(&format!(
        "[[clients]]\nclient_id = \"bank\"\nsecurity_profile = \"fapi2\"\ntoken_endpoint_auth_method = \"private_key_jwt\"\n\
         jwks = '''{}'''\nredirect_uris = [\"http://127.0.0.1/callback\"]\nid_token_signed_response_alg = \"EdDSA\"\n",
        json!({ "keys": [jwk] })
    ))
}

#[test]
fn a_whole_life_with_nothing_named_but_the_profile() {
    let (private, mut public) = key(Algorithm::PS256);
    public.as_object_mut().unwrap().remove("kid");
    let (program, served) = (Program::new().with("KEY", &private), held(&public));
    let place =
        ["login", "--profile", "bank", "--issuer", &served.issuer, "--client-id", "bank", "--as", "alice"];
    let scope = ["--scope", "openid profile offline_access"];
    let profile = ["--client-key-from", "env:KEY", "--security-profile", "fapi2"];
    program.run(&[&place[..], &scope, &profile].concat()).ok();
    let session = program.session("bank");
    assert_eq!((session.token_type.as_str(), session.dpop_key.is_some()), ("DPoP", true));
    let refresh_token = session.refresh_token.unwrap();
    program.run(&["refresh"]).ok();
    program.run(&["whoami"]).ok();
    // FAPI 2.0 §5.3.2.1 (9): it does not change, and works again.
    let renewed = program.session("bank");
    assert_eq!(renewed.refresh_token.unwrap().expose(), refresh_token.expose());
    program.run(&["refresh"]).ok();
    assert_eq!((served.stat("refreshes"), served.stat("refresh_reuse_refused")), (2, 0));
    // Without the profile the client is not heard.
    for flags in [&["--par"][..], &["--dpop"], &["--par", "--dpop", "--assertion-audience", "token-endpoint"]]
    {
        let ran = program.run(&[&place[..], &scope, &["--client-key-from", "env:KEY"], flags].concat());
        assert_ne!(ran.exit, 0, "{flags:?}");
    }
}

#[test]
fn where_the_browser_is_elsewhere_the_flow_stays_what_the_profile_says() {
    let (es256, _) = key(Algorithm::ES256);
    let pushed = r#"{"request_uri":"urn:x","expires_in":60}"#;
    let provider = fit()
        .metadata(|document, world| {
            let url = format!("{}/device_authorization", world.issuer);
            document.insert("device_authorization_endpoint".into(), url.into());
        })
        .at("/par", move |_, _| Reply::json("201 Created", pushed))
        .start();
    let program = Program::new().with("KEY", &es256).with("SSH_CONNECTION", "a b c d");
    let profile = ["--security-profile", "fapi2", "--client-key-from", "env:KEY", "--login-timeout", "0s"];
    let mut login = program.start(&[&provider.login_by_hand()[..], &profile].concat());
    assert!(login.line("http").contains("request_uri="));
    login.end().refused(Code::LoginTimeout);
    assert!(provider.asked("/device_authorization").is_empty());
}

#[test]
fn a_client_that_cannot_keep_to_it_is_not_registered_so() {
    let (_, public) = key(Algorithm::ES256);
    let jwks = json!({ "keys": [public] }).to_string();
    let client = |more: &str| {
        format!(
            "[[clients]]\nclient_id = \"bank\"\nsecurity_profile = \"fapi2\"\nredirect_uris = [\"https://bank.example/\"]\n{more}\n"
        )
    };
    let key = format!("token_endpoint_auth_method = \"private_key_jwt\"\njwks = '''{jwks}'''\n");
    let program = Program::new();
    for (more, why) in [
        ("", "private_key_jwt"),
        ("client_secret = \"a\"\n", "private_key_jwt"),
        (&*key, "ES256 or EdDSA"),
        (
            &format!("{key}id_token_signed_response_alg = \"EdDSA\"\ngrant_types = [\"password\"]\n"),
            "password",
        ),
    ] {
        let file = program.write("serve.toml", &client(more)).display().to_string();
        let ran = program.run(&["serve", "--port", "0", "--config", &file]).refused(Code::ConfigInvalid);
        assert!(ran.stderr.contains(why), "{why}: {}", ran.stderr);
    }
}

#[test]
fn the_document_of_the_rules_is_what_the_table_says() {
    let mut text = BEGINNING.to_owned();
    for rule in RULES {
        let kept = match &rule.kept {
            Kept::Always => "always so".to_owned(),
            Kept::BySetting(key, _) => format!("the setting `{}`", key.row().name),
            Kept::ByProvider(_) => "the metadata, else `security_profile_unmet`".to_owned(),
            Kept::ByClient(_) => "the client's key, else `security_profile_unmet`".to_owned(),
        };
        writeln!(text, "| §{} | {} | {kept} |", rule.section, rule.what).unwrap();
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(FILE, &text).unwrap();
    }
    let written = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(written == text, "docs/security-profile.md is old; UPDATE_DOCS=1 writes it anew");
}
