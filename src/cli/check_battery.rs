//! How a battery is run from the command line, and what its exit code says.

use std::{collections::BTreeSet, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use clap::{Args, builder::BoolishValueParser};

use super::{
    check_progress::Watch,
    check_reports::{Places, ReportArguments},
    context::Context,
};
use crate::{
    check::{
        baseline::Baseline,
        battery::Battery,
        case::Case,
        report::Report,
        run::{self, Plan},
    },
    error::{Code, Error, Phase, Result},
    host::{clock::SystemClock, user_file},
    output::battery::list::List,
    protocol::time::Seconds,
};

/// The most that a baseline may have, in bytes.
const BASELINE_LIMIT: u64 = 64 * 1024 * 1024;

/// Flags that every battery has.
#[derive(Args)]
pub struct BatteryArguments {
    /// A case by its id, or a set by the letters that ids begin with; once for each [default: all]
    #[arg(long = "case", value_name = "ID", env = "AUTHCTL_CASE", hide_env = true)]
    cases: Vec<String>,
    /// Show the cases, and run none
    #[arg(long, conflicts_with_all = ["reports", "output", "baseline"], env = "AUTHCTL_LIST", hide_env = true, value_parser = BoolishValueParser::new())]
    list: bool,
    /// Run the cases in the order of this number, to see whether one leaves something for another
    #[arg(long, value_name = "N", env = "AUTHCTL_SEED", hide_env = true)]
    seed: Option<u64>,
    /// How many cases may run at once, where they are not in each other's way
    #[arg(long, value_name = "N", default_value_t = 4, env = "AUTHCTL_JOBS", hide_env = true)]
    jobs: usize,
    /// How long one case may take [default: 30s]
    #[arg(long, value_name = "DURATION", env = "AUTHCTL_CASE_TIMEOUT", hide_env = true)]
    case_timeout: Option<Seconds>,
    #[command(flatten)]
    reports: ReportArguments,
    /// A former report in JSON: fail on what is new alone
    #[arg(long, value_name = "FILE", env = "AUTHCTL_BASELINE", hide_env = true)]
    baseline: Option<PathBuf>,
}

/// A run that has been asked for rightly.
pub struct Ready<'a> {
    plan: Plan,
    places: Places<'a>,
    baseline: Option<Baseline>,
}

impl BatteryArguments {
    /// Runs the battery, shows the report, and says whether the subject passed.
    ///
    /// # Errors
    /// [`Code::CheckFailed`] if it did not, [`Code::CheckInconclusive`] if that is not known.
    pub async fn run(&self, battery: Arc<dyn Battery>, context: &Context) -> Result<ExitCode> {
        match self.ready(battery.name(), &battery.cases(), context)? {
            Some(ready) => ready.run(battery, context).await,
            None => Ok(ExitCode::SUCCESS),
        }
    }

    /// Judges the flags before anything is begun; `None` if only the list of the cases was asked for, which has been shown.
    ///
    /// # Errors
    /// [`Code::Usage`].
    pub fn ready(
        &self,
        battery: &'static str,
        cases: &[&'static Case],
        context: &Context,
    ) -> Result<Option<Ready<'_>>> {
        let cases = self.chosen(cases)?;
        if self.list {
            let list = List { battery, cases };
            return context.answer(&list, || list.text()).map(|_| None);
        }
        let places = self.reports.places(context.global.json)?;
        let baseline = self.baseline.as_deref().map(|path| {
            let bytes = user_file::read_bytes(path, BASELINE_LIMIT)?;
            Baseline::parse(&bytes, battery, &path.display().to_string())
        });
        let time = self.case_timeout.map_or(Duration::from_secs(30), |time| time.duration());
        let plan = Plan { cases, seed: self.seed, time, jobs: self.jobs };
        Ok(Some(Ready { plan, places, baseline: baseline.transpose()? }))
    }

    fn chosen(&self, all: &[&'static Case]) -> Result<Vec<&'static Case>> {
        let mut ids = BTreeSet::new();
        for wanted in &self.cases {
            let is_wanted = |case: &&&Case| {
                case.id.eq_ignore_ascii_case(wanted) || case.set().eq_ignore_ascii_case(wanted)
            };
            if !all.iter().any(|case| is_wanted(&case)) {
                return Err(unknown(wanted, all));
            }
            ids.extend(all.iter().filter(is_wanted).map(|case| case.id));
        }
        Ok(all.iter().filter(|case| ids.is_empty() || ids.contains(case.id)).copied().collect())
    }
}

/// There is no case of that name; the hint has the nearest one.
fn unknown(wanted: &str, all: &[&'static Case]) -> Error {
    let mut sets: Vec<&str> = all.iter().map(|case| case.set()).collect();
    sets.dedup();
    let sets = sets.join(", ");
    let distance = |case: &&&'static Case| strsim::levenshtein(&wanted.to_ascii_uppercase(), case.id);
    let nearest = all.iter().min_by_key(distance).filter(|case| distance(case) <= 1);
    let meant = nearest.map(|case| format!("did you mean `{}`? ", case.id)).unwrap_or_default();
    let error = Code::Usage.error().phase(Phase::Check).got(wanted);
    error
        .message("there is no case and no set of cases of that name")
        .hint(format!("{meant}the sets are {sets}; --list shows the cases"))
}

impl Ready<'_> {
    /// Runs the battery, writes the reports, and says whether the subject passed.
    ///
    /// # Errors
    /// [`Code::CheckFailed`] if it did not, [`Code::CheckInconclusive`] if that is not known, [`Code::FileFailed`].
    pub async fn run(self, battery: Arc<dyn Battery>, context: &Context) -> Result<ExitCode> {
        let Self { plan, places, baseline } = self;
        let watch = Watch::new(context, plan.cases.len());
        let mut report = run::run(battery, plan, Arc::new(SystemClock), &watch).await;
        watch.end();
        if let Some(baseline) = baseline {
            baseline.compare(&mut report);
        }
        let told = places.write(&report, context)?;
        match outcome(&report) {
            None => Ok(told),
            Some(error) => Err(error.phase(Phase::Check)),
        }
    }
}

fn outcome(report: &Report) -> Option<Error> {
    let failed: Vec<&str> =
        report.outcomes.iter().filter(|outcome| outcome.fails_the_check()).map(|it| it.case.id).collect();
    if !failed.is_empty() {
        let which = if report.has_baseline {
            "required cases failed that did not before"
        } else {
            "required cases failed"
        };
        return Some(Code::CheckFailed.error().got(format!("{} {which}: {}", failed.len(), named(&failed))));
    }
    let open: Vec<&str> = report.of(crate::check::judged::Verdict::Error).map(|it| it.case.id).collect();
    let got = || format!("{} cases could not be judged: {}", open.len(), named(&open));
    (!open.is_empty()).then(|| Code::CheckInconclusive.error().got(got()))
}

/// The first of them, by their names.
fn named(ids: &[&str]) -> String {
    const SHOWN: usize = 12;
    let shown = ids.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if ids.len() > SHOWN { format!("{shown}, …") } else { shown }
}
