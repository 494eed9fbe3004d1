//! The app's inside: what it knows, and which page answers which address.

use std::{
    sync::{Arc, Mutex, MutexGuard, RwLock},
    time::{Duration, Instant},
};

use super::{
    backchannel,
    defect::{Defect as D, Defects},
    events, exchange,
    fetch::Fetch,
    frontchannel, hook,
    http::{Request, Response},
    login, page,
    provider::{Asking, Provider},
    refresh,
    session::{Session, Sessions, Whose},
};

/// What the app is told about itself and its provider.
#[derive(Debug, Clone)]
pub struct Settings {
    pub issuer: String,
    pub client_id: String,
    /// Nothing for a public client.
    pub client_secret: Option<String>,
    /// `id_token_signed_response_alg` of its registration.
    pub algorithm: String,
    pub scope: String,
    /// Whether metadata and keys are fetched anew for each sign-in.
    pub is_forgetful: bool,
    /// Where the provider may send the browser after logout; nothing, if logout is the app's own affair.
    pub post_logout_redirect_uri: Option<String>,
    /// What webhooks are signed with; one that begins with `whsec_` is good for all of their senders.
    pub hook_secret: String,
    /// The bearer token that a transmitter of security events shows; nothing, if none is asked for.
    pub event_token: Option<String>,
    /// The `state` of the verification that the app has asked for.
    pub event_state: Option<String>,
}

impl Settings {
    /// A confidential client with RS256, as registrations have it that say nothing.
    pub fn new(issuer: &str, client_id: &str, client_secret: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            client_id: client_id.to_owned(),
            client_secret: Some(client_secret.to_owned()).filter(|secret| !secret.is_empty()),
            algorithm: "RS256".into(),
            scope: "openid profile email".into(),
            is_forgetful: false,
            post_logout_redirect_uri: None,
            hook_secret: "whsec_dGhlLXNlY3JldC10aGF0LWJvdGgtc2lkZXMtaGF2ZQ==".into(),
            event_token: None,
            event_state: None,
        }
    }
}

/// The cookie's name.
pub const COOKIE: &str = "app_session";

/// The app.
pub struct Site {
    /// `http://127.0.0.1:port`
    pub origin: String,
    pub settings: RwLock<Arc<Settings>>,
    pub defects: RwLock<Arc<Defects>>,
    pub sessions: Mutex<Sessions>,
    pub provider: Provider,
    pub fetch: Fetch,
    /// What an app with a defect does when it is too late.
    late: Mutex<Vec<(Instant, Whose)>>,
    /// How many logouts there were since.
    crowd: Mutex<Option<(Instant, usize)>>,
}

impl Site {
    pub fn new(origin: String, settings: Settings, defects: Defects) -> Self {
        Self {
            origin,
            settings: RwLock::new(Arc::new(settings)),
            defects: RwLock::new(Arc::new(defects)),
            sessions: Mutex::default(),
            provider: Provider::default(),
            fetch: Fetch::default(),
            late: Mutex::default(),
            crowd: Mutex::default(),
        }
    }

    /// Ends sessions after that time, when somebody comes.
    pub fn later(&self, wait: Duration, whose: Whose) {
        self.late.lock().unwrap().push((Instant::now() + wait, whose));
    }

    fn do_what_is_late(&self, defects: &Defects) {
        let mut late = self.late.lock().unwrap();
        let (due, rest) = late.drain(..).partition(|(at, _)| *at <= Instant::now());
        *late = rest;
        let due: Vec<(Instant, Whose)> = due;
        for (_, whose) in due {
            self.sessions().end(&whose, defects);
        }
    }

    /// Whether more than ten logouts came within a second, this one among them.
    pub fn is_crowd(&self) -> bool {
        let mut crowd = self.crowd.lock().unwrap();
        let recent = crowd.filter(|(since, _)| since.elapsed() < Duration::from_secs(1));
        let (since, count) = recent.unwrap_or((Instant::now(), 0));
        *crowd = Some((since, count + 1));
        count >= 10
    }

