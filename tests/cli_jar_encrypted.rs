//! Authorization requests that are signed and then encrypted to the provider (RFC 9101 §4), through the real binary.

use authctl::{
    error::Code,
    jose::{
        jwe::{Encrypted, Keys, is_encrypted},
        jws,
        private_keys::PrivateKeys,
    },
};
use serde_json::{Map, Value, json};

use crate::support::{
    exchange::Reply,
    program::Program,
    scripted::{CLIENT, Provider, Scripted},
    sealed::Pair,
    served::Served,
};

const ENCRYPTED: [&str; 2] = ["--request-object-form", "encrypted"];
const ALGS: &str = "request_object_encryption_alg_values_supported";
const ENCS: &str = "request_object_encryption_enc_values_supported";

/// A key pair of the provider as it is published.
fn published(pair: &Pair, members: Value) -> Value {
    let mut jwk = pair.public.clone();
    jwk.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    jwk
}

/// A provider that takes them in these ways, publishes these keys, and sends everybody back who asks.
fn taking(alg: Value, enc: Value, keys: Vec<Value>) -> Scripted {
    let offering = move |document: &mut Map<String, Value>| {
        document.insert("request_parameter_supported".into(), true.into());
        for (list, values) in [(ALGS, &alg), (ENCS, &enc)] {
            if !values.is_null() {
                document.insert(list.into(), values.clone());
            }
        }
    };
    let scripted = Scripted::new().metadata(move |document, _| offering(document));
    match keys.is_empty() {
        true => scripted,
        false => scripted.at("/jwks", move |_, _| Reply::json("200 OK", &json!({"keys": keys}).to_string())),
    }
}

/// What the browser was sent with, opened with this key: header of the one, header and claims of the other.
fn opened(provider: &Provider, pair: &Pair) -> (Value, Value, Value) {
    let asked = &provider.asked("/authorize")[0].query;
    assert_eq!(asked.keys().collect::<Vec<_>>(), ["client_id", "request"]);
    let keys = PrivateKeys::parse(&pair.pem.as_str().into()).unwrap().decrypting();
    let token = Encrypted::parse(&asked["request"]).unwrap();
    let signed = token.decrypt(Keys { private: &keys, secret: None }).unwrap().nested().unwrap();
    let outer = authctl::jose::base64url::decode(asked["request"].split('.').next().unwrap()).unwrap();
    let (inner, claims) = jws::peek(signed.expose()).unwrap();
    (serde_json::from_slice(&outer).unwrap(), inner, claims)
}

/// The program whose client signs with a key of its own.
fn signing() -> Program {
    Pair::ec().program()
}

/// Sends the browser back with a refusal: what was asked is what counts.
fn refusing(scripted: Scripted) -> Scripted {
    scripted.at("/authorize", |_, _| Reply::new("400 Bad Request", "", ""))
}

#[test]
fn the_signed_request_is_encrypted_to_the_key_that_is_there_for_it() {
    let (pair, signature) = (Pair::ec(), Pair::ec());
    // A key for signatures, one that says nothing, and the one that is meant.
    let keys = vec![
        published(&signature, json!({"use": "sig", "kid": "sig"})),
        published(&Pair::ec(), json!({"kid": "unsaid"})),
        published(&Pair::rsa(), json!({"use": "enc", "kid": "rsa", "alg": "RSA-OAEP-256"})),
        published(&pair, json!({"use": "enc", "kid": "enc"})),
    ];
    let provider =
        refusing(taking(json!(["RSA-OAEP", "RSA-OAEP-256", "ECDH-ES"]), Value::Null, keys)).start();
    let ran = signing().run(&[&provider.login()[..], &ENCRYPTED, &["--trace", "--max-age", "1h"]].concat());
    assert_ne!(ran.exit, 0);
    let (outer, inner, claims) = opened(&provider, &pair);
    let said = ["alg", "enc", "kid", "cty"].map(|name| outer[name].as_str().unwrap_or_default());
    assert_eq!(said, ["ECDH-ES", "A128CBC-HS256", "enc", "JWT"]);
    assert_eq!(inner["typ"], "oauth-authz-req+jwt");
    assert_eq!(json!([claims["client_id"], claims["max_age"]]), json!([CLIENT, 3600]));
    assert!(
        ran.stderr.contains("encrypted request object\n   ECDH-ES with A128CBC-HS256 to key enc\n"),
        "{}",
        ran.stderr
    );
    provider.tells_nothing(&ran);
}

