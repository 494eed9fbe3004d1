//! The smallest app that signs people in, for tests of how a check goes about it: it believes whatever comes back from the
//! provider. What it is like is said by its [`Manner`].

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// What it is like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Manner {
    /// Its probe is 200 or 401.
    #[default]
    Plain,
    /// Its probe shows the login form with 200.
    FormForAll,
    /// Its probe is JSON with 200.
    Json,
    /// Its probe is the same for everybody.
    Blind,
    /// Its login page has a link to the provider.
    Link,
    /// Its login page has a form that leads to the provider.
    Form,
    /// Its login page has Clef's button, which a script of Clef's makes.
    Button,
    /// It forgets whoever signs in.
    Forgets,
    /// Its callback fails.
    Breaks,
    /// Its probe fails for who is signed in.
    ProbeBreaks,
    /// It signs in without the provider.
    Alone,
    /// It takes its time.
    Slow,
    /// Its probe leads to the login page.
    Redirects,
    /// It answers nobody after the first sign-in, and says so with a file `gone`.
    Dies,
}

/// A running one, on a port of this machine.
pub struct SmallApp {
    /// `http://127.0.0.1:PORT`
    pub url: String,
    inner: Arc<Inner>,
}

struct Inner {
    manner: Manner,
    url: String,
    /// The file with the provider's issuer.
    issuer: PathBuf,
    sessions: Mutex<Vec<String>>,
    made: AtomicUsize,
    /// How often it was asked for its probe.
    probed: AtomicUsize,
    closed: AtomicBool,
}

impl SmallApp {
    /// Starts it. It looks its provider up in that file when it needs it first.
    pub fn start(manner: Manner, issuer: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let inner = Arc::new(Inner {
            manner,
            url: url.clone(),
            issuer: issuer.to_owned(),
            sessions: Mutex::default(),
            made: AtomicUsize::new(0),
            probed: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
        });
        let own = Arc::clone(&inner);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if own.closed.load(Ordering::SeqCst) {
                    break;
                }
                if own.manner == Manner::Dies && own.made.load(Ordering::SeqCst) > 0 {
                    own.die();
                    continue;
                }
                let own = Arc::clone(&own);
                thread::spawn(move || drop(own.answer(stream)));
            }
        });
        Self { url, inner }
    }

    /// An address of it.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}

impl Drop for SmallApp {
    fn drop(&mut self) {
        self.inner.closed.store(true, Ordering::SeqCst);
        // the thread that waits for connections hears of it by one
        let _ = TcpStream::connect(self.url.trim_start_matches("http://"));
    }
}

/// Status, further headers, type of the content and content.
type Answer = (&'static str, String, &'static str, String);

impl Inner {
    fn die(&self) {
        fs::write(self.issuer.with_file_name("gone"), "").unwrap();
        // until its process has heard of it
        thread::sleep(Duration::from_millis(100));
    }

