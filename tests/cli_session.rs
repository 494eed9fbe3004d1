//! The life of a session, through the real binary: `token`, `status`, `whoami`, `refresh`.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use authctl::{error::Code, jose::jws};
use serde_json::json;

use crate::support::{exchange::Reply, program::Program, ran::timeless, scripted::Scripted, served::Served};

/// Lifetimes shorter than what `token` wants at least, so that every `token` renews.
const SHORT: &str = "[lifetimes]\naccess_token = \"30s\"\n";

#[test]
fn a_token_is_printed_in_each_form_with_nothing_on_stderr() {
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let kept = program.session("work");
    let raw = program.run(&["token"]);
    assert_eq!(
        (raw.stderr.as_str(), raw.stdout.as_str()),
        ("", format!("{}\n", kept.access_token.expose()).as_str())
    );
    let token = raw.answer();
    assert_eq!(
        program.run(&["token", "--format", "header"]).answer(),
        format!("Authorization: Bearer {token}")
    );
    assert_eq!(program.run(&["token", "--type", "id"]).answer(), *kept.id_token.unwrap().expose());
    assert_eq!(program.run(&["token", "--type", "refresh"]).answer(), *kept.refresh_token.unwrap().expose());
    for form in [&["token", "--format", "json"][..], &["token", "--json"]] {
        let document = timeless(&program.run(form).answer());
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&document).unwrap(),
            json!({
                "profile": "work", "type": "access", "token": token, "token_type": "Bearer", "expires_at": "MOMENT",
                "scope": ["openid", "profile", "email", "offline_access"],
            })
        );
    }
    assert_eq!(served.stat("refreshes"), 0);
}

#[test]
fn a_token_that_would_not_last_is_renewed_first_and_one_that_lasts_is_not() {
    // C105, C106
    let (program, served) = (Program::new(), Served::configured(SHORT));
    served.sign_in(&program);
    let first = program.session("work").access_token.expose().clone();
    assert_eq!(program.run(&["token", "--min-ttl", "1s"]).answer(), first);
    assert_eq!(served.stat("refreshes"), 0);
    let second = program.run(&["token"]).answer();
    assert_ne!(second, first);
    assert_eq!(served.stat("refreshes"), 1);
    assert_eq!(program.run(&["token", "--min-ttl", "1s"]).answer(), second);

    program.expire("work");
    let third = program.run(&["token", "--min-ttl", "0s"]).answer();
    assert_ne!(third, second);
    assert_eq!((served.stat("refreshes"), served.stat("refresh_reuse_refused")), (2, 0));
}

#[test]
fn however_many_ask_at_once_one_renews_and_all_get_its_token() {
    // C96
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    program.expire("work");
    let asking: Vec<_> = (0..16).map(|_| program.start(&["token"])).collect();
    let tokens: Vec<String> = asking.into_iter().map(|running| running.end().ok().stdout).collect();
    let kept = format!("{}\n", program.session("work").access_token.expose());
    assert!(tokens.iter().all(|token| *token == kept), "{tokens:?}");
    assert_eq!((served.stat("refreshes"), served.stat("refresh_reuse_refused")), (1, 0));
}

#[test]
fn refresh_renews_at_once_and_says_for_how_long() {
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let ran = program.run(&["refresh"]).ok();
    assert_eq!(
        (ran.stdout.as_str(), timeless(&ran.stderr).as_str()),
        ("", "The access token of profile work is new: valid in AN-HOUR.\n")
    );
    let ran = program.run(&["refresh", "--json"]).ok();
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&timeless(&ran.stdout)).unwrap(),
        json!({"profile": "work", "refreshed": true, "generation": 3, "expires_at": "MOMENT"})
    );
    assert_eq!(served.stat("refreshes"), 2);
}

