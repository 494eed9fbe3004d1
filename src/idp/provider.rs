//! The provider itself: what it was told, what it knows, and what it asks of the world.

use std::sync::{
    Arc, PoisonError, RwLock, Weak,
    atomic::{AtomicU64, Ordering},
};

use super::{
    World,
    backchannel::BackchannelRequests,
    client::Client,
    client_document::{self, Documents},
    clock::MovableClock,
    config::Config,
    delivery::Notices,
    device::{Guesses, Polls},
    encryption_key::EncryptionKey,
    fault::active::Faults,
    hints::Hints,
    keys::Keys,
    laxity::{Laxity, Used},
    oauth_error::{OauthError, Outcome},
    people::People,
    policy::Policy,
    prepared::Prepared,
    pushed::Pushed,
    received::Received,
    registration_policy::RegistrationPolicy,
    request_log::{RequestLog, places::Places},
    said_clients::SaidClients,
    script::queue::Scripts,
    seal::Seal,
    snapshots::Snapshots,
    ssf::wake::Wake,
    state::{Change, State},
    store::Store,
    tenancy::Tenancy,
    tries::TriesByName,
    trusted_issuer::Trusted,
    used_proofs::UsedProofs,
};
use crate::{
    error::{Error, Result},
    jose::{base64url, hash},
    protocol::time::UnixTime,
    secret::SecretString,
};

/// A provider as it is now: whoever answers a request takes it once, so that no request sees half of a change.
pub struct Current(RwLock<Arc<Provider>>);

impl Current {
    /// Of this provider.
    pub fn new(provider: Provider) -> Arc<Self> {
        Arc::new_cyclic(|current| {
            Self(RwLock::new(Arc::new(Provider { current: Weak::clone(current), ..provider })))
        })
    }

