//! `user list|sign-out|disable|enable|delete` through the real binary, against a running `serve` of the same state.

use std::{fs, os::unix::fs::PermissionsExt as _};

use authctl::error::Code;
use serde_json::Value;

use crate::support::{program::Program, served::Served};

#[test]
fn the_users_of_the_running_provider_are_listed_disabled_and_enabled_again() {
    let served = Served::start();
    let program = &served.program;
    served.sign_in(program);
    let list = program.run(&["user", "list"]).answer();
    assert!(list.starts_with("SUB    USERNAME  STANDING  SESSIONS\nalice  alice     active    1"), "{list}");
    let told = program.run(&["user", "disable", "alice"]).answer();
    assert_eq!(told.trim(), "Done. No app had to be told by the provider.");
    let users: Value = serde_json::from_str(&program.run(&["user", "list", "--json"]).answer()).unwrap();
    assert_eq!((&users[0]["standing"], &users[0]["sessions"]), (&"disabled".into(), &0.into()));
    let place = ["login", "--issuer", &served.issuer, "--client-id", "authctl", "--as"];
    assert_ne!(program.run(&[&place[..], &["alice"]].concat()).exit, 0);
    program.run(&[&place[..], &["bob"]].concat()).ok();
    program.run(&["user", "enable", "alice"]).ok();
    program.run(&[&place[..], &["alice"]].concat()).ok();
    program.run(&["user", "sign-out", "alice"]).ok();
    program.run(&["user", "delete", "bob"]).ok();
    program.run(&["user", "disable", "nobody"]).refused(Code::ControlRefused);
    program.run(&["user", "enable", "bob"]).refused(Code::ControlRefused);
}

#[test]
fn the_secret_of_a_start_is_for_its_owner_alone_and_worth_nothing_afterwards() {
    let mut served = Served::start();
    served.program.run(&["user", "list"]).ok();
    let file = served.program.path("state").join("dev/control");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    served.stop();
    served.program.run(&["user", "list"]).refused(Code::ProviderNotRunning);
    Program::new().run(&["user", "list"]).refused(Code::ProviderNotRunning);
}
