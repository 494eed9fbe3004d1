//! The embedded provider on a port of its own, with a clock, randomness and a journal that the test holds.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
};

use authctl::{
    error::{Code, Result},
    host::{
        Http as _,
        http::{Client, Settings},
    },
    idp::{
        World,
        config::Config,
        fault::active::Faults,
        journal::Journal,
        notice::{Notice, Sending},
        server::{Options, Server},
        shape::{self, row::Shape},
    },
    jose::hash,
    protocol::time::UnixTime,
};

use super::{
    made_key,
    wire::{self, Answer},
};

/// A clock that stands, and randomness that is always the same.
#[derive(Debug)]
pub struct TestWorld {
    pub now: AtomicI64,
    counter: AtomicU64,
    pub notes: Mutex<Vec<String>>,
    /// Makes whoever looks at the clock panic.
    pub clock_is_broken: AtomicBool,
}

impl TestWorld {
    pub fn new() -> Self {
        Self {
            now: AtomicI64::new(START),
            counter: AtomicU64::new(0),
            notes: Mutex::default(),
            clock_is_broken: AtomicBool::new(false),
        }
    }
}

impl World for TestWorld {
    fn now(&self) -> UnixTime {
        assert!(!self.clock_is_broken.load(Ordering::SeqCst), "the clock is broken");
        UnixTime(self.now.load(Ordering::SeqCst))
    }
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(32) {
            let count = self.counter.fetch_add(1, Ordering::SeqCst);
            chunk.copy_from_slice(&hash::sha256(&count.to_be_bytes())[..chunk.len()]);
        }
    }
    fn note(&self, line: &str) {
        self.notes.lock().expect("no panic").push(line.to_owned());
    }
    fn send(&self, notice: Notice) -> Sending {
        // as the program does it
        let client = Client::new(Settings::default());
        Box::pin(async move {
            let sent = client.send(notice.request()).await;
            sent.map(|response| response.status).map_err(|error| error.text().to_owned())
        })
    }
}

/// A journal in memory that outlives the provider, and can be full.
#[derive(Debug, Clone, Default)]
pub struct TestJournal {
    pub text: Arc<Mutex<Vec<u8>>>,
    pub full: Arc<AtomicBool>,
}

impl TestJournal {
    /// One of a provider that has made its RSA key.
    pub fn with_key() -> Self {
        Self { text: Arc::new(Mutex::new(made_key::state().into())), ..Self::default() }
    }
}

impl Journal for TestJournal {
    fn name(&self) -> String {
        "dev-state.jsonl".into()
    }
    fn read(&mut self) -> Result<Vec<u8>> {
        Ok(self.text.lock().expect("no panic").clone())
    }
    fn append(&mut self, lines: &str) -> Result<()> {
        let mut text = self.text.lock().expect("no panic");
        if self.full.load(Ordering::SeqCst) {
            // what a full disk does: half a line
            text.extend_from_slice(&lines.as_bytes()[..lines.len() / 2]);
            return Err(Code::DevStateFailed.error());
        }
        text.extend_from_slice(lines.as_bytes());
        Ok(())
    }
    fn replace(&mut self, lines: &str) -> Result<()> {
        if self.full.load(Ordering::SeqCst) {
            return Err(Code::DevStateFailed.error());
        }
        *self.text.lock().expect("no panic") = lines.as_bytes().to_vec();
        Ok(())
    }
}

/// The clock's first reading.
pub const START: i64 = 1_800_000_000;

/// A running provider.
pub struct DevProvider {
    server: Option<Server>,
    runtime: tokio::runtime::Runtime,
    pub authority: String,
    pub issuer: String,
    pub world: Arc<TestWorld>,
    pub journal: TestJournal,
    config: String,
    shape: Option<&'static Shape>,
}

/// A confidential client beside the program's own, with the algorithm that costs nothing.
pub const APP: &str = r#"
[[clients]]
client_id = "app"
client_secret = "app-secret"
redirect_uris = ["https://app.example/cb"]
post_logout_redirect_uris = ["https://app.example/bye"]
id_token_signed_response_alg = "ES256"

[[clients]]
client_id = "poster"
client_secret = "p&o=s:t e%r+"
token_endpoint_auth_method = "client_secret_post"
redirect_uris = ["https://app.example/cb"]
id_token_signed_response_alg = "EdDSA"
"#;

