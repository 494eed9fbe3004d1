//! Every quirk, through the real binary and at a provider that has it: what is sent and read for it, and that the transcript
//! tells of it.

use authctl::{
    error::Code,
    jose::{base64url, jws},
    provider::quirk::{QUIRKS, Quirk},
};
use serde_json::{Value, json};

use crate::support::{
    exchange::Reply,
    program::Program,
    quirky::{SECRET, come_back, json_reply, openid, program, sign_in, tells_of, tokens, user},
    ran::Ran,
    scripted::{CLIENT, Provider, Scripted},
    served::Served,
    tls::Ca,
    tls_front::Front,
};

#[test]
fn clef_speaks_its_own_words_and_is_understood() {
    let (program, provider) = (program(), clef());
    let ran = sign_in(&program, &provider, "clef", &[]).ok();
    let said = ran.stderr.split("ADDRESS\n").last().unwrap();
    let port = provider.issuer().rsplit(':').next().unwrap();
    let said = said.replace(port, "PORT");
    assert!(
        said.ends_with(
            "Signed in as alex@getclef.com.\n\
             \x20 provider  clef\n\
             \x20 subject   12345\n\
             \x20 granted   no scope was asked for\n\
             \x20 expires   the provider does not say\n\
             \x20 kept in   file, as profile clef-127.0.0.1-PORT\n"
        ),
        "{said}"
    );
    let names =
        |pairs: &std::collections::BTreeMap<String, String>| pairs.keys().cloned().collect::<Vec<_>>();
    let page = &provider.asked("/iframes/qr")[0];
    assert_eq!(names(&page.query), ["app_id", "redirect_url", "state"]);
    assert_eq!(page.query["app_id"], CLIENT);
    let token = &provider.asked("/api/v1/authorize")[0];
    assert_eq!(
        (token.method.as_str(), names(&token.form)),
        ("POST", vec!["app_id".into(), "app_secret".into(), "code".into()])
    );
    assert_eq!((token.form["app_id"].as_str(), token.form["app_secret"].as_str()), (CLIENT, SECRET));
    let asked = &provider.asked("/api/v1/info")[0];
    assert_eq!((asked.method.as_str(), names(&asked.query)), ("GET", vec!["access_token".to_owned()]));
    assert_eq!(asked.headers.get("authorization"), None);
    assert_eq!(asked.query["access_token"], program.run(&["token"]).answer());
    tells_of(&ran, &[Quirk::OwnParameterNames, Quirk::NoPkce, Quirk::NoTokenType, Quirk::TokenInQuery]);

    let ran = program.run(&["whoami", "--json", "--trace"]).ok();
    provider.tells_nothing(&ran);
    let person = ran.json();
    let fields =
        ["id", "name", "email", "phone"].map(|name| person[name].as_str().unwrap_or_default().to_owned());
    assert_eq!(fields, ["12345", "Alex", "alex@getclef.com", "+15555555555"]);
}

/// Clef, as its library knows it.
fn clef() -> Provider {
    let info = json!({
        "id": 12345, "first_name": "Alex", "email": "alex@getclef.com", "phone_number": "+15555555555",
    });
    Scripted::new()
        .at("/iframes/qr", come_back)
        .at("/api/v1/authorize", tokens(json!({"success": true})))
        .at("/api/v1/info", user(json!({"success": true, "info": info})))
        .start()
}

#[test]
fn clef_as_the_embedded_provider_stands_for_it_signs_in_and_tells_who_it_is() {
    let served = Served::with("", &["--shape", "clef"]);
    let program = Program::new().with("CLEF_APP_SECRET", "2125d80f4583c52c46f8084bcc030c9b");
    let app = "4f318ac177a9391c2e0d221203725ffd";
    let place = ["login", "--provider", "clef", "--provider-url", &served.issuer, "--client-id", app];
    let more = ["--client-secret-from", "env:CLEF_APP_SECRET", "--as", "alice"];
    program.run(&[&place[..], &more].concat()).ok();
    let person = program.run(&["whoami", "--json"]).ok().json();
    assert_eq!(person["email"], "alice@example.com", "{person}");
}

#[test]
fn a_token_in_an_address_is_in_no_error() {
    // C64, C68
    for reply in [
        || Reply::HangsUp,
        || Reply::new("500 Oops", "", "CANARY"),
        || Reply::new("302 Found", "Location: http://127.0.0.1:9/\r\n", ""),
    ] {
        let provider = Scripted::new()
            .at("/iframes/qr", come_back)
            .at("/api/v1/authorize", tokens(json!({"success": true})))
            .at("/api/v1/info", move |_, _| reply())
            .start();
        assert_ne!(sign_in(&program(), &provider, "clef", &[]).exit, 0);
    }
}

