//! The forms in which `token` hands a token out, through the real binary, and read by what they are for: a shell, curl,
//! kubectl, git.

use std::{
    ffi::OsString,
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::{
        Arc,
        mpsc::{Receiver, channel},
    },
    thread,
    time::Duration,
};

use authctl::{error::Code, jose::base64url, output::token_format::FORMATS};
use rustls::pki_types::PrivateKeyDer;
use serde_json::json;

use crate::support::{
    exchange::Reply,
    program::Program,
    ran::timeless,
    scripted::{Provider, Scripted},
    served::Served,
};

/// A program of this machine that not every machine has; its absence is said.
fn installed(name: &str) -> Option<PathBuf> {
    let found = std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|directory| directory.join(name))
        .find(|file| file.is_file());
    if found.is_none() {
        eprintln!("THERE IS NO {name} HERE, SO NOBODY HAS TESTED WHAT authctl TELLS IT");
    }
    found
}

/// That program in the program's home, with authctl on its path.
fn beside(program: &Program, other: &Path, arguments: &[&str]) -> Output {
    let ours = program.command(&[]);
    let ours_at = Path::new(ours.get_program()).parent().unwrap().to_owned();
    let path =
        std::env::join_paths([ours_at, other.parent().unwrap().into(), "/usr/bin".into(), "/bin".into()]);
    let variables: Vec<(OsString, OsString)> =
        ours.get_envs().map(|(name, value)| (name.to_owned(), value.unwrap().to_owned())).collect();
    let mut command = Command::new(other);
    command.args(arguments).env_clear().envs(variables).env("PATH", path.unwrap());
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_TERMINAL_PROMPT", "0");
    command.current_dir(program.path("home")).stdin(Stdio::null()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What a form needs beside its name.
fn with_its_flags(format: &str) -> Vec<&str> {
    let flags: &[&str] = match format {
        "netrc" => &["--host", "git.example"],
        "git-credential" => &["--host", "git.example", "get"],
        _ => &[],
    };
    [&["token", "--format", format], flags].concat()
}

#[test]
fn the_documents_list_every_form() {
    let expected: String = FORMATS
        .iter()
        .map(|row| format!("| `{}` | {} | {} |\n", row.name, row.what, row.specified))
        .collect();
    let document = include_str!("../docs/tokens.md");
    let (_, rows) = document.split_once("| --- | --- | --- |\n").unwrap();
    assert_eq!(rows.split("\n\n").next().unwrap().to_owned() + "\n", expected);
}

#[test]
fn every_form_hands_out_the_token_that_is_kept() {
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let token = program.session("work").access_token.expose().clone();
    let help = program.run(&["token", "--help"]).answer();
    for row in FORMATS {
        let asked = "protocol=https\nhost=git.example\n\n";
        let written = program.told(&with_its_flags(row.name), asked).answer();
        let written = timeless(&written).replace(&token, "TOKEN");
        let expected = match row.name {
            "raw" => "TOKEN",
            "header" => "Authorization: Bearer TOKEN",
            "json" => {
                "{\n  \"profile\": \"work\",\n  \"type\": \"access\",\n  \"token\": \"TOKEN\",\n  \"token_type\": \"Bearer\",\n  \
                 \"expires_at\": \"MOMENT\",\n  \"scope\": [\n    \"openid\",\n    \"profile\",\n    \"email\",\n    \
                 \"offline_access\"\n  ]\n}"
            }
            "env" => "AUTHCTL_ACCESS_TOKEN=TOKEN\nAUTHCTL_TOKEN_TYPE=Bearer\nAUTHCTL_EXPIRES_AT=MOMENT",
            "netrc" => "machine git.example login oauth2 password TOKEN",
            "exec-credential" => {
                "{\n  \"apiVersion\": \"client.authentication.k8s.io/v1\",\n  \"kind\": \"ExecCredential\",\n  \"status\": {\n    \
                 \"expirationTimestamp\": \"MOMENT\",\n    \"token\": \"TOKEN\"\n  }\n}"
            }
            "git-credential" => {
                assert!(
                    written.starts_with("username=oauth2\npassword=TOKEN\npassword_expiry_utc="),
                    "{written}"
                );
                &written
            }
            other => panic!("nobody has said what {other} looks like"),
        };
        assert_eq!(written, expected, "{}", row.name);
        assert!(help.contains(row.name) && help.contains(row.what), "{}: {help}", row.name);
    }
    assert_eq!(served.stat("refreshes"), 0);
}

#[test]
fn a_form_that_is_not_known_or_lacks_its_host_is_a_wrong_call() {
    let program = Program::new();
    for call in [
        &["token", "--format", "yaml", "--json"][..],
        &["token", "--format", "netrc", "--host", "a b", "--json"],
        &["token", "--format", "netrc", "--host", "git.example", "--user", "a b", "--json"],
        &["token", "--format", "git-credential", "get"],
        &["token", "--format", "git-credential", "--host", "git.example"],
        &["token", "--format", "git-credential", "--host", "git.example", "get", "--type", "refresh"],
        &["token", "get"],
        &["token", "--watch", "--json"],
    ] {
        program.run(call).refused(Code::Usage);
    }
    let ran = program.run(&["token", "--format", "yaml"]);
    assert!(FORMATS.iter().all(|row| ran.stderr.contains(row.name)), "{}", ran.stderr);
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    for host in [&[][..], &["--host", "git.example:8080"]] {
        program.run(&[&["token", "--format", "netrc"], host].concat()).refused(Code::Usage);
    }
}

#[test]
fn a_token_that_a_shell_would_act_on_is_not_written_for_a_shell() {
    // C69
    let provider = Scripted::new()
        .tokens(|tokens, _| drop(tokens.insert("access_token".into(), "a;touch(stolen)&#~b".into())))
        .start();
    let program = Program::new();
    program.run(&provider.login()).ok();
    program.run(&["token", "--format", "env"]).refused(Code::TokenCharset);
    assert_eq!(program.run(&["token"]).answer(), "a;touch(stolen)&#~b");
}

#[cfg(unix)]
#[test]
fn a_shell_reads_the_variables_as_they_are() {
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    program.run(&["token", "--format", "env", "--output-file", "token.env"]).answer();
    let script = "set -a; . ../token.env; set +a; exec env";
    let said = text(&beside(&program, Path::new("/bin/sh"), &["-c", script]).stdout);
    let token = program.session("work").access_token.expose().clone();
    for line in std::fs::read_to_string(program.path("token.env")).unwrap().lines() {
        assert!(said.lines().any(|said| said == line), "{line}");
    }
    assert!(said.lines().any(|line| line == format!("AUTHCTL_ACCESS_TOKEN={token}")));
}

/// A provider that is also a server which wants this token as a Basic password.
fn asking_for_a_password(path: &'static str, reply: fn() -> Reply) -> Provider {
    let unauthorized = || Reply::new("401 Unauthorized", "WWW-Authenticate: Basic realm=\"git\"\r\n", "");
    Scripted::new()
        .tokens(|tokens, _| drop(tokens.insert("access_token".into(), "CANARY-access".into())))
        .at(path, move |asked, _| {
            let credential = asked.headers.get("authorization").and_then(|text| text.strip_prefix("Basic "));
            let user_and_password = credential.and_then(base64url::decode_standard);
            match user_and_password.as_deref() {
                Some(b"oauth2:CANARY-access") => reply(),
                _ => unauthorized(),
            }
        })
        .start()
}

#[test]
fn curl_finds_the_token_in_a_netrc_file() {
    let Some(curl) = installed("curl") else { return };
    let provider = asking_for_a_password("/api", || Reply::new("200 OK", "", "welcome"));
    let program = Program::new();
    program.run(&provider.login()).ok();
    program
        .run(&["token", "--format", "netrc", "--host", "127.0.0.1", "--output-file", "home/netrc"])
        .answer();
    let url = format!("{}/api", provider.issuer());
    let said = beside(&program, &curl, &["-sS", "--netrc-file", "netrc", &url]);
    assert_eq!((text(&said.stdout).as_str(), text(&said.stderr).as_str()), ("welcome", ""));
}

#[test]
fn the_answer_to_kubectl_is_of_the_version_that_it_asks_for() {
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let asked = |version: &str| {
        json!({"apiVersion": format!("client.authentication.k8s.io/{version}"), "kind": "ExecCredential", "spec": {"interactive": false}})
            .to_string()
    };
    let ask = ["token", "--format", "exec-credential", "--type", "id"];
    let mut program = program;
    for version in ["v1", "v1beta1"] {
        program = program.with("KUBERNETES_EXEC_INFO", asked(version));
        let answer = program.run(&ask).ok().json();
        assert_eq!(answer["apiVersion"], format!("client.authentication.k8s.io/{version}"));
        assert_eq!(answer["status"]["token"], *program.session("work").id_token.unwrap().expose());
        assert_eq!(timeless(answer["status"]["expirationTimestamp"].as_str().unwrap()), "MOMENT");
    }
    program = program.with("KUBERNETES_EXEC_INFO", asked("v1alpha1"));
    program.run(&ask).refused(Code::Usage);
    program.with("KUBERNETES_EXEC_INFO", "{").run(&ask).refused(Code::Usage);
}

/// A server with TLS, since kubectl gives no credential to another: its port, its certificate, and what it is asked at
/// `/hello`.
fn tls_server() -> (u16, String, Receiver<String>) {
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let config =
        rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, received) = channel();
    let config = Arc::new(config);
    // Some builds ask for the version first; the last connection is left to the end of the test's process.
    thread::spawn(move || {
        for socket in listener.incoming() {
            let Some(request) = welcomed(socket.unwrap(), &config) else { continue };
            if request.starts_with("GET /hello ") && sender.send(request).is_err() {
                break;
            }
        }
    });
    (port, cert.pem(), received)
}

/// Reads a request, if there is one, and welcomes whoever sent it.
fn welcomed(mut socket: TcpStream, config: &Arc<rustls::ServerConfig>) -> Option<String> {
    let mut connection = rustls::ServerConnection::new(Arc::clone(config)).unwrap();
    let mut stream = rustls::Stream::new(&mut connection, &mut socket);
    let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
    while !request.ends_with(b"\r\n\r\n") {
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        request.extend_from_slice(&buffer[..count]);
    }
    let head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 8\r\nConnection: close\r\n\r\n";
    stream.write_all(format!("{head}welcome\n").as_bytes()).ok()?;
    // Closing with unread bytes would be a reset.
    let _ = stream.read(&mut buffer);
    Some(String::from_utf8_lossy(&request).into_owned())
}

#[test]
fn kubectl_signs_in_with_the_token() {
    let Some(kubectl) = installed("kubectl") else { return };
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let (port, certificate, received) = tls_server();
    program.write("home/ca.pem", &certificate);
    let config = json!({
        "apiVersion": "v1", "kind": "Config", "current-context": "a",
        "clusters": [{"name": "a", "cluster": {
            "server": format!("https://127.0.0.1:{port}"), "certificate-authority": "ca.pem",
        }}],
        "contexts": [{"name": "a", "context": {"cluster": "a", "user": "me"}}],
        "users": [{"name": "me", "user": {"exec": {
            "apiVersion": "client.authentication.k8s.io/v1", "command": "authctl", "interactiveMode": "Never",
            "args": ["token", "--type", "id", "--format", "exec-credential"],
        }}}],
    });
    program.write("home/config", &config.to_string());
    let said = beside(&program, &kubectl, &["--kubeconfig", "config", "get", "--raw", "/hello"]);
    assert_eq!((text(&said.stdout).as_str(), text(&said.stderr).as_str()), ("welcome\n", ""));
    let request = received.recv_timeout(Duration::from_secs(20)).unwrap();
    let token = program.session("work").id_token.unwrap();
    assert!(request.contains(&format!("Authorization: Bearer {}\r\n", token.expose())));
}

#[test]
fn git_is_answered_for_the_one_host_and_for_nothing_else() {
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let ask = |operation: &str, asked: &str| {
        let call = ["token", "--format", "git-credential", "--host", "git.example", operation];
        program.told(&call, asked).answer()
    };
    assert!(ask("get", "protocol=https\nhost=git.example\n").starts_with("username=oauth2\npassword="));
    assert!(
        ask("get", "protocol=https\nhost=git.example\nusername=me\n").starts_with("username=me\npassword=")
    );
    for asked in [
        "protocol=https\nhost=evil.example\n",
        "protocol=http\nhost=git.example\n",
        "protocol=https\nhost=git.example\rhost=evil.example\n",
        "protocol=https\r\nhost=git.example\r\n",
        "protocol=https\nhost=evil.example\nhost=git.example\n",
        "",
    ] {
        assert_eq!(ask("get", asked), "", "{asked:?}");
    }
    for operation in ["store", "erase", "capability", "what-may-come"] {
        assert_eq!(ask(operation, "protocol=https\nhost=git.example\npassword=x\n"), "", "{operation}");
    }
    // What git reads stays what git reads, whatever is set for the shell around it.
    let program = program.with("AUTHCTL_JSON", "1");
    let call = ["token", "--format", "git-credential", "--host", "git.example", "get"];
    let answer = program.told(&call, "protocol=https\nhost=git.example\n").answer();
    assert!(answer.starts_with("username=oauth2\npassword="), "{answer}");
    // Nobody who is not answered needs a session.
    assert_eq!(Program::new().told(&call, "protocol=https\nhost=evil.example\n").answer(), "");
    Program::new().told(&call, "protocol=https\nhost=git.example\n").refused(Code::LoginRequired);
}

#[test]
fn git_signs_in_with_the_token() {
    let Some(git) = installed("git") else { return };
    let refs = || {
        let service = "001e# service=git-upload-pack\n0000";
        let line = "003d0123456789012345678901234567890123456789 refs/heads/main\n0000";
        let body = format!("{service}{line}");
        Reply::new("200 OK", "Content-Type: application/x-git-upload-pack-advertisement\r\n", &body)
    };
    let provider = asking_for_a_password("/repo.git/info/refs", refs);
    let program = Program::new();
    program.run(&provider.login()).ok();
    let authority = provider.address.to_string();
    let helper = format!("credential.helper=!authctl token --format git-credential --host {authority}");
    let alone = ["-c", "credential.helper=", "-c", &helper];

    let url = format!("http://{authority}/repo.git");
    let said = beside(&program, &git, &[&alone[..], &["ls-remote", &url]].concat());
    let line = "0123456789012345678901234567890123456789\trefs/heads/main\n";
    assert_eq!((text(&said.stdout).as_str(), text(&said.stderr).as_str()), (line, ""));

    let fill = |host: &str| {
        program.write("home/asked", &format!("protocol=http\nhost={host}\n\n"));
        let script = format!("exec git -c credential.helper= -c '{helper}' credential fill <asked");
        let sh = beside(&program, &git, &["-c", &format!("alias.x=!{script}"), "x"]);
        (text(&sh.stdout), text(&sh.stderr))
    };
    let (filled, _) = fill(&authority);
    assert!(filled.contains("\nusername=oauth2\npassword=CANARY-access\npassword_expiry_utc="), "{filled}");
    let (filled, said) = fill("evil.example");
    assert!(!filled.contains("CANARY") && said.contains("evil.example"), "{filled}{said}");
}

#[test]
fn an_id_token_that_would_not_last_is_renewed_and_one_that_cannot_be_is_told() {
    let (program, served) = (Program::new(), Served::configured("[lifetimes]\nid_token = \"30s\"\n"));
    served.sign_in(&program);
    let first = program.session("work").id_token.unwrap().expose().clone();
    assert_eq!(program.run(&["token", "--type", "id", "--min-ttl", "1s"]).answer(), first);
    assert_eq!(served.stat("refreshes"), 0);
    let second = program.run(&["token", "--type", "id"]).answer();
    assert_ne!(second, first);
    assert_eq!(served.stat("refreshes"), 1);

    let provider = Scripted::new()
        .claims(|claims, world| {
            claims.insert("iat".into(), (world.now() - 60).into());
            // Within what clocks may differ, so that it is taken, and over all the same. RFC 7519 §2: it may have a fraction.
            claims.insert("exp".into(), ((world.now() - 30) as f64 + 0.5).into());
        })
        .start();
    let program = Program::new();
    program.run(&provider.login()).ok();
    let ran = program.run(&["token", "--type", "id"]).refused(Code::LoginRequired);
    assert!(
        ran.stderr.starts_with("error: the ID token has expired, and a refresh brings no new one"),
        "{}",
        ran.stderr
    );
}

#[cfg(unix)]
#[test]
fn a_token_in_a_file_is_whole_and_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let (program, served) = (Program::new(), Served::start());
    served.sign_in(&program);
    let file = program.write("token.txt", "what was there");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(program.run(&["token", "--output-file", "token.txt"]).answer(), "");
    let token = program.session("work").access_token.expose().clone();
    // Without the end of a line, which would end a header too.
    assert_eq!(std::fs::read_to_string(&file).unwrap(), token);
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    program.run(&["token", "--output-file", "/dev/null"]).refused(Code::FileFailed);
    program.run(&["token", "--output-file", "/proc/version/x"]).refused(Code::FileFailed);
}
