//! Before the first case: the app answers, a person can sign in to it, and it is known what shows that.

use std::time::Duration;

use super::{
    Stage,
    alive::{Alive, Told},
    learned::Learned,
    not_signed_in,
    person::Person,
    seen::Seen,
};
use crate::{
    check::{
        judged::Session,
        trace::{Actor, Trace},
    },
    error::{Code, Error, Phase, Result},
};

/// How long to wait until the app is asked again whether it answers.
const PAUSE: Duration = Duration::from_millis(25);

/// How long an app may take to answer after a restart.
const RESTART: Duration = Duration::from_secs(20);

impl Stage {
    /// Restarts the app, and waits until it answers again.
    ///
    /// # Errors
    /// What keeps it from starting; [`Code::AppUnreachable`], [`Code::AppEnded`].
    pub async fn restart(&self, trace: &Trace) -> Result<()> {
        trace.remark(Actor::App, "is restarted");
        self.app.restart().await?;
        wait_for(self, RESTART).await
    }
}

/// Waits until the app answers, whatever it says.
///
/// # Errors
/// [`Code::AppUnreachable`] if it does not in that time, [`Code::AppEnded`] if it runs no more.
pub async fn wait_for(stage: &Stage, time: Duration) -> Result<()> {
    let mut last = "no answer".to_owned();
    let answers = async {
        loop {
            stage.app.runs().await?;
            let trace = Trace::default();
            match Seen::of(&mut stage.agent(&trace)?, &stage.subject.probe).await {
                Ok(seen) if !is_starting(&seen) => return Ok(()),
                Ok(seen) => last = seen.to_string(),
                Err(error) if is_lasting(&error) => return Err(error),
                Err(error) => error.text().clone_into(&mut last),
            }
            stage.clock.sleep(PAUSE).await;
        }
    };
    tokio::select! {
        answered = answers => answered,
        () = stage.clock.sleep(time) => Err(unreachable(stage, time, &last)),
    }
}

/// Whether waiting helps nothing.
fn is_lasting(error: &Error) -> bool {
    !matches!(error.code(), Code::ConnectionFailed | Code::Timeout | Code::DnsFailed | Code::HttpInvalid)
}

/// RFC 9110 §15.6.3 to §15.6.5: what stands before the app does not reach it yet.
fn is_starting(seen: &Seen) -> bool {
    matches!(seen.status, 502..=504)
}

fn unreachable(stage: &Stage, time: Duration, why: &str) -> Error {
    Code::AppUnreachable
        .error()
        .phase(Phase::Check)
        .expected(format!("an answer within {} s", time.as_secs()))
        .got(format!("{}: {why}", stage.subject.probe))
}

/// Signs both people in as a trial, and learns what a probe means unless it was told.
///
/// # Errors
/// [`Code::AppSignInFailed`], [`Code::AppProbeUnclear`]; what kept an answer from coming.
pub async fn rehearse(stage: &mut Stage, told: Option<Told>, trace: &Trace) -> Result<()> {
    let mut dead = vec![before(stage, trace).await?, before(stage, trace).await?];
    let first = stage.subject.user.clone();
    let mut alive = after(stage, &first, trace).await?;
    // whoever signs in later is known to the app by then, in whatever order the cases are
    let of_second = after(stage, &stage.subject.other_user.clone(), trace).await;
    stage.alive = match told {
        Some(told) => confirmed(told, &dead, &alive)?,
        None => {
            // what one person's page has is not what everybody's has
            let is_clear = alive.iter().zip(&dead).any(|(alive, dead)| alive.status != dead.status);
            if !is_clear {
                alive.extend(of_second?);
                dead.push(before(stage, trace).await?);
            }
            Learned::of(&dead, &alive).map(Alive::Learned).ok_or_else(|| nothing_learned(&dead, &alive))?
        }
    };
    Ok(())
}

/// The probe of somebody who has been nowhere.
async fn before(stage: &Stage, trace: &Trace) -> Result<Seen> {
    Seen::of(&mut stage.agent(trace)?, &stage.subject.probe).await
}

/// The probe of a person after the login, twice.
async fn after(stage: &Stage, person: &Person, trace: &Trace) -> Result<Vec<Seen>> {
    let mut visit = stage.enter(stage.agent(trace)?, person).await?;
    if visit.page.status.is_server_error() || visit.page.status.is_client_error() {
        let seen = format!("{} at {}", visit.page.status.as_u16(), visit.page.url.path());
        return Err(not_signed_in("it answered the sign-in with an error").got(seen));
    }
    let first = Seen::of(&mut visit.agent, &stage.subject.probe).await?;
    let second = Seen::of(&mut visit.agent, &stage.subject.probe).await?;
    Ok(vec![first, second])
}

/// What the person says is true of these answers.
fn confirmed(told: Told, dead: &[Seen], alive: &[Seen]) -> Result<Alive> {
    let rule = Alive::Told(told);
    if let Some(wrong) = alive.iter().find(|seen| rule.judge(seen) != Some(Session::Alive)) {
        return Err(
            not_signed_in("after the sign-in the probe is not as --alive-if says").got(wrong.to_string())
        );
    }
    match dead.iter().find(|seen| rule.judge(seen) == Some(Session::Alive)) {
        Some(wrong) => Err(Code::AppProbeUnclear
            .error()
            .phase(Phase::Check)
            .message("the probe is as --alive-if says before anybody has signed in")
            .got(wrong.to_string())),
        None => Ok(rule),
    }
}

fn nothing_learned(dead: &[Seen], alive: &[Seen]) -> Error {
    let text = |seen: &[Seen]| seen.first().map_or_else(String::new, ToString::to_string);
    Code::AppProbeUnclear
        .error()
        .phase(Phase::Check)
        .message("the probe does not show whether somebody is signed in, or the app signs nobody in")
        .got(format!("before the sign-in {}; after it {}", text(dead), text(alive)))
}
