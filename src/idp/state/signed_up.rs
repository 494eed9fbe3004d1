//! A user who signed up here, or whom whoever runs the provider has made or changed.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    idp::{
        known_password::{Password, PasswordHash},
        user::User,
    },
    protocol::time::UnixTime,
    secret::{SecretString, serialize_exposed_option},
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
    /// What a client must know to ask for the user elsewhere.
    #[serde(default, serialize_with = "serialize_exposed_option", skip_serializing_if = "Option::is_none")]
    pub user_code: Option<SecretString>,
    /// All else that was said of the user, with the names of the configuration; nothing of who signed up.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub said: Map<String, Value>,
    /// When that was.
    pub at: UnixTime,
}

impl SignedUp {
    /// As a user like the others.
    pub fn user(&self) -> User {
        let mut table = self.said.clone();
        table.insert("sub".into(), self.sub.as_str().into());
        table.insert("username".into(), self.username.as_str().into());
        let said = serde_json::from_value::<User>(table.into());
        let user = said.unwrap_or_else(|_| User::of(&self.sub, &self.username));
        User {
            email: self.email.clone().or(user.email),
            user_code: self.user_code.clone(),
            password: self.password.clone().map(Password::Chosen),
            signed_up_at: Some(self.at),
            ..user
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

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
            user_code: None,
            said: Map::new(),
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
