//! Why a recorded event is not genuine: each mistake is planted into a genuine logout token, found there under its name, and not
//! found where it is not.

use std::collections::{BTreeMap, BTreeSet};

use authctl::{
    jose::{algorithm::Algorithm, base64url, jwk_set::JwkSet, key::SigningKey},
    protocol::time::UnixTime,
    webhook::{
        case::Case,
        catalogue,
        credential::Credential,
        explain,
        facts::Facts,
        message::{FORM, JSON},
        mistake,
        recording::Recording,
        scheme,
        trust::Trust,
    },
};
use http::Method;
use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};

const NOW: UnixTime = UnixTime(1_800_000_000);
const SECRET: &str = "a secret that the app has with its provider";

/// What is planted: a message, and whom the app believes.
struct Planted {
    recording: Recording,
    trust: Trust,
}

/// A genuine one, and what it is made of.
struct Garden {
    key: SigningKey,
    other: SigningKey,
}

impl Garden {
    fn new() -> Self {
        let key = |seed| SigningKey::generate(Algorithm::EdDSA, &mut |bytes| bytes.fill(seed)).unwrap();
        Self { key: key(1), other: key(2) }
    }

    fn claims() -> Value {
        json!({
            "iss": "https://id.example", "aud": "app", "iat": NOW.0, "exp": NOW.0 + 120, "jti": "one",
            "sub": "alice", "sid": "session-1",
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        })
    }

    fn trust(&self) -> Trust {
        let mut trust = Trust::at(NOW);
        (trust.issuer, trust.audience) = (Some("https://id.example".into()), Some("app".into()));
        trust.keys = JwkSet::of([self.key.public().clone()]);
        trust.secrets = vec![SECRET.into()];
        trust
    }

    fn token(&self) -> String {
        self.key.sign(Some("logout+jwt"), &Self::claims()).unwrap()
    }

    /// A form with a token in it, as it stands there.
    fn posted(&self, token: &str) -> Planted {
        self.sent(FORM, &format!("logout_token={token}"))
    }

    fn sent(&self, media_type: &str, body: &str) -> Planted {
        let recording = Recording {
            method: Method::POST,
            target: "/logout".to_owned(),
            headers: vec![("Content-Type".to_owned(), media_type.as_bytes().to_vec())],
            body: body.as_bytes().to_vec(),
            at: None,
            missing: 0,
            notes: Vec::new(),
        };
        Planted { recording, trust: self.trust() }
    }

    /// A token with these claims changed, `null` for one that is left out.
    fn claiming(&self, changes: Value) -> Planted {
        let mut claims = Self::claims();
        let members = claims.as_object_mut().unwrap();
        for (name, value) in changes.as_object().unwrap() {
            match value {
                Value::Null => drop(members.remove(name)),
                value => drop(members.insert(name.clone(), value.clone())),
            }
        }
        self.posted(&self.key.sign(Some("logout+jwt"), &claims).unwrap())
    }

    /// A genuine token whose header is another.
    fn headed(&self, header: Value) -> Planted {
        let token = self.token();
        let (_, rest) = token.split_once('.').unwrap();
        self.posted(&format!("{}.{rest}", base64url::encode(header.to_string())))
    }

