//! Sessions and what they need of the world: a clock, randomness and a keyring that the test holds, in a directory of its own.

use std::{
    collections::BTreeMap,
    future::Future,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicU8, AtomicUsize, Ordering},
    },
    time::Duration,
};

use authctl::{
    error::{Code, Result},
    host::{
        BoxFuture, Clock, Random,
        disk::{Disk, RealDisk},
        files::PrivateDir,
        keyring::Keyring,
    },
    protocol::{time::UnixTime, token::Refusal},
    secret::SecretString,
    session::{
        Session,
        fresh::{Fresh, Refreshed, Refresher, Renewal},
        seed::Whose,
        store::{DirectoryStore, Ports, Store, StoreChoice, StoreKind},
        waiting::Patience,
        want::{DEFAULT_MIN_TTL, Want},
    },
};
use tempfile::TempDir;

/// When the tests play.
pub const NOW: i64 = 1_800_000_000;

/// A session as a login leaves it, with an hour to live.
pub fn session(profile: &str) -> Session {
    Session {
        authorization_details: None,
        profile: profile.to_owned(),
        provider: "oidc".to_owned(),
        issuer: Some("https://id.example".to_owned()),
        client_id: "app".to_owned(),
        settings: BTreeMap::from([("client_secret".to_owned(), "env:APP_SECRET".to_owned())]),
        workload: None,
        subject: Some("248289761001".to_owned()),
        username: Some("alice".to_owned()),
        scope_requested: vec!["openid".to_owned(), "email".to_owned()],
        scope_granted: vec!["openid".to_owned()],
        token_type: "Bearer".to_owned(),
        access_token: "CANARY-access-1".into(),
        refresh_token: Some("CANARY-refresh-1".into()),
        id_token: Some("CANARY-id-1".into()),
        dpop_key: None,
        obtained_at: UnixTime(NOW),
        expires_at: Some(UnixTime(NOW + 3600)),
        generation: 1,
        store: None,
        dead: None,
    }
}

/// The same, but its access token has expired.
pub fn expired(profile: &str) -> Session {
    Session { expires_at: Some(UnixTime(NOW - 1)), ..session(profile) }
}

/// The session after `generation - 1` refreshes.
pub fn renewed(profile: &str, generation: u64) -> Session {
    Session {
        access_token: format!("CANARY-access-{generation}").into(),
        refresh_token: Some(format!("CANARY-refresh-{generation}").into()),
        generation,
        ..session(profile)
    }
}

/// What a provider that rotates sends for that generation.
pub fn answer(generation: u64) -> Refreshed {
    Refreshed {
        dpop_key: None,
        authorization_details: None,
        access_token: format!("CANARY-access-{generation}").into(),
        token_type: None,
        refresh_token: Some(format!("CANARY-refresh-{generation}").into()),
        id_token: None,
        expires_in: Some(3600),
        scope: None,
        workload: None,
    }
}

/// A clock that stands still; a sleep is counted and is over at once (or gives way to other threads).
pub struct StillClock {
    pub now: AtomicI64,
    pub slept_ms: AtomicUsize,
}

impl Default for StillClock {
    fn default() -> Self {
        Self { now: AtomicI64::new(NOW), slept_ms: AtomicUsize::new(0) }
    }
}

impl Clock for StillClock {
    fn now(&self) -> UnixTime {
        UnixTime(self.now.load(Ordering::SeqCst))
    }
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        self.slept_ms.fetch_add(time.as_millis() as usize, Ordering::SeqCst);
        std::thread::yield_now();
        Box::pin(std::future::ready(()))
    }
}

/// Counts upwards: every nonce is another one.
#[derive(Default)]
pub struct CountingRandom(AtomicU8);

impl Random for CountingRandom {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill_with(|| self.0.fetch_add(1, Ordering::SeqCst));
    }
}

/// A keyring in memory that can be locked, and counts what it is asked.
#[derive(Default)]
pub struct FakeKeyring {
    pub entries: Mutex<BTreeMap<String, String>>,
    pub refusal: Mutex<Option<Code>>,
    pub reads: AtomicUsize,
    pub writes: AtomicUsize,
}

impl FakeKeyring {
    fn ready(&self) -> Result<()> {
        self.refusal.lock().unwrap().map_or(Ok(()), |code| Err(code.error()))
    }
    pub fn names(&self) -> Vec<String> {
        self.entries.lock().unwrap().keys().cloned().collect()
    }
}

impl Keyring for FakeKeyring {
    fn probe(&self) -> Result<()> {
        self.ready()
    }
    fn get(&self, name: &str) -> Result<Option<SecretString>> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        self.ready()?;
        Ok(self.entries.lock().unwrap().get(name).map(|secret| secret.as_str().into()))
    }
    fn set(&self, name: &str, secret: &SecretString) -> Result<()> {
        self.writes.fetch_add(1, Ordering::SeqCst);
        self.ready()?;
        self.entries.lock().unwrap().insert(name.to_owned(), secret.expose().clone());
        Ok(())
    }
    fn delete(&self, name: &str) -> Result<bool> {
        self.ready()?;
        Ok(self.entries.lock().unwrap().remove(name).is_some())
    }
}

/// A state directory of its own.
pub struct World {
    pub home: TempDir,
    pub clock: Arc<StillClock>,
    pub keyring: Arc<FakeKeyring>,
    /// What the program [`HELPER`] keeps.
    pub helper: Arc<FakeKeyring>,
    pub random: Arc<CountingRandom>,
}

