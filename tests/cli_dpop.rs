//! Sessions whose tokens are bound to a key (RFC 9449), through the real binary.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use authctl::{
    error::Code,
    jose::{algorithm::Algorithm, dpop, jws},
    session::Session,
};
use serde_json::{Value, json};

use crate::support::{
    exchange::{Asked, Reply},
    program::Program,
    scripted::{Provider, Scripted, World},
    served::Served,
};

const JOBS: &str = r#"
[[clients]]
client_id = "job"
client_secret = "s3cret"
grant_types = ["client_credentials"]
dpop_bound_access_tokens = true
"#;

fn sign_in(program: &Program, served: &Served, more: &[&str]) {
    let place =
        ["login", "--profile", "work", "--issuer", &served.issuer, "--client-id", "authctl", "--dpop"];
    let person = ["--as", "alice", "--scope", "openid profile offline_access"];
    program.run(&[&place[..], &person, more].concat()).ok();
}

/// A provider that binds tokens, or says that it does.
fn binding() -> Scripted {
    Scripted::new()
        .metadata(|document, _| {
            drop(document.insert("dpop_signing_alg_values_supported".into(), json!(["ES256"])))
        })
        .tokens(|tokens, _| drop(tokens.insert("token_type".into(), "DPoP".into())))
}

fn with_dpop(provider: &Provider) -> Vec<&str> {
    [provider.login(), vec!["--dpop"]].concat()
}

/// The proof of a request, which is a right one but for what the caller looks at.
fn proof(asked: &Asked) -> dpop::Proven {
    dpop::read(&asked.headers["dpop"]).unwrap_or_else(|why| panic!("the proof {why}"))
}

#[test]
fn a_whole_life_at_a_provider_that_demands_nonces() {
    // C136, C137
    let served = Served::configured("require_dpop_nonce = true\n");
    let program = Program::new();
    for par in [&[][..], &["--par"]] {
        sign_in(&program, &served, par);
    }
    let session = program.session("work");
    let jkt = session.dpop_key.as_ref().unwrap().jkt.clone();
    let status: Value = serde_json::from_str(&program.run(&["status", "--json"]).answer()).unwrap();
    assert_eq!((&status[0]["token_type"], &status[0]["dpop_jkt"]), (&json!("DPoP"), &json!(jkt)));
    assert!(program.run(&["status"]).answer().contains(", DPoP"));
    assert!(program.run(&["whoami", "--json"]).answer().contains("\"source\": \"userinfo\""));
    let userinfo = format!("{}/userinfo?a=b", served.issuer);
    assert!(program.run(&["request", "GET", &userinfo]).answer().contains("\"sub\":\"alice\""));
    program.run(&["refresh"]).ok();
    let renewed = program.session("work");
    assert_eq!((renewed.generation, renewed.dpop_key.unwrap().jkt), (session.generation + 1, jkt));
    program.run(&["introspect"]).ok();
    program.run(&["logout"]).ok();
}

#[test]
fn every_flow_that_gets_tokens_binds_them() {
    let (program, served) = (Program::new().with("SECRET", "s3cret"), Served::configured(JOBS));
    let place = ["login", "--issuer", &served.issuer, "--dpop"];
    let job = ["--flow", "client-credentials", "--client-id", "job", "--client-secret-from", "env:SECRET"];
    let device = ["--flow", "device", "--client-id", "authctl", "--as", "alice"];
    program.run(&[&place[..], &job, &["--profile", "job"]].concat()).ok();
    program.run(&[&place[..], &device, &["--profile", "device"]].concat()).ok();
    for profile in ["job", "device"] {
        let session = program.session(profile);
        assert_eq!((session.token_type.as_str(), session.dpop_key.is_some()), ("DPoP", true), "{profile}");
    }
    // A grant that is run again goes on with the same key.
    program.expire("job");
    let before = program.session("job").dpop_key.unwrap().jkt;
    program.run(&["token", "--profile", "job"]).ok();
    assert_eq!(program.session("job").dpop_key.unwrap().jkt, before);
    // Nothing was logged in before, and nothing is kept.
    let unattended = Program::new()
        .with("SECRET", "s3cret")
        .with("AUTHCTL_FLOW", "client-credentials")
        .with("AUTHCTL_ISSUER", &served.issuer)
        .with("AUTHCTL_CLIENT_ID", "job")
        .with("AUTHCTL_CLIENT_SECRET_FROM", "env:SECRET")
        .with("AUTHCTL_DPOP", "required")
        .with("AUTHCTL_STORE", "memory");
    assert!(unattended.run(&["token", "--format", "header"]).ok().stdout.starts_with("Authorization: DPoP "));
}

