//! The control app and every event that is wrong on purpose: it refuses what is wrong and takes what is odd, and for each
//! there is a defect by which it does otherwise.

use std::sync::Arc;

use authctl::{
    jose::{forged::with_algorithm, key::SigningKey},
    protocol::time::UnixTime,
    webhook::{
        catalogue,
        credential::{Credential, Needs},
        facts::Facts,
        message::Message,
        mutation::{
            self,
            row::{Mutation, Right},
            sample::{Means, Sample},
        },
        scheme,
    },
};
use serde_json::json;

use crate::support::{
    app::{App, Settings},
    scripted::{CLIENT, Provider, Scripted},
    wire::{self, Answer},
};

const SECRET: &str = "whsec_dGhlLXNlY3JldC10aGF0LWJvdGgtc2lkZXMtaGF2ZQ==";
const CLIENT_SECRET: &str = "the client's own secret, of forty letters";
const SID: &str = "session-1";

/// The events, and where the app takes them.
const EVENTS: &[(&str, &str)] = &[
    ("oidc.backchannel-logout", "/backchannel-logout"),
    ("oidc.frontchannel-logout", "/frontchannel-logout"),
    ("caep.session-revoked", "/events"),
    ("github.app-authorization-revoked", "/hook/github"),
    ("logto.user-deleted", "/hook/logto"),
    ("slack.tokens-revoked", "/hook/slack"),
    ("stripe.account-application-deauthorized", "/hook/stripe"),
    ("standard.session-ended", "/hook/standard"),
    ("clerk.session-ended", "/hook/clerk"),
];

/// By which defect the app does otherwise than a right one.
const DEFECTS: &[(&str, &[&str])] = &[
    ("no-body", &["logout-is-fine-without-token", "events-always-take"]),
    ("empty-parameter", &["logout-is-fine-without-token"]),
    ("garbage", &["logout-is-fine-with-garbage", "events-always-take"]),
    ("method-get", &["logout-takes-any-method"]),
    ("method-put", &["logout-takes-any-method"]),
    ("method-delete", &["logout-takes-any-method"]),
    ("json-body", &["logout-takes-json"]),
    ("wrong-content-type", &["logout-takes-any-type", "events-take-any-type"]),
    ("duplicate-parameter", &["logout-takes-twins"]),
    ("huge-token", &["logout-takes-huge"]),
    ("extra-parameters", &["logout-refuses-extra-parameters", "logout-refuses-others-first"]),
    ("charset", &["logout-refuses-charset", "hook-refuses-charset"]),
    ("chunked", &["logout-refuses-chunks", "refuses-chunks"]),
    ("wrong-iss", &["ignores-iss"]),
    ("iss-with-slash", &["issuer-with-slash-is-fine", "compares-issuers-loosely"]),
    ("iss-in-capitals", &["issuer-in-capitals-is-fine"]),
    ("missing-iss", &["takes-missing-iss"]),
    ("wrong-aud", &["ignores-aud"]),
    ("missing-aud", &["takes-missing-aud"]),
    ("aud-list-without-us", &["takes-any-aud-list"]),
    ("aud-list", &["refuses-aud-list"]),
    ("expired", &["ignores-exp"]),
    ("missing-exp", &["takes-missing-exp"]),
    ("missing-iat", &["takes-missing-iat"]),
    ("future-iat", &["takes-future-iat"]),
    ("missing-jti", &["logout-takes-missing-jti", "events-take-missing-jti"]),
    ("missing-subject", &["logout-takes-no-subject", "no-subject-ends-all"]),
    ("missing-events", &["logout-takes-missing-events", "events-take-missing"]),
    ("other-event", &["logout-takes-other-event"]),
    ("events-list", &["logout-takes-events-list", "events-take-list"]),
    ("event-text", &["logout-takes-event-text", "events-take-text"]),
    ("nonce", &["logout-takes-nonce"]),
    ("id-token", &["logout-takes-id-token"]),
    ("access-token", &["logout-takes-access-token"]),
    ("security-event", &["logout-takes-security-event"]),
    ("extra-claims", &["refuses-extra-claims"]),
    ("extra-event-member", &["logout-refuses-extra-event-members", "events-refuse-extra-members"]),
    ("alg-none", &["takes-alg-none"]),
    ("alg-none-in-capitals", &["takes-alg-none-in-capitals"]),
    ("wrong-key", &["ignores-signature"]),
    ("unknown-kid", &["takes-unknown-kid"]),
    ("hs256-with-client-secret", &["takes-hs256-by-secret"]),
    ("hs256-with-public-key", &["takes-hs256-by-public-key"]),
    ("other-algorithm", &["ignores-signature"]),
    ("tampered-payload", &["ignores-signature"]),
    ("stripped-signature", &["takes-missing-signature"]),
    ("embedded-jwk", &["takes-embedded-jwk"]),
    ("jku", &["follows-jku"]),
    ("x5u", &["follows-x5u"]),
    ("crit", &["ignores-crit"]),
    ("duplicate-claim", &["takes-first-of-twin-claims"]),
    ("typ-not-secevent", &["events-take-any-typ"]),
    ("with-exp", &["events-take-exp"]),
    ("with-sub", &["events-take-sub"]),
    ("two-events", &["events-take-two"]),
    ("unknown-subject-format", &["events-take-unknown-subject"]),
    ("secevent-as-json", &["events-take-any-type"]),
    ("missing-authorization", &["events-take-missing-authorization"]),
    ("missing-signature", &["hook-takes-missing-signature"]),
    ("wrong-secret", &["hook-takes-strangers-hash"]),
    ("reserialised", &["hook-reads-parsed-json"]),
    ("one-space", &["hook-trims-body"]),
    ("empty-body", &["hook-takes-empty-body"]),
    ("upper-case-hex", &["hook-takes-capitals"]),
    ("other-encoding", &["hook-takes-either-encoding"]),
    ("truncated-signature", &["hook-compares-prefix"]),
    ("wrong-prefix", &["hook-ignores-prefix"]),
    ("sha1-only", &["hook-takes-sha1"]),
    ("stale", &["hook-ignores-age"]),
    ("from-the-future", &["hook-takes-future"]),
    ("two-signatures", &["hook-reads-first-signature"]),
    ("beyond-ascii", &["hook-reads-ascii"]),
    ("crlf", &["hook-changes-line-ends"]),
    ("query-wrong-iss", &["frontchannel-ignores-iss"]),
    ("query-without-iss", &["frontchannel-takes-missing-iss"]),
    ("query-without-sid", &["frontchannel-takes-missing-sid"]),
];

