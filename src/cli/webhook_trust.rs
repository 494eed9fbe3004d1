//! By what an event is judged: the keys, the secrets, the issuer and the client that the person names, else those of the
//! embedded provider.

use std::path::Path;

use clap::{Args, builder::BoolishValueParser};

use super::{context::Context, credentials, dev, published_keys, sessions, webhook_signer::shape_names};
use crate::{
    error::{Code, Phase, Result},
    idp::{client::OWN_CLIENT_ID, shape},
    jose::jwk_set::JwkSet,
    protocol::{
        endpoint_url::{EndpointUrl, Transport},
        issuer::Issuer,
        time::UnixTime,
    },
    secret::source::SecretSource,
    webhook::{credential::Needs, trust::Trust},
};

/// Flags that say by what an event is judged.
#[derive(Args)]
pub struct TrustArguments {
    /// Where the secret is that the sender has too: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND; again for one that takes its place
    #[arg(long, value_name = "SOURCE", env = "AUTHCTL_SECRET_FROM", hide_env = true)]
    pub secret_from: Vec<String>,
    /// Who must have sent it; its keys are fetched there [default: the session's issuer, or the embedded provider]
    #[arg(long, value_name = "URL", env = "AUTHCTL_ISSUER", hide_env = true)]
    pub issuer: Option<String>,
    /// Whom it must be for [default: the session's client, or the embedded provider's own]
    #[arg(long, value_name = "ID", env = "AUTHCTL_CLIENT_ID", hide_env = true)]
    pub client_id: Option<String>,
    /// A file or an address with the keys that may have signed it, as a JWK set
    #[arg(long, value_name = "URL|FILE", env = "AUTHCTL_JWKS", hide_env = true)]
    pub jwks: Option<String>,
    /// Of which vendor's embedded provider the keys are (`serve --shape`)
    #[arg(long, value_name = "NAME", env = "AUTHCTL_SHAPE", hide_env = true, value_parser = shape_names(), conflicts_with = "jwks")]
    pub shape: Option<String>,
    /// Forgive what older providers leave out: a typ, an exp
    #[arg(long, env = "AUTHCTL_COMPAT", hide_env = true, value_parser = BoolishValueParser::new())]
    pub compat: bool,
}

impl TrustArguments {
    /// Whom is believed, at this time, for what is signed so.
    ///
    /// # Errors
    /// [`Code::Usage`] where a secret is needed and none was named; what keeps keys and secrets from being read.
    pub async fn trust(&self, needs: Needs, at: UnixTime, context: &Context) -> Result<Trust> {
        let session = match context.global.profile {
            Some(_) => Some(sessions::chosen(context)?.load()?),
            None => None,
        };
        let of_session = session.as_ref();
        let issuer = self.issuer.clone().or_else(|| of_session?.issuer.clone());
        let mut trust = Trust::at(at);
        let own_client = || issuer.is_none().then(|| OWN_CLIENT_ID.to_owned());
        let named = self.client_id.clone().or_else(|| Some(of_session?.client_id.clone()));
        trust.audience = named.or_else(own_client);
        trust.is_forgiving = self.compat;
        for place in &self.secret_from {
            trust.secrets.push(credentials::secret(context, &SecretSource::parse(place)?).await?);
        }
        if needs == Needs::Secret && trust.secrets.is_empty() {
            return Err(Code::Usage
                .error()
                .phase(Phase::Webhook)
                .message("this event is signed with a secret, and none is given")
                .hint("give --secret-from env:NAME, file:PATH, keyring:NAME or cmd:COMMAND"));
        }
        if matches!(needs, Needs::Key) || self.jwks.is_some() {
            trust.keys = self.keys(issuer.as_deref(), context).await?;
        }
        trust.issuer = Some(issuer.map_or_else(dev::issuer, Ok)?);
        Ok(trust)
    }

    /// The keys at the place that is named, those of the issuer, else those of the embedded provider.
    async fn keys(&self, issuer: Option<&str>, context: &Context) -> Result<JwkSet> {
        if let Some(place) = &self.jwks {
            return match place.starts_with("http://") || place.starts_with("https://") {
                true => {
                    let url = EndpointUrl::parse(place, Transport::LoopbackCleartext).map_err(|error| {
                        let message = format!("the address that --jwks names {}", error.text());
                        error.message(message).phase(Phase::Webhook)
                    })?;
                    published_keys::at(url.url().clone(), context).await
                }
                false => published_keys::of_file(Path::new(place)),
            };
        }
        match issuer.filter(|_| self.shape.is_none()) {
            Some(issuer) if issuer != dev::issuer()? => {
                published_keys::of_issuer(&Issuer::parse(issuer)?, context).await
            }
            _ => dev::published_keys(context, self.shape.as_deref().and_then(shape::named)),
        }
    }
}
