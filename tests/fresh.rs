//! `session::fresh`: a token that is valid for long enough, or why not, and nothing lost on the way.

use std::sync::atomic::{AtomicUsize, Ordering};

use authctl::{
    error::{Code, Phase},
    protocol::{time::UnixTime, token::Refusal},
    session::{
        Session,
        fresh::{self, Refreshed, Renewal},
        kept,
        store::{MemoryStore, Store, StoreKind},
        waiting::Patience,
        want::Want,
    },
};

use crate::support::sessions::*;

#[test]
fn a_valid_token_is_handed_out_without_a_lock_and_without_the_provider() {
    // C159: somebody else holds the lock all the while
    let world = World::new();
    let store = world.holding(&session("work"));
    let _held = store.try_lock("work").unwrap().unwrap();
    let fresh = fresh(&store, &Script::silent(), &world.clock, USUAL).unwrap();
    assert_eq!(fresh.session.access_token.expose(), "CANARY-access-1");
    assert!(!fresh.refreshed && fresh.warning.is_none());
    assert_eq!(world.clock.slept_ms.load(Ordering::SeqCst), 0);
}

#[test]
fn min_ttl_decides_to_the_second() {
    // C106
    let store = MemoryStore::new();
    for (left, wanted, enough) in [
        (60, 60, true),
        (59, 60, false),
        (1, 0, true),
        (0, 0, false),
        (-1, 0, false),
        (i64::MAX, u64::MAX, false),
    ] {
        let generation = store.generation(&store.try_lock("work").unwrap().unwrap()).unwrap() + 1;
        keep(&store, &Session { expires_at: Some(UnixTime(NOW).plus(left)), generation, ..session("work") });
        let found = kept::look(&store, "work", UnixTime(NOW), Want::ValidFor(wanted)).unwrap();
        assert_eq!(found.is_some(), enough, "{left} s left, {wanted} s wanted");
    }
}

#[test]
fn a_token_without_expiry_is_taken_to_be_valid() {
    let store = MemoryStore::new();
    keep(&store, &Session { expires_at: None, ..session("work") });
    assert!(kept::look(&store, "work", UnixTime(i64::MAX), USUAL).unwrap().is_some());
}

#[test]
fn an_expired_token_is_refreshed_and_kept_before_it_is_handed_out() {
    let world = World::new();
    let store = world.holding(&expired("work"));
    let provider = Script::of([Ok(answer(2))]);
    let fresh = fresh(&store, &provider, &world.clock, USUAL).unwrap();
    assert!(fresh.refreshed && fresh.warning.is_none());
    assert_eq!(*provider.sent.lock().unwrap(), ["CANARY-refresh-1"]);
    let kept = store.load("work").unwrap().unwrap();
    assert_eq!(kept.access_token.expose(), "CANARY-access-2");
    assert_eq!(kept.refresh_token.unwrap().expose(), "CANARY-refresh-2");
    assert_eq!(kept.id_token.unwrap().expose(), "CANARY-id-1");
    assert_eq!((kept.obtained_at, kept.expires_at), (UnixTime(NOW), Some(UnixTime(NOW + 3600))));
    assert_eq!((kept.generation, kept.store), (2, Some(choice(StoreKind::File))));
    assert!(!world.file("work.session.new").exists());
}

#[test]
fn an_answer_without_a_new_refresh_token_keeps_the_old_one() {
    // C104
    for sent in [None, Some("".into()), Some("CANARY-refresh-1".into())] {
        let store = MemoryStore::new();
        keep(&store, &expired("work"));
        let provider = Script::of([Ok(Refreshed { refresh_token: sent, ..answer(2) })]);
        fresh(&store, &provider, &StillClock::default(), USUAL).unwrap();
        let kept = store.load("work").unwrap().unwrap();
        assert_eq!(kept.refresh_token.unwrap().expose(), "CANARY-refresh-1");
    }
}

