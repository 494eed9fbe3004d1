//! How often each address may come, and no more (threat W18): a bucket that fills as time goes by.

use std::{collections::HashMap, net::IpAddr, time::Instant};

/// The most addresses that are told apart; one more takes the place of the one that has been quiet the longest.
const ADDRESSES: usize = 1024;

/// The buckets.
pub(super) struct Rate {
    per_second: f64,
    buckets: HashMap<IpAddr, (f64, Instant)>,
}

impl Rate {
    /// So many in a second, and so many at once.
    pub(super) fn new(per_second: u32) -> Self {
        Self { per_second: f64::from(per_second), buckets: HashMap::new() }
    }

    /// Whether this one may come now.
    pub(super) fn allows(&mut self, address: IpAddr) -> bool {
        self.allows_at(address, Instant::now())
    }

    fn allows_at(&mut self, address: IpAddr, now: Instant) -> bool {
        if self.buckets.len() >= ADDRESSES && !self.buckets.contains_key(&address) {
            let quiet = self.buckets.iter().min_by_key(|(_, (_, at))| *at).map(|(address, _)| *address);
            quiet.and_then(|quiet| self.buckets.remove(&quiet));
        }
        let (left, at) = self.buckets.entry(address).or_insert((self.per_second, now));
        let since = now.saturating_duration_since(*at).as_secs_f64();
        *left = (*left + since * self.per_second).min(self.per_second);
        *at = now;
        let may = *left >= 1.0;
        if may {
            *left -= 1.0;
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn whoever_comes_too_often_waits_and_nobody_else_does() {
        // W18
        let (mut rate, start) = (Rate::new(20), Instant::now());
        let (loud, quiet) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([127, 0, 0, 2]));
        let allowed = (0..1000).filter(|_| rate.allows_at(loud, start)).count();
        assert_eq!(allowed, 20);
        assert!(rate.allows_at(quiet, start));
        let later = start + Duration::from_millis(500);
        assert_eq!((0..1000).filter(|_| rate.allows_at(loud, later)).count(), 10);
        let much_later = start + Duration::from_secs(3600);
        assert_eq!((0..1000).filter(|_| rate.allows_at(loud, much_later)).count(), 20);
    }

    #[test]
    fn very_many_addresses_take_no_more_room() {
        // W18
        let (mut rate, now) = (Rate::new(1), Instant::now());
        for number in 0..10_000u32 {
            assert!(rate.allows_at(IpAddr::from(number.to_be_bytes()), now));
        }
        assert_eq!(rate.buckets.len(), ADDRESSES);
    }
}
