//! Disks that fail: at one call, from one call on, or by losing power.

use std::{
    fs::File,
    io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use authctl::host::disk::{Disk, RealDisk};

/// How a [`FaultyDisk`] fails.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// Call number `at` (from 0) fails with this errno, the others work.
    Once { at: usize, errno: i32 },
    /// Call number `at` and all after it fail with this errno: a full or dying disk.
    Lasting { at: usize, errno: i32 },
    /// Nothing new has room, from the first call on; what is there can be moved and removed.
    Full,
    /// Nothing is done from call number `at` on: the process was killed there. A write is half done.
    Killed { at: usize },
}

/// The real disk with a fault.
#[derive(Debug)]
pub struct FaultyDisk {
    fault: Fault,
    calls: AtomicUsize,
}

impl FaultyDisk {
    pub fn new(fault: Fault) -> Arc<Self> {
        Arc::new(Self { fault, calls: AtomicUsize::new(0) })
    }

    /// How many calls there were.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    fn fault_now(&self) -> Option<io::Error> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        match self.fault {
            Fault::Once { at, errno } if call == at => Some(io::Error::from_raw_os_error(errno)),
            Fault::Lasting { at, errno } if call >= at => Some(io::Error::from_raw_os_error(errno)),
            Fault::Killed { at } if call >= at => Some(io::Error::other("killed")),
            _ => None,
        }
    }

    /// As [`fault_now`](Self::fault_now), where it would take room.
    fn fault_at_growth(&self) -> Option<io::Error> {
        let is_full = matches!(self.fault, Fault::Full);
        self.fault_now().or_else(|| is_full.then(|| io::ErrorKind::StorageFull.into()))
    }

    fn unless_faulty<T>(&self, call: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        self.fault_now().map_or_else(call, Err)
    }
}

impl Disk for FaultyDisk {
    fn create(&self, path: &Path) -> io::Result<File> {
        self.fault_at_growth().map_or_else(|| RealDisk.create(path), Err)
    }
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        let first = self.calls();
        let fault = self.fault_at_growth();
        let torn = match self.fault {
            Fault::Killed { at } => at == first,
            Fault::Once { .. } | Fault::Lasting { .. } | Fault::Full => fault.is_some(),
        };
        match fault {
            None => RealDisk.write(file, bytes),
            Some(error) => {
                if torn {
                    RealDisk.write(file, &bytes[..bytes.len() / 2])?;
                }
                Err(error)
            }
        }
    }
    fn cut(&self, file: &File, length: u64) -> io::Result<()> {
        self.unless_faulty(|| RealDisk.cut(file, length))
    }
    // Syncing is what takes the time, and these tests lose no power: the call counts, the wait does not.
    fn sync(&self, _: &File) -> io::Result<()> {
        self.unless_faulty(|| Ok(()))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.unless_faulty(|| RealDisk.rename(from, to))
    }
    fn sync_directory(&self, _: &Path) -> io::Result<()> {
        self.unless_faulty(|| Ok(()))
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.unless_faulty(|| RealDisk.remove(path))
    }
}
