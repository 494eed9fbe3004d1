//! Files that are none, files of other people and a process that may open nothing, through the real binary: an error at once,
//! and what stood there stands there still.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    os::unix::{
        fs::{FileTypeExt as _, chown},
        net::UnixListener,
        process::ExitStatusExt as _,
    },
    process::{Command, ExitStatus, Stdio},
};

use authctl::error::Code;
use rustix::process::{Pid, Signal};

use crate::support::{program::Program, scripted::Scripted, served::Served};

const LOGIN: [&str; 5] = ["login", "--issuer", "https://localhost:9", "--client-id", "app"];

/// A pipe that nobody writes to or reads from.
fn fifo(program: &Program) -> String {
    let path = program.path("fifo").display().to_string();
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    path
}

#[test]
fn a_pipe_where_a_file_is_read_is_refused_at_once() {
    // C112
    let program = Program::new();
    let fifo = fifo(&program);
    let secret = format!("file:{fifo}");
    program.run(&["profile", "list", "--config", &fifo]).refused(Code::ConfigUnreadable);
    program.run(&[&LOGIN[..], &["--config", &fifo]].concat()).refused(Code::ConfigUnreadable);
    program.run(&["serve", "--port", "0", "--config", &fifo]).refused(Code::ConfigUnreadable);
    let reading = [&LOGIN[..], &["--no-browser"]].concat();
    program.run(&[&reading[..], &["--ca-file", &fifo]].concat()).refused(Code::ConfigUnreadable);
    let ran = program.run(&[&reading[..], &["--client-secret-from", &secret]].concat());
    ran.refused(Code::SecretUnavailable);
}

#[test]
fn a_record_replaces_no_pipe_and_no_socket() {
    // C112
    let (program, provider) = (Program::new(), Scripted::new().start());
    program.run(&provider.login()).ok();
    let before = program.sessions();
    let fifo = fifo(&program);
    let socket = program.path("socket").display().to_string();
    let _listener = UnixListener::bind(&socket).unwrap();
    // a device is of the same kind, but the loss of one would be the machine's
    for place in [&fifo, &socket] {
        program.run(&["refresh", "--record", place]).refused(Code::FileFailed);
    }
    assert!(fs::symlink_metadata(&fifo).unwrap().file_type().is_fifo());
    assert!(fs::symlink_metadata(&socket).unwrap().file_type().is_socket());
    assert_eq!((program.sessions(), provider.asked("/token").len()), (before, 1));
}

#[test]
fn a_configuration_of_another_user_is_not_used() {
    // C134
    let program = Program::new().configured("[profiles.work]\nissuer = \"https://id.example\"\n");
    program.run(&["profile", "list"]).ok();
    if let Err(error) = chown(program.path("profiles.toml"), Some(12_345), None) {
        eprintln!("a file can be given to nobody else here ({error}), so this is not tried");
        return;
    }
    let ran = program.run(&["profile", "list"]).refused(Code::ConfigPermissions);
    let got = "\n  got HOME/profiles.toml: it belongs to user 12345\n";
    assert!(ran.stderr.contains(got), "{}", ran.stderr);
}

#[test]
fn a_process_that_may_open_hardly_anything_ends_with_an_error_and_loses_nothing() {
    // C160
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let command = program.command(&[]);
    let mut exits = Vec::new();
    for limit in 3..=24 {
        let mut shell = Command::new("/bin/sh");
        let script = format!("ulimit -n {limit} && exec \"$@\" token --min-ttl 9999s");
        shell.args(["-c", &script, "sh"]).arg(command.get_program()).env_clear();
        shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = shell.output().unwrap();
        let (exit, stderr) = (output.status.code(), String::from_utf8(output.stderr).unwrap());
        // 127: the loader itself opens nothing
        assert!([0, 1, 7, 11, 127].contains(&exit.unwrap_or(-1)), "{limit}: {exit:?}\n{stderr}");
        assert!(!stderr.contains("panicked"), "{limit}: {stderr}");
        assert_eq!(exit == Some(0), !output.stdout.is_empty(), "{limit}: {stderr}");
        exits.push(exit.unwrap());
    }
    assert!(exits.contains(&0) && exits.iter().any(|exit| *exit != 0), "{exits:?}");
    program.run(&["refresh"]).ok();
    assert_eq!(served.stat("refresh_reuse_refused"), 0);
}

/// That command in a shell that lets it leave a core, ended by SIGABRT once it has said something.
fn aborted(program: &Program, mut command: Command) -> ExitStatus {
    command.env_clear().env("PATH", "/usr/bin:/bin").current_dir(program.path("home"));
    let ours = program.command(&[]);
    command.envs(ours.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap());
    assert_ne!(said.read_line(&mut String::new()).unwrap(), 0);
    rustix::process::kill_process(Pid::from_child(&child), Signal::ABORT).unwrap();
    child.wait().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_process_that_is_aborted_leaves_no_core() {
    // C120
    let program = Program::new();
    fs::create_dir_all(program.path("home")).unwrap();
    let allowing = |script: &str| {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", &format!("ulimit -c unlimited && {script}"), "sh"]);
        shell
    };
    let other = aborted(&program, allowing("echo ready >&2 && read -r line"));
    if !other.core_dumped() {
        eprintln!("NO PROCESS LEAVES A CORE ON THIS MACHINE, SO NOBODY HAS TESTED THAT authctl LEAVES NONE");
    }
    let mut ours = allowing("exec \"$@\"");
    ours.arg(program.command(&[]).get_program()).args(["serve", "--port", "0"]);
    let ended = aborted(&program, ours);
    assert_eq!((ended.signal(), ended.core_dumped()), (Some(6), false));
}
