//! What came of a battery.

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::{
    case::{Case, Level},
    judged::{Judged, Verdict},
    trace::Arrow,
};

/// What came of one case.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Which.
    pub case: &'static Case,
    /// What came of it.
    pub judged: Judged,
    /// Who said what.
    pub arrows: Vec<Arrow>,
}

impl Outcome {
    /// Whether it is so bad that the check fails.
    pub fn fails_the_check(&self) -> bool {
        self.case.level == Level::Must && self.judged.verdict == Verdict::Fail
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
        map.end()
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
    /// Who was checked.
    pub subject: String,
    /// Case by case.
    pub outcomes: Vec<Outcome>,
}

impl Report {
    /// How many there are of each verdict.
    pub fn summary(&self) -> Summary {
        let count =
            |verdict| self.outcomes.iter().filter(|outcome| outcome.judged.verdict == verdict).count();
        Summary {
            pass: count(Verdict::Pass),
            fail: count(Verdict::Fail),
            skip: count(Verdict::Skip),
            error: count(Verdict::Error),
        }
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("subject", &self.subject)?;
        map.serialize_entry("summary", &self.summary())?;
        map.serialize_entry("cases", &self.outcomes)?;
        map.end()
    }
}
