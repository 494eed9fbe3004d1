//! The public keys (RFC 7517 §5).

use serde_json::json;

use crate::idp::{provider::Provider, received::Received, reply::Reply};

/// Answers one request; where all keys are made at the start, it waits for them, so that a reader who keeps
/// the set for long has them all.
pub async fn answer(provider: &Provider, _: &Received) -> Reply {
    if provider.stays
        && let Err(error) = provider.keys.make_all(&provider.store, &provider.world).await
    {
        return provider.failed(&error).reply();
    }
    let mut keys = provider.keys.published();
    match provider.encryption_key.published(&provider.store, &provider.world).await {
        Ok(key) => keys.push(key),
        Err(error) => return provider.failed(&error).reply(),
    }
    Reply::public(&json!({"keys": keys}))
}
