//! What many answers come to: how many of which kind, and how long they took. Its size does not depend on how many there are.

use std::{collections::BTreeMap, time::Duration};

/// Below this, every microsecond is counted for itself.
const EXACT: u64 = 64;
/// Above, each doubling is counted in so many parts: what is told is at most 3 % too long.
const PARTS: u64 = 32;
/// Doublings from 64 µs on that are told apart: more than a day.
const DOUBLINGS: u64 = 32;

/// Counts.
#[derive(Debug, Clone)]
pub struct Tally {
    /// How many there are.
    pub messages: u64,
    /// By status.
    pub answered: BTreeMap<u16, Answers>,
    /// Why there was no answer, and how often.
    pub unanswered: BTreeMap<&'static str, u64>,
    times: Vec<u64>,
    slowest: Duration,
}

/// Answers with one status.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// How many.
    pub messages: u64,
    /// The beginning of the first of them that said anything.
    pub excerpt: String,
}

impl Default for Tally {
    fn default() -> Self {
        let buckets = usize::try_from(EXACT + PARTS * DOUBLINGS).unwrap_or_default();
        Self {
            messages: 0,
            answered: BTreeMap::new(),
            unanswered: BTreeMap::new(),
            times: vec![0; buckets],
            slowest: Duration::ZERO,
        }
    }
}

impl Tally {
    /// Counts one more: its status and the beginning of what it said, or why there is none.
    pub fn count(&mut self, outcome: Result<u16, &'static str>, excerpt: String, took: Duration) {
        self.messages += 1;
        match outcome {
            Ok(status) => {
                let answers = self.answered.entry(status).or_default();
                answers.messages += 1;
                if answers.excerpt.is_empty() {
                    answers.excerpt = excerpt;
                }
            }
            Err(why) => *self.unanswered.entry(why).or_default() += 1,
        }
        self.slowest = self.slowest.max(took);
        let bucket = bucket(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
        if let Some(count) = self.times.get_mut(bucket) {
            *count += 1;
        }
    }

    /// How long all but so many of a hundred took at most.
    pub fn percentile(&self, of_hundred: u64) -> Duration {
        let wanted = (self.messages * of_hundred).div_ceil(100).max(1);
        let mut seen = 0;
        for (bucket, count) in self.times.iter().enumerate() {
            seen += count;
            if seen >= wanted {
                return Duration::from_micros(longest(bucket)).min(self.slowest);
            }
        }
        self.slowest
    }

    /// How long the slowest took.
    pub fn slowest(&self) -> Duration {
        self.slowest
    }
}

fn bucket(micros: u64) -> usize {
    if micros < EXACT {
        return usize::try_from(micros).unwrap_or_default();
    }
    let power = u64::from(micros.ilog2());
    let doubling = power - u64::from(EXACT.ilog2());
    let part = (micros >> (power - u64::from(PARTS.ilog2()))) - PARTS;
    let bucket = (EXACT + doubling * PARTS + part).min(EXACT + PARTS * DOUBLINGS - 1);
    usize::try_from(bucket).unwrap_or_default()
}

/// The most microseconds that are counted in it.
fn longest(bucket: usize) -> u64 {
    let bucket = u64::try_from(bucket).unwrap_or_default();
    if bucket < EXACT {
        return bucket;
    }
    let (doubling, part) = ((bucket - EXACT) / PARTS, (bucket - EXACT) % PARTS);
    let width = (EXACT << doubling) / PARTS;
    (EXACT << doubling) + (part + 1) * width - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_right_to_three_in_a_hundred() {
        let mut tally = Tally::default();
        for micros in 1..=100_000 {
            tally.count(Ok(200), String::new(), Duration::from_micros(micros));
        }
        for (of_hundred, micros) in [(50, 50_000), (95, 95_000), (99, 99_000), (100, 100_000)] {
            let found = tally.percentile(of_hundred).as_micros() as f64;
            assert!((found / f64::from(micros) - 1.0).abs() < 0.035, "{of_hundred}: {found}");
        }
        assert_eq!(tally.slowest(), Duration::from_millis(100));
        assert_eq!(Tally::default().percentile(99), Duration::ZERO);
        for micros in [0, 1, 63, 64, 65, 127, 128, 1_000_000, u64::MAX] {
            assert!(longest(bucket(micros)) >= micros || micros == u64::MAX, "{micros}");
        }
    }

    #[test]
    fn answers_are_counted_by_what_they_are_and_the_first_reason_is_kept() {
        let mut tally = Tally::default();
        for text in ["", "first", "second"] {
            tally.count(Ok(500), text.into(), Duration::ZERO);
        }
        tally.count(Err("refuses connections"), String::new(), Duration::ZERO);
        assert_eq!(tally.answered[&500], Answers { messages: 3, excerpt: "first".to_owned() });
        assert_eq!((tally.unanswered["refuses connections"], tally.messages), (1, 4));
    }
}
