//! Who hears of what happens to a user, and what becomes of a stream that nobody empties.

use std::sync::Arc;

use authctl::{
    idp::{
        World as _,
        config::Config,
        policy::Policy,
        provider::Provider,
        ssf::{emission, happening::Happening, transmitter},
        state::{Change, Delivery, HELD, Standing, Status, Stream, StreamChange},
        store::Store,
    },
    protocol::subject_identifier::{iss_sub, opaque},
};
use serde_json::{Value, json};

use crate::support::{
    dev_provider::{TestJournal, TestWorld},
    streams::manager,
};

const HERE: &str = "http://127.0.0.1:4000";

/// A provider with one stream of `app`, with these subjects in and out.
fn provider(added: &[Value], removed: &[Value]) -> Provider {
    let config = Config::parse(&manager("app"), &|_| None).unwrap();
    let world = Arc::new(TestWorld::new());
    let store = Store::open(Box::new(TestJournal::default()), world.now()).unwrap();
    let provider = Provider::open(HERE.to_owned(), &Policy::STRICT, config, store, world).unwrap();
    keep(&provider, "app", added, removed);
    provider
}

fn keep(provider: &Provider, client_id: &str, added: &[Value], removed: &[Value]) {
    let stream = Stream {
        client_id: client_id.to_owned(),
        delivery: Delivery::Poll,
        events_requested: None,
        description: None,
        status: Status::Enabled,
        reason: None,
    };
    let named = |subject: &Value, is_wanted| StreamChange::Named { subject: subject.clone(), is_wanted };
    let added = added.iter().map(|subject| named(subject, true));
    let named = added.chain(removed.iter().map(|subject| named(subject, false)));
    let changes = std::iter::once(StreamChange::Kept(stream)).chain(named);
    let changes = changes.map(|what| Change::Stream { id: "s".to_owned(), what }).collect();
    provider.commit(|_| ((), changes)).unwrap();
}

/// What waits in the stream: each event's last word, and its subject.
fn waiting(provider: &Provider) -> Vec<(String, Value)> {
    provider.store.read(|state| {
        let held = &state.streams.get("s").unwrap().held;
        held.iter().map(|it| (it.event.rsplit('/').next().unwrap().to_owned(), it.sub_id.clone())).collect()
    })
}

/// Whether a stream with these subjects hears of the end of alice's session, and of her account.
fn hears(added: &[Value], removed: &[Value], clients: &[&str], knows: bool) -> (bool, bool) {
    let provider = provider(added, removed);
    if knows {
        let consent =
            Change::Consented { sub: "alice".into(), client_id: "app".into(), scope: vec!["openid".into()] };
        provider.commit(|_| ((), vec![consent])).unwrap();
    }
    let clients = clients.iter().map(|id| (*id).to_owned()).collect();
    let ended = Happening::SessionEnded { sid: "s1".into(), sub: "alice".into(), clients };
    emission::emit(&provider, &ended).unwrap();
    let session = waiting(&provider).len();
    emission::emit(&provider, &Happening::AccountDisabled { sub: "alice".into() }).unwrap();
    (session == 1, waiting(&provider).len() > session)
}

