//! People who are signed in without a page: by a [sign-in that was prepared](super::prepared), or because
//! [nobody has to sign in](super::laxity::Laxity::NoSignIn).

use std::sync::Arc;

use super::{
    authorization::Authorization,
    laxity::Laxity,
    oauth_error::{OauthError, Outcome},
    prepared::Prepared,
    provider::Provider,
    sign_up,
    state::Change,
    user::User,
};

/// Whom a request signs in by its `login_hint`, and whether what is asked for is agreed to; nobody, if that is a name.
pub fn prepared(provider: &Provider, authorization: &Authorization) -> Outcome<Option<(Arc<User>, bool)>> {
    let hint = authorization.login_hint.as_deref().unwrap_or_default();
    if !Prepared::is_one(hint) {
        return Ok(None);
    }
    let arrival = provider.prepared.take(hint, provider.now());
    let found = arrival.and_then(|arrival| Some((provider.user(&arrival.sub)?, arrival.consents)));
    let (user, consents) = found.ok_or_else(|| {
        let why =
            "login_hint is a sign-in that was used or has expired (OpenID Connect Core section 3.1.2.6)";
        OauthError::new("login_required", why)
    })?;
    if consents {
        agree(provider, authorization, &user)?;
    }
    Ok(Some((user, consents)))
}

/// The person agrees to what is asked for.
fn agree(provider: &Provider, authorization: &Authorization, user: &User) -> Outcome<()> {
    let (sub, client_id) = (user.sub.clone(), authorization.client.client_id.clone());
    let scope = authorization.wishes();
    provider.commit(|_| ((), vec![Change::Consented { sub, client_id, scope }]))
}

/// Whom a request signs in that would be shown the sign-in page: whom it hints at, or else who is said to be there.
pub fn by_default(provider: &Provider, authorization: &Authorization) -> Option<Arc<User>> {
    if !provider.config.lax.has(Laxity::NoSignIn) {
        return None;
    }
    let hinted = hinted(provider, authorization);
    let said = || match &provider.config.sign_in_as {
        Some(username) => sign_up::known_or_new(provider, username),
        None => provider.users().into_iter().next(),
    };
    let user = hinted.or_else(said)?;
    let is_meant = authorization.required_sub.as_ref().is_none_or(|sub| *sub == user.sub);
    (is_meant && provider.allows(Laxity::NoSignIn)).then_some(user)
}

/// The user whom a request hints at, if there is one of that name or address.
pub fn hinted(provider: &Provider, authorization: &Authorization) -> Option<Arc<User>> {
    let hint = authorization.login_hint.as_deref()?;
    let is_meant =
        |user: &Arc<User>| user.username == hint || user.sub == hint || user.email.as_deref() == Some(hint);
    provider.users().into_iter().find(is_meant)
}
