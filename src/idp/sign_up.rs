//! A person becomes a user by signing up, which only vendors' pages offer.

use std::sync::Arc;

use super::{
    laxity::Laxity,
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
    // nor does anybody get the address of another, which counts as verified
    let is_of = |user: &User, name: &str| {
        user.sub == name
            || user.username == name
            || user.email.as_deref().is_some_and(|email| email.eq_ignore_ascii_case(name))
    };
    let configured = |name: &str| provider.config.users.iter().any(|user| is_of(user, name));
    let is_taken = configured(&person.username) || configured(&person.sub);
    let kept = person.clone();
    let judged = provider.commit(|state| {
        let known =
            |user: &SignedUp| user.username.eq_ignore_ascii_case(&kept.username) || user.sub == kept.sub;
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

/// The user of that username; where anybody is one, made now.
pub fn known_or_new(provider: &Provider, username: &str) -> Option<Arc<User>> {
    // OIDC Core §2: what can be a sub
    let is_name = (1..=255).contains(&username.len())
        && username.trim() == username
        && username.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    provider.user_named(username).or_else(|| {
        if !is_name || !provider.allows(Laxity::OpenUsers) {
            return None;
        }
        let (sub, username) = (username.to_owned(), username.to_owned());
        let email = username.contains('@').then(|| username.clone());
        let (user_code, said) = (None, Default::default());
        let person = SignedUp { sub, username, email, password: None, user_code, said, at: provider.now() };
        sign_up(provider, person).ok()?.ok()
    })
}
