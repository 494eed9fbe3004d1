//! Events of vendors that sign in ways of their own: what is sent is what another library takes, and what is judged genuine is
//! only that.

use std::sync::Arc;

use authctl::{
    jose::{algorithm::Algorithm, base64url, key::SigningKey},
    protocol::time::UnixTime,
    webhook::{
        catalogue,
        credential::{Credential, Needs},
        draft::Draft,
        event::Event,
        facts::Facts,
        judgement::Judgement,
        message::Message,
        scheme,
        trust::Trust,
    },
};
use jsonwebtoken::{DecodingKey, Validation, decode};
use serde_json::{Value, json};

use crate::jose_support::{key, set};

const SCHEMES: &[&str] = &[
    "frontchannel-logout",
    "keycloak-admin",
    "apple",
    "body-digest-jwt",
    "signed-request",
    "static-token",
    "challenge",
];
const NOW: UnixTime = UnixTime(1_800_000_000);
const SECRET: &str = "a secret of 32 bytes or of more, as RFC 7518 wants";

fn signing_key() -> Arc<SigningKey> {
    Arc::new(key(Algorithm::EdDSA, 7))
}

fn credential(event: &Event) -> Credential {
    match scheme::of(event).needs() {
        Needs::Key => Credential::Key(signing_key()),
        Needs::Secret => Credential::Secret(SECRET.into()),
        _ => Credential::Nothing,
    }
}

fn trust() -> Trust {
    Trust {
        issuer: Some("https://id.example".to_owned()),
        audience: Some("app".to_owned()),
        keys: set(&[&signing_key()]),
        secrets: vec!["another, which it is about to be replaced by".into(), SECRET.into()],
        ..Trust::at(NOW)
    }
}

fn draft(name: &str) -> Draft {
    scheme::draft(catalogue::named(name).unwrap(), &Facts::example(), NOW).unwrap()
}

fn sealed(draft: &Draft) -> Message {
    scheme::sealed(draft, &credential(draft.event)).unwrap()
}

fn judge(event: &Event, message: &Message) -> Judgement {
    scheme::of(event).judge(event, message, &trust())
}

/// Which check fails first when the event is changed before it is signed.
fn fault(name: &str, change: impl FnOnce(&mut Value)) -> Option<&'static str> {
    let mut draft = draft(name);
    change(&mut draft.payload);
    judge(draft.event, &sealed(&draft)).fault().map(|check| check.name)
}

/// The claims as another library reads them, which verifies the signature too.
fn claims_by_another(token: &str) -> Value {
    let jwk: jsonwebtoken::jwk::Jwk = serde_json::from_value(signing_key().public_jwk()).unwrap();
    let mut validation = Validation::new(jsonwebtoken::Algorithm::EdDSA);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.set_required_spec_claims::<&str>(&[]);
    decode::<Value>(token, &DecodingKey::from_jwk(&jwk).unwrap(), &validation).unwrap().claims
}

/// The message of that token in place of its own.
fn with_token(message: &Message, old: &str, new: &str) -> Message {
    let body = String::from_utf8(message.body.clone()).unwrap();
    assert!(body.contains(old));
    Message { body: body.replace(old, new).into_bytes(), ..message.clone() }
}

#[test]
fn every_event_is_known_by_its_looks_judged_genuine_and_answered_as_taken() {
    let mut walked = 0;
    for event in catalogue::all().values().filter(|event| SCHEMES.contains(&&*event.scheme)) {
        let message = sealed(&draft(&event.name));
        let judgement = judge(event, &message);
        assert!(judgement.is_genuine(), "{}: {:?}", event.name, judgement.fault());
        assert!(event.is_taken_by(scheme::of(event).answer(&judgement).status), "{}", event.name);
        // the two of Facebook are told apart by their addresses alone
        let looks_like = event.name.replace("facebook.data-deletion", "facebook.deauthorize");
        assert_eq!(catalogue::recognized(&message).map(|known| &*known.name), Some(&*looks_like));
        walked += 1;
    }
    assert!(walked >= 22, "{walked}");
    let keycloak = draft("keycloak.backchannel-logout");
    let message = sealed(&keycloak);
    assert!(judge(keycloak.event, &message).is_genuine());
    assert_eq!(catalogue::recognized(&message).unwrap().name, "keycloak.backchannel-logout");
    let plain = sealed(&draft("oidc.backchannel-logout"));
    assert_eq!(catalogue::recognized(&plain).unwrap().name, "oidc.backchannel-logout");
}

