//! A lock between processes: an empty file beside the data, locked in the kernel (`flock`, `LockFileEx`), so that
//! a holder that dies holds nobody (threat C98).
//!
//! The file is never the data file, which is replaced by rename and so would lock an old one, and is never removed: who
//! waits has it open.

use std::fs::{File, TryLockError};

use crate::{
    error::{Code, Phase, Result},
    host::files::PrivateDir,
};

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub struct LockFile {
    _file: File,
}

impl LockFile {
    /// Takes the lock `name` in `dir` if it is free; `None` if somebody has it.
    pub fn try_take(dir: &PrivateDir, name: &str) -> Result<Option<Self>> {
        let file = dir.open_lock(name).map_err(|error| error.phase(Phase::Lock))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            // C100: where locking is not supported, nothing is refreshed unlocked.
            Err(TryLockError::Error(error)) => Err(Code::LockFailed
                .error()
                .phase(Phase::Lock)
                .got(format!("{}: {error}", dir.path().join(name).display()))),
        }
    }
}
