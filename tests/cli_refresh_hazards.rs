//! What can go wrong around a renewal, through the real binary: no refresh token is spent for nothing, nothing that came of
//! it is lost, and no ID token is taken that was not checked.

use std::sync::atomic::{AtomicUsize, Ordering};

use authctl::{
    error::Code,
    jose::{algorithm::Algorithm, base64url, key::SigningKey},
};
use serde_json::{Value, json};

use crate::support::{
    exchange::{Asked, Reply},
    program::Program,
    scripted::{Scripted, World},
};

/// A provider that answers request number `at` (from 0) for its keys like this.
fn with_keys(at: usize, reply: fn() -> Reply) -> Scripted {
    let count = AtomicUsize::new(0);
    Scripted::new().at("/jwks", move |_, _| match count.fetch_add(1, Ordering::SeqCst) == at {
        true => reply(),
        false => Reply::Right,
    })
}

/// Its token answers at a renewal are right but for the ID token.
fn renewing_with(
    scripted: Scripted,
    id_token: impl Fn(&World) -> String + Send + Sync + 'static,
) -> Scripted {
    scripted.at("/token", move |asked, world| match is_renewal(asked) {
        true => Reply::json("200 OK", &Value::Object(world.tokens(&id_token(world))).to_string()),
        false => Reply::Right,
    })
}

fn is_renewal(asked: &Asked) -> bool {
    asked.form["grant_type"] == "refresh_token"
}

fn html() -> Reply {
    Reply::new("200 OK", "Content-Type: text/html\r\n", "<p>please sign in to the network")
}

#[test]
fn keys_that_cannot_be_had_are_missed_before_the_refresh_token_is_spent() {
    // C101, C108
    let cases: [(fn() -> Reply, Code); 4] = [
        (|| Reply::new("503 Service Unavailable", "", ""), Code::TemporarilyUnavailable),
        (|| Reply::HangsUp, Code::ConnectionFailed),
        (html, Code::NotJson),
        (|| Reply::json("200 OK", "{}"), Code::JwksInvalid),
    ];
    for (reply, code) in cases {
        let (program, provider) = (Program::new(), with_keys(1, reply).start());
        program.run(&provider.login()).ok();
        let before = program.sessions();
        let ran = program.run(&["refresh"]).refused(code);
        provider.tells_nothing(&ran);
        assert_eq!((program.sessions(), provider.asked("/token").len()), (before, 1), "{}", ran.stderr);
        program.run(&["refresh"]).ok();
        assert_eq!((program.session("work").generation, provider.asked("/token").len()), (2, 2));
    }
}

#[test]
fn a_new_key_that_cannot_be_had_costs_the_new_id_token_and_nothing_else() {
    // C101, C108
    let cases: [(fn() -> Reply, Code); 5] = [
        (|| Reply::new("503 Service Unavailable", "", ""), Code::TemporarilyUnavailable),
        (|| Reply::HangsUp, Code::ConnectionFailed),
        (html, Code::NotJson),
        (|| Reply::json("200 OK", "{}"), Code::JwksInvalid),
        // the set that is served lags behind
        (|| Reply::Right, Code::UnknownKey),
    ];
    for (reply, code) in cases {
        let key =
            SigningKey::generate(Algorithm::EdDSA, &mut |bytes| getrandom::fill(bytes).unwrap()).unwrap();
        let provider = renewing_with(with_keys(2, reply), move |world| {
            let mut claims = world.claims();
            claims.remove("nonce");
            key.sign(Some("JWT"), &claims).unwrap()
        })
        .start();
        let program = Program::new();
        program.run(&provider.login()).ok();
        let old = program.session("work");
        let ran = program.run(&["refresh"]).ok();
        provider.tells_nothing(&ran);
        let warned = ran
            .stderr
            .lines()
            .any(|line| line.starts_with("warning: ") && line.ends_with(&format!("[{}]", code.row().name)));
        assert!(warned, "{}", ran.stderr);
        let new = program.session("work");
        assert_eq!(new.generation, 2);
        assert_eq!(new.id_token.unwrap().expose(), old.id_token.unwrap().expose());
        assert_ne!(new.access_token.expose(), old.access_token.expose());
        // and the session goes on
        program.run(&["refresh"]).ok();
        let asked = provider.asked("/token");
        assert_eq!(asked[2].form["refresh_token"], *new.refresh_token.unwrap().expose());
    }
}

#[test]
fn an_id_token_that_comes_with_a_renewal_only_is_not_taken() {
    // C103
    let unsigned = |world: &World| {
        let part = |value: &Value| base64url::encode(value.to_string());
        format!("{}.{}.", part(&json!({"alg": "none"})), part(&Value::Object(world.claims())))
    };
    let right = |world: &World| world.key.sign(Some("JWT"), &world.claims()).unwrap();
    let id_tokens: [fn(&World) -> String; 3] = [|_| "of-nobody".into(), unsigned, right];
    for id_token in id_tokens {
        let provider = Scripted::new()
            .metadata(|document, _| drop(document.remove("userinfo_endpoint")))
            .at("/token", move |asked, world| {
                let mut tokens = world.tokens(&id_token(world));
                if !is_renewal(asked) {
                    tokens.remove("id_token");
                }
                Reply::json("200 OK", &Value::Object(tokens).to_string())
            })
            .start();
        let program = Program::new();
        program.run(&[&provider.login()[..], &["--scope", "api"]].concat()).ok();
        provider.tells_nothing(&program.run(&["refresh"]).ok());
        assert!(program.session("work").id_token.is_none());
        program.run(&["token", "--type", "id"]).refused(Code::TokenMissing);
        program.run(&["whoami"]).refused(Code::EndpointMissing);
        assert_eq!(program.session("work").generation, 2);
    }
}
