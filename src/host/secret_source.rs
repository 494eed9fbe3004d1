//! Fetches a secret from the place that a [`SecretSource`] names, when it is needed: never from argv.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use zeroize::Zeroizing;

use super::{conversation, environment::Environment, launch, user_file::open_plain};
use crate::{
    error::{Code, Error, Result},
    secret::{SecretString, command_line::CommandLine, source::SecretSource, token_source::TokenPlace},
};

/// The longest secret, in bytes.
const MAX_BYTES: u64 = 64 * 1024;

/// Reads secrets.
pub struct SecretReader<'a> {
    /// For `env:` and for the `PATH` of `cmd:`.
    pub environment: Environment,
    /// How long a command may take.
    pub command_limit: Duration,
    /// For `keyring:`.
    pub keyring: &'a dyn Fn(&str) -> Result<Option<SecretString>>,
}

/// How long a command may take: it may have to ask a person's agent.
pub const COMMAND_LIMIT: Duration = Duration::from_secs(10);

impl SecretReader<'_> {
    /// Fetches the secret. One line's end after it is not part of it.
    ///
    /// # Errors
    /// [`Code::SecretUnavailable`] if there is none, [`Code::StorePermissions`] if others can read or change its file.
    pub fn fetch(&self, source: &SecretSource) -> Result<SecretString> {
        self.fetch_as(source, Extent::Line)
    }

    /// As [`fetch`](Self::fetch), for a text of many lines, such as a key: all of a command's output counts.
    pub fn fetch_text(&self, source: &SecretSource) -> Result<SecretString> {
        self.fetch_as(source, Extent::All)
    }

    /// Fetches a token that somebody else keeps fresh; `None` if it has to be asked for over the network, which is not this
    /// door. A platform's file may be read by others, who are on the platform too; that nobody else can write it is what
    /// makes it the platform's.
    pub fn fetch_token(&self, place: &TokenPlace) -> Result<Option<SecretString>> {
        match place {
            TokenPlace::Secret(source) => self.fetch(source).map(Some),
            TokenPlace::File(path) => {
                let source = SecretSource::File(path.clone());
                filled(&source, read_file(&source, path, 0o022)?).map(Some)
            }
            TokenPlace::GithubActions(_) => Ok(None),
        }
    }

    fn fetch_as(&self, source: &SecretSource, extent: Extent) -> Result<SecretString> {
        let secret = match source {
            SecretSource::Env(name) => (self.environment)(name)
                .map(SecretString::from)
                .ok_or_else(|| unavailable(source, "the variable is not set"))?,
            SecretSource::File(path) => read_file(source, path, 0o077)?,
            SecretSource::Command(command) => self.run(source, command, extent)?,
            SecretSource::Keyring(name) => {
                (self.keyring)(name)?.ok_or_else(|| unavailable(source, "there is no such entry"))?
            }
        };
        filled(source, secret)
    }

    fn run(&self, source: &SecretSource, command: &CommandLine, extent: Extent) -> Result<SecretString> {
        let path = launch::search_path((self.environment)("PATH").unwrap_or_default().as_ref());
        let program = launch::find(command.program(), &path)
            .ok_or_else(|| unavailable(source, "there is no such program"))?;
        let mut child = Command::new(program)
            .args(command.arguments())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|_| unavailable(source, "the program cannot be started"))?;
        let stdout = child.stdout.take().ok_or_else(|| unavailable(source, "the program cannot be read"))?;
        let (sender, line) = mpsc::channel();
        let reader =
            thread::Builder::new().name("secret".into()).spawn(move || sender.send(output(stdout, extent)));
        let deadline = Instant::now() + self.command_limit;
        let line = reader.ok().and_then(|_| line.recv_timeout(self.command_limit).ok());
        match (line, ended_by(deadline, &mut child)) {
            (Some(Some(line)), Some(status)) if status.success() => Ok(line),
            (_, None) => Err(unavailable(source, "the program took too long")),
            (_, Some(status)) if !status.success() => Err(unavailable(source, "the program failed")),
            _ => Err(unavailable(source, "the program printed no line of text")),
        }
    }
}

/// Waits for the end until the deadline, and then makes it.
fn ended_by(deadline: Instant, child: &mut Child) -> Option<ExitStatus> {
    let ended = conversation::ended_by(deadline, child);
    if ended.is_none() {
        let _ = child.kill();
        let _ = child.wait();
    }
    ended
}

/// What of a command's output is the secret.
#[derive(Clone, Copy)]
enum Extent {
    Line,
    All,
}

