//! A session that a configuration makes without a person: begun, renewed, and never mixed up with another.

use std::{collections::BTreeMap, sync::atomic::Ordering};

use authctl::{
    error::Code,
    host::files::PrivateDir,
    protocol::time::UnixTime,
    session::{
        Session,
        fresh::{Refreshed, Renewal},
        seed::Whose,
        store::{DirectoryStore, Store as _, StoreKind},
        waiting::Patience,
        want::Want,
    },
};

use crate::support::sessions::{
    NOW, Script, StillClock, USUAL, World, answer, choice, fresh, fresh_from, keep, kept, run, session,
};

/// Before the first token, with this scope in its settings.
fn seed(scope: &str) -> Session {
    let settings = [("flow", "client-credentials"), ("scopes", scope)];
    Session {
        settings: settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        access_token: "".into(),
        refresh_token: None,
        id_token: None,
        obtained_at: UnixTime(0),
        expires_at: Some(UnixTime(0)),
        generation: 0,
        ..session("work")
    }
}

fn granted(generation: u64) -> Refreshed {
    Refreshed { refresh_token: None, ..answer(generation) }
}

#[test]
fn what_is_not_kept_is_begun_once_and_then_found() {
    let (world, clock) = (World::new(), StillClock::default());
    let store = world.store(StoreKind::File);
    let script = Script::of([Ok(granted(1))]);
    for refreshed in [true, false, false] {
        let found = fresh_from(&store, &script, &clock, &seed("a")).unwrap();
        assert_eq!(found.session.access_token.expose(), "CANARY-access-1");
        assert_eq!((found.refreshed, found.session.generation), (refreshed, 1));
    }
    assert_eq!(*script.sent.lock().unwrap(), ["the grant"]);
    // By its name alone it is renewed by its grant too.
    let expired = Session {
        generation: 2,
        expires_at: Some(UnixTime(NOW - 1)),
        ..store.load("work").unwrap().unwrap()
    };
    keep(&store, &expired);
    fresh(&store, &Script::of([Ok(granted(3))]), &clock, USUAL).unwrap();
    assert_eq!(kept(&store, "work"), "CANARY-access-3");
}

#[test]
fn a_session_of_another_configuration_makes_room_and_one_of_a_person_does_not() {
    let (world, clock) = (World::new(), StillClock::default());
    let store = world.store(StoreKind::File);
    fresh_from(&store, &Script::of([Ok(granted(1))]), &clock, &seed("a")).unwrap();
    let other = fresh_from(&store, &Script::of([Ok(granted(2))]), &clock, &seed("b")).unwrap().session;
    assert_eq!((other.generation, &other.settings), (2, &seed("b").settings));
    let person = world.holding(&Session { generation: 3, settings: BTreeMap::new(), ..session("work") });
    let error = fresh_from(&person, &Script::silent(), &clock, &seed("a")).unwrap_err();
    assert_eq!((error.code(), error.of_profile()), (Code::ConfigInvalid, Some("work")));
    assert_eq!(person.load("work").unwrap().unwrap().generation, 3);
}

#[test]
fn a_newer_token_is_never_that_of_another_configuration_nor_none_at_all() {
    let (world, clock) = (World::new(), StillClock::default());
    let store = world.store(StoreKind::File);
    for generation in [1, 2] {
        fresh_from(&store, &Script::of([Ok(granted(generation))]), &clock, &seed(&generation.to_string()))
            .unwrap();
    }
    // A 401 with the first token of a configuration that has been replaced meanwhile.
    let script = Script::of([Ok(granted(3))]);
    let renewal = Renewal { store: &store, refresher: &script, patience: Patience::new(&clock, &|| {}) };
    let found = run(renewal.fresh_of(Whose::Seed(&seed("1")), Want::NewerThan(1))).unwrap();
    assert_eq!(found.session.access_token.expose(), "CANARY-access-3");
}

#[test]
fn what_was_removed_does_not_come_back_and_what_is_damaged_is_set_aside() {
    // C114, C166
    let (world, clock) = (World::new(), StillClock::default());
    let store = world.store(StoreKind::File);
    fresh_from(&store, &Script::of([Ok(granted(1))]), &clock, &seed("a")).unwrap();
    store.delete(&store.try_lock("work").unwrap().unwrap()).unwrap();
    let next = fresh_from(&store, &Script::of([Ok(granted(2))]), &clock, &seed("a")).unwrap();
    assert!(next.warning.is_none());
    assert_eq!((next.session.generation, kept(&store, "work")), (2, "CANARY-access-2".to_owned()));
    std::fs::write(world.file("work.session"), "damage").unwrap();
    let next = fresh_from(&store, &Script::of([Ok(granted(3))]), &clock, &seed("a")).unwrap();
    assert!(next.warning.is_none());
    assert_eq!(kept(&store, "work"), "CANARY-access-3");
    let damaged = world
        .dir()
        .read_dir()
        .unwrap()
        .any(|file| std::fs::read(file.unwrap().path()).is_ok_and(|bytes| bytes == b"damage"));
    assert!(damaged, "it is kept for a person to look at");
}

