//! The end of all that a person has allowed a client, by any token of it: what the vendors do who know no end of a token alone.

use crate::idp::{
    oauth_error::Outcome,
    provider::Provider,
    state::{Change, Grant},
};

/// Ends every grant of the same person to the same client, and what was agreed to; whether there was one of that id to end.
pub fn withdraw(provider: &Provider, id: &str) -> Outcome<bool> {
    provider.commit(|state| {
        let Some(grant) = state.grants.get(id).filter(|grant| !grant.revoked) else {
            return (false, Vec::new());
        };
        let (sub, client_id) = (grant.session.sub.clone(), grant.client_id.clone());
        let is_same =
            |other: &Grant| other.session.sub == sub && other.client_id == client_id && !other.revoked;
        let grants = state.grants.iter().filter(|(_, other)| is_same(other));
        let mut changes: Vec<Change> =
            grants.map(|(id, _)| Change::GrantRevoked { id: id.clone() }).collect();
        changes.push(Change::ConsentWithdrawn { sub, client_id });
        (true, changes)
    })
}
