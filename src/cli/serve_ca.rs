//! The file that tells whom to trust of `serve --tls`: the CA of each provider that may be running, since all of one state
//! directory share it.

use std::{path::PathBuf, time::Duration};

use crate::{
    error::{Code, Result},
    host::{Clock as _, clock::SystemClock, files::PrivateDir, lock::LockFile},
    protocol::time::UnixTime,
    x509::{certificate::Certificate, pem},
};

/// The file and its lock, below the state directory.
const CA_FILE: &str = "serve-ca.pem";
const LOCK: &str = "serve-ca.lock";
/// The most CAs of others that stay in it; one lasts a day.
const OTHERS: usize = 15;
/// The most of it that is read, in bytes.
const LARGEST: usize = 64 * 1024;
/// How often the lock is tried for, and the pause between: two seconds.
const TRIES: usize = 100;
const PAUSE: Duration = Duration::from_millis(20);

/// Puts a CA first into the file, which is where it says.
///
/// # Errors
/// [`Code::DevStateFailed`].
pub async fn publish(directory: &PrivateDir, ca: &str, now: UnixTime) -> Result<PathBuf> {
    let _lock = lock(directory).await.map_err(|error| error.recoded(Code::DevStateFailed))?;
    // what cannot be read, or what others could have written, is not kept
    let known = directory.read(CA_FILE, LARGEST).ok().flatten().unwrap_or_default();
    let known = pem::certificates(&String::from_utf8_lossy(&known)).unwrap_or_default();
    let others = known.into_iter().filter(|der| {
        Certificate::parse(vec![der.clone()]).is_ok_and(|certificate| certificate.untimely(now).is_none())
    });
    let others: String = others.take(OTHERS).map(|der| pem::of_certificate(&der)).collect();
    directory
        .replace(CA_FILE, format!("{ca}{others}").as_bytes())
        .map_err(|error| error.recoded(Code::DevStateFailed))?;
    Ok(directory.path().join(CA_FILE))
}

/// Nobody's CA is lost between reading and writing.
async fn lock(directory: &PrivateDir) -> Result<LockFile> {
    for _ in 0..TRIES {
        if let Some(lock) = LockFile::try_take(directory, LOCK)? {
            return Ok(lock);
        }
        SystemClock.sleep(PAUSE).await;
    }
    Err(Code::LockTimeout.error())
}
