//! Front-channel logout: the provider's page loads this address in a frame.
//! <https://openid.net/specs/openid-connect-frontchannel-1_0.html#RPLogout>

use super::{
    defect::Defect as D,
    http::Response,
    session::Whose,
    site::{COOKIE, Desk},
};

/// `/frontchannel-logout`: ends the session of this browser, if it is the one that is meant.
pub fn answer(desk: &Desk<'_>) -> Response {
    let has = |defect: D| desk.defects.has(defect);
    let (request, mut sessions) = (desk.request, desk.site.sessions());
    if request.method != "GET" {
        return Response::new(405).with("Allow", "GET");
    }
    let (iss, sid) = (request.query.get("iss"), request.query.get("sid"));
    let is_its_own = iss == Some(&desk.settings.issuer)
        || iss.is_some() && has(D::FrontchannelIgnoresIss)
        || iss.is_none() && has(D::FrontchannelTakesMissingIss);
    let has_sid = sid.is_some_and(|sid| !sid.is_empty()) || has(D::FrontchannelTakesMissingSid);
    if !is_its_own || !has_sid || request.query.has_twins() {
        return Response::page(400, "This logout is not of our provider.");
    }
    if has(D::FrontchannelEndsEverybody) {
        let everybody = super::defect::Defects::named(&["ends-everybody"]);
        sessions.end(&Whose::default(), &everybody);
    }
    let id = request.cookie(COOKIE).unwrap_or_default();
    let own = sessions.get(id).and_then(|session| session.user.as_ref());
    let is_meant =
        own.is_some_and(|user| user.sid.as_deref() == sid || has(D::FrontchannelIgnoresSid) || sid.is_none());
    if is_meant && !has(D::FrontchannelWithoutEffect) {
        sessions.close(id);
    }
    let mut response = match has(D::LogoutRedirects) {
        true => Response::new(302).with("Location", "/"),
        false => Response::page(200, "Logged out."),
    };
    if has(D::FrontchannelUnframed) {
        response = response.with("X-Frame-Options", "DENY");
    }
    if has(D::FrontchannelCacheable) {
        response = response.without("Cache-Control");
    }
    response
}
