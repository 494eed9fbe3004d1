//! What an app did with an event: what it answered, and what became of the session. Neither proves anything alone.

use http::StatusCode;

use super::expect::Expect;
use crate::{
    check::judged::{Judged, Session},
    protocol::exchange::Response,
    untrusted::sanitize,
    webhook::event::Event,
};

/// What came back.
#[derive(Clone)]
pub enum Sent {
    /// An answer.
    Answered(Response),
    /// None, and why.
    Unanswered(String),
}

/// The session as the app sees it now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sessions {
    /// With the browser's cookies.
    pub live: Session,
    /// With a copy of them from before.
    pub saved: Session,
}

/// Both.
#[derive(Clone)]
pub struct Reaction {
    /// What came back.
    pub sent: Sent,
    /// What became of the session.
    pub sessions: Sessions,
}

impl Sent {
    /// The status, if there is an answer.
    pub fn status(&self) -> Option<u16> {
        self.code().map(|status| status.as_u16())
    }

    fn code(&self) -> Option<StatusCode> {
        match self {
            Self::Answered(response) => Some(response.status),
            Self::Unanswered(_) => None,
        }
    }

    /// In words, as the end of "it is answered".
    pub fn words(&self) -> String {
        match self {
            Self::Answered(response) => response.status.as_u16().to_string(),
            Self::Unanswered(why) => format!("not at all: {}", sanitize(why)),
        }
    }

    /// What no answer to an event may be, whatever was sent: a failure of the app, a redirect.
    pub fn fault(&self) -> Option<String> {
        let status = self.code()?;
        match () {
            () if status.is_server_error() => {
                Some(format!("it is answered {}: the app itself failed", status.as_u16()))
            }
            () if status.is_redirection() => {
                Some(format!("it is answered {}, a redirect, which no sender follows", status.as_u16()))
            }
            () => None,
        }
    }

    /// With the status in it.
    pub fn marked(&self, judged: Judged) -> Judged {
        match self.code() {
            Some(status) => judged.with_status(status),
            None => judged,
        }
    }
}

impl Sessions {
    /// Alive if any of its cookies is.
    pub fn any(self) -> Session {
        if self.live == Session::Alive { Session::Alive } else { self.saved }
    }

    /// Why it has not ended, if it has not.
    pub fn not_ended(self) -> Option<&'static str> {
        match (self.live, self.saved) {
            (Session::Alive, _) => Some("the session goes on"),
            (_, Session::Alive) => {
                Some("the browser is signed out, but a copy of its cookies from before is still signed in")
            }
            _ => None,
        }
    }
}

impl Reaction {
    /// What it comes to.
    pub fn judged(&self, expect: Expect, event: &Event) -> Judged {
        match self.fault(expect, event) {
            Some(fault) => self.marked(Judged::fail(fault)),
            None => self.marked(Judged::pass(format!("{}, {}", self.answered(), self.session_words()))),
        }
    }

    /// Whatever is answered, the session has to go on.
    pub fn survives(&self) -> Judged {
        self.marked(match self.survival_fault() {
            Some(fault) => Judged::fail(fault),
            None => Judged::pass(format!("{}, {}", self.answered(), self.session_words())),
        })
    }

    /// What is wrong with it where the app cannot know, for this reason, whether the event is right: the session has to go on, and
    /// the sender must not be told that it was taken.
    pub fn groundless(&self, why: &str) -> Option<Judged> {
        let fault = match (self.sessions.live, self.sent.status()) {
            (Session::Dead, _) => format!("the session has ended, although {why}"),
            (Session::Alive, Some(200..=399)) => {
                format!("{}, although {why}, and the session goes on", self.answered())
            }
            _ => return None,
        };
        Some(self.marked(Judged::fail(fault)))
    }

    /// With status and session in it.
    pub fn marked(&self, judged: Judged) -> Judged {
        self.sent.marked(judged).with_session(self.sessions.any())
    }

    fn answered(&self) -> String {
        format!("it is answered {}", self.sent.words())
    }

