//! Security event tokens that a transmitter pushes. <https://www.rfc-editor.org/rfc/rfc8935>,
//! <https://openid.net/specs/openid-sharedsignals-framework-1_0-final.html>

use serde_json::{Map, Value, json};

use super::{
    claims::Rules,
    defect::Defect as D,
    encoding::now,
    http::Response,
    jwt::{Jwt, Kind, Refusal, refuse},
    session::Whose,
    site::Desk,
};

const CAEP: &str = "https://schemas.openid.net/secevent/caep/event-type/";
const RISC: &str = "https://schemas.openid.net/secevent/risc/event-type/";
const SSF: &str = "https://schemas.openid.net/secevent/ssf/event-type/";
/// For how long an event is remembered, in seconds.
const MEMORY_S: i64 = 7 * 86_400;

/// Why an event is refused: `err` of RFC 8935 §2.4, or for now.
enum Refused {
    With(&'static str),
    ForNow,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        match refusal.0 {
            Kind::Invalid => Self::With("invalid_request"),
            Kind::Key => Self::With("invalid_key"),
            Kind::Issuer => Self::With("invalid_issuer"),
            Kind::Audience => Self::With("invalid_audience"),
            Kind::Unreachable => Self::ForNow,
        }
    }
}

/// `/events`
pub fn answer(desk: &Desk<'_>) -> Response {
    let has = |defect: D| desk.defects.has(defect);
    if desk.request.method != "POST" {
        return Response::new(405).with("Allow", "POST");
    }
    match taken(desk) {
        Ok(()) if has(D::EventsSayOk) => Response::new(200),
        Ok(()) if has(D::EventsAnswerWithBody) => Response::json(202, &json!({"ok": true})),
        Ok(()) => Response::new(202),
        Err(_) if has(D::EventsAlwaysTake) => Response::new(202),
        Err(_) if has(D::EventsCrashWhenRefusing) || has(D::CrashesOnBadToken) => Response::new(500),
        Err(Refused::ForNow) => Response::new(503),
        Err(Refused::With(_)) if has(D::EventsRefuseWithoutErr) => Response::new(400),
        Err(Refused::With(err)) => {
            let err = if has(D::EventsRefuseWithOneErr) { "invalid_request" } else { err };
            let body = json!({"err": err, "description": "the event was not taken"});
            if err == "authentication_failed" {
                Response::json(401, &body).with("WWW-Authenticate", "Bearer")
            } else {
                Response::json(400, &body)
            }
        }
    }
}

fn taken(desk: &Desk<'_>) -> Result<(), Refused> {
    let (request, has) = (desk.request, |defect: D| desk.defects.has(defect));
    let given = request.header("authorization");
    let wanted = desk.settings.event_token.as_ref().map(|token| format!("Bearer {token}"));
    let is_authorized = wanted.is_none()
        || given == wanted.as_deref()
        || given.is_none() && has(D::EventsTakeMissingAuthorization)
        || given.is_some() && has(D::EventsTakeAnyAuthorization);
    if !is_authorized {
        return Err(Refused::With("authentication_failed"));
    }
    // RFC 8935 §2.1
    if request.media_type() != "application/secevent+jwt" && !has(D::EventsTakeAnyType) {
        return Err(Refused::With("invalid_request"));
    }
    if has(D::RefusesChunks) && request.is_chunked {
        return Err(Refused::With("invalid_request"));
    }
    let text = std::str::from_utf8(&request.body).map_err(|_| Refused::With("invalid_request"))?;
    let jwt = Jwt::read(text.trim(), &desk.defects)?;
    jwt.verify(desk)?;
    // RFC 8417 §2.3
    if jwt.typ().as_deref() != Some("secevent+jwt") && !has(D::EventsTakeAnyTyp) {
        return Err(Refused::With("invalid_request"));
    }
    let rules = Rules { claims: &jwt.claims, settings: &desk.settings, defects: &desk.defects };
    rules.iss()?;
    rules.aud()?;
    let iat = rules.iat()?;
    rules.unknown()?;
    // Shared Signals Framework §4.1.7, §4.1.4
    if rules.claim("exp").is_some() && !has(D::EventsTakeExp)
        || rules.claim("sub").is_some() && !has(D::EventsTakeSub)
    {
        return Err(Refused::With("invalid_request"));
    }
    let jti = rules.text("jti")?;
    if jti.is_none() && !has(D::EventsTakeMissingJti) {
        return Err(Refused::With("invalid_request"));
    }
    let events = events(&rules)?;
    let whose =
        events.iter().map(|(name, event)| whose(desk, &rules, name, event)).collect::<Result<Vec<_>, _>>()?;
    let mut sessions = desk.site.sessions();
    if let Some(jti) = jti {
        // RFC 8935 §2.2: what came already is taken again, and nothing is done
        if sessions.was_taken("events", &jti) && !has(D::EventsTakeReplays) {
            return if has(D::EventsRefuseReplays) { Err(Refused::With("invalid_request")) } else { Ok(()) };
        }
        sessions.remember("events", &jti, now(), now() + MEMORY_S);
    }
    for mut whose in whose.into_iter().flatten() {
        whose.at = Some(iat).filter(|_| !has(D::EventsTakeReplays));
        sessions.end(&whose, &desk.defects);
    }
    Ok(())
}

