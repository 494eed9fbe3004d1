//! The order in which cases begin: that of the battery, or one that a seed tells, so that what one case leaves behind for
//! another comes to light, and can be had again.

/// Puts them into the order of this seed, if there is one, those that come last behind the others.
pub fn arrange<T>(items: &mut [T], seed: Option<u64>, comes_last: impl Fn(&T) -> bool) {
    if let Some(seed) = seed {
        shuffle(items, seed);
    }
    items.sort_by_key(comes_last);
}

/// Puts them into the order of this seed: Fisher and Yates's shuffle.
fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed;
    for end in (1..items.len()).rev() {
        let below = u64::try_from(end + 1).unwrap_or(u64::MAX);
        let at = usize::try_from(next(&mut state) % below).unwrap_or_default();
        items.swap(at, end);
    }
}

/// SplitMix64: <https://prng.di.unimi.it/splitmix64.c>. Nobody has to be unable to guess it.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_reference() {
        // the first three of seed 1234567, as other implementations have them
        let mut state = 1_234_567;
        let numbers = [next(&mut state), next(&mut state), next(&mut state)];
        assert_eq!(
            numbers,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn what_comes_last_does_so_in_every_order() {
        let arranged = |seed| {
            let mut items: Vec<u8> = (0..20).collect();
            arrange(&mut items, seed, |item| *item < 5);
            items
        };
        assert_eq!(arranged(None), (5..20).chain(0..5).collect::<Vec<u8>>());
        let (first, last) = (arranged(Some(7)), arranged(Some(8)));
        assert_ne!(first, last);
        for items in [first, last] {
            assert!(items[15..].iter().all(|item| *item < 5), "{items:?}");
            assert!(!items[..15].is_sorted() && !items[15..].is_sorted(), "{items:?}");
        }
    }

    #[test]
    fn a_seed_is_an_order_that_can_be_had_again() {
        // T5
        let order = |seed| {
            let mut items: Vec<u8> = (0..50).collect();
            shuffle(&mut items, seed);
            items
        };
        assert_eq!(order(7), order(7));
        assert_ne!(order(7), order(8));
        let mut sorted = order(7);
        sorted.sort_unstable();
        assert_eq!(sorted, (0..50).collect::<Vec<u8>>());
    }
}
