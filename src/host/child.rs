//! The command that `exec` becomes: found as a shell finds it, but never in the current directory by a bare name (threat C156),
//! given the token in its environment alone, and in charge of its own exit code and signals (threat C162).

use std::{
    collections::BTreeMap,
    env,
    ffi::{OsStr, OsString},
    io::{self, IsTerminal as _},
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use super::{interrupt::Interrupts, launch};
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

    /// The command with its arguments, to be run beside us.
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.file);
        command.args(self.words.iter().skip(1));
        #[cfg(unix)]
        if let Some(program) = self.words.first() {
            std::os::unix::process::CommandExt::arg0(&mut command, program);
        }
        command
    }

    /// It could not be started.
    pub(super) fn not_started(&self, error: &io::Error) -> Error {
        not_started(self.words.first().map_or(OsStr::new(""), |word| word.as_os_str()), error)
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

/// A command that runs beside us.
pub struct RunningChild {
    child: tokio::process::Child,
}

impl ChildCommand {
    /// Starts the command with `ours` in its environment, and of `defaults` what the environment has not otherwise.
    ///
    /// # Errors
    /// [`Code::CommandNotFound`], [`Code::CommandNotExecutable`].
    pub fn start(
        self,
        ours: &BTreeMap<&'static str, String>,
        defaults: &BTreeMap<&'static str, String>,
    ) -> Result<RunningChild> {
        let program = self.words.first().map_or(OsStr::new(""), |word| word.as_os_str());
        let mut command = Command::new(&self.file);
        let missing = defaults.iter().filter(|(name, _)| env::var_os(name).is_none());
        command.args(self.words.iter().skip(1)).envs(ours).envs(missing);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::arg0(&mut command, program);
        let child = tokio::process::Command::from(command).spawn();
        child.map(|child| RunningChild { child }).map_err(|error| not_started(program, &error))
    }
}

impl RunningChild {
    /// Waits for its end and tells its exit code, 128 and the signal's number for one that a signal ended. A signal that ends
    /// us is passed on, but for that of a terminal's key, which the command has from there.
    pub async fn wait(mut self, mut interrupts: Option<&mut Interrupts>) -> Result<u8> {
        loop {
            let signal = async {
                match interrupts.as_deref_mut() {
                    Some(interrupts) => interrupts.next().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                ended = self.child.wait() => {
                    return ended.map(|status| exit_of(&status)).map_err(|error| unwaited(&error));
                }
                code = signal => {
                    if code != INTERRUPTED || !io::stdin().is_terminal() {
                        self.pass_on(code);
                    }
                }
            }
        }
    }

    /// Sends the signal that this exit code stands for.
    #[cfg(unix)]
    fn pass_on(&self, code: u8) {
        let pid = self.child.id().and_then(|id| rustix::process::Pid::from_raw(i32::try_from(id).ok()?));
        let signal = match code {
            129 => rustix::process::Signal::HUP,
            INTERRUPTED => rustix::process::Signal::INT,
            _ => rustix::process::Signal::TERM,
        };
        if let Some(pid) = pid {
            // it has ended meanwhile, and is not waited for yet: nobody else has its number
            let _ = rustix::process::kill_process(pid, signal);
        }
    }

    #[cfg(not(unix))]
    fn pass_on(&self, _: u8) {}
}

/// The exit code that stands for Ctrl-C.
const INTERRUPTED: u8 = 130;

fn exit_of(status: &std::process::ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(status) {
        return u8::try_from(128 + signal).unwrap_or(u8::MAX);
    }
    // Wider exit codes are for other systems only; what is not 0 must stay so.
    status.code().map_or(1, |code| u8::try_from(code).unwrap_or(u8::MAX))
}

fn unwaited(error: &io::Error) -> Error {
    Code::InternalError.error().message("the command cannot be waited for").got(error.to_string())
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
