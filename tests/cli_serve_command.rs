//! `serve … -- CMD`: an app with what it needs in its environment, and the providers for as long as it runs; and which hosts
//! `--intercept` takes.

use std::{
    io::{BufRead as _, BufReader},
    process::Stdio,
};

use authctl::error::Code;

use crate::support::{program::Program, ran::Ran};

fn serve(program: &Program, more: &[&str], script: &str) -> Ran {
    let arguments = ["serve", "--port", "0"];
    program.start(&[&arguments, more, &["--", "sh", "-c", script]].concat()).end_as_it_may()
}

#[test]
fn an_app_runs_with_the_settings_of_its_vendors_guide_and_its_exit_code_is_ours() {
    let program = Program::new();
    let script = "echo $AUTHGEAR_CLIENT_ID $HTTPS_PROXY; case $AUTHGEAR_DOMAIN in 127.0.0.1:*) exit 7; esac";
    let ran = serve(&program, &["--shape", "authgear"], script);
    assert_eq!((ran.exit, ran.stdout.as_str()), (7, "a0123456789abcde\n"), "{}", ran.stderr);
    assert!(ran.stderr.contains("Authgear answers at http://127.0.0.1:"), "{}", ran.stderr);
}

#[test]
fn a_setting_that_the_environment_has_already_stays() {
    let program = Program::new().with("AUTHGEAR_CLIENT_ID", "own");
    let ran = serve(&program, &["--shape", "authgear"], "echo $AUTHGEAR_CLIENT_ID $AUTHGEAR_CLIENT_SECRET");
    assert_eq!((ran.exit, ran.stdout.as_str()), (0, "own only-for-tests\n"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn the_secret_of_an_app_of_ones_own_goes_to_the_command_alone() {
    // C145
    let program = Program::new().with("MY_SECRET", "CANARY-own-secret");
    let config = program.write(
        "provider.toml",
        "[[clients]]\nclient_id = \"mine\"\nclient_secret_env = \"MY_SECRET\"\n\
         token_endpoint_auth_method = \"client_secret_post\"\nredirect_uris = [\"http://localhost/callback\"]\n",
    );
    let config = config.display().to_string();
    let shape = ["--shape", "github", "--config", &config];
    let script = "test $GITHUB_CLIENT_ID.$GITHUB_CLIENT_SECRET = mine.CANARY-own-secret";
    let ran = serve(&program, &shape, script);
    assert_eq!((ran.exit, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("  app: mine\n") && !ran.stderr.contains("CANARY"), "{}", ran.stderr);

    let mut running = program.start(&[&["serve", "--port", "0"], &shape[..]].concat());
    running.line("  export GITHUB_CLIENT_ID='mine'");
    running.signal(rustix::process::Signal::TERM);
    let ran = running.end_as_it_may();
    assert!(!ran.stderr.contains("CANARY"), "{}", ran.stderr);

    let mut command = program.command(&[&["serve", "--port", "0", "--json"], &shape[..]].concat());
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(line.contains("\"GITHUB_CLIENT_ID\":\"mine\"") && !line.contains("CANARY"), "{line}");
}

#[test]
fn an_app_that_a_signal_ends_has_that_exit_code() {
    let ran = serve(&Program::new(), &["--shape", "authgear"], "kill -KILL $$");
    assert_eq!((ran.exit, ran.stdout.as_str()), (137, ""), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn a_signal_goes_on_to_the_app_and_its_answer_counts() {
    // C152
    let program = Program::new();
    // what it starts holds no output open: a shell may lose a signal to it
    let script = "trap 'kill $!; exit 42' TERM; sleep 60 >/dev/null 2>&1 & echo ready >&2; wait";
    let mut running = program.start(&["serve", "--port", "0", "--", "sh", "-c", script]);
    running.line("ready");
    running.signal(rustix::process::Signal::TERM);
    assert_eq!(running.end_as_it_may().exit, 42);
}

#[test]
fn a_command_that_is_not_there_is_told_before_anything_is_served() {
    let ran =
        Program::new().start(&["serve", "--port", "0", "--", "no-such-command-anywhere"]).end_as_it_may();
    assert_eq!(ran.exit, 127, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("[command_not_found]") && !ran.stderr.contains("answers at"),
        "{}",
        ran.stderr
    );
}

#[test]
fn hosts_are_stood_for_only_where_a_shape_has_them() {
    let program = Program::new();
    let none =
        program.run(&["serve", "--port", "0", "--shape", "authgear", "--intercept"]).refused(Code::Usage);
    assert!(none.stderr.contains("no --shape is given whose hosts"), "{}", none.stderr);
    program.run(&["serve", "--port", "0", "--intercept", "clef.io"]).refused(Code::Usage);
}

#[cfg(unix)]
#[test]
fn the_lines_for_an_apps_environment_are_printed_for_every_language() {
    let program = Program::new();
    let mut running = program.start(&["serve", "--port", "0", "--shape", "google", "--intercept"]);
    running.line("For the app:");
    for name in
        ["HTTPS_PROXY='http://127.0.0.1:", "SSL_CERT_FILE='", "REQUESTS_CA_BUNDLE='", "NODE_EXTRA_CA_CERTS='"]
    {
        running.line(&format!("  export {name}"));
    }
    running.line("  keytool -importcert ");
    running.line("  export JAVA_TOOL_OPTIONS='-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=");
    running.signal(rustix::process::Signal::INT);
    assert_eq!(running.end().exit, 130);
}

#[test]
fn a_command_finds_the_provider_its_control_interface_and_the_certificate_by_its_environment() {
    let program = Program::new();
    let script = "echo $OIDC_ISSUER $AUTHCTL_CONTROL_URL $OIDC_CLIENT_ID; test \"$AUTHCTL_CA_FILE\" -ef \"$SSL_CERT_FILE\" && \
                  grep -q '\"secret\":\"' \"$AUTHCTL_CONTROL_FILE\"";
    let ran = serve(&program, &["--tls", "--host", "localhost"], script);
    let words: Vec<&str> = ran.stdout.split_whitespace().collect();
    let [issuer, control] = words[..] else { panic!("{words:?}") };
    assert_eq!((ran.exit, control), (0, format!("{issuer}/_dev/").as_str()), "{}", ran.stderr);
    assert!(issuer.starts_with("https://localhost:"), "{issuer}");
}

#[test]
fn below_a_command_that_failed_stands_what_was_refused_and_no_secret() {
    // C145
    let program = Program::new();
    let binary = program.command(&[]).get_program().to_str().unwrap().to_owned();
    let refused = format!(
        "'{binary}' login --issuer $OIDC_ISSUER --client-id authctl --as alice --scope nonsense 2>login; exit 5"
    );
    let ran = serve(&program, &[], &refused);
    assert_eq!(ran.exit, 5, "{}", ran.stderr);
    let told =
        ran.stderr.split_once("What the provider refused while the command ran:\n").expect("it is told").1;
    let expected = "by authctl: 303, invalid_scope: scope nonsense is unknown (RFC 6749 section 3.3)\n";
    assert!(told.starts_with("  GET /authorize ") && told.contains(expected), "{told}");

    let ran = serve(&program, &[], "exit 6");
    assert!(ran.stderr.ends_with("The provider refused nothing while the command ran.\n"), "{}", ran.stderr);
    let ran = serve(&program, &[], "true");
    assert!(!ran.stderr.contains("refused"), "{}", ran.stderr);
}
