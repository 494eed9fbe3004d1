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

/// For each answer the flag that asks for its form, the list of the metadata that says how it is encrypted (OIDC Discovery §3,
/// JARM §4), and the member by which a client registers for that (OIDC Registration §2, JARM §3).
const ANSWERS: [[&str; 3]; 3] = [
    ["id-token-form", "id_token_encryption_alg_values_supported", "id_token_encrypted_response_alg"],
    ["userinfo-form", "userinfo_encryption_alg_values_supported", "userinfo_encrypted_response_alg"],
    [
        "response-form",
        "authorization_encryption_alg_values_supported",
        "authorization_encrypted_response_alg",
    ],
];

impl Protection {
    /// How each answer is encrypted that is to be: the first way that the provider lists and a key of ours opens, by the member
    /// that registers it.
    ///
    /// # Errors
    /// [`Code::ConfigInvalid`]
    pub fn ways(
        &self,
        metadata: &ProviderMetadata,
        has_secret: bool,
    ) -> Result<Vec<(&'static str, KeyManagement)>> {
        let opens = |way: &KeyManagement| match way.needs() {
            Needs::Secret => has_secret,
            Needs::Rsa | Needs::Curve => self.keys.iter().any(|key| key.serves(*way)),
        };
        let ours: Vec<KeyManagement> = KeyManagement::ALL.iter().copied().filter(opens).collect();
        let forms = [self.id_token, self.userinfo, self.response];
        let encrypted = ANSWERS.into_iter().zip(forms).filter(|(_, form)| form.encrypted);
        let chosen = encrypted.map(|([flag, list, member], _)| {
            if ours.is_empty() {
                return Err(Code::ConfigInvalid
                    .error()
                    .message(format!(
                        "--{flag} asks for an encrypted answer, and there is no key that decrypts"
                    ))
                    .hint("give --client-key-from, with a key that `authctl key new --alg ECDH-ES` makes"));
            }
            let listed = listed(metadata, list);
            let is_listed = |way: &&KeyManagement| {
                listed.as_ref().is_none_or(|names| names.iter().any(|name| name == way.name()))
            };
            let way = ours.iter().find(is_listed).copied();
            way.map(|way| (member, way))
                .ok_or_else(|| not_offered(flag, list, &listed.clone().unwrap_or_default()))
        });
        chosen.collect()
    }

    /// Refuses a form that the provider does not offer, or that no key of ours would open, before anything is sent.
    ///
    /// # Errors
    /// [`Code::ConfigInvalid`]
    pub fn check(&self, metadata: &ProviderMetadata, has_secret: bool) -> Result<()> {
        self.ways(metadata, has_secret)?;
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
