//! Values that only this provider can have written: codes, refresh tokens, the state between two pages.
//!
//! What is sealed carries its own authenticity, so that nothing is kept in memory for a stranger's request
//! (threat P17), and a forged code or token is known for what it is without any look-up. HMAC-SHA-256 (RFC
//! 2104) under a key of this provider, with the purpose in the text: a code is never a refresh token.

use aws_lc_rs::hmac;

use crate::{jose::base64url, secret::SecretString};

/// The length of a tag, in bytes.
const TAG: usize = 32;

/// The sealing key.
pub struct Seal(hmac::Key);

impl Seal {
    /// With the key kept in the state.
    pub fn new(secret: &SecretString) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes()))
    }

    /// The content with its tag, as text for a URL or a form.
    pub fn seal(&self, purpose: &str, content: &[u8]) -> String {
        let mut sealed = content.to_vec();
        sealed.extend_from_slice(self.tag(purpose, content).as_ref());
        base64url::encode(sealed)
    }

    /// The content of what was sealed for this purpose; nothing for any other text. Compares in constant
    /// time.
    pub fn open(&self, purpose: &str, text: &str) -> Option<Vec<u8>> {
        let mut sealed = base64url::decode(text)?;
        let tag = sealed.split_off(sealed.len().checked_sub(TAG)?);
        aws_lc_rs::constant_time::verify_slices_are_equal(self.tag(purpose, &sealed).as_ref(), &tag).ok()?;
        Some(sealed)
    }

    fn tag(&self, purpose: &str, content: &[u8]) -> hmac::Tag {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(purpose.as_bytes());
        context.update(&[0]);
        context.update(content);
        context.sign()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_sealed_for_this_purpose_opens() {
        let seal = Seal::new(&"key".into());
        let text = seal.seal("code", b"content");
        assert_eq!(seal.open("code", &text).as_deref(), Some(&b"content"[..]));
        assert_eq!(seal.open("refresh", &text), None);
        assert_eq!(Seal::new(&"other".into()).open("code", &text), None);
        for index in 0..text.len() {
            let mut forged = text.clone().into_bytes();
            forged[index] = if forged[index] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).expect("ASCII");
            assert_eq!(seal.open("code", &forged), None, "{index}");
        }
        for text in ["", "A", "AAAA", "!"] {
            assert_eq!(seal.open("code", text), None);
        }
    }
}
