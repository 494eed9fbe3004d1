//! A session before its first tokens: all that settings say of it.

use super::lasting::lasting;
use crate::{profile::resolved::Resolved, protocol::time::UnixTime, session::Session};

/// The session of these settings, which nobody has signed in for and whose token has expired.
pub fn unbegun(resolved: &Resolved) -> Session {
    let requested = resolved.scopes.tokens().to_vec();
    Session {
        profile: resolved.profile.clone(),
        provider: resolved.provider.clone(),
        issuer: resolved.issuer().map(|issuer| issuer.as_str().to_owned()),
        client_id: resolved.client_id.clone(),
        settings: resolved.to_settings().into_iter().map(lasting).collect(),
        workload: None,
        subject: None,
        username: None,
        scope_granted: requested.clone(),
        scope_requested: requested,
        token_type: String::new(),
        access_token: "".into(),
        refresh_token: None,
        id_token: None,
        dpop_key: None,
        authorization_details: None,
        obtained_at: UnixTime(0),
        expires_at: Some(UnixTime(0)),
        generation: 0,
        store: None,
        dead: None,
    }
}
