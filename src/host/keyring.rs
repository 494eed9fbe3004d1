//! The platform's keyring: Secret Service (<https://specifications.freedesktop.org/secret-service/latest/>), macOS
//! Keychain, Windows Credential Manager.
//!
//! Each call runs on a thread of its own against a deadline, because a keyring may wait for a person who is not
//! there (threat C115). A locked keyring is told from an empty one. It serves one process after the other, and of hundreds at
//! once each would think it dead; so they take turns, and once it has answered it gets more time for each further answer.

use std::{
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use super::{files::PrivateDir, lock::LockFile};
use crate::{
    error::{Code, Error, Phase, Result},
    secret::SecretString,
};

/// The name under which everything of ours stands in a keyring.
const SERVICE: &str = "authctl";

/// How long a keyring that has answered may take until its next answer.
const ALIVE: Duration = Duration::from_secs(10);

/// The lock of whoever's turn it is; no profile has such a name.
const TURN: &str = "keyring~.lock";

/// The first and the longest pause before looking again whose turn it is.
const PAUSES: [Duration; 2] = [Duration::from_millis(2), Duration::from_millis(25)];

/// Small secrets by name.
pub trait Keyring: Send + Sync {
    /// Whether a secret could be kept now.
    fn probe(&self) -> Result<()>;
    /// The secret of that name, `None` if there is none. A locked keyring is an error.
    fn get(&self, name: &str) -> Result<Option<SecretString>>;
    /// Keeps a secret under that name.
    fn set(&self, name: &str, secret: &SecretString) -> Result<()>;
    /// Removes the secret of that name; tells whether there was one.
    fn delete(&self, name: &str) -> Result<bool>;
}

/// The keyring of this machine.
#[derive(Debug)]
pub struct SystemKeyring {
    /// Whether somebody is there who can be asked to unlock it.
    interactive: bool,
    deadline: Duration,
    /// Whether a deadline has passed: a command waits for a keyring once, not at every call.
    silent: AtomicBool,
    /// Where the processes that ask it take turns.
    queue: Option<PrivateDir>,
}

impl SystemKeyring {
    /// The keyring; `interactive` if a person sits at the terminal, who then has 60 s to unlock it. Else one that is silent
    /// or locked is given up early enough for the whole command to end within 3 s.
    pub fn new(interactive: bool) -> Self {
        let deadline = Duration::from_millis(if interactive { 60_000 } else { 2_800 });
        Self { interactive, deadline, silent: AtomicBool::new(false), queue: None }
    }

    /// Takes turns with other processes by a lock in this directory.
    pub fn in_turn(self, directory: PrivateDir) -> Self {
        Self { queue: Some(directory), ..self }
    }

    /// Waits for this process's turn, which lasts as long as what is returned. Turns are a courtesy: who cannot have one, or
    /// has waited as long as for an answer, goes without, so that a keyring that is silent holds up nobody for long.
    fn turn(&self) -> Option<LockFile> {
        let directory = self.queue.as_ref()?;
        let (begun, [mut pause, longest]) = (Instant::now(), PAUSES);
        while begun.elapsed() < self.deadline {
            match LockFile::try_take(directory, TURN) {
                Ok(Some(turn)) => return Some(turn),
                Ok(None) => thread::sleep(pause),
                Err(_) => return None,
            }
            pause = (pause * 2).min(longest);
        }
        None
    }

    /// Asks the keyring, once it is known to be open. The question calls back when there was an answer on the way.
    fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn Fn()) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let interactive = self.interactive;
        self.exchange(move |alive| service::ready(interactive, alive).and_then(|()| question(alive)))
    }

    /// Runs one exchange with the keyring, and does not wait past the deadline for an answer on the way.
    fn exchange<T: Send + 'static>(
        &self,
        exchange: impl FnOnce(&dyn Fn()) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let timeout = |limit| failed(Code::KeyringTimeout, format!("no answer within {limit:?}"));
        if self.silent.load(Ordering::Relaxed) {
            return Err(timeout(self.deadline));
        }
        let _turn = self.turn();
        let (tell, told) = mpsc::channel();
        thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(move || {
                // Nobody listens any more once the deadline has passed.
                let answer = exchange(&|| drop(tell.send(None)));
                let _ = tell.send(Some(answer));
            })
            .map_err(|error| failed(Code::KeyringFailed, error.to_string()))?;
        let mut deadline = self.deadline;
        loop {
            match told.recv_timeout(deadline) {
                Ok(None) => deadline = self.deadline.max(ALIVE),
                Ok(Some(answer)) => return answer,
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    self.silent.store(true, Ordering::Relaxed);
                    return Err(timeout(deadline));
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => {
                    let broken = "the exchange with the keyring broke off".to_owned();
                    return Err(failed(Code::KeyringFailed, broken));
                }
            }
        }
    }
}