#[test]
fn who_knows_no_secret_believes_nothing_and_says_so() {
    for (name, check) in [
        ("fusionauth.user-delete", "signature"),
        ("facebook.deauthorize", "signature"),
        ("okta.user-session-end", "secret"),
        ("auth0.user-deleted", "secret"),
    ] {
        let draft = draft(name);
        let trust = Trust { secrets: Vec::new(), ..trust() };
        let judgement = scheme::of(draft.event).judge(draft.event, &sealed(&draft), &trust);
        let fault = judgement.fault().map(|check| (check.name, check.passed, check.why.as_str()));
        assert_eq!(fault, Some((check, None, "no secret is known: give --secret-from")), "{name}");
    }
}

#[test]
fn the_action_of_keycloak_is_a_token_that_another_library_reads() {
    let draft = draft("keycloak.k-logout");
    let message = sealed(&draft);
    assert_eq!(message.media_type().as_deref(), Some("text/plain"));
    let said = claims_by_another(std::str::from_utf8(&message.body).unwrap());
    let id = said["id"].as_str().unwrap();
    let expected = json!({
        "id": id, "expiration": 1_800_000_030, "resource": "app", "action": "LOGOUT",
        "adapterSessionIds": ["session-1"], "notBefore": 0, "keycloakSessionIds": ["session-1"],
    });
    assert_eq!(said, expected);
    let claimed = judge(draft.event, &message).claimed;
    assert_eq!(
        (claimed.sid.as_deref(), claimed.id.as_deref(), claimed.until),
        (Some("session-1"), Some(id), Some(UnixTime(1_800_000_090)))
    );
}

#[test]
fn an_action_of_keycloak_is_refused_for_each_thing_that_is_wrong_with_it() {
    // W1, W2, W4
    let wrong = |change: fn(&mut Value)| fault("keycloak.k-logout", change);
    assert_eq!(wrong(|said| said["resource"] = json!("other")), Some("resource"));
    assert_eq!(wrong(|said| said["resource"] = json!(["app"])), Some("resource"));
    assert_eq!(wrong(|said| said["action"] = json!("TEST_AVAILABILITY")), Some("action"));
    assert_eq!(wrong(|said| said["expiration"] = json!(1_799_999_939)), Some("expiration"));
    assert_eq!(wrong(|said| said["expiration"] = json!("soon")), Some("expiration"));
    assert_eq!(wrong(|said| said["id"] = json!("")), Some("id"));
    assert_eq!(wrong(|said| said["keycloakSessionIds"] = json!([1])), Some("sessions"));
    assert_eq!(wrong(|said| said["notBefore"] = json!("now")), Some("sessions"));
    assert_eq!(wrong(|said| said["more"] = json!(true)), None);

    let draft = draft("keycloak.k-logout");
    let message = sealed(&draft);
    let refused = |message: &Message| judge(draft.event, message).fault().map(|check| check.name);
    let strange = key(Algorithm::EdDSA, 8).sign_as(Some(signing_key().kid()), None, &draft.payload).unwrap();
    assert_eq!(refused(&Message { body: strange.into_bytes(), ..message.clone() }), Some("signature"));
    let unnamed = key(Algorithm::EdDSA, 8).sign(None, &draft.payload).unwrap();
    assert_eq!(refused(&Message { body: unnamed.into_bytes(), ..message.clone() }), Some("signature"));
    assert_eq!(refused(&Message { body: Vec::new(), ..message.clone() }), Some("request"));
    assert_eq!(refused(&Message { method: http::Method::GET, ..message.clone() }), Some("request"));
    let part = |value: Value| base64url::encode(value.to_string());
    let unsigned = format!("{}.{}.", part(json!({"alg": "none"})), part(draft.payload.clone()));
    assert_eq!(refused(&Message { body: unsigned.into_bytes(), ..message }), Some("token"));
}

#[test]
fn what_apple_tells_is_json_in_a_text_in_a_token_in_json() {
    let draft = draft("apple.consent-revoked");
    let message = sealed(&draft);
    let body: Value = serde_json::from_slice(&message.body).unwrap();
    let said = claims_by_another(body["payload"].as_str().unwrap());
    let events: Value = serde_json::from_str(said["events"].as_str().expect("a text")).unwrap();
    assert_eq!(
        events,
        json!({"type": "consent-revoked", "sub": "alice", "event_time": 1_800_000_000_000_i64})
    );
    assert_eq!((said["iss"].as_str(), said["aud"].as_str()), (Some("https://id.example"), Some("app")));
    let claimed = judge(draft.event, &message).claimed;
    assert_eq!(claimed.sub.as_deref(), Some("alice"));
    assert_eq!(claimed.payload["events"], events);
}

