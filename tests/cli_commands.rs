//! The other commands, through the real binary: completions, manual pages, presets, `discover`, and the environment twins of
//! flags.

use std::{fs, path::Path};

use authctl::error::Code;
use serde_json::json;

use crate::support::{program::Program, scripted::Scripted, served::Served};

/// The shells, with the names that their completion files have.
const COMPLETIONS: &[(&str, &str)] = &[
    ("bash", "authctl.bash"),
    ("elvish", "authctl.elv"),
    ("fish", "authctl.fish"),
    ("powershell", "authctl.ps1"),
    ("zsh", "_authctl"),
];

/// `UPDATE_DOCS=1 cargo test completion` writes them anew.
#[test]
fn the_completion_files_are_what_the_program_prints() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    for (shell, file) in COMPLETIONS {
        let printed = Program::new().run(&["completions", shell]).ok().stdout;
        let file = directory.join(file);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::create_dir_all(&directory).unwrap();
            fs::write(&file, &printed).unwrap();
        }
        let kept = fs::read_to_string(&file).unwrap_or_default();
        assert!(kept == printed, "completions/{shell} is old; UPDATE_DOCS=1 writes it anew");
    }
    assert_eq!(fs::read_dir(directory).unwrap().count(), COMPLETIONS.len());
    Program::new().run(&["completions", "tcsh", "--json"]).refused(Code::Usage);
}

