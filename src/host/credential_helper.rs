//! A program that keeps small secrets, such as `docker-credential-pass`, by the protocol of Docker's credential helpers
//! (<https://github.com/docker/docker-credential-helpers#development>): `PROGRAM get`, `store` or `erase`, the question on
//! stdin, the answer on stdout. Secrets are never in its arguments nor in its environment (threat C121).
//!
//! It may ask the person at the terminal, where there is one, for a minute. Where there is none, or `--non-interactive`
//! says so, it has ten seconds, cannot read from the terminal, and is then ended with all that it started. It finds its own
//! ways to ask, though, such as a window: only the deadline holds for all of them (threat C115).

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    conversation::{self, Answer, Silence, Terminal},
    environment::Environment,
    keyring::Keyring,
    launch,
};
use crate::{
    error::{Code, Error, Phase, Result},
    secret::{SecretString, command_line::CommandLine, serialize_exposed},
};

/// What a name of ours becomes: helpers want an address, and some take one apart and compare its host and path. `.invalid`
/// is nobody's (RFC 2606 §2).
const ADDRESS: &str = "https://authctl.invalid/";

/// Under which user; a helper must have one.
const USERNAME: &str = "authctl";

/// The variable that tells a helper's own authctl which keys are being asked for: a helper that needs one for it would start
/// authctl that starts the helper, and so on until the machine is full.
const ASKING: &str = "AUTHCTL_ASKING";

/// What a helper says on stdout, with exit code 1, when there is no such credential.
const NOT_FOUND: &str = "credentials not found in native keychain";

/// A program that keeps small secrets.
pub struct CredentialHelper {
    command: CommandLine,
    environment: Environment,
    terminal: Terminal,
    deadline: Duration,
    /// Whether a deadline has passed, or a person has interrupted it: a command waits for a helper once, not at every
    /// question.
    silent: AtomicBool,
}

/// A credential as it goes over the wire.
#[derive(Serialize)]
struct Stored<'a> {
    #[serde(rename = "ServerURL")]
    server_url: &'a str,
    #[serde(rename = "Username")]
    username: &'a str,
    #[serde(rename = "Secret", serialize_with = "serialize_exposed")]
    secret: &'a SecretString,
}

/// What counts of a credential that comes back.
#[derive(Deserialize)]
struct Found {
    #[serde(rename = "Secret")]
    secret: SecretString,
}

impl CredentialHelper {
    /// The program; `interactive` if a person sits at the terminal, whom it may ask.
    pub fn new(command: CommandLine, environment: Environment, interactive: bool) -> Self {
        let (terminal, seconds) = if interactive { (Terminal::Shared, 60) } else { (Terminal::Ours, 10) };
        let deadline = Duration::from_secs(seconds);
        Self { command, environment, terminal, deadline, silent: AtomicBool::new(false) }
    }

    /// Runs it once.
    fn ask(&self, action: &str, name: &str, question: &[u8]) -> Result<Answer> {
        let timeout = |why: String| Err(self.failed(Code::StoreCommandTimeout, &why));
        if self.silent.load(Ordering::Relaxed) {
            return timeout(format!("`{action}` was not asked, as there was no answer before"));
        }
        let mut command = Command::new(self.program()?);
        command.args(self.command.arguments()).arg(action).env(ASKING, self.asking(name)?);
        match conversation::hold(command, question, self.terminal, self.deadline) {
            Ok(answer) => {
                self.silent.fetch_or(conversation::is_interrupted(answer.status), Ordering::Relaxed);
                Ok(answer)
            }
            Err(Silence::NotStarted(error)) => {
                Err(self.failed(Code::StoreCommandMissing, &error.to_string()))
            }
            Err(Silence::TooLong) => {
                self.silent.store(true, Ordering::Relaxed);
                timeout(format!("no answer to `{action}` within {:?}", self.deadline))
            }
        }
    }

    fn program(&self) -> Result<PathBuf> {
        let path = launch::search_path((self.environment)("PATH").unwrap_or_default().as_ref());
        launch::find(self.command.program(), &path).ok_or_else(|| {
            let program = Path::new(self.command.program());
            let why = match program.is_absolute() && program.exists() {
                true => "it is not an executable file",
                false => "no such program",
            };
            self.failed(Code::StoreCommandMissing, why)
        })
    }