    fn session_words(&self) -> &'static str {
        match self.sessions.any() {
            Session::Alive => "and the session goes on",
            Session::Dead => "and the session has ended",
        }
    }

    fn survival_fault(&self) -> Option<String> {
        match self.sessions.live {
            Session::Dead => {
                Some(format!("{}, and a session has ended that should not have", self.answered()))
            }
            Session::Alive => self.sent.fault(),
        }
    }

    /// What is wrong, if anything is.
    pub fn fault(&self, expect: Expect, event: &Event) -> Option<String> {
        if expect == Expect::Survives {
            return self.survival_fault();
        }
        if let Some(fault) = self.sent.fault() {
            return Some(format!("{fault}; {}", self.session_words()));
        }
        let status = self.sent.code();
        let (is_taken, is_alive) =
            (status.is_some_and(|status| event.is_taken_by(status)), self.sessions.live == Session::Alive);
        let is_success = status.is_some_and(|status| status.is_success());
        let answered = self.answered();
        match expect {
            Expect::Taken => match self.sessions.not_ended() {
                Some(why) if is_success => Some(format!("{answered}, but {why}: the logout was ignored")),
                Some(why) => Some(format!("{answered}, and {why}")),
                None if !is_taken => Some(format!(
                    "the session has ended, but {answered}; the sender takes {} for taken",
                    event.taken.join(" or ")
                )),
                None => None,
            },
            Expect::Refused | Expect::RefusedOrCut => match is_alive {
                false => Some(format!("{answered}, and the session has ended by it")),
                true if is_success => {
                    Some(format!("{answered}, as if it was taken, and the session goes on"))
                }
                true if status.is_none() && expect == Expect::Refused => Some(answered),
                true => None,
            },
            Expect::Consistent => match (is_success, self.sessions.not_ended()) {
                (true, Some(why)) => Some(format!("{answered}, but {why}: the logout was ignored")),
                (false, None) => Some(format!("{answered}, and the session has ended all the same")),
                (false, _) if status.is_none() => Some(answered),
                _ => None,
            },
            Expect::Survives => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;
    use crate::webhook::catalogue;

    const ALIVE: Sessions = Sessions { live: Session::Alive, saved: Session::Alive };
    const DEAD: Sessions = Sessions { live: Session::Dead, saved: Session::Dead };
    const COPY_ALIVE: Sessions = Sessions { live: Session::Dead, saved: Session::Alive };

    #[test]
    fn a_status_says_nothing_without_the_session() {
        let event = catalogue::named("oidc.backchannel-logout").unwrap();
        for (expect, status, sessions, is_right) in [
            (Expect::Taken, 200, DEAD, true),
            (Expect::Taken, 204, DEAD, true),
            (Expect::Taken, 200, ALIVE, false),
            (Expect::Taken, 200, COPY_ALIVE, false),
            (Expect::Taken, 202, DEAD, false),
            (Expect::Taken, 302, DEAD, false),
            (Expect::Taken, 400, DEAD, false),
            (Expect::Taken, 500, DEAD, false),
            (Expect::Taken, 0, DEAD, false),
            (Expect::Refused, 400, ALIVE, true),
            (Expect::Refused, 405, ALIVE, true),
            (Expect::Refused, 400, DEAD, false),
            (Expect::Refused, 200, ALIVE, false),
            (Expect::Refused, 302, ALIVE, false),
            (Expect::Refused, 500, ALIVE, false),
            (Expect::Refused, 0, ALIVE, false),
            (Expect::RefusedOrCut, 0, ALIVE, true),
            (Expect::RefusedOrCut, 0, DEAD, false),
            (Expect::RefusedOrCut, 500, ALIVE, false),
            (Expect::Consistent, 200, DEAD, true),
            (Expect::Consistent, 400, ALIVE, true),
            (Expect::Consistent, 200, ALIVE, false),
            (Expect::Consistent, 400, DEAD, false),
            (Expect::Consistent, 503, ALIVE, false),
            (Expect::Survives, 200, ALIVE, true),
            (Expect::Survives, 400, ALIVE, true),
            (Expect::Survives, 200, DEAD, false),
            (Expect::Survives, 500, ALIVE, false),
        ] {
            let sent = match status {
                0 => Sent::Unanswered("it closed the connection".into()),
                status => {
                    let status = StatusCode::from_u16(status).unwrap();
                    Sent::Answered(Response { status, headers: HeaderMap::new(), body: Vec::new() })
                }
            };
            let fault = Reaction { sent, sessions }.fault(expect, event);
            assert_eq!(fault.is_none(), is_right, "{expect:?} {status} {sessions:?}: {fault:?}");
        }
    }
}
