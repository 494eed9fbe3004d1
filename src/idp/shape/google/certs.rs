//! Google's keys: those of RS256, which all its ID tokens are signed with.
//! <https://developers.google.com/identity/openid-connect/openid-connect#validatinganidtoken>

use http::StatusCode;
use serde_json::json;

use crate::{
    idp::{provider::Provider, received::Received, reply::Reply},
    jose::algorithm::Algorithm,
};

/// Answers one request; the key is made now if there is none yet.
pub async fn answer(provider: &Provider, _: &Received) -> Reply {
    if let Err(error) = provider.keys.get(Algorithm::RS256, &provider.store, &provider.world).await {
        return provider.failed(&error).reply();
    }
    let keys: Vec<_> = provider.keys.published().into_iter().filter(|key| key["kty"] == "RSA").collect();
    Reply::json(StatusCode::OK, &json!({"keys": keys}))
}
