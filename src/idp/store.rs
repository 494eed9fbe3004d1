//! The state behind its one lock: a decision is made, written to the journal and taken in before anyone is
//! told of it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{
    journal::{self, Journal, Unkept},
    room::Room,
    state::{Change, State},
};
use crate::{error::Result, protocol::time::UnixTime};

/// How many lines beyond those that matter are left standing, at the start and while running.
const SLACK_AT_START: usize = 64;
const SLACK_RUNNING: usize = 4096;
/// How many bytes beyond those that matter are left standing, since a line can be long (threat P17).
const SLACK_BYTES: usize = 8 * 1024 * 1024;

/// The state and its journal.
pub struct Store(Mutex<Inner>);

struct Inner {
    state: State,
    journal: Box<dyn Journal>,
    lines: usize,
    bytes: usize,
    /// How many of them there were when there was nothing that had run out.
    bytes_whole: usize,
    /// Whether the journal's end is not to be trusted, e.g. after a full disk.
    unclean: bool,
}

impl Store {
    /// Reads the journal, and rewrites it if it was cut off or holds much that has run out.
    pub fn open(journal: Box<dyn Journal>, now: UnixTime) -> Result<Self> {
        Self::open_within(Room::WHOLE, journal, now)
    }

    /// As [`open`](Self::open), with so much room.
    pub fn open_within(room: Room, mut journal: Box<dyn Journal>, now: UnixTime) -> Result<Self> {
        let replay = journal::replay(&mut *journal)?;
        let lines = replay.changes.len();
        let mut state = State::within(room);
        for change in replay.changes {
            state.apply(change);
        }
        state.forget(now);
        let (unclean, bytes) = (replay.unclean, replay.bytes);
        let mut inner = Inner { state, journal, lines, bytes, bytes_whole: 0, unclean };
        if inner.unclean || inner.is_long(SLACK_AT_START) {
            inner.rewrite()?;
        }
        Ok(Self(Mutex::new(inner)))
    }

