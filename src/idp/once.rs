//! What is signed for one use is taken once (threat C133): known by a hash until it would have expired anyway.

use super::{oauth_error::Outcome, provider::Provider, state::Change, used_once::Refused};
use crate::{
    jose::{base64url, hash},
    protocol::time::UnixTime,
};

/// Takes what a client has signed, unless it was used before. `name` tells it from all others of this client.
pub fn take(
    provider: &Provider,
    client_id: &str,
    name: &[&str],
    forget_at: UnixTime,
) -> Outcome<Result<(), Refused>> {
    let (name, now) = (hash::sha256(name.join(" ").as_bytes()), provider.now());
    provider.commit(|state| match state.assertions.check(client_id, &name, forget_at, now) {
        Err(refused) => (Err(refused), Vec::new()),
        Ok(()) => {
            let (client_id, id) = (client_id.to_owned(), base64url::encode(name));
            (Ok(()), vec![Change::AssertionUsed { client_id, id, forget_at }])
        }
    })
}