#[test]
fn the_key_goes_nowhere_but_into_the_store() {
    // C138, C145
    let (program, served) = (Program::new(), Served::start());
    sign_in(&program, &served, &["--trace", "--record", "run.har"]);
    let session = program.session("work");
    let key = session.dpop_key.unwrap().private.expose().clone();
    let secret = key.split_once('.').unwrap().1;
    let mut said = vec![std::fs::read_to_string(program.path("run.har")).unwrap()];
    for command in [
        &["token", "--format", "json"][..],
        &["status", "--json"],
        &["whoami", "--json", "--trace"],
        &["refresh", "--json", "--trace", "--record", "run.har"],
        &["profile", "show", "--json", "--profile", "dev", "--provider", "dev"],
    ] {
        let ran = program.run(command);
        said.extend([ran.stdout, ran.stderr]);
    }
    said.push(std::fs::read_to_string(program.path("run.har")).unwrap());
    assert!(said.iter().all(|text| !text.contains(secret)), "the key was told");
    // A proof that is overheard may still be good.
    assert!(said.iter().all(|text| !text.contains("eyJhbGciOiJFUzI1NiIsImp3ayI6")), "a proof was told");
}

#[test]
fn what_is_proven_is_this_request_and_no_other() {
    // C136
    let provider = binding().at("/api", |_, _| Reply::new("200 OK", "", "yes")).start();
    let program = Program::new();
    program.run(&with_dpop(&provider)).ok();
    let url = format!("{}/api?a=b#c", provider.issuer());
    program.run(&["request", "PUT", &url, "--data", "x"]).ok();
    program.run(&["refresh"]).ok();
    let session = program.session("work");
    let jkt = session.dpop_key.unwrap().jkt;
    let asked = provider.asked("/authorize");
    assert_eq!(asked[0].query["dpop_jkt"], jkt);
    let mut names = std::collections::BTreeSet::new();
    for (path, method, has_token) in
        [("/token", "POST", false), ("/userinfo", "GET", true), ("/api", "PUT", true)]
    {
        for asked in provider.asked(path) {
            let proof = proof(&asked);
            assert_eq!((proof.jkt.as_str(), proof.htm.as_str()), (jkt.as_str(), method), "{path}");
            assert_eq!(proof.htu.as_str(), format!("{}{path}", provider.issuer()));
            assert!((provider.world.now() - proof.iat.0).abs() < 20);
            assert!(names.insert(proof.jti));
            let token = asked.headers.get("authorization").map(|value| value.strip_prefix("DPoP ").unwrap());
            assert_eq!((token.is_some(), proof.ath), (has_token, token.map(dpop::ath)), "{path}");
        }
    }
    assert_eq!(names.len(), 4);
}

#[test]
fn a_token_of_another_type_than_was_asked_for_is_refused() {
    // C62
    for (asks, answer, code) in [
        (true, "Bearer", Code::DpopDowngrade),
        (true, "bearer", Code::DpopDowngrade),
        (true, "mac", Code::TokenTypeUnsupported),
        (false, "DPoP", Code::TokenTypeUnsupported),
    ] {
        let provider = binding()
            .tokens(move |tokens, _| drop(tokens.insert("token_type".into(), answer.into())))
            .start();
        let program = Program::new();
        let login = if asks { with_dpop(&provider) } else { provider.login() };
        let ran = program.run(&login).refused(code);
        provider.tells_nothing(&ran);
        assert!(program.sessions().is_empty());
    }
}

#[test]
fn a_refresh_that_brings_a_bearer_token_is_refused_and_the_session_lives_on() {
    // C62, C101; RFC 9449 §5
    let answers = Arc::new(AtomicUsize::new(0));
    let provider = binding()
        .tokens(move |tokens, _| {
            let answer = answers.fetch_add(1, Ordering::SeqCst);
            tokens.insert("access_token".into(), format!("access-{answer}").into());
            tokens.insert("refresh_token".into(), format!("refresh-{answer}").into());
            if answer == 1 {
                tokens.insert("token_type".into(), "Bearer".into());
            }
        })
        .start();
    let program = Program::new();
    program.run(&with_dpop(&provider)).ok();
    let ran = program.run(&["refresh", "--json"]).refused(Code::DpopDowngrade);
    assert_eq!(ran.error_json()["session_changed"], true);
    let session = program.session("work");
    assert_eq!((session.access_token.expose().as_str(), session.token_type.as_str()), ("access-0", "DPoP"));
    program.run(&["refresh"]).ok();
    assert_eq!(program.run(&["token"]).ok().stdout, "access-2\n");
    let asked = provider.asked("/token");
    let sent: Vec<_> = asked[1..].iter().map(|asked| asked.form["refresh_token"].as_str()).collect();
    assert_eq!(sent, ["refresh-0", "refresh-1"]);
}