#[test]
fn status_lists_the_sessions_for_people_and_for_programs() {
    let program = Program::new();
    let none = program.run(&["status"]).answer();
    assert_eq!(none, "No sessions. `authctl login` begins one.");
    assert_eq!(program.run(&["status", "--json"]).ok().json(), json!([]));

    let served = Served::start();
    served.sign_in(&program);
    let arguments = [
        "login",
        "--profile",
        "b",
        "--issuer",
        &served.issuer,
        "--client-id",
        "authctl",
        "--as",
        "bob",
        "-q",
    ];
    program.run(&arguments).answer();
    program.expire("b");
    let table = timeless(&program.run(&["status"]).answer());
    let (head, rows) = table.split_once('\n').unwrap();
    assert_eq!(
        head.split_whitespace().collect::<Vec<_>>(),
        ["PROFILE", "USER", "ISSUER", "TOKEN", "RENEWABLE", "STORE"]
    );
    let rows: Vec<Vec<&str>> = rows
        .lines()
        .map(|row| row.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect())
        .collect();
    assert_eq!(rows[0][..3], ["b", "bob", &served.issuer]);
    assert!(rows[0][3].starts_with("expired, ") && rows[0][3].ends_with(" ago"), "{table}");
    assert_eq!(rows[0][4..], ["no", "file"]);
    assert_eq!(rows[1], ["work", "alice", &served.issuer, "valid, in AN-HOUR", "yes", "file"]);

    let listed = program.run(&["status", "--json"]).ok();
    let listed: serde_json::Value = serde_json::from_str(&timeless(&listed.stdout)).unwrap();
    assert_eq!(listed[0]["state"], "expired");
    assert_eq!(
        listed[1],
        json!({
            "profile": "work", "provider": "oidc", "issuer": served.issuer, "sub": "alice", "username": "alice",
            "scope": ["openid", "profile", "email", "offline_access"], "authorization_details_types": [],
            "token_type": "Bearer", "dpop_jkt": null, "obtained_at": "MOMENT", "expires_at": "MOMENT", "state": "valid", "refreshable": true,
            "generation": 1, "store": "file",
        })
    );
    let named = program.run(&["status", "--json", "--profile", "b"]).ok().json();
    assert_eq!((named.as_array().unwrap().len(), &named[0]["profile"]), (1, &json!("b")));
    let ran = program.run(&["status", "--profile", "c"]).refused(Code::LoginRequired);
    assert!(ran.stderr.contains("\n  run `authctl login --profile c`\n"), "{}", ran.stderr);
}

#[test]
fn whether_a_session_lasts_long_enough_is_answered_by_the_exit_code() {
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    assert_eq!(program.run(&["status", "--min-ttl", "10m"]).ok().stderr, "");
    let ran = program.run(&["status", "--min-ttl", "2h"]).said_no(Code::TokenExpiring);
    assert!(ran.stdout.starts_with("PROFILE"), "{}", ran.stdout);
    program.expire("work");
    let ran = program.run(&["status", "--min-ttl", "0s", "--json"]).said_no(Code::TokenExpiring);
    assert_eq!(ran.json()[0]["state"], "refreshable");
}

#[test]
fn whoami_tells_what_the_provider_tells() {
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    assert_eq!(
        served.nameless(&program.run(&["whoami"]).answer()),
        "profile   work\n\
         provider  ISSUER\n\
         id        alice\n\
         name      Alice Example\n\
         email     alice@example.com"
    );
    assert_eq!(
        program.run(&["whoami", "--json"]).ok().json(),
        json!({
            "profile": "work", "provider": "oidc", "issuer": served.issuer, "sub": "alice", "username": "alice",
            "id": "alice", "name": "Alice Example", "email": "alice@example.com", "avatar": null, "phone": null,
            "source": "userinfo",
            "claims": {
                "sub": "alice", "preferred_username": "alice", "name": "Alice Example",
                "email": "alice@example.com", "email_verified": true,
            },
        })
    );
}

#[test]
fn whoami_of_a_provider_without_userinfo_reads_the_id_token() {
    let program = Program::new();
    let provider = Scripted::new().metadata(|document, _| drop(document.remove("userinfo_endpoint"))).start();
    program.run(&provider.login()).ok();
    let person = program.run(&["whoami", "--json"]).ok().json();
    assert_eq!((&person["source"], &person["sub"]), (&json!("id_token"), &json!("user-1")));
    assert_eq!(person["id"], "user-1");
}

