//! Every event of the catalogue, wrong in every way that fits it: no receiver of ours takes one that it should refuse, nor
//! refuses one that it should take (scorecard S-33, threats W1, W2, W16).

use std::sync::Arc;

use authctl::{
    error::Code,
    jose::{
        algorithm::Algorithm,
        forged::{self, Forged, Signed},
        jwk_set::JwkSet,
        key::SigningKey,
    },
    protocol::time::UnixTime,
    webhook::{
        catalogue,
        credential::{Credential, Needs},
        event::Event,
        facts::Facts,
        message::Message,
        mutation::{
            self,
            row::Right,
            sample::{Means, Sample, token_of},
        },
        scheme,
        trust::Trust,
    },
};
use serde_json::{Map, Value, json};

const NOW: UnixTime = UnixTime(1_800_000_000);
const SECRET: &str = "whsec_dGhlLXNlY3JldC10aGF0LWJvdGgtc2lkZXMtaGF2ZQ==";
const CLIENT_SECRET: &str = "the client's own secret, of forty letters";

/// An event, the app that believes its sender, and what it is made wrong with.
struct World {
    event: &'static Event,
    means: Means,
    trust: Trust,
    facts: Facts,
}

impl World {
    fn of(event: &'static Event, algorithm: Algorithm) -> Self {
        let mut trust = Trust::at(NOW);
        trust.issuer = Some("https://id.example".into());
        trust.audience = Some("app".into());
        let credential = match scheme::of(event).needs() {
            Needs::Key => {
                let key = SigningKey::generate(algorithm, &mut |bytes| bytes.fill(3)).unwrap();
                trust.keys = JwkSet::of([key.public().clone()]);
                Credential::Key(Arc::new(key))
            }
            Needs::Nothing => Credential::Nothing,
            _ => Credential::Secret(SECRET.into()),
        };
        trust.secrets = vec![SECRET.into()];
        let facts = Facts::example();
        Self { event, means: Means::new(credential, Some(CLIENT_SECRET.into())), trust, facts }
    }

    fn sample(&self) -> Sample {
        Sample::of(&scheme::draft(self.event, &self.facts, NOW).unwrap(), &self.means).unwrap()
    }

    fn takes(&self, message: &Message) -> bool {
        scheme::of(self.event).judge(self.event, message, &self.trust).is_genuine()
    }
}