    fn planted(&self, mistake: &str) -> Option<Planted> {
        let token = self.token();
        let kid = self.key.kid().to_owned();
        Some(match mistake {
            "body-cut" => {
                let mut planted = self.posted(&token[..token.len() - 10]);
                planted.recording.missing = 10;
                planted
            }
            "method" => {
                let mut planted = self.posted(&token);
                planted.recording.method = Method::PUT;
                planted
            }
            "posted-as-json" => self.sent(JSON, &json!({"logout_token": token}).to_string()),
            "media-type" => self.sent("text/plain", &format!("logout_token={token}")),
            "parameter-twice" => self.posted(&format!("{token}&logout_token={token}")),
            "encrypted" => {
                let header = base64url::encode(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#);
                self.posted(&format!("{header}.a.b.c.d"))
            }
            "unsigned" => self.headed(json!({"alg": "none", "typ": "logout+jwt"})),
            "base64-alphabet" => self.posted(&format!("{token}%3D%3D")),
            "white-space" => self.posted(&format!("{token}\n")),
            "critical-extension" => self.headed(json!({"alg": "EdDSA", "crit": ["x"], "x": 1})),
            "other-kind" => {
                let claims = json!({"iss": "https://id.example", "aud": "app", "iat": NOW.0,
                    "exp": NOW.0 + 120, "sub": "alice", "nonce": "n"});
                self.posted(&self.key.sign(Some("JWT"), &claims).unwrap())
            }
            "typ-missing" => self.posted(&self.key.sign(None, &Self::claims()).unwrap()),
            "signed-with-a-secret" => {
                let header = Header { typ: Some("logout+jwt".into()), ..Header::default() };
                let key = EncodingKey::from_secret(SECRET.as_bytes());
                self.posted(&jsonwebtoken::encode(&header, &Self::claims(), &key).unwrap())
            }
            "key-brought-along" => {
                self.headed(json!({"alg": "EdDSA", "typ": "logout+jwt", "jku": "https://evil.example/jwks"}))
            }
            "no-keys" => {
                Planted { trust: Trust { keys: JwkSet::default(), ..self.trust() }, ..self.posted(&token) }
            }
            "kid-of-another-key" => {
                let token =
                    self.key.sign_as(Some(self.other.kid()), Some("logout+jwt"), &Self::claims()).unwrap();
                let keys = JwkSet::of([self.key.public().clone(), self.other.public().clone()]);
                Planted { trust: Trust { keys, ..self.trust() }, ..self.posted(&token) }
            }
            "unknown-kid" => self.posted(&self.other.sign(Some("logout+jwt"), &Self::claims()).unwrap()),
            "algorithm-of-another-key" => {
                self.headed(json!({"alg": "RS256", "typ": "logout+jwt", "kid": kid}))
            }
            "der-signature" => self.der(),
            "changed-after-signing" => {
                let (mut claims, parts) = (Self::claims(), token.split('.').collect::<Vec<_>>());
                claims["sub"] = "mallory".into();
                self.posted(&[parts[0], &base64url::encode(claims.to_string()), parts[2]].join("."))
            }
            "times-in-milliseconds" => {
                self.claiming(json!({"iat": NOW.0 * 1000, "exp": NOW.0 * 1000 + 120_000}))
            }
            "times-as-texts" => self.claiming(json!({"exp": (NOW.0 + 120).to_string()})),
            "expired" => self.claiming(json!({"iat": NOW.0 - 400, "exp": NOW.0 - 280})),
            "clock-ahead" => self.claiming(json!({"iat": NOW.0 + 300, "exp": NOW.0 + 420})),
            "exp-missing" => self.claiming(json!({"exp": null})),
            "issuer-spelled-otherwise" => self.claiming(json!({"iss": "https://ID.example/"})),
            "other-issuer" => self.claiming(json!({"iss": "https://other.example"})),
            "other-audience" => self.claiming(json!({"aud": ["another"]})),
            "nonce" => self.claiming(json!({"nonce": "n"})),
            "events-missing" => self.claiming(json!({"events": null})),
            "events-misshapen" => self.claiming(json!({"events": ["logout"]})),
            "other-event" => self.claiming(json!({"events": {"https://schemas.example/other": {}}})),
            "about-nobody" => self.claiming(json!({"sub": null, "sid": null})),
            "jti-missing" => self.claiming(json!({"jti": null})),
            "header-twice" => {
                let mut planted = self.keyed("github.app-authorization-revoked", NOW, SECRET);
                planted.recording.headers.push(("X-Hub-Signature-256".to_owned(), b"b".to_vec()));
                planted
            }
            "signed-too-long-ago" => self.keyed("slack.tokens-revoked", NOW.plus(-301), SECRET),
            "signed-in-the-future" => self.keyed("slack.tokens-revoked", NOW.plus(301), SECRET),
            "other-secret-or-body" => self.keyed("slack.tokens-revoked", NOW, "another"),
            _ => return None,
        })
    }

    /// An event that is signed with a secret.
    fn keyed(&self, event: &str, at: UnixTime, secret: &str) -> Planted {
        let draft = scheme::draft(catalogue::named(event).unwrap(), &Facts::example(), at).unwrap();
        let message = scheme::sealed(&draft, &Credential::Secret(secret.into())).unwrap();
        let recording = Recording::of(message.method, "/hook", &message.headers, message.body, at);
        Planted { recording, trust: self.trust() }
    }

    /// The signature as most libraries give it: two numbers in DER.
    fn der(&self) -> Planted {
        let key = SigningKey::generate(Algorithm::ES256, &mut |bytes| bytes.fill(1)).unwrap();
        let token = key.sign(Some("logout+jwt"), &Self::claims()).unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let signature = base64url::decode(signature).unwrap();
        let number = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            while bytes.len() > 1 && bytes[0] == 0 && bytes[1] < 0x80 {
                bytes.remove(0);
            }
            if bytes[0] >= 0x80 {
                bytes.insert(0, 0);
            }
            [&[0x02, u8::try_from(bytes.len()).unwrap()][..], &bytes].concat()
        };
        let numbers = [number(&signature[..32]), number(&signature[32..])].concat();
        let der = [&[0x30, u8::try_from(numbers.len()).unwrap()][..], &numbers].concat();
        let keys = JwkSet::of([key.public().clone()]);
        let planted = self.posted(&format!("{signed}.{}", base64url::encode(der)));
        Planted { trust: Trust { keys, ..self.trust() }, ..planted }
    }
}

