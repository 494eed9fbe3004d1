//! The hashes that tokens carry: `at_hash` and `c_hash` (OIDC Core §3.1.3.6, §3.3.2.11), PKCE and
//! thumbprints; and the one that passwords are kept as (RFC 8018 §5.2).

use std::num::NonZeroU32;

use aws_lc_rs::{digest, pbkdf2};

use super::{algorithm::Algorithm, base64url};

/// SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    hash
}

/// SHA-512 of `bytes`.
pub fn sha512(bytes: &[u8]) -> [u8; 64] {
    let mut hash = [0; 64];
    hash.copy_from_slice(digest::digest(&digest::SHA512, bytes).as_ref());
    hash
}

/// How often PBKDF2 hashes: about a tenth of a second for whoever guesses.
const ROUNDS: NonZeroU32 = NonZeroU32::new(600_000).unwrap();

/// What a password is kept as (RFC 8018 §5.2, with HMAC-SHA-256).
pub fn of_password(password: &str, salt: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, ROUNDS, salt, password.as_bytes(), &mut hash);
    hash
}

/// Whether a password is the one that is kept as `hash`; in a time that does not tell how much of it is right.
pub fn is_of_password(password: &str, salt: &[u8], hash: &[u8]) -> bool {
    pbkdf2::verify(pbkdf2::PBKDF2_HMAC_SHA256, ROUNDS, salt, password.as_bytes(), hash).is_ok()
}

/// The left half of the hash of `value`, in base64url: what `at_hash` and `c_hash` must be in a token signed
/// with `algorithm`, whose number says which hash. Ed25519 hashes with SHA-512 itself, so its tokens do too.
pub fn left_half(algorithm: Algorithm, value: &str) -> String {
    use Algorithm::*;
    let by = match algorithm {
        RS256 | PS256 | ES256 | HS256 => &digest::SHA256,
        RS384 | PS384 | ES384 | HS384 => &digest::SHA384,
        RS512 | PS512 | ES512 | HS512 | EdDSA => &digest::SHA512,
    };
    let hash = digest::digest(by, value.as_bytes());
    base64url::encode(&hash.as_ref()[..hash.as_ref().len() / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_left_half_is_the_one_of_the_standards_example() {
        // OIDC Core Appendix A.4 (at_hash) and A.6 (c_hash), both RS256
        assert_eq!(
            left_half(Algorithm::RS256, "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"),
            "77QmUPtjPfzWtF2AnpK9RQ"
        );
        assert_eq!(
            left_half(Algorithm::RS256, "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk"),
            "LDktKdoQak3Pk0cnXxCltA"
        );
    }

    #[test]
    fn the_number_of_the_algorithm_says_which_hash() {
        for (algorithm, characters) in
            [(Algorithm::ES256, 22), (Algorithm::PS384, 32), (Algorithm::HS512, 43), (Algorithm::EdDSA, 43)]
        {
            assert_eq!(left_half(algorithm, "x").len(), characters, "{algorithm}");
        }
    }

    #[test]
    fn sha256_is_that_of_the_standard() {
        // RFC 7636 Appendix B
        assert_eq!(
            base64url::encode(sha256(b"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }
}
