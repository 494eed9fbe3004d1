//! The platform's keyring: Secret Service (<https://specifications.freedesktop.org/secret-service/latest/>), macOS
//! Keychain, Windows Credential Manager.
//!
//! Each call runs on a thread of its own against a deadline, because a keyring may wait for a person who is not
//! there (threat C115). A locked keyring is told from an empty one.

use std::{sync::mpsc, thread, time::Duration};

use crate::{
    error::{Code, Error, Phase, Result},
    secret::SecretString,
};

/// The name under which everything of ours stands in a keyring.
const SERVICE: &str = "authctl";

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
#[derive(Debug, Clone, Copy)]
pub struct SystemKeyring {
    /// Whether somebody is there who can be asked to unlock it.
    interactive: bool,
    deadline: Duration,
}

impl SystemKeyring {
    /// The keyring; `interactive` if a person sits at the terminal, who then has 60 s to unlock it. Else it answers
    /// within 3 s.
    pub fn new(interactive: bool) -> Self {
        Self { interactive, deadline: Duration::from_secs(if interactive { 60 } else { 3 }) }
    }

    /// Runs one exchange with the keyring, and does not wait for it past the deadline.
    fn ask<T: Send + 'static>(&self, exchange: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let (answer, answered) = mpsc::sync_channel(1);
        let interactive = self.interactive;
        thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(move || {
                // Nobody listens any more once the deadline has passed.
                let _ = answer.send(service::ready(interactive).and_then(|()| exchange()));
            })
            .map_err(|error| failed(Code::KeyringFailed, error.to_string()))?;
        match answered.recv_timeout(self.deadline) {
            Ok(result) => result,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                Err(failed(Code::KeyringTimeout, format!("no answer within {} s", self.deadline.as_secs())))
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                Err(failed(Code::KeyringFailed, "the exchange with the keyring broke off".to_owned()))
            }
        }
    }
}

impl Keyring for SystemKeyring {
    fn probe(&self) -> Result<()> {
        self.ask(|| entry("probe").map(drop))
    }
    fn get(&self, name: &str) -> Result<Option<SecretString>> {
        let name = name.to_owned();
        self.ask(move || absent_is_none(entry(&name)?.get_password().map(SecretString::from)))
    }
    fn set(&self, name: &str, secret: &SecretString) -> Result<()> {
        let (name, secret) = (name.to_owned(), secret.clone());
        self.ask(move || entry(&name)?.set_password(secret.expose()).map_err(judge))
    }
    fn delete(&self, name: &str) -> Result<bool> {
        let name = name.to_owned();
        self.ask(move || Ok(absent_is_none(entry(&name)?.delete_credential())?.is_some()))
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
    pub fn ready(interactive: bool) -> Result<()> {
        // No secret goes over this connection.
        let service = SecretService::connect(EncryptionType::Plain)
            .map_err(|error| failed(Code::KeyringUnavailable, error.to_string()))?;
        let collection = service.get_default_collection().map_err(|error| match error {
            ServiceError::NoResult => {
                failed(Code::KeyringUnavailable, "the Secret Service has no default collection".to_owned())
            }
            other => failed(Code::KeyringFailed, other.to_string()),
        })?;
        let broken = |error: ServiceError| failed(Code::KeyringFailed, error.to_string());
        if !collection.is_locked().map_err(broken)? {
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

    pub fn ready(_: bool) -> Result<()> {
        Ok(())
    }
}
