//! Events that are signed with a shared secret: what is sent is judged genuine, and nothing else is; what an app has to answer.

use authctl::{
    protocol::time::UnixTime,
    webhook::{
        catalogue,
        credential::{Credential, Needs},
        diagnosis::diagnose,
        event::Event,
        expected_answer,
        facts::Facts,
        judgement::Judgement,
        message::Message,
        scheme,
        trust::Trust,
    },
};
use http::StatusCode;
use serde_json::{Value, json};

use crate::support::program::Program;

const SCHEMES: &[&str] = &["body-hmac", "standard-webhooks", "slack", "stripe"];
const NOW: i64 = 1_800_000_000;
const SECRET: &str = "whsec_c2VjcmV0LW9mLXRoaXMtdGVzdC1vZi0yNC1ieXRlcw==";
const OTHER: &str = "whsec_YW5vdGhlci1zZWNyZXQtb2YtdGhlLXNhbWUtbGVuZ3Ro";

fn events() -> Vec<&'static Event> {
    catalogue::all().values().filter(|event| SCHEMES.contains(&event.scheme.as_str())).collect()
}

fn sealed(event: &'static Event, secret: &str) -> Message {
    let draft = scheme::draft(event, &Facts::example(), UnixTime(NOW)).unwrap();
    scheme::sealed(&draft, &Credential::Secret(secret.into())).unwrap()
}

fn trust(now: i64, secrets: &[&str]) -> Trust {
    let mut trust = Trust::at(UnixTime(now));
    trust.secrets = secrets.iter().map(|secret| (*secret).into()).collect();
    trust
}

fn judged(event: &Event, message: &Message, now: i64, secrets: &[&str]) -> Judgement {
    scheme::of(event).judge(event, message, &trust(now, secrets))
}

#[test]
fn what_is_sent_is_genuine_and_says_whom_it_is_about() {
    // W16: also while one secret takes the other's place
    for event in events() {
        let message = sealed(event, SECRET);
        let judgement = judged(event, &message, NOW + 1, &[OTHER, SECRET]);
        assert!(judgement.is_genuine(), "{}: {judgement:?}", event.name);
        let claimed = &judgement.claimed;
        assert!(claimed.id.as_ref().is_some_and(|id| !id.is_empty()), "{}", event.name);
        let sub = event.about.sub.as_ref().map(|_| "alice");
        assert_eq!(claimed.sub.as_deref(), sub, "{}", event.name);
        let sid = event.about.sid.as_ref().map(|_| "session-1");
        assert_eq!(claimed.sid.as_deref(), sid, "{}", event.name);
        assert_eq!(scheme::of(event).answer(&judgement).status, StatusCode::OK);
        assert_eq!(diagnose(event, &message, &trust(NOW, &[SECRET])), []);
    }
    assert!(events().len() >= 46, "{}", events().len());
}

#[test]
fn nothing_else_is_genuine() {
    // W16
    for event in events() {
        let message = sealed(event, SECRET);
        let refused = |message: &Message, now: i64, secrets: &[&str], what: &str| {
            let judgement = judged(event, message, now, secrets);
            assert!(!judgement.is_genuine(), "{}: {what}", event.name);
            let answer = scheme::of(event).answer(&judgement);
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}: {what}", event.name);
        };
        refused(&message, NOW, &[OTHER], "another secret");
        refused(&message, NOW, &[], "no secret");
        refused(&message, NOW, &["", "whsec_"], "empty secrets");
        for at in 0..message.body.len() {
            let mut changed = message.clone();
            changed.body[at] ^= 1;
            refused(&changed, NOW, &[SECRET], "a changed byte");
        }
        for body in [Vec::new(), [&message.body[..], b" "].concat(), [b"\n", &message.body[..]].concat()] {
            refused(&Message { body, ..message.clone() }, NOW, &[SECRET], "another length");
        }
        let signature = signature_header(event);
        let mut twice = message.clone();
        let value = message.headers[signature].clone();
        twice.headers.append(signature, value);
        refused(&twice, NOW, &[SECRET], "two headers");
        let mut none = message.clone();
        none.headers.remove(signature);
        refused(&none, NOW, &[SECRET], "no header");
        let value = message.header(signature).unwrap().to_owned();
        for at in 0..value.len() {
            let mut letters = value.clone().into_bytes();
            letters[at] = if letters[at] == b'0' { b'1' } else { b'0' };
            let mut changed = message.clone();
            changed.set_header(signature, &String::from_utf8(letters).unwrap()).unwrap();
            refused(&changed, NOW, &[SECRET], &format!("a changed letter of {value} at {at}"));
        }
        let mut other_type = message.clone();
        other_type.set_header("content-type", "text/plain").unwrap();
        refused(&other_type, NOW, &[SECRET], "plain text");
        let other_method = Message { method: http::Method::PUT, ..message.clone() };
        refused(&other_method, NOW, &[SECRET], "PUT");
        let is_timed = event.about.at.is_none();
        if is_timed && judged(event, &message, NOW, &[SECRET]).claimed.until.is_some() {
            refused(&message, NOW + 301, &[SECRET], "too late");
            refused(&message, NOW - 301, &[SECRET], "too early");
        }
    }
}