    /// The provider.
    pub fn provider(&self) -> Arc<Provider> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Everything that the endpoints share. What is told is the provider's own; what it learns while it runs is behind an [`Arc`],
/// and the same after a [change](Provider::change).
#[derive(Clone)]
pub struct Provider {
    /// The issuer, as it stands in every token.
    pub issuer: String,
    /// What its addresses begin with: `http://127.0.0.1:PORT` or the like, without a path.
    pub origin: String,
    /// What its addresses begin with for those who reach it by another name.
    pub also: Vec<String>,
    /// The vendor's hosts that it answers for, besides its own.
    pub hosts: Vec<&'static str>,
    /// What it does otherwise for a vendor.
    pub policy: Policy,
    /// Users, clients, lifetimes.
    pub config: Config,
    /// The same as it was told, whatever was switched since.
    as_told: Arc<Config>,
    /// The users who signed up here.
    pub people: Arc<People>,
    /// The clients that were made, changed or deleted since.
    pub said_clients: Arc<SaidClients>,
    /// The state.
    pub store: Arc<Store>,
    /// The signing keys.
    pub keys: Arc<Keys>,
    /// The key that clients encrypt to.
    pub encryption_key: Arc<EncryptionKey>,
    /// What seals codes and refresh tokens.
    pub seal: Arc<Seal>,
    /// Clients that are known by their metadata documents.
    pub documents: Arc<Documents>,
    /// Sign-ins that were prepared.
    pub prepared: Arc<Prepared>,
    /// Requests that clients have pushed.
    pub pushed: Arc<Pushed>,
    /// The proofs of keys that were used.
    pub used_proofs: Arc<UsedProofs>,
    /// How often devices ask.
    pub polls: Arc<Polls>,
    /// How often people enter codes that are none.
    pub guesses: Arc<Guesses>,
    /// Requests of clients that wait for a person.
    pub backchannel: Arc<BackchannelRequests>,
    /// How often user codes are wrong, by person.
    pub user_codes: Arc<TriesByName>,
    /// How often passwords are wrong, by username.
    pub passwords: Arc<TriesByName>,
    /// Answers that are ordered beforehand.
    pub scripts: Arc<Scripts>,
    /// What came, what was answered, and what was sent.
    pub log: Arc<RequestLog>,
    /// Where to wait for something to come; the places are shared by all issuers of a port.
    pub places: Arc<Places>,
    /// What whoever runs it was told to do; shared by all issuers of a port.
    pub hints: Arc<Hints>,
    /// What is sent to clients.
    pub notices: Arc<Notices>,
    /// How streams hear that there is something.
    pub wake: Arc<Wake>,
    /// Clock and randomness.
    pub world: Arc<dyn World>,
    /// That clock, to be moved.
    pub clock: Arc<MovableClock>,
    /// What the addresses of the port that asks for a certificate begin with, if there is one (RFC 8705 §5).
    pub mutual: Option<String>,
    /// Whether every key is made at the start, so that the key set waits for them.
    pub stays: bool,
    /// The name of its state.
    pub instance: String,
    /// What whoever runs it shows to its control interface; without it there is none.
    pub control: Option<SecretString>,
    /// What it does wrong on purpose.
    pub faults: Faults,
    /// What made a difference to the one request that this provider is [for](Self::for_one_request).
    pub used: Used,
    /// Whether refresh tokens work once, if something else was said of it than the policy says.
    pub rotation: Option<bool>,
    /// What can be gone back to.
    pub snapshots: Arc<Snapshots>,
    /// The issuers with a path, which the one without knows.
    pub tenancy: Option<Weak<dyn Tenancy>>,
    token_requests: Arc<AtomicU64>,
    machine_grants: Arc<AtomicU64>,
    current: Weak<Current>,
}

impl Provider {
    /// Takes up the state and makes what it lacks.
    pub fn open(
        origin: String,
        policy: &Policy,
        config: Config,
        store: Store,
        world: Arc<dyn World>,
    ) -> Result<Self> {
        let clock = Arc::new(MovableClock::new(world));
        let world: Arc<dyn World> = Arc::<MovableClock>::clone(&clock);
        let (room, store) = (store.read(|state| state.room), Arc::new(store));
        let secret = match store.read(|state| state.seal.clone()) {
            Some(secret) => secret,
            None => {
                let secret = SecretString::from(random(&*world, 32));
                let change = Change::SealMade { secret: secret.clone() };
                store.commit(world.now(), |_| ((), vec![change]))?;
                secret
            }
        };
        let keys = store.read(Keys::load)?;
        let encryption_key = store.read(|state| EncryptionKey::load(&state.keys))?;
        let people = store.read(People::of);
        let log = Arc::new(RequestLog::within(room.log_bytes));
        let said_clients = store.read(SaidClients::of);
        Ok(Self {
            issuer: format!("{origin}{}", policy.issuer_path),
            origin,
            also: Vec::new(),
            hosts: Vec::new(),
            policy: *policy,
            as_told: Arc::new(config.clone()),
            config,
            people: Arc::new(people),
            said_clients: Arc::new(said_clients),
            rotation: None,
            snapshots: Arc::default(),
            tenancy: None,
            store,
            keys: Arc::new(keys),
            encryption_key: Arc::new(encryption_key),
            seal: Arc::new(Seal::new(&secret)),
            documents: Arc::default(),
            prepared: Arc::default(),
            pushed: Arc::new(Pushed::within(room.pushed)),
            used_proofs: Arc::default(),
            polls: Arc::default(),
            guesses: Arc::new(Guesses::within(room.tries)),
            backchannel: Arc::default(),
            user_codes: Arc::new(TriesByName::within(room.tries)),
            passwords: Arc::new(TriesByName::within(room.tries)),
            notices: Arc::new(Notices::new(Arc::clone(&log))),
            scripts: Arc::default(),
            log,
            places: Arc::default(),
            hints: Arc::default(),
            wake: Arc::default(),
            world,
            clock,
            mutual: None,
            stays: false,
            instance: String::new(),
            control: None,
            faults: Faults::default(),
            used: Used::default(),
            token_requests: Arc::default(),
            machine_grants: Arc::default(),
            current: Weak::new(),
        })
    }

    /// Changes what it is told, for every request that comes from now on; one change after the other. A provider that nobody
    /// reaches stays as it is.
    pub fn change(&self, change: impl FnOnce(&mut Self)) {
        if let Some(current) = self.current.upgrade() {
            let mut now = current.0.write().unwrap_or_else(PoisonError::into_inner);
            let mut told = Self::clone(&now);
            change(&mut told);
            *now = Arc::new(told);
        }
    }

    /// The provider for one request, which knows what that request was let pass.
    pub fn for_one_request(self: Arc<Self>) -> Arc<Self> {
        match self.config.lax.is_empty() {
            true => self,
            false => Arc::new(Self { used: Used::default(), ..Self::clone(&self) }),
        }
    }

    /// Whether something is taken that is wrong. To be asked by whoever would refuse it, last: the answer then says that it depends
    /// on this.
    pub fn allows(&self, laxity: Laxity) -> bool {
        let is_allowed = self.config.lax.has(laxity);
        if is_allowed {
            self.used.note(laxity);
        }
        is_allowed
    }

