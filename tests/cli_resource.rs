//! `--resource` and `--audience` through the real binary (RFC 8707, RFC 8693 §2.1).

use authctl::error::Code;
use serde_json::Value;

use crate::support::{program::Program, scripted::Scripted, served::Served, user_agent::claims};

const APIS: &str = r#"
[[resources]]
resource = "https://orders.example"
[[resources]]
resource = "https://stock.example/a?b=c"
"#;

/// Every value of a field in a form or a query.
fn all(encoded: &str, name: &str) -> Vec<String> {
    let pairs = url::form_urlencoded::parse(encoded.as_bytes());
    pairs.filter(|(known, _)| known == name).map(|(_, value)| value.into_owned()).collect()
}

#[test]
fn every_request_for_tokens_names_the_apis_and_so_do_those_that_renew_them() {
    let (program, provider) = (Program::new(), Scripted::new().start());
    let resources = ["--resource", "https://b.example", "--resource", "https://a.example/x"];
    program.run(&[&provider.login()[..], &resources].concat()).ok();
    program.run(&["refresh"]).ok();
    let wanted = ["https://b.example", "https://a.example/x"];
    assert_eq!(provider.asked("/token").len(), 2);
    for asked in provider.asked("/token") {
        assert_eq!(all(&asked.body, "resource"), wanted, "{}", asked.body);
    }
    // Such a token opens no UserInfo, so it is not sent there.
    assert!(provider.asked("/userinfo").is_empty());
    let told = program.run(&["whoami", "--json"]).ok().json();
    assert_eq!((&told["source"], &told["sub"]), (&Value::from("id_token"), &Value::from("user-1")));
}

#[test]
fn the_embedded_provider_gives_a_token_for_them_pushed_or_not_and_on_a_device() {
    let served = Served::configured(&format!("{APIS}\n[lifetimes]\ndevice_interval = \"1s\"\n"));
    let place = ["login", "--issuer", &served.issuer, "--client-id", "authctl", "--as", "alice"];
    let resources = [
        "--scope",
        "openid offline_access",
        "--resource",
        "https://orders.example https://stock.example/a?b=c",
    ];
    for more in [&[][..], &["--par"], &["--flow", "device"]] {
        let program = Program::new();
        program.run(&[&place[..], &resources, more].concat()).ok();
        let token = program.run(&["token"]).answer();
        let audience = claims(&token)["aud"].clone();
        assert_eq!(audience, serde_json::json!(["https://orders.example", "https://stock.example/a?b=c"]));
        program.run(&["refresh"]).ok();
        assert_eq!(claims(&program.run(&["token"]).answer())["aud"], audience);
    }
    let program = Program::new();
    let unknown = ["--resource", "https://elsewhere.example"];
    program.run(&[&place[..], &unknown].concat()).refused(Code::InvalidTarget);
    assert!(program.sessions().is_empty());
}

#[test]
fn what_is_no_resource_or_has_no_place_is_refused_before_anything_is_sent() {
    let program = Program::new();
    let place = ["login", "--issuer", "http://127.0.0.1:1", "--client-id", "a"];
    for flags in [
        &["--resource", "orders"][..],
        &["--resource", "https://a.example/#top"],
        &["--audience", "orders"],
        &["--audience", "orders", "--flow", "device"],
    ] {
        let ran = program.run(&[&place[..], flags].concat()).refused(Code::Usage);
        assert!(ran.stderr.contains(flags[0]), "{}", ran.stderr);
    }
    // C34: there is one way to say it
    let ran = program.run(&[&place[..], &["--param", "resource=https://a.example"]].concat());
    ran.refused(Code::ReservedParameter);
}

#[test]
fn an_exchange_may_be_for_several_audiences() {
    let provider = Scripted::new().start();
    let program = Program::new()
        .with("AUTHCTL_ENDPOINT", format!("token_endpoint={}/token", provider.issuer()))
        .with("AUTHCTL_CLIENT_ID", "job")
        .with("AUTHCTL_FLOW", "client-credentials")
        .with("AUTHCTL_CLIENT_SECRET_FROM", "env:SECRET")
        .with("SECRET", "CANARY-secret")
        .with("AUTHCTL_AUDIENCE", "orders stock")
        .with("AUTHCTL_RESOURCE", "urn:a urn:b");
    program.run(&["token"]).ok();
    let body = &provider.asked("/token")[0].body;
    assert_eq!(
        (all(body, "audience"), all(body, "resource")),
        (vec!["orders".to_owned(), "stock".to_owned()], vec!["urn:a".to_owned(), "urn:b".to_owned()],)
    );
}
