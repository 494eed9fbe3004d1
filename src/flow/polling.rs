//! Asking the token endpoint again and again until a person who is elsewhere has decided: on a device (RFC 8628 §3.5), or
//! where the provider has asked them (CIBA Core §11).

use std::time::Duration;

use super::{
    peer::Peer,
    token_endpoint::{self, Polled},
};
use crate::{
    error::{Code, Error, Phase, Result},
    host::{Host, Notified},
    protocol::{
        poll_times::{LONGEST_LIFE_S, PollTimes},
        token::TokenResponse,
    },
};

/// RFC 8628 §3.5, CIBA Core §11: what `slow_down` adds to the interval, for good, in seconds.
const SLOW_DOWN_S: u64 = 5;
/// The longest wait after a poll that was not answered, in seconds, unless the interval itself is longer (threat C129).
const LONGEST_BACKOFF_S: u64 = 60;
/// How often is asked while a ping is hoped for, in seconds: it may never come.
const WITH_PING_S: u64 = 30;

/// What is asked for.
pub struct Polling<'a> {
    /// The fields of each poll: the grant type, and what it is about.
    pub form: [(&'a str, &'a str); 2],
    /// How long, and how often.
    pub times: PollTimes,
    /// How long the person may take, if not as long as the request lasts.
    pub time_limit: Option<Duration>,
    /// What it is part of.
    pub phase: Phase,
}