    /// The names that are being asked for, this one included; refused if it is among them already (threat C159).
    fn asking(&self, name: &str) -> Result<String> {
        let asking = (self.environment)(ASKING).unwrap_or_default();
        match asking.split(' ').any(|asked| asked == name) {
            true => {
                Err(self.failed(Code::StoreCommandFailed, "it asks authctl for what authctl asks it for"))
            }
            false => Ok(format!("{asking} {name}")),
        }
    }

    /// What it said when it failed; not what may have a secret in it.
    fn refused(&self, action: &str, answer: &Answer) -> Error {
        let texts = [&*answer.stdout, &answer.stderr].map(|bytes| shown(bytes));
        let said: Vec<&str> = texts.iter().map(|text| &**text).filter(|text| !text.is_empty()).collect();
        let said = if said.is_empty() { "it said nothing".to_owned() } else { said.join("; ") };
        self.failed(Code::StoreCommandFailed, &format!("`{action}` failed ({}): {said}", answer.status))
    }

    /// Its arguments are not told: they could be so long that the reason is cut off.
    fn failed(&self, code: Code, reason: &str) -> Error {
        code.error().phase(Phase::Store).got(format!("{}: {reason}", self.command.program()))
    }

    fn probe_with(&self, name: &str) -> Result<()> {
        let secret = SecretString::from("probe");
        self.set(name, &secret)?;
        let found = self.get(name);
        // Whatever was found, nothing of it stays.
        let is_removed = self.delete(name);
        let is_kept = found?.is_some_and(|kept| kept.matches(secret.expose()));
        match is_kept && is_removed? {
            true => Ok(()),
            false => Err(self.failed(Code::StoreCommandFailed, "it does not keep what it is given")),
        }
    }
}

impl Keyring for CredentialHelper {
    /// Keeps something, reads it and removes it: that a helper can be asked says nothing about what is behind it, and a
    /// login must not be lost for that (threat C116).
    fn probe(&self) -> Result<()> {
        self.probe_with(&format!("probe-{}", std::process::id()))
    }

    fn get(&self, name: &str) -> Result<Option<SecretString>> {
        let answer = self.ask("get", name, address(name).as_bytes())?;
        if !answer.status.success() {
            return match is_not_found(&answer) {
                true => Ok(None),
                false => Err(self.refused("get", &answer)),
            };
        }
        match serde_json::from_slice::<Found>(&answer.stdout) {
            Ok(found) if !found.secret.is_empty() => Ok(Some(found.secret)),
            // What it is instead is not shown: it may be the secret in another form.
            _ => Err(self.failed(Code::StoreCommandFailed, "`get` did not answer with a credential in JSON")),
        }
    }

    fn set(&self, name: &str, secret: &SecretString) -> Result<()> {
        let stored = Stored { server_url: &address(name), username: USERNAME, secret };
        let question = Zeroizing::new(serde_json::to_vec(&stored).expect("three texts are always JSON"));
        let answer = self.ask("store", name, &question)?;
        if answer.status.success() { Ok(()) } else { Err(self.refused("store", &answer)) }
    }

    fn delete(&self, name: &str) -> Result<bool> {
        let answer = self.ask("erase", name, address(name).as_bytes())?;
        if answer.status.success() {
            return Ok(true);
        }
        // Helpers differ in what they say of what is not there.
        match is_not_found(&answer) || matches!(self.get(name), Ok(None)) {
            true => Ok(false),
            false => Err(self.refused("erase", &answer)),
        }
    }
}

/// Profile names and hexadecimal digits: nothing in them has a meaning in an address.
fn address(name: &str) -> String {
    format!("{ADDRESS}{name}")
}

fn is_not_found(answer: &Answer) -> bool {
    [&*answer.stdout, &answer.stderr].iter().any(|text| text.trim_ascii() == NOT_FOUND.as_bytes())
}

