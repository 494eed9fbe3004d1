//! Answers of the browser that the provider signs and then encrypts to the client (JARM §2.2), through the real binary.

use authctl::{
    error::Code,
    jose::{
        algorithm::Algorithm,
        jwe::{Content, Recipient},
        jws,
        key::SigningKey,
    },
    protocol::response_mode::Delivery,
};
use serde_json::{Map, Value, json};

use crate::support::{
    caller, front_channel,
    program::Program,
    ran::Ran,
    scripted::{CLIENT, Scripted, World},
    sealed::{Pair, base64, seal, seal_with_secret, with_header},
    served::Served,
};

const ENCRYPTED: [&str; 2] = ["--response-form", "encrypted"];

/// The embedded provider with a client `app` of which this is registered too.
fn served(metadata: &str) -> Served {
    Served::configured(&format!(
        "[[clients]]\nclient_id = \"app\"\nredirect_uris = [\"http://127.0.0.1/callback\"]\n\
         id_token_signed_response_alg = \"EdDSA\"\nauthorization_signed_response_alg = \"EdDSA\"\n\
         response_types = [\"code\", \"code id_token\", \"id_token token\"]\n\
         grant_types = [\"authorization_code\", \"implicit\"]\n{metadata}"
    ))
}

fn sign_in(program: &Program, served: &Served, more: &[&str]) -> Ran {
    let place = ["login", "--profile", "work", "--issuer", &served.issuer, "--client-id", "app"];
    program.run(&[&place[..], &["--as", "alice", "--scope", "openid", "--trace"], more].concat())
}

#[test]
fn an_encrypted_answer_is_opened_however_it_comes() {
    for (pair, alg, enc) in
        [(Pair::ec(), "ECDH-ES", "A256GCM"), (Pair::rsa(), "RSA-OAEP-256", "A128CBC-HS256")]
    {
        let served = served(&format!(
            "jwks = '{}'\nauthorization_encrypted_response_alg = \"{alg}\"\nauthorization_encrypted_response_enc = \"{enc}\"\n",
            json!({"keys": [pair.public]})
        ));
        let program = pair.program();
        for mode in [&[][..], &["--response-mode", "query.jwt"], &["--response-mode", "form_post.jwt"]] {
            let ran = sign_in(&program, &served, &[mode, &ENCRYPTED].concat()).ok();
            let rule = format!(
                "checked encryption of the authorization response\n   ok decrypted, {alg} with {enc} (RFC 7516 §5.2)\n"
            );
            let (_, after) = ran.stderr.split_once(&rule).expect(&rule);
            assert!(after.contains("   ok signature (JARM §2.4)\n"), "{after}");
        }
        for flow in [["hybrid", "code id_token"], ["implicit", "id_token token"]] {
            let flow = ["--flow", flow[0], "--response-type", flow[1]];
            sign_in(&program, &served, &[&flow[..], &ENCRYPTED].concat()).ok();
        }
        // JARM says of no other mode that it is encrypted
        sign_in(&program, &served, &[]).ok();
        // nobody has to ask for it
        sign_in(&program, &served, &["--response-mode", "jwt"]).ok();
    }
}

#[test]
fn a_client_secret_opens_it_too() {
    // OIDC Core §10.2, JARM §2.2
    let served = served(
        "client_secret = \"CANARY-app-secret\"\nauthorization_encrypted_response_alg = \"A256KW\"\n\
         authorization_encrypted_response_enc = \"A256CBC-HS512\"\n",
    );
    let program = Program::new().with("SECRET", "CANARY-app-secret");
    let ran =
        sign_in(&program, &served, &[&["--client-secret-from", "env:SECRET"][..], &ENCRYPTED].concat()).ok();
    assert!(!ran.stderr.contains("CANARY"));
}

