//! What holds of every event and of every request that somebody could hand in: the readers and the judges never panic, what is
//! written is read again, and a genuine message with one byte changed is refused.

use authctl::{
    jose::algorithm::Algorithm,
    protocol::time::UnixTime,
    webhook::{
        capture::{self, Told},
        case::{Case, Token},
        catalogue,
        credential::{Credential, Needs},
        event::Event,
        explain,
        facts::Facts,
        message::{FORM, JSON, Message},
        recording::Recording,
        scheme,
        trust::Trust,
    },
};
use http::{HeaderName, HeaderValue, Method};
use proptest::prelude::*;

use crate::jose_support::{key, set};

const NOW: UnixTime = UnixTime(1_800_000_000);
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER: &str = "whsec_d3Jvbmctb24tcHVycG9zZS1mb3ItdGVzdHM=";

fn credential(event: &Event) -> Credential {
    match scheme::of(event).needs() {
        Needs::Key => Credential::Key(key(Algorithm::EdDSA, 7).into()),
        Needs::Secret => Credential::Secret(SECRET.into()),
        _ => Credential::Nothing,
    }
}

fn trust() -> Trust {
    Trust {
        issuer: Some("https://id.example".to_owned()),
        audience: Some("app".to_owned()),
        keys: set(&[&key(Algorithm::EdDSA, 7)]),
        secrets: vec![SECRET.into()],
        ..Trust::at(NOW)
    }
}

/// A genuine message, and the headers in it that depend on the secret.
struct Sample {
    message: Message,
    signature_headers: Vec<HeaderName>,
}

fn sample(event: &'static Event) -> Sample {
    let draft = scheme::draft(event, &Facts::example(), NOW).unwrap();
    let message = scheme::sealed(&draft, &credential(event)).unwrap();
    let other = match credential(event) {
        Credential::Secret(_) => scheme::sealed(&draft, &Credential::Secret(OTHER.into())).unwrap(),
        _ => message.clone(),
    };
    let differs = |name: &&HeaderName| message.headers.get(*name) != other.headers.get(*name);
    let signature_headers = message.headers.keys().filter(differs).cloned().collect();
    Sample { message, signature_headers }
}

fn is_genuine(event: &'static Event, message: &Message) -> bool {
    scheme::of(event).judge(event, message, &trust()).is_genuine()
}

/// The bytes with one bit of one byte changed, for every byte; which bit goes round.
fn flips(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len()).map(move |at| {
        let mut flipped = bytes.to_vec();
        flipped[at] ^= 1 << (at % 7);
        flipped
    })
}

#[test]
fn a_genuine_event_with_one_byte_changed_in_its_body_or_signature_is_refused() {
    // W1, W16
    let (mut walked, mut flipped) = (0, 0);
    for event in catalogue::all().values() {
        let sample = sample(event);
        // what nobody signs can be changed by anybody
        if sample.signature_headers.is_empty() && Token::within(&sample.message).is_none() {
            continue;
        }
        assert!(is_genuine(event, &sample.message), "{}", event.name);
        walked += 1;
        // a static token proves who sends it, and nothing of what it says
        let is_covered = sample.signature_headers != [http::header::AUTHORIZATION];
        let body = if is_covered { &sample.message.body[..] } else { &[] };
        for body in flips(body) {
            let message = Message { body, ..sample.message.clone() };
            assert!(
                !is_genuine(event, &message),
                "{}: {}",
                event.name,
                String::from_utf8_lossy(&message.body)
            );
            flipped += 1;
        }
        for name in &sample.signature_headers {
            for value in flips(sample.message.headers[name].as_bytes()) {
                let Ok(value) = HeaderValue::from_bytes(&value) else { continue };
                let mut message = sample.message.clone();
                message.headers.insert(name, value);
                assert!(!is_genuine(event, &message), "{}: {:?}", event.name, message.headers[name]);
                flipped += 1;
            }
        }
    }
    assert!(walked > 40 && flipped > 10_000, "{walked} events, {flipped} messages");
}

#[test]
fn every_genuine_event_is_written_read_again_known_and_without_a_mistake() {
    for event in catalogue::all().values() {
        let sample = sample(event);
        let query: Vec<String> =
            sample.message.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let target = if query.is_empty() { "/hook".to_owned() } else { format!("/hook?{}", query.join("&")) };
        let Message { method, headers, body, .. } = sample.message.clone();
        let recording = Recording::of(method, &target, &headers, body, NOW);
        let read = capture::read(&recording.bytes(), &Told::default()).unwrap();
        let message = read.message().unwrap();
        assert_eq!((read.at, &message.body), (Some(NOW), &sample.message.body), "{}", event.name);
        assert_eq!(message.query, sample.message.query, "{}", event.name);
        // two events of Facebook's look alike
        let found = explain::likely(&message).unwrap_or_else(|| panic!("{} is not known", event.name));
        assert_eq!((&found.scheme, &found.payload), (&event.scheme, &event.payload), "{}", event.name);
        let trust = trust();
        let case = Case::of(event, &read, &message, &trust);
        assert_eq!(explain::explanations(&case), [], "{}", event.name);
        for mistake in authctl::webhook::mistake::all() {
            assert!(mistake.found(&case).is_none(), "{}: {}", event.name, mistake.name);
        }
    }
}

