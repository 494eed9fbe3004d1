//! Encrypted ID tokens and signed or encrypted UserInfo, through the real binary: against the embedded provider, and against
//! one that answers wrongly.

use authctl::{
    error::Code,
    jose::{
        jwe::{Content, Recipient},
        jws,
    },
};
use serde_json::{Map, Value, json};

use crate::{
    jose_support::{key, members},
    support::{
        exchange::Reply,
        program::Program,
        ran::Ran,
        scripted::{CLIENT, Scripted, World},
        sealed::{Pair, base64, seal, with_header},
        served::Served,
    },
};

/// The embedded provider with a client `app` of which this is registered too.
fn served(metadata: &str) -> Served {
    Served::configured(&format!(
        "[[clients]]\nclient_id = \"app\"\nredirect_uris = [\"http://127.0.0.1/callback\"]\n\
         id_token_signed_response_alg = \"EdDSA\"\n{metadata}"
    ))
}

fn sign_in(program: &Program, served: &Served, more: &[&str]) -> Ran {
    let place = ["login", "--profile", "work", "--issuer", &served.issuer, "--client-id", "app"];
    let scopes = ["--as", "alice", "--scope", "openid email offline_access"];
    program.run(&[&place[..], &scopes, more].concat())
}

#[test]
fn a_session_lives_whole_with_everything_signed_and_encrypted() {
    for (pair, alg, enc) in [
        (Pair::ec(), "ECDH-ES", "A256GCM"),
        (Pair::ec(), "ECDH-ES+A128KW", "A128CBC-HS256"),
        (Pair::rsa(), "RSA-OAEP-256", "A256CBC-HS512"),
    ] {
        let served = served(&format!(
            "jwks = '{}'\nid_token_encrypted_response_alg = \"{alg}\"\nid_token_encrypted_response_enc = \"{enc}\"\n\
             userinfo_signed_response_alg = \"EdDSA\"\nuserinfo_encrypted_response_alg = \"{alg}\"\n",
            json!({"keys": [pair.public]})
        ));
        let program = pair.program();
        let forms = ["--id-token-form", "encrypted", "--userinfo-form", "signed-encrypted", "--trace"];
        let ran = sign_in(&program, &served, &forms).ok();
        for line in [
            &format!("   ok decrypted, {alg} with {enc} (RFC 7516 §5.2)"),
            &format!("   ok decrypted, {alg} with A128CBC-HS256 (RFC 7516 §5.2)"),
            "   ok aud (OIDC Core §5.3.2)",
            "   ok sub is that of the ID token (OIDC Core §5.3.2)",
        ] {
            assert!(ran.stderr.contains(line), "{line} in\n{}", ran.stderr);
        }
        // What is kept is the signed token within.
        let id_token = program.run(&["token", "--type", "id"]).answer();
        assert_eq!(jws::peek(&id_token).unwrap().1["sub"], "alice");
        program.run(&["refresh"]).ok();
        assert_ne!(program.run(&["token", "--type", "id"]).answer(), id_token);
        let told: Value = serde_json::from_str(&program.run(&["whoami", "--json"]).answer()).unwrap();
        assert_eq!(told["claims"]["email"], "alice@example.com");
        program.run(&["logout"]).ok();
    }
}

#[test]
fn an_id_token_that_comes_through_the_browser_is_encrypted_too() {
    let pair = Pair::ec();
    let served = served(&format!(
        "jwks = '{}'\nid_token_encrypted_response_alg = \"ECDH-ES\"\nresponse_types = [\"code id_token\"]\n\
         grant_types = [\"authorization_code\", \"implicit\"]\n",
        json!({"keys": [pair.public]})
    ));
    let program = pair.program();
    let place =
        ["login", "--profile", "work", "--issuer", &served.issuer, "--client-id", "app", "--as", "alice"];
    let flow = ["--flow", "hybrid", "--response-type", "code id_token", "--scope", "openid", "--trace"];
    let ran = program.run(&[&place[..], &flow, &["--id-token-form", "encrypted"]].concat()).ok();
    assert_eq!(ran.stderr.matches("checked encryption of the ID token").count(), 2, "{}", ran.stderr);
    Pair::ec().program().run(&[&place[..], &flow].concat()).refused(Code::JweUndecryptable);
}