#[test]
fn what_is_named_is_done_and_else_what_the_provider_takes() {
    let (ec, rsa) = (Pair::ec(), Pair::rsa());
    let keys = || vec![published(&ec, json!({})), published(&rsa, json!({}))];
    let (all, gcm) = (json!(["RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A256KW"]), json!(["A128GCM", "A256GCM"]));
    for (alg, enc, flags, pair, said) in [
        (&all, &gcm, &[][..], &ec, ["ECDH-ES", "A256GCM"]),
        (&json!(["RSA-OAEP-256", "RSA1_5"]), &Value::Null, &[], &rsa, ["RSA-OAEP-256", "A128CBC-HS256"]),
        (&all, &gcm, &["--request-object-encryption-alg", "RSA-OAEP-256"], &rsa, ["RSA-OAEP-256", "A256GCM"]),
        (
            &all,
            &gcm,
            &[
                "--request-object-encryption-alg",
                "ECDH-ES+A256KW",
                "--request-object-encryption-enc",
                "A128GCM",
            ],
            &ec,
            ["ECDH-ES+A256KW", "A128GCM"],
        ),
        // what the metadata leave out may be tried all the same
        (
            &Value::Null,
            &gcm,
            &["--unadvertised", "ok", "--request-object-encryption-enc", "A256CBC-HS512", "--jar"],
            &ec,
            ["ECDH-ES", "A256CBC-HS512"],
        ),
    ] {
        let provider = refusing(taking(alg.clone(), enc.clone(), keys())).start();
        assert_ne!(signing().run(&[&provider.login()[..], &ENCRYPTED, flags].concat()).exit, 0);
        let (outer, ..) = opened(&provider, pair);
        assert_eq!(["alg", "enc"].map(|name| outer[name].as_str().unwrap().to_owned()), said);
    }
}

