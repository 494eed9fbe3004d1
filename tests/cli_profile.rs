//! `profile`, and the configuration file that it writes, through the real binary.

use std::fs;

use authctl::error::Code;
use serde_json::json;

use crate::support::{program::Program, scripted::Scripted, served::Served};

/// Where the file is if nobody says otherwise.
const FILE: &str = "home/.config/authctl/profiles.toml";

const ADD: &[&str] = &[
    "profile",
    "add",
    "work",
    "--issuer",
    "https://id.example",
    "--client-id",
    "app",
    "--scope",
    "openid",
    "--scope",
    "email",
    "--param",
    "prompt=login",
    "--client-secret-from",
    "env:APP_SECRET",
];

#[test]
fn a_profile_is_added_listed_shown_checked_and_removed() {
    let program = Program::new().without("AUTHCTL_STORE");
    let none = program.run(&["profile", "list"]).answer();
    assert_eq!(none, "No profiles. `authctl profile add NAME --provider …` adds one.");
    assert_eq!(program.run(&["profile", "list", "--json"]).ok().json(), json!([]));

    let ran = program.run(ADD).ok();
    assert_eq!(
        (ran.stdout.as_str(), ran.stderr.as_str()),
        (
            "",
            "Added profile work to HOME/home/.config/authctl/profiles.toml. Next: authctl login --profile work\n"
        )
    );
    let written = "[profiles.work]\nclient_id = \"app\"\nclient_secret = \"env:APP_SECRET\"\nissuer = \"https://id.example\"\n\
                   params = { prompt = \"login\" }\nscopes = [\"openid\", \"email\"]\n";
    assert_eq!(fs::read_to_string(program.path(FILE)).unwrap(), written);
    program.run(ADD).refused(Code::ProfileExists);
    assert_eq!(fs::read_to_string(program.path(FILE)).unwrap(), written);

    assert_eq!(
        program.run(&["profile", "list"]).answer(),
        "PROFILE  PROVIDER  ISSUER              CLIENT ID  DEFAULT\n\
         work     -         https://id.example  app"
    );
    let shown = program.run(&["profile", "show", "--profile", "work", "--scope", "openid"]).answer();
    assert_eq!(
        shown.replace(&program.path("").display().to_string(), ""),
        format!(
            "SETTING        VALUE               FROM\n\
             callback_host  127.0.0.1           default\n\
             callback_path  /callback           default\n\
             callback_port  0                   default\n\
             client_id      app                 {FILE}:2\n\
             client_secret  env:APP_SECRET      {FILE}:3\n\
             dpop           never               default\n\
             flow           authorization-code  default\n\
             issuer         https://id.example  {FILE}:4\n\
             par            as-required         default\n\
             params.prompt  login               {FILE}:5\n\
             pkce           required            default\n\
             scopes         openid              --scope\n\
             skew           60                  default"
        )
    );
    assert_eq!(program.run(&["profile", "validate"]).answer(), "PROFILE  VERDICT  HINT\nwork     ok");

    let ran = program.run(&["profile", "remove", "work"]).ok();
    assert!(ran.stderr.starts_with("Removed profile work from HOME/home/"), "{}", ran.stderr);
    program.run(&["profile", "remove", "work"]).refused(Code::ProfileNotFound);
    assert_eq!(program.run(&["profile", "list", "--json"]).ok().json(), json!([]));
}

#[test]
fn profiles_that_no_login_could_begin_with_are_told_with_what_to_run() {
    let program = Program::new()
        .configured("[profiles.good]\nprovider = \"dev\"\n\n[profiles.hub]\nprovider = \"github\"\n");
    let ran = program.run(&["profile", "validate"]).said_no(Code::ClientIdMissing);
    assert_eq!(
        ran.stdout,
        "PROFILE  VERDICT                            HINT\n\
         good     ok\n\
         hub      GitHub needs a client id of yours  Then run: authctl login --profile hub --client-id CLIENT_ID \
         --client-secret-from env:GITHUB_CLIENT_SECRET\n"
    );
    let ran = program.run(&["profile", "validate", "--json"]).said_no(Code::ClientIdMissing);
    let (verdicts, error) = (ran.json(), ran.error_json());
    assert_eq!((&verdicts[0]["ok"], &verdicts[1]["code"]), (&json!(true), &json!("client_id_missing")));
    assert_eq!((&error["profile"], &error["hint"]), (&json!("hub"), &verdicts[1]["hint"]));
}

