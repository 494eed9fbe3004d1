//! The control app at the embedded provider, both in this process, and people in front of them.

use std::{
    sync::{Arc, atomic::Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use super::{
    app::{App, Settings},
    dev_provider::{DevProvider, TestJournal, TestWorld},
    user_agent::Browser,
    wire::{self, Answer},
};

/// The app and the provider at which it is registered, with the clock of this machine.
pub struct Stage {
    pub app: App,
    pub provider: DevProvider,
}

impl Stage {
    /// The right app, which reads metadata and keys anew for each sign-in.
    pub fn new() -> Self {
        let app = App::unregistered();
        let settings = |issuer: &str| Settings {
            algorithm: "ES256".into(),
            scope: "openid profile email offline_access".into(),
            is_forgetful: true,
            ..Settings::new(issuer, "app", "app-secret")
        };
        app.set(settings(""));
        let world = TestWorld::new();
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        world.now.store(i64::try_from(since).unwrap(), Ordering::SeqCst);
        let config = app.registration();
        let provider =
            DevProvider::start_with(&config, TestJournal::with_key(), Arc::new(world)).expect("it starts");
        app.set(settings(&provider.issuer));
        Self { app, provider }
    }

    /// Asks the app for a page.
    pub fn get(&self, person: &mut Person, target: &str) -> Answer {
        self.ask(person, "GET", target, "")
    }

    fn ask(&self, person: &mut Person, method: &str, target: &str, body: &str) -> Answer {
        let mut headers = vec![("Cookie", person.cookie.as_str())];
        if method == "POST" {
            headers.push(("Content-Type", "application/x-www-form-urlencoded"));
        }
        let answer = wire::send(&self.app.authority(), method, target, &headers, body);
        person.keep(&answer);
        answer
    }

    /// Goes to sign in, as far as the app's answer to the callback, or to what leads nowhere.
    pub fn enter(&self, person: &mut Person, user: &str) -> Answer {
        let begun = self.get(person, "/login?next=/me");
        let address = begun.header("location").and_then(|it| url::Url::parse(it).ok());
        let Some(address) = address.filter(|it| it.as_str().starts_with(&self.provider.issuer)) else {
            return begun;
        };
        let target = &address[url::Position::BeforePath..];
        let answer = person.browser.authorize(&self.provider, target, user);
        match answer.header("location").map(|it| url::Url::parse(it).unwrap()) {
            Some(back) => {
                let target = back[url::Position::BeforePath..url::Position::AfterQuery].to_owned();
                self.get(person, &target)
            }
            // a page that posts
            None => self.ask(person, "POST", "/callback", "code=posted"),
        }
    }

    /// Somebody who is signed in.
    #[track_caller]
    pub fn sign_in(&self, user: &str) -> Person {
        let mut person = Person::default();
        let answer = self.enter(&mut person, user);
        assert_eq!((answer.status, answer.header("location")), (303, Some("/me")), "{answer:?}");
        person
    }

    /// Whether the app knows this browser.
    #[track_caller]
    pub fn is_alive(&self, person: &mut Person) -> bool {
        match self.get(person, "/me").status {
            200 => true,
            401 => false,
            other => panic!("{other}"),
        }
    }
}

/// One person's browser.
#[derive(Default, Clone)]
pub struct Person {
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
