//! A person at the app, whose session a case is about.

use crate::check::{
    stage::{person::Person, visit::Visit},
    user_agent::{UserAgent, callback::Callback},
};

/// One of the two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Whose session ends.
    One,
    /// Somebody else.
    Another,
}

/// What an event says of whom it is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// The person, if it says.
    pub sub: Option<String>,
    /// The session, if it says.
    pub sid: Option<String>,
}

/// A person who is signed in.
pub struct Guest {
    /// Who it is.
    pub person: Person,
    /// The browser.
    pub agent: UserAgent,
    /// The browser's cookies as they were right after the sign-in.
    pub saved: UserAgent,
    /// The provider's name of the session.
    pub sid: String,
}

/// A person whom the provider has signed in, and of whom the app does not know yet.
pub struct Comer {
    /// Who it will be; their cookies are from before the app knows them.
    pub guest: Guest,
    /// What their browser brings to the app next.
    pub callback: Callback,
}

impl From<Visit> for Guest {
    fn from(visit: Visit) -> Self {
        Self { saved: visit.saved(), person: visit.person, agent: visit.agent, sid: visit.sid }
    }
}

impl Guest {
    /// The person and the session.
    pub fn about(&self) -> About {
        About { sub: Some(self.person.sub.clone()), sid: Some(self.sid.clone()) }
    }

    /// The person alone.
    pub fn sub_only(&self) -> About {
        About { sid: None, ..self.about() }
    }

    /// The session alone.
    pub fn sid_only(&self) -> About {
        About { sub: None, ..self.about() }
    }
}
