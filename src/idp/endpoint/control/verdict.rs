//! A person's decision without a page.

use crate::idp::{
    control::{
        forms::SUB,
        schema::{Member, Schema},
    },
    oauth_error::{OauthError, Outcome},
    provider::{self, Provider},
    state::{Change, Session},
};

/// Who decides.
pub const DECIDING: Schema = Schema::Object(&[Member::needed("sub", &SUB, "who says yes")]);

/// A session of that person that no browser has.
pub fn session(provider: &Provider, sub: &str) -> Outcome<Session> {
    let unknown = || OauthError::request(format!("sub: there is no user {sub} who may sign in"));
    let (user, now) = (provider.user(sub).ok_or_else(unknown)?, provider.now());
    Ok(Session {
        sid: provider.random(16),
        sub: user.sub.clone(),
        auth_time: now,
        by_password: false,
        second_factor: false,
        expires_at: now.plus(provider.config.lifetimes.session),
    })
}

/// That session begins, with a cookie that nobody has: it is there to be ended.
pub fn begun(provider: &Provider, session: &Session) -> Change {
    let cookie = provider::cookie_hash(&provider.random(32));
    Change::SignedIn { cookie, session: session.clone(), replaces: None }
}
