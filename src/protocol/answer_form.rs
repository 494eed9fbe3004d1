//! How an answer about a person must be protected, beyond TLS: OIDC Core §5.3.2, §10, §16.14.

use crate::error::{Code, Result};

/// What an answer must be. It may always be more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AnswerForm {
    /// Signed by the provider.
    pub signed: bool,
    /// Encrypted to this client.
    pub encrypted: bool,
}

impl AnswerForm {
    /// Every form, by its name in the settings `id_token_form` and `userinfo_form`.
    pub const NAMES: &'static [(&'static str, Self)] = &[
        ("any", Self { signed: false, encrypted: false }),
        ("signed", Self { signed: true, encrypted: false }),
        ("encrypted", Self { signed: false, encrypted: true }),
        ("signed-encrypted", Self { signed: true, encrypted: true }),
    ];

    /// The form of that name.
    ///
    /// # Errors
    /// [`Code::Usage`]
    pub fn named(name: &str) -> Result<Self> {
        let named = Self::NAMES.iter().find(|(known, _)| *known == name);
        named.map(|(_, form)| *form).ok_or_else(|| {
            let names: Vec<&str> = Self::NAMES.iter().map(|(known, _)| *known).collect();
            Code::Usage
                .error()
                .message("there is no such form of an answer")
                .expected(names.join(", "))
                .got(name)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_found_by_its_name_only() {
        for (name, form) in AnswerForm::NAMES {
            assert_eq!(AnswerForm::named(name), Ok(*form));
        }
        assert_eq!(AnswerForm::named("any"), Ok(AnswerForm::default()));
        assert_eq!(AnswerForm::named("Signed").unwrap_err().code(), Code::Usage);
    }
}
