//! A relying party of our own that does everything right, but for the [defects](defect::DEFECTS) that a test gives it: the
//! control of every check. It is written from the standards, and none of its judgements uses the code of the project.

mod backchannel;
mod claims;
pub mod control;
pub mod defect;
mod encoding;
mod events;
mod exchange;
mod fetch;
mod frontchannel;
mod hook;
mod http;
mod id_token;
mod jwt;
mod login;
mod narrow;
mod next;
mod page;
mod provider;
mod refresh;
mod session;
mod sign_in;
mod site;
mod style;

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use self::{
    defect::{Defect, Defects},
    http::{Incoming, Response, Unread},
    site::Site,
};
pub use site::Settings;

/// A running app, on a port of its own on this machine. A sign-in begins at `/login`, with `next`; `/me` tells who is signed in,
/// by 200 and JSON, or 401; `/refresh` makes tokens new, `/logout` logs out. It hears of logouts at `/backchannel-logout`,
/// `/frontchannel-logout`, `/events` (security events that are pushed) and `/hook/SENDER` (webhooks: [`style`]); `/clef/login` and
/// `/clef/logout` are for providers whose tokens are exchanged.
pub struct App {
    pub address: SocketAddr,
    site: Arc<Site>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl App {
    /// Starts one with these defects, registered at the provider as this client.
    #[track_caller]
    pub fn start(issuer: &str, client_id: &str, client_secret: &str, defects: &[&str]) -> Self {
        Self::with(Settings::new(issuer, client_id, client_secret), defects)
    }

    /// Starts one that is told [later](Self::set) which provider it has.
    pub fn unregistered() -> Self {
        Self::start("http://127.0.0.1:9", "app", "", &[])
    }

    /// Starts one that people reach at this origin, and that is told later which provider it has.
    pub fn behind(origin: String) -> Self {
        let (listener, _) = listener();
        Self::serving(listener, Site::new(origin, Settings::new("", "app", ""), Defects::named(&[])))
    }

    /// Starts one with these settings and defects.
    #[track_caller]
    pub fn with(settings: Settings, defects: &[&str]) -> Self {
        let (listener, address) = listener();
        Self::serving(listener, Site::new(format!("http://{address}"), settings, Defects::named(defects)))
    }

    fn serving(listener: TcpListener, site: Site) -> Self {
        let address = listener.local_addr().expect("it has an address");
        let site = Arc::new(site);
        let stop = Arc::new(AtomicBool::new(false));
        let (its_site, stopped) = (Arc::clone(&site), Arc::clone(&stop));
        let thread = thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stopped.load(Ordering::SeqCst) {
                    break;
                }
                let site = Arc::clone(&its_site);
                let is_alone = site.defects.read().unwrap().has(Defect::FewConnections);
                let serving = thread::spawn(move || serve(stream, &site));
                if is_alone {
                    let _ = serving.join();
                }
            }
        });
        Self { address, site, stop, thread: Some(thread) }
    }

    /// Tells it which provider it has, and forgets everything.
    pub fn set(&self, settings: Settings) {
        *self.site.settings.write().unwrap() = Arc::new(settings);
        self.forget();
    }

    /// Gives it these defects in place of those that it had, and forgets everything.
    #[track_caller]
    pub fn change(&self, defects: &[&str]) {
        *self.site.defects.write().unwrap() = Arc::new(Defects::named(defects));
        self.forget();
    }

    fn forget(&self) {
        self.site.meet_provider();
        *self.site.sessions() = session::Sessions::default();
    }

    /// Starts it anew: its sessions stay, what it knew of its provider does not. `POST /restart` does so, too.
    pub fn restart(&self) {
        self.site.restart();
    }

    /// Lets the access tokens that it has be older by that time.
    pub fn age(&self, time: Duration) {
        self.site.sessions().age(time.as_millis().div_ceil(1000) as i64);
    }

    /// `host:port`
    pub fn authority(&self) -> String {
        self.address.to_string()
    }

    /// An address of it.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.site.origin)
    }

    /// The redirect URI.
    pub fn callback_url(&self) -> String {
        self.at("/callback")
    }

    /// Takes logout tokens.
    pub fn hook_url(&self) -> String {
        self.at("/backchannel-logout")
    }

    /// Takes front-channel logouts.
    pub fn frontchannel_url(&self) -> String {
        self.at("/frontchannel-logout")
    }

    /// Its table of a provider's configuration: a confidential client with back-channel and front-channel logout, and the
    /// algorithm that its settings have.
    pub fn registration(&self) -> String {
        let settings = Arc::clone(&self.site.settings.read().unwrap());
        let secret = settings.client_secret.as_ref();
        let secret = secret.map_or_else(
            || "token_endpoint_auth_method = \"none\"\n".to_owned(),
            |secret| format!("client_secret = \"{secret}\"\n"),
        );
        format!(
            "[[clients]]\nclient_id = \"{}\"\n{secret}redirect_uris = [\"{}\"]\n\
             post_logout_redirect_uris = [\"{}\"]\nid_token_signed_response_alg = \"{}\"\n\
             backchannel_logout_uri = \"{}\"\nfrontchannel_logout_uri = \"{}\"\n",
            settings.client_id,
            self.callback_url(),
            self.at("/"),
            settings.algorithm,
            self.hook_url(),
            self.frontchannel_url(),
        )
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        let _ = self.thread.take().expect("it runs").join();
    }
}

fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let address = listener.local_addr().expect("it has an address");
    (listener, address)
}

fn serve(stream: TcpStream, site: &Site) {
    let _ = stream.set_nodelay(true);
    let mut incoming = Incoming::new(stream);
    loop {
        let defects = Arc::clone(&site.defects.read().unwrap());
        let patience = [Defect::FewConnections, Defect::LogoutTakesHuge, Defect::LogoutCrashesOnHuge];
        incoming.takes_half = defects.has(Defect::ActsOnHalfABody);
        incoming.is_patient = patience.iter().any(|defect| defects.has(*defect));
        match incoming.next() {
            Ok(request) => {
                let keeps_alive = request.keeps_alive();
                let answered = incoming.answer(&site.answer(&request), keeps_alive);
                if answered.is_err() || !keeps_alive {
                    return;
                }
            }
            Err(Unread::Refused(status)) => {
                let _ = incoming.answer(&Response::new(status), false);
                return;
            }
            Err(Unread::Gone) => return,
        }
    }
}