#[test]
fn a_client_hears_of_people_who_have_signed_in_to_it_and_of_whom_it_has_named() {
    let email = json!({"format": "email", "email": "alice@example.com"});
    let (alice, bob) = (iss_sub(HERE, "alice"), iss_sub(HERE, "bob"));
    let complex = |user: &Value| json!({"format": "complex", "user": user});
    let session = |id: &str| json!({"format": "complex", "session": opaque(id)});
    let tenant = json!({"format": "complex", "tenant": opaque("t")});
    let aliases = json!({"format": "aliases", "identifiers": [opaque("x"), email]});
    let both = (true, true);
    // SSF §10.1: of nobody else
    assert_eq!(hears(&[], &[], &[], false), (false, false));
    assert_eq!(hears(&[], &[], &["other"], false), (false, false));
    assert_eq!(hears(&[], &[], &["app"], true), both);
    for name in [&alice, &email, &aliases, &complex(&alice), &complex(&email)] {
        assert_eq!(hears(std::slice::from_ref(name), &[], &[], false), both, "{name}");
        assert_eq!(hears(&[], std::slice::from_ref(name), &["app"], true), (false, false), "{name}");
    }
    for name in [&bob, &complex(&bob), &tenant, &iss_sub("http://127.0.0.1:4001", "alice"), &opaque("alice")]
    {
        assert_eq!(hears(std::slice::from_ref(name), &[], &[], false), (false, false), "{name}");
        assert_eq!(hears(&[], std::slice::from_ref(name), &["app"], true), both, "{name}");
    }
    // one session of hers, and another
    assert!(!hears(&[], &[session("s1")], &["app"], true).0);
    assert!(hears(&[], &[session("s2")], &["app"], true).0);
    let narrow = json!({"format": "complex", "user": alice, "session": opaque("s2")});
    assert!(!hears(std::slice::from_ref(&narrow), &[], &[], false).0);
}

#[test]
fn what_happens_to_an_account_is_the_event_of_risc_about_that_user() {
    let alice = iss_sub(HERE, "alice");
    let provider = provider(std::slice::from_ref(&alice), &[]);
    let sub = || "alice".to_owned();
    for happening in [
        Happening::AccountDisabled { sub: sub() },
        Happening::AccountEnabled { sub: sub() },
        Happening::AccountPurged { sub: sub() },
    ] {
        emission::emit(&provider, &happening).unwrap();
    }
    let expected = ["account-disabled", "account-enabled", "account-purged"];
    assert_eq!(waiting(&provider), expected.map(|name| (name.to_owned(), alice.clone())));
    // a client that has gone hears of nothing
    keep(&provider, "gone", &[alice], &[]);
    emission::emit(&provider, &Happening::AccountEnabled { sub: sub() }).unwrap();
    assert_eq!(waiting(&provider).len(), 3);
}

#[test]
fn who_is_named_by_an_address_is_so_while_disabled_too() {
    // W14
    let provider = provider(&[json!({"format": "email", "email": "alice@example.com"})], &[]);
    let sub = || "alice".to_owned();
    emission::emit(&provider, &Happening::AccountDisabled { sub: sub() }).unwrap();
    provider.people.stands("alice", Some(Standing::Disabled));
    emission::emit(&provider, &Happening::AccountEnabled { sub: sub() }).unwrap();
    emission::emit(&provider, &Happening::AccountPurged { sub: sub() }).unwrap();
    let events: Vec<String> = waiting(&provider).into_iter().map(|(event, _)| event).collect();
    assert_eq!(events, ["account-disabled", "account-enabled", "account-purged"]);
}

#[test]
fn a_stream_that_is_full_is_paused_and_says_so_and_keeps_what_it_has() {
    // P17, SSF §8.1.5
    let provider = provider(&[iss_sub(HERE, "alice")], &[]);
    let happening = Happening::AccountEnabled { sub: "alice".into() };
    (0..HELD).for_each(|_| emission::emit(&provider, &happening).unwrap());
    let status = || provider.store.read(|state| state.streams.get("s").unwrap().stream.status);
    assert_eq!((waiting(&provider).len(), status()), (HELD, Status::Enabled));
    (0..3).for_each(|_| emission::emit(&provider, &happening).unwrap());
    assert_eq!((waiting(&provider).len(), status()), (HELD + 1, Status::Paused));
    provider.store.read(|state| {
        let known = state.streams.get("s").unwrap();
        let out: Vec<_> = transmitter::transmittable(known).collect();
        assert_eq!(out.len(), 1);
        assert_eq!((&out[0].sub_id, &out[0].members["status"]), (&opaque("s"), &json!("paused")));
        assert_eq!(known.stream.reason.as_deref(), out[0].members["reason"].as_str());
    });
}
