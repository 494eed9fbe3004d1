//! A user who signed up here.

use serde::{Deserialize, Serialize};

use crate::{
    idp::{
        known_password::{Password, PasswordHash},
        user::User,
    },
    protocol::time::UnixTime,
};

/// What is kept of one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignedUp {
    /// What never changes about the user.
    pub sub: String,
    /// What the user signs in with.
    pub username: String,
    /// The address, if the user signed up with one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The password, if one was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<PasswordHash>,
    /// When that was.
    pub at: UnixTime,
}

impl SignedUp {
    /// As a user like the others.
    pub fn user(&self) -> User {
        User {
            email: self.email.clone(),
            password: self.password.clone().map(Password::Chosen),
            signed_up_at: Some(self.at),
            ..User::of(&self.sub, &self.username)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        idp::state::{Change, SignedUp, State},
        protocol::time::UnixTime,
    };

    #[test]
    fn who_signed_up_outlives_a_rewritten_journal() {
        let user = SignedUp {
            sub: "s".into(),
            username: "carol".into(),
            email: None,
            password: None,
            at: UnixTime(7),
        };
        let (mut state, mut rewritten) = (State::default(), State::default());
        state.apply(Change::UserSignedUp { user });
        state.forget(UnixTime(i64::MAX));
        state.snapshot().into_iter().for_each(|change| rewritten.apply(change));
        let known = rewritten.users.get("s").map(SignedUp::user).expect("it is kept");
        assert_eq!((known.username.as_str(), known.signed_up_at), ("carol", Some(UnixTime(7))));
    }
}