#[test]
fn a_client_secret_decrypts_too_and_a_signed_answer_needs_no_key() {
    // OIDC Core §10.2
    for metadata in [
        "id_token_encrypted_response_alg = \"A256KW\"\nid_token_encrypted_response_enc = \"A256CBC-HS512\"\n",
        "id_token_encrypted_response_alg = \"dir\"\nuserinfo_encrypted_response_alg = \"A128KW\"\n",
        "userinfo_signed_response_alg = \"ES256\"\n",
    ] {
        let served = served(&format!("client_secret = \"CANARY-app-secret\"\n{metadata}"));
        let program = Program::new().with("SECRET", "CANARY-app-secret");
        let ran = sign_in(&program, &served, &["--client-secret-from", "env:SECRET", "--trace"]).ok();
        assert!(!ran.stderr.contains("CANARY"));
        program.run(&["refresh"]).ok();
        program.run(&["whoami"]).ok();
    }
}

#[test]
fn an_encrypted_answer_without_its_key_signs_nobody_in() {
    let (pair, other) = (Pair::ec(), Pair::ec());
    let served = served(&format!(
        "jwks = '{}'\nid_token_encrypted_response_alg = \"ECDH-ES\"\n",
        json!({"keys": [pair.public]})
    ));
    let program = Program::new();
    let ran = sign_in(&program, &served, &[]).refused(Code::DecryptionKeyMissing);
    assert!(ran.stderr.contains("got ECDH-ES"), "{}", ran.stderr);
    sign_in(&other.program(), &served, &[]).refused(Code::JweUndecryptable);
    assert!(program.sessions().is_empty());
    // Once the key is lost, a refresh still renews the access token, and says what it left.
    let program = pair.program();
    sign_in(&program, &served, &[]).ok();
    program.write("key.pem", &other.pem);
    let ran = program.run(&["refresh"]).ok();
    assert!(ran.stderr.contains("[jwe_undecryptable]"), "{}", ran.stderr);
    assert_eq!(served.stat("refreshes"), 1);
}

#[test]
fn what_cannot_work_is_refused_before_anybody_is_sent_anywhere() {
    let served = Served::start();
    let program = Program::new();
    let form = ["--id-token-form", "encrypted"];
    sign_in(&program, &served, &form).refused(Code::Usage);
    let in_file = format!(
        "[profiles.work]\nissuer = \"{}\"\nclient_id = \"app\"\nuserinfo_form = \"encrypted\"\n",
        served.issuer
    );
    let ran = Program::new().configured(&in_file).run(&["login", "--profile", "work"]);
    ran.refused(Code::ConfigInvalid);
    assert_eq!(sign_in(&program, &served, &["--userinfo-form", "sealed"]).exit, 2);
    let both = [&form[..], &["--client-key", "a", "--client-key-from", "env:A"]].concat();
    assert_eq!(sign_in(&program, &served, &both).exit, 2);
    // What the metadata rules out is said before it is tried.
    for (list, listed, forms) in [
        ("id_token_encryption_alg_values_supported", json!(["RSA-OAEP"]), ["--id-token-form", "encrypted"]),
        ("id_token_encryption_alg_values_supported", json!([]), ["--id-token-form", "encrypted"]),
        ("userinfo_encryption_alg_values_supported", json!(["RSA1_5"]), ["--userinfo-form", "encrypted"]),
        ("userinfo_signing_alg_values_supported", json!(["none"]), ["--userinfo-form", "signed"]),
    ] {
        let provider = Scripted::new()
            .metadata(move |document, _| drop(document.insert(list.into(), listed.clone())))
            .start();
        let ran = Pair::ec().program().run(&[&provider.login()[..], &forms].concat());
        let ran = ran.refused(Code::ConfigInvalid);
        assert!(ran.stderr.contains(list) && ran.stderr.contains("leave"), "{}", ran.stderr);
        assert!(provider.asked("/authorize").is_empty());
    }
}

/// This provider's ID token is what is made of the right one, for the owner of this key.
fn id_token(pair: &Pair, make: impl Fn(&World, &Recipient) -> String + Send + Sync + 'static) -> Scripted {
    let recipient = pair.recipient();
    Scripted::new().tokens(move |tokens, world| {
        tokens.insert("id_token".into(), make(world, &recipient).into());
    })
}

fn right(world: &World) -> String {
    world.key.sign(Some("JWT"), &world.claims()).unwrap()
}

#[track_caller]
fn refused(pair: &Pair, scripted: Scripted, forms: &[&str], code: Code) -> Ran {
    let (program, provider) = (pair.program(), scripted.start());
    let ran = program.run(&[&provider.login()[..], forms].concat()).refused(code);
    provider.tells_nothing(&ran);
    assert!(program.sessions().is_empty());
    ran
}