/// The app and a provider whose key the test has.
struct World {
    app: App,
    provider: Provider,
    key: Arc<SigningKey>,
}

impl World {
    fn new() -> Self {
        let provider = Scripted::new()
            .claims(|claims, _| {
                claims.insert("sid".into(), json!(SID));
            })
            .start();
        let app = App::with(
            Settings {
                algorithm: "EdDSA".into(),
                hook_secret: SECRET.into(),
                event_token: Some("of-the-stream".into()),
                ..Settings::new(provider.issuer(), CLIENT, CLIENT_SECRET)
            },
            &[],
        );
        let own = &provider.world.key;
        let key = Arc::new(with_algorithm(own, own.algorithm()).unwrap());
        Self { app, provider, key }
    }

    fn get(&self, target: &str, cookie: &str) -> Answer {
        wire::send(&self.app.authority(), "GET", target, &[("Cookie", cookie)], "")
    }

    /// A cookie with which somebody is signed in.
    fn sign_in(&self) -> String {
        let cookie = |answer: &Answer| {
            answer.header("set-cookie").expect("a cookie").split(';').next().unwrap_or_default().to_owned()
        };
        let begun = self.get("/login", "");
        let back = self.provider.send_back(begun.header("location").expect("it leads on"));
        let answer = self.get(&back[url::Position::BeforePath..], &cookie(&begun));
        assert_eq!(answer.status, 303, "{answer:?}");
        cookie(&answer)
    }

    fn is_alive(&self, cookie: &str) -> bool {
        self.get("/me", cookie).status == 200
    }

    fn means(&self, event: &str) -> Means {
        let credential = match scheme::of(catalogue::named(event).unwrap()).needs() {
            Needs::Key => Credential::Key(Arc::clone(&self.key)),
            Needs::Nothing => Credential::Nothing,
            _ => Credential::Secret(SECRET.into()),
        };
        Means::new(credential, Some(CLIENT_SECRET.into()))
    }

