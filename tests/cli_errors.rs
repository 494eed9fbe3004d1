//! The registry of errors as the program shows it, and that nothing stands in it that no test has reached.

use std::{fs, path::Path};

use authctl::error::{CLASSES, Code};
use serde_json::json;

use crate::support::program::Program;

/// The sources below a directory: what is shipped, and what tests it.
fn sources(directory: &str) -> (String, String) {
    fn walk(directory: &Path, program: &mut String, tests: &mut String) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, program, tests);
                continue;
            }
            let is_list = ["src/error/code.rs", "src/error/mod.rs", "tests/cli_errors.rs"]
                .iter()
                .any(|list| path.ends_with(list));
            if is_list || path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let (shipped, tested) = text.split_once("#[cfg(test)]").unwrap_or((&text, ""));
            program.push_str(shipped);
            tests.push_str(tested);
        }
    }
    let (mut program, mut tests) = (String::new(), String::new());
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(directory), &mut program, &mut tests);
    (program, tests)
}

/// Whether `Code::Name`, to its end, stands in the text.
fn names(text: &str, code: Code) -> bool {
    let name = format!("Code::{code:?}");
    text.match_indices(&name).any(|(at, _)| {
        !text[at + name.len()..].starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_')
    })
}

#[test]
fn every_code_is_produced_somewhere_and_reached_by_a_test() {
    let (program, unit_tests) = sources("src");
    let (behaviour, more) = sources("tests");
    let tests = unit_tests + &behaviour + &more;
    let unused: Vec<_> = Code::ALL.iter().filter(|code| !names(&program, **code)).collect();
    assert!(unused.is_empty(), "nothing produces {unused:?}");
    let quoted = |code: &Code| tests.contains(&format!("\"{}\"", code.row().name));
    let unreached: Vec<_> = Code::ALL.iter().filter(|code| !names(&tests, **code) && !quoted(code)).collect();
    assert!(unreached.is_empty(), "no test reaches {unreached:?}");
}

#[test]
fn every_code_is_explained_with_what_helps_and_its_exit_code() {
    let program = Program::new();
    let listed = program.run(&["explain", "--json"]).ok().json();
    assert_eq!(listed.as_array().unwrap().len(), Code::ALL.len());
    for (code, listed) in Code::ALL.iter().zip(listed.as_array().unwrap()) {
        let (row, class) = (code.row(), code.row().class.row());
        assert!(!row.explain.is_empty(), "{}", row.name);
        let helps = if row.hint.is_empty() { "nothing from here" } else { row.hint };
        assert_eq!(
            program.run(&["explain", row.name]).answer(),
            format!(
                "{}: {}\n\n{}\nWhat helps: {helps}\nExit code {} ({}): {}",
                row.name, row.message, row.explain, class.exit, class.name, class.reaction
            )
        );
        assert_eq!((&listed["code"], &listed["exit"]), (&json!(row.name), &json!(class.exit)));
    }
    let table = program.run(&["explain"]).answer();
    assert_eq!(table.lines().count(), Code::ALL.len() + 1);
}

#[test]
fn a_code_that_is_misspelt_gets_the_nearest_one_named() {
    let ran = Program::new().run(&["explain", "state_missmatch"]).refused(Code::Usage);
    assert_eq!(
        ran.stderr,
        "error: there is no error code of that name [usage]\n\
         \x20 step config\n\
         \x20 got state_missmatch\n\
         \x20 the nearest is state_mismatch; `authctl explain` lists all\n\
         \x20 more: authctl explain usage\n"
    );
}

#[test]
fn the_exit_codes_are_a_table_and_a_document() {
    let program = Program::new();
    let table = "\
EXIT  CLASS             MEANING                                             A SCRIPT SHOULD
0     ok                done, or the answer is yes                          go on
1     bug               internal error                                      stop, report it
2     usage             wrong flag or argument                              fix the call
3     config            profile missing or invalid, unsafe configuration    fix the configuration
4     login_required    no session, refresh refused, or a person is needed  run `authctl login`
5     denied            the user or a policy said no                        stop
6     provider_refused  the provider rejects this client or request         fix the registration
7     temporary         network, time-out, 429, 5xx, not JSON               try again later
8     tls               certificate or handshake not trusted                look at the CA or proxy
9     security          a check failed: issuer, state, nonce, signature …   never retry blindly
10    human_timeout     nobody finished the browser or device step in time  ask again
11    store             keyring, file, lock, port or output failed          fix the machine
12    no                the command worked and the answer is \"no\"           branch
129   signal            ended by SIGHUP
130   signal            ended by SIGINT
143   signal            ended by SIGTERM";
    for command in [&["exit-codes"][..], &["help", "exit-codes"]] {
        assert_eq!(program.run(command).answer(), table);
    }
    let document = program.run(&["exit-codes", "--json"]).ok().json();
    assert_eq!(document.as_array().unwrap().len(), CLASSES.len() + 4);
    assert_eq!(
        document[4],
        json!({
            "exit": 4, "class": "login_required", "meaning": "no session, refresh refused, or a person is needed",
            "reaction": "run `authctl login`",
        })
    );
}

#[test]
fn for_a_program_an_error_is_the_last_line_of_stderr_whatever_asks_for_it() {
    let plain = Program::new();
    let ran = plain.run(&["token", "--json"]).refused(Code::LoginRequired);
    assert_eq!(ran.stderr.lines().count(), 1);
    let mut error = ran.error_json();
    assert_eq!(error["trace"].take().as_str().unwrap().len(), 16);
    assert_eq!(
        error,
        json!({
            "authctl_error": 1, "code": "login_required", "class": "login_required", "exit": 4, "phase": "store",
            "message": "there is no session", "hint": "run `authctl login`", "retry": "after_login",
            "retry_after_s": null, "profile": null, "issuer": null, "provider": null, "expected": null, "got": null,
            "session_changed": false, "trace": null,
        })
    );
    for (name, value) in [("AUTHCTL_ERRORS", "json"), ("AUTHCTL_JSON", "1"), ("AUTHCTL_JSON", "true")] {
        let program = Program::new().with(name, value);
        assert_eq!(program.run(&["token"]).refused(Code::LoginRequired).error_json()["exit"], 4);
        assert_eq!(program.run(&["token", "--no-such-flag"]).refused(Code::Usage).error_json()["exit"], 2);
    }
}

#[test]
fn a_wrong_call_is_told_as_json_too_and_without_what_was_typed() {
    let program = Program::new();
    for arguments in [
        &["--json", "frobnicate-CANARY"][..],
        &["token", "--json", "--min-ttl", "CANARY"],
        &["login", "--as", "CANARY", "--no-browser", "--json"],
        &["token", "--no-such-flag=CANARY", "--json"],
        &["--json"],
    ] {
        let ran = program.run(arguments).refused(Code::Usage);
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
        assert!(!ran.stderr.contains("CANARY"), "{}", ran.stderr);
        assert_eq!(ran.error_json()["retry"], "after_fix");
    }
    let ran = program.run(&["token", "--min-ttl", "soon"]);
    assert_eq!((ran.exit, ran.stdout.as_str()), (2, ""));
    assert!(
        ran.stderr.starts_with("error: invalid value 'soon' for '--min-ttl <DURATION>'"),
        "{}",
        ran.stderr
    );
}
