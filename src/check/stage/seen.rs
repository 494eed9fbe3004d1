//! What a probe shows.

use std::fmt;

use url::Url;

use crate::{
    check::user_agent::{UserAgent, navigation::Navigation},
    error::Result,
};

/// How often an address that has moved for good is followed.
const MOVES: usize = 3;

/// What an app answered to a probe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The status.
    pub status: u16,
    /// Where it leads to, without the query, which may be another each time.
    pub location: Option<String>,
    /// The content.
    pub body: String,
}

impl Seen {
    /// Asks the app. A redirect is an answer and not followed: the provider would sign the person in again by itself. Only an
    /// address of the app that has moved for good is (RFC 9110 §15.4.2, §15.4.9).
    ///
    /// # Errors
    /// What kept an answer from coming.
    pub async fn of(agent: &mut UserAgent, probe: &Url) -> Result<Self> {
        let mut url = probe.clone();
        for _ in 0..MOVES {
            let page = agent.step(Navigation::to(url.clone())).await?;
            match page.leads_to() {
                Some(target) if is_moved(page.status.as_u16()) && target.origin() == url.origin() => {
                    url = target
                }
                target => return Ok(Self::new(page.status.as_u16(), target, page.seen().to_owned())),
            }
        }
        Ok(Self::new(308, Some(url), String::new()))
    }

    fn new(status: u16, target: Option<Url>, body: String) -> Self {
        let location = target.map(|mut url| {
            url.set_query(None);
            url.set_fragment(None);
            url.into()
        });
        Self { status, location, body }
    }

    /// Whether it says nothing about anybody: the app is at fault, or overloaded.
    pub fn is_broken(&self) -> bool {
        self.status >= 500 || self.status == 429
    }
}

fn is_moved(status: u16) -> bool {
    matches!(status, 301 | 308)
}

/// Without the content, which may be private.
impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.status)?;
        match &self.location {
            Some(location) => write!(f, " to {location}"),
            None => write!(f, ", {} bytes", self.body.len()),
        }
    }
}
