//! Devices that wait for a person (RFC 8628): their codes, how often they may ask, and how often a person may be wrong.
//!
//! What was asked and judged is part of the state and survives a restart. How often somebody asked or guessed is not: after a
//! restart every device may ask at once again, and every browser has its tries again.

use std::sync::{Mutex, MutexGuard, PoisonError};

use aws_lc_rs::constant_time::verify_slices_are_equal;

use super::{
    World,
    capped::Capped,
    state::{CAP, State},
    tries::{Tries, TriesByName},
};
use crate::protocol::time::UnixTime;

/// The letters of a user code: no vowels, so no words; none that looks like another (RFC 8628 §6.1).
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// 20 to the 8th are 34 bits, of which five tries are no danger (RFC 8628 §5.1, threat P12).
const LENGTH: usize = 8;

/// A user code that no device has that is still known.
pub fn user_code(world: &dyn World, state: &State) -> String {
    loop {
        let mut code = String::with_capacity(LENGTH + 1);
        while code.len() < LENGTH + 1 {
            let mut byte = [0];
            world.fill(&mut byte);
            // 240 is the largest multiple of 20: every letter is as likely as any other
            if byte[0] < 240 {
                code.push(char::from(LETTERS[usize::from(byte[0] % 20)]));
                if code.len() == LENGTH / 2 {
                    code.push('-');
                }
            }
        }
        if !state.devices.iter().any(|(_, device)| device.user_code == code) {
            return code;
        }
    }
}

/// The device that waits for this code, as a person may write it. In constant time for each that there is.
pub fn find<'s>(state: &'s State, entered: &str, now: UnixTime) -> Option<&'s str> {
    let entered = letters(entered);
    let mut found = None;
    for (id, device) in state.devices.iter() {
        let is_it =
            verify_slices_are_equal(letters(&device.user_code).as_bytes(), entered.as_bytes()).is_ok();
        if is_it && device.is_waiting(now) {
            found = Some(id.as_str());
        }
    }
    found
}

/// RFC 8628 §6.1: case and punctuation do not count.
fn letters(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}

/// RFC 8628 §3.5: what asking too soon costs, in seconds.
const SLOW_DOWN: i64 = 5;

/// How often each device asks.
pub struct Polls(Mutex<Capped<String, Poll>>);

struct Poll {
    last: UnixTime,
    interval: i64,
}

impl Default for Polls {
    fn default() -> Self {
        Self(Mutex::new(Capped::new(CAP)))
    }
}

impl Polls {
    /// Whoever was told to come may come at once.
    pub fn forget(&self, id: &str) {
        lock(&self.0).take(id);
    }

    /// The shortest time between two questions of the device, in seconds, as far as it has got.
    pub fn interval(&self, id: &str) -> Option<i64> {
        lock(&self.0).get(id).map(|poll| poll.interval)
    }

    /// Whether the device keeps its interval; one that does not has a longer one from now on.
    pub fn admit(&self, id: &str, now: UnixTime, interval: i64) -> bool {
        let mut polls = lock(&self.0);
        match polls.get_mut(id) {
            None => {
                polls.insert(id.to_owned(), Poll { last: now, interval });
                true
            }
            Some(poll) => {
                let is_late_enough = now.since(poll.last) >= poll.interval;
                poll.last = now;
                poll.interval += if is_late_enough { 0 } else { SLOW_DOWN };
                is_late_enough
            }
        }
    }
}

/// How often all browsers together may be wrong, since a guesser throws cookies away (RFC 8628 §5.1, threat P12).
const TRIES_OF_ALL: u32 = 50;

/// How often people were wrong.
pub struct Guesses {
    browsers: TriesByName,
    all: Mutex<Tries>,
}

impl Guesses {
    /// None yet, and room for so many browsers.
    pub fn within(cap: usize) -> Self {
        Self { browsers: TriesByName::within(cap), all: Mutex::default() }
    }

    /// Whether that browser has had its tries, or all browsers theirs.
    pub fn are_over(&self, browser: &str, now: UnixTime) -> bool {
        self.browsers.are_over(browser, now) || lock(&self.all).are_over(TRIES_OF_ALL, now)
    }

