//! The token answer (RFC 6749 §5.1), after every rule that does not need a key or a clock.

use serde_json::{Map, Value};

use crate::{
    error::{Code, Error, Phase, Result},
    secret::SecretString,
    untrusted::Untrusted,
};

/// Tokens as the provider issued them.
#[derive(Debug, Clone)]
pub struct TokenResponse {
    /// The access token.
    pub access_token: SecretString,
    /// Its type, as its standard spells it once it was checked.
    pub token_type: String,
    /// Its lifetime in seconds, if told.
    pub expires_in: Option<u64>,
    /// The refresh token, unless empty or absent.
    pub refresh_token: Option<SecretString>,
    /// The ID token.
    pub id_token: Option<SecretString>,
    /// The granted scope, if told.
    pub scope: Option<Vec<String>>,
    /// Every other member, as it came.
    pub extra: Map<String, Value>,
}

/// Why there are no new tokens, and what keeps the session alive nevertheless.
///
/// RFC 9449 §5: whoever needs bound tokens discards an answer whose token is none. That is about the token that others may
/// overhear, which is never used nor kept. The refresh token that came with it goes nowhere but back to where it is from,
/// and the one before it was spent for it (RFC 9700 §4.14.2): without it a mistake of the provider that it mends an hour
/// later would have ended the session.
#[derive(Debug)]
pub struct Refusal {
    /// Why.
    pub why: Error,
    /// The successor of the refresh token that was spent, if one came.
    pub refresh_token: Option<SecretString>,
}

impl From<Error> for Refusal {
    fn from(why: Error) -> Self {
        Self { why, refresh_token: None }
    }
}

/// The longest lifetime believed, in seconds: ten years (threat C17).
pub const LONGEST_LIFE_S: u64 = 315_360_000;

/// How an access token is sent: the types that are known (RFC 6749 §7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenType {
    /// By itself (RFC 6750).
    Bearer,
    /// With a proof of its key (RFC 9449 §5).
    Dpop,
}

impl TokenType {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bearer => "Bearer",
            Self::Dpop => "DPoP",
        }
    }

    /// Whether that is its name (RFC 6749 §5.1: in any letter case).
    pub fn is_named(self, name: &str) -> bool {
        name.eq_ignore_ascii_case(self.name())
    }
}

impl TokenResponse {
    /// Applies the rules of the standard to what was read; `wanted` is the type that was asked for.
    pub fn checked(mut self, wanted: TokenType) -> Result<Self> {
        if self.access_token.is_empty() {
            return Err(Code::TokenResponseInvalid.error().phase(Phase::Exchange));
        }
        // RFC 6749 §7.1: a client must not use a token whose type it does not know
        if !wanted.is_named(&self.token_type) {
            // C62; RFC 9449 §5: whoever asked for a bound token must notice that it is none
            let is_downgrade = wanted == TokenType::Dpop && TokenType::Bearer.is_named(&self.token_type);
            let code = if is_downgrade { Code::DpopDowngrade } else { Code::TokenTypeUnsupported };
            let error = code.error().phase(Phase::Exchange).expected(wanted.name());
            return Err(error.got(Untrusted::from(self.token_type.as_str())));
        }
        wanted.name().clone_into(&mut self.token_type);
        self.refresh_token = self.refresh_token.filter(|token| !token.is_empty());
        self.id_token = self.id_token.filter(|token| !token.is_empty());
        let handed_out = [Some(&self.access_token), self.id_token.as_ref()];
        let sent_back = self.refresh_token.as_ref();
        if !handed_out.into_iter().flatten().all(|token| is_token_text(token.expose()))
            || !sent_back.is_none_or(is_refresh_token)
        {
            return Err(Code::TokenCharset.error().phase(Phase::Exchange));
        }
        self.expires_in = self.expires_in.map(|seconds| seconds.min(LONGEST_LIFE_S));
        Ok(self)
    }
}

/// Visible ASCII without quotes and backslash (RFC 6750 §2.1 allows less, some providers issue more): nothing that ends a
/// header, a line, a quoted string of a shell, a netrc field or a JSON string (threat C69).
pub fn is_token_text(token: &str) -> bool {
    token.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'\\' | b'`' | b'$'))
}

/// RFC 6749 appendix A.17: a refresh token is of VSCHAR; it only ever travels in a form.
pub fn is_refresh_token(token: &SecretString) -> bool {
    !token.is_empty() && token.expose().bytes().all(|byte| matches!(byte, 0x20..=0x7e))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(access_token: &str, token_type: &str) -> TokenResponse {
        TokenResponse {
            access_token: access_token.into(),
            token_type: token_type.into(),
            expires_in: Some(u64::MAX),
            refresh_token: Some("".into()),
            id_token: None,
            scope: None,
            extra: Map::new(),
        }
    }

    #[test]
    fn a_token_that_could_break_its_surroundings_is_refused() {
        // C69
        for token in [
            "a b",
            "a\nb",
            "a\r\nSet-Cookie: x",
            "a\"b",
            "a'b",
            "a\\b",
            "a`id`",
            "a$(id)",
            "ü",
            "a\0",
            "\x1b[2J",
        ] {
            let error = response(token, "Bearer").checked(TokenType::Bearer).unwrap_err();
            assert_eq!(error.code(), Code::TokenCharset, "{token:?}");
        }
        assert!(response("gho_A-Za~z.0/9+=!*", "bearer").checked(TokenType::Bearer).is_ok());
    }

    #[test]
    fn a_type_that_nobody_asked_for_is_refused() {
        // C62
        for token_type in ["mac", "", "DPoP", "N_A"] {
            let error = response("a", token_type).checked(TokenType::Bearer).unwrap_err();
            assert_eq!(error.code(), Code::TokenTypeUnsupported, "{token_type}");
        }
        for (token_type, code) in [
            ("Bearer", Code::DpopDowngrade),
            ("bearer", Code::DpopDowngrade),
            ("mac", Code::TokenTypeUnsupported),
            ("", Code::TokenTypeUnsupported),
        ] {
            let error = response("a", token_type).checked(TokenType::Dpop).unwrap_err();
            assert_eq!((error.code(), error.exit()), (code, 9), "{token_type}");
        }
        assert!(response("a", "dpop").checked(TokenType::Dpop).is_ok());
        assert_eq!(
            response("", "Bearer").checked(TokenType::Bearer).unwrap_err().code(),
            Code::TokenResponseInvalid
        );
    }

    #[test]
    fn an_empty_refresh_token_is_none_and_a_life_is_bounded() {
        // C17, C104
        let checked = response("a", "BEARER").checked(TokenType::Bearer).unwrap();
        assert!(checked.refresh_token.is_none());
        assert_eq!(checked.expires_in, Some(LONGEST_LIFE_S));
    }
}
