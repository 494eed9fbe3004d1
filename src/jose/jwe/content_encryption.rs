//! How the content is encrypted, and kept from being changed: `enc` of a JWE (RFC 7518 §5).

use std::fmt;

use aws_lc_rs::{
    aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    cipher::{
        AES_128, AES_256, DecryptionContext, EncryptionContext, PaddedBlockDecryptingKey,
        PaddedBlockEncryptingKey, UnboundCipherKey,
    },
    constant_time::verify_slices_are_equal,
    error::Unspecified,
    hmac,
    iv::FixedLength,
};
use zeroize::Zeroizing;

/// The bytes of a tag that GCM makes.
const GCM_TAG_LEN: usize = 16;

/// A content encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // each is named as in RFC 7518 §5.1
pub enum ContentEncryption {
    A128Gcm,
    A256Gcm,
    A128CbcHs256,
    A256CbcHs512,
}

/// What encryption makes of a content.
pub(super) struct Sealed {
    pub ciphertext: Vec<u8>,
    pub tag: Vec<u8>,
}

impl ContentEncryption {
    /// Every content encryption, the preferred first.
    pub const ALL: &'static [Self] = &[Self::A256Gcm, Self::A128Gcm, Self::A128CbcHs256, Self::A256CbcHs512];

    /// What `…_encrypted_response_enc` and its like mean if they are left out (OIDC Registration §2).
    pub const DEFAULT: Self = Self::A128CbcHs256;

    /// The value of `enc`.
    pub fn name(self) -> &'static str {
        match self {
            Self::A128Gcm => "A128GCM",
            Self::A256Gcm => "A256GCM",
            Self::A128CbcHs256 => "A128CBC-HS256",
            Self::A256CbcHs512 => "A256CBC-HS512",
        }
    }

    /// The content encryption of that name, case and all.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|way| way.name() == name)
    }

    /// The bytes of its key.
    pub(super) fn key_len(self) -> usize {
        match self {
            Self::A128Gcm => 16,
            Self::A256Gcm | Self::A128CbcHs256 => 32,
            Self::A256CbcHs512 => 64,
        }
    }

    /// The bytes of its initialization vector.
    pub(super) fn iv_len(self) -> usize {
        match self {
            Self::A128Gcm | Self::A256Gcm => 12,
            Self::A128CbcHs256 | Self::A256CbcHs512 => 16,
        }
    }

    /// Encrypts; `iv` is of [`iv_len`](Self::iv_len) and was never used with this key.
    pub(super) fn seal(self, key: &[u8], iv: &[u8], aad: &[u8], plain: &[u8]) -> Result<Sealed, Unspecified> {
        let mut ciphertext = plain.to_vec();
        let tag = match self {
            Self::A128Gcm | Self::A256Gcm => {
                let nonce = Nonce::try_assume_unique_for_key(iv)?;
                let tag =
                    self.gcm(key)?.seal_in_place_separate_tag(nonce, Aad::from(aad), &mut ciphertext)?;
                tag.as_ref().to_vec()
            }
            Self::A128CbcHs256 | Self::A256CbcHs512 => {
                let (mac_key, key) = self.halves(key)?;
                let context = EncryptionContext::Iv128(fixed(iv)?);
                PaddedBlockEncryptingKey::cbc_pkcs7(self.cbc(key)?)?
                    .less_safe_encrypt(&mut ciphertext, context)?;
                self.mac(mac_key, aad, iv, &ciphertext)
            }
        };
        Ok(Sealed { ciphertext, tag })
    }

    /// Decrypts. Nothing of the content is looked at before its tag is found to be right.
    pub(super) fn open(
        self,
        key: &[u8],
        iv: &[u8],
        aad: &[u8],
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, Unspecified> {
        let mut content = Zeroizing::new(sealed.ciphertext.clone());
        let len = match self {
            Self::A128Gcm | Self::A256Gcm => {
                // RFC 7518 §5.3: a shorter tag could be guessed
                if sealed.tag.len() != GCM_TAG_LEN {
                    return Err(Unspecified);
                }
                let nonce = Nonce::try_assume_unique_for_key(iv)?;
                content.extend_from_slice(&sealed.tag);
                self.gcm(key)?.open_in_place(nonce, Aad::from(aad), &mut content)?.len()
            }
            Self::A128CbcHs256 | Self::A256CbcHs512 => {
                let (mac_key, key) = self.halves(key)?;
                // RFC 7518 §5.2.2.2 (2): before anything is decrypted, so that the padding tells nobody anything
                let tag = self.mac(mac_key, aad, iv, &sealed.ciphertext);
                verify_slices_are_equal(&tag, &sealed.tag)?;
                let context = DecryptionContext::Iv128(fixed(iv)?);
                PaddedBlockDecryptingKey::cbc_pkcs7(self.cbc(key)?)?.decrypt(&mut content, context)?.len()
            }
        };
        content.truncate(len);
        Ok(content)
    }

    fn gcm(self, key: &[u8]) -> Result<LessSafeKey, Unspecified> {
        let by = if self == Self::A128Gcm { &AES_128_GCM } else { &AES_256_GCM };
        UnboundKey::new(by, key).map(LessSafeKey::new)
    }

    fn cbc(self, key: &[u8]) -> Result<UnboundCipherKey, Unspecified> {
        UnboundCipherKey::new(if self == Self::A128CbcHs256 { &AES_128 } else { &AES_256 }, key)
    }

    /// RFC 7518 §5.2.2.1 (1): the first half is for the tag, the second for the content.
    fn halves(self, key: &[u8]) -> Result<(&[u8], &[u8]), Unspecified> {
        match key.len() == self.key_len() {
            true => Ok(key.split_at(key.len() / 2)),
            false => Err(Unspecified),
        }
    }

    /// RFC 7518 §5.2.2.1 (4, 5).
    fn mac(self, key: &[u8], aad: &[u8], iv: &[u8], ciphertext: &[u8]) -> Vec<u8> {
        let by = if self == Self::A128CbcHs256 { hmac::HMAC_SHA256 } else { hmac::HMAC_SHA512 };
        let bits = (aad.len() as u64 * 8).to_be_bytes();
        let mut context = hmac::Context::with_key(&hmac::Key::new(by, key));
        for part in [aad, iv, ciphertext, &bits] {
            context.update(part);
        }
        let tag = context.sign();
        tag.as_ref()[..tag.as_ref().len() / 2].to_vec()
    }
}

