//! What a provider says, through the real binary: claims that would act on a terminal, and answers that repeat what they were
//! told in secret.

use std::fs;

use authctl::error::Code;
use serde_json::json;

use crate::support::{
    exchange::{Asked, Reply},
    program::Program,
    ran::Ran,
    scripted::{Provider, Scripted},
};

/// What a terminal would obey: a clipboard, a title, a screen, a direction, a line of its own, one byte that begins a sequence.
const ODD: &str = "a\x1b]52;c;Y2F0\x07\x1b]0;x\x1b\\\x1b[2J\u{202e}\n\r\u{9b}2J\u{7f}";

#[test]
fn claims_act_on_no_terminal_and_fill_no_screen_by_name_or_value() {
    // C143, C144; every run is looked at for control characters
    let long = "x".repeat(70_000);
    let person = json!({
        "sub": "user-1", "preferred_username": ODD, "name": ODD, "email": long, long.as_str(): ODD,
        "address": {ODD: [ODD, long]},
    });
    let provider =
        Scripted::new().at("/userinfo", move |_, _| Reply::json("200 OK", &person.to_string())).start();
    let program = Program::new();
    program.run(&provider.login()).ok();
    let ran = program.run(&["whoami"]).ok();
    let shown = "a\\u{1b}]52;c;Y2F0\\u{7}\\u{1b}]0;x\\u{1b}\\\\u{1b}[2J\\u{202e}\\u{a}\\u{d}\\u{9b}2J\\u{7f}";
    assert!(ran.stdout.contains(&format!("\nname      {shown}\n")), "{}", ran.stdout);
    assert!(ran.stdout.contains("xx…\n"), "{}", ran.stdout);
    assert!(ran.stdout.len() < 3_000, "{} bytes", ran.stdout.len());
    // a program gets all of it, and nothing that would act on the terminal that it may print to
    let whole = program.run(&["whoami", "--json"]).ok().json();
    assert_eq!(whole["claims"]["address"][ODD][1].as_str().map(str::len), Some(70_000));
    assert_eq!(program.run(&["whoami", "--raw"]).ok().json(), whole["claims"]);
    program.run(&["status"]).ok();
}

/// A client secret with what JSON, forms and headers write in another way.
const CLIENT_SECRET: &str = "CANARY \"client\\secret\" 100% a+b";

/// Everything that this request said in secret, as it was sent and as it was meant.
fn secrets_of(asked: &Asked) -> Vec<String> {
    let in_form = ["code", "code_verifier", "refresh_token", "client_secret"];
    let in_form = in_form.iter().filter_map(|name| asked.form.get(*name).cloned());
    let credential = asked.headers.get("authorization").and_then(|value| value.split(' ').nth(1));
    let is_confidential =
        asked.path == "/token" && (credential.is_some() || asked.form.contains_key("client_secret"));
    in_form
        .chain(credential.map(str::to_owned))
        .chain(is_confidential.then(|| CLIENT_SECRET.to_owned()))
        .collect()
}

/// An answer that repeats it everywhere.
fn echo(asked: &Asked, status: &str, content_type: &str) -> Reply {
    let said = secrets_of(asked);
    let (line, first) = (said.join(" "), said[0].clone());
    let body = json!({
        "error": "invalid_request", "error_description": format!("no {line}"),
        "error_uri": format!("https://id.example/?{line}"),
        "debug": {"said": said, line.as_str(): "a name", "deep": [[line]]}, "hint": first,
    });
    let headers = format!("Content-Type: {content_type}\r\nX-Echo: {line}\r\nX-Trace-Id: {first}\r\n");
    Reply::new(status, &headers, &body.to_string())
}

/// What becomes of a request and a secret of it.
type Repeating = fn(&Asked, String) -> Reply;

