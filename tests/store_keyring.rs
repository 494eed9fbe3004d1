//! Sessions sealed in a file, with the key in a keyring or with a program.

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

/// The kinds of store that seal.
const SEALED: [StoreKind; 2] = [StoreKind::Keyring, StoreKind::Command];

/// The kinds of store that are on a disk.
const KEPT: [StoreKind; 3] = [StoreKind::File, StoreKind::Keyring, StoreKind::Command];

#[test]
fn a_sealed_session_is_read_back_and_no_token_is_on_the_disk() {
    // C117: larger than any keyring's entry
    for kind in SEALED {
        let world = World::new();
        let store = world.store(kind);
        let large = format!("CANARY{}", "x".repeat(100_000));
        keep(&store, &Session { access_token: large.as_str().into(), ..session("work") });
        assert_eq!(kept(&world.store(kind), "work"), large);
        let bytes = fs::read(world.file("work.session")).unwrap();
        assert!(!bytes.windows(6).any(|window| window == b"CANARY"));
        let keys = world.keeper(kind).entries.lock().unwrap().clone();
        assert_eq!(keys.len(), 1);
        assert_eq!(world.keyring.names().len() + world.helper.names().len(), 1);
        for (name, key) in keys {
            assert!(name.starts_with("work.") && name.len() == "work.".len() + 16, "{name}");
            assert!(key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit()));
        }
    }
}

#[test]
fn a_refresh_writes_nothing_into_the_keyring_and_reads_it_once() {
    for kind in SEALED {
        let world = World::new();
        keep(&world.store(kind), &expired("work"));
        let (reads, writes) = (&world.keeper(kind).reads, &world.keeper(kind).writes);
        reads.store(0, Ordering::SeqCst);
        assert_eq!(writes.swap(0, Ordering::SeqCst), 1);
        let store = world.store(kind);
        fresh(&store, &Script::of([Ok(answer(2))]), &world.clock, USUAL).unwrap();
        assert_eq!((reads.load(Ordering::SeqCst), writes.load(Ordering::SeqCst)), (1, 0));
        assert_eq!(kept(&world.store(kind), "work"), "CANARY-access-2");
    }
}

#[test]
fn a_session_stays_in_the_kind_of_store_it_was_begun_in() {
    let pairs = KEPT.iter().flat_map(|begun| KEPT.iter().map(move |asked| (*begun, *asked)));
    for (begun, asked) in pairs {
        let world = World::new();
        keep(&world.store(begun), &expired("work"));
        let other = world.store(asked);
        let session = fresh(&other, &Script::of([Ok(answer(2))]), &world.clock, USUAL).unwrap().session;
        assert_eq!(session.store, Some(choice(begun)));
        assert_eq!(other.list().unwrap().sessions[0].store, begun);
        // a login moves it, and its key goes with it
        let patience = Patience::new(&*world.clock, &|| {});
        run(kept::begin(&other, renewed("work", 0), patience)).unwrap();
        assert_eq!(other.list().unwrap().sessions[0].store, asked);
        for kind in SEALED {
            assert_eq!(world.keeper(kind).names().len(), usize::from(asked == kind), "{begun} to {asked}");
        }
    }
}

#[test]
fn a_keyring_that_refuses_is_an_error_and_no_damage() {
    // C115, C116: a locked keyring is not an empty one
    let keyring = [Code::KeyringLocked, Code::KeyringTimeout, Code::KeyringUnavailable, Code::KeyringFailed];
    let command = [Code::StoreCommandMissing, Code::StoreCommandTimeout, Code::StoreCommandFailed];
    let refusals = keyring.map(|code| (StoreKind::Keyring, code));
    for (kind, code) in refusals.into_iter().chain(command.map(|code| (StoreKind::Command, code))) {
        let world = World::new();
        keep(&world.store(kind), &expired("work"));
        let before = fs::read(world.file("work.session")).unwrap();
        *world.keeper(kind).refusal.lock().unwrap() = Some(code);
        let store = world.store(kind);
        assert_eq!(store.probe().unwrap_err().code(), code);
        let error = fresh(&store, &Script::silent(), &world.clock, USUAL).unwrap_err();
        assert_eq!((error.code(), error.exit(), error.of_profile()), (code, 11, Some("work")));
        let patience = Patience::new(&*world.clock, &|| {});
        let login = run(kept::begin(&store, renewed("work", 0), patience)).unwrap_err();
        assert_eq!(login.code(), code);
        assert_eq!(fs::read(world.file("work.session")).unwrap(), before);

        *world.keeper(kind).refusal.lock().unwrap() = None;
        assert_eq!(kept(&world.store(kind), "work"), "CANARY-access-1");
    }
}

#[test]
fn what_needs_no_secret_asks_no_keyring() {
    // C115, S-16
    for kind in SEALED {
        let world = World::new();
        keep(&world.store(kind), &session("work"));
        keep(&world.store(StoreKind::File), &session("plain"));
        let keeper = world.keeper(kind);
        *keeper.refusal.lock().unwrap() = Some(Code::KeyringLocked);
        keeper.reads.store(0, Ordering::SeqCst);
        let store = world.store(kind);
        let listed = store.list().unwrap();
        let names: Vec<_> =
            listed.sessions.iter().map(|summary| (summary.profile.as_str(), summary.store)).collect();
        assert_eq!(names, [("plain", StoreKind::File), ("work", kind)]);
        assert_eq!(kept(&store, "plain"), "CANARY-access-1");
        assert_eq!(keeper.reads.load(Ordering::SeqCst), 0);
    }
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
    for kind in SEALED {
        let world = World::new();
        let other = World {
            keyring: world.keyring.clone(),
            helper: world.helper.clone(),
            random: world.random.clone(),
            ..World::new()
        };
        for world in [&world, &other] {
            keep(&world.store(kind), &session("work"));
        }
        assert_eq!(world.keeper(kind).names().len(), 2);
        let patience = Patience::new(&*world.clock, &|| {});
        let store = world.store(kind);
        assert!(run(kept::end(&store, "work", patience)).unwrap().is_some());
        assert_eq!(world.keeper(kind).names().len(), 1);
        assert!(store.load("work").unwrap().is_none());
        assert_eq!(kept(&other.store(kind), "work"), "CANARY-access-1");
    }
}

