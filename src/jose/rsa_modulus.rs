//! What the modulus of an RSA key must be to be trusted: RFC 7518 §3.3, §6.3.1.1; threat C85.

/// The sizes that are taken, in bits (RFC 7518 §3.3).
const BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// Why a big-endian modulus is refused, if it is.
pub(super) fn defect(n: &[u8]) -> Option<&'static str> {
    let first = n.first().copied().unwrap_or(0);
    if first == 0 {
        return Some("n is empty or has a leading zero"); // RFC 7518 §6.3.1.1
    }
    if n.last().is_some_and(|last| last.is_multiple_of(2)) {
        return Some("n is even, so no product of two primes");
    }
    if !BITS.contains(&(n.len() * 8 - first.leading_zeros() as usize)) {
        return Some("an RSA key has 2048 to 8192 bits");
    }
    is_predictable(n)
        .then_some("the RSA key was made by a generator whose keys can be factored (CVE-2017-15361)")
}

/// Whether the modulus has the mark of CVE-2017-15361: modulo every small prime it is a power of 65537. Of
/// honest keys one in 2²⁷ has it.
fn is_predictable(n: &[u8]) -> bool {
    (3..=167).filter(|number| is_prime(*number)).all(|prime| {
        let rest = n.iter().fold(0, |rest, byte| (rest << 8 | u32::from(*byte)) % prime);
        let powers = std::iter::successors(Some(1), |power| Some(power * (65_537 % prime) % prime));
        powers.take(prime as usize).any(|power| power == rest)
    })
}

fn is_prime(number: u32) -> bool {
    (2..number).all(|divisor| !number.is_multiple_of(divisor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_is_counted_in_bits() {
        // C85
        for (bits, taken) in
            [(1024, false), (2047, false), (2048, true), (2049, true), (8192, true), (8193, false)]
        {
            let mut n = vec![0; usize::div_ceil(bits, 8)];
            n[0] = 1 << ((bits - 1) % 8);
            *n.last_mut().unwrap() |= 1;
            assert_eq!(defect(&n).is_none(), taken, "{bits}");
        }
        assert_eq!(defect(&[vec![0], vec![0xff; 256]].concat()), Some("n is empty or has a leading zero"));
        assert_eq!(defect(&[]), Some("n is empty or has a leading zero"));
        assert_eq!(defect(&[0xfe; 256]), Some("n is even, so no product of two primes"));
    }

    #[test]
    fn a_modulus_with_the_mark_of_a_bad_generator_is_refused() {
        // 65537²⁵⁶ has it, being a power; it has 4097 bits
        let mut n = vec![1u8];
        for _ in 0..256 {
            // times 65537: added to itself two bytes further up
            let mut sum = [n.as_slice(), &[0, 0]].concat();
            let mut carry = 0;
            for place in (0..sum.len()).rev() {
                let low = place.checked_sub(2).map_or(0, |place| u16::from(n[place]));
                let total = u16::from(sum[place]) + low + carry;
                sum[place] = total as u8;
                carry = total >> 8;
            }
            n = sum;
        }
        n.drain(..n.iter().position(|byte| *byte != 0).unwrap());
        assert!(defect(&n).is_some_and(|reason| reason.contains("CVE-2017-15361")));
        *n.last_mut().unwrap() ^= 2;
        assert_eq!(defect(&n), None);
    }
}
