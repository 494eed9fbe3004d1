//! The embedded provider inside a command: `--provider dev` works with nothing running. Its keys, users and grants are in
//! the state directory, so that the next command goes on where this one ended.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Duration,
};

use tokio::net::TcpListener;

use super::{context::Context, recording};
use crate::{
    error::{Code, Error, Phase, Result},
    host::{
        Clock, Http as _, Random,
        clock::SystemClock,
        files::PrivateDir,
        http::{Client, Settings},
        lock::LockFile,
        port,
        random::RandomInAdvance,
    },
    idp::{
        Fetching, World,
        config::Config,
        journal::{self, Journal},
        keys::Keys,
        notice::{Notice, Sending},
        seal::Seal,
        server::{Options, Server},
        shape::row::Shape,
        signing_algorithm::SIGNING_ALGORITHMS,
        state::Change,
        store::Store,
    },
    jose::{algorithm::Algorithm, jwk_set::JwkSet, key::SigningKey},
    protocol::{
        exchange::{Endpoint, Request},
        issuer::Issuer,
        json,
        time::UnixTime,
    },
    provider::preset,
};

/// The preset's name.
pub const PRESET: &str = "dev";

/// Where the state is, below the state directory.
const DIRECTORY: &str = "dev";
const STATE: &str = "state.jsonl";
const INSTANCE: &str = "instance";
const LOCK: &str = "lock";

/// The largest state that is taken up, in bytes.
const LARGEST: usize = 512 * 1024 * 1024;

/// How long another command may keep the port: it is gone when its own work is done.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long `serve` waits for a command that has the state.
const SHORT_PATIENCE: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(10);

/// Where it is unless told otherwise.
pub fn issuer() -> Result<String> {
    preset::named(PRESET)?.issuer.clone().ok_or_else(|| Code::InternalError.error())
}

/// Its private key of that algorithm, from the state of this machine: what is signed with it is what its key set verifies.
///
/// # Errors
/// [`Code::DevStateFailed`] if there is none and nobody makes one.
pub async fn signing_key(
    context: &Context,
    shape: Option<&Shape>,
    algorithm: Algorithm,
) -> Result<SigningKey> {
    let is_of = |change: &Change| matches!(change, Change::KeyMade { algorithm: name, .. } if name == algorithm.name());
    let made = keys(context, shape, |keys| keys.iter().any(is_of)).await?;
    if let Some(Change::KeyMade { key, .. }) = made.iter().rev().find(|change| is_of(change)) {
        return SigningKey::from_saved(key.expose());
    }
    Err(Code::DevStateFailed
        .error()
        .phase(Phase::Provider)
        .message(format!("the embedded provider has no key for {algorithm}"))
        .hint("it signs with RS256, ES256 and EdDSA; give --key-from for another key"))
}

/// Its keys from the state of this machine, once there are those that are `enough`; what there is then, if nobody makes more.
async fn keys(
    context: &Context,
    shape: Option<&Shape>,
    enough: impl Fn(&[Change]) -> bool,
) -> Result<Vec<Change>> {
    let mut made = Vec::new();
    // only waiting for others is bounded: making a key may take long where much else is done
    for _ in 0..SHORT_PATIENCE.as_millis() / PAUSE.as_millis() {
        let directory = state(context, shape)?;
        made = journal::replay(&mut Reading(directory.clone()))?.changes;
        made.retain(|change| matches!(change, Change::KeyMade { .. }));
        if enough(&made) {
            break;
        }
        // whoever has the state makes its keys soon
        if let Some(state) = StateFile::try_open(directory)? {
            let store = Store::open(Box::new(state), context.now())?;
            store.read(Keys::load)?.make_all(&store, &world(context)).await?;
        }
        SystemClock.sleep(PAUSE).await;
    }
    Ok(made)
}

/// What it seals with, from the state of this machine: a token that is sealed with it is one that it takes.
///
/// # Errors
/// [`Code::DevStateFailed`] if it never ran.
pub fn seal(context: &Context, shape: Option<&Shape>) -> Result<Seal> {
    let changes = journal::replay(&mut Reading(StateFile::directory(context, shape)?))?.changes;
    let secret = changes.into_iter().find_map(|change| match change {
        Change::SealMade { secret } => Some(secret),
        _ => None,
    });
    secret.map(|secret| Seal::new(&secret)).ok_or_else(|| {
        let error = Code::DevStateFailed.error().phase(Phase::Provider);
        let error = error.message("the embedded provider, where the app exchanges the token, never ran here");
        match shape {
            Some(shape) => error.hint(format!("start it: authctl serve --shape {}", shape.name)),
            None => error.hint("start it: authctl serve"),
        }
    })
}

/// Where its state is, for [`keys_of_state`].
pub fn state(context: &Context, shape: Option<&Shape>) -> Result<PrivateDir> {
    StateFile::directory(context, shape)
}