#[test]
fn an_encrypted_id_token_is_believed_for_its_own_signature_alone() {
    // C74, C75, C77, C88
    let pair = Pair::ec();
    let (program, provider) =
        (pair.program(), id_token(&pair, |world, to| seal(Content::Nested(&right(world)), to)).start());
    program.run(&provider.login()).ok();
    type Make = fn(&World, &Recipient) -> String;
    let cases: [(Make, Code); 8] = [
        // anybody can encrypt: claims that nobody signed are nobody's
        (|world, to| seal(Content::Claims(&world.claims()), to), Code::JweMalformed),
        (
            |world, to| seal(Content::Nested(&seal(Content::Nested(&right(world)), to)), to),
            Code::JweMalformed,
        ),
        (
            |world, to| {
                let stranger = key(authctl::jose::algorithm::Algorithm::EdDSA, 7);
                seal(Content::Nested(&stranger.sign(Some("JWT"), &world.claims()).unwrap()), to)
            },
            Code::UnknownKey,
        ),
        (
            |world, to| {
                let claims = base64(&Value::Object(world.claims()));
                seal(Content::Nested(&format!("{}.{claims}.", base64(&json!({"alg": "none"})))), to)
            },
            Code::IdTokenAlg,
        ),
        (
            |world, to| {
                let logout = world.key.sign(Some("logout+jwt"), &world.claims()).unwrap();
                seal(Content::Nested(&logout), to)
            },
            Code::IdTokenType,
        ),
        (|world, to| with_header(&seal(Content::Nested(&right(world)), to), "zip", "DEF"), Code::JweRefused),
        (
            |world, to| with_header(&seal(Content::Nested(&right(world)), to), "alg", "RSA1_5"),
            Code::JweRefused,
        ),
        (
            |world, to| with_header(&seal(Content::Nested(&right(world)), to), "x", "y"),
            Code::JweUndecryptable,
        ),
    ];
    for (make, code) in cases {
        refused(&pair, id_token(&pair, make), &[], code);
    }
    // OIDC Core §3.1.3.7 (1): a downgrade
    refused(&pair, Scripted::new(), &["--id-token-form", "encrypted"], Code::JweRefused);
}

/// This provider's UserInfo answer is a JWT made so.
fn userinfo(make: impl Fn(&World) -> String + Send + Sync + 'static) -> Scripted {
    Scripted::new().at("/userinfo", move |_, world| {
        Reply::new("200 OK", "Content-Type: application/jwt\r\n", &make(world))
    })
}

fn told(world: &World, change: Value) -> Map<String, Value> {
    let mut claims = members(json!({"iss": world.issuer, "aud": CLIENT, "sub": "user-1"}));
    claims.extend(members(change));
    claims.retain(|_, value| !value.is_null());
    claims
}

#[test]
fn a_signed_userinfo_answer_is_of_this_provider_for_this_client_about_this_person() {
    // C77, C92, C93
    let pair = Pair::ec();
    let signed = |change: Value| {
        userinfo(move |world| world.key.sign(Some("JWT"), &told(world, change.clone())).unwrap())
    };
    for change in [json!({}), json!({"iss": null, "aud": null}), json!({"aud": ["x", CLIENT]})] {
        let (program, provider) = (Program::new(), signed(change).start());
        program.run(&[&provider.login()[..], &["--userinfo-form", "signed"]].concat()).ok();
    }
    for (change, code) in [
        (json!({"iss": "https://other.example"}), Code::UserInfoInvalid),
        (json!({"iss": 7}), Code::UserInfoInvalid),
        (json!({"aud": "somebody-else"}), Code::UserInfoInvalid),
        (json!({"aud": []}), Code::UserInfoInvalid),
        (json!({"sub": "user-2"}), Code::UserInfoSub),
        (json!({"sub": null}), Code::UserInfoInvalid),
        (json!({"exp": 1_000_000_000}), Code::UserInfoInvalid),
        (json!({"nbf": 9_999_999_990_i64}), Code::UserInfoInvalid),
        (json!({"events": {}}), Code::UserInfoInvalid),
    ] {
        refused(&pair, signed(change), &[], code);
    }
    let typed = |typ: &'static str| {
        userinfo(move |world| world.key.sign(Some(typ), &told(world, json!({}))).unwrap())
    };
    refused(&pair, typed("at+jwt"), &[], Code::UserInfoInvalid);
    refused(&pair, typed("token-introspection+jwt"), &[], Code::UserInfoInvalid);
    let unsigned = |world: &World| {
        format!("{}.{}.", base64(&json!({"alg": "none"})), base64(&told(world, json!({})).into()))
    };
    refused(&pair, userinfo(unsigned), &[], Code::UserInfoInvalid);
    let stranger = |world: &World| {
        key(authctl::jose::algorithm::Algorithm::EdDSA, 7).sign(None, &told(world, json!({}))).unwrap()
    };
    refused(&pair, userinfo(stranger), &[], Code::UserInfoInvalid);
    refused(&pair, userinfo(|_| "CANARY".into()), &[], Code::UserInfoInvalid);
    refused(&pair, userinfo(|_| "e30.e30.e30.e30.e30".into()), &[], Code::JweRefused);
}

