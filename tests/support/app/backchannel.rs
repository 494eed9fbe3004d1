//! Back-channel logout: the provider posts a logout token. <https://openid.net/specs/openid-connect-backchannel-1_0.html>

use std::{thread, time::Duration};

use serde_json::{Value, json};

use super::{
    claims::{Rules, SKEW_S},
    defect::Defect as D,
    encoding::now,
    http::{Pairs, Response},
    jwt::{Jwt, Kind, Refusal, refuse},
    refresh,
    session::Whose,
    site::{COOKIE, Desk},
};

/// The event of a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
const FORM: &str = "application/x-www-form-urlencoded";
/// What is large.
const HUGE: usize = 64 * 1024;
/// How late is late, in seconds.
const SLOW_S: u64 = 6;
const LATE_S: u64 = 3;

/// `/backchannel-logout`
pub fn answer(desk: &Desk<'_>) -> Response {
    match token(desk).and_then(|token| token.map(|token| taken(desk, &token)).unwrap_or_else(|| Ok(ok(desk))))
    {
        Ok(response) => response,
        Err(response) => {
            let cacheable = desk.defects.has(D::RefusalCacheable);
            if cacheable { response.without("Cache-Control") } else { response }
        }
    }
}

/// §2.5: the one parameter `logout_token` of a form; nothing, where an app with a defect is content with nothing.
fn token(desk: &Desk<'_>) -> Result<Option<String>, Response> {
    let (request, has) = (desk.request, |defect: D| desk.defects.has(defect));
    if request.method != "POST" && !has(D::LogoutTakesAnyMethod) {
        let status = if has(D::LogoutCrashesOnMethod) { 500 } else { 405 };
        return Err(Response::new(status).with("Allow", "POST"));
    }
    if has(D::LogoutNeedsCookie) && request.cookie(COOKIE).is_none() {
        return Err(Response::see("/login"));
    }
    if has(D::LogoutNeedsOrigin) && request.header("origin") != Some(&desk.site.origin) {
        return Err(Response::new(403));
    }
    if request.body.len() > HUGE && has(D::LogoutCrashesOnHuge) {
        return Err(Response::new(500));
    }
    let parameters = parameters(desk)?;
    let is_alone = parameters.0.len() == 1 || !has(D::LogoutRefusesExtraParameters);
    let is_first = parameters.0.first().is_none_or(|(name, _)| name == "logout_token");
    if !is_alone || !is_first && has(D::LogoutRefusesOthersFirst) {
        return Err(refused(desk, "unknown parameters"));
    }
    if parameters.count("logout_token") > 1 && !has(D::LogoutTakesTwins) {
        return Err(refused(desk, "two tokens"));
    }
    match parameters.get("logout_token").filter(|token| !token.is_empty()) {
        Some(token) => Ok(Some(token.to_owned())),
        None if has(D::LogoutCrashesOnNothing) => Err(Response::new(500)),
        None if has(D::LogoutIsFineWithoutToken) => Ok(None),
        None => Err(refused(desk, "no token")),
    }
}

fn parameters(desk: &Desk<'_>) -> Result<Pairs, Response> {
    let (request, has) = (desk.request, |defect: D| desk.defects.has(defect));
    if has(D::LogoutTakesAnyMethod) && request.body.is_empty() {
        return Ok(request.query.clone());
    }
    let written = request.headers.iter().any(|(name, _)| name == "Content-Type");
    if has(D::LogoutReadsNamesAsWritten) && !written {
        return Err(refused(desk, "no media type"));
    }
    if has(D::LogoutRefusesChunks) && request.is_chunked {
        return Err(Response::new(411));
    }
    let has_charset = request.header("content-type").is_some_and(|it| it.contains(';'));
    if has(D::LogoutRefusesCharset) && has_charset {
        return Err(Response::new(415));
    }
    match request.media_type().as_str() {
        FORM => Ok(request.form()),
        "application/json" if has(D::LogoutTakesJson) => {
            let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
            let members = body.as_object().into_iter().flatten();
            Ok(Pairs(
                members.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.into()))).collect(),
            ))
        }
        _ if has(D::LogoutTakesAnyType) => Ok(request.form()),
        _ if request.body.is_empty() => Err(refused(desk, "no token")),
        _ => Err(Response::new(415)),
    }
}