/// What opens the control interface.
pub const CONTROL: &str = "the-secret-of-this-start";

impl DevProvider {
    /// Asks the control interface.
    pub fn control(&self, method: &str, target: &str) -> Answer {
        let bearer = format!("Bearer {CONTROL}");
        wire::send(&self.authority, method, target, &[("authorization", &bearer)], "")
    }

    /// Starts one with this configuration.
    pub fn start(config: &str) -> Self {
        Self::start_with(config, TestJournal::with_key(), Arc::new(TestWorld::new())).expect("it starts")
    }

    /// Starts one on what another left.
    pub fn start_with(config: &str, journal: TestJournal, world: Arc<TestWorld>) -> Result<Self> {
        Self::open(config, journal, world, None, Vec::new())
    }

    /// Starts one that stands for a vendor's.
    pub fn start_shape(name: &str, config: &str) -> Self {
        let world = Arc::new(TestWorld::new());
        let shape = shape::named(name).expect("a vendor of that name");
        Self::open(config, TestJournal::with_key(), world, Some(shape), Vec::new()).expect("it starts")
    }

    /// Starts one that stands for a vendor's at all its own hosts as well.
    pub fn start_intercepting(name: &str) -> Self {
        let world = Arc::new(TestWorld::new());
        let shape = shape::named(name).expect("a vendor of that name");
        Self::open("", TestJournal::with_key(), world, Some(shape), shape.hosts.to_vec()).expect("it starts")
    }

    fn open(
        config: &str,
        journal: TestJournal,
        world: Arc<TestWorld>,
        shape: Option<&'static Shape>,
        hosts: Vec<&'static str>,
    ) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let mut parsed = Config::parse(config, &|_| None)?;
        if let Some(shape) = shape {
            (shape.prepare)(&mut parsed);
        }
        let kept: Box<dyn Journal> = Box::new(journal.clone());
        let control = Some(CONTROL.into());
        let (asked, options) = (Arc::clone(&world), Options { shape, hosts, control, ..Options::default() });
        let server = runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            Server::start(listener, parsed, kept, asked, options)
        })?;
        let issuer = server.issuer().to_owned();
        let authority = server.origin().trim_start_matches("http://").to_owned();
        Ok(Self {
            server: Some(server),
            runtime,
            authority,
            issuer,
            world,
            journal,
            config: config.into(),
            shape,
        })
    }

    /// Ends it and starts it again, on another port.
    pub fn restart(mut self) -> Self {
        self.stop();
        Self::open(
            &self.config.clone(),
            self.journal.clone(),
            Arc::clone(&self.world),
            self.shape,
            Vec::new(),
        )
        .expect("it starts again")
    }

    /// Tells it anew what it is told at its start.
    pub fn configure(&self, config: &str) {
        let config = Config::parse(config, &|_| None).expect("it can be read");
        self.server.as_ref().expect("it runs").configure(&config).expect("it takes that");
    }

    /// What it does wrong on purpose.
    pub fn faults(&self) -> Faults {
        self.server.as_ref().expect("it runs").faults()
    }

    /// Ends it in an orderly way.
    pub fn stop(&mut self) {
        if let Some(server) = self.server.take() {
            self.runtime.block_on(server.shutdown());
        }
    }

    /// Moves the clock.
    pub fn pass(&self, seconds: i64) {
        self.world.now.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn get(&self, target: &str) -> Answer {
        wire::send(&self.authority, "GET", target, &[], "")
    }

    /// Posts a form as a program does.
    pub fn post(&self, target: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_with(target, &[], fields)
    }

    /// Posts a form with further headers.
    pub fn post_with(&self, target: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("Content-Type", "application/x-www-form-urlencoded")];
        all.extend_from_slice(headers);
        wire::send(&self.authority, "POST", target, &all, &wire::form(fields))
    }

    /// One number of `/_dev/stats`.
    pub fn stat(&self, name: &str) -> u64 {
        self.get("/_dev/stats").json()[name].as_u64().unwrap_or_else(|| panic!("no number {name}"))
    }
}

impl Drop for DevProvider {
    fn drop(&mut self) {
        self.stop();
    }
}
