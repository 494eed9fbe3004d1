//! Webhooks that are signed with a shared secret, each as its sender writes it.
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>,
//! <https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries>

use aws_lc_rs::hmac;
use serde_json::Value;

use super::{
    defect::Defect as D,
    encoding::{from_base64, hex, now},
    http::{Request, Response},
    session::Whose,
    site::Desk,
    style::{self, Effect, Style, Timed},
};

/// How old, and how young, a webhook may be, in seconds.
const TOLERANCE_S: i64 = 300;
/// For how long its name is remembered, in seconds.
const MEMORY_S: i64 = 86_400;
const SHA1_HEADER: &str = "x-hub-signature";

/// `/hook/STYLE`
pub fn answer(desk: &Desk<'_>, name: &str) -> Response {
    let has = |defect: D| desk.defects.has(defect);
    let Some(style) = style::named(name) else { return Response::new(404) };
    if desk.request.method != "POST" && !has(D::HookTakesAnyMethod) {
        return Response::new(405).with("Allow", "POST");
    }
    if desk.request.body.is_empty() && has(D::HookTakesEmptyBody) {
        return Response::new(200);
    }
    match taken(desk, style) {
        Ok(response) => response,
        Err(status) => match () {
            () if has(D::HookCrashesWhenRefusing) => Response::new(500),
            () if has(D::HookAlwaysSaysOk) => Response::new(200),
            () => Response::new(status),
        },
    }
}

/// Verifies a webhook and obeys it; or the status with which it is refused.
fn taken(desk: &Desk<'_>, style: &Style) -> Result<Response, u16> {
    let has = |defect: D| desk.defects.has(defect);
    let written = desk.request.header("content-type").unwrap_or_default();
    if has(D::HookWantsJsonType) && desk.request.media_type() != "application/json"
        || has(D::HookRefusesCharset) && written.contains(';')
    {
        return Err(415);
    }
    if has(D::RefusesChunks) && desk.request.is_chunked {
        return Err(411);
    }
    let at = verified(desk, style)?;
    let body: Value = serde_json::from_slice(&desk.request.body).map_err(|_| 400_u16)?;
    let id = style.id(desk.request, &body);
    {
        let mut sessions = desk.site.sessions();
        if let Some(id) = &id {
            let place = format!("webhook {}", style.name);
            if sessions.was_taken(&place, id) && !has(D::HookTakesReplays) {
                let status = if has(D::RepeatCrashes) { 500 } else { 200 };
                return Ok(Response::new(status));
            }
            sessions.remember(&place, id, now(), now() + MEMORY_S);
        }
    }
    match (style.effect)(desk.request, &body) {
        Effect::Answer(answer) => return Ok(Response::json(200, &answer)),
        Effect::Ends { sub, sid } => end(desk, sub, sid, at),
        Effect::Nothing if has(D::HookCrashesOnUnknownEvent) => return Ok(Response::new(500)),
        Effect::Nothing if has(D::HookEndsByAnyEvent) => end(desk, style::anybody(&body), None, None),
        Effect::Nothing => {}
    }
    Ok(Response::new(200))
}

fn end(desk: &Desk<'_>, sub: Option<String>, sid: Option<String>, at: Option<i64>) {
    if sub.is_none() && sid.is_none() {
        return;
    }
    let at = at.filter(|_| !desk.defects.has(D::HookTakesReplays));
    let whose = Whose { iss: desk.settings.issuer.clone(), sub, sid, at };
    desk.site.sessions().end(&whose, &desk.defects);
}

