//! The messages and rules of OAuth 2.x and OpenID Connect: no I/O, no clock, nothing of ours but the vocabulary.

pub mod address;
pub mod api_request;
pub mod ask;
pub mod authorization;
pub mod authorization_details;
pub mod browser_url;
pub mod challenge;
pub mod claims_request;
pub mod client_auth;
pub mod device_authorization;
pub mod dpop_policy;
pub mod endpoint_url;
pub mod exchange;
pub mod grant;
pub mod issuer;
pub mod json;
pub mod oauth_error;
pub mod parameter;
pub mod protected_resource;
pub mod resource;
pub mod scope;
pub mod security_profile;
pub mod sent_secrets;
pub mod step;
mod strict_url;
pub mod time;
pub mod token;