/// The public halves of the keys that a state has, whoever has it.
///
/// # Errors
/// [`Code::DevStateFailed`].
pub fn keys_of_state(state: PrivateDir) -> Result<JwkSet> {
    let mut keys = BTreeMap::new();
    for change in journal::replay(&mut Reading(state))?.changes {
        if let Change::KeyMade { algorithm, key } = change {
            keys.insert(algorithm, SigningKey::from_saved(key.expose())?.public().clone());
        }
    }
    Ok(JwkSet::of(keys.into_values()))
}

/// The state as it stands in the file while somebody else has it.
struct Reading(PrivateDir);

impl Journal for Reading {
    fn name(&self) -> String {
        self.0.path().join(STATE).display().to_string()
    }

    fn read(&mut self) -> Result<Vec<u8>> {
        self.0.read(STATE, LARGEST).map(Option::unwrap_or_default).map_err(failed)
    }

    fn append(&mut self, _: &str) -> Result<()> {
        Err(Code::InternalError.error())
    }

    fn replace(&mut self, _: &str) -> Result<()> {
        Err(Code::InternalError.error())
    }
}

/// Makes sure that the embedded provider answers at `issuer`: a running `serve` of the same state, or one in this command,
/// which lasts as long as what is returned.
///
/// Whoever holds a session's lock may wait here, so nobody may wait for a session's lock while holding what this returns.
pub async fn provide(context: &Context, issuer: &Issuer) -> Result<Option<Server>> {
    let late = || port_taken(issuer, format!("it was not free for {} s", PATIENCE.as_secs()));
    tokio::time::timeout(PATIENCE, wait_for_turn(context, issuer)).await.unwrap_or_else(|_| Err(late()))
}

/// One at a time has the state, and with it the port.
async fn wait_for_turn(context: &Context, issuer: &Issuer) -> Result<Option<Server>> {
    loop {
        if let Some(state) = StateFile::try_open(StateFile::directory(context, None)?)? {
            match port::take(
                IpAddr::V4(Ipv4Addr::LOCALHOST),
                issuer.url().port_or_known_default().unwrap_or(80),
            ) {
                Ok(listener) => return start(context, listener, state).map(Some),
                Err(error) if error.code() == Code::PortTaken => match occupant(issuer).await {
                    // Of another state: its users and grants are not ours.
                    Occupant::Serve(_) => {
                        return Err(port_taken(issuer, "another state directory's provider has it".into())
                            .hint("end that `authctl serve`, or set AUTHCTL_STATE_DIR to its directory"));
                    }
                    Occupant::Another => return Err(port_taken(issuer, "another program has it".into())),
                    Occupant::Command => {}
                },
                Err(error) => return Err(error),
            }
        } else if let Occupant::Serve(instance) = occupant(issuer).await
            && Some(instance) == StateFile::instance(&StateFile::directory(context, None)?)?
        {
            return Ok(None);
        }
        SystemClock.sleep(PAUSE).await;
    }
}

fn start(context: &Context, listener: TcpListener, state: StateFile) -> Result<Server> {
    let options = Options { instance: state.name.clone(), ..Options::default() };
    Server::start(listener, Config::default(), Box::new(state), world(context), options)
}

fn port_taken(issuer: &Issuer, why: String) -> Error {
    Code::PortTaken
        .error()
        .phase(Phase::Provider)
        .issuer(issuer.as_str())
        .message(format!("the embedded provider's port is in use: {why}"))
}

/// Who has the port.
enum Occupant {
    /// A provider that stays, with the name of its state.
    Serve(String),
    /// A provider inside another command, or nobody any more: the port is free soon.
    Command,
    /// A program that is not ours.
    Another,
}

async fn occupant(issuer: &Issuer) -> Occupant {
    let mut url = issuer.url().clone();
    url.set_path("/_dev/stats");
    // A client of its own: a connection to a provider that is about to end must not be kept for the one that follows.
    let client = Client::new(Settings::default());
    let response = match client.send(Request::get(Endpoint::Dev, url)).await {
        Ok(response) => response,
        Err(error) if error.code() == Code::ConnectionFailed => return Occupant::Command,
        Err(_) => return Occupant::Another,
    };
    let numbers = json::object(&response.body).unwrap_or_default();
    let instance = numbers.get("instance").and_then(|name| name.as_str());
    match (numbers.get("stays").and_then(|stays| stays.as_bool()), instance) {
        (Some(true), Some(instance)) => Occupant::Serve(instance.to_owned()),
        (Some(false), Some(_)) => Occupant::Command,
        _ => Occupant::Another,
    }
}

/// The provider's state in its file, which one process at a time has.
pub struct StateFile {
    directory: PrivateDir,
    /// Tells this state from that of another directory; no secret.
    pub name: String,
    _lock: LockFile,
}

impl StateFile {
    /// Takes it, once whoever has it for a moment is done.
    ///
    /// # Errors
    /// [`Code::DevStateFailed`] if another process keeps it.
    pub async fn open(context: &Context, shape: Option<&Shape>) -> Result<Self> {
        let attempt = async {
            loop {
                if let Some(state) = Self::try_open(Self::directory(context, shape)?)? {
                    return Ok(state);
                }
                SystemClock.sleep(PAUSE).await;
            }
        };
        tokio::time::timeout(SHORT_PATIENCE, attempt).await.unwrap_or_else(|_| {
            Err(Code::DevStateFailed
                .error()
                .phase(Phase::Provider)
                .message("another embedded provider uses this state")
                .hint("end it, or choose another AUTHCTL_STATE_DIR")
                .got(Self::directory(context, shape)?.path().display().to_string()))
        })
    }