fn fixed(iv: &[u8]) -> Result<FixedLength<16>, Unspecified> {
    <&[u8; 16]>::try_from(iv).map(FixedLength::from).map_err(|_| Unspecified)
}

impl fmt::Display for ContentEncryption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_content_encryption_opens_what_it_sealed_and_nothing_that_was_changed() {
        for way in ContentEncryption::ALL {
            assert_eq!(ContentEncryption::named(way.name()), Some(*way));
            let (key, iv) = (vec![7; way.key_len()], vec![9; way.iv_len()]);
            let seal = || way.seal(&key, &iv, b"header", b"content").unwrap();
            let open = |key: &[u8], iv: &[u8], aad: &[u8], sealed: &Sealed| {
                way.open(key, iv, aad, sealed).ok().map(|content| content.to_vec())
            };
            assert_eq!(open(&key, &iv, b"header", &seal()).as_deref(), Some(&b"content"[..]), "{way}");
            assert_eq!(open(&key, &iv, b"Header", &seal()), None);
            assert_eq!(open(&vec![8; key.len()], &iv, b"header", &seal()), None);
            assert_eq!(open(&key[1..], &iv, b"header", &seal()), None);
            assert_eq!(open(&key, &vec![8; iv.len()], b"header", &seal()), None);
            assert_eq!(open(&key, &iv[1..], b"header", &seal()), None);
            for changed in 0..seal().ciphertext.len() {
                let mut sealed = seal();
                sealed.ciphertext[changed] ^= 1;
                assert_eq!(open(&key, &iv, b"header", &sealed), None);
            }
            for tag in [vec![], seal().tag[..12].to_vec(), [seal().tag, vec![0]].concat()] {
                assert_eq!(open(&key, &iv, b"header", &Sealed { tag, ..seal() }), None);
            }
        }
    }

    #[test]
    fn the_examples_of_rfc_7518_appendix_b_are_made() {
        // The key, the IV, the associated data and the plaintext are those of B.1 and B.3; the tags too.
        let plain = b"A cipher system must not be required to be secret, and it must be able to fall into the hands of \
                      the enemy without inconvenience";
        let aad = b"The second principle of Auguste Kerckhoffs";
        let iv =
            [0x1a, 0xf3, 0x8c, 0x2d, 0xc2, 0xb9, 0x6f, 0xfd, 0xd8, 0x66, 0x94, 0x09, 0x23, 0x41, 0xbc, 0x04];
        for (way, tag) in [
            (ContentEncryption::A128CbcHs256, "652c3fa36b0a7c5b3219fab3a30bc1c4"),
            (
                ContentEncryption::A256CbcHs512,
                "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5",
            ),
        ] {
            let key: Vec<u8> = (0..way.key_len()).map(|byte| byte as u8).collect();
            let sealed = way.seal(&key, &iv, aad, plain).unwrap();
            let hex: String = sealed.tag.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(hex, tag, "{way}");
        }
    }
}