#[test]
fn what_clef_refuses_is_refused_by_its_registered_name() {
    for (error, code) in [
        ("Invalid OAuth Code.", Code::InvalidGrant),
        ("Invalid App ID.", Code::InvalidClient),
        ("Invalid App Secret.", Code::InvalidClient),
        ("Something new.", Code::ProviderError),
    ] {
        let provider = Scripted::new()
            .at("/iframes/qr", come_back)
            .at("/api/v1/authorize", move |_, _| {
                Reply::json("403 Forbidden", &json!({"error": error}).to_string())
            })
            .start();
        let ran = sign_in(&program(), &provider, "clef", &[]);
        assert_eq!(ran.exit, i32::from(code.error().exit()), "{error}: {}", ran.stderr);
        assert!(ran.stderr.contains(&format!("[{}]", code.row().name)), "{}", ran.stderr);
    }
    let provider = Scripted::new()
        .at("/iframes/qr", come_back)
        .at("/api/v1/authorize", tokens(json!({"success": true})))
        .at("/api/v1/info", |_, _| Reply::json("403 Forbidden", r#"{"error": "Invalid token."}"#))
        .start();
    let ran = sign_in(&program(), &provider, "clef", &[]);
    assert!(ran.stderr.contains("[invalid_token]"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains(
            ". quirk own-error-name\n   the error `Invalid token.` is a way to say invalid_token\n"
        ),
        "{}",
        ran.stderr
    );
}

#[test]
fn an_answer_to_another_login_is_refused_without_pkce_too() {
    // C25
    let provider = Scripted::new().at("/iframes/qr", come_back).start();
    let mut login = program().start(&[
        "login",
        "--provider",
        "clef",
        "--provider-url",
        provider.issuer(),
        "--client-id",
        CLIENT,
        "--client-secret-from",
        "env:APP_SECRET",
        "--no-browser",
    ]);
    let url = login.line("http");
    let mut back = provider.send_back(&url);
    back.set_query(Some("code=CANARY-of-somebody-else&state=other"));
    login.paste(back.as_str());
    login.end().refused(Code::StateMismatch);
    assert!(provider.asked("/api/v1/authorize").is_empty());
}

/// A login that meets the quirk, and what it said.
fn met(quirk: Quirk) -> Ran {
    let program = program();
    match quirk {
        Quirk::OwnParameterNames | Quirk::NoPkce | Quirk::NoTokenType | Quirk::TokenInQuery => {
            sign_in(&program, &clef(), "clef", &[]).ok()
        }
        Quirk::FormEncodedTokenAnswer | Quirk::CommaScopes => {
            sign_in(&program, &github(false), "github", &[]).ok()
        }
        Quirk::LogtoConnector => {
            sign_in(&program, &github(false), "github", &["--quirk", "logto-connector"]).ok()
        }
        Quirk::EmailsEndpoint => {
            let provider = github(true);
            sign_in(&program, &provider, "github", &[]).ok();
            program.run(&["whoami", "--trace"]).ok()
        }
        Quirk::ErrorWithHttp200 => {
            let provider = Scripted::new()
                .at("/login/oauth/authorize", come_back)
                .at("/login/oauth/access_token", |_, _| {
                    json_reply(&json!({"error": "bad_verification_code"}))
                })
                .start();
            sign_in(&program, &provider, "github", &[])
        }
        Quirk::IssuerTemplate => {
            let metadata = "/common/v2.0/.well-known/openid-configuration";
            let tenant = "9188040d-6c67-4c5b-b112-36a304b66dad";
            let provider = openid(metadata, "/{tenantid}/v2.0")
                .claims(move |claims, world| {
                    claims.insert("iss".into(), format!("{}/{tenant}/v2.0", world.issuer).into());
                    claims.insert("tid".into(), tenant.into());
                })
                .start();
            sign_in(&program, &provider, "microsoft", &[]).ok()
        }
        Quirk::IssuerWithoutScheme => without_scheme(&program),
        Quirk::NoNonce => sign_in(&program, &linkedin(None), "linkedin", &[]).ok(),
        Quirk::ClientSecretFromKey => apple(&program, &Scripted::new().start()),
        Quirk::UserByPost => sign_in(&program, &dropbox(), "dropbox", &[]).ok(),
        Quirk::ScopesMember | Quirk::BasicWithoutFormEncoding => {
            sign_in(&program, &bitbucket(), "bitbucket", &[]).ok()
        }
        Quirk::ErrorObject => {
            let error =
                json!({"error": {"message": "Code has expired.", "type": "OAuthException", "code": 100}});
            let provider = Scripted::new()
                .at("/v21.0/dialog/oauth", come_back)
                .at("/v21.0/oauth/access_token", move |_, _| {
                    Reply::json("400 Bad Request", &error.to_string())
                })
                .start();
            sign_in(&program, &provider, "facebook", &[])
        }
        Quirk::ErrorInMessage => {
            let provider = openid("/oauth2/.well-known/openid-configuration", "/oauth2")
                .at("/token", |_, _| {
                    Reply::json("400 Bad Request", r#"{"status":400,"message":"Invalid client"}"#)
                })
                .start();
            sign_in(&program, &provider, "twitch", &[])
        }
    }
}

#[test]
fn every_quirk_is_told_to_the_transcript_where_it_is_met() {
    for row in QUIRKS {
        tells_of(&met(row.quirk), &[row.quirk]);
    }
}

#[test]
fn an_error_is_read_wherever_the_provider_puts_it() {
    let ran = met(Quirk::ErrorObject);
    assert!(ran.stderr.contains("[provider_error]"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("the token endpoint said 400 OAuthException: Code has expired."),
        "{}",
        ran.stderr
    );
    let ran = met(Quirk::ErrorInMessage);
    assert!(ran.stderr.contains("[invalid_client]"), "{}", ran.stderr);
}

fn github(without_email: bool) -> Provider {
    let scripted = Scripted::new()
        .at("/login/oauth/authorize", come_back)
        .at("/login/oauth/access_token", |_, world| {
            let body = format!("access_token={}&scope=repo%2Cgist&token_type=bearer", world.secret("access"));
            Reply::new("200 OK", "Content-Type: application/x-www-form-urlencoded\r\n", &body)
        })
        .at("/user", user(json!({"login": "octocat", "id": 583_231, "email": null})));
    match without_email {
        true => scripted.at("/user/emails", user(json!([]))).start(),
        false => scripted.start(),
    }
}

fn dropbox() -> Provider {
    Scripted::new()
        .at("/oauth2/authorize", come_back)
        .at("/oauth2/token", tokens(json!({"token_type": "bearer", "expires_in": 14_400})))
        .at("/2/users/get_current_account", user(json!({"account_id": "dbid:1", "email": "a@example.com"})))
        .start()
}

#[test]
fn a_user_api_that_wants_a_post_gets_an_empty_one() {
    let provider = dropbox();
    sign_in(&program(), &provider, "dropbox", &[]).ok();
    let asked = &provider.asked("/2/users/get_current_account")[0];
    assert_eq!((asked.method.as_str(), asked.body.as_str()), ("POST", ""));
    assert!(
        asked.headers["authorization"].starts_with("Bearer ") && !asked.headers.contains_key("content-type")
    );
}

fn bitbucket() -> Provider {
    Scripted::new()
        .at("/site/oauth2/authorize", come_back)
        .at(
            "/site/oauth2/access_token",
            tokens(json!({"token_type": "bearer", "expires_in": 7200, "scopes": "account email"})),
        )
        .at("/2.0/user", user(json!({"account_id": "1", "username": "alice"})))
        .start()
}

#[test]
fn id_and_secret_are_joined_as_they_are_for_the_provider_that_reads_them_so() {
    let provider = bitbucket();
    let ran = sign_in(&program(), &provider, "bitbucket", &[]).ok();
    let expected = base64url::encode_standard(format!("{CLIENT}:{SECRET}"));
    assert_eq!(
        provider.asked("/site/oauth2/access_token")[0].headers["authorization"],
        format!("Basic {expected}")
    );
    assert!(ran.stderr.contains("granted   account email\n"), "{}", ran.stderr);
}

/// Signs in at Apple, which posts the answer back.
fn apple(program: &Program, provider: &Provider) -> Ran {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    let key = program.private("AuthKey.p8", &key.serialize_pem());
    let ran = program.run(&[
        "login",
        "--provider",
        "apple",
        "--provider-url",
        provider.issuer(),
        "--set",
        "team_id=TEAM000001",
        "--set",
        "key_id=KEY0000001",
        "--client-id",
        CLIENT,
        "--client-key",
        &key,
        "--as",
        "alice",
        "--trace",
    ]);
    provider.tells_nothing(&ran);
    ran.ok()
}

#[test]
fn apple_gets_a_secret_that_is_made_of_the_key_for_each_request() {
    // C133
    let provider = Scripted::new().start();
    let program = program();
    apple(&program, &provider);
    assert_eq!(provider.asked("/authorize")[0].query["response_mode"], "form_post");
    program.run(&["refresh"]).ok();
    let asked = provider.asked("/token");
    let secrets: Vec<&String> = asked.iter().map(|asked| &asked.form["client_secret"]).collect();
    for (secret, asked) in secrets.iter().zip(&asked) {
        let (header, claims) = jws::peek(secret).unwrap();
        assert_eq!(header, json!({"alg": "ES256", "kid": "KEY0000001", "typ": "JWT"}));
        assert_eq!((&claims["iss"], &claims["sub"]), (&json!("TEAM000001"), &json!(CLIENT)));
        // for whom it is sent to, and nobody else
        assert_eq!(claims["aud"], provider.issuer());
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 60);
        assert!(!asked.form.contains_key("client_assertion") && !asked.headers.contains_key("authorization"));
    }
    assert_eq!(secrets.len(), 2);
}

#[test]
fn what_makes_the_secret_has_to_be_said() {
    let program = program();
    let said = ["login", "--provider", "apple", "--client-id", CLIENT, "--set", "team_id=TEAM000001"];
    let ran = program.run(&said).refused(Code::ConfigInvalid);
    assert!(
        ran.stderr.contains("Apple gives every client a key, and nothing says where yours is"),
        "{}",
        ran.stderr
    );
    let ran = program.run(&[&said[..], &["--client-key", "key.p8"]].concat()).refused(Code::ParameterMissing);
    assert!(
        ran.stderr.contains("the provider apple needs `key_id`: the id of the key, ten characters"),
        "{}",
        ran.stderr
    );
}

fn linkedin(nonce: Option<&'static str>) -> Provider {
    openid("/oauth/.well-known/openid-configuration", "/oauth")
        .claims(move |claims, _| match nonce {
            None => drop(claims.remove("nonce")),
            Some(other) => drop(claims.insert("nonce".into(), other.into())),
        })
        .start()
}

#[test]
fn a_nonce_may_be_left_out_where_that_is_known_and_never_be_another_one() {
    // C26
    let provider = linkedin(None);
    let ran = sign_in(&program(), &provider, "linkedin", &[]).ok();
    tells_of(&ran, &[Quirk::NoPkce, Quirk::NoNonce]);
    let asked = &provider.asked("/authorize")[0];
    assert!(asked.query.contains_key("nonce") && !asked.query.contains_key("code_challenge"));
    assert!(!provider.asked("/token")[0].form.contains_key("code_verifier"));

    let ran = sign_in(&program(), &linkedin(Some("another")), "linkedin", &[]);
    assert!(ran.stderr.contains("[id_token_nonce]"), "{}", ran.stderr);
    let provider = Scripted::new().claims(|claims, _| drop(claims.remove("nonce"))).start();
    program().run(&provider.login()).refused(Code::IdTokenNonce);
}

/// A provider whose ID tokens name it without https://.
fn without_scheme(program: &Program) -> Ran {
    let ca = Ca::new();
    let front = Front::new(&ca, &ca);
    let (origin, bare) = (front.origin(), front.origin().replace("https://", ""));
    let provider = Scripted::new()
        .metadata(move |document, world| {
            let moved = Value::Object(document.clone()).to_string().replace(&world.issuer, &origin);
            *document = serde_json::from_str(&moved).unwrap();
            document.remove("authorization_response_iss_parameter_supported");
        })
        .claims(move |claims, _| drop(claims.insert("iss".into(), bare.clone().into())))
        .callback(|parameters, _| drop(parameters.remove("iss")))
        .start();
    front.stand_before(provider.address);
    let ca_file = program.private("ca.pem", &ca.pem);
    let origin = front.origin();
    let mut login = program.start(&[
        "login",
        "--provider",
        "google",
        "--provider-url",
        &origin,
        "--ca-file",
        &ca_file,
        "--client-id",
        CLIENT,
        "--client-secret-from",
        "env:APP_SECRET",
        "--no-browser",
        "--trace",
    ]);
    let url = login.line("http");
    login.paste(provider.send_back(&url).as_str());
    login.end().ok()
}
