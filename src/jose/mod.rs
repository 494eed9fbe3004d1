//! JSON Web Signatures and the tokens made of them: keys, signing, verifying, and one validator for each kind
//! of token.
//!
//! Strict compact JWS (RFC 7515) on aws-lc; RFC 8725 is the rule book.

pub mod algorithm;
pub mod base64url;
pub mod claims;
pub mod client_assertion;
mod compact;
pub mod examined;
pub mod hash;
pub mod id_token;
pub mod inspected;
pub mod jwk;
pub mod jwk_set;
pub mod jws;
pub mod key;
pub mod private_key;
pub mod registered;
mod rsa_modulus;
pub mod symmetric_key;
pub mod token_kind;
pub mod validated;