fn signature_header(event: &Event) -> &'static str {
    match (event.scheme.as_str(), event.setting("header"), event.setting("prefix")) {
        ("slack", ..) => "x-slack-signature",
        ("stripe", ..) => "stripe-signature",
        ("standard-webhooks", _, "svix-") => "svix-signature",
        ("standard-webhooks", ..) => "webhook-signature",
        (_, header, _) => ["x-hub-signature-256", "logto-signature-sha-256", "x-authgear-body-signature"]
            .into_iter()
            .find(|known| *known == header)
            .unwrap(),
    }
}

#[test]
fn a_permission_and_a_challenge_are_what_the_receiver_answers_and_the_sender_waits_for() {
    let mut with_answer = Vec::new();
    for event in events() {
        let message = sealed(event, SECRET);
        let payload: Value = serde_json::from_slice(&message.body).unwrap();
        let expected = expected_answer::of(event, &message, &payload);
        let answer = scheme::of(event).answer(&judged(event, &message, NOW, &[SECRET]));
        match expected {
            None => assert!(answer.body.is_empty(), "{}", event.name),
            Some(expected) => {
                assert_eq!(expected_answer::is_in(&expected, &answer.body), Ok(()), "{}", event.name);
                assert!(expected_answer::is_in(&expected, b"{}").is_err(), "{}", event.name);
                with_answer.push(event.name.as_str());
            }
        }
        // who is not believed is told nothing of it
        let refused = scheme::of(event).answer(&judged(event, &message, NOW, &[OTHER]));
        let told: Value = serde_json::from_slice(&refused.body).unwrap();
        assert_eq!(told["error"], "invalid_request");
        assert_eq!(told.as_object().unwrap().len(), 2, "{told}");
    }
    assert_eq!(
        with_answer,
        [
            "authgear.oidc-id-token-pre-create",
            "authgear.oidc-jwt-pre-create",
            "authgear.user-pre-create",
            "authgear.user-pre-schedule-anonymization",
            "authgear.user-pre-schedule-deletion",
            "authgear.user-profile-pre-update",
            "slack.url-verification",
        ]
    );
    let challenge = catalogue::named("slack.url-verification").unwrap();
    let judgement = judged(challenge, &sealed(challenge, SECRET), NOW, &[SECRET]);
    let answer = scheme::of(challenge).answer(&judgement);
    let answered: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(answered, json!({"challenge": "AQIDBAUGBwgJCgsMDQ4PEA"}));
}

