//! The control app, the embedded provider that it signs people in with, and the battery about its logouts, in one process and with
//! the clock of this machine.

use std::sync::Arc;

use authctl::{
    check::{
        battery::Battery as _,
        judged::Judged,
        logout::{self, LogoutBattery, hook::Hook},
        stage::{
            Stage, Subject,
            alive::{Alive, Told},
            app::App as Process,
            heard::Heard,
            person::Person,
        },
        trace::Trace,
    },
    error::Result,
    host::{
        BoxFuture, Clock as _, Http as _, Random as _,
        clock::SystemClock,
        http::{Client, Settings as ClientSettings},
        random::SystemRandom,
    },
    idp::{
        World,
        config::Config,
        notice::{Notice, Sending},
        server::{Options, Server},
        shape,
    },
    protocol::time::UnixTime,
    webhook::catalogue,
};
use tokio::runtime::Runtime;
use url::Url;

use super::{
    app::{App, Settings},
    dev_provider::TestJournal,
    hurried_clock::HurriedClock,
};

/// What senders of webhooks sign with.
pub const SECRET: &str = "whsec_dGhlLXNlY3JldC10aGF0LWJvdGgtc2lkZXMtaGF2ZQ==";
/// What the transmitter of security events shows.
pub const AUTHORIZATION: &str = "Bearer of-the-stream";

/// The clock, the randomness and the network of this machine.
struct Machine;

impl World for Machine {
    fn now(&self) -> UnixTime {
        SystemClock.now()
    }
    fn fill(&self, buffer: &mut [u8]) {
        SystemRandom.fill(buffer);
    }
    fn note(&self, _: &str) {}
    fn send(&self, notice: Notice) -> Sending {
        let client = Client::new(ClientSettings::default());
        Box::pin(async move {
            let sent = client.send(notice.request()).await;
            sent.map(|response| response.status).map_err(|error| error.text().to_owned())
        })
    }
}

/// The app's process.
struct Restarted(Arc<App>);

impl Process for Restarted {
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

/// The battery, and the app that it is about.
pub struct Staged {
    runtime: Runtime,
    app: Arc<App>,
    battery: LogoutBattery,
}

impl Staged {
    /// About the app's hook at this path, which hears of this event.
    pub fn of(event: &str, path: &str, secret: Option<&str>) -> Self {
        Self::configured(event, path, secret, "")
    }

    /// The same at a provider with this at the beginning of its configuration.
    pub fn configured(event: &str, path: &str, secret: Option<&str>, first: &str) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let app = Arc::new(App::unregistered());
        let settings = |issuer: &str| Settings {
            scope: "openid profile offline_access".into(),
            hook_secret: SECRET.into(),
            event_token: Some(AUTHORIZATION.replace("Bearer ", "")),
            ..Settings::new(issuer, "app", "the app's own secret")
        };
        app.set(settings(""));
        let users = ["alice", "bob", "carol"].map(|name| format!("[[users]]\nusername = \"{name}\"\n"));
        let config = Config::parse(&format!("{first}{}{}", app.registration(), users.concat()), &|_| None);
        let config = config.expect("a configuration");
        let heard = Arc::new(Heard::default());
        let (user, other_user) = Person::two(&config, None, None).unwrap();
        let server = runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let shape = (event == "clef.logout").then(|| shape::named("clef")).flatten();
            let options = Options { shape, observer: Some(Arc::clone(&heard) as _), ..Options::default() };
            Server::start(listener, config, Box::new(TestJournal::with_key()), Arc::new(Machine), options)
                .unwrap()
        });
        app.set(settings(server.issuer()));
        let at = |path: &str| Url::parse(&app.at(path)).unwrap();
        let stage = Stage {
            subject: Subject {
                login: at(if event == "clef.logout" { "/clef/login" } else { "/login" }),
                probe: at("/me"),
                logout: Some(at("/logout")),
                client_id: "app".into(),
                user,
                other_user,
            },
            server: Arc::new(server),
            http: Arc::new(Client::new(ClientSettings::default())),
            clock: Arc::new(HurriedClock(Arc::clone(&app))),
            random: Arc::new(SystemRandom),
            app: Arc::new(Restarted(Arc::clone(&app))),
            heard,
            alive: Alive::Told(Told::Status(200)),
            chromium: None,
        };
        let event = catalogue::named(event).unwrap();
        let hook = Hook::open(&stage, at(path), event, secret.map(Into::into));
        let hook = runtime.block_on(hook).unwrap_or_else(|error| panic!("{}", error.text()));
        Self { runtime, app, battery: LogoutBattery { stage, hook, is_strict: false } }
    }

    /// The cases.
    pub fn ids(&self) -> Vec<&'static str> {
        self.battery.cases().into_iter().map(|case| case.id).collect()
    }

    /// What one of them says of the app with these defects.
    #[track_caller]
    pub fn judge(&self, id: &str, defects: &[&str]) -> Judged {
        self.app.change(defects);
        let rows = logout::rows(self.battery.hook.kind);
        let case =
            rows.map(|row| &row.case).find(|case| case.id == id).unwrap_or_else(|| panic!("no case {id}"));
        self.runtime.block_on(self.battery.run(case, &Trace::default()))
    }
}