/// The mistakes that are told of it, and each fault with what would mend it.
fn told(planted: &Planted) -> (bool, BTreeMap<&'static str, (String, String)>) {
    let message = planted.recording.message().unwrap();
    let event = explain::likely(&message).expect("it looks like an event");
    let case = Case::of(event, &planted.recording, &message, &planted.trust);
    let found = explain::explanations(&case);
    assert_eq!(found, explain::explanations(&case), "it is told alike each time");
    let told = found.into_iter().map(|found| (found.mistake, (found.why, found.fix))).collect();
    (case.judgement.is_genuine(), told)
}

/// Mistakes that come with another one.
fn companions(mistake: &str) -> &'static [&'static str] {
    match mistake {
        "body-cut" => &["changed-after-signing", "white-space"],
        "key-brought-along" => &["unknown-kid", "changed-after-signing"],
        "other-kind" => &["typ-missing", "events-missing", "nonce", "jti-missing"],
        _ => &[],
    }
}

#[test]
fn every_mistake_is_found_where_it_is_and_nowhere_else() {
    // W1, W2
    let garden = Garden::new();
    let genuine = garden.posted(&garden.token());
    assert_eq!(told(&genuine), (true, BTreeMap::new()));
    let genuine_message = genuine.recording.message().unwrap();
    let event = catalogue::named("oidc.backchannel-logout").unwrap();
    let genuine_case = Case::of(event, &genuine.recording, &genuine_message, &genuine.trust);
    let mut walked = BTreeSet::new();
    for mistake in mistake::all() {
        assert!(walked.insert(mistake.name), "{} stands there twice", mistake.name);
        assert!(mistake.found(&genuine_case).is_none(), "{} is found in a genuine one", mistake.name);
        let planted = garden.planted(mistake.name);
        let planted = planted.unwrap_or_else(|| panic!("{} is not planted", mistake.name));
        let (is_genuine, told) = told(&planted);
        assert!(!is_genuine, "{} is taken", mistake.name);
        let (why, fix) = told.get(mistake.name).unwrap_or_else(|| panic!("{}: only {told:?}", mistake.name));
        assert!(!why.ends_with('.') && !fix.ends_with('.') && !fix.is_empty(), "{why}: {fix}");
        let others = told.keys().filter(|other| **other != mistake.name);
        let strays: Vec<_> = others.filter(|other| !companions(mistake.name).contains(other)).collect();
        assert!(strays.is_empty(), "{}: also {strays:?}", mistake.name);
    }
}

#[test]
fn the_sentences_name_what_is_there_and_what_should_be() {
    let garden = Garden::new();
    let why = |mistake: &str| told(&garden.planted(mistake).unwrap()).1.remove(mistake).unwrap();
    let (kid, other) = (garden.key.kid(), garden.other.kid());
    assert_eq!(why("unknown-kid").0, format!("it is signed with the key {other}, and the key set has {kid}"));
    assert_eq!(why("kid-of-another-key").0, format!("it names the key {other}, but is signed with {kid}"));
    assert_eq!(why("signed-too-long-ago").0, "it was signed 5 min 01 s ago, and is good for 5 min 00 s");
    assert_eq!(why("expired").0, "it expired 4 min 40 s ago");
    assert!(why("expired").1.contains("--at 1799999720"), "{}", why("expired").1);
    assert_eq!(why("other-kind").0, "this is an ID token, where logout+jwt is expected");
    assert_eq!(why("other-audience").0, "it is for [\"another\"], and not for app");
    assert!(why("issuer-spelled-otherwise").1.contains("--issuer https://ID.example/"));
    assert!(why("signed-with-a-secret").0.starts_with("it is signed with the secret that was given (HS256)"));
}

#[test]
fn a_hash_that_is_wrong_in_a_known_way_is_told_by_what_makes_it_right() {
    // W16
    let garden = Garden::new();
    let planted = garden.keyed("slack.tokens-revoked", NOW, &format!("{SECRET}\n"));
    let (is_genuine, told) = told(&planted);
    assert!(!is_genuine);
    let told: Vec<_> = told.into_iter().collect();
    assert_eq!((told.len(), told[0].0), (1, "secret-line-break"), "{told:?}");
    assert!(!format!("{told:?}").contains(SECRET));
}

#[test]
fn what_was_masked_in_the_recording_is_not_called_wrong() {
    // W15
    let garden = Garden::new();
    let planted = garden.posted("%5Bsecret+sha256%3A0011%5D");
    let message = planted.recording.message().unwrap();
    let event = catalogue::named("oidc.backchannel-logout").unwrap();
    let case = Case::of(event, &planted.recording, &message, &planted.trust);
    assert!(case.judgement.checks.iter().all(|check| check.passed != Some(false)));
    let unknown: Vec<&str> = case
        .judgement
        .checks
        .iter()
        .filter(|check| check.passed.is_none())
        .map(|check| check.why.as_str())
        .collect();
    assert_eq!(unknown, ["a part of the body was masked in the recording"]);
}
