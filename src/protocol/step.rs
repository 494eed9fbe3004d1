//! One step of a flow as it happened: what a transcript is made of. It holds secrets; only a masked form is ever shown.

use std::time::Duration;

use url::Url;

use super::{
    authorization::Arrived,
    exchange::{Request, Response},
    time::UnixTime,
};
use crate::{error::Error, secret::SecretString};

/// One step.
#[derive(Debug, Clone)]
pub enum Step {
    /// A request and what came of it.
    Exchange(Box<Exchange>),
    /// An address was given to the browser, or shown to the person.
    Browser {
        /// When.
        at: UnixTime,
        /// The address; its query is masked when shown.
        url: Url,
    },
    /// The browser came back.
    Callback {
        /// When.
        at: UnixTime,
        /// What it brought, as it came.
        arrived: Arrived,
    },
    /// Something was signed here, to be sent next.
    Signed {
        /// What, e.g. `request object`.
        what: &'static str,
        /// The token, whose header and claims are shown decoded.
        token: SecretString,
    },
    /// What was signed was encrypted, to be sent next.
    Encrypted {
        /// What, e.g. `request object`.
        what: &'static str,
        /// How, and to whom.
        how: String,
    },
    /// The provider has a way of its own, and something was done for it.
    Departure(Departure),
    /// Rules were checked, and all held.
    Checked {
        /// Of what, e.g. `ID token`.
        what: &'static str,
        /// Each rule that held.
        rules: Vec<String>,
        /// The token, whose header and claims are shown decoded.
        token: Option<SecretString>,
    },
}

/// A way in which a provider departs from the standard, where it was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departure {
    /// Its name.
    pub name: &'static str,
    /// What is done for it.
    pub what: String,
}

/// A request and its answer, or what kept it from coming.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// When it was sent.
    pub at: UnixTime,
    /// How long it took.
    pub took: Duration,
    /// What was sent.
    pub request: Request,
    /// What came.
    pub outcome: Result<Response, Error>,
}
