//! What a provider gets wrong.
//!
//! Its documents anybody may read; whatever else a case asks goes to this machine, to private networks, and to hosts that are
//! said to be the person's own.

mod answer;
mod authorization;
pub mod client;
mod code;
mod documents;
mod grant;
mod id_token;
mod keys;
mod lifecycle;
mod metadata;
pub mod person;
mod published;
mod redirects;
mod refusals;
pub mod row;
pub mod stage;
mod strangers;
mod tls;
mod token_endpoint;

use self::{row::Row, stage::Stage};
use super::{battery::Battery, case::Case, judged::Judged, trace::Trace};
use crate::host::BoxFuture;

/// Every set, in the order of the report.
const SETS: &[&[Row]] = &[
    metadata::ROWS,
    published::ROWS,
    keys::ROWS,
    tls::ROWS,
    redirects::ROWS,
    refusals::ROWS,
    token_endpoint::ROWS,
    strangers::ROWS,
    code::ROWS,
    id_token::ROWS,
    lifecycle::ROWS,
];

/// Every case, those of a set together although some need a person and stand in another file.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    let mut rows: Vec<&'static Row> = SETS.iter().flat_map(|set| set.iter()).collect();
    let order: Vec<&str> = rows.iter().map(|row| row.case.set()).collect();
    rows.sort_by_key(|row| order.iter().position(|known| *known == row.case.set()));
    rows.into_iter()
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
