//! Tokens by what a platform gives its jobs, through the real binary: token exchange, JWT bearer, and refresh tokens of elsewhere.

use authctl::{
    error::Code,
    jose::{algorithm::Algorithm, jws, key::SigningKey},
};
use serde_json::{Value, json};

use crate::support::{
    exchange::Reply,
    program::Program,
    scripted::{CLIENT, Scripted},
    served::Served,
    tls::{Ca, Server},
};

const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// A CI system, and a provider that trusts it.
struct Ci {
    key: SigningKey,
    served: Served,
}

impl Ci {
    fn new() -> Self {
        let key =
            SigningKey::generate(Algorithm::EdDSA, &mut |bytes| getrandom::fill(bytes).unwrap()).unwrap();
        let jwks = json!({"keys": [key.public_jwk()]});
        let served = Served::configured(&format!(
            "[[issuers]]\nissuer = \"https://ci.example\"\njwks = '{jwks}'\naudience = \"https://id.example\"\n\
             [[clients]]\nclient_id = \"job\"\nscope = \"deploy\"\naudience = [\"https://api.example\"]\n\
             grant_types = [\"urn:ietf:params:oauth:grant-type:token-exchange\",\n\
             \"urn:ietf:params:oauth:grant-type:jwt-bearer\"]\n"
        ));
        Self { key, served }
    }

    /// The identity token of a job, which lives that long.
    fn token(&self, seconds: i64) -> String {
        self.token_of("repo:a/b", json!(jiff::Timestamp::now().as_second() + seconds))
    }

    /// That of the job of this repository.
    fn token_of(&self, sub: &str, exp: Value) -> String {
        let claims =
            json!({"iss": "https://ci.example", "sub": sub, "aud": "https://id.example", "exp": exp});
        let Value::Object(claims) = claims else { unreachable!() };
        self.key.sign(None, &claims).unwrap()
    }

    fn job(&self, flow: &str, source: &str) -> Program {
        job(flow, &self.served.issuer, source)
    }
}

fn job(flow: &str, issuer: &str, source: &str) -> Program {
    Program::new()
        .with("AUTHCTL_FLOW", flow)
        .with("AUTHCTL_ISSUER", issuer)
        .with("AUTHCTL_CLIENT_ID", "job")
        .with("AUTHCTL_SUBJECT_TOKEN_FROM", source)
        .with("AUTHCTL_STORE", "memory")
}

fn claims(token: &str) -> Value {
    jws::peek(token).expect("a JWT").1
}

#[test]
fn a_platforms_token_gets_one_of_the_provider_wherever_it_is() {
    let ci = Ci::new();
    let token = ci.token(60);
    for flow in ["token-exchange", "jwt-bearer"] {
        for source in ["env:ID_TOKEN", "gitlab-ci:ID_TOKEN", "cmd:printenv ID_TOKEN"] {
            let program = ci.job(flow, source).with("ID_TOKEN", &*token);
            assert_eq!(claims(&program.run(&["token"]).answer())["sub"], "repo:a/b", "{flow} {source}");
        }
        for source in ["file", "kubernetes"] {
            let program = ci.job(flow, "");
            let file = program.write("token", &format!("{token}\n"));
            let program = program.with("AUTHCTL_SUBJECT_TOKEN_FROM", format!("{source}:{}", file.display()));
            assert_eq!(claims(&program.run(&["token"]).answer())["scope"], "deploy", "{flow} {source}");
        }
    }
}

#[test]
fn whom_a_platforms_token_is_about_is_not_made_up() {
    let ci = Ci::new();
    let program = ci.job("jwt-bearer", "env:ID_TOKEN").with("ID_TOKEN", ci.token(60));
    let ran = program.run(&["login"]).ok();
    assert!(ran.stderr.starts_with("Signed in as job.\n"), "{}", ran.stderr);
    assert!(ran.stderr.contains("\n  subject   not told\n"), "{}", ran.stderr);
    let person = program.run(&["whoami", "--json"]).ok().json();
    assert_eq!((&person["sub"], &person["claims"]), (&Value::Null, &json!({"client_id": "job"})));
}

