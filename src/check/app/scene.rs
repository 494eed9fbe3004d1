//! What cases do with an app: a browser goes to sign in, is held where the provider's answer is on its way, and goes on.

use std::time::Duration;

use url::Url;

use super::{
    asked::{Asked, parameter},
    delivered::Delivered,
    expected::Expected::{self, NoServerError, Refused, SignedIn},
};
use crate::{
    check::{
        judged::{Judged, Session},
        stage::{Stage, person::Person, rehearsal, seen::Seen},
        trace::{Actor, Trace},
        user_agent::{UserAgent, callback::Callback, navigation::Navigation, page::Hop},
    },
    error::{Code, Result},
};

/// How far a browser is led within an app.
const REDIRECTS: usize = 10;
/// How long an app may take to start again.
const PATIENCE: Duration = Duration::from_secs(15);

/// One case's app, provider and people.
pub(super) struct Scene<'a> {
    /// The app and the provider.
    pub stage: &'a Stage,
    /// What is said in this case.
    pub trace: &'a Trace,
    /// Whether it is the provider that does something wrong in this case.
    pub is_fault: bool,
    /// Whether a standard requires what this case is about.
    pub is_required: bool,
}

/// A login that is over but for the provider's answer, which is on its way.
pub(super) struct Paused {
    /// The browser.
    pub browser: UserAgent,
    /// What the app asked for.
    pub asked: Asked,
    /// What the provider answers.
    pub answer: Answer,
}

/// The provider's answer on its way to the app.
#[derive(Clone)]
pub(super) struct Answer {
    /// The app's address, with the parameters in its query, however they get there.
    pub url: Url,
    /// Whether they are posted.
    pub is_posted: bool,
    held: Callback,
}

impl Answer {
    fn of(held: Callback) -> Self {
        let mut url = held.url.clone();
        if let Some(fields) = &held.form {
            url.query_pairs_mut().extend_pairs(fields);
        }
        Self { url, is_posted: held.form.is_some(), held }
    }

    /// With another address.
    pub fn changed(&self, change: impl FnOnce(&Url) -> Url) -> Self {
        Self { url: change(&self.url), ..self.clone() }
    }

    fn navigation(&self) -> Navigation {
        let mut held = self.held.clone();
        held.url = self.url.clone();
        held.form = None;
        if self.is_posted {
            held.form = Some(self.url.query_pairs().into_owned().collect());
            held.url.set_query(None);
        }
        held.navigation()
    }
}

/// The last authorization request on the way.
fn asked_among(browser: &UserAgent, hops: &[Hop]) -> Option<Asked> {
    // a sign-in page of the provider's may know the client too
    let asks = |url: &Url| {
        ["response_type", "request", "request_uri"].iter().any(|name| parameter(url, name).is_some())
    };
    let is_it = |hop: &&Hop| {
        browser.is_provider(&hop.url) && parameter(&hop.url, "client_id").is_some() && asks(&hop.url)
    };
    hops.iter().rev().find(is_it).map(|hop| Asked::of(hop.url.clone()))
}

