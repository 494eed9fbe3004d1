//! What an event that is sent is about: from flags, from a session, or from the embedded provider.

use clap::Args;

use super::{context::Context, dev, sessions, webhook_token::TokenMaker};
use crate::{
    error::Result,
    host::{Random as _, random::SystemRandom},
    idp::shape::row::Shape,
    jose::jws,
    protocol::time::UnixTime,
    webhook::{event::Event, facts::Facts},
};

/// Flags that say what an event is about.
#[derive(Args)]
pub struct FactArguments {
    /// Who sends it (`iss`); else the session's issuer, else the embedded provider
    #[arg(long, value_name = "URL", env = "AUTHCTL_ISSUER", hide_env = true)]
    pub issuer: Option<String>,
    /// Whom it is for (`aud`); else the session's client
    #[arg(long, value_name = "ID", env = "AUTHCTL_CLIENT_ID", hide_env = true)]
    pub client_id: Option<String>,
    /// Whom it is about (`sub`); else the session's person
    #[arg(long, value_name = "SUB", env = "AUTHCTL_USER", hide_env = true)]
    pub user: Option<String>,
    /// Which session at the provider it is about (`sid`); else the one of the session's ID token
    #[arg(long, value_name = "SID", env = "AUTHCTL_SID", hide_env = true)]
    pub sid: Option<String>,
    /// Which stream it is about, where the event is about one (SSF)
    #[arg(long, value_name = "ID", env = "AUTHCTL_STREAM", hide_env = true)]
    pub stream: Option<String>,
}

/// Who says what about whom, the same for every message that is sent.
#[derive(Clone, Default)]
pub struct About {
    iss: Option<String>,
    aud: Option<String>,
    sub: Option<String>,
    sid: Option<String>,
    stream: Option<String>,
    tokens: Option<TokenMaker>,
}

impl FactArguments {
    /// What the flags say, and what the session of `--profile` says where they are silent.
    pub fn read(&self, context: &Context) -> Result<About> {
        let session = match context.global.profile {
            Some(_) => Some(sessions::chosen(context)?.load()?),
            None => None,
        };
        let claims = session.as_ref().and_then(|session| jws::peek(session.id_token.as_ref()?.expose()));
        let claim = |name: &str| claims.as_ref()?.1.get(name)?.as_str().map(str::to_owned);
        let of_session = session.as_ref();
        Ok(About {
            iss: self.issuer.clone().or_else(|| of_session?.issuer.clone()),
            aud: self.client_id.clone().or_else(|| Some(of_session?.client_id.clone())),
            sub: self.user.clone().or_else(|| claim("sub")).or_else(|| of_session?.subject.clone()),
            // another person's flag is not about this session
            sid: self.sid.clone().or_else(|| claim("sid").filter(|_| self.user.is_none())),
            stream: self.stream.clone(),
            tokens: None,
        })
    }
}

impl About {
    /// Who sends it: the embedded provider, if nobody else is named.
    pub fn issuer(&self) -> Result<String> {
        match &self.iss {
            Some(issuer) => Ok(issuer.clone()),
            None => dev::issuer(),
        }
    }

    /// With tokens that the embedded provider of that shape exchanges, if this is an event that has one.
    ///
    /// # Errors
    /// As [`TokenMaker::of`].
    pub fn for_event(self, event: &Event, shape: Option<&Shape>, context: &Context) -> Result<Self> {
        let tokens = match event.names("token") {
            true => Some(TokenMaker::of(shape, self.aud.as_deref(), self.sub.as_deref(), context)?),
            false => None,
        };
        Ok(Self { tokens, ..self })
    }

    /// As the facts of one message that is made now.
    pub fn facts(&self, now: UnixTime) -> Result<Facts> {
        Ok(Facts::at(now, &mut |buffer| SystemRandom.fill(buffer))
            .with("iss", Some(self.issuer()?))
            .with("aud", self.aud.clone())
            .with("sub", self.sub.clone())
            .with("sid", self.sid.clone())
            .with("stream", self.stream.clone())
            .with("token", self.tokens.as_ref().map(|tokens| tokens.token(now)))
            .with("email", self.sub.as_ref().map(|sub| format!("{sub}@example.com"))))
    }
}