#[test]
fn a_refusal_is_encrypted_too_and_heard() {
    let pair = Pair::ec();
    let served = served(&format!(
        "jwks = '{}'\nauthorization_encrypted_response_alg = \"ECDH-ES\"\n",
        json!({"keys": [pair.public]})
    ));
    let program = pair.program();
    let asked = ["--prompt", "none"];
    let ran = sign_in(&program, &served, &[&asked[..], &ENCRYPTED].concat()).refused(Code::LoginRequired);
    assert!(ran.stderr.contains("checked encryption of the authorization response"), "{}", ran.stderr);
}

#[test]
fn an_answer_that_no_key_of_ours_opens_signs_nobody_in() {
    let (pair, other) = (Pair::ec(), Pair::ec());
    let served = served(&format!(
        "jwks = '{}'\nauthorization_encrypted_response_alg = \"ECDH-ES\"\n",
        json!({"keys": [pair.public]})
    ));
    let jwt = ["--response-mode", "jwt"];
    let program = other.program();
    sign_in(&program, &served, &jwt).refused(Code::JweUndecryptable);
    assert!(program.sessions().is_empty());
    let program = Program::new();
    sign_in(&program, &served, &jwt).refused(Code::DecryptionKeyMissing);
    assert!(program.sessions().is_empty());
}

type Make = fn(&World, &Map<String, Value>, &Recipient) -> String;

/// A provider whose answer is this.
fn answering(to: Recipient, make: Make) -> Scripted {
    Scripted::new().at("/authorize", move |asked, world| {
        let claims = json!({
            "iss": world.issuer, "aud": CLIENT, "exp": world.now() + 60,
            "state": asked.query["state"], "code": "CANARY-code",
        });
        let token = make(world, claims.as_object().unwrap(), &to);
        let answer = Map::from_iter([("response".to_owned(), token.into())]);
        front_channel::send(&asked.query["redirect_uri"], Delivery::Query, &answer)
    })
}

fn right(world: &World, claims: &Map<String, Value>) -> String {
    world.key.sign(Some("JWT"), claims).unwrap()
}

fn changed(world: &World, claims: &Map<String, Value>, change: Value) -> String {
    let mut claims = claims.clone();
    claims.extend(change.as_object().unwrap().clone());
    right(world, &claims)
}

#[test]
fn what_is_in_an_encrypted_answer_is_believed_for_its_own_signature_alone() {
    // C25, C27, C74, C75, C77, C79, C88
    let pair = Pair::ec();
    let cases: [(Make, Code); 14] = [
        (|world, claims, _| right(world, claims), Code::JweRefused),
        (|_, claims, to| seal(Content::Claims(claims), to), Code::JweMalformed),
        (
            |world, claims, to| seal(Content::Nested(&seal(Content::Nested(&right(world, claims)), to)), to),
            Code::JweMalformed,
        ),
        (
            |_, claims, to| {
                let claims = base64(&Value::Object(claims.clone()));
                seal(Content::Nested(&format!("{}.{claims}.", base64(&json!({"alg": "none"})))), to)
            },
            Code::ResponseJwtInvalid,
        ),
        (
            |_, claims, to| {
                let mut fill = |bytes: &mut [u8]| bytes.fill(9);
                let stranger = SigningKey::generate(Algorithm::EdDSA, &mut fill).unwrap();
                seal(Content::Nested(&stranger.sign(Some("JWT"), claims).unwrap()), to)
            },
            Code::UnknownKey,
        ),
        (
            |world, claims, to| seal(Content::Nested(&world.key.sign(Some("at+jwt"), claims).unwrap()), to),
            Code::ResponseJwtInvalid,
        ),
        (
            |world, claims, to| seal(Content::Nested(&changed(world, claims, json!({"exp": 1}))), to),
            Code::ResponseJwtInvalid,
        ),
        (
            |world, claims, to| seal(Content::Nested(&changed(world, claims, json!({"aud": "other"}))), to),
            Code::ResponseJwtInvalid,
        ),
        (
            |world, claims, to| {
                seal(Content::Nested(&changed(world, claims, json!({"iss": "https://evil.example"}))), to)
            },
            Code::ResponseJwtInvalid,
        ),
        (
            |world, claims, to| seal(Content::Nested(&changed(world, claims, json!({"state": "other"}))), to),
            Code::StateMismatch,
        ),
        (
            |world, claims, _| seal(Content::Nested(&right(world, claims)), &Pair::ec().recipient()),
            Code::JweUndecryptable,
        ),
        (
            |world, claims, to| with_header(&seal(Content::Nested(&right(world, claims)), to), "x", "y"),
            Code::JweUndecryptable,
        ),
        (
            |world, claims, to| with_header(&seal(Content::Nested(&right(world, claims)), to), "zip", "DEF"),
            Code::JweRefused,
        ),
        (
            |world, claims, to| {
                with_header(&seal(Content::Nested(&right(world, claims)), to), "alg", "RSA1_5")
            },
            Code::JweRefused,
        ),
    ];
    let sealed: Make = |world, claims, to| seal(Content::Nested(&right(world, claims)), to);
    let provider = answering(pair.recipient(), sealed).start();
    pair.program().run(&[&provider.login()[..], &ENCRYPTED, &["--scope", "read"]].concat()).ok();
    for (make, code) in cases {
        let (program, provider) = (pair.program(), answering(pair.recipient(), make).start());
        let ran = program.run(&[&provider.login()[..], &ENCRYPTED].concat()).refused(code);
        provider.tells_nothing(&ran);
        assert!(program.sessions().is_empty());
        assert!(provider.asked("/token").is_empty());
    }
}

