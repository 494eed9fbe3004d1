//! A case for each fault of the provider: it is set, a person goes to sign in, and what the app made of it is seen by the probe.

use std::{sync::LazyLock, time::Duration};

use super::{
    expected::Expected::{self, NoServerError, Refused, SignedIn},
    identity,
    memory::{Kept, Memory},
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
        faults.set_silently(these);
        Self(faults)
    }
}

impl Drop for Set<'_> {
    fn drop(&mut self) {
        self.0.set(&[]);
    }
}

/// How many people sign in before the app is to refresh, each of whom has a code redeemed.
const LOGINS: usize = 2;

/// Runs the case of a fault.
pub(super) async fn run(scene: &Scene<'_>, memory: &Memory, fault: &'static Fault) -> Result<Judged> {
    if fault.place() == Place::Refresh {
        if memory.refreshes.get() == Some(&false) {
            return Ok(Judged::skip(unmet(scene, fault, false)));
        }
        let judged = refresh(scene, fault).await?;
        // one that does not once does not at all: to wait again for it would tell nothing new
        let _ = memory.refreshes.set(scene.stage.heard.count_of_tokens() > LOGINS);
        return Ok(judged);
    }
    let judged = match memory.begins_with(scene, fault) {
        // what it has read is read no more before it starts again
        Some(Kept::Metadata) => return from_the_start(scene, memory, fault).await,
        Some(Kept::Keys) => with_right_keys(scene, memory, fault).await?,
        None => sign_in(scene, fault).await?,
    };
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
    memory.spoil();
    let message = "afterwards, with a right provider again, the app does not sign the person in";
    // the rule itself holds, and how long an app may remember is written nowhere
    Ok(match fault.level {
        faults::Level::Must => Judged { message: format!("{}; {message}", judged.message), ..judged },
        _ => Judged::fail(message),
    })
}

/// An app that starts with the fault, and somebody signs in.
async fn from_the_start(scene: &Scene<'_>, memory: &Memory, fault: &'static Fault) -> Result<Judged> {
    memory.spoil();
    let met = Met::begin(scene, fault);
    let faults = scene.stage.provider().faults.clone();
    let _set = Set::these(&faults, &[fault]);
    let judged = match scene.restart().await {
        Ok(()) => {
            let judged = attempt(scene, expected(fault)).await;
            memory.learn(Kept::Metadata, met.has_read(scene));
            judged
        }
        Err(_) => Ok(match expected(fault) {
            SignedIn => Judged::fail("the app does not start"),
            _ => Judged::pass("the app does not start").with_session(Session::Dead),
        }),
    };
    if met.is_so(scene, fault) { judged } else { Ok(Judged::skip(unmet(scene, fault, met.has_read(scene)))) }
}

/// An app that has started and has the right keys from a sign-in, before the fault comes.
async fn with_right_keys(scene: &Scene<'_>, memory: &Memory, fault: &'static Fault) -> Result<Judged> {
    let before = Kept::Keys.times_read(scene);
    scene.restart().await?;
    let _ = attempt(scene, SignedIn).await;
    memory.learn(Kept::Keys, Kept::Keys.times_read(scene) > before);
    sign_in(scene, fault).await
}

/// A sign-in with the fault.
async fn sign_in(scene: &Scene<'_>, fault: &'static Fault) -> Result<Judged> {
    let met = Met::begin(scene, fault);
    let faults = scene.stage.provider().faults.clone();
    let _set = Set::these(&faults, &[fault]);
    let judged = attempt(scene, expected(fault)).await;
    if met.is_so(scene, fault) { judged } else { Ok(Judged::skip(unmet(scene, fault, met.has_read(scene)))) }
}

/// Whether the app meets a fault; of one that is in the metadata and elsewhere, in both.
struct Met {
    /// How often it had read metadata before.
    read_before: usize,
    needs_metadata: bool,
}

impl Met {
    fn begin(scene: &Scene<'_>, fault: &Fault) -> Self {
        let needs_metadata = fault.place() == Place::Metadata;
        Self { read_before: Kept::Metadata.times_read(scene), needs_metadata }
    }

    /// Whether it has read metadata since then.
    fn has_read(&self, scene: &Scene<'_>) -> bool {
        Kept::Metadata.times_read(scene) > self.read_before
    }

    fn is_so(&self, scene: &Scene<'_>, fault: &Fault) -> bool {
        is_applied(scene, fault) && (!self.needs_metadata || self.has_read(scene))
    }
}

fn is_applied(scene: &Scene<'_>, fault: &Fault) -> bool {
    scene.stage.provider().faults.applied().contains_key(fault.name)
}

fn expected(fault: &Fault) -> Expected {
    match fault.right {
        Right::Refuses => Refused,
        Right::Accepts => SignedIn,
        Right::Either => NoServerError,
    }
}

/// Why nothing can be said of a fault that no request of the app has met.
fn unmet(scene: &Scene<'_>, fault: &Fault, has_read: bool) -> &'static str {
    match fault.place() {
        Place::Metadata if has_read => "the metadata have nothing that the fault is in",
        Place::Metadata if scene.stage.app.can_restart() => {
            "the app does not read the metadata, also not when it starts"
        }
        Place::Metadata => {
            "the app has read the metadata before (--restart, or -- CMD), or does not read them"
        }
        Place::KeySet => "the app has the keys already, and did not ask for them again",
        Place::Authorization => "the fault does not show in this app's authorization answer",
        Place::Token => "the fault does not show in this app's token answer",
        Place::Userinfo => "the app does not ask the UserInfo endpoint",
        Place::Refresh => "the app does not refresh",
        Place::LogoutExchange => "nobody logs out here",
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
    if !is_applied(scene, fault) {
        return Ok(Judged::skip(unmet(scene, fault, false)));
    }
    drop(set);
    // the token of an app that is slow has ended on the way here already
    let is_broken = |status: &u16| *status >= 500 && !matches!(status, 502..=504);
    let broken = [visit.page.status.as_u16(), seen.status].into_iter().find(is_broken);
    if let Some(status) = broken.filter(|_| !scene.is_required) {
        return Ok(Judged::fail("the app answers with a server error").with_status(status));
    }
    let session = scene.session(&mut visit.agent).await?;
    let names = identity::names(&provider, scene.person());
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
