//! Who signs in.

use crate::{
    error::{Code, Phase, Result},
    idp::{config::Config, known_password::Password, user::User},
    secret::SecretString,
};

/// A person, as the provider knows them.
#[derive(Debug, Clone)]
pub struct Person {
    /// What they sign in with.
    pub username: String,
    /// What never changes about them.
    pub sub: String,
    /// Their password, if they are asked for one.
    pub password: Option<SecretString>,
}

impl Person {
    fn of(user: &User) -> Self {
        let password = match &user.password {
            Some(Password::Configured(password)) => Some(password.clone()),
            Some(Password::Chosen(_)) | None => None,
        };
        Self { username: user.username.clone(), sub: user.sub.clone(), password }
    }

    /// Who signs in and who else: those of these names, or the first ones that the provider knows.
    ///
    /// # Errors
    /// [`Code::Usage`] if there are no such two.
    pub fn two(config: &Config, named: Option<&str>, other: Option<&str>) -> Result<(Self, Self)> {
        let refuse = |why: &str| Code::Usage.error().phase(Phase::Check).message(why);
        let find = |name: Option<&str>, but: Option<&str>| {
            let is = |user: &User| match name {
                Some(name) => user.username == name,
                None => Some(user.username.as_str()) != but,
            };
            config.users.iter().find(|user| is(user)).map(|user| Self::of(user)).ok_or_else(|| match name {
                Some(name) => refuse("the provider knows no such user").got(name),
                None => refuse("a check needs two users").hint("add one to the file of --config"),
            })
        };
        let first = find(named, other)?;
        let second = find(other, Some(&first.username))?;
        match first.username == second.username {
            true => Err(refuse("--user and --other-user are the same").got(first.username)),
            false => Ok((first, second)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_people_are_found_and_never_one_twice() {
        let config = Config::default();
        let names = |first: Option<&str>, second: Option<&str>| {
            Person::two(&config, first, second).map(|(first, second)| (first.username, second.username))
        };
        let both = |first: &str, second: &str| Ok((first.to_owned(), second.to_owned()));
        let code = |result: Result<(String, String)>| result.map_err(|error| error.code());
        assert_eq!(code(names(None, None)), both("alice", "bob"));
        assert_eq!(code(names(Some("bob"), None)), both("bob", "alice"));
        assert_eq!(code(names(None, Some("alice"))), both("bob", "alice"));
        assert_eq!(code(names(Some("bob"), Some("bob"))), Err(Code::Usage));
        assert_eq!(code(names(Some("eve"), None)), Err(Code::Usage));
    }
}
