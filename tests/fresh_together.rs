//! Many callers at once, in threads and in processes: one refresh, and everybody has its token.

use std::{
    fs::{self, OpenOptions},
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    sync::{
        Barrier, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use authctl::{
    error::{Code, Result},
    host::{BoxFuture, Clock, files::PrivateDir},
    protocol::{time::UnixTime, token::Refusal},
    session::{
        Session,
        fresh::{Fresh, Refreshed, Refresher, Renewal},
        kept,
        lock::Lock,
        store::{DirectoryStore, Store, StoreKind},
        waiting::Patience,
        want::Want,
    },
};

use crate::support::{child, sessions::*};

const CALLERS: usize = 200;

/// A clock that really waits, for callers who wait for each other.
struct WaitingClock;

impl Clock for WaitingClock {
    fn now(&self) -> UnixTime {
        UnixTime(NOW)
    }
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        std::thread::sleep(time);
        Box::pin(std::future::ready(()))
    }
}

/// A provider that rotates, refuses a refresh token that was spent, and counts.
#[derive(Default)]
struct Rotating {
    refreshes: AtomicUsize,
}

impl Refresher for Rotating {
    fn refresh<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, Result<Refreshed, Refusal>> {
        let generation = self.refreshes.fetch_add(1, Ordering::SeqCst) as u64 + 1;
        let current = format!("CANARY-refresh-{generation}");
        let sent = session.refresh_token.as_ref().expect("a refresh token");
        Box::pin(std::future::ready(match sent.matches(&current) {
            true => Ok(answer(generation + 1)),
            false => Err(Code::InvalidGrant.error().into()),
        }))
    }
}

fn token(store: &dyn Store, refresher: &dyn Refresher, want: Want) -> Result<Fresh> {
    run(Renewal { store, refresher, patience: Patience::new(&WaitingClock, &|| {}) }.fresh("work", want))
}

#[test]
fn two_hundred_callers_of_one_expired_session_make_one_refresh() {
    // C96, S-3
    for kind in [StoreKind::File, StoreKind::Keyring, StoreKind::Command] {
        let world = World::new();
        keep(&world.store(kind), &expired("work"));
        let (provider, start) = (Rotating::default(), Barrier::new(CALLERS));
        let outputs: Vec<String> = std::thread::scope(|scope| {
            let callers: Vec<_> = (0..CALLERS)
                .map(|_| {
                    scope.spawn(|| {
                        // each with a store of its own, as a process has
                        let store = world.store(kind);
                        start.wait();
                        token(&store, &provider, USUAL).unwrap().session.access_token.expose().clone()
                    })
                })
                .collect();
            callers.into_iter().map(|caller| caller.join().unwrap()).collect()
        });
        assert_eq!(outputs, vec!["CANARY-access-2"; CALLERS]);
        assert_eq!(provider.refreshes.into_inner(), 1);
    }
}

/// A clock at whose first wait another one, who holds the lock, finishes.
struct OtherFinishes<'a> {
    store: &'a DirectoryStore,
    other: Mutex<Option<(Lock, Session)>>,
    /// Whether the lock is free then, or the other one keeps it.
    frees: bool,
}

impl Clock for OtherFinishes<'_> {
    fn now(&self) -> UnixTime {
        UnixTime(NOW)
    }
    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        let mut other = self.other.lock().unwrap();
        let (lock, session) = other.take().expect("one wait is enough");
        self.store.save(&lock, &session).unwrap();
        if !self.frees {
            *other = Some((lock, session));
        }
        Box::pin(std::future::ready(()))
    }
}

#[test]
fn who_waits_takes_what_the_other_one_got_even_if_the_lock_stays_taken() {
    // C96; and C105: a token that lives shorter than was asked is still the one to take, or each would refresh in turn
    for (lifetime, frees) in [(3600, true), (3600, false), (30, true), (30, false)] {
        let world = World::new();
        let store = world.holding(&expired("work"));
        let lock = store.try_lock("work").unwrap().unwrap();
        let session = Session { expires_at: Some(UnixTime(NOW + lifetime)), ..renewed("work", 2) };
        let clock = OtherFinishes { store: &store, other: Mutex::new(Some((lock, session))), frees };
        let refresher = Script::silent();
        let patience = Patience::new(&clock, &|| {});
        let fresh =
            run(Renewal { store: &store, refresher: &refresher, patience }.fresh("work", USUAL)).unwrap();
        assert_eq!(fresh.session.access_token.expose(), "CANARY-access-2");
        assert!(!fresh.refreshed);
    }
}

#[test]
fn a_logout_among_two_hundred_callers_leaves_no_session() {
    // C166
    let world = World::new();
    world.holding(&session("work"));
    let (provider, start) = (Rotating::default(), Barrier::new(CALLERS + 1));
    std::thread::scope(|scope| {
        for caller in 0..CALLERS {
            let (world, provider, start) = (&world, &provider, &start);
            scope.spawn(move || {
                let store = world.store(StoreKind::File);
                start.wait();
                let want = if caller % 2 == 0 { Want::NewerThan(caller as u64 / 20) } else { USUAL };
                match token(&store, provider, want) {
                    Ok(fresh) => assert!(fresh.warning.is_none(), "{:?}", fresh.warning),
                    Err(error) => assert_eq!(error.code(), Code::LoginRequired),
                }
            });
        }
        let store = world.store(StoreKind::File);
        start.wait();
        assert!(run(kept::end(&store, "work", Patience::new(&WaitingClock, &|| {}))).unwrap().is_some());
    });
    let store = world.store(StoreKind::File);
    assert!(store.load("work").unwrap().is_none());
    assert!(store.list().unwrap().sessions.is_empty());
}

