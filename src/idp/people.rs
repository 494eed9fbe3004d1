//! The users who signed up here themselves, beside those of the configuration.
//!
//! The state keeps them; what is read here is apart from its lock, since a decision that holds the state asks who a user is.

use std::sync::{Arc, PoisonError, RwLock};

use super::{state::State, user::User};

/// Those who signed up.
pub struct People(RwLock<Vec<Arc<User>>>);

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

    /// One more.
    pub fn add(&self, user: User) -> Arc<User> {
        let user = Arc::new(user);
        self.0.write().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&user));
        user
    }
}
