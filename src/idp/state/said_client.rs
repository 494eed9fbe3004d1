//! A client that whoever runs the provider has made, changed or deleted while it runs.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    idp::{
        client::Client,
        registration::{Fault, Registration},
    },
    secret::{SecretString, serialize_exposed_option},
};

/// What is kept of one: it stands in place of the client of that id in the configuration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SaidClient {
    /// The client's id.
    pub client_id: String,
    /// What was said of it, with the names of the configuration; nothing of one that was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Map<String, Value>>,
    /// Its secret, unless it has none.
    #[serde(default, serialize_with = "serialize_exposed_option", skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<SecretString>,
}

impl SaidClient {
    /// The client, if it was not deleted.
    pub fn client(&self) -> Option<Result<Arc<Client>, Fault>> {
        let mut table = self.said.clone()?;
        table.insert("client_id".into(), self.client_id.as_str().into());
        if let Some(secret) = &self.client_secret {
            table.insert("client_secret".into(), secret.expose().as_str().into());
        }
        // RFC 7591 §2: an object here, its text in the configuration
        if let Some(jwks) = table.get_mut("jwks").filter(|jwks| jwks.is_object()) {
            *jwks = jwks.to_string().into();
        }
        let registration = serde_json::from_value::<Registration>(table.into());
        // why, and not what: serde quotes values, of which one may be a secret
        let registration =
            registration.map_err(|_| Fault::from("a member is of another type than it must be"));
        Some(registration.and_then(|registration| registration.checked(&|_| None)).map(Arc::new))
    }
}
