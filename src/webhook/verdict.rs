//! What an app's answer to an event means, by the event's standard (threat W10).

use std::time::Duration;

use http::{StatusCode, header};
use serde::Serialize;
use serde_json::Value;
use url::Url;

use super::{event::Event, expected_answer, framing, message::Message, mutation::row::Right, scheme};
use crate::protocol::{exchange::Response, json};

/// A sender does not wait for longer without noticing; half of them give up after ten seconds or less.
const SLOW: Duration = Duration::from_secs(5);
/// The scheme of logout tokens, whose standard says most of the answer.
const LOGOUT: &str = "logout-token";
/// The scheme that a browser carries out, in a frame.
const FRONT: &str = "frontchannel-logout";
/// RFC 8935 §2.2: the one status by which a security event is taken.
const ACCEPTED: &str = "202";

/// What it comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It was taken.
    Taken,
    /// It was refused, as it should be.
    Refused,
    /// It was not taken, although nothing is wrong with it.
    NotTaken,
    /// It was taken, although it is wrong.
    WronglyTaken,
    /// It was neither taken nor refused: the app failed, or leads elsewhere.
    Failed,
}

impl Verdict {
    /// Whether the app did right.
    pub fn is_right(self) -> bool {
        matches!(self, Self::Taken | Self::Refused)
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Refused => "refused, as it should be",
            Self::NotTaken => "not taken",
            Self::WronglyTaken => "taken, although it is wrong",
            Self::Failed => "neither taken nor refused",
        }
    }
}

/// One thing about an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub name: &'static str,
    /// Where the rule stands.
    pub section: String,
    /// Whether it is as it should be.
    pub passed: bool,
    /// What it is, or why it is not right.
    pub why: String,
}

/// An answer, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// What it comes to.
    pub verdict: Verdict,
    /// The status first, then what is advised.
    pub findings: Vec<Finding>,
}

/// Judges an answer that took so long, to a message of an event with which a right app does this.
pub fn judge(event: &Event, message: &Message, right: Right, response: &Response, took: Duration) -> Judged {
    let mut verdict = of_status(event, right, response.status);
    let mut findings = vec![status(event, verdict, response.status)];
    if verdict == Verdict::Taken
        && let Some(finding) = answer(event, message, &response.body)
    {
        if !finding.passed {
            verdict = Verdict::NotTaken;
        }
        findings.push(finding);
    }
    if event.scheme == LOGOUT {
        findings.push(no_store(response, "Back-Channel Logout §2.8"));
    }
    if event.scheme == FRONT {
        findings.extend(framing(message, response));
        findings.push(no_store(response, "Front-Channel Logout §2"));
    }
    if event.taken == [ACCEPTED] {
        findings.extend(body(response));
    }
    if took > SLOW {
        let why = format!("it took {} s; a sender may have given up", took.as_secs());
        findings.push(Finding { name: "time", section: event.standard.clone(), passed: false, why });
    }
    Judged { verdict, findings }
}

/// What a status alone means.
pub fn of_status(event: &Event, right: Right, status: StatusCode) -> Verdict {
    match right {
        Right::Takes if event.is_taken_by(status) => Verdict::Taken,
        Right::Takes => Verdict::NotTaken,
        Right::Refuses if status.is_success() => Verdict::WronglyTaken,
        Right::Either if event.is_taken_by(status) => Verdict::Taken,
        _ if status.is_client_error() => Verdict::Refused,
        _ => Verdict::Failed,
    }
}

fn status(event: &Event, verdict: Verdict, status: StatusCode) -> Finding {
    let is_logout = event.scheme == LOGOUT;
    let section = if is_logout { "Back-Channel Logout §2.8".to_owned() } else { event.standard.clone() };
    let code = status.as_u16();
    let (passed, why) = match verdict {
        Verdict::Taken => (true, format!("{code}, by which it is taken")),
        Verdict::WronglyTaken => (false, format!("{code}, by which it is taken")),
        Verdict::Refused if is_logout && status != StatusCode::BAD_REQUEST => {
            (false, format!("{code}; the standard has 400 for what is refused"))
        }
        Verdict::Refused => (true, format!("{code}, by which it is refused")),
        _ if status.is_redirection() => (false, format!("{code}: no sender follows a redirect")),
        _ if status.is_server_error() => (false, format!("{code}: the app itself failed")),
        _ => (false, format!("{code}; it is taken by {}", event.taken.join(" or "))),
    };
    Finding { name: "status", section, passed, why }
}

/// A challenge that comes back, a permission: where a sender waits for that, a status is not enough.
fn answer(event: &Event, message: &Message, body: &[u8]) -> Option<Finding> {
    let payload = scheme::of(event).payload(message).or_else(|| json::value(&message.body).ok());
    let expected = expected_answer::of(event, message, &payload.unwrap_or_default())?;
    let found = expected_answer::is_in(&expected, body);
    let (passed, why) =
        (found.is_ok(), found.err().unwrap_or_else(|| "it says what is waited for".to_owned()));
    Some(Finding { name: "answer", section: event.standard.clone(), passed, why })
}

/// Front-Channel Logout §3: the provider's page loads it in a frame.
fn framing(message: &Message, response: &Response) -> Option<Finding> {
    let page = message.parameters("iss").first().and_then(|iss| Url::parse(iss).ok())?;
    let forbidden = framing::forbidden(&page, &response.headers);
    let passed = forbidden.is_none();
    let why = match forbidden {
        None => "the provider's page may frame it".to_owned(),
        Some(why) => {
            format!("a browser does not show it in a frame of {}: {why}", page.origin().ascii_serialization())
        }
    };
    Some(Finding { name: "frame", section: "Front-Channel Logout §3".to_owned(), passed, why })
}

