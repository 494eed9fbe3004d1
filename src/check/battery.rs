//! A battery: cases, and how one of them is run.

use super::{case::Case, judged::Judged, trace::Trace};
use crate::host::BoxFuture;

/// A battery.
pub trait Battery: Send + Sync {
    /// Its name, as in `authctl check NAME`.
    fn name(&self) -> &'static str;

    /// Who is checked: an address.
    fn subject(&self) -> String;

    /// Its cases, in the order of the report.
    fn cases(&self) -> Vec<&'static Case>;

    /// How many may run beside each other: 1 where they would be in each other's way.
    fn jobs(&self) -> usize {
        1
    }

    /// Whether it comes after those that do not, in every order: what follows it costs more.
    fn comes_last(&self, _case: &Case) -> bool {
        false
    }

    /// Runs one, as if it were the first: with a login of its own where one is needed. Never panics on what the subject answers.
    fn run<'a>(&'a self, case: &'static Case, trace: &'a Trace) -> BoxFuture<'a, Judged>;
}
