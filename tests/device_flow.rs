//! The device flow as a client (RFC 8628), in a world whose time passes by waiting alone: what is asked, how often, and what
//! each answer leads to.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use authctl::{
    error::{Code, Error, Result},
    flow::{
        device_authorization::{self, DeviceRequest},
        peer::{Client, Peer},
        signed_in::SignedIn,
    },
    host::{
        BoxFuture, Browser, Callback, CallbackAddress, Clock, Host, Http, Loopback, Paste, Random, Talk,
        Witness,
    },
    protocol::{
        client_auth::ClientAuthMethod,
        endpoint_url::Transport,
        exchange::{Endpoint, Request, Response},
        scope::ScopeSet,
        step::Step,
        time::UnixTime,
    },
    provider::{endpoints::Endpoints, metadata::ProviderMetadata, preset, quirk::Quirks},
    secret::SecretString,
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

pub const START: i64 = 1_800_000_000;

/// What the provider says to one request.
pub type Said = Result<Response>;

/// A world in which nothing happens but what the provider says, and time passes only while somebody waits.
pub struct World {
    pub now: AtomicI64,
    /// Until when somebody waits, if nothing happens before.
    pub until: AtomicI64,
    pub answers: Mutex<VecDeque<Said>>,
    asked: Mutex<Vec<(i64, Request)>>,
    pub said: Mutex<Vec<String>>,
}

impl World {
    pub fn new(answers: impl IntoIterator<Item = Said>) -> Arc<Self> {
        let answers = Mutex::new(answers.into_iter().collect());
        let (now, until) = (AtomicI64::new(START), AtomicI64::new(START));
        Arc::new(Self { now, until, answers, asked: Mutex::default(), said: Mutex::default() })
    }

    pub fn host(self: &Arc<Self>) -> Host {
        Host {
            http: self.clone(),
            browser: self.clone(),
            loopback: self.clone(),
            clock: self.clone(),
            random: self.clone(),
            talk: self.clone(),
            paste: self.clone(),
            witness: self.clone(),
        }
    }

    /// When each poll was made, in seconds since the codes were got.
    pub fn polls(&self) -> Vec<i64> {
        let asked = self.asked.lock().unwrap();
        let polls = asked.iter().filter(|(_, request)| request.endpoint == Endpoint::Token);
        polls.map(|(at, _)| at - START).collect()
    }
}

impl Http for World {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response>> {
        self.asked.lock().unwrap().push((self.now.load(Ordering::SeqCst), request));
        let answer = self.answers.lock().unwrap().pop_front().expect("one request more than was expected");
        Box::pin(std::future::ready(answer))
    }
}

impl Clock for World {
    fn now(&self) -> UnixTime {
        UnixTime(self.now.load(Ordering::SeqCst))
    }
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        let until = self.now.load(Ordering::SeqCst) + time.as_secs().cast_signed();
        self.until.store(until, Ordering::SeqCst);
        Box::pin(async move { self.now.store(until, Ordering::SeqCst) })
    }
}

impl Talk for World {
    fn say(&self, line: &str) {
        self.said.lock().unwrap().push(line.to_owned());
    }
}

impl Witness for World {
    fn saw(&self, _: Step) {}
}

impl Browser for World {
    fn open(&self, _: &url::Url) -> Result<bool> {
        panic!("no browser is opened")
    }
}

impl Loopback for World {
    fn listen(&self, _: &CallbackAddress, _: &authctl::host::Awaited) -> Result<Box<dyn Callback>> {
        panic!("nobody listens")
    }
}

impl Random for World {
    fn fill(&self, _: &mut [u8]) {
        panic!("nothing is random")
    }
}

impl Paste for World {
    fn line(&self) -> BoxFuture<'_, Option<SecretString>> {
        panic!("nothing is pasted")
    }
}