impl Keyring for SystemKeyring {
    fn probe(&self) -> Result<()> {
        self.ask(|_| entry("probe").map(drop))
    }
    fn get(&self, name: &str) -> Result<Option<SecretString>> {
        let name = name.to_owned();
        self.ask(move |alive| {
            let entry = entry(&name)?;
            alive();
            absent_is_none(entry.get_password().map(SecretString::from))
        })
    }
    fn set(&self, name: &str, secret: &SecretString) -> Result<()> {
        let (name, secret) = (name.to_owned(), secret.clone());
        self.ask(move |alive| {
            let entry = entry(&name)?;
            alive();
            entry.set_password(secret.expose()).map_err(judge)
        })
    }
    fn delete(&self, name: &str) -> Result<bool> {
        let name = name.to_owned();
        self.ask(move |alive| {
            let entry = entry(&name)?;
            alive();
            Ok(absent_is_none(entry.delete_credential())?.is_some())
        })
    }
}

fn entry(name: &str) -> Result<keyring::Entry> {
    if let Err(error) = keyring::Entry::store_status() {
        return Err(failed(Code::KeyringUnavailable, error.to_string()));
    }
    keyring::Entry::new(SERVICE, name).map_err(judge)
}

fn absent_is_none<T>(result: keyring::Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(keyring::Error::NoEntry) => Ok(None),
        Err(error) => Err(judge(error)),
    }
}

/// The keyring's error as one of ours; its text never has a secret in it.
fn judge(error: keyring::Error) -> Error {
    let code = match &error {
        keyring::Error::NoStorageAccess(_) => Code::KeyringLocked,
        keyring::Error::NoDefaultStore => Code::KeyringUnavailable,
        _ => Code::KeyringFailed,
    };
    failed(code, error.to_string())
}

fn failed(code: Code, reason: String) -> Error {
    code.error().phase(Phase::Store).got(reason)
}

#[cfg(all(unix, not(target_os = "macos")))]
mod service {
    //! What the `keyring` crate does not tell of a Secret Service: whether it is locked, asked before anything that would
    //! make it wait for a person.

    use secret_service::{EncryptionType, Error as ServiceError, blocking::SecretService};

    use super::{Code, Result, failed};

