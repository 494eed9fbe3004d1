//! Which token a provider is asked or told about: one of a session, or another one.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::given_token;
use crate::{
    error::{Code, Result},
    flow::revocation::TokenTypeHint,
    secret::SecretString,
    session::Session,
};

/// The flags that say it.
#[derive(Args)]
pub struct TokenChoice {
    /// A file with another token, or - for stdin [default: the session's token]
    file: Option<PathBuf>,
    /// Which token of the session [default: access]
    #[arg(
        long = "token-type",
        value_name = "TYPE",
        env = "AUTHCTL_TOKEN_TYPE",
        hide_env = true,
        conflicts_with = "file"
    )]
    kind: Option<ProviderToken>,
}

impl TokenChoice {
    /// The token that is no session's, if one was given.
    pub fn given(&self) -> Result<Option<SecretString>> {
        self.file.as_deref().map(|file| given_token::read(Some(file))).transpose()
    }

    /// Which one of a session's.
    pub fn kind(&self) -> ProviderToken {
        self.kind.unwrap_or_default()
    }
}

/// A token of a session that its provider knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ProviderToken {
    /// The access token
    #[default]
    Access,
    /// The refresh token
    Refresh,
}

impl ProviderToken {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Refresh => "refresh",
        }
    }

    /// As a hint for the provider.
    pub fn hint(self) -> TokenTypeHint {
        match self {
            Self::Access => TokenTypeHint::AccessToken,
            Self::Refresh => TokenTypeHint::RefreshToken,
        }
    }

    /// That token of the session.
    pub fn of(self, session: &Session) -> Result<&SecretString> {
        let token = match self {
            Self::Access => Some(&session.access_token).filter(|token| !token.is_empty()),
            Self::Refresh => session.refresh_token.as_ref(),
        };
        token.ok_or_else(|| {
            let missing = Code::TokenMissing.error().profile(&session.profile);
            missing.message(format!("the session has no {} token", self.name()))
        })
    }
}