#[test]
fn an_answer_may_change_scope_type_and_id_token_or_say_no_expiry() {
    let store = MemoryStore::new();
    keep(&store, &expired("work"));
    let provider = Script::of([Ok(Refreshed {
        scope: Some(vec!["email".to_owned()]),
        token_type: Some("bearer".to_owned()),
        id_token: Some("CANARY-id-2".into()),
        expires_in: None,
        ..answer(2)
    })]);
    let session = fresh(&store, &provider, &StillClock::default(), USUAL).unwrap().session;
    assert_eq!(session.scope_granted, ["email"]);
    assert_eq!(session.token_type, "bearer");
    assert_eq!(session.id_token.unwrap().expose(), "CANARY-id-2");
    assert_eq!(session.expires_at, None);
}

#[test]
fn no_session_is_told_with_the_command_that_makes_one() {
    let error = fresh(&MemoryStore::new(), &Script::silent(), &StillClock::default(), USUAL).unwrap_err();
    assert_eq!((error.code(), error.exit()), (Code::LoginRequired, 4));
    assert_eq!(error.advice(), "run `authctl login --profile work`");
}

#[test]
fn an_expired_token_without_a_refresh_token_needs_a_login() {
    let store = MemoryStore::new();
    keep(&store, &Session { refresh_token: None, ..expired("work") });
    let error = fresh(&store, &Script::silent(), &StillClock::default(), USUAL).unwrap_err();
    assert_eq!((error.code(), error.exit()), (Code::RefreshTokenMissing, 4));
    assert_eq!(error.advice(), "run `authctl login --profile work`");
}

#[test]
fn an_invalid_grant_ends_the_session_but_keeps_its_record_without_secrets() {
    // C109
    let world = World::new();
    let store = world.holding(&expired("work"));
    let provider = Script::of([Err(Code::InvalidGrant.error().phase(Phase::Refresh))]);
    let error = fresh(&store, &provider, &world.clock, USUAL).unwrap_err();
    assert_eq!((error.code(), error.exit()), (Code::InvalidGrant, 4));
    assert_eq!(error.advice(), "run `authctl login --profile work`");
    assert_eq!(error.of_issuer(), Some("https://id.example"));
    assert!(error.changed_session());

    let listed = store.list().unwrap().sessions;
    assert_eq!(listed[0].dead.as_deref(), Some("invalid_grant"));
    assert_eq!(listed[0].subject.as_deref(), Some("248289761001"));
    let text = String::from_utf8(std::fs::read(world.file("work.session")).unwrap()).unwrap();
    assert!(!text.contains("CANARY-access") && !text.contains("CANARY-refresh"), "{text}");

    // and the next call does not ask the provider
    let again = fresh(&store, &Script::silent(), &world.clock, USUAL).unwrap_err();
    assert_eq!((again.code(), again.exit()), (Code::InvalidGrant, 4));
}

#[test]
fn an_invalid_grant_never_buries_a_session_that_somebody_renewed_meanwhile() {
    // C97: a writer who ignores our lock, as another machine on a shared directory would
    for (meanwhile, buried) in
        [(renewed("work", 2), false), (Session { generation: 2, ..expired("work") }, false)]
    {
        let store = MemoryStore::new();
        keep(&store, &expired("work"));
        let usable = meanwhile.expires_at > Some(UnixTime(NOW));
        let provider = Intruder { store: &store, session: meanwhile };
        let clock = StillClock::default();
        let result = fresh(&store, &provider, &clock, USUAL);
        match usable {
            true => assert_eq!(result.unwrap().session.access_token.expose(), "CANARY-access-2"),
            false => assert_eq!(result.unwrap_err().code(), Code::InvalidGrant),
        }
        let kept = store.load("work").unwrap().unwrap();
        assert_eq!((kept.generation, kept.dead.is_some()), (2, buried));
    }
}

struct Intruder<'a> {
    store: &'a MemoryStore,
    session: Session,
}

impl fresh::Refresher for Intruder<'_> {
    fn refresh<'a>(
        &'a self,
        _: &'a Session,
    ) -> authctl::host::BoxFuture<'a, authctl::error::Result<Refreshed, Refusal>> {
        let forged = authctl::session::lock::Lock::new("work", ());
        self.store.save(&forged, &self.session).unwrap();
        Box::pin(std::future::ready(Err(Code::InvalidGrant.error().into())))
    }
}