impl Scene<'_> {
    /// A browser that has been nowhere yet.
    pub fn browser(&self) -> Result<UserAgent> {
        self.stage.agent(self.trace)
    }

    /// Who signs in.
    pub fn person(&self) -> &Person {
        &self.stage.subject.user
    }

    /// Who else does; in most cases the attacker.
    pub fn other(&self) -> &Person {
        &self.stage.subject.other_user
    }

    /// Goes to sign in with a new browser, as far as the provider's answer.
    pub async fn arrive(&self, person: &Person) -> Result<Paused> {
        self.arrive_with(self.browser()?, self.stage.subject.login.clone(), person).await
    }

    /// Goes to sign in with this browser, from this address.
    pub async fn arrive_with(&self, mut browser: UserAgent, login: Url, person: &Person) -> Result<Paused> {
        let password = person.password.as_ref().map(|password| password.expose().as_str());
        let held = browser.before_callback(login, &person.username, password).await?;
        let asked = asked_among(&browser, &held.hops).unwrap_or_else(|| Asked::of(held.url.clone()));
        self.trace.remark(Actor::Browser, "holds the provider's answer");
        Ok(Paused { asked, answer: Answer::of(held), browser })
    }

    /// What the app asks the provider for, also where the provider does not go on with it.
    pub async fn ask(&self) -> Result<Asked> {
        let error = match self.arrive(self.person()).await {
            Ok(paused) => return Ok(paused.asked),
            Err(error) => error,
        };
        let mut browser = self.browser()?;
        let page = browser.open(self.stage.subject.login.clone()).await?;
        asked_among(&browser, &page.hops).ok_or(error)
    }

    /// Whether an address is the app's.
    pub fn is_of_app(&self, url: &Url) -> bool {
        let subject = &self.stage.subject;
        [subject.login.origin(), subject.probe.origin()].contains(&url.origin())
    }

    /// Whether an address is the provider's.
    pub fn is_of_provider(&self, url: &Url) -> bool {
        self.stage.is_of_provider(url)
    }

    /// Brings the app an answer, and goes on as [`Self::open`].
    pub async fn deliver(&self, browser: &mut UserAgent, answer: &Answer) -> Result<Delivered> {
        self.open(browser, answer.navigation()).await
    }

    /// Opens an address of the app, and goes on as far as it leads within the app. The provider is not gone to: with its session it
    /// would sign the person in anew, whatever the app made of what was brought to it.
    pub async fn open(&self, browser: &mut UserAgent, first: Navigation) -> Result<Delivered> {
        let origin = first.url.origin();
        let mut delivered = Delivered::default();
        let mut next = Some(first);
        while let Some(navigation) = next.take() {
            let page = browser.step(navigation).await?;
            match page.leads_to() {
                Some(target) if target.origin() != origin && !self.is_of_app(&target) => {
                    delivered.left = Some(target);
                }
                Some(target) if delivered.pages.len() < REDIRECTS => {
                    next = Some(Navigation::to(target).with_from(Some(page.url.clone())));
                }
                _ => {}
            }
            delivered.pages.push(page);
        }
        Ok(delivered)
    }

    /// Starts the app again.
    pub async fn restart(&self) -> Result<()> {
        self.trace.remark(Actor::App, "starts again");
        self.stage.app.restart().await?;
        rehearsal::wait_for(self.stage, PATIENCE).await
    }

    /// Whether the app knows who this browser's person is.
    pub async fn session(&self, browser: &mut UserAgent) -> Result<Session> {
        self.stage.probe(browser).await
    }

    /// What the probe shows this browser's person.
    pub async fn shown(&self, browser: &mut UserAgent) -> Result<String> {
        Ok(Seen::of(browser, &self.stage.subject.probe).await?.body)
    }

    /// Brings the app an answer, and judges what it makes of it.
    pub async fn judge(
        &self,
        browser: &mut UserAgent,
        answer: &Answer,
        expected: Expected,
    ) -> Result<Judged> {
        let delivered = self.deliver(browser, answer).await?;
        self.judge_delivered(browser, &delivered, expected).await
    }

    /// Judges what came of an answer.
    pub async fn judge_delivered(
        &self,
        browser: &mut UserAgent,
        delivered: &Delivered,
        expected: Expected,
    ) -> Result<Judged> {
        let status = delivered.status();
        let broken = delivered.server_error(self.is_fault);
        // what is required is that it refuses; no standard says how
        let is_refusal = self.is_required && expected == Refused;
        if let Some(broken) = broken.filter(|_| !is_refusal) {
            return Ok(Judged::fail("the app answers with a server error").with_status(broken));
        }
        let session = match self.session(browser).await {
            // it knows nobody so that anybody could see it
            Err(error) if self.is_fault && error.code() == Code::AppProbeUnclear => Session::Dead,
            session => session?,
        };
        if let Some(leak) = delivered.leak(self.stage.server.issuer()) {
            return Ok(Judged::fail(leak).with_status(status).with_session(session));
        }
        let judged = match (expected, session) {
            (Refused, Session::Alive) => Judged::fail("the app signs the person in all the same"),
            (Refused, Session::Dead) if broken.is_some() => {
                Judged::pass("the app signs nobody in, and answers with a server error")
            }
            (Refused, Session::Dead) => Judged::pass("the app signs nobody in"),
            (SignedIn, Session::Dead) => Judged::fail("the app does not sign the person in"),
            (SignedIn, Session::Alive) => Judged::pass("the person is signed in"),
            (NoServerError, _) => Judged::pass("the app answers without a server error"),
        };
        Ok(judged.with_status(status).with_session(session))
    }
}
