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
    file: File,
}

impl LockFile {
    /// Takes the lock `name` in `dir` if it is free; `None` if somebody has it.
    pub fn try_take(dir: &PrivateDir, name: &str) -> Result<Option<Self>> {
        let file = dir.open_lock(name).map_err(|error| error.phase(Phase::Lock))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            // C100: where locking is not supported, nothing is refreshed unlocked.
            Err(TryLockError::Error(error)) => Err(Code::LockFailed
                .error()
                .phase(Phase::Lock)
                .got(format!("{}: {error}", dir.path().join(name).display()))),
        }
    }
}

impl Drop for LockFile {
    fn drop(&mut self) {
        // Closing would do, but not while a process that is just being started has a copy of the descriptor.
        // If it fails, closing is what is left.
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_one_holders_until_it_is_dropped() {
        let home = tempfile::tempdir().expect("a directory");
        let dir = PrivateDir::at(home.path().join("locks"));
        let held = LockFile::try_take(&dir, "work.lock").unwrap().expect("free");
        assert!(LockFile::try_take(&dir, "work.lock").unwrap().is_none());
        assert!(LockFile::try_take(&dir, "other.lock").unwrap().is_some());
        drop(held);
        assert!(LockFile::try_take(&dir, "work.lock").unwrap().is_some());
        assert_eq!(dir.names().unwrap(), ["other.lock", "work.lock"]);
    }
}
