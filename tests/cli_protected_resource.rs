//! From an API to a token for it: protected resource metadata (RFC 9728), through the real binary.

use authctl::error::Code;
use serde_json::{Value, json};

use crate::support::{
    exchange::Reply,
    program::Program,
    scripted::{CLIENT, Scripted, World},
    served::Served,
};

#[test]
fn an_api_leads_to_who_signs_in_for_it_and_the_token_opens_it() {
    let (program, served) = (Program::new(), Served::start());
    let api = format!("{}/_dev/api", served.issuer);
    let login = ["login", "--profile", "api", "--resource", &api, "--client-id", "authctl", "--as", "alice"];
    let ran = program.run(&login).ok();
    let first = format!("{api} names {} to sign in with.", served.issuer);
    assert_eq!(ran.stderr.lines().next(), Some(first.as_str()));
    let session = program.session("api");
    assert_eq!(
        (session.settings["issuer"].as_str(), session.settings["resource"].as_str()),
        (served.issuer.as_str(), api.as_str())
    );
    assert_eq!(session.scope_requested.join(" "), "openid profile email address phone groups offline_access");
    let answer: Value = serde_json::from_str(&program.run(&["request", "GET", &api]).answer()).unwrap();
    assert_eq!((&answer["sub"], &answer["aud"]), (&json!("alice"), &json!(api)));
    // a scope that was named is what is asked for
    program.run(&[&login[..], &["--scope", "openid"]].concat()).ok();
    assert_eq!(program.session("api").scope_requested, ["openid"]);
}

#[test]
fn what_an_api_says_of_itself_is_shown() {
    let (program, served) = (Program::new(), Served::start());
    let api = format!("{}/_dev/api", served.issuer);
    assert_eq!(
        served.nameless(&program.run(&["discover", "--resource", &api]).answer()),
        "resource               ISSUER/_dev/api\n\
         authorization servers  ISSUER\n\
         scopes                 openid profile email address phone groups offline_access"
    );
    let document = program.run(&["discover", "--resource", &api, "--json"]).json();
    assert_eq!(document["authorization_servers"], json!([served.issuer]));
    assert_eq!(program.run(&["discover", &served.issuer, "--resource", &api]).exit, 2);
    let none = format!("{}/userinfo", served.issuer);
    program.run(&["discover", "--resource", &none]).refused(Code::DiscoveryFailed);
}

#[test]
fn an_api_leads_to_a_client_that_is_registered_on_the_way() {
    let (program, served) = (Program::new().configured(""), Served::start());
    let api = format!("{}/_dev/api", served.issuer);
    let login = ["login", "--resource", &api, "--register", "--as", "alice"];
    let ran = program.run(&login).ok();
    assert!(ran.stderr.contains("Registered client dcr-"), "{}", ran.stderr);
    assert!(!program.run(&login).ok().stderr.contains("Registered client"));
    program.run(&["request", "GET", &api]).ok();
    // without it the way is told
    let ran = program.run(&["login", "--resource", &api, "--as", "alice"]).refused(Code::ClientIdMissing);
    assert!(ran.stderr.contains("it registers clients by itself, which --register does"), "{}", ran.stderr);
    let register = ["client", "register", "--profile", "other", "--resource", &api];
    program.run(&register).ok();
    program.run(&["login", "--profile", "other", "--as", "alice"]).ok();
}

#[test]
fn a_secret_goes_to_no_provider_that_only_an_api_has_named() {
    // C135
    let served = Served::start();
    let program = Program::new().with("MY_SECRET", "CANARY-secret");
    let api = format!("{}/_dev/api", served.issuer);
    let login = ["login", "--resource", &api, "--client-id", "authctl", "--as", "alice"];
    for flag in ["--client-secret-from", "--refresh-token-from", "--password-from", "--subject-token-from"] {
        let ran = program.run(&[&login[..], &[flag, "env:MY_SECRET"]].concat()).refused(Code::ConfigInvalid);
        assert!(ran.stderr.contains("name the provider with --issuer"), "{}", ran.stderr);
        assert!(!ran.stderr.contains("names http"), "{}", ran.stderr);
    }
    // what a variable says for another flow goes nowhere in this one
    let program = program.with("AUTHCTL_PASSWORD_FROM", "env:MY_SECRET");
    program.run(&login).ok();
}

/// An API at `/api`, whose challenge and metadata are these.
fn api(
    challenge: impl Fn(&World) -> String + Send + Sync + 'static,
    metadata: impl Fn(&World) -> Reply + Send + Sync + 'static,
) -> Scripted {
    Scripted::new()
        .at("/api", move |_, world| {
            let header = format!("WWW-Authenticate: {}\r\n", challenge(world));
            Reply::new("401 Unauthorized", &header, "")
        })
        .at("/meta", move |_, world| metadata(world))
}

