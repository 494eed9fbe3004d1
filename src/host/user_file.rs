//! Files whose place a person has named: the configuration, a record. Sessions lie in a directory of ours instead
//! ([`files`](super::files)).

use std::{
    fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use super::disk::os;
use crate::error::{Code, Error, Phase, Result};

/// The most that a file of text may have, in bytes.
const LIMIT: u64 = 1024 * 1024;

/// Reads the configuration; `None` if there is none and nobody named it.
///
/// # Errors
/// [`Code::ConfigUnreadable`], or [`Code::ConfigPermissions`] if others can write it: whoever can, sends the login where
/// they want (threat C134).
pub fn read_config(path: &Path, is_named: bool) -> Result<Option<String>> {
    let unreadable = |why: String| Code::ConfigUnreadable.error().got(format!("{}: {why}", path.display()));
    let file = match open_plain(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound && !is_named => return Ok(None),
        Err(error) => return Err(unreadable(error.to_string())),
    };
    let metadata = file.metadata().map_err(|error| unreadable(error.to_string()))?;
    if let Some(why) = os::influence(&metadata) {
        return Err(Code::ConfigPermissions.error().got(format!("{}: {why}", path.display())));
    }
    text_of(file).map(Some).map_err(unreadable)
}

/// The whole of a file that is text, or why not.
fn text_of(file: fs::File) -> std::result::Result<String, String> {
    let mut text = String::new();
    file.take(LIMIT + 1).read_to_string(&mut text).map_err(|error| error.to_string())?;
    match text.len() as u64 > LIMIT {
        true => Err(format!("it is larger than {LIMIT} bytes")),
        false => Ok(text),
    }
}

/// Opens a file to read it; never waits for the other end of a FIFO, and takes nothing but a plain file.
pub(super) fn open_plain(path: &Path) -> io::Result<fs::File> {
    let file = os::patient(fs::OpenOptions::new().read(true)).open(path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::Error::other("it is not a file")),
    }
}

/// Reads a text file that a command was given as an argument.
pub fn read_argument(path: &Path) -> Result<String> {
    let text = open_plain(path).map_err(|error| error.to_string()).and_then(text_of);
    text.map_err(|why| Code::ConfigUnreadable.error().got(format!("{}: {why}", path.display())))
}

/// Opens a file that a command was given as an argument. It may be a pipe of which a shell holds the other end, as it does for
/// `<(…)`; that is waited for, as stdin is.
fn open_argument(path: &Path) -> io::Result<fs::File> {
    let is_passed =
        path == Path::new("/dev/stdin") || path.starts_with("/dev/fd") || path.starts_with("/proc/self/fd");
    if is_passed { fs::File::open(path) } else { open_plain(path) }
}

/// Reads a file that a command was given as an argument, whatever is in it, at most `limit` bytes.
pub fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let unreadable = |why: String| Code::Usage.error().message("the file cannot be read").got(why);
    let mut bytes = Vec::new();
    open_argument(path)
        .and_then(|file| file.take(limit.saturating_add(1)).read_to_end(&mut bytes))
        .map_err(|error| unreadable(format!("{}: {error}", path.display())))?;
    match bytes.len() as u64 > limit {
        true => Err(unreadable(format!("{}: it is larger than {limit} bytes", path.display()))),
        false => Ok(bytes),
    }
}

/// As [`replace`]; a device or a pipe that stands there is written to.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if !fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        return replace(path, bytes);
    }
    let written = fs::OpenOptions::new().write(true).open(path).and_then(|mut file| file.write_all(bytes));
    written.map_err(|error| failed(path, &error))
}

/// Whether there is something of that name, be it a link that leads nowhere.
pub fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Whether it is a directory, be it by a link.
pub fn is_directory(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

/// There is something of that name, which stays.
pub fn taken(path: &Path) -> Error {
    Code::Usage.error().message("there is something of that name already").got(path.display().to_string())
}

/// Makes a file that only its owner may read; one that is there already stays.
///
/// # Errors
/// [`Code::Usage`] if there is one, [`Code::FileFailed`].
pub fn create(path: &Path, bytes: &[u8]) -> Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let write = || {
        let mut file = tempfile::NamedTempFile::new_in(directory.unwrap_or(Path::new(".")))?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist_noclobber(path).map(drop).map_err(|error| error.error)
    };
    write().map_err(|error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => taken(path),
        _ => failed(path, &error),
    })
}

