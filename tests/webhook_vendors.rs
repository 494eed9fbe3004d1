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

const SCHEMES: &[&str] = &["frontchannel-logout", "keycloak-admin", "apple"];
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
        assert_eq!(catalogue::recognized(&message).map(|known| &*known.name), Some(&*event.name));
        walked += 1;
    }
    assert!(walked >= 9, "{walked}");
    let keycloak = draft("keycloak.backchannel-logout");
    let message = sealed(&keycloak);
    assert!(judge(keycloak.event, &message).is_genuine());
    assert_eq!(catalogue::recognized(&message).unwrap().name, "keycloak.backchannel-logout");
    let plain = sealed(&draft("oidc.backchannel-logout"));
    assert_eq!(catalogue::recognized(&plain).unwrap().name, "oidc.backchannel-logout");
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