#[test]
fn a_claim_outside_that_is_another_than_inside_is_refused() {
    // RFC 7519 §5.3
    let program = Program::new().with("SECRET", "CANARY-app-secret");
    let secret = ["--client-secret-from", "env:SECRET"];
    let replicating = |header: Value| {
        Scripted::new().at("/authorize", move |asked, world| {
            let claims = json!({
                "iss": world.issuer, "aud": CLIENT, "exp": world.now() + 60,
                "state": asked.query["state"], "error": "access_denied",
            });
            let token = right(world, claims.as_object().unwrap());
            let token = seal_with_secret(&header, token.as_bytes(), "CANARY-app-secret");
            let answer = Map::from_iter([("response".to_owned(), token.into())]);
            front_channel::send(&asked.query["redirect_uri"], Delivery::Query, &answer)
        })
    };
    for (header, code) in [
        (json!({"cty": "JWT"}), Code::AccessDenied),
        (json!({"cty": "JWT", "aud": CLIENT}), Code::AccessDenied),
        (json!({"cty": "JWT", "aud": "other"}), Code::JweMalformed),
        (json!({"cty": "JWT", "iss": "https://evil.example"}), Code::JweMalformed),
        (json!({"cty": "text"}), Code::JweMalformed),
    ] {
        let provider = replicating(header).start();
        let ran = program.run(&[&provider.login()[..], &secret, &ENCRYPTED].concat()).refused(code);
        provider.tells_nothing(&ran);
    }
}

