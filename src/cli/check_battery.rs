//! How a battery is run from the command line, and what its exit code says.

use std::{collections::BTreeSet, process::ExitCode, sync::Arc, time::Duration};

use clap::Args;

use super::context::Context;
use crate::{
    check::{
        battery::Battery,
        case::Case,
        judged::Verdict,
        report::{Outcome, Report},
        run::{self, Plan, Progress},
    },
    error::{Code, Error, Phase, Result},
    host::clock::SystemClock,
    output::battery::table,
    protocol::time::Seconds,
};

/// Flags that every battery has.
#[derive(Args)]
pub struct BatteryArguments {
    /// A case, by its id, or a set of cases, by the beginning of their ids; once for each [default: all]
    #[arg(long = "case", value_name = "ID", env = "AUTHCTL_CASE", hide_env = true)]
    cases: Vec<String>,
    /// How many cases may run at once, where they are not in each other's way
    #[arg(long, value_name = "N", default_value_t = 4, env = "AUTHCTL_JOBS", hide_env = true)]
    jobs: usize,
    /// How long one case may take [default: 30s]
    #[arg(long, value_name = "DURATION", env = "AUTHCTL_CASE_TIMEOUT", hide_env = true)]
    case_timeout: Option<Seconds>,
}

impl BatteryArguments {
    /// Runs the battery, shows the report, and says whether the subject passed.
    ///
    /// # Errors
    /// [`Code::CheckFailed`] if it did not, [`Code::CheckInconclusive`] if that is not known.
    pub async fn run(&self, battery: Arc<dyn Battery>, context: &Context) -> Result<ExitCode> {
        let cases = self.chosen(&battery.cases())?;
        let time = self.case_timeout.map_or(Duration::from_secs(30), |time| time.duration());
        let plan = Plan { cases, time, jobs: self.jobs };
        let report = run::run(battery, plan, Arc::new(SystemClock), &Lines(context)).await;
        let told = context.answer(&report, || table::text(&report))?;
        match outcome(&report) {
            None => Ok(told),
            Some(error) => Err(error.phase(Phase::Check)),
        }
    }

    fn chosen(&self, all: &[&'static Case]) -> Result<Vec<&'static Case>> {
        let mut ids = BTreeSet::new();
        for wanted in &self.cases {
            let is_wanted = |case: &&&Case| case.id == wanted || is_set(wanted, case.id);
            let before = ids.len();
            ids.extend(all.iter().filter(is_wanted).map(|case| case.id));
            if ids.len() == before && !all.iter().any(|case| is_wanted(&case)) {
                let error = Code::Usage.error().phase(Phase::Check).got(wanted.as_str());
                return Err(error.message("there is no case and no set of cases of that name"));
            }
        }
        Ok(all.iter().filter(|case| ids.is_empty() || ids.contains(case.id)).copied().collect())
    }
}

/// Whether it names the set: the letters that an id begins with.
fn is_set(name: &str, id: &str) -> bool {
    id.trim_end_matches(|letter: char| letter.is_ascii_digit()) == name
}

fn outcome(report: &Report) -> Option<Error> {
    let failed = report.outcomes.iter().filter(|outcome| outcome.fails_the_check()).count();
    if failed > 0 {
        return Some(Code::CheckFailed.error().got(format!("{failed} required cases failed")));
    }
    let open = report.outcomes.iter().filter(|outcome| outcome.judged.verdict == Verdict::Error).count();
    (open > 0).then(|| Code::CheckInconclusive.error().got(format!("{open} cases could not be judged")))
}

/// A line a case, for whoever waits.
struct Lines<'a>(&'a Context);

impl Progress for Lines<'_> {
    fn ended(&self, outcome: &Outcome, done: usize, all: usize) {
        let Outcome { case, judged, .. } = outcome;
        self.0.say(&format!("{done}/{all} {} {}", case.id, judged.verdict.name()));
    }
}
