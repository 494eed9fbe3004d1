//! What was signed for one use and was used, until nobody could use it again anyway (threats C133, P14), in memory that does not
//! grow (threat P17).
//!
//! Each client has a room of its own. When all of them together are full the largest gives way: it forgets what ends first, and
//! from then on refuses whatever ends at that moment or before, since nobody can tell any more whether it was used. So nothing
//! is ever taken twice, and a client that uses very many closes no door but its own.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::oauth_error::OauthError;
use crate::protocol::time::UnixTime;

/// The most clients that have a room. With more, the one whose memory ends first loses it, and what ends by then is refused to
/// all: so many can only be registered to do harm.
const ROOMS: usize = 4096;

/// A hash that tells one thing from all others.
pub type Name = [u8; 32];

/// What was used, by client.
#[derive(Debug)]
pub struct UsedOnce {
    cap: usize,
    len: usize,
    rooms: BTreeMap<String, Room>,
    /// What ends by then is refused to every client.
    closed: UnixTime,
}

/// What one client used.
#[derive(Debug)]
struct Room {
    known: HashMap<Name, UnixTime>,
    by_end: BTreeSet<(UnixTime, Name)>,
    /// What ends by then is refused.
    closed: UnixTime,
}

/// Why something cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It was used before.
    Again,
    /// Whether it was is not known any more.
    Untold,
}

impl Refused {
    /// What the client is told: `again` if that is why.
    pub fn told(self, again: OauthError) -> OauthError {
        match self {
            Self::Again => again,
            Self::Untold => OauthError::unavailable(
                "the client has used so many tokens of this kind that it is not known any more whether this one was used \
                 (RFC 7523 section 3, RFC 9449 section 11.1); make a new one",
            ),
        }
    }
}

impl UsedOnce {
    /// Nothing yet, and room for so many.
    pub fn new(cap: usize) -> Self {
        Self { cap, len: 0, rooms: BTreeMap::new(), closed: UnixTime(i64::MIN) }
    }

    /// Whether a client can use this now, which is of no use after `until`.
    pub fn check(&self, client: &str, name: &Name, until: UnixTime, now: UnixTime) -> Result<(), Refused> {
        let room = self.rooms.get(client);
        if room.and_then(|room| room.known.get(name)).is_some_and(|end| *end >= now) {
            return Err(Refused::Again);
        }
        match until > self.closed && room.is_none_or(|room| until > room.closed) {
            true => Ok(()),
            false => Err(Refused::Untold),
        }
    }

    /// A client has used this.
    pub fn take(&mut self, client: &str, name: Name, until: UnixTime) {
        let room = self.room(client);
        let more = room.insert(name, until);
        self.len += more;
        while self.len > self.cap {
            let Some(largest) = self.rooms.values_mut().max_by_key(|room| room.known.len()) else { break };
            self.len -= largest.close_first();
        }
    }

    /// Refuses what a client, or every client if none is named, has that ends by then.
    pub fn close(&mut self, client: Option<&str>, until: UnixTime) {
        let closed = match client {
            Some(client) => &mut self.room(client).closed,
            None => &mut self.closed,
        };
        *closed = until.max(*closed);
    }

    /// Forgets what nobody can use any more.
    pub fn forget(&mut self, now: UnixTime) {
        for room in self.rooms.values_mut() {
            room.forget(now);
        }
        self.rooms.retain(|_, room| room.end() >= now);
        self.len = self.rooms.values().map(|room| room.known.len()).sum();
    }

    /// What was used, with its client and its end.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Name, UnixTime)> {
        self.rooms.iter().flat_map(|(client, room)| {
            room.by_end.iter().map(move |(end, name)| (client.as_str(), name, *end))
        })
    }

    /// What is [closed](Self::close), and to whom.
    pub fn closed(&self) -> impl Iterator<Item = (Option<&str>, UnixTime)> {
        let rooms = self.rooms.iter().map(|(client, room)| (Some(client.as_str()), room.closed));
        rooms.chain([(None, self.closed)]).filter(|(_, until)| *until > UnixTime(i64::MIN))
    }

    /// How much is known.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    fn room(&mut self, client: &str) -> &mut Room {
        if !self.rooms.contains_key(client) && self.rooms.len() >= ROOMS {
            let first =
                self.rooms.iter().min_by_key(|(_, room)| room.end()).map(|(client, _)| client.clone());
            if let Some(room) = first.and_then(|client| self.rooms.remove(&client)) {
                self.len -= room.known.len();
                self.closed = room.end().max(self.closed);
            }
        }
        self.rooms.entry(client.to_owned()).or_default()
    }
}

/// Nothing yet.
impl Default for Room {
    fn default() -> Self {
        Self { known: HashMap::new(), by_end: BTreeSet::new(), closed: UnixTime(i64::MIN) }
    }
}

impl Room {
    /// Takes one in; how many more there are now.
    fn insert(&mut self, name: Name, until: UnixTime) -> usize {
        self.by_end.insert((until, name));
        match self.known.insert(name, until) {
            None => 1,
            Some(old) if old == until => 0,
            Some(old) => {
                self.by_end.remove(&(old, name));
                0
            }
        }
    }

