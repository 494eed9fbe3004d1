//! The embedded provider inside a command: `--provider dev` works with nothing running. Its keys, users and grants are in
//! the state directory, so that the next command goes on where this one ended.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Duration,
};

use super::context::Context;
use crate::{
    error::{Code, Error, Phase, Result},
    host::{
        Clock, Host, Random, clock::SystemClock, files::PrivateDir, lock::LockFile, port,
        random::SystemRandom,
    },
    idp::{
        World,
        config::Config,
        journal::Journal,
        server::{Options, Server},
    },
    protocol::{
        exchange::{Endpoint, Request},
        issuer::Issuer,
        json,
        time::UnixTime,
    },
};

/// The preset's name.
pub const PRESET: &str = "dev";

/// Where the state is, below the state directory.
const DIRECTORY: &str = "dev";
const STATE: &str = "state.jsonl";
const LOCK: &str = "lock";

/// The largest state that is taken up, in bytes.
const LARGEST: usize = 64 * 1024 * 1024;

/// How long another command may keep the port: it is gone when its own work is done.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(10);

/// Makes sure that the embedded provider answers at `issuer`: a running `serve`, or one in this command, which lasts as long as
/// what is returned.
pub async fn provide(context: &Context, host: &Host, issuer: &Issuer) -> Result<Option<Server>> {
    let port_number = issuer.url().port().unwrap_or(80);
    let mut waited = Duration::ZERO;
    loop {
        match port::take(IpAddr::V4(Ipv4Addr::LOCALHOST), port_number) {
            Ok(listener) => {
                let journal = StateFile::open(context)?;
                return Server::start(
                    listener,
                    Config::default(),
                    Box::new(journal),
                    world(context),
                    Options::default(),
                )
                .map(Some);
            }
            Err(taken) if taken.code() == Code::PortTaken => match occupant(host, issuer).await {
                Occupant::Serve => return Ok(None),
                Occupant::Another => {
                    return Err(taken.hint(format!("end the program that listens on port {port_number}")));
                }
                Occupant::Command if waited >= PATIENCE => return Err(taken),
                Occupant::Command => {
                    SystemClock.sleep(PAUSE).await;
                    waited += PAUSE;
                }
            },
            Err(error) => return Err(error),
        }
    }
}

/// Who has the port.
enum Occupant {
    /// A provider that stays.
    Serve,
    /// A provider inside another command, or nobody any more: the port is free soon.
    Command,
    /// A program that is not ours.
    Another,
}

async fn occupant(host: &Host, issuer: &Issuer) -> Occupant {
    let mut url = issuer.url().clone();
    url.set_path("/_dev/stats");
    match host.http.send(Request::get(Endpoint::Dev, url)).await {
        Ok(response) => {
            match json::object(&response.body).ok().and_then(|numbers| numbers.get("stays")?.as_bool()) {
                Some(true) => Occupant::Serve,
                Some(false) => Occupant::Command,
                None => Occupant::Another,
            }
        }
        Err(error) if error.code() == Code::ConnectionFailed => Occupant::Command,
        Err(_) => Occupant::Another,
    }
}

/// The provider's state in its file, which one process at a time has.
pub struct StateFile {
    directory: PrivateDir,
    _lock: LockFile,
}

impl StateFile {
    /// Takes it.
    ///
    /// # Errors
    /// [`Code::DevStateFailed`] if another process has it.
    pub fn open(context: &Context) -> Result<Self> {
        let directory = PrivateDir::at(context.state_directory()?.join(DIRECTORY));
        match LockFile::try_take(&directory, LOCK)? {
            Some(lock) => Ok(Self { directory, _lock: lock }),
            None => Err(Code::DevStateFailed
                .error()
                .phase(Phase::Provider)
                .message("another embedded provider uses this state")
                .hint("end it, or choose another AUTHCTL_STATE_DIR")
                .got(directory.path().display().to_string())),
        }
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

fn failed(error: Error) -> Error {
    match error.code() {
        Code::StoreFailed | Code::StoreUnreadable => {
            error.recoded(Code::DevStateFailed).phase(Phase::Provider)
        }
        _ => error,
    }
}

/// The world as the provider sees it.
pub fn world(context: &Context) -> Arc<dyn World> {
    Arc::new(MachineWorld { quiet: context.global.quiet })
}

struct MachineWorld {
    quiet: bool,
}

impl World for MachineWorld {
    fn now(&self) -> UnixTime {
        SystemClock.now()
    }

    fn fill(&self, buffer: &mut [u8]) {
        SystemRandom.fill(buffer);
    }

    fn note(&self, problem: &str) {
        use crate::host::{Talk as _, terminal::Stderr};
        Stderr { quiet: self.quiet }.say(&format!("embedded provider: {problem}"));
    }
}
