//! What protects a provider's answers: what form they must have, and the keys that open encrypted ones (OIDC Core §10.2,
//! §16.14; JARM §2.2).

use std::sync::Arc;

use crate::{
    error::{Code, Error, Result},
    jose::jwe::{DecryptionKey, KeyManagement, Needs},
    protocol::answer_form::AnswerForm,
    provider::metadata::ProviderMetadata,
};

/// What the answers must be, and what opens them.
#[derive(Debug, Clone, Default)]
pub struct Protection {
    /// The client's private keys, those that decrypt.
    pub keys: Arc<[DecryptionKey]>,
    /// What the ID token must be; it is always signed.
    pub id_token: AnswerForm,
    /// What the UserInfo answer must be.
    pub userinfo: AnswerForm,
    /// What the answer of the browser must be.
    pub response: AnswerForm,
}

/// The lists of the metadata (OIDC Discovery §3, JARM §4) that say how each answer is encrypted.
const LISTS: [(&str, &str); 3] = [
    ("id-token-form", "id_token_encryption_alg_values_supported"),
    ("userinfo-form", "userinfo_encryption_alg_values_supported"),
    ("response-form", "authorization_encryption_alg_values_supported"),
];

impl Protection {
    /// Refuses a form that the provider does not offer, or that no key of ours would open, before anything is sent.
    ///
    /// # Errors
    /// [`Code::ConfigInvalid`]
    pub fn check(&self, metadata: &ProviderMetadata, has_secret: bool) -> Result<()> {
        let opens = |way: KeyManagement| match way.needs() {
            Needs::Secret => has_secret,
            Needs::Rsa | Needs::Curve => self.keys.iter().any(|key| key.serves(way)),
        };
        for ((flag, list), form) in LISTS.iter().zip([self.id_token, self.userinfo, self.response]) {
            if form.encrypted && !KeyManagement::ALL.iter().any(|way| opens(*way)) {
                return Err(Code::ConfigInvalid
                    .error()
                    .message(format!(
                        "--{flag} asks for an encrypted answer, and there is no key that decrypts"
                    ))
                    .hint("give --client-key-from, with a key that `authctl key new --alg ECDH-ES` makes"));
            }
            let Some(listed) = listed(metadata, list) else { continue };
            if form.encrypted && !listed.iter().any(|name| KeyManagement::named(name).is_some_and(opens)) {
                return Err(not_offered(flag, list, &listed));
            }
        }
        match listed(metadata, "userinfo_signing_alg_values_supported") {
            Some(algorithms) if self.userinfo.signed && algorithms.iter().all(|name| name == "none") => {
                Err(not_offered("userinfo-form", "userinfo_signing_alg_values_supported", &algorithms))
            }
            _ => Ok(()),
        }
    }
}

fn listed(metadata: &ProviderMetadata, list: &str) -> Option<Vec<String>> {
    let items = metadata.document.get(list)?.as_array()?;
    Some(items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect())
}

fn not_offered(flag: &str, list: &str, listed: &[String]) -> Error {
    Code::ConfigInvalid
        .error()
        .message(format!("the provider does not offer what --{flag} asks for: see its `{list}`"))
        .hint(format!("leave --{flag} out, or --{flag} any: then the answer is taken as it comes"))
        .got(listed.join(", "))
}