#[test]
fn the_token_is_for_the_audience_that_was_asked_for() {
    let ci = Ci::new();
    let program = ci.job("token-exchange", "env:ID_TOKEN").with("ID_TOKEN", ci.token(60));
    let program = program.with("AUTHCTL_AUDIENCE", "https://api.example");
    assert_eq!(claims(&program.run(&["token"]).answer())["aud"], "https://api.example");
    let program = program.with("AUTHCTL_AUDIENCE", "https://other.example");
    program.run(&["token"]).refused(Code::InvalidTarget);
}

#[test]
fn a_session_is_renewed_with_the_token_that_is_there_then() {
    // C141: read anew each time
    let ci = Ci::new();
    let program = ci.job("jwt-bearer", "").with("AUTHCTL_STORE", "file").with("AUTHCTL_PROFILE", "job");
    let file = program.write("token", &ci.token(60));
    let program = program.with("AUTHCTL_SUBJECT_TOKEN_FROM", format!("file:{}", file.display()));
    program.run(&["token"]).answer();
    program.expire("job");
    std::fs::write(&file, ci.token(-1)).unwrap();
    let requests = ci.served.stat("token_requests");
    let ran = program.run(&["token"]).refused(Code::SecretUnavailable);
    assert!(ran.stderr.contains("the token there has expired, and was not sent"), "{}", ran.stderr);
    assert_eq!(ci.served.stat("token_requests"), requests);
    std::fs::write(&file, ci.token(60)).unwrap();
    program.run(&["token"]).answer();
    assert_eq!(ci.served.stat("machine_grants"), 2);
}

#[test]
fn what_one_job_of_a_machine_was_given_is_not_handed_to_another() {
    // C140
    let ci = Ci::new();
    let exp = json!(jiff::Timestamp::now().as_second() + 60);
    let (ours, theirs) = (ci.token_of("repo:a/b", exp.clone()), ci.token_of("repo:c/d", exp.clone()));
    let program = ci.job("token-exchange", "env:ID_TOKEN").with("AUTHCTL_STORE", "file");
    let program = program.with("AUTHCTL_PROFILE", "job").with("ID_TOKEN", &*ours);
    let first = program.run(&["token"]).answer();
    // The same job with the next token of its platform.
    let program = program.with("ID_TOKEN", ci.token_of("repo:a/b", json!(exp.as_i64().unwrap() + 1)));
    assert_eq!(program.run(&["token"]).answer(), first);
    let program = program.with("ID_TOKEN", &*theirs);
    for _ in 0..2 {
        assert_eq!(claims(&program.run(&["token"]).answer())["sub"], "repo:c/d");
    }
    let program = program.with("ID_TOKEN", "");
    program.run(&["token"]).refused(Code::SecretUnavailable);
    // By a renewal under its name alone it becomes the other's.
    let by_name = program.with("AUTHCTL_FLOW", "").with("ID_TOKEN", &*ours);
    by_name.run(&["refresh"]).ok();
    let program = by_name.with("AUTHCTL_FLOW", "token-exchange").with("ID_TOKEN", &*theirs);
    assert_eq!(claims(&program.run(&["token"]).answer())["sub"], "repo:c/d");
    assert_eq!(ci.served.stat("machine_grants"), 4);
}

#[test]
fn a_token_whose_expiry_has_a_fraction_has_expired_as_well() {
    // C141, RFC 7519 §2
    let ci = Ci::new();
    let token = ci.token_of("repo:a/b", json!(1_700_000_000.5));
    ci.job("jwt-bearer", "env:ID_TOKEN")
        .with("ID_TOKEN", token)
        .run(&["token"])
        .refused(Code::SecretUnavailable);
}

