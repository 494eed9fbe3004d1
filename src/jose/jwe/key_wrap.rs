//! A key wrapped with another: AES Key Wrap (RFC 3394, RFC 7518 §4.4).

use aws_lc_rs::{
    error::Unspecified,
    key_wrap::{AES_128, AES_256, AesKek, KeyWrap as _},
};
use zeroize::Zeroizing;

/// What wrapping adds, in bytes (RFC 3394 §2.2.3).
const CHECK_LEN: usize = 8;

/// The key `wrapped` with `by`, which has 16 or 32 bytes.
pub(super) fn wrap(by: &[u8], key: &[u8]) -> Result<Vec<u8>, Unspecified> {
    let mut wrapped = vec![0; key.len() + CHECK_LEN];
    let len = kek(by)?.wrap(key, &mut wrapped)?.len();
    wrapped.truncate(len);
    Ok(wrapped)
}

/// The key that was wrapped.
pub(super) fn unwrap(by: &[u8], wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unspecified> {
    let mut key = Zeroizing::new(vec![0; wrapped.len()]);
    let len = kek(by)?.unwrap(wrapped, &mut key)?.len();
    key.truncate(len);
    Ok(key)
}

fn kek(key: &[u8]) -> Result<AesKek, Unspecified> {
    AesKek::new(if key.len() == 16 { &AES_128 } else { &AES_256 }, key)
}
