//! What the `error` parameter of the standards means for the caller: one table, read both ways by its test.
//!
//! RFC 6749 §4.1.2.1 and §5.2, RFC 6750 §3.1, RFC 7009 §2.2.1, RFC 7591 §3.2.2, RFC 8628 §3.5, RFC 8707 §2,
//! RFC 9449 §5, §8, CIBA Core §13, OIDC Core §3.1.2.6.

use crate::{
    error::{Code, Error, Phase, ProviderAnswer},
    untrusted::Untrusted,
};

/// `error` value → code of the registry.
pub const ERRORS: &[(&str, Code)] = &[
    ("access_denied", Code::AccessDenied),
    ("consent_required", Code::ConsentRequired),
    ("login_required", Code::LoginRequired),
    ("interaction_required", Code::InteractionRequired),
    ("account_selection_required", Code::AccountSelectionRequired),
    ("invalid_grant", Code::InvalidGrant),
    ("invalid_token", Code::InvalidToken),
    ("invalid_client", Code::InvalidClient),
    ("unauthorized_client", Code::UnauthorizedClient),
    ("unsupported_grant_type", Code::UnsupportedGrantType),
    ("unsupported_response_type", Code::UnsupportedResponseType),
    ("invalid_scope", Code::InvalidScope),
    ("invalid_request", Code::InvalidRequest),
    ("invalid_target", Code::InvalidTarget),
    ("invalid_redirect_uri", Code::InvalidRedirectUri),
    ("invalid_client_metadata", Code::InvalidClientMetadata),
    ("invalid_request_object", Code::InvalidRequestObject),
    ("invalid_request_uri", Code::InvalidRequestUri),
    ("request_not_supported", Code::RequestNotSupported),
    ("invalid_authorization_details", Code::InvalidAuthorizationDetails),
    ("unmet_authentication_requirements", Code::UnmetAuthentication),
    ("unknown_user_id", Code::UnknownUserId),
    ("missing_user_code", Code::MissingUserCode),
    ("invalid_user_code", Code::InvalidUserCode),
    ("invalid_binding_message", Code::InvalidBindingMessage),
    ("expired_login_hint_token", Code::ExpiredLoginHintToken),
    ("unsupported_token_type", Code::UnsupportedTokenType),
    ("server_error", Code::ServerError),
    ("slow_down", Code::SlowDown),
    ("expired_token", Code::ExpiredToken),
    ("temporarily_unavailable", Code::TemporarilyUnavailable),
    ("invalid_dpop_proof", Code::InvalidDpopProof),
    ("use_dpop_nonce", Code::UseDpopNonce),
];

/// The error for what a provider answered. An unknown value is a refusal of its own kind.
pub fn provider_error(answer: ProviderAnswer, phase: Phase) -> Error {
    let code = answer
        .error
        .as_ref()
        .and_then(|error| ERRORS.iter().find(|(name, _)| *name == error.raw()))
        .map_or(Code::ProviderError, |(_, code)| *code);
    code.error().phase(phase).provider(answer)
}

/// As [`provider_error`], for an answer that came by the browser.
pub fn browser_error(error: &Untrusted, description: Option<&Untrusted>) -> Error {
    let answer = ProviderAnswer {
        endpoint: "authorization",
        http_status: None,
        error: Some(error.clone()),
        error_description: description.cloned(),
    };
    let refused = provider_error(answer, Phase::Callback);
    match refused.code() {
        // The sentence of the registry is about a missing session; here the provider asks for the person.
        Code::LoginRequired => refused.message("the provider wants the person to sign in"),
        Code::InteractionRequired => refused.message("the provider wants the person"),
        _ => refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Class;

    fn answer(error: &str) -> ProviderAnswer {
        ProviderAnswer {
            endpoint: "token",
            http_status: Some(400),
            error: Some(error.into()),
            error_description: None,
        }
    }

    #[test]
    fn every_registered_error_leads_to_its_reaction() {
        for (name, code) in ERRORS {
            let error = provider_error(answer(name), Phase::Exchange);
            assert_eq!(error.code(), *code, "{name}");
            assert_eq!(code.row().name, *name);
            let class = match *name {
                "access_denied" | "consent_required" | "unmet_authentication_requirements" => Class::Denied,
                "login_required"
                | "interaction_required"
                | "account_selection_required"
                | "invalid_grant"
                | "invalid_token" => Class::LoginRequired,
                "server_error" | "temporarily_unavailable" | "slow_down" => Class::Temporary,
                "expired_token" => Class::HumanTimeout,
                _ => Class::ProviderRefused,
            };
            assert_eq!(code.row().class, class, "{name}");
        }
    }

    #[test]
    fn an_unknown_error_is_a_refusal() {
        for name in ["bad_verification_code", "Invalid_Grant", "", "invalid_grant "] {
            assert_eq!(provider_error(answer(name), Phase::Exchange).code(), Code::ProviderError, "{name}");
        }
    }
}
