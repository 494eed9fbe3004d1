//! Which answer an authorization request asks for, and how a refusal of it gets back: judged before all else that the client is
//! told of, so that the client is told in the way that it listens to.
//! <https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html>

use std::sync::Arc;

use super::{
    client::Client, laxity::Laxity, oauth_error::OauthError, parameters::Parameters, provider::Provider,
};
use crate::protocol::{
    response_mode::{Delivery, RESPONSE_MODES, ResponseMode},
    response_type::{RESPONSE_TYPES, ResponseType},
    wanted_response::WantedResponse,
};

/// How an answer gets to the client.
#[derive(Debug, Clone, Default)]
pub struct Manner {
    /// How the browser carries it.
    pub delivery: Delivery,
    /// Whom it is signed for, if it is (JARM §2.3).
    pub signed_for: Option<Arc<Client>>,
}

/// The manner of every answer to this request, and the response type, unless there is a fault in it.
pub fn asked(
    provider: &Provider,
    client: &Arc<Client>,
    parameters: &Parameters,
) -> (Manner, Result<ResponseType, OauthError>) {
    let manner = |wanted: WantedResponse| Manner {
        delivery: wanted.delivery(),
        signed_for: wanted.is_jwt().then(|| Arc::clone(client)),
    };
    let response_type = match named_type(parameters) {
        Ok(response_type) => response_type,
        Err(error) => return (Manner::default(), Err(error)),
    };
    let unsaid = WantedResponse::new(response_type, ResponseMode::UNSAID).unwrap_or_default();
    let mode = match named_mode(parameters) {
        Ok(mode) => mode,
        Err(error) => return (manner(unsaid), Err(error)),
    };
    let Ok(wanted) = WantedResponse::new(response_type, mode) else {
        let error = "response_mode must not put tokens into a query (Multiple Response Types section 5)";
        return (manner(unsaid), Err(OauthError::request(error)));
    };
    if !client.response_types.contains(&response_type) && !provider.allows(Laxity::AnyResponseType) {
        let error = OauthError::new(
            "unauthorized_client",
            format!(
                "the client is not registered for response_type {} (RFC 7591 section 2)",
                response_type.name()
            ),
        );
        return (manner(wanted), Err(error));
    }
    if response_type.has_token() && (client.binds_tokens || client.dpop_bound_access_tokens) {
        let error =
            "a token of this client is bound to a key, which a browser cannot show (RFC 8705, RFC 9449)";
        return (manner(wanted), Err(OauthError::new("unauthorized_client", error)));
    }
    (manner(wanted), Ok(response_type))
}

fn named_type(parameters: &Parameters) -> Result<ResponseType, OauthError> {
    let value = parameters
        .get("response_type")
        .ok_or_else(|| OauthError::request("response_type is missing (RFC 6749 section 4.1.1)"))?;
    ResponseType::named(value).map_err(|_| {
        let names: Vec<&str> = RESPONSE_TYPES.iter().map(|row| row.name).collect();
        let why = format!("response_type must be one of: {} (RFC 6749 section 4.1.1)", names.join(", "));
        OauthError::new("unsupported_response_type", why)
    })
}

fn named_mode(parameters: &Parameters) -> Result<ResponseMode, OauthError> {
    let Some(value) = parameters.get("response_mode") else { return Ok(ResponseMode::UNSAID) };
    ResponseMode::named(value).map_err(|_| {
        let names: Vec<&str> = RESPONSE_MODES.iter().map(|(name, _)| *name).collect();
        OauthError::request(format!("response_mode must be one of: {}", names.join(", ")))
    })
}
