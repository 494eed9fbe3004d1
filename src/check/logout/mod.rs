//! What an app gets wrong that hears of logouts: what it takes that is not true, which sessions end by what is, and whether they
//! stay so. The status of an answer proves nothing, so each case looks at the session: with the browser's cookies, and with a copy
//! of them.
//!
//! Which sets of cases there are is for the [kind](hook::Kind) of the hook.

mod delivery;
mod exchange;
mod exchange_fault;
pub mod expect;
mod faulty;
mod front_channel;
pub mod guest;
pub mod hook;
mod key_set;
mod positive;
pub mod reaction;
mod refused;
pub mod row;
pub mod scene;
mod scope;
mod security_event;
mod shared_secret;

use self::{
    hook::{Hook, Kind},
    row::{Row, Way},
    scene::Scene,
};
use super::{
    battery::Battery,
    case::{Case, case},
    judged::Judged,
    stage::Stage,
    trace::Trace,
};
use crate::{error::Result, host::BoxFuture};

/// `exp` came into the standard with errata 1, and some providers are older.
const STRICT: Case = case!("N21" Must "Back-Channel Logout §2.4": "a logout token that does not say when it ends"
    => "refuses it with 400, and the session goes on";
    "require exp, which every logout token has since errata 1");

/// The sets of a kind, in the order of the report.
fn sets(kind: Kind) -> &'static [&'static [Row]] {
    match kind {
        Kind::BackChannel => &[positive::ROWS, refused::ROWS, scope::ROWS, delivery::ROWS],
        Kind::FrontChannel => &[front_channel::ROWS],
        Kind::SharedSecret => &[shared_secret::ROWS],
        Kind::SecurityEvent => &[security_event::ROWS],
        Kind::Exchange => &[exchange::ROWS, exchange_fault::ROWS],
    }
}

/// The rows of a kind.
pub fn rows(kind: Kind) -> impl Iterator<Item = &'static Row> {
    sets(kind).iter().flat_map(|set| set.iter())
}

/// The cases of a kind, in the order of the report; strictly, what older providers leave out is required.
pub fn cases(kind: Kind, is_strict: bool) -> Vec<&'static Case> {
    let strict = |case: &'static Case| if case.id == STRICT.id && is_strict { &STRICT } else { case };
    rows(kind).map(|row| strict(&row.case)).collect()
}

/// The battery for one app.
pub struct LogoutBattery {
    /// The app, the provider and the people.
    pub stage: Stage,
    /// Where the app hears of a logout.
    pub hook: Hook,
    /// Whether what older providers leave out is required.
    pub is_strict: bool,
}

impl LogoutBattery {
    async fn play(&self, row: &'static Row, trace: &Trace) -> Result<Judged> {
        let scene = Scene { stage: &self.stage, hook: &self.hook, case: &row.case, trace };
        match &row.way {
            Way::Mutated(expect) => scene.mutated(*expect).await,
            Way::Pushed(names, errors) => security_event::refused(&scene, names, errors).await,
            Way::ByHand(run) => run(&scene).await,
        }
    }
}

impl Battery for LogoutBattery {
    fn name(&self) -> &'static str {
        "logout"
    }

    fn subject(&self) -> String {
        self.hook.url.to_string()
    }

    fn cases(&self) -> Vec<&'static Case> {
        cases(self.hook.kind, self.is_strict)
    }

    fn run<'a>(&'a self, case: &'static Case, trace: &'a Trace) -> BoxFuture<'a, Judged> {
        match rows(self.hook.kind).find(|row| row.case.id == case.id) {
            Some(row) => Box::pin(async { self.play(row, trace).await.unwrap_or_else(Judged::from) }),
            None => Box::pin(std::future::ready(Judged::error("there is no such case"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{expect::Expect, *};
    use crate::webhook::mutation::{self, row::Right};

    const KINDS: [Kind; 5] =
        [Kind::BackChannel, Kind::FrontChannel, Kind::SharedSecret, Kind::SecurityEvent, Kind::Exchange];

    #[test]
    fn every_case_has_a_name_of_its_own_and_says_what_is_tried_and_what_to_do() {
        let mut ids = BTreeSet::new();
        for case in KINDS.into_iter().flat_map(rows).map(|row| &row.case) {
            assert!(ids.insert(case.id), "{} twice", case.id);
            for text in [case.what, case.right, case.repair] {
                assert!(!text.is_empty() && !text.ends_with('.'), "{}: {text}", case.id);
            }
            assert!(case.section.contains('§') || !case.section.contains("RFC"), "{}", case.id);
        }
        assert!(ids.len() >= 130, "{}", ids.len());
    }

    #[test]
    fn every_mutation_is_sent_by_a_case_that_expects_of_it_what_it_says() {
        for mutation in mutation::all() {
            let found = KINDS.into_iter().flat_map(rows).find(|row| row.case.id == mutation.case);
            let row = found.unwrap_or_else(|| panic!("{} has no case {}", mutation.name, mutation.case));
            let Way::Mutated(expect) = row.way else { continue };
            let fits = match mutation.right {
                Right::Refuses => matches!(expect, Expect::Refused | Expect::RefusedOrCut | Expect::Survives),
                Right::Takes => expect == Expect::Taken,
                Right::Either => expect != Expect::RefusedOrCut,
            };
            assert!(fits, "{}: {:?} is not {}", mutation.name, expect, mutation.right.words());
        }
    }

    #[test]
    fn every_case_of_mutations_has_some() {
        for row in KINDS.into_iter().flat_map(rows) {
            match &row.way {
                Way::Mutated(_) => {
                    assert!(mutation::all().any(|it| it.case == row.case.id), "{}", row.case.id)
                }
                Way::Pushed(names, _) => {
                    assert!(names.iter().all(|name| mutation::named(name).is_ok()), "{}", row.case.id)
                }
                Way::ByHand(_) => {}
            }
        }
    }
}
