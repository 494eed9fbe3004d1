//! The configuration of Logto's OAuth2 connector as a profile, through the real binary: what becomes of each member, what is told
//! of a provider that the connector would not get on with, and that a wrong configuration writes nothing.

use std::fs;

use authctl::{error::Code, jose::jws, profile::logto_connector};
use serde_json::{Value, json};

use crate::support::{
    exchange::{Asked, Reply},
    program::Program,
    ran::Ran,
    scripted::{CLIENT, Provider, Scripted, World},
};

/// With what a form, a header and a shell write in another way, and long enough to sign with.
const SECRET: &str = "CANARY:100% a+b/\u{22}c\\d of a client's secret that is long enough, even for HS512, which wants 64 bytes";

/// A connector for this provider, with these members besides or instead; `null` takes one out.
fn connector(provider: &Provider, more: Value) -> Value {
    let at = |path: &str| format!("{}{path}", provider.issuer());
    let mut connector = json!({
        "authorizationEndpoint": at("/authorize"), "tokenEndpoint": at("/token"), "userInfoEndpoint": at("/userinfo"),
        "clientId": CLIENT, "clientSecret": SECRET,
    });
    let members = connector.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    members.retain(|_, value| !value.is_null());
    connector
}

fn add(program: &Program, connector: &Value, more: &[&str]) -> Ran {
    let file = program.private("connector.json", &connector.to_string());
    let add = ["profile", "add", "tried", "--from-logto-connector", &file];
    let ran = program.run(&[&add[..], more].concat());
    assert!(!(ran.stdout.clone() + &ran.stderr).contains("CANARY"), "{ran:?}");
    ran
}

/// Signs in by the profile; the address that the browser was sent to.
fn login(program: &Program, provider: &Provider, more: &[&str]) -> (url::Url, Ran) {
    let mut login = program.start(&[&["login", "--profile", "tried", "--no-browser"], more].concat());
    let url = login.line("http");
    login.paste(provider.send_back(&url).as_str());
    let ran = login.end();
    let ran = Ran { stderr: ran.stderr.replace(&url, "ADDRESS"), ..ran };
    provider.tells_nothing(&ran);
    (url.parse().unwrap(), ran)
}

fn form(body: &str) -> Reply {
    Reply::new("200 OK", "Content-Type: text/html; charset=utf-8\r\n", body)
}

/// A token answer as the connector expects it by default.
fn form_tokens(_: &Asked, world: &World) -> Reply {
    let (access, refresh) = (world.secret("access"), world.secret("refresh"));
    form(&format!("access_token={access}&refresh_token={refresh}&token_type=bearer&scope=a,b"))
}

fn json_tokens(_: &Asked, world: &World) -> Reply {
    let tokens = json!({"access_token": world.secret("access"), "token_type": "Bearer", "expires_in": 3600});
    Reply::json("200 OK", &tokens.to_string())
}

/// What the connector would not take, as the login tells it.
fn told(ran: &Ran) -> Vec<&str> {
    let lines = ran.stderr.lines();
    lines
        .filter_map(|line| line.strip_prefix("Logto's connector would not take this token answer: "))
        .collect()
}

