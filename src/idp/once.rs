//! What is signed for one use is taken once (threat C133): known by a hash until it would have expired anyway.

use super::{oauth_error::Outcome, provider::Provider, state::Change};
use crate::{
    jose::{base64url, hash},
    protocol::time::UnixTime,
};

/// Whether nobody has used this before; now somebody has. `name` tells it from all others.
pub fn is_first(provider: &Provider, name: &[&str], forget_at: UnixTime) -> Outcome<bool> {
    let id = base64url::encode(hash::sha256(name.join(" ").as_bytes()));
    provider.commit(|state| match state.assertions.get(&id) {
        Some(_) => (false, Vec::new()),
        None => (true, vec![Change::AssertionUsed { id, forget_at }]),
    })
}
