//! Other programs: where they are, and how they are started so that they can neither talk over us, nor hold our terminal,
//! nor be one from the current directory (threats C39, C156).

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

/// How long a program may take to say by its exit status that it failed.
const EXIT_WITHIN: Duration = Duration::from_secs(2);

/// The directories of `PATH` that are absolute: an empty or relative one means the current directory, which is anybody's.
pub(super) fn search_path(path: &OsStr) -> Vec<PathBuf> {
    env::split_paths(path).filter(|directory| directory.is_absolute()).collect()
}

/// The file of a program: an absolute path as it is, a bare name on the search path, nothing else.
pub(super) fn find(program: impl AsRef<OsStr>, path: &[PathBuf]) -> Option<PathBuf> {
    let program = Path::new(program.as_ref());
    if program.is_absolute() {
        return is_program(program).then(|| program.to_owned());
    }
    if program.components().count() != 1 || program.as_os_str().as_encoded_bytes().starts_with(b".") {
        return None;
    }
    let suffix = env::consts::EXE_SUFFIX;
    path.iter()
        .flat_map(|directory| {
            let mut with_suffix = directory.join(program).into_os_string();
            with_suffix.push(suffix);
            [directory.join(program), PathBuf::from(with_suffix)]
        })
        .find(|file| is_program(file))
}

pub(super) fn is_program(file: &Path) -> bool {
    let Ok(metadata) = file.metadata() else { return false };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        metadata.is_file() && metadata.permissions().mode() & 0o111 != 0
    }
    #[cfg(not(unix))]
    metadata.is_file()
}

/// Starts a program that shall live on its own: no stream of ours, a process group of its own (Ctrl-C is not for it), and
/// reaped whenever it ends. `true` if it was started and has not failed within two seconds.
pub(super) fn detached(mut command: Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let Ok(child) = command.spawn() else { return false };
    let (sender, ended) = mpsc::channel();
    let reaper = thread::Builder::new().name("browser".into()).spawn(move || sender.send(reap(child)));
    if reaper.is_err() {
        return true;
    }
    match ended.recv_timeout(EXIT_WITHIN) {
        Ok(status) => status.is_none_or(|status| status.success()),
        // a browser in the foreground
        Err(_) => true,
    }
}

fn reap(mut child: Child) -> Option<ExitStatus> {
    child.wait().ok()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn programs_are_never_found_in_the_current_directory() {
        // C156
        assert_eq!(
            search_path(OsStr::new(":/usr/bin:.:bin:/bin:")),
            [PathBuf::from("/usr/bin"), PathBuf::from("/bin")]
        );
        let path = search_path(OsStr::new("/usr/bin:/bin"));
        assert!(find("sh", &path).is_some());
        for program in ["./sh", "../bin/sh", ".", "", "bin/sh", "no-such-program-here", "/bin", "/etc/passwd"]
        {
            assert_eq!(find(program, &path), None, "{program}");
        }
        assert_eq!(find("sh", &[]), None);
    }

    #[test]
    fn a_program_that_fails_at_once_is_told_from_one_that_works() {
        let run = |script: &str| {
            let mut command = Command::new("/bin/sh");
            command.args(["-c", script]);
            detached(command)
        };
        assert!(run("exit 0"));
        assert!(!run("exit 3"));
        assert!(!detached(Command::new("/no/such/program")));
    }
}
