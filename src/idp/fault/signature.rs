//! What is odd about the header and the signature of the ID token. <https://www.rfc-editor.org/rfc/rfc8725>
//!
//! An app that has the token from the token endpoint itself, over TLS, may trust the connection in place of the signature (OIDC Core
//! §3.1.3.7, item 6): what only the signature tells is recommended, not required; an algorithm that the app is not registered for is.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{
    means::Means,
    members::set,
    row::{Change::Token, Fault, faults},
};
use crate::{
    error::{Code, Result},
    jose::{
        algorithm::{Algorithm, Family},
        base64url,
        forged::{Forged, Signed, bare_jwk, private_pem, public_pem, with_algorithm},
    },
    x509::issued,
};

/// The rows.
pub(super) const ROWS: &[Fault] = faults! {
    "SG1" "id-token-alg-none" Refuses Must "RFC 8725 §3.2"
        "the ID token is not signed: alg is none"
        => "take only the algorithm that the app is registered for"
        [Token(|token, _| unsigned(token, "none"))];
    "SG2" "id-token-alg-none-in-capitals" Refuses Must "RFC 8725 §3.2"
        "the ID token is not signed: alg is NoNe"
        => "take only the algorithm that the app is registered for, whatever else the header says"
        [Token(|token, _| unsigned(token, "NoNe"))];
    "SG3" "id-token-alg-none-signed" Refuses Must "RFC 8725 §3.2"
        "the ID token says that it is not signed, and has a signature"
        => "take only the algorithm that the app is registered for"
        [Token(|token, _| { token.head("alg", "none"); Ok(()) })];
    "SG4" "id-token-alg-missing" Refuses Must "RFC 7515 §4.1.1"
        "the ID token's header does not name an algorithm"
        => "require alg, and that it is the algorithm that the app is registered for"
        [Token(|token, _| { token.header.remove("alg"); token.signed = Signed::Bytes(Vec::new()); Ok(()) })];
    "SG5" "id-token-signature-missing" Refuses Should "RFC 7515 §5.2"
        "the ID token's signature is cut off"
        => "verify the signature of every ID token"
        [Token(|token, _| { token.signed = Signed::Bytes(Vec::new()); Ok(()) })];
    "SG6" "id-token-signature-wrong" Refuses Should "RFC 7515 §5.2"
        "the ID token is signed with another key, under the name of the right one"
        => "verify the signature of every ID token with the provider's published keys"
        [Token(|token, means| means.sign_as_stranger(token))];
    "SG7" "id-token-payload-tampered" Refuses Should "RFC 7515 §5.2"
        "the ID token was changed after it was signed"
        => "verify the signature of every ID token"
        [Token(|token, _| { token.edit(|claims| set(claims, "tampered", true)); Ok(()) })];
    "SG8" "id-token-kid-unknown" Refuses Should "OIDC Core §10.1"
        "the ID token is signed with a key that the provider does not publish"
        => "read the key set again once where a key is unknown, and then refuse"
        [Token(|token, means| { token.head("kid", means.stranger()?.kid()); means.sign_as_stranger(token) })];
    "SG9" "id-token-kid-wrong" Either Info "RFC 7515 §4.1.4"
        "the ID token is signed with the right key, under the name of a key that there is not"
        => "an app that tries all keys is not wrong, one that refuses is not either"
        [Token(|token, means| { token.head("kid", "no-such-key"); sign_again(token, means) })];
    "SG10" "id-token-hs256-client-secret" Refuses Must "OIDC Core §3.1.3.7"
        "the ID token is signed with HS256 and the client's secret, for which the app is not registered"
        => "take only the algorithm that the app is registered for"
        [Token(|token, means| {
            token.head("alg", "HS256");
            token.header.remove("kid");
            token.signed = Signed::Keyed(means.client_secret.clone().unwrap_or_else(|| "".into()));
            Ok(())
        })];
    "SG11" "id-token-hs256-public-key" Refuses Must "RFC 8725 §2.1"
        "the ID token is signed with HS256, and the secret is the provider's public key in PEM"
        => "take only the algorithm that the app is registered for, and use a key for its own kind of algorithm alone"
        [Token(|token, means| {
            token.head("alg", "HS256");
            token.signed = Signed::Keyed(public_pem(means.own()?)?.into());
            Ok(())
        })];
    "SG12" "id-token-hs256-jwk" Refuses Must "RFC 8725 §2.1"
        "the ID token is signed with HS256, and the secret is the provider's public key as JSON"
        => "take only the algorithm that the app is registered for, and use a key for its own kind of algorithm alone"
        [Token(|token, means| {
            token.head("alg", "HS256");
            token.signed = Signed::Keyed(means.own()?.public_jwk().to_string().into());
            Ok(())
        })];
    "SG13" "id-token-hs256-empty" Refuses Must "RFC 8725 §3.2"
        "the ID token is signed with HS256 and an empty secret"
        => "take only the algorithm that the app is registered for"
        [Token(|token, _| { token.head("alg", "HS256"); token.signed = Signed::Keyed("".into()); Ok(()) })];
    "SG14" "id-token-alg-of-the-key" Refuses Should "RFC 8725 §3.1"
        "the ID token is signed with the right key and another algorithm than the key is published for"
        => "take only the algorithm that the app is registered for"
        [Token(by_other_algorithm)];
    "SG15" "id-token-jwk" Refuses Should "RFC 8725 §3.10"
        "the ID token's header brings the key along that it is signed with"
        => "verify with the provider's published keys alone; ignore jwk in the header"
        [Token(|token, means| {
            token.head("jwk", bare_jwk(means.stranger()?));
            token.head("kid", means.stranger()?.kid());
            means.sign_as_stranger(token)
        })];
    "SG16" "id-token-jku" Refuses Should "RFC 8725 §3.10"
        "the ID token's header says from which other address its key is to be taken, and it is there"
        => "verify with the provider's published keys alone; ignore jku in the header, and do not fetch it"
        [Token(|token, means| {
            token.head("jku", means.elsewhere.clone());
            token.head("kid", means.stranger()?.kid());
            means.sign_as_stranger(token)
        })];
    "SG17" "id-token-x5u" Refuses Should "RFC 8725 §3.10"
        "the ID token's header says from which other address its certificate is to be taken"
        => "verify with the provider's published keys alone; ignore x5u in the header, and do not fetch it"
        [Token(|token, means| { token.head("x5u", means.elsewhere.clone()); means.sign_as_stranger(token) })];
    "SG18" "id-token-crit" Refuses Must "RFC 7515 §4.1.11"
        "the ID token has a critical extension that nobody knows"
        => "refuse a token whose crit names what the app does not know"
        [Token(|token, means| {
            token.head("crit", json!(["urn:example:unknown"]));
            token.head("urn:example:unknown", true);
            sign_again(token, means)
        })];
    "SG19" "id-token-payload-not-encoded" Refuses Must "RFC 7797 §6"
        "the ID token says that its payload is not encoded"
        => "refuse a token whose crit names what the app does not know"
        [Token(|token, means| {
            token.head("crit", json!(["b64"]));
            token.head("b64", false);
            sign_again(token, means)
        })];
    "SG20" "id-token-typ-access-token" Refuses Should "RFC 8725 §3.11"
        "the ID token says that it is an access token: typ is at+jwt"
        => "refuse as ID token what says that it is something else"
        [Token(|token, means| { token.head("typ", "at+jwt"); sign_again(token, means) })];
    "SG21" "id-token-typ-logout-token" Refuses Should "RFC 8725 §3.11"
        "the ID token says that it is a logout token: typ is logout+jwt"
        => "refuse as ID token what says that it is something else"
        [Token(|token, means| { token.head("typ", "logout+jwt"); sign_again(token, means) })];
    "SG22" "id-token-typ-missing" Accepts Must "RFC 7519 §5.1"
        "the ID token does not say what kind of token it is"
        => "do not require typ"
        [Token(|token, means| { token.header.remove("typ"); sign_again(token, means) })];
    "SG23" "id-token-typ-lower-case" Accepts Should "RFC 7515 §4.1.9"
        "the ID token's typ is jwt in small letters"
        => "compare typ without regard to letter case"
        [Token(|token, means| { token.head("typ", "jwt"); sign_again(token, means) })];
    "SG24" "id-token-header-unknown" Accepts Must "RFC 7515 §4"
        "the ID token's header has a member that nobody knows, and that is not critical"
        => "ignore members of the header that the app does not know"
        [Token(|token, means| { token.head("unknown", json!({"a": 1})); sign_again(token, means) })];
    "SG25" "id-token-claim-twice" Refuses Must "RFC 7519 §4"
        "the ID token has iss twice, first the right one and last a wrong one"
        => "refuse JSON with a member that stands twice, or take the last"
        [Token(|token, means| {
            let text = String::from_utf8_lossy(&token.payload).into_owned();
            let Some(text) = text.strip_suffix('}') else { return Ok(()) };
            token.payload = format!(r#"{text},"iss":"https://other.example"}}"#).into_bytes();
            sign_again(token, means)
        })];
    "SG26" "id-token-payload-not-json" Refuses Must "RFC 7519 §7.2"
        "the ID token's payload is no JSON, and well signed"
        => "refuse a token whose payload is not a JSON object"
        [Token(|token, means| { token.payload = b"alice".to_vec(); sign_again(token, means) })];
    "SG27" "id-token-payload-list" Refuses Must "RFC 7519 §7.2"
        "the ID token's payload is a list, and well signed"
        => "refuse a token whose payload is not a JSON object"
        [Token(|token, means| {
            token.payload = Value::Array(vec![token.claims().into()]).to_string().into_bytes();
            sign_again(token, means)
        })];
    "SG28" "id-token-x5c" Refuses Should "RFC 8725 §3.10"
        "the ID token's header brings a certificate along, whose key it is signed with"
        => "verify with the provider's published keys alone; ignore x5c in the header"
        [Token(|token, means| {
            let stranger = means.stranger()?;
            if let Some(key) = private_pem(stranger) {
                let certificate = issued::client_of_its_own(&key, means.now)?;
                token.head("x5c", json!([base64url::encode_standard(certificate.der())]));
            }
            token.head("kid", stranger.kid());
            means.sign_as_stranger(token)
        })];
};

#[allow(clippy::unnecessary_wraps, reason = "the table wants one kind of function")]
fn unsigned(token: &mut Forged, algorithm: &str) -> Result<()> {
    token.head("alg", algorithm);
    token.signed = Signed::Bytes(Vec::new());
    Ok(())
}

/// What is changed on purpose is signed by whom it should be.
fn sign_again(token: &mut Forged, means: &Means) -> Result<()> {
    token.signed = Signed::By(Arc::clone(means.own()?));
    Ok(())
}

/// RSA keys serve more than one algorithm; any other key signs under the name of one.
fn by_other_algorithm(token: &mut Forged, means: &Means) -> Result<()> {
    let own = means.own()?;
    let other = match own.algorithm() {
        Algorithm::PS256 => Algorithm::RS256,
        algorithm if algorithm.family() == Family::Rsa => Algorithm::PS256,
        _ => {
            token.head("alg", "RS256");
            return sign_again(token, means);
        }
    };
    token.head("alg", other.name());
    token.signed = Signed::By(Arc::new(with_algorithm(own, other).map_err(|_| Code::InternalError.error())?));
    Ok(())
}
