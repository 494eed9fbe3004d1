//! Scopes: what was asked for and what was granted. <https://www.rfc-editor.org/rfc/rfc6749#section-3.3>

use std::fmt;

use crate::error::{Code, Result};

/// Scope tokens in the order given, none twice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScopeSet(Vec<String>);

impl ScopeSet {
    /// Reads a list that is separated by spaces.
    pub fn parse(text: &str) -> Result<Self> {
        Self::of(text.split(' ').filter(|token| !token.is_empty()))
    }

    /// Takes tokens one by one; each may itself be a list separated by spaces.
    pub fn of<S: AsRef<str>>(tokens: impl IntoIterator<Item = S>) -> Result<Self> {
        let mut set = Self::default();
        for token in tokens {
            for token in token.as_ref().split(' ').filter(|token| !token.is_empty()) {
                if !token.bytes().all(is_scope_byte) {
                    return Err(Code::Usage
                        .error()
                        .message("a scope is made of printable ASCII without space, quote and backslash")
                        .got(token));
                }
                if !set.contains(token) {
                    set.0.push(token.to_owned());
                }
            }
        }
        Ok(set)
    }

    /// Whether the token is in it; scopes are case-sensitive.
    pub fn contains(&self, token: &str) -> bool {
        self.0.iter().any(|own| own == token)
    }

    /// Whether OpenID Connect is asked for (OIDC Core §3.1.2.1).
    pub fn is_openid(&self) -> bool {
        self.contains("openid")
    }

    /// What is in `self` and not in `other`, in the order of `self`.
    pub fn without(&self, other: &Self) -> Self {
        Self(self.0.iter().filter(|token| !other.contains(token)).cloned().collect())
    }

    /// The tokens.
    pub fn tokens(&self) -> &[String] {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// RFC 6749 §3.3: `scope-token = 1*( %x21 / %x23-5B / %x5D-7E )`.
fn is_scope_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b'"' && byte != b'\\'
}

impl fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_keeps_the_order_and_no_token_twice() {
        let asked = ScopeSet::of(["openid email", "openid", "repo"]).unwrap();
        assert_eq!(asked.to_string(), "openid email repo");
        let granted = ScopeSet::parse(" repo  openid gist ").unwrap();
        assert_eq!(asked.without(&granted).tokens(), ["email"]);
        assert_eq!(granted.without(&asked).tokens(), ["gist"]);
        assert!(asked.is_openid() && !asked.contains("OpenID"));
    }

    #[test]
    fn a_scope_that_the_standard_does_not_know_is_refused() {
        for text in ["a\"b", "a\\b", "a\tb", "a\nb", "é"] {
            assert!(ScopeSet::parse(text).is_err(), "{text:?}");
        }
    }
}
