//! Where the batteries about an app play: the flags that say which app it is, and how the embedded provider, the app and the
//! way to both are opened for them.

use std::{ffi::OsString, path::PathBuf, sync::Arc, time::Duration};

use clap::Args;
use url::Url;

use super::{
    check_client::CheckClient, check_command::AppCommand, check_way::Ways, context::Context, serve_config,
    serve_environment::Environment, serve_intercept::InterceptArguments, serve_lax::Lax, serve_site::Opening,
    serve_tls::TlsArguments,
};
use crate::{
    check::{
        stage::{
            Stage, Subject,
            alive::{Alive, Told},
            heard::Heard,
            person::Person,
            registration, rehearsal,
        },
        trace::Trace,
        user_agent::chromium::Chromium,
    },
    error::{Code, Error, Phase, Result},
    host::{chromium, clock::SystemClock, random::SystemRandom},
    idp::{
        fault::active::Faults,
        laxity::Laxities,
        names::Names,
        shape::{self, SHAPES},
    },
    protocol::time::Seconds,
    untrusted::sanitize,
    webhook::target::Target,
};

/// How long an app is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// Flags of `check app` and `check logout`.
#[derive(Args)]
pub struct StageArguments {
    /// The app's address where a person begins to sign in
    #[arg(
        long,
        value_name = "URL",
        required_unless_present = "list",
        env = "AUTHCTL_LOGIN",
        hide_env = true
    )]
    login: Option<String>,
    /// The app's address that answers otherwise to who is signed in
    #[arg(
        long,
        value_name = "URL",
        required_unless_present = "list",
        env = "AUTHCTL_PROBE",
        hide_env = true
    )]
    probe: Option<String>,
    /// What it answers then: status=200, text=Welcome or json=/user [default: learned from a login]
    #[arg(long, value_name = "RULE", env = "AUTHCTL_ALIVE_IF", hide_env = true)]
    alive_if: Option<Told>,
    /// The app's address where a person signs out
    #[arg(long, value_name = "URL", env = "AUTHCTL_LOGOUT", hide_env = true)]
    logout: Option<String>,
    /// Who signs in, by the username [default: the first that the provider knows]
    #[arg(long, value_name = "NAME", env = "AUTHCTL_USER", hide_env = true)]
    user: Option<String>,
    /// Who else signs in
    #[arg(long, value_name = "NAME", env = "AUTHCTL_OTHER_USER", hide_env = true)]
    other_user: Option<String>,
    /// The app's client id, if the provider knows more than one app
    #[arg(long, value_name = "ID", env = "AUTHCTL_CLIENT_ID", hide_env = true)]
    client_id: Option<String>,
    /// The app's redirect address, where --config has no client, once for each [default: what it asks for]
    #[arg(long, value_name = "URL", env = "AUTHCTL_REDIRECT_URI", hide_env = true)]
    redirect_uri: Vec<String>,
    /// Run its pages' scripts with Chromium: the one of this name or path, or the first on PATH
    #[arg(
        long,
        value_name = "PATH",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        env = "AUTHCTL_CHECK_BROWSER",
        hide_env = true
    )]
    browser: Option<OsString>,
    /// The port of the embedded provider, 0 for any free one
    #[arg(long, value_name = "PORT", default_value_t = 9470, env = "AUTHCTL_PORT", hide_env = true)]
    port: u16,
    /// The host in the provider's address
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1", value_parser = ["127.0.0.1", "[::1]", "localhost"], env = "AUTHCTL_HOST", hide_env = true)]
    host: String,
    /// The vendor whose provider the app is written for
    #[arg(long, value_name = "NAME", value_parser = shape_names(), env = "AUTHCTL_SHAPE", hide_env = true)]
    shape: Option<String>,
    #[command(flatten)]
    tls: TlsArguments,
    #[command(flatten)]
    intercept: InterceptArguments,
    /// A command that restarts the app; one that is started by the check needs none
    #[arg(long, value_name = "CMD", conflicts_with = "command", env = "AUTHCTL_RESTART", hide_env = true)]
    restart: Option<String>,
    /// How long the app may take to answer at first [default: 30s]
    #[arg(long, value_name = "DURATION", env = "AUTHCTL_WAIT", hide_env = true)]
    wait: Option<Seconds>,
    /// The file for the output of the app that is started here
    #[arg(long, value_name = "FILE", requires = "command", env = "AUTHCTL_APP_LOG", hide_env = true)]
    app_log: Option<PathBuf>,
    /// A host beyond this machine and private networks that is yours, and may be checked; once for each
    #[arg(long, value_name = "HOST", env = "AUTHCTL_TARGET_IS_MINE", hide_env = true)]
    target_is_mine: Vec<String>,
    /// The app: started with what it needs in its environment, restarted where needed, ended with the check
    #[arg(last = true, value_name = "CMD")]
    command: Vec<OsString>,
}