#[test]
fn nothing_is_sent_open_where_it_cannot_be_encrypted() {
    // C31, C85, C88
    let rsa = || vec![published(&Pair::rsa(), json!({}))];
    let listed = json!(["ECDH-ES", "RSA-OAEP-256"]);
    let signature = vec![published(&Pair::ec(), json!({"use": "sig", "alg": "ES256"}))];
    for (alg, enc, keys, flags, said) in [
        (
            Value::Null,
            Value::Null,
            vec![],
            &[][..],
            "expected request_object_encryption_alg_values_supported",
        ),
        (json!(["RSA1_5", "RSA-OAEP"]), Value::Null, vec![], &[], "expected RSA1_5, RSA-OAEP, got ECDH-ES, "),
        (json!([]), Value::Null, vec![], &[], "takes no request object that is encrypted in that way"),
        (listed.clone(), json!(["A192GCM"]), vec![], &[], "expected A192GCM, got A128CBC-HS256, "),
        (listed.clone(), Value::Null, signature, &[], "expected a key for ECDH-ES, RSA-OAEP-256"),
        (
            listed.clone(),
            Value::Null,
            rsa(),
            &["--request-object-encryption-alg", "ECDH-ES"],
            "expected a key for ECDH-ES",
        ),
        (
            listed.clone(),
            Value::Null,
            vec![],
            &["--request-object-encryption-alg", "ECDH-ES+A128KW"],
            "expected ECDH-ES, RSA-OAEP-256, got ECDH-ES+A128KW",
        ),
        // there is no secret to encrypt with
        (
            json!(["dir"]),
            Value::Null,
            vec![],
            &["--request-object-encryption-alg", "dir"],
            "expected a key for dir",
        ),
    ] {
        let provider = taking(alg, enc, keys).start();
        let ran =
            signing().run(&[&provider.login()[..], &ENCRYPTED, flags].concat()).refused(Code::NotOffered);
        assert!(ran.stderr.contains(said), "{said} in {}", ran.stderr);
        assert!(provider.asked("/authorize").is_empty());
    }
    // and one that there is is shown to no guesser unless that is named (OIDC Core §16.19)
    let provider = taking(json!(["A256KW", "dir"]), Value::Null, vec![]).start();
    let secret = ["--client-secret-from", "env:SECRET", "--auth-method", "client_secret_post"];
    let program = signing().with("SECRET", "s3cret");
    let login = [&provider.login()[..], &secret, &ENCRYPTED].concat();
    let ran = program.run(&login).refused(Code::NotOffered);
    assert!(ran.stderr.contains("expected A256KW, dir, got ECDH-ES, "), "{}", ran.stderr);
    let mut secret = published(&Pair::ec(), json!({"use": "enc"}));
    secret["d"] = "CANARY".into();
    let provider = taking(listed, Value::Null, vec![secret]).start();
    let ran = signing().run(&[&provider.login()[..], &ENCRYPTED].concat()).refused(Code::JwksPrivateKey);
    provider.tells_nothing(&ran);
    assert!(provider.asked("/authorize").is_empty());
}

#[test]
fn what_does_not_go_together_is_refused_before_anything_is_sent() {
    // Nobody listens there.
    let place = [
        "login",
        "--profile",
        "work",
        "--issuer",
        "http://127.0.0.1:9",
        "--client-id",
        "app",
        "--as",
        "alice",
    ];
    for flags in [
        &["--request-object-form", "encrypted", "--jar=as-required"][..],
        &["--request-object-encryption-alg", "ECDH-ES"],
        &["--request-object-encryption-enc", "A256GCM", "--jar"],
        &["--request-object-form", "signed", "--request-object-encryption-alg", "ECDH-ES"],
        &["--request-object-form", "encrypted", "--flow", "device"],
    ] {
        signing().run(&[&place[..], flags].concat()).refused(Code::Usage);
    }
    for flags in [["--request-object-form", "sealed"], ["--request-object-encryption-alg", "RSA1_5"]] {
        assert_eq!(signing().run(&[&place[..], &flags].concat()).exit, 2);
    }
    let ping = ["login", "--issuer", "http://127.0.0.1:9", "--client-id", "app", "--flow", "ciba"];
    let ping = [&ping[..], &["--delivery-mode", "ping", "--login-hint", "carol", "--jar"]].concat();
    signing().run(&ping).refused(Code::Usage);
    for line in ["request_object_encryption_alg = \"RSA1_5\"", "request_object_encryption_enc = \"A192GCM\""]
    {
        let file = format!(
            "[profiles.work]\nissuer = \"http://127.0.0.1:9\"\nclient_id = \"app\"\nrequest_object_form = \"encrypted\"\n{line}\n"
        );
        let ran = Program::new().configured(&file).run(&["login", "--profile", "work"]);
        let ran = ran.refused(Code::ConfigInvalid);
        assert!(ran.stderr.contains("profiles.toml:5: nothing is encrypted in that way"), "{}", ran.stderr);
    }
    // It is never sent unsigned either.
    let provider = taking(json!(["ECDH-ES"]), Value::Null, vec![]).start();
    let ran = Program::new().run(&[&provider.login()[..], &ENCRYPTED].concat()).refused(Code::ConfigInvalid);
    assert!(ran.stderr.contains("give --client-key-from"), "{}", ran.stderr);
    assert!(provider.asked("/authorize").is_empty());
}