    /// Fails unless the default collection is there and open; where a person is there, they are asked to open it.
    /// Calls `alive` at every answer.
    pub fn ready(interactive: bool, alive: &dyn Fn()) -> Result<()> {
        // No secret goes over this connection.
        let service = SecretService::connect(EncryptionType::Plain)
            .map_err(|error| failed(Code::KeyringUnavailable, error.to_string()))?;
        alive();
        let collection = service.get_default_collection().map_err(|error| match error {
            ServiceError::NoResult => {
                failed(Code::KeyringUnavailable, "the Secret Service has no default collection".to_owned())
            }
            other => failed(Code::KeyringFailed, other.to_string()),
        })?;
        alive();
        let broken = |error: ServiceError| failed(Code::KeyringFailed, error.to_string());
        let is_locked = collection.is_locked().map_err(broken)?;
        alive();
        if !is_locked {
            return Ok(());
        }
        let locked = || failed(Code::KeyringLocked, "the default collection is locked".to_owned());
        if !interactive {
            return Err(locked());
        }
        collection.unlock().map_err(|_| locked())?;
        match collection.is_locked().map_err(broken)? {
            true => Err(locked()),
            false => Ok(()),
        }
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
mod service {
    //! Here the platform's own calls say whether the keyring is locked.

    use super::Result;

    pub fn ready(_: bool, _: &dyn Fn()) -> Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyring_that_does_not_answer_is_waited_for_once() {
        // C115: the exchange hangs for as long as the test holds its other end.
        let keyring = SystemKeyring { deadline: Duration::from_millis(20), ..SystemKeyring::new(false) };
        let (hold, held) = mpsc::channel::<()>();
        let error = keyring.exchange(move |_| Ok(held.recv().is_ok())).unwrap_err();
        assert_eq!(error.code(), Code::KeyringTimeout);
        assert_eq!(error.found().unwrap().to_string(), "no answer within 20ms");
        let again = keyring.exchange(|_| -> Result<()> { panic!("asked again") }).unwrap_err();
        assert_eq!(again.code(), Code::KeyringTimeout);
        drop(hold);
    }

    #[test]
    fn a_sign_of_life_is_not_the_answer() {
        // C115: nor is its deadline the answer's, which only real software can show: tests/reliability
        let keyring = SystemKeyring { deadline: Duration::from_secs(3600), ..SystemKeyring::new(false) };
        let answer = keyring.exchange(|alive| {
            (0..3).for_each(|_| alive());
            Ok("the key")
        });
        assert_eq!(answer.unwrap(), "the key");
    }

    #[test]
    fn one_process_asks_at_a_time_and_a_turn_that_does_not_come_is_not_waited_for() {
        // C115, S-3
        let home = tempfile::tempdir().expect("a directory");
        let dir = PrivateDir::at(home.path().join("sessions"));
        let keyring = SystemKeyring { deadline: Duration::from_secs(3600), ..SystemKeyring::new(false) };
        let (keyring, queue) = (keyring.in_turn(dir.clone()), dir.clone());
        let free = |dir: &PrivateDir| LockFile::try_take(dir, TURN).unwrap().is_some();
        assert!(!keyring.exchange(move |_| Ok(free(&queue))).unwrap());
        let held = LockFile::try_take(&dir, TURN).unwrap().expect("the turn is over");
        let impatient = SystemKeyring { deadline: Duration::ZERO, ..SystemKeyring::new(false) }.in_turn(dir);
        assert!(impatient.turn().is_none());
        drop(held);
    }

    #[test]
    fn an_exchange_that_panics_is_an_error() {
        let keyring = SystemKeyring::new(false);
        let error = keyring.exchange(|_| -> Result<()> { panic!("inside the keyring") }).unwrap_err();
        assert_eq!(error.code(), Code::KeyringFailed);
    }

    #[test]
    fn a_locked_keyring_is_not_an_empty_one() {
        let locked = || keyring::Error::NoStorageAccess("locked".into());
        assert_eq!(absent_is_none::<()>(Err(locked())).unwrap_err().code(), Code::KeyringLocked);
        assert_eq!(absent_is_none::<()>(Err(keyring::Error::NoEntry)).unwrap(), None);
        for (error, code) in [
            (keyring::Error::NoDefaultStore, Code::KeyringUnavailable),
            (keyring::Error::PlatformFailure("broken".into()), Code::KeyringFailed),
            (keyring::Error::BadEncoding(b"CANARY".to_vec()), Code::KeyringFailed),
        ] {
            let judged = judge(error);
            assert_eq!(judged.code(), code);
            assert!(!format!("{judged:?}").contains("CANARY"));
        }
    }
}