#[test]
fn what_the_metadata_do_not_offer_is_said_before_it_is_tried() {
    let program = Program::new();
    let silent = Scripted::new().start();
    let ran = program.run(&with_dpop(&silent)).refused(Code::DpopUnsupported);
    assert!(ran.stderr.contains("no dpop_signing_alg_values_supported"), "{}", ran.stderr);
    assert!(ran.stderr.contains("--dpop=unadvertised-ok"), "{}", ran.stderr);
    assert!(silent.asked("/authorize").is_empty());
    let other = Scripted::new()
        .metadata(|document, _| {
            drop(document.insert("dpop_signing_alg_values_supported".into(), json!(["PS256"])))
        })
        .tokens(|tokens, _| drop(tokens.insert("token_type".into(), "DPoP".into())))
        .start();
    program.run(&with_dpop(&other)).refused(Code::DpopUnsupported);
    program.run(&[other.login(), vec!["--dpop=unadvertised-ok"]].concat()).ok();
    // Renewed and asked, it is not asked about again.
    program.run(&["refresh"]).ok();
    program.run(&["whoami"]).ok();
    for flags in [&["--dpop=sometimes"][..], &["--dpop", "--no-store"]] {
        let ran = program.run(&[&other.login(), flags, &["--json"]].concat());
        drop(ran.refused(Code::Usage));
    }
}

/// Wants a nonce `times` times at that path, each time another one, and is right after that.
fn wanting(times: usize, is_api: bool) -> impl Fn(&Asked, &World) -> Reply + Send + Sync {
    let count = AtomicUsize::new(0);
    move |_, _| {
        let number = count.fetch_add(1, Ordering::SeqCst);
        match (number < times, is_api) {
            (true, true) => Reply::new(
                "401 Unauthorized",
                &format!("WWW-Authenticate: DPoP error=\"use_dpop_nonce\"\r\nDPoP-Nonce: nonce-{number}\r\n"),
                "",
            ),
            (true, false) => Reply::new(
                "400 Bad Request",
                &format!("Content-Type: application/json\r\nDPoP-Nonce: nonce-{number}\r\n"),
                r#"{"error":"use_dpop_nonce"}"#,
            ),
            (false, true) => Reply::new("200 OK", "", "yes"),
            (false, false) => Reply::Right,
        }
    }
}

#[test]
fn a_nonce_is_sent_back_once_in_a_new_proof() {
    // C137
    let provider = binding().at("/token", wanting(1, false)).at("/api", wanting(1, true)).start();
    let program = Program::new();
    program.run(&with_dpop(&provider)).ok();
    let url = format!("{}/api", provider.issuer());
    assert_eq!(program.run(&["request", "POST", &url, "--data", "x"]).answer(), "yes");
    for (path, body) in [("/token", None), ("/api", Some("x"))] {
        let asked = provider.asked(path);
        let nonces: Vec<Option<String>> = asked.iter().map(|asked| proof(asked).nonce).collect();
        assert_eq!(nonces, [None, Some("nonce-0".to_owned())], "{path}");
        assert_ne!(proof(&asked[0]).jti, proof(&asked[1]).jti);
        assert_eq!(asked[0].body, asked[1].body);
        assert!(body.is_none_or(|body| asked[1].body == body));
    }

    // Whoever asks again would ask for ever.
    let provider = binding().at("/token", wanting(9, false)).start();
    let ran = Program::new().run(&with_dpop(&provider)).refused(Code::UseDpopNonce);
    provider.tells_nothing(&ran);
    assert_eq!(provider.asked("/token").len(), 2);
    let provider = binding().at("/api", wanting(9, true)).start();
    let program = Program::new();
    program.run(&with_dpop(&provider)).ok();
    let url = format!("{}/api", provider.issuer());
    program.run(&["request", "GET", &url]).refused(Code::UseDpopNonce);
    assert_eq!((provider.asked("/api").len(), program.session("work").generation), (2, 1));
}

