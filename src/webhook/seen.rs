//! Which events were taken, so that none takes effect twice, not even after a crash (Back-Channel Logout §2.6 (8), RFC 8417 §2.2;
//! threats W3, W7): by who says it and by its own name, until it could not be taken again anyway.
//!
//! What is known is bounded. What ends first goes first, and when nothing may go no more is taken: forgetting would let a
//! replay in.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{
    error::{Code, Error, Phase, Result},
    jose::{base64url, hash},
    protocol::time::UnixTime,
};

/// The most events that are known.
pub const CAP: usize = 100_000;
/// How long an event is known that does not say until when it is good, in seconds.
const WITHOUT_END_S: i64 = 24 * 3600;
/// The first line; a change of the format changes the number.
const HEADER: &str = "authctl-webhook-seen 1";
/// The most bytes of it that are read.
pub const LARGEST: usize = 32 * 1024 * 1024;

/// Where it is kept: the lines of a file, or what stands for one.
pub trait Memory: Send {
    /// Its name for messages.
    fn name(&self) -> String;

    /// Everything in it; empty if it was never written.
    fn read(&mut self) -> Result<Vec<u8>>;

    /// Adds a whole line; when this returns it outlives a power cut.
    fn append(&mut self, line: &str) -> Result<()>;

    /// Puts these lines in place of everything, atomically and durably.
    fn replace(&mut self, lines: &str) -> Result<()>;
}

/// A hash that tells one event from all others.
pub type Name = [u8; 32];

/// The name of an event: its own is unique only beside those of the same sender (threat W7).
pub fn name(sender: &str, id: &str) -> Name {
    // as JSON no two pairs are written alike
    hash::sha256(serde_json::json!([sender, id]).to_string().as_bytes())
}

/// What was taken.
#[derive(Clone)]
pub struct Seen(Arc<Mutex<Known>>);

struct Known {
    memory: Box<dyn Memory>,
    ends: HashMap<Name, UnixTime>,
    by_end: BTreeSet<(UnixTime, Name)>,
    /// What is being handled now.
    in_hand: HashSet<Name>,
    /// How many lines the memory has.
    lines: usize,
    /// Whether the memory may end within a line.
    is_torn: bool,
    cap: usize,
}

/// Why an event is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It was taken before.
    Again,
    /// It is being handled at this moment.
    InHand,
    /// No more can be known.
    Full,
}

/// An event that is being handled; dropped, it may come again.
pub struct InHand {
    seen: Seen,
    name: Name,
}

impl Seen {
    /// What the memory has.
    ///
    /// # Errors
    /// [`Code::StoreUnreadable`] if it has something else: half a memory would let replays in.
    pub fn open(memory: Box<dyn Memory>, now: UnixTime) -> Result<Self> {
        Self::with_cap(memory, now, CAP)
    }

    fn with_cap(mut memory: Box<dyn Memory>, now: UnixTime, cap: usize) -> Result<Self> {
        let bytes = memory.read()?;
        let (ends, by_end, in_hand) = (HashMap::new(), BTreeSet::new(), HashSet::new());
        let mut known = Known { memory, ends, by_end, in_hand, lines: 0, is_torn: true, cap };
        // a last line that was cut off is of an event that nobody was told is taken
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        for (index, line) in bytes[..whole].split_inclusive(|byte| *byte == b'\n').enumerate() {
            let line = std::str::from_utf8(line).ok().and_then(|line| line.strip_suffix('\n'));
            let entry = line.filter(|_| index > 0).and_then(parse);
            match entry {
                Some((name, end)) => known.learn(name, end),
                None if index == 0 && line == Some(HEADER) => {}
                None => return Err(unreadable(&*known.memory, index + 1)),
            }
        }
        known.forget(now);
        known.rewrite()?;
        Ok(Self(Arc::new(Mutex::new(known))))
    }

    /// Begins with an event that was not taken yet.
    ///
    /// # Errors
    /// Why it cannot be taken now.
    pub fn begin(&self, name: Name, now: UnixTime) -> std::result::Result<InHand, Refused> {
        let mut known = self.lock();
        if known.ends.get(&name).is_some_and(|end| *end >= now) {
            return Err(Refused::Again);
        }
        if known.in_hand.contains(&name) {
            return Err(Refused::InHand);
        }
        if known.ends.len() + known.in_hand.len() >= known.cap {
            known.forget(now);
        }
        if known.ends.len() + known.in_hand.len() >= known.cap {
            return Err(Refused::Full);
        }
        known.in_hand.insert(name);
        Ok(InHand { seen: self.clone(), name })
    }