#[test]
fn the_embedded_provider_opens_it_however_the_client_proves_who_it_is() {
    let pair = Pair::ec();
    let (jwks, secret) = (json!({"keys": [pair.public]}), "CANARY-secret-of-the-app-that-is-long-enough");
    for (auth, registered, flags) in [
        ("none", "", &["--auth-method", "none"][..]),
        (
            "private_key_jwt",
            "request_object_encryption_alg = \"ECDH-ES\"\n",
            &["--auth-method", "private_key_jwt"],
        ),
        (
            "client_secret_basic",
            "request_object_encryption_alg = \"ECDH-ES\"\nrequest_object_encryption_enc = \"A256GCM\"\n",
            &["--auth-method", "client_secret_basic", "--request-object-encryption-enc", "A256GCM"],
        ),
        (
            "client_secret_post",
            "request_object_encryption_alg = \"A256KW\"\n",
            &["--auth-method", "client_secret_post", "--request-object-encryption-alg", "A256KW"],
        ),
        (
            "client_secret_jwt",
            "request_object_encryption_alg = \"dir\"\n",
            &["--auth-method", "client_secret_jwt", "--request-object-encryption-alg", "dir"],
        ),
    ] {
        let has_secret = auth.starts_with("client_secret");
        let own = if has_secret { format!("client_secret = \"{secret}\"\n") } else { String::new() };
        let served = Served::configured(&format!(
            "[[clients]]\nclient_id = \"app\"\ntoken_endpoint_auth_method = \"{auth}\"\njwks = '{jwks}'\n{own}{registered}\
             redirect_uris = [\"http://127.0.0.1/callback\"]\nrequire_signed_request_object = true\n\
             id_token_signed_response_alg = \"EdDSA\"\n"
        ));
        let program = pair.program().with("SECRET", secret).without("AUTHCTL_AUTH_METHOD");
        let place = ["login", "--issuer", &served.issuer, "--client-id", "app", "--as", "alice", "--trace"];
        let source: &[&str] = if has_secret { &["--client-secret-from", "env:SECRET"] } else { &[] };
        for more in [&[][..], &["--par"]] {
            let ran = program.run(&[&place[..], &ENCRYPTED, flags, source, more].concat()).ok();
            assert!(ran.stderr.contains("encrypted request object"), "{}", ran.stderr);
            assert!(!ran.stderr.contains("CANARY"), "{}", ran.stderr);
        }
        // signed only, where the provider is told that it is encrypted
        let ran = program.run(&[&place[..], &["--jar", "--par"], &flags[..2], source].concat());
        match registered.is_empty() {
            true => drop(ran.ok()),
            false => drop(ran.refused(Code::InvalidRequestObject)),
        }
    }
}

#[test]
fn a_key_beside_a_secret_needs_a_word_about_what_it_is_for() {
    // C135
    let program = Pair::ec().program().with("SECRET", "s3cret").without("AUTHCTL_AUTH_METHOD");
    let place = ["login", "--issuer", "http://127.0.0.1:9", "--client-id", "app", "--as", "alice"];
    let secret = ["--client-secret-from", "env:SECRET"];
    let ran = program.run(&[&place[..], &secret].concat()).refused(Code::ConfigInvalid);
    assert!(
        ran.stderr.contains("--auth-method tells that a key only signs requests or decrypts"),
        "{}",
        ran.stderr
    );
    let provider = Scripted::new()
        .metadata(|document, _| drop(document.insert("request_parameter_supported".into(), true.into())))
        .start();
    let method = ["--auth-method", "client_secret_post", "--jar"];
    program.run(&[&provider.login()[..], &secret, &method].concat()).ok();
    let asked = &provider.asked("/authorize")[0].query["request"];
    assert!(!is_encrypted(asked) && jws::peek(asked).is_some());
    let token = &provider.asked("/token")[0].form;
    assert_eq!(token["client_secret"], "s3cret");
    assert!(!token.contains_key("client_assertion"));
}
