//! Encrypted request objects at the embedded provider (RFC 9101 §4, §6.1): only what is signed inside counts, and only one key
//! opens them.

use authctl::jose::{
    algorithm::Algorithm,
    jwe::{self, Content, ContentEncryption, Encryption, KeyManagement, Recipient, To},
};
use serde_json::{Value, json};

use crate::{
    idp_request_object::{World, at, is_refused, key},
    support::{
        dev_provider::{APP, DevProvider},
        sealed::{Pair, base64, seal, seal_with_secret, with_header},
        user_agent::{Browser, challenge},
        wire,
    },
};

/// The key that the provider publishes for it.
fn recipient(provider: &DevProvider) -> Recipient {
    let set = provider.get("/jwks").body;
    Recipient::of_set(set.as_bytes()).unwrap().remove(0)
}

fn sealed(how: Encryption, object: &str, to: To<'_>) -> String {
    let mut fill = |bytes: &mut [u8]| getrandom::fill(bytes).unwrap();
    jwe::encrypt(Content::Nested(object), to, how, &mut fill).unwrap()
}

#[test]
fn the_key_is_published_for_encryption_only_and_stays_over_a_restart() {
    // P23, C85
    let provider = DevProvider::start("");
    let key = |provider: &DevProvider| {
        let set: Value = provider.get("/jwks").json();
        let keys = set["keys"].as_array().unwrap();
        let found: Vec<&Value> = keys.iter().filter(|key| key["use"] == "enc").collect();
        assert_eq!(found.len(), 1, "{set}");
        found[0].clone()
    };
    let first = key(&provider);
    let names: Vec<&str> = first.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["alg", "crv", "kid", "kty", "use", "x", "y"]);
    assert_eq!((&first["alg"], &first["crv"]), (&json!("ECDH-ES"), &json!("P-256")));
    let metadata = provider.get("/.well-known/openid-configuration").json();
    for (list, names) in [
        ("request_object_encryption_alg_values_supported", json!(["ECDH-ES", "A128KW", "A256KW", "dir"])),
        (
            "request_object_encryption_enc_values_supported",
            json!(["A256GCM", "A128GCM", "A128CBC-HS256", "A256CBC-HS512"]),
        ),
    ] {
        assert_eq!(metadata[list], names);
    }
    assert_eq!(key(&provider.restart()), first);
}

#[test]
fn an_object_that_is_signed_and_then_encrypted_is_taken_by_value_and_pushed() {
    let world = World::with("");
    let to = recipient(&world.provider);
    for content in ContentEncryption::ALL {
        let how = Encryption { algorithm: KeyManagement::EcdhEs, content: *content };
        let object = sealed(how, &world.object("app", json!({})), To::Key(&to));
        let answer = Browser::default().authorize(&world.provider, &at("app", &object, &[]), "alice");
        let location = answer.header("location").expect("leads back");
        assert!(location.contains("state=inner") && location.contains("code="), "{location}");
        let object = sealed(how, &world.object("strict", json!({})), To::Key(&to));
        assert_eq!(world.push("strict", &[("request", &object)]).status, 201);
    }
    // RFC 9101 §10.2: it is the object within that works once
    let object = world.object("app", json!({}));
    assert_eq!(world.ask(&seal(Content::Nested(&object), &to)).status, 200);
    is_refused(&world.ask(&seal(Content::Nested(&object), &to)), "invalid_request_object");
    is_refused(&world.ask(&object), "invalid_request_object");
}

#[test]
fn what_is_encrypted_is_believed_for_its_own_signature_alone() {
    // C31, C73, C74, C77
    let world = World::with("");
    let to = recipient(&world.provider);
    let claims = world.claims("app", json!({}));
    let right = || world.object("app", json!({}));
    let unsigned = format!("{}.{}.", base64(&json!({"alg": "none"})), base64(&claims.clone().into()));
    let stranger = key(Algorithm::EdDSA).sign(Some("oauth-authz-req+jwt"), &claims).unwrap();
    let another = world.key.sign(Some("at+jwt"), &claims).unwrap();
    let now = world.now();
    for object in [
        seal(Content::Claims(&claims), &to),
        seal(Content::Nested(&seal(Content::Nested(&right()), &to)), &to),
        seal(Content::Nested(&unsigned), &to),
        seal(Content::Nested(&stranger), &to),
        seal(Content::Nested(&another), &to),
        seal(Content::Nested("a.b.c"), &to),
        seal(Content::Nested(&world.object("app", json!({"exp": now}))), &to),
        seal(Content::Nested(&world.object("app", json!({"aud": "https://other.example"}))), &to),
        seal(Content::Nested(&world.object("strict", json!({}))), &to),
    ] {
        is_refused(&world.ask(&object), "invalid_request_object");
    }
    // and so it is where it is pushed
    let answer = world.push("app", &[("request", &seal(Content::Nested(&unsigned), &to))]);
    assert_eq!(answer.error(), (400, "invalid_request_object".into()));
}