#[test]
fn verify_says_which_mistake_makes_the_hash_wrong() {
    // W16: GitHub's published vector, a secret with a line break behind it, and a body that was written anew
    let hash = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    let program = Program::new();
    let verified = |secret: &str, signature: &str, body: &str| {
        let request = format!(
            "POST /hook HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-GitHub-Event: \
             github_app_authorization\r\n{signature}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let file = program.write("request.http", &request);
        let source = format!("file:{}", program.private("secret", secret));
        let arguments = ["webhook", "verify", file.to_str().unwrap(), "--secret-from", &source, "--json"];
        let told: Value = serde_json::from_str(&program.run(&arguments).stdout).unwrap();
        let mistakes = told["mistakes"].as_array().unwrap().iter();
        mistakes.map(|mistake| mistake["mistake"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let by = |secret: &str, body: &str| {
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret.as_bytes());
        let hash = aws_lc_rs::hmac::sign(&key, body.as_bytes());
        let hex: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("X-Hub-Signature-256: sha256={hex}")
    };
    let secret = "It's a Secret to Everybody";
    let published = format!("X-Hub-Signature-256: sha256={hash}");
    // its body is no JSON, but its hash is right
    assert_eq!(verified(secret, &published, "Hello, World!"), [""; 0]);
    let body = r#"{"action": "revoked", "sender": {"login": "octocat"}}"#;
    assert_eq!(verified(secret, &by(secret, body), body), [""; 0]);
    assert_eq!(verified(secret, &by(&format!("{secret}\n"), body), body), ["secret-line-break"]);
    assert_eq!(verified(secret, &by(secret, &body.replace(' ', "")), body), ["body-respaced"]);
    assert_eq!(verified(secret, &by(secret, &format!("{body}\n")), body), ["body-ended"]);
    assert_eq!(verified(secret, &published.replace("757107ea", "757107EA"), body), [""; 0]);
    assert_eq!(verified(secret, &by(secret, body).replace("sha256=", ""), body), ["hash-unmarked"]);
}

#[test]
fn the_page_about_events_says_where_each_hash_stands() {
    let page = include_str!("../docs/webhooks.md");
    for event in events() {
        assert!(page.contains(&format!("`{}`", signature_header(event))), "{}", event.name);
    }
}

#[test]
fn show_tells_what_has_to_be_answered() {
    let program = Program::new();
    for (event, answer) in [
        ("slack.url-verification", json!({"challenge": "AQIDBAUGBwgJCgsMDQ4PEA"})),
        ("authgear.oidc-jwt-pre-create", json!({"is_allowed": true})),
        ("okta.verification", json!({"verification": "AQIDBAUGBwgJCgsMDQ4PEA"})),
        ("facebook.data-deletion", json!({"url": null, "confirmation_code": null})),
        ("clerk.user-deleted", Value::Null),
    ] {
        let told = program.run(&["webhook", "show", event, "--json"]);
        let shown: Value = serde_json::from_str(&told.stdout).unwrap();
        assert_eq!(shown["answer"], answer, "{event}");
    }
    let told = program.run(&["webhook", "show", "authgear.user-pre-create"]).stdout;
    assert!(told.contains(r#"{"is_allowed":true}"#), "{told}");
}

#[test]
fn a_public_key_that_is_believed_is_nobodys_secret() {
    // W16, RFC 8725 §2.1: whoever has read it would sign with it, by any scheme that takes a secret as it is
    const PUBLIC: &str = "whpk_MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
    let mut walked = 0;
    for event in catalogue::all().values().filter(|event| scheme::of(event).needs() == Needs::Secret) {
        let draft = scheme::draft(event, &Facts::example(), UnixTime(NOW)).unwrap();
        // Standard Webhooks itself does not take it for a secret
        let Ok(message) = scheme::sealed(&draft, &Credential::Secret(PUBLIC.into())) else { continue };
        assert!(!judged(event, &message, NOW, &[PUBLIC]).is_genuine(), "{}", event.name);
        assert!(!judged(event, &message, NOW, &[SECRET, PUBLIC]).is_genuine(), "{}", event.name);
        walked += 1;
    }
    assert!(walked >= 45, "{walked}");
}

#[test]
fn what_says_its_time_in_its_body_alone_is_taken_only_while_its_name_is_remembered() {
    // W16: else it could be replayed for ever, a day later
    const DAY: i64 = 86_400;
    let mut walked = 0;
    for event in events().into_iter().filter(|event| event.about.at.is_some()) {
        let message = sealed(event, SECRET);
        for (now, is_genuine) in
            [(NOW - 300, true), (NOW - 301, false), (NOW + DAY, true), (NOW + DAY + 1, false)]
        {
            let judgement = judged(event, &message, now, &[SECRET]);
            assert_eq!(judgement.is_genuine(), is_genuine, "{}: {now}", event.name);
            let claimed = judgement.claimed;
            assert_eq!((claimed.at, claimed.until), (Some(UnixTime(NOW)), Some(UnixTime(NOW + DAY))));
        }
        walked += 1;
    }
    assert!(walked >= 28, "{walked}");
    let event = catalogue::named("logto.user-deleted").unwrap();
    for wrong in [json!(null), json!("yesterday"), json!(""), json!(1e300), json!(i64::MIN), json!(i64::MAX)]
    {
        let mut draft = scheme::draft(event, &Facts::example(), UnixTime(NOW)).unwrap();
        draft.payload["createdAt"] = wrong.clone();
        let message = scheme::sealed(&draft, &Credential::Secret(SECRET.into())).unwrap();
        assert!(!judged(event, &message, NOW, &[SECRET]).is_genuine(), "{wrong}");
    }
}