    /// Answers a request.
    pub fn answer(&self, request: &Request) -> Response {
        let settings = Arc::clone(&self.settings.read().unwrap());
        let defects = Arc::clone(&self.defects.read().unwrap());
        self.do_what_is_late(&defects);
        let desk = Desk { site: self, request, settings, defects };
        match request.path.as_str() {
            "/" => page::home(&desk),
            "/me" => page::me(&desk),
            "/login" => login::begin(&desk),
            "/callback" => login::callback(&desk),
            "/refresh" => refresh::by_hand(&desk),
            "/logout" => page::logout(&desk),
            "/backchannel-logout" => backchannel::answer(&desk),
            "/frontchannel-logout" => frontchannel::answer(&desk),
            "/events" => events::answer(&desk),
            "/clef/login" => exchange::begin(&desk),
            "/clef/callback" => exchange::callback(&desk),
            "/clef/logout" => exchange::logout(&desk),
            "/restart" => {
                self.restart();
                Response::new(204)
            }
            path => match path.strip_prefix("/hook/") {
                Some(style) => hook::answer(&desk, style),
                None => Response::page(404, "There is no such page."),
            },
        }
    }

    /// Starts anew: what is in memory alone is gone. Sessions are kept on a disk, as it were.
    pub fn restart(&self) {
        let defects = Arc::clone(&self.defects.read().unwrap());
        self.meet_provider();
        self.sessions().restart(&defects);
    }

    /// Knows nothing of the provider but what it asks first.
    pub fn meet_provider(&self) {
        let defects = Arc::clone(&self.defects.read().unwrap());
        let settings = Arc::clone(&self.settings.read().unwrap());
        self.provider.begin(&Asking {
            fetch: &self.fetch,
            defects: &defects,
            issuer: &settings.issuer,
            algorithm: &settings.algorithm,
        });
    }

    /// The sessions, for a moment.
    pub fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap()
    }
}

/// One request, with all that it takes to answer it.
pub struct Desk<'a> {
    pub site: &'a Site,
    pub request: &'a Request,
    pub settings: Arc<Settings>,
    pub defects: Arc<Defects>,
}

impl Desk<'_> {
    /// How the provider is asked.
    pub fn asking(&self) -> Asking<'_> {
        Asking {
            fetch: &self.site.fetch,
            defects: &self.defects,
            issuer: &self.settings.issuer,
            algorithm: &self.settings.algorithm,
        }
    }

    /// The name of the browser's session, if the app has given it that.
    pub fn session_id(&self) -> Option<String> {
        let id = self.request.cookie(COOKIE)?;
        let mut sessions = self.site.sessions();
        if self.defects.has(D::CookieIsReadLoosely) {
            return sessions.alike(id);
        }
        if sessions.get(id).is_none() {
            if !self.defects.has(D::TakesAnySessionId) || id.is_empty() {
                return None;
            }
            sessions.put(id, Session::default());
        }
        Some(id.to_owned())
    }

    /// What sets the cookie (RFC 6265 §4.1.2).
    pub fn cookie(&self, id: &str) -> String {
        let has = |defect: D| self.defects.has(defect);
        let mut cookie = format!("{COOKIE}={id}; Path=/");
        if !has(D::CookieForScripts) {
            cookie.push_str("; HttpOnly");
        }
        if has(D::CookieForAnySite) {
            cookie.push_str("; SameSite=None");
        } else if !has(D::CookieWithoutSameSite) {
            cookie.push_str("; SameSite=Lax");
        }
        if self.site.origin.starts_with("https:") && !has(D::CookieOverHttp) {
            cookie.push_str("; Secure");
        }
        if has(D::CookieForDomain) {
            let host = self.site.origin.trim_start_matches("http://").split(':').next().unwrap_or_default();
            cookie.push_str(&format!("; Domain={host}"));
        }
        if has(D::CookieForYears) {
            cookie.push_str("; Max-Age=315360000");
        }
        cookie
    }

    /// What takes the cookie away.
    pub fn no_cookie(&self) -> String {
        format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
    }
}