#[test]
fn an_answer_that_is_not_taken_leaves_the_session_the_refresh_token_it_was_spent_for() {
    // C62, C101
    for kind in [StoreKind::File, StoreKind::Keyring, StoreKind::Command] {
        let world = World::new();
        let store = world.store(kind);
        keep(&store, &expired("work"));
        let (why, successor) = (Code::DpopDowngrade.error(), Some("CANARY-refresh-2".into()));
        let provider = Script::refusing(Refusal { why, refresh_token: successor });
        let refused = fresh(&store, &provider, &world.clock, USUAL).unwrap_err();
        assert!(refused.code() == Code::DpopDowngrade && refused.changed_session());
        let kept = store.load("work").unwrap().unwrap();
        assert_eq!(kept.access_token.expose(), "CANARY-access-1");
        assert_eq!((kept.expires_at, kept.generation), (Some(UnixTime(NOW - 1)), 2));
        let provider = Script::of([Ok(answer(3))]);
        fresh(&store, &provider, &world.clock, USUAL).unwrap();
        assert_eq!(*provider.sent.lock().unwrap(), ["CANARY-refresh-2"]);
    }
}

#[test]
fn what_may_pass_leaves_the_session_as_it_is() {
    // C108
    for code in
        [Code::Timeout, Code::ServerError, Code::RateLimited, Code::RefreshUncertain, Code::InvalidClient]
    {
        let world = World::new();
        let store = world.holding(&expired("work"));
        let before = std::fs::read(world.file("work.session")).unwrap();
        let error = fresh(&store, &Script::of([Err(code.error())]), &world.clock, USUAL).unwrap_err();
        assert_eq!(error.code(), code);
        assert!(!error.changed_session());
        assert_eq!((error.of_profile(), error.at()), (Some("work"), Phase::Refresh));
        assert_eq!(std::fs::read(world.file("work.session")).unwrap(), before);
        // the next one tries again
        assert!(fresh(&store, &Script::of([Ok(answer(2))]), &world.clock, USUAL).unwrap().refreshed);
    }
}

#[test]
fn a_token_that_is_expired_when_it_comes_is_told_once_and_its_refresh_token_is_kept() {
    // C105
    for expires_in in [0, -1, i64::MIN] {
        let store = MemoryStore::new();
        keep(&store, &expired("work"));
        let provider = Script::of([Ok(Refreshed { expires_in: Some(expires_in), ..answer(2) })]);
        let error = fresh(&store, &provider, &StillClock::default(), USUAL).unwrap_err();
        assert_eq!((error.code(), error.exit()), (Code::TokenAlreadyExpired, 9));
        assert!(error.changed_session());
        let kept = store.load("work").unwrap().unwrap();
        assert_eq!(kept.refresh_token.unwrap().expose(), "CANARY-refresh-2");
    }
}

#[test]
fn a_token_that_lives_shorter_than_was_asked_is_the_best_there_is() {
    let store = MemoryStore::new();
    keep(&store, &expired("work"));
    let provider = Script::of([Ok(Refreshed { expires_in: Some(29), ..answer(2) })]);
    assert!(fresh(&store, &provider, &StillClock::default(), USUAL).unwrap().refreshed);
}

#[test]
fn times_at_the_ends_of_time_are_no_problem() {
    // C158
    let store = MemoryStore::new();
    keep(&store, &Session { expires_at: Some(UnixTime(i64::MIN)), ..session("work") });
    let provider = Script::of([Ok(Refreshed { expires_in: Some(i64::MAX), ..answer(2) })]);
    let fresh = fresh(&store, &provider, &StillClock::default(), USUAL).unwrap();
    assert_eq!(fresh.session.expires_at, Some(UnixTime(i64::MAX)));
}

