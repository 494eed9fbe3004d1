//! `--trace` and `--record`, through the real binary: everything that was sent and checked, in order, and no secret of it
//! (threat C145).

use std::{collections::HashMap, fs, path::Path};

use authctl::{
    error::Code,
    jose::{algorithm::Algorithm, private_key::PrivateKey},
};
use serde_json::{Value, json};

use crate::support::{
    exchange::Reply,
    mutual::{ClientCertificate, Mutual},
    program::Program,
    ran::timeless,
    scripted::{Provider, Scripted},
    sealed::Pair,
    served::Served,
};

/// Every stretch of `alphabet` that follows `before` becomes what `name` says of it.
fn replaced(
    text: &str,
    before: &str,
    alphabet: fn(char) -> bool,
    mut name: impl FnMut(&str) -> String,
) -> String {
    let mut parts = text.split(before);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c| !alphabet(c)).unwrap_or(part.len());
        out.push_str(&format!("{before}{}{}", name(&part[..end]), &part[end..]));
    }
    out
}

/// The text without what differs from run to run. Hashes are numbered, so that equal secrets stay equal.
fn steady(text: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let is_line = |c: char| c != '\n';
    let is_digit = |c: char| c.is_ascii_digit();
    let mut hashes = HashMap::new();
    let mut text = replaced(&timeless(text), "sha256:", is_word, |hash| {
        let next = hashes.len() + 1;
        format!("#{}", hashes.entry(hash.to_owned()).or_insert(next))
    });
    for (before, alphabet, name) in [
        ("\"kid\":\"", is_word as fn(char) -> bool, "KID"),
        // the provider makes its keys when it finds the time
        ("{\"keys\":", is_line, "KEYS}"),
        (" to key ", is_word, "KID"),
        ("\"at_hash\":\"", is_word, "HASH"),
        ("\"c_hash\":\"", is_word, "HASH"),
        ("\"s_hash\":\"", is_word, "HASH"),
        ("\"sid\":\"", is_word, "SID"),
        ("code_challenge = ", is_word, "CHALLENGE"),
        ("dpop_jkt = ", is_word, "JKT"),
        ("bound to  key ", is_word, "JKT"),
        ("\"jkt\":\"", is_word, "JKT"),
        ("dpop-nonce: ", is_line, "NONCE"),
        ("date: ", is_line, "DATE"),
        ("content-length: ", is_digit, "LENGTH"),
        ("\"auth_time\":", is_digit, "SECONDS"),
        ("\"exp\":", is_digit, "SECONDS"),
        ("\"nbf\":", is_digit, "SECONDS"),
        ("\"jti\":\"", is_word, "JTI"),
        ("\"code_challenge\":\"", is_word, "CHALLENGE"),
        ("\"iat\":", is_digit, "SECONDS"),
    ] {
        text = replaced(&text, before, alphabet, |_| name.to_owned());
    }
    let line = |line: &str| match line.rsplit_once(' ') {
        Some((rest, "ms")) => format!("{} N ms", rest.rsplit_once(' ').unwrap().0),
        _ => match line.strip_prefix("     (").and_then(|rest| rest.split_once(" bytes")) {
            Some((_, rest)) => format!("     (N bytes{rest}"),
            None => line.to_owned(),
        },
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n") + "\n"
}

/// `UPDATE_DOCS=1 cargo test transcript` writes it anew.
#[test]
fn a_whole_login_at_the_embedded_provider_is_traced_step_by_step() {
    let (program, served) = (Program::new(), Served::start());
    let place =
        ["login", "--profile", "work", "--issuer", &served.issuer, "--client-id", "authctl", "--as", "alice"];
    let ran =
        program.run(&[&place[..], &["--scope", "openid email offline_access", "--trace"]].concat()).ok();
    assert_eq!(ran.stdout, "");
    is_golden("login.trace", &steady(&served.nameless(&ran.stderr)));
    let session = program.session("work");
    let tokens = [Some(session.access_token), session.refresh_token, session.id_token];
    assert!(tokens.into_iter().flatten().all(|token| !ran.stderr.contains(token.expose())));
}

/// `UPDATE_DOCS=1 cargo test transcript` writes it anew.
#[test]
fn a_registration_is_traced_and_neither_its_token_nor_its_secret_stands_in_it() {
    let (program, served) = (Program::new().configured(""), Served::start());
    let place = ["client", "register", "--profile", "job", "--issuer", &served.issuer];
    let more = ["--flow", "client-credentials", "--scope", "api", "--trace"];
    let ran = program.run(&[&place[..], &more].concat()).ok();
    let is_id = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let trace = replaced(&steady(&served.nameless(&ran.stderr)), "dcr-", is_id, |_| "ID".to_owned());
    let trace =
        replaced(&trace, "\"client_id_issued_at\":", |c| c.is_ascii_digit(), |_| "SECONDS".to_owned());
    is_golden("register.trace", &trace);
    for name in ["job.client_secret", "job.registration_access_token"] {
        let secret = fs::read_to_string(program.path("state/clients").join(name)).unwrap();
        assert!(!ran.stderr.contains(&secret), "{name}");
    }
}

/// `UPDATE_DOCS=1 cargo test transcript` writes it anew.
#[test]
fn a_login_that_signs_and_pushes_what_it_asks_for_in_detail_is_traced_step_by_step() {
    let pem = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap().serialize_pem();
    let key = PrivateKey::parse(&pem.as_str().into()).unwrap().signing(Algorithm::EdDSA).unwrap();
    let served = Served::configured(&format!(
        "[[clients]]\nclient_id = \"app\"\ntoken_endpoint_auth_method = \"private_key_jwt\"\n\
         jwks = '{}'\nredirect_uris = [\"http://127.0.0.1/callback\"]\nrequire_signed_request_object = true\n\
         id_token_signed_response_alg = \"EdDSA\"\n",
        json!({"keys": [key.public_jwk()]})
    ));
    let program = Program::new().with("KEY", pem);
    let place =
        ["login", "--profile", "work", "--issuer", &served.issuer, "--client-id", "app", "--as", "alice"];
    let details = r#"[{"type":"payment_initiation","creditorName":"Shop","instructedAmount":{"currency":"EUR","amount":"9.99"}}]"#;
    let resource = format!("{}/_dev/api", served.issuer);
    let ask = ["--scope", "openid", "--acr-values", "dev:mfa", "--authorization-details", details];
    let how = ["--client-key-from", "env:KEY", "--jar", "--par", "--resource", &resource, "--trace"];
    let ran = program.run(&[&place[..], &ask, &how].concat()).ok();
    is_golden("jar.trace", &steady(&served.nameless(&ran.stderr)));
}

/// `UPDATE_DOCS=1 cargo test transcript` writes it anew.
#[test]
fn a_login_that_encrypts_what_it_asks_for_and_is_answered_so_is_traced_step_by_step() {
    let pair = Pair::ec();
    let served = Served::configured(&format!(
        "[[clients]]\nclient_id = \"app\"\nclient_secret = \"CANARY-of-the-app\"\njwks = '{}'\n\
         redirect_uris = [\"http://127.0.0.1/callback\"]\nid_token_signed_response_alg = \"EdDSA\"\n\
         request_object_encryption_alg = \"ECDH-ES\"\nauthorization_signed_response_alg = \"EdDSA\"\n\
         authorization_encrypted_response_alg = \"ECDH-ES\"\n",
        json!({"keys": [pair.public]})
    ));
    let program = pair.program().with("SECRET", "CANARY-of-the-app");
    let place =
        ["login", "--profile", "work", "--issuer", &served.issuer, "--client-id", "app", "--as", "alice"];
    let client = ["--client-secret-from", "env:SECRET", "--auth-method", "client_secret_basic"];
    let forms = ["--request-object-form", "encrypted", "--response-form", "encrypted"];
    let ran = program.run(&[&place[..], &client, &forms, &["--scope", "openid", "--trace"]].concat()).ok();
    assert!(!ran.stderr.contains("CANARY"));
    is_golden("encrypted-front-channel.trace", &steady(&served.nameless(&ran.stderr)));
}

/// `UPDATE_DOCS=1 cargo test transcript` writes it anew.
#[test]
fn a_login_whose_answers_are_encrypted_is_traced_step_by_step() {
    let served = Served::configured(
        "[[clients]]\nclient_id = \"app\"\nclient_secret = \"CANARY-of-the-app\"\n\
         redirect_uris = [\"http://127.0.0.1/callback\"]\nid_token_signed_response_alg = \"EdDSA\"\n\
         id_token_encrypted_response_alg = \"A256KW\"\nuserinfo_signed_response_alg = \"EdDSA\"\n\
         userinfo_encrypted_response_alg = \"dir\"\nuserinfo_encrypted_response_enc = \"A256GCM\"\n",
    );
    let program = Program::new().with("APP_SECRET", "CANARY-of-the-app");
    let place = ["login", "--profile", "work", "--issuer", &served.issuer, "--client-id", "app"];
    let secret = ["--client-secret-from", "env:APP_SECRET", "--as", "alice", "--scope", "openid email"];
    let forms = ["--id-token-form", "encrypted", "--userinfo-form", "signed-encrypted", "--trace"];
    let ran = program.run(&[&place[..], &secret, &forms].concat()).ok();
    assert!(!ran.stderr.contains("CANARY"), "{}", ran.stderr);
    is_golden("encrypted.trace", &steady(&served.nameless(&ran.stderr)));
}

/// `UPDATE_DOCS=1 cargo test transcript` writes it anew.
#[test]
fn a_login_for_an_api_that_says_who_signs_in_for_it_is_traced_step_by_step() {
    let (program, served) = (Program::new(), Served::start());
    let api = format!("{}/_dev/api", served.issuer);
    let place = ["login", "--profile", "api", "--resource", &api, "--client-id", "authctl"];
    let ran = program.run(&[&place[..], &["--as", "alice", "--scope", "openid", "--trace"]].concat()).ok();
    is_golden("resource.trace", &steady(&served.nameless(&ran.stderr)));
}

/// `UPDATE_DOCS=1 cargo test transcript` writes it anew.
#[test]
fn a_request_that_needs_a_stronger_sign_in_is_traced_step_by_step() {
    let (program, served) = (Program::new().with("AUTHCTL_AS", "alice"), Served::start());
    served.sign_in(&program);
    let api = format!("{}/_dev/api?acr=dev:mfa", served.issuer);
    let ran = program.run(&["request", "GET", &api, "--step-up", "--fail", "--trace"]).ok();
    is_golden("step_up.trace", &steady(&served.nameless(&ran.stderr)));
}

/// Holds a trace against the one that is kept.
#[track_caller]
fn is_golden(name: &str, traced: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, traced).unwrap();
    }
    let golden = fs::read_to_string(&file).unwrap_or_default();
    assert!(traced == golden, "not tests/golden/{name}, but:\n{traced}");
}