#[test]
fn a_token_that_the_provider_does_not_take_is_told_with_what_to_check() {
    let ci = Ci::new();
    let other = Ci::new();
    for (flow, code) in [("token-exchange", Code::InvalidRequest), ("jwt-bearer", Code::InvalidGrant)] {
        let token = other.token(60);
        let program = ci.job(flow, "env:ID_TOKEN").with("ID_TOKEN", &*token);
        let ran = program.run(&["token", "--trace"]).said_no(code);
        assert!(ran.stderr.contains("check the token of --subject-token-from"), "{}", ran.stderr);
        assert!(!ran.stderr.contains(&token), "{}", ran.stderr);
    }
    assert_eq!(other.served.stat("machine_grants"), 0);
    let program = ci.job("jwt-bearer", "");
    let ran = program.run(&["token"]).refused(Code::ConfigInvalid);
    assert!(ran.stderr.contains("give --subject-token-from SOURCE"), "{}", ran.stderr);
    let inline = ci.job("jwt-bearer", &ci.token(60)).run(&["token"]).refused(Code::ConfigInvalid);
    assert!(!inline.stderr.contains("eyJ"), "{}", inline.stderr);
}

#[test]
fn an_answer_with_another_kind_of_token_is_refused() {
    // C140
    for (kind, code) in [
        (json!(ACCESS_TOKEN), None),
        (json!("urn:ietf:params:oauth:token-type:jwt"), None),
        (json!("urn:ietf:params:oauth:token-type:refresh_token"), Some(Code::TokenResponseInvalid)),
        (json!("urn:ietf:params:oauth:token-type:id_token"), Some(Code::TokenResponseInvalid)),
        (json!(7), Some(Code::TokenResponseInvalid)),
        (Value::Null, Some(Code::TokenResponseInvalid)),
    ] {
        let told = kind.clone();
        let provider = Scripted::new()
            .tokens(move |tokens, _| drop(tokens.insert("issued_token_type".into(), told.clone())))
            .start();
        let program =
            job("token-exchange", provider.issuer(), "env:ID_TOKEN").with("ID_TOKEN", "CANARY-subject");
        let ran = program.run(&["token"]);
        match code {
            Some(code) => provider.tells_nothing(&ran.refused(code)),
            None => drop(ran.answer()),
        }
        let form = &provider.asked("/token")[0].form;
        assert_eq!(form["subject_token_type"], "urn:ietf:params:oauth:token-type:jwt");
        assert_eq!(
            (form["subject_token"].as_str(), form["requested_token_type"].as_str()),
            ("CANARY-subject", ACCESS_TOKEN)
        );
    }
    let provider = Scripted::new().start();
    let program = job("token-exchange", provider.issuer(), "env:ID_TOKEN").with("ID_TOKEN", "CANARY");
    let program = program.with("AUTHCTL_SUBJECT_TOKEN_TYPE", "id_token");
    program.run(&["token"]).refused(Code::TokenResponseInvalid);
    let form = &provider.asked("/token")[0].form;
    assert_eq!(form["subject_token_type"], "urn:ietf:params:oauth:token-type:id_token");
    program.with("AUTHCTL_SUBJECT_TOKEN_TYPE", "saml").run(&["token"]).refused(Code::ConfigInvalid);
}

