//! An OpenID provider for the real binary that does everything right, but for what a test tells it to do. Its key, code and
//! tokens are made anew for each test; a script that was never played fails its test, and so does a provider that was not
//! called.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::{SystemTime, UNIX_EPOCH},
};

use authctl::{
    jose::{algorithm::Algorithm, base64url, jws, key::SigningKey},
    protocol::response_mode::Delivery,
};
use serde_json::{Map, Value, json};

use super::{
    exchange::{Asked, Reply},
    front_channel,
    ran::Ran,
};

/// The client that every test signs in with.
pub const CLIENT: &str = "client-1";

type Play = Box<dyn Fn(&Asked, &World) -> Reply + Send + Sync>;
type Change = Box<dyn Fn(&mut Map<String, Value>, &World) + Send + Sync>;

/// The provider as its scripts see it.
pub struct World {
    /// Its address, which is its issuer.
    pub issuer: String,
    /// What it signs with.
    pub key: SigningKey,
    /// What it has handed out or been given in confidence.
    secrets: Mutex<Vec<String>>,
    nonce: Mutex<Option<String>>,
    issued: AtomicUsize,
    asked: Mutex<Vec<Asked>>,
    stop: AtomicBool,
}

impl World {
    /// Now, in seconds since 1970.
    pub fn now(&self) -> i64 {
        i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
    }

    /// A value that nobody else may ever see.
    pub fn secret(&self, name: &str) -> String {
        let number = self.issued.fetch_add(1, Ordering::SeqCst);
        let secret = format!("CANARY-{name}-{number}-{}", random());
        self.keep_secret(&secret);
        secret
    }

    fn keep_secret(&self, secret: &str) {
        self.secrets.lock().unwrap().push(secret.to_owned());
    }

    /// The claims of a right ID token for the login that was asked for last.
    pub fn claims(&self) -> Map<String, Value> {
        let claims = json!({
            "iss": self.issuer, "aud": CLIENT, "sub": "user-1", "preferred_username": "alice",
            "iat": self.now(), "exp": self.now() + 3600,
        });
        let Value::Object(mut claims) = claims else { unreachable!() };
        claims.extend(self.nonce.lock().unwrap().clone().map(|nonce| ("nonce".to_owned(), nonce.into())));
        claims
    }

    /// A right token answer with this ID token.
    pub fn tokens(&self, id_token: &str) -> Map<String, Value> {
        self.keep_secret(id_token);
        let tokens = json!({
            "access_token": self.secret("access"), "token_type": "Bearer", "expires_in": 3600,
            "refresh_token": self.secret("refresh"), "id_token": id_token,
        });
        let Value::Object(tokens) = tokens else { unreachable!() };
        tokens
    }
}

/// What differs from a right provider.
#[derive(Default)]
struct Script {
    plays: BTreeMap<&'static str, (Play, AtomicUsize)>,
    metadata: Vec<Change>,
    claims: Vec<Change>,
    tokens: Vec<Change>,
    callback: Vec<Change>,
    response: Vec<Change>,
    answers_by: Option<&'static str>,
}

/// The provider, not running yet.
pub struct Scripted {
    listener: TcpListener,
    world: World,
    script: Script,
}

