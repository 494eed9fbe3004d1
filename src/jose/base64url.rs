//! base64url without padding, as JOSE writes it (RFC 7515 §2, RFC 4648 §5).
//!
//! Strict: one value has one spelling. Padding, whitespace, `+`, `/` and bits that belong to no byte are
//! refused, so that nobody can change a token's text without changing its content (threat C87).

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The value of each byte that is in the alphabet; 255 for all the others.
const VALUES: [u8; 256] = {
    let mut values = [255; 256];
    let mut index = 0;
    while index < ALPHABET.len() {
        values[ALPHABET[index] as usize] = index as u8;
        index += 1;
    }
    values
};

/// Writes `bytes`.
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    let bytes = bytes.as_ref();
    let mut text = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    append(&mut text, bytes);
    String::from_utf8(text).expect("the alphabet is ASCII")
}

/// Writes `bytes` after what is there.
pub fn append(text: &mut Vec<u8>, bytes: &[u8]) {
    let (groups, rest) = bytes.as_chunks::<3>();
    let start = text.len();
    text.resize(start + 4 * groups.len(), 0);
    for (place, group) in text[start..].as_chunks_mut::<4>().0.iter_mut().zip(groups) {
        *place = letters(*group);
    }
    if let [one, more @ ..] = rest {
        let group = [*one, more.first().copied().unwrap_or_default(), 0];
        text.extend_from_slice(&letters(group)[..=rest.len()]);
    }
}

/// The four letters of three bytes.
fn letters([one, two, three]: [u8; 3]) -> [u8; 4] {
    let group = u32::from(one) << 16 | u32::from(two) << 8 | u32::from(three);
    [18, 12, 6, 0].map(|place| ALPHABET[(group >> place & 63) as usize])
}

/// Writes `bytes` with the other alphabet and padding (RFC 4648 §4), as HTTP and terminals read it.
pub fn encode_standard(bytes: impl AsRef<[u8]>) -> String {
    let mut text = encode(bytes).replace('-', "+").replace('_', "/");
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

/// Reads base64 with the other alphabet and padding (RFC 4648 §4), as HTTP writes it; `None` if it is none.
pub fn decode_standard(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(4) || text.contains(['-', '_']) {
        return None;
    }
    let unpadded = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    decode(&unpadded.replace('+', "-").replace('/', "_"))
}

/// Reads `text`; `None` if it is not the one spelling of some bytes.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.as_bytes().chunks(4) {
        if chunk.len() == 1 {
            return None; // six bits are no byte
        }
        let mut group = 0;
        for byte in chunk {
            let value = VALUES[usize::from(*byte)];
            if value == 255 {
                return None;
            }
            group = group << 6 | u32::from(value);
        }
        let [_, whole @ ..] = (group << (6 * (4 - chunk.len()))).to_be_bytes();
        let (kept, rest) = whole.split_at(chunk.len() - 1);
        // RFC 4648 §3.5: the bits left over are zero
        if rest.iter().any(|byte| *byte != 0) {
            return None;
        }
        bytes.extend_from_slice(kept);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_examples_of_the_standards_are_read_and_written() {
        // RFC 7515 Appendix C, RFC 4648 §10
        for (bytes, text) in [
            (&[3, 236, 255, 224, 193][..], "A-z_4ME"),
            (b"", ""),
            (b"f", "Zg"),
            (b"fo", "Zm8"),
            (b"foo", "Zm9v"),
            (b"foob", "Zm9vYg"),
            (b"fooba", "Zm9vYmE"),
            (b"foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(bytes), text);
            assert_eq!(decode(text).as_deref(), Some(bytes), "{text}");
        }
    }

    #[test]
    fn a_second_spelling_is_refused() {
        // C87: padding, the other alphabet, white space, a lone character, bits that belong to no byte
        for text in [
            "Zg==",
            "Zm8=",
            "A+z/4ME",
            "Zm 9v",
            "Zm9v\n",
            " Zm9v",
            "Z",
            "Zm9vZ",
            "A",
            "Zm9vA",
            "Zh",
            "Zm9",
            "Zm9vYmF\0",
            "Zmé",
        ] {
            assert_eq!(decode(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(bytes: Vec<u8>) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }

        #[test]
        fn what_is_read_is_the_only_spelling(text in "[A-Za-z0-9_=+/ -]{0,24}|.{0,8}") {
            if let Some(bytes) = decode(&text) {
                prop_assert_eq!(encode(bytes), text);
            }
        }
    }
}
