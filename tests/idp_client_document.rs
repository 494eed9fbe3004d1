//! Clients whose id is the address of their metadata, at the embedded provider as the real binary serves it.

use authctl::error::Code;
use serde_json::{Value, json};

use crate::support::{
    exchange::Reply,
    program::Program,
    scripted::{Provider, Scripted, World},
    served::Served,
    user_agent::authorization,
    wire::{self, Answer},
};

/// A web server of this machine with the document of a client, changed.
fn site(change: impl Fn(&mut Value, &World) + Send + Sync + 'static) -> Provider {
    let document = move |world: &World| {
        let mut document = json!({
            "client_id": format!("{}/client.json", world.issuer), "client_name": "An app",
            "redirect_uris": ["http://127.0.0.1/callback"], "id_token_signed_response_alg": "EdDSA",
        });
        change(&mut document, world);
        Reply::json("200 OK", &document.to_string())
    };
    Scripted::new().at("/client.json", move |_, world| document(world)).start()
}

fn asked(served: &Served, client_id: &str) -> Answer {
    wire::send(served.authority(), "GET", &authorization(&[("client_id", client_id)]), &[], "")
}

#[test]
fn a_client_is_known_by_its_address_and_asked_for_it_now_and_then() {
    let (program, served, site) = (Program::new(), Served::start(), site(|_, _| {}));
    let id = format!("{}/client.json", site.issuer());
    let place =
        ["login", "--profile", "work", "--issuer", &served.issuer, "--client-id", &id, "--as", "alice"];
    let ran = program.run(&[&place[..], &["--scope", "openid offline_access"]].concat()).ok();
    assert!(!ran.stderr.contains("client_id_metadata_document_supported"), "{}", ran.stderr);
    assert_eq!(program.session("work").client_id, id);
    program.run(&["whoami"]).ok();
    program.run(&["refresh"]).ok();
    assert_eq!(site.asked("/client.json").len(), 1);
    assert!(!site.asked("/client.json")[0].headers.contains_key("cookie"));
}

#[test]
fn a_document_does_not_get_round_what_is_asked_of_who_registers() {
    let site = site(|_, _| {});
    let id = format!("{}/client.json", site.issuer());
    for policy in ["policy = \"off\"", "policy = \"token\"\ninitial_access_token = \"CANARY-first\""] {
        let served = Served::configured(&format!("[registration]\n{policy}\n"));
        let answer = asked(&served, &id);
        assert_eq!(answer.status, 400);
        assert!(answer.body.contains("client_id is not a registered one"), "{}", answer.body);
        assert!(site.asked("/client.json").is_empty());
    }
    assert_eq!(asked(&Served::configured("[registration]\npolicy = \"open\"\n"), &id).status, 200);
    assert_eq!(site.asked("/client.json").len(), 1);
}

#[test]
fn a_document_that_is_not_right_makes_no_client() {
    type Change = fn(&mut Value, &World);
    let changes: &[Change] = &[
        |document, _| document["client_id"] = json!("https://app.example/client.json"),
        |document, _| document["client_secret"] = json!("CANARY-secret"),
        |document, _| document["token_endpoint_auth_method"] = json!("client_secret_basic"),
        |document, _| document["redirect_uris"] = json!(["http://app.example/"]),
        |document, _| *document = json!([]),
        |document, _| document["client_name"] = json!("n".repeat(6000)),
    ];
    let served = Served::start();
    for change in changes {
        let site = site(change);
        let answer = asked(&served, &format!("{}/client.json", site.issuer()));
        assert_eq!((answer.status, answer.header("location")), (400, None), "{}", answer.body);
        assert!(
            answer.body.contains("<code>invalid_client</code>") && !answer.body.contains("CANARY"),
            "{}",
            answer.body
        );
    }
}

#[test]
fn a_document_is_fetched_from_this_machine_only_and_from_where_it_is() {
    // SSRF
    let served = Served::start();
    let redirected = Scripted::new()
        .at("/client.json", |_, world| {
            Reply::new("302 Found", &format!("Location: {}/elsewhere\r\n", world.issuer), "")
        })
        .start();
    let answer = asked(&served, &format!("{}/client.json", redirected.issuer()));
    assert_eq!(answer.status, 400, "{}", answer.body);
    assert!(redirected.asked("/elsewhere").is_empty());
    // what is not fetched is simply no client
    for id in [
        "https://app.example/client.json",
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:1/a?b=c",
    ] {
        assert_eq!(asked(&served, id).status, 400, "{id}");
    }
    let own = asked(&served, &format!("{}/jwks", served.issuer));
    assert!(own.body.contains("an address of this provider itself"), "{}", own.body);
    // nobody there
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(asked(&served, &format!("http://{free}/client.json")).status, 400);
}

#[test]
fn a_provider_that_may_not_take_such_an_id_is_tried_all_the_same_and_it_is_said() {
    let provider = Scripted::new().start();
    let program = Program::new();
    let ran = program.run(&[
        "login",
        "--issuer",
        provider.issuer(),
        "--client-id",
        "https://app.example/client.json",
        "--as",
        "alice",
    ]);
    let ran = ran.said_no(Code::IdTokenAud);
    assert!(ran.stderr.contains("client_id_metadata_document_supported"), "{}", ran.stderr);
}

#[test]
fn a_client_that_is_configured_is_not_asked_for_its_document() {
    // nobody there
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let id = format!("http://{free}/client.json");
    let configured = format!(
        "[registration]\npolicy = \"open\"\n[[clients]]\nclient_id = \"{id}\"\nredirect_uris = [\"http://127.0.0.1/callback\"]\n"
    );
    assert_eq!(asked(&Served::configured(&configured), &id).status, 200);
    assert_eq!(asked(&Served::start(), &id).status, 400);
}
