//! Randomness of the operating system. Not the TLS library's: that one seeds itself at first use, which costs more
//! than everything else a local command does.

use std::cell::RefCell;

use zeroize::Zeroize as _;

use super::Random;

/// The operating system's generator (`getrandom(2)` and its like).
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, buffer: &mut [u8]) {
        // C160: a guessable state, nonce or verifier is worse than no login
        if getrandom::fill(buffer).is_err() {
            std::process::abort();
        }
    }
}

/// The same for whoever needs a little of it all the time, as a provider for every token: each thread asks the operating system
/// for some in advance. Nothing is given twice, and what was given is wiped here at once.
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomInAdvance;

/// How much is asked for in advance, in bytes.
const STOCK: usize = 512;

/// What a thread has in advance: the first `left` bytes.
struct Stock {
    bytes: [u8; STOCK],
    left: usize,
}

thread_local! {
    static OWN: RefCell<Stock> = const { RefCell::new(Stock { bytes: [0; STOCK], left: 0 }) };
}

impl Random for RandomInAdvance {
    fn fill(&self, buffer: &mut [u8]) {
        match buffer.len() <= STOCK {
            true => OWN.with_borrow_mut(|stock| stock.give(buffer)),
            false => SystemRandom.fill(buffer),
        }
    }
}

impl Stock {
    fn give(&mut self, buffer: &mut [u8]) {
        if self.left < buffer.len() {
            SystemRandom.fill(&mut self.bytes);
            self.left = STOCK;
        }
        let given = &mut self.bytes[self.left - buffer.len()..self.left];
        buffer.copy_from_slice(given);
        given.zeroize();
        self.left -= buffer.len();
    }
}

/// What a thread that ends has left.
impl Drop for Stock {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, thread};

    use super::*;

    #[test]
    fn no_two_fills_are_equal() {
        // C23
        let mut seen = HashSet::new();
        for _ in 0..10_000 {
            let mut bytes = [0; 16];
            SystemRandom.fill(&mut bytes);
            assert!(seen.insert(bytes));
        }
    }

    #[test]
    fn what_was_taken_in_advance_is_given_once_whatever_the_sizes_and_the_threads() {
        // C23
        let given = || {
            let sizes = [16, 33, 16, STOCK, 64, STOCK + 1, 0].into_iter().cycle().take(3_500);
            sizes.map(|size| vec![0; size]).map(|mut bytes| {
                RandomInAdvance.fill(&mut bytes);
                bytes
            })
        };
        let threads: Vec<_> = (0..4).map(|_| thread::spawn(move || given().collect::<Vec<_>>())).collect();
        let given = threads.into_iter().flat_map(|thread| thread.join().expect("no panic"));
        let (mut seen, mut pieces) = (HashSet::new(), 0);
        for piece in given.flat_map(|bytes| bytes.chunks_exact(16).map(<[u8]>::to_vec).collect::<Vec<_>>()) {
            pieces += 1;
            assert!(seen.insert(piece));
        }
        assert_eq!(pieces, 4 * 500 * (1 + 2 + 1 + 32 + 4 + 32));
    }

    #[test]
    fn what_was_given_is_wiped() {
        let mut stock = Stock { bytes: [0; STOCK], left: 0 };
        let mut all = Vec::new();
        for _ in 0..STOCK / 32 {
            let mut bytes = [0; 32];
            stock.give(&mut bytes);
            all.splice(..0, bytes);
            assert_eq!(stock.bytes[stock.left..], [0; STOCK][stock.left..]);
        }
        assert_eq!(stock.left, 0);
        assert!(all.windows(8).all(|window| window != [0; 8]));
        stock.give(&mut [0; 8]);
        assert_eq!(stock.left, STOCK - 8);
    }
}
