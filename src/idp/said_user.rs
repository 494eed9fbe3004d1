//! Users whom whoever runs the provider makes or changes while it runs: what is said of one counts instead of what the configuration
//! says.

use http::StatusCode;
use serde_json::{Map, Value};

use super::{
    account,
    known_password::{Password, PasswordHash},
    oauth_error::{OauthError, Outcome},
    provider::Provider,
    state::{CAP, Change, SignedUp, Standing, State},
    user::User,
};
use crate::secret::SecretString;

/// What stands apart from all else that is said of a user.
const APART: &[&str] = &["sub", "username", "password", "user_code"];

/// Makes one; the `sub`.
pub fn create(provider: &Provider, said: &Map<String, Value>) -> Outcome<String> {
    let text = |name: &str| said.get(name).and_then(Value::as_str);
    let username = text("username").unwrap_or_default();
    let secret = |name: &str| text(name).map(SecretString::from);
    let person = SignedUp {
        sub: text("sub").unwrap_or(username).to_owned(),
        username: username.to_owned(),
        email: None,
        password: secret("password").map(|password| hash(provider, &password)),
        user_code: secret("user_code"),
        said: besides(said),
        at: provider.now(),
    };
    let sub = person.sub.clone();
    keep(provider, person, |state, person| {
        let is_there = state.standings.get(&person.sub) != Some(&Standing::Deleted)
            && (provider.user_or_former(&person.sub).is_some() || state.users.get(&person.sub).is_some());
        match is_there {
            true => Err(conflict(format!("sub: there is a user with the sub {}", person.sub))),
            false => Ok(()),
        }
    })?;
    Ok(sub)
}

/// Changes one (RFC 7396).
pub fn change(provider: &Provider, sub: &str, said: &Map<String, Value>) -> Outcome<()> {
    let missing = || account::missing(format!("there is no user with the sub {sub}"));
    let user = provider.user_or_former(sub).ok_or_else(missing)?;
    let mut table = match serde_json::to_value(&*user) {
        Ok(Value::Object(table)) => besides(&table),
        _ => Map::new(),
    };
    for (name, value) in besides(said) {
        table.insert(name, value);
    }
    table.retain(|_, value| !value.is_null());
    let text = |name: &str| said.get(name).and_then(Value::as_str);
    let password = match (said.get("password"), &user.password) {
        (None, Some(Password::Chosen(kept))) => Some(kept.clone()),
        (None, Some(Password::Configured(password))) => Some(hash(provider, password)),
        (None, None) => None,
        (Some(given), _) => given.as_str().map(|password| hash(provider, &password.into())),
    };
    let user_code = match said.get("user_code") {
        None => user.user_code.clone(),
        Some(given) => given.as_str().map(SecretString::from),
    };
    let person = SignedUp {
        sub: sub.to_owned(),
        username: text("username").unwrap_or(&user.username).to_owned(),
        email: None,
        password,
        user_code,
        said: table,
        at: user.signed_up_at.unwrap_or_else(|| provider.now()),
    };
    keep(provider, person, |state, person| match state.standings.get(&person.sub) {
        Some(Standing::Deleted) => Err(missing()),
        _ => Ok(()),
    })
}

/// Makes the person known, if that may be.
fn keep(
    provider: &Provider,
    person: SignedUp,
    may_be: impl FnOnce(&State, &SignedUp) -> Outcome<()>,
) -> Outcome<()> {
    let user = person.user().checked().map_err(OauthError::request)?;
    provider.commit(|state| {
        match may_be(state, &person).and_then(|()| may_be_called_so(provider, state, &person)) {
            Err(error) => (Err(error), Vec::new()),
            Ok(()) => {
                let sub = person.sub.clone();
                let comes_back = state.standings.get(&sub) == Some(&Standing::Deleted);
                let mut changes = vec![Change::UserSignedUp { user: person }];
                if comes_back {
                    changes.push(Change::UserStands { sub, standing: None });
                }
                (Ok(()), changes)
            }
        }
    })??;
    // as the state has it by now: of two at once the later one counts in both places
    provider.store.read(|state| provider.people.take_over(state, &user.sub));
    Ok(())
}

fn may_be_called_so(provider: &Provider, state: &State, person: &SignedUp) -> Outcome<()> {
    let is_other = |user: &User| {
        user.username == person.username
            && user.sub != person.sub
            && state.standings.get(&user.sub) != Some(&Standing::Deleted)
    };
    let has_other = state.users.iter().any(|(_, known)| is_other(&User::of(&known.sub, &known.username)));
    if has_other || provider.user_named(&person.username).is_some_and(|user| is_other(&user)) {
        return Err(conflict(format!("username: there is a user of the name {}", person.username)));
    }
    // RFC 9068 §5: a client that speaks for itself must not be taken for a person
    if provider.client_in(state, &person.sub).is_some_and(|client| client.grants_without_person()) {
        return Err(conflict("sub: it is the client_id of a client that speaks for itself".to_owned()));
    }
    // the oldest would make room (threat P17)
    if state.users.len() >= CAP && state.users.get(&person.sub).is_none() {
        return Err(conflict("there are as many users as there can be".to_owned()));
    }
    Ok(())
}

/// What is said besides.
fn besides(said: &Map<String, Value>) -> Map<String, Value> {
    let is_besides = |name: &str| !APART.contains(&name);
    said.iter()
        .filter(|(name, _)| is_besides(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn hash(provider: &Provider, password: &SecretString) -> PasswordHash {
    PasswordHash::of(password.expose(), provider.random(16))
}

fn conflict(why: String) -> OauthError {
    OauthError { status: StatusCode::CONFLICT, ..OauthError::new("conflict", why) }
}