    /// Each change is whole, so nobody who panicked has left half of one.
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl InHand {
    /// It has taken effect: it is known from now on, whatever happens to this process.
    ///
    /// # Errors
    /// What kept it from being written. It may come again then.
    pub fn keep(self, until: Option<UnixTime>, now: UnixTime) -> Result<()> {
        let until = until.unwrap_or(now.plus(WITHOUT_END_S));
        self.seen.lock().keep(self.name, until, now)
    }
}

impl Drop for InHand {
    fn drop(&mut self) {
        self.seen.lock().in_hand.remove(&self.name);
    }
}

impl Known {
    fn keep(&mut self, name: Name, until: UnixTime, now: UnixTime) -> Result<()> {
        self.forget(now);
        // mostly of what is over: written anew without that
        if self.lines > 2 * self.ends.len() + 1000 {
            self.rewrite()?;
        }
        if self.is_torn {
            self.rewrite()?;
        }
        let written = self.memory.append(&line(&name, until));
        self.is_torn = written.is_err();
        written?;
        self.lines += 1;
        self.learn(name, until);
        Ok(())
    }

    fn learn(&mut self, name: Name, end: UnixTime) {
        if let Some(old) = self.ends.insert(name, end) {
            self.by_end.remove(&(old, name));
        }
        self.by_end.insert((end, name));
    }

    fn forget(&mut self, now: UnixTime) {
        while let Some((_, name)) = self.by_end.first().copied().filter(|(end, _)| *end < now) {
            self.by_end.pop_first();
            self.ends.remove(&name);
        }
    }

