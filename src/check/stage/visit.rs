//! One login: a person's browser, and what the provider knows of it.

use super::person::Person;
use crate::{
    check::user_agent::{UserAgent, page::Page},
    idp::{
        provider::{self, Provider},
        state::Session,
    },
};

/// One login.
pub struct Visit {
    /// The browser.
    pub agent: UserAgent,
    /// Who signed in.
    pub person: Person,
    /// The provider's name of the session (`sid`).
    pub sid: String,
    /// The provider's name of the person (`sub`).
    pub sub: String,
    /// Where the sign-in ended.
    pub page: Page,
}

impl Visit {
    /// The browser as it is now: what is done with the copy leaves the first as it is.
    pub fn saved(&self) -> UserAgent {
        self.agent.clone()
    }
}

/// The session at the provider that this browser's cookie names.
pub fn session_of(agent: &UserAgent, provider: &Provider) -> Option<Session> {
    let name = provider.cookie_name("session");
    let cookie = agent.jar().named(&name)?;
    let hash = provider::cookie_hash(cookie.value.expose());
    provider.store.read(|state| state.sessions.get(&hash).cloned())
}