#[test]
fn a_logout_with_a_locked_keyring_removes_the_session_and_says_what_it_could_not() {
    for (kind, code) in
        [(StoreKind::Keyring, Code::KeyringLocked), (StoreKind::Command, Code::StoreCommandFailed)]
    {
        let world = World::new();
        keep(&world.store(kind), &session("work"));
        *world.keeper(kind).refusal.lock().unwrap() = Some(code);
        let store = world.store(kind);
        let error = run(kept::end(&store, "work", Patience::new(&*world.clock, &|| {}))).unwrap_err();
        assert_eq!(error.code(), code);
        assert!(error.changed_session());
        assert!(store.load("work").unwrap().is_none());
    }
}

#[test]
fn a_program_that_has_no_key_may_be_locked_so_nothing_is_set_aside() {
    let world = World::new();
    keep(&world.store(StoreKind::Command), &session("work"));
    let before = fs::read(world.file("work.session")).unwrap();
    let keys = std::mem::take(&mut *world.helper.entries.lock().unwrap());
    let store = world.store(StoreKind::Command);
    let error = fresh(&store, &Script::silent(), &world.clock, USUAL).unwrap_err();
    assert_eq!((error.code(), error.exit()), (Code::StoreKeyMissing, 11));
    assert_eq!(error.found().unwrap().to_string(), "docker-credential-fake: it has no such key");
    assert_eq!(fs::read(world.file("work.session")).unwrap(), before);
    assert!(store.try_lock("work").unwrap().is_some_and(|lock| store.set_aside(&lock).unwrap().is_none()));

    *world.helper.entries.lock().unwrap() = keys;
    assert_eq!(kept(&world.store(StoreKind::Command), "work"), "CANARY-access-1");
    // and if it is gone for good, the next login makes a new one
    world.helper.entries.lock().unwrap().clear();
    let (store, patience) = (world.store(StoreKind::Command), Patience::new(&*world.clock, &|| {}));
    run(kept::begin(&store, renewed("work", 0), patience)).unwrap();
    assert_eq!(kept(&world.store(StoreKind::Command), "work"), "CANARY-access-0");
}

#[test]
fn a_wrong_key_sets_the_session_aside_and_deletes_nothing() {
    let (world, before) = with_the_key("0".repeat(64));
    let store = world.store(StoreKind::Command);
    let error = fresh(&store, &Script::silent(), &world.clock, USUAL).unwrap_err();
    assert_eq!((error.code(), error.exit()), (Code::SessionDamaged, 4));
    let aside = world.file(&format!("work.session.corrupt-{NOW}"));
    assert_eq!(fs::read(aside).unwrap(), before);
    assert_eq!(world.helper.names().len(), 1);
}

#[test]
fn what_is_no_key_may_be_what_a_program_says_for_once_so_nothing_is_set_aside() {
    for wrong in ["", "CANARY", &"g".repeat(64), &"0".repeat(63), &"é".repeat(32)] {
        let (world, before) = with_the_key(wrong.to_owned());
        let store = world.store(StoreKind::Command);
        let error = fresh(&store, &Script::silent(), &world.clock, USUAL).unwrap_err();
        assert_eq!((error.code(), error.exit()), (Code::StoreKeyMissing, 11), "{wrong}");
        assert_eq!(error.found().unwrap().to_string(), "docker-credential-fake: what it has is no key");
        assert_eq!(fs::read(world.file("work.session")).unwrap(), before);
        // and a login gets over it
        let patience = Patience::new(&*world.clock, &|| {});
        run(kept::begin(&store, renewed("work", 0), patience)).unwrap();
        assert_eq!(kept(&world.store(StoreKind::Command), "work"), "CANARY-access-0");
    }
}

/// A session whose key was changed into this, and its file.
fn with_the_key(wrong: String) -> (World, Vec<u8>) {
    let world = World::new();
    keep(&world.store(StoreKind::Command), &session("work"));
    world.helper.entries.lock().unwrap().values_mut().for_each(|key| key.clone_from(&wrong));
    let before = fs::read(world.file("work.session")).unwrap();
    (world, before)
}

#[cfg(unix)]
#[test]
fn the_program_of_a_session_that_others_can_write_is_not_run() {
    // C111, C155: it is remembered in the session, so it is taken from nobody else
    use std::os::unix::fs::PermissionsExt as _;
    let set =
        |path: std::path::PathBuf, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    for (directory, file) in [(0o700, 0o620), (0o770, 0o600), (0o707, 0o600), (0o700, 0o602)] {
        let world = World::new();
        keep(&world.store(StoreKind::Command), &session("work"));
        world.helper.reads.store(0, Ordering::SeqCst);
        set(world.file("work.session"), file);
        set(world.dir(), directory);
        let error = fresh(&world.store(StoreKind::File), &Script::silent(), &world.clock, USUAL).unwrap_err();
        assert_eq!(error.code(), Code::StorePermissions, "{directory:o} {file:o}");
        assert_eq!(world.helper.reads.load(Ordering::SeqCst), 0);
    }
}
