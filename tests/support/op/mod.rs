//! A right OpenID provider of its own, written from the standards, and each way in which it can be wrong: what `check provider`
//! is measured with. It signs alice in through one page, as the embedded provider does.

mod authorization;
pub mod careless_front;
pub mod controls;
pub mod defect;
mod lookup;
mod token;

use std::{
    collections::HashMap,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex, OnceLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::{SystemTime, UNIX_EPOCH},
};

use authctl::jose::{algorithm::Algorithm, base64url, key::SigningKey};
use serde_json::{Map, Value, json};

use self::defect::Defect;
use super::exchange::{Asked, Reply};

/// Where its clients are answered.
pub const REDIRECT_URI: &str = "https://app.example/callback";
/// Where they are sent after logout.
pub const AFTER_LOGOUT: &str = "https://app.example/out";

/// An answer before it is sent.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Answer {
    fn new(status: u16, kind: &str, body: String) -> Self {
        Self { status, headers: vec![("content-type", kind.to_owned())], body }
    }

    fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", body.to_string()).with("cache-control", "no-store")
    }

    fn error(status: u16, error: &str) -> Self {
        Self::json(status, &json!({ "error": error }))
    }

    fn page(status: u16, body: &str) -> Self {
        Self::new(status, "text/html; charset=utf-8", format!("<!doctype html><p>{body}"))
            .with("x-frame-options", "DENY")
            .with("referrer-policy", "no-referrer")
            .with("cache-control", "no-store")
    }

    fn redirect(to: &str) -> Self {
        Self::new(302, "text/plain", String::new()).with("location", to)
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Without this header.
    pub fn without(&mut self, name: &str) {
        self.headers.retain(|(known, _)| *known != name);
    }

    fn reply(&self) -> Reply {
        let lines: String = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        Reply::new(&format!("{} Said", self.status), &lines, &self.body)
    }
}

/// A client.
pub struct Client {
    pub id: &'static str,
    /// None for the public one.
    pub secret: Option<String>,
}

/// What was agreed to.
#[derive(Clone)]
struct Grant {
    client: String,
    redirect_uri: String,
    challenge: Option<String>,
    nonce: String,
    scope: String,
    max_age: bool,
    /// Which sign-in it comes from.
    family: usize,
}

#[derive(Default)]
struct State {
    transactions: HashMap<String, Grant>,
    codes: HashMap<String, Grant>,
    /// Codes that were redeemed.
    spent: HashMap<String, Grant>,
    /// Requests that have looked at a code.
    readers: HashMap<String, usize>,
    access: HashMap<String, Grant>,
    refresh: HashMap<String, Grant>,
    used: HashMap<String, Grant>,
    id_tokens: Vec<String>,
}

/// The provider as its endpoints see it.
pub struct World {
    pub issuer: String,
    defects: Vec<Defect>,
    pub clients: Vec<Client>,
    state: Mutex<State>,
    read: Condvar,
    made: AtomicUsize,
    stop: AtomicBool,
}

/// RSA keys take long to make: one for all.
fn key() -> &'static SigningKey {
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    KEY.get_or_init(|| SigningKey::generate(Algorithm::RS256, &mut fill).unwrap())
}

fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).unwrap();
}

fn random() -> String {
    let mut bytes = [0; 24];
    fill(&mut bytes);
    base64url::encode(bytes)
}

impl World {
    /// Whether it has this habit.
    fn is(&self, habit: &str) -> bool {
        self.defects.iter().any(|defect| matches!(defect, Defect::Is(habits) if habits.contains(&habit)))
    }

    /// What it knows or has handed out that nobody else may see.
    pub fn secrets(&self) -> Vec<String> {
        let state = self.state.lock().unwrap();
        let kept = [&state.codes, &state.spent, &state.access, &state.refresh, &state.used];
        let secrets = self.clients.iter().filter_map(|client| client.secret.clone());
        let tokens = kept.into_iter().flat_map(HashMap::keys).chain(&state.id_tokens).cloned();
        secrets.chain(tokens).collect()
    }

    fn now(&self) -> i64 {
        i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
    }

    fn client(&self, id: &str) -> Option<&Client> {
        self.clients.iter().find(|client| client.id == id)
    }

    fn next(&self) -> usize {
        self.made.fetch_add(1, Ordering::SeqCst)
    }
}

/// A running provider.
pub struct Op {
    pub address: SocketAddr,
    pub world: Arc<World>,
    thread: Option<JoinHandle<()>>,
}