    fn answer(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let (mut cookie, mut length) = (String::new(), 0);
        loop {
            let mut header = String::new();
            if reader.read_line(&mut header)? == 0 || header.trim().is_empty() {
                break;
            }
            let (name, value) = header.split_once(':').unwrap_or_default();
            match name.to_ascii_lowercase().as_str() {
                "cookie" => value.trim().clone_into(&mut cookie),
                "content-length" => length = value.trim().parse().unwrap_or(0),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let target = line.split(' ').nth(1).unwrap_or("/").to_owned();
        if self.manner == Manner::Slow {
            thread::sleep(Duration::from_millis(150));
        }
        let (status, headers, kind, text) = self.page(&target, &cookie);
        let mut stream = stream;
        write!(
            stream,
            "HTTP/1.1 {status}\r\n{headers}Content-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}",
            text.len()
        )
    }

    fn page(&self, target: &str, cookie: &str) -> Answer {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let own = cookie.split("; ").find_map(|pair| pair.strip_prefix("own="));
        let is_known = own.is_some_and(|own| self.sessions.lock().unwrap().iter().any(|known| known == own));
        match path {
            "/login" => self.login(),
            "/go" => to(&self.request()),
            "/callback" if self.manner == Manner::Breaks => page("500 Internal Server Error", "broken"),
            "/callback" if query.contains("code=") || self.manner == Manner::Alone => self.sign_in(),
            "/callback" => page("400 Bad Request", "no code"),
            "/me" => {
                self.probed.fetch_add(1, Ordering::SeqCst);
                self.probe(is_known)
            }
            "/moved" => ("308 Permanent Redirect", "Location: /me\r\n".into(), "text/html", String::new()),
            "/hook" => {
                self.sessions.lock().unwrap().clear();
                page("200 OK", "")
            }
            _ => page("200 OK", "<p>Welcome"),
        }
    }

    fn login(&self) -> Answer {
        match self.manner {
            Manner::Link => page("200 OK", "<p><a href='/go'>Sign in with the provider</a>"),
            Manner::Form => page("200 OK", "<form action='/go'><button>Log in</button></form>"),
            Manner::Button => page("200 OK", &self.button()),
            Manner::Alone => to("/callback"),
            _ => to(&self.request()),
        }
    }

    fn request(&self) -> String {
        let issuer = self.issuer();
        let callback = format!("{}/callback", self.url);
        let state = self.made.load(Ordering::SeqCst);
        format!(
            "{issuer}/authorize?response_type=code&client_id=checked-app&redirect_uri={callback}&scope=openid\
             &state=s{state}&nonce=n{state}&code_challenge={}&code_challenge_method=S256",
            "A".repeat(43)
        )
    }

    fn button(&self) -> String {
        let callback = format!("{}/callback", self.url);
        format!(
            "<script class=clef-button src='https://clef.io/v3/clef.js' data-state=s{} data-redirect-url='{callback}' \
             data-app-id=4f318ac177a9391c2e0d221203725ffd></script>",
            self.made.load(Ordering::SeqCst)
        )
    }

    /// It is told when its process begins, which may be a little later than the first request.
    fn issuer(&self) -> String {
        let read = || {
            thread::sleep(Duration::from_millis(5));
            fs::read_to_string(&self.issuer).ok().filter(|issuer| !issuer.is_empty())
        };
        (0..1000).find_map(|_| read()).unwrap_or_default()
    }

    fn sign_in(&self) -> Answer {
        let own = format!("s{}", self.made.fetch_add(1, Ordering::SeqCst));
        if self.manner != Manner::Forgets {
            self.sessions.lock().unwrap().push(own.clone());
        }
        let headers = format!("Location: /\r\nSet-Cookie: own={own}; Path=/; HttpOnly\r\n");
        ("302 Found", headers, "text/html", String::new())
    }

    fn probe(&self, is_known: bool) -> Answer {
        let unique = self.probed.load(Ordering::SeqCst);
        match (self.manner, is_known) {
            (Manner::Blind, _) => page("200 OK", &format!("<p>Number {unique} of the visitors")),
            (Manner::FormForAll, false) => page(
                "200 OK",
                &format!("<form><input name=csrf value=c{unique}><button>Sign in</button></form>"),
            ),
            (Manner::FormForAll, true) => {
                page("200 OK", &format!("<p>Hello c{unique} <a href='/logout'>Leave</a>"))
            }
            (Manner::Json, false) => ("200 OK", String::new(), "application/json", r#"{"user":null}"#.into()),
            (Manner::Json, true) => {
                ("200 OK", String::new(), "application/json", r#"{"user":{"name":"somebody"}}"#.into())
            }
            (Manner::ProbeBreaks, true) => page("500 Internal Server Error", "broken"),
            (Manner::Redirects, false) => to("/login"),
            (_, true) => page("200 OK", "<p>Hello"),
            (_, false) => page("401 Unauthorized", "<p>Nobody"),
        }
    }
}

fn to(place: &str) -> Answer {
    ("302 Found", format!("Location: {place}\r\n"), "text/html", String::new())
}

fn page(status: &'static str, text: &str) -> Answer {
    (status, String::new(), "text/html", text.to_owned())
}
