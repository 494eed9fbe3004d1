//! What the authorization endpoint is asked to answer with: `response_type`.
//! <https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html#Combinations>

use super::grant::Grant;
use crate::error::{Code, Result};

/// A response type as it stands in the table.
pub struct ResponseTypeRow {
    /// Which one it is.
    pub response_type: ResponseType,
    /// Its value.
    pub name: &'static str,
    /// The flow that it belongs to.
    pub grant: Grant,
}

/// A response type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // each is named by its row
pub enum ResponseType {
    #[default]
    Code,
    IdToken,
    IdTokenToken,
    CodeIdToken,
    CodeToken,
    CodeIdTokenToken,
}

const fn row(response_type: ResponseType, name: &'static str, grant: Grant) -> ResponseTypeRow {
    ResponseTypeRow { response_type, name, grant }
}

/// Every response type; of a flow, the first one is meant if none is named. `token` alone, whose tokens nothing binds to the
/// login, is none of them (RFC 9700 §2.1.2).
pub const RESPONSE_TYPES: &[ResponseTypeRow] = &[
    row(ResponseType::Code, "code", Grant::AuthorizationCode),
    row(ResponseType::IdTokenToken, "id_token token", Grant::Implicit),
    row(ResponseType::IdToken, "id_token", Grant::Implicit),
    row(ResponseType::CodeIdToken, "code id_token", Grant::Hybrid),
    row(ResponseType::CodeToken, "code token", Grant::Hybrid),
    row(ResponseType::CodeIdTokenToken, "code id_token token", Grant::Hybrid),
];

impl ResponseType {
    /// Its row.
    pub fn row(self) -> &'static ResponseTypeRow {
        RESPONSE_TYPES.iter().find(|row| row.response_type == self).expect("every response type has a row")
    }

    /// Its value.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The one of that value; its words come in any order (Multiple Response Types §3).
    pub fn named(value: &str) -> Result<Self> {
        let found = RESPONSE_TYPES.iter().find(|row| sorted(row.name) == sorted(value));
        found.map(|row| row.response_type).ok_or_else(|| {
            let names: Vec<&str> = RESPONSE_TYPES.iter().map(|row| row.name).collect();
            Code::Usage
                .error()
                .message("there is no such response type")
                .expected(names.join(", "))
                .got(value)
        })
    }

    /// The one that is meant if a flow is named and none of its response types.
    pub fn of(grant: Grant) -> Option<Self> {
        RESPONSE_TYPES.iter().find(|row| row.grant == grant).map(|row| row.response_type)
    }

    /// Whether a code is asked for.
    pub fn has_code(self) -> bool {
        self.has("code")
    }

    /// Whether an ID token is asked for.
    pub fn has_id_token(self) -> bool {
        self.has("id_token")
    }

    /// Whether an access token is asked for.
    pub fn has_token(self) -> bool {
        self.has("token")
    }

    /// Whether tokens come through the browser.
    pub fn has_front_channel_tokens(self) -> bool {
        self != Self::Code
    }

    fn has(self, part: &str) -> bool {
        self.name().split(' ').any(|word| word == part)
    }
}

fn sorted(value: &str) -> Vec<&str> {
    let mut words: Vec<&str> = value.split(' ').filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::grant::FLOWS;

    #[test]
    fn every_response_type_is_found_in_any_order_and_belongs_to_a_flow_with_a_callback() {
        for row in RESPONSE_TYPES {
            assert_eq!(row.response_type.row().name, row.name);
            let turned: Vec<&str> = row.name.split(' ').rev().collect();
            assert_eq!(ResponseType::named(&turned.join("  ")), Ok(row.response_type));
            assert!(row.grant.has_callback());
        }
        for value in ["", "token", "code code", "none", "code id_token foo", "CODE"] {
            assert_eq!(ResponseType::named(value).unwrap_err().code(), Code::Usage, "{value}");
        }
        for flow in FLOWS {
            assert_eq!(ResponseType::of(flow.grant).is_some(), flow.grant.has_callback(), "{}", flow.name);
        }
    }

    #[test]
    fn what_is_asked_for_is_read_from_the_words() {
        let asked = |one: ResponseType| (one.has_code(), one.has_id_token(), one.has_token());
        assert_eq!(asked(ResponseType::Code), (true, false, false));
        assert_eq!(asked(ResponseType::IdToken), (false, true, false));
        assert_eq!(asked(ResponseType::CodeToken), (true, false, true));
        assert_eq!(asked(ResponseType::CodeIdTokenToken), (true, true, true));
    }
}
