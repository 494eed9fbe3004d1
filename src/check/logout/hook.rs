//! The app's hook: where it hears of a logout, of which event, and how that is signed.

use http::header;
use url::Url;

use super::guest::About;
use crate::{
    check::stage::Stage,
    error::{Code, Phase, Result},
    idp::logout_hook,
    jose::base64url,
    protocol::time::UnixTime,
    secret::SecretString,
    webhook::{
        credential::Needs,
        draft::Draft,
        event::Event,
        facts::Facts,
        message::Message,
        mutation::{self, row::Mutation, sample::Means},
        scheme,
    },
};

/// The stream that events are of, which this sender does not keep.
const STREAM: &str = "check";

/// How an event reaches the app, and so which cases there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A logout token (OpenID Connect Back-Channel Logout).
    BackChannel,
    /// A frame in the person's browser (OpenID Connect Front-Channel Logout).
    FrontChannel,
    /// Signed with a secret that the app has too.
    SharedSecret,
    /// A security event token (RFC 8935).
    SecurityEvent,
    /// A token that the app exchanges at the provider.
    Exchange,
}

impl Kind {
    /// Of an event.
    ///
    /// # Errors
    /// [`Code::Usage`] for events that no set of cases is about.
    pub fn of(event: &Event) -> Result<Self> {
        match (event.scheme.as_str(), scheme::of(event).needs()) {
            ("logout-token", _) => Ok(Self::BackChannel),
            ("frontchannel-logout", _) => Ok(Self::FrontChannel),
            ("security-event", _) => Ok(Self::SecurityEvent),
            ("exchange", _) => Ok(Self::Exchange),
            (_, Needs::Secret) => Ok(Self::SharedSecret),
            _ => Err(Code::Usage
                .error()
                .phase(Phase::Check)
                .message("there are no cases for events that are sent in this way")
                .got(event.name.as_str())
                .hint("`authctl webhook send` can send it, and `--mutate` make it wrong")),
        }
    }
}

/// Where an app hears of a logout.
pub struct Hook {
    /// The address.
    pub url: Url,
    /// How it gets there.
    pub kind: Kind,
    /// The event.
    pub event: &'static Event,
    /// What it is signed with, when it is right and when it is not.
    pub means: Means,
    /// What the header Authorization has, where the app asks for one (RFC 8935 §2.4).
    pub authorization: Option<SecretString>,
}

impl Hook {
    /// The event, about somebody, as it would be signed now.
    ///
    /// # Errors
    /// What keeps it from being made.
    pub fn draft(&self, stage: &Stage, about: &About) -> Result<Draft> {
        self.draft_at(stage, about, stage.clock.now())
    }

    /// The same at another time.
    ///
    /// # Errors
    /// As [`draft`](Self::draft).
    pub fn draft_at(&self, stage: &Stage, about: &About, at: UnixTime) -> Result<Draft> {
        self.draft_of(self.event, stage, about, at)
    }

    /// Another event of the same sender.
    ///
    /// # Errors
    /// As [`draft`](Self::draft).
    pub fn draft_of(&self, event: &'static Event, stage: &Stage, about: &About, at: UnixTime) -> Result<Draft> {
        let facts = Facts::at(at, &mut |buffer| stage.random.fill(buffer))
            .with("iss", Some(stage.provider().issuer.clone()))
            .with("aud", Some(stage.subject.client_id.clone()))
            .with("sub", about.sub.clone())
            .with("sid", about.sid.clone())
            .with("stream", Some(STREAM))
            .with("token", self.token(stage, about))
            .with("email", about.sub.as_ref().map(|sub| format!("{sub}@example.com")));
        let mut draft = scheme::draft(event, &facts, at)?;
        if let Some(authorization) = &self.authorization {
            draft.headers.push((header::AUTHORIZATION.to_string(), authorization.expose().clone()));
        }
        Ok(draft)
    }

    /// A draft, signed, and wrong in these ways.
    ///
    /// # Errors
    /// As [`mutation::sealed`].
    pub fn sealed(&self, draft: &Draft, mutations: &[&Mutation]) -> Result<Message> {
        mutation::sealed(draft, mutations, &self.means)
    }

    /// What the app exchanges at the provider, where the event has that.
    fn token(&self, stage: &Stage, about: &About) -> Option<String> {
        let sub = about.sub.as_ref().filter(|_| self.event.names("token"))?;
        let mut jti = [0; 16];
        stage.random.fill(&mut jti);
        let (seal, now) = (&stage.provider().seal, stage.clock.now());
        Some(logout_hook::token(seal, &stage.subject.client_id, sub, now, base64url::encode(jti)))
    }
}
