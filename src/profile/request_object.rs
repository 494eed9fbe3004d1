//! How the authorization request is protected: `jar`, `request_object_form` and what goes with it.

use super::{key::Key, origin::Sourced, settings::Settings};
use crate::{
    error::{Code, Error, Result},
    protocol::{authorization::JarPolicy, request_object_form::RequestObjectForm},
};

/// When the request is signed, and what it is then. Who wants it encrypted wants it signed.
///
/// # Errors
/// `usage`, blamed on where it was said, for what does not go together.
pub fn protected(settings: &Settings) -> Result<(JarPolicy, RequestObjectForm)> {
    let policy = read(settings, Key::Jar, policy)?;
    let form = RequestObjectForm {
        encrypted: read(settings, Key::RequestObjectForm, is_encrypted)?.unwrap_or_default(),
        alg: text(settings, Key::RequestObjectAlg),
        enc: text(settings, Key::RequestObjectEnc),
    };
    match form.encrypted {
        true if policy == Some(JarPolicy::AsRequired) => Err(blamed(
            settings,
            Key::RequestObjectForm,
            usage("an encrypted request object is asked for, and to send one only where the provider requires it")
                .hint("drop --jar, or --jar always"),
        )),
        true => Ok((JarPolicy::Always, form)),
        false => {
            let idle = [Key::RequestObjectAlg, Key::RequestObjectEnc];
            match idle.into_iter().find(|key| settings.text(*key).is_some()) {
                None => Ok((policy.unwrap_or_default(), form)),
                Some(key) => Err(blamed(
                    settings,
                    key,
                    usage("it is said how request objects are encrypted, and none is")
                        .hint("add --request-object-form encrypted"),
                )),
            }
        }
    }
}

fn text(settings: &Settings, key: Key) -> Option<String> {
    settings.text(key).map(|said| said.value.clone())
}

fn read<T>(settings: &Settings, key: Key, parse: impl FnOnce(&str) -> Result<T>) -> Result<Option<T>> {
    let judged = |said: &Sourced<String>| parse(&said.value).map_err(|error| said.origin.blame(error));
    settings.text(key).map(judged).transpose()
}

fn blamed(settings: &Settings, key: Key, error: Error) -> Error {
    match settings.text(key) {
        Some(said) => said.origin.blame(error),
        None => error,
    }
}

fn policy(text: &str) -> Result<JarPolicy> {
    let named = JarPolicy::NAMES.iter().find(|(name, _)| *name == text);
    named.map(|(_, policy)| *policy).ok_or_else(|| {
        usage("there is no such rule for signed requests").expected("as-required, always").got(text)
    })
}

fn is_encrypted(text: &str) -> Result<bool> {
    let named = RequestObjectForm::NAMES.iter().find(|(name, _)| *name == text);
    named.map(|(_, encrypted)| *encrypted).ok_or_else(|| {
        let names: Vec<&str> = RequestObjectForm::NAMES.iter().map(|(name, _)| *name).collect();
        usage("there is no such form of a request object").expected(names.join(", ")).got(text)
    })
}

fn usage(message: &'static str) -> Error {
    Code::Usage.error().message(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_and_every_form_is_found_by_its_name_only() {
        for (name, own) in JarPolicy::NAMES {
            assert_eq!(policy(name), Ok(*own));
        }
        for (name, own) in RequestObjectForm::NAMES {
            assert_eq!(is_encrypted(name), Ok(*own));
        }
        for name in ["", "Always", "signed-encrypted", "any"] {
            assert_eq!(policy(name).unwrap_err().code(), Code::Usage);
            assert_eq!(is_encrypted(name).unwrap_err().code(), Code::Usage);
        }
    }
}
