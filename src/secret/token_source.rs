//! Where a token is that somebody else made and keeps fresh: the sources of [`SecretSource`], and platforms by their names.
//! It is read anew for each use.

use std::{fmt, path::PathBuf};

use super::source::SecretSource;
use crate::error::{Code, Error, Result};

/// A place where a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenSource {
    text: String,
    place: TokenPlace,
}

/// How the token is got there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenPlace {
    /// As a secret is.
    Secret(SecretSource),
    /// From a file that the platform writes: others may read it, and nobody else may write it.
    File(PathBuf),
    /// By asking GitHub Actions for one with this audience; without one it is the issuer.
    GithubActions(Option<String>),
}

/// A platform that gives its jobs tokens.
pub struct Platform {
    /// Its name, which stands before the colon.
    pub name: &'static str,
    /// What follows the colon.
    pub argument: &'static str,
    /// What it is, and where it is described.
    pub what: &'static str,
    /// The place that it means.
    place: fn(Option<&str>) -> Option<TokenPlace>,
}

/// Every platform.
pub const PLATFORMS: &[Platform] = &[
    Platform {
        name: "github-actions",
        argument: "[:AUDIENCE]",
        what: "a job with `id-token: write`; https://docs.github.com/en/actions/reference/security/oidc",
        place: |audience| Some(TokenPlace::GithubActions(audience.map(str::to_owned))),
    },
    Platform {
        name: "gitlab-ci",
        argument: ":VARIABLE",
        what: "a variable of `id_tokens`; https://docs.gitlab.com/ci/secrets/id_token_authentication/",
        place: |variable| SecretSource::parse(&format!("env:{}", variable?)).ok().map(TokenPlace::Secret),
    },
    Platform {
        name: "kubernetes",
        argument: "[:PATH]",
        what: "a projected service account token; https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
        place: |path| Some(TokenPlace::File(path.unwrap_or(SERVICE_ACCOUNT).into())),
    },
];

/// Where a pod finds its service account's token unless it is projected elsewhere.
const SERVICE_ACCOUNT: &str = "/var/run/secrets/kubernetes.io/serviceaccount/token";

impl TokenSource {
    /// Reads a platform's name, or `env:NAME`, `file:PATH`, `keyring:NAME`, `cmd:COMMAND`. Anything else is taken for the
    /// token itself: refused, and shown nowhere.
    ///
    /// # Errors
    /// [`Code::Usage`].
    pub fn parse(text: &str) -> Result<Self> {
        let (name, argument) = match text.split_once(':') {
            Some((name, argument)) => (name, Some(argument)),
            None => (text, None),
        };
        let place = match PLATFORMS.iter().find(|platform| platform.name == name) {
            Some(platform) if !argument.is_some_and(is_odd) => {
                (platform.place)(argument).ok_or_else(|| wanted(platform))?
            }
            Some(platform) => return Err(wanted(platform)),
            None => match SecretSource::parse(text)? {
                SecretSource::File(path) => TokenPlace::File(path),
                source => TokenPlace::Secret(source),
            },
        };
        Ok(Self { text: text.to_owned(), place })
    }

    /// How the token is got.
    pub fn place(&self) -> &TokenPlace {
        &self.place
    }
}

fn is_odd(argument: &str) -> bool {
    argument.is_empty() || argument.chars().any(char::is_control)
}

fn wanted(platform: &Platform) -> Error {
    Code::Usage
        .error()
        .message(format!("what follows {} is not what it needs", platform.name))
        .hint(format!("write {}{}", platform.name, platform.argument))
}

/// As it was written. It names the place and holds no token.
impl fmt::Display for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_platform_means_its_place() {
        let place = |text: &str| TokenSource::parse(text).unwrap().place;
        assert_eq!(place("github-actions"), TokenPlace::GithubActions(None));
        assert_eq!(
            place("github-actions:https://id.example"),
            TokenPlace::GithubActions(Some("https://id.example".to_owned()))
        );
        assert_eq!(place("gitlab-ci:ID_TOKEN"), TokenPlace::Secret(SecretSource::Env("ID_TOKEN".to_owned())));
        assert_eq!(place("kubernetes"), TokenPlace::File(SERVICE_ACCOUNT.into()));
        assert_eq!(place("kubernetes:/run/token"), TokenPlace::File("/run/token".into()));
        assert_eq!(place("file:/run/token"), TokenPlace::File("/run/token".into()));
        for platform in PLATFORMS {
            assert!(platform.what.contains("https://"), "{}", platform.name);
        }
    }

    #[test]
    fn what_may_be_the_token_itself_is_refused_and_not_repeated() {
        // C121
        for text in [
            "eyJCANARY.eyJCANARY.x",
            "gitlab-ci",
            "gitlab-ci:a b",
            "github-actions:",
            "kubernetes:\n",
            "env:",
            "",
        ] {
            let error = TokenSource::parse(text).unwrap_err();
            assert_eq!(error.code(), Code::Usage, "{text}");
            assert!(!format!("{error:?}").contains("CANARY"));
        }
    }
}