#[test]
fn what_is_not_for_our_key_in_our_way_is_refused_and_nobody_is_told_why_it_does_not_open() {
    // C75, C86, C88; RFC 7516 §11.5
    let world = World::with("");
    let to = recipient(&world.provider);
    let right = world.object("app", json!({}));
    let good = seal(Content::Nested(&right), &to);
    let (rest, tag) = good.rsplit_once('.').unwrap();
    let cut = format!("{rest}.{}", &tag[..tag.len() - 4]);
    let other_tag = format!("{rest}.{}", "A".repeat(tag.len()));
    let refusal = |object: &str| {
        let answer = world.ask(object);
        is_refused(&answer, "invalid_request_object");
        answer.body
    };
    let other_key = refusal(&seal(Content::Nested(&right), &Pair::ec().recipient()));
    for object in [other_tag, with_header(&good, "x", "y"), with_header(&good, "cty", "application/jwt")] {
        assert_eq!(refusal(&object), other_key);
    }
    let rsa = Encryption { algorithm: KeyManagement::RsaOaep256, content: ContentEncryption::A256Gcm };
    let wrapped = Encryption { algorithm: KeyManagement::EcdhEsA128Kw, ..rsa };
    let direct = Encryption { algorithm: KeyManagement::Direct, ..rsa };
    for object in [
        cut,
        with_header(&good, "zip", "DEF"),
        with_header(&good, "crit", "exp"),
        with_header(&good, "alg", "RSA1_5"),
        with_header(&good, "alg", "PBES2-HS256+A128KW"),
        with_header(&good, "enc", "A192GCM"),
        sealed(rsa, &right, To::Key(&Pair::rsa().recipient())),
        sealed(wrapped, &right, To::Key(&Pair::ec().recipient())),
        // this client has no secret
        sealed(direct, &right, To::Secret(&"guess".into())),
        "a.b.c.d.e".into(),
        "....".into(),
        format!("{good}.x"),
        format!("{}.a.b.c.d", "A".repeat(70_000)),
    ] {
        let answer = world.provider.post("/par", &[("client_id", "app"), ("request", &object)]);
        assert_ne!(answer.status, 201);
        if object.len() < 10_000 {
            refusal(&object);
        }
    }
    // none of them has used it up
    assert_eq!(world.ask(&good).status, 200);
    // before anybody asked for the key there is none
    let world = World::with("");
    is_refused(
        &world.ask(&seal(Content::Nested(&world.object("app", json!({}))), &to)),
        "invalid_request_object",
    );
}

#[test]
fn a_client_that_has_registered_a_way_is_heard_in_no_other() {
    let world = World::with(
        "request_object_encryption_alg = \"ECDH-ES\"\nrequest_object_encryption_enc = \"A128GCM\"",
    );
    let to = recipient(&world.provider);
    let with = |content| {
        let how = Encryption { algorithm: KeyManagement::EcdhEs, content };
        sealed(how, &world.object("app", json!({})), To::Key(&to))
    };
    is_refused(&world.ask(&world.object("app", json!({}))), "invalid_request_object");
    is_refused(&world.ask(&with(ContentEncryption::A256Gcm)), "invalid_request_object");
    let pushed = world.push("app", &[("request", &world.object("app", json!({})))]);
    assert_eq!(pushed.error(), (400, "invalid_request_object".into()));
    assert_eq!(world.ask(&with(ContentEncryption::A128Gcm)).status, 200);
}

/// A client with a secret that signs its requests too, and this in its registration.
fn with_secret(more: &str) -> (DevProvider, authctl::jose::key::SigningKey) {
    let key = key(Algorithm::EdDSA);
    let jwks = json!({"keys": [key.public_jwk()]});
    let client = APP.replacen("[[clients]]", &format!("[[clients]]\njwks = '{jwks}'\n{more}"), 1);
    (DevProvider::start(&client), key)
}

