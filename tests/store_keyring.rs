//! Sessions sealed in a file, with the key in a keyring.

use std::{fs, sync::atomic::Ordering};

use authctl::{
    error::Code,
    session::{
        Session, kept,
        store::{Store, StoreKind},
        waiting::Patience,
    },
};

use crate::support::sessions::*;

#[test]
fn a_sealed_session_is_read_back_and_no_token_is_on_the_disk() {
    // C117: larger than any keyring's entry
    let world = World::new();
    let store = world.store(StoreKind::Keyring);
    let large = format!("CANARY{}", "x".repeat(100_000));
    keep(&store, &Session { access_token: large.as_str().into(), ..session("work") });
    assert_eq!(kept(&world.store(StoreKind::Keyring), "work"), large);
    let bytes = fs::read(world.file("work.session")).unwrap();
    assert!(!bytes.windows(6).any(|window| window == b"CANARY"));
    let keys = world.keyring.entries.lock().unwrap().clone();
    assert_eq!(keys.len(), 1);
    for (name, key) in keys {
        assert!(name.starts_with("work.") && name.len() == "work.".len() + 16, "{name}");
        assert!(key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
}

#[test]
fn a_refresh_writes_nothing_into_the_keyring_and_reads_it_once() {
    let world = World::new();
    keep(&world.store(StoreKind::Keyring), &expired("work"));
    let (reads, writes) = (&world.keyring.reads, &world.keyring.writes);
    reads.store(0, Ordering::SeqCst);
    assert_eq!(writes.swap(0, Ordering::SeqCst), 1);
    let store = world.store(StoreKind::Keyring);
    fresh(&store, &Script::of([Ok(answer(2))]), &world.clock, USUAL).unwrap();
    assert_eq!((reads.load(Ordering::SeqCst), writes.load(Ordering::SeqCst)), (1, 0));
    assert_eq!(kept(&world.store(StoreKind::Keyring), "work"), "CANARY-access-2");
}

#[test]
fn a_session_stays_in_the_kind_of_store_it_was_begun_in() {
    for (begun, asked) in [(StoreKind::Keyring, StoreKind::File), (StoreKind::File, StoreKind::Keyring)] {
        let world = World::new();
        keep(&world.store(begun), &expired("work"));
        let other = world.store(asked);
        let session = fresh(&other, &Script::of([Ok(answer(2))]), &world.clock, USUAL).unwrap().session;
        assert_eq!(session.store, Some(begun));
        assert_eq!(other.list().unwrap().sessions[0].store, begun);
        // a login moves it, and its key goes with it
        let patience = Patience::new(&*world.clock, &|| {});
        run(kept::begin(&other, renewed("work", 0), patience)).unwrap();
        assert_eq!(other.list().unwrap().sessions[0].store, asked);
        assert_eq!(world.keyring.names().len(), usize::from(asked == StoreKind::Keyring));
    }
}

#[test]
fn a_keyring_that_refuses_is_an_error_and_no_damage() {
    // C115, C116: a locked keyring is not an empty one
    for code in [Code::KeyringLocked, Code::KeyringTimeout, Code::KeyringUnavailable, Code::KeyringFailed] {
        let world = World::new();
        keep(&world.store(StoreKind::Keyring), &expired("work"));
        let before = fs::read(world.file("work.session")).unwrap();
        *world.keyring.refusal.lock().unwrap() = Some(code);
        let store = world.store(StoreKind::Keyring);
        assert_eq!(store.probe().unwrap_err().code(), code);
        let error = fresh(&store, &Script::silent(), &world.clock, USUAL).unwrap_err();
        assert_eq!((error.code(), error.exit(), error.of_profile()), (code, 11, Some("work")));
        let patience = Patience::new(&*world.clock, &|| {});
        let login = run(kept::begin(&store, renewed("work", 0), patience)).unwrap_err();
        assert_eq!(login.code(), code);
        assert_eq!(fs::read(world.file("work.session")).unwrap(), before);

        *world.keyring.refusal.lock().unwrap() = None;
        assert_eq!(kept(&world.store(StoreKind::Keyring), "work"), "CANARY-access-1");
    }
}

#[test]
fn what_needs_no_secret_asks_no_keyring() {
    // C115, S-16
    let world = World::new();
    keep(&world.store(StoreKind::Keyring), &session("work"));
    keep(&world.store(StoreKind::File), &session("plain"));
    *world.keyring.refusal.lock().unwrap() = Some(Code::KeyringLocked);
    world.keyring.reads.store(0, Ordering::SeqCst);
    let store = world.store(StoreKind::Keyring);
    let listed = store.list().unwrap();
    let names: Vec<_> =
        listed.sessions.iter().map(|summary| (summary.profile.as_str(), summary.store)).collect();
    assert_eq!(names, [("plain", StoreKind::File), ("work", StoreKind::Keyring)]);
    assert_eq!(kept(&store, "plain"), "CANARY-access-1");
    assert_eq!(world.keyring.reads.load(Ordering::SeqCst), 0);
}

#[test]
fn a_session_whose_key_is_gone_is_damaged() {
    let world = World::new();
    keep(&world.store(StoreKind::Keyring), &session("work"));
    world.keyring.entries.lock().unwrap().clear();
    let store = world.store(StoreKind::Keyring);
    let error = fresh(&store, &Script::silent(), &world.clock, USUAL).unwrap_err();
    assert_eq!((error.code(), error.exit()), (Code::SessionDamaged, 4));
    // and the next login makes a new one
    let patience = Patience::new(&*world.clock, &|| {});
    run(kept::begin(&store, renewed("work", 0), patience)).unwrap();
    assert_eq!(kept(&world.store(StoreKind::Keyring), "work"), "CANARY-access-0");
}

#[test]
fn an_unfinished_session_whose_key_is_gone_is_set_aside_too() {
    let world = World::new();
    keep(&world.store(StoreKind::Keyring), &session("work"));
    fs::rename(world.file("work.session"), world.file("work.session.new")).unwrap();
    world.keyring.entries.lock().unwrap().clear();
    let store = world.store(StoreKind::Keyring);
    let error = fresh(&store, &Script::silent(), &world.clock, USUAL).unwrap_err();
    assert_eq!(error.code(), Code::SessionDamaged);
    assert!(world.file(&format!("work.session.new.corrupt-{NOW}")).exists());
    assert!(store.load("work").unwrap().is_none());
}

#[test]
fn a_session_under_another_name_or_another_header_is_damaged() {
    let world = World::new();
    let store = world.store(StoreKind::Keyring);
    keep(&store, &session("work"));
    keep(&store, &session("other"));
    let good = fs::read(world.file("work.session")).unwrap();
    fs::copy(world.file("other.session"), world.file("work.session")).unwrap();
    assert_eq!(store.load("work").unwrap_err().code(), Code::SessionDamaged);

    // somebody who can write the file, and so its checksum, but has no key
    for (text, other) in [("alice", "admin"), (r#""generation":1,"kept""#, r#""generation":9,"kept""#)] {
        fs::write(world.file("work.session"), forge(&good, text, other)).unwrap();
        assert_eq!(store.load("work").unwrap_err().code(), Code::SessionDamaged, "{other}");
    }

    fs::write(world.file("work.session"), good).unwrap();
    assert_eq!(kept(&store, "work"), "CANARY-access-1");
}

#[test]
fn a_logout_removes_the_key_and_another_directory_keeps_its_own() {
    // C126
    let world = World::new();
    let other = World { keyring: world.keyring.clone(), random: world.random.clone(), ..World::new() };
    for world in [&world, &other] {
        keep(&world.store(StoreKind::Keyring), &session("work"));
    }
    assert_eq!(world.keyring.names().len(), 2);
    let patience = Patience::new(&*world.clock, &|| {});
    let store = world.store(StoreKind::Keyring);
    assert!(run(kept::end(&store, "work", patience)).unwrap().is_some());
    assert_eq!(world.keyring.names().len(), 1);
    assert!(store.load("work").unwrap().is_none());
    assert_eq!(kept(&other.store(StoreKind::Keyring), "work"), "CANARY-access-1");
}

#[test]
fn a_logout_with_a_locked_keyring_removes_the_session_and_says_what_it_could_not() {
    let world = World::new();
    keep(&world.store(StoreKind::Keyring), &session("work"));
    *world.keyring.refusal.lock().unwrap() = Some(Code::KeyringLocked);
    let store = world.store(StoreKind::Keyring);
    let error = run(kept::end(&store, "work", Patience::new(&*world.clock, &|| {}))).unwrap_err();
    assert_eq!(error.code(), Code::KeyringLocked);
    assert!(error.changed_session());
    assert!(store.load("work").unwrap().is_none());
}
