//! One case of an app, and how it is run.

use url::Url;

use super::{asked::Asked, expected::Expected, scene::Scene};
use crate::{
    check::{case::Case, judged::Judged},
    error::Result,
    host::BoxFuture,
};

/// A case, and how it is run.
pub struct Row {
    /// The case.
    pub case: Case,
    /// How it is run.
    pub(super) way: Way,
}

/// How a case is run.
pub(super) enum Way {
    /// Judges the authorization requests of so many logins, each in a browser of its own.
    Asks(usize, fn(&[Asked]) -> Judged),
    /// Changes the provider's answer on its way to the app; the error says why that cannot be done.
    Answers(fn(&Url) -> std::result::Result<Url, String>, Expected),
    /// As its own code says.
    Runs(for<'a> fn(&'a Scene<'a>) -> BoxFuture<'a, Result<Judged>>),
}
