//! Private directories: files that only this user may read, replaced so that a crash or a power cut at any moment
//! leaves the old content or the new one (POSIX `rename`, `fsync`).
//!
//! Everything is checked on the open descriptor, not on the path. A directory that nobody else may write is what
//! makes the paths inside it ours; so it is checked too.

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io::{self, ErrorKind, Read, Seek, Write},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use crate::{
    error::{Code, Error, Phase, Result},
    host::disk::{Disk, RealDisk, os},
    protocol::time::UnixTime,
};

/// A directory of ours: mode 0700, our user's, no link. Names in it are single path components.
#[derive(Debug, Clone)]
pub struct PrivateDir {
    path: PathBuf,
    disk: Arc<dyn Disk>,
}

/// Room for a file to come, from [`PrivateDir::reserve`]. Dropped, the spare file stays.
#[derive(Debug)]
pub struct Reserved {
    spare: String,
    file: File,
}

impl PrivateDir {
    /// The directory at `path`, which need not exist yet; nothing is touched.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self::on(Arc::new(RealDisk), path)
    }

    /// The same on another disk.
    pub fn on(disk: Arc<dyn Disk>, path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), disk }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes it, with its parents, where it is missing; refuses it where others may write into it.
    pub fn create(&self) -> Result<()> {
        if self.exists()? {
            return Ok(());
        }
        os::create_directories(&self.path).map_err(|error| self.failed(Code::StoreFailed, "", &error))?;
        match self.exists()? {
            true => Ok(()),
            false => Err(Code::StoreFailed.error().phase(Phase::Store).got("the directory vanished")),
        }
    }

    /// Whether it exists; an error if it is not private (threats C111, C112).
    pub fn exists(&self) -> Result<bool> {
        let metadata = match fs::symlink_metadata(&self.path) {
            Ok(metadata) => metadata,
            Err(error) if is_absent(&error) => return Ok(false),
            Err(error) => return Err(self.failed(Code::StoreUnreadable, "", &error)),
        };
        if !metadata.is_dir() {
            return Err(self.exposed("", "not a directory"));
        }
        match os::exposure(&metadata) {
            None => Ok(true),
            Some(reason) => Err(self.exposed("", &reason)),
        }
    }

    /// The content of a file, `None` if there is none. Refused: what others may read, what is no regular file or has
    /// a second name (threat C112), and what is larger than `limit` bytes.
    pub fn read(&self, name: &str, limit: usize) -> Result<Option<Vec<u8>>> {
        if !self.exists()? {
            return Ok(None);
        }
        let file = match os::guarded(OpenOptions::new().read(true)).open(self.path.join(name)) {
            Ok(file) => file,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) if os::is_link(&error) => return Err(self.exposed(name, "a symbolic link")),
            Err(error) => return Err(self.failed(Code::StoreUnreadable, name, &error)),
        };
        self.read_open(file, name, limit).map(Some)
    }

    fn read_open(&self, mut file: File, name: &str, limit: usize) -> Result<Vec<u8>> {
        let metadata = file.metadata().map_err(|error| self.failed(Code::StoreUnreadable, name, &error))?;
        self.judge(&metadata, name)?;
        let too_large = || {
            self.failed(Code::StoreUnreadable, name, &io::Error::other(format!("more than {limit} bytes")))
        };
        let length = usize::try_from(metadata.len()).map_err(|_| too_large())?;
        if length > limit {
            return Err(too_large());
        }
        let mut bytes = Vec::with_capacity(length + 1);
        Read::by_ref(&mut file)
            .take(limit as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| self.failed(Code::StoreUnreadable, name, &error))?;
        if bytes.len() > limit { Err(too_large()) } else { Ok(bytes) }
    }

    fn judge(&self, metadata: &Metadata, name: &str) -> Result<()> {
        if !metadata.is_file() {
            return Err(self.exposed(name, "not a regular file"));
        }
        if os::links(metadata) > 1 {
            return Err(self.exposed(name, "a file with more than one name"));
        }
        os::exposure(metadata).map_or(Ok(()), |reason| Err(self.exposed(name, &reason)))
    }

    /// Opens a file to lock it, or makes it empty; its content is never touched.
    pub fn open_lock(&self, name: &str) -> Result<File> {
        self.create()?;
        let mut options = OpenOptions::new();
        let file = os::guarded(options.read(true).write(true).create(true).truncate(false))
            .open(self.path.join(name))
            .map_err(|error| match os::is_link(&error) {
                true => self.exposed(name, "a symbolic link"),
                false => self.failed(Code::LockFailed, name, &error),
            })?;
        let metadata = file.metadata().map_err(|error| self.failed(Code::LockFailed, name, &error))?;
        self.judge(&metadata, name)?;
        // A umask may have taken our own bits when it was made.
        os::make_private(&file).map_err(|error| self.failed(Code::LockFailed, name, &error))?;
        Ok(file)
    }

    /// Replaces a file, or makes it; when this returns, the new content outlives a power cut.
    pub fn replace(&self, name: &str, bytes: &[u8]) -> Result<()> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        self.create()?;
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let temporary = format!(".{name}.{}-{count}", std::process::id());
        let replaced = self.fill(&temporary, bytes).and_then(|_| self.install(&temporary, name));
        if replaced.is_err() {
            // Best effort: the error that counts is the one before.
            let _ = self.disk.remove(&self.path.join(&temporary));
        }
        replaced.map_err(|error| self.failed(Code::StoreFailed, name, &error))
    }

    /// Adds to the end of a file, or makes it. It outlives the process at once, a power cut not surely.
    pub fn append(&self, name: &str, bytes: &[u8]) -> Result<()> {
        self.create()?;
        let mut options = OpenOptions::new();
        let mut append =
            || os::guarded(options.append(true).create(true)).open(self.path.join(name))?.write_all(bytes);
        append().map_err(|error| self.failed(Code::StoreFailed, name, &error))
    }

    /// As [`append`](Self::append), to a file that is there; when this returns, it outlives a power cut.
    pub fn append_durably(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let append = || {
            let mut file = os::guarded(OpenOptions::new().append(true)).open(self.path.join(name))?;
            self.disk.write(&mut file, bytes)?;
            self.disk.sync(&file)
        };
        append().map_err(|error| self.failed(Code::StoreFailed, name, &error))
    }

    /// Makes sure that [`commit`](Self::commit) of up to `size` bytes will find room: a file `spare` of that size, on
    /// the disk, with its name, and open (threat C102).
    pub fn reserve(&self, spare: &str, size: usize) -> Result<Reserved> {
        self.create()?;
        self.remove(spare)?;
        let reserve = || {
            let mut file = self.fill(spare, &vec![0; size])?;
            file.rewind()?;
            self.disk.sync_directory(&self.path)?;
            Ok(Reserved { spare: spare.to_owned(), file })
        };
        reserve().map_err(|error| self.failed(Code::StoreFailed, spare, &error))
    }

    /// Writes into the reserved room and gives it its name. If it fails half way, the spare file may hold the new
    /// content: who reads `name` looks there too (threat C101).
    pub fn commit(&self, room: Reserved, name: &str, bytes: &[u8]) -> Result<()> {
        let Reserved { spare, mut file } = room;
        let mut commit = || {
            self.disk.write(&mut file, bytes)?;
            self.disk.cut(&file, bytes.len() as u64)?;
            self.disk.sync(&file)?;
            self.install(&spare, name)
        };
        commit().map_err(|error| self.failed(Code::StoreFailed, name, &error))
    }

    /// Gives a file another name in the same directory, durably.
    pub fn rename(&self, from: &str, to: &str) -> Result<()> {
        self.install(from, to).map_err(|error| self.failed(Code::StoreFailed, to, &error))
    }

    fn fill(&self, name: &str, bytes: &[u8]) -> io::Result<File> {
        let mut file = self.disk.create(&self.path.join(name))?;
        self.disk.write(&mut file, bytes)?;
        self.disk.sync(&file)?;
        Ok(file)
    }

    fn install(&self, from: &str, to: &str) -> io::Result<()> {
        self.disk.rename(&self.path.join(from), &self.path.join(to))?;
        self.disk.sync_directory(&self.path)
    }

    /// Removes a file durably; tells whether there was one.
    pub fn remove(&self, name: &str) -> Result<bool> {
        match self.disk.remove(&self.path.join(name)) {
            Ok(()) => self
                .disk
                .sync_directory(&self.path)
                .map(|()| true)
                .map_err(|error| self.failed(Code::StoreFailed, name, &error)),
            Err(error) if is_absent(&error) => Ok(false),
            Err(error) => Err(self.failed(Code::StoreFailed, name, &error)),
        }
    }

    /// Sets a file aside as `NAME.corrupt-SECONDS`, for a person to look at; never deletes it (threat C114).
    pub fn quarantine(&self, name: &str, now: UnixTime) -> Result<PathBuf> {
        let first = format!("{name}.corrupt-{}", now.0);
        let others = (1..).map(|count| format!("{first}-{count}"));
        let aside = std::iter::once(first.clone())
            .chain(others)
            .find(|aside| fs::symlink_metadata(self.path.join(aside)).is_err())
            .expect("there are more numbers than files");
        self.rename(name, &aside)?;
        Ok(self.path.join(aside))
    }

    /// The names in it, sorted; none if it does not exist.
    pub fn names(&self) -> Result<Vec<String>> {
        if !self.exists()? {
            return Ok(Vec::new());
        }
        let mut names =
            os::names(&self.path).map_err(|error| self.failed(Code::StoreUnreadable, "", &error))?;
        names.sort();
        Ok(names)
    }

    fn failed(&self, code: Code, name: &str, error: &io::Error) -> Error {
        let place = self.path.join(name);
        code.error().phase(Phase::Store).got(format!("{}: {error}", place.display()))
    }

    fn exposed(&self, name: &str, reason: &str) -> Error {
        let place = self.path.join(name);
        let wanted = if name.is_empty() {
            "a directory of ours with mode 700"
        } else {
            "a plain file of ours with mode 600"
        };
        Code::StorePermissions
            .error()
            .phase(Phase::Store)
            .expected(wanted)
            .got(format!("{}: {reason}", place.display()))
    }
}

/// Not there, or a parent of it is not a directory.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}
