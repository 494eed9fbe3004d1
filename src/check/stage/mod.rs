//! Where cases about an app are played: the app, the embedded provider that it signs people in with, and the people.
//!
//! The provider runs in this process, so that a case sees its state and lets it misbehave. Each login has a browser of its own,
//! and what a case knows of it (`sid`, `sub`) is the provider's own knowledge, not the app's.

pub mod alive;
pub mod app;
pub mod heard;
pub mod learned;
pub mod person;
pub mod registration;
pub mod rehearsal;
pub mod seen;
pub mod visit;

use std::sync::Arc;

use url::Url;

use self::{
    alive::Alive,
    app::App,
    heard::{Browsing, Heard},
    person::Person,
    seen::Seen,
    visit::Visit,
};
use super::{
    judged::Session,
    trace::Trace,
    user_agent::{UserAgent, chromium::Chromium, vendor::Vendor},
};
use crate::{
    error::{Code, Error, Phase, Result},
    host::{Clock, Http, Random},
    idp::{provider::Provider, server::Server},
    untrusted::Untrusted,
};

/// What is known of the app that is checked.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Where a person begins to sign in.
    pub login: Url,
    /// What shows whether somebody is signed in.
    pub probe: Url,
    /// Where a person signs out, if it is known.
    pub logout: Option<Url>,
    /// Who the app is to the provider.
    pub client_id: String,
    /// Who signs in.
    pub user: Person,
    /// Somebody else.
    pub other_user: Person,
}

/// What cases about an app work with.
pub struct Stage {
    /// The app.
    pub subject: Subject,
    /// The provider that it signs people in with.
    pub server: Arc<Server>,
    /// The way to both.
    pub http: Arc<dyn Http>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// The running app.
    pub app: Arc<dyn App>,
    /// What it asks the provider.
    pub heard: Arc<Heard>,
    /// What a probe means.
    pub alive: Alive,
    /// Who runs the scripts of its pages, if somebody does.
    pub chromium: Option<Arc<Chromium>>,
}

impl Stage {
    /// The provider: its state, its keys, its clients.
    pub fn provider(&self) -> Arc<Provider> {
        self.server.provider()
    }

    /// Any address of the provider.
    ///
    /// # Errors
    /// [`Code::InternalError`] if it has none.
    pub fn origin(&self) -> Result<Url> {
        Url::parse(self.server.origin()).map_err(|_| Code::InternalError.error())
    }

    /// The vendor that it stands for, if any.
    fn vendor(&self) -> Vendor {
        let provider = self.provider();
        Vendor::of(&provider.hosts, &provider.policy)
    }

    /// Whether an address is the provider's.
    pub fn is_of_provider(&self, url: &Url) -> bool {
        url.origin().ascii_serialization() == self.server.origin() || self.vendor().has(url)
    }

    /// A browser that has been nowhere yet.
    ///
    /// # Errors
    /// As [`origin`](Self::origin).
    pub fn agent(&self, trace: &Trace) -> Result<UserAgent> {
        self.agent_over(Arc::clone(&self.http), trace)
    }

    fn agent_over(&self, http: Arc<dyn Http>, trace: &Trace) -> Result<UserAgent> {
        self.heard.tell(trace);
        let (provider, heard, vendor) = (self.origin()?, Arc::clone(&self.heard), self.vendor());
        let origin = provider.origin().ascii_serialization();
        let http = Arc::new(Browsing { http, heard, origin, vendor: vendor.clone() });
        let agent = UserAgent::new(http, Arc::clone(&self.clock), trace, provider).of_vendor(vendor);
        Ok(agent.with_chromium(self.chromium.clone()))
    }

    /// Signs a person in to the app with a browser of its own, and makes sure that the app knows it.
    ///
    /// # Errors
    /// [`Code::AppSignInFailed`] if the app does not end up with the person signed in; what kept an answer from coming.
    pub async fn sign_in(&self, person: &Person, trace: &Trace) -> Result<Visit> {
        let mut visit = self.enter(self.agent(trace)?, person).await?;
        match self.probe(&mut visit.agent).await? {
            Session::Alive => Ok(visit),
            Session::Dead => Err(not_signed_in("after the sign-in the probe shows nobody signed in")),
        }
    }

    /// Signs a person in with this browser, whatever the app makes of it.
    ///
    /// # Errors
    /// [`Code::AppSignInFailed`] if the provider signed nobody in; what kept an answer from coming.
    pub async fn enter(&self, mut agent: UserAgent, person: &Person) -> Result<Visit> {
        let password = person.password.as_ref().map(|password| password.expose().as_str());
        let page = agent.sign_in(self.subject.login.clone(), &person.username, password).await;
        let page = self.answered(page).await.map_err(|error| match error.code() {
            Code::AppPageUnusable => {
                not_signed_in(error.text()).got(error.found().map_or("", Untrusted::raw))
            }
            _ => error,
        })?;
        let session = visit::session_of(&agent, &self.provider()).ok_or_else(|| {
            let seen = format!("{} at {}", page.status.as_u16(), page.url.path());
            not_signed_in("the app's login address did not lead to a sign-in at the provider").got(seen)
        })?;
        if session.sub != person.sub {
            return Err(not_signed_in("the provider signed somebody else in").got(session.sub));
        }
        Ok(Visit { agent, person: person.clone(), sid: session.sid, sub: session.sub, page })
    }

    /// An app that has ended is told as that, and not as one that nobody answers for.
    async fn answered<T>(&self, answer: Result<T>) -> Result<T> {
        match answer {
            Err(error) if matches!(error.code(), Code::ConnectionFailed | Code::HttpInvalid) => {
                self.app.runs().await?;
                Err(error)
            }
            answer => answer,
        }
    }

    /// Whether the app knows who this browser's person is.
    ///
    /// # Errors
    /// [`Code::AppProbeUnclear`] if the answer is neither of the two; [`Code::AppEnded`]; what kept an answer from coming.
    pub async fn probe(&self, agent: &mut UserAgent) -> Result<Session> {
        let seen = self.answered(Seen::of(agent, &self.subject.probe).await).await?;
        self.alive.judge(&seen).ok_or_else(|| unclear(&seen))
    }
}

/// The app cannot be signed in to.
pub fn not_signed_in(why: &str) -> Error {
    Code::AppSignInFailed
        .error()
        .phase(Phase::Check)
        .message(format!("the app cannot be signed in to: {why}"))
}

fn unclear(seen: &Seen) -> Error {
    Code::AppProbeUnclear.error().phase(Phase::Check).got(seen.to_string())
}