/// Whether it is posted, its headers, its body.
type Written = (bool, Vec<(&'static str, String)>, Vec<u8>);

/// A message of anything, most often of the kind that events are.
fn messages() -> impl Strategy<Value = Written> {
    let names = prop::sample::select(vec![
        "content-type",
        "authorization",
        "x-github-event",
        "x-hub-signature-256",
        "webhook-id",
        "webhook-timestamp",
        "webhook-signature",
        "svix-signature",
        "stripe-signature",
        "x-slack-signature",
        "x-slack-request-timestamp",
        "logto-signature-sha-256",
        "x-authgear-body-signature",
        "x-fusionauth-signature-jwt",
        "x-okta-verification-challenge",
    ]);
    let values = prop_oneof![
        Just(FORM.to_owned()),
        Just(JSON.to_owned()),
        "sha256=[0-9a-f]{64}",
        "v1,[A-Za-z0-9+/]{43}=",
        "t=[0-9]{1,20},v1=[0-9a-f]{0,70}",
        "[ -~]{0,40}",
    ];
    let bodies = prop_oneof![
        "logout_token=[A-Za-z0-9._%-]{0,60}".prop_map(String::into_bytes),
        "\\{\"[a-z]{1,9}\":(\"[ -~&&[^\"\\\\]]{0,9}\"|[0-9]{1,25}|\\{\\}|null)\\}"
            .prop_map(String::into_bytes),
        "e30\\.[A-Za-z0-9_-]{0,20}\\.[A-Za-z0-9_-]{0,20}".prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..80),
    ];
    let headers = prop::collection::vec((names, values), 0..6);
    (any::<bool>(), headers, bodies)
}

fn message((posts, headers, body): Written) -> Message {
    let mut message = Message::post(JSON, body);
    message.method = if posts { Method::POST } else { Method::GET };
    for (name, value) in headers {
        message.headers.append(HeaderName::from_static(name), HeaderValue::try_from(value).unwrap());
    }
    message
}

proptest! {
    #[test]
    fn no_message_makes_a_judge_panic_and_none_is_genuine_by_chance(written in messages(), is_forgiving: bool) {
        let message = message(written);
        let trust = Trust { is_forgiving, ..trust() };
        let recording = Recording::of(message.method.clone(), "/", &message.headers, message.body.clone(), NOW);
        for event in catalogue::all().values() {
            let case = Case::of(event, &recording, &message, &trust);
            let is_signed = matches!(scheme::of(event).needs(), Needs::Key | Needs::Secret);
            prop_assert!(!is_signed || !case.judgement.is_genuine(), "{}", event.name);
            explain::explanations(&case);
        }
    }

    #[test]
    fn no_bytes_make_a_reader_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        beginning in prop::sample::select(vec!["", "POST / HTTP/1.1\r\n", "POST / HTTP/2\nTransfer-Encoding: chunked\n\n", "{\"log\":{\"entries\":["]),
        entry in prop::option::of(0..3_usize),
    ) {
        let bytes = [beginning.as_bytes(), &bytes].concat();
        if let Ok(recording) = capture::read(&bytes, &Told { entry, headers: Vec::new() }) {
            // whatever is read is a message, or says why not
            let _ = recording.message();
        }
    }

    #[test]
    fn what_is_written_is_read_again_to_the_byte(
        target in "/[a-z0-9/]{0,10}(\\?[a-z]{1,3}=[a-z0-9%]{0,5})?",
        headers in prop::collection::vec(("X-[A-Za-z0-9-]{1,10}", "([!-~]([ -~]{0,20}[!-~])?)?"), 0..6),
        body in prop::collection::vec(any::<u8>(), 0..200),
        at in prop::option::of(0..4_000_000_000_i64),
    ) {
        let headers: Vec<(String, Vec<u8>)> =
            headers.into_iter().map(|(name, value)| (name, value.into_bytes())).collect();
        let at = at.map(UnixTime);
        let recording = Recording { method: Method::POST, target, headers, body, at, missing: 0, notes: Vec::new() };
        let read = capture::read(&recording.bytes(), &Told::default()).unwrap();
        prop_assert!(read == recording, "{}", String::from_utf8_lossy(&recording.bytes()));
    }
}
