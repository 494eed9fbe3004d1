//! Which token of a session a command wants, and for how long it must be valid: what `token`, `exec` and `request` share.
//!
//! What is still valid is read from its file: no runtime, no TLS, no D-Bus is touched for it.

use clap::{Args, ValueEnum};

use super::{
    bound,
    context::{Context, Outcome},
    sessions::{self, Chosen},
};
use crate::{
    error::{Code, Error, Phase, Result},
    jose::{claims::Claims, jws},
    output::handed::Handed,
    protocol::time::{Seconds, UnixTime},
    secret::SecretString,
    session::{
        Session,
        want::{DEFAULT_MIN_TTL, Want},
    },
};

/// The tokens of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TokenKind {
    /// For APIs
    Access,
    /// Who signed in
    Id,
    /// The long-lived one; whoever has it can sign in as you
    Refresh,
}

impl TokenKind {
    /// Its name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Id => "id",
            Self::Refresh => "refresh",
        }
    }

    /// The token of this kind, if the session has one.
    pub fn of(self, session: &Session) -> Result<&SecretString> {
        let token = match self {
            Self::Access => Some(&session.access_token).filter(|token| !token.is_empty()),
            Self::Id => session.id_token.as_ref(),
            Self::Refresh => session.refresh_token.as_ref(),
        };
        token.ok_or_else(|| Code::TokenMissing.error().phase(Phase::Store).profile(&session.profile))
    }

    /// When that token ends, if that is known.
    pub fn expiry(self, session: &Session) -> Option<UnixTime> {
        match self {
            Self::Access => session.expires_at,
            // It was validated before it was kept.
            Self::Id => {
                let (_, claims) = jws::peek(session.id_token.as_ref()?.expose())?;
                // As the validator reads it: a number with a fraction is one too.
                Claims(claims.as_object()?).moment("exp").ok()?
            }
            Self::Refresh => None,
        }
    }

    /// Refuses the refresh token where it would be sent to somebody who is not its provider.
    pub fn must_be_for_others(self) -> Result<()> {
        match self {
            Self::Refresh => Err(Code::Usage
                .error()
                .message("the refresh token is for its provider alone")
                .hint("use --type access or id; AUTHCTL_TYPE counts too")),
            Self::Access | Self::Id => Ok(()),
        }
    }

    /// The token with what is known of it.
    pub fn handed(self, session: &Session) -> Result<Handed<'_>> {
        Ok(Handed {
            profile: &session.profile,
            kind: self.name(),
            token: self.of(session)?,
            token_type: (self == Self::Access).then_some(session.token_type.as_str()),
            expires_at: self.expiry(session),
            scope: &session.scope_granted,
        })
    }
}

/// Flags of every command that hands a token out.
#[derive(Args, Clone)]
pub struct Wish {
    /// How long the token must be valid from now; if it is not, it is refreshed first [default: 60s]
    #[arg(long, value_name = "DURATION", env = "AUTHCTL_MIN_TTL", hide_env = true)]
    pub min_ttl: Option<Seconds>,
    /// Which token of the session
    #[arg(
        long = "type",
        value_name = "TYPE",
        default_value = "access",
        env = "AUTHCTL_TYPE",
        hide_env = true
    )]
    pub kind: TokenKind,
}

impl Wish {
    /// How long the token must be valid, in seconds.
    pub fn seconds(&self) -> u64 {
        self.min_ttl.map_or(DEFAULT_MIN_TTL, |least| least.0)
    }

    /// A session that has what is wished for.
    pub fn session(&self, context: &Context) -> Result<Outcome<Session>> {
        self.session_of(&sessions::chosen(context)?, context)
    }

    /// As [`session`](Self::session), of the one that was chosen.
    pub fn session_of(&self, chosen: &Chosen, context: &Context) -> Result<Outcome<Session>> {
        if let Some(session) = self.kept(chosen, context.now())? {
            return Ok(Outcome::Done(session));
        }
        context.block_on(self.renewed(context, chosen))
    }

    /// The session as it is kept, if it will do; `None` if it has to be renewed.
    pub fn kept(&self, chosen: &Chosen, now: UnixTime) -> Result<Option<Session>> {
        if self.kind == TokenKind::Access {
            return chosen.look(now, Want::ValidFor(self.seconds()));
        }
        let session = chosen.load()?;
        self.kind.of(&session)?;
        let least = i64::try_from(self.seconds()).unwrap_or(i64::MAX).max(1);
        let is_good = self.kind.expiry(&session).is_none_or(|end| end.since(now) >= least);
        Ok(is_good.then_some(session))
    }

    /// The session after a renewal that brings what is wished for.
    pub async fn renewed(&self, context: &Context, chosen: &Chosen) -> Result<Session> {
        if self.kind == TokenKind::Access {
            return Ok(chosen.fresh(context, Want::ValidFor(self.seconds())).await?.session);
        }
        let old = chosen.load()?;
        let session = self.newer(context, chosen, &old).await.map_err(no_new_id_token)?;
        // OIDC Core §12.2: a refresh need not bring a new ID token.
        match self.kind.expiry(&session) {
            Some(end) if end.since(context.now()) <= 0 => {
                let ended = Code::LoginRequired.error().phase(Phase::Refresh).profile(&session.profile);
                Err(ended.message("the ID token has expired, and a refresh brings no new one"))
            }
            _ => Ok(session),
        }
    }

    /// The session after a renewal of this one, whether its token has expired or not.
    pub async fn newer(&self, context: &Context, chosen: &Chosen, old: &Session) -> Result<Session> {
        Ok(chosen.fresh(context, Want::NewerThan(old.generation)).await?.session)
    }

    /// Says what may surprise whoever gets the token of this session.
    pub fn say_what_matters(&self, context: &Context, session: &Session) {
        self.say_if_shorter(context, session);
        if self.kind == TokenKind::Access {
            bound::say_if_bound(context, session);
        }
    }

    /// Says so if what the provider gives does not live as long as was asked for in so many words.
    fn say_if_shorter(&self, context: &Context, session: &Session) {
        let left = self.kind.expiry(session).map(|end| end.since(context.now()));
        if left.zip(self.min_ttl).is_some_and(|(left, least)| left < least.0.cast_signed()) {
            context.say("The provider gives no token that lives as long as --min-ttl asks; this one is new.");
        }
    }
}

fn no_new_id_token(error: Error) -> Error {
    match error.code() {
        Code::RefreshTokenMissing => error.message("the ID token has expired and there is no refresh token"),
        _ => error,
    }
}
