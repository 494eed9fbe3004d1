//! How hard a value is to guess, from a few of its kind.

/// What a value must have at least that opens something, such as a session, in bits (RFC 6749 §10.10: guessed with a probability of at
/// most 2^-128).
pub(super) const ENOUGH: u32 = 128;
/// What a value must have that only ties an answer to its browser, for one login: no standard has a number, and libraries send 20
/// letters and digits.
pub(super) const ENOUGH_TO_TIE: u32 = 96;

/// At most how many bits nobody knows beforehand are in each of these values: what all of them have in common at the same place is
/// known, and of the rest each character is one of its alphabet. Random values never come out below what they have.
pub(super) fn bits(values: &[&str]) -> u32 {
    let Some(shortest) = values.iter().map(|value| value.len()).min() else { return 0 };
    let differing = (0..shortest).filter(|&place| {
        let first = values[0].as_bytes()[place];
        values.iter().any(|value| value.as_bytes()[place] != first)
    });
    let differing = u32::try_from(differing.count()).unwrap_or(u32::MAX);
    // Of n values the same character stands by chance at one place in one of 16^(n-1): too few are better than too many.
    let by_chance = shortest.div_ceil(16);
    let places = differing.saturating_add(u32::try_from(by_chance).unwrap_or_default());
    let places = if differing == 0 { 0 } else { places.min(u32::try_from(shortest).unwrap_or(u32::MAX)) };
    (f64::from(places) * alphabet(values)).floor() as u32
}

/// Bits a character.
fn alphabet(values: &[&str]) -> f64 {
    let all = |is: fn(&u8) -> bool| values.iter().all(|value| value.bytes().all(|byte| is(&byte)));
    if all(u8::is_ascii_digit) {
        10_f64.log2()
    } else if all(|byte| byte.is_ascii_hexdigit() || *byte == b'-') {
        4.0
    } else {
        6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::{base64url, hash};

    fn random(count: u8) -> Vec<u8> {
        hash::sha256(&[count]).to_vec()
    }

    #[test]
    fn sixteen_random_bytes_are_enough_in_every_spelling() {
        let seeds = [1, 2, 3].map(random);
        let spelled: [fn(&[u8]) -> String; 2] = [
            |bytes| base64url::encode(&bytes[..16]),
            |bytes| bytes[..16].iter().map(|byte| format!("{byte:02x}")).collect(),
        ];
        for spell in spelled {
            let values = seeds.each_ref().map(|seed| spell(seed));
            let values = values.each_ref().map(String::as_str);
            assert!(bits(&values) >= ENOUGH, "{values:?}: {}", bits(&values));
        }
    }

    #[test]
    fn eight_bytes_a_counter_and_a_constant_are_not() {
        let short = ["4f1c8a0b9d3e7f52", "a93b0c7d1e5f8264", "08e7d6c5b4a39281"];
        let counters = ["login-1000001", "login-1000002", "login-1000003"];
        let constants = ["the-same-long-text-of-forty-three-characters"; 3];
        let times = ["1767225600123", "1767225600188", "1767225600291"];
        for values in [short, counters, constants, times] {
            assert!(bits(&values) < ENOUGH, "{values:?}: {}", bits(&values));
        }
    }
}