/// Asks until there are tokens; at once when `ping` says so.
pub async fn tokens(
    host: &Host,
    peer: &Peer,
    polling: &Polling<'_>,
    mut ping: Option<&mut (dyn Notified + '_)>,
) -> Result<TokenResponse> {
    let limit = polling.time_limit.map_or(u64::MAX, |limit| limit.as_secs());
    let deadline = host.clock.now().plus(polling.times.expires_in.min(limit).cast_signed());
    let mut pace = Pace::new(polling.times.interval);
    let mut fault = None;
    let seconds_left = || u64::try_from(deadline.since(host.clock.now())).unwrap_or(0);
    loop {
        let left = seconds_left();
        let hoping = if ping.is_some() { WITH_PING_S } else { 0 };
        // RFC 8628 §3.5: a poll that cannot both keep the interval and come in time is none
        let is_too_late = left <= pace.interval;
        let seconds = if is_too_late { left } else { pace.wait.max(hoping).min(left - 1) };
        // CIBA Core §7.3: the interval is not for one that the ping calls for
        let is_called = wait(host, seconds, &mut ping).await;
        if is_too_late && !is_called {
            return Err(nobody_came(polling, limit, fault));
        }
        let outcome = token_endpoint::poll(host, peer, &polling.form, polling.phase).await;
        let again = fault.is_some();
        fault = None;
        match outcome {
            Ok(Polled::Tokens(tokens)) => return Ok(*tokens),
            Ok(Polled::Pending) => pace.keep(),
            Ok(Polled::SlowDown(named)) => pace.slow_down(named, seconds_left()),
            Err(error) if is_passing(&error) => {
                if !again {
                    host.talk.say(&format!("Asking the provider again, since {}", error.text()));
                }
                pace.back_off(error.retry_after_s());
                fault = Some(error);
            }
            Err(error) => return Err(error),
        }
    }
}

/// Waits, until the ping at most; whether it has come. It comes once; a listener that fails is as good as none.
async fn wait(host: &Host, seconds: u64, ping: &mut Option<&mut (dyn Notified + '_)>) -> bool {
    let time = Duration::from_secs(seconds);
    let Some(listener) = ping.as_mut() else {
        host.clock.sleep(time).await;
        return false;
    };
    let until = host.clock.now().plus(seconds.cast_signed());
    let came = tokio::select! {
        biased;
        came = listener.came() => Some(came),
        () = host.clock.sleep(time) => None,
    };
    let Some(came) = came else { return false };
    *ping = None;
    if came.is_err() {
        host.talk.say("The listener for the provider's ping has failed; asking again and again instead.");
        let left = u64::try_from(until.since(host.clock.now())).unwrap_or(0);
        host.clock.sleep(Duration::from_secs(left)).await;
    }
    came.is_ok()
}

fn nobody_came(polling: &Polling<'_>, limit: u64, fault: Option<Error>) -> Error {
    let code = if limit < polling.times.expires_in { Code::LoginTimeout } else { Code::ExpiredToken };
    let error = code.error().phase(polling.phase);
    match fault {
        // What the person did in the end is not known.
        Some(fault) => error.got(fault.text()),
        None => error,
    }
}
/// Whether asking again may help: no connection, no answer, or one that says so.
fn is_passing(error: &Error) -> bool {
    matches!(
        error.code(),
        Code::Timeout
            | Code::ConnectionFailed
            | Code::DnsFailed
            | Code::HttpInvalid
            | Code::ServerError
            | Code::TemporarilyUnavailable
            | Code::RateLimited
    )
}

/// How long to wait before each poll, in seconds.
#[derive(Debug, PartialEq, Eq)]
struct Pace {
    /// The least that the provider wants.
    interval: u64,
    /// How long it is this time.
    wait: u64,
}

impl Pace {
    /// RFC 8628 §3.5: from the very first poll on; some providers count that too.
    fn new(interval: u64) -> Self {
        Self { interval, wait: interval }
    }

    fn keep(&mut self) {
        self.wait = self.interval;
    }

    /// RFC 8628 §3.5: "the interval MUST be increased by 5 seconds for this and all subsequent requests" (threat C127). What
    /// the provider names beyond that is kept as well, as far as it leaves time for one more poll.
    fn slow_down(&mut self, named: Option<u64>, left: u64) {
        let named = named.unwrap_or(0).min(left.saturating_sub(2));
        self.interval = (self.interval + SLOW_DOWN_S).max(named);
        self.keep();
    }

    /// RFC 8628 §3.5: "an exponential backoff algorithm" (threat C129).
    fn back_off(&mut self, at_least: Option<u64>) {
        let longest = LONGEST_BACKOFF_S.max(self.interval);
        // C13: what a server may ask for is bounded
        self.wait = (self.wait * 2).min(longest).max(at_least.unwrap_or(0).min(LONGEST_LIFE_S));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_is_never_faster_than_the_provider_wants_and_never_forgets_a_slow_down() {
        // C127, C129
        let mut pace = Pace::new(5);
        let waits = |pace: &mut Pace, step: &dyn Fn(&mut Pace), times: usize| -> Vec<u64> {
            (0..times)
                .map(|_| {
                    step(pace);
                    pace.wait
                })
                .collect()
        };
        assert_eq!(waits(&mut pace, &|pace| pace.slow_down(None, 900), 3), [10, 15, 20]);
        assert_eq!(waits(&mut pace, &|pace| pace.back_off(None), 4), [40, 60, 60, 60]);
        assert_eq!(waits(&mut pace, &Pace::keep, 2), [20, 20]);
        assert_eq!(waits(&mut pace, &|pace| pace.slow_down(Some(10), 900), 1), [25]);
        assert_eq!(waits(&mut pace, &|pace| pace.slow_down(Some(70), 900), 2), [70, 75]);
        assert_eq!(waits(&mut pace, &|pace| pace.back_off(None), 2), [75, 75]);
        let mut pace = Pace::new(5);
        assert_eq!(waits(&mut pace, &|pace| pace.back_off(Some(30)), 2), [30, 60]);
        assert_eq!(waits(&mut pace, &|pace| pace.back_off(Some(86_400)), 1), [1800]);
        assert_eq!(waits(&mut pace, &|pace| pace.back_off(None), 1), [60]);
        assert_eq!(waits(&mut pace, &|pace| pace.slow_down(Some(300), 900), 1), [300]);
        assert_eq!(waits(&mut pace, &|pace| pace.slow_down(Some(u64::MAX), 500), 1), [498]);
        assert_eq!(waits(&mut pace, &|pace| pace.slow_down(Some(u64::MAX), 0), 1), [503]);
    }
}