#[test]
fn what_apple_tells_is_refused_for_each_thing_that_is_wrong_with_it() {
    // W1, W2, W4
    let wrong = |change: fn(&mut Value)| fault("apple.consent-revoked", change);
    assert_eq!(wrong(|said| said["iss"] = json!("https://id.example/")), Some("iss"));
    assert_eq!(wrong(|said| said["aud"] = json!("other")), Some("aud"));
    assert_eq!(wrong(|said| said["exp"] = json!(1_799_999_939)), Some("exp"));
    assert_eq!(wrong(|said| drop(said.as_object_mut().unwrap().remove("exp"))), Some("exp"));
    assert_eq!(wrong(|said| said["iat"] = json!(1_800_000_061)), Some("iat"));
    assert_eq!(wrong(|said| drop(said.as_object_mut().unwrap().remove("jti"))), Some("jti"));
    assert_eq!(wrong(|said| said["events"] = json!([])), Some("events"));
    assert_eq!(wrong(|said| said["events"] = json!("[]")), Some("events"));
    assert_eq!(wrong(|said| said["events"] = json!("{\"a\":1,\"a\":1}")), Some("events"));
    assert_eq!(wrong(|said| drop(said.as_object_mut().unwrap().remove("events"))), Some("events"));
    assert_eq!(wrong(|said| said["events"]["type"] = json!("email-enabled")), Some("events"));
    assert_eq!(wrong(|said| said["events"]["sub"] = json!("")), Some("events"));
    assert_eq!(wrong(|said| said["events"]["event_time"] = json!("now")), Some("events"));

    // events as JSON itself, which is not how they are written
    let draft = draft("apple.consent-revoked");
    let message = sealed(&draft);
    let body: Value = serde_json::from_slice(&message.body).unwrap();
    let token = body["payload"].as_str().unwrap();
    let open = signing_key().sign(None, &draft.payload).unwrap();
    let judgement = judge(draft.event, &with_token(&message, token, &open));
    assert_eq!(judgement.fault().map(|check| check.name), Some("events"));
    for body in ["", "{}", "[]", "{\"payload\":1}", "payload=a.b.c"] {
        let judgement = judge(draft.event, &Message { body: body.into(), ..message.clone() });
        assert_eq!(judgement.fault().map(|check| check.name), Some("request"), "{body}");
    }
}

#[test]
fn fusionauth_signs_the_hash_of_the_body_as_another_library_verifies_it() {
    let draft = draft("fusionauth.user-deactivate");
    let message = sealed(&draft);
    let token = message.header("x-fusionauth-signature-jwt").unwrap();
    let mut validation = Validation::new(jsonwebtoken::Algorithm::HS256);
    validation.validate_exp = false;
    validation.set_required_spec_claims::<&str>(&[]);
    let key = DecodingKey::from_secret(SECRET.as_bytes());
    let claims = decode::<Value>(token, &key, &validation).unwrap().claims;
    // computed by another program over the very bytes
    let body = message.body.clone();
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &body);
    assert_eq!(claims, json!({"request_body_sha256": base64url::encode_standard(hash)}));
    let claimed = judge(draft.event, &message).claimed;
    assert_eq!(claimed.sub.as_deref(), Some("alice"));
    assert_eq!((claimed.at, claimed.until), (Some(NOW), Some(NOW.plus(300))));
    assert!(claimed.id.is_some_and(|id| id.len() == 36));

    // and the reverse: what another library signs, with a secret or with a key
    let mut header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS512);
    header.kid = Some("signing-key".to_owned());
    let secret = "a longer secret, which has the 64 bytes that HS512 wants of it, and more";
    let token =
        jsonwebtoken::encode(&header, &claims, &jsonwebtoken::EncodingKey::from_secret(secret.as_bytes()));
    let mut other = message.clone();
    other.set_header("x-fusionauth-signature-jwt", &token.unwrap()).unwrap();
    let trust = Trust { secrets: vec![secret.into()], ..trust() };
    assert!(scheme::of(draft.event).judge(draft.event, &other, &trust).is_genuine());
    let by_key = signing_key().sign(Some("JWT"), &claims).unwrap();
    other.set_header("x-fusionauth-signature-jwt", &by_key).unwrap();
    assert!(judge(draft.event, &other).is_genuine());
}