impl Scripted {
    /// One that does everything right.
    pub fn new() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let key =
            SigningKey::generate(Algorithm::EdDSA, &mut |bytes| getrandom::fill(bytes).unwrap()).unwrap();
        let world = World {
            issuer: format!("http://{}", listener.local_addr().unwrap()),
            key,
            secrets: Mutex::default(),
            nonce: Mutex::default(),
            issued: AtomicUsize::new(0),
            asked: Mutex::default(),
            stop: AtomicBool::new(false),
        };
        Self { listener, world, script: Script::default() }
    }

    /// At this path it does this. It must be asked for it.
    pub fn at(
        mut self,
        path: &'static str,
        play: impl Fn(&Asked, &World) -> Reply + Send + Sync + 'static,
    ) -> Self {
        self.script.plays.insert(path, (Box::new(play), AtomicUsize::new(0)));
        self
    }

    /// Changes its metadata.
    pub fn metadata(
        mut self,
        change: impl Fn(&mut Map<String, Value>, &World) + Send + Sync + 'static,
    ) -> Self {
        self.script.metadata.push(Box::new(change));
        self
    }

    /// Changes the claims of its ID tokens before they are signed.
    pub fn claims(
        mut self,
        change: impl Fn(&mut Map<String, Value>, &World) + Send + Sync + 'static,
    ) -> Self {
        self.script.claims.push(Box::new(change));
        self
    }

    /// Changes its token answers.
    pub fn tokens(
        mut self,
        change: impl Fn(&mut Map<String, Value>, &World) + Send + Sync + 'static,
    ) -> Self {
        self.script.tokens.push(Box::new(change));
        self
    }

    /// Changes the parameters that it sends the browser back with.
    pub fn callback(
        mut self,
        change: impl Fn(&mut Map<String, Value>, &World) + Send + Sync + 'static,
    ) -> Self {
        self.script.callback.push(Box::new(change));
        self
    }

    /// Changes the claims of its signed answers before they are signed.
    pub fn response(
        mut self,
        change: impl Fn(&mut Map<String, Value>, &World) + Send + Sync + 'static,
    ) -> Self {
        self.script.response.push(Box::new(change));
        self
    }

    /// Answers in this response mode, whatever is asked for.
    pub fn answers_by(mut self, mode: &'static str) -> Self {
        self.script.answers_by = Some(mode);
        self
    }

    /// Starts it.
    pub fn start(self) -> Provider {
        let Self { listener, world, script } = self;
        let address = listener.local_addr().unwrap();
        let (world, script) = (Arc::new(world), Arc::new(script));
        let (its_world, its_script) = (Arc::clone(&world), Arc::clone(&script));
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if its_world.stop.load(Ordering::SeqCst) {
                    break;
                }
                let (stream, world, script) =
                    (stream.unwrap(), Arc::clone(&its_world), Arc::clone(&its_script));
                thread::spawn(move || serve(stream, &world, &script));
            }
        });
        Provider { address, world, script, thread: Some(thread) }
    }
}

/// A running provider.
pub struct Provider {
    pub address: SocketAddr,
    pub world: Arc<World>,
    script: Arc<Script>,
    thread: Option<JoinHandle<()>>,
}

impl Provider {
    /// Its issuer.
    pub fn issuer(&self) -> &str {
        &self.world.issuer
    }

    /// The arguments of a login here as profile `work`, without a person.
    pub fn login(&self) -> Vec<&str> {
        let mut arguments = self.login_by_hand();
        arguments.extend(["--as", "alice"]);
        arguments
    }

    /// The arguments of a login here as profile `work`.
    pub fn login_by_hand(&self) -> Vec<&str> {
        vec!["login", "--profile", "work", "--issuer", &self.world.issuer, "--client-id", CLIENT]
    }

    /// What was asked at a path, in order.
    pub fn asked(&self, path: &str) -> Vec<Asked> {
        self.world.asked.lock().unwrap().iter().filter(|asked| asked.path == path).cloned().collect()
    }

    /// Sends a browser there: where it is sent back to.
    pub fn send_back(&self, authorization_url: &str) -> url::Url {
        let target = &url::Url::parse(authorization_url).unwrap()[url::Position::BeforePath..];
        let answer = super::wire::send(&self.address.to_string(), "GET", target, &[], "");
        url::Url::parse(answer.header("location").expect("it redirects")).unwrap()
    }

    /// Nothing that was handed out or said in confidence stands in this text (threats C64, C145; G3).
    #[track_caller]
    pub fn is_kept_secret_in(&self, text: &str) {
        for secret in self.world.secrets.lock().unwrap().iter() {
            assert!(!text.contains(secret.as_str()), "{secret} in:\n{text}");
        }
        assert!(!text.contains("CANARY"), "{text}");
    }

    /// As [`is_kept_secret_in`](Self::is_kept_secret_in), for a run that ended badly.
    #[track_caller]
    pub fn tells_nothing(&self, ran: &Ran) {
        self.is_kept_secret_in(&ran.stdout);
        self.is_kept_secret_in(&ran.stderr);
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.world.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        let _ = self.thread.take().unwrap().join();
        if !thread::panicking() {
            assert!(!self.world.asked.lock().unwrap().is_empty(), "the provider was not called");
            for (path, (_, times)) in &self.script.plays {
                assert!(times.load(Ordering::SeqCst) > 0, "nobody asked for {path}");
            }
        }
    }
}

fn serve(mut stream: TcpStream, world: &World, script: &Script) {
    let Some(asked) = Asked::read(&mut stream) else { return };
    world.asked.lock().unwrap().push(asked.clone());
    let played = script.plays.get(asked.path.as_str()).map(|(play, times)| {
        times.fetch_add(1, Ordering::SeqCst);
        play(&asked, world)
    });
    let reply = match played {
        None | Some(Reply::Right) => right(&asked, world, script),
        Some(reply) => reply,
    };
    reply.play(&mut stream);
}

