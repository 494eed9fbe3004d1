//! Tokens where there is no person, through the real binary: `client-credentials`, begun and renewed by `token` itself.

use authctl::{
    error::Code,
    jose::jws,
    protocol::grant::{FLOWS, Grant},
};
use serde_json::{Value, json};

use crate::support::{
    exchange::Reply,
    program::Program,
    ran::timeless,
    scripted::{CLIENT, Scripted},
    served::Served,
};

const JOB: &str = r#"
[[clients]]
client_id = "job"
client_secret = "CANARY-of-the-job"
grant_types = ["client_credentials"]
scope = "api.read api.write"
"#;

/// A job as a pipeline runs it: everything in the environment, nothing else on the machine.
fn job(issuer: &str) -> Program {
    within(Program::new(), issuer)
}

fn within(program: Program, issuer: &str) -> Program {
    program
        .with("AUTHCTL_FLOW", "client-credentials")
        .with("AUTHCTL_ISSUER", issuer)
        .with("AUTHCTL_CLIENT_ID", "job")
        .with("AUTHCTL_CLIENT_SECRET_FROM", "env:JOB_SECRET")
        .with("JOB_SECRET", "CANARY-of-the-job")
        .with("AUTHCTL_NON_INTERACTIVE", "1")
}

fn claims(token: &str) -> Value {
    jws::peek(token).expect("the embedded provider's access tokens are JWT").1
}

#[test]
fn the_environment_alone_is_enough_for_a_token() {
    let served = Served::configured(JOB);
    let program = job(&served.issuer)
        .with("AUTHCTL_SCOPE", "api.read")
        .with("AUTHCTL_STORE", "memory")
        .without("HOME")
        .without("AUTHCTL_STATE_DIR");
    let claims = claims(&program.run(&["token"]).answer());
    assert_eq!(
        (&claims["sub"], &claims["client_id"], &claims["scope"]),
        (&json!("job"), &json!("job"), &json!("api.read"))
    );
    assert!(!program.path("state").exists() && program.path("home").read_dir().unwrap().next().is_none());
    program.run(&["token"]).answer();
    assert_eq!(served.stat("machine_grants"), 2);
}

