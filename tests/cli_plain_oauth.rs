//! Providers without OpenID Connect, through the real binary: no discovery, no ID token, answers in a way of their own.

use std::sync::atomic::{AtomicUsize, Ordering};

use authctl::error::Code;
use serde_json::json;

use crate::support::{
    exchange::{Asked, Reply},
    program::Program,
    ran::Ran,
    scripted::{CLIENT, Provider, Scripted, World},
};

/// A provider as the preset `github` describes it, and a program that knows the client's secret.
fn like_github(token: impl Fn(&Asked, &World) -> Reply + Send + Sync + 'static) -> (Program, Scripted) {
    let program = Program::new().with("APP_SECRET", "CANARY-client-secret");
    (program, Scripted::new().at("/token", token))
}

/// A user API that numbers its users.
fn user(_: &Asked, _: &World) -> Reply {
    Reply::json("200 OK", r#"{"login": "octocat", "id": 583231, "email": null}"#)
}

fn form(status: &str, body: &str) -> Reply {
    Reply::new(status, "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n", body)
}

/// Signs in there with the preset, its endpoints exchanged for these.
fn sign_in(program: &Program, provider: &Provider, more: &[&str]) -> Ran {
    let at = |name: &str, path: &str| format!("{name}_endpoint={}{path}", provider.issuer());
    let endpoints = [at("authorization", "/authorize"), at("token", "/token"), at("userinfo", "/userinfo")];
    let mut arguments = vec!["login", "--provider", "github", "--client-id", CLIENT, "--no-browser"];
    arguments.extend(["--client-secret-from", "env:APP_SECRET"]);
    endpoints.iter().for_each(|endpoint| arguments.extend(["--endpoint", endpoint.as_str()]));
    arguments.extend(more);
    let mut login = program.start(&arguments);
    let url = login.line("http");
    login.paste(provider.send_back(&url).as_str());
    let ran = login.end();
    let Ran { exit, stdout, stderr } = ran;
    Ran { exit, stdout, stderr: stderr.replace(&url, "ADDRESS") }
}

#[test]
fn a_form_for_a_token_answer_and_a_number_for_a_user_make_a_session() {
    let (program, scripted) = like_github(|_, world| {
        form(
            "200 OK",
            &format!("access_token={}&scope=read%3Auser%2Cgist&token_type=bearer", world.secret("access")),
        )
    });
    let provider = scripted.at("/userinfo", user).start();
    let ran = sign_in(&program, &provider, &["--scope", "read:user", "--scope", "gist"]).ok();
    provider.tells_nothing(&ran);
    assert!(
        ran.stderr.ends_with(
            "Signed in as octocat.\n\
             \x20 provider  github\n\
             \x20 subject   583231\n\
             \x20 granted   read:user gist\n\
             \x20 expires   the provider does not say\n\
             \x20 kept in   file, as profile github\n"
        ),
        "{}",
        ran.stderr
    );

    let token = &provider.asked("/token")[0];
    assert_eq!(token.headers.get("authorization"), None);
    assert_eq!(
        (token.form["client_id"].as_str(), token.form["client_secret"].as_str()),
        (CLIENT, "CANARY-client-secret")
    );
    assert_eq!(token.form["code_verifier"].len(), 43);
    let access_token = program.run(&["token"]).answer();
    assert_eq!(provider.asked("/userinfo")[0].headers["authorization"], format!("Bearer {access_token}"));
    assert_eq!(provider.asked("/userinfo")[0].query.len(), 0); // C68

    // and the session lives on as any other
    let status = program.run(&["status", "--json"]).ok().json();
    assert_eq!(
        (&status[0]["sub"], &status[0]["issuer"], &status[0]["expires_at"], &status[0]["state"]),
        (&json!("583231"), &json!(null), &json!(null), &json!("valid"))
    );
    let person = program.run(&["whoami", "--json"]).ok().json();
    assert_eq!((&person["source"], &person["claims"]["id"]), (&json!("userinfo"), &json!(583_231)));
    program.run(&["token", "--type", "id"]).refused(Code::TokenMissing);
    // the token still works, and nobody says that it does not
    let ran = program.run(&["refresh"]).refused(Code::RefreshTokenMissing);
    assert!(ran.stderr.contains("cannot be renewed") && !ran.stderr.contains("expired"), "{}", ran.stderr);
    let ran = program.run(&["logout"]).ok();
    assert_eq!(
        ran.stderr,
        "Signed out of profile github.\n\
         \x20 done     forget: removed from this machine\n\
         \x20 skipped  revoke refresh token: there is none\n\
         \x20 skipped  revoke access token: the provider has no revocation endpoint\n\
         \x20 skipped  end session: the provider has no end_session endpoint\n"
    );
}

#[test]
fn an_address_that_stands_beside_the_user_is_the_one_that_is_primary_and_verified() {
    let emails = json!([
        {"email": "first@example.com", "primary": false, "verified": true, "visibility": null},
        {"email": "octocat@example.com", "primary": true, "verified": true, "visibility": "private"},
    ]);
    for (emails, address) in [
        (emails, json!("octocat@example.com")),
        (json!([{"email": "a@example.com", "primary": true, "verified": false}]), json!(null)),
        (json!([{"email": "", "primary": true, "verified": true}, "odd", {"email": 1}]), json!(null)),
        (json!([{"email": "a@example.com", "primary": "true", "verified": 1}]), json!(null)),
        (json!({"message": "odd"}), json!(null)),
        (json!([]), json!(null)),
    ] {
        let (program, scripted) = like_github(|_, world| {
            form("200 OK", &format!("access_token={}&token_type=bearer", world.secret("access")))
        });
        let emails = emails.to_string();
        let provider = scripted
            .at("/userinfo", user)
            .at("/userinfo/emails", move |_, _| Reply::json("200 OK", &emails))
            .start();
        sign_in(&program, &provider, &[]).ok();
        // who it is does not hang on it
        assert!(provider.asked("/userinfo/emails").is_empty());
        let ran = program.run(&["whoami", "--json", "--trace"]).ok();
        let person = ran.json();
        assert_eq!((&person["id"], &person["email"]), (&json!("583231"), &address));
        assert_eq!(person["claims"]["email"], json!(null));
        let shown = "checked e-mail addresses\n   ok the primary one is verified (quirk emails-endpoint)\n";
        assert_eq!(ran.stderr.contains(shown), !address.is_null(), "{}", ran.stderr);
        provider.tells_nothing(&ran);
        let asked = &provider.asked("/userinfo/emails")[0];
        assert_eq!(asked.headers["authorization"], provider.asked("/userinfo")[0].headers["authorization"]);
    }
}

#[test]
fn an_address_that_is_not_told_leaves_the_user_as_he_is() {
    for (status, body) in [
        ("404 Not Found", r#"{"message": "Not Found"}"#),
        ("403 Forbidden", "{}"),
        ("500 Oops", ""),
        ("200 OK", "<html>"),
        ("401 Unauthorized", ""),
    ] {
        let (program, scripted) = like_github(|_, world| {
            form("200 OK", &format!("access_token={}&token_type=bearer", world.secret("access")))
        });
        let provider = scripted
            .at("/userinfo", user)
            .at("/userinfo/emails", move |_, _| Reply::json(status, body))
            .start();
        sign_in(&program, &provider, &[]).ok();
        let ran = program.run(&["whoami"]).ok();
        assert_eq!(ran.stdout, "profile   github\nprovider  github\nid        583231\nusername  octocat\n");
        let told = "warning: the provider does not tell the user's e-mail addresses, for which the scope is user:email: ";
        assert!(ran.stderr.starts_with(told), "{}", ran.stderr);
        let person = program.run(&["whoami", "--json"]).ok();
        assert_eq!(person.json()["email"], json!(null));
        assert!(person.stderr.starts_with("{\"authctl_warning\":1,"), "{}", person.stderr);
        program.run(&["whoami", "--raw"]).answer();
        provider.tells_nothing(&ran);
    }
}

#[test]
fn an_error_with_status_200_under_a_name_of_its_own_is_the_error_that_it_means() {
    // C63
    for (body, code) in [
        ("error=bad_verification_code&error_description=The+code+is+incorrect", Code::InvalidGrant),
        ("error=incorrect_client_credentials", Code::InvalidClient),
        ("error=redirect_uri_mismatch", Code::InvalidRequest),
        ("error=unverified_user_email", Code::AccessDenied),
        ("error=something_new", Code::ProviderError),
        ("access_token=&token_type=bearer", Code::TokenResponseInvalid),
        ("access_token=a&access_token=b&token_type=bearer", Code::DuplicateJsonKey),
    ] {
        let (program, scripted) = like_github(move |_, _| form("200 OK", body));
        let provider = scripted.start();
        let ran = sign_in(&program, &provider, &[]).refused(code);
        provider.tells_nothing(&ran);
        assert_eq!(program.sessions().len(), 0, "{body}");
    }
}

#[test]
fn an_unknown_person_is_no_login() {
    let (program, scripted) = like_github(|_, world| {
        form("200 OK", &format!("access_token={}&token_type=bearer", world.secret("access")))
    });
    let provider = scripted.at("/userinfo", |_, _| Reply::new("401 Unauthorized", "", "")).start();
    let ran = sign_in(&program, &provider, &[]).refused(Code::InvalidToken);
    provider.tells_nothing(&ran);
    assert_eq!(program.sessions().len(), 0);
}

#[test]
fn on_a_device_the_client_needs_no_secret_and_errors_come_with_200() {
    let told = AtomicUsize::new(0);
    let provider = Scripted::new()
        .at("/device/code", |_, world| {
            let body = json!({
                "device_code": "CANARY-device-code", "user_code": "WDJB-MJHT", "expires_in": 900, "interval": 1,
                "verification_uri": format!("{}/login/device", world.issuer),
            });
            Reply::json("200 OK", &body.to_string())
        })
        .at("/token", move |_, world| match told.fetch_add(1, Ordering::SeqCst) {
            0 => form("200 OK", "error=authorization_pending&error_description=not+yet"),
            1 => {
                let access = world.secret("access");
                form("200 OK", &format!("access_token={access}&scope=read%3Auser&token_type=bearer"))
            }
            _ => form("200 OK", "error=incorrect_device_code"),
        })
        .at("/userinfo", user)
        .start();
    let at = |name: &str, path: &str| format!("{name}_endpoint={}{path}", provider.issuer());
    let endpoints =
        [at("device_authorization", "/device/code"), at("token", "/token"), at("userinfo", "/userinfo")];
    let mut arguments = vec!["login", "--provider", "github", "--flow", "device", "--client-id", CLIENT];
    endpoints.iter().for_each(|endpoint| arguments.extend(["--endpoint", endpoint.as_str()]));
    let program = Program::new();
    let ran = program.run(&arguments).ok();
    assert!(ran.stderr.contains("/login/device\nCode: WDJB-MJHT\nBoth are for this login alone; do not pass them on.\nSigned in as octocat.\n"), "{}", ran.stderr);
    for asked in [provider.asked("/device/code"), provider.asked("/token")].concat() {
        assert_eq!((asked.form["client_id"].as_str(), asked.form.get("client_secret")), (CLIENT, None));
    }
    program.run(&arguments).refused(Code::InvalidGrant);
}

#[test]
fn endpoints_alone_are_a_provider_too() {
    let program = Program::new();
    let provider = Scripted::new()
        .at("/token", |_, world| {
            let access = world.secret("access");
            Reply::json(
                "200 OK",
                &json!({"access_token": access, "token_type": "bearer", "expires_in": "3600"}).to_string(),
            )
        })
        .start();
    let at = |name: &str, path: &str| format!("{name}_endpoint={}{path}", provider.issuer());
    let (authorization, token) = (at("authorization", "/authorize"), at("token", "/token"));
    let place = ["login", "--endpoint", &authorization, "--endpoint", &token, "--client-id", CLIENT];
    let mut login = program.start(&[&place[..], &["--profile", "bare", "--no-browser"]].concat());
    let url = login.line("http");
    login.paste(provider.send_back(&url).as_str());
    let ran = login.end().ok();
    assert!(ran.stderr.contains("\nSigned in as a user the provider does not name.\n"), "{}", ran.stderr);
    assert_eq!(provider.asked("/token")[0].form["client_id"], CLIENT);
    assert_eq!(program.run(&["status", "--json"]).ok().json()[0]["provider"], "oauth");
    // nobody tells who it is
    program.run(&["whoami"]).refused(Code::EndpointMissing);
}