#[test]
fn every_command_has_a_manual_page_and_a_help() {
    let program = Program::new();
    let help = program.run(&["--help"]).answer();
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let commands: Vec<&str> =
        commands.lines().map_while(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    assert!(commands.len() > 12, "{commands:?}");
    for command in commands.iter().filter(|command| **command != "help") {
        let page = program.run(&["man", command]).answer();
        assert!(page.contains(".SH NAME\n") && page.contains(command), "{command}");
        let help = program.run(&[command, "--help"]).answer();
        assert!(help.contains(&format!("Usage: authctl {command}")), "{help}");
    }
    let page = program.run(&["man"]).answer();
    assert!(commands.iter().all(|command| page.contains(&format!("authctl\\-{command}(1)"))), "{page}");
    program.run(&["man", "frobnicate"]).refused(Code::Usage);
    assert_eq!(program.run(&["--version"]).answer(), concat!("authctl ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_presets_are_listed_and_shown() {
    let program = Program::new();
    let list = program.run(&["provider", "list"]).answer();
    let lines: Vec<&str> = list.lines().collect();
    let shown = ["PROVIDER ", "apple ", "dev ", "github ", "keycloak "];
    assert_eq!(
        lines
            .iter()
            .copied()
            .filter(|line| shown.iter().any(|name| line.starts_with(name)))
            .collect::<Vec<_>>(),
        [
            "PROVIDER    TITLE                            NEEDS",
            "apple       Apple                            client_id, client_key, key_id, team_id",
            "dev         The provider built into authctl  nothing",
            "github      GitHub                           client_id, client_secret",
            "keycloak    Keycloak                         client_id, host, realm",
        ]
    );
    assert!(lines.iter().all(|line| line.len() <= 88), "{list}");
    assert_eq!(
        program.run(&["provider", "show", "gitlab"]).answer(),
        "title          GitLab\n\
         issuer         https://{host}\n\
         host           the host of your GitLab (default: gitlab.com)\n\
         scopes         openid profile email\n\
         client secret  only if the registration gives one\n\
         register at    https://{host}/-/user_settings/applications\n\
         register       Add an application, enter the callback address below, clear Confidential, and tick openid, profile and email.\n\
         callback       http://127.0.0.1:9471/callback\n\
         then           authctl login --provider gitlab --client-id CLIENT_ID"
    );
    assert_eq!(
        program.run(&["provider", "show", "github"]).answer(),
        "title                          GitHub\n\
         authorization_endpoint         https://github.com/login/oauth/authorize\n\
         device_authorization_endpoint  https://github.com/login/device/code\n\
         token_endpoint                 https://github.com/login/oauth/access_token\n\
         userinfo_endpoint              https://api.github.com/user\n\
         scopes                         read:user user:email\n\
         client secret                  needed, sent as client_secret_post, but not for the flow device\n\
         quirk                          form-encoded-token-answer: a token answer that is a form instead of JSON is read as one\n\
         quirk                          error-with-http-200: an `error` in a token answer counts although its status is 200\n\
         quirk                          comma-scopes: commas separate the scopes that were granted\n\
         quirk                          emails-endpoint: where the user object has no e-mail address, whoami takes the primary verified one of its endpoint with /emails behind it\n\
         register at                    https://github.com/settings/applications/new\n\
         register                       Create an OAuth app, enter the callback address below, then make a client secret.\n\
         callback                       http://127.0.0.1/callback\n\
         then                           authctl login --provider github --client-id CLIENT_ID --client-secret-from env:GITHUB_CLIENT_SECRET"
    );
    assert_eq!(program.run(&["provider", "show", "github", "--json"]).ok().json()["provider"], "github");
    program.run(&["provider", "show", "githup"]).refused(Code::ProviderUnknown);
}

#[test]
fn what_a_provider_says_of_itself_is_shown_judged() {
    let (program, served) = (Program::new(), Served::start());
    assert_eq!(
        served.nameless(&program.run(&["discover", &served.issuer]).answer()),
        "issuer                                 ISSUER\n\
         authorization_endpoint                 ISSUER/authorize\n\
         token_endpoint                         ISSUER/token\n\
         jwks_uri                               ISSUER/jwks\n\
         userinfo_endpoint                      ISSUER/userinfo\n\
         revocation_endpoint                    ISSUER/revoke\n\
         introspection_endpoint                 ISSUER/introspect\n\
         end_session_endpoint                   ISSUER/end_session\n\
         device_authorization_endpoint          ISSUER/device_authorization\n\
         backchannel_authentication_endpoint    ISSUER/backchannel_authentication\n\
         pushed_authorization_request_endpoint  ISSUER/par\n\
         registration_endpoint                  ISSUER/register\n\
         scopes                                 openid profile email address phone groups offline_access\n\
         client authentication                  none client_secret_basic client_secret_post client_secret_jwt private_key_jwt\n\
         ID token algorithms                    RS256 ES256 EdDSA\n\
         PKCE                                   S256\n\
         PAR required (RFC 9126)                false\n\
         iss in answers (RFC 9207)              true"
    );
    // as it came, to the last member
    let document = program.run(&["discover", &served.issuer, "--json"]).ok().json();
    let target = "/.well-known/openid-configuration";
    let fetched = crate::support::wire::send(served.authority(), "GET", target, &[], "").json();
    assert_eq!(document, fetched);
    program.run(&["discover", "not an address"]).refused(Code::IssuerInvalid);
    let provider = Scripted::new()
        .metadata(|document, _| drop(document.insert("issuer".into(), "https://x".into())))
        .start();
    program.run(&["discover", provider.issuer()]).refused(Code::IssuerMismatch);
}

#[test]
fn a_variable_does_what_its_flag_does() {
    let provider =
        Scripted::new().tokens(|tokens, _| drop(tokens.insert("scope".into(), "openid".into()))).start();
    let program = Program::new()
        .with("AUTHCTL_ISSUER", provider.issuer())
        .with("AUTHCTL_CLIENT_ID", "client-1")
        .with("AUTHCTL_PROFILE", "work")
        .with("AUTHCTL_SCOPE", "openid email")
        .with("AUTHCTL_PARAM", "hl=de ui=dark")
        .with("AUTHCTL_AS", "alice")
        .with("AUTHCTL_JSON", "true")
        .with("AUTHCTL_RECORD", "record.har");
    let ran = program.run(&["login"]).ok();
    assert_eq!((&ran.json()["profile"], &ran.json()["store"]), (&json!("work"), &json!("file")));
    let asked = &provider.asked("/authorize")[0].query;
    assert_eq!(
        (asked["scope"].as_str(), asked["hl"].as_str(), asked["ui"].as_str()),
        ("openid email", "de", "dark")
    );
    assert!(program.path("record.har").exists());

    let before = program.sessions();
    let strict = program.with("AUTHCTL_REQUIRE_SCOPE", "openid email");
    strict.run(&["login"]).refused(Code::ScopeNotGranted);
    assert_eq!(strict.sessions(), before);
    strict.with("AUTHCTL_MIN_TTL", "2h").run(&["status"]).said_no(Code::TokenExpiring);
}

#[test]
fn a_switch_is_off_if_its_variable_says_so() {
    let (program, served) =
        (Program::new().with("AUTHCTL_NO_STORE", "false").with("AUTHCTL_QUIET", "0"), Served::start());
    let ran = served.sign_in(&program);
    assert!(ran.stderr.contains("kept in   file"), "{}", ran.stderr);
    let silent = program.with("AUTHCTL_QUIET", "yes").with("AUTHCTL_FORMAT", "header");
    assert_eq!(served.sign_in(&silent).stderr, "");
    assert!(silent.run(&["token"]).answer().starts_with("Authorization: Bearer "));
    let local = silent.with("AUTHCTL_LOCAL", "1").with("AUTHCTL_JSON", "1");
    assert_eq!(local.run(&["logout"]).ok().json()["steps"][1]["detail"], "--local");
    local.with("AUTHCTL_LOCAL", "perhaps").run(&["logout"]).refused(Code::Usage);
}
