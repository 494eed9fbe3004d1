//! What is odd about the key set. The ID token is signed with a key that nobody has seen before, so that an app that has read the
//! key set already reads it again (OIDC Core §10.1.1). <https://www.rfc-editor.org/rfc/rfc7517#section-5>

use serde_json::{Value, json};

use super::{
    means::Means,
    members::unset,
    row::{
        Change::{Afresh, Keys, Reply, Trouble},
        Fault,
        Place::KeySet,
        Trouble::{Dropped, Fails, FailsOnce, Late},
        faults,
    },
    whole,
};
use crate::{
    error::Result,
    jose::{
        base64url,
        forged::{Forged, Signed},
    },
};

/// How many keys are too many.
const MANY: usize = 5_000;
/// The secret of a key that everybody can read.
const OPEN_SECRET: &str = "a secret that is published is none, whoever signs with it";

/// The rows.
pub(super) const ROWS: &[Fault] = faults! {
    "JK1" "jwks-key-added" Accepts Should "OIDC Core §10.1.1"
        "the ID token is signed with a new key, which is published beside the others"
        => "read the key set again where an ID token names a key that the app does not know"
        [Afresh(plainly), Keys(|keys, means| add(keys, means, |_| ()))];
    "JK2" "jwks-key-replaced" Accepts Should "OIDC Core §10.1.1"
        "the ID token is signed with a new key, and the others are no longer published"
        => "read the key set again where an ID token names a key that the app does not know"
        [Afresh(plainly), Keys(|keys, means| { keys.clear(); add(keys, means, |_| ()); })];
    "JK3" "jwks-key-unpublished" Refuses Should "OIDC Core §10.1"
        "the ID token is signed with a new key that is not published"
        => "read the key set again once, and then refuse"
        [Afresh(plainly)];
    "JK4" "jwks-key-unpublished-unnamed" Refuses Should "OIDC Core §10.1"
        "the ID token is signed with a new key that is not published, and does not name it"
        => "verify with the keys that are published for the algorithm, and then refuse"
        [Afresh(unnamed)];
    "JK5" "jwks-empty" Refuses Should "OIDC Core §10.1"
        "the key set has no keys"
        => "refuse an ID token for which there is no key"
        [Afresh(plainly), Keys(|keys, _| keys.clear())];
    "JK6" "jwks-kid-absent" Accepts Should "OIDC Core §10.1"
        "the ID token does not name its key, and only one is published, without a name"
        => "where a token names no key and one serves its algorithm, verify with that"
        [Afresh(unnamed), Keys(|keys, means| {
            keys.clear();
            add(keys, means, |key| key["kid"] = Value::Null);
            keys.iter_mut().filter_map(Value::as_object_mut).for_each(|key| unset(key, "kid"));
        })];
    "JK7" "jwks-kid-absent-several" Either Info "OIDC Core §10.1"
        "the ID token does not name its key, and several serve its algorithm"
        => "an app may try each key that serves the algorithm, or refuse"
        [Afresh(unnamed), Keys(|keys, means| add(keys, means, |_| ()))];
    "JK8" "jwks-kid-twice" Either Info "RFC 7517 §4.5"
        "two keys are published under the name that the ID token has"
        => "an app may try each of them, or refuse"
        [Afresh(plainly), Keys(|keys, means| {
            let kid = means.fresh.as_ref().map(|key| key.kid().to_owned());
            let other = means.own.as_ref().map(|key| { let mut jwk = key.public_jwk(); jwk["kid"] = kid.into(); jwk });
            keys.extend(other);
            add(keys, means, |_| ());
        })];
    "JK9" "jwks-key-unnamed" Either Info "RFC 7517 §4.5"
        "the ID token names its key, which is published without a name"
        => "an app may try keys without a name, or refuse"
        [Afresh(plainly), Keys(|keys, means| {
            add(keys, means, |_| ());
            if let Some(Value::Object(key)) = keys.last_mut() { unset(key, "kid"); }
        })];
    "JK10" "jwks-other-kinds" Accepts Should "RFC 7517 §5"
        "beside the right key there is one of a kind that nobody knows"
        => "pass over keys of a kind that the app does not know"
        [Afresh(plainly), Keys(|keys, means| {
            keys.insert(0, json!({"kty": "urn:example:unknown", "kid": "unknown", "use": "sig", "x": "AA"}));
            add(keys, means, |_| ());
        })];
    "JK11" "jwks-broken-beside" Accepts Should "RFC 7517 §5"
        "beside the right key there is one that lacks what it must have"
        => "pass over keys that cannot be used"
        [Afresh(plainly), Keys(|keys, means| {
            keys.insert(0, json!({"kty": "RSA", "kid": "broken", "use": "sig", "alg": "RS256"}));
            add(keys, means, |_| ());
        })];
    "JK12" "jwks-extra-members" Accepts Should "RFC 7517 §4"
        "the key has members that nobody knows"
        => "ignore members of a key that the app does not know"
        [Afresh(plainly), Keys(|keys, means| add(keys, means, |key| {
            key["urn:example:unknown"] = json!({"a": [1, null]});
            key["exp"] = json!(4_000_000_000_u64);
        }))];
    "JK13" "jwks-few-members" Accepts Should "RFC 7517 §4"
        "the key has its name and what makes it a key, and neither use nor alg"
        => "do not require use and alg"
        [Afresh(plainly), Keys(|keys, means| {
            add(keys, means, |_| ());
            if let Some(Value::Object(key)) = keys.last_mut() { unset(key, "use"); unset(key, "alg"); }
        })];
    "JK14" "jwks-use-encryption" Refuses Should "RFC 7517 §4.2"
        "the key is published for encryption"
        => "verify with keys for signatures alone"
        [Afresh(plainly), Keys(|keys, means| add(keys, means, |key| key["use"] = "enc".into()))];
    "JK15" "jwks-alg-other" Refuses Should "RFC 8725 §3.1"
        "the key is published for another algorithm than that of the ID token"
        => "use a key for the algorithm alone that it is published for"
        [Afresh(plainly), Keys(|keys, means| add(keys, means, |key| {
            key["alg"] = if key["alg"] == "RS256" { "PS512" } else { "RS256" }.into();
        }))];
    "JK16" "jwks-operations-other" Either Info "RFC 7517 §4.3"
        "the key is published for signing and not for verifying"
        => "key_ops may be looked at, or use alone"
        [Afresh(plainly), Keys(|keys, means| {
            add(keys, means, |key| key["key_ops"] = json!(["wrapKey"]));
            if let Some(Value::Object(key)) = keys.last_mut() { unset(key, "use"); }
        })];
    "JK17" "jwks-secret-key" Refuses Must "OIDC Core §3.1.3.7"
        "the ID token is signed with HS256, and its secret is published in the key set"
        => "take only the algorithm that the app is registered for, and no secret from a key set"
        [Afresh(|token, means| {
            means.sign_afresh(token)?;
            token.head("alg", "HS256");
            token.signed = Signed::Keyed(OPEN_SECRET.into());
            Ok(())
        }), Keys(|keys, means| {
            let kid = means.fresh.as_ref().map(|key| key.kid().to_owned());
            let k = base64url::encode(OPEN_SECRET);
            keys.push(json!({"kty": "oct", "kid": kid, "use": "sig", "alg": "HS256", "k": k}));
        })];
    "JK18" "jwks-private-key" Either Info "RFC 7517 §9.2"
        "the key is published with a private member: whoever reads it might sign"
        => "an app may refuse a provider that gives its key away"
        // it is made up
        [Afresh(plainly), Keys(|keys, means| add(keys, means, |key| key["d"] = "AAAA".into()))];
    "JK19" "jwks-many-keys" Either Info "RFC 7517 §5"
        "the key set has thousands of keys"
        => "read no more of a key set than it can need"
        [Afresh(plainly), Keys(|keys, means| {
            add(keys, means, |_| ());
            let Some(last) = keys.last().cloned() else { return };
            let other = |index: usize| { let mut key = last.clone(); key["kid"] = format!("other-{index}").into(); key };
            keys.extend((0..MANY).map(other));
        })];
    "JK20" "jwks-fails" Refuses Should "OIDC Core §10.1"
        "the key set fails with 500 where the app needs a new key"
        => "refuse an ID token for which there is no key"
        [Afresh(plainly), Trouble(KeySet, Fails)];
    "JK21" "jwks-fails-once" Either Info "OIDC Core §10.1"
        "the key set fails with 500, once, where the app needs a new key"
        => "an app may try again, or let the person try again"
        [Afresh(plainly), Keys(|keys, means| add(keys, means, |_| ())), Trouble(KeySet, FailsOnce)];
    "JK22" "jwks-late" Accepts Info "OIDC Core §10.1"
        "the key set takes two seconds where the app needs a new key"
        => "wait some seconds for the key set"
        [Afresh(plainly), Keys(|keys, means| add(keys, means, |_| ())), Trouble(KeySet, Late)];
    "JK23" "jwks-dropped" Refuses Should "OIDC Core §10.1"
        "the key set ends the connection without an answer where the app needs a new key"
        => "refuse an ID token for which there is no key"
        [Afresh(plainly), Trouble(KeySet, Dropped)];
    "JK24" "jwks-page" Refuses Should "RFC 7517 §5"
        "the key set is a page where the app needs a new key"
        => "refuse an ID token for which there is no key"
        [Afresh(plainly), Reply(KeySet, whole::page)];
    "JK25" "jwks-cut" Refuses Should "RFC 7517 §5"
        "the key set ends in its middle where the app needs a new key"
        => "refuse an ID token for which there is no key"
        [Afresh(plainly), Keys(|keys, means| add(keys, means, |_| ())), Reply(KeySet, whole::cut)];
    "JK26" "jwks-not-found" Refuses Should "OIDC Core §10.1"
        "the key set is not there where the app needs a new key"
        => "refuse an ID token for which there is no key"
        [Afresh(plainly), Reply(KeySet, whole::not_found)];
    "JK27" "jwks-redirected" Refuses Info "OIDC Core §10.1"
        "the key set is said to be in another place, where there are other keys"
        => "do not follow redirects of the key set to another place"
        [Afresh(plainly), Reply(KeySet, whole::redirected)];
    "JK28" "jwks-media-type" Accepts Should "RFC 7517 §8.5.2"
        "the key set says that it is a key set"
        => "take application/jwk-set+json too"
        [Afresh(plainly), Keys(|keys, means| add(keys, means, |_| ())), Reply(KeySet, |reply, _| {
            whole::typed(reply, "application/jwk-set+json");
        })];
    "JK29" "jwks-too-long" Either Info "RFC 7517 §5"
        "the key set has four megabytes of white space behind it"
        => "read no more of an answer than it can need"
        [Afresh(plainly), Keys(|keys, means| add(keys, means, |_| ())), Reply(KeySet, whole::padded)];
};

/// The new key signs, under its name.
fn plainly(token: &mut Forged, means: &Means) -> Result<()> {
    means.sign_afresh(token)
}

/// The new key signs, under no name.
fn unnamed(token: &mut Forged, means: &Means) -> Result<()> {
    means.sign_afresh(token)?;
    token.header.remove("kid");
    Ok(())
}

/// Publishes the new key, changed so.
fn add(keys: &mut Vec<Value>, means: &Means, change: impl Fn(&mut Value)) {
    keys.extend(means.fresh.as_ref().map(|key| {
        let mut jwk = key.public_jwk();
        change(&mut jwk);
        jwk
    }));
}
