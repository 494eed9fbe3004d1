//! Whatever a provider or a callback does wrong, through the real binary: a code of the registry and its exit code, nothing on
//! stdout, no secret and no escape code on stderr, nothing kept, and a session that was there before as it was.

use authctl::{
    error::Code,
    jose::{algorithm::Algorithm, base64url, key::SigningKey},
};
use serde_json::{Map, Value, json};

use crate::support::{
    exchange::{Asked, Reply},
    hostile::{Act, Peer},
    program::Program,
    ran::Ran,
    scripted::{CLIENT, Provider, Scripted, World},
    sessions::session,
};

/// A login at this provider ends with this code, keeps nothing, and leaves the session as it is that was there before.
#[track_caller]
fn is_refused(scripted: Scripted, code: Code) -> Ran {
    is_refused_with(scripted, &[], code)
}

#[track_caller]
fn is_refused_with(scripted: Scripted, more: &[&str], code: Code) -> Ran {
    let (program, provider) = (Program::new(), scripted.start());
    program.keep(&session("work"));
    let before = program.sessions();
    let ran = program.run(&[&provider.login()[..], more].concat()).refused(code);
    provider.tells_nothing(&ran);
    assert_eq!(program.sessions(), before, "{}", ran.stderr);
    ran
}

fn set(name: &'static str, value: Value) -> impl Fn(&mut Map<String, Value>, &World) + Send + Sync {
    move |members, _| drop(members.insert(name.to_owned(), value.clone()))
}

fn without(name: &'static str) -> impl Fn(&mut Map<String, Value>, &World) + Send + Sync {
    move |members, _| drop(members.remove(name))
}

/// At the token endpoint, an ID token that this makes of the right claims.
fn id_token(make: impl Fn(&World) -> String + Send + Sync + 'static) -> Scripted {
    Scripted::new().at("/token", move |_, world| {
        Reply::json("200 OK", &Value::Object(world.tokens(&make(world))).to_string())
    })
}

fn html(_: &Asked, _: &World) -> Reply {
    Reply::new("200 OK", "Content-Type: text/html\r\n", "<html>\x1b[2J CANARY please sign in to the network")
}

fn silent(_: &Asked, _: &World) -> Reply {
    Reply::Silence
}

const DISCOVERY: &str = "/.well-known/openid-configuration";

#[test]
fn an_answer_of_the_browser_that_is_not_of_this_login_is_refused() {
    // C25, C27, C55; Ctrl-C has its own tests
    is_refused(Scripted::new().callback(set("state", json!("another"))), Code::StateMismatch);
    is_refused(Scripted::new().callback(without("state")), Code::StateMismatch);
    is_refused(
        Scripted::new().callback(set("iss", json!("https://evil.example"))),
        Code::ResponseIssMismatch,
    );
    is_refused(Scripted::new().callback(without("iss")), Code::ResponseIssMissing);
    is_refused(Scripted::new().callback(without("code")), Code::ResponseInvalid);
    is_refused(Scripted::new().callback(set("error", json!("access_denied"))), Code::ResponseInvalid);
}

