//! What a login leaves behind, and how it is kept: the session, its stores, its lock, and `fresh`, a valid token or why not.

pub mod dpop_key;
pub mod fresh;
pub mod kept;
pub mod lock;
pub mod registration;
pub mod seed;
pub mod store;
pub mod summary;
pub mod waiting;
pub mod want;

use serde::{Deserialize, Serialize};

use self::dpop_key::DpopKey;
use crate::{
    profile::store_choice::StoreChoice,
    protocol::{grant::Grant, time::UnixTime},
    secret::{SecretString, serialize_exposed, serialize_exposed_option},
};

/// One login, as it is kept. Serialised only by the stores: it holds the tokens.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Session {
    /// The name it is kept under.
    pub profile: String,
    /// The provider's preset name, or `oidc` for a bare issuer.
    pub provider: String,
    /// The issuer, if the provider has one.
    pub issuer: Option<String>,
    /// Our client id there.
    pub client_id: String,
    /// How a refresh finds and authenticates to the provider without any flag: resolved settings by name, secrets by
    /// their source (`env:NAME` …), never by value.
    pub settings: std::collections::BTreeMap<String, String>,
    /// Which workload it was got for, as a hash: whom the platform's token was about. Another one's token is none of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workload: Option<String>,
    /// Who signed in (`sub`), if the provider says.
    pub subject: Option<String>,
    /// A name to show: preferred_username, email or login.
    pub username: Option<String>,
    /// What was asked for.
    pub scope_requested: Vec<String>,
    /// What was granted.
    pub scope_granted: Vec<String>,
    /// The token's type as the provider wrote it, e.g. `Bearer`.
    pub token_type: String,
    /// The access token.
    #[serde(serialize_with = "serialize_exposed")]
    pub access_token: SecretString,
    /// The refresh token.
    #[serde(default, serialize_with = "serialize_exposed_option", skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<SecretString>,
    /// The ID token, kept for `id_token_hint` and `token --type id`.
    #[serde(default, serialize_with = "serialize_exposed_option", skip_serializing_if = "Option::is_none")]
    pub id_token: Option<SecretString>,
    /// The key that the tokens are bound to, if they are (RFC 9449).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dpop_key: Option<DpopKey>,
    /// What was granted in detail (RFC 9396 §7), if the provider says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_details: Option<serde_json::Value>,
    /// When the tokens were issued, by this machine's clock.
    pub obtained_at: UnixTime,
    /// When the access token expires; `None` if the provider did not say.
    pub expires_at: Option<UnixTime>,
    /// Counts the refreshes: the higher one is the newer one.
    pub generation: u64,
    /// Where it is kept; `None` until it is, and then it goes where the store puts new ones. Told by the store at each
    /// reading.
    #[serde(skip)]
    pub store: Option<StoreChoice>,
    /// Why the provider no longer takes the refresh token, once it has said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dead: Option<String>,
}

impl Session {
    /// Whether its grant needs nobody and can be run again, in place of a refresh (RFC 6749 §4.4.3).
    pub fn is_repeatable(&self) -> bool {
        let grant = self.settings.get("flow").and_then(|name| Grant::named(name).ok());
        grant.is_some_and(|grant| grant.row().is_repeatable)
    }

    /// Whether its end is that of its refresh token.
    fn can_die(&self) -> bool {
        self.refresh_token.is_some() && !self.access_token.is_empty()
    }

    /// Whether new tokens can be had without a person.
    pub fn is_renewable(&self) -> bool {
        self.refresh_token.is_some() || self.is_repeatable()
    }
}
