//! A case for each fault of the provider: it is set, a person goes to sign in, and what the app made of it is seen by the probe.

use std::{
    sync::{LazyLock, OnceLock},
    time::Duration,
};

use super::{
    expected::Expected::{self, NoServerError, Refused, SignedIn},
    identity,
    scene::Scene,
};
use crate::{
    check::{
        case::{Case, Level},
        judged::{Judged, Session, Verdict},
        stage::seen::Seen,
        user_agent::navigation::Navigation,
    },
    error::Result,
    idp::fault::{
        self,
        active::Faults,
        row::{self as faults, Change, Fault, Place, Right},
    },
};

/// Each fault as a case, in the order of the faults.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| fault::all().map(case).collect());

/// Every case that is a fault.
pub(super) fn cases() -> impl Iterator<Item = &'static Case> {
    CASES.iter()
}

/// The fault that a case is.
pub(super) fn of(case: &Case) -> Option<&'static Fault> {
    fault::all().find(|fault| fault.id == case.id)
}

fn case(fault: &'static Fault) -> Case {
    let level = match fault.level {
        faults::Level::Must => Level::Must,
        faults::Level::Should => Level::Should,
        faults::Level::Info => Level::Info,
    };
    let right = match fault.right {
        Right::Refuses if fault.place() == Place::Refresh => "takes nothing of it",
        Right::Refuses if fault.place() == Place::Authorization => "signs nobody in, and no server error",
        Right::Refuses if fault.level == faults::Level::Must => "signs nobody in",
        Right::Refuses => "signs nobody in, and no server error",
        Right::Accepts => "signs the person in",
        Right::Either => "answers without a server error",
    };
    Case { id: fault.id, level, section: fault.section, what: fault.what, right, repair: fault.repair }
}

/// Faults are the provider's, whoever asks it: taken back when a case is over, also when it is over early.
struct Set<'a>(&'a Faults);

impl<'a> Set<'a> {
    fn these(faults: &'a Faults, these: &[&'static Fault]) -> Self {
        faults.set(these);
        Self(faults)
    }
}

impl Drop for Set<'_> {
    fn drop(&mut self) {
        self.0.set(&[]);
    }
}

/// Whether the app refreshes, once that is known.
#[derive(Default)]
pub(super) struct Refreshes(OnceLock<bool>);

/// Where apps read metadata.
const WELL_KNOWN: [&str; 2] =
    ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"];

/// How many people sign in before the app is to refresh, each of whom has a code redeemed.
const LOGINS: usize = 2;

/// Runs the case of a fault.
pub(super) async fn run(scene: &Scene<'_>, refreshes: &Refreshes, fault: &'static Fault) -> Result<Judged> {
    if fault.place() == Place::Refresh {
        if refreshes.0.get() == Some(&false) {
            return Ok(Judged::skip(unmet(fault)));
        }
        let judged = refresh(scene, fault).await?;
        // one that does not once does not at all: to wait again for it would tell nothing new
        let _ = refreshes.0.set(scene.stage.heard.count("/token") > LOGINS);
        return Ok(judged);
    }
    let judged = sign_in(scene, fault).await?;
    if judged.verdict != Verdict::Pass {
        return Ok(judged);
    }
    // what the app remembers of a fault must not keep people out after it
    let mut paused = scene.arrive(scene.person()).await?;
    let after = scene.judge(&mut paused.browser, &paused.answer, SignedIn).await?;
    if after.verdict == Verdict::Pass {
        return Ok(judged);
    }
    // nor the cases that follow
    if scene.stage.app.can_restart() {
        scene.restart().await?;
    }
    let message = "afterwards, with a right provider again, the app does not sign the person in";
    // the rule itself holds, and how long an app may remember is written nowhere
    Ok(match fault.level {
        faults::Level::Must => Judged { message: format!("{}; {message}", judged.message), ..judged },
        _ => Judged::fail(message),
    })
}

/// A sign-in with the fault; where the app has what it needs from before, after a restart.
async fn sign_in(scene: &Scene<'_>, fault: &'static Fault) -> Result<Judged> {
    let faults = &scene.stage.provider().faults;
    let set = Set::these(faults, &[fault]);
    let can_restart = scene.stage.app.can_restart();
    // whether an app reads metadata anew depends on what was before: begun anew it is the same every time
    if fault.place() != Place::Metadata || !can_restart {
        let judged = attempt(scene, expected(fault)).await;
        if is_met(scene, fault) {
            return judged;
        }
    }
    if !is_remembered(fault) || !can_restart {
        return Ok(Judged::skip(unmet(fault)));
    }
    let judged = match scene.restart().await {
        Ok(()) => attempt(scene, expected(fault)).await,
        Err(_) => Ok(match expected(fault) {
            SignedIn => Judged::fail("the app does not start"),
            _ => Judged::pass("the app does not start").with_session(Session::Dead),
        }),
    };
    let is_met = is_met(scene, fault);
    drop(set);
    scene.restart().await?;
    if is_met { judged } else { Ok(Judged::skip(unmet(fault))) }
}