    fn rewrite(&mut self) -> Result<()> {
        let lines: String = self.by_end.iter().map(|(end, name)| line(name, *end)).collect();
        self.memory.replace(&format!("{HEADER}\n{lines}"))?;
        (self.lines, self.is_torn) = (self.ends.len(), false);
        Ok(())
    }
}

fn line(name: &Name, until: UnixTime) -> String {
    format!("{} {}\n", until.0, base64url::encode(name))
}

fn parse(line: &str) -> Option<(Name, UnixTime)> {
    let (until, name) = line.split_once(' ')?;
    let name = base64url::decode(name)?.try_into().ok()?;
    Some((name, UnixTime(until.parse().ok()?)))
}

fn unreadable(memory: &dyn Memory, line: usize) -> Error {
    Code::StoreUnreadable
        .error()
        .phase(Phase::Webhook)
        .message(format!("line {line} of the memory of events that were taken cannot be read"))
        .hint("remove the file if no event of before can come again, or choose another AUTHCTL_STATE_DIR")
        .got(memory.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file in memory that outlives what was opened on it, and can be full.
    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<(Vec<u8>, bool)>>);

    impl Memory for Paper {
        fn name(&self) -> String {
            "seen".into()
        }
        fn read(&mut self) -> Result<Vec<u8>> {
            Ok(self.0.lock().unwrap().0.clone())
        }
        fn append(&mut self, line: &str) -> Result<()> {
            let mut paper = self.0.lock().unwrap();
            // what a full disk does: half a line
            let written = if paper.1 { line.len() / 2 } else { line.len() };
            paper.0.extend_from_slice(&line.as_bytes()[..written]);
            if paper.1 { Err(Code::StoreFailed.error()) } else { Ok(()) }
        }
        fn replace(&mut self, lines: &str) -> Result<()> {
            self.0.lock().unwrap().0 = lines.as_bytes().to_vec();
            Ok(())
        }
    }

    const NOW: UnixTime = UnixTime(1000);

    fn takes(seen: &Seen, id: &str, until: i64, now: UnixTime) -> std::result::Result<(), Refused> {
        seen.begin(name("a", id), now)?.keep(Some(UnixTime(until)), now).expect("there is room");
        Ok(())
    }

    #[test]
    fn what_was_taken_is_refused_until_it_ends_and_after_a_restart_too() {
        // W3, W7
        let paper = Paper::default();
        let seen = Seen::open(Box::new(paper.clone()), NOW).unwrap();
        assert_eq!(takes(&seen, "x", 1100, NOW), Ok(()));
        let restarted = Seen::open(Box::new(paper.clone()), NOW).unwrap();
        for seen in [seen, restarted] {
            assert_eq!(takes(&seen, "x", 1100, UnixTime(1100)), Err(Refused::Again));
            assert!(seen.begin(name("b", "x"), NOW).is_ok(), "another sender's of the same name");
        }
        let later = Seen::open(Box::new(paper.clone()), UnixTime(1101)).unwrap();
        assert_eq!(String::from_utf8(paper.0.lock().unwrap().0.clone()).unwrap(), "authctl-webhook-seen 1\n");
        assert_eq!(takes(&later, "x", 1300, UnixTime(1101)), Ok(()));
    }

    #[test]
    fn what_failed_may_come_again_and_what_is_in_hand_may_not() {
        // W6
        let seen = Seen::open(Box::new(Paper::default()), NOW).unwrap();
        let in_hand = seen.begin(name("a", "x"), NOW).unwrap_or_else(|refused| panic!("{refused:?}"));
        assert_eq!(seen.begin(name("a", "x"), NOW).err(), Some(Refused::InHand));
        drop(in_hand);
        assert_eq!(takes(&seen, "x", 1100, NOW), Ok(()));
    }

    #[test]
    fn a_full_memory_takes_nothing_more_until_something_ends() {
        // W3
        let seen = Seen::with_cap(Box::new(Paper::default()), NOW, 3).unwrap();
        for (id, until) in [("a", 1300), ("b", 1100), ("c", 1200)] {
            assert_eq!(takes(&seen, id, until, NOW), Ok(()));
        }
        assert_eq!(takes(&seen, "d", 1300, UnixTime(1100)), Err(Refused::Full));
        assert_eq!(takes(&seen, "d", 1300, UnixTime(1101)), Ok(()));
        assert_eq!(takes(&seen, "a", 1300, UnixTime(1101)), Err(Refused::Again));
        assert_eq!(takes(&seen, "e", 1300, UnixTime(1101)), Err(Refused::Full));
    }

    #[test]
    fn an_event_that_could_not_be_written_was_not_taken_and_spoils_nothing() {
        let paper = Paper::default();
        let seen = Seen::open(Box::new(paper.clone()), NOW).unwrap();
        assert_eq!(takes(&seen, "x", 1100, NOW), Ok(()));
        paper.0.lock().unwrap().1 = true;
        let in_hand = seen.begin(name("a", "y"), NOW).unwrap_or_else(|refused| panic!("{refused:?}"));
        assert!(in_hand.keep(Some(UnixTime(1100)), NOW).is_err());
        paper.0.lock().unwrap().1 = false;
        // killed here, half a line stands at the end
        let restarted =
            Seen::open(Box::new(Paper(Arc::new(Mutex::new(paper.0.lock().unwrap().clone())))), NOW);
        for seen in [seen, restarted.unwrap()] {
            assert_eq!(takes(&seen, "x", 1100, NOW), Err(Refused::Again));
            assert_eq!(takes(&seen, "y", 1100, NOW), Ok(()));
        }
        let again = Seen::open(Box::new(paper), NOW).unwrap();
        assert_eq!(takes(&again, "y", 1100, NOW), Err(Refused::Again));
    }

    #[test]
    fn a_memory_that_cannot_be_read_stops_the_start() {
        let good = format!("{HEADER}\n{}", line(&name("a", "x"), NOW));
        for text in ["x\n", "authctl-webhook-seen 2\n", &format!("{good}1 x\n{good}"), "\u{fffd}\n"] {
            let paper = Paper(Arc::new(Mutex::new((text.as_bytes().to_vec(), false))));
            let error = Seen::open(Box::new(paper), NOW).err().expect("refused");
            assert_eq!(error.code(), Code::StoreUnreadable, "{text}");
        }
    }

    #[test]
    fn the_memory_stays_small() {
        let paper = Paper::default();
        let seen = Seen::open(Box::new(paper.clone()), NOW).unwrap();
        for id in 0..5000 {
            let now = NOW.plus(id);
            assert_eq!(takes(&seen, &id.to_string(), now.0, now), Ok(()));
        }
        assert!(paper.0.lock().unwrap().0.len() < 1200 * 60);
    }
}