    /// Takes it if nobody has it.
    fn try_open(directory: PrivateDir) -> Result<Option<Self>> {
        let Some(lock) = LockFile::try_take(&directory, LOCK)? else { return Ok(None) };
        let name = match Self::instance(&directory)? {
            Some(name) => name,
            None => {
                let name = recording::new_run();
                directory.replace(INSTANCE, name.as_bytes()).map_err(failed)?;
                name
            }
        };
        Ok(Some(Self { directory, name, _lock: lock }))
    }

    /// The name of the state, if there is any yet.
    fn instance(directory: &PrivateDir) -> Result<Option<String>> {
        let name = directory.read(INSTANCE, 64).map_err(failed)?;
        Ok(name.and_then(|name| String::from_utf8(name).ok()))
    }

    /// Each vendor's provider has a state of its own.
    pub fn directory(context: &Context, shape: Option<&Shape>) -> Result<PrivateDir> {
        let name = shape.map_or(DIRECTORY.to_owned(), |shape| format!("{DIRECTORY}-{}", shape.name));
        Ok(PrivateDir::at(context.state_directory()?.join(name)))
    }
}

impl Journal for StateFile {
    fn name(&self) -> String {
        self.directory.path().join(STATE).display().to_string()
    }

    fn read(&mut self) -> Result<Vec<u8>> {
        self.directory.read(STATE, LARGEST).map(Option::unwrap_or_default).map_err(failed)
    }

    fn append(&mut self, lines: &str) -> Result<()> {
        self.directory.append(STATE, lines.as_bytes()).map_err(failed)
    }

    fn replace(&mut self, lines: &str) -> Result<()> {
        self.directory.replace(STATE, lines.as_bytes()).map_err(failed)
    }
}

/// A state that begins with the keys of this machine's and is forgotten: an app that knows the provider's keys from before goes on
/// knowing them.
pub struct FreshState(String);

impl FreshState {
    /// With the keys of every algorithm.
    ///
    /// # Errors
    /// [`Code::DevStateFailed`] if the state cannot be read.
    pub async fn of_keys(context: &Context, shape: Option<&Shape>) -> Result<Self> {
        let has_all = |keys: &[Change]| {
            let names = keys.iter().filter_map(|change| match change {
                Change::KeyMade { algorithm, .. } => Some(algorithm.as_str()),
                _ => None,
            });
            let names: Vec<&str> = names.collect();
            SIGNING_ALGORITHMS.iter().all(|(name, _)| names.contains(name))
        };
        journal::whole(&keys(context, shape, has_all).await?).map(Self)
    }
}

impl Journal for FreshState {
    fn name(&self) -> String {
        "the state of this check".into()
    }

    fn read(&mut self) -> Result<Vec<u8>> {
        Ok(std::mem::take(&mut self.0).into_bytes())
    }

    fn append(&mut self, _: &str) -> Result<()> {
        Ok(())
    }

    fn replace(&mut self, _: &str) -> Result<()> {
        Ok(())
    }
}

/// The state cannot be read or written.
pub fn failed(error: Error) -> Error {
    match error.code() {
        Code::StoreFailed => error
            .recoded(Code::DevStateFailed)
            .phase(Phase::Provider)
            .hint("make room, or choose another AUTHCTL_STATE_DIR"),
        Code::StoreUnreadable => error.recoded(Code::DevStateFailed).phase(Phase::Provider),
        _ => error,
    }
}

/// The world as the provider sees it.
pub fn world(context: &Context) -> Arc<dyn World> {
    // On this machine a proxy helps nobody, and a redirect leads to another place.
    let ca_file = context.global.ca_file.clone().map(Into::into);
    let client = Client::new(Settings { ca_file, ..Settings::default() });
    Arc::new(MachineWorld { quiet: context.global.quiet, client: Arc::new(client) })
}

struct MachineWorld {
    quiet: bool,
    client: Arc<Client>,
}

impl World for MachineWorld {
    fn now(&self) -> UnixTime {
        SystemClock.now()
    }

    fn fill(&self, buffer: &mut [u8]) {
        RandomInAdvance.fill(buffer);
    }

    fn note(&self, problem: &str) {
        use crate::host::{Talk as _, terminal::Stderr};
        Stderr { quiet: self.quiet }.say(&format!("embedded provider: {problem}"));
    }

    fn send(&self, notice: Notice) -> Sending {
        let client = Arc::clone(&self.client);
        Box::pin(async move {
            let sent = client.send(notice.request()).await;
            sent.map(|response| response.status).map_err(|error| error.text().to_owned())
        })
    }

    fn fetch(&self, request: Request) -> Fetching {
        let client = Arc::clone(&self.client);
        Box::pin(async move { client.send(request).await })
    }
}