#[test]
fn a_refusal_of_the_grant_is_not_the_end_of_the_session() {
    // C109
    let (world, clock) = (World::new(), StillClock::default());
    let store = world.store(StoreKind::File);
    fresh_from(&store, &Script::of([Ok(granted(1))]), &clock, &seed("a")).unwrap();
    let expired = Session {
        generation: 2,
        expires_at: Some(UnixTime(NOW - 1)),
        ..store.load("work").unwrap().unwrap()
    };
    keep(&store, &expired);
    let refused = Script::of([Err(Code::InvalidGrant.error())]);
    let error = fresh_from(&store, &refused, &clock, &seed("a")).unwrap_err();
    assert_eq!((error.code(), error.changed_session()), (Code::InvalidGrant, false));
    assert!(fresh_from(&store, &Script::of([Ok(granted(3))]), &clock, &seed("a")).unwrap().refreshed);
}

#[test]
fn a_token_of_unknown_life_is_used_for_five_minutes_and_then_got_anew() {
    // C17
    let (world, clock) = (World::new(), StillClock::default());
    let store = world.store(StoreKind::File);
    let endless = |generation| Ok(Refreshed { expires_in: None, ..granted(generation) });
    let script = Script::of([endless(1), endless(2)]);
    for (later, refreshed) in [(0, true), (299, false), (1, true), (299, false)] {
        clock.now.fetch_add(later, Ordering::SeqCst);
        let found = fresh_from(&store, &script, &clock, &seed("a")).unwrap();
        assert_eq!((found.refreshed, found.session.expires_at), (refreshed, None), "{later}");
    }
}

#[test]
fn where_nothing_can_be_kept_a_grant_that_spends_nothing_is_run_all_the_same() {
    // C101, C102
    let (world, clock) = (World::new(), StillClock::default());
    std::fs::write(world.dir(), "in the way").unwrap();
    let store = DirectoryStore::new(
        PrivateDir::at(world.dir().join("sessions")),
        choice(StoreKind::File),
        world.ports(),
    );
    let found = fresh_from(&store, &Script::of([Ok(granted(1))]), &clock, &seed("a")).unwrap();
    assert_eq!(found.session.access_token.expose(), "CANARY-access-1");
    assert_eq!(found.warning.unwrap().code(), Code::StoreFailed);
    let refused = Script::of([Err(Code::InvalidClient.error())]);
    assert_eq!(fresh_from(&store, &refused, &clock, &seed("a")).unwrap_err().code(), Code::InvalidClient);
}

#[test]
fn a_refresh_token_of_elsewhere_is_spent_only_where_its_successor_has_room() {
    // C101, C102
    let (world, clock) = (World::new(), StillClock::default());
    let new =
        Session { refresh_token: Some("CANARY-elsewhere".into()), settings: BTreeMap::new(), ..seed("a") };
    let begin = |store: &DirectoryStore, script: &Script| {
        let renewal = Renewal { store, refresher: script, patience: Patience::new(&clock, &|| {}) };
        run(renewal.fresh_of(Whose::New(&new), Want::NewerThan(0)))
    };
    let store = world.holding(&Session { generation: 7, ..session("work") });
    // A refusal is none of the session that is kept.
    let refused = begin(&store, &Script::of([Err(Code::InvalidGrant.error())])).unwrap_err();
    assert_eq!((refused.code(), refused.changed_session()), (Code::InvalidGrant, false));
    assert_eq!(kept(&store, "work"), "CANARY-access-1");
    let script = Script::of([Ok(granted(8))]);
    begin(&store, &script).unwrap();
    assert_eq!(*script.sent.lock().unwrap(), ["CANARY-elsewhere"]);
    let next = store.load("work").unwrap().unwrap();
    assert_eq!((next.generation, next.refresh_token.unwrap().expose().as_str()), (8, "CANARY-elsewhere"));
    std::fs::write(world.home.path().join("file"), "in the way").unwrap();
    let place = PrivateDir::at(world.home.path().join("file/sessions"));
    let nowhere = DirectoryStore::new(place, choice(StoreKind::File), world.ports());
    assert_eq!(begin(&nowhere, &Script::silent()).unwrap_err().code(), Code::StoreFailed);
}
