//! The pages of a person: the first one, the one that tells who is there, and the way out.

use std::{thread, time::Duration};

use serde_json::json;

use super::{
    defect::Defect as D,
    http::{Response, escaped},
    next, refresh,
    session::User,
    site::{COOKIE, Desk},
};

/// Who is signed in, and what the page has to set for that.
fn present(desk: &Desk<'_>) -> Option<(User, Option<String>)> {
    if desk.defects.has(D::KnowsLastUserOnly) {
        return Some((desk.site.sessions().last_user()?, None));
    }
    let id = desk.session_id()?;
    refresh::if_needed(desk, &id);
    let mut sessions = desk.site.sessions();
    let session = sessions.get_mut(&id)?;
    if let Some(user) = session.user.as_mut().filter(|_| desk.defects.has(D::IndexedByFirstPage)) {
        user.is_indexed = true;
    }
    let session = session.clone();
    let user = session.user.clone().filter(|user| sessions.is_alive(user))?;
    if desk.defects.has(D::KeepsRotatedCookies) {
        let mut old = session.clone();
        if let Some(user) = &mut old.user {
            user.is_indexed = false;
        }
        sessions.put(&id, old);
        let id = sessions.open(session, &desk.defects);
        return Some((user, Some(desk.cookie(&id))));
    }
    drop(sessions);
    if desk.defects.has(D::ParallelRequestRevives) {
        // a page that takes as long as the logout that comes meanwhile, if one does
        for _ in 0..35 {
            if desk.site.sessions().get(&id).is_none() {
                break;
            }
            thread::sleep(Duration::from_millis(20));
        }
        desk.site.sessions().put(&id, session);
    }
    Some((user, None))
}

/// Whether somebody is signed in.
pub fn is_known(desk: &Desk<'_>) -> bool {
    present(desk).is_some()
}

/// `/`
pub fn home(desk: &Desk<'_>) -> Response {
    let response = match present(desk) {
        Some((user, cookie)) => {
            let token = if desk.defects.has(D::ShowsTokens) { user.access_token.as_str() } else { "" };
            let page = format!(
                "<p>You are {}. {token}</p><form method=\"post\" action=\"/logout\"><button>Log out</button></form>",
                escaped(&user.name)
            );
            with(Response::page(200, &page), cookie)
        }
        None => Response::page(200, "<p>Nobody is signed in.</p><p><a href=\"/login\">Sign in</a></p>"),
    };
    kept(desk, response)
}

/// `/me`: 200 and who it is, or 401.
pub fn me(desk: &Desk<'_>) -> Response {
    if desk.defects.has(D::CrashesWhenRefreshFails)
        && desk.session_id().is_some_and(|id| !refresh::if_needed(desk, &id))
    {
        return Response::page(500, "Something went wrong.");
    }
    let response = match present(desk) {
        Some((user, cookie)) => {
            let mut body = json!({"sub": user.sub, "name": user.name});
            if desk.defects.has(D::ShowsTokens) {
                body["access_token"] = user.access_token.into();
            }
            with(Response::json(200, &body), cookie)
        }
        None => Response::json(401, &json!({"error": "nobody is signed in"})),
    };
    kept(desk, response)
}

fn with(response: Response, cookie: Option<String>) -> Response {
    match cookie {
        Some(cookie) => response.with("Set-Cookie", cookie),
        None => response,
    }
}

/// As caches may keep it, with a defect.
pub fn kept(desk: &Desk<'_>, response: Response) -> Response {
    if desk.defects.has(D::PagesAreKept) { for_caches(response) } else { response }
}

/// As caches may keep it.
pub fn for_caches(response: Response) -> Response {
    response.without("Cache-Control").with("Cache-Control", "public, max-age=3600")
}

/// `/logout`: of the app alone, or at the provider too (RP-Initiated Logout §2). Who comes from another site is asked first.
pub fn logout(desk: &Desk<'_>) -> Response {
    let request = desk.request;
    let is_post = request.method == "POST";
    if !is_post && request.method != "GET" {
        return Response::new(405).with("Allow", "GET, POST");
    }
    let site = request.header("sec-fetch-site").unwrap_or("none");
    let origin = request.header("origin").unwrap_or(&desk.site.origin);
    let is_own = matches!(site, "none" | "same-origin") && origin == desk.site.origin;
    if !is_own && !desk.defects.has(D::LogoutByAnyone) {
        let form = "<form method=\"post\" action=\"/logout\"><button>Log out</button></form>";
        return Response::page(if is_post { 403 } else { 200 }, form);
    }
    let next = match request.query.get("next") {
        Some(next) if desk.defects.has(D::LogoutRedirectsAnywhere) => next.to_owned(),
        next => next::judged(desk, next),
    };
    if desk.defects.has(D::LogoutWithoutClearing) {
        return Response::see(next);
    }
    let user = desk.session_id().and_then(|id| desk.site.sessions().get(&id)?.user.clone());
    if user.is_none() && desk.defects.has(D::CrashesOnIdleLogout) {
        return Response::page(500, "Something went wrong.");
    }
    if let Some(user) = user.as_ref().filter(|_| desk.defects.has(D::BarsAfterOwnLogout)) {
        desk.site.sessions().bar(&user.sub);
    }
    if let Some(id) = request.cookie(COOKIE).filter(|_| !desk.defects.has(D::LogoutClearsCookieOnly)) {
        desk.site.sessions().close(id);
    }
    Response::see(provider_logout(desk, user.as_ref()).unwrap_or(next)).with("Set-Cookie", desk.no_cookie())
}

/// RP-Initiated Logout §2
fn provider_logout(desk: &Desk<'_>, user: Option<&User>) -> Option<String> {
    let has = |defect: D| desk.defects.has(defect);
    let back = desk.settings.post_logout_redirect_uri.as_ref().filter(|_| !has(D::LogoutIsNotAtProvider))?;
    let back = if has(D::LogoutLeadsElsewhere) { "https://evil.example/" } else { back };
    let metadata = desk.site.provider.metadata(&desk.asking())?;
    let mut address = url::Url::parse(metadata["end_session_endpoint"].as_str()?).ok()?;
    address
        .query_pairs_mut()
        .append_pair("client_id", &desk.settings.client_id)
        .append_pair("post_logout_redirect_uri", back);
    if let Some(user) = user.filter(|_| !has(D::LogoutWithoutHint)) {
        address.query_pairs_mut().append_pair("id_token_hint", &user.id_token);
    }
    Some(address.into())
}
