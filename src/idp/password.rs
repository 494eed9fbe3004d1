//! A person's password, on the sign-in page and in the password grant: right, wrong, or guessed too often.

use std::sync::Arc;

use super::{laxity::Laxity, provider::Provider, user::User};

/// Why a password signs nobody in; the same for a wrong one as for a wrong name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// There is no such user, or the password is another.
    Credentials,
    /// There were too many wrong ones for this username, and for a while none is looked at.
    TooOften,
}

/// The user of that name and password. Who has none signs in with nothing here.
pub fn check(provider: &Provider, username: &str, password: &str) -> Result<Arc<User>, Wrong> {
    let now = provider.now();
    // A name that nobody has is counted too: whether there is such a user is not to be found out so.
    if provider.passwords.are_over(username, now) {
        return Err(Wrong::TooOften);
    }
    let user = provider.user_named(username);
    let is_right = |user: &Arc<User>| user.password.as_ref().is_some_and(|known| known.matches(password));
    if let Some(user) = user.as_ref().filter(|user| !is_right(user))
        && provider.allows(Laxity::AnyPassword)
    {
        return Ok(Arc::clone(user));
    }
    match user.filter(is_right) {
        Some(user) => {
            provider.passwords.right(username);
            Ok(user)
        }
        None => {
            provider.passwords.missed(username, now);
            Err(Wrong::Credentials)
        }
    }
}
