//! Tokens made new, and what that means for the session. <https://openid.net/specs/openid-connect-core-1_0.html#RefreshTokens>

use super::{
    defect::{Defect as D, Defects},
    encoding::now,
    fetch::Question,
    http::Response,
    id_token::{Expected, judged},
    jwt::{Jwt, Kind, Refusal, refuse},
    narrow,
    session::User,
    sign_in::{client, expiry, tokens},
    site::Desk,
};

/// `/refresh`: makes the tokens of this session new at once.
pub fn by_hand(desk: &Desk<'_>) -> Response {
    let Some(id) = desk.session_id() else { return Response::new(401) };
    match refreshed(desk, &id) {
        Ok(()) => Response::new(204),
        Err(_) => Response::new(401),
    }
}

/// Makes them new if they have ended; the session ends where the provider refuses, or speaks of another person.
pub fn if_needed(desk: &Desk<'_>, id: &str) -> bool {
    let is_over = |user: &User| user.refresh_token.is_some() && user.expires_at.is_some_and(|at| at <= now());
    let is_needed =
        desk.site.sessions().get(id).and_then(|session| session.user.as_ref()).is_some_and(is_over);
    // what came of it is in the session
    !is_needed || refreshed(desk, id).is_ok()
}

fn refreshed(desk: &Desk<'_>, id: &str) -> Result<(), Refusal> {
    let user = desk.site.sessions().get(id).and_then(|session| session.user.clone());
    let Some(user) = user else { return refuse("nobody is signed in") };
    match anew(desk, &user) {
        Ok(user) => {
            // not if it was logged out meanwhile
            if let Some(session) = desk.site.sessions().get_mut(id) {
                session.user = Some(user);
            }
            Ok(())
        }
        // it may be there again later
        Err(refusal) if refusal.0 == Kind::Unreachable && !desk.defects.has(D::EndsWhenRefreshFails) => {
            Err(refusal)
        }
        Err(refusal) if desk.defects.has(D::LivesWithoutRefresh) => Err(refusal),
        Err(refusal) => {
            desk.site.sessions().close(id);
            Err(refusal)
        }
    }
}

fn anew(desk: &Desk<'_>, user: &User) -> Result<User, Refusal> {
    let Some(refresh_token) = &user.refresh_token else { return refuse("there is no refresh token") };
    let tokens = tokens(desk, vec![("grant_type", "refresh_token"), ("refresh_token", refresh_token)])?;
    narrow::refreshed(&tokens, &desk.defects)?;
    let text = |name: &str| tokens.get(name).and_then(|value| value.as_str()).map(str::to_owned);
    let access_token = text("access_token").unwrap_or_default();
    let mut user = user.clone();
    if let Some(id_token) = text("id_token") {
        let expected = Expected { nonce: None, access_token: &access_token };
        match judged(desk, &id_token, expected) {
            // Core §12.2: the same `iss`, `sub`, `auth_time`, and `nonce`, if there is one
            Ok(identity)
                if identity.sub == user.sub
                    && (is_of_same_login(&id_token, &user) || desk.defects.has(D::IgnoresRefreshedNonce)) => {
            }
            Ok(identity) if desk.defects.has(D::IgnoresRefreshedSub) => {
                user.name.clone_from(&identity.sub);
                user.sub = identity.sub;
            }
            _ if desk.defects.has(D::IgnoresRefreshedToken) => {}
            Ok(_) => return refuse("it is another person"),
            Err(refusal) => return Err(refusal),
        }
    }
    user.access_token = access_token;
    if !desk.defects.has(D::ForgetsRotatedToken) {
        user.refresh_token = text("refresh_token").or(user.refresh_token);
    }
    user.expires_at = expiry(&tokens);
    Ok(user)
}

/// Whether a refreshed ID token is of the sign-in of the first one.
fn is_of_same_login(id_token: &str, user: &User) -> bool {
    let claims =
        |token: &str| Jwt::read(token, &Defects::default()).map(|jwt| jwt.claims).unwrap_or_default();
    let (new, old) = (claims(id_token), claims(&user.id_token));
    ["nonce", "auth_time"].iter().all(|name| new.get(*name).is_none_or(|value| old.get(*name) == Some(value)))
}

/// Revokes the refresh tokens of sessions that were logged out, but for those that are for offline use
/// (Back-Channel Logout §2.7).
pub fn revoke(desk: &Desk<'_>, users: &[User]) {
    let is_offline = desk.settings.scope.split(' ').any(|scope| scope == "offline_access");
    let is_kept = is_offline && !desk.defects.has(D::RevokesOfflineAccess);
    if is_kept || desk.defects.has(D::KeepsRefreshToken) {
        return;
    }
    let metadata = desk.site.provider.metadata(&desk.asking());
    let Some(endpoint) = metadata.and_then(|it| it["revocation_endpoint"].as_str().map(str::to_owned)) else {
        return;
    };
    for token in users.iter().filter_map(|user| user.refresh_token.as_ref()) {
        let mut fields = vec![("token", token.as_str())];
        let authorization = client(desk, &mut fields);
        // it ends by itself, too
        let _ = desk.asking().ask(&endpoint, &Question { form: Some(&fields), authorization });
    }
}