impl Op {
    /// One that is right but for these defects.
    pub fn with(defects: Vec<Defect>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let clients = [("client-1", true), ("client-2", true), ("public-1", false)];
        let clients = clients.map(|(id, secret)| Client { id, secret: secret.then(random) });
        let world = Arc::new(World {
            issuer: format!("http://{address}"),
            defects,
            clients: clients.into(),
            state: Mutex::default(),
            read: Condvar::new(),
            made: AtomicUsize::new(0),
            stop: AtomicBool::new(false),
        });
        let its_world = Arc::clone(&world);
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if its_world.stop.load(Ordering::SeqCst) {
                    break;
                }
                let (stream, world) = (stream.unwrap(), Arc::clone(&its_world));
                thread::spawn(move || serve(stream, &world));
            }
        });
        Self { address, world, thread: Some(thread) }
    }
}

impl Drop for Op {
    fn drop(&mut self) {
        self.world.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        let _ = self.thread.take().unwrap().join();
    }
}

fn serve(mut stream: TcpStream, world: &World) {
    let Some(asked) = Asked::read(&mut stream) else { return };
    let mut answer = answer(&asked, world);
    for defect in &world.defects {
        if let Defect::Answer(path, change) = defect
            && asked.path == *path
        {
            change(&mut answer);
        }
    }
    answer.reply().play(&mut stream);
}

fn answer(asked: &Asked, world: &World) -> Answer {
    let query = pairs(&asked.raw_query);
    match (asked.method.as_str(), asked.path.as_str()) {
        (_, "/.well-known/openid-configuration" | "/.well-known/oauth-authorization-server") => {
            document(&Value::Object(metadata(world)))
        }
        (_, "/jwks") => {
            let mut keys = vec![key().public_jwk()];
            for defect in &world.defects {
                if let Defect::Keys(change) = defect {
                    change(&mut keys);
                }
            }
            document(&json!({ "keys": keys }))
        }
        ("GET", "/authorize") => authorization::authorize(world, &query),
        ("POST", "/authorize") if !world.is("takes authorization requests by GET alone") => {
            authorization::authorize(world, &pairs(&asked.body))
        }
        ("POST", "/sign-in") => authorization::signed_in(world, &pairs(&asked.body)),
        ("POST", "/token") => token::answer(world, asked, &pairs(&asked.body)),
        ("GET", "/token") if world.is("takes token requests by GET") => Answer::json(200, &json!({})),
        ("POST", "/revoke") => lookup::revoke(world, asked, &pairs(&asked.body)),
        ("POST", "/introspect") => lookup::introspect(world, asked, &pairs(&asked.body)),
        ("GET", "/revoke" | "/introspect") if world.is("takes tokens by GET") => {
            Answer::json(200, &json!({}))
        }
        ("GET", "/userinfo") => lookup::userinfo(world, asked, &query),
        ("POST", "/userinfo") if !world.is("tells of people by GET alone") => {
            lookup::userinfo(world, asked, &query)
        }
        ("GET", "/logout") => lookup::logout(world, &query),
        ("GET", _) => Answer::page(404, "not here"),
        _ => Answer::error(405, "invalid_request"),
    }
}

/// A document that anybody may read.
fn document(document: &Value) -> Answer {
    let mut answer = Answer::json(200, document);
    answer.without("cache-control");
    answer.with("cache-control", "max-age=60").with("access-control-allow-origin", "*")
}

fn metadata(world: &World) -> Map<String, Value> {
    let at = |path: &str| format!("{}{path}", world.issuer);
    let document = json!({
        "issuer": world.issuer,
        "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"), "jwks_uri": at("/jwks"), "revocation_endpoint": at("/revoke"),
        "introspection_endpoint": at("/introspect"), "end_session_endpoint": at("/logout"),
        "response_types_supported": ["code"], "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"], "scopes_supported": ["openid", "offline_access"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "none"],
        "code_challenge_methods_supported": ["S256"],
        "request_uri_parameter_supported": false, "request_parameter_supported": false,
        "authorization_response_iss_parameter_supported": true,
    });
    let Value::Object(mut document) = document else { unreachable!() };
    for defect in &world.defects {
        if let Defect::Metadata(change) = defect {
            change(&mut document);
        }
    }
    document
}

type Pairs = Vec<(String, String)>;

fn pairs(encoded: &str) -> Pairs {
    url::form_urlencoded::parse(encoded.as_bytes()).into_owned().collect()
}

fn value<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    pairs.iter().find(|(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.as_str())
}

fn is_twice(pairs: &Pairs) -> bool {
    pairs.iter().enumerate().any(|(at, (name, _))| pairs[..at].iter().any(|(before, _)| before == name))
}