/// Runs it in every way that shows something, and looks for what was said in secret.
#[track_caller]
fn tells_none_of_it(program: &Program, provider: &Provider, path: &str, arguments: &[&str], code: Code) {
    for more in [&["--trace", "--record", "run.har"][..], &["--json", "--trace"], &["--json"]] {
        let ran = program.run(&[arguments, more].concat()).refused(code);
        let record = fs::read_to_string(program.path("run.har")).unwrap();
        for asked in provider.asked(path) {
            for secret in secrets_of(&asked) {
                is_not_in(&secret, &ran, &record);
            }
        }
        is_not_in("CANARY", &ran, &record);
    }
}

#[track_caller]
fn is_not_in(secret: &str, ran: &Ran, record: &str) {
    let in_json = json!(secret).to_string();
    for secret in [secret, in_json.trim_matches('"')] {
        for text in [&ran.stdout, &ran.stderr, record] {
            assert!(!text.to_lowercase().contains(&secret.to_lowercase()), "{secret} in:\n{text}");
        }
    }
}

#[test]
fn a_token_endpoint_that_repeats_what_it_was_told_in_secret_is_not_repeated() {
    // C64, C145
    for method in ["client_secret_basic", "client_secret_post"] {
        let provider = Scripted::new()
            .at("/token", |asked, _| echo(asked, "400 Bad Request", "application/json"))
            .start();
        let program = Program::new().with("APP_SECRET", CLIENT_SECRET);
        let more = ["--client-secret-from", "env:APP_SECRET", "--auth-method", method];
        let login = [&provider.login()[..], &more].concat();
        tells_none_of_it(&program, &provider, "/token", &login, Code::InvalidRequest);
    }
}

#[test]
fn a_renewal_that_is_refused_with_its_own_refresh_token_does_not_show_it() {
    // C64, C145
    let provider = Scripted::new()
        .at("/token", |asked, _| match asked.form["grant_type"].as_str() {
            "refresh_token" => echo(asked, "400 Bad Request", "application/json"),
            _ => Reply::Right,
        })
        .start();
    let program = Program::new().with("APP_SECRET", CLIENT_SECRET);
    let more = ["--client-secret-from", "env:APP_SECRET", "--auth-method", "client_secret_basic"];
    program.run(&[&provider.login()[..], &more].concat()).ok();
    tells_none_of_it(&program, &provider, "/token", &["refresh"], Code::InvalidRequest);
}

#[test]
fn a_secret_is_not_shown_where_a_type_was_expected_either() {
    // C64, C145
    let of_code = |asked: &Asked| asked.form["code"].clone();
    let types: [(Repeating, Code); 2] = [
        (
            |_, code| {
                let body = json!({"access_token": "a", "token_type": code});
                Reply::json("200 OK", &body.to_string())
            },
            Code::TokenTypeUnsupported,
        ),
        (|_, code| Reply::new("200 OK", &format!("Content-Type: text/{code}\r\n"), "<p>"), Code::NotJson),
    ];
    for (reply, code) in types {
        let provider = Scripted::new().at("/token", move |asked, _| reply(asked, of_code(asked))).start();
        let program = Program::new();
        tells_none_of_it(&program, &provider, "/token", &provider.login(), code);
    }
}

#[test]
fn a_user_api_that_repeats_the_access_token_is_not_repeated() {
    // C64, C145
    let bearer = |asked: &Asked| asked.headers["authorization"].split(' ').nth(1).unwrap().to_owned();
    let answers: [(Repeating, Code); 3] = [
        (|asked, _| echo(asked, "400 Bad Request", "application/json"), Code::InvalidRequest),
        (|_, token| Reply::json("200 OK", &json!({ "sub": token }).to_string()), Code::UserInfoSub),
        (|_, token| Reply::new("200 OK", &format!("Content-Type: text/{token}\r\n"), "<p>"), Code::NotJson),
    ];
    for (reply, code) in answers {
        let provider = Scripted::new().at("/userinfo", move |asked, _| reply(asked, bearer(asked))).start();
        let program = Program::new();
        tells_none_of_it(&program, &provider, "/userinfo", &provider.login(), code);
    }
}