#[test]
fn every_member_has_its_place_and_the_secret_is_where_secrets_are() {
    let provider = Scripted::new()
        .at("/token", form_tokens)
        .at("/userinfo", |_, _| {
            let user =
                json!({"data": {"user_id": 7, "mails": ["a@example.com"]}, "name": "Ann", "avatar": false});
            Reply::json("200 OK", &user.to_string())
        })
        .start();
    let program = Program::new().with("AUTHCTL_CONFIG", "profiles.toml");
    let connector = connector(
        &provider,
        json!({
            "responseType": "code", "grantType": "authorization_code",
            "tokenEndpointAuthMethod": "client_secret_basic", "clientSecretJwtSigningAlgorithm": "HS512",
            "scope": "a b\nc", "tokenEndpointResponseType": "query-string",
            "profileMap": {"id": "data.user_id", "email": "data.mails.0"},
            "customConfig": {"accessType": "offline", "user-hint": "\u{e4} b"},
        }),
    );
    let ran = add(&program, &connector, &["--callback-port", "9479"]).ok();
    assert_eq!(
        ran.stderr,
        "Added profile tried to HOME/profiles.toml; the client secret is in file:HOME/state/clients/tried.client_secret.\n\
         At the provider, enter http://127.0.0.1:9479/callback as a redirect address beside Logto's.\n\
         Next: authctl login --profile tried\n"
    );
    let written = fs::read_to_string(program.path("profiles.toml")).unwrap();
    let home = program.path("").display().to_string();
    assert_eq!(
        written.replace(home.trim_end_matches('/'), "HOME").replace(provider.issuer(), "ISSUER"),
        "[profiles.tried]\n\
         client_id = \"client-1\"\n\
         auth_method = \"client_secret_basic\"\n\
         scopes = [\"a\", \"b\", \"c\"]\n\
         endpoints = { authorization_endpoint = \"ISSUER/authorize\", token_endpoint = \"ISSUER/token\", userinfo_endpoint = \"ISSUER/userinfo\" }\n\
         params = { access_type = \"offline\", user_hint = \"\u{e4} b\" }\n\
         token_params = { access_type = \"offline\", user_hint = \"\u{e4} b\" }\n\
         profile_map = { id = \"data.user_id\", name = \"name\", email = \"data.mails.0\", avatar = \"avatar\", phone = \"phone\" }\n\
         quirks = [\"logto-connector\", \"form-encoded-token-answer\", \"basic-without-form-encoding\", \"comma-scopes\"]\n\
         callback_port = 9479\n\
         client_secret = \"file:HOME/state/clients/tried.client_secret\"\n"
    );
    let secret = program.path("state/clients/tried.client_secret");
    assert_eq!(fs::read_to_string(&secret).unwrap(), SECRET);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&secret).unwrap().permissions().mode() & 0o777, 0o600);
    }

    let (url, ran) = login(&program, &provider, &["--callback-port", "0", "--trace"]);
    let ran = ran.ok();
    assert_eq!(told(&ran), [""; 0]);
    for quirk in
        ["logto-connector", "form-encoded-token-answer", "basic-without-form-encoding", "comma-scopes"]
    {
        assert!(ran.stderr.contains(&format!(". quirk {quirk}\n")), "{quirk} in\n{}", ran.stderr);
    }
    assert!(
        ran.stderr.contains("checked token answer\n   ok Logto's connector would take it\n"),
        "{}",
        ran.stderr
    );
    let query =
        |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    assert_eq!(query("scope").as_deref(), Some("a b c"));
    assert_eq!(
        (query("access_type").as_deref(), query("user_hint").as_deref()),
        (Some("offline"), Some("\u{e4} b"))
    );
    program.run(&["refresh"]).ok();
    for (asked, grant) in provider.asked("/token").iter().zip(["authorization_code", "refresh_token"]) {
        // C134, C135: id and secret as they are, and nowhere else
        let credential = asked.headers["authorization"].strip_prefix("Basic ").unwrap();
        let credential = authctl::jose::base64url::decode_standard(credential).unwrap();
        assert_eq!(String::from_utf8(credential).unwrap(), format!("{CLIENT}:{SECRET}"));
        assert_eq!((asked.form.get("client_id"), asked.form.get("client_secret")), (None, None));
        assert_eq!(asked.form["grant_type"], grant);
        assert_eq!(
            (asked.form["access_type"].as_str(), asked.form["user_hint"].as_str()),
            ("offline", "\u{e4} b")
        );
        assert_eq!(asked.headers["accept"], "*/*");
    }
    assert_eq!(
        program.run(&["whoami"]).answer(),
        "profile   tried\n\
         provider  oauth\n\
         id        7\n\
         name      Ann\n\
         email     a@example.com"
    );

    let ran = program.run(&["profile", "remove", "tried"]).ok();
    let hint = "\nIts client secret stays too: authctl client delete --forget --profile tried\n";
    assert!(ran.stderr.ends_with(hint), "{}", ran.stderr);
    let ran = add(&program, &connector, &[]).refused(Code::ProfileExists);
    assert!(ran.stderr.contains("authctl client delete --forget --profile tried"), "{}", ran.stderr);
    program.run(&["client", "delete", "--forget", "--profile", "tried"]).ok();
    assert!(!secret.exists());
}