    /// That browser was wrong.
    pub fn missed(&self, browser: &str, now: UnixTime) {
        lock(&self.all).one_more(now);
        self.browsers.missed(browser, now);
    }
}

/// Each change is whole, so nobody who panicked has left half of one.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::{
        collections::HashSet,
        sync::atomic::{AtomicU64, Ordering},
    };

    use super::*;
    use crate::{
        idp::state::{Device, Verdict},
        jose::hash::sha256,
    };

    /// Random to look at, and the same in every run.
    struct Counting(AtomicU64);

    impl World for Counting {
        fn now(&self) -> UnixTime {
            UnixTime(0)
        }
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill_with(|| sha256(&self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes())[0]);
        }
    }

    fn device(user_code: String) -> Device {
        let expires_at = UnixTime(600);
        let scope = vec!["openid".to_owned()];
        Device {
            client_id: "authctl".into(),
            user_code,
            scope,
            terms: Default::default(),
            expires_at,
            verdict: Verdict::Waiting,
        }
    }

    #[test]
    fn user_codes_are_of_the_letters_that_make_no_words_and_no_two_are_equal() {
        // P12
        let (world, mut state, mut seen) = (Counting(AtomicU64::new(0)), State::default(), HashSet::new());
        for number in 0..60 {
            let code = user_code(&world, &state);
            let (left, right) = code.split_once('-').expect("a dash in the middle");
            assert!([left, right].iter().all(|half| half.len() == 4), "{code}");
            assert!(format!("{left}{right}").bytes().all(|letter| LETTERS.contains(&letter)), "{code}");
            state.devices.insert(number.to_string(), device(code.clone()));
            assert!(seen.insert(code));
        }
    }

    #[test]
    fn a_code_is_found_however_it_is_written_while_it_waits() {
        let mut state = State::default();
        state.devices.insert("one".into(), device("BCDF-GHJK".into()));
        state.devices.insert("two".into(), device("LMNP-QRST".into()));
        for entered in ["BCDF-GHJK", "bcdfghjk", " BCDF GHJK ", "b-c-d-f-g-h-j-k"] {
            assert_eq!(find(&state, entered, UnixTime(0)), Some("one"), "{entered}");
        }
        for entered in ["", "BCDF", "BCDF-GHJL", "BCDF-GHJKK", "É"] {
            assert_eq!(find(&state, entered, UnixTime(0)), None, "{entered}");
        }
        assert_eq!(find(&state, "BCDF-GHJK", UnixTime(600)), None);
        state.devices.get_mut("one").expect("there").verdict = Verdict::Denied;
        assert_eq!(find(&state, "BCDF-GHJK", UnixTime(0)), None);
    }

    #[test]
    fn asking_too_soon_makes_the_interval_longer_for_good() {
        // P12, RFC 8628 §3.5
        let polls = Polls::default();
        let admit = |at| polls.admit("a", UnixTime(at), 5);
        assert!(admit(0) && admit(5) && admit(11));
        assert!(!admit(15), "4 s after");
        assert!(!admit(24), "9 s after, and 10 are wanted");
        assert!(!admit(38), "14 s after, and 15 are wanted");
        assert!(admit(58) && admit(78), "20 s after");
        assert!(polls.admit("b", UnixTime(78), 5), "another device");
    }

    #[test]
    fn five_wrong_codes_end_one_browsers_tries_and_fifty_those_of_all() {
        // P12
        let guesses = Guesses::within(10);
        for _ in 0..5 {
            assert!(!guesses.are_over("a", UnixTime(0)));
            guesses.missed("a", UnixTime(0));
        }
        assert!(guesses.are_over("a", UnixTime(599)) && !guesses.are_over("b", UnixTime(599)));
        assert!(!guesses.are_over("a", UnixTime(600)));
        for browser in 0..45 {
            guesses.missed(&browser.to_string(), UnixTime(1));
        }
        assert!(guesses.are_over("b", UnixTime(1)) && !guesses.are_over("b", UnixTime(601)));
    }
}
