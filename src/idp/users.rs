//! The users of a provider: those of the configuration, unless something else was said of them since, and those who came since.

use std::sync::Arc;

use super::{provider::Provider, user::User};

impl Provider {
    /// The user of that `sub`.
    pub fn user(&self, sub: &str) -> Option<Arc<User>> {
        self.user_where(|user| user.sub == sub)
    }

    /// The user of that username.
    pub fn user_named(&self, username: &str) -> Option<Arc<User>> {
        self.user_where(|user| user.username == username)
    }

    /// What the user of that `sub` is called, as far as it is known.
    pub fn name_of(&self, sub: &str) -> String {
        match self.user(sub) {
            Some(user) => user.name.clone().unwrap_or_else(|| user.username.clone()),
            None => sub.to_owned(),
        }
    }

    /// The user of that `sub`, also one who was disabled or deleted: to tell others of them, who may not sign in.
    pub fn user_or_former(&self, sub: &str) -> Option<Arc<User>> {
        self.anybody_where(|user| user.sub == sub)
    }

    fn anybody_where(&self, is: impl Fn(&User) -> bool) -> Option<Arc<User>> {
        // what was said of one since counts instead
        let stands = |user: &&Arc<User>| is(user) && self.people.get(&user.sub).is_none();
        let configured = self.config.users.iter().find(stands).cloned();
        configured.or_else(|| self.people.find(is))
    }

    /// Whoever was disabled or deleted is nobody here.
    fn user_where(&self, is: impl Fn(&User) -> bool) -> Option<Arc<User>> {
        let user = self.anybody_where(is)?;
        self.people.standing(&user.sub).is_none().then_some(user)
    }

    /// Every user that there is or was, in the order in which they became known.
    pub fn everybody(&self) -> Vec<Arc<User>> {
        let configured = &self.config.users;
        let as_known =
            configured.iter().map(|user| self.people.get(&user.sub).unwrap_or_else(|| Arc::clone(user)));
        let is_other = |user: &Arc<User>| configured.iter().all(|known| known.sub != user.sub);
        as_known.chain(self.people.all().into_iter().filter(is_other)).collect()
    }

    /// The users who may sign in.
    pub fn users(&self) -> Vec<Arc<User>> {
        let mut users = self.everybody();
        users.retain(|user| self.people.standing(&user.sub).is_none());
        users
    }
}
