//! The users who signed up here themselves, beside those of the configuration.
//!
//! The state keeps them; what is read here is apart from its lock, since a decision that holds the state asks who a user is.

use std::sync::{Arc, PoisonError, RwLock};

use super::{
    oauth_error::Outcome,
    provider::Provider,
    state::{Change, SignedUp, State},
    user::User,
};

/// The most of them (threat P17).
const MOST: usize = 1000;

/// Those who signed up.
pub struct People(RwLock<Vec<Arc<User>>>);

/// Why nobody signed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSignedUp {
    /// There is a user of that name.
    Taken,
    /// There are as many as can be.
    Full,
}

impl People {
    /// Those that the state knows.
    pub fn of(state: &State) -> Self {
        Self(RwLock::new(state.users.iter().map(|(_, user)| Arc::new(user.user())).collect()))
    }

    /// All of them.
    pub fn all(&self) -> Vec<Arc<User>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The first that is meant.
    pub fn find(&self, is: impl Fn(&User) -> bool) -> Option<Arc<User>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).iter().find(|user| is(user)).cloned()
    }

    fn add(&self, user: User) -> Arc<User> {
        let user = Arc::new(user);
        self.0.write().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&user));
        user
    }
}

/// Makes a user of a person who signs up: of many of the same name one.
pub fn sign_up(provider: &Provider, person: SignedUp) -> Outcome<Result<Arc<User>, NotSignedUp>> {
    let configured = |name: &str| provider.config.users.iter().any(|user| user.sub == name || user.username == name);
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
