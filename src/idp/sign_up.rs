//! A person becomes a user by signing up, which only vendors' pages offer.

use std::sync::Arc;

use super::{
    oauth_error::Outcome,
    provider::Provider,
    state::{Change, SignedUp},
    user::User,
};

/// The most of them (threat P17).
const MOST: usize = 1000;

/// Why nobody signed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSignedUp {
    /// There is a user of that name.
    Taken,
    /// There are as many as can be.
    Full,
}

/// Makes a user of a person who signs up: of many of the same name one.
pub fn sign_up(provider: &Provider, person: SignedUp) -> Outcome<Result<Arc<User>, NotSignedUp>> {
    let configured =
        |name: &str| provider.config.users.iter().any(|user| user.sub == name || user.username == name);
    let is_taken = configured(&person.username) || configured(&person.sub);
    let kept = person.clone();
    let judged = provider.commit(|state| {
        let known = |user: &SignedUp| user.username == kept.username || user.sub == kept.sub;
        let refused = match () {
            () if is_taken || state.users.iter().any(|(_, user)| known(user)) => Some(NotSignedUp::Taken),
            () if state.users.len() >= MOST => Some(NotSignedUp::Full),
            () => None,
        };
        match refused {
            Some(why) => (Err(why), Vec::new()),
            None => (Ok(()), vec![Change::UserSignedUp { user: kept }]),
        }
    })?;
    Ok(judged.map(|()| provider.people.add(person.user())))
}