#[test]
fn what_fusionauth_sends_is_refused_for_each_thing_that_is_wrong_with_it() {
    // W4, W16
    let wrong = |change: fn(&mut Value)| fault("fusionauth.user-deactivate", change);
    assert_eq!(wrong(|said| said["event"]["type"] = json!("user.create")), Some("event"));
    assert_eq!(
        wrong(|said| said["event"]["createInstant"] = json!(1_799_999_699_000_i64)),
        Some("createInstant")
    );
    assert_eq!(
        wrong(|said| said["event"]["createInstant"] = json!(1_800_000_301_000_i64)),
        Some("createInstant")
    );
    assert_eq!(wrong(|said| said["event"]["createInstant"] = json!(i64::MIN)), Some("createInstant"));
    assert_eq!(wrong(|said| said["event"]["createInstant"] = json!("now")), Some("createInstant"));

    let draft = draft("fusionauth.user-deactivate");
    let message = sealed(&draft);
    let refused = |message: &Message| judge(draft.event, message).fault().map(|check| check.name);
    let body = [message.body.as_slice(), b" "].concat();
    assert_eq!(refused(&Message { body, ..message.clone() }), Some("request_body_sha256"));
    let mut unsigned = message.clone();
    unsigned.headers.remove("x-fusionauth-signature-jwt");
    assert_eq!(refused(&unsigned), Some("header"));
    let mut twice = message.clone();
    let value = twice.headers["x-fusionauth-signature-jwt"].clone();
    twice.headers.append("x-fusionauth-signature-jwt", value);
    assert_eq!(refused(&twice), Some("header"));

    let signed = |token: &str| {
        let mut message = message.clone();
        message.set_header("x-fusionauth-signature-jwt", token).unwrap();
        refused(&message)
    };
    let claims = json!({"request_body_sha256": base64url::encode_standard([0; 32])});
    let by = |secret: &[u8]| {
        let header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256);
        jsonwebtoken::encode(&header, &claims, &jsonwebtoken::EncodingKey::from_secret(secret)).unwrap()
    };
    assert_eq!(signed(&by(SECRET.as_bytes())), Some("request_body_sha256"));
    assert_eq!(signed(&by(b"another secret that is no shorter than it")), Some("signature"));
    // RFC 8725 §2.1: a public key is no secret
    let public = signing_key().public_jwk().to_string();
    assert_eq!(signed(&by(public.as_bytes())), Some("signature"));
    assert_eq!(signed("a.b.c"), Some("token"));
    assert_eq!(signed(&key(Algorithm::EdDSA, 8).sign(None, &claims).unwrap()), Some("signature"));

    let short = Credential::Secret("short".into());
    let Err(error) = scheme::sealed(&draft, &short) else { panic!("a short secret signs") };
    assert!(error.text().contains("32 bytes"), "{}", error.text());
}

#[test]
fn a_signed_request_is_refused_for_each_thing_that_is_wrong_with_it() {
    // W4, W16
    let wrong = |change: fn(&mut Value)| fault("facebook.deauthorize", change);
    assert_eq!(wrong(|said| said["algorithm"] = json!("HMAC-SHA1")), Some("algorithm"));
    assert_eq!(wrong(|said| said["algorithm"] = json!("hmac-sha256")), None);
    assert_eq!(wrong(|said| *said = json!([])), Some("algorithm"));
    assert_eq!(wrong(|said| said["issued_at"] = json!(1_799_999_699)), Some("issued_at"));
    assert_eq!(wrong(|said| said["issued_at"] = json!(1_800_000_301)), Some("issued_at"));
    assert_eq!(wrong(|said| said["issued_at"] = json!(i64::MIN)), Some("issued_at"));
    assert_eq!(wrong(|said| said["issued_at"] = json!("now")), Some("issued_at"));
    assert_eq!(wrong(|said| said["user_id"] = json!("")), Some("user_id"));
    assert_eq!(wrong(|said| said["user_id"] = json!(218_471)), None);

    let draft = draft("facebook.deauthorize");
    let message = sealed(&draft);
    let field = message.field("signed_request").unwrap();
    let (tag, payload) = field.split_once('.').unwrap();
    let refused = |body: String| {
        let message = Message { body: body.into_bytes(), ..message.clone() };
        judge(draft.event, &message).fault().map(|check| check.name)
    };
    let other = base64url::encode(json!({"algorithm": "HMAC-SHA256", "user_id": "bob"}).to_string());
    assert_eq!(refused(format!("signed_request={tag}.{other}")), Some("signature"));
    assert_eq!(refused(format!("signed_request={payload}.{tag}")), Some("signature"));
    assert_eq!(refused(format!("signed_request=.{payload}")), Some("signature"));
    assert_eq!(refused(format!("signed_request={field}&signed_request={field}")), Some("signed_request"));
    assert_eq!(refused(format!("signed_request={tag}")), Some("signed_request"));
    assert_eq!(refused(String::new()), Some("signed_request"));
    let mut json = message.clone();
    json.set_header("content-type", "application/json").unwrap();
    assert_eq!(judge(draft.event, &json).fault().map(|check| check.name), Some("request"));
}

