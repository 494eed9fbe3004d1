//! The provider itself: what it was told, what it knows, and what it asks of the world.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use super::{
    World,
    backchannel::BackchannelRequests,
    client::Client,
    client_document::{self, Documents},
    config::Config,
    delivery::Notices,
    device::{Guesses, Polls},
    encryption_key::EncryptionKey,
    fault::active::Faults,
    journal::Journal,
    keys::Keys,
    oauth_error::{OauthError, Outcome},
    people::People,
    policy::Policy,
    pushed::Pushed,
    received::Received,
    registration_policy::RegistrationPolicy,
    seal::Seal,
    ssf::wake::Wake,
    state::{Change, State},
    store::Store,
    tries::TriesByName,
    trusted_issuer::Trusted,
    used_proofs::UsedProofs,
    user::User,
};
use crate::{
    error::{Error, Result},
    jose::{base64url, hash},
    protocol::time::UnixTime,
    secret::SecretString,
};

/// Everything that the endpoints share.
pub struct Provider {
    /// The issuer, as it stands in every token.
    pub issuer: String,
    /// What its addresses begin with: `http://127.0.0.1:PORT` or the like, without a path.
    pub origin: String,
    /// The vendor's hosts that it answers for, besides its own.
    pub hosts: Vec<&'static str>,
    /// What it does otherwise for a vendor.
    pub policy: &'static Policy,
    /// Users, clients, lifetimes.
    pub config: Config,
    /// The users who signed up here.
    pub people: People,
    /// The state.
    pub store: Arc<Store>,
    /// The signing keys.
    pub keys: Keys,
    /// The key that clients encrypt to.
    pub encryption_key: EncryptionKey,
    /// What seals codes and refresh tokens.
    pub seal: Seal,
    /// Clients that are known by their metadata documents.
    pub documents: Documents,
    /// Requests that clients have pushed.
    pub pushed: Pushed,
    /// The proofs of keys that were used.
    pub used_proofs: UsedProofs,
    /// How often devices ask.
    pub polls: Polls,
    /// How often people enter codes that are none.
    pub guesses: Guesses,
    /// Requests of clients that wait for a person.
    pub backchannel: BackchannelRequests,
    /// How often user codes are wrong, by person.
    pub user_codes: TriesByName,
    /// How often passwords are wrong, by username.
    pub passwords: TriesByName,
    /// What is sent to clients.
    pub notices: Notices,
    /// How streams hear that there is something.
    pub wake: Wake,
    /// Clock and randomness.
    pub world: Arc<dyn World>,
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
    token_requests: AtomicU64,
    machine_grants: AtomicU64,
}

impl Provider {
    /// Takes up the state and makes what it lacks.
    pub fn open(
        origin: String,
        policy: &'static Policy,
        config: Config,
        journal: Box<dyn Journal>,
        world: Arc<dyn World>,
    ) -> Result<Self> {
        let store = Arc::new(Store::open(journal, world.now())?);
        let secret = match store.read(|state| state.seal.clone()) {
            Some(secret) => secret,
            None => {
                let secret = SecretString::from(random(&*world, 32));
                let change = Change::SealMade { secret: secret.clone() };
                store.commit(world.now(), |_| ((), vec![change]))?;
                secret
            }
        };
        let keys = store.read(|state| Keys::load(&state.keys))?;
        let encryption_key = store.read(|state| EncryptionKey::load(&state.keys))?;
        let people = store.read(People::of);
        Ok(Self {
            issuer: format!("{origin}{}", policy.issuer_path),
            origin,
            hosts: Vec::new(),
            policy,
            config,
            people,
            store,
            keys,
            encryption_key,
            seal: Seal::new(&secret),
            documents: Documents::default(),
            pushed: Pushed::default(),
            used_proofs: UsedProofs::default(),
            polls: Polls::default(),
            guesses: Guesses::default(),
            backchannel: BackchannelRequests::default(),
            user_codes: TriesByName::default(),
            passwords: TriesByName::default(),
            notices: Notices::default(),
            wake: Wake::default(),
            world,
            mutual: None,
            stays: false,
            instance: String::new(),
            control: None,
            faults: Faults::default(),
            token_requests: AtomicU64::new(0),
            machine_grants: AtomicU64::new(0),
        })
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

    /// The only `Host` that is answered at the port that asks for a certificate.
    pub fn mutual_authority(&self) -> &str {
        self.mutual.as_deref().map_or("", authority)
    }

    /// The name of a cookie. Cookies do not know ports (RFC 6265 §8.5), so the name does: two providers on
    /// one host keep apart.
    pub fn cookie_name(&self, noun: &str) -> String {
        let port = self.authority().rsplit(':').next().unwrap_or_default();
        format!("authctl_{noun}_{port}")
    }

    /// The client of that id: of the configuration, one that registered itself, or one whose metadata document was fetched. Not to be asked for within a decision,
    /// which holds the state.
    pub fn client(&self, client_id: &str) -> Option<Arc<Client>> {
        self.own_client(client_id).or_else(|| self.documents.client(client_id, self.now()))
    }

    /// The client of that id that is known here, whatever a document says.
    fn own_client(&self, client_id: &str) -> Option<Arc<Client>> {
        self.configured(client_id).or_else(|| self.store.read(|state| registered(state, client_id)))
    }

    fn configured(&self, client_id: &str) -> Option<Arc<Client>> {
        self.config.clients.iter().find(|client| client.client_id == client_id).cloned()
    }

    /// As [`client`](Self::client), within a decision.
    pub fn client_in(&self, state: &State, client_id: &str) -> Option<Arc<Client>> {
        let own = self.configured(client_id).or_else(|| registered(state, client_id));
        own.or_else(|| self.documents.client(client_id, self.now()))
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

    /// The user of that `sub`.
    pub fn user(&self, sub: &str) -> Option<Arc<User>> {
        self.user_where(|user| user.sub == sub)
    }

    /// The user of that username.
    pub fn user_named(&self, username: &str) -> Option<Arc<User>> {
        self.user_where(|user| user.username == username)
    }

    /// What the user of that `sub` is called, as far as it is known.
    pub fn name_of(&self, sub: &str) -> String {
        match self.user(sub) {
            Some(user) => user.name.clone().unwrap_or_else(|| user.username.clone()),
            None => sub.to_owned(),
        }
    }

    /// The user of that `sub`, also one who was disabled or deleted: to tell others of them, who may not sign in.
    pub fn user_or_former(&self, sub: &str) -> Option<Arc<User>> {
        self.anybody_where(|user| user.sub == sub)
    }

    fn anybody_where(&self, is: impl Fn(&User) -> bool) -> Option<Arc<User>> {
        let configured = self.config.users.iter().find(|user| is(user)).cloned();
        configured.or_else(|| self.people.find(is))
    }

    /// Whoever was disabled or deleted is nobody here.
    fn user_where(&self, is: impl Fn(&User) -> bool) -> Option<Arc<User>> {
        let user = self.anybody_where(is)?;
        self.people.standing(&user.sub).is_none().then_some(user)
    }

    /// The users who may sign in.
    pub fn users(&self) -> Vec<Arc<User>> {
        let mut users: Vec<_> = self.config.users.iter().cloned().chain(self.people.all()).collect();
        users.retain(|user| self.people.standing(&user.sub).is_none());
        users
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

fn authority(issuer: &str) -> &str {
    issuer.split_once("://").map_or("", |(_, authority)| authority)
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
