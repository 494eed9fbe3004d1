//! `exec`, through the real binary: the token is in the command's environment and nowhere else, and the command is its own
//! master (threats C121, C156, C162).

use std::{fs, os::unix::process::ExitStatusExt as _, process::Stdio};

use authctl::error::Code;
use rustix::process::Signal;

use crate::support::{program::Program, ran::Ran, served::Served};

fn signed_in() -> (Program, Served, String) {
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let token = program.session("work").access_token.expose().clone();
    (program, served, token)
}

/// It ended with this code of the registry, and with this exit code of `exec`'s own.
#[track_caller]
fn did_not_run(ran: &Ran, code: Code, exit: i32) {
    let name = code.row().name;
    assert_eq!((ran.exit, ran.stdout.as_str()), (exit, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains(name), "not {name}: {}", ran.stderr);
}

#[test]
fn the_command_has_the_token_in_the_variables_that_were_named() {
    let (program, _served, token) = signed_in();
    let show = "echo $AUTHCTL_TOKEN; echo $A; echo $B; echo $HOME; echo \"$@\"";
    let home = program.path("home").display().to_string();
    let said = program.exec(&["--", "sh", "-c", show, "sh", "--json", "-x"]);
    assert_eq!((said.exit, said.stdout), (0, format!("{token}\n\n\n{home}\n--json -x\n")));
    let said = program.exec(&["--env", "A", "--env", "B", "--", "sh", "-c", show]);
    assert_eq!((said.exit, said.stdout), (0, format!("\n{token}\n{token}\n{home}\n\n")));
    let id_token = program.session("work").id_token.unwrap().expose().clone();
    let said = program.exec(&["--type", "id", "--", "sh", "-c", "echo $AUTHCTL_TOKEN"]);
    assert_eq!(said.stdout, format!("{id_token}\n"));
}

#[test]
fn the_exit_code_and_the_streams_are_the_commands_own() {
    // C162
    let (program, _served, _) = signed_in();
    for exit in [0, 1, 4, 42, 125, 255] {
        let said = program.exec(&["--", "sh", "-c", &format!("echo out; echo err >&2; exit {exit}")]);
        assert_eq!((said.exit, said.stdout.as_str(), said.stderr.as_str()), (exit, "out\n", "err\n"));
    }
    let mut running = program.start(&["exec", "--", "sh", "-c", "echo ready >&2; cat; :"]);
    running.line("ready");
    running.paste("said");
    assert_eq!(running.end_as_it_may().stdout, "said\n");
}

#[test]
fn the_process_is_replaced_and_signals_mean_what_they_meant() {
    // C162
    let (program, _served, _) = signed_in();
    program.expire("work");
    // The renewal has listened for signals; the command has them as if it had been started by the shell.
    let mut running = program.start(&["exec", "--", "sh", "-c", "echo $$ >&2; cat"]);
    let id = running.id().to_string();
    assert_eq!(running.line(""), id);
    assert_eq!(running.end().exit, 0);
    for (name, signal) in
        [("TERM", Signal::TERM), ("INT", Signal::INT), ("HUP", Signal::HUP), ("PIPE", Signal::PIPE)]
    {
        program.expire("work");
        let mut command = program.command(&["exec", "--", "sh", "-c", &format!("kill -{name} $$; exit 9")]);
        let status = command.stdin(Stdio::null()).status().unwrap();
        assert_eq!(status.signal(), Some(signal.as_raw()), "{name}: {status}");
    }
}

#[test]
fn no_process_shows_the_token_in_its_arguments() {
    // C121
    let (program, _served, token) = signed_in();
    let mut running = program.start(&["exec", "--", "sh", "-c", "echo ready >&2; cat; :"]);
    running.line("ready");
    let mut looked = 0;
    for process in fs::read_dir("/proc").into_iter().flatten() {
        let arguments = fs::read(process.unwrap().path().join("cmdline")).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&arguments).contains(&token));
        looked += usize::from(!arguments.is_empty());
    }
    assert!(looked > 1 || !cfg!(target_os = "linux"));
    if cfg!(target_os = "linux") {
        let environment = fs::read(format!("/proc/{}/environ", running.id())).unwrap();
        let environment = String::from_utf8(environment).unwrap();
        assert_eq!(environment.matches(&token).count(), 1);
    }
    assert_eq!(running.end().exit, 0);
}

