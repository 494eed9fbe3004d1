//! What a provider gets wrong.

mod metadata;
pub mod row;
pub mod stage;

use self::{row::Row, stage::Stage};
use super::{battery::Battery, case::Case, judged::Judged, trace::Trace};
use crate::host::BoxFuture;

/// Every set, in the order of the report.
const SETS: &[&[Row]] = &[metadata::ROWS];

/// Every case.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    SETS.iter().flat_map(|set| set.iter())
}

/// The battery for one provider.
pub struct ProviderBattery {
    /// What is known of it, and how it is reached.
    pub stage: Stage,
}

impl Battery for ProviderBattery {
    fn name(&self) -> &'static str {
        "provider"
    }

    fn subject(&self) -> String {
        self.stage.issuer.as_str().to_owned()
    }

    fn cases(&self) -> Vec<&'static Case> {
        rows().map(|row| &row.case).collect()
    }

    fn run<'a>(&'a self, case: &'static Case, trace: &'a Trace) -> BoxFuture<'a, Judged> {
        match rows().find(|row| row.case.id == case.id) {
            Some(row) => (row.run)(&self.stage, trace),
            None => Box::pin(std::future::ready(Judged::error("there is no such case"))),
        }
    }
}