#[test]
fn what_does_not_go_together_is_refused_before_anybody_is_sent_anywhere() {
    let place = ["login", "--issuer", "http://127.0.0.1:9", "--client-id", "app", "--as", "alice"];
    for flags in [
        &["--response-form", "encrypted", "--response-mode", "form_post"][..],
        &["--response-form", "signed", "--response-mode", "query"],
        &["--response-form", "encrypted", "--flow", "device"],
    ] {
        Pair::ec().program().run(&[&place[..], flags].concat()).refused(Code::Usage);
    }
    // nothing is there to open it
    Program::new().run(&[&place[..], &ENCRYPTED].concat()).refused(Code::Usage);
    assert_eq!(Program::new().run(&[&place[..], &["--response-form", "sealed"]].concat()).exit, 2);
    let provider = Scripted::new()
        .metadata(|document, _| {
            drop(
                document.insert("authorization_encryption_alg_values_supported".into(), json!(["RSA-OAEP"])),
            );
        })
        .start();
    let ran = Pair::ec().program().run(&[&provider.login()[..], &ENCRYPTED].concat());
    let ran = ran.refused(Code::ConfigInvalid);
    assert!(ran.stderr.contains("authorization_encryption_alg_values_supported"), "{}", ran.stderr);
    assert!(provider.asked("/authorize").is_empty());
    // `signed` takes one that is encrypted too, and asks for a mode that is signed
    let provider = Scripted::new().start();
    Program::new().run(&[&provider.login()[..], &["--response-form", "signed"]].concat()).ok();
    assert_eq!(provider.asked("/authorize")[0].query["response_mode"], "jwt");
}

#[test]
fn the_listener_tells_its_own_encrypted_answer_by_the_state_inside_and_takes_nothing_that_does_not_open() {
    // C46
    let pair = Pair::ec();
    let (program, provider) = (pair.program(), Scripted::new().start());
    let arguments = [&provider.login_by_hand()[..], &["--no-browser", "--no-store"], &ENCRYPTED].concat();
    let mut login = program.start(&arguments);
    let url = login.line("http");
    let back = provider.send_back(&url);
    let (_, signed) = back.query_pairs().find(|(name, _)| name == "response").unwrap();
    let sealed = |token: &str| seal(Content::Nested(token), &pair.recipient());
    let foreign = json!({"state": "other"});
    let foreign = provider.world.key.sign(Some("JWT"), foreign.as_object().unwrap()).unwrap();
    let other_key = seal(Content::Nested(&signed), &Pair::ec().recipient());
    for stranger in [
        format!("/callback?response={}", sealed(&foreign)),
        format!("/callback?response={other_key}"),
        format!("/callback?response={}", with_header(&sealed(&signed), "x", "y")),
        format!("/callback?response={0}&response={0}", sealed(&signed)),
        "/callback?response=a.b.c.d.e".to_owned(),
    ] {
        assert_eq!(caller::status(&caller::get(&back, &stranger)), "400", "{stranger}");
    }
    let good = format!("/callback?response={}", sealed(&signed));
    assert_eq!(caller::status(&caller::get(&back, &good)), "303");
    assert_eq!(caller::status(&caller::get(&back, "/done")), "200");
    let ran = login.end().ok();
    // said once, however often such a thing comes
    let said = "An encrypted answer came that does not open; waiting for another one.";
    assert_eq!(ran.stderr.matches(said).count(), 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("\n5 requests to the callback address were not ours"), "{}", ran.stderr);
}

#[test]
fn an_answer_that_comes_open_is_ours_and_told_and_not_waited_for() {
    let pair = Pair::ec();
    for is_signed in [true, false] {
        let (program, provider) = (pair.program(), Scripted::new().start());
        let arguments = [&provider.login_by_hand()[..], &["--no-browser", "--no-store"], &ENCRYPTED].concat();
        let mut login = program.start(&arguments);
        let url = login.line("http");
        let back = provider.send_back(&url);
        let (_, signed) = back.query_pairs().find(|(name, _)| name == "response").unwrap();
        // as it was signed, or its claims encrypted without a signature
        let token = match is_signed {
            true => signed.into_owned(),
            false => {
                let (_, claims) = jws::peek(&signed).unwrap();
                seal(Content::Claims(claims.as_object().unwrap()), &pair.recipient())
            }
        };
        let target = format!("/callback?response={token}");
        assert_eq!(caller::status(&caller::get(&back, &target)), "303");
        assert_eq!(caller::status(&caller::get(&back, "/done")), "200");
        let code = if is_signed { Code::JweRefused } else { Code::JweMalformed };
        login.end().refused(code);
    }
}