#[test]
fn what_goes_wrong_before_the_command_runs_is_told_by_125_126_and_127() {
    // C156, C162
    let (program, served, _) = signed_in();
    program.expire("work");
    program.script("here", "echo ran");
    let plain = program.write("plain", "x").display().to_string();
    did_not_run(&program.exec(&["--", "no-such-command-here"]), Code::CommandNotFound, 127);
    did_not_run(&program.exec(&["--", "./nothing"]), Code::CommandNotFound, 127);
    did_not_run(&program.exec(&["--", &plain]), Code::CommandNotExecutable, 126);
    did_not_run(&program.exec(&["--", "/"]), Code::CommandNotExecutable, 126);
    let hungry = Program::new().with("PATH", ":.:relative");
    hungry.script("here", "echo ran");
    did_not_run(&hungry.exec(&["--", "here"]), Code::CommandNotFound, 127);
    // No token is renewed for a command that is not there.
    assert_eq!(served.stat("refreshes"), 0);
    assert_eq!(program.exec(&["--", "./here"]).stdout, "ran\n");
    assert_eq!(served.stat("refreshes"), 1);

    did_not_run(&Program::new().exec(&["--", "true"]), Code::LoginRequired, 125);
    let ran = Program::new().exec(&["--json", "--", "true"]);
    assert_eq!((ran.exit, &ran.error_json()["exit"]), (125, &4.into()));
    for call in [&["true"][..], &[], &["--"], &["--bogus", "--", "true"], &["--env", "1A", "--", "true"]] {
        assert_eq!(program.exec(call).exit, 125, "{call:?}");
        assert_eq!(program.exec(&[&["--json"], call].concat()).exit, 125, "{call:?}");
    }
    assert_eq!(program.exec(&["--help"]).exit, 0);
    let nowhere = program.write("file", "").join("record.har").display().to_string();
    did_not_run(&program.exec(&["--record", &nowhere, "--", "true"]), Code::FileFailed, 125);

    fs::write(program.script("odd", ""), "#!/no/such/interpreter\n").unwrap();
    did_not_run(&program.exec(&["--", "./odd"]), Code::CommandNotFound, 127);
    // As execvp(3) does, and every shell: what has no interpreter is the shell's.
    fs::write(program.script("headless", ""), "echo ran\n").unwrap();
    assert_eq!(program.exec(&["--", "./headless"]).stdout, "ran\n");
}

#[test]
fn what_was_recorded_is_written_before_the_process_is_replaced() {
    let (program, _served, _) = signed_in();
    program.expire("work");
    let said = program.exec(&["--record", "record.har", "--", "true"]);
    assert_eq!(said.exit, 0, "{}", said.stderr);
    let record: serde_json::Value =
        serde_json::from_slice(&fs::read(program.path("record.har")).unwrap()).unwrap();
    let entries = record["log"]["entries"].as_array().unwrap();
    assert!(entries.iter().any(|entry| entry["comment"] == "token"), "{record}");
}

#[test]
fn a_lock_does_not_outlive_the_renewal() {
    let (program, served, _) = signed_in();
    program.expire("work");
    let mut running = program.start(&["exec", "--", "sh", "-c", "echo ready >&2; cat; :"]);
    running.line("ready");
    program.run(&["refresh"]).ok();
    assert_eq!(served.stat("refreshes"), 2);
    assert_eq!(running.end().exit, 0);
}
