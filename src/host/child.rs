//! The command that `exec` becomes: found as a shell finds it, but never in the current directory by a bare name (threat C156),
//! given the token in its environment alone, and in charge of its own exit code and signals (threat C162).

use std::{
    env,
    ffi::{OsStr, OsString},
    io,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use super::launch;
use crate::{
    error::{Code, Error, Phase, Result},
    secret::SecretString,
};

/// A command that was found.
pub struct ChildCommand {
    file: PathBuf,
    /// The program as it was written, and its arguments.
    words: Vec<OsString>,
}

impl ChildCommand {
    /// Finds the program: a bare name on `PATH`, anything with a separator where it says.
    ///
    /// # Errors
    /// [`Code::CommandNotFound`], [`Code::CommandNotExecutable`].
    pub fn find(words: &[OsString]) -> Result<Self> {
        let program = words.first().map_or(OsStr::new(""), |word| word.as_os_str());
        let path = launch::search_path(&env::var_os("PATH").unwrap_or_default());
        let file = locate(program, &path)?;
        Ok(Self { file, words: words.to_vec() })
    }

    /// Becomes the command, with `token` in these variables; comes back only if that fails. Where a process cannot be
    /// replaced, it waits for the command and tells its exit code.
    pub fn run(self, variables: &[String], token: &SecretString) -> Result<ExitCode> {
        let program = self.words.first().map_or(OsStr::new(""), |word| word.as_os_str());
        let mut command = Command::new(&self.file);
        command.args(self.words.iter().skip(1)).envs(variables.iter().map(|name| (name, token.expose())));
        #[cfg(unix)]
        std::os::unix::process::CommandExt::arg0(&mut command, program);
        run(command).map_err(|error| not_started(program, &error))
    }
}

/// Signals that were caught have their own meaning again, and no descriptor but the three standard ones is passed on.
#[cfg(unix)]
fn run(mut command: Command) -> io::Result<ExitCode> {
    Err(std::os::unix::process::CommandExt::exec(&mut command))
}

#[cfg(not(unix))]
fn run(mut command: Command) -> io::Result<ExitCode> {
    let code = command.status()?.code().unwrap_or(1);
    // Wider exit codes are for this system only; what is not 0 must stay so.
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX)))
}

fn locate(program: &OsStr, path: &[PathBuf]) -> Result<PathBuf> {
    let is_bare = Path::new(program).components().count() == 1 && !has_separator(program);
    if is_bare {
        return launch::find(program, path).ok_or_else(|| {
            let is_somewhere = path.iter().any(|directory| directory.join(program).exists());
            missing(program, is_somewhere)
        });
    }
    let file = PathBuf::from(program);
    match launch::is_program(&file) {
        true => Ok(file),
        false => Err(missing(program, file.exists())),
    }
}

fn has_separator(program: &OsStr) -> bool {
    program.as_encoded_bytes().iter().any(|byte| std::path::is_separator(char::from(*byte)))
}

fn missing(program: &OsStr, is_there: bool) -> Error {
    let code = if is_there { Code::CommandNotExecutable } else { Code::CommandNotFound };
    code.error().phase(Phase::Exec).got(program.to_string_lossy().into_owned())
}

/// A script whose interpreter is missing is not found either (POSIX.1-2024 XCU §2.8.2).
fn not_started(program: &OsStr, error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound => missing(program, false),
        kind => missing(program, true).message(format!("the command cannot be started: {kind}")),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _};

    use super::*;

    #[test]
    fn a_command_is_found_on_the_path_or_where_it_says_and_never_here_by_chance() {
        // C156
        let directory = tempfile::tempdir().unwrap();
        let file = |name: &str, mode: u32| {
            let file = directory.path().join(name);
            fs::write(&file, "#!/bin/sh\n").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            file
        };
        let (program, plain) = (file("program", 0o700), file("plain", 0o600));
        let path = [directory.path().to_owned()];
        let code = |program: &str, path: &[PathBuf]| {
            locate(OsStr::new(program), path).err().map(|error| error.code())
        };
        assert_eq!(locate(OsStr::new("program"), &path).unwrap(), program);
        assert_eq!(locate(program.as_os_str(), &[]).unwrap(), program);
        for (name, path, expected) in [
            ("program", &[][..], Code::CommandNotFound),
            ("plain", &path, Code::CommandNotExecutable),
            (plain.to_str().unwrap(), &path, Code::CommandNotExecutable),
            (directory.path().to_str().unwrap(), &path, Code::CommandNotExecutable),
            ("./no-such-program", &path, Code::CommandNotFound),
            ("", &path, Code::CommandNotFound),
            // A file of the current directory, which is the package's.
            ("Cargo.toml", &path, Code::CommandNotFound),
        ] {
            assert_eq!(code(name, path), Some(expected), "{name}");
        }
    }
}