    /// Puts one in this one's place that has learned nothing but these changes, and takes nothing that was given out before but what
    /// they know: whoever is being answered now is answered by the one before. What it is told besides is for `told_then` to say.
    ///
    /// # Errors
    /// What the journal says; then nothing has changed.
    pub fn begin_anew(&self, learned: Vec<Change>, told_then: impl FnOnce(&mut Self)) -> Result<()> {
        let mut outcome = Ok(());
        self.change(|told| {
            outcome = told.forget_all_but(learned);
            if outcome.is_ok() {
                told_then(told);
            }
        });
        self.wake.ring();
        outcome
    }

    /// Tells it anew what it is told at its start.
    pub fn tell(&mut self, config: Config) {
        self.as_told = Arc::new(config);
        self.switch_back();
    }

    /// As it was told, whatever was switched since.
    pub fn switch_back(&mut self) {
        self.config = Config::clone(&self.as_told);
        self.rotation = None;
    }

    /// What is told stays; so do the keys, and what can be gone back to.
    fn forget_all_but(&mut self, learned: Vec<Change>) -> Result<()> {
        let room = self.store.read(|state| state.room);
        let store = Arc::new(self.store.succeed(learned)?);
        self.people = Arc::new(store.read(People::of));
        self.said_clients = Arc::new(store.read(SaidClients::of));
        self.store = store;
        self.documents = Arc::default();
        self.prepared = Arc::default();
        self.pushed = Arc::new(Pushed::within(room.pushed));
        self.used_proofs = Arc::default();
        self.polls = Arc::default();
        self.guesses = Arc::new(Guesses::within(room.tries));
        self.backchannel = Arc::default();
        self.user_codes = Arc::new(TriesByName::within(room.tries));
        self.passwords = Arc::new(TriesByName::within(room.tries));
        // who reads on in it goes on where they were
        self.log.clear();
        self.notices = Arc::new(Notices::new(Arc::clone(&self.log)));
        self.scripts = Arc::default();
        self.token_requests = Arc::default();
        self.machine_grants = Arc::default();
        Ok(())
    }

    /// Now.
    pub fn now(&self) -> UnixTime {
        self.world.now()
    }

    /// Fresh randomness as text: `bytes` bytes in base64url.
    pub fn random(&self, bytes: usize) -> String {
        random(&*self.world, bytes)
    }

    /// `host:port` of its addresses: the only `Host` that is answered, but for the hosts that it stands for and at the port that
    /// asks for a certificate.
    pub fn authority(&self) -> &str {
        authority(&self.origin)
    }

    /// What an address of the vendor's begins with: its own where that host leads here, else ours.
    pub fn origin_of(&self, host: &str) -> String {
        if self.hosts.contains(&host) { format!("https://{host}") } else { self.origin.clone() }
    }

    /// What a browser calls the origin of the page that it got from that host.
    pub fn web_origin_at(&self, host: &str) -> String {
        if self.hosts.contains(&host) {
            return self.origin_of(host);
        }
        let base = self.base_at(host).unwrap_or(&self.origin);
        base.strip_suffix(self.path()).unwrap_or(base).to_owned()
    }

    /// What its addresses begin with for whoever reaches it by that `Host`; nothing if it has no such name.
    pub fn base_at(&self, host: &str) -> Option<&str> {
        self.bases().find(|base| authority(base) == host)
    }

    /// What its addresses begin with, by each of its names.
    pub fn bases(&self) -> impl Iterator<Item = &str> {
        [&self.origin].into_iter().chain(&self.also).map(String::as_str)
    }

    /// The only `Host` that is answered at the port that asks for a certificate.
    pub fn mutual_authority(&self) -> &str {
        self.mutual.as_deref().map_or("", authority)
    }

    /// What a browser calls its origin (RFC 6454 §6.1): without the path of an issuer that has one.
    pub fn web_origin(&self) -> &str {
        self.origin.strip_suffix(self.path()).unwrap_or(&self.origin)
    }

    /// What every path of its addresses begins with: empty, or `/tenant` for an issuer that has a path.
    pub fn path(&self) -> &str {
        path(&self.origin)
    }

    /// The name of a cookie. Cookies do not know ports (RFC 6265 §8.5), so the name does, and it knows the path: two providers on
    /// one host keep apart.
    pub fn cookie_name(&self, noun: &str) -> String {
        let port = self.authority().rsplit(':').next().unwrap_or_default();
        format!("authctl_{noun}_{port}{}", self.path().replace('/', "."))
    }

    /// The client of that id: of the configuration, one that was made or changed since, one that registered itself, or one whose metadata document was fetched. Not to be asked for within a decision,
    /// which holds the state.
    pub fn client(&self, client_id: &str) -> Option<Arc<Client>> {
        let known = self.own_client(client_id).or_else(|| self.documents.client(client_id, self.now()));
        known.or_else(|| self.stranger(client_id))
    }

