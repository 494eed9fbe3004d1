//! How often what happened.

use serde::{Deserialize, Serialize};

/// The numbers of `/_dev/stats`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs)]
pub struct Counts {
    pub logins: u64,
    pub codes_issued: u64,
    pub codes_redeemed: u64,
    pub code_reuse_refused: u64,
    pub refreshes: u64,
    pub refresh_reuse_refused: u64,
    pub revocations: u64,
    pub logouts: u64,
    pub password_grants: u64,
    pub backchannel_grants: u64,
    pub devices_asked: u64,
    pub devices_approved: u64,
    pub devices_denied: u64,
    pub devices_redeemed: u64,
}