#[test]
fn a_client_with_a_secret_signs_its_requests_too_and_encrypts_with_the_secret() {
    // OIDC Core §10.2, RFC 7519 §5.3
    let (provider, key) =
        with_secret("request_object_encryption_alg = \"dir\"\nrequest_object_encryption_enc = \"A256GCM\"");
    let now = provider.world.now.load(std::sync::atomic::Ordering::SeqCst);
    let object = |jti: &str| {
        let claims = json!({
            "iss": "app", "aud": provider.issuer, "exp": now + 60, "jti": jti, "client_id": "app",
            "response_type": "code", "redirect_uri": "https://app.example/cb", "scope": "openid",
            "code_challenge": challenge(), "code_challenge_method": "S256",
        });
        key.sign(Some("oauth-authz-req+jwt"), claims.as_object().unwrap()).unwrap()
    };
    let ask = |object: &str| provider.get(&at("app", object, &[]));
    let seal =
        |header: Value, jti: &str, secret: &str| seal_with_secret(&header, object(jti).as_bytes(), secret);
    assert_eq!(ask(&seal(json!({"cty": "JWT"}), "1", "app-secret")).status, 200);
    assert_eq!(ask(&seal(json!({"cty": "JWT", "iss": "app"}), "2", "app-secret")).status, 200);
    for refused in [
        seal(json!({"cty": "JWT"}), "3", "another-secret"),
        // what stands outside is not what is inside
        seal(json!({"cty": "JWT", "iss": "other"}), "4", "app-secret"),
        seal(json!({"cty": "JWT", "aud": ["a"]}), "5", "app-secret"),
        // RFC 7519 §5.2
        seal(json!({}), "6", "app-secret"),
        seal(json!({"cty": "text"}), "7", "app-secret"),
    ] {
        is_refused(&ask(&refused), "invalid_request_object");
    }
}

#[test]
fn what_a_client_cannot_register_is_refused() {
    let config = |more: &str| authctl::idp::config::Config::parse(more, &|_| None).err();
    let jwks = json!({"keys": [key(Algorithm::EdDSA).public_jwk()]});
    let client = |more: &str| {
        config(&format!(
            "[[clients]]\nclient_id = \"app\"\nredirect_uris = [\"https://app.example/cb\"]\n{more}"
        ))
    };
    let encrypted = Pair::ec();
    let jwk = with_use(&encrypted);
    for (more, is_refused) in [
        (format!("jwks = '{jwks}'"), false),
        (format!("jwks = '{jwks}'\nrequire_signed_request_object = true"), false),
        (format!("jwks = '{jwks}'\nrequest_object_encryption_alg = \"ECDH-ES\""), false),
        (format!("jwks = '{jwk}'\nauthorization_encrypted_response_alg = \"ECDH-ES\""), false),
        ("require_signed_request_object = true".to_owned(), true),
        ("request_object_encryption_alg = \"ECDH-ES\"".to_owned(), true),
        (format!("jwks = '{jwks}'\nrequest_object_encryption_alg = \"dir\""), true),
        (format!("jwks = '{jwks}'\nrequest_object_encryption_enc = \"A256GCM\""), true),
        (format!("jwks = '{jwk}'\nrequire_signed_request_object = true"), true),
        (format!("jwks = '{jwk}'"), false),
        // nothing of it is of any use
        ("jwks = '{\"keys\":[]}'".to_owned(), true),
        (format!("jwks = '{jwks}'\nauthorization_encrypted_response_alg = \"ECDH-ES\""), true),
        ("authorization_encrypted_response_enc = \"A256GCM\"".to_owned(), true),
    ] {
        assert_eq!(client(&more).is_some(), is_refused, "{more}");
    }
}

fn with_use(pair: &Pair) -> Value {
    let mut jwk = pair.public.clone();
    jwk["use"] = "enc".into();
    json!({"keys": [jwk]})
}

#[test]
fn a_client_registers_for_it_by_itself() {
    // RFC 7591 §2
    let provider = DevProvider::start("");
    let signing = key(Algorithm::EdDSA).public_jwk();
    let (pair, mut jwk) = (Pair::ec(), Value::Null);
    jwk.clone_from(&pair.public);
    jwk["use"] = "enc".into();
    let metadata = json!({
        "redirect_uris": ["https://app.example/cb"], "jwks": {"keys": [signing, jwk]},
        "require_signed_request_object": true, "request_object_encryption_alg": "ECDH-ES",
        "authorization_signed_response_alg": "ES256", "authorization_encrypted_response_alg": "ECDH-ES",
        "authorization_encrypted_response_enc": "A256GCM",
    });
    let json = [("Content-Type", "application/json")];
    let answer = wire::send(&provider.authority, "POST", "/register", &json, &metadata.to_string());
    assert_eq!(answer.status, 201, "{answer:?}");
    let answer = answer.json();
    for name in ["request_object_encryption_alg", "authorization_encrypted_response_alg", "jwks"] {
        assert_eq!(answer[name], metadata[name]);
    }
}
