//! What an event is signed with: the key or the secret that the person names, else the embedded provider's key.

use std::sync::Arc;

use clap::Args;

use super::{context::Context, credentials, dev};
use crate::{
    error::{Code, Phase, Result},
    idp::shape::{self, SHAPES, row::Shape},
    jose::{algorithm::Algorithm, key::SigningKey},
    secret::source::SecretSource,
    webhook::{
        credential::{Credential, Needs},
        event::Event,
        mutation::sample::Means,
        scheme,
    },
};

/// Flags that say what an event is signed with.
#[derive(Args)]
pub struct SignerArguments {
    /// Where the secret is that the app has too: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND
    #[arg(long, value_name = "SOURCE", env = "AUTHCTL_SECRET_FROM", hide_env = true)]
    pub secret_from: Option<String>,
    /// Where the private key is, such as a file; else it is the embedded provider's
    #[arg(long, value_name = "SOURCE", env = "AUTHCTL_KEY_FROM", hide_env = true)]
    pub key_from: Option<String>,
    /// With which algorithm a key signs
    #[arg(long, value_name = "ALG", env = "AUTHCTL_ALG", hide_env = true, value_parser = algorithms())]
    pub alg: Option<String>,
    /// Of which vendor's embedded provider the key is (`serve --shape`)
    #[arg(long, value_name = "NAME", env = "AUTHCTL_SHAPE", hide_env = true, value_parser = shape_names(), conflicts_with = "key_from")]
    pub shape: Option<String>,
}

fn algorithms() -> Vec<&'static str> {
    Algorithm::ASYMMETRIC.iter().map(|algorithm| algorithm.name()).collect()
}

fn shape_names() -> Vec<&'static str> {
    SHAPES.iter().map(|shape| shape.name).collect()
}

impl SignerArguments {
    /// Whose embedded provider is meant.
    pub fn shape(&self) -> Option<&'static Shape> {
        self.shape.as_deref().and_then(shape::named)
    }

    /// What this event is signed with.
    pub async fn credential(&self, event: &Event, context: &Context) -> Result<Credential> {
        match scheme::of(event).needs() {
            Needs::Nothing => Ok(Credential::Nothing),
            Needs::Secret => {
                let named = self.secret_from.as_deref().ok_or_else(|| {
                    Code::Usage
                        .error()
                        .phase(Phase::Webhook)
                        .message(format!("{} is signed with a secret that the app has too", event.name))
                        .hint("give --secret-from env:NAME, file:PATH, keyring:NAME or cmd:COMMAND")
                })?;
                credentials::secret(context, &SecretSource::parse(named)?).await.map(Credential::Secret)
            }
            Needs::Key => self.key(context).await.map(|key| Credential::Key(Arc::new(key))),
        }
    }

    /// The same with what mutations need besides.
    pub async fn means(&self, event: &Event, context: &Context) -> Result<Means> {
        let credential = self.credential(event, context).await?;
        let client_secret = match (&credential, &self.secret_from) {
            (Credential::Key(_), Some(named)) => {
                Some(credentials::secret(context, &SecretSource::parse(named)?).await?)
            }
            _ => None,
        };
        Ok(Means::new(credential, client_secret))
    }

    async fn key(&self, context: &Context) -> Result<SigningKey> {
        let algorithm = self.alg.as_deref().and_then(Algorithm::named);
        let Some(place) = &self.key_from else {
            // OIDC Core §15.1: what every client can verify
            return dev::signing_key(context, self.shape(), algorithm.unwrap_or(Algorithm::RS256)).await;
        };
        let keys = credentials::private_keys(context, &SecretSource::parse_key(place)?).await?;
        let unfit = || {
            Code::Usage
                .error()
                .phase(Phase::Webhook)
                .message("no key there signs, or none with that algorithm")
        };
        let key = keys.iter().find(|key| match algorithm {
            Some(algorithm) => key.algorithms().any(|own| own == algorithm),
            None => key.may_sign(),
        });
        let key = key.ok_or_else(unfit)?;
        let algorithm = algorithm.or_else(|| key.algorithms().next()).ok_or_else(unfit)?;
        key.clone().signing(algorithm)
    }
}