#[test]
fn what_nothing_is_said_of_is_as_in_the_connector() {
    let provider = Scripted::new()
        .at("/token", form_tokens)
        .at("/userinfo", |_, _| Reply::json("200 OK", r#"{"id": "u", "sub": "s", "picture": "p"}"#))
        .start();
    let program = Program::new();
    add(&program, &connector(&provider, json!({})), &[]).ok();
    let (url, ran) = login(&program, &provider, &[]);
    assert_eq!(told(&ran.ok()), [""; 0]);
    assert!(!url.query_pairs().any(|(name, _)| name == "scope"), "{url}");
    let asked = &provider.asked("/token")[0];
    assert_eq!((asked.form["client_id"].as_str(), asked.form["client_secret"].as_str()), (CLIENT, SECRET));
    assert_eq!(asked.headers.get("authorization"), None);
    let person = program.run(&["whoami", "--json"]).ok().json();
    assert_eq!((&person["id"], &person["avatar"]), (&json!("u"), &json!(null)));
}

#[test]
fn what_the_connector_would_not_take_of_a_token_answer_is_told() {
    type Tokens = fn(&Asked, &World) -> Reply;
    let cases: [(&str, Tokens, &[&str]); 5] = [
        (
            "query-string",
            json_tokens,
            &["it is JSON, and tokenEndpointResponseType is query-string, or not said."],
        ),
        ("json", json_tokens, &[]),
        (
            "query-string",
            |_, world| {
                form(&format!("access_token={}&token_type=bearer&expires_in=3600", world.secret("access")))
            },
            &["it has expires_in, which in a form is a text and not a number."],
        ),
        (
            "json",
            |_, world| {
                let tokens = json!({
                    "access_token": world.secret("access"), "token_type": "Bearer", "expires_in": "3600",
                    "refresh_token": null, "scope": ["a"],
                });
                Reply::json("200 OK", &tokens.to_string())
            },
            &["expires_in is not a number.", "refresh_token is not a text.", "scope is not a text."],
        ),
        // it is the type of the answer that nobody looks at
        ("query-string", form_tokens, &[]),
    ];
    for (expected, tokens, said) in cases {
        let provider = Scripted::new().at("/token", tokens).start();
        let program = Program::new();
        add(&program, &connector(&provider, json!({"tokenEndpointResponseType": expected})), &[]).ok();
        let (_, ran) = login(&program, &provider, &[]);
        assert_eq!(told(&ran.ok()), said, "{expected}");
    }
}

#[test]
fn an_answer_that_nobody_can_read_is_told_and_is_no_login() {
    let provider = Scripted::new().at("/token", form_tokens).start();
    let program = Program::new();
    add(&program, &connector(&provider, json!({"tokenEndpointResponseType": "json"})), &[]).ok();
    let (_, ran) = login(&program, &provider, &[]);
    assert_eq!(told(&ran), ["it is not JSON, and tokenEndpointResponseType is json."]);
    ran.refused(Code::NotJson);

    // a refusal is what it is
    let provider = Scripted::new()
        .at("/token", |_, _| Reply::json("400 Bad Request", r#"{"error": "invalid_grant"}"#))
        .start();
    let program = Program::new();
    add(&program, &connector(&provider, json!({})), &[]).ok();
    let (_, ran) = login(&program, &provider, &[]);
    assert_eq!(told(&ran), [""; 0]);
    ran.refused(Code::InvalidGrant);
    assert_eq!(program.sessions().len(), 0);
}

#[test]
fn a_user_that_the_connector_would_not_take_is_told_at_the_login() {
    let provider = Scripted::new()
        .at("/token", form_tokens)
        .at("/userinfo", |_, _| Reply::json("200 OK", r#"{"id": "u", "mail": {"CANARY": 1}}"#))
        .start();
    for (map, says) in [
        (json!({"id": "uid"}), "the user's id is not there: profile_map.id is uid."),
        (json!({"email": "mail"}), "the user's email is of another kind: profile_map.email is mail."),
        (json!({}), ""),
    ] {
        let program = Program::new();
        add(&program, &connector(&provider, json!({"profileMap": map})), &[]).ok();
        let (_, ran) = login(&program, &provider, &[]);
        let ran = ran.ok();
        let told = ran
            .stderr
            .lines()
            .find_map(|line| line.strip_prefix("Logto's connector would not take this user: "));
        assert_eq!(told.unwrap_or_default(), says);
    }
}

#[test]
fn an_assertion_is_signed_by_the_secret_with_the_algorithm_that_is_named() {
    for (algorithm, used) in [(json!("HS512"), "HS512"), (json!(null), "HS256")] {
        let provider = Scripted::new().at("/token", json_tokens).start();
        let program = Program::new();
        let more = json!({
            "tokenEndpointAuthMethod": "client_secret_jwt", "clientSecretJwtSigningAlgorithm": algorithm,
            "tokenEndpointResponseType": "json",
        });
        add(&program, &connector(&provider, more), &[]).ok();
        login(&program, &provider, &[]).1.ok();
        let asked = &provider.asked("/token")[0];
        let (header, claims) = jws::peek(&asked.form["client_assertion"]).unwrap();
        assert_eq!(header["alg"], used);
        assert_eq!(
            (&claims["iss"], &claims["aud"]),
            (&json!(CLIENT), &json!(format!("{}/token", provider.issuer())))
        );
        assert_eq!(asked.form.get("client_secret"), None);
    }
}

#[test]
fn a_wrong_configuration_is_told_by_its_member_and_writes_nothing() {
    let provider = Scripted::new().start();
    crate::support::wire::send(&provider.address.to_string(), "GET", "/jwks", &[], "");
    let program = Program::new();
    for (wrong, says) in [
        (json!({"clientId": null}), "`clientId` is missing"),
        (json!({"clientSecret": ""}), "`clientSecret` is empty"),
        (json!({"clientSecret": ["CANARY"]}), "`clientSecret` is of the wrong kind"),
        (json!({"clientSecret": "CANARY\n"}), "`clientSecret` has a control character"),
        (json!({"scope": ["a"]}), "`scope` is of the wrong kind"),
        (json!({"customConfig": []}), "`customConfig` is of the wrong kind"),
        (json!({"customConfig": {"a": 1}}), "`customConfig.a` is of the wrong kind"),
        (json!({"profileMap": {"id": false}}), "`profileMap.id` is of the wrong kind"),
        (
            json!({"profileMap": {"mail": "x"}}),
            "there is no `profileMap.mail` in a connector's configuration",
        ),
        (json!({"clientID": "CANARY"}), "there is no `clientID` in a connector's configuration"),
        (
            json!({"config": {"clientSecret": "CANARY"}}),
            "there is no `config` in a connector's configuration",
        ),
        (json!({"responseType": "token"}), "`responseType` is none of those that there are"),
        (json!({"grantType": "password"}), "`grantType` is none of those that there are"),
        (
            json!({"tokenEndpointAuthMethod": "none"}),
            "`tokenEndpointAuthMethod` is none of those that there are",
        ),
        (
            json!({"clientSecretJwtSigningAlgorithm": "none"}),
            "`clientSecretJwtSigningAlgorithm` is none of those that there are",
        ),
        (
            json!({"tokenEndpointResponseType": "form"}),
            "`tokenEndpointResponseType` is none of those that there are",
        ),
        (
            json!({"customConfig": {"redirectUri": "x"}}),
            "customConfig.redirectUri: the parameter `redirect_uri` belongs to the protocol and cannot be set",
        ),
        (
            json!({"customConfig": {"clientSecret": "CANARY"}}),
            "customConfig.clientSecret: the parameter `client_secret` belongs to the protocol and cannot be set",
        ),
        (
            json!({"customConfig": {"codeChallenge": "x"}}),
            "customConfig.codeChallenge: the parameter `code_challenge` belongs to the protocol and cannot be set",
        ),
        (
            json!({"customConfig": {"a.b": "x", "aB": "y"}}),
            "customConfig.aB: `a_b` is there twice, written in two ways",
        ),
        (
            json!({"customConfig": {"\u{e4}": "x"}}),
            "customConfig.\u{e4}: a parameter's name is made of letters, digits, _ - . :",
        ),
        (json!({"tokenEndpoint": "http://id.example/token"}), "`token_endpoint`"),
        (json!({"authorizationEndpoint": "javascript:alert(1)"}), "`authorization_endpoint`"),
    ] {
        let ran = add(&program, &connector(&provider, wrong.clone()), &[]);
        assert!(ran.stderr.contains(says), "{wrong}: {}", ran.stderr);
        assert_eq!(ran.exit, 3, "{wrong}: {}", ran.stderr);
        assert!(!program.path("home/.config").exists() && !program.path("state/clients").exists(), "{wrong}");
    }
    for text in [
        "",
        "[]",
        "CANARY",
        "{\"clientSecret\": \"CANARY\"",
        "{\"clientId\": \"a\", \"clientId\": \"CANARY\"}",
    ] {
        let file = program.private("broken.json", text);
        let ran = program.run(&["profile", "add", "tried", "--from-logto-connector", &file]);
        let ran = ran.refused(Code::ConfigInvalid);
        assert!(!ran.stderr.contains("CANARY"), "{}", ran.stderr);
    }
    program.run(&["profile", "add", "tried", "--from-logto-connector", "none.json"]).refused(Code::Usage);
    // A hint that works
    let ran = add(&program, &connector(&provider, json!({"clientID": "a"})), &[]);
    assert!(ran.stderr.contains("did you mean `clientId`?"), "{}", ran.stderr);
}

#[test]
fn nothing_is_said_twice_and_no_profile_is_replaced() {
    let provider = Scripted::new().start();
    crate::support::wire::send(&provider.address.to_string(), "GET", "/jwks", &[], "");
    let program = Program::new();
    let connector = connector(&provider, json!({"customConfig": {"prompt": "login"}}));
    for said in [
        ["--client-id", "x"],
        ["--provider", "github"],
        ["--issuer", "https://id.example"],
        ["--client-secret-from", "env:X"],
        ["--flow", "device"],
        ["--scope", "x"],
        ["--param", "prompt=none"],
        ["--profile-map", "id=x"],
        ["--endpoint", "token_endpoint=https://id.example/"],
    ] {
        let ran = add(&program, &connector, &said).refused(Code::Usage);
        assert!(ran.stderr.contains("the connector's configuration says `"), "{}", ran.stderr);
    }
    assert!(!program.path("state/clients").exists());
    // what it does not say may be added
    add(&program, &connector, &["--param", "hd=example.com", "--ca-file", "/x.pem", "--skew", "5s"]).ok();
    add(&program, &connector, &[]).refused(Code::ProfileExists);
    let shown = program.run(&["profile", "show", "--profile", "tried", "--json"]).ok().json();
    let value = |name: &str| {
        let row = shown.as_array().unwrap().iter().find(|row| row["name"] == name);
        row.unwrap_or_else(|| panic!("{name} in {shown}"))["value"].clone()
    };
    assert_eq!(
        (value("params.hd"), value("params.prompt"), value("skew")),
        (json!("example.com"), json!("login"), json!("5s"))
    );
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_leaves_no_secret_behind() {
    use std::os::unix::fs::PermissionsExt as _;
    let provider = Scripted::new().start();
    crate::support::wire::send(&provider.address.to_string(), "GET", "/jwks", &[], "");
    let program = Program::new();
    let connector = connector(&provider, json!({}));
    let directory = program.path("closed");
    fs::create_dir(&directory).unwrap();
    let file = directory.join("profiles.toml");
    fs::write(&file, "").unwrap();
    let program = program.with("AUTHCTL_CONFIG", file.display().to_string());
    fs::set_permissions(&directory, fs::Permissions::from_mode(0o500)).unwrap();
    let ran = add(&program, &connector, &[]);
    fs::set_permissions(&directory, fs::Permissions::from_mode(0o700)).unwrap();
    if ran.exit == 0 {
        eprintln!("nothing is closed to this user, so this shows nothing");
        return;
    }
    ran.refused(Code::FileFailed);
    assert!(!program.path("state/clients/tried.client_secret").exists());
    assert!(!program.path("state/clients/tried.client").exists());
}

#[test]
fn a_quirk_and_a_parameter_of_the_token_request_are_settings_of_any_profile() {
    let program = Program::new();
    let place = ["login", "--issuer", "https://id.example", "--client-id", "x"];
    let ran =
        program.run(&[&place[..], &["--quirk", "form-encoded-token-anser"]].concat()).refused(Code::Usage);
    assert!(ran.stderr.contains("did you mean `form-encoded-token-answer`?"), "{}", ran.stderr);
    let job = ["--flow", "client-credentials", "--client-secret-from", "env:X", "--token-param", "a=b"];
    let ran = program.run(&[&place[..], &job].concat()).refused(Code::Usage);
    assert!(
        ran.stderr.contains("the flow client-credentials has no place for token_params"),
        "{}",
        ran.stderr
    );
    program.run(&[&place[..], &["--token-param", "code=x"]].concat()).refused(Code::ReservedParameter);
    let program = program.configured(
        "[profiles.a]\nissuer = \"https://id.example\"\nclient_id = \"x\"\ntoken_params = { code = \"x\" }\n",
    );
    program.run(&["profile", "validate"]).refused(Code::ReservedParameter);

    let secret = "CANARY-secret-of-32-bytes-and-some-more";
    let program = Program::new().with("APP_SECRET", secret);
    let provider = Scripted::new()
        .metadata(|document, _| {
            document.insert("token_endpoint_auth_signing_alg_values_supported".into(), json!(["HS384"]));
            document.insert("token_endpoint_auth_methods_supported".into(), json!(["client_secret_jwt"]));
        })
        .start();
    let signing = ["--client-secret-from", "env:APP_SECRET", "--auth-signing-alg", "HS256"];
    let ran = program.run(&[&provider.login()[..], &signing].concat()).refused(Code::AuthMethodUnsupported);
    assert!(ran.stderr.contains("expected HS384, got HS256"), "{}", ran.stderr);
}

#[test]
fn the_document_has_every_member() {
    let document = include_str!("../docs/logto-connector.md");
    for member in logto_connector::members() {
        assert!(document.contains(&format!("\n| `{member}` | ")), "{member}");
    }
}