/// Makes a directory, with its parents, that only its owner may enter; one that is there stays as it is.
///
/// # Errors
/// [`Code::FileFailed`].
pub fn make_directory(path: &Path) -> Result<()> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Ok(()),
        _ => os::create_directories(path).map_err(|error| failed(path, &error)),
    }
}

/// Puts `bytes` in place of the file, or makes it; only its owner may read it. What was there before is lost only if all of
/// the new is there. A symbolic link is followed, so that a configuration kept elsewhere stays where it is.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let directory = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .map_or_else(|| PathBuf::from("."), Path::to_owned);
    let write = || {
        // A device or a pipe that stands there is not to be replaced by a file.
        if fs::metadata(&path).is_ok_and(|metadata| !metadata.is_file()) {
            return Err(io::Error::other("it is not a file"));
        }
        fs::create_dir_all(&directory)?;
        // Files of this kind are made with mode 600.
        let mut file = tempfile::NamedTempFile::new_in(&directory)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(&path).map(drop).map_err(|error| error.error)
    };
    write().map_err(|error: io::Error| failed(&path, &error))
}

fn failed(path: &Path, error: &io::Error) -> Error {
    Code::FileFailed.error().phase(Phase::Output).got(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_that_nobody_named_may_be_missing() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("profiles.toml");
        assert_eq!(read_config(&path, false).unwrap(), None);
        assert_eq!(read_config(&path, true).unwrap_err().code(), Code::ConfigUnreadable);
        assert_eq!(read_config(directory.path(), true).unwrap_err().code(), Code::ConfigUnreadable);
        replace(&path, b"x = 1\n").unwrap();
        assert_eq!(read_config(&path, false).unwrap().as_deref(), Some("x = 1\n"));
    }

    #[test]
    fn a_file_is_read_whole_or_not_at_all() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("text");
        for (size, is_read) in [(LIMIT, true), (LIMIT + 1, false)] {
            fs::write(&path, "x".repeat(usize::try_from(size).unwrap())).unwrap();
            assert_eq!(read_argument(&path).is_ok(), is_read, "{size}");
            assert_eq!(read_config(&path, true).is_ok(), is_read, "{size}");
            assert_eq!(read_bytes(&path, LIMIT).is_ok(), is_read, "{size}");
        }
    }

    #[test]
    fn a_new_file_takes_no_others_place() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        create(&path, b"one").unwrap();
        for place in [path.as_path(), directory.path()] {
            assert_eq!(create(place, b"two").unwrap_err().code(), Code::Usage);
        }
        assert_eq!(fs::read(&path).unwrap(), b"one");
        #[cfg(unix)]
        {
            use std::os::unix::fs::{PermissionsExt as _, symlink};
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            let link = directory.path().join("link");
            symlink(directory.path().join("elsewhere"), &link).unwrap();
            assert_eq!(create(&link, b"two").unwrap_err().code(), Code::Usage);
        }
        assert_eq!(create(&path.join("below"), b"two").unwrap_err().code(), Code::FileFailed);
    }

    #[cfg(unix)]
    #[test]
    fn a_configuration_that_others_can_write_is_not_used() {
        // C134
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("profiles.toml");
        for (mode, refused) in [(0o600, false), (0o644, false), (0o664, true), (0o646, true)] {
            fs::write(&path, "").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let code = read_config(&path, false).err().map(|error| error.code());
            assert_eq!(code, refused.then_some(Code::ConfigPermissions), "{mode:o}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_is_for_its_owner_and_a_failed_write_leaves_the_old() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("new/flow.har");
        replace(&path, b"one").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        // a device is of the same kind as the socket, but the loss of one would be the machine's
        let socket = directory.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        for place in [Path::new("/proc/version/x"), &socket] {
            let error = replace(place, b"two").unwrap_err();
            assert_eq!(error.code(), Code::FileFailed, "{}", place.display());
        }
        let error = replace(directory.path(), b"two").unwrap_err();
        assert_eq!((error.code(), error.exit()), (Code::FileFailed, 11));
    }
}
