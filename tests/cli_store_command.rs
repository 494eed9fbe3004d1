//! `--store command:PROGRAM`, through the real binary: a program keeps the key, as Docker's credential helpers keep things.

use std::fs;

use authctl::error::Code;
use serde_json::json;

use crate::support::{program::Program, served::Served, vault::Vault};

/// Alice, signed in, with her key in the vault.
fn signed_in(served: &Served) -> (Program, Vault) {
    let program = Program::new();
    let vault = Vault::of(&program, "vault");
    let program = program.with("AUTHCTL_STORE", vault.choice());
    served.sign_in(&program);
    assert_eq!(vault.asked(), LOGIN);
    (program.without("AUTHCTL_STORE"), vault)
}

/// What a login asks: whether a key can be kept and removed, then to keep the one that it reads back.
const LOGIN: [&str; 5] =
    ["store probe-PID", "get probe-PID", "erase probe-PID", "store work.ID", "get work.ID"];

fn session_file(program: &Program) -> Vec<u8> {
    fs::read(program.path("state/sessions/work.session")).unwrap()
}

#[test]
fn the_program_of_the_login_is_remembered_and_keeps_nothing_but_the_key() {
    let served = Served::start();
    let (program, vault) = signed_in(&served);
    assert_eq!(program.run(&["status", "--json"]).ok().json()[0]["store"], "command");
    assert_eq!(vault.asked(), [""; 0], "to list is to ask nobody");

    let first = program.run(&["token"]).answer();
    assert_eq!(vault.asked(), ["get work.ID"]);
    assert_eq!(program.run(&["refresh"]).ok().stdout, "");
    assert_eq!(vault.asked(), ["get work.ID"], "a renewal changes no key");
    let second = program.run(&["token"]).answer();
    assert_ne!(second, first);

    let secrets = vault.secrets();
    assert_eq!(secrets.len(), 1);
    let (name, key) = secrets.first_key_value().unwrap();
    assert!(name.starts_with("work.") && key.len() == 64, "{name}");
    let file = String::from_utf8_lossy(&session_file(&program)).into_owned();
    assert!(!file.contains(&second) && !file.contains(key));
    let header: serde_json::Value = serde_json::from_str(file.lines().next().unwrap()).unwrap();
    let command = vault.choice().replacen("command:", "", 1);
    assert_eq!(header["key"], json!({ "name": name, "command": command }));

    vault.asked();
    program.run(&["logout"]).ok();
    assert_eq!(vault.asked(), ["get work.ID", "erase work.ID"]);
    assert_eq!(vault.secrets().len(), 0);
}

#[test]
fn two_profiles_have_two_programs() {
    let served = Served::start();
    let program = Program::new().without("AUTHCTL_STORE");
    let (one, two) = (Vault::of(&program, "one"), Vault::of(&program, "two"));
    let profile = |name: &str, vault: &Vault| {
        let (issuer, store) = (&served.issuer, vault.choice());
        format!("[profiles.{name}]\nissuer = \"{issuer}\"\nclient_id = \"authctl\"\nstore = \"{store}\"\n")
    };
    let program = program.configured(&format!("{}{}", profile("a", &one), profile("b", &two)));
    assert_eq!(program.run(&["profile", "validate"]).ok().stderr, "");
    for name in ["a", "b"] {
        let ran = program.run(&["login", "--profile", name, "--as", "alice"]).ok();
        assert!(ran.stderr.contains(&format!("kept in   command, as profile {name}\n")), "{}", ran.stderr);
    }
    let probe = ["store probe-PID", "get probe-PID", "erase probe-PID"];
    assert_eq!(one.asked(), [&probe[..], &["store a.ID", "get a.ID"]].concat());
    assert_eq!(two.asked(), [&probe[..], &["store b.ID", "get b.ID"]].concat());
    assert_ne!(
        program.run(&["token", "--profile", "a"]).answer(),
        program.run(&["token", "--profile", "b"]).answer()
    );
    assert_eq!((one.asked(), two.asked()), (vec!["get a.ID".to_owned()], vec!["get b.ID".to_owned()]));

    // Another login moves the session, and takes the old key away.
    program.run(&["login", "--profile", "a", "--as", "bob", "--store", &two.choice()]).ok();
    assert_eq!(one.asked(), ["get a.ID", "erase a.ID"]);
    assert_eq!((one.secrets().len(), two.secrets().len()), (0, 2));
    program.run(&["login", "--profile", "a", "--as", "bob", "--store", "file"]).ok();
    assert_eq!((one.secrets().len(), two.secrets().len()), (0, 1));
    assert_eq!(program.run(&["status", "--json"]).ok().json()[0]["store"], "file");
}