/// What a right provider does.
fn right(asked: &Asked, world: &World, script: &Script) -> Reply {
    match asked.path.as_str() {
        "/.well-known/openid-configuration" => {
            let mut document = metadata(world);
            script.metadata.iter().for_each(|change| change(&mut document, world));
            Reply::json("200 OK", &Value::Object(document).to_string())
        }
        "/jwks" => Reply::json("200 OK", &json!({"keys": [world.key.public_jwk()]}).to_string()),
        "/authorize" => authorize(asked, world, script),
        "/token" => {
            world.secrets.lock().unwrap().extend(asked.form.get("code_verifier").cloned());
            let mut claims = world.claims();
            if asked.form["grant_type"] == "refresh_token" {
                claims.remove("nonce");
            }
            script.claims.iter().for_each(|change| change(&mut claims, world));
            let mut tokens = world.tokens(&world.key.sign(Some("JWT"), &claims).unwrap());
            script.tokens.iter().for_each(|change| change(&mut tokens, world));
            Reply::json("200 OK", &Value::Object(tokens).to_string())
        }
        "/userinfo" => Reply::json("200 OK", r#"{"sub":"user-1","preferred_username":"alice"}"#),
        "/revoke" => Reply::new("200 OK", "", ""),
        _ => Reply::new("404 Not Found", "", ""),
    }
}

fn metadata(world: &World) -> Map<String, Value> {
    let at = |path: &str| format!("{}{path}", world.issuer);
    let document = json!({
        "issuer": world.issuer,
        "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"), "jwks_uri": at("/jwks"), "revocation_endpoint": at("/revoke"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    });
    let Value::Object(document) = document else { unreachable!() };
    document
}

/// Signs everybody in at once.
fn authorize(asked: &Asked, world: &World, script: &Script) -> Reply {
    let query = inside(asked);
    for name in ["state", "nonce"] {
        world.secrets.lock().unwrap().extend(query.get(name).cloned());
    }
    *world.nonce.lock().unwrap() = query.get("nonce").cloned();
    let kind = front_channel::response_type(&query);
    let mut parameters = Map::from_iter([
        ("state".to_owned(), query["state"].clone().into()),
        ("iss".to_owned(), world.issuer.clone().into()),
    ]);
    if kind.has_code() {
        parameters.insert("code".into(), world.secret("code").into());
    }
    if kind.has_token() {
        let token =
            json!({"access_token": world.secret("access"), "token_type": "Bearer", "expires_in": "3600"});
        parameters.extend(token.as_object().unwrap().clone());
    }
    if kind.has_id_token() {
        let mut claims = world.claims();
        front_channel::bind(&mut claims, world, &parameters);
        script.claims.iter().for_each(|change| change(&mut claims, world));
        let token = world.key.sign(Some("JWT"), &claims).unwrap();
        world.keep_secret(&token);
        parameters.insert("id_token".into(), token.into());
    }
    script.callback.iter().for_each(|change| change(&mut parameters, world));
    let mode = script.answers_by.or(query.get("response_mode").map(String::as_str));
    let (by, is_jwt) = match mode {
        // what no right provider does
        Some("query") => (Delivery::Query, false),
        mode => {
            let wanted = front_channel::wanted(kind, mode);
            (wanted.delivery(), wanted.is_jwt())
        }
    };
    if is_jwt {
        parameters.extend([("aud".to_owned(), CLIENT.into()), ("exp".to_owned(), (world.now() + 60).into())]);
        script.response.iter().for_each(|change| change(&mut parameters, world));
        let token = world.key.sign(Some("JWT"), &parameters).unwrap();
        world.keep_secret(&token);
        parameters = Map::from_iter([("response".to_owned(), token.into())]);
    }
    front_channel::send(&query["redirect_uri"], by, &parameters)
}

/// The parameters of the request, those of its object if it has one (RFC 9101 §6.3).
fn inside(asked: &Asked) -> BTreeMap<String, String> {
    let Some(object) = asked.query.get("request") else { return asked.query.clone() };
    let (_, claims) = jws::peek(object).expect("a request object is a token");
    let text = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
    claims.as_object().unwrap().iter().filter_map(text).collect()
}

fn random() -> String {
    let mut bytes = [0; 12];
    getrandom::fill(&mut bytes).unwrap();
    base64url::encode(bytes)
}