/// `UPDATE_DOCS=1 cargo test transcript` writes it anew.
#[test]
fn a_whole_login_on_a_device_is_traced_step_by_step_and_neither_code_stands_in_it() {
    let served = Served::configured("[lifetimes]\ndevice_interval = \"1s\"\n");
    let program = Program::new();
    let place = ["login", "--profile", "work", "--issuer", &served.issuer, "--client-id", "authctl"];
    let more =
        ["--flow", "device", "--as", "alice", "--scope", "openid email", "--trace", "--record", "run.har"];
    let ran = program.run(&[&place[..], &more].concat()).ok();
    is_golden("device.trace", &steady(&served.nameless(&ran.stderr)));
    // C145: nowhere does a code stand as it is
    let is_code = |word: &str| {
        let letters = word.bytes().filter(u8::is_ascii_uppercase).count();
        word.len() == 9 && letters == 8 && word.as_bytes()[4] == b'-'
    };
    for text in [&ran.stderr, &record(&program).to_string()] {
        assert_eq!(
            text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').find(|word| is_code(word)),
            None
        );
    }
}

/// `UPDATE_DOCS=1 cargo test transcript` writes it anew.
#[test]
fn a_whole_login_by_password_is_traced_step_by_step_and_the_password_does_not_stand_in_it() {
    let served = Served::configured(
        "[[users]]\nusername = \"carol\"\npassword = \"CANARY-of-carol\"\n[[clients]]\nclient_id = \"old-app\"\n\
         client_secret = \"CANARY-of-the-app\"\ngrant_types = [\"password\"]\nid_token_signed_response_alg = \"EdDSA\"\n",
    );
    let program = Program::new().with("P", "CANARY-of-carol").with("S", "CANARY-of-the-app");
    let place = ["login", "--profile", "work", "--issuer", &served.issuer, "--client-id", "old-app"];
    let how = ["--client-secret-from", "env:S", "--flow", "password", "--username", "carol"];
    let more = ["--password-from", "env:P", "--scope", "openid", "--trace", "--record", "run.har"];
    let ran = program.run(&[&place[..], &how, &more].concat()).ok();
    is_golden("password.trace", &steady(&served.nameless(&ran.stderr)));
    assert!(!record(&program).to_string().contains("CANARY"));
}

