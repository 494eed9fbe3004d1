//! What the embedded provider does wrong on purpose, as it is seen from outside.

use std::sync::{Arc, Mutex};

use authctl::{
    idp::{
        config::Config,
        fault::{
            self,
            row::{Fault, Place},
        },
        observer::{Observer, Seen},
        server::{Options, Server},
    },
    jose::{
        jwk_set::JwkSet,
        jws::{Keys, Unverified},
    },
};

use crate::support::{
    dev_provider::{DevProvider, TestJournal, TestWorld},
    user_agent::{Browser, authorization, claims, redeem},
    wire::{self, Answer},
};

fn named(name: &str) -> &'static Fault {
    fault::named(name).expect("there is one of that name")
}

fn tokens(provider: &DevProvider) -> Answer {
    let code = Browser::default().code(provider, "alice");
    redeem(provider, &code)
}

fn id_token(answer: &Answer) -> String {
    answer.json()["id_token"].as_str().expect("an ID token").to_owned()
}

#[test]
fn a_fault_is_done_from_when_it_is_set_until_it_is_taken_back_and_each_answer_that_has_it_names_it() {
    let provider = DevProvider::start("");
    let faults = provider.faults();
    let right = tokens(&provider);
    assert_eq!(right.header("authctl-fault"), None);
    assert!(faults.applied().is_empty() && faults.places().is_empty() && faults.names().is_empty());

    faults.set(&[named("id-token-iss-other"), named("token-type-mac")]);
    let wrong = tokens(&provider);
    assert_eq!(wrong.header("authctl-fault"), Some("id-token-iss-other, token-type-mac"));
    assert_eq!(claims(&id_token(&wrong))["iss"], "https://other.example");
    assert_eq!(wrong.json()["token_type"], "mac");
    // what has none is not named
    assert_eq!(provider.get("/jwks").header("authctl-fault"), None);
    let applied: Vec<_> = faults.applied().into_iter().collect();
    assert_eq!(applied, [("id-token-iss-other", 1), ("token-type-mac", 1)]);
    assert_eq!(faults.places().into_iter().collect::<Vec<_>>(), [Place::Token]);
    let notes = provider.world.notes.lock().unwrap().clone();
    assert_eq!(notes, ["fault in POST /token: id-token-iss-other, token-type-mac"]);

    faults.set(&[]);
    let right = tokens(&provider);
    assert_eq!(right.header("authctl-fault"), None);
    assert_eq!(claims(&id_token(&right))["iss"], provider.issuer);
    assert!(faults.applied().is_empty());
}

#[test]
fn an_error_stays_what_it_is_and_a_fault_that_has_nothing_to_change_is_not_met() {
    let provider = DevProvider::start("");
    let faults = provider.faults();
    faults.set(&[named("id-token-iss-other"), named("token-page")]);
    let refused = redeem(&provider, "no-such-code");
    assert_eq!((refused.status, refused.header("authctl-fault")), (400, None));
    assert_eq!(refused.json()["error"], "invalid_grant");

    faults.set(&[named("id-token-nonce-missing"), named("answer-state-missing")]);
    let target = authorization(&[("nonce", ""), ("state", "")]);
    let answer = Browser::default().authorize(&provider, &target, "alice");
    assert_eq!(answer.header("authctl-fault"), None);
    let code = answer.location_parameter("code").expect("a code");
    assert_eq!(redeem(&provider, &code).header("authctl-fault"), None);
    assert!(faults.applied().is_empty());
}

#[test]
fn an_authorization_answer_has_its_faults_however_it_is_delivered() {
    let provider = DevProvider::start("");
    let answer = |fault: &str, changes: &[(&str, &str)]| {
        provider.faults().set(&[named(fault)]);
        let answer = Browser::default().authorize(&provider, &authorization(changes), "alice");
        assert_eq!(answer.header("authctl-fault"), Some(fault));
        answer
    };
    let query = answer("answer-state-other", &[]);
    assert_eq!(query.location_parameter("state").as_deref(), Some("another-state"));
    let posted = answer("answer-state-other", &[("response_mode", "form_post")]);
    assert!(posted.body.contains("name=\"state\" value=\"another-state\""), "{}", posted.body);
    let signed = answer("answer-state-other", &[("response_mode", "jwt")]);
    let response = signed.location_parameter("response").expect("a signed answer");
    assert_eq!(claims(&response)["state"], "another-state");
    let fragment = answer("answer-in-fragment", &[]);
    assert!(fragment.header("location").is_some_and(|to| to.contains("/callback#code=")));
    let denied = answer("answer-denied", &[]);
    assert_eq!(denied.location_parameter("error").as_deref(), Some("access_denied"));
    assert_eq!(denied.location_parameter("code"), None);
}

