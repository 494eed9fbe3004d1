//! What the file store leaves on the disk, and what it refuses to read there.
#![cfg(unix)]

use std::{
    fs::{self, Permissions},
    os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink},
    path::Path,
};

use authctl::{
    error::{Code, Error},
    session::{
        kept,
        store::{Store, StoreKind},
    },
};
use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::support::{
    child,
    sessions::{fresh as fresh_token, *},
};

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn refused(error: &Error, reason: &str) {
    assert_eq!((error.code(), error.exit()), (Code::StorePermissions, 11), "{error:?}");
    let got = error.found().expect("what was found").raw();
    assert!(got.ends_with(reason), "{got}");
}

#[test]
fn everything_is_private_whatever_the_umask() {
    // C111, S-18
    for umask in ["000", "002", "022", "027", "077"] {
        let world = World::new();
        let state = world.home.path().join("new/state");
        let output = child::under_umask(umask, "store_files::child_keeps_a_session", &state);
        assert!(output.status.success(), "{output:?}");
        let mut seen = Vec::new();
        walk(&world.home.path().join("new"), &mut seen);
        let expected: &[(&str, u32)] = &[
            ("new", 0o40700),
            ("state", 0o40700),
            ("sessions", 0o40700),
            ("work.lock", 0o100_600),
            ("work.session", 0o100_600),
        ];
        let seen: Vec<_> = seen.iter().map(|(name, mode)| (name.as_str(), *mode)).collect();
        assert_eq!(seen, expected, "umask {umask}");
    }
}

#[test]
fn a_umask_that_takes_our_own_rights_away_does_not_lock_us_out() {
    // C111
    let world = World::new();
    let output = child::under_umask("277", "store_files::child_keeps_a_session", world.home.path());
    assert!(output.status.success(), "{output:?}");
    let mut seen = Vec::new();
    walk(&world.dir(), &mut seen);
    let modes: Vec<_> = seen.iter().map(|(_, mode)| *mode).collect();
    assert_eq!(modes, [0o40700, 0o100_600, 0o100_600]);
}

fn walk(path: &Path, seen: &mut Vec<(String, u32)>) {
    let metadata = fs::symlink_metadata(path).unwrap();
    seen.push((path.file_name().unwrap().to_str().unwrap().to_owned(), metadata.mode()));
    if metadata.is_dir() {
        let mut entries: Vec<_> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        entries.iter().for_each(|entry| walk(entry, seen));
    }
}

#[test]
fn child_keeps_a_session() {
    let Some(state) = child::argument() else { return };
    let world = World::new();
    let store = authctl::session::store::DirectoryStore::new(
        authctl::host::files::PrivateDir::at(Path::new(&state).join("sessions")),
        choice(StoreKind::File),
        world.ports(),
    );
    keep(&store, &session("work"));
    assert_eq!(kept(&store, "work"), "CANARY-access-1");
}

#[test]
fn a_file_or_directory_that_others_may_use_is_refused_and_left_alone() {
    // C111
    for mode in [0o640, 0o604, 0o620, 0o602, 0o666, 0o644, 0o601] {
        let world = World::new();
        let store = world.holding(&session("work"));
        chmod(&world.file("work.session"), mode);
        refused(&store.load("work").unwrap_err(), &format!("its mode is {mode:o}"));
        let lock = store.try_lock("work").unwrap().unwrap();
        refused(&store.save(&lock, &renewed("work", 2)).unwrap_err(), &format!("its mode is {mode:o}"));
        refused(&store.list().unwrap().unreadable[0], &format!("its mode is {mode:o}"));
    }
    for mode in [0o750, 0o705, 0o770, 0o777, 0o1777, 0o711] {
        let world = World::new();
        let store = world.holding(&session("work"));
        chmod(&world.dir(), mode);
        for error in [
            store.load("work").unwrap_err(),
            store.list().unwrap_err(),
            store.probe().unwrap_err(),
            store.try_lock("work").unwrap_err(),
        ] {
            refused(&error, &format!("its mode is {mode:o}"));
        }
    }
}

#[test]
fn what_belongs_to_another_user_is_refused() {
    // C100, C111; only root can give a file away, so elsewhere there is nothing to try
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let world = World::new();
    let store = world.holding(&session("work"));
    chown(world.file("work.session"), Some(12345), None).unwrap();
    refused(&store.load("work").unwrap_err(), "it belongs to user 12345");
    chown(world.file("work.session"), Some(0), None).unwrap();
    chown(world.dir(), Some(12345), None).unwrap();
    refused(&store.load("work").unwrap_err(), "it belongs to user 12345");
}