#[test]
fn a_login_by_profile_takes_what_the_file_says_and_a_flag_is_stronger() {
    let served = Served::start();
    let text = format!(
        "default_profile = \"work\"\n[profiles.work]\nissuer = \"{}\"\nclient_id = \"authctl\"\nscopes = [\"openid\"]\n",
        served.issuer
    );
    let program = Program::new().configured(&text);
    let scopes = |more: &[&str]| {
        let ran = program.run(&[&["login", "--as", "alice", "--json"], more].concat()).ok();
        assert_eq!(ran.json()["profile"], "work");
        ran.json()["scope_requested"].clone()
    };
    assert_eq!(scopes(&[]), json!(["openid"]));
    assert_eq!(scopes(&["--scope", "openid email"]), json!(["openid", "email"]));
    let program = program.with("AUTHCTL_SCOPE", "openid profile");
    let ran = program.run(&["login", "--as", "alice", "--json"]).ok();
    assert_eq!(ran.json()["scope_requested"], json!(["openid", "profile"]));
    // the session stays when its profile goes
    program.run(&["profile", "remove", "work"]).ok();
    assert_eq!(program.run(&["whoami", "--profile", "work", "--json"]).ok().json()["sub"], "alice");
}

#[test]
fn a_client_secret_is_read_from_where_the_profile_says_and_stands_nowhere_else() {
    // C121, C134
    let provider = Scripted::new().start();
    let text = format!(
        "[profiles.work]\nissuer = \"{}\"\nclient_id = \"client-1\"\nclient_secret = \"env:APP_SECRET\"\n",
        provider.issuer()
    );
    let program = Program::new().configured(&text).with("APP_SECRET", "CANARY:s e&cret");
    let ran = program.run(&["login", "--profile", "work", "--as", "alice"]).ok();
    provider.tells_nothing(&ran);
    // "client-1:CANARY%3As+e%26cret"
    let basic = &provider.asked("/token")[0].headers["authorization"];
    assert_eq!(basic, "Basic Y2xpZW50LTE6Q0FOQVJZJTNBcytlJTI2Y3JldA==");
    let session = fs::read_to_string(program.path("state/sessions/work.session")).unwrap();
    assert!(!session.contains("s e&cret") && session.contains("env:APP_SECRET"));

    let forgetful = program.without("APP_SECRET");
    forgetful.run(&["refresh"]).refused(Code::SecretUnavailable);
}

#[test]
fn a_configuration_that_is_not_right_is_told_with_its_line_and_no_secret_of_it() {
    for (text, part) in [
        ("[profiles.work]\nprovidr = \"dev\"\n", "did you mean `provider`?"),
        ("default_profile = \n", "error: HOME/profiles.toml:1: "),
        (
            "[profiles.work]\nprovider = \"dev\"\nclient_secret = \"s3cret\"\n",
            "error: HOME/profiles.toml:3: ",
        ),
    ] {
        let program = Program::new().configured(text);
        let ran = program.run(&["login", "--profile", "work"]).refused(Code::ConfigInvalid);
        assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
        assert!(!ran.stderr.contains("s3cret"), "{}", ran.stderr);
    }
    let program = Program::new().configured("default_profile = \"none\"\n");
    program.run(&["login"]).refused(Code::ConfigInvalid);
    Program::new().with("AUTHCTL_CONFIG", "/no/such/file").run(&["login"]).refused(Code::ConfigUnreadable);
    let homeless = Program::new().with("HOME", "relative").without("AUTHCTL_STATE_DIR");
    homeless.run(&["status"]).refused(Code::DirectoryUnknown); // C123
}

#[cfg(unix)]
#[test]
fn a_configuration_that_others_can_write_is_not_used() {
    use std::os::unix::fs::PermissionsExt as _;
    let program = Program::new().configured("[profiles.work]\nprovider = \"dev\"\n");
    fs::set_permissions(program.path("profiles.toml"), fs::Permissions::from_mode(0o666)).unwrap();
    program.run(&["login", "--profile", "work"]).refused(Code::ConfigPermissions);
}
