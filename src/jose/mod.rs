//! JSON Web Signatures, JSON Web Encryption and the tokens made of them: keys, signing, verifying, decrypting, and one
//! validator for each kind of token.
//!
//! Strict compact JWS (RFC 7515) and JWE (RFC 7516) on aws-lc; RFC 8725 is the rule book.

pub mod access_token;
pub mod algorithm;
pub mod authorization_response;
pub mod base64url;
pub mod claims;
pub mod client_assertion;
mod compact;
pub mod dpop;
pub mod examined;
pub mod forged;
pub mod hash;
pub mod id_token;
pub mod inspected;
pub mod jwe;
pub mod jwk;
pub mod jwk_set;
pub mod jws;
pub mod key;
pub mod key_algorithm;
pub mod logout_token;
pub mod private_key;
pub mod private_keys;
mod private_material;
pub mod registered;
mod rsa_modulus;
pub mod security_event;
pub mod symmetric_key;
pub mod token_kind;
pub mod validated;
mod written_key;