#[test]
fn a_userinfo_answer_that_lacks_what_was_asked_for_is_refused() {
    // C93
    let pair = Pair::ec();
    let (signed, sealed) = (["--userinfo-form", "signed"], ["--userinfo-form", "encrypted"]);
    refused(&pair, Scripted::new(), &signed, Code::UserInfoInvalid);
    refused(&pair, Scripted::new(), &sealed, Code::JweRefused);
    let plain = |world: &World| world.key.sign(None, &told(world, json!({}))).unwrap();
    refused(&pair, userinfo(plain), &sealed, Code::JweRefused);
    let recipient = pair.recipient();
    let encrypted = |recipient: Recipient| {
        userinfo(move |world| seal(Content::Claims(&told(world, json!({}))), &recipient))
    };
    refused(
        &pair,
        encrypted(recipient.clone()),
        &["--userinfo-form", "signed-encrypted"],
        Code::UserInfoInvalid,
    );
    let (program, provider) = (pair.program(), encrypted(recipient.clone()).start());
    program.run(&[&provider.login()[..], &sealed].concat()).ok();
    let of_another = encrypted(Pair::ec().recipient());
    refused(&pair, of_another, &sealed, Code::JweUndecryptable);
}

#[test]
fn an_encrypted_token_is_opened_by_jwt_with_the_key_that_key_new_made() {
    let program = Program::new();
    let new = ["key", "new", "--alg", "ECDH-ES", "--out", "own.jwk", "--form", "jwks"];
    let set = program.run(&new).ok().stdout;
    let recipient = Recipient::of_set(set.as_bytes()).unwrap().remove(0);
    let signer = key(authctl::jose::algorithm::Algorithm::EdDSA, 7);
    let claims = members(json!({"iss": "https://id.example", "aud": "app", "exp": 9_999_999_999_i64}));
    let token = seal(Content::Nested(&signer.sign(Some("JWT"), &claims).unwrap()), &recipient);
    let decode = |flags: &[&str]| {
        let told = program.told(&[&["jwt", "decode", "--json"], flags].concat(), &token).answer();
        serde_json::from_str::<Value>(&told).unwrap()
    };
    let (closed, opened) = (decode(&[]), decode(&["--key-from", "file:own.jwk"]));
    assert_eq!(
        json!([closed["protection"], closed["claims"], closed["decrypted"]]),
        json!(["encrypted", null, null])
    );
    assert_eq!(opened["header"]["alg"], "ECDH-ES");
    assert_eq!(
        json!([opened["decrypted"]["protection"], opened["decrypted"]["claims"]["aud"]]),
        json!(["signed", "app"])
    );
    let said = program.told(&["jwt", "decode", "--key-from", "file:own.jwk"], &token).answer();
    assert!(said.contains("It is opened below") && said.contains("https://id.example"), "{said}");
    program.write("keys.json", &json!({"keys": [signer.public_jwk()]}).to_string());
    let verify = ["jwt", "verify", "--jwks", "keys.json", "--audience", "app"];
    let ran = program.told(&[&verify[..], &["--key-from", "file:own.jwk"]].concat(), &token).ok();
    assert!(ran.stdout.contains("decryption  passed       ECDH-ES with A256GCM"), "{}", ran.stdout);
    let ran = program.told(&verify, &token).said_no(Code::JwtRejected);
    assert!(ran.stdout.contains("it is encrypted"), "{}", ran.stdout);
    // Claims that nobody signed are shown as that, and verified as nothing.
    let bare = seal(Content::Claims(&claims), &recipient);
    let told = program.told(&["jwt", "decode", "--json", "--key-from", "file:own.jwk"], &bare).answer();
    assert_eq!(serde_json::from_str::<Value>(&told).unwrap()["decrypted"]["protection"], "none");
    program.told(&[&verify[..], &["--key-from", "file:own.jwk"]].concat(), &bare).refused(Code::JweMalformed);
    program.run(&["key", "new", "--alg", "ECDH-ES", "--out", "other.jwk", "--quiet"]).ok();
    for command in ["decode", "verify"] {
        let ran = program.told(&["jwt", command, "--key-from", "file:other.jwk"], &token);
        ran.refused(Code::DecryptionKeyMissing);
    }
}