#[test]
fn a_token_that_was_issued_in_the_future_is_renewed() {
    // C107: a clock was wrong or is, so what it says of the expiry is worth nothing
    for (ahead_s, is_renewed) in [(0, false), (300, false), (301, true), (10 * 365 * 86_400, true)] {
        let store = MemoryStore::new();
        let issued = UnixTime(NOW).plus(ahead_s);
        keep(
            &store,
            &Session { obtained_at: issued, expires_at: Some(issued.plus(3600)), ..session("work") },
        );
        let provider = if is_renewed { Script::of([Ok(answer(2))]) } else { Script::silent() };
        let fresh = fresh(&store, &provider, &StillClock::default(), USUAL).unwrap();
        assert_eq!(fresh.refreshed, is_renewed, "{ahead_s} s ahead");
        if is_renewed {
            assert_eq!(fresh.session.obtained_at, UnixTime(NOW));
        }
    }
}

#[test]
fn a_refresh_on_demand_happens_though_the_token_is_valid() {
    let store = MemoryStore::new();
    keep(&store, &session("work"));
    let clock = StillClock::default();
    assert!(fresh(&store, &Script::of([Ok(answer(2))]), &clock, Want::NewerThan(1)).unwrap().refreshed);
    assert!(!fresh(&store, &Script::silent(), &clock, Want::NewerThan(1)).unwrap().refreshed);
}

#[test]
fn whoever_holds_the_lock_for_too_long_is_told_of_and_then_given_up() {
    // C99
    let store = MemoryStore::new();
    keep(&store, &expired("work"));
    let _held = store.try_lock("work").unwrap().unwrap();
    let (clock, notices) = (StillClock::default(), AtomicUsize::new(0));
    let notice = || {
        assert!((1000..1100).contains(&clock.slept_ms.load(Ordering::SeqCst)));
        notices.fetch_add(1, Ordering::SeqCst);
    };
    let refresher = Script::silent();
    let renewal = Renewal { store: &store, refresher: &refresher, patience: Patience::new(&clock, &notice) };
    let error = run(renewal.fresh("work", USUAL)).unwrap_err();
    assert_eq!((error.code(), error.exit(), error.at()), (Code::LockTimeout, 11, Phase::Lock));
    assert_eq!(error.found().unwrap().to_string(), "no lock within 35 s");
    assert_eq!(notices.load(Ordering::SeqCst), 1);
    assert!((35_000..35_100).contains(&clock.slept_ms.load(Ordering::SeqCst)));
}

#[test]
fn a_login_replaces_what_was_kept_and_a_logout_removes_it() {
    let world = World::new();
    let store = world.holding(&expired("work"));
    let patience = Patience::new(&*world.clock, &|| {});
    let begun = run(kept::begin(&store, renewed("work", 0), patience)).unwrap();
    assert_eq!((begun.generation, begun.store), (2, Some(choice(StoreKind::File))));
    assert_eq!(kept(&store, "work"), "CANARY-access-0");
    assert!(run(kept::end(&store, "work", patience)).unwrap().is_some());
    assert!(run(kept::end(&store, "work", patience)).unwrap().is_none());
    assert!(store.load("work").unwrap().is_none());
    assert!(store.list().unwrap().sessions.is_empty());
    let again = run(kept::begin(&store, renewed("work", 0), patience)).unwrap();
    assert_eq!(again.generation, 3);
}

#[test]
fn a_login_goes_over_a_damaged_session_and_a_logout_says_where_it_went() {
    // C114
    let world = World::new();
    let store = world.holding(&session("work"));
    let patience = Patience::new(&*world.clock, &|| {});
    let damage = || {
        std::fs::OpenOptions::new().write(true).open(world.file("work.session")).unwrap().set_len(9).unwrap()
    };
    damage();
    run(kept::begin(&store, renewed("work", 0), patience)).unwrap();
    assert_eq!(kept(&store, "work"), "CANARY-access-0");
    damage();
    let error = run(kept::end(&store, "work", patience)).unwrap_err();
    assert_eq!((error.code(), error.exit()), (Code::SessionDamaged, 4));
    let aside = world.file(&format!("work.session.corrupt-{NOW}-1"));
    assert_eq!(error.found().unwrap().raw(), aside.display().to_string());
    assert!(store.load("work").unwrap().is_none());
}