#[test]
fn github_actions_is_asked_for_a_token_for_this_provider() {
    // C140
    let (ci, ca) = (Ci::new(), Ca::new());
    for (source, audience) in [
        ("github-actions:https://id.example", "https://id.example"),
        ("github-actions", ci.served.issuer.as_str()),
    ] {
        let id_token = ci.token(60);
        let body = json!({"count": 1, "value": id_token}).to_string();
        let github = Server::start(ca.sign("localhost", |_| {}), &body);
        let server = format!("https://localhost:{}", github.address.port());
        let program = ci.job("jwt-bearer", source);
        let ca_file = program.write("ca.pem", &ca.pem).display().to_string();
        let program = program
            .with("GITHUB_SERVER_URL", &*server)
            .with("ACTIONS_ID_TOKEN_REQUEST_URL", format!("{server}/token?api-version=2.0"))
            .with("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "CANARY-of-the-runner")
            .with("AUTHCTL_CA_FILE", ca_file);
        let ran = program.run(&["token", "--trace", "--record", "record.har"]).ok();
        assert_eq!(claims(ran.stdout.trim_end())["sub"], "repo:a/b");
        assert!(!ran.stderr.contains("CANARY"), "{}", ran.stderr);
        // C145
        let record = std::fs::read_to_string(program.path("record.har")).unwrap();
        assert!(record.contains("/token?api-version=2.0") && !record.contains("CANARY"), "{record}");
        assert!(!record.contains(&id_token) && !record.contains(ran.stdout.trim_end()), "{record}");
        assert!(ran.stderr.contains("\"value\":\"[secret"), "{}", ran.stderr);
        let asked = github.asked().to_lowercase();
        let encoded: String = url::form_urlencoded::byte_serialize(audience.as_bytes()).collect();
        let target = format!("get /token?api-version=2.0&audience={} http/1.1\r\n", encoded.to_lowercase());
        assert!(asked.starts_with(&target), "{asked}");
        assert!(asked.contains("\r\nauthorization: bearer canary-of-the-runner\r\n"), "{asked}");
    }
    let program = ci.job("jwt-bearer", "github-actions");
    let ran = program.run(&["token"]).refused(Code::SecretUnavailable);
    assert!(ran.stderr.contains("permissions: id-token: write"), "{}", ran.stderr);
    let program = program
        .with("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "CANARY-of-the-runner")
        .with("ACTIONS_ID_TOKEN_REQUEST_URL", "https://evil.example/token");
    let ran = program.run(&["token"]).refused(Code::EndpointRefused);
    assert!(!ran.stderr.contains("CANARY"), "{}", ran.stderr);
}

#[test]
fn a_refresh_token_of_elsewhere_begins_a_session() {
    let served = Served::start();
    let elsewhere = Program::new();
    served.sign_in(&elsewhere);
    let token = elsewhere.session("work").refresh_token.unwrap().expose().clone();
    let program = Program::new().with("MY_REFRESH_TOKEN", token);
    let place = ["login", "--profile", "ci", "--issuer", &served.issuer, "--client-id", "authctl"];
    let more =
        ["--flow", "refresh-token", "--refresh-token-from", "env:MY_REFRESH_TOKEN", "--non-interactive"];
    let ran = program.run(&[&place[..], &more].concat()).ok();
    assert!(ran.stderr.contains("then renewed by itself"), "{}", ran.stderr);
    // The session goes on by itself: what is in the environment is used up.
    program.expire("ci");
    assert_eq!(claims(&program.run(&["token"]).answer())["sub"], "alice");
    assert_eq!(program.run(&["whoami", "--json"]).ok().json()["claims"]["sub"], "alice");
    assert_eq!(served.stat("refreshes"), 2);
    let ran = program.run(&[&place[..], &more].concat()).refused(Code::InvalidGrant);
    assert!(ran.stderr.contains("get a new token for --refresh-token-from"), "{}", ran.stderr);
    program.run(&[&place[..], &["--flow", "refresh-token"]].concat()).refused(Code::ConfigInvalid);
}

#[test]
fn a_refresh_token_that_is_not_rotated_stays_the_sessions() {
    // C104
    let provider = Scripted::new().tokens(|tokens, _| drop(tokens.remove("refresh_token"))).start();
    let program = Program::new().with("MY_REFRESH_TOKEN", "CANARY-of-elsewhere");
    let place = ["login", "--profile", "ci", "--issuer", provider.issuer(), "--client-id", CLIENT];
    let more = ["--flow", "refresh-token", "--refresh-token-from", "env:MY_REFRESH_TOKEN", "--trace"];
    let ran = program.run(&[&place[..], &more].concat()).ok();
    provider.is_kept_secret_in(&ran.stderr);
    assert_eq!(program.session("ci").refresh_token.unwrap().expose(), "CANARY-of-elsewhere");
    assert_eq!(provider.asked("/token")[0].form["refresh_token"], "CANARY-of-elsewhere");
    let provider = Scripted::new().at("/token", |_, _| Reply::error("invalid_grant")).start();
    let place = ["login", "--profile", "ci", "--issuer", provider.issuer(), "--client-id", CLIENT];
    let kept = program.sessions();
    program.run(&[&place[..], &more].concat()).said_no(Code::InvalidGrant);
    assert_eq!(program.sessions(), kept);
}
