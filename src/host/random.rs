//! Randomness of the operating system. Not the TLS library's: that one seeds itself at first use, which costs more
//! than everything else a local command does.

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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

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
}