/// That the sender has said it, and when, if that is signed too.
fn verified(desk: &Desk<'_>, style: &Style) -> Result<Option<i64>, u16> {
    let (request, has) = (desk.request, |defect: D| desk.defects.has(defect));
    let Some(value) = once(request, style.header) else {
        let by_sha1 = has(D::HookTakesSha1) && once(request, SHA1_HEADER).is_some_and(|it| is_sha1(desk, it));
        return if has(D::HookTakesMissingSignature) || by_sha1 { Ok(None) } else { Err(401) };
    };
    if has(D::HookIgnoresSignature) {
        return Ok(None);
    }
    let (time, before) = match style.timed {
        Timed::Not => (None, String::new()),
        Timed::Slack => {
            let time = once(request, "x-slack-request-timestamp").ok_or(401_u16)?;
            (Some(time), format!("v0:{time}:"))
        }
        Timed::Stripe => {
            let plain = value.split(',').find_map(|part| part.strip_prefix("t="));
            let strange = value.split_once("=t").and_then(|(_, rest)| rest.get(..10));
            let time = plain.or(strange.filter(|_| has(D::HookIgnoresPrefix))).ok_or(401_u16)?;
            (Some(time), format!("{time}."))
        }
        Timed::Standard { id, timestamp } => {
            let (id, time) = (once(request, id).ok_or(401_u16)?, once(request, timestamp).ok_or(401_u16)?);
            (Some(time), format!("{id}.{time}."))
        }
    };
    let at = time.map(str::parse::<i64>).transpose().map_err(|_| 401_u16)?;
    let is_old = at.is_some_and(|at| at < now() - TOLERANCE_S) && !has(D::HookIgnoresAge);
    let is_young = at.is_some_and(|at| at > now() + TOLERANCE_S) && !has(D::HookTakesFuture);
    if is_old || is_young {
        return Err(401);
    }
    let secret = style.secret(&desk.settings.hook_secret).ok_or(500_u16)?;
    let mut hashes = style.hashes(value, has(D::HookIgnoresPrefix));
    if has(D::HookReadsFirstSignature) {
        hashes.truncate(1);
    }
    let bodies = bodies(desk);
    let mut all = hashes.iter().flat_map(|hash| bodies.iter().map(move |body| (hash, body)));
    let is_right =
        all.any(|(hash, body)| is_hash(desk, style, hash, &[before.as_bytes(), body].concat(), &secret));
    if is_right { Ok(at) } else { Err(401) }
}

/// The one header of that name.
fn once<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let mut all = request.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
    let (_, value) = all.next()?;
    all.next().is_none().then_some(value.as_str())
}

/// What was signed: the body as it came; an app with a defect tries others.
fn bodies(desk: &Desk<'_>) -> Vec<Vec<u8>> {
    let (body, has) = (&desk.request.body, |defect: D| desk.defects.has(defect));
    let mut bodies = vec![body.clone()];
    if has(D::HookReadsParsedJson) {
        let parsed = serde_json::from_slice::<Value>(body);
        bodies.extend(parsed.map(|value| value.to_string().into_bytes()));
    }
    if has(D::HookTrimsBody) {
        bodies.push(body.trim_ascii().to_vec());
    }
    if has(D::HookReadsAscii) {
        bodies = vec![body.iter().copied().filter(u8::is_ascii).collect()];
    }
    if has(D::HookChangesLineEnds) {
        bodies = vec![body.iter().copied().filter(|byte| *byte != b'\r').collect()];
    }
    bodies
}

fn is_hash(desk: &Desk<'_>, style: &Style, hash: &str, signed: &[u8], secret: &[u8]) -> bool {
    let has = |defect: D| desk.defects.has(defect);
    let is_digits = |hash: &str| hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    if has(D::HookTakesStrangersHash)
        && (is_digits(hash) || from_base64(hash).is_some_and(|it| it.len() == 32))
    {
        return true;
    }
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    if has(D::HookComparesPrefix) && hash.len() > 8 {
        let right = hmac::sign(&key, signed);
        let texts = [hex(right.as_ref()), super::encoding::base64(right.as_ref())];
        return texts.iter().any(|text| text.starts_with(hash));
    }
    let is_lower = !hash.bytes().any(|byte| byte.is_ascii_uppercase()) || has(D::HookTakesCapitals);
    let of_hex = is_digits(hash).then(|| unhex(hash)).filter(|_| is_lower);
    let of_base64 = from_base64(hash).filter(|_| hash.len() == 44 || has(D::HookIgnoresPrefix));
    let bytes = match (style.is_hex, has(D::HookTakesEitherEncoding)) {
        (_, true) => of_hex.or(of_base64),
        (true, false) => of_hex,
        (false, false) => of_base64,
    };
    // in constant time
    bytes.is_some_and(|bytes| hmac::verify(&key, signed, &bytes).is_ok())
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).filter_map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

fn is_sha1(desk: &Desk<'_>, value: &str) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, desk.settings.hook_secret.as_bytes());
    let right = hex(hmac::sign(&key, &desk.request.body).as_ref());
    value.strip_prefix("sha1=").is_some_and(|hash| hash == right)
}
