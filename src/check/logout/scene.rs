//! What one case works with: the app's hook, people who sign in, and what becomes of their sessions.

use std::time::Duration;

use super::{
    expect::Expect,
    guest::{About, Comer, Guest, Who},
    hook::{Hook, Kind},
    reaction::{Reaction, Sent, Sessions},
};
use crate::{
    check::{
        case::Case,
        judged::{Judged, Session, Verdict},
        stage::{self, Stage, person::Person, visit},
        trace::{Actor, Trace},
        user_agent::{UserAgent, navigation::Navigation},
    },
    error::{Code, Result},
    protocol::exchange::Response,
    webhook::{
        message::Message,
        mutation::{self, row::Mutation, sample::Sample},
    },
};

/// How long an answer is waited for.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// What one case works with.
pub struct Scene<'a> {
    /// The app, the provider and the people.
    pub stage: &'a Stage,
    /// Where the app hears of a logout.
    pub hook: &'a Hook,
    /// The case.
    pub case: &'static Case,
    /// Who says what.
    pub trace: &'a Trace,
}

impl Scene<'_> {
    /// A person signs in, with a browser of their own; the app knows them now.
    ///
    /// # Errors
    /// As [`Stage::sign_in`].
    pub async fn sign_in(&self, who: Who) -> Result<Guest> {
        self.stage.sign_in(self.person(who), self.trace).await.map(Guest::from)
    }

    /// The same person signs in again in the same browser; whether the app knows them now.
    ///
    /// # Errors
    /// As [`Stage::enter`].
    pub async fn sign_in_again(&self, guest: &mut Guest) -> Result<Session> {
        *guest = self.stage.enter(guest.agent.clone(), &guest.person).await?.into();
        self.stage.probe(&mut guest.agent).await
    }

    /// The provider signs a person in, and the app does not hear of it yet.
    ///
    /// # Errors
    /// As [`Stage::sign_in`].
    pub async fn sign_in_until_callback(&self, who: Who) -> Result<Comer> {
        let (person, mut agent) = (self.person(who).clone(), self.stage.agent(self.trace)?);
        let password = person.password.as_ref().map(|password| password.expose().as_str());
        let login = self.stage.subject.login.clone();
        let callback = agent.before_callback(login, &person.username, password).await?;
        let session = visit::session_of(&agent, &self.stage.provider());
        let sid = session.ok_or_else(|| stage::not_signed_in("the provider signed nobody in"))?.sid;
        Ok(Comer { guest: Guest { person, saved: agent.clone(), agent, sid }, callback })
    }

    fn person(&self, who: Who) -> &Person {
        match who {
            Who::One => &self.stage.subject.user,
            Who::Another => &self.stage.subject.other_user,
        }
    }

    /// Sends what was made; no answer is one too.
    ///
    /// # Errors
    /// What authctl itself refuses.
    pub async fn send(&self, message: &Message, what: &str) -> Result<Sent> {
        let text = format!("{} {}: {what}", message.method, self.hook.url.path());
        self.trace.request(Actor::Checker, Actor::App, text);
        let answered = tokio::select! {
            answered = self.stage.http.send(message.to(&self.hook.url)) => answered,
            () = self.stage.clock.sleep(PATIENCE) => Err(Code::Timeout.error()),
        };
        let sent = match answered {
            Ok(response) => Sent::Answered(response),
            // what is refused here is never sent
            Err(error) if error.exit() != Code::Timeout.error().exit() => return Err(error),
            Err(error) => Sent::Unanswered(error.text().to_owned()),
        };
        self.trace.answer(
            Actor::App,
            Actor::Checker,
            sent.status().map_or_else(|| "no answer".to_owned(), |status| status.to_string()),
        );
        Ok(sent)
    }

    /// Sends the event about somebody, as it should be.
    ///
    /// # Errors
    /// What keeps it from being made or sent.
    pub async fn send_about(&self, about: &About, what: &str) -> Result<Sent> {
        let draft = self.hook.draft(self.stage, about)?;
        self.send(&self.hook.sealed(&draft, &[])?, what).await
    }

    /// Sends it wrong in one way.
    ///
    /// # Errors
    /// As [`send_about`](Self::send_about).
    pub async fn send_mutated(&self, guest: &mut Guest, mutation: &Mutation) -> Result<Sent> {
        let draft = self.hook.draft(self.stage, &guest.about())?;
        let message = self.hook.sealed(&draft, &[mutation])?;
        match self.hook.kind {
            Kind::FrontChannel => self.frame(&mut guest.agent, &message).await,
            _ => self.send(&message, mutation.what).await,
        }
    }

    /// Loads it in a frame of the provider's page, in this browser, which goes on where it leads. The headers are those of what
    /// was asked for.
    ///
    /// # Errors
    /// As [`Stage::origin`].
    pub async fn frame(&self, agent: &mut UserAgent, message: &Message) -> Result<Sent> {
        let url = message.to(&self.hook.url).url;
        let step = Navigation::to(url).with_from(Some(self.stage.origin()?)).framed();
        Ok(match agent.visit(step).await {
            Ok(page) => {
                let headers = page.hops.into_iter().next().map_or(page.headers, |first| first.headers);
                let (status, body) = (page.status, page.body.into_bytes());
                Sent::Answered(Response { status, headers, body })
            }
            Err(error) => Sent::Unanswered(error.text().to_owned()),
        })
    }

    /// What became of the person's session: with the browser as it is, and with a copy of its cookies from right after the
    /// sign-in.
    ///
    /// # Errors
    /// As [`Stage::probe`].
    pub async fn sessions(&self, guest: &mut Guest) -> Result<Sessions> {
        let live = self.stage.probe(&mut guest.agent).await?;
        // whoever is signed in here is so there; a rotated cookie is no fault
        let saved = match live {
            Session::Alive => live,
            Session::Dead => self.stage.probe(&mut guest.saved.clone()).await?,
        };
        Ok(Sessions { live, saved })
    }

    /// Somebody signs in, hears of a logout about this, and it has to end their session.
    ///
    /// # Errors
    /// What keeps it from being judged.
    pub async fn ends(&self, about: fn(&Guest) -> About, what: &str) -> Result<Judged> {
        let mut guest = self.sign_in(Who::One).await?;
        let sent = self.send_about(&about(&guest), what).await?;
        let sessions = self.sessions(&mut guest).await?;
        Ok(Reaction { sent, sessions }.judged(Expect::Taken, self.hook.event))
    }

    /// The same message comes again after the person has signed in anew: the new session has to go on.
    ///
    /// # Errors
    /// What keeps it from being judged.
    pub async fn replayed(&self) -> Result<Judged> {
        let mut guest = self.sign_in(Who::One).await?;
        let message = self.hook.sealed(&self.hook.draft(self.stage, &guest.about())?, &[])?;
        self.send(&message, "the event").await?;
        if self.sign_in_again(&mut guest).await? == Session::Dead {
            return Ok(Judged::fail("it did not come so far: the person cannot sign in again")
                .with_session(Session::Dead));
        }
        let sent = self.send(&message, "the same message again").await?;
        Ok(Reaction { sent, sessions: self.sessions(&mut guest).await? }.survives())
    }

    /// The person signs in anew in another browser after the logout: the old session has to stay dead.
    ///
    /// # Errors
    /// What keeps it from being judged.
    pub async fn stays_dead(&self) -> Result<Judged> {
        let mut old = self.sign_in(Who::One).await?;
        let sent = self.send_about(&old.about(), "logout").await?;
        if let Some(why) = self.sessions(&mut old).await?.not_ended() {
            return Ok(sent.marked(Judged::fail(format!("it did not come so far: after the logout {why}"))));
        }
        self.sign_in(Who::One).await?;
        let sessions = self.sessions(&mut old).await?;
        let judged = match sessions.not_ended() {
            Some(_) => Judged::fail("the old session is alive again after a sign-in in another browser"),
            None => Judged::pass("the old session stays dead"),
        };
        Ok(sent.marked(judged).with_session(sessions.any()))
    }

    /// Sends each event that is wrong in a way of this case.
    ///
    /// # Errors
    /// What keeps it from being judged.
    pub async fn mutated(&self, expect: Expect) -> Result<Judged> {
        let of_case = mutation::all().filter(|mutation| mutation.case == self.case.id);
        let mutations: Vec<&Mutation> = of_case.collect();
        self.each(&mutations, |reaction| reaction.judged(expect, self.hook.event)).await
    }

    /// Sends an event wrong in each of these ways, one after the other, until one does not come out as it should.
    ///
    /// # Errors
    /// What keeps it from being judged.
    pub async fn each(&self, mutations: &[&Mutation], judge: impl Fn(&Reaction) -> Judged) -> Result<Judged> {
        let mut guest = self.sign_in(Who::One).await?;
        let sample = Sample::of(&self.hook.draft(self.stage, &guest.about())?, &self.hook.means)?;
        let (mut last, mut names, mut unfit) = (None, Vec::new(), None);
        for mutation in mutations {
            if let Some(reason) = self.lacks(mutation, &sample) {
                unfit = Some(reason);
                continue;
            }
            if last.is_some() && self.sessions(&mut guest).await?.live == Session::Dead {
                guest = self.sign_in(Who::One).await?;
            }
            let sent = self.send_mutated(&mut guest, mutation).await?;
            let sessions = self.sessions(&mut guest).await?;
            let mut judged = judge(&Reaction { sent, sessions });
            names.push(mutation.name);
            let is_right = judged.verdict == Verdict::Pass;
            let told = if is_right { names.join(", ") } else { mutation.name.to_owned() };
            judged.message = format!("{told}: {}", judged.message);
            if !is_right {
                return Ok(judged);
            }
            last = Some(judged);
        }
        Ok(last.unwrap_or_else(|| Judged::skip(unfit.unwrap_or("no event can be wrong in this way"))))
    }

    /// Why the event cannot be wrong in this way here.
    fn lacks(&self, mutation: &Mutation, sample: &Sample) -> Option<&'static str> {
        if !(mutation.fits)(sample) {
            return Some("an event of this kind cannot be wrong in this way");
        }
        let needs_secret = mutation.name == "hs256-with-client-secret";
        (needs_secret && self.hook.means.client_secret().is_err())
            .then_some("the app's client has no secret, or it is not known: --secret-from")
    }
}
