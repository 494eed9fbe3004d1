//! `client register|show|update|delete` and `login --register`, through the real binary.

use std::fs;

use authctl::error::Code;
use serde_json::{Value, json};

use crate::support::{
    exchange::{Asked, Reply},
    program::Program,
    scripted::{Scripted, World},
    served::Served,
};

/// The arguments of a registration at this issuer for profile `work`, with these more.
fn register<'a>(issuer: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["client", "register", "--profile", "work", "--issuer", issuer], more].concat()
}

fn config(program: &Program) -> String {
    fs::read_to_string(program.path("profiles.toml")).unwrap_or_default()
}

/// A program whose configuration is a file of its own.
fn program() -> Program {
    Program::new().configured("")
}

/// The names of what is kept of clients.
fn kept(program: &Program) -> Vec<String> {
    let Ok(entries) = fs::read_dir(program.path("state/clients")) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_registered_client_signs_a_person_in() {
    let (program, served) = (program(), Served::start());
    let ran = program.run(&register(&served.issuer, &["--name", "My app"])).ok();
    let id = program.run(&["client", "show", "--profile", "work", "--json"]).json()["client_id"].clone();
    let id = id.as_str().unwrap();
    assert_eq!(
        served.nameless(&ran.stderr.replace(id, "ID")),
        "Registered client ID with ISSUER for profile work, in HOME/profiles.toml.\nNext: authctl login --profile work\n"
    );
    assert_eq!(
        served.nameless(&config(&program).replace(id, "ID")),
        "[profiles.work]\nissuer = \"ISSUER\"\nclient_id = \"ID\"\n"
    );
    program.run(&["login", "--profile", "work", "--as", "alice"]).ok();
    assert_eq!(program.session("work").client_id, id);
    program.run(&["token", "--profile", "work"]).ok();
}

#[test]
fn a_clients_secret_and_its_token_stand_in_private_files_only() {
    // C142
    let (program, served) = (program(), Served::start());
    let job = ["--flow", "client-credentials", "--scope", "api", "--json"];
    let ran = program.run(&register(&served.issuer, &job)).ok();
    let report = ran.json();
    let place = report["client_secret"].as_str().unwrap();
    assert_eq!(place, format!("file:{}", program.path("state/clients/work.client_secret").display()));
    assert_eq!(report["token_endpoint_auth_method"], "client_secret_basic");
    assert_eq!((&report["client_secret_expires_at"], &report["manageable"]), (&Value::Null, &json!(true)));
    assert_eq!(kept(&program), ["work.client", "work.client_secret", "work.registration_access_token"]);
    let read = |name: &str| fs::read_to_string(program.path("state/clients").join(name)).unwrap();
    let secrets = [read("work.client_secret"), read("work.registration_access_token")];
    for text in [config(&program), read("work.client"), ran.stdout, ran.stderr] {
        assert!(secrets.iter().all(|secret| !secret.is_empty() && !text.contains(secret)), "{text}");
    }
    program.run(&["token", "--profile", "work"]).ok();
    // C145: nor in what is shown of the exchange
    let traced = program.run(&["client", "show", "--profile", "work", "--trace", "--record", "run.har"]).ok();
    let record = fs::read_to_string(program.path("run.har")).unwrap();
    for text in [&traced.stdout, &traced.stderr, &record] {
        assert!(secrets.iter().all(|secret| !text.contains(secret)), "{text}");
    }
}

#[test]
fn a_registration_is_shown_changed_and_deleted() {
    let (program, served) = (program(), Served::start());
    program.run(&register(&served.issuer, &[])).ok();
    let more = ["--redirect-uri", "https://app.example/cb", "--name", "Renamed"];
    program.run(&[&["client", "update", "--profile", "work"][..], &more].concat()).ok();
    let shown = program.run(&["client", "show", "--profile", "work", "--json"]).json();
    let registration = &shown["registration"];
    assert_eq!(registration["client_name"], "Renamed");
    assert_eq!(registration["redirect_uris"], json!(["http://127.0.0.1/callback", "https://app.example/cb"]));
    assert!(registration.get("registration_access_token").is_none(), "{registration}");
    program.run(&["client", "update", "--profile", "work"]).refused(Code::Usage);
    program.run(&register(&served.issuer, &[])).refused(Code::ConfigInvalid);
    program.run(&["client", "delete", "--profile", "work"]).ok();
    assert_eq!(kept(&program), Vec::<String>::new());
    assert_eq!(served.nameless(&config(&program)), "[profiles.work]\nissuer = \"ISSUER\"\n");
    program.run(&["client", "show", "--profile", "work"]).refused(Code::ProfileNotFound);
    // and the same profile may have another one
    program.run(&["client", "register", "--profile", "work"]).ok();
    program.run(&["login", "--profile", "work", "--as", "alice"]).ok();
}

#[test]
fn a_registration_that_the_provider_has_forgotten_is_forgotten_here_too() {
    let (program, mut served) = (program(), Served::start());
    program.run(&register(&served.issuer, &[])).ok();
    let token = program.path("state/clients/work.registration_access_token");
    fs::write(&token, "another").unwrap();
    let ran = program.run(&["client", "show", "--profile", "work"]).refused(Code::InvalidClient);
    assert!(ran.stderr.contains("authctl client delete --forget"), "{}", ran.stderr);
    served.stop();
    program.run(&["client", "delete", "--profile", "work"]).refused(Code::ConnectionFailed);
    assert_eq!(kept(&program).len(), 2, "nothing is forgotten before the provider has said so");
    program.run(&["client", "delete", "--profile", "work", "--forget"]).ok();
    assert_eq!(kept(&program), Vec::<String>::new());
}

#[test]
fn a_login_registers_once_and_uses_the_same_client_from_then_on() {
    let (program, served) = (program(), Served::start());
    let login = ["login", "--issuer", &served.issuer, "--register", "--as", "alice"];
    let ran = program.run(&login).ok();
    assert!(ran.stderr.starts_with("Registered client dcr-"), "{}", ran.stderr);
    let ran = program.run(&login).ok();
    assert!(!ran.stderr.contains("Registered"), "{}", ran.stderr);
    let ran = program.run(&["login", "--issuer", &served.issuer, "--as", "alice"]);
    let ran = ran.refused(Code::ClientIdMissing);
    assert!(ran.stderr.contains("--register"), "{}", ran.stderr);
}

#[test]
fn a_job_registers_its_key_and_no_secret() {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap().serialize_pem();
    let (program, served) = (program().with("KEY", key), Served::start());
    let job = ["--flow", "client-credentials", "--client-key-from", "env:KEY"];
    let report = program.run(&register(&served.issuer, &[&job[..], &["--json"]].concat())).ok().json();
    assert_eq!(report["client_secret"], Value::Null);
    program.run(&["token", "--profile", "work"]).ok();
}

#[test]
fn whoever_needs_an_initial_access_token_gives_it_from_its_place() {
    let program = program().with("FIRST", "CANARY-first").with("OTHER", "CANARY-other");
    let served =
        Served::configured("[registration]\npolicy = \"token\"\ninitial_access_token = \"CANARY-first\"\n");
    program.run(&register(&served.issuer, &[])).refused(Code::InvalidClient);
    let with = |source: &'static str| register(&served.issuer, &["--initial-access-token-from", source]);
    let ran = program.run(&with("env:OTHER")).refused(Code::InvalidClient);
    assert!(!ran.stderr.contains("CANARY"), "{}", ran.stderr);
    program.run(&with("CANARY-first")).refused(Code::Usage);
    assert_eq!(kept(&program), Vec::<String>::new());
    program.run(&with("env:FIRST")).ok();
}

#[test]
fn a_provider_that_registers_nobody_is_said_to_before_anything_is_sent() {
    let (program, served) = (program(), Served::configured("[registration]\npolicy = \"off\"\n"));
    let ran = program.run(&register(&served.issuer, &[])).refused(Code::EndpointMissing);
    assert!(ran.stderr.contains("--endpoint registration_endpoint=URL"), "{}", ran.stderr);
    // and whoever knows better says so
    let forced = format!("registration_endpoint={}/register", served.issuer);
    program.run(&register(&served.issuer, &["--endpoint", &forced])).refused(Code::AccessDenied);
    program.run(&register(&served.issuer, &["--client-id", "mine"])).refused(Code::ConfigInvalid);
    program.run(&register(&served.issuer, &["--store", "memory"])).refused(Code::ConfigInvalid);
}

/// A provider that answers a registration with what was asked for, changed.
fn registering(change: impl Fn(&mut Value, &World) + Send + Sync + 'static) -> Scripted {
    Scripted::new()
        .metadata(|document, world| {
            let endpoint = format!("{}/register", world.issuer);
            document.insert("registration_endpoint".into(), endpoint.into());
        })
        .at("/register", move |asked, world| {
            let mut answer: Value = serde_json::from_str(&asked.body).unwrap();
            answer["client_id"] = "client-1".into();
            answer["registration_client_uri"] = format!("{}/registered", world.issuer).into();
            answer["registration_access_token"] = world.secret("token").into();
            change(&mut answer, world);
            Reply::json("201 Created", &answer.to_string())
        })
}

#[test]
fn an_answer_that_weakens_the_client_is_refused_and_the_client_deleted_again() {
    // C142
    type Change = fn(&mut Value);
    let changes: &[(&[&str], Change)] = &[
        (&[], |answer| answer["redirect_uris"] = json!(["https://evil.example/cb"])),
        (&[], |answer| {
            answer["redirect_uris"] = json!(["http://127.0.0.1/callback", "https://evil.example/cb"])
        }),
        (&[], |answer| answer["redirect_uris"] = json!([])),
        (&[], |answer| answer["post_logout_redirect_uris"] = json!(["https://evil.example/"])),
        (&[], |answer| answer["grant_types"] = json!(["implicit"])),
        (&[], |answer| answer["id_token_signed_response_alg"] = json!("none")),
        (&[], |answer| answer["token_endpoint_auth_method"] = json!("private_key_jwt")),
        (&[], |answer| answer["token_endpoint_auth_method"] = json!("unheard_of")),
        (&[], |answer| answer["client_secret_expires_at"] = json!("soon")),
        (&[], |answer| answer["client_id"] = json!("")),
        (&[], |answer| answer["client_id"] = json!(7)),
        (&["--auth-method", "client_secret_post"], |answer| {
            answer["token_endpoint_auth_method"] = json!("none")
        }),
        (&["--auth-method", "client_secret_jwt"], |answer| {
            answer["token_endpoint_auth_method"] = json!("client_secret_basic");
            answer["client_secret"] = json!("CANARY-CANARY");
        }),
        (&["--auth-method", "client_secret_basic"], |_| {}),
    ];
    for (number, (more, change)) in changes.iter().enumerate() {
        let change = *change;
        let provider = registering(move |answer, _| change(answer))
            .at("/registered", |asked, _| {
                assert_eq!(asked.method, "DELETE");
                Reply::new("204 No Content", "", "")
            })
            .start();
        let program = program();
        let ran = program.run(&register(provider.issuer(), more));
        assert_eq!(ran.exit, 9, "{number}: {}", ran.stderr);
        let ran = ran.refused(Code::RegistrationInvalid);
        provider.tells_nothing(&ran);
        assert_eq!((kept(&program), config(&program)), (Vec::new(), String::new()), "{number}");
    }
}

#[test]
fn the_token_of_a_registration_is_led_nowhere_else() {
    // C142
    for place in [
        "http://id.example/registered",
        "https://evil.example/registered",
        "http://127.0.0.1:1/registered",
        "https://user:CANARY@id.example/",
        "/registered",
        "javascript:alert(1)",
    ] {
        let provider = registering(move |answer, _| answer["registration_client_uri"] = json!(place)).start();
        let program = program();
        let ran = program.run(&register(provider.issuer(), &[])).refused(Code::RegistrationInvalid);
        provider.tells_nothing(&ran);
        assert_eq!((kept(&program), config(&program)), (Vec::new(), String::new()), "{place}");
        // where it is wrong, it is not followed to delete anything either
        assert!(provider.asked("/registered").is_empty());
    }
}

#[test]
fn a_stronger_authentication_than_was_asked_for_is_taken_and_said() {
    let provider = registering(|answer, world| {
        answer["token_endpoint_auth_method"] = json!("client_secret_post");
        answer["client_secret"] = world.secret("client-secret").into();
        answer["client_secret_expires_at"] = json!(2_000_000_000);
        answer.as_object_mut().unwrap().remove("registration_access_token");
    })
    .start();
    let program = program();
    let ran = program.run(&register(provider.issuer(), &[])).ok();
    provider.tells_nothing(&ran);
    assert!(ran.stderr.contains("and expires 2033-05-18 03:33:20 (in "), "{}", ran.stderr);
    assert!(ran.stderr.contains("gives no way to change or delete"), "{}", ran.stderr);
    assert_eq!(kept(&program), ["work.client", "work.client_secret"]);
    program.run(&["client", "show", "--profile", "work"]).refused(Code::EndpointMissing);
    program.run(&["login", "--profile", "work", "--as", "alice"]).ok();
    let asked = provider.asked("/token");
    assert!(asked[0].form["client_secret"].starts_with("CANARY-client-secret"));
}

#[test]
fn a_refused_or_broken_answer_leaves_nothing_here() {
    for (reply, code) in [
        (("400 Bad Request", r#"{"error":"invalid_redirect_uri"}"#), Code::InvalidRedirectUri),
        (
            ("400 Bad Request", r#"{"error":"invalid_client_metadata","error_description":"no"}"#),
            Code::InvalidClientMetadata,
        ),
        (("400 Bad Request", r#"{"error":"invalid_software_statement"}"#), Code::ProviderError),
        (("403 Forbidden", r#"{"error":"access_denied"}"#), Code::AccessDenied),
        (("401 Unauthorized", ""), Code::InvalidClient),
        (("429 Too Many Requests", ""), Code::RateLimited),
        (("503 Service Unavailable", ""), Code::TemporarilyUnavailable),
        (("201 Created", "<html>"), Code::NotJson),
        (("201 Created", "[]"), Code::NotJson),
        (("201 Created", "{}"), Code::RegistrationInvalid),
        (("201 Created", r#"{"client_id":"a","client_id":"b"}"#), Code::DuplicateJsonKey),
    ] {
        let provider =
            registering(|_, _| {}).at("/register", move |_, _| Reply::json(reply.0, reply.1)).start();
        let program = program();
        let ran = program.run(&register(provider.issuer(), &["--json"])).refused(code);
        assert_eq!(ran.error_json()["phase"], "registration", "{}", ran.stderr);
        assert_eq!((kept(&program), config(&program)), (Vec::new(), String::new()));
    }
    let provider = registering(|_, _| {})
        .at("/register", |_, _| {
            Reply::new("307 Temporary Redirect", "Location: https://evil.example/\r\n", "")
        })
        .start();
    program().run(&register(provider.issuer(), &[])).refused(Code::RedirectRefused);
}

#[test]
fn a_token_that_the_provider_replaces_is_kept_in_the_place_of_the_old_one() {
    let answer = |asked: &Asked, world: &World| {
        let mut answer: Value = serde_json::from_str(&asked.body).unwrap_or_else(|_| json!({}));
        answer["client_id"] = "client-1".into();
        answer["token_endpoint_auth_method"] = "none".into();
        answer["registration_client_uri"] = format!("{}/registered", world.issuer).into();
        answer["registration_access_token"] = world.secret("token").into();
        Reply::json("200 OK", &answer.to_string())
    };
    let provider = registering(|_, _| {}).at("/registered", answer).start();
    let program = program();
    program.run(&register(provider.issuer(), &[])).ok();
    for _ in 0..2 {
        program.run(&["client", "show", "--profile", "work"]).ok();
    }
    let shown: Vec<String> =
        provider.asked("/registered").iter().map(|asked| asked.headers["authorization"].clone()).collect();
    assert_ne!(shown[0], shown[1]);
    // one that is about another client is not taken
    let provider = registering(|_, _| {})
        .at("/registered", |_, world| {
            let uri = format!("{}/registered", world.issuer);
            let other = json!({"client_id": "other", "registration_client_uri": uri, "registration_access_token": "t"});
            Reply::json("200 OK", &other.to_string())
        })
        .start();
    let program = self::program();
    program.run(&register(provider.issuer(), &[])).ok();
    program.run(&["client", "show", "--profile", "work"]).refused(Code::RegistrationInvalid);
}

#[test]
fn a_token_that_the_provider_replaces_is_kept_even_if_its_answer_is_refused() {
    // C142
    let provider = registering(|_, _| {})
        .at("/registered", |_, world| {
            let uri = format!("{}/registered", world.issuer);
            let answer = json!({
                "client_id": "client-1",
                "token_endpoint_auth_method": "none",
                "id_token_signed_response_alg": "none",
                "registration_client_uri": uri,
                "registration_access_token": "the-next-one",
            });
            Reply::json("200 OK", &answer.to_string())
        })
        .start();
    let program = program();
    program.run(&register(provider.issuer(), &[])).ok();
    for _ in 0..2 {
        program.run(&["client", "show", "--profile", "work"]).refused(Code::RegistrationInvalid);
    }
    let asked = provider.asked("/registered");
    assert_ne!(asked[0].headers["authorization"], "Bearer the-next-one");
    assert_eq!(asked[1].headers["authorization"], "Bearer the-next-one");
}

#[test]
fn a_secret_that_the_provider_tells_only_once_stays() {
    // RFC 7592 §3
    let provider = registering(|answer, _| answer["client_secret"] = json!("CANARY-CANARY"))
        .at("/registered", |_, world| {
            let answer = json!({
                "client_id": "client-1",
                "token_endpoint_auth_method": "client_secret_basic",
                "registration_client_uri": format!("{}/registered", world.issuer),
                "registration_access_token": world.secret("token"),
            });
            Reply::json("200 OK", &answer.to_string())
        })
        .start();
    let program = program();
    program.run(&register(provider.issuer(), &["--auth-method", "client_secret_basic"])).ok();
    let before = config(&program);
    program.run(&["client", "show", "--profile", "work"]).ok();
    program.run(&["client", "update", "--profile", "work", "--name", "New"]).ok();
    let secret = fs::read_to_string(program.path("state/clients/work.client_secret")).unwrap();
    assert_eq!((secret.as_str(), config(&program)), ("CANARY-CANARY", before));
    let sent: Value = serde_json::from_str(&provider.asked("/registered")[2].body).unwrap();
    assert!(sent.get("grant_types").is_none() && sent.get("redirect_uris").is_none(), "{sent}");
}

#[test]
fn a_configuration_that_is_not_right_is_told_before_anything_is_registered() {
    // C116
    let provider =
        registering(|_, _| {}).at("/registered", |_, _| Reply::new("204 No Content", "", "")).start();
    let program = program();
    program.write("profiles.toml", "[profiles.work]\nunknown = 1\n");
    program.run(&register(provider.issuer(), &[])).refused(Code::ConfigInvalid);
    assert!(provider.asked("/register").is_empty());
    program.write("profiles.toml", "");
    program.run(&register(provider.issuer(), &[])).ok();
    program.run(&["client", "delete", "--profile", "work"]).ok();
}

#[test]
fn a_client_that_cannot_be_kept_is_not_left_at_the_provider() {
    let program = program();
    let file = program.path("profiles.toml");
    let provider = registering(move |_, _| {
        // what nobody can write to any more
        fs::remove_file(&file).unwrap();
        fs::create_dir(&file).unwrap();
    })
    .at("/registered", |asked, _| {
        assert_eq!(asked.method, "DELETE");
        Reply::new("204 No Content", "", "")
    })
    .start();
    let ran = program.run(&register(provider.issuer(), &[]));
    assert_ne!(ran.exit, 0);
    assert_eq!(kept(&program), Vec::<String>::new());
}

#[test]
fn a_profile_of_another_provider_is_not_given_this_ones_client() {
    let (program, served) = (program(), Served::start());
    let name = served.authority().replace(':', "-");
    program.write("profiles.toml", &format!("[profiles.\"{name}\"]\nissuer = \"https://id.example\"\n"));
    let before = config(&program);
    program.run(&["client", "register", "--issuer", &served.issuer]).refused(Code::ProfileExists);
    program.run(&["login", "--issuer", &served.issuer, "--register"]).refused(Code::ProfileExists);
    assert_eq!(config(&program), before);
}
