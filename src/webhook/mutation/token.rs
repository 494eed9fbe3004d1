//! What is odd about the token: who signed it, and what its header says. <https://www.rfc-editor.org/rfc/rfc8725>

use serde_json::json;

use super::{
    row::{Change, Mutation, Right, mutations},
    sample::{Means, Sample, unfit},
};
use crate::{
    error::Result,
    jose::{
        algorithm::{Algorithm, Family},
        forged::{Forged, Signed, bare_jwk, public_pem, with_algorithm},
    },
    webhook::credential::Credential,
};

/// An address that is nobody's (RFC 6761 §6.4).
const ELSEWHERE: &str = "https://keys.invalid/jwks.json";

/// The rows.
pub(super) const ROWS: &[Mutation] = mutations! {
    "alg-none" "N7" Refuses "RFC 8725 §3.2" "`alg` is `none`, and there is no signature"
        Sample::is_signed => Token |token, _, _| unsigned(token, "none");
    "alg-none-in-capitals" "N7" Refuses "RFC 8725 §3.2" "`alg` is `NoNe`, and there is no signature"
        Sample::is_signed => Token |token, _, _| unsigned(token, "NoNe");
    "wrong-key" "N8" Refuses "RFC 7515 §5.2" "it is signed with another key under the name of the right one"
        Sample::is_signed => Token |token, _, means| by_stranger(token, means);
    "unknown-kid" "N9" Refuses "RFC 7515 §4.1.4" "it is signed with a key that the issuer does not publish"
        Sample::is_signed => Token |token, _, means| {
            token.head("kid", means.stranger()?.kid());
            by_stranger(token, means)
        };
    "hs256-with-client-secret" "N10" Refuses "RFC 8725 §3.1" "it is signed with HS256 and the client's secret"
        Sample::is_signed => Token |token, _, means| {
            token.head("alg", "HS256");
            token.signed = Signed::Keyed(means.client_secret()?.clone());
            Ok(())
        };
    "hs256-with-public-key" "N11" Refuses "RFC 8725 §2.1" "it is signed with HS256 and the issuer's public key in PEM as the secret"
        Sample::is_signed => Token |token, _, means| {
            token.head("alg", "HS256");
            token.signed = Signed::Keyed(public_pem(means.credential().key()?)?.into());
            Ok(())
        };
    "other-algorithm" "N12" Refuses "Back-Channel Logout §2.6" "it is signed with another algorithm than the app is registered for"
        Sample::is_signed => Token |token, _, means| by_other_algorithm(token, means);
    "tampered-payload" "N13" Refuses "RFC 7515 §5.2" "its payload was changed after it was signed"
        Sample::is_signed => Token |token, sample, _| {
            let signed = sample.token.clone().ok_or_else(unfit)?.signed;
            token.edit(|claims| { claims.insert("tampered".into(), json!(true)); });
            token.signed = signed;
            Ok(())
        };
    "stripped-signature" "N14" Refuses "RFC 7515 §5.2" "the signature is cut off"
        Sample::is_signed => Token |token, _, _| { token.signed = Signed::Bytes(Vec::new()); Ok(()) };
    "embedded-jwk" "N37" Refuses "RFC 8725 §3.10" "its header brings the key along that it is signed with"
        Sample::is_signed => Token |token, _, means| {
            let stranger = means.stranger()?;
            token.head("jwk", bare_jwk(&stranger));
            token.head("kid", stranger.kid());
            by_stranger(token, means)
        };
    "jku" "N37" Refuses "RFC 8725 §3.10" "its header says from which other address its key is to be taken"
        Sample::is_signed => Token |token, _, means| { token.head("jku", ELSEWHERE); by_stranger(token, means) };
    "x5u" "N37" Refuses "RFC 8725 §3.10" "its header says from which other address its certificate is to be taken"
        Sample::is_signed => Token |token, _, means| { token.head("x5u", ELSEWHERE); by_stranger(token, means) };
    "crit" "N38" Refuses "RFC 7515 §4.1.11" "it has a critical extension that nobody knows"
        Sample::is_signed => Signed |token| {
            token.head("crit", json!(["urn:example:unknown"]));
            token.head("urn:example:unknown", true);
        };
    "unencrypted" "N39" Either "Back-Channel Logout §2.4" "it is not encrypted; an app that is registered for encrypted tokens refuses it"
        Sample::is_logout => Token |_, _, _| Ok(());
    "duplicate-claim" "N3" Refuses "RFC 7519 §4" "a claim stands in it twice, the second time with a wrong value"
        |sample| sample.says("iss") => Signed |token| {
            let text = String::from_utf8_lossy(&token.payload).into_owned();
            // the last is wrong: RFC 7519 §4 lets a reader take that one
            let Some(text) = text.trim_end().strip_suffix('}') else { return };
            token.payload = format!(r#"{text},"iss":"https://other.example"}}"#).into_bytes();
        };
    "typ-missing" "P4" Either "Back-Channel Logout §2.4" "it does not say what kind of token it is"
        Sample::is_logout => Signed |token| { token.header.remove("typ"); };
    "typ-jwt" "P4" Either "Back-Channel Logout §2.4" "its kind is `JWT`, as older providers write"
        Sample::is_logout => Signed |token| token.head("typ", "JWT");
};

fn unsigned(token: &mut Forged, alg: &str) -> Result<()> {
    token.head("alg", alg);
    token.signed = Signed::Bytes(Vec::new());
    Ok(())
}

fn by_stranger(token: &mut Forged, means: &Means) -> Result<()> {
    token.signed = Signed::By(means.stranger()?);
    Ok(())
}

/// RS512 with the same RSA key; where a key has but one algorithm, a signature of another one's name.
fn by_other_algorithm(token: &mut Forged, means: &Means) -> Result<()> {
    let Credential::Key(key) = means.credential() else { return Err(unfit()) };
    let other = match key.algorithm().family() {
        Family::Rsa if key.algorithm() == Algorithm::RS512 => Algorithm::RS256,
        Family::Rsa => Algorithm::RS512,
        Family::Ec(_) => Algorithm::EdDSA,
        _ => Algorithm::ES256,
    };
    token.head("alg", other.name());
    token.signed = match other.family() == key.algorithm().family() {
        true => Signed::By(with_algorithm(key, other)?.into()),
        false => means.own(),
    };
    Ok(())
}