#[test]
fn an_access_token_that_was_withdrawn_before_its_time_is_renewed_once() {
    let refusing = AtomicUsize::new(0);
    let provider = Scripted::new()
        .at("/userinfo", move |_, _| match refusing.fetch_add(1, Ordering::SeqCst) {
            1 => Reply::new("401 Unauthorized", "WWW-Authenticate: Bearer error=\"invalid_token\"\r\n", ""),
            _ => Reply::Right,
        })
        .start();
    let program = Program::new();
    program.run(&provider.login()).ok();
    program.run(&["whoami"]).ok();
    assert_eq!((provider.asked("/userinfo").len(), provider.asked("/token").len()), (3, 2));
    assert_eq!(program.session("work").generation, 2);
}

#[test]
fn a_session_that_the_provider_has_ended_is_dead_until_the_next_login() {
    // C109
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let refresh_token = program.run(&["token", "--type", "refresh"]).answer();
    let form = [("token", refresh_token.as_str()), ("client_id", "authctl")];
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let body = crate::support::wire::form(&form);
    let answer = crate::support::wire::send(served.authority(), "POST", "/revoke", &headers, &body);
    assert_eq!(answer.status, 200);

    let ran = program.run(&["refresh", "--json"]).refused(Code::InvalidGrant);
    let error = ran.error_json();
    assert_eq!((&error["session_changed"], &error["phase"]), (&json!(true), &json!("refresh")));
    assert_eq!(
        (&error["provider"]["http_status"], &error["provider"]["error"]),
        (&json!(400), &json!("invalid_grant"))
    );
    assert!(!ran.stderr.contains(&refresh_token));

    let asked = served.stat("token_requests");
    for command in [&["token"][..], &["token", "--type", "refresh"], &["whoami"], &["refresh"]] {
        let ran = program.run(command).refused(Code::InvalidGrant);
        assert_eq!(
            served.nameless(&ran.stderr),
            "error: the provider no longer takes this grant [invalid_grant]\n\
             \x20 profile work, issuer ISSUER, step refresh\n\
             \x20 run `authctl login --profile work`\n\
             \x20 more: authctl explain invalid_grant\n"
        );
    }
    assert_eq!(served.stat("token_requests"), asked);
    assert_eq!(program.run(&["status", "--json"]).ok().json()[0]["state"], "dead");
    served.sign_in(&program);
    assert!(jws::peek(&program.run(&["token"]).answer()).is_some());
}

#[test]
fn whatever_may_pass_leaves_the_session_as_it_is() {
    // C65, C101, C103, C108
    let failing = |reply: fn() -> Reply| {
        let first = AtomicBool::new(true);
        Scripted::new().at("/token", move |_, _| match first.swap(false, Ordering::SeqCst) {
            true => Reply::Right,
            false => reply(),
        })
    };
    let cases: [(fn() -> Reply, Code); 7] = [
        (|| Reply::new("500 Internal Server Error", "", ""), Code::ServerError),
        (|| Reply::new("503 Service Unavailable", "", ""), Code::TemporarilyUnavailable),
        (|| Reply::error("temporarily_unavailable"), Code::TemporarilyUnavailable),
        (|| Reply::error("invalid_client"), Code::InvalidClient),
        (|| Reply::new("200 OK", "Content-Type: text/html\r\n", "<p>"), Code::NotJson),
        (
            || Reply::new("307 Temporary Redirect", "Location: https://evil.example/\r\n", ""),
            Code::RedirectRefused,
        ),
        (|| Reply::HangsUp, Code::RefreshUncertain),
    ];
    for (reply, code) in cases {
        let (program, provider) = (Program::new(), failing(reply).start());
        program.run(&provider.login()).ok();
        program.expire("work");
        let before = program.sessions();
        let ran = program.run(&["token"]).refused(code);
        provider.tells_nothing(&ran);
        assert_eq!(program.sessions(), before, "{}", ran.stderr);
    }
}

#[test]
fn a_renewed_id_token_of_another_person_changes_nothing() {
    // C103
    let first = AtomicBool::new(true);
    let provider = Scripted::new()
        .claims(move |claims, _| {
            if !first.swap(false, Ordering::SeqCst) {
                claims.insert("sub".into(), "user-2".into());
            }
        })
        .start();
    let program = Program::new();
    program.run(&provider.login()).ok();
    let before = program.sessions();
    program.run(&["refresh"]).refused(Code::IdTokenChanged);
    assert_eq!(program.sessions(), before);
}