#[test]
fn a_program_that_fails_is_told_before_anybody_signs_in() {
    // C116
    let served = Served::start();
    let program = Program::new();
    let vault = Vault::of(&program, "vault");
    let place = ["--issuer", &served.issuer, "--client-id", "authctl", "--as", "alice", "--profile", "work"];
    let login = |store: &str| program.run(&[&["login"], &place[..], &["--store", store]].concat());
    vault.fault("echo 'the vault is sealed' >&2; exit 2");
    assert_eq!(
        login(&vault.choice()).refused(Code::StoreCommandFailed).stderr,
        "error: the program that keeps the key failed [store_command_failed]\n\
         \x20 step store\n\
         \x20 got sh: `store` failed (exit status: 2): the vault is sealed\n\
         \x20 see what it says, or use another --store\n\
         \x20 more: authctl explain store_command_failed\n"
    );
    vault.fault("[ $action = get ] && exit 0");
    login(&vault.choice()).refused(Code::StoreCommandFailed);
    vault.fault("[ $action = erase ] && { echo 'not allowed'; exit 1; }");
    login(&vault.choice()).refused(Code::StoreCommandFailed);
    for missing in ["docker-credential-of-nobody", "./vault.sh", "/nonexistent/helper --flag"] {
        assert_eq!(
            login(&format!("command:{missing}")).refused(Code::StoreCommandMissing).stderr.lines().nth(2),
            Some(format!("  got {}: no such program", missing.replace(" --flag", "")).as_str())
        );
    }
    for (store, expected) in [
        ("command:", "error: --store: what follows command: is not a program and its arguments [usage]"),
        ("disk", "error: --store: there is no such store [usage]"),
    ] {
        assert_eq!(login(store).refused(Code::Usage).stderr.lines().next(), Some(expected));
    }
    assert_eq!(program.sessions().len(), 0);
    assert_eq!(served.stat("logins"), 0);
}

#[test]
fn a_login_that_cannot_be_kept_leaves_no_key_behind() {
    let served = Served::start();
    let program = Program::new();
    let vault = Vault::of(&program, "vault");
    let place = ["--issuer", &served.issuer, "--client-id", "authctl", "--as", "alice", "--profile", "work"];
    let store = vault.choice();
    let login = [&["login"], &place[..], &["--store", &store]].concat();
    for fault in ["echo no; exit 3", "echo '{\"Secret\":\"another\"}'; exit 0"] {
        vault.fault(&format!("case $action.$name in get.work*) {fault};; esac"));
        program.run(&login).refused(Code::StoreCommandFailed);
        assert_eq!((program.sessions().len(), vault.secrets().len()), (0, 0), "{fault}");
    }
}

#[test]
fn a_program_that_fails_later_loses_nothing() {
    let served = Served::start();
    let (program, vault) = signed_in(&served);
    let before = session_file(&program);
    let token = program.run(&["token"]).answer();
    for (fault, code, said) in [
        ("echo no >&2; exit 1", Code::StoreCommandFailed, "sh: `get` failed (exit status: 1): no"),
        ("exec <&-; exit 3", Code::StoreCommandFailed, "sh: `get` failed (exit status: 3): it said nothing"),
        ("kill -9 $$", Code::StoreCommandFailed, "sh: `get` failed (signal: 9 (SIGKILL)): it said nothing"),
        (
            "echo '{\"Secret\":'; exit 0",
            Code::StoreCommandFailed,
            "sh: `get` did not answer with a credential in JSON",
        ),
        (
            "echo credentials not found in native keychain; exit 1",
            Code::StoreKeyMissing,
            "sh: it has no such key",
        ),
        ("echo '{\"Secret\":\"CANARY\"}'; exit 0", Code::StoreKeyMissing, "sh: what it has is no key"),
    ] {
        vault.fault(fault);
        for command in [&["token"][..], &["refresh"], &["token", "--non-interactive"]] {
            let error = program.run(&[command, &["--json"]].concat()).refused(code).error_json();
            assert_eq!((&error["got"], &error["exit"]), (&json!(said), &json!(11)), "{fault}");
        }
        assert_eq!(session_file(&program), before);
    }
    vault.mend();
    assert_eq!(program.run(&["token"]).answer(), token);
    assert_eq!(served.stat("refreshes"), 0);
}

#[test]
fn a_wrong_key_sets_the_session_aside() {
    let served = Served::start();
    let (program, vault) = signed_in(&served);
    let before = session_file(&program);
    vault.change(&"0".repeat(64));
    program.run(&["token"]).refused(Code::SessionDamaged);
    let aside = fs::read_dir(program.path("state/sessions")).unwrap().map(|entry| entry.unwrap().path());
    let aside: Vec<_> = aside.filter(|file| file.display().to_string().contains(".corrupt-")).collect();
    assert_eq!(aside.len(), 1);
    assert_eq!(fs::read(&aside[0]).unwrap(), before);
    assert_eq!(vault.secrets().len(), 1);
}

#[test]
fn a_program_that_asks_authctl_for_its_own_key_ends_at_once() {
    // C159
    let served = Served::start();
    let (program, vault) = signed_in(&served);
    let itself =
        format!("{} token 2>>$vault/itself || {{ echo no >&2; exit 1; }}", env!("CARGO_BIN_EXE_authctl"));
    vault.fault(&itself);
    let ran = program.run(&["token"]).refused(Code::StoreCommandFailed);
    assert!(ran.stderr.contains("sh: `get` failed (exit status: 1): no"), "{}", ran.stderr);
    let inner = fs::read_to_string(program.path("vault/itself")).unwrap();
    assert!(inner.contains("sh: it asks authctl for what authctl asks it for"), "{inner}");
    assert_eq!(vault.asked(), ["get work.ID"]);
}

