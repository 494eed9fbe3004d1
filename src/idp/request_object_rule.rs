//! How a client protects its authorization requests, by the names of OIDC Registration §2 and RFC 9101 §10.5.

use super::{encryption_choice, encryption_key};
use crate::jose::{
    algorithm::Algorithm,
    jwe::{Encryption, KeyManagement, Needs},
    jwk_set::JwkSet,
};

/// What a client has registered about its request objects.
#[derive(Debug, Clone, Default)]
pub struct RequestObjectRule {
    /// The one algorithm that they are signed with; any that its keys have, if nothing is said.
    pub signing_alg: Option<Algorithm>,
    /// The one way in which they are encrypted, if they are.
    pub encryption: Option<Encryption>,
    /// Whether no request without one is of this client (RFC 9101 §10.5).
    pub required: bool,
}

/// What the metadata say of it.
pub struct Named<'a> {
    /// `request_object_signing_alg`.
    pub signing_alg: Option<&'a str>,
    /// `request_object_encryption_alg` and `…_enc`.
    pub encryption: [Option<&'a str>; 2],
    /// `require_signed_request_object`.
    pub required: bool,
}

impl RequestObjectRule {
    /// What is said by a client with these keys, or why it cannot be: whatever is encrypted is signed too, by a key that is
    /// registered, and never with `none` (RFC 9101 §10.2).
    pub fn checked(named: &Named<'_>, keys: &JwkSet, has_secret: bool) -> Result<Self, String> {
        let signing_alg = match named.signing_alg {
            None => None,
            Some(name) => Some(
                Algorithm::named(name)
                    .filter(|algorithm| Algorithm::ASYMMETRIC.contains(algorithm))
                    .ok_or("request_object_signing_alg is that of a public key")?,
            ),
        };
        let encryption = encryption_choice::chosen("request_object_encryption", named.encryption, &ways())?;
        if encryption.is_some_and(|chosen| chosen.algorithm.needs() == Needs::Secret) && !has_secret {
            return Err("request_object_encryption_alg needs a client secret".into());
        }
        let members = [
            ("require_signed_request_object", named.required),
            ("request_object_signing_alg", signing_alg.is_some()),
            ("request_object_encryption_alg", encryption.is_some()),
        ];
        match members.iter().find(|(_, is_said)| *is_said) {
            Some((member, _)) if keys.keys().is_empty() => Err(format!("{member} needs jwks")),
            _ => Ok(Self { signing_alg, encryption, required: named.required }),
        }
    }
}

/// The ways in which one is encrypted: to our key, or with the secret of its client (OIDC Core §10.2).
pub fn ways() -> Vec<KeyManagement> {
    let is_open = |way: &KeyManagement| *way == encryption_key::WAY || way.needs() == Needs::Secret;
    KeyManagement::ALL.iter().copied().filter(is_open).collect()
}

/// What the metadata list of it (RFC 9101 §9.2, OIDC Discovery §3).
pub fn metadata() -> [(&'static str, Vec<&'static str>); 3] {
    [
        (
            "request_object_signing_alg_values_supported",
            Algorithm::ASYMMETRIC.iter().map(|algorithm| algorithm.name()).collect(),
        ),
        ("request_object_encryption_alg_values_supported", ways().iter().map(|way| way.name()).collect()),
        ("request_object_encryption_enc_values_supported", encryption_choice::contents()),
    ]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::jose::key::SigningKey;

    #[test]
    fn what_cannot_be_is_refused_with_the_member_that_says_it() {
        let key = SigningKey::generate(Algorithm::EdDSA, &mut |bytes| bytes.fill(7)).unwrap();
        let keys = JwkSet::parse(json!({"keys": [key.public_jwk()]}).to_string().as_bytes()).unwrap();
        let checked = |signing_alg, encryption, has_keys: bool, has_secret| {
            let named = Named { signing_alg, encryption, required: false };
            let none = JwkSet::default();
            RequestObjectRule::checked(&named, if has_keys { &keys } else { &none }, has_secret)
        };
        let encryption = |alg, enc| checked(None, [Some(alg), enc], true, false);
        let chosen = encryption("ECDH-ES", None).unwrap().encryption.unwrap();
        assert_eq!((chosen.algorithm.name(), chosen.content.name()), ("ECDH-ES", "A128CBC-HS256"));
        assert!(checked(Some("ES256"), [Some("dir"), Some("A256GCM")], true, true).is_ok());
        for (refused, why) in [
            // C31
            (
                checked(Some("none"), [None; 2], true, false),
                "request_object_signing_alg is that of a public key",
            ),
            (
                checked(Some("HS256"), [None; 2], true, true),
                "request_object_signing_alg is that of a public key",
            ),
            (checked(Some("EdDSA"), [None; 2], false, false), "request_object_signing_alg needs jwks"),
            // C88
            (
                encryption("RSA1_5", None),
                "request_object_encryption_alg is one of ECDH-ES, A128KW, A256KW, dir",
            ),
            (
                encryption("RSA-OAEP", None),
                "request_object_encryption_alg is one of ECDH-ES, A128KW, A256KW, dir",
            ),
            (
                encryption("ECDH-ES", Some("A192GCM")),
                "request_object_encryption_enc is one of A256GCM, A128GCM, A128CBC-HS256, A256CBC-HS512",
            ),
            (encryption("dir", None), "request_object_encryption_alg needs a client secret"),
            (
                checked(None, [Some("ECDH-ES"), None], false, false),
                "request_object_encryption_alg needs jwks",
            ),
            (
                checked(None, [None, Some("A256GCM")], true, false),
                "request_object_encryption_enc needs request_object_encryption_alg",
            ),
        ] {
            assert_eq!(refused.unwrap_err(), why);
        }
    }
}