#[test]
fn a_nonce_that_is_none_is_not_sent_and_ends_it() {
    // C137
    for header in [
        "",
        "DPoP-Nonce: a b\r\n",
        "DPoP-Nonce: a\r\nDPoP-Nonce: b\r\n",
        "DPoP-Nonce: \r\n",
        "DPoP-Nonce: a\"b\r\n",
    ] {
        let provider = binding()
            .at("/token", move |_, _| {
                let headers = format!("Content-Type: application/json\r\n{header}");
                Reply::new("400 Bad Request", &headers, r#"{"error":"use_dpop_nonce"}"#)
            })
            .start();
        Program::new().run(&with_dpop(&provider)).refused(Code::UseDpopNonce);
        assert_eq!(provider.asked("/token").len(), 1, "{header:?}");
    }
    let provider = binding().at("/token", |_, _| Reply::error("invalid_dpop_proof")).start();
    Program::new().run(&with_dpop(&provider)).refused(Code::InvalidDpopProof);
}

#[test]
fn the_newest_nonce_is_remembered_from_every_answer_and_stays_with_its_origin() {
    // C137: a 200 at the token endpoint, then UserInfo of the same origin
    let provider = binding()
        .at("/userinfo", |asked, _| match proof(asked).nonce.as_deref() {
            Some("from-token") => Reply::Right,
            other => panic!("{other:?}"),
        })
        .at("/token", {
            let count = AtomicUsize::new(0);
            move |_, world| match count.fetch_add(1, Ordering::SeqCst) {
                0 => Reply::new(
                    "400 Bad Request",
                    "Content-Type: application/json\r\nDPoP-Nonce: first\r\n",
                    r#"{"error":"use_dpop_nonce"}"#,
                ),
                _ => {
                    let mut tokens = world.tokens(&world.key.sign(Some("JWT"), &world.claims()).unwrap());
                    tokens.insert("token_type".into(), "DPoP".into());
                    let headers = "Content-Type: application/json\r\nDPoP-Nonce: from-token\r\n";
                    Reply::new("200 OK", headers, &Value::Object(tokens).to_string())
                }
            }
        })
        .start();
    let program = Program::new();
    program.run(&with_dpop(&provider)).ok();
    // Another origin is told nothing of it.
    let api = Scripted::new().at("/api", |asked, _| {
        assert_eq!(proof(asked).nonce, None);
        Reply::new("200 OK", "", "yes")
    });
    let api = api.start();
    let url = format!("{}/api", api.issuer());
    assert_eq!(program.run(&["request", "GET", &url]).answer(), "yes");
}

#[test]
fn a_client_assertion_is_made_anew_for_the_second_try() {
    // C133, C137
    let served = Served::configured(
        r#"
require_dpop_nonce = true

[[clients]]
client_id = "job"
client_secret = "a-secret-of-thirty-two-bytes-or-more"
token_endpoint_auth_method = "client_secret_jwt"
grant_types = ["client_credentials"]
dpop_bound_access_tokens = true
"#,
    );
    let program = Program::new().with("SECRET", "a-secret-of-thirty-two-bytes-or-more");
    let place =
        ["login", "--issuer", &served.issuer, "--client-id", "job", "--client-secret-from", "env:SECRET"];
    let more = ["--flow", "client-credentials", "--auth-method", "client_secret_jwt", "--dpop"];
    program.run(&[&place[..], &more].concat()).ok();
}

#[test]
fn a_bound_request_that_is_signed_and_pushed_is_signed_anew_for_the_second_try() {
    // C30, C137; RFC 9101 §10.2
    let (program, jwks) = crate::cli_jar::with_key(Algorithm::ES256);
    let provider = binding()
        .metadata(|document, world| {
            document.insert("request_parameter_supported".into(), true.into());
            let endpoint = format!("{}/par", world.issuer);
            document.insert("pushed_authorization_request_endpoint".into(), endpoint.into());
        })
        .at("/par", wanting(9, false))
        .start();
    let all = ["--jar", "--par", "--dpop"];
    program.run(&[&provider.login()[..], &all].concat()).refused(Code::UseDpopNonce);
    let [first, second] = &provider.asked("/par")[..] else { panic!("it is asked twice") };
    assert_eq!([&proof(first).nonce, &proof(second).nonce], [&None, &Some("nonce-0".to_owned())]);
    let [first, second] = [first, second].map(|asked| jws::peek(&asked.form["request"]).unwrap().1);
    assert_ne!(first["jti"], second["jti"]);
    assert_eq!((&first["state"], &first["dpop_jkt"]), (&second["state"], &second["dpop_jkt"]));

    // whose object works once, too
    let served = Served::configured(&format!(
        "require_dpop_nonce = true\n[[clients]]\nclient_id = \"app\"\ntoken_endpoint_auth_method = \"private_key_jwt\"\n\
         jwks = '{jwks}'\nredirect_uris = [\"http://127.0.0.1/callback\"]\nrequire_signed_request_object = true\n\
         require_pushed_authorization_requests = true\ndpop_bound_access_tokens = true\n"
    ));
    let place =
        ["login", "--profile", "all", "--issuer", &served.issuer, "--client-id", "app", "--as", "alice"];
    program.run(&[&place[..], &all, &["--response-mode", "jwt"]].concat()).ok();
    assert_eq!(program.session("all").token_type, "DPoP");
}

#[test]
fn a_session_without_its_key_asks_for_a_login() {
    // C138
    let (program, served) = (Program::new(), Served::start());
    sign_in(&program, &served, &[]);
    let session = program.session("work");
    let next = |session: &Session| Session { generation: session.generation + 1, ..session.clone() };
    let lost = Session { dpop_key: None, ..next(&session) };
    program.keep(&lost);
    let userinfo = format!("{}/userinfo", served.issuer);
    for command in [&["whoami"][..], &["refresh"], &["request", "GET", &userinfo]] {
        let ran = program.run(command).refused(Code::DpopKeyLost);
        assert_eq!(ran.exit, 4);
        assert!(ran.stderr.contains("authctl login --profile work"), "{}", ran.stderr);
    }
    let mut key = session.dpop_key.clone().unwrap();
    key.private = "ES256.AAAA".into();
    program.keep(&Session { dpop_key: Some(key), ..next(&lost) });
    program.run(&["refresh"]).refused(Code::DpopKeyLost);
    assert_eq!(served.stat("refreshes"), 0);
}

#[test]
fn two_that_refresh_at_once_have_one_key_and_one_new_token() {
    let (program, served) = (Arc::new(Program::new()), Served::start());
    sign_in(&program, &served, &[]);
    program.expire("work");
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let program = Arc::clone(&program);
            thread::spawn(move || program.run(&["token"]).ok().stdout)
        })
        .collect();
    let tokens: std::collections::BTreeSet<String> =
        threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!((tokens.len(), served.stat("refreshes")), (1, 1));
}