#[test]
fn data_deletion_is_answered_with_where_it_stands_and_by_which_code() {
    let draft = draft("facebook.data-deletion");
    let judgement = judge(draft.event, &sealed(&draft));
    let answer = scheme::of(draft.event).answer(&judgement);
    let said: Value = serde_json::from_slice(&answer.body).unwrap();
    let code = said["confirmation_code"].as_str().unwrap();
    assert!(code.len() == 12 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!(said["url"], json!(format!("http://localhost/deletion?id={code}")));
}

#[test]
fn a_secret_in_a_header_is_the_shared_one_or_the_event_is_refused() {
    // W16
    let draft = draft("okta.user-lifecycle-suspend");
    let message = sealed(&draft);
    assert_eq!(message.header("authorization"), Some(SECRET));
    assert_eq!(judge(draft.event, &message).claimed.sub.as_deref(), Some("alice"));
    let refused = |value: Option<&str>| {
        let mut message = message.clone();
        message.headers.remove("authorization");
        if let Some(value) = value {
            message.set_header("authorization", value).unwrap();
        }
        judge(draft.event, &message).fault().map(|check| check.name)
    };
    assert_eq!(refused(Some(SECRET)), None);
    let bearer = format!("Bearer {SECRET}");
    for wrong in [None, Some(""), Some(&SECRET[1..]), Some(&*bearer)] {
        assert_eq!(refused(wrong), Some("secret"), "{wrong:?}");
    }
    let mut text = message.clone();
    text.set_header("content-type", "text/plain").unwrap();
    assert_eq!(judge(draft.event, &text).fault().map(|check| check.name), Some("request"));
    // no secret is no way in
    let nobody = Trust { secrets: vec!["".into()], ..trust() };
    let mut empty = message.clone();
    empty.set_header("authorization", "").unwrap();
    assert!(!scheme::of(draft.event).judge(draft.event, &empty, &nobody).is_genuine());
    let wrong = fault("okta.user-lifecycle-suspend", |said| {
        said["data"]["events"][0]["eventType"] = json!("user.lifecycle.unsuspend");
    });
    assert_eq!(wrong, Some("event"));
    let said = judge(draft.event, &message).claimed;
    assert!(said.id.is_some_and(|id| id.len() == 36));
}

#[test]
fn who_is_asked_whose_an_address_is_gives_the_value_back() {
    let draft = draft("okta.verification");
    let message = sealed(&draft);
    assert_eq!((message.method.as_str(), message.body.as_slice()), ("GET", &b""[..]));
    let judgement = judge(draft.event, &message);
    let answer = scheme::of(draft.event).answer(&judgement);
    let value = message.header("x-okta-verification-challenge").unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(serde_json::from_slice::<Value>(&answer.body).unwrap(), json!({ "verification": value }));
    let long = "x".repeat(513);
    for wrong in ["", &*long] {
        let mut message = message.clone();
        message.set_header("x-okta-verification-challenge", wrong).unwrap();
        let judgement = judge(draft.event, &message);
        assert_eq!(scheme::of(draft.event).answer(&judgement).status, 400, "{wrong}");
    }
}

#[test]
fn a_token_that_is_to_be_exchanged_is_never_taken_for_proof_itself() {
    let draft = draft("clef.logout");
    let message = sealed(&draft);
    assert_eq!(message.body, b"logout_token=token-1");
    assert_eq!(catalogue::recognized(&message).unwrap().name, "clef.logout");
    let judgement = judge(draft.event, &message);
    assert!(!judgement.is_genuine());
    let checks: Vec<_> = judgement.checks.iter().map(|check| (check.name, check.passed)).collect();
    assert_eq!(checks, [("request", Some(true)), ("logout_token", Some(true)), ("exchange", None)]);
    for wrong in ["", "logout_token=", "logout_token=a&logout_token=b"] {
        let judgement = judge(draft.event, &Message { body: wrong.into(), ..message.clone() });
        assert_eq!(judgement.fault().map(|check| check.name), Some("logout_token"), "{wrong}");
    }
}
