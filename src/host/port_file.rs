//! The file that tells whoever waits for it which ports were taken: it is there, and whole, only while they answer.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use crate::error::{Code, Error, Phase, Result};

/// The most that such a file has, in bytes.
const LIMIT: u64 = 256;

/// The file while it is true. Dropping it removes it.
pub struct PortFile {
    path: PathBuf,
    text: String,
}

impl PortFile {
    /// Removes the one of an earlier start that was killed, so that nobody reads it for ours.
    ///
    /// # Errors
    /// [`Code::Usage`] if something else has that name, which stays; [`Code::FileFailed`].
    pub fn remove_old(path: &Path) -> Result<()> {
        let is_old = match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(failed(path, &error)),
            Ok(metadata) => metadata.is_file() && metadata.len() <= LIMIT && is_of_ports(path),
        };
        if !is_old {
            let error = Code::Usage.error().phase(Phase::Provider);
            let error = error.message("the file for the port has something else in it, which stays");
            return Err(error.got(path.display().to_string()).hint("name another file, or remove it"));
        }
        fs::remove_file(path).map_err(|error| failed(path, &error))
    }

    /// Says which ports they are, a line for each.
    ///
    /// # Errors
    /// [`Code::FileFailed`].
    pub fn write(path: &Path, ports: &[u16]) -> Result<Self> {
        let text: String = ports.iter().map(|port| format!("{port}\n")).collect();
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let write = || {
            let mut file = readable().tempfile_in(directory.unwrap_or(Path::new(".")))?;
            file.write_all(text.as_bytes())?;
            file.persist(path).map(drop).map_err(|error| error.error)
        };
        write().map_err(|error: io::Error| failed(path, &error))?;
        Ok(Self { path: path.to_owned(), text })
    }
}

impl Drop for PortFile {
    fn drop(&mut self) {
        // another start may have put its own there
        if fs::read(&self.path).is_ok_and(|text| text == self.text.as_bytes()) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// No secret: for everybody whom the umask lets read.
fn readable<'a>() -> tempfile::Builder<'a, 'a> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

fn is_of_ports(path: &Path) -> bool {
    fs::read(path).is_ok_and(|text| text.iter().all(|byte| byte.is_ascii_digit() || *byte == b'\n'))
}

fn failed(path: &Path, error: &io::Error) -> Error {
    Code::FileFailed.error().phase(Phase::Provider).got(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_there_while_it_is_true_and_the_next_starts_stays() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("port");
        let ours = PortFile::write(&path, &[9470, 1]).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "9470\n1\n");
        let theirs = PortFile::write(&path, &[2]).unwrap();
        drop(ours);
        assert_eq!(fs::read_to_string(&path).unwrap(), "2\n");
        drop(theirs);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_is_no_old_one_stays() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("port");
        for text in ["", "9470\n", "1\n2\n"] {
            fs::write(&path, text).unwrap();
            PortFile::remove_old(&path).unwrap();
            assert!(!path.exists(), "{text:?}");
        }
        PortFile::remove_old(&path).unwrap();
        for text in ["port 9470", "export A=1\n"] {
            fs::write(&path, text).unwrap();
            assert_eq!(PortFile::remove_old(&path).unwrap_err().code(), Code::Usage, "{text:?}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(PortFile::remove_old(directory.path()).unwrap_err().code(), Code::Usage);
        let nowhere = directory.path().join("none/port");
        assert_eq!(PortFile::write(&nowhere, &[1]).err().map(|error| error.code()), Some(Code::FileFailed));
    }
}