#[test]
fn whoever_gets_the_token_alone_is_told_that_it_is_not_enough() {
    let (program, served) = (Program::new(), Served::start());
    sign_in(&program, &served, &[]);
    const SAID: &str = "This token is bound to a key (DPoP) and opens nothing by itself; `authctl request` sends the proof with it.\n";
    let token = program.session("work").access_token.expose().clone();
    let ran = program.run(&["token"]).ok();
    assert_eq!((ran.stdout, ran.stderr.as_str()), (format!("{token}\n"), SAID));
    let ran = program.run(&["token", "--format", "header"]).ok();
    assert_eq!((ran.stdout, ran.stderr.as_str()), (format!("Authorization: DPoP {token}\n"), SAID));
    assert_eq!(program.run(&["token", "--type", "id"]).ok().stderr, "");
    assert_eq!(program.run(&["token", "--quiet"]).ok().stderr, "");
    for format in [
        &["netrc", "--host", "h.example"][..],
        &["exec-credential"],
        &["git-credential", "--host", "h.example", "get"],
    ] {
        let asked = "protocol=https\nhost=h.example\n\n";
        let ran = program.told(&[&["token", "--format"], format].concat(), asked);
        assert_eq!((ran.exit, ran.stdout.as_str()), (2, ""), "{format:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("no place for the proof"), "{}", ran.stderr);
    }
    #[cfg(unix)]
    assert_eq!(program.exec(&["--", "true"]).stderr, SAID);
    // An API's own header is not the person's to set.
    let ran = program.run(&["request", "GET", "https://api.example/", "-H", "DPoP: x", "--json"]);
    drop(ran.refused(Code::Usage));
}
