//! What whoever runs the provider does with its users: sign them out, disable, enable, delete them. Every client that has to
//! hear of it does, as at any other end of a session.

use std::sync::Arc;

use http::StatusCode;

use super::{
    oauth_error::{OauthError, Outcome},
    provider::Provider,
    session_end::{self, Ended, Told},
    ssf::Happening,
    state::{Change, Standing},
    user::User,
};

/// What is done with a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Every session of theirs ends.
    SignOut,
    /// They may not sign in, and what was granted for them is worth nothing any more.
    Disable,
    /// They may sign in again.
    Enable,
    /// They are gone.
    Delete,
}

impl Deed {
    /// Every one.
    pub const ALL: &'static [Self] = &[Self::SignOut, Self::Disable, Self::Enable, Self::Delete];

    /// Its name in addresses and forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::SignOut => "sign-out",
            Self::Disable => "disable",
            Self::Enable => "enable",
            Self::Delete => "delete",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|deed| deed.name() == name)
    }

    fn happening(self, sub: &str) -> Option<Happening> {
        let sub = sub.to_owned();
        match self {
            Self::SignOut => None,
            Self::Disable => Some(Happening::AccountDisabled { sub }),
            Self::Enable => Some(Happening::AccountEnabled { sub }),
            Self::Delete => Some(Happening::AccountPurged { sub }),
        }
    }

    /// How the user stands afterwards.
    fn standing(self, before: Option<Standing>) -> Option<Standing> {
        match self {
            Self::SignOut => before,
            Self::Disable => Some(Standing::Disabled),
            Self::Enable => None,
            Self::Delete => Some(Standing::Deleted),
        }
    }
}

/// A user, and why they may not sign in, if so.
pub struct Account {
    /// Who.
    pub user: Arc<User>,
    /// How they stand.
    pub standing: Option<Standing>,
}

/// Every user that there is or was, in the order in which they became known.
pub fn all(provider: &Provider) -> Vec<Account> {
    let standing = |user: Arc<User>| Account { standing: provider.people.standing(&user.sub), user };
    provider.everybody().into_iter().map(standing).collect()
}

/// Whether the user of that name was disabled. There is a button for every user without a password, so the name alone is told
/// nobody's secret; of a user with a password nothing is said.
pub fn is_disabled(provider: &Provider, username: &str) -> bool {
    all(provider).iter().any(|known| {
        known.user.username == username
            && known.user.password.is_none()
            && known.standing == Some(Standing::Disabled)
    })
}

/// Does it, in one step with everything that follows from it, and tells the clients (threat W14). What is so already is not done
/// again, and nobody is told of it twice.
pub async fn act(provider: &Provider, sub: &str, deed: Deed) -> Outcome<Told> {
    if !all(provider).iter().any(|known| known.user.sub == sub) {
        return Err(missing(format!("there is no user with the sub {sub}")));
    }
    let ended = provider.commit(|state| {
        let before = state.standings.get(sub).copied();
        let after = deed.standing(before);
        if before == Some(Standing::Deleted) {
            return (Err(missing(format!("the user {sub} was deleted"))), Vec::new());
        }
        let ended = if deed == Deed::Enable { Vec::new() } else { Ended::all_of(provider, state, sub) };
        // by the state before: who had anything to do with them is known by what goes now
        let cause = deed.happening(sub).filter(|_| before != after);
        let mut changes = session_end::changes(provider, state, cause, &ended);
        if before != after {
            changes.push(Change::UserStands { sub: sub.to_owned(), standing: after });
        }
        (Ok(ended), changes)
    })??;
    // as the state has it by now: of two deeds at once the later one counts in both places
    provider.store.read(|state| provider.people.stands(sub, state.standings.get(sub).copied()));
    Ok(session_end::tell(provider, &ended).await)
}

/// What is asked for is not there.
pub fn missing(why: String) -> OauthError {
    OauthError { status: StatusCode::NOT_FOUND, ..OauthError::new("not_found", why) }
}