fn named(world: &World) -> String {
    format!("Bearer error=\"invalid_token\", resource_metadata=\"{}/meta\"", world.issuer)
}

fn right(world: &World) -> Value {
    json!({"resource": format!("{}/api", world.issuer), "authorization_servers": [world.issuer]})
}

fn login<'a>(resource: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let place =
        ["login", "--profile", "work", "--resource", resource, "--client-id", CLIENT, "--as", "alice"];
    [&place[..], more].concat()
}

#[test]
fn a_challenge_says_where_the_metadata_are_and_what_to_ask_for() {
    let challenge = |world: &World| format!("Basic realm=\"x\", {}, scope=\"openid orders\"", named(world));
    let metadata = |world: &World| {
        let mut document = right(world);
        document["authorization_servers"] = json!([world.issuer, "https://other.example"]);
        document["scopes_supported"] = json!(["everything"]);
        Reply::json("200 OK", &document.to_string())
    };
    let provider = api(challenge, metadata).start();
    let (program, resource) = (Program::new(), format!("{}/api", provider.issuer()));
    let ran = program.run(&login(&resource, &[])).ok();
    let asked = provider.asked("/authorize")[0].query.clone();
    assert_eq!((asked["scope"].as_str(), asked["resource"].as_str()), ("openid orders", resource.as_str()));
    assert!(
        ran.stderr.contains("It names others too, which --issuer chooses: https://other.example"),
        "{}",
        ran.stderr
    );
    // whoever is asked without a token is shown none
    assert!(provider.asked("/api").iter().all(|asked| !asked.headers.contains_key("authorization")));
}

