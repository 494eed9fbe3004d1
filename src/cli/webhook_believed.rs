//! Whom a receiver of events believes: the issuer and its keys, the secrets it shares, and whom events have to be for.

use std::{path::PathBuf, time::Duration};

use clap::Args;
use url::Url;

use super::{context::Context, credentials, dev, published_keys, sessions};
use crate::{
    error::{Code, Error, Phase, Result},
    host::{BoxFuture, Host, files::PrivateDir},
    idp::client::OWN_CLIENT_ID,
    jose::{algorithm::Algorithm, jwk_set::JwkSet},
    protocol::{
        endpoint_url::{EndpointUrl, Transport},
        issuer::Issuer,
        time::UnixTime,
    },
    secret::source::SecretSource,
    webhook::{credential::Needs, published::KeySource, trust::Trust},
};

/// How long fetching keys may take: who sends an event waits for it.
const FETCH_LIMIT: Duration = Duration::from_secs(5);

/// Flags that say whom to believe.
#[derive(Args)]
pub struct BelievedArguments {
    /// The issuer whose events are taken; else the session's, else the embedded provider
    #[arg(long, value_name = "URL", env = "AUTHCTL_ISSUER", hide_env = true)]
    issuer: Option<String>,
    /// The client id that events have to be for; else the session's, else the embedded provider's own
    #[arg(long, value_name = "ID", env = "AUTHCTL_CLIENT_ID", hide_env = true)]
    client_id: Option<String>,
    /// Where a secret is that senders have too: env:NAME, file:PATH …; once for each
    #[arg(long, value_name = "SOURCE", env = "AUTHCTL_SECRET_FROM", hide_env = true)]
    secret_from: Vec<String>,
    /// The issuer's keys, as a file or an address; else they are where its metadata says
    #[arg(long, value_name = "URL|FILE", env = "AUTHCTL_JWKS", hide_env = true)]
    jwks: Option<String>,
    /// With which algorithms the issuer signs; once for each, else any that has a public key
    #[arg(long, value_name = "ALG", env = "AUTHCTL_ALG", hide_env = true, value_parser = algorithms())]
    alg: Vec<String>,
    /// Forgive what older providers leave out: `typ`, and `exp` for two minutes
    #[arg(long, env = "AUTHCTL_COMPAT", hide_env = true, value_parser = clap::builder::BoolishValueParser::new())]
    compat: bool,
}

fn algorithms() -> Vec<&'static str> {
    Algorithm::ASYMMETRIC.iter().map(|algorithm| algorithm.name()).collect()
}

impl BelievedArguments {
    /// Whom the flags and the session name, and where its keys are.
    pub async fn read(&self, context: &Context) -> Result<(Trust, Box<dyn KeySource>)> {
        let session = match context.global.profile {
            Some(_) => Some(sessions::chosen(context)?.load()?),
            None => None,
        };
        let session = session.as_ref();
        let named = self.issuer.clone().or_else(|| session?.issuer.clone());
        let own_client = || named.is_none().then(|| OWN_CLIENT_ID.to_owned());
        let client_id = self.client_id.clone().or_else(|| Some(session?.client_id.clone()));
        let audience = client_id.or_else(own_client);
        let issuer = match named {
            Some(issuer) => issuer,
            None => dev::issuer()?,
        };
        let mut trust = Trust::at(context.now());
        for source in &self.secret_from {
            trust.secrets.push(credentials::secret(context, &SecretSource::parse(source)?).await?);
        }
        if !self.alg.is_empty() {
            trust.algorithms = self.alg.iter().filter_map(|name| Algorithm::named(name)).collect();
        }
        let keys = self.keys(&issuer, context)?;
        trust.issuer = Some(issuer);
        trust.audience = audience;
        trust.is_forgiving = self.compat;
        Ok((trust, keys))
    }

    /// By what an event is judged that is signed with what this needs, at that time; its keys are fetched now.
    ///
    /// # Errors
    /// [`Code::Usage`] where a secret is needed and none is named; what keeps keys and secrets from being read.
    pub async fn at(&self, at: UnixTime, needs: Needs, context: &Context) -> Result<Trust> {
        let (trust, keys) = self.read(context).await?;
        if needs == Needs::Secret && trust.secrets.is_empty() {
            return Err(Code::Usage
                .error()
                .phase(Phase::Webhook)
                .message("this event is signed with a secret, and none is given")
                .hint("give --secret-from env:NAME, file:PATH, keyring:NAME or cmd:COMMAND"));
        }
        let keys = match needs == Needs::Key {
            true => keys.fetch().await?,
            false => JwkSet::default(),
        };
        Ok(Trust { now: at, keys, ..trust })
    }

    fn keys(&self, issuer: &str, context: &Context) -> Result<Box<dyn KeySource>> {
        let Some(place) = &self.jwks else {
            let issuer = Issuer::parse(issuer)?;
            // whoever has its port meanwhile is not it
            if issuer.as_str() == dev::issuer()? {
                return Ok(Box::new(InState(dev::state(context, None)?)));
            }
            return Ok(Box::new(OfIssuer { host: published_keys::to_issuer(&issuer, context)?, issuer }));
        };
        if place.contains("://") {
            // whoever is on the way would choose whom to believe (threat C6)
            let url = EndpointUrl::parse(place, Transport::LoopbackCleartext).map_err(|error| {
                let message = format!("the address that --jwks names {}", error.text());
                error.message(message).phase(Phase::Webhook)
            })?;
            let (host, url) = (published_keys::to_address(context)?, url.url().clone());
            return Ok(Box::new(AtAddress { host, url }));
        }
        let file = PathBuf::from(place);
        // one that cannot be read is told at the start
        published_keys::of_file(&file)?;
        Ok(Box::new(InFile(file)))
    }
}

/// Keys in a file, which may change.
struct InFile(PathBuf);

impl KeySource for InFile {
    fn fetch(&self) -> BoxFuture<'_, Result<JwkSet>> {
        Box::pin(async { published_keys::of_file(&self.0) })
    }
}

/// Keys at an address.
struct AtAddress {
    host: Host,
    url: Url,
}

impl KeySource for AtAddress {
    fn fetch(&self) -> BoxFuture<'_, Result<JwkSet>> {
        Box::pin(in_time(published_keys::fetched_at(&self.host, self.url.clone())))
    }
}

/// The embedded provider's keys, which are there while it does not run, too.
struct InState(PrivateDir);

impl KeySource for InState {
    fn fetch(&self) -> BoxFuture<'_, Result<JwkSet>> {
        Box::pin(async { dev::keys_of_state(self.0.clone()) })
    }
}

/// Keys where the issuer's metadata says.
struct OfIssuer {
    host: Host,
    issuer: Issuer,
}

impl KeySource for OfIssuer {
    fn fetch(&self) -> BoxFuture<'_, Result<JwkSet>> {
        Box::pin(in_time(published_keys::fetched(&self.host, &self.issuer)))
    }
}

async fn in_time(fetching: impl Future<Output = Result<JwkSet>>) -> Result<JwkSet> {
    let late = || Code::Timeout.error().message("the keys did not come in time");
    let fetched = tokio::time::timeout(FETCH_LIMIT, fetching).await;
    fetched.unwrap_or_else(|_| Err(late())).map_err(|error: Error| error.phase(Phase::Webhook))
}
