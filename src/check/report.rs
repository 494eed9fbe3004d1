//! What came of a battery.

use std::time::Duration;

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::{
    case::{Case, Level},
    judged::{Judged, Verdict},
    trace::Arrow,
};
use crate::protocol::time::UnixTime;

/// What came of one case.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Which.
    pub case: &'static Case,
    /// What came of it.
    pub judged: Judged,
    /// Who said what.
    pub arrows: Vec<Arrow>,
    /// How long it took. Not in the JSON, which is the same whenever the same comes of it.
    pub took: Duration,
    /// What has changed since the baseline, if there is one.
    pub change: Option<Change>,
}

impl Outcome {
    /// Whether it is so bad that the check fails.
    pub fn fails_the_check(&self) -> bool {
        self.case.level == Level::Must
            && self.judged.verdict == Verdict::Fail
            && self.change != Some(Change::Known)
    }

    /// Whether it is of interest how it came about.
    pub fn is_to_be_explained(&self) -> bool {
        matches!(self.judged.verdict, Verdict::Fail | Verdict::Error)
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { case, judged, .. } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", case.id)?;
        map.serialize_entry("level", &case.level)?;
        map.serialize_entry("verdict", &judged.verdict)?;
        map.serialize_entry("status", &judged.status)?;
        map.serialize_entry("session", &judged.session)?;
        map.serialize_entry("section", case.section)?;
        map.serialize_entry("message", &judged.message)?;
        map.serialize_entry("what", case.what)?;
        map.serialize_entry("right", case.right)?;
        map.serialize_entry("repair", case.repair)?;
        map.serialize_entry("baseline", &self.change)?;
        map.serialize_entry("trace", if self.is_to_be_explained() { &self.arrows[..] } else { &[] })?;
        map.end()
    }
}

/// A failure beside the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It was not there before.
    New,
    /// It was there before.
    Known,
    /// It was there before, and the case passes now.
    Gone,
}

impl Change {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Known => "known",
            Self::Gone => "gone",
        }
    }
}

/// How many there are of each verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Summary {
    pub pass: usize,
    pub fail: usize,
    pub skip: usize,
    pub error: usize,
}

/// What came of a battery.
#[derive(Debug, Clone)]
pub struct Report {
    /// Which: the name of it, as in `authctl check NAME`.
    pub battery: &'static str,
    /// Who was checked.
    pub subject: String,
    /// When. Not in the JSON, which is the same whenever the same comes of it.
    pub began: UnixTime,
    /// What told the order of the cases, if not the battery.
    pub seed: Option<u64>,
    /// Whether it was compared with a former one.
    pub has_baseline: bool,
    /// Case by case.
    pub outcomes: Vec<Outcome>,
}

impl Report {
    /// How many there are of each verdict.
    pub fn summary(&self) -> Summary {
        let count = |verdict| self.of(verdict).count();
        Summary {
            pass: count(Verdict::Pass),
            fail: count(Verdict::Fail),
            skip: count(Verdict::Skip),
            error: count(Verdict::Error),
        }
    }

    /// The outcomes with this verdict.
    pub fn of(&self, verdict: Verdict) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(move |outcome| outcome.judged.verdict == verdict)
    }

    /// What is to be explained, the worst first.
    pub fn explained(&self) -> Vec<&Outcome> {
        let mut outcomes: Vec<&Outcome> = self.outcomes.iter().filter(|it| it.is_to_be_explained()).collect();
        outcomes.sort_by_key(|it| (!it.fails_the_check(), it.judged.verdict, it.case.level));
        outcomes
    }

    /// The failures that a former report has and this one has not.
    pub fn gone(&self) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(|outcome| outcome.change == Some(Change::Gone))
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("battery", self.battery)?;
        map.serialize_entry("subject", &self.subject)?;
        map.serialize_entry("seed", &self.seed)?;
        map.serialize_entry("summary", &self.summary())?;
        map.serialize_entry("cases", &self.outcomes)?;
        map.end()
    }
}
