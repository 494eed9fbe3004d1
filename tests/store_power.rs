//! A power cut at any moment leaves the old session or the new one; what was said to be done stays done.
#![cfg(unix)]

use std::{fs, os::unix::fs::PermissionsExt};

use authctl::session::{
    kept,
    store::{DirectoryStore, Store, StoreKind},
    waiting::Patience,
};

use crate::support::{
    power::{State, VolatileDisk},
    sessions::*,
};

/// The access token that is found after a power cut left this; `None` for no session.
fn after(state: &State) -> Option<String> {
    let world = World::new();
    fs::create_dir(world.dir()).unwrap();
    fs::set_permissions(world.dir(), fs::Permissions::from_mode(0o700)).unwrap();
    for (name, content) in state {
        fs::write(world.file(name), content).unwrap();
        fs::set_permissions(world.file(name), fs::Permissions::from_mode(0o600)).unwrap();
    }
    let session = world.store(StoreKind::File).load("work").expect("readable after every power cut");
    session.map(|session| session.access_token.expose().clone())
}

/// Does `deed` to a store that holds an expired session; every moment must leave `old` or `new`, the last one `new`.
fn cut_power_during(deed: impl FnOnce(&World, &DirectoryStore), new: Option<&str>) {
    let world = World::new();
    world.holding(&expired("work"));
    let disk = VolatileDisk::over(&world.dir());
    deed(&world, &world.store_on(disk.clone(), StoreKind::File));
    let moments = disk.moments();
    for (moment, states) in moments.iter().enumerate() {
        for state in states {
            let found = after(state);
            let old = found.as_deref() == Some("CANARY-access-1");
            assert!(old || found.as_deref() == new, "moment {moment}: {found:?}");
        }
    }
    for state in moments.last().unwrap() {
        assert_eq!(after(state).as_deref(), new, "it was done, and is undone");
    }
}

#[test]
fn a_power_cut_during_a_refresh_leaves_the_old_session_or_the_new_one() {
    // C113
    let deed = |world: &World, store: &DirectoryStore| {
        fresh(store, &Script::of([Ok(answer(2))]), &world.clock, USUAL).unwrap();
    };
    cut_power_during(deed, Some("CANARY-access-2"));
}

#[test]
fn a_power_cut_during_an_unprepared_write_leaves_the_old_session_or_the_new_one() {
    // C113
    cut_power_during(|_, store| keep(store, &renewed("work", 2)), Some("CANARY-access-2"));
}

#[test]
fn a_power_cut_during_a_logout_leaves_the_session_or_none() {
    // C126
    let deed = |world: &World, store: &DirectoryStore| {
        assert!(run(kept::end(store, "work", Patience::new(&*world.clock, &|| {}))).unwrap().is_some());
    };
    cut_power_during(deed, None);
}