    /// Forgets what ends first, and takes nothing any more that ends so early; how many that were.
    fn close_first(&mut self) -> usize {
        let Some((moment, _)) = self.by_end.first().copied() else { return 0 };
        self.closed = moment.max(self.closed);
        self.drop_first(|end| end <= moment)
    }

    fn forget(&mut self, now: UnixTime) {
        self.drop_first(|end| end < now);
    }

    fn drop_first(&mut self, goes: impl Fn(UnixTime) -> bool) -> usize {
        let before = self.known.len();
        while let Some((_, name)) = self.by_end.first().copied().filter(|(end, _)| goes(*end)) {
            self.by_end.pop_first();
            self.known.remove(&name);
        }
        before - self.known.len()
    }

    /// Until when anything has to be known of it.
    fn end(&self) -> UnixTime {
        self.by_end.last().map_or(self.closed, |(end, _)| self.closed.max(*end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::hash;

    const NOW: UnixTime = UnixTime(0);

    fn name(number: usize) -> Name {
        hash::sha256(&number.to_be_bytes())
    }

    /// Uses it, if it can be.
    fn uses(used: &mut UsedOnce, client: &str, number: usize, until: i64) -> Result<(), Refused> {
        used.check(client, &name(number), UnixTime(until), NOW)?;
        used.take(client, name(number), UnixTime(until));
        Ok(())
    }

    #[test]
    fn a_client_that_floods_pushes_out_nobody_and_has_nothing_taken_twice() {
        // C133, P14, P17
        let mut used = UsedOnce::new(100);
        for number in 0..10 {
            assert_eq!(uses(&mut used, "quiet", number, 5), Ok(()));
        }
        for number in 0..10_000 {
            // ten of each second
            let until = i64::try_from(number / 10).unwrap() + 10;
            assert_eq!(uses(&mut used, "loud", number, until), Ok(()), "{number}");
            assert!(used.len() <= 100 && used.iter().count() == used.len());
        }
        for number in 0..10_000 {
            let until = i64::try_from(number / 10).unwrap() + 10;
            let known = if number < 9910 { Refused::Untold } else { Refused::Again };
            assert_eq!(uses(&mut used, "loud", number, until), Err(known), "{number}");
        }
        for number in 0..10 {
            assert_eq!(uses(&mut used, "quiet", number, 5), Err(Refused::Again));
        }
        assert_eq!(uses(&mut used, "quiet", 10, 5), Ok(()));
        assert_eq!(uses(&mut used, "new", 0, 5), Ok(()));
    }

    #[test]
    fn a_room_full_of_one_moment_takes_no_more_of_it() {
        // C133, P17
        let mut used = UsedOnce::new(10);
        for number in 0..11 {
            assert_eq!(uses(&mut used, "a", number, 60), Ok(()));
        }
        for number in 0..20 {
            assert_eq!(uses(&mut used, "a", number, 60), Err(Refused::Untold));
        }
        assert_eq!(uses(&mut used, "b", 0, 60), Ok(()));
        assert_eq!(uses(&mut used, "a", 0, 61), Ok(()));
    }

    #[test]
    fn whoever_has_too_many_clients_opens_nothing_either() {
        // P17
        let mut used = UsedOnce::new(10_000);
        for number in 0..=ROOMS {
            assert_eq!(uses(&mut used, &format!("client {number}"), 0, 60 + i64::from(number > 0)), Ok(()));
        }
        assert_eq!((used.rooms.len(), used.len()), (ROOMS, ROOMS));
        assert_eq!(uses(&mut used, "client 0", 0, 60), Err(Refused::Untold));
        assert_eq!(uses(&mut used, "client 1", 0, 61), Err(Refused::Again));
    }

    #[test]
    fn what_nobody_can_use_any_more_is_forgotten_and_what_is_closed_stays_so() {
        let mut used = UsedOnce::new(2);
        for (number, until) in [(0, 10), (1, 20), (2, 30)] {
            assert_eq!(uses(&mut used, "a", number, until), Ok(()));
        }
        let mut again = UsedOnce::new(2);
        for (client, until) in used.closed() {
            again.close(client, until);
        }
        for (client, name, until) in used.iter() {
            again.take(client, *name, until);
        }
        for mut used in [used, again] {
            assert_eq!(used.closed().collect::<Vec<_>>(), [(Some("a"), UnixTime(10))]);
            assert_eq!(uses(&mut used, "a", 0, 10), Err(Refused::Untold));
            used.forget(UnixTime(21));
            assert_eq!((used.len(), used.rooms.len()), (1, 1));
            used.forget(UnixTime(31));
            assert!(used.is_empty() && used.rooms.is_empty());
        }
    }

    #[test]
    fn a_name_that_comes_again_is_known_as_long_as_the_first() {
        // P14
        let mut used = UsedOnce::new(10);
        assert_eq!(uses(&mut used, "a", 0, 120), Ok(()));
        assert_eq!(uses(&mut used, "a", 0, 10), Err(Refused::Again));
        assert_eq!(used.check("a", &name(0), UnixTime(240), UnixTime(120)), Err(Refused::Again));
        assert_eq!(used.check("a", &name(0), UnixTime(240), UnixTime(121)), Ok(()));
        used.take("a", name(0), UnixTime(240));
        assert_eq!((used.len(), used.iter().count()), (1, 1));
    }
}