fn shape_names() -> clap::builder::PossibleValuesParser {
    SHAPES.iter().map(|shape| shape.name).collect::<Vec<_>>().into()
}

impl StageArguments {
    /// An address of the app.
    ///
    /// # Errors
    /// [`Code::Usage`], [`Code::WebhookTargetRefused`].
    pub fn target(&self, flag: &str, text: Option<&str>) -> Result<Url> {
        let of_flag = |error: Error| match error.code() {
            Code::Usage => {
                error.message(format!("{flag} is an address that begins with http:// or https://"))
            }
            _ => error,
        };
        let target = Target::parse(text.unwrap_or_default(), &self.target_is_mine).map_err(of_flag);
        target.map(|target| target.url).map_err(|error| error.phase(Phase::Check))
    }

    /// Opens the provider, starts the app if that is asked for, and signs in to it once as a trial.
    ///
    /// # Errors
    /// What is wrong with the flags; what keeps the provider or the app from answering; [`Code::AppSignInFailed`],
    /// [`Code::AppProbeUnclear`].
    pub async fn open(&self, context: &Context) -> Result<Stage> {
        let login = self.target("--login", self.login.as_deref())?;
        let probe = self.target("--probe", self.probe.as_deref())?;
        let logout = self.logout.as_deref().map(|text| self.target("--logout", Some(text))).transpose()?;
        let app = AppCommand::find(&self.command, self.restart.as_deref(), self.app_log.as_deref())?;
        let chromium = self.chromium(context).await?;
        let shape = self.shape.as_deref().and_then(shape::named);
        let mut config = serve_config::read(context, Lax::default())?.config;
        // what the provider lets pass, an app is not told of
        (config.lax, config.sign_in_as) = (Laxities::default(), None);
        let is_started = app.is_started_here();
        let client = CheckClient::choose(&mut config, self.client_id.as_deref(), (shape, is_started))?;
        let (user, other_user) = Person::two(&config, self.user.as_deref(), self.other_user.as_deref())?;
        let intercepted = self.intercept.hosts(shape.as_slice())?;
        let shown = self.tls.shown(context, &intercepted).await?;
        let (heard, faults) = (Arc::new(Heard::default()), Faults::default());
        let opening = Opening {
            context,
            host: &self.host,
            names: Names::default(),
            shown: &shown,
            faults: &faults,
            intercepted: &intercepted,
            observer: Some(heard.clone()),
        };
        let mut site = opening.open(config, shape, self.port).await?;
        let known = client.known(&mut site)?;
        let sites = [site];
        let proxy = self.intercept.start(shown.tunnel.as_ref(), &sites)?;
        let address = proxy.as_ref().map(|proxy| proxy.address().to_string());
        app.start(Environment::new(&sites, address.as_deref(), shown.ca_file.as_deref()))?;
        let [site] = sites;
        let ways = Ways { ca_file: shown.ca_file, mine: &self.target_is_mine, hosts: intercepted, proxy };
        let subject = Subject { login, probe, logout, client_id: known.client_id.clone(), user, other_user };
        let mut stage = Stage {
            subject,
            server: Arc::new(site.server),
            http: ways.open(context)?,
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            app: Arc::new(app),
            heard,
            alive: Alive::Unknown,
            chromium,
        };
        let trace = Trace::default();
        rehearsal::wait_for(&stage, self.wait.map_or(PATIENCE, |wait| wait.duration())).await?;
        if let CheckClient::Fresh { client_secret, .. } = &client {
            let uris = match self.redirect_uri.is_empty() {
                true => vec![registration::asked_for(&stage, &trace).await?],
                false => self.redirect_uri.clone(),
            };
            registration::register(&stage, client_secret, &uris)?;
        }
        rehearsal::rehearse(&mut stage, self.alive_if.clone(), &trace).await?;
        context.say(&format!("The app is signed in to. Somebody is signed in {}.", stage.alive));
        Ok(stage)
    }

    /// The browser for scripts, if it was asked for.
    async fn chromium(&self, context: &Context) -> Result<Option<Arc<Chromium>>> {
        let Some(program) = &self.browser else { return Ok(None) };
        let devtools = chromium::start(Some(program).filter(|name| !name.is_empty()))?;
        let chromium = Chromium::with(devtools, Arc::new(SystemClock));
        context.say(&format!("Scripts are run by {}.", sanitize(&chromium.ready().await?)));
        Ok(Some(Arc::new(chromium)))
    }
}