#[test]
fn every_event_that_is_wrong_on_purpose_is_refused_and_every_odd_one_is_taken() {
    // W1, W2, W4, W16, W17, S-33
    let (mut refused, mut taken, mut wrong) = (0, 0, Vec::new());
    for event in catalogue::all().values() {
        // making RSA keys takes long: where the standard's default counts, one event is enough
        let is_logout = event.scheme == "logout-token";
        let world = World::of(event, if is_logout { Algorithm::RS256 } else { Algorithm::EdDSA });
        let sample = world.sample();
        // where nobody can tell a right one from its bytes alone, nothing is shown by refusing a wrong one
        let is_taken = world.takes(&sample.message);
        for mutation in mutation::all().filter(|mutation| (mutation.fits)(&sample)) {
            let message = mutation::sealed(&sample.draft, &[mutation], &world.means).unwrap();
            match (mutation.right, world.takes(&message)) {
                (Right::Refuses, false) => refused += usize::from(is_taken),
                (Right::Takes, true) => taken += 1,
                (Right::Either, _) => {}
                (Right::Takes, false) if !is_taken => {}
                (_, was) => wrong.push(format!("{} {}: taken {was}", event.name, mutation.name)),
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(refused >= 200 && taken >= 20, "{refused} refused, {taken} taken");
}

#[test]
fn every_mutation_fits_an_event() {
    let samples: Vec<Sample> =
        catalogue::all().values().map(|event| World::of(event, Algorithm::EdDSA).sample()).collect();
    for mutation in mutation::all() {
        // what the person's own flags bring: `--header`; and what has to be signed with its time, where no event is
        let is_of_flags = mutation.name == "missing-authorization";
        let is_timed = ["stale", "from-the-future", "two-signatures"].contains(&mutation.name);
        assert!(
            is_of_flags
                || is_timed && samples.iter().all(|sample| !sample.is_timed)
                || samples.iter().any(|sample| (mutation.fits)(sample)),
            "{}",
            mutation.name
        );
    }
}

#[test]
fn a_logout_token_by_any_kind_of_key_is_refused_when_it_is_wrong() {
    // W1
    for algorithm in [Algorithm::ES256, Algorithm::EdDSA, Algorithm::PS256] {
        let world = World::of(catalogue::named("oidc.backchannel-logout").unwrap(), algorithm);
        let sample = world.sample();
        assert!(world.takes(&sample.message));
        for mutation in mutation::all().filter(|it| it.right == Right::Refuses && (it.fits)(&sample)) {
            let message = mutation::sealed(&sample.draft, &[mutation], &world.means).unwrap();
            assert!(!world.takes(&message), "{algorithm} {}", mutation.name);
        }
    }
}

#[test]
fn several_mutations_are_done_at_once_and_one_that_does_not_fit_is_refused() {
    let world = World::of(catalogue::named("oidc.backchannel-logout").unwrap(), Algorithm::EdDSA);
    let draft = world.sample().draft;
    let named =
        |names: &[&str]| -> Vec<_> { names.iter().map(|name| mutation::named(name).unwrap()).collect() };
    let message =
        mutation::sealed(&draft, &named(&["alg-none", "nonce", "extra-parameters"]), &world.means).unwrap();
    assert_eq!(message.field("before").as_deref(), Some("1"));
    let token = Forged::read(&message.field("logout_token").unwrap()).unwrap();
    assert_eq!((&token.header["alg"], &token.claims()["nonce"]), (&json!("none"), &json!("n-0S6_WzA2Mj")));
    assert!(matches!(token.signed, Signed::Bytes(bytes) if bytes.is_empty()));
    let error = mutation::sealed(&draft, &named(&["stale"]), &world.means).err().unwrap();
    assert!(error.advice().contains("webhook mutations oidc.backchannel-logout"));
    let no_secret = Means::new(world.means.credential().clone(), None);
    let error = mutation::sealed(&draft, &named(&["hs256-with-client-secret"]), &no_secret).err().unwrap();
    assert!(error.advice().contains("--secret-from"));
}

#[test]
fn no_two_mutations_undo_each_other_so_that_nobody_is_blamed_for_taking_what_is_right() {
    // W1, W16: in either order, and the same one twice
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for name in ["oidc.backchannel-logout", "standard.session-ended"] {
        let world = World::of(catalogue::named(name).unwrap(), Algorithm::EdDSA);
        let sample = world.sample();
        let fitting: Vec<_> =
            mutation::all().filter(|it| it.name != "huge-token" && (it.fits)(&sample)).collect();
        for one in &fitting {
            for other in &fitting {
                // what makes no sense together is an error
                let Ok(message) = mutation::sealed(&sample.draft, &[one, other], &world.means) else {
                    continue;
                };
                tried += 1;
                if mutation::right(&[one, other]) == Right::Refuses && world.takes(&message) {
                    wrong.push(format!("{name}: {} and then {}", one.name, other.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried >= 1000, "{tried}");
}

#[test]
fn a_mutation_that_would_change_nothing_is_refused() {
    let event = catalogue::named("oidc.backchannel-logout").unwrap();
    let world = World::of(event, Algorithm::EdDSA);
    let facts = Facts::example().with("iss", Some("https://other.example"));
    let draft = scheme::draft(event, &facts, NOW).unwrap();
    let wrong_iss = mutation::named("wrong-iss").unwrap();
    let error = mutation::sealed(&draft, &[wrong_iss], &world.means).err().unwrap();
    assert_eq!(error.code(), Code::Usage);
}

/// A value of every other type, and edges of its own.
fn changes(value: &Value) -> Vec<Option<Value>> {
    let others = [
        json!(null),
        json!(""),
        json!(" "),
        json!(0),
        json!(-1),
        json!(0.5),
        json!(1e99),
        json!(i64::MIN),
        json!(true),
        json!(false),
        json!([]),
        json!({}),
        json!([null]),
        json!([[]]),
        json!({"": ""}),
        json!("\u{0}"),
    ];
    let mut all: Vec<Option<Value>> = vec![None, Some(json!([value])), Some(json!({"value": value}))];
    all.extend(others.into_iter().map(Some));
    if let Value::String(text) = value {
        all.extend(
            [format!("{text} "), format!(" {text}"), format!("{text}x"), text.to_uppercase()]
                .map(|near| Some(json!(near))),
        );
    }
    all.retain(|change| change.as_ref() != Some(value));
    all
}

/// What says nothing that was asked, or the same in another form.
fn is_harmless(name: &str, change: Option<&Value>) -> bool {
    let text = change.and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    match (name, change) {
        // opaque text, of which nothing is expected; one of the two may be missing
        ("sub" | "sid", None) => true,
        ("sub" | "sid" | "jti", _) => text,
        // RFC 7519 §4.1.3: the same in a list
        ("aud", Some(Value::Array(items))) => items.iter().all(Value::is_string) && !items.is_empty(),
        // a moment in the past, as good as any where nothing is said of how old a token may be (RFC 7519 §2)
        ("iat", Some(Value::Number(_))) => change.and_then(Value::as_f64).is_some_and(|at| at < 1e12),
        ("exp", Some(Value::Number(_))) => change.and_then(Value::as_f64).is_some_and(|at| at > 1e12),
        _ => false,
    }
}

#[test]
fn a_logout_token_with_one_claim_or_header_changed_and_signed_again_is_refused() {
    // W1, S-33
    let world = World::of(catalogue::named("oidc.backchannel-logout").unwrap(), Algorithm::EdDSA);
    let sample = world.sample();
    let right = sample.token.clone().unwrap();
    let (mut refused, mut wrong) = (0, Vec::new());
    let mut judge = |name: &str, change: Option<&Value>, token: Forged| {
        let mut message = sample.message.clone();
        let old = token_of(&message).unwrap();
        mutation::sample::replace_token(&mut message, &old, &token.write().unwrap());
        match (is_harmless(name, change), world.takes(&message)) {
            (false, false) => refused += 1,
            (true, _) => {}
            (false, true) => wrong.push(format!("{name} {change:?}")),
        }
    };
    let put = |members: &mut Map<String, Value>, name: &str, change: &Option<Value>| match change {
        Some(value) => drop(members.insert(name.to_owned(), value.clone())),
        None => drop(members.remove(name)),
    };
    for (name, value) in right.claims() {
        for change in changes(&value) {
            let mut token = right.clone();
            token.edit(|claims| put(claims, &name, &change));
            token.signed = world.means.own();
            judge(&name, change.as_ref(), token);
        }
    }
    for (name, value) in &right.header {
        for change in changes(value) {
            let mut token = right.clone();
            put(&mut token.header, name, &change);
            token.signed = world.means.own();
            // a key set with one key needs no name for it, and a media type is the same in capitals (RFC 7515 §4.1.9)
            let is_same = match name.as_str() {
                "kid" => change.is_none(),
                "typ" => change == Some(json!("LOGOUT+JWT")),
                _ => false,
            };
            if !is_same {
                judge("", change.as_ref(), token);
            }
        }
    }
    assert!(wrong.is_empty(), "{} taken:\n{}", wrong.len(), wrong.join("\n"));
    assert!(refused >= 150, "{refused}");
}

#[test]
fn an_event_with_one_member_changed_after_it_was_signed_is_refused() {
    // W1, W16, S-33
    let mut refused = 0;
    for event in catalogue::all().values() {
        let world = World::of(event, Algorithm::EdDSA);
        let sample = world.sample();
        let is_signed = scheme::of(event).needs() != Needs::Nothing && sample.is_body_signed;
        if !is_signed || !world.takes(&sample.message) {
            continue;
        }
        let says = sample.token.as_ref().map(|token| Value::Object(token.claims()));
        let says = says.unwrap_or_else(|| serde_json::from_slice(&sample.message.body).unwrap_or_default());
        for (name, value) in says.as_object().into_iter().flatten() {
            for change in changes(value) {
                let mut changed = says.clone();
                match change {
                    Some(value) => changed[name] = value,
                    None => drop(changed.as_object_mut().unwrap().remove(name)),
                }
                let mut message = sample.message.clone();
                match (&sample.token, token_of(&message)) {
                    (Some(token), Some(old)) => {
                        let payload = changed.to_string().into_bytes();
                        let token = Forged { payload, ..token.clone() };
                        mutation::sample::replace_token(&mut message, &old, &token.write().unwrap());
                    }
                    _ => message.body = changed.to_string().into_bytes(),
                }
                assert!(!world.takes(&message), "{} {name}", event.name);
                refused += 1;
            }
        }
    }
    assert!(refused >= 1000, "{refused}");
}

#[test]
fn the_token_of_a_message_is_found_wherever_it_is() {
    let world = World::of(catalogue::named("oidc.backchannel-logout").unwrap(), Algorithm::EdDSA);
    let token = token_of(&world.sample().message).unwrap();
    for message in [
        Message::form([("a", "b"), ("logout_token", &token)]),
        Message::post("application/json", json!({"payload": token}).to_string()),
        Message::post("application/secevent+jwt", token.clone()),
    ] {
        assert_eq!(token_of(&message).as_deref(), Some(token.as_str()));
    }
    let mut message = Message::post("application/json", "{}");
    message.set_header("x-signature-jwt", &token).unwrap();
    assert_eq!(token_of(&message).as_deref(), Some(token.as_str()));
    mutation::sample::replace_token(&mut message, &token, "other");
    assert_eq!(message.header("x-signature-jwt"), Some("other"));
    assert_eq!(forged::find("eyJ.eyJ.eyJ"), None);
}
