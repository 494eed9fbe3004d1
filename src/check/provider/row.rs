//! One case of a provider, and how it is run.

use std::future::Future;

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

/// What came of a case, or what ended it before its end: it does not apply, or cannot be judged.
pub(super) type Ruling = Result<Judged, Judged>;

/// How a row is run by a function that may end early.
pub(super) fn ruled<'a>(ruling: impl Future<Output = Ruling> + Send + 'a) -> BoxFuture<'a, Judged> {
    Box::pin(async { ruling.await.unwrap_or_else(|early| early) })
}
