//! A former report: what failed before, so that a check can fail on what is new alone.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::{
    judged::Verdict,
    report::{Change, Outcome, Report},
};
use crate::{
    error::{Code, Phase, Result},
    untrusted::sanitize,
};

/// What a former report says.
#[derive(Debug, PartialEq, Eq)]
pub struct Baseline {
    failed: BTreeSet<String>,
}

/// The members of a report that count here; it may have more.
#[derive(Deserialize)]
struct Document {
    battery: Option<String>,
    cases: Vec<Former>,
}

#[derive(Deserialize)]
struct Former {
    id: String,
    verdict: Value,
}

impl Baseline {
    /// Reads a report of this battery in JSON; `place` is the file's name.
    ///
    /// # Errors
    /// [`Code::Usage`] if it is none.
    pub fn parse(json: &[u8], battery: &str, place: &str) -> Result<Self> {
        let unusable = |why: &str| {
            let error = Code::Usage.error().phase(Phase::Check).message("the baseline cannot be used");
            error.got(format!("{place}: {}", sanitize(why))).hint("write one with --report json=FILE")
        };
        let document: Document =
            serde_json::from_slice(json).map_err(|error| unusable(&format!("it is no report: {error}")))?;
        if let Some(other) = document.battery.filter(|other| other != battery) {
            return Err(unusable(&format!("it is a report of `check {other}`")));
        }
        let names: Vec<&str> = Verdict::ALL.iter().map(|verdict| verdict.name()).collect();
        let is_known = |case: &&Former| case.verdict.as_str().is_some_and(|name| names.contains(&name));
        if let Some(odd) = document.cases.iter().find(|case| !is_known(case)) {
            return Err(unusable(&format!("the verdict of {} is {}", odd.id, odd.verdict)));
        }
        let failed = document.cases.into_iter().filter(|case| case.verdict == Verdict::Fail.name());
        Ok(Self { failed: failed.map(|case| case.id).collect() })
    }

    /// Tells each outcome what has changed.
    pub fn compare(&self, report: &mut Report) {
        for outcome in &mut report.outcomes {
            outcome.change = self.change(outcome);
        }
        report.has_baseline = true;
    }

    fn change(&self, outcome: &Outcome) -> Option<Change> {
        match (outcome.judged.verdict, self.failed.contains(outcome.case.id)) {
            (Verdict::Fail, true) => Some(Change::Known),
            (Verdict::Fail, false) => Some(Change::New),
            (Verdict::Pass, true) => Some(Change::Gone),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{judged::Judged, scripted};

    fn baseline(text: &str) -> Result<Baseline> {
        Baseline::parse(text.as_bytes(), "app", "former.json")
    }

    #[test]
    fn only_what_is_new_fails_the_check_and_what_is_gone_is_told() {
        let former = baseline(
            r#"{"subject":"x","summary":{},"cases":[{"id":"A1","verdict":"fail"},{"id":"A2","verdict":"pass"},
                {"id":"B1","verdict":"fail","status":null},{"id":"Z9","verdict":"fail"}]}"#,
        )
        .unwrap();
        let verdicts = [Judged::fail("x"), Judged::fail("x"), Judged::pass("x"), Judged::skip("x")];
        let mut report = scripted::report(verdicts);
        former.compare(&mut report);
        let changes: Vec<Option<Change>> = report.outcomes.iter().map(|outcome| outcome.change).collect();
        assert_eq!(changes, [Some(Change::Known), Some(Change::New), Some(Change::Gone), None]);
        let failing: Vec<&str> =
            report.outcomes.iter().filter(|it| it.fails_the_check()).map(|it| it.case.id).collect();
        assert_eq!(failing, ["A2"]);
    }

    #[test]
    fn a_report_is_its_own_baseline() {
        let mut report = scripted::report([Judged::fail("x"), Judged::error("y"), Judged::pass("z")]);
        let json = serde_json::to_vec(&report).unwrap();
        Baseline::parse(&json, "app", "f").unwrap().compare(&mut report);
        assert_eq!(report.outcomes[0].change, Some(Change::Known));
        assert!(!report.outcomes.iter().any(Outcome::fails_the_check));
    }

    #[test]
    fn what_is_no_report_of_this_battery_is_refused() {
        for (text, why) in [
            ("", "it is no report"),
            ("[]", "it is no report"),
            ("{}", "it is no report: missing field `cases`"),
            (r#"{"cases":[{"id":"A1"}]}"#, "it is no report"),
            (r#"{"cases":[{"id":"A1","verdict":"failed"}]}"#, "the verdict of A1 is \"failed\""),
            (r#"{"cases":[{"id":"A1","verdict":1}]}"#, "the verdict of A1 is 1"),
            (r#"{"battery":"logout","cases":[]}"#, "it is a report of `check logout`"),
        ] {
            let error = baseline(text).unwrap_err();
            assert_eq!(error.code(), Code::Usage);
            let got = format!("{error:?}");
            assert!(got.contains(why), "{text}: {got}");
        }
    }
}
