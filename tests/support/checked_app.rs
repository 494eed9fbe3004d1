//! An app and the provider that it signs people in with, as `check app` and `check logout` see them, in this process.

use std::{io::Write as _, sync::Arc, time::Duration};

use authctl::{
    check::{
        app::{AppBattery, cases},
        battery::Battery as _,
        case::Case,
        judged::Judged,
        stage::{
            Stage, Subject,
            alive::{Alive, Told},
            app::App as Running,
            heard::Heard,
            person::Person,
        },
        trace::Trace,
    },
    error::Result,
    host::{
        BoxFuture,
        clock::SystemClock,
        http::{Client, Settings as HttpSettings},
        random::SystemRandom,
        resolver::AddressPolicy,
    },
    idp::{
        World,
        config::Config,
        notice::{Notice, Sending},
        server::{Options, Server},
    },
    protocol::time::UnixTime,
};
use tempfile::NamedTempFile;
use tokio::runtime::Runtime;
use url::Url;

use super::{
    app::{App, Settings},
    dev_provider::TestJournal,
    hurried_clock::HurriedClock,
    tls::Ca,
    tls_front::Front,
};

/// How long one case may take here.
const TIME: Duration = Duration::from_secs(15);

/// The app on the stage.
pub struct CheckedApp {
    pub app: Arc<App>,
    battery: AppBattery,
    runtime: Runtime,
    /// The certificate to trust, where the app is on TLS.
    _trusted: Option<NamedTempFile>,
}

impl CheckedApp {
    /// The right app at a provider of its own.
    pub fn start() -> Self {
        Self::of(App::unregistered(), None)
    }

    /// The same on TLS.
    pub fn over_tls() -> Self {
        let ca = Ca::new();
        let front = Front::new(&ca, &Ca::new());
        let app = App::behind(front.origin());
        front.stand_before(app.address);
        let mut trusted = NamedTempFile::new().unwrap();
        trusted.write_all(ca.pem.as_bytes()).unwrap();
        Self::of(app, Some(trusted))
    }

    fn of(app: App, trusted: Option<NamedTempFile>) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let app = Arc::new(app);
        let settings = Settings {
            algorithm: "ES256".into(),
            scope: "openid profile email offline_access".into(),
            is_forgetful: true,
            post_logout_redirect_uri: Some(app.at("/")),
            ..Settings::new("", "app", "app-secret")
        };
        app.set(settings.clone());
        let config = Config::parse(&app.registration(), &|_| None).unwrap();
        let (user, other_user) = Person::two(&config, None, None).unwrap();
        let heard = Arc::new(Heard::default());
        let observer = Arc::clone(&heard);
        let server = runtime.block_on(async move {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let options = Options { takes_any_pkce: true, observer: Some(observer), ..Options::default() };
            Server::start(listener, config, Box::new(TestJournal::with_key()), Arc::new(Now), options)
                .unwrap()
        });
        app.set(Settings { issuer: server.issuer().to_owned(), ..settings });
        let at = |path: &str| Url::parse(&app.at(path)).unwrap();
        let subject = Subject {
            login: at("/login"),
            probe: at("/me"),
            logout: Some(at("/logout")),
            client_id: "app".into(),
            user,
            other_user,
        };
        let ca_file = trusted.as_ref().map(|file| file.path().to_owned());
        let http = HttpSettings { ca_file, addresses: AddressPolicy::Near, ..HttpSettings::default() };
        let stage = Stage {
            subject,
            server: Arc::new(server),
            http: Arc::new(Client::new(http)),
            clock: Arc::new(HurriedClock(Arc::clone(&app))),
            random: Arc::new(SystemRandom),
            app: Arc::new(Restarted(Arc::clone(&app))),
            heard,
            alive: Alive::Told(Told::Status(200)),
            chromium: None,
        };
        Self { app, battery: AppBattery::new(stage), runtime, _trusted: trusted }
    }

    /// What comes of a case when the app has these defects.
    #[track_caller]
    pub fn judge(&self, id: &str, defects: &[&str]) -> Judged {
        self.app.change(defects);
        self.judge_next(id)
    }

    /// What comes of a case for the app as it is after the one before.
    #[track_caller]
    pub fn judge_next(&self, id: &str) -> Judged {
        let case = case(id);
        let judged = self
            .runtime
            .block_on(async { tokio::time::timeout(TIME, self.battery.run(case, &Trace::default())).await });
        judged.unwrap_or_else(|_| Judged::error("it takes too long"))
    }
}

/// The case of that name.
#[track_caller]
pub fn case(id: &str) -> &'static Case {
    cases().into_iter().find(|case| case.id == id).unwrap_or_else(|| panic!("there is no case {id}"))
}

struct Restarted(Arc<App>);

impl Running for Restarted {
    fn can_restart(&self) -> bool {
        true
    }

    fn restart(&self) -> BoxFuture<'_, Result<()>> {
        self.0.restart();
        Box::pin(std::future::ready(Ok(())))
    }

    fn runs(&self) -> BoxFuture<'_, Result<()>> {
        Box::pin(std::future::ready(Ok(())))
    }
}

/// The provider's world: this machine's clock and randomness.
struct Now;

impl World for Now {
    fn now(&self) -> UnixTime {
        authctl::host::Clock::now(&SystemClock)
    }

    fn fill(&self, buffer: &mut [u8]) {
        authctl::host::Random::fill(&SystemRandom, buffer);
    }

    fn send(&self, _: Notice) -> Sending {
        Box::pin(std::future::ready(Ok(http::StatusCode::OK)))
    }
}