/// Shared Signals Framework §4.1.6: exactly one, an object.
fn events(rules: &Rules<'_>) -> Result<Map<String, Value>, Refusal> {
    let has = |defect: D| rules.defects.has(defect);
    match rules.claim("events") {
        None if has(D::EventsTakeMissing) => Ok(Map::new()),
        Some(Value::Array(_)) if has(D::EventsTakeList) => Ok(Map::new()),
        Some(Value::Object(events)) => match events.len() {
            0 => refuse("no event"),
            2.. if !has(D::EventsTakeTwo) => refuse("two events"),
            _ if !events.values().all(Value::is_object) && !has(D::EventsTakeText) => refuse("no object"),
            _ if has(D::EventsRefuseExtraMembers) && !events.values().all(has_known_members) => {
                refuse("an unknown member")
            }
            _ => Ok(events.clone()),
        },
        _ => refuse("no events"),
    }
}

fn has_known_members(event: &Value) -> bool {
    const KNOWN: &[&str] = &["event_timestamp", "initiating_entity", "reason_admin", "reason_user", "state"];
    event.as_object().is_some_and(|members| members.keys().all(|name| KNOWN.contains(&name.as_str())))
}

/// Whose sessions end by this event; nobody's, if it means something else.
fn whose(desk: &Desk<'_>, rules: &Rules<'_>, name: &str, event: &Value) -> Result<Option<Whose>, Refusal> {
    let has = |defect: D| desk.defects.has(defect);
    let of_caep = name.strip_prefix(CAEP).is_some_and(|it| it == "session-revoked");
    let ends = ["sessions-revoked", "account-disabled", "account-purged"];
    let of_risc = name.strip_prefix(RISC).is_some_and(|it| ends.contains(&it));
    if name == format!("{SSF}verification") {
        // §8.1.4.2
        let state = event.get("state").and_then(Value::as_str);
        let is_asked_for = state.is_none() || state == desk.settings.event_state.as_deref();
        return if is_asked_for || has(D::EventsTakeWrongState) { Ok(None) } else { refuse("another state") };
    }
    let is_known = [CAEP, RISC, SSF].iter().any(|prefix| name.starts_with(prefix));
    if !is_known && has(D::EventsRefuseUnknown) {
        return refuse("an unknown event");
    }
    let Some(subject) = rules.claim("sub_id") else {
        return if of_caep || of_risc { refuse("nobody is meant") } else { Ok(None) };
    };
    let meant = meant(desk, subject)?;
    Ok(meant.filter(|_| of_caep || of_risc))
}

/// RFC 9493, Shared Signals Framework §3: whom a subject names; nobody, if it is not of ours.
fn meant(desk: &Desk<'_>, subject: &Value) -> Result<Option<Whose>, Refusal> {
    let has = |defect: D| desk.defects.has(defect);
    let text = |value: &Value, name: &str| value[name].as_str().map(str::to_owned);
    let own = &desk.settings.issuer;
    let whose = |sub: Option<String>| Whose { iss: own.clone(), sub, ..Whose::default() };
    match subject["format"].as_str() {
        Some("iss_sub") => {
            let is_own = subject["iss"] == own.as_str() || has(D::EventsTakeOthersSubject);
            let sub = text(subject, "sub").ok_or(Refusal(Kind::Invalid, "no `sub`"))?;
            Ok(is_own.then(|| whose(Some(sub))))
        }
        Some("opaque") => Ok(text(subject, "id").map(|sub| whose(Some(sub)))),
        Some("complex") => {
            let user = match subject.get("user") {
                Some(user) => meant(desk, user)?,
                None => Some(whose(None)),
            };
            let sid = subject.get("session").and_then(|session| text(session, "id"));
            let sid = sid.filter(|_| !has(D::EventsIgnoreSession));
            let found = user.map(|user| Whose { sid, ..user });
            Ok(found.filter(|whose| whose.sub.is_some() || whose.sid.is_some()))
        }
        Some(
            "email" | "phone_number" | "account" | "uri" | "did" | "aliases" | "jwt_id" | "saml_assertion_id",
        ) => Ok(None),
        _ if has(D::EventsTakeUnknownSubject) => Ok(None),
        _ => refuse("a subject of an unknown format"),
    }
}
