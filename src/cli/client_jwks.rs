//! The key set that a provider is given of a client (RFC 7591 §2): what it signs with, and what is encrypted to it.

use serde_json::{Value, json};

use crate::{
    error::Result,
    jose::{algorithm::Algorithm, private_key::PrivateKey, private_keys::PrivateKeys},
};

/// The public halves of these keys: the one that proves the client, or else signs its requests; and those that decrypt. A key
/// that does not say what it is for is among those only if something is to be encrypted.
///
/// # Errors
/// `internal_error` if the library fails.
pub fn published(
    keys: &PrivateKeys,
    proving: Option<(PrivateKey, Algorithm)>,
    decrypts: bool,
) -> Result<Option<Value>> {
    let signing = match proving {
        Some((key, algorithm)) => {
            let mut public = public(&key, "sig")?;
            public["alg"] = algorithm.name().into();
            Some(public)
        }
        None => keys.iter().find(|key| key.may_sign()).map(|key| public(key, "sig")).transpose()?,
    };
    let is_meant = |key: &&PrivateKey| key.decrypting().is_some() && (decrypts || !key.may_sign());
    let decrypting = keys.iter().filter(is_meant).map(|key| public(key, "enc"));
    let set: Vec<Value> = signing.into_iter().map(Ok).chain(decrypting).collect::<Result<_>>()?;
    Ok((!set.is_empty()).then(|| json!({"keys": set})))
}

fn public(key: &PrivateKey, usage: &str) -> Result<Value> {
    let mut public = key.public_jwk()?;
    public["use"] = usage.into();
    if let (None, Some(members)) = (key.kid(), public.as_object_mut()) {
        // A name that is made up here stands in no token.
        members.remove("kid");
    }
    Ok(public)
}
