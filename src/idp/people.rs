//! The users who signed up here themselves, or were made or changed while the provider runs, beside those of the configuration; and
//! who of all users may not sign in any more.
//!
//! The state keeps them; what is read here is apart from its lock, since a decision that holds the state asks who a user is.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::{
    state::{Standing, Standings, State},
    user::User,
};

/// Those who signed up, and how users stand.
pub struct People(RwLock<Known>);

struct Known {
    signed_up: Vec<Arc<User>>,
    standings: Standings,
}

impl People {
    /// Those that the state knows.
    pub fn of(state: &State) -> Self {
        let signed_up = state.users.iter().map(|(_, user)| Arc::new(user.user())).collect();
        Self(RwLock::new(Known { signed_up, standings: state.standings.clone() }))
    }

    /// All who signed up.
    pub fn all(&self) -> Vec<Arc<User>> {
        self.read().signed_up.clone()
    }

    /// The first of them that is meant.
    pub fn find(&self, is: impl Fn(&User) -> bool) -> Option<Arc<User>> {
        self.read().signed_up.iter().find(|user| is(user)).cloned()
    }

    /// One more.
    pub fn add(&self, user: User) -> Arc<User> {
        let user = Arc::new(user);
        self.write().signed_up.push(Arc::clone(&user));
        user
    }

    /// The one of that `sub`.
    pub fn get(&self, sub: &str) -> Option<Arc<User>> {
        self.find(|user| user.sub == sub)
    }

    /// Who the user of that `sub` is, and how they stand, as the state has it by now.
    pub fn take_over(&self, state: &State, sub: &str) {
        let mut known = self.write();
        if let Some(user) = state.users.get(sub).map(|user| Arc::new(user.user())) {
            match known.signed_up.iter_mut().find(|other| other.sub == sub) {
                Some(other) => *other = user,
                None => known.signed_up.push(user),
            }
        }
        match state.standings.get(sub) {
            Some(standing) => known.standings.insert(sub.to_owned(), *standing),
            None => known.standings.remove(sub),
        };
    }

    /// Why a user may not sign in, if so.
    pub fn standing(&self, sub: &str) -> Option<Standing> {
        self.read().standings.get(sub).copied()
    }

    /// From now on the user stands like this.
    pub fn stands(&self, sub: &str, standing: Option<Standing>) {
        let standings = &mut self.write().standings;
        match standing {
            Some(standing) => standings.insert(sub.to_owned(), standing),
            None => standings.remove(sub),
        };
    }

    fn read(&self) -> RwLockReadGuard<'_, Known> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Known> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}
