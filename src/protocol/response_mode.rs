//! How the answer gets from the provider to the client: `response_mode`.
//! <https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html#ResponseModes>,
//! <https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html>, <https://openid.net/specs/oauth-v2-jarm.html#section-2.3>

use std::fmt;

use super::response_type::ResponseType;
use crate::error::{Code, Result};

/// How the browser carries the answer's parameters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Delivery {
    /// In the redirect URI's query.
    #[default]
    Query,
    /// In its fragment, which no server sees.
    Fragment,
    /// In a form that is posted to it.
    FormPost,
}

impl Delivery {
    /// Its name, which is that of the plain response mode.
    pub fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::FormPost => "form_post",
        }
    }
}

/// A response mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResponseMode {
    /// How it is carried; none for what fits the response type.
    carried: Option<Delivery>,
    /// Whether it is one signed token, named `response` (JARM §2.3).
    pub is_jwt: bool,
}

/// Every response mode by its value.
pub const RESPONSE_MODES: &[(&str, ResponseMode)] = &[
    ("query", plain(Delivery::Query)),
    ("fragment", plain(Delivery::Fragment)),
    ("form_post", plain(Delivery::FormPost)),
    ("jwt", ResponseMode { carried: None, is_jwt: true }),
    ("query.jwt", signed(Delivery::Query)),
    ("fragment.jwt", signed(Delivery::Fragment)),
    ("form_post.jwt", signed(Delivery::FormPost)),
];

const fn plain(by: Delivery) -> ResponseMode {
    ResponseMode { carried: Some(by), is_jwt: false }
}

const fn signed(by: Delivery) -> ResponseMode {
    ResponseMode { carried: Some(by), is_jwt: true }
}

impl ResponseMode {
    /// What is meant if nothing is said.
    pub const UNSAID: Self = Self { carried: None, is_jwt: false };

    /// The one of that value.
    pub fn named(value: &str) -> Result<Self> {
        let found = RESPONSE_MODES.iter().find(|(name, _)| *name == value);
        found.map(|(_, mode)| *mode).ok_or_else(|| {
            let names: Vec<&str> = RESPONSE_MODES.iter().map(|(name, _)| *name).collect();
            Code::Usage
                .error()
                .message("there is no such response mode")
                .expected(names.join(", "))
                .got(value)
        })
    }

    /// Its value; none if nothing is said.
    pub fn name(self) -> Option<&'static str> {
        RESPONSE_MODES.iter().find(|(_, mode)| *mode == self).map(|(name, _)| *name)
    }

    /// How the answer of that type comes; none if it must not come so.
    pub fn delivery(self, response_type: ResponseType) -> Option<Delivery> {
        let has_tokens = response_type.has_front_channel_tokens();
        match self.carried {
            // Multiple Response Types §5, JARM §2.3.1: what is in a query is logged, kept and passed on
            Some(Delivery::Query) if has_tokens => None,
            Some(by) => Some(by),
            // Multiple Response Types §5, JARM §2.3.4
            None if has_tokens => Some(Delivery::Fragment),
            None => Some(Delivery::Query),
        }
    }
}

impl fmt::Display for ResponseMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::response_type::RESPONSE_TYPES;

    #[test]
    fn every_response_mode_is_found_by_its_value() {
        for (name, mode) in RESPONSE_MODES {
            assert_eq!(ResponseMode::named(name), Ok(*mode));
            assert_eq!((mode.name(), mode.is_jwt), (Some(*name), name.ends_with("jwt")));
        }
        assert_eq!(ResponseMode::UNSAID.name(), None);
        for value in ["", "post", "Query", "jwt.query", "web_message"] {
            assert_eq!(ResponseMode::named(value).unwrap_err().code(), Code::Usage, "{value}");
        }
    }

    #[test]
    fn no_token_ever_comes_in_a_query() {
        for response_type in RESPONSE_TYPES.iter().map(|row| row.response_type) {
            let has_tokens = response_type != ResponseType::Code;
            for mode in RESPONSE_MODES.iter().map(|(_, mode)| *mode).chain([ResponseMode::UNSAID]) {
                let delivery = mode.delivery(response_type);
                assert!(!(has_tokens && delivery == Some(Delivery::Query)), "{mode} {response_type:?}");
                let is_query = mode.name().is_some_and(|name| name.starts_with("query"));
                assert_eq!(delivery.is_none(), has_tokens && is_query, "{mode} {response_type:?}");
            }
        }
    }
}