    fn sample(&self, event: &str, means: &Means) -> Sample {
        let now = UnixTime(self.provider.world.now());
        let facts = Facts::at(now, &mut |bytes| getrandom::fill(bytes).unwrap())
            .with("iss", Some(self.provider.issuer()))
            .with("aud", Some(CLIENT))
            .with("sub", Some("user-1"))
            .with("sid", Some(SID));
        let mut draft = scheme::draft(catalogue::named(event).unwrap(), &facts, now).unwrap();
        if event.starts_with("caep.") {
            draft.headers.push(("authorization".into(), "Bearer of-the-stream".into()));
        }
        Sample::of(&draft, means).unwrap()
    }

    /// What the app answers to a message.
    fn send(&self, path: &str, message: &Message, cookie: &str) -> Answer {
        let query = wire::form(
            &message.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect::<Vec<_>>(),
        );
        let target = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        let mut bytes = format!("{} {target} HTTP/1.1\r\nhost: app\r\nconnection: close\r\n", message.method)
            .into_bytes();
        for (name, value) in &message.headers {
            bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        if !cookie.is_empty() {
            bytes.extend(format!("cookie: {cookie}\r\n").into_bytes());
        }
        if message.headers.contains_key("transfer-encoding") {
            bytes.extend(format!("\r\n{:x}\r\n", message.body.len()).into_bytes());
            bytes.extend([&message.body[..], b"\r\n0\r\n\r\n"].concat());
        } else {
            bytes.extend(format!("content-length: {}\r\n\r\n", message.body.len()).into_bytes());
            bytes.extend(&message.body);
        }
        wire::raw(&self.app.authority(), &bytes).expect("an answer")
    }

    /// What becomes of an event that is wrong in this way: the status, and whether the session lives.
    fn outcome(&self, (event, path): (&str, &str), mutations: &[&Mutation]) -> (u16, bool) {
        let cookie = self.sign_in();
        let means = self.means(event);
        let sample = self.sample(event, &means);
        let message = mutation::sealed(&sample.draft, mutations, &means).unwrap();
        // a browser carries it
        let its_cookie = if event == "oidc.frontchannel-logout" { cookie.as_str() } else { "" };
        let answer = self.send(path, &message, its_cookie);
        (answer.status, self.is_alive(&cookie))
    }
}

#[test]
fn the_right_app_obeys_every_right_event_and_no_wrong_one_and_each_has_a_defect_that_shows() {
    let world = World::new();
    let (mut wrong, mut shown) = (Vec::new(), Vec::new());
    for (event, path) in EVENTS {
        world.app.change(&[]);
        let (status, alive) = world.outcome((event, path), &[]);
        if !(200..300).contains(&status) || alive {
            wrong.push(format!("{event}: {status}, alive {alive}"));
        }
        let means = world.means(event);
        let sample = world.sample(event, &means);
        for mutation in mutation::all().filter(|mutation| (mutation.fits)(&sample)) {
            world.app.change(&[]);
            let (status, alive) = world.outcome((event, path), &[mutation]);
            let is_right = match mutation.right {
                Right::Refuses => (400..500).contains(&status) && alive,
                Right::Takes => (200..300).contains(&status) && !alive,
                Right::Either => status < 500,
            };
            if !is_right {
                wrong.push(format!("{event} {}: {status}, alive {alive}", mutation.name));
            }
            let defects = DEFECTS.iter().filter(|(name, _)| *name == mutation.name).flat_map(|(_, all)| *all);
            let shows = |defect: &&str| {
                world.app.change(&[defect]);
                let (now_status, now_alive) = world.outcome((event, path), &[mutation]);
                (now_status < 300) != (status < 300) || alive != now_alive
            };
            match defects.copied().find(shows) {
                Some(_) => shown.push(mutation.name),
                None if mutation.right == Right::Either => {}
                None => wrong.push(format!("{event} {}: no defect shows", mutation.name)),
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    let unknown: Vec<&str> =
        DEFECTS.iter().map(|(name, _)| *name).filter(|name| !shown.contains(name)).collect();
    assert_eq!(unknown, Vec::<&str>::new(), "no event is wrong in this way");
}