    /// Looks something up.
    pub fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock().state)
    }

    /// Decides by the state as it is, and makes the decision's changes part of it: written first, then taken
    /// in, all under one lock, so that of many who want to use one code exactly one does (threats P5, P7).
    pub fn commit<T>(&self, now: UnixTime, decide: impl FnOnce(&State) -> (T, Vec<Change>)) -> Result<T> {
        let mut inner = self.lock();
        let (outcome, changes) = decide(&inner.state);
        if changes.is_empty() {
            return Ok(outcome);
        }
        if inner.unclean {
            inner.rewrite()?;
        }
        let text = journal::lines(&changes)?;
        if let Err(error) = inner.journal.append(&text) {
            inner.unclean = true;
            return Err(error);
        }
        inner.lines += changes.len();
        inner.bytes += text.len();
        for change in changes {
            inner.state.apply(change);
        }
        if inner.is_long(SLACK_RUNNING) {
            inner.state.forget(now);
            // the change itself is written; a journal that could not be shortened is tried again before the
            // next one
            drop(inner.rewrite());
        }
        Ok(outcome)
    }

    /// Another in this one's place, in which nothing has happened but these changes; its keys stay. What is decided by this one
    /// from now on is decided for nobody.
    pub fn succeed(&self, learned: Vec<Change>) -> Result<Self> {
        let mut inner = self.lock();
        let mut state = State::within(inner.state.room);
        inner.state.keys_snapshot().into_iter().chain(learned).for_each(|change| state.apply(change));
        let changes = state.snapshot();
        let text = journal::whole(&changes)?;
        inner.unclean = true;
        inner.journal.replace(&text)?;
        let journal = std::mem::replace(&mut inner.journal, Box::new(Unkept));
        let (lines, bytes) = (changes.len(), text.len());
        Ok(Self(Mutex::new(Inner { state, journal, lines, bytes, bytes_whole: bytes, unclean: false })))
    }

    /// A handler that panicked has changed nothing: changes are applied whole.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn is_long(&self, slack: usize) -> bool {
        let state = &self.state;
        let grants = state.grants.len() + state.devices.len();
        let tokens = grants + state.revoked.len() + state.assertions.len();
        let in_session = state.sessions.len() + state.participants.len() + state.owed.len();
        let told =
            state.users.len() + state.clients.len() + state.said_clients.len() + state.retired_keys.len();
        let needed = told + state.streams.lines() + in_session + state.consents.len() + tokens;
        self.lines > 2 * needed + slack || self.bytes > 2 * self.bytes_whole + SLACK_BYTES
    }

    fn rewrite(&mut self) -> Result<()> {
        let changes = self.state.snapshot();
        self.unclean = true;
        let text = journal::whole(&changes)?;
        self.journal.replace(&text)?;
        self.unclean = false;
        (self.lines, self.bytes, self.bytes_whole) = (changes.len(), text.len(), text.len());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex as TestMutex};

    use super::*;
    use crate::idp::state::{Delivery, Status, Stream, StreamChange};

    #[derive(Clone, Default)]
    struct Memory(Arc<TestMutex<String>>);

    impl Memory {
        fn lines(&self) -> usize {
            self.0.lock().expect("no panic").lines().count()
        }
    }

    impl Journal for Memory {
        fn name(&self) -> String {
            "memory".into()
        }
        fn read(&mut self) -> Result<Vec<u8>> {
            Ok(self.0.lock().expect("no panic").clone().into_bytes())
        }
        fn append(&mut self, lines: &str) -> Result<()> {
            self.0.lock().expect("no panic").push_str(lines);
            Ok(())
        }
        fn replace(&mut self, lines: &str) -> Result<()> {
            *self.0.lock().expect("no panic") = lines.to_owned();
            Ok(())
        }
    }

    fn revoked(number: i64) -> Change {
        Change::AccessRevoked { jti: format!("grant.{number}"), forget_at: UnixTime(number) }
    }

    #[test]
    fn a_running_journal_is_shortened_to_what_still_matters() {
        // P17
        let journal = Memory::default();
        let store = Store::open(Box::new(journal.clone()), UnixTime(0)).expect("opens");
        for number in 0..10_000 {
            store.commit(UnixTime(number), |_| ((), vec![revoked(number + 10)])).expect("kept");
            assert!(number % 500 != 0 || journal.lines() <= 3 * SLACK_RUNNING);
        }
        assert_eq!(store.read(|state| state.counts.revocations), 10_000);
        let again = Store::open(Box::new(journal.clone()), UnixTime(10_000)).expect("opens");
        assert_eq!(again.read(|state| (state.counts.revocations, state.revoked.len())), (10_000, 9));
    }

    #[test]
    fn a_journal_of_long_lines_stays_small_enough_to_be_read_again() {
        // P17
        let journal = Memory::default();
        let store = Store::open(Box::new(journal.clone()), UnixTime(0)).expect("opens");
        let stream = Stream {
            client_id: "app".into(),
            delivery: Delivery::Poll,
            events_requested: Some(vec!["u".repeat(512); 32]),
            description: None,
            status: Status::Enabled,
            reason: None,
        };
        let change = || Change::Stream { id: "s".into(), what: StreamChange::Kept(stream.clone()) };
        for _ in 0..1500 {
            store.commit(UnixTime(0), |_| ((), vec![change()])).expect("kept");
        }
        let bytes = || journal.0.lock().expect("no panic").len();
        assert!(bytes() < SLACK_BYTES + 100_000, "{}", bytes());
        let again = Store::open(Box::new(journal.clone()), UnixTime(0)).expect("opens");
        assert_eq!(again.read(|state| state.streams.len()), 1);
    }

    #[test]
    fn a_decision_without_changes_writes_nothing() {
        let journal = Memory::default();
        let store = Store::open(Box::new(journal.clone()), UnixTime(0)).expect("opens");
        let before = journal.lines();
        assert_eq!(store.commit(UnixTime(0), |_| (7, Vec::new())).expect("decided"), 7);
        assert_eq!(journal.lines(), before);
    }
}
