//! One case of a provider, and how it is run.

use super::stage::Stage;
use crate::{
    check::{case::Case, judged::Judged, trace::Trace},
    host::BoxFuture,
};

/// A case, and how it is run.
pub struct Row {
    /// The case.
    pub case: Case,
    /// Runs it.
    pub run: for<'a> fn(&'a Stage, &'a Trace) -> BoxFuture<'a, Judged>,
}