#[test]
fn the_providers_errors_at_the_authorization_endpoint_mean_what_the_standards_say() {
    for (error, code) in [
        ("access_denied", Code::AccessDenied),
        ("consent_required", Code::ConsentRequired),
        ("login_required", Code::LoginRequired),
        ("interaction_required", Code::InteractionRequired),
        ("account_selection_required", Code::AccountSelectionRequired),
        ("unauthorized_client", Code::UnauthorizedClient),
        ("unsupported_response_type", Code::UnsupportedResponseType),
        ("invalid_scope", Code::InvalidScope),
        ("invalid_request", Code::InvalidRequest),
        ("invalid_target", Code::InvalidTarget),
        ("server_error", Code::ServerError),
        ("temporarily_unavailable", Code::TemporarilyUnavailable),
        ("something_else", Code::ProviderError),
    ] {
        let scripted = Scripted::new().callback(without("code")).callback(set("error", json!(error)));
        let ran = is_refused(scripted, code);
        assert!(
            ran.stderr.contains(&format!("\n  the authorization endpoint said {error}\n")),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn escape_codes_and_endless_words_of_a_provider_are_shown_as_harmless_text() {
    // C70, C143, C144
    let description = format!("a\x1b[2J\u{202e}b\nerror: forged {}", "x".repeat(1000));
    let scripted = Scripted::new().at("/token", move |_, _| {
        let body = json!({"error": "invalid_\x1b]0;x\x07grant", "error_description": description});
        Reply::json("400 Bad Request", &body.to_string())
    });
    let ran = is_refused(scripted, Code::ProviderError);
    let shown = format!(
        "\n  the token endpoint said 400 invalid_\\u{{1b}}]0;x\\u{{7}}grant: \
         a\\u{{1b}}[2J\\u{{202e}}b\\u{{a}}error: forged {}…\n",
        "x".repeat(217)
    );
    assert!(ran.stderr.contains(&shown), "{}", ran.stderr);
    assert_eq!(ran.stderr.lines().filter(|line| line.starts_with("error:")).count(), 1);
}

#[test]
fn the_providers_errors_at_the_token_endpoint_mean_what_the_standards_say() {
    for (error, code) in [
        ("invalid_grant", Code::InvalidGrant),
        ("invalid_client", Code::InvalidClient),
        ("unauthorized_client", Code::UnauthorizedClient),
        ("unsupported_grant_type", Code::UnsupportedGrantType),
        ("invalid_scope", Code::InvalidScope),
        ("invalid_request", Code::InvalidRequest),
        ("invalid_target", Code::InvalidTarget),
    ] {
        is_refused(Scripted::new().at("/token", move |_, _| Reply::error(error)), code);
    }
}

#[test]
fn what_is_no_token_answer_is_refused() {
    // C62, C63, C69
    let plain = |status: &'static str, body: &'static str| {
        Scripted::new().at("/token", move |_, _| Reply::json(status, body))
    };
    for (status, body, code) in [
        ("400 Bad Request", "", Code::ProviderError),
        ("401 Unauthorized", "", Code::InvalidClient),
        ("429 Too Many Requests", "", Code::RateLimited),
        ("500 Internal Server Error", "", Code::ServerError),
        ("503 Service Unavailable", "", Code::TemporarilyUnavailable),
        ("200 OK", "", Code::NotJson),
        ("200 OK", "[]", Code::NotJson),
        ("200 OK", "{}", Code::TokenResponseInvalid),
        ("201 Created", r#"{"access_token":"CANARY","token_type":"Bearer"}"#, Code::TokenResponseInvalid),
        ("200 OK", r#"{"access_token":"","token_type":"Bearer"}"#, Code::TokenResponseInvalid),
        ("200 OK", r#"{"access_token":1,"token_type":"Bearer"}"#, Code::TokenResponseInvalid),
        ("200 OK", r#"{"access_token":"CANARY"}"#, Code::TokenResponseInvalid),
        ("200 OK", r#"{"access_token":"CANARY","token_type":"mac"}"#, Code::TokenTypeUnsupported),
        ("200 OK", r#"{"access_token":"CANARY\r\nX: y","token_type":"Bearer"}"#, Code::TokenCharset),
        (
            "200 OK",
            r#"{"access_token":"CANARY","access_token":"b","token_type":"Bearer"}"#,
            Code::DuplicateJsonKey,
        ),
        (
            "200 OK",
            r#"{"access_token":"CANARY","token_type":"Bearer","expires_in":"soon"}"#,
            Code::TokenResponseInvalid,
        ),
        ("200 OK", r#"{"access_token":"CANARY","token_type":"Bearer"}"#, Code::IdTokenMissing),
        ("200 OK", r#"{"access_token":"CANARY","token_type":"Bearer","id_token":7}"#, Code::IdTokenMalformed),
    ] {
        is_refused(plain(status, body), code);
    }
    is_refused(Scripted::new().at("/token", html), Code::NotJson);
    let deep = |_: &Asked, _: &World| Reply::json("200 OK", &"[".repeat(100_000));
    is_refused(Scripted::new().at("/token", deep), Code::JsonRefused);
}

#[test]
fn a_token_request_that_is_redirected_goes_nowhere() {
    // C4
    let other = Peer::left_alone();
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
        let to = other.url("/token");
        let scripted = Scripted::new()
            .at("/token", move |_, _| Reply::new(status, &format!("Location: {to}?code=CANARY\r\n"), ""));
        let ran = is_refused(scripted, Code::RedirectRefused);
        assert!(ran.stderr.contains("\n  got 127.0.0.1\n"), "{}", ran.stderr);
    }
}

#[test]
fn an_answer_without_an_end_is_not_read_to_its_end() {
    // C9
    let endless = |_: &Asked, _: &World| {
        Reply::SaysForever(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{",
            "                    ",
        )
    };
    is_refused(Scripted::new().at("/token", endless), Code::ResponseTooLarge);
    is_refused(Scripted::new().at(DISCOVERY, endless), Code::ResponseTooLarge);
    is_refused(Scripted::new().at("/jwks", endless), Code::ResponseTooLarge);
}

#[test]
fn a_provider_that_is_silent_is_given_up() {
    // C11
    is_refused_with(Scripted::new().at(DISCOVERY, silent), &["--timeout", "1s"], Code::Timeout);
}

#[test]
fn a_code_that_was_sent_and_not_answered_is_not_sent_again() {
    // C11, C65
    is_refused_with(Scripted::new().at("/token", silent), &["--timeout", "1s"], Code::ExchangeUncertain);
    let provider = Scripted::new().at("/token", |_, _| Reply::HangsUp).start();
    Program::new().run(&provider.login()).refused(Code::ExchangeUncertain);
    assert_eq!(provider.asked("/token").len(), 1);
}

#[test]
fn a_connection_that_breaks_and_an_answer_that_is_none_are_told() {
    // C12
    let gone = |_: &Asked, _: &World| Reply::HangsUp;
    is_refused(Scripted::new().at(DISCOVERY, gone), Code::ConnectionFailed);
    let garbage = |_: &Asked, _: &World| Reply::Says(b"SSH-2.0-OpenSSH\r\n".to_vec());
    is_refused(Scripted::new().at(DISCOVERY, garbage), Code::HttpInvalid);
}

#[test]
fn nobody_at_the_address_is_told_as_such() {
    // C12
    let program = Program::new();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let arguments = ["login", "--issuer", &issuer, "--client-id", CLIENT, "--as", "alice"];
    program.run(&arguments).refused(Code::ConnectionFailed);
    // RFC 6761 §6.4: this name never resolves
    let arguments = ["discover", "https://provider.invalid"];
    program.run(&arguments).refused(Code::DnsFailed);

    // something that does not speak TLS, where https was said
    let peer = Peer::playing(vec![Act::Say(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec())]);
    let issuer = format!("https://{}", peer.address);
    program.run(&["discover", &issuer]).refused(Code::TlsFailed);
}

#[test]
fn metadata_that_cannot_be_trusted_is_not_used() {
    // C1, C6, C14, C15, C24, C35
    let https = |path: &str| json!(format!("https://id.example{path}"));
    is_refused(Scripted::new().metadata(set("issuer", https(""))), Code::IssuerMismatch);
    is_refused(Scripted::new().metadata(without("issuer")), Code::MetadataInvalid);
    is_refused(Scripted::new().metadata(without("token_endpoint")), Code::MetadataInvalid);
    is_refused(Scripted::new().metadata(without("jwks_uri")), Code::MetadataInvalid);
    is_refused(Scripted::new().metadata(set("token_endpoint", json!(1))), Code::MetadataInvalid);
    is_refused(
        Scripted::new().metadata(set("token_endpoint", json!("http://id.example/t"))),
        Code::CleartextRefused,
    );
    is_refused(Scripted::new().metadata(set("token_endpoint", https("/t#x"))), Code::EndpointRefused);
    is_refused(
        Scripted::new().metadata(set("authorization_endpoint", https("/a?state=x"))),
        Code::EndpointRefused,
    );
    is_refused(
        Scripted::new().metadata(set("code_challenge_methods_supported", json!(["plain"]))),
        Code::PkceUnsupported,
    );
    let ran = is_refused(Scripted::new().at(DISCOVERY, html), Code::NotJson);
    assert!(ran.stderr.contains("\n  got HTTP 200 with content type \"text/html\"\n"), "{}", ran.stderr);
    let twice = |_: &Asked, world: &World| {
        Reply::json("200 OK", &format!(r#"{{"issuer":"https://evil.example","issuer":"{}"}}"#, world.issuer))
    };
    is_refused(Scripted::new().at(DISCOVERY, twice), Code::DuplicateJsonKey);
    let moved = |_: &Asked, _: &World| Reply::new("302 Found", "Location: https://evil.example/\r\n", "");
    is_refused(Scripted::new().at(DISCOVERY, moved), Code::RedirectRefused);
    let missing = |_: &Asked, _: &World| Reply::new("404 Not Found", "", "");
    is_refused(Scripted::new().at(DISCOVERY, missing), Code::DiscoveryFailed);
    let zipped = |_: &Asked, _: &World| Reply::json("200 OK\r\nContent-Encoding: gzip", "{}");
    is_refused(Scripted::new().at(DISCOVERY, zipped), Code::ContentEncodingRefused); // C10
}

#[test]
fn a_secret_is_sent_in_no_way_that_the_provider_does_not_take() {
    // C135
    let methods = set("token_endpoint_auth_methods_supported", json!(["private_key_jwt"]));
    let provider = Scripted::new().metadata(methods).start();
    let program = Program::new().with("APP_SECRET", "CANARY");
    let more = ["--client-secret-from", "env:APP_SECRET"];
    let ran = program.run(&[&provider.login()[..], &more].concat()).refused(Code::AuthMethodUnsupported);
    provider.tells_nothing(&ran);
    assert_eq!(program.sessions().len(), 0);
}

#[test]
fn a_claim_that_is_wrong_is_no_sign_in() {
    // C71, C72, C73, C78, C79, C81, C82
    let claim = |name: &'static str, value: Value| Scripted::new().claims(set(name, value));
    for (scripted, code) in [
        (claim("iss", json!("https://evil.example")), Code::IdTokenIss),
        (claim("aud", json!("somebody-else")), Code::IdTokenAud),
        (claim("aud", json!([CLIENT, "somebody-else"])), Code::IdTokenAud),
        (claim("azp", json!("somebody-else")), Code::IdTokenAzp),
        (claim("exp", json!(1_000_000_000)), Code::IdTokenExpired),
        (claim("exp", json!("9999999999")), Code::IdTokenMalformed),
        (claim("iat", json!(9_999_999_990_i64)), Code::IdTokenIat),
        (claim("nbf", json!(9_999_999_990_i64)), Code::IdTokenNbf),
        (claim("nonce", json!("another")), Code::IdTokenNonce),
        (Scripted::new().claims(without("nonce")), Code::IdTokenNonce),
        (Scripted::new().claims(without("sub")), Code::IdTokenSub),
        (claim("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")), Code::IdTokenAtHash),
        (claim("c_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")), Code::IdTokenCHash),
    ] {
        is_refused(scripted, code);
    }
    let old = Scripted::new()
        .claims(|claims, world| drop(claims.insert("auth_time".into(), (world.now() - 3600).into())));
    is_refused_with(old, &["--max-age", "60s"], Code::IdTokenAuthTime); // C33
}

#[test]
fn a_signature_that_is_wrong_is_no_sign_in() {
    // C74, C75, C77, C83, C88
    fn part(value: &Value) -> String {
        base64url::encode(value.to_string())
    }
    fn signed_as(header: Value) -> Scripted {
        id_token(move |world| {
            let right = world.key.sign(Some("JWT"), &world.claims()).unwrap();
            let (_, rest) = right.split_once('.').unwrap();
            format!("{}.{rest}", part(&header))
        })
    }
    let unsigned = |world: &World| {
        format!("{}.{}.", part(&json!({"alg": "none"})), part(&Value::Object(world.claims())))
    };
    is_refused(id_token(unsigned), Code::IdTokenAlg);
    is_refused(signed_as(json!({"alg": "EdDSA", "typ": "JWT", "x": 1})), Code::IdTokenSignature);
    is_refused(signed_as(json!({"alg": "HS256"})), Code::IdTokenAlg);
    is_refused(signed_as(json!({"alg": "RS256"})), Code::IdTokenAlg);
    is_refused(signed_as(json!({"alg": "EdDSA", "crit": ["exp"], "exp": 1})), Code::IdTokenCrit);
    is_refused(signed_as(json!({"alg": "EdDSA", "kid": "of-nobody"})), Code::UnknownKey);
    is_refused(id_token(|_| "not-a-token".into()), Code::IdTokenMalformed);
    is_refused(id_token(|_| "e30.e30.e30.e30.e30".into()), Code::JweRefused);
    let encrypted = |_: &World| format!("{}....", part(&json!({"alg": "dir", "enc": "A128GCM"})));
    is_refused(id_token(encrypted), Code::DecryptionKeyMissing);
    let logout = |world: &World| world.key.sign(Some("logout+jwt"), &world.claims()).unwrap();
    is_refused(id_token(logout), Code::IdTokenType);
    let stranger = |world: &World| {
        let key =
            SigningKey::generate(Algorithm::EdDSA, &mut |bytes| getrandom::fill(bytes).unwrap()).unwrap();
        let token = key.sign(Some("JWT"), &world.claims()).unwrap();
        let (_, rest) = token.split_once('.').unwrap();
        format!("{}.{rest}", part(&json!({"alg": "EdDSA", "kid": world.key.kid()})))
    };
    is_refused(id_token(stranger), Code::IdTokenSignature);
}

#[test]
fn keys_that_cannot_be_trusted_sign_nobody_in() {
    // C85
    let jwks = |make: fn(&World) -> String| {
        Scripted::new().at("/jwks", move |_, world| Reply::json("200 OK", &make(world)))
    };
    is_refused(jwks(|_| "{}".into()), Code::JwksInvalid);
    is_refused(jwks(|_| r#"{"keys":[]}"#.into()), Code::UnknownKey);
    let private = |world: &World| {
        let mut key = world.key.public_jwk();
        key["d"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".into();
        json!({ "keys": [key] }).to_string()
    };
    is_refused(jwks(private), Code::JwksPrivateKey);
    is_refused(Scripted::new().at("/jwks", html), Code::NotJson);
}

#[test]
fn what_userinfo_says_of_another_person_is_not_believed() {
    // C92
    let told = |body: &'static str| Scripted::new().at("/userinfo", move |_, _| Reply::json("200 OK", body));
    is_refused(told(r#"{"sub":"user-2"}"#), Code::UserInfoSub);
    is_refused(told(r#"{"name":"x"}"#), Code::UserInfoInvalid);
    is_refused(Scripted::new().at("/userinfo", html), Code::NotJson);
    let signed =
        |_: &Asked, _: &World| Reply::new("200 OK", "Content-Type: application/jwt\r\n", "e30.e30.e30");
    is_refused(Scripted::new().at("/userinfo", signed), Code::UserInfoInvalid);
    is_refused(
        Scripted::new().at("/userinfo", |_, _| Reply::new("401 Unauthorized", "", "")),
        Code::InvalidToken,
    );
}

#[test]
fn a_wait_that_the_provider_asks_for_is_told_to_programs() {
    // C13
    let scripted =
        Scripted::new().at("/token", |_, _| Reply::new("429 Too Many Requests", "Retry-After: 7\r\n", ""));
    let (program, provider): (Program, Provider) = (Program::new(), scripted.start());
    let ran = program.run(&[&provider.login()[..], &["--json"]].concat()).refused(Code::RateLimited);
    let error = ran.error_json();
    assert_eq!((&error["retry_after_s"], &error["retry"]), (&json!(7), &json!("later")));
    assert_eq!((&error["session_changed"], program.sessions().len()), (&json!(false), 0));
    assert_eq!(provider.asked("/token").len(), 1);
}
