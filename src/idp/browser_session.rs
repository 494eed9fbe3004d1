//! The session of a browser: who is signed in there, and how it begins.

use super::{
    oauth_error::Outcome,
    provider::{self, Provider},
    received::Received,
    reply::Reply,
    session_end::{self, Ended},
    state::{Change, Session},
    user::User,
};

/// Who is signed in in this browser; a user who is no longer there is not.
pub fn current_session(provider: &Provider, received: &Received) -> Option<Session> {
    let cookie = session_cookie(provider, received)?;
    let session = provider.store.read(|state| state.session(&cookie, provider.now()).cloned())?;
    provider.user(&session.sub).is_some().then_some(session)
}

/// The hash of this browser's session cookie.
pub fn session_cookie(provider: &Provider, received: &Received) -> Option<String> {
    received.cookie(&provider.cookie_name("session")).map(provider::cookie_hash)
}

/// Begins a session, and gives it with its cookie. A new cookie, always: nobody can have planted it before. The same
/// person's session goes on under its `sid`, so that what it was granted ends with it; another person's ends here, and its
/// clients hear of it.
pub async fn begin_session(
    provider: &Provider,
    received: &Received,
    user: &User,
    second_factor: bool,
) -> Outcome<(Session, String)> {
    let (cookie, now) = (provider.random(32), provider.now());
    let before = current_session(provider, received);
    let (same, other) = match before {
        Some(before) if before.sub == user.sub => (Some(before.sid), None),
        before => (None, before.map(|before| before.sid)),
    };
    let replaces = same.as_ref().and_then(|_| session_cookie(provider, received));
    let session = Session {
        sid: same.unwrap_or_else(|| provider.random(16)),
        sub: user.sub.clone(),
        auth_time: now,
        by_password: user.password.is_some(),
        second_factor,
        expires_at: now.plus(provider.config.lifetimes.session),
    };
    let begun = session.clone();
    let ended = provider.commit(|state| {
        let ended = other.and_then(|sid| Ended::of(provider, state, &sid));
        let mut changes = session_end::changes(provider, state, None, ended.as_slice());
        changes.push(Change::SignedIn { cookie: provider::cookie_hash(&cookie), session, replaces });
        (ended, changes)
    })?;
    if let Some(ended) = ended {
        // Nobody is shown a page of theirs here: the browser is on its way to another.
        session_end::tell(provider, &[ended]).await;
    }
    Ok((begun, cookie))
}

/// Gives the browser the cookie of its session.
pub fn with_session_cookie(provider: &Provider, reply: Reply, cookie: &str) -> Reply {
    reply.cookie(&provider.cookie_name("session"), cookie, provider.config.lifetimes.session)
}
