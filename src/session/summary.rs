//! What may be shown of a session without opening it: no token, no secret.

use serde::{Deserialize, Serialize};

use super::Session;
use crate::{
    error::Error,
    profile::store_kind::StoreKind,
    protocol::{authorization_details::AuthorizationDetails, time::UnixTime},
};

/// The part of a session that is no secret; `status` shows it without asking a keyring (threat C115).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The name it is kept under.
    pub profile: String,
    /// The provider's preset name, or `oidc`.
    pub provider: String,
    /// The issuer, if the provider has one.
    pub issuer: Option<String>,
    /// Who signed in (`sub`).
    pub subject: Option<String>,
    /// A name to show.
    pub username: Option<String>,
    /// What was granted.
    pub scope: Vec<String>,
    /// Which key the tokens are bound to, if they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dpop_jkt: Option<String>,
    /// Of which types the details are that were granted (RFC 9396); what they say is sealed with the session.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authorization_details_types: Vec<String>,
    /// When the tokens were issued, by this machine's clock.
    pub obtained_at: UnixTime,
    /// When the access token expires; `None` if the provider did not say.
    pub expires_at: Option<UnixTime>,
    /// Whether new tokens can be had without a person.
    pub refreshable: bool,
    /// Counts the refreshes.
    pub generation: u64,
    /// Where the session is kept.
    pub store: StoreKind,
    /// Why the provider no longer takes the refresh token, once it has said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dead: Option<String>,
}

impl Summary {
    /// The summary of a session that is kept in `store`.
    pub fn of(session: &Session, store: StoreKind) -> Self {
        Self {
            profile: session.profile.clone(),
            provider: session.provider.clone(),
            issuer: session.issuer.clone(),
            subject: session.subject.clone(),
            username: session.username.clone(),
            scope: session.scope_granted.clone(),
            dpop_jkt: session.dpop_key.as_ref().map(|key| key.jkt.clone()),
            authorization_details_types: session
                .authorization_details
                .as_ref()
                .and_then(AuthorizationDetails::read)
                .map(|details| details.types().map(str::to_owned).collect())
                .unwrap_or_default(),
            obtained_at: session.obtained_at,
            expires_at: session.expires_at,
            refreshable: session.is_renewable(),
            generation: session.generation,
            store,
            dead: session.dead.clone(),
        }
    }
}

/// All that a store holds.
#[derive(Debug, Default)]
pub struct Listing {
    /// The sessions, by name.
    pub sessions: Vec<Summary>,
    /// Why others could not be read; each error names its profile. They do not hide the rest (threat C114).
    pub unreadable: Vec<Error>,
}