/// Judges the token and obeys it.
fn taken(desk: &Desk<'_>, token: &str) -> Result<Response, Response> {
    let has = |defect: D| desk.defects.has(defect);
    let is_crowd = desk.site.is_crowd();
    if is_crowd && has(D::RefusesSecondSoOften) {
        return Err(Response::new(503));
    }
    if is_crowd && has(D::LogoutLosesInCrowd) {
        return Ok(ok(desk));
    }
    if has(D::LogoutIsFineWithGarbage) && Jwt::read(token, &desk.defects).is_err() {
        return Ok(ok(desk));
    }
    if has(D::LogoutObeysAnything) {
        let claims = Jwt::read(token, &desk.defects).map(|jwt| jwt.claims).unwrap_or_default();
        let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
        let whose = Whose { iss: desk.settings.issuer.clone(), sub: text("sub"), sid: text("sid"), at: None };
        end(desk, &whose);
        return Ok(ok(desk));
    }
    let judged = judged(desk, token);
    match judged {
        Ok(Some(whose)) => obeyed(desk, &whose),
        Ok(None) => Ok(ok(desk)),
        Err(Refusal(Kind::Unreachable, _)) if has(D::CrashesWhenDown) => {
            desk.site.sessions().restart(&super::defect::Defects::named(&["forgets-sessions-at-restart"]));
            Err(Response::new(500))
        }
        Err(Refusal(_, "it came already")) if has(D::RepeatCrashes) => Err(Response::new(500)),
        Err(refusal) => Err(refused(desk, refusal.1)),
    }
}

fn obeyed(desk: &Desk<'_>, whose: &Whose) -> Result<Response, Response> {
    let has = |defect: D| desk.defects.has(defect);
    if !desk.site.sessions().knows(whose) {
        if has(D::LogoutRefusesUnknownSession) {
            return Err(Response::new(404));
        }
        if has(D::LogoutCrashesOnUnknownSession) {
            return Err(Response::new(500));
        }
    }
    if has(D::LogoutIsSlow) {
        thread::sleep(Duration::from_secs(SLOW_S));
    }
    if has(D::LogoutIsLate) {
        desk.site.later(Duration::from_secs(LATE_S), whose.clone());
    } else {
        end(desk, whose);
    }
    Ok(ok(desk))
}

fn end(desk: &Desk<'_>, whose: &Whose) {
    let ended = desk.site.sessions().end(whose, &desk.defects);
    refresh::revoke(desk, &ended);
}

