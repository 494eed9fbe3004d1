//! What a request asks for beside its scope: for which APIs, in what detail, and of what sign-in.

use super::{
    authorization::JarPolicy,
    authorization_details::{AUTHORIZATION_DETAILS, AuthorizationDetails},
    claims_request::ClaimsRequest,
    request_object_form::RequestObjectForm,
};

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ask {
    /// The APIs that the tokens are for (RFC 8707 §2).
    pub resources: Vec<String>,
    /// The services that the token is for, by their names at the provider (RFC 8693 §2.1).
    pub audiences: Vec<String>,
    /// What the tokens are good for, in detail (RFC 9396).
    pub authorization_details: Option<AuthorizationDetails>,
    /// How strong the sign-in should be, the best liked first (OIDC Core §3.1.2.1).
    pub acr_values: Vec<String>,
    /// Which claims are wanted (OIDC Core §5.5).
    pub claims: Option<ClaimsRequest>,
    /// When the request is signed.
    pub jar: JarPolicy,
    /// What the signed request is beside that.
    pub request_object: RequestObjectForm,
    /// Whether it is asked for what the provider's metadata does not offer.
    pub unadvertised: bool,
}

impl Ask {
    /// As parameters of the authorization request; the APIs are in every request for tokens, and not among these.
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let acr_values = (!self.acr_values.is_empty()).then(|| ("acr_values", self.acr_values.join(" ")));
        let claims = self.claims.as_ref().map(|claims| ("claims", claims.to_value().to_string()));
        acr_values.into_iter().chain(claims).chain(self.details()).collect()
    }

    /// The details, as a parameter of any request.
    pub fn details(&self) -> Option<(&'static str, String)> {
        let details = self.authorization_details.as_ref()?;
        Some((AUTHORIZATION_DETAILS, details.to_value().to_string()))
    }

    /// Whether something is asked of the person's sign-in, for which only the authorization endpoint has a place.
    pub fn is_about_sign_in(&self) -> bool {
        !self.acr_values.is_empty() || self.claims.is_some()
    }
}