impl World {
    pub fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        Self {
            home,
            clock: Arc::default(),
            keyring: Arc::default(),
            helper: Arc::default(),
            random: Arc::default(),
        }
    }

    pub fn dir(&self) -> std::path::PathBuf {
        self.home.path().join("sessions")
    }

    pub fn ports(&self) -> Ports {
        let helper = self.helper.clone();
        Ports {
            keyring: self.keyring.clone(),
            helper: Arc::new(move |command| {
                assert_eq!(command.to_string(), HELPER, "another program is asked");
                helper.clone()
            }),
            random: self.random.clone(),
            clock: self.clock.clone(),
        }
    }

    /// Where keys of sessions of that kind are.
    pub fn keeper(&self, kind: StoreKind) -> &FakeKeyring {
        if kind == StoreKind::Command { &self.helper } else { &self.keyring }
    }

    pub fn store(&self, kind: StoreKind) -> DirectoryStore {
        self.store_on(Arc::new(RealDisk), kind)
    }

    pub fn store_on(&self, disk: Arc<dyn Disk>, kind: StoreKind) -> DirectoryStore {
        DirectoryStore::new(PrivateDir::on(disk, self.dir()), choice(kind), self.ports())
    }

    /// A file store that holds this session.
    pub fn holding(&self, session: &Session) -> DirectoryStore {
        let store = self.store(StoreKind::File);
        keep(&store, session);
        store
    }

    pub fn file(&self, name: &str) -> std::path::PathBuf {
        self.dir().join(name)
    }
}

/// The program that keeps keys here.
pub const HELPER: &str = "docker-credential-fake --quiet";

/// That kind of store, as it is chosen here.
pub fn choice(kind: StoreKind) -> StoreChoice {
    match kind {
        StoreKind::Command => StoreChoice::parse(&format!("command:{HELPER}")).unwrap(),
        _ => StoreChoice::parse(kind.name()).unwrap(),
    }
}

/// Writes a session as it is, under its lock.
pub fn keep(store: &dyn Store, session: &Session) {
    let lock = store.try_lock(&session.profile).unwrap().expect("nobody has the lock");
    store.save(&lock, session).unwrap();
}

/// The access token that is kept.
pub fn kept(store: &dyn Store, profile: &str) -> String {
    store.load(profile).unwrap().expect("a session").access_token.expose().clone()
}

/// A provider that answers from a list, and must have been asked exactly that often.
pub struct Script {
    answers: Mutex<Vec<Result<Refreshed, Refusal>>>,
    pub sent: Mutex<Vec<String>>,
}

impl Script {
    pub fn of(answers: impl IntoIterator<Item = Result<Refreshed>>) -> Self {
        Self::answering(answers.into_iter().map(|answer| answer.map_err(Refusal::from)).collect())
    }

    /// One answer that is not taken.
    pub fn refusing(refusal: Refusal) -> Self {
        Self::answering(vec![Err(refusal)])
    }

    fn answering(mut answers: Vec<Result<Refreshed, Refusal>>) -> Self {
        answers.reverse();
        Self { answers: Mutex::new(answers), sent: Mutex::default() }
    }

    /// One that must not be asked.
    pub fn silent() -> Self {
        Self::of([])
    }
}

impl Refresher for Script {
    fn refresh<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, Result<Refreshed, Refusal>> {
        let sent = session.refresh_token.as_ref().map_or("the grant", |token| token.expose());
        assert!(
            session.is_renewable(),
            "only a session with a refresh token, or of a grant without a person"
        );
        self.sent.lock().unwrap().push(sent.to_owned());
        let answer =
            self.answers.lock().unwrap().pop().expect("asked more often than the script has answers");
        Box::pin(std::future::ready(answer))
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(self.answers.lock().unwrap().is_empty(), "asked less often than the script has answers");
        }
    }
}

/// Runs a future that only ever waits for the fakes above.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

/// A valid token of `profile`, or why not.
pub fn fresh(store: &dyn Store, refresher: &dyn Refresher, clock: &StillClock, want: Want) -> Result<Fresh> {
    let patience = Patience::new(clock, &|| {});
    run(Renewal { store, refresher, patience }.fresh("work", want))
}

/// A valid token of the session that a configuration makes, or why not.
pub fn fresh_from(
    store: &dyn Store,
    refresher: &dyn Refresher,
    clock: &StillClock,
    seed: &Session,
) -> Result<Fresh> {
    let patience = Patience::new(clock, &|| {});
    run(Renewal { store, refresher, patience }.fresh_of(Whose::Seed(seed), USUAL))
}

/// The usual wish.
pub const USUAL: Want = Want::ValidFor(DEFAULT_MIN_TTL);

/// The file of a session with one text in it exchanged for another, and its checksum made right again.
pub fn forge(file: &[u8], text: &str, other: &str) -> Vec<u8> {
    let at =
        file.windows(text.len()).position(|window| window == text.as_bytes()).expect("the text is there");
    let trailer = file.len() - 66;
    let mut forged = [&file[..at], other.as_bytes(), &file[at + text.len()..trailer]].concat();
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &forged);
    let checksum: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    forged.extend_from_slice(format!("\n{checksum}\n").as_bytes());
    forged
}
