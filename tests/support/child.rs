//! This test binary as another process: one of its tests, told by an environment variable to play a part.

use std::{
    ffi::OsStr,
    process::{Child, Command, Output, Stdio},
};

const ARGUMENT: &str = "AUTHCTL_TEST_CHILD";

/// What the parent asks of this process; `None` in an ordinary run.
pub fn argument() -> Option<String> {
    std::env::var(ARGUMENT).ok()
}

fn me(test: &str) -> [String; 4] {
    let binary = std::env::current_exe().unwrap().into_os_string().into_string().unwrap();
    [binary, test.to_owned(), "--exact".to_owned(), "--nocapture".to_owned()]
}

/// Runs that test in a process with that umask, to its end.
pub fn under_umask(umask: &str, test: &str, argument: impl AsRef<OsStr>) -> Output {
    let script = format!("umask {umask}; exec \"$@\"");
    Command::new("sh").args(["-c", &script, "sh"]).args(me(test)).env(ARGUMENT, argument).output().unwrap()
}

/// Starts that test in a process of its own, which says its lines on stdout.
pub fn start(test: &str, argument: impl AsRef<OsStr>) -> Child {
    let [binary, arguments @ ..] = me(test);
    Command::new(binary)
        .args(arguments)
        .env(ARGUMENT, argument)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}