#[test]
fn a_token_that_is_expired_when_it_comes_is_told_and_not_asked_for_again() {
    // C105
    let first = AtomicBool::new(true);
    let provider = Scripted::new()
        .tokens(move |tokens, _| {
            if !first.swap(false, Ordering::SeqCst) {
                tokens.insert("expires_in".into(), 0.into());
            }
        })
        .start();
    let program = Program::new();
    program.run(&provider.login()).ok();
    let ran = program.run(&["refresh", "--json"]).refused(Code::TokenAlreadyExpired);
    assert_eq!(ran.error_json()["session_changed"], true);
    assert_eq!(provider.asked("/token").len(), 2);
}

#[test]
fn without_a_session_or_a_way_to_renew_it_a_login_is_asked_for() {
    let program = Program::new();
    for command in [&["token"][..], &["whoami"], &["refresh"], &["logout"], &["token", "--profile", "work"]] {
        program.run(command).refused(Code::LoginRequired);
    }
    let served = Served::start();
    let place = ["login", "--issuer", &served.issuer, "--client-id", "authctl", "--as", "alice", "-q"];
    program.run(&[&place[..], &["--profile", "work"]].concat()).answer();
    program.expire("work");
    let ran = program.run(&["token"]).refused(Code::RefreshTokenMissing);
    assert!(ran.stderr.contains("\n  run `authctl login --profile work`\n"), "{}", ran.stderr);
    program.run(&["token", "--type", "refresh"]).refused(Code::TokenMissing);
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_for_nobody_else() {
    // C111
    use std::os::unix::fs::PermissionsExt as _;
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let mode = |path: &str| std::fs::metadata(program.path(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("state"), mode("state/sessions")), (0o700, 0o700));
    for entry in std::fs::read_dir(program.path("state/sessions")).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{entry:?}");
    }
    let file = program.path("state/sessions/work.session");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    program.run(&["token"]).refused(Code::StorePermissions);
}

#[test]
fn damage_is_set_aside_and_other_sessions_go_on() {
    // C114
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let other = [
        "login",
        "--profile",
        "b",
        "--issuer",
        &served.issuer,
        "--client-id",
        "authctl",
        "--as",
        "bob",
        "-q",
    ];
    program.run(&other).answer();
    let file = program.path("state/sessions/work.session");
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, &bytes).unwrap();
    let ran = program.run(&["token", "--profile", "work"]).refused(Code::SessionDamaged);
    assert!(ran.stderr.contains("\n  run `authctl login --profile work`\n"), "{}", ran.stderr);
    program.run(&["token", "--profile", "work"]).refused(Code::LoginRequired);
    let names =
        std::fs::read_dir(program.path("state/sessions")).unwrap().map(|entry| entry.unwrap().file_name());
    let aside = names.filter(|name| name.to_str().unwrap().contains(".corrupt-"));
    assert_eq!(aside.count(), 1);
    assert!(jws::peek(&program.run(&["token"]).answer()).is_some());
    served.sign_in(&program);
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_told_and_a_renewed_token_is_kept_all_the_same() {
    // C147, C148
    let (program, served) = (Program::new(), Served::configured(SHORT));
    served.sign_in(&program);
    let shell = |script: &str| {
        let mut command = program.command(&[]);
        let binary = command.get_program().to_owned();
        let variables: Vec<_> =
            command.get_envs().map(|(name, value)| (name.to_owned(), value.unwrap().to_owned())).collect();
        command = std::process::Command::new("/bin/sh");
        command.arg("-c").arg(script).arg("sh").arg(binary).env_clear().envs(variables).output().unwrap()
    };
    let full = shell("exec \"$1\" token > /dev/full");
    assert_eq!(full.status.code(), Some(11));
    assert!(String::from_utf8(full.stderr).unwrap().starts_with("error: the output could not be written"));
    assert_eq!(program.session("work").generation, 2);
    assert_eq!(served.stat("refreshes"), 1);

    // a reader that has gone is nobody to complain to
    let gone = shell("\"$1\" token --min-ttl 1s | exec true; exec \"$1\" token --min-ttl 1s 2>&1 >/dev/null");
    assert_eq!((gone.status.code(), gone.stdout.len(), gone.stderr.len()), (Some(0), 0, 0));
}