fn store_in(home: &Path) -> DirectoryStore {
    DirectoryStore::new(PrivateDir::at(home.join("sessions")), choice(StoreKind::File), World::new().ports())
}

/// A provider that several processes share: it counts in a file.
struct Counting(PathBuf);

impl Refresher for Counting {
    fn refresh<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, Result<Refreshed, Refusal>> {
        let mut file = OpenOptions::new().append(true).create(true).open(&self.0).unwrap();
        writeln!(file, "{}", session.refresh_token.as_ref().expect("a refresh token").expose()).unwrap();
        Box::pin(std::future::ready(Ok(answer(session.generation + 1))))
    }
}

#[test]
fn callers_in_several_processes_make_one_refresh() {
    // C96
    let world = World::new();
    let home = world.home.path();
    world.holding(&expired("work"));
    let mut children: Vec<_> =
        (0..4).map(|_| child::start("fresh_together::child_takes_fifty_tokens", home)).collect();
    for child in &mut children {
        wait_for(child, "ready");
    }
    for child in &mut children {
        child.stdin.take().unwrap().write_all(b"\n").unwrap();
    }
    for mut child in children {
        let mut said = String::new();
        child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(said.matches("CANARY-access-2\n").count(), 50, "{said}");
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(fs::read_to_string(home.join("refreshes")).unwrap(), "CANARY-refresh-1\n");
}

#[test]
fn child_takes_fifty_tokens() {
    let Some(home) = child::argument().map(PathBuf::from) else { return };
    let provider = Counting(home.join("refreshes"));
    say("ready");
    std::io::stdin().read_line(&mut String::new()).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| {
                say(token(&store_in(&home), &provider, USUAL).unwrap().session.access_token.expose())
            });
        }
    });
}

#[test]
fn a_holder_that_is_killed_holds_nobody() {
    // C98
    let world = World::new();
    let store = world.holding(&expired("work"));
    let mut holder = child::start("fresh_together::child_holds_the_lock", world.home.path());
    wait_for(&mut holder, "held");
    assert!(store.try_lock("work").unwrap().is_none());
    let clock = StillClock::default();
    let patience = Patience { limit: Duration::from_millis(50), ..Patience::new(&clock, &|| {}) };
    let refresher = Script::silent();
    let error =
        run(Renewal { store: &store, refresher: &refresher, patience }.fresh("work", USUAL)).unwrap_err();
    assert_eq!(error.code(), Code::LockTimeout);

    holder.kill().unwrap();
    holder.wait().unwrap();
    assert!(token(&store, &Rotating::default(), USUAL).unwrap().refreshed);
    assert!(world.file("work.lock").exists());
}

#[test]
fn child_holds_the_lock() {
    let Some(home) = child::argument() else { return };
    let _held = store_in(Path::new(&home)).try_lock("work").unwrap().expect("the lock");
    say("held");
    // until the parent kills us, or is gone itself
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

#[test]
fn a_writer_killed_at_any_moment_leaves_a_whole_session() {
    // C113
    let world = World::new();
    let store = world.holding(&expired("work"));
    let mut last = 1;
    for round in 0..20 {
        let mut writer = child::start("fresh_together::child_refreshes_for_ever", world.home.path());
        // killed once it has got anywhere, after more and more of our reads
        let (mut reads, mut generation) = (0, last);
        while generation == last || reads < round * 7 {
            let session = store.load("work").unwrap().expect("a session at every moment");
            assert!(session.generation >= generation);
            assert_eq!(
                *session.access_token.expose(),
                format!("CANARY-access-{}", session.generation),
                "round {round}"
            );
            (reads, generation) = (reads + 1, session.generation);
        }
        writer.kill().unwrap();
        writer.wait().unwrap();
        last = store.load("work").unwrap().expect("a session after the kill").generation;
        assert!(last >= generation);
    }
}

#[test]
fn child_refreshes_for_ever() {
    let Some(home) = child::argument().map(PathBuf::from) else { return };
    struct Endless;
    impl Refresher for Endless {
        fn refresh<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, Result<Refreshed, Refusal>> {
            Box::pin(std::future::ready(Ok(answer(session.generation + 1))))
        }
    }
    let store = store_in(&home);
    // ends by itself if nobody kills it
    for _ in 0..100_000 {
        let generation = store.load("work").unwrap().expect("a session").generation;
        token(&store, &Endless, Want::NewerThan(generation)).unwrap();
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

fn wait_for(child: &mut std::process::Child, line: &str) {
    let out = child.stdout.as_mut().expect("a pipe");
    // byte by byte: what follows the line belongs to whoever reads on
    let mut said = BufReader::with_capacity(1, out).lines();
    assert!(said.any(|said| said.unwrap().ends_with(line)), "the child does not say {line}");
}