#[test]
fn an_id_token_that_the_browser_brings_has_its_faults_too() {
    let provider = DevProvider::start("");
    provider.faults().set(&[named("id-token-iss-other")]);
    let target = authorization(&[("response_type", "code id_token")]);
    let answer = Browser::default().authorize(&provider, &target, "alice");
    assert_eq!(answer.header("authctl-fault"), Some("id-token-iss-other"));
    let location = answer.header("location").expect("an answer");
    let (_, token) = location.split_once("id_token=").expect("an ID token");
    let token = token.split('&').next().expect("a token");
    assert_eq!(claims(token)["iss"], "https://other.example");
}

#[test]
fn a_trap_has_the_keys_that_an_app_would_find_that_walks_into_it() {
    let provider = DevProvider::start("");
    let verifies = |keys: &Answer, token: &str| {
        let set = JwkSet::parse(keys.body.as_bytes()).expect("a key set");
        let token = Unverified::parse(token).expect("a token");
        let algorithm = token.header().algorithm;
        token.verify(Keys::Published(&set), &[algorithm]).is_ok()
    };
    provider.faults().set(&[named("id-token-jku")]);
    let token = id_token(&tokens(&provider));
    assert!(verifies(&provider.get("/elsewhere/jwks"), &token));
    assert!(!verifies(&provider.get("/jwks"), &token));

    // a key that nobody has seen before is another one each time
    let mut kids = Vec::new();
    for _ in 0..2 {
        provider.faults().set(&[named("jwks-key-added")]);
        let token = id_token(&tokens(&provider));
        let keys = provider.get("/jwks");
        assert_eq!(keys.header("authctl-fault"), Some("jwks-key-added"));
        assert!(verifies(&keys, &token));
        kids.push(Unverified::parse(&token).expect("a token").header().kid.clone());
    }
    assert_ne!(kids[0], kids[1]);

    provider.faults().set(&[]);
    assert_eq!(provider.get("/elsewhere/jwks").status, 404);
}

/// Writes down what is seen.
#[derive(Default)]
struct Watching(Mutex<Vec<String>>);

impl Observer for Watching {
    fn answered(&self, seen: &Seen<'_>) {
        let status = seen.status.map_or(0, |status| status.as_u16());
        let line = format!("{} {} {status} {}", seen.method, seen.path, seen.faults);
        self.0.lock().unwrap().push(line.trim_end().to_owned());
    }
}

#[test]
fn an_observer_hears_of_each_request_also_of_one_that_is_dropped_and_of_no_secret() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let watching = Arc::new(Watching::default());
    let options = Options { observer: Some(watching.clone()), ..Options::default() };
    let journal = Box::new(TestJournal::default());
    let server = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        Server::start(listener, Config::default(), journal, Arc::new(TestWorld::new()), options).unwrap()
    });
    let authority = server.origin().trim_start_matches("http://");
    let get = |target: &str| wire::send(authority, "GET", target, &[], "").status;

    assert_eq!(get("/jwks?token=secret"), 200);
    server.faults().set(&[named("jwks-fails-once")]);
    assert_eq!([get("/jwks"), get("/jwks")], [500, 200]);
    server.faults().set(&[named("jwks-dropped")]);
    let address: std::net::SocketAddr = authority.parse().unwrap();
    let request = format!("GET /jwks HTTP/1.1\r\nHost: {authority}\r\n\r\n");
    assert_eq!(wire::say(address, request.as_bytes()), b"");
    assert_eq!(get("/nowhere"), 404);
    let seen = watching.0.lock().unwrap().clone();
    let wanted = [
        "GET /jwks 200",
        "GET /jwks 500 jwks-fails-once",
        // with the key that is new
        "GET /jwks 200 jwks-fails-once",
        "GET /jwks 0",
        "GET /nowhere 404",
    ];
    assert_eq!(seen, wanted);
    runtime.block_on(server.shutdown());
}
