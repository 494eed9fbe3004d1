//! The grants: each an `async fn` over the ports of [`host`](crate::host) that reads top to bottom like its RFC.
//!
//! A new grant is one file and one row in [`FLOWS`].

pub mod api;
pub mod authorization_code;
pub mod client_authentication;
pub mod discovery;
pub mod end_session;
pub mod id_token;
pub mod peer;
pub mod refresh;
pub mod revocation;
pub mod sign_in_as;
pub mod token_endpoint;
pub mod userinfo;

/// A grant that `login --flow` offers.
pub struct Flow {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is.
    pub summary: &'static str,
    /// Where it is specified.
    pub specification: &'static str,
}

/// Every flow there is.
pub const FLOWS: &[Flow] = &[Flow {
    name: "authorization-code",
    summary: "the person signs in in a browser, the answer comes back to a loopback address; with PKCE",
    specification: "RFC 6749 §4.1, RFC 7636, RFC 8252, OIDC Core §3.1",
}];