/// `UPDATE_DOCS=1 cargo test transcript` writes it anew.
#[test]
fn a_login_with_bound_tokens_is_traced_step_by_step_with_the_nonce_that_the_provider_demands() {
    let (program, served) = (Program::new(), Served::configured("require_dpop_nonce = true\n"));
    let place = ["login", "--profile", "work", "--issuer", &served.issuer, "--client-id", "authctl"];
    let more = ["--as", "alice", "--scope", "openid email", "--dpop", "--trace"];
    let ran = program.run(&[&place[..], &more].concat()).ok();
    is_golden("dpop.trace", &steady(&served.nameless(&ran.stderr)));
}

/// `UPDATE_DOCS=1 cargo test transcript` writes it anew.
#[test]
fn a_whole_login_where_the_provider_asks_is_traced_step_by_step_and_no_secret_stands_in_it() {
    let served = Served::configured(crate::cli_ciba::TILL);
    let program = Program::new().with("S", "CANARY-of-the-till");
    let place = ["login", "--profile", "work", "--issuer", &served.issuer, "--client-id", "till"];
    let how = ["--client-secret-from", "env:S", "--flow", "ciba", "--login-hint", "alice", "--as", "alice"];
    let more = ["--binding-message", "W4SCT", "--scope", "openid", "--trace", "--record", "run.har"];
    let ran = program.run(&[&place[..], &how, &more].concat()).ok();
    is_golden("ciba.trace", &steady(&served.nameless(&ran.stderr)));
    assert!(!record(&program).to_string().contains("CANARY"));
}

