//! The store on a disk that fails, fills up, loses power, or under a process that is killed: the old session or the new one,
//! never neither.
#![cfg(unix)]

use authctl::{
    error::Code,
    session::{
        Session, fresh, kept,
        store::{Store, StoreKind},
        waiting::Patience,
        want::Want,
    },
};
use rustix::io::Errno;

use crate::support::{
    disk::{Fault, FaultyDisk},
    sessions::*,
};

const ERRNOS: [Errno; 4] = [Errno::NOSPC, Errno::IO, Errno::ROFS, Errno::DQUOT];

/// How many calls that change the disk a refresh takes.
fn calls_of_a_refresh() -> usize {
    let world = World::new();
    world.holding(&expired("work"));
    let disk = FaultyDisk::new(Fault::Killed { at: usize::MAX });
    let store = world.store_on(disk.clone(), StoreKind::File);
    fresh(&store, &Script::of([Ok(answer(2))]), &world.clock, USUAL).unwrap();
    disk.calls()
}

#[test]
fn a_disk_that_fails_at_any_call_loses_no_session_and_hands_the_token_out() {
    // C101, C102, C124, S-7
    for at in 0..calls_of_a_refresh() {
        for errno in ERRNOS.map(Errno::raw_os_error) {
            for fault in [Fault::Once { at, errno }, Fault::Lasting { at, errno }] {
                let world = World::new();
                world.holding(&expired("work"));
                let store = world.store_on(FaultyDisk::new(fault), StoreKind::File);
                refresh_on_a_failing_disk(&world, &store, &format!("{fault:?}"));
            }
        }
    }
}

fn refresh_on_a_failing_disk(world: &World, store: &dyn Store, fault: &str) {
    let provider = Once(std::sync::atomic::AtomicBool::new(false));
    let result = fresh(store, &provider, &world.clock, USUAL);
    let asked = provider.0.into_inner();
    let after = kept(&world.store(StoreKind::File), "work");
    match result {
        Ok(fresh) => {
            assert_eq!(fresh.session.access_token.expose(), "CANARY-access-2", "{fault}");
            if fresh.warning.is_none() {
                assert_eq!(after, "CANARY-access-2", "{fault}: nothing was said");
            }
        }
        Err(error) => {
            assert_eq!((error.code(), error.exit()), (Code::StoreFailed, 11), "{fault}");
            assert!(!asked, "{fault}: the refresh token was spent though there was no room");
            assert_eq!(after, "CANARY-access-1", "{fault}");
        }
    }
}

/// A provider that may be asked once.
struct Once(std::sync::atomic::AtomicBool);

impl fresh::Refresher for Once {
    fn refresh<'a>(
        &'a self,
        _: &'a Session,
    ) -> authctl::host::BoxFuture<
        'a,
        authctl::error::Result<fresh::Refreshed, authctl::protocol::token::Refusal>,
    > {
        assert!(!self.0.swap(true, std::sync::atomic::Ordering::SeqCst), "asked twice");
        Box::pin(std::future::ready(Ok(answer(2))))
    }
}

#[test]
fn a_disk_that_fails_after_the_refresh_was_sent_loses_the_token_at_one_call_at_most() {
    // S-6, S-7: once room was made, the new session outlives a disk on which nothing new can be made
    let mut unsaved = Vec::new();
    for at in 0..calls_of_a_refresh() {
        let world = World::new();
        world.holding(&expired("work"));
        let store = world.store_on(
            FaultyDisk::new(Fault::Lasting { at, errno: Errno::IO.raw_os_error() }),
            StoreKind::File,
        );
        let spent = Once(std::sync::atomic::AtomicBool::new(false));
        let _ = fresh(&store, &spent, &world.clock, USUAL);
        if spent.0.into_inner() && kept(&world.store(StoreKind::File), "work") != "CANARY-access-2" {
            unsaved.push(at);
        }
    }
    // writing into the room, on a disk that never comes back
    assert!(unsaved.len() <= 1, "{unsaved:?}");
}

#[test]
fn a_process_killed_at_any_call_leaves_the_old_session_or_the_new_one() {
    // C113, S-6
    let mut lost = Vec::new();
    for at in 0..=calls_of_a_refresh() {
        let world = World::new();
        world.holding(&expired("work"));
        let disk = FaultyDisk::new(Fault::Killed { at });
        let store = world.store_on(disk, StoreKind::File);
        let spent = Once(std::sync::atomic::AtomicBool::new(false));
        let done = fresh(&store, &spent, &world.clock, USUAL).is_ok_and(|fresh| fresh.warning.is_none());
        let spent = spent.0.into_inner();

        let after = world.store(StoreKind::File);
        let token = kept(&after, "work");
        assert!(["CANARY-access-1", "CANARY-access-2"].contains(&token.as_str()), "call {at}");
        assert!(!done || token == "CANARY-access-2", "call {at}: done, and not kept");
        if spent && token == "CANARY-access-1" {
            lost.push(at);
        }
        // and the next one is not hindered by what was left behind
        let clock = StillClock::default();
        let patience = Patience::new(&clock, &|| {});
        let next = run(kept::begin(&after, renewed("work", 0), patience)).unwrap();
        assert!(next.generation >= 2);
        assert_eq!(kept(&after, "work"), "CANARY-access-0");
    }
    assert!(lost.len() <= 1, "{lost:?}");
}