#[test]
fn a_logout_that_cannot_remove_the_key_removes_the_session_and_says_so() {
    let served = Served::start();
    let (program, vault) = signed_in(&served);
    vault.fault("[ $action = erase ] && { echo 'read only'; exit 1; }");
    let ran = program.run(&["logout"]).said_no(Code::StoreCommandFailed);
    assert!(ran.stderr.contains("sh: `erase` failed (exit status: 1): read only"), "{}", ran.stderr);
    program.run(&["token"]).refused(Code::LoginRequired);
    // C95: the key is left, the tokens are not
    assert!(ran.stderr.contains("\n  failed   forget: removed from this machine, but its key was not: "));
    assert!(ran.stderr.contains("\n  done     revoke refresh token: "), "{}", ran.stderr);
    assert_eq!(served.stat("revocations"), 1, "with its refresh token ends the grant");
}

#[test]
fn a_logout_that_cannot_open_the_session_removes_it_and_says_that_the_provider_was_not_told() {
    // C163
    let served = Served::start();
    let (program, vault) = signed_in(&served);
    vault.fault("echo 'the vault is sealed' >&2; exit 2");
    let ran = program.run(&["logout"]).refused(Code::StoreCommandFailed);
    let hint = "\n  the session was removed here, but its provider could not be told: end it there\n";
    assert!(ran.stderr.contains(hint), "{}", ran.stderr);
    program.run(&["token"]).refused(Code::LoginRequired);
}

#[test]
fn many_at_once_read_one_key_and_renew_once() {
    let served = Served::configured("[lifetimes]\naccess_token = \"61s\"\n");
    let (program, vault) = signed_in(&served);
    // Each wants a token that lasts longer than what is kept, but not than a new one.
    let running: Vec<_> = (0..12).map(|_| program.start(&["token", "--min-ttl", "30s"])).collect();
    let tokens: Vec<String> = running.into_iter().map(|running| running.end().answer()).collect();
    assert!(tokens.iter().all(|token| *token == tokens[0]));
    assert_eq!(vault.asked(), vec!["get work.ID"; 12]);
    let running: Vec<_> = (0..4).map(|_| program.start(&["refresh"])).collect();
    running.into_iter().for_each(|running| drop(running.end().ok()));
    assert_eq!(served.stat("refresh_reuse_refused"), 0);
    assert!(program.run(&["token"]).answer() != tokens[0]);
    assert_eq!(vault.secrets().len(), 1);
}

#[test]
fn a_job_without_a_person_keeps_its_token_so_too() {
    let served = Served::configured(
        "[[clients]]\nclient_id = \"job\"\nclient_secret = \"CANARY-of-the-job\"\n\
         grant_types = [\"client_credentials\"]\nscope = \"api.read\"\n",
    );
    let program = Program::new();
    let vault = Vault::of(&program, "vault");
    let program = program
        .with("AUTHCTL_STORE", vault.choice())
        .with("AUTHCTL_FLOW", "client-credentials")
        .with("AUTHCTL_ISSUER", &*served.issuer)
        .with("AUTHCTL_CLIENT_ID", "job")
        .with("AUTHCTL_CLIENT_SECRET_FROM", "env:JOB_SECRET")
        .with("JOB_SECRET", "CANARY-of-the-job")
        .with("AUTHCTL_PROFILE", "job")
        .with("AUTHCTL_NON_INTERACTIVE", "1");
    let token = program.run(&["token"]).answer();
    assert_eq!(vault.asked(), ["store job.ID", "get job.ID"]);
    assert_eq!(program.run(&["token"]).answer(), token);
    assert_eq!(vault.asked(), ["get job.ID"]);
    assert_eq!(served.stat("machine_grants"), 1);
}

#[test]
fn a_configuration_with_another_store_is_refused_where_it_is_read() {
    let text = "[profiles.work]\nissuer = \"https://id.example\"\nclient_id = \"app\"\nstore = \"STORE\"\n";
    for (store, expected) in [
        ("disk", "there is no such store"),
        ("command:", "what follows command: is not a program and its arguments"),
    ] {
        let program = Program::new().without("AUTHCTL_STORE").configured(&text.replace("STORE", store));
        let error = program.run(&["profile", "validate", "--json"]).said_no(Code::ConfigInvalid).error_json();
        let message = error["message"].as_str().unwrap();
        assert!(message.ends_with(&format!("profiles.toml:4: {expected}")), "{message}");
        program.run(&["login", "--profile", "work", "--no-browser"]).refused(Code::ConfigInvalid);
        // and it does not get there by ours
        let before = fs::read_to_string(program.path("profiles.toml")).unwrap();
        let ran = program.run(&["profile", "add", "new", "--store", store]).refused(Code::Usage);
        assert!(ran.stderr.starts_with(&format!("error: {expected} [usage]\n")), "{}", ran.stderr);
        assert_eq!(fs::read_to_string(program.path("profiles.toml")).unwrap(), before);
    }
}
