//! What a vendor's provider is, as one row.

use crate::idp::{config::Config, endpoint::EndpointRow, policy::Policy};

/// One vendor.
pub struct Shape {
    /// Its name at the command line.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Its hosts, the one of its issuer first: those that apps have in their code, and those that its documents name.
    pub hosts: &'static [&'static str],
    /// Its paths.
    pub endpoints: &'static [EndpointRow],
    /// What it does otherwise than the strict provider.
    pub policy: &'static Policy,
    /// Gives the configuration what is fixed there: lifetimes, and the app to begin with, if there is none yet.
    pub prepare: fn(&mut Config),
    /// What an app of the vendor's guides is told by its environment: a variable, and its value with `{url}`, `{authority}`,
    /// `{client_id}` and `{client_secret}` in it.
    pub environment: &'static [(&'static str, &'static str)],
}
