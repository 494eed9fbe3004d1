//! How the bytes of a signature are written in a header. Each has one spelling, as every sender writes it.
//! <https://www.rfc-editor.org/rfc/rfc4648>

use crate::jose::base64url;

/// The bytes of a SHA-256.
const HASH_LEN: usize = 32;

/// How they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// In hexadecimal, in lower case (RFC 4648 §8).
    Hex,
    /// In base64 with padding (RFC 4648 §4).
    Base64,
}

impl Encoding {
    /// Writes bytes.
    pub fn write(self, bytes: &[u8]) -> String {
        match self {
            Self::Hex => hex(bytes),
            Self::Base64 => base64url::encode_standard(bytes),
        }
    }

    /// The 32 bytes of a hash, in the one spelling.
    pub fn read(self, text: &str) -> Option<Vec<u8>> {
        let bytes = match self {
            Self::Hex => unhex(text)?,
            Self::Base64 => base64url::decode_standard(text)?,
        };
        Some(bytes).filter(|bytes| bytes.len() == HASH_LEN)
    }

    /// What is wrong with the spelling of a hash that cannot be read.
    pub fn fault(self, text: &str) -> &'static str {
        let in_lower_case = unhex(&text.to_ascii_lowercase());
        let in_base64 = || {
            let padded = base64url::decode_standard(text);
            padded.or_else(|| base64url::decode(&text.replace('+', "-").replace('/', "_")))
        };
        match (self, in_lower_case.map(|bytes| bytes.len())) {
            (_, Some(20)) => "of 20 bytes, as of SHA-1, not of the 32 of SHA-256",
            (_, Some(64)) => "of 64 bytes, as of SHA-512, not of the 32 of SHA-256",
            (Self::Hex, Some(HASH_LEN)) => "in upper-case hexadecimal, not in lower case",
            (Self::Base64, Some(HASH_LEN)) => "in hexadecimal, not in base64",
            (Self::Hex, _) if in_base64().is_some_and(|bytes| bytes.len() == HASH_LEN) => {
                "in base64, not in hexadecimal"
            }
            (Self::Base64, _) if in_base64().is_some_and(|bytes| bytes.len() == HASH_LEN) => {
                "in base64 of another alphabet or without padding"
            }
            (Self::Hex, _) => "not of 64 hexadecimal digits",
            (Self::Base64, _) => "not the base64 of 32 bytes",
        }
    }
}

/// In lower case.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Of lower case alone.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let is_hex = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if !is_hex || text.is_empty() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_has_one_spelling_and_any_other_is_named() {
        let bytes: Vec<u8> = (200..232).collect();
        let (hex, base64) = (Encoding::Hex.write(&bytes), Encoding::Base64.write(&bytes));
        assert_eq!(Encoding::Hex.read(&hex), Some(bytes.clone()));
        assert_eq!(Encoding::Base64.read(&base64), Some(bytes.clone()));
        for (encoding, text, fault) in [
            (Encoding::Hex, hex.to_uppercase(), "in upper-case hexadecimal, not in lower case"),
            (Encoding::Hex, base64.clone(), "in base64, not in hexadecimal"),
            (Encoding::Hex, base64url::encode(&bytes), "in base64, not in hexadecimal"),
            (Encoding::Hex, hex[..40].to_owned(), "of 20 bytes, as of SHA-1, not of the 32 of SHA-256"),
            (Encoding::Hex, hex.repeat(2), "of 64 bytes, as of SHA-512, not of the 32 of SHA-256"),
            (Encoding::Hex, hex[..63].to_owned(), "not of 64 hexadecimal digits"),
            (Encoding::Hex, String::new(), "not of 64 hexadecimal digits"),
            (Encoding::Hex, format!("{hex} "), "not of 64 hexadecimal digits"),
            (Encoding::Base64, hex.clone(), "in hexadecimal, not in base64"),
            (Encoding::Base64, base64url::encode(&bytes), "in base64 of another alphabet or without padding"),
            (Encoding::Base64, base64[4..].to_owned(), "not the base64 of 32 bytes"),
        ] {
            assert_eq!(encoding.read(&text), None, "{text}");
            assert_eq!(encoding.fault(&text), fault, "{text}");
        }
    }
}
