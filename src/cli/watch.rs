//! `token --output-file FILE --watch`: a file that always holds a valid token, for jobs that outlive one.
//!
//! The session is looked at twice a minute at least: another command may have renewed or ended it, and a machine that slept
//! has no other way to see that time has passed.

use std::{path::Path, process::ExitCode, sync::atomic::Ordering, time::Duration};

use super::{
    context::Context,
    sessions::{self, Chosen},
    wish::Wish,
};
use crate::{
    error::{Class, Code, Error, Result},
    host::{Clock as _, Random as _, clock::SystemClock, random::SystemRandom},
    output::moment,
    protocol::time::Seconds,
    session::Session,
    untrusted::sanitize,
};

/// The longest that nobody looks at the session, in seconds.
const LOOK_EVERY: u64 = 30;
/// The longest time between two tries at a provider that is not there, in seconds.
const LONGEST_BACKOFF: u64 = 60;
/// The most that a renewal is brought forward, in seconds, so that many machines do not renew at once.
const MOST_JITTER: u64 = 60;

type Write<'a> = dyn Fn(&Session) -> Result<()> + 'a;

/// Keeps the file fresh until a signal, or an error that does not pass.
pub fn run(wish: &Wish, path: &Path, write: &Write<'_>, context: &Context) -> Result<ExitCode> {
    let chosen = sessions::chosen(context)?;
    let watch = Watch { wish, path, write, context, chosen };
    context.block_on(watch.keep_fresh())?.then(|()| Ok(ExitCode::SUCCESS))
}

struct Watch<'a> {
    wish: &'a Wish,
    path: &'a Path,
    write: &'a Write<'a>,
    context: &'a Context,
    chosen: Chosen,
}

/// What stands in the file.
struct Written {
    generation: u64,
    /// How much earlier than asked it is renewed, in seconds.
    jitter: u64,
}

impl Watch<'_> {
    async fn keep_fresh(&self) -> Result<()> {
        let (mut written, mut failures) = (None, 0);
        loop {
            let pause = match self.round(&mut written).await {
                Ok(pause) => {
                    failures = 0;
                    pause
                }
                Err(error) if may_pass(&error, written.is_some()) => {
                    self.context.warn(&error);
                    failures += 1;
                    backoff(failures, error.retry_after_s(), random_below(failures.into()))
                }
                Err(error) => return Err(error),
            };
            // After a renewal that a signal waited for, nothing more is begun.
            if self.context.is_ending.load(Ordering::Relaxed) {
                return Ok(());
            }
            SystemClock.sleep(Duration::from_secs(pause)).await;
        }
    }

    /// Looks, renews if need be, writes if there is something new; tells for how many seconds that is enough.
    async fn round(&self, written: &mut Option<Written>) -> Result<u64> {
        let jitter = written.as_ref().map_or(0, |written| written.jitter);
        // One second more, since time is counted in whole ones.
        let need = self.wish.seconds().saturating_add(jitter + 1);
        let wish = Wish { min_ttl: Some(Seconds(need)), ..self.wish.clone() };
        let session = match wish.kept(&self.chosen, self.context.now())? {
            Some(session) => session,
            None => wish.renewed(self.context, &self.chosen).await?,
        };
        let left = wish.kind.expiry(&session).map(|end| end.since(self.context.now()));
        if written.as_ref().is_none_or(|written| written.generation != session.generation) {
            (self.write)(&session)?;
            self.say_written(&session);
            let life = wish.kind.expiry(&session).map_or(0, |end| end.since(session.obtained_at));
            let most = life.max(0).unsigned_abs() / 10;
            *written = Some(Written {
                generation: session.generation,
                jitter: random_below(most.min(MOST_JITTER) + 1),
            });
        }
        Ok(pause(left, need))
    }

    fn say_written(&self, session: &Session) {
        let kind = match self.wish.kind.name() {
            "id" => "ID",
            other => other,
        };
        let end = self.wish.kind.expiry(session).map_or_else(
            || "nobody says for how long it is valid".to_owned(),
            |end| format!("valid {}", moment::from_now(end, self.context.now())),
        );
        let path = sanitize(&self.path.display().to_string());
        self.context.say(&format!("Wrote the {kind} token of profile {} to {path}: {end}.", session.profile));
    }
}

/// Whether it is worth trying again: what is temporary is, and once the file was written, so is a disk that is full or a
/// session that somebody else holds.
fn may_pass(error: &Error, was_written: bool) -> bool {
    match error.class().class {
        Class::Temporary => true,
        Class::Store => was_written || error.code() == Code::LockTimeout,
        _ => false,
    }
}

/// Seconds until the next look, for a token that is valid for `left` more and shall be for `need`.
fn pause(left: Option<i64>, need: u64) -> u64 {
    let Some(left) = left.map(|left| left.max(0).unsigned_abs()) else { return LOOK_EVERY };
    match left.checked_sub(need) {
        Some(spare) => (spare + 1).min(LOOK_EVERY),
        // The provider's tokens live shorter than was asked: each is used for half its life.
        None => (left / 2).clamp(1, LOOK_EVERY),
    }
}

/// Seconds until the next try after so many failures in a row; what the provider asks for counts, within reason.
fn backoff(failures: u32, retry_after: Option<u64>, jitter: u64) -> u64 {
    let doubling = 1_u64 << (failures - 1).min(6);
    let asked = retry_after.unwrap_or(0).min(10 * LONGEST_BACKOFF);
    doubling.saturating_add(jitter).min(LONGEST_BACKOFF).max(asked)
}

/// A number below `end`, or 0.
fn random_below(end: u64) -> u64 {
    let mut bytes = [0; 8];
    SystemRandom.fill(&mut bytes);
    u64::from_le_bytes(bytes) % end.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_look_is_when_the_token_is_due_and_within_half_a_minute() {
        for (left, need, seconds) in [
            (Some(3600), 61, 30),
            (Some(70), 61, 10),
            (Some(61), 61, 1),
            (Some(30), 61, 15),
            (Some(1), 61, 1),
            (Some(-5), 61, 1),
            (None, 61, 30),
        ] {
            assert_eq!(pause(left, need), seconds, "{left:?} {need}");
        }
    }

    #[test]
    fn a_provider_that_is_not_there_is_asked_less_and_less_often() {
        let pauses: Vec<u64> = (1..=9).map(|failures| backoff(failures, None, 0)).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(backoff(1, Some(20), 0), 20);
        assert_eq!(backoff(1, Some(u64::MAX), 0), 600);
        assert_eq!(backoff(9, Some(5), 5), 60);
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        for (code, is_written, passes) in [
            (Code::Timeout, false, true),
            (Code::ServerError, true, true),
            (Code::LockTimeout, false, true),
            (Code::FileFailed, false, false),
            (Code::FileFailed, true, true),
            (Code::InvalidGrant, true, false),
            (Code::LoginRequired, true, false),
            (Code::TokenCharset, true, false),
            (Code::TlsUntrusted, true, false),
        ] {
            assert_eq!(may_pass(&code.error(), is_written), passes, "{code:?} {is_written}");
        }
    }
}
