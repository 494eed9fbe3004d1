//! The engine: runs the cases of a battery, each within its time, and none after a panic of another.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use tokio::task::JoinSet;

use super::{
    battery::Battery,
    case::Case,
    judged::Judged,
    report::{Outcome, Report},
    trace::Trace,
};
use crate::host::Clock;

/// What is run, and how.
pub struct Plan {
    /// The cases, in the order they begin.
    pub cases: Vec<&'static Case>,
    /// How long one may take.
    pub time: Duration,
    /// How many at once, if the battery takes so many.
    pub jobs: usize,
}

/// Hears how it goes on.
pub trait Progress: Send + Sync {
    /// A case is over.
    fn ended(&self, outcome: &Outcome, done: usize, all: usize);
}

/// Runs them; the report has them in the order of the battery.
pub async fn run(
    battery: Arc<dyn Battery>,
    plan: Plan,
    clock: Arc<dyn Clock>,
    progress: &dyn Progress,
) -> Report {
    let jobs = plan.jobs.min(battery.jobs()).max(1);
    let all = plan.cases.len();
    let mut waiting = plan.cases.into_iter();
    let mut running = JoinSet::new();
    let mut names = BTreeMap::new();
    let mut outcomes = BTreeMap::new();
    loop {
        while running.len() < jobs
            && let Some(case) = waiting.next()
        {
            let (battery, clock, time) = (Arc::clone(&battery), Arc::clone(&clock), plan.time);
            let started = running.spawn(async move { one(&*battery, case, time, &*clock).await });
            names.insert(started.id(), case);
        }
        let Some(ended) = running.join_next_with_id().await else { break };
        let outcome = match ended {
            Ok((_, outcome)) => outcome,
            Err(panicked) => {
                let Some(case) = names.get(&panicked.id()) else { continue };
                let judged = Judged::error("this case has a defect of authctl's");
                Outcome { case, judged, arrows: Vec::new() }
            }
        };
        progress.ended(&outcome, outcomes.len() + 1, all);
        outcomes.insert(outcome.case.id, outcome);
    }
    let ordered = battery.cases().into_iter().filter_map(|case| outcomes.remove(case.id)).collect();
    Report { subject: battery.subject(), outcomes: ordered }
}

async fn one(battery: &dyn Battery, case: &'static Case, time: Duration, clock: &dyn Clock) -> Outcome {
    let trace = Trace::default();
    let judged = tokio::select! {
        judged = battery.run(case, &trace) => judged,
        () = clock.sleep(time) => Judged::error(format!("it took longer than {} s", time.as_secs())),
    };
    Outcome { case, judged, arrows: trace.arrows() }
}