/// §2.6: whose sessions end.
fn judged(desk: &Desk<'_>, token: &str) -> Result<Option<Whose>, Refusal> {
    let has = |defect: D| desk.defects.has(defect);
    let jwt = Jwt::read(token, &desk.defects)?;
    if has(D::RemembersJtiOfFailures) {
        once(desk, &jwt)?;
    }
    jwt.verify(desk)?;
    let rules = Rules { claims: &jwt.claims, settings: &desk.settings, defects: &desk.defects };
    let typ = jwt.typ();
    let is_taken_for_one = match typ.as_deref() {
        None if has(D::LogoutRefusesMissingTyp) => return refuse("no `typ`"),
        Some("jwt") if has(D::LogoutRefusesTypJwt) => return refuse("`typ` is JWT"),
        None | Some("jwt") => has(D::LogoutTakesIdToken) && rules.claim("events").is_none(),
        Some("logout+jwt") => false,
        Some("at+jwt") if has(D::LogoutTakesAccessToken) => true,
        Some("secevent+jwt") if has(D::LogoutTakesSecurityEvent) => true,
        Some(_) => return refuse("not a logout token"),
    };
    rules.iss()?;
    rules.aud()?;
    let iat = rules.iat()?;
    rules.nbf()?;
    rules.unknown()?;
    let (mut sub, sid) = (rules.text("sub")?, rules.text("sid")?);
    if is_taken_for_one {
        let of_event = rules.claim("sub_id").and_then(|it| it["sub"].as_str());
        sub = sub.or(of_event.map(str::to_owned));
    } else {
        rules.exp()?;
        is_of_logout(&rules)?;
        if rules.text("jti")?.is_none() && !has(D::LogoutTakesMissingJti) {
            return refuse("no `jti`");
        }
    }
    if sub.is_none() && sid.is_none() {
        let nobody = Whose { iss: desk.settings.issuer.clone(), ..Whose::default() };
        return match () {
            () if has(D::NoSubjectEndsAll) => Ok(Some(nobody)),
            () if has(D::LogoutTakesNoSubject) => Ok(None),
            () => refuse("neither `sub` nor `sid`"), // §2.6 (4)
        };
    }
    if sub.is_none() && has(D::LogoutNeedsSub) || sid.is_none() && has(D::LogoutNeedsSid) {
        return refuse("a subject is missing");
    }
    if !has(D::RemembersJtiOfFailures) {
        once(desk, &jwt)?;
    }
    Ok(Some(Whose { iss: desk.settings.issuer.clone(), sub, sid, at: Some(iat) }))
}

/// §2.6 (5), (6)
fn is_of_logout(rules: &Rules<'_>) -> Result<(), Refusal> {
    let has = |defect: D| rules.defects.has(defect);
    match rules.claim("events") {
        None if has(D::LogoutTakesMissingEvents) => {}
        Some(Value::Object(events)) => match events.get(EVENT) {
            Some(Value::Object(members)) if members.is_empty() || !has(D::LogoutRefusesExtraEventMembers) => {
            }
            Some(Value::Object(_)) => return refuse("unknown members of the event"),
            Some(_) if has(D::LogoutTakesEventText) => {}
            None if has(D::LogoutTakesOtherEvent) => {}
            _ => return refuse("another event"),
        },
        Some(Value::Array(_)) if has(D::LogoutTakesEventsList) => {}
        _ => return refuse("no `events`"),
    }
    if rules.claim("nonce").is_some() && !has(D::LogoutTakesNonce) {
        return refuse("a `nonce`");
    }
    Ok(())
}

/// §2.6 (7): each token is good once.
fn once(desk: &Desk<'_>, jwt: &Jwt) -> Result<(), Refusal> {
    let Some(jti) = jwt.claims.get("jti").and_then(Value::as_str) else { return Ok(()) };
    let iss = &desk.settings.issuer;
    let mut sessions = desk.site.sessions();
    if sessions.was_taken(iss, jti) && !desk.defects.has(D::ForgetsJti) {
        return refuse("it came already");
    }
    let exp = jwt.claims.get("exp").and_then(Value::as_i64).unwrap_or_else(|| now() + 3600);
    sessions.remember(iss, jti, now(), exp.saturating_add(SKEW_S));
    Ok(())
}

/// §2.8
fn ok(desk: &Desk<'_>) -> Response {
    let has = |defect: D| desk.defects.has(defect);
    let response = match () {
        () if has(D::LogoutRedirects) => Response::new(302).with("Location", "/"),
        () if has(D::LogoutObeysAndCrashes) => Response::new(500),
        () => Response::new(200),
    };
    if has(D::LogoutCacheable) { response.without("Cache-Control") } else { response }
}

fn refused(desk: &Desk<'_>, why: &str) -> Response {
    let has = |defect: D| desk.defects.has(defect);
    match () {
        () if has(D::LogoutAlwaysSaysOk) => Response::new(200),
        () if has(D::LogoutCrashesWhenRefusing) || has(D::CrashesOnBadToken) => Response::new(500),
        () => Response::json(400, &json!({"error": "invalid_request", "error_description": why})),
    }
}