    /// Whoever says to be that client, where nobody has to be registered.
    fn stranger(&self, client_id: &str) -> Option<Arc<Client>> {
        let is_taken = Client::can_be_called(client_id) && self.allows(Laxity::OpenClients);
        is_taken.then(|| Arc::new(Client::stranger(client_id)))
    }

    /// The client of that id that is known here, whatever a document says.
    pub fn own_client(&self, client_id: &str) -> Option<Arc<Client>> {
        self.configured(client_id).or_else(|| self.store.read(|state| registered(state, client_id)))
    }

    /// The client of that id that is of the configuration, or was said since.
    pub(super) fn configured(&self, client_id: &str) -> Option<Arc<Client>> {
        // what was said of one since counts instead
        if let Some(said) = self.said_clients.get(client_id) {
            return said;
        }
        self.config.clients.iter().find(|client| client.client_id == client_id).cloned()
    }

    /// As [`client`](Self::client), within a decision.
    pub fn client_in(&self, state: &State, client_id: &str) -> Option<Arc<Client>> {
        let own = self.configured(client_id).or_else(|| registered(state, client_id));
        let known = own.or_else(|| self.documents.client(client_id, self.now()));
        known.or_else(|| self.stranger(client_id))
    }

    /// Whether a client may bring itself: what is asked of who registers is not got round by a document.
    pub fn takes_documents(&self) -> bool {
        matches!(self.config.registration, RegistrationPolicy::Open)
    }

    /// Makes a client known that is known by its metadata document alone.
    pub async fn learn_client(&self, received: &Received) -> Outcome<()> {
        let named = if self.takes_documents() { client_document::named_in(received) } else { None };
        let Some(named) = named else { return Ok(()) };
        match self.own_client(&named.client_id) {
            Some(_) => Ok(()),
            None => self.documents.learn(&*self.world, &self.issuer, named).await,
        }
    }

    /// Whether a client of that id may have tokens here. One that is known by its document is not asked again for it.
    pub fn has_client(&self, client_id: &str) -> bool {
        (self.takes_documents() && client_document::address(client_id).is_some())
            || self.client(client_id).is_some()
    }

    /// Whether a client registered to be answered there.
    pub fn may_answer_at(&self, client: &Client, redirect_uri: &str) -> bool {
        client.redirect_uris.iter().any(|registered| (self.policy.may_redirect)(registered, redirect_uri))
    }

    /// Whose tokens are taken here now.
    pub fn trusted(&self) -> Trusted<'_> {
        Trusted { issuers: &self.config.issuers, by: &self.issuer, now: self.now() }
    }

    /// Makes a decision part of the state; a state that cannot be written is the provider's fault, not the
    /// client's.
    pub fn commit<T>(&self, decide: impl FnOnce(&State) -> (T, Vec<Change>)) -> Outcome<T> {
        self.store.commit(self.now(), decide).map_err(|error| self.failed(&error))
    }

    /// Notes a failure of our own, and gives what the client is told of it.
    pub fn failed(&self, error: &Error) -> OauthError {
        self.world.note(&error.to_string());
        OauthError::server()
    }

    /// Counts a request to the token endpoint; not kept over a restart.
    pub fn count_token_request(&self) {
        self.token_requests.fetch_add(1, Ordering::Relaxed);
    }

    /// How many requests the token endpoint had since the start.
    pub fn token_requests(&self) -> u64 {
        self.token_requests.load(Ordering::Relaxed)
    }

    /// Counts a grant without a person; not kept over a restart.
    pub fn count_machine_grant(&self) {
        self.machine_grants.fetch_add(1, Ordering::Relaxed);
    }

    /// How many tokens without a person were given since the start.
    pub fn machine_grants(&self) -> u64 {
        self.machine_grants.load(Ordering::Relaxed)
    }
}

fn registered(state: &State, client_id: &str) -> Option<Arc<Client>> {
    state.clients.get(client_id).map(|known| Arc::clone(&known.client))
}

fn authority(origin: &str) -> &str {
    let after = origin.split_once("://").map_or("", |(_, after)| after);
    after.strip_suffix(path(origin)).unwrap_or(after)
}

/// What is behind the authority.
fn path(origin: &str) -> &str {
    let after = origin.split_once("://").map_or("", |(_, after)| after);
    after.find('/').map_or("", |at| &after[at..])
}

fn random(world: &dyn World, bytes: usize) -> String {
    let mut buffer = vec![0; bytes];
    world.fill(&mut buffer);
    base64url::encode(buffer)
}

/// What is kept of a cookie: its SHA-256, so that the state's file signs nobody in.
pub fn cookie_hash(cookie: &str) -> String {
    base64url::encode(hash::sha256(cookie.as_bytes()))
}
