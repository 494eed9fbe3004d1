//! A login and the browser that it opens (RFC 8252 §4.1).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

use authctl::{
    error::{Code, Result},
    flow::{
        authorization_code::{LoginRequest, Way, sign_in},
        peer::{Client, Peer},
    },
    host::{Browser, CallbackAddress, CallbackHost, Host, environment, http::Settings},
    protocol::{client_auth::ClientAuthMethod, endpoint_url::Transport, scope::ScopeSet},
    provider::{endpoints::Endpoints, metadata::ProviderMetadata, quirk::Quirks},
};
use url::Url;

use crate::support::caller::{get, status};

/// A program in the foreground: it delivers the person's answer, gets the page after it, and stays until it is closed.
struct Foreground {
    closed: Mutex<mpsc::Receiver<()>>,
}

impl Browser for Foreground {
    fn open(&self, url: &Url) -> Result<bool> {
        let asked: HashMap<_, _> = url.query_pairs().into_owned().collect();
        let redirect_uri = Url::parse(&asked["redirect_uri"]).unwrap();
        let answer = get(&redirect_uri, &format!("/callback?error=access_denied&state={}", asked["state"]));
        assert_eq!(status(&answer), "303");
        assert_eq!(status(&get(&redirect_uri, "/done")), "200");
        let closed = self.closed.lock().unwrap().recv_timeout(Duration::from_secs(10));
        closed.expect("the login waits for the browser's program to end");
        Ok(true)
    }
}

fn peer() -> Peer {
    let endpoints = Endpoints::read(|_| Ok(Some("https://id.example/never-asked")), Transport::Tls).unwrap();
    Peer {
        dpop: None,
        metadata: ProviderMetadata::known(endpoints),
        quirks: Quirks::default(),
        client: Client {
            id: "authctl".into(),
            secret: None,
            auth_method: ClientAuthMethod::None,
            assertion: None,
            certificate: None,
        },
        resources: Vec::new(),
        token_params: Vec::new(),
        protection: Default::default(),
        skew_s: 0,
    }
}

#[test]
fn the_answer_is_taken_while_the_browsers_program_still_runs() {
    let (close, closed) = mpsc::channel();
    let mut host = Host::of_system(Settings::default(), None, environment::of(&[]), true);
    host.browser = Arc::new(Foreground { closed: Mutex::new(closed) });
    let request = LoginRequest {
        par: authctl::protocol::authorization::ParPolicy::AsRequired,
        scopes: ScopeSet::parse("read").unwrap(),
        params: Vec::new(),
        ask: Default::default(),
        hint: None,
        signing: Default::default(),
        max_age: None,
        wanted: authctl::protocol::wanted_response::WantedResponse::default(),
        callback: CallbackAddress { host: CallbackHost::Ipv4, port: 0, path: "/callback".into() },
        way: Way::Browser,
        time_limit: Duration::from_secs(60),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let error = runtime.block_on(sign_in(&host, &peer(), &request)).unwrap_err();
    assert_eq!(error.code(), Code::AccessDenied);
    close.send(()).expect("the program still runs");
}