#[test]
fn links_pipes_and_directories_in_place_of_a_file_are_refused_at_once() {
    // C112: a pipe nobody writes to would hang a careless reader
    type Plant = fn(&Path, &Path);
    let plants: [(Plant, &str); 5] = [
        (|real, place| symlink(real, place).unwrap(), "a symbolic link"),
        (|_, place| symlink("/nowhere", place).unwrap(), "a symbolic link"),
        (|real, place| fs::hard_link(real, place).unwrap(), "a file with more than one name"),
        (
            |_, place| mknodat(CWD, place, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap(),
            "not a regular file",
        ),
        (|_, place| fs::create_dir(place).unwrap(), "not a regular file"),
    ];
    for (plant, reason) in plants {
        for name in ["work.session", "work.session.new", "work.lock"] {
            let world = World::new();
            let store = world.holding(&session("work"));
            let (place, real) = (world.file(name), world.home.path().join("real"));
            if place.exists() {
                fs::rename(&place, &real).unwrap();
            } else {
                fs::write(&real, "").unwrap();
            }
            chmod(&real, 0o600);
            plant(&real, &place);
            match name {
                "work.lock" if reason == "not a regular file" && place.is_dir() => {
                    assert_eq!(store.try_lock("work").unwrap_err().code(), Code::LockFailed);
                }
                "work.lock" => refused(&store.try_lock("work").unwrap_err(), reason),
                _ => refused(&store.load("work").unwrap_err(), reason),
            }
        }
    }
}

#[test]
fn a_link_in_place_of_the_directory_is_refused() {
    // C112
    let world = World::new();
    let store = world.holding(&session("work"));
    let elsewhere = world.home.path().join("elsewhere");
    fs::rename(world.dir(), &elsewhere).unwrap();
    symlink(&elsewhere, world.dir()).unwrap();
    refused(&store.load("work").unwrap_err(), "not a directory");
    refused(&store.try_lock("work").unwrap_err(), "not a directory");
}

#[test]
fn a_file_larger_than_any_session_is_not_read() {
    let world = World::new();
    let store = world.holding(&session("work"));
    fs::File::options().write(true).open(world.file("work.session")).unwrap().set_len(1 << 40).unwrap();
    let error = store.load("work").unwrap_err();
    assert_eq!((error.code(), error.exit()), (Code::StoreUnreadable, 11));
}

#[test]
fn ten_thousand_mutated_stores_are_damaged_or_as_they_were() {
    // C114, S-8
    let world = World::new();
    let store = world.holding(&session("work"));
    keep(&store, &session("other"));
    let path = world.file("work.session");
    let good = fs::read(&path).unwrap();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for round in 0..10_000 {
        let bad = mutate(&good, &mut dice);
        // removed and made anew: some file systems flush a file that is overwritten in place
        fs::remove_file(&path).unwrap();
        fs::write(&path, &bad).unwrap();
        chmod(&path, 0o600);
        match store.load("work") {
            Ok(Some(session)) => {
                assert_eq!(session.access_token.expose(), "CANARY-access-1", "round {round}")
            }
            Ok(None) => panic!("round {round}: the session is lost without a word"),
            Err(error) => {
                assert_eq!((error.code(), error.exit()), (Code::SessionDamaged, 4), "round {round}")
            }
        }
    }
    assert_eq!(kept(&store, "other"), "CANARY-access-1");
}

#[test]
fn a_session_of_a_newer_version_is_left_untouched() {
    // C114
    let world = World::new();
    let store = world.holding(&session("work"));
    let newer = forge(&fs::read(world.file("work.session")).unwrap(), "session\":1", "session\":2");
    fs::write(world.file("work.session"), &newer).unwrap();
    let lock = store.try_lock("work").unwrap().unwrap();
    let mut errors = vec![
        store.load("work").unwrap_err(),
        store.save(&lock, &renewed("work", 9)).unwrap_err(),
        store.delete(&lock).unwrap_err(),
    ];
    assert_eq!(store.set_aside(&lock).unwrap(), None);
    drop(lock);
    errors.push(kept::ready(&store, "work").unwrap_err());
    errors.extend(store.list().unwrap().unreadable);
    for error in &errors {
        assert_eq!((error.code(), error.exit()), (Code::StoreTooNew, 11));
    }
    assert_eq!(errors.len(), 5);
    assert_eq!(fs::read(world.file("work.session")).unwrap(), newer);
}

#[test]
fn a_login_is_told_before_it_begins_whether_it_could_be_kept() {
    // C116
    let world = World::new();
    let store = world.holding(&session("work"));
    kept::ready(&store, "work").unwrap();
    fs::write(world.file("work.session"), "half").unwrap();
    kept::ready(&store, "work").unwrap();
    chmod(&world.dir(), 0o755);
    refused(&kept::ready(&store, "work").unwrap_err(), "its mode is 755");
    assert_eq!(kept::ready(&store, "../up").unwrap_err().code(), Code::StorePermissions);
    chmod(&world.dir(), 0o700);
    assert_eq!(kept::ready(&store, "../up").unwrap_err().code(), Code::ProfileNameInvalid);
}

#[test]
fn damage_is_set_aside_once_and_hides_nothing_else() {
    // C114
    let world = World::new();
    let store = world.holding(&session("work"));
    keep(&store, &session("other"));
    fs::write(world.file("work.session"), "not a session").unwrap();
    let listing = store.list().unwrap();
    assert_eq!(listing.sessions[0].profile, "other");
    assert_eq!(listing.unreadable[0].of_profile(), Some("work"));

    let error = fresh_token(&store, &Script::silent(), &world.clock, USUAL).unwrap_err();
    assert_eq!((error.code(), error.exit()), (Code::SessionDamaged, 4));
    assert_eq!(error.advice(), "run `authctl login --profile work`");
    let aside = world.file(&format!("work.session.corrupt-{NOW}"));
    assert_eq!(error.found().unwrap().raw(), aside.display().to_string());
    assert_eq!(fs::read_to_string(&aside).unwrap(), "not a session");
    assert_eq!(fs::metadata(&aside).unwrap().mode() & 0o777, 0o600);

    let error = fresh_token(&store, &Script::silent(), &world.clock, USUAL).unwrap_err();
    assert_eq!(error.code(), Code::LoginRequired);
    assert_eq!(kept(&store, "other"), "CANARY-access-1");
}

#[test]
fn a_whole_session_beside_a_damaged_one_counts() {
    let world = World::new();
    let store = world.holding(&session("work"));
    fs::rename(world.file("work.session"), world.file("work.session.new")).unwrap();
    assert_eq!(kept(&store, "work"), "CANARY-access-1");
    fs::write(world.file("work.session"), "half").unwrap();
    chmod(&world.file("work.session"), 0o600);
    assert_eq!(kept(&store, "work"), "CANARY-access-1");
}

#[test]
fn each_session_is_listed_once_however_it_is_called() {
    let world = World::new();
    let store = world.store(StoreKind::File);
    let names = ["work", "work.lock", "work.session", "work.session-x", "work.session.new"];
    for name in names {
        keep(&store, &session(name));
        fs::copy(world.file(&format!("{name}.session")), world.file(&format!("{name}.session.new"))).unwrap();
    }
    let listing = store.list().unwrap();
    let listed: Vec<_> = listing.sessions.iter().map(|summary| summary.profile.as_str()).collect();
    assert_eq!(listed, names);
    assert!(listing.unreadable.is_empty());
}

#[test]
fn a_header_that_tells_of_another_session_is_damage() {
    let world = World::new();
    let store = world.holding(&session("work"));
    let file = fs::read(world.file("work.session")).unwrap();
    fs::write(world.file("work.session"), forge(&file, "alice", "admin")).unwrap();
    assert_eq!(store.load("work").unwrap_err().code(), Code::SessionDamaged);
}

#[test]
fn damage_under_another_ones_lock_is_left_to_them() {
    let world = World::new();
    let store = world.holding(&session("work"));
    fs::write(world.file("work.session"), "half").unwrap();
    let _held = store.try_lock("work").unwrap().unwrap();
    assert_eq!(
        fresh(&store, &Script::silent(), &world.clock, USUAL).unwrap_err().code(),
        Code::SessionDamaged
    );
    assert_eq!(fs::read_to_string(world.file("work.session")).unwrap(), "half");
}

/// A generator of numbers that are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}

fn mutate(good: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bad = good.to_vec();
    let (first, second) = (dice.below(bad.len()), dice.below(bad.len()));
    let (from, to) = (first.min(second), first.max(second));
    match dice.below(8) {
        0 => bad[from] ^= 1 << dice.below(8),
        1 => bad.truncate(from),
        2 => drop(bad.drain(from..to)),
        3 => bad.swap(from, to),
        4 => bad.insert(from, dice.below(256) as u8),
        5 => bad[from..to].fill(0),
        6 => bad = [&good[..to], &good[from..]].concat(),
        _ => bad = (0..from).map(|_| dice.below(256) as u8).collect(),
    }
    bad
}