#[test]
fn a_job_that_cannot_keep_its_token_gets_it_all_the_same() {
    // C101
    let served = Served::configured(JOB);
    let mut program = job(&served.issuer);
    let place = program.write("in-the-way", "").display().to_string();
    program = program.with("AUTHCTL_STATE_DIR", place);
    for store in ["file", ""] {
        program = program.with("AUTHCTL_STORE", store);
        let ran = program.run(&["token"]).ok();
        assert_eq!(claims(ran.stdout.trim_end())["sub"], "job");
        assert!(
            ran.stderr.ends_with(
                "warning: the session could not be kept, so the next command gets a new token; `--store memory` \
                 says that this is meant [store_failed]\n"
            ),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn an_empty_variable_is_as_good_as_none() {
    let served = Served::configured(JOB);
    let mut program = job(&served.issuer);
    for name in
        ["MIN_TTL", "TYPE", "FORMAT", "OUTPUT_FILE", "WATCH", "JSON", "TIMEOUT", "RECORD", "SCOPE", "PARAM"]
    {
        program = program.with(&format!("AUTHCTL_{name}"), "");
    }
    program.with("AUTHCTL_NON_INTERACTIVE", "").run(&["token"]).answer();
}

#[test]
fn a_token_that_is_kept_is_used_until_it_expires_and_then_got_anew_without_a_refresh_token() {
    let served = Served::configured(JOB);
    let (program, name) = (job(&served.issuer), format!("127.0.0.1-{}", served.port));
    let first = program.run(&["token"]).answer();
    assert_eq!(program.run(&["token"]).answer(), first);
    assert_eq!(claims(&first)["scope"], "api.read api.write");
    assert_eq!(served.stat("machine_grants"), 1);
    program.expire(&name);
    let second = program.run(&["token"]).answer();
    assert!(second != first);
    let kept = program.session(&name);
    assert_eq!((kept.refresh_token.is_none(), kept.id_token.is_none(), kept.generation), (true, true, 3));
    assert_eq!(program.run(&["refresh"]).ok().stdout, "");
    assert_eq!((served.stat("machine_grants"), served.stat("refreshes")), (3, 0));
}

#[test]
fn another_configuration_never_gets_the_kept_token() {
    // C135
    let served = Served::configured(JOB);
    let program = job(&served.issuer);
    let all = program.run(&["token"]).answer();
    let program = program.with("AUTHCTL_SCOPE", "api.write");
    let less = program.run(&["token"]).answer();
    assert_eq!(
        (&claims(&all)["scope"], &claims(&less)["scope"]),
        (&json!("api.read api.write"), &json!("api.write"))
    );
    assert_eq!(program.run(&["token"]).answer(), less);
    assert_eq!(served.stat("machine_grants"), 2);
}

#[test]
fn after_a_logout_the_next_token_is_a_new_one() {
    // C166
    let served = Served::configured(JOB);
    let program = job(&served.issuer);
    let first = program.run(&["token"]).answer();
    let ran = program.run(&["logout"]).ok();
    assert_eq!(
        ran.stderr,
        format!(
            "Signed out of profile 127.0.0.1-{}.\n\
             \x20 done     forget: removed from this machine\n\
             \x20 skipped  revoke refresh token: there is none\n\
             \x20 done     revoke access token: the provider has taken it back\n\
             \x20 skipped  end session: nobody signed in in a browser\n",
            served.port
        )
    );
    assert!(program.run(&["token"]).answer() != first);
}

#[test]
fn many_jobs_that_begin_at_once_make_one_request() {
    // C96
    let served = Served::configured(JOB);
    let program = job(&served.issuer);
    let running: Vec<_> = (0..12).map(|_| program.start(&["token"])).collect();
    let mut tokens: Vec<String> = running.into_iter().map(|job| job.end().answer()).collect();
    tokens.dedup();
    assert_eq!((tokens.len(), served.stat("machine_grants")), (1, 1));
}

#[test]
fn a_login_without_a_person_says_what_it_kept() {
    let served = Served::configured(JOB);
    let program = Program::new().with("JOB_SECRET", "CANARY-of-the-job");
    let place = ["login", "--profile", "job", "--issuer", &served.issuer, "--client-id", "job"];
    let more = ["--flow", "client-credentials", "--client-secret-from", "env:JOB_SECRET"];
    let ran = program.run(&[&place[..], &more].concat()).ok();
    assert_eq!(
        timeless(&served.nameless(&ran.stderr)),
        "Signed in as job.\n\
         \x20 provider  ISSUER\n\
         \x20 subject   job\n\
         \x20 granted   api.read api.write\n\
         \x20 expires   in AN-HOUR (until MOMENT), then renewed by itself\n\
         \x20 kept in   file, as profile job\n"
    );
    // The session is all that the later commands need.
    program.expire("job");
    program.run(&["token"]).answer();
    assert_eq!(program.run(&["status", "--json"]).ok().json()[0]["refreshable"], true);
    let person = program.run(&["whoami", "--json"]).ok().json();
    assert_eq!((&person["source"], &person["claims"]), (&json!("session"), &json!({"client_id": "job"})));
    for flag in [["--as", "alice"], ["--max-age", "1h"]] {
        program.run(&[&place[..], &more, &flag].concat()).refused(Code::Usage);
    }
}

#[test]
fn a_profile_is_enough_too() {
    let served = Served::configured(JOB);
    let program = Program::new().with("JOB_SECRET", "CANARY-of-the-job").configured(&format!(
        "[profiles.job]\nissuer = \"{}\"\nclient_id = \"job\"\nclient_secret = \"env:JOB_SECRET\"\n\
         flow = \"client-credentials\"\nscopes = [\"api.read\"]\n",
        served.issuer
    ));
    assert_eq!(claims(&program.run(&["token", "--profile", "job"]).answer())["scope"], "api.read");
    program.run(&["token", "--profile", "other"]).refused(Code::LoginRequired);
    // The kept token is of the profile's own provider.
    let program = program.with("AUTHCTL_ISSUER", "http://127.0.0.1:1").with("AUTHCTL_CLIENT_ID", "job");
    program.run(&["token", "--profile", "job"]).refused(Code::ConfigInvalid);
    let program = program.without("AUTHCTL_ISSUER").without("AUTHCTL_CLIENT_ID");
    let add = ["profile", "add", "another", "--issuer", &served.issuer, "--client-id", "job"];
    let ran = program.run(&[&add[..], &["--flow", "client-credentials"]].concat()).ok();
    assert!(ran.stderr.ends_with("Next: authctl token --profile another\n"), "{}", ran.stderr);
    assert_eq!(program.sessions().keys().collect::<Vec<_>>(), ["job.session"]);
}

#[test]
fn the_session_of_a_person_is_not_replaced() {
    let served = Served::configured(JOB);
    let program = Program::new();
    served.sign_in(&program);
    let kept = program.sessions();
    let program = within(program, &served.issuer).with("AUTHCTL_PROFILE", "work");
    program.run(&["token"]).refused(Code::ConfigInvalid);
    assert_eq!(program.sessions(), kept);
}

#[test]
fn a_job_never_touches_the_session_of_a_person_that_happens_to_be_the_only_one() {
    // C121: neither its tokens nor its end
    let served = Served::configured(JOB);
    let program = Program::new();
    served.sign_in(&program);
    let kept = program.sessions();
    let program = within(program, &served.issuer).with("AUTHCTL_STORE", "memory");
    assert_eq!(program.run(&["whoami", "--json"]).ok().json()["claims"], json!({"client_id": "job"}));
    assert!(program.run(&["refresh"]).ok().stderr.contains(&format!("127.0.0.1-{}", served.port)));
    program.run(&["logout"]).refused(Code::LoginRequired);
    program.run(&["token", "--type", "id"]).refused(Code::TokenMissing);
    // Told by half, it is nobody's.
    let program = program.with("AUTHCTL_ISSUER", "");
    for command in ["token", "whoami", "refresh", "logout"] {
        let ran = program.run(&[command]).refused(Code::ProviderMissing);
        assert!(ran.stderr.contains("set AUTHCTL_ISSUER, or unset AUTHCTL_FLOW"), "{}", ran.stderr);
    }
    let program = program.with("AUTHCTL_ISSUER", &*served.issuer).with("AUTHCTL_PROFILE", "work");
    let program = program.with("AUTHCTL_STORE", "file");
    program.run(&["token", "--type", "id"]).refused(Code::ConfigInvalid);
    assert_eq!((program.sessions(), served.stat("refreshes")), (kept, 0));
    // By its name it is that person's all the same.
    program.run(&["logout", "--profile", "work", "--no-browser"]).ok();
}

#[test]
fn a_refusal_is_told_as_what_it_is_and_keeps_nothing() {
    let served = Served::configured(JOB);
    for (name, value, code) in [
        ("JOB_SECRET", "CANARY-wrong", Code::InvalidClient),
        ("JOB_SECRET", "", Code::SecretUnavailable),
        ("AUTHCTL_CLIENT_SECRET_FROM", "", Code::ConfigInvalid),
        ("AUTHCTL_CLIENT_ID", "nobody", Code::InvalidClient),
        ("AUTHCTL_CLIENT_ID", "", Code::ClientIdMissing),
        ("AUTHCTL_SCOPE", "api.admin", Code::InvalidScope),
        ("AUTHCTL_SCOPE", "openid", Code::InvalidScope),
        ("AUTHCTL_FLOW", "nonsense", Code::ConfigInvalid),
        ("AUTHCTL_FLOW", "password", Code::LoginRequired),
        ("AUTHCTL_FLOW", "authorization-code", Code::LoginRequired),
        ("AUTHCTL_FLOW", "", Code::LoginRequired),
        ("AUTHCTL_ISSUER", "", Code::ProviderMissing),
    ] {
        let program = job(&served.issuer).with(name, value);
        let ran = program.run(&["token"]).refused(code);
        assert!(!ran.stderr.contains("CANARY") && !ran.stderr.contains("step refresh"), "{}", ran.stderr);
        assert_eq!(program.sessions().len(), 0, "{name}={value}");
    }
}

#[test]
fn a_client_that_is_not_registered_for_it_gets_nothing() {
    let served = Served::configured(
        "[[clients]]\nclient_id = \"job\"\nclient_secret = \"CANARY-of-the-job\"\n\
         redirect_uris = [\"http://localhost:3000/\"]",
    );
    job(&served.issuer).run(&["token"]).refused(Code::UnauthorizedClient);
}

#[test]
fn a_provider_without_a_page_to_sign_in_at_has_tokens_for_clients_all_the_same() {
    // RFC 8414 §2
    let provider = Scripted::new()
        .metadata(|document, _| {
            for member in ["authorization_endpoint", "code_challenge_methods_supported", "jwks_uri"] {
                document.remove(member);
            }
        })
        .start();
    let program = job(provider.issuer()).with("AUTHCTL_CLIENT_ID", CLIENT);
    let ran = program.run(&["token", "--trace"]).ok();
    assert!(ran.stdout.starts_with("CANARY-access-"), "{}", ran.stdout);
    provider.is_kept_secret_in(&ran.stderr);
    let asked = &provider.asked("/token")[0];
    assert_eq!(asked.form["grant_type"], "client_credentials");
    assert!(!asked.form.contains_key("scope") && !asked.form.contains_key("client_secret"));
    // What came beside the access token is nobody's, and is left.
    program.run(&["token", "--type", "id"]).refused(Code::TokenMissing);
    program.run(&["token", "--type", "refresh"]).refused(Code::TokenMissing);
    let login = ["login", "--issuer", provider.issuer(), "--flow", "authorization-code", "--as", "alice"];
    program.run(&login).refused(Code::MetadataInvalid);
}

#[test]
fn bare_endpoints_are_enough_and_parameters_go_into_the_token_request() {
    let provider = Scripted::new().start();
    let program = job("").with("AUTHCTL_ENDPOINT", format!("token_endpoint={}/token", provider.issuer()));
    let program =
        program.with("AUTHCTL_PARAM", "audience=https://api.example").with("AUTHCTL_RESOURCE", "urn:a");
    program.run(&["token"]).ok();
    let form = &provider.asked("/token")[0].form;
    assert_eq!((form["audience"].as_str(), form["resource"].as_str()), ("https://api.example", "urn:a"));
    let program = program.with("AUTHCTL_PARAM", "audience=https://api.example audience=https://b.example");
    program.run(&["token"]).refused(Code::ConfigInvalid);
    let program = program.with("AUTHCTL_PARAM", "grant_type=password");
    program.run(&["token"]).refused(Code::ReservedParameter);
}

#[test]
fn a_provider_that_is_down_for_a_moment_costs_nothing_but_that() {
    // C108
    let provider = Scripted::new().at("/token", |_, _| Reply::new("503 Service Unavailable", "", "")).start();
    let program = job(provider.issuer());
    program.run(&["token"]).refused(Code::TemporarilyUnavailable);
    assert_eq!(program.sessions().len(), 0);
}

#[test]
fn what_is_about_the_authorization_request_is_refused_where_there_is_none() {
    // what is asked to be signed, or pushed, and is not, would not be noticed
    let place =
        ["login", "--issuer", "http://127.0.0.1:1", "--client-id", "x", "--client-secret-from", "env:S"];
    let program = Program::new().with("S", "CANARY").with("AUTHCTL_SUBJECT_TOKEN_FROM", "env:S");
    let keys = [
        ["--callback-host", "localhost"],
        ["--callback-port", "8910"],
        ["--callback-path", "/cb"],
        ["--response-type", "code"],
        ["--response-mode", "jwt"],
        ["--pkce", "unadvertised-ok"],
        ["--par", ""],
        ["--jar", ""],
    ];
    for row in FLOWS.iter().filter(|row| !row.grant.has_callback() && row.grant != Grant::RefreshToken) {
        for [flag, value] in keys {
            let flag = if value.is_empty() { vec![flag] } else { vec![flag, value] };
            let ran = program.run(&[&place[..], &["--flow", row.name], &flag].concat()).refused(Code::Usage);
            let told = format!(
                "error: {} is about the authorization request, and the flow {} has none",
                flag[0], row.name
            );
            assert!(ran.stderr.starts_with(&told), "{} {flag:?}: {}", row.name, ran.stderr);
        }
    }
}