/// SHOULD.
fn no_store(response: &Response, section: &str) -> Finding {
    let values =
        response.headers.get_all(header::CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    let has = |value: &str| value.split(',').any(|one| one.trim().eq_ignore_ascii_case("no-store"));
    let passed = values.into_iter().any(has);
    let why = if passed { "no-store" } else { "the answer should have Cache-Control: no-store" };
    Finding { name: "cache-control", section: section.to_owned(), passed, why: why.to_owned() }
}

/// RFC 8935 §2.2 and §2.3
fn body(response: &Response) -> Option<Finding> {
    let (section, passed, why) = match response.status {
        StatusCode::ACCEPTED => match response.body.is_empty() {
            true => ("RFC 8935 §2.2", true, "empty"),
            false => ("RFC 8935 §2.2", false, "an answer with 202 has no body"),
        },
        StatusCode::BAD_REQUEST => {
            let told = json::object(&response.body).unwrap_or_default();
            match told.get("err").is_some_and(Value::is_string) {
                true => ("RFC 8935 §2.3", true, "it says why, in `err`"),
                false => ("RFC 8935 §2.3", false, "an answer with 400 is JSON with `err`"),
            }
        }
        _ => return None,
    };
    Some(Finding { name: "body", section: section.to_owned(), passed, why: why.to_owned() })
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::*;
    use crate::webhook::catalogue;

    fn message() -> Message {
        Message::form([("logout_token", "x")])
    }

    fn judged(right: Right, status: u16) -> (Verdict, Vec<bool>) {
        let event = catalogue::named("oidc.backchannel-logout").unwrap();
        let headers =
            HeaderMap::from_iter([(header::CACHE_CONTROL, HeaderValue::from_static("max-age=0, No-Store"))]);
        let status = StatusCode::from_u16(status).unwrap();
        let judged =
            judge(event, &message(), right, &Response { status, headers, body: Vec::new() }, Duration::ZERO);
        (judged.verdict, judged.findings.iter().map(|finding| finding.passed).collect())
    }

    #[test]
    fn an_answer_means_what_the_standard_says_by_what_was_sent() {
        // W10
        for (right, status, verdict, passed) in [
            (Right::Takes, 200, Verdict::Taken, true),
            (Right::Takes, 204, Verdict::Taken, true),
            (Right::Takes, 201, Verdict::NotTaken, false),
            (Right::Takes, 302, Verdict::NotTaken, false),
            (Right::Takes, 400, Verdict::NotTaken, false),
            (Right::Takes, 500, Verdict::NotTaken, false),
            (Right::Refuses, 200, Verdict::WronglyTaken, false),
            (Right::Refuses, 201, Verdict::WronglyTaken, false),
            (Right::Refuses, 400, Verdict::Refused, true),
            (Right::Refuses, 403, Verdict::Refused, false),
            (Right::Refuses, 302, Verdict::Failed, false),
            (Right::Refuses, 500, Verdict::Failed, false),
            (Right::Either, 200, Verdict::Taken, true),
            (Right::Either, 400, Verdict::Refused, true),
            (Right::Either, 503, Verdict::Failed, false),
        ] {
            assert_eq!(judged(right, status), (verdict, vec![passed, true]), "{right:?} {status}");
        }
    }

    #[test]
    fn advice_is_given_about_caching_and_time() {
        let event = catalogue::named("oidc.backchannel-logout").unwrap();
        let response = Response { status: StatusCode::OK, headers: HeaderMap::new(), body: Vec::new() };
        let judged = judge(event, &message(), Right::Takes, &response, Duration::from_secs(6));
        let failed: Vec<&str> = judged.findings.iter().filter(|it| !it.passed).map(|it| it.name).collect();
        assert_eq!((judged.verdict, failed), (Verdict::Taken, vec!["cache-control", "time"]));
    }

    #[test]
    fn a_challenge_has_to_come_back() {
        let event = catalogue::named("slack.url-verification").unwrap();
        let message = Message::post("application/json", r#"{"type":"url_verification","challenge":"xyz"}"#);
        for (body, verdict) in [(r#"{"challenge":"xyz"}"#, Verdict::Taken), ("ok", Verdict::NotTaken)] {
            let response = Response { status: StatusCode::OK, headers: HeaderMap::new(), body: body.into() };
            assert_eq!(
                judge(event, &message, Right::Takes, &response, Duration::ZERO).verdict,
                verdict,
                "{body}"
            );
        }
    }

    #[test]
    fn an_answer_to_a_front_channel_logout_can_be_framed_and_is_kept_nowhere() {
        // W17
        let event = catalogue::named("oidc.frontchannel-logout").unwrap();
        let mut message = Message::form([]);
        message.query = vec![("iss".into(), "http://127.0.0.1:9470".into()), ("sid".into(), "s".into())];
        let found = |lines: &[(&'static str, &'static str)]| {
            let lines = lines
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            let response = Response { status: StatusCode::OK, headers: lines.collect(), body: Vec::new() };
            let judged = judge(event, &message, Right::Takes, &response, Duration::ZERO);
            assert_eq!(judged.verdict, Verdict::Taken);
            let failed = judged.findings.into_iter().filter(|finding| !finding.passed);
            failed.map(|finding| (finding.name, finding.why)).collect::<Vec<_>>()
        };
        assert_eq!(found(&[("cache-control", "no-cache, no-store")]), []);
        let why = "a browser does not show it in a frame of http://127.0.0.1:9470: X-Frame-Options: DENY";
        let kept = "the answer should have Cache-Control: no-store";
        assert_eq!(
            found(&[("x-frame-options", "DENY")]),
            [("frame", why.to_owned()), ("cache-control", kept.to_owned())]
        );
    }
}
