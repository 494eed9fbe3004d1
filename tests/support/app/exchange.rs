//! Signing in by Clef's button, and the hook whose token is exchanged for who has logged out.
//! <https://github.com/clef/sample-flask>

use serde_json::Value;

use super::{
    defect::Defect as D,
    encoding::now,
    fetch::{Fetched, Question},
    http::{Pairs, Response},
    login,
    session::{Pending, Session, User, Whose},
    site::Desk,
};

/// `/clef/login`: where the button leads.
pub fn begin(desk: &Desk<'_>) -> Response {
    let redirect = format!("{}/clef/callback", desk.site.origin);
    let pending = Pending::new(redirect.clone(), "/me".into(), now());
    let mut address = url::Url::parse(&at(desk, "/iframes/qr")).expect("the provider has an address");
    address
        .query_pairs_mut()
        .append_pair("app_id", &desk.settings.client_id)
        .append_pair("redirect_url", &redirect)
        .append_pair("state", &pending.state);
    let known = desk.session_id();
    let mut sessions = desk.site.sessions();
    let id = known.unwrap_or_else(|| sessions.open(Session::default(), &desk.defects));
    if let Some(session) = sessions.get_mut(&id) {
        session.pending = vec![pending];
    }
    Response::see(address).with("Set-Cookie", desk.cookie(&id))
}

/// `/clef/callback`
pub fn callback(desk: &Desk<'_>) -> Response {
    let id = desk.session_id().unwrap_or_default();
    let query = &desk.request.query;
    let begun = desk.site.sessions().begun(&id, query.get("state"), &desk.defects);
    let (Some(pending), Some(code)) = (begun, query.get("code")) else {
        return Response::page(400, "This sign-in did not begin in this browser.");
    };
    match person(desk, code) {
        Some(user) => login::welcome(desk, &id, &pending, user),
        None => Response::page(400, "Signing in failed."),
    }
}

fn person(desk: &Desk<'_>, code: &str) -> Option<User> {
    let answer = asked(desk, "/api/v1/authorize", ("code", code))?;
    let token = answer.object()?["access_token"].as_str().filter(|_| answer.status == 200)?.to_owned();
    let mut address = url::Url::parse(&at(desk, "/api/v1/info")).ok()?;
    address.query_pairs_mut().append_pair("access_token", &token);
    let answer = desk.asking().ask(address.as_str(), &Question::default())?;
    let info = answer.object()?["info"].clone();
    let sub = named(&info["id"], desk)?;
    let name = info["first_name"].as_str().unwrap_or(&sub).to_owned();
    let iss = desk.settings.issuer.clone();
    Some(User { iss, sub, name, since: now(), access_token: token, is_indexed: true, ..User::default() })
}

/// An id, which some providers write as a number.
fn named(id: &Value, desk: &Desk<'_>) -> Option<String> {
    match id {
        Value::String(text) if !text.is_empty() && !desk.defects.has(D::ExchangeWantsNumber) => {
            Some(text.clone())
        }
        Value::Number(number) if !desk.defects.has(D::ExchangeWantsText) => Some(number.to_string()),
        _ => None,
    }
}

fn at(desk: &Desk<'_>, path: &str) -> String {
    format!("{}{path}", desk.settings.issuer.trim_end_matches('/'))
}

fn asked(desk: &Desk<'_>, path: &str, field: (&str, &str)) -> Option<Fetched> {
    let secret = desk.settings.client_secret.clone().unwrap_or_default();
    let fields = [("app_id", desk.settings.client_id.as_str()), ("app_secret", &secret), field];
    desk.asking().ask(&at(desk, path), &Question { form: Some(&fields), authorization: None })
}

/// `/clef/logout`: the hook.
pub fn logout(desk: &Desk<'_>) -> Response {
    let (request, has) = (desk.request, |defect: D| desk.defects.has(defect));
    let parameters = match (request.method.as_str(), request.media_type().as_str()) {
        ("POST", "application/x-www-form-urlencoded") => request.form(),
        ("POST", "application/json") if has(D::ExchangeTakesJson) => {
            let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
            let token = body["logout_token"].as_str().unwrap_or_default();
            Pairs(vec![("logout_token".into(), token.into())])
        }
        ("POST", _) => return Response::new(if request.body.is_empty() { 400 } else { 415 }),
        ("GET", _) if has(D::ExchangeTakesGet) => request.query.clone(),
        _ => return Response::new(405).with("Allow", "POST"),
    };
    let token = parameters.get("logout_token").unwrap_or_default();
    let is_one = !token.is_empty() && parameters.count("logout_token") == 1;
    if !is_one && !has(D::ExchangeAsksForNothing) {
        return Response::new(400);
    }
    if has(D::ExchangeTrustsToken) {
        end(desk, None);
        return Response::new(200);
    }
    if has(D::ExchangeTwice) {
        // the provider may take that amiss
        let _ = asked(desk, "/api/v1/logout", ("logout_token", token));
    }
    obeyed(desk, asked(desk, "/api/v1/logout", ("logout_token", token)))
}

/// Ends the sessions of whom the provider names.
fn obeyed(desk: &Desk<'_>, answer: Option<Fetched>) -> Response {
    let has = |defect: D| desk.defects.has(defect);
    let status = answer.as_ref().map_or(503, |answer| answer.status);
    let told = answer.and_then(|answer| answer.object()).unwrap_or_default();
    let sub = named(&told["clef_id"], desk);
    let is_good = status == 200 && told["success"] == true || has(D::ExchangeIgnoresStatus);
    match sub.filter(|_| is_good) {
        Some(sub) => {
            let whose =
                Whose { iss: desk.settings.issuer.clone(), sub: Some(sub.clone()), ..Whose::default() };
            if has(D::ExchangeCrashesOnUnknown) && !desk.site.sessions().knows(&whose) {
                return Response::new(500);
            }
            end(desk, Some(sub));
            Response::new(200)
        }
        None => {
            let is_down = status >= 500 || status == 200;
            if has(D::ExchangeEndsAllOnFailure) && is_down {
                end(desk, None);
            }
            match () {
                () if has(D::ExchangeCrashesOnFailure) => Response::new(500),
                () if has(D::ExchangeSaysOk) => Response::new(200),
                () if is_down => Response::new(503),
                () => Response::new(400),
            }
        }
    }
}

fn end(desk: &Desk<'_>, sub: Option<String>) {
    let whose = Whose { iss: desk.settings.issuer.clone(), sub, ..Whose::default() };
    desk.site.sessions().end(&whose, &desk.defects);
}