/// `UPDATE_DOCS=1 cargo test transcript` writes it anew.
#[test]
fn a_token_for_a_certificate_is_traced_step_by_step() {
    let certificate = ClientCertificate::self_signed(|_| {});
    let mutual = Mutual::start(&format!(
        "[[clients]]\nclient_id = \"job\"\ntoken_endpoint_auth_method = \"self_signed_tls_client_auth\"\n\
         jwks = '{}'\ntls_client_certificate_bound_access_tokens = true\n\
         grant_types = [\"client_credentials\"]\nscope = \"api\"\n",
        certificate.jwks()
    ));
    let program = Program::new();
    let file = program.private("cert.pem", &certificate.pem());
    let key = program.private("key.pem", &certificate.key_pem());
    let place = ["login", "--profile", "job", "--issuer", &mutual.served.issuer, "--client-id", "job"];
    let more = ["--flow", "client-credentials", "--ca-file", &mutual.served.ca_file];
    let ran =
        program.run(&[&place[..], &more, &["--tls-cert", &file, "--tls-key", &key, "--trace"]].concat());
    let traced = mutual.served.nameless(&ran.ok().stderr).replace(&mutual.authority, "MUTUAL");
    is_golden("mutual_tls.trace", &steady(&traced));
}

#[test]
fn no_trace_and_no_record_holds_a_secret_however_the_command_ends() {
    // C64, C145
    let json = |body: &'static str| move |_: &_, _: &_| Reply::json("200 OK", body);
    let with_secret = |status: &'static str, kind: &'static str| {
        move |asked: &crate::support::exchange::Asked, _: &_| {
            let code = asked.form.get("code").cloned().unwrap_or_default();
            Reply::new(
                status,
                &format!("Content-Type: {kind}\r\nX-Note: hello\r\n"),
                &format!("CANARY {code}"),
            )
        }
    };
    let cases = [
        (Scripted::new(), None),
        (
            Scripted::new().claims(|claims, _| drop(claims.insert("aud".into(), "x".into()))),
            Some(Code::IdTokenAud),
        ),
        (
            Scripted::new().callback(|back, _| drop(back.insert("iss".into(), "x".into()))),
            Some(Code::ResponseIssMismatch),
        ),
        (Scripted::new().at("/token", with_secret("200 OK", "text/html")), Some(Code::NotJson)),
        (Scripted::new().at("/token", with_secret("200 OK", "application/json")), Some(Code::NotJson)),
        (Scripted::new().at("/token", with_secret("500 Oh", "text/plain")), Some(Code::ServerError)),
        (
            Scripted::new().at("/token", json(r#"{"access_token":"CANARY a","token_type":"Bearer"}"#)),
            Some(Code::TokenCharset),
        ),
        (
            Scripted::new().at("/userinfo", json(r#"{"sub":"x","access_token":"CANARY"}"#)),
            Some(Code::UserInfoSub),
        ),
    ];
    for (scripted, code) in cases {
        let (program, provider) = (Program::new().with("APP_SECRET", "CANARY-client"), scripted.start());
        let more = ["--trace", "--record", "run.har", "--client-secret-from", "env:APP_SECRET"];
        let ran = program.run(&[&provider.login()[..], &more].concat());
        provider.tells_nothing(&ran);
        provider.is_kept_secret_in(&record(&program).to_string());
        match code {
            Some(code) => drop(ran.refused(code)),
            None => {
                drop(ran.ok());
                whole_life(&program, &provider);
            }
        }
    }
}

/// The other commands of a session, traced and recorded.
fn whole_life(program: &Program, provider: &Provider) {
    for command in ["refresh", "whoami", "logout"] {
        let ran = program.run(&[command, "--trace", "--record", "run.har"]).ok();
        provider.tells_nothing(&ran);
        assert!(ran.stderr.contains("\n   < 200 OK\n"), "{command}: {}", ran.stderr);
        provider.is_kept_secret_in(&record(program).to_string());
    }
}

/// The record, which is HAR 1.2 with every member that it must have (<http://www.softwareishard.com/blog/har-12-spec/>).
fn record(program: &Program) -> Value {
    let text = fs::read_to_string(program.path("run.har")).unwrap();
    let har: Value = serde_json::from_str(&text).unwrap();
    let log = &har["log"];
    assert_eq!((&log["version"], &log["creator"]["name"]), (&json!("1.2"), &json!("authctl")));
    assert!(log["creator"]["version"].is_string());
    for entry in log["entries"].as_array().unwrap() {
        let (request, response) = (&entry["request"], &entry["response"]);
        assert_eq!(timeless(entry["startedDateTime"].as_str().unwrap()), "MOMENT");
        assert!(entry["time"].is_u64() && entry["cache"].is_object(), "{entry}");
        assert!(["send", "wait", "receive"].iter().all(|phase| entry["timings"][phase].is_u64()), "{entry}");
        for (message, texts, lists) in [
            (request, &["method", "url", "httpVersion"][..], &["cookies", "headers", "queryString"][..]),
            (response, &["statusText", "httpVersion", "redirectURL"], &["cookies", "headers"]),
        ] {
            assert!(texts.iter().all(|name| message[name].is_string()), "{message}");
            assert!(message["headersSize"].is_i64() && message["bodySize"].is_i64(), "{message}");
            for list in lists {
                let pairs = message[list].as_array().unwrap();
                assert!(
                    pairs.iter().all(|pair| pair["name"].is_string() && pair["value"].is_string()),
                    "{message}"
                );
            }
        }
        assert!(response["status"].is_u64(), "{response}");
        assert!(
            response["content"]["size"].is_u64() && response["content"]["mimeType"].is_string(),
            "{response}"
        );
        assert!(request.get("postData").is_none_or(|data| data["mimeType"].is_string()), "{request}");
    }
    har
}

fn requests(har: &Value) -> Vec<String> {
    let entries = har["log"]["entries"].as_array().unwrap();
    entries
        .iter()
        .map(|entry| {
            let path = entry["request"]["url"].as_str().unwrap().splitn(4, '/').nth(3).unwrap();
            let path = path.split('?').next().unwrap();
            format!(
                "{} /{path} {}",
                entry["request"]["method"].as_str().unwrap(),
                entry["response"]["status"]
            )
        })
        .collect()
}

#[test]
fn what_was_sent_is_recorded_in_order_for_the_owner_alone() {
    let (program, provider) = (Program::new(), Scripted::new().start());
    let ran = program.run(&[&provider.login()[..], &["--record", "run.har"]].concat()).ok();
    assert!(ran.stderr.starts_with("Signed in as alice.\n"), "{}", ran.stderr);
    assert_eq!(
        requests(&record(&program)),
        [
            "GET /.well-known/openid-configuration 200",
            "GET /authorize 303",
            "POST /token 200",
            "GET /jwks 200",
            "GET /userinfo 200",
        ]
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(program.path("run.har")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_login_that_fails_is_recorded_too_and_so_is_one_that_was_interrupted() {
    let provider = Scripted::new().at("/token", |_, _| Reply::HangsUp).start();
    let program = Program::new();
    program.run(&[&provider.login()[..], &["--record", "run.har"]].concat()).refused(Code::ExchangeUncertain);
    let har = record(&program);
    assert_eq!(
        requests(&har),
        ["GET /.well-known/openid-configuration 200", "GET /authorize 303", "POST /token 0"]
    );
    let why = har["log"]["entries"][2]["response"]["comment"].as_str().unwrap();
    assert_eq!(why, "127.0.0.1 closed the connection before an answer [connection_failed]");

    let mut login =
        program.start(&[&provider.login_by_hand()[..], &["--no-browser", "--record", "run.har"]].concat());
    login.line("If that browser");
    #[cfg(unix)]
    {
        login.signal(rustix::process::Signal::INT);
        assert_eq!(login.end().exit, 130);
        assert_eq!(
            requests(&record(&program)),
            ["GET /.well-known/openid-configuration 200", "GET /authorize 0"]
        );
    }
}

#[test]
fn a_record_that_cannot_be_written_is_told_before_anything_is_done() {
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let before = program.sessions();
    for path in ["/proc/run.har", "/dev/null/run.har"] {
        let ran = program.run(&["refresh", "--record", path]).refused(Code::FileFailed);
        assert!(ran.stderr.contains(&format!("\n  got {path}: ")), "{}", ran.stderr);
    }
    assert_eq!(program.sessions(), before);
    assert_eq!(served.stat("refreshes"), 0);
}

#[test]
fn what_is_asked_for_by_name_is_shown_although_the_rest_is_quiet() {
    let (program, provider) = (Program::new(), Scripted::new().start());
    let ran = program.run(&[&provider.login()[..], &["--trace", "--quiet"]].concat()).ok();
    let last = ran.stderr.lines().last().unwrap();
    assert_eq!(last, "   ok sub is that of the ID token (OIDC Core §5.3.2)");
}

/// `UPDATE_DOCS=1 cargo test transcript` writes them anew.
#[test]
fn tokens_through_the_browser_are_traced_step_by_step_and_none_stands_in_it() {
    for (name, flags) in [
        ("hybrid.trace", &["--flow", "hybrid", "--response-type", "code id_token token"][..]),
        ("implicit.trace", &["--flow", "implicit", "--response-mode", "form_post"]),
        ("jarm.trace", &["--response-mode", "jwt"]),
    ] {
        let (program, served) = (Program::new(), Served::start());
        let place = ["login", "--profile", "work", "--issuer", &served.issuer, "--client-id", "authctl"];
        let more = ["--as", "alice", "--scope", "openid email", "--trace"];
        let ran = program.run(&[&place[..], &more, flags].concat()).ok();
        is_golden(name, &steady(&served.nameless(&ran.stderr)));
        let session = program.session("work");
        let tokens = [Some(session.access_token), session.id_token];
        assert!(tokens.into_iter().flatten().all(|token| !ran.stderr.contains(token.expose())), "{name}");
    }
}
