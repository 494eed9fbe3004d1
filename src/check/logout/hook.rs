//! The app's hook: where it hears of a logout, of which event, and how that is signed.

use std::sync::Arc;

use http::header;
use url::Url;

use super::guest::About;
use crate::{
    check::stage::Stage,
    error::{Code, Error, Phase, Result},
    idp::logout_hook,
    jose::{base64url, key::SigningKey},
    protocol::time::UnixTime,
    secret::SecretString,
    webhook::{
        credential::{Credential, Needs},
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
            _ => Err(usage("there are no cases for events that are sent in this way")
                .got(event.name.as_str())
                .hint("`authctl webhook send` can send it, and `--mutate` make it wrong")),
        }
    }

    /// Whether a secret is there where one is needed, and only where one can be used.
    ///
    /// # Errors
    /// [`Code::Usage`].
    pub fn judge_secret(self, is_given: bool) -> Result<()> {
        match self {
            Self::SharedSecret if !is_given => {
                Err(usage("this event is signed with a secret that the app has too")
                    .hint("give --secret-from env:NAME, file:PATH, keyring:NAME or cmd:COMMAND"))
            }
            Self::FrontChannel | Self::Exchange if is_given => {
                Err(usage("events of this kind are not signed with a secret").hint("leave out --secret-from"))
            }
            _ => Ok(()),
        }
    }
}

fn usage(why: &str) -> Error {
    Code::Usage.error().phase(Phase::Check).message(why)
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
    /// One that hears of this event. The secret is the one that the app has too; for security events, its header Authorization;
    /// for logout tokens, the client's, where the provider does not know it.
    ///
    /// # Errors
    /// [`Code::Usage`] if the event needs a secret, or has no use for one, or another provider.
    pub async fn open(
        stage: &Stage,
        url: Url,
        event: &'static Event,
        secret: Option<SecretString>,
    ) -> Result<Self> {
        let kind = Kind::of(event)?;
        kind.judge_secret(secret.is_some())?;
        let provider = stage.provider();
        if kind == Kind::Exchange && !provider.policy.calls_logout_hooks {
            let error = usage("this provider exchanges no tokens of logouts");
            return Err(error.hint("give --shape clef"));
        }
        let client = provider.client(&stage.subject.client_id).ok_or_else(|| Code::InternalError.error())?;
        let credential = match (scheme::of(event).needs(), &secret) {
            (Needs::Key, _) => {
                let algorithm = client.id_token_signed_response_alg;
                let key = provider.keys.get(algorithm, &provider.store, &provider.world).await?;
                Credential::Key(Arc::new(SigningKey::from_saved(key.to_saved().expose())?))
            }
            (Needs::Secret, Some(secret)) => Credential::Secret(secret.clone()),
            _ => Credential::Nothing,
        };
        let (client_secret, authorization) = match kind {
            Kind::BackChannel => (secret.or_else(|| client.client_secret.clone()), None),
            Kind::SecurityEvent => (None, secret),
            _ => (None, None),
        };
        Ok(Self { url, kind, event, means: Means::new(credential, client_secret), authorization })
    }

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
    pub fn draft_of(
        &self,
        event: &'static Event,
        stage: &Stage,
        about: &About,
        at: UnixTime,
    ) -> Result<Draft> {
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
