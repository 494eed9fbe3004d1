//! How an address is handed to a browser (threats C36, C38–C40, C156): to one program, as one argument.

#![cfg(unix)]

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use authctl::{
    error::Code,
    host::{Browser as _, browser::SystemBrowser, environment},
    protocol::browser_url,
};
use tempfile::TempDir;
use url::Url;

/// A directory of fake programs that write down their arguments, NUL after each. One test at a time has one: a program
/// that is started while another thread writes its file would inherit that file and keep it from being run.
struct Desk(TempDir, #[expect(dead_code, reason = "held, not read")] MutexGuard<'static, ()>);

static ONE_DESK: Mutex<()> = Mutex::new(());

impl Desk {
    fn with(programs: &[&str]) -> Self {
        let turn = ONE_DESK.lock().unwrap_or_else(PoisonError::into_inner);
        let desk = Self(tempfile::tempdir().unwrap(), turn);
        for program in programs {
            desk.program(program, "exit 0");
        }
        desk
    }

    fn program(&self, name: &str, then: &str) {
        let called = self.0.path().join("called");
        let script = format!(
            "#!/bin/sh\n{{ printf '%s\\0' \"${{0##*/}}\" \"$@\"; printf '\\n'; }} >> '{}'\n{then}\n",
            called.display()
        );
        let file = self.0.path().join(name);
        fs::write(&file, script).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn path(&self) -> &str {
        self.0.path().to_str().unwrap()
    }

    /// A browser on a desktop with only this desk's programs.
    fn browser(&self, command: Option<&str>, variables: &[(&str, &str)]) -> SystemBrowser {
        let variables: Vec<(&str, &str)> =
            [("PATH", self.path()), ("DISPLAY", ":0")].into_iter().chain(variables.iter().copied()).collect();
        SystemBrowser::new(command.map(Into::into), environment::of(&variables))
    }

    /// Each call: the program and its arguments.
    fn calls(&self) -> Vec<Vec<String>> {
        let text = fs::read_to_string(self.0.path().join("called")).unwrap_or_default();
        text.lines().map(|line| line.split_terminator('\0').map(Into::into).collect()).collect()
    }

    fn files(&self) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> =
            fs::read_dir(self.0.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    }
}

fn url() -> Url {
    browser_url::judge("https://id.example/authorize?state=a&scope=openid%20email").unwrap()
}

#[test]
fn hostile_addresses_reach_one_program_as_one_argument() {
    // C36, S-10
    let desk = Desk::with(&["xdg-open", "sh", "cmd", "id", "touch", "curl"]);
    let before = desk.files().len();
    let browser = desk.browser(None, &[]);
    let pwned = desk.0.path().join("pwned");
    let parts = [
        "$(touch P)",
        "`touch P`",
        ";touch P;",
        "|touch P",
        "&&touch P",
        "'\"$(touch P)\"'",
        "\ntouch P",
        "%0atouch P",
        "--new-window",
        "$IFS",
        "${PATH}",
        "%s",
        "%u",
        "{}",
        "*",
        "~",
        "!!",
        "\\x41",
        "<(touch P)",
        "\u{202e}",
    ];
    let frames = [
        "https://id.example/?a={}",
        "https://id.example/{}",
        "https://id.example/#{}",
        "https://{}.example/",
        "https://id.example:{}/",
        "{}",
        "{}https://id.example/",
        "https://{}@id.example/",
        "javascript:{}",
        "https://id.example/?{}=a",
        "https://id.example/{}/..",
        "http://127.0.0.1/{}",
        "http://{}/",
        "file:///{}",
        "https://id.example/?a=b&{}",
        "data:text/html,{}",
    ];
    let (mut tried, mut opened) = (0, Vec::new());
    for frame in frames {
        for part in parts {
            tried += 1;
            let text = frame.replace("{}", &part.replace('P', pwned.to_str().unwrap()));
            if let Ok(url) = browser_url::judge(&text) {
                // starting a program takes a while: one of each kind is enough to see that it is one argument
                if opened.len() < 40 {
                    assert!(browser.open(&url).unwrap());
                }
                opened.push(url);
            }
        }
    }
    assert!(tried >= 300 && opened.len() >= 40);
    let calls = desk.calls();
    assert_eq!(calls.len(), 40);
    for (call, url) in calls.iter().zip(&opened) {
        assert_eq!(call, &["xdg-open".to_owned(), url.to_string()]);
    }
    for url in &opened {
        assert!(matches!(url.scheme(), "https" | "http"));
        let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@&+,=%".contains(&byte);
        assert!(url.as_str().bytes().all(is_safe), "{url}");
    }
    assert!(!pwned.exists());
    assert_eq!(desk.files().len(), before + 1);
}

#[test]
fn a_command_is_split_before_the_address_is_put_in() {
    // C38
    let hostile = Url::parse("https://id.example/?a=b").unwrap();
    for (command, arguments) in [
        ("fake", vec!["fake", "https://id.example/?a=b"]),
        ("fake -x", vec!["fake", "-x", "https://id.example/?a=b"]),
        ("fake %s", vec!["fake", "https://id.example/?a=b"]),
        ("fake --app=%s -y", vec!["fake", "--app=https://id.example/?a=b", "-y"]),
        ("fake %s%s %s", vec!["fake", "https://id.example/?a=b", "%s"]),
        ("fake $(id) ;", vec!["fake", "$(id)", ";", "https://id.example/?a=b"]),
    ] {
        for use_flag in [true, false] {
            let desk = Desk::with(&["fake", "xdg-open"]);
            let browser = if use_flag {
                desk.browser(Some(command), &[("BROWSER", "other"), ("CI", "1")])
            } else {
                desk.browser(None, &[("BROWSER", command)])
            };
            assert!(browser.open(&hostile).unwrap());
            assert_eq!(desk.calls(), std::slice::from_ref(&arguments), "{command}");
        }
    }
}

#[test]
fn a_list_of_browsers_is_tried_in_its_order() {
    // C38, C39
    let desk = Desk::with(&["good", "better", "xdg-open"]);
    desk.program("failing", "echo noise; echo noise >&2; exit 3");
    let open = |variables: &[(&str, &str)]| desk.browser(None, variables).open(&url()).unwrap();
    assert!(open(&[("BROWSER", "missing:failing:./good:good %s:better")]));
    assert!(open(&[("AUTHCTL_BROWSER", "better"), ("BROWSER", "good")]));
    assert!(!open(&[("BROWSER", "missing:failing")]));
    let names: Vec<String> = desk.calls().into_iter().map(|call| call[0].clone()).collect();
    assert_eq!(names, ["failing", "good", "better", "failing"]);
}

#[test]
fn a_browser_named_by_the_flag_that_cannot_be_run_is_an_error() {
    let desk = Desk::with(&[]);
    desk.program("failing", "exit 1");
    for command in ["missing", "./failing", "failing", "", "sub/failing"] {
        let error = desk.browser(Some(command), &[]).open(&url()).unwrap_err();
        assert_eq!((error.code(), error.exit()), (Code::Usage, 2), "{command}");
    }
}

#[test]
fn where_there_is_no_person_at_a_screen_nothing_is_opened() {
    // C40
    let desk = Desk::with(&["xdg-open", "www-browser"]);
    let here = [("PATH", desk.path())];
    for more in [
        vec![("DISPLAY", ":0"), ("CI", "true")],
        vec![("DISPLAY", ":0"), ("CI", "1"), ("BROWSER", "www-browser")],
        vec![("DISPLAY", ":0"), ("SSH_CONNECTION", "a b c d")],
        vec![("WAYLAND_DISPLAY", "wayland-0"), ("SSH_TTY", "/dev/pts/0")],
        #[cfg(not(target_os = "macos"))]
        vec![],
        #[cfg(not(target_os = "macos"))]
        vec![("DISPLAY", "")],
    ] {
        let variables: Vec<(&str, &str)> = here.iter().copied().chain(more.iter().copied()).collect();
        let browser = SystemBrowser::new(None, environment::of(&variables));
        assert!(!browser.open(&url()).unwrap(), "{more:?}");
        assert!(browser.reason_not_to_open().is_some());
    }
    assert_eq!(desk.calls(), Vec::<Vec<String>>::new());
}

#[test]
fn no_program_is_taken_from_the_current_directory() {
    // C156
    let desk = Desk::with(&["xdg-open", "fake"]);
    let inside = Path::new(desk.path()).parent().unwrap();
    let name = Path::new(desk.path()).file_name().unwrap().to_str().unwrap();
    assert!(inside.join(name).join("fake").exists());
    for path in ["", ".", ":", "./", name, "..:."] {
        let variables = [("PATH", path), ("DISPLAY", ":0")];
        let browser = SystemBrowser::new(None, environment::of(&variables));
        assert!(!browser.open(&url()).unwrap(), "{path:?}");
    }
    assert_eq!(desk.calls(), Vec::<Vec<String>>::new());
}

#[cfg(target_os = "linux")]
#[test]
fn a_browser_gets_no_stream_and_no_descriptor_of_ours() {
    // C39
    let desk = Desk::with(&[]);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let seen = desk.0.path().join("seen");
    desk.program(
        "fake",
        &format!(
            "for fd in 0 1 2 3 4 5 6 7 8 9; do readlink /proc/$$/fd/$fd; done > '{}'; exit 0",
            seen.display()
        ),
    );
    let variables = [("PATH", "/usr/bin:/bin"), ("DISPLAY", ":0")];
    let command = format!("{}/fake", desk.path());
    assert!(SystemBrowser::new(Some(command), environment::of(&variables)).open(&url()).unwrap());
    let seen = fs::read_to_string(seen).unwrap();
    assert_eq!(seen.lines().filter(|line| *line == "/dev/null").count(), 2, "{seen}");
    assert!(!seen.contains("socket:"), "{seen}");
    drop(listener);
}