/// The secret; the rest is read away, so that the program does not end by a broken pipe.
fn output(from: impl std::io::Read, extent: Extent) -> Option<SecretString> {
    let mut from = BufReader::new(from);
    let mut text = Zeroizing::new(Vec::new());
    let mut start = from.by_ref().take(MAX_BYTES);
    let read = match extent {
        Extent::Line => start.read_until(b'\n', &mut text),
        Extent::All => start.read_to_end(&mut text),
    };
    let _ = std::io::copy(&mut from, &mut std::io::sink());
    read.ok()?;
    String::from_utf8(text.to_vec()).ok().map(SecretString::from)
}

/// Reads a file that only its owner may read, such as a private key that was named as an argument.
///
/// # Errors
/// As [`SecretReader::fetch`].
pub fn read_private(path: &Path) -> Result<SecretString> {
    let source = SecretSource::File(path.to_owned());
    filled(&source, read_file(&source, path, 0o077)?)
}

/// `others` are the permissions that nobody but the owner may have.
fn read_file(source: &SecretSource, path: &Path, others: u32) -> Result<SecretString> {
    let file = open_plain(path).map_err(|_| unavailable(source, "the file cannot be read, or is none"))?;
    let metadata = file.metadata().map_err(|_| unavailable(source, "the file cannot be read"))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if metadata.permissions().mode() & others != 0 {
            return Err(Code::StorePermissions
                .error()
                .message("the file of the secret can be read or written by other users")
                .got(source.to_string())
                .hint("run `chmod 600` on it"));
        }
    }
    let mut text = Zeroizing::new(String::new());
    file.take(MAX_BYTES)
        .read_to_string(&mut text)
        .map_err(|_| unavailable(source, "the file is not text"))?;
    Ok(SecretString::from(text.as_str()))
}

fn filled(source: &SecretSource, secret: SecretString) -> Result<SecretString> {
    let secret = trimmed(secret);
    if secret.is_empty() { Err(unavailable(source, "it is empty")) } else { Ok(secret) }
}

fn trimmed(secret: SecretString) -> SecretString {
    let text = secret.expose();
    let text = text.strip_suffix('\n').unwrap_or(text);
    SecretString::from(text.strip_suffix('\r').unwrap_or(text))
}

fn unavailable(source: &SecretSource, why: &str) -> Error {
    Code::SecretUnavailable
        .error()
        .message(format!("the secret is not where the configuration says: {why}"))
        .got(source.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::environment;

    fn fetch(source: &str) -> Result<SecretString> {
        let reader = SecretReader {
            environment: environment::of(&[
                ("SECRET", "CANARY\n"),
                ("EMPTY", ""),
                ("PATH", "/usr/bin:/bin:."),
            ]),
            command_limit: Duration::from_secs(10),
            keyring: &|name| Ok((name == "known").then(|| "CANARY".into())),
        };
        reader.fetch(&SecretSource::parse(source)?)
    }

    #[test]
    fn a_secret_is_read_from_each_of_the_four_places() {
        assert_eq!(fetch("env:SECRET").unwrap().expose(), "CANARY");
        assert_eq!(fetch("keyring:known").unwrap().expose(), "CANARY");
        for place in
            ["env:UNSET", "env:EMPTY", "keyring:unknown", "file:/no/such/file", "file:/dev/null", "file:/"]
        {
            let error = fetch(place).unwrap_err();
            assert_eq!((error.code(), error.exit()), (Code::SecretUnavailable, 3), "{place}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_first_line_of_a_command_is_the_secret_and_no_shell_sees_it() {
        assert_eq!(fetch("cmd:printf 'CANARY\\nmore'").unwrap().expose(), "CANARY");
        assert_eq!(fetch("cmd:echo $(id) ;").unwrap().expose(), "$(id) ;");
        for command in ["cmd:false", "cmd:true", "cmd:./false", "cmd:no-such-program", "cmd:printf '\\377'"] {
            assert_eq!(fetch(command).unwrap_err().code(), Code::SecretUnavailable, "{command}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_command_that_hangs_is_ended() {
        let reader = SecretReader {
            environment: environment::of(&[("PATH", "/usr/bin:/bin")]),
            command_limit: Duration::from_millis(50),
            keyring: &|_| Ok(None),
        };
        for command in ["cmd:sleep 600", "cmd:sh -c 'echo CANARY; exec >&-; exec sleep 600'"] {
            let error = reader.fetch(&SecretSource::parse(command).unwrap()).unwrap_err();
            assert!(error.text().ends_with("took too long"), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret");
        std::fs::write(&path, "CANARY\r\n").unwrap();
        for (mode, code) in [
            (0o600, None),
            (0o400, None),
            (0o640, Some(Code::StorePermissions)),
            (0o602, Some(Code::StorePermissions)),
        ] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let fetched = fetch(&format!("file:{}", path.display()));
            assert_eq!(fetched.as_ref().err().map(Error::code), code, "{mode:o}");
            assert!(fetched.is_err() || fetched.unwrap().expose() == "CANARY");
        }
    }
}
