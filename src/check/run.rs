//! The engine: runs the cases of a battery, each within its time, and none after a panic of another.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use tokio::task::JoinSet;

use super::{
    battery::Battery,
    case::Case,
    judged::Judged,
    order::arrange,
    report::{Outcome, Report},
    trace::Trace,
};
use crate::host::Clock;

/// What is run, and how.
pub struct Plan {
    /// The cases.
    pub cases: Vec<&'static Case>,
    /// What tells the order in which they begin; without it they begin in the order they have here.
    pub seed: Option<u64>,
    /// How long one may take.
    pub time: Duration,
    /// How many at once, if the battery takes so many.
    pub jobs: usize,
}

/// Hears how it goes on.
pub trait Progress: Send + Sync {
    /// A case begins.
    fn began(&self, _case: &'static Case) {}

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
    let Plan { mut cases, seed, time, jobs } = plan;
    arrange(&mut cases, seed, |case| battery.comes_last(case));
    let jobs = jobs.min(battery.jobs()).max(1);
    let (began, all) = (clock.now(), cases.len());
    let mut waiting = cases.into_iter();
    let mut running = JoinSet::new();
    let mut started = BTreeMap::new();
    let mut outcomes = BTreeMap::new();
    loop {
        while running.len() < jobs
            && let Some(case) = waiting.next()
        {
            progress.began(case);
            let this = Started { case, trace: Trace::default(), at: clock.monotonic() };
            let (battery, clock, trace) = (Arc::clone(&battery), Arc::clone(&clock), this.trace.clone());
            let task = running.spawn(async move { one(&*battery, case, &trace, time, &*clock).await });
            started.insert(task.id(), this);
        }
        let Some(ended) = running.join_next_with_id().await else { break };
        let (id, judged) = match ended {
            Ok(ended) => ended,
            Err(panicked) => (panicked.id(), Judged::error("this case has a defect of authctl's")),
        };
        let Some(Started { case, trace, at }) = started.remove(&id) else { continue };
        let took = clock.monotonic().saturating_sub(at);
        let outcome = Outcome { case, judged, arrows: trace.arrows(), took, change: None };
        progress.ended(&outcome, outcomes.len() + 1, all);
        outcomes.insert(case.id, outcome);
    }
    let outcomes = battery.cases().into_iter().filter_map(|case| outcomes.remove(case.id)).collect();
    let (battery, subject) = (battery.name(), battery.subject());
    Report { battery, subject, began, seed, has_baseline: false, outcomes }
}

/// A case that runs.
struct Started {
    case: &'static Case,
    trace: Trace,
    at: Duration,
}

async fn one(
    battery: &dyn Battery,
    case: &'static Case,
    trace: &Trace,
    time: Duration,
    clock: &dyn Clock,
) -> Judged {
    tokio::select! {
        biased;
        judged = battery.run(case, trace) => judged,
        () = clock.sleep(time) => Judged::error(format!("it took longer than {} s", time.as_secs())),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;
    use crate::check::{
        judged::Verdict,
        scripted::{Act, CASES, Heard, Impatient, Scripted},
        trace::Actor,
    };

    fn ran(act: Act, jobs: usize, seed: Option<u64>) -> (Report, Arc<Heard>) {
        let heard = Arc::new(Heard::default());
        let plan = Plan { cases: CASES.iter().collect(), seed, time: Duration::from_secs(30), jobs };
        let battery = Arc::new(Scripted { act, jobs: 3 });
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let report = runtime.block_on(run(battery, plan, Arc::new(Impatient::default()), &heard));
        (report, heard)
    }

    fn verdicts(report: &Report) -> Vec<(&'static str, Verdict, &str)> {
        let outcomes = report.outcomes.iter();
        outcomes.map(|it| (it.case.id, it.judged.verdict, it.judged.message.as_str())).collect()
    }

    #[test]
    fn a_case_that_hangs_or_panics_is_an_error_and_the_others_go_on() {
        // T2, T6
        let act: Act = |case, trace| {
            trace.remark(Actor::App, case.id);
            match case.id {
                "A1" => Box::pin(std::future::pending()),
                "A2" => Box::pin(async { panic!("on purpose") }),
                _ => Box::pin(std::future::ready(Judged::pass("well"))),
            }
        };
        for jobs in [1, 4] {
            let (report, heard) = ran(act, jobs, None);
            assert_eq!(
                verdicts(&report),
                [
                    ("A1", Verdict::Error, "it took longer than 30 s"),
                    ("A2", Verdict::Error, "this case has a defect of authctl's"),
                    ("B1", Verdict::Pass, "well"),
                    ("B2", Verdict::Pass, "well"),
                ]
            );
            // what was seen until then is kept
            assert!(report.outcomes.iter().all(|outcome| outcome.arrows.len() == 1));
            assert!(report.outcomes.iter().all(|outcome| outcome.took >= Duration::from_secs(1)));
            assert_eq!(heard.lines.lock().unwrap().len(), 8);
            assert_eq!(heard.most.load(Ordering::SeqCst), jobs.min(3));
        }
    }

    #[test]
    fn a_seed_tells_the_order_in_which_cases_begin_and_not_that_of_the_report() {
        // T5
        let act: Act = |_, _| Box::pin(std::future::ready(Judged::pass("well")));
        let begun = |seed| {
            let (report, heard) = ran(act, 1, seed);
            assert_eq!(
                report.outcomes.iter().map(|it| it.case.id).collect::<Vec<_>>(),
                ["A1", "A2", "B1", "B2"]
            );
            assert_eq!(report.seed, seed);
            let lines = heard.lines.lock().unwrap();
            lines.iter().filter_map(|line| line.strip_prefix("began ")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(begun(None), "A1 A2 B1 B2");
        assert_eq!(begun(Some(1)), begun(Some(1)));
        assert_ne!(begun(Some(1)), begun(None));
    }
}
