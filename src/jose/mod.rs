//! JSON Web Signatures and the tokens made of them: keys, signing, verifying, and one validator for each kind of token.
//!
//! Strict compact JWS (RFC 7515) on aws-lc; RFC 8725 is the rule book.