/// A failing program's words on one line, unless a key may be among them: an object of the protocol, or a run that is longer
/// than the 40 digits of a fingerprint, which a key is in hexadecimal and in base64 too.
fn shown(bytes: &[u8]) -> String {
    let is_key = |run: &[u8]| run.len() > 40;
    let has_key = bytes.contains(&b'{') || bytes.split(|byte| !byte.is_ascii_alphanumeric()).any(is_key);
    if has_key {
        return "(not shown, as a secret may be in it)".to_owned();
    }
    String::from_utf8_lossy(bytes).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::host::environment;

    /// A helper that does what this script does with `$1` as the action, in a home of its own.
    struct Fake {
        home: tempfile::TempDir,
        helper: CredentialHelper,
    }

    fn fake(script: &str) -> Fake {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("script");
        std::fs::write(&file, format!("cd '{}'\n{script}\n", home.path().display())).unwrap();
        let command = CommandLine::parse(&format!("sh '{}'", file.display())).unwrap();
        let helper = CredentialHelper {
            deadline: Duration::from_secs(20),
            ..CredentialHelper::new(command, environment::of(&[("PATH", "/usr/bin:/bin")]), false)
        };
        Fake { home, helper }
    }

    fn refusal<T: std::fmt::Debug>(result: Result<T>) -> (Code, String) {
        let error = result.unwrap_err();
        assert!(!format!("{error:?}").contains("CANARY"), "{error:?}");
        (error.code(), error.found().unwrap().to_string())
    }

    /// Keeps what it is given as it came, in a file for each address.
    const VAULT: &str = r#"
question=$(cat)
case $1 in
store) url=${question#*:?}; url=${url%%?,*}; printf %s "$question" >"${url##*/}" ;;
get) cat "${question##*/}" 2>/dev/null || { echo credentials not found in native keychain; exit 1; } ;;
erase) rm "${question##*/}" ;;
esac"#;

    #[test]
    fn what_is_kept_is_found_until_it_is_erased() {
        let Fake { home, helper } = fake(VAULT);
        let (name, secret) = ("work.0011223344556677", SecretString::from("CANARY"));
        helper.probe().unwrap();
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1, "the probe leaves nothing");
        assert_eq!(helper.get(name).unwrap().map(|found| found.expose().clone()), None);
        helper.set(name, &secret).unwrap();
        assert_eq!(
            std::fs::read_to_string(home.path().join(name)).unwrap(),
            r#"{"ServerURL":"https://authctl.invalid/work.0011223344556677","Username":"authctl","Secret":"CANARY"}"#
        );
        assert!(helper.get(name).unwrap().is_some_and(|found| found.matches("CANARY")));
        assert!(helper.delete(name).unwrap());
        assert!(!helper.delete(name).unwrap(), "it is gone, whatever the helper says of that");
        assert!(helper.get(name).unwrap().is_none());
    }

    #[test]
    fn what_a_failing_program_says_is_told_and_no_secret_with_it() {
        let failed =
            |what: &str| (Code::StoreCommandFailed, format!("sh: `get` failed (exit status: {what}"));
        for (script, expected) in [
            ("echo no luck; exit 1", "1): no luck"),
            ("echo  a; echo b >&2; echo c >&2; exit 7", "7): a; b c"),
            ("printf 'x\\033[2J' >&2; exit 2", "2): x\\u{1b}[2J"),
            ("exit 1", "1): it said nothing"),
            ("echo '{CANARY'; exit 1", "1): (not shown, as a secret may be in it)"),
            ("printf %064d 7; exit 1", "1): (not shown, as a secret may be in it)"),
            ("printf ODgyNWRj%068d= 7; exit 1", "1): (not shown, as a secret may be in it)"),
            ("printf 'no key %040d' 7; exit 1", "1): no key 0000000000000000000000000000000000000007"),
            (
                "echo credentials not found in native keychain, they say; exit 1",
                "1): credentials not found in native keychain, they say",
            ),
        ] {
            assert_eq!(refusal(fake(script).helper.get("work")), failed(expected), "{script}");
        }
        let store = refusal(fake("cat >&2; exit 1").helper.set("work", &"CANARY".into()));
        assert_eq!(store.1, "sh: `store` failed (exit status: 1): (not shown, as a secret may be in it)");
        let still_there = r#"case $1 in erase) echo no; exit 1;; *) echo '{"Secret":"CANARY"}';; esac"#;
        let erase = refusal(fake(still_there).helper.delete("work"));
        assert_eq!(erase.1, "sh: `erase` failed (exit status: 1): no");
        let killed = refusal(fake("kill -9 $$").helper.get("work"));
        assert_eq!(killed.1, "sh: `get` failed (signal: 9 (SIGKILL)): it said nothing");
    }

    #[test]
    fn an_answer_that_is_no_credential_is_an_error_and_never_shown() {
        for answer in [
            "",
            "CANARY",
            "null",
            "{}",
            "[]",
            "{Secret:CANARY}",
            r#"{"Secret":""}"#,
            r#"{"Secret":7}"#,
            r#"{"Secret":"CANARY""#,
            r#"{"Secret":"CANARY"} more"#,
            r#"{"Secret":"CANARY","Secret":"CANARY"}"#,
            r#"{"secret":"CANARY"}"#,
        ] {
            let Fake { home, helper } = fake("cat answer");
            std::fs::write(home.path().join("answer"), answer).unwrap();
            let (code, said) = refusal(helper.get("work"));
            assert_eq!(code, Code::StoreCommandFailed);
            assert_eq!(said, "sh: `get` did not answer with a credential in JSON", "{answer}");
        }
        let endless = refusal(fake("head -c 200000 /dev/zero").helper.get("work"));
        assert_eq!(endless.1, "sh: `get` did not answer with a credential in JSON");
    }

    #[test]
    fn a_helper_that_keeps_nothing_is_found_out_before_a_login() {
        // C116
        let forgetful = "case $1 in get) echo credentials not found in native keychain; exit 1;; esac";
        assert_eq!(refusal(fake(forgetful).helper.probe()).1, "sh: it does not keep what it is given");
        let read_only = "case $1 in store) echo read only; exit 1;; esac";
        let refused = refusal(fake(read_only).helper.probe());
        assert_eq!(refused.1, "sh: `store` failed (exit status: 1): read only");
    }

    #[test]
    fn a_probe_leaves_nothing_behind_even_if_it_fails() {
        let unreadable = format!("[ $1 = get ] && {{ echo no; exit 1; }}\n{VAULT}");
        let Fake { home, helper } = fake(&unreadable);
        assert_eq!(refusal(helper.probe()).1, "sh: `get` failed (exit status: 1): no");
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_helper_that_a_person_interrupts_is_not_asked_again() {
        // C152
        for end in ["kill -INT $$", "exit 130"] {
            let Fake { home, helper } = fake(&format!("echo $1 >>asked; {end}"));
            assert_eq!(refusal(helper.get("work")).0, Code::StoreCommandFailed);
            let said = "sh: `erase` was not asked, as there was no answer before";
            assert_eq!(refusal(helper.delete("work")), (Code::StoreCommandTimeout, said.to_owned()));
            assert_eq!(std::fs::read_to_string(home.path().join("asked")).unwrap(), "get\n");
        }
    }

    #[test]
    fn a_helper_that_asks_for_what_it_is_asked_is_not_started_again() {
        // C159
        let asked = |name: &str, asking: &str| {
            let Fake { home, helper } = fake("printf %s \"$AUTHCTL_ASKING\" >asking; exit 1");
            let environment = environment::of(&[("PATH", "/usr/bin:/bin"), (ASKING, asking)]);
            let error = refusal(CredentialHelper { environment, ..helper }.get(name));
            (error.1, std::fs::read_to_string(home.path().join("asking")).ok())
        };
        assert_eq!(asked("b.1", " a.1").1.as_deref(), Some(" a.1 b.1"));
        assert_eq!(
            asked("a.1", " a.1 b.1"),
            ("sh: it asks authctl for what authctl asks it for".to_owned(), None)
        );
    }

    #[test]
    fn a_helper_that_hangs_is_waited_for_once() {
        // C115
        for terminal in [Terminal::Ours, Terminal::Shared] {
            let Fake { home, helper } = fake("echo asked >>asked; exec sleep 600");
            let hasty = CredentialHelper { deadline: Duration::from_millis(500), terminal, ..helper };
            let (code, said) = refusal(hasty.get("work"));
            assert_eq!(
                (code, said.as_str()),
                (Code::StoreCommandTimeout, "sh: no answer to `get` within 500ms")
            );
            let patient = CredentialHelper { deadline: Duration::from_secs(3600), ..hasty };
            assert_eq!(refusal(patient.delete("work")).0, Code::StoreCommandTimeout);
            let asked = std::fs::read_to_string(home.path().join("asked")).unwrap_or_default();
            assert_ne!(asked, "asked\nasked\n");
        }
    }

    #[test]
    fn a_program_is_never_found_in_the_current_directory() {
        // C156
        for command in ["./sh", "no-such-program", "bin/sh", "/bin", "/etc/passwd", "~/sh"] {
            let is_there = command.starts_with('/');
            let command = CommandLine::parse(command).unwrap();
            let environment = environment::of(&[("PATH", ":.:bin:/bin")]);
            let error = CredentialHelper::new(command, environment, false).get("work").unwrap_err();
            assert_eq!((error.code(), error.exit()), (Code::StoreCommandMissing, 11));
            let why = if is_there { "it is not an executable file" } else { "no such program" };
            assert!(error.found().unwrap().raw().ends_with(why), "{error:?}");
        }
    }
}
