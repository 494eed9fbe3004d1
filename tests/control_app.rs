//! The app that the checks have for a control: it signs people in at the embedded provider and obeys its logouts, and each
//! of its defects shows.

use std::sync::Arc;

use crate::support::{
    app::{
        App, Settings,
        defect::{DEFECTS, Defects},
    },
    dev_provider::{DevProvider, TestJournal, TestWorld},
    user_agent::Browser,
    wire::{self, Answer},
};

/// The app and the provider at which it is registered, with the clock of this machine.
struct Stage {
    app: App,
    provider: DevProvider,
}

impl Stage {
    fn new() -> Self {
        let app = App::unregistered();
        let settings =
            |issuer: &str| Settings { algorithm: "ES256".into(), ..Settings::new(issuer, "app", "s") };
        app.set(settings(""));
        let world = TestWorld::new();
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        world.now.store(i64::try_from(since).unwrap(), std::sync::atomic::Ordering::SeqCst);
        let config = app.registration();
        let provider =
            DevProvider::start_with(&config, TestJournal::default(), Arc::new(world)).expect("it starts");
        app.set(settings(&provider.issuer));
        Self { app, provider }
    }

    fn get(&self, person: &mut Person, target: &str) -> Answer {
        let cookie = person.cookie.clone();
        let answer = wire::send(&self.app.authority(), "GET", target, &[("Cookie", &cookie)], "");
        person.keep(&answer);
        answer
    }

    /// As far as the address of the callback.
    fn authorized(&self, person: &mut Person, user: &str) -> String {
        let begun = self.get(person, "/login?next=/me");
        let address = url::Url::parse(begun.header("location").expect("it leads to the provider")).unwrap();
        let target = &address[url::Position::BeforePath..];
        let answer = person.browser.authorize(&self.provider, target, user);
        let back = url::Url::parse(answer.header("location").expect("it leads back")).unwrap();
        back[url::Position::BeforePath..].to_owned()
    }

    fn sign_in(&self, user: &str) -> Person {
        let mut person = Person::default();
        let callback = self.authorized(&mut person, user);
        let answer = self.get(&mut person, &callback);
        assert_eq!((answer.status, answer.header("location")), (303, Some("/me")), "{answer:?}");
        person
    }

    fn is_alive(&self, person: &mut Person) -> bool {
        match self.get(person, "/me").status {
            200 => true,
            401 => false,
            other => panic!("{other}"),
        }
    }
}

/// One person's browser.
#[derive(Default, Clone)]
struct Person {
    cookie: String,
    browser: Browser,
}

impl Person {
    fn keep(&mut self, answer: &Answer) {
        if let Some(cookie) = answer.header("set-cookie") {
            self.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        }
    }
}

#[test]
fn the_right_app_signs_in_at_the_embedded_provider_and_out_again() {
    let stage = Stage::new();
    let mut nobody = Person::default();
    assert!(!stage.is_alive(&mut nobody));
    let mut alice = stage.sign_in("alice");
    let answer = stage.get(&mut alice, "/me");
    assert_eq!(answer.json(), serde_json::json!({"sub": "alice", "name": "Alice Example"}));
    let mut copy = alice.clone();
    let mut bob = stage.sign_in("bob");
    stage.get(&mut alice, "/logout");
    assert!(!stage.is_alive(&mut alice) && !stage.is_alive(&mut copy) && stage.is_alive(&mut bob));
}

#[test]
fn every_defect_has_a_name_and_a_place_in_the_code() {
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/app");
    let sources: String = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.ends_with("defect.rs"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    for (defect, name, what) in DEFECTS {
        let place = format!("D::{defect:?}");
        let other = format!("Defect::{defect:?}");
        assert!(sources.contains(&place) || sources.contains(&other), "{name} changes nothing");
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
        assert!(!what.ends_with('.'), "{name}");
        assert!(Defects::named(&[name]).has(*defect), "{name} twice");
    }
}