#[test]
fn metadata_that_are_not_those_of_the_api_are_used_for_nothing() {
    // C1, C6, C14, C15, C16, C17
    type Change = fn(&mut Value, &World);
    let changes: &[(Code, Change)] = &[
        (Code::ResourceMismatch, |it, world| it["resource"] = format!("{}/api/", world.issuer).into()),
        (Code::ResourceMismatch, |it, world| it["resource"] = format!("{}/API", world.issuer).into()),
        (Code::ResourceMismatch, |it, world| it["resource"] = world.issuer.clone().into()),
        (Code::ResourceMismatch, |it, _| it["resource"] = json!("https://api.example/\u{202e}")),
        (Code::MetadataInvalid, |it, _| it["resource"] = json!(1)),
        (Code::MetadataInvalid, |it, _| {
            *it = json!({"Resource": it["resource"], "authorization_servers": []})
        }),
        (Code::MetadataInvalid, |it, _| it["authorization_servers"] = json!("https://id.example")),
        (Code::MetadataInvalid, |it, _| it["authorization_servers"] = json!([1])),
        (Code::MetadataInvalid, |it, _| it["authorization_servers"] = json!(["id.example"])),
        (Code::MetadataInvalid, |it, _| it["authorization_servers"] = json!(["https://a:CANARY@id.example"])),
        (Code::MetadataInvalid, |it, _| it["scopes_supported"] = json!("openid")),
        (Code::MetadataInvalid, |it, _| it["scopes_supported"] = json!(["a\"b"])),
        (Code::CleartextRefused, |it, _| it["authorization_servers"] = json!(["http://id.example"])),
        (Code::CleartextRefused, |it, _| it["authorization_servers"] = json!(["http://169.254.169.254"])),
        (Code::DiscoveryFailed, |it, _| it["authorization_servers"] = json!([])),
        (Code::DiscoveryFailed, |it, _| drop(it.as_object_mut().unwrap().remove("authorization_servers"))),
    ];
    for (number, (code, change)) in changes.iter().enumerate() {
        let change = *change;
        let metadata = move |world: &World| {
            let mut document = right(world);
            change(&mut document, world);
            Reply::json("200 OK", &document.to_string())
        };
        let provider = api(named, metadata).start();
        let resource = format!("{}/api", provider.issuer());
        let ran = Program::new().run(&login(&resource, &[]));
        assert_eq!(ran.exit, i32::from(code.error().exit()), "{number}: {}", ran.stderr);
        let ran = ran.refused(*code);
        provider.tells_nothing(&ran);
        assert!(!ran.stderr.contains('\u{202e}'), "{}", ran.stderr);
        assert!(provider.asked("/.well-known/openid-configuration").is_empty(), "{number}");
    }
    for (status, body, code) in [
        ("200 OK", "<html>sign in to the wireless network</html>", Code::NotJson),
        ("200 OK", "[]", Code::NotJson),
        ("200 OK", r#"{"resource":"a","resource":"b"}"#, Code::DuplicateJsonKey),
        ("404 Not Found", "{}", Code::DiscoveryFailed),
        ("500 Internal Server Error", "{}", Code::ServerError),
        ("503 Service Unavailable", "", Code::TemporarilyUnavailable),
        ("429 Too Many Requests", "", Code::RateLimited),
    ] {
        let provider = api(named, move |_| Reply::json(status, body)).start();
        let resource = format!("{}/api", provider.issuer());
        let ran = Program::new().run(&login(&resource, &[])).refused(code);
        let is_named = ran.stderr.contains(&format!("{}/meta", provider.issuer()));
        assert_eq!(is_named, !status.starts_with("200"), "{}", ran.stderr);
        let is_passing = ran.stderr.contains("try again later, or name the provider");
        assert_eq!(is_passing, !["200", "404"].contains(&&status[..3]), "{}", ran.stderr);
    }
    let elsewhere = |_: &World| Reply::new("302 Found", "Location: https://evil.example/meta\r\n", "");
    let provider = api(named, elsewhere).start();
    let resource = format!("{}/api", provider.issuer());
    Program::new().run(&login(&resource, &[])).refused(Code::RedirectRefused);
}

#[test]
fn a_challenge_leads_to_no_address_that_may_not_be_used() {
    // C5, C6, C21
    for (place, code) in [
        ("http://id.example/meta", Code::CleartextRefused),
        ("http://169.254.169.254/meta", Code::CleartextRefused),
        ("file:///etc/passwd", Code::EndpointRefused),
        ("https://a:CANARY@id.example/", Code::EndpointRefused),
        ("/meta", Code::EndpointRefused),
    ] {
        let challenge = move |_: &World| format!("Bearer resource_metadata=\"{place}\"");
        let provider = Scripted::new()
            .at("/api", move |_, world| {
                let header = format!("WWW-Authenticate: {}\r\n", challenge(world));
                Reply::new("401 Unauthorized", &header, "")
            })
            .start();
        let resource = format!("{}/api", provider.issuer());
        let ran = Program::new().run(&login(&resource, &[])).refused(code);
        provider.tells_nothing(&ran);
    }
}

#[test]
fn an_api_that_challenges_in_no_such_way_is_asked_at_its_well_known_place() {
    for header in
        ["", "WWW-Authenticate: Bearer realm=\"x\"\r\n", "WWW-Authenticate: Bearer resource_metadata=\r\n"]
    {
        let provider = Scripted::new()
            .at("/api", move |_, _| Reply::new("401 Unauthorized", header, ""))
            .at("/.well-known/oauth-protected-resource/api", |_, world| {
                Reply::json("200 OK", &right(world).to_string())
            })
            .start();
        let resource = format!("{}/api", provider.issuer());
        let ran = Program::new().run(&login(&resource, &[]));
        assert!(provider.asked("/authorize").len() == 1, "{header}: {}", ran.stderr);
    }
}

#[test]
fn what_is_no_address_of_an_api_is_refused_before_anything_is_sent() {
    let program = Program::new();
    for (resource, code) in [
        ("orders", Code::Usage),
        ("https://api.example/#x", Code::Usage),
        ("https://me:CANARY@api.example", Code::Usage),
        ("http://api.example", Code::CleartextRefused),
    ] {
        let ran = program.run(&login(resource, &[])).said_no(code);
        assert!(!ran.stderr.contains("CANARY"), "{}", ran.stderr);
    }
}

#[test]
fn a_request_that_is_refused_names_the_login_that_helps() {
    let (program, provider) =
        (Program::new(), api(named, |world| Reply::json("200 OK", &right(world).to_string())).start());
    program.run(&provider.login()).ok();
    let address = format!("{}/api?q=CANARY", provider.issuer());
    let login = format!("authctl login --resource {}/api", provider.issuer());
    let ran = program.run(&["request", "GET", &address]).ok();
    assert_eq!(ran.stderr, format!("The API says who signs people in for it: run `{login}`.\n"));
    let ran = program.run(&["request", "GET", &address, "--fail"]).refused(Code::InvalidToken);
    assert!(ran.stderr.contains(&format!("run `{login}`")), "{}", ran.stderr);
    let own = program.run(&["discover", "--resource", &format!("{}/api", provider.issuer())]).ok();
    assert!(own.stdout.contains("authorization servers"));
}