/// Whether apps keep what the fault is in.
fn is_remembered(fault: &Fault) -> bool {
    matches!(fault.place(), Place::Metadata | Place::KeySet)
}

/// Whether the app met it; of one that is in the metadata and elsewhere, in both.
fn is_met(scene: &Scene<'_>, fault: &Fault) -> bool {
    let has_read =
        fault.place() != Place::Metadata || WELL_KNOWN.iter().any(|path| scene.stage.heard.count(path) > 0);
    has_read && scene.stage.provider().faults.applied().contains_key(fault.name)
}

fn expected(fault: &Fault) -> Expected {
    match fault.right {
        Right::Refuses => Refused,
        Right::Accepts => SignedIn,
        Right::Either => NoServerError,
    }
}

/// Why nothing can be said of a fault that no request of the app has met.
fn unmet(fault: &Fault) -> &'static str {
    match fault.place() {
        Place::Metadata => {
            "the app has read the metadata before (--restart, or -- CMD), or they have nothing that the fault is in"
        }
        Place::KeySet => "the app has the keys already, and did not ask for them again",
        Place::Authorization => "the fault does not show in this app's authorization answer",
        Place::Token => "the fault does not show in this app's token answer",
        Place::Userinfo => "the app does not ask the UserInfo endpoint",
        Place::Refresh => "the app does not refresh",
    }
}

/// Goes to sign in, and judges what the app makes of it, also if it begins no login at all.
async fn attempt(scene: &Scene<'_>, expected: Expected) -> Result<Judged> {
    let mut browser = scene.browser()?;
    let login = Navigation::to(scene.stage.subject.login.clone());
    let begun = scene.open(&mut browser, login).await?;
    if begun.server_error(true).is_none()
        && let Ok(mut paused) = scene.arrive(scene.person()).await
    {
        return scene.judge(&mut paused.browser, &paused.answer, expected).await;
    }
    scene.judge_delivered(&mut browser, &begun, expected).await
}

/// Lets the first access token of a login end at once, so that the app refreshes.
static SHORT: Fault = Fault {
    id: "",
    name: "short-lived-access-token",
    right: Right::Accepts,
    level: faults::Level::Info,
    section: "RFC 6749 §5.1",
    what: "the access token ends after a second",
    repair: "refresh it",
    changes: &[Change::Members(Place::Token, |members, _| {
        drop(members.insert("expires_in".into(), 1.into()))
    })],
};

/// Why nothing can be said of an app whose session goes on as it was.
const UNSEEN: &str =
    "the session goes on as it was: whether the app took what it had to refuse cannot be seen from outside";

/// A login whose access token ends at once, and the fault when the app refreshes it.
async fn refresh(scene: &Scene<'_>, fault: &'static Fault) -> Result<Judged> {
    let provider = scene.stage.provider();
    let mut right = scene.stage.sign_in(scene.person(), scene.trace).await?;
    let before = scene.shown(&mut right.agent).await?;
    let faults = &provider.faults;
    let set = Set::these(faults, &[&SHORT, fault]);
    let mut visit = scene.stage.enter(scene.browser()?, scene.person()).await?;
    scene.stage.clock.sleep(Duration::from_millis(1100)).await;
    let seen = Seen::of(&mut visit.agent, &scene.stage.subject.probe).await?;
    if !is_met(scene, fault) {
        return Ok(Judged::skip(unmet(fault)));
    }
    drop(set);
    if seen.status >= 500 && !matches!(seen.status, 502..=504) && !scene.is_required {
        return Ok(Judged::fail("the app answers with a server error").with_status(seen.status));
    }
    let session = scene.session(&mut visit.agent).await?;
    let names = identity::names(provider, scene.person());
    let is_same =
        names.iter().all(|name| before.contains(name.as_str()) == seen.body.contains(name.as_str()));
    let judged = match (fault.right, session) {
        (Right::Accepts, Session::Dead) => Judged::fail("the app ends the session"),
        (Right::Refuses, Session::Alive) if !is_same => {
            Judged::fail("the app takes the refreshed token for the person's")
        }
        (Right::Refuses, Session::Alive) => Judged::skip(UNSEEN),
        (_, Session::Alive) => Judged::pass("the person is who they were"),
        (_, Session::Dead) => Judged::pass("the app ends the session"),
    };
    Ok(judged.with_session(session))
}