#[test]
fn what_could_not_be_finished_is_finished_by_the_next_writer() {
    let world = World::new();
    world.holding(&expired("work"));
    let calls = calls_of_a_refresh();
    // everything but the last rename and sync, so the new session lies in the spare file
    let disk = FaultyDisk::new(Fault::Killed { at: calls - 2 });
    let warning =
        fresh(&world.store_on(disk, StoreKind::File), &Script::of([Ok(answer(2))]), &world.clock, USUAL)
            .unwrap()
            .warning
            .expect("a warning");
    assert_eq!(warning.text(), "the session could only be kept beside its place");
    let store = world.store(StoreKind::File);
    assert_eq!(kept(&store, "work"), "CANARY-access-2");
    assert_eq!(store.list().unwrap().sessions[0].generation, 2);

    let provider = Script::of([Err(Code::Timeout.error()), Ok(answer(3))]);
    fresh(&store, &provider, &world.clock, Want::NewerThan(2)).unwrap_err();
    assert_eq!(kept(&store, "work"), "CANARY-access-2", "making room wiped it");
    fresh(&store, &provider, &world.clock, Want::NewerThan(2)).unwrap();
    assert_eq!(*provider.sent.lock().unwrap(), ["CANARY-refresh-2", "CANARY-refresh-2"]);
    assert_eq!(kept(&store, "work"), "CANARY-access-3");
}

#[test]
fn a_logout_removes_what_could_not_be_finished_too() {
    // C126
    let world = World::new();
    world.holding(&expired("work"));
    let disk = FaultyDisk::new(Fault::Killed { at: calls_of_a_refresh() - 2 });
    fresh(&world.store_on(disk, StoreKind::File), &Script::of([Ok(answer(2))]), &world.clock, USUAL).unwrap();
    let store = world.store(StoreKind::File);
    assert!(run(kept::end(&store, "work", Patience::new(&*world.clock, &|| {}))).unwrap().is_some());
    assert!(store.load("work").unwrap().is_none());
    for entry in std::fs::read_dir(world.dir()).unwrap() {
        let text = String::from_utf8(std::fs::read(entry.unwrap().path()).unwrap()).unwrap();
        assert!(!text.contains("CANARY"), "{text}");
    }
}

#[test]
fn a_full_disk_keeps_no_session_from_its_end() {
    // C124, C126
    let world = World::new();
    world.holding(&session("work"));
    let store = world.store_on(FaultyDisk::new(Fault::Full), StoreKind::File);
    let ended = run(kept::end(&store, "work", Patience::new(&*world.clock, &|| {}))).unwrap().unwrap();
    assert_eq!(ended.session.refresh_token.unwrap().expose(), "CANARY-refresh-1");
    let after = world.store(StoreKind::File);
    assert!(after.load("work").unwrap().is_none() && after.list().unwrap().sessions.is_empty());
    for entry in std::fs::read_dir(world.dir()).unwrap() {
        let text = String::from_utf8(std::fs::read(entry.unwrap().path()).unwrap()).unwrap();
        assert!(!text.contains("CANARY"), "{text}");
    }
}

#[test]
fn a_stale_writer_overwrites_nothing_and_brings_nothing_back() {
    // C97, C118, C166
    for kind in [StoreKind::File, StoreKind::Keyring, StoreKind::Command] {
        let world = World::new();
        let store = world.store(kind);
        keep(&store, &renewed("work", 5));
        let lock = store.try_lock("work").unwrap().unwrap();
        for generation in [1, 4, 5] {
            let error = store.save(&lock, &renewed("work", generation)).unwrap_err();
            assert_eq!(error.code(), Code::StoreFailed);
            assert_eq!(error.wanted().unwrap().to_string(), "a generation after 5");
        }
        assert_eq!(kept(&store, "work"), "CANARY-access-5");
        assert!(store.delete(&lock).unwrap());
        assert!(store.save(&lock, &renewed("work", 5)).is_err());
        assert!(store.load("work").unwrap().is_none());
    }
}
