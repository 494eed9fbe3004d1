//! The grants: each an `async fn` over the ports of [`host`](crate::host) that reads top to bottom like its RFC.
//!
//! A new grant is one file here and one row in [`FLOWS`].

pub mod answered;
pub mod api;
pub mod asked;
pub mod authorization_code;
pub mod backchannel_authentication;
pub mod certificate_binding;
pub mod client_authentication;
pub mod client_credentials;
pub mod client_registration;
pub mod decryption;
pub mod device_authorization;
mod dialect;
pub mod discovery;
pub mod dpop;
pub mod end_session;
pub mod front_channel;
pub mod github_actions;
pub mod id_token;
pub mod id_token_hint;
pub mod introspection;
pub mod jwt_bearer;
pub mod offered;
pub mod page_form;
pub mod password;
pub mod peer;
pub mod polling;
pub mod protected_resource;
pub mod protection;
pub mod pushed_authorization;
pub mod refresh;
pub mod request_object;
pub mod request_object_encryption;
pub mod revocation;
pub mod sign_in_as;
pub mod signed_in;
pub mod signed_response;
pub mod token_endpoint;
pub mod token_exchange;
pub mod unattended;
pub mod user_emails;
pub mod userinfo;
mod userinfo_jwt;

pub use crate::protocol::grant::FLOWS;
