//! Parameters of the authorization request that somebody adds: which names are the protocol's own (threats C34, C35).
//! <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1>

use super::sent_secrets::is_secret_member;
use crate::error::{Code, Error, Result};

/// The parameters that authctl sets itself, because the login's protection rests on them.
pub const RESERVED: &[&str] = &[
    "response_type",
    "response_mode",
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "assertion",
    "subject_token",
    "subject_token_type",
    "requested_token_type",
    "refresh_token",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code",
    "code_verifier",
    "grant_type",
    "registration",
    "dpop_jkt",
    // OIDC Core §3.1.2.1: has a flag, and what it asks for is checked
    "max_age",
    // these have a setting: the token requests say it too (RFC 8707 §2), or what they ask for is checked
    "resource",
    "authorization_details",
    "acr_values",
    "claims",
];

/// Families of them, by how their names begin: PKCE (RFC 7636 §4.3) and request objects (RFC 9101 §5).
pub const RESERVED_PREFIXES: &[&str] = &["code_challenge", "request"];

/// Whether the name is the protocol's own. Letter case is ignored here, as a careless provider might.
pub fn is_reserved(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    RESERVED.contains(&name.as_str()) || RESERVED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// The error of a name that cannot be added.
pub fn reserved(name: &str) -> Error {
    let why = format!("the parameter `{name}` belongs to the protocol and cannot be set");
    Code::ReservedParameter.error().message(why)
}

/// Takes an extra parameter's name, or says why not. Secrets have their sources: written here one would be seen (threat C121).
pub fn check_extra(name: &str) -> Result<()> {
    if is_reserved(name) || is_secret_member(&name.to_ascii_lowercase()) {
        return Err(reserved(name));
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte);
    if name.is_empty() || name.len() > 128 || !name.bytes().all(plain) {
        return Err(Code::Usage
            .error()
            .message("a parameter's name is made of letters, digits, _ - . :")
            .got(name));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_protocols_own_parameters_cannot_be_set() {
        // C34
        for name in RESERVED
            .iter()
            .chain(["code_challenge", "code_challenge_method", "request", "request_uri"].iter())
        {
            let error = check_extra(name).unwrap_err();
            assert_eq!(error.code(), Code::ReservedParameter);
            assert_eq!(
                error.text(),
                format!("the parameter `{name}` belongs to the protocol and cannot be set")
            );
            assert!(is_reserved(&name.to_uppercase()), "{name}");
        }
        // C121
        for name in ["actor_token", "password", "Id_Token_Hint", "device_code", "TOKEN"] {
            assert_eq!(check_extra(name).unwrap_err().code(), Code::ReservedParameter, "{name}");
        }
        for name in ["prompt", "login_hint", "audience", "ui_locales", "hd"] {
            assert_eq!(check_extra(name), Ok(()), "{name}");
        }
        for name in ["", "a b", "a=b", "a&b", "a\n", "é"] {
            assert_eq!(check_extra(name).unwrap_err().code(), Code::Usage, "{name}");
        }
    }
}
