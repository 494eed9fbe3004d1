//! `whoami`: any provider's user as id, name, email, avatar and phone, through the real binary.

use authctl::error::Code;
use serde_json::{Value, json};

use crate::support::{
    exchange::Reply,
    program::Program,
    scripted::{CLIENT, Provider, Scripted},
};

/// A plain OAuth provider whose user API answers with this, and a program that is signed in there.
fn signed_in(user: &Value, more: &[&str]) -> (Program, Provider) {
    let user = user.to_string();
    let provider = Scripted::new()
        .at("/token", |_, world| {
            let body = json!({"access_token": world.secret("access"), "token_type": "Bearer"});
            Reply::json("200 OK", &body.to_string())
        })
        .at("/userinfo", move |_, _| Reply::json("200 OK", &user))
        .start();
    let program = Program::new();
    sign_in(&program, &provider, more);
    (program, provider)
}

fn sign_in(program: &Program, provider: &Provider, more: &[&str]) {
    let at = |name: &str, path: &str| format!("{name}_endpoint={}{path}", provider.issuer());
    let endpoints = [at("authorization", "/authorize"), at("token", "/token"), at("userinfo", "/userinfo")];
    let mut arguments = vec!["login", "--client-id", CLIENT, "--profile", "odd", "--no-browser"];
    endpoints.iter().for_each(|endpoint| arguments.extend(["--endpoint", endpoint.as_str()]));
    arguments.extend(more);
    let mut login = program.start(&arguments);
    let url = login.line("http");
    login.paste(provider.send_back(&url).as_str());
    login.end().ok();
}

#[test]
fn a_user_of_any_shape_is_shown_by_the_map_of_the_login() {
    let user = json!({
        "ok": true,
        "data": {"user": {"id": 583_231, "handle": "oct"}, "mails": [{"value": "oct@example.com"}]},
        "phone": null,
    });
    let map = ["--profile-map", "id=data.user.id", "--profile-map", "email=data.mails.0.value"];
    let map =
        [&map[..], &["--profile-map", "name=data.user.handle", "--profile-map", "phone=phone"]].concat();
    let (program, provider) = signed_in(&user, &map);
    assert_eq!(program.session("odd").subject.as_deref(), Some("583231"));
    assert_eq!(
        program.run(&["whoami"]).answer(),
        "profile   odd\n\
         provider  oauth\n\
         id        583231\n\
         name      oct\n\
         email     oct@example.com"
    );
    assert_eq!(
        program.run(&["whoami", "--json"]).ok().json(),
        json!({
            "profile": "odd", "provider": "oauth", "issuer": null, "sub": "583231", "username": null,
            "id": "583231", "name": "oct", "email": "oct@example.com", "avatar": null, "phone": null,
            "source": "userinfo", "claims": user,
        })
    );
    for raw in [&["whoami", "--raw"][..], &["whoami", "--raw", "--json"]] {
        let ran = program.run(raw).ok();
        assert_eq!((ran.json(), ran.stderr.as_str()), (user.clone(), ""));
    }
    provider.tells_nothing(&program.run(&["whoami"]).ok());
}

#[test]
fn a_map_that_is_said_later_is_stronger_and_needs_no_new_login() {
    let user = json!({"sub": "a", "uid": "b", "n": ["c", "d"], "mail": "e@example.com"});
    let (program, _provider) = signed_in(&user, &["--profile-map", "email=mail"]);
    let id_and_name = |program: &Program, more: &[&str]| {
        let told = program.run(&[&["whoami", "--json"], more].concat()).ok().json();
        assert_eq!(told["email"], "e@example.com");
        [told["id"].clone(), told["name"].clone()]
    };
    assert_eq!(id_and_name(&program, &[]), [json!("a"), Value::Null]);
    let program = program.configured(
        "[profiles.odd]\nclient_id = \"x\"\nprofile_map = { id = \"uid\", name = \"n.0\" }\n\
         [profiles.other]\nprofile_map = { id = \"nothing\" }\n",
    );
    assert_eq!(id_and_name(&program, &[]), [json!("b"), json!("c")]);
    let program = program.with("AUTHCTL_PROFILE_MAP", "name=n.1");
    assert_eq!(id_and_name(&program, &[]), [json!("b"), json!("d")]);
    assert_eq!(id_and_name(&program, &["--profile-map", "id=n.0"]), [json!("c"), json!("d")]);
}

#[test]
fn a_user_without_id_is_an_error_that_tells_what_there_is() {
    let (program, _provider) = signed_in(&json!({"login": "octocat", "uid": 1, "data": {"id": {}}}), &[]);
    let ran = program.run(&["whoami"]).refused(Code::ProfileMapMismatch);
    assert_eq!(
        ran.stderr,
        "error: the user's id is not there: profile_map.id is sub [profile_map_mismatch]\n\
         \x20 profile odd, step userinfo\n\
         \x20 expected a text or a number, got the user object has data, login, uid\n\
         \x20 see the user with `authctl whoami --raw`, then give --profile-map id=PATH\n\
         \x20 more: authctl explain profile_map_mismatch\n"
    );
    let ran = program.run(&["whoami", "--profile-map", "id=data.id"]).refused(Code::ProfileMapMismatch);
    assert!(
        ran.stderr.contains("\n  expected a text or a number, got an object at data.id\n"),
        "{}",
        ran.stderr
    );
    let ran = program.run(&["whoami", "--profile-map", "id=uid", "--json"]).ok();
    assert_eq!(ran.json()["id"], "1");
    assert_eq!(program.run(&["whoami", "--raw"]).ok().json()["uid"], 1);
}

#[test]
fn a_field_that_there_is_not_is_refused_where_it_is_said() {
    let (program, _provider) = signed_in(&json!({"sub": "a"}), &[]);
    let ran = program.run(&["whoami", "--profile-map", "picture=x"]).refused(Code::Usage);
    assert!(ran.stderr.contains("expected id, name, email, avatar, phone, got picture"), "{}", ran.stderr);
    program.run(&["whoami", "--profile-map", "id"]).refused(Code::Usage);
    let program = program.configured("[profiles.odd]\nprofile_map = { mail = \"x\" }\n");
    let ran = program.run(&["profile", "validate"]).refused(Code::ConfigInvalid);
    assert!(
        ran.stderr.contains("profiles.toml:2: unknown key `mail` in profile_map [config_invalid]"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("did you mean `email`?"), "{}", ran.stderr);
    let program = program.configured("[profiles.odd]\nprofile_map = { id = 1 }\n");
    program.run(&["whoami"]).refused(Code::ConfigInvalid);
}

#[test]
fn names_and_texts_of_a_user_act_on_no_terminal_and_fill_no_screen() {
    // C143, C144; every run is looked at for control characters
    let odd = "a\u{1b}]52;c;Y2F0\u{7}\u{202e}\n";
    let long = "x".repeat(70_000);
    let (program, _provider) =
        signed_in(&json!({odd: long, long.as_str(): odd, "name": odd, "email": long}), &[]);
    for more in [&[][..], &["--json"]] {
        let ran = program.run(&[&["whoami"], more].concat()).refused(Code::ProfileMapMismatch);
        assert!(ran.stderr.len() < 3_000, "{} bytes", ran.stderr.len());
    }
    let id = format!("id={odd}");
    let ran = program.run(&["whoami", "--profile-map", &id]).ok();
    assert!(ran.stdout.len() < 3_000, "{} bytes", ran.stdout.len());
    let long = format!("id={long}.x");
    program.run(&["whoami", "--profile-map", &long]).refused(Code::ProfileMapMismatch);
}