pub fn answer(status: u16, body: &Value) -> Said {
    let headers =
        HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
    Ok(Response { status: StatusCode::from_u16(status).unwrap(), headers, body: body.to_string().into() })
}

pub fn refusal(error: &str) -> Said {
    answer(400, &json!({ "error": error }))
}

fn codes(changes: &Value) -> Said {
    let mut codes = json!({
        "device_code": "CANARY-device-code", "user_code": "WDJB-MJHT", "verification_uri": "https://id.example/device",
        "expires_in": 900,
    });
    codes.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    answer(200, &codes)
}

fn tokens() -> Said {
    answer(200, &json!({"access_token": "a", "token_type": "bearer"}))
}

pub fn peer() -> Peer {
    let endpoints = Endpoints::read(
        |member| {
            Ok(match member {
                "token_endpoint" => Some("https://id.example/token"),
                "device_authorization_endpoint" => Some("https://id.example/device/code"),
                _ => None,
            })
        },
        Transport::Tls,
    );
    Peer {
        dpop: None,
        metadata: ProviderMetadata::known(endpoints.unwrap()),
        quirks: Quirks::default(),
        client: Client {
            id: "client-1".into(),
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

fn request() -> DeviceRequest {
    DeviceRequest { scopes: ScopeSet::parse("read write").unwrap(), params: Vec::new(), time_limit: None }
}

/// Signs in from the first request to the last.
fn login(world: &Arc<World>, peer: &Peer, request: &DeviceRequest) -> Result<SignedIn> {
    let host = world.host();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let signed_in = runtime.block_on(async {
        let device = device_authorization::begin(&host, peer, request).await?;
        device_authorization::finish(&host, peer, request, &device).await
    });
    assert!(world.answers.lock().unwrap().is_empty(), "it was asked for less than was expected");
    signed_in
}

fn world_of(first: Said, polls: impl IntoIterator<Item = Said>) -> Arc<World> {
    World::new(std::iter::once(first).chain(polls))
}

/// How a login ends whose codes are right and whose polls are answered so.
fn ends(polls: impl IntoIterator<Item = Said>) -> (Arc<World>, Result<SignedIn>) {
    let world = world_of(codes(&json!({})), polls);
    let ended = login(&world, &peer(), &request());
    (world, ended)
}

fn form(request: &Request) -> Vec<(String, String)> {
    url::form_urlencoded::parse(&request.body).into_owned().collect()
}

#[test]
fn the_codes_are_asked_for_and_then_the_tokens_until_they_come() {
    let pending = || refusal("authorization_pending");
    let (world, signed_in) = ends([pending(), pending(), tokens()]);
    assert_eq!(signed_in.unwrap().tokens.access_token.expose(), "a");
    assert_eq!(world.polls(), [5, 10, 15]);
    let asked = world.asked.lock().unwrap();
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    assert_eq!(asked[0].1.url.as_str(), "https://id.example/device/code");
    assert_eq!(form(&asked[0].1), pairs(&[("scope", "read write"), ("client_id", "client-1")]));
    assert_eq!(asked[1].1.url.as_str(), "https://id.example/token");
    assert_eq!(
        form(&asked[3].1),
        pairs(&[
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", "CANARY-device-code"),
            ("client_id", "client-1"),
        ])
    );
    assert_eq!(world.said.lock().unwrap().len(), 0);
}

#[test]
fn the_client_authenticates_at_both_endpoints_alike_and_parameters_are_added_to_the_first() {
    // C134, C135
    for (auth_method, in_body) in
        [(ClientAuthMethod::ClientSecretBasic, false), (ClientAuthMethod::ClientSecretPost, true)]
    {
        let world = world_of(codes(&json!({})), [tokens()]);
        let secret = Some("CANARY-secret".into());
        let client =
            Client { id: "client-1".into(), secret, auth_method, assertion: None, certificate: None };
        let params = vec![("audience".to_owned(), "https://api.example".to_owned())];
        login(&world, &Peer { client, ..peer() }, &DeviceRequest { params, ..request() }).unwrap();
        for (at, request) in &*world.asked.lock().unwrap() {
            let has = |name: &str| form(request).iter().any(|(own, _)| own == name);
            assert_eq!((has("client_secret"), has("client_id")), (in_body, in_body), "{auth_method} at {at}");
            assert_eq!(request.headers.contains_key(header::AUTHORIZATION), !in_body);
            assert_eq!(has("audience"), request.endpoint == Endpoint::DeviceAuthorization);
        }
    }
}

/// A generator that is the same in every run (Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

#[test]
fn no_poll_is_nearer_to_the_one_before_than_the_provider_wants() {
    // C127, C129, S-22
    let (mut dice, mut polls) = (Dice(7), 0);
    while polls < 1000 {
        let interval = 1 + dice.roll(9).cast_signed();
        let mut wanted = vec![interval];
        let mut answers = Vec::new();
        for _ in 0..10 {
            let mut next = *wanted.last().unwrap();
            answers.push(match dice.roll(5) {
                0 => {
                    next += 5;
                    refusal("slow_down")
                }
                1 => {
                    next = (next + 5).max(next + 12);
                    answer(429, &json!({"error": "slow_down", "interval": next}))
                }
                2 => Err(Code::Timeout.error()),
                3 => answer(503, &json!({})),
                _ => refusal("authorization_pending"),
            });
            wanted.push(next);
        }
        let world = world_of(
            codes(&json!({"interval": interval, "expires_in": 1800})),
            [answers, vec![tokens()]].concat(),
        );
        login(&world, &peer(), &request()).unwrap();
        let (at, mut last) = (world.polls(), 0);
        assert_eq!(at.len(), wanted.len());
        for (at, wanted) in at.iter().zip(&wanted) {
            assert!(at - last >= *wanted, "{} s instead of {wanted}: {:?}", at - last, world.polls());
            last = *at;
            polls += 1;
        }
    }
}

#[test]
fn what_is_said_for_good_ends_it_at_once() {
    // C128, S-22
    for (error, code, exit) in [
        ("access_denied", Code::AccessDenied, 5),
        ("expired_token", Code::ExpiredToken, 10),
        ("consent_required", Code::ConsentRequired, 5),
        ("login_required", Code::LoginRequired, 4),
        ("invalid_grant", Code::InvalidGrant, 4),
        ("invalid_client", Code::InvalidClient, 6),
        ("invalid_request", Code::InvalidRequest, 6),
        ("invalid_scope", Code::InvalidScope, 6),
        ("invalid_target", Code::InvalidTarget, 6),
        ("unauthorized_client", Code::UnauthorizedClient, 6),
        ("unsupported_grant_type", Code::UnsupportedGrantType, 6),
        ("device_exploded", Code::ProviderError, 6),
        ("authorization_pending ", Code::ProviderError, 6),
        ("Slow_Down", Code::ProviderError, 6),
    ] {
        for status in [200, 400, 401, 403, 428] {
            let (world, ended) = ends([answer(status, &json!({ "error": error }))]);
            let ended = ended.unwrap_err();
            assert_eq!((ended.code(), ended.exit()), (code, exit), "{error}");
            assert_eq!((ended.at().name(), ended.of_issuer()), ("device", Some("id.example")));
            assert_eq!(world.polls(), [5]);
        }
    }
    for (said, code) in [
        (answer(200, &json!({})), Code::TokenResponseInvalid),
        (answer(200, &json!({"access_token": "a", "token_type": "mac"})), Code::TokenTypeUnsupported),
        (answer(200, &json!({"access_token": "CANARY a", "token_type": "Bearer"})), Code::TokenCharset),
        (Err(Code::TlsUntrusted.error()), Code::TlsUntrusted),
        (Err(Code::RedirectRefused.error()), Code::RedirectRefused),
        (answer(200, &json!("CANARY")), Code::NotJson),
    ] {
        let (_, ended) = ends([said]);
        let ended = ended.unwrap_err();
        assert_eq!(ended.code(), code);
        assert!(!format!("{ended:?}").contains("CANARY"));
    }
}

#[test]
fn what_is_passing_is_waited_out_longer_each_time_and_told_once() {
    // C129; RFC 8628 §3.5
    let fault = |code: Code| Err::<Response, Error>(code.error().unsent());
    let (world, ended) = ends([
        fault(Code::Timeout),
        fault(Code::ConnectionFailed),
        fault(Code::DnsFailed),
        fault(Code::HttpInvalid),
        answer(500, &json!({})),
        refusal("authorization_pending"),
        answer(502, &json!({"error": "server_error"})),
        answer(400, &json!({"error": "temporarily_unavailable"})),
        tokens(),
    ]);
    ended.unwrap();
    // 5; doubled up to 60; 5 again; 10, 20
    assert_eq!(world.polls(), [5, 15, 35, 75, 135, 195, 200, 210, 230]);
    assert_eq!(
        *world.said.lock().unwrap(),
        [
            "Asking the provider again, since the provider did not answer in time",
            "Asking the provider again, since the provider has an internal error"
        ]
    );
}

#[test]
fn a_provider_that_names_a_time_is_given_it() {
    let late = Response {
        headers: HeaderMap::from_iter([(header::RETRY_AFTER, HeaderValue::from_static("90"))]),
        ..answer(429, &json!({})).unwrap()
    };
    let (world, ended) = ends([Ok(late), tokens()]);
    ended.unwrap();
    assert_eq!(world.polls(), [5, 95]);
}

#[test]
fn what_other_providers_answer_with_other_statuses_is_understood() {
    let pending = json!({"error": "authorization_pending"});
    let slow = json!({"error": "slow_down"});
    let statuses = [200, 400, 403, 428].map(|status| answer(status, &pending));
    let (world, ended) = ends([&statuses[..], &[answer(429, &slow), answer(403, &slow), tokens()]].concat());
    ended.unwrap();
    assert_eq!(world.polls(), [5, 10, 15, 20, 25, 35, 50]);
}

#[test]
fn a_long_interval_is_kept_and_leaves_time_for_one_poll() {
    // C127, C130; RFC 8628 §3.2, §3.5
    let polls = |interval: i64, polls: Vec<Said>| {
        let world = world_of(codes(&json!({ "interval": interval })), polls);
        login(&world, &peer(), &request()).unwrap();
        world.polls()
    };
    let slow_down = |named: u64| answer(400, &json!({"error": "slow_down", "interval": named}));
    assert_eq!(polls(300, vec![refusal("authorization_pending"), tokens()]), [300, 600]);
    assert_eq!(polls(1_000_000, vec![tokens()]), [899]);
    assert_eq!(polls(5, vec![slow_down(400), tokens()]), [5, 405]);
    assert_eq!(polls(5, vec![slow_down(u64::MAX), tokens()]), [5, 898]);
}

#[test]
fn nobody_is_asked_once_the_time_is_over() {
    // C130
    let limited = |limit: Option<u64>, expires_in: i64, polls: usize| {
        let pending = std::iter::repeat_with(|| refusal("authorization_pending")).take(polls);
        let world = world_of(codes(&json!({ "expires_in": expires_in })), pending);
        let time_limit = limit.map(Duration::from_secs);
        let error = login(&world, &peer(), &DeviceRequest { time_limit, ..request() }).unwrap_err();
        (error.code(), error.exit(), world.now.load(Ordering::SeqCst) - START)
    };
    assert_eq!(limited(None, 30, 5), (Code::ExpiredToken, 10, 30));
    assert_eq!(limited(None, 33, 6), (Code::ExpiredToken, 10, 33));
    assert_eq!(limited(None, 0, 0), (Code::ExpiredToken, 10, 0));
    assert_eq!(limited(Some(12), 900, 2), (Code::LoginTimeout, 10, 12));
    assert_eq!(limited(Some(3600), 30, 5), (Code::ExpiredToken, 10, 30));

    let faults = std::iter::repeat_with(|| Err(Code::ConnectionFailed.error())).take(4);
    let world = world_of(codes(&json!({"expires_in": 60})), faults);
    let error = login(&world, &peer(), &request()).unwrap_err();
    assert_eq!((error.code(), world.polls()), (Code::ExpiredToken, vec![5, 15, 35, 59]));
    let got = error.found().unwrap().to_string();
    assert_eq!(got, "there is no connection to the provider");
}

#[test]
fn what_is_wrong_with_the_codes_is_told_and_nothing_is_polled() {
    // C130, C131, S-10
    for (said, code) in [
        (codes(&json!({"verification_uri": null})), Code::DeviceResponseInvalid),
        (codes(&json!({"device_code": 7})), Code::DeviceResponseInvalid),
        (codes(&json!({"expires_in": "soon"})), Code::DeviceResponseInvalid),
        (codes(&json!({"verification_uri": "javascript:alert(1)"})), Code::BrowserUrlRefused),
        (codes(&json!({"verification_uri": "http://127.0.0.1/"})), Code::BrowserUrlRefused),
        (codes(&json!({"verification_uri_complete": "file:///etc/passwd"})), Code::BrowserUrlRefused),
        (answer(200, &json!([])), Code::NotJson),
        (answer(500, &json!({})), Code::ServerError),
        (refusal("unauthorized_client"), Code::UnauthorizedClient),
        (answer(404, &json!({})), Code::ProviderError),
        (Err(Code::Timeout.error()), Code::Timeout),
    ] {
        let world = world_of(said, []);
        let error = login(&world, &peer(), &request()).unwrap_err();
        assert_eq!((error.code(), error.at().name()), (code, "device"));
        assert_eq!(error.of_issuer(), Some("id.example"));
    }
}

#[test]
fn a_provider_without_the_endpoint_is_not_asked_and_the_way_to_force_it_is_told() {
    let mut peer = peer();
    peer.metadata.endpoints.device_authorization = None;
    let error = login(&World::new([]), &peer, &request()).unwrap_err();
    assert_eq!(error.code(), Code::EndpointMissing);
    assert_eq!(error.text(), "the provider has no device_authorization_endpoint");
    assert!(error.advice().contains("--endpoint device_authorization_endpoint=URL"), "{}", error.advice());
}

#[test]
fn what_a_provider_calls_its_errors_is_read_by_its_preset() {
    for (name, own, code) in [
        ("microsoft", "authorization_declined", Code::AccessDenied),
        ("microsoft", "bad_verification_code", Code::InvalidGrant),
        ("github", "incorrect_device_code", Code::InvalidGrant),
        ("github", "device_flow_disabled", Code::UnauthorizedClient),
    ] {
        let peer = Peer { quirks: preset::named(name).unwrap().quirks(), ..peer() };
        let said = answer(200, &json!({ "error": own }));
        let world = world_of(codes(&json!({})), [said.clone()]);
        assert_eq!(login(&world, &peer, &request()).unwrap_err().code(), code, "{name} {own}");
        let first = world_of(said, []);
        assert_eq!(login(&first, &peer, &request()).unwrap_err().code(), code, "{name} {own}");
    }
}

#[test]
fn an_answer_that_repeats_what_was_sent_is_shown_without_it() {
    // C64, C145
    let repeated = json!({"error": "oh", "error_description": "no CANARY-device-code here"});
    let (_, ended) = ends([answer(400, &repeated)]);
    let shown = authctl::output::error::human(&ended.unwrap_err());
    assert!(shown.contains("no [secret] here") && !shown.contains("CANARY"), "{shown}");
}
