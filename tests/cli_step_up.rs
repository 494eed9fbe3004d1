//! An API that wants a stronger or newer sign-in (RFC 9470): `request` names the login, and `--step-up` runs it.

use authctl::error::Code;
use serde_json::{Value, json};

use crate::support::{exchange::Reply, program::Program, scripted::Scripted, served::Served, wire};

fn signed_in(served: &Served) -> Program {
    let program = Program::new();
    served.sign_in(&program);
    program
}

#[test]
fn the_command_to_run_is_named_and_leads_to_the_answer() {
    let served = Served::start();
    let program = signed_in(&served);
    let api = format!("{}/_dev/api?acr=dev:mfa&max_age=600", served.issuer);
    let ran = program.run(&["request", "GET", &api, "--fail"]).refused(Code::StepUpRequired);
    let command = format!(
        "authctl login --profile=work --client-id=authctl --issuer={} '--scope=openid profile email offline_access' --store=file \
         --acr-values=dev:mfa --max-age=600s --id-token-hint",
        served.issuer
    );
    assert!(ran.stderr.contains(&format!("  run `{command}`\n")), "{command}\n{}", ran.stderr);
    // without --fail the answer is written, and the command is said beside it
    let ran = program.run(&["request", "GET", &api]).ok();
    assert_eq!(
        serde_json::from_str::<Value>(&ran.stdout).unwrap()["error"],
        "insufficient_user_authentication"
    );
    assert!(ran.stderr.contains(&command), "{}", ran.stderr);
    // a token that is only renewed would be no better, so none was
    assert_eq!(served.stat("refreshes"), 0);
    let words: Vec<String> = command.replace('\'', "").split(" --").map(str::to_owned).collect();
    let words: Vec<String> = words.iter().skip(1).map(|word| format!("--{word}")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    program.run(&[&["login"], &words[..], &["--as", "alice"]].concat()).ok();
    let told = program.run(&["request", "GET", &api, "--fail"]).ok();
    assert_eq!(serde_json::from_str::<Value>(&told.stdout).unwrap()["sub"], "alice");
}

#[test]
fn with_step_up_the_login_is_run_and_the_request_sent_again() {
    let served = Served::start();
    let program = signed_in(&served).with("AUTHCTL_AS", "alice");
    let api = format!("{}/_dev/api?acr=dev:mfa", served.issuer);
    let ran = program.run(&["request", "GET", &api, "--step-up", "--fail"]).ok();
    assert_eq!(serde_json::from_str::<Value>(&ran.stdout).unwrap()["sub"], "alice");
    assert!(
        ran.stderr.starts_with("The API wants another sign-in: authctl login --profile=work "),
        "{}",
        ran.stderr
    );
    // what it brought is kept
    program.run(&["request", "GET", &api, "--fail"]).ok();
    assert_eq!(served.stat("logins"), 2);
    // somebody else does not come into the place of who was signed in
    served.sign_in(&program);
    let program = program.with("AUTHCTL_AS", "bob");
    let before = program.sessions();
    let ran = program.run(&["request", "GET", &api, "--step-up", "--fail"]);
    ran.refused(Code::LoginRequired);
    assert_eq!(program.sessions(), before);
}

#[test]
fn a_profile_says_where_and_nobody_is_asked_where_nobody_is() {
    let served = Served::start();
    let program = Program::new().configured(&format!(
        "[profiles.work]\nissuer = \"{}\"\nclient_id = \"authctl\"\nscopes = [\"openid\", \"offline_access\"]\n",
        served.issuer
    ));
    program.run(&["login", "--profile", "work", "--as", "alice"]).ok();
    let api = format!("{}/_dev/api?acr=dev:mfa", served.issuer);
    let ran = program.run(&["request", "GET", &api, "--fail"]).refused(Code::StepUpRequired);
    let command = "run `authctl login --profile=work --acr-values=dev:mfa --id-token-hint`";
    assert!(ran.stderr.contains(command), "{}", ran.stderr);
    let ran = program.run(&["request", "GET", &api, "--fail", "--step-up", "--non-interactive"]);
    ran.refused(Code::InteractionRequired);
}

#[test]
fn an_api_that_is_never_content_is_asked_twice_and_no_more() {
    let asking =
        r#"WWW-Authenticate: Bearer error="insufficient_user_authentication", acr_values="$(id) gold""#;
    let provider = Scripted::new()
        .at("/api", move |_, _| Reply::new("401 Unauthorized", &format!("{asking}\r\n"), "no"))
        .start();
    let program = Program::new();
    program.run(&provider.login()).ok();
    let api = format!("{}/api", provider.issuer());
    let program = program.with("AUTHCTL_AS", "alice");
    let ran = program.run(&["request", "GET", &api, "--step-up", "--fail"]).refused(Code::StepUpRequired);
    assert_eq!((provider.asked("/api").len(), provider.asked("/authorize").len()), (2, 2));
    // C36
    assert!(ran.stderr.contains("--acr-values=gold") && !ran.stderr.contains("$("), "{}", ran.stderr);
    provider.tells_nothing(&ran);
    assert_eq!(provider.asked("/authorize")[1].query["acr_values"], "gold");
    let ran = program.run(&["request", "GET", &api, "--step-up"]).ok();
    assert_eq!(ran.stdout, "no");
}

#[test]
fn the_embedded_providers_api_says_what_it_wants_by_the_standard() {
    let served = Served::start();
    let program = signed_in(&served);
    let bearer = format!("Bearer {}", program.run(&["token"]).answer());
    let target = "/_dev/api?acr=dev:mfa%20dev:password&max_age=5";
    let answer = wire::send(served.authority(), "GET", target, &[("Authorization", &bearer)], "");
    let challenge = answer.header("www-authenticate").unwrap();
    let wanted = [
        "Bearer realm=\"authctl\", error=\"insufficient_user_authentication\"",
        "acr_values=\"dev:mfa dev:password\", max_age=\"5\"",
    ];
    assert!(answer.status == 401 && wanted.iter().all(|part| challenge.contains(part)), "{answer:?}");
    let told = program.run(&["request", "GET", &format!("{}/_dev/api?acr=dev:chosen", served.issuer)]).ok();
    let told: Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!((&told["acr"], &told["sub"]), (&json!("dev:chosen"), &json!("alice")));
    for wrong in ["max_age=soon", "max_age=-1"] {
        let answer = program.run(&["request", "GET", &format!("{}/_dev/api?{wrong}", served.issuer)]).ok();
        assert!(answer.stdout.contains("invalid_request"), "{}", answer.stdout);
    }
}

#[test]
fn a_bound_token_is_challenged_in_its_own_scheme() {
    // RFC 9449 §7.1
    let (program, served) = (Program::new(), Served::start());
    let place = ["login", "--profile", "work", "--issuer", &served.issuer, "--client-id", "authctl"];
    program.run(&[&place[..], &["--dpop", "--as", "alice"]].concat()).ok();
    let api = format!("{}/_dev/api?acr=dev:mfa", served.issuer);
    let ran = program.run(&["request", "GET", &api, "--fail", "--trace"]).refused(Code::StepUpRequired);
    let challenge = "DPoP realm=\"authctl\", error=\"insufficient_user_authentication\"";
    assert!(ran.stderr.contains(challenge) && !ran.stderr.contains("Bearer realm"), "{}", ran.stderr);
}
