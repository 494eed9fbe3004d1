//! A client that has registered itself (RFC 7591).

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    idp::{client::Client, client_metadata::ClientMetadata, registration::Fault},
    protocol::time::UnixTime,
    secret::{SecretString, serialize_exposed_option},
};

/// What is kept of a registration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Record {
    /// The client's id.
    pub client_id: String,
    /// Its secret, unless it has none.
    #[serde(default, serialize_with = "serialize_exposed_option", skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<SecretString>,
    /// What it says of itself.
    pub metadata: Map<String, Value>,
    /// The hash of its registration access token (RFC 7592 §1.2).
    pub token_hash: String,
    /// When it was registered.
    pub issued_at: UnixTime,
}

/// A registration, and the client that it makes.
#[derive(Debug, Clone)]
pub struct Registered {
    /// What is kept.
    pub record: Record,
    /// The client.
    pub client: Arc<Client>,
}

impl Registered {
    /// The client of a record, or why it is none.
    pub fn of(record: Record) -> Result<Self, Fault> {
        let metadata = ClientMetadata::read(&record.metadata)?;
        let client = Arc::new(metadata.client(&record.client_id, record.client_secret.as_ref())?);
        Ok(Self { record, client })
    }
}
