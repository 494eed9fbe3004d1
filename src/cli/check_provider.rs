//! `check provider`: what a provider gets wrong.

use std::{process::ExitCode, sync::Arc};

use clap::Args;

use super::{
    check_battery::BatteryArguments,
    check_person::{As, InBrowser, can_come_back},
    context::Context,
    credentials, network,
};
use crate::{
    check::provider::{
        ProviderBattery,
        client::Client,
        person::Person,
        stage::{Known, Stage},
    },
    error::{Code, Phase, Result},
    host::{Host, resolver::AddressPolicy},
    protocol::{client_auth::ClientAuthMethod, issuer::Issuer},
    secret::source::SecretSource,
};

const EXAMPLES: &str = "\
Examples:
  authctl check provider https://login.example.com
        reads its documents, and asks nothing else
  authctl check provider http://127.0.0.1:9470 --case M --case K --json
        two sets of cases, and one JSON document
  authctl check provider https://login.example.com --target-is-mine login.example.com --client-id app \\
      --client-secret-from env:APP_SECRET --redirect-uri https://app.example.com/callback
        everything that needs no person
  authctl check provider http://127.0.0.1:9470 --client-id app --redirect-uri https://app.example/callback --as alice
        at the embedded provider, with a person";

/// Flags of `check provider`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct ProviderArguments {
    /// The provider's issuer
    issuer: String,
    /// A host beyond private networks that is yours, to ask for more than documents; once for each
    #[arg(long, value_name = "HOST", env = "AUTHCTL_TARGET_IS_MINE", hide_env = true)]
    target_is_mine: Vec<String>,
    /// A client that is registered there, as which cases ask
    #[arg(long, value_name = "ID", requires = "redirect_uri", env = "AUTHCTL_CLIENT_ID", hide_env = true)]
    client_id: Option<String>,
    /// Where its secret is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND
    #[arg(long, value_name = "SOURCE", env = "AUTHCTL_CLIENT_SECRET_FROM", hide_env = true)]
    client_secret_from: Option<String>,
    /// How it shows the secret: client_secret_basic or client_secret_post [default: client_secret_basic]
    #[arg(long, value_name = "METHOD", env = "AUTHCTL_AUTH_METHOD", hide_env = true)]
    auth_method: Option<String>,
    /// Its redirect URI, to the letter
    #[arg(long, value_name = "URI", env = "AUTHCTL_REDIRECT_URI", hide_env = true)]
    redirect_uri: Option<String>,
    /// Another client there, whose code and tokens are not the first one's
    #[arg(long, value_name = "ID", requires = "client_id", env = "AUTHCTL_OTHER_CLIENT_ID", hide_env = true)]
    other_client_id: Option<String>,
    /// Where the other client's secret is
    #[arg(
        long,
        value_name = "SOURCE",
        requires = "other_client_id",
        env = "AUTHCTL_OTHER_CLIENT_SECRET_FROM",
        hide_env = true
    )]
    other_client_secret_from: Option<String>,
    /// Sign in as this user of the embedded provider, without a browser
    #[arg(
        long = "as",
        value_name = "USER",
        requires = "client_id",
        conflicts_with = "browser",
        env = "AUTHCTL_AS",
        hide_env = true
    )]
    as_user: Option<String>,
    /// The browser to sign in with, once for each case that takes a person; it comes back to this machine
    #[arg(long, value_name = "CMD", requires = "client_id", env = "AUTHCTL_BROWSER", hide_env = true)]
    browser: Option<String>,
    /// Where the client may be sent after logout
    #[arg(
        long,
        value_name = "URI",
        requires = "client_id",
        env = "AUTHCTL_POST_LOGOUT_REDIRECT_URI",
        hide_env = true
    )]
    post_logout_redirect_uri: Option<String>,
    #[command(flatten)]
    battery: BatteryArguments,
}

/// Checks it.
pub fn run(arguments: &ProviderArguments, context: &Context) -> Result<ExitCode> {
    let issuer = Issuer::parse(&arguments.issuer)?;
    let host = reach(arguments, context, &issuer)?;
    let person = arguments.person(&host, &issuer)?;
    let Host { http, clock, random, .. } = host;
    context
        .block_on(async {
            let (client, other) = (arguments.client(context).await?, arguments.other(context).await?);
            let stage = Stage {
                issuer,
                http,
                clock,
                random,
                mine: arguments.target_is_mine.clone(),
                client,
                other,
                person,
                post_logout_redirect_uri: arguments.post_logout_redirect_uri.clone(),
                known: Known::default(),
            };
            arguments.battery.run(Arc::new(ProviderBattery { stage }), context).await
        })?
        .then(Ok)
}

/// Its documents may be anywhere that the issuer may lead to.
fn reach(arguments: &ProviderArguments, context: &Context, issuer: &Issuer) -> Result<Host> {
    let host = issuer.url().host_str().unwrap_or_default();
    let policy = AddressPolicy::NoNearerThan(host.to_owned());
    let (global, browser) = (&context.global, arguments.browser.clone());
    network::reach(context, global.ca_file.as_deref(), global.proxy.as_deref(), policy, browser)
}

impl ProviderArguments {
    async fn client(&self, context: &Context) -> Result<Option<Client>> {
        self.registered(context, self.client_id.as_ref(), self.client_secret_from.as_ref()).await
    }

    async fn other(&self, context: &Context) -> Result<Option<Client>> {
        self.registered(context, self.other_client_id.as_ref(), self.other_client_secret_from.as_ref()).await
    }

    /// A client, which authenticates in the one way that there is for its secret.
    async fn registered(
        &self,
        context: &Context,
        id: Option<&String>,
        secret: Option<&String>,
    ) -> Result<Option<Client>> {
        let (Some(id), Some(redirect_uri)) = (id, &self.redirect_uri) else { return Ok(None) };
        let secret = match secret {
            Some(source) => Some(credentials::secret(context, &SecretSource::parse(source)?).await?),
            None => None,
        };
        let method = match (&self.auth_method, &secret) {
            (Some(name), Some(_)) => secret_method(name)?,
            (_, Some(_)) => ClientAuthMethod::ClientSecretBasic,
            (_, None) => ClientAuthMethod::None,
        };
        Ok(Some(Client { id: id.clone(), secret, method, redirect_uri: redirect_uri.clone() }))
    }

    /// Who signs in, if somebody does.
    fn person(&self, host: &Host, issuer: &Issuer) -> Result<Option<Arc<dyn Person>>> {
        let host = host.clone();
        match (&self.as_user, &self.browser, &self.redirect_uri) {
            (Some(user), ..) => {
                Ok(Some(Arc::new(As { host, home: issuer.url().clone(), user: user.clone() })))
            }
            (None, Some(_), Some(redirect_uri)) => {
                can_come_back(redirect_uri)?;
                Ok(Some(Arc::new(InBrowser { host })))
            }
            _ => Ok(None),
        }
    }
}

fn secret_method(name: &str) -> Result<ClientAuthMethod> {
    match ClientAuthMethod::named(name)? {
        method @ (ClientAuthMethod::ClientSecretBasic | ClientAuthMethod::ClientSecretPost) => Ok(method),
        method => {
            let error = Code::Usage.error().phase(Phase::Check).got(method.name());
            Err(error.message("a check shows the secret in a header or in the body"))
        }
    }
}
