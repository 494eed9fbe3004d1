//! Environment variables that are meant for another flow than the one that runs: no error, and no part of what comes of it. A
//! flag is refused, which the tests of each flow show.

use crate::support::{program::Program, served::Served};

const JOB: &str = r#"
[[clients]]
client_id = "job"
client_secret = "s3cret"
grant_types = ["client_credentials"]
"#;

/// What flows have of their own.
const VARIABLES: &[(&str, &str)] = &[
    ("AUTHCTL_LOGIN_HINT_TOKEN_FROM", "env:NOWHERE"),
    ("AUTHCTL_BINDING_MESSAGE", "W4SCT"),
    ("AUTHCTL_USER_CODE_FROM", "env:NOWHERE"),
    ("AUTHCTL_REQUESTED_EXPIRY", "60s"),
    ("AUTHCTL_DELIVERY_MODE", "ping"),
    ("AUTHCTL_USERNAME", "carol"),
    ("AUTHCTL_PASSWORD_FROM", "env:NOWHERE"),
    ("AUTHCTL_SUBJECT_TOKEN_FROM", "env:NOWHERE"),
    ("AUTHCTL_SUBJECT_TOKEN_TYPE", "jwt"),
    ("AUTHCTL_REFRESH_TOKEN_FROM", "env:NOWHERE"),
    ("AUTHCTL_RESPONSE_TYPE", "code id_token"),
];

/// What the authorization code flow takes too.
const OF_A_BROWSER: &[(&str, &str)] = &[
    ("AUTHCTL_RESPONSE_MODE", "form_post"),
    ("AUTHCTL_ACR_VALUES", "dev:mfa"),
    ("AUTHCTL_CLAIMS", r#"{"id_token":{"email":null}}"#),
    ("AUTHCTL_MAX_AGE", "60s"),
    ("AUTHCTL_ID_TOKEN_HINT", "env:NOWHERE"),
];

fn program(variables: &[&[(&str, &str)]]) -> Program {
    let all = variables.iter().copied().flatten();
    all.fold(Program::new().with("SECRET", "s3cret"), |program, (name, value)| program.with(name, *value))
}

/// The session keeps nothing that was meant for others.
fn keeps_nothing_of_others(program: &Program) {
    let kept = program.session("work").settings;
    let own = ["audience", "acr_values", "claims", "username", "password", "subject_token", "refresh_token"];
    let more = ["subject_token_type", "response_type", "response_mode", "backchannel_token_delivery_mode"];
    let found: Vec<&&str> = own.iter().chain(&more).filter(|name| kept.contains_key(**name)).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_variable_for_another_flow_is_no_error_and_changes_nothing() {
    let served = Served::configured(JOB);
    let place = ["login", "--profile", "work", "--issuer", &served.issuer];
    let person = ["--client-id", "authctl", "--as", "alice"];
    let for_others = [("AUTHCTL_AUDIENCE", "orders")];

    let code = program(&[VARIABLES, &for_others]);
    code.run(&[&place[..], &person, &["--scope", "openid offline_access"]].concat()).ok();
    keeps_nothing_of_others(&code);
    code.run(&["refresh"]).ok();

    let device = program(&[VARIABLES, OF_A_BROWSER, &for_others]);
    device.run(&[&place[..], &person, &["--flow", "device"]].concat()).ok();
    keeps_nothing_of_others(&device);

    let job = program(&[VARIABLES, OF_A_BROWSER, &[("AUTHCTL_AS", "alice")]]);
    let own = ["--flow", "client-credentials", "--client-id", "job", "--client-secret-from", "env:SECRET"];
    job.run(&[&place[..], &own].concat()).ok();
    keeps_nothing_of_others(&job);
    job.expire("work");
    job.run(&["token"]).ok();
}
