//! Mistakes in what a token claims.

use serde_json::Value;

use super::row::{Mistake, Told, row, told};
use crate::{
    jose::{claims::Claims, logout_token::EVENT},
    protocol::time::{Seconds, UnixTime},
    webhook::{case::Case, trust::SKEW_S},
};

/// The claims that are times.
const TIMES: &[&str] = &["iat", "exp"];
/// Where seconds since 1970 would be in the year 5138, and milliseconds in 1973.
const MILLISECONDS: i64 = 100_000_000_000;

/// Every one.
pub(super) const MISTAKES: &[Mistake] = &[
    row("times-in-milliseconds", "RFC 7519 §2", times_in_milliseconds),
    row("times-as-texts", "RFC 7519 §2", times_as_texts),
    row("expired", "RFC 7519 §4.1.4", expired),
    row("clock-ahead", "RFC 7519 §4.1.6", clock_ahead),
    row("exp-missing", "Back-Channel Logout §2.4", exp_missing),
    row("issuer-spelled-otherwise", "RFC 7519 §4.1.1", issuer_spelled_otherwise),
    row("other-issuer", "RFC 7519 §4.1.1", other_issuer),
    row("other-audience", "RFC 7519 §4.1.3", other_audience),
    row("nonce", "Back-Channel Logout §2.4", nonce),
    row("events-missing", "RFC 8417 §2.2", events_missing),
    row("events-misshapen", "RFC 8417 §2.2", events_misshapen),
    row("other-event", "Back-Channel Logout §2.4", other_event),
    row("about-nobody", "Back-Channel Logout §2.4", about_nobody),
    row("jti-missing", "RFC 7519 §4.1.7", jti_missing),
];

/// The claim, if the check of it is what fails.
fn failing<'a>(case: &'a Case<'_>, name: &str) -> Option<&'a Value> {
    case.token.as_ref().filter(|_| case.fails(name))?.claims.get(name)
}

/// The time of a claim that fails.
fn failing_moment(case: &Case<'_>, name: &str) -> Option<UnixTime> {
    let claims = Claims(&case.token.as_ref().filter(|_| case.fails(name))?.claims);
    claims.moment(name).ok().flatten().filter(|moment| moment.0 < MILLISECONDS)
}

/// Whether the check of a claim fails that is not there.
fn is_missing(case: &Case<'_>, name: &str) -> bool {
    case.token.as_ref().is_some_and(|token| case.fails(name) && !token.claims.contains_key(name))
}

fn times_in_milliseconds(case: &Case<'_>) -> Told {
    let is_late = |name: &&&str| {
        let claim = case.token.as_ref().and_then(|token| token.claims.get(**name)?.as_i64());
        claim.is_some_and(|number| number >= MILLISECONDS)
    };
    let name = TIMES.iter().find(is_late).filter(|_| TIMES.iter().any(|name| case.fails(name)))?;
    told(format!("`{name}` is in milliseconds"), "write times in whole seconds since 1970")
}

fn times_as_texts(case: &Case<'_>) -> Told {
    let name = TIMES.iter().find(|name| failing(case, name).is_some_and(Value::is_string))?;
    told(format!("`{name}` is a text"), "write times as numbers of seconds since 1970")
}

fn expired(case: &Case<'_>) -> Told {
    let exp = failing_moment(case, "exp").filter(|exp| case.trust.now > exp.plus(SKEW_S))?;
    let past = Seconds(case.trust.now.since(exp).unsigned_abs());
    told(
        format!("it expired {past} ago"),
        format!(
            "a logout token lives two minutes; to judge it by the time it was made, give --at-recorded or --at {}",
            exp.0
        ),
    )
}

fn clock_ahead(case: &Case<'_>) -> Told {
    let iat = failing_moment(case, "iat").filter(|iat| *iat > case.trust.now.plus(SKEW_S))?;
    let ahead = Seconds(iat.since(case.trust.now).unsigned_abs());
    told(
        format!("it was made {ahead} in the future: the clock of the sender is ahead, or this one behind"),
        "set the clocks by NTP; --at judges by another time",
    )
}

fn exp_missing(case: &Case<'_>) -> Told {
    is_missing(case, "exp").then_some(())?;
    told(
        "it does not say when it expires",
        "have the issuer set `exp`, two minutes ahead; --compat forgives it",
    )
}

/// Whether two issuers are meant to be one: they differ in a slash, the scheme or letter case.
fn is_spelling(one: &str, other: &str) -> bool {
    let plain = |text: &str| {
        let text = text.to_ascii_lowercase();
        let bare = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(&text);
        bare.trim_end_matches('/').to_owned()
    };
    one != other && plain(one) == plain(other)
}

fn issuer_spelled_otherwise(case: &Case<'_>) -> Told {
    let own = failing(case, "iss")?.as_str()?;
    let believed = case.trust.issuer.as_deref().filter(|believed| is_spelling(own, believed))?;
    told(
        format!("its issuer is {own}, and {believed} is believed: they are compared letter by letter"),
        format!("configure the issuer as it writes itself: --issuer {own}"),
    )
}

fn other_issuer(case: &Case<'_>) -> Told {
    let own = failing(case, "iss")?.as_str()?;
    let believed =
        case.trust.issuer.as_deref().filter(|believed| *believed != own && !is_spelling(own, believed))?;
    told(
        format!("it is of {own}, and {believed} is believed"),
        format!("if {own} is whom you believe, give --issuer {own}"),
    )
}

fn other_audience(case: &Case<'_>) -> Told {
    let own = failing(case, "aud")?;
    let audience = case.trust.audience.as_deref()?;
    told(
        format!("it is for {own}, and not for {audience}"),
        "give the client id that the provider knows the app by, with --client-id",
    )
}

fn nonce(case: &Case<'_>) -> Told {
    failing(case, "nonce")?;
    told(
        "it has a `nonce`, which only ID tokens have",
        "leave `nonce` out, so that it is never taken for an ID token",
    )
}

fn events_missing(case: &Case<'_>) -> Told {
    is_missing(case, "events").then_some(())?;
    told(
        "it has no `events`, so that it says nothing",
        "send the event's token, and not another one of the issuer",
    )
}

fn events_misshapen(case: &Case<'_>) -> Told {
    let events = failing(case, "events")?;
    let is_object = |value: &Value| value.is_object();
    let wrong = !is_object(events) || events.as_object()?.values().any(|event| !is_object(event));
    wrong.then_some(())?;
    told(
        "`events` is not an object of objects",
        format!("write it as an object in which the event's address has an object: {{\"{EVENT}\": {{}}}}"),
    )
}

fn other_event(case: &Case<'_>) -> Told {
    let events = failing(case, "events")?.as_object()?;
    let name = events.keys().next().filter(|_| events.values().all(Value::is_object))?;
    told(
        format!("it is of the event {name}, which is another"),
        format!("`authctl webhook show {}` has the right one", case.event.name),
    )
}

fn about_nobody(case: &Case<'_>) -> Told {
    let claims = &case.token.as_ref().filter(|_| case.fails("sub, sid"))?.claims;
    (!claims.contains_key("sub") && !claims.contains_key("sid")).then_some(())?;
    told("it says neither whom nor which session it is about", "set `sub`, `sid` or both")
}

fn jti_missing(case: &Case<'_>) -> Told {
    is_missing(case, "jti").then_some(())?;
    told(
        "it has no `jti`, so that nobody can tell whether it came before",
        "give every token a `jti` of its own",
    )
}
