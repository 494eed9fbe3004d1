//! Encrypted answers, opened with the client's keys (OIDC Core §10.2, §16.14; JARM §2.2).
//!
//! An encrypted answer is only private. What is in it is checked like one that came open.

use super::peer::Peer;
use crate::{
    error::{Code, Error, Phase, Result},
    host::Host,
    jose::{
        jwe::{self, Decrypted, Encrypted, Keys},
        jws,
    },
    protocol::step::Step,
    secret::SecretString,
};

/// The signed token within an ID token, which is the ID token itself if it is not encrypted. It is what is kept, too: OIDC
/// Core §3.1.2.1 wants it as `id_token_hint`, and the key may be gone by then.
///
/// # Errors
/// `decryption_key_missing` or one of the `jwe_*` codes; `jwe_refused` if it must be encrypted and is not.
pub fn signed_id_token(host: &Host, peer: &Peer, token: &SecretString) -> Result<SecretString> {
    let about = |error: Error| error.phase(Phase::Validate).issuer(peer.name());
    if !jwe::is_encrypted(token.expose()) {
        // OIDC Core §3.1.3.7 (1): a downgrade otherwise
        return match peer.protection.id_token.encrypted {
            true => Err(about(unencrypted("the ID token is not encrypted, which was asked for"))),
            false => Ok(token.clone()),
        };
    }
    signed(host, peer, token, "encryption of the ID token").map_err(about)
}

/// The signed token within the answer of the browser, which is the answer itself if it is not encrypted.
///
/// # Errors
/// As [`signed_id_token`].
pub fn signed_response(host: &Host, peer: &Peer, token: &SecretString) -> Result<SecretString> {
    match (jwe::is_encrypted(token.expose()), peer.protection.response.encrypted) {
        (true, _) => signed(host, peer, token, "encryption of the authorization response"),
        // JARM §2.2: a downgrade otherwise
        (false, true) => Err(unencrypted("the answer to the login is not encrypted, which was asked for")),
        (false, false) => Ok(token.clone()),
    }
}

/// The signed token within an encrypted one.
fn signed(host: &Host, peer: &Peer, token: &SecretString, what: &'static str) -> Result<SecretString> {
    let decrypted = open(peer, token.expose())?;
    let signed = decrypted.nested()?;
    let claims = jws::peek(signed.expose()).and_then(|(_, claims)| claims.as_object().cloned());
    decrypted.check_replicated(&claims.unwrap_or_default())?;
    host.witness.saw(Step::Checked { what, rules: vec![rule(&decrypted)], token: None });
    Ok(signed)
}

/// Opens an encrypted answer with the client's keys.
pub(super) fn open(peer: &Peer, text: &str) -> Result<Decrypted> {
    let keys = Keys { private: &peer.protection.keys, secret: peer.client.secret.as_ref() };
    Encrypted::parse(text)?.decrypt(keys)
}

/// How it was encrypted, as a rule that held.
pub(super) fn rule(decrypted: &Decrypted) -> String {
    let header = decrypted.header();
    format!("decrypted, {} with {} (RFC 7516 §5.2)", header.algorithm, header.encryption)
}

/// An answer that anybody on the way could have read.
pub(super) fn unencrypted(message: &'static str) -> Error {
    Code::JweRefused
        .error()
        .message(message)
        .hint("check the client's registration, or leave that setting out")
}
