//! A person that the provider knows.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{claim_name::OF_THE_PROVIDER, known_password::Password, state::Terms};
use crate::{jose::hash, protocol::time::UnixTime, secret::SecretString};

/// One user; only `username` is needed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// What never changes about the user; the username if absent (OIDC Core §2: `sub`).
    #[serde(default)]
    pub sub: String,
    /// What the user signs in with.
    pub username: String,
    /// The full name.
    pub name: Option<String>,
    /// The address; it counts as verified.
    pub email: Option<String>,
    /// The telephone number; it counts as verified.
    pub phone: Option<String>,
    /// Whether that provider shows the address to everybody who may see the user at all.
    #[serde(default)]
    pub public_email: bool,
    /// The address of a picture.
    pub picture: Option<String>,
    /// The groups, for the scope `groups`.
    #[serde(default)]
    pub groups: Vec<String>,
    /// What else is known: standard claims (OIDC Core §5.1) and others.
    #[serde(default)]
    pub claims: Map<String, Value>,
    /// Asked for at sign-in, if there is one.
    #[serde(skip_serializing)]
    pub password: Option<Password>,
    /// What a client must know to ask for the user elsewhere, if there is one (CIBA Core §7.1, `user_code`).
    #[serde(skip_serializing)]
    pub user_code: Option<SecretString>,
    /// When the person signed up, unless the configuration knows the user.
    #[serde(skip)]
    pub signed_up_at: Option<UnixTime>,
}

impl User {
    /// One of whom only that is known.
    pub fn of(sub: &str, username: &str) -> Self {
        Self {
            sub: sub.into(),
            username: username.into(),
            name: None,
            email: None,
            phone: None,
            public_email: false,
            picture: None,
            groups: Vec::new(),
            claims: Map::new(),
            password: None,
            user_code: None,
            signed_up_at: None,
        }
    }

    /// The user, if that may be one; else why not. Without a `sub` it is the username.
    pub fn checked(mut self) -> Result<Self, String> {
        if self.username.is_empty() || self.username.trim() != self.username {
            return Err("a username is not empty and has no space around it".to_owned());
        }
        if self.sub.is_empty() {
            self.sub.clone_from(&self.username);
        }
        // OIDC Core §2: at most 255 ASCII characters
        if self.sub.len() > 255 || !self.sub.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
            return Err("sub is 1 to 255 ASCII characters".to_owned());
        }
        if let Some(name) = self.claims.keys().find(|name| OF_THE_PROVIDER.contains(&name.as_str())) {
            return Err(format!(
                "{name} is what the provider says of a token or of a sign-in, not a claim of a person"
            ));
        }
        Ok(self)
    }

    /// The users of a provider that was told of none.
    pub fn defaults() -> Vec<Arc<Self>> {
        let named = |username: &str, name: &str, groups: &[&str]| {
            Arc::new(Self {
                name: Some(name.into()),
                email: Some(format!("{username}@example.com")),
                groups: groups.iter().map(|group| (*group).to_owned()).collect(),
                ..Self::of(username, username)
            })
        };
        vec![named("alice", "Alice Example", &["admins", "users"]), named("bob", "Bob Example", &["users"])]
    }

    /// A number for those who know their users by one: `sub` if it is one, else the same for the same `sub`, from 10 000 000 up,
    /// below 2^31.
    pub fn number(&self) -> u32 {
        if let Ok(number) = self.sub.parse() {
            return number;
        }
        let digest = hash::sha256(self.sub.as_bytes());
        let word = digest.iter().take(4).fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
        10_000_000 + word % (i32::MAX.unsigned_abs() - 10_000_000)
    }

    /// All that is known, for templates.
    pub fn facts(&self) -> Map<String, Value> {
        let texts = [
            ("sub", Some(&self.sub)),
            ("username", Some(&self.username)),
            ("name", self.name.as_ref()),
            ("email", self.email.as_ref()),
            ("phone", self.phone.as_ref()),
            ("picture", self.picture.as_ref()),
        ];
        let texts =
            texts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?.clone().into())));
        let groups = [("groups".to_owned(), self.groups.clone().into())];
        texts.chain(groups).chain(self.claims.clone()).collect()
    }

    /// The claims of these names that there are (OIDC Core §5.5).
    pub fn claims_named(&self, names: &[String]) -> Map<String, Value> {
        let everything = ["profile", "email", "phone", "groups"].map(str::to_owned);
        self.claims(&everything).into_iter().filter(|(name, _)| names.contains(name)).collect()
    }

    /// What is told about the user for these scopes (OIDC Core §5.4), with `sub` always.
    pub fn claims(&self, scope: &[String]) -> Map<String, Value> {
        let has = |name: &str| scope.iter().any(|known| known == name);
        let mut claims = Map::new();
        claims.insert("sub".into(), self.sub.clone().into());
        if has("profile") {
            claims.insert("preferred_username".into(), self.username.clone().into());
            for (claim, text) in [("name", &self.name), ("picture", &self.picture)] {
                if let Some(text) = text {
                    claims.insert(claim.into(), text.clone().into());
                }
            }
        }
        if let (true, Some(email)) = (has("email"), &self.email) {
            claims.insert("email".into(), email.clone().into());
            claims.insert("email_verified".into(), true.into());
        }
        if let (true, Some(phone)) = (has("phone"), &self.phone) {
            claims.insert("phone_number".into(), phone.clone().into());
            claims.insert("phone_number_verified".into(), true.into());
        }
        if has("groups") {
            claims.insert("groups".into(), self.groups.clone().into());
        }
        claims
    }
}

/// The claims about the person that are asked for by name (OIDC Core §5.5), each once.
pub fn named_claims(terms: &Terms) -> impl Iterator<Item = &'static str> {
    const CLAIMS: &[&str] = &["preferred_username", "name", "email", "email_verified", "groups"];
    let is_asked = |name: &&&str| {
        terms.id_token_claims.iter().chain(&terms.userinfo_claims).any(|asked| asked == **name)
    };
    CLAIMS.iter().filter(is_asked).copied().collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn claims_follow_the_scopes() {
        let alice = &User::defaults()[0];
        let claims = |scope: &[&str]| {
            Value::Object(alice.claims(&scope.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>()))
        };
        assert_eq!(claims(&["openid"]), json!({"sub": "alice"}));
        assert_eq!(
            claims(&["openid", "profile", "email", "groups"]),
            json!({
                "sub": "alice", "preferred_username": "alice", "name": "Alice Example",
                "email": "alice@example.com", "email_verified": true, "groups": ["admins", "users"],
            })
        );
    }
}
