//! The answer that an authorization request asks for: what is in it, and how it comes.
//! <https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html>

use super::{
    response_mode::{Delivery, ResponseMode},
    response_type::ResponseType,
};
use crate::error::{Code, Result};

/// Response type and response mode, which fit each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WantedResponse {
    response_type: ResponseType,
    response_mode: ResponseMode,
    delivery: Delivery,
}

/// A code in the query, as it comes if nothing is said.
impl Default for WantedResponse {
    fn default() -> Self {
        Self {
            response_type: ResponseType::Code,
            response_mode: ResponseMode::UNSAID,
            delivery: Delivery::Query,
        }
    }
}

impl WantedResponse {
    /// An answer of that type in that mode.
    ///
    /// # Errors
    /// `usage` if tokens would come in a query.
    pub fn new(response_type: ResponseType, response_mode: ResponseMode) -> Result<Self> {
        match response_mode.delivery(response_type) {
            Some(delivery) => Ok(Self { response_type, response_mode, delivery }),
            None => Err(Code::Usage.error().message(format!(
                "the response mode {response_mode} puts tokens into the address, so it does not go with `{}`",
                response_type.name()
            ))),
        }
    }

    /// What is in it.
    pub fn response_type(self) -> ResponseType {
        self.response_type
    }

    /// The mode, as it was asked for.
    pub fn response_mode(self) -> ResponseMode {
        self.response_mode
    }

    /// How the browser carries it.
    pub fn delivery(self) -> Delivery {
        self.delivery
    }

    /// Whether it is one signed token.
    pub fn is_jwt(self) -> bool {
        self.response_mode.is_jwt
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_in_the_address_cannot_be_wanted() {
        let wanted = |kind, mode| WantedResponse::new(kind, ResponseMode::named(mode).unwrap());
        for mode in ["query", "query.jwt"] {
            let error = wanted(ResponseType::CodeIdToken, mode).unwrap_err();
            assert_eq!(
                error.text(),
                format!(
                    "the response mode {mode} puts tokens into the address, so it does not go with `code id_token`"
                )
            );
            assert!(wanted(ResponseType::Code, mode).is_ok());
        }
        let hybrid = wanted(ResponseType::CodeIdToken, "jwt").unwrap();
        assert_eq!((hybrid.delivery(), hybrid.is_jwt()), (Delivery::Fragment, true));
        let default = WantedResponse::default();
        assert_eq!(WantedResponse::new(default.response_type(), default.response_mode()).unwrap(), default);
    }
}
