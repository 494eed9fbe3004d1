//! Authorization requests, and where the browser ends that brings one. <https://www.rfc-editor.org/rfc/rfc6749#section-4.1>

use http::{HeaderValue, header};
use url::Url;

use super::{answer::Answer, client::Client, stage::Stage};
use crate::{
    check::{judged::Judged, trace::Trace},
    jose::{base64url, hash},
    protocol::exchange::{Endpoint, Request},
    secret::SecretString,
};

/// A client that nobody has registered.
pub(super) const STRANGER: &str = "authctl-unknown-client";

/// Why what a provider thinks of a request cannot be seen.
pub(super) fn signs_in_first() -> Judged {
    Judged::skip("it asks people to sign in before it looks at the request, which is not seen from here")
}

/// Whoever redirects further leads in a circle.
const MOST_STEPS: usize = 8;

/// An authorization request.
#[derive(Clone)]
pub(super) struct Asking {
    /// Its parameters, in order.
    pairs: Vec<(&'static str, String)>,
    /// What its challenge is of (RFC 7636 §4.1).
    pub(super) verifier: String,
}

impl Asking {
    /// A right request of this client.
    pub(super) fn of(stage: &Stage, client: &Client) -> Self {
        let verifier = stage.fresh();
        let challenge = base64url::encode(hash::sha256(verifier.as_bytes()));
        let pairs = vec![
            ("response_type", "code".to_owned()),
            ("client_id", client.id.clone()),
            ("redirect_uri", client.redirect_uri.clone()),
            ("scope", "openid".to_owned()),
            ("state", stage.fresh()),
            ("nonce", stage.fresh()),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256".to_owned()),
        ];
        Self { pairs, verifier }
    }

    /// With this value in place of what was there.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.pairs.retain(|(known, _)| *known != name);
        self.and(name, value)
    }

    /// With this value besides what was there.
    pub(super) fn and(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.pairs.push((name, value.into()));
        self
    }

    pub(super) fn without(mut self, name: &'static str) -> Self {
        self.pairs.retain(|(known, _)| *known != name);
        self
    }

    pub(super) fn value(&self, name: &str) -> &str {
        self.pairs.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// As the browser opens it.
    pub(super) fn at(&self, mut endpoint: Url) -> Url {
        endpoint.query_pairs_mut().extend_pairs(&self.pairs);
        endpoint
    }

    /// As a form that the browser posts (OIDC Core §3.1.2.1).
    pub(super) fn posted(&self, endpoint: Url) -> Request {
        Request::form(
            Endpoint::Authorization,
            endpoint,
            self.pairs.iter().map(|(name, value)| (*name, value)),
        )
    }
}

/// Where a browser has ended.
pub(super) enum Landing {
    /// It was sent somewhere else, by this answer.
    Away(Url, Answer),
    /// A page of the provider's.
    Page(Answer),
}

impl Landing {
    /// Whether the provider went on with the request: it sent the browser on, or shows something to fill in.
    pub(super) fn is_taken(&self) -> bool {
        match self {
            Self::Away(..) => true,
            Self::Page(answer) => answer.is_success() && is_interactive(answer),
        }
    }

    /// Whether it is a page that a person can do something on.
    pub(super) fn is_page_to_go_on_with(&self) -> bool {
        matches!(self, Self::Page(_)) && self.is_taken()
    }

    /// Whether the provider has refused the request: by a page, or with an error at the redirect URI.
    pub(super) fn is_refused(&self) -> bool {
        match self {
            Self::Away(url, _) => pairs_of(url).iter().any(|(name, _)| name == "error"),
            Self::Page(_) => !self.is_taken(),
        }
    }

    /// What was seen, for a sentence.
    pub(super) fn said(&self) -> String {
        match self {
            Self::Away(url, _) => {
                let error = pairs_of(url).into_iter().find(|(name, _)| name == "error");
                let error = error.map(|(_, value)| format!(" with {value}")).unwrap_or_default();
                format!("it sends the browser to {}{error}", url.host_str().unwrap_or(url.scheme()))
            }
            Self::Page(answer) if self.is_taken() => format!("it goes on with a page ({})", answer.status()),
            Self::Page(answer) => format!("it shows a page ({})", answer.status()),
        }
    }

    pub(super) fn status(&self) -> u16 {
        let (Self::Away(_, answer) | Self::Page(answer)) = self;
        answer.status()
    }

    /// Right if this holds.
    pub(super) fn rule(&self, holds: bool) -> Judged {
        Judged::of_rule(holds, self.said()).with_status(self.status())
    }
}

/// A page that a person can do something on; an error page has nothing of the kind.
fn is_interactive(answer: &Answer) -> bool {
    let page = String::from_utf8_lossy(&answer.response.body).to_ascii_lowercase();
    page.contains("<form") || page.contains("<script")
}

/// The parameters that a redirect brings, in the query or the fragment.
pub(super) fn pairs_of(url: &Url) -> Vec<(String, String)> {
    let parts = [url.query(), url.fragment()];
    let parts = parts.into_iter().flatten();
    parts.flat_map(|part| url::form_urlencoded::parse(part.as_bytes()).into_owned()).collect()
}

/// What came back to the redirect URI.
pub(super) struct Back(pub(super) Vec<(String, String)>);

impl Back {
    /// A parameter; empty if there is none.
    pub(super) fn value(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }
}

/// Whether this is the redirect URI with something added.
pub(super) fn is_back(url: &Url, redirect_uri: &str) -> bool {
    let bare = |url: &Url| url[..url::Position::AfterPath].to_owned();
    Url::parse(redirect_uri).is_ok_and(|wanted| bare(&wanted) == bare(url))
}

impl Stage {
    /// A right request of the client.
    pub(super) fn asking(&self) -> Result<Asking, Judged> {
        Ok(Asking::of(self, self.client()?))
    }

    /// Brings a request without signing in: follows the provider within its own pages.
    pub(super) async fn bring(&self, asking: &Asking, trace: &Trace) -> Result<Landing, Judged> {
        let url = asking.at(self.endpoint("authorization_endpoint", trace).await?);
        self.visit(Request::get(Endpoint::Authorization, url), trace).await
    }

    /// Opens an address as a browser does, with the cookies that it is given on the way.
    pub(super) async fn visit(&self, mut request: Request, trace: &Trace) -> Result<Landing, Judged> {
        let home = request.url.origin();
        let client = self.client.as_ref();
        let mut cookies: Vec<(String, SecretString)> = Vec::new();
        for _ in 0..MOST_STEPS {
            request.headers.insert(header::ACCEPT, HeaderValue::from_static("text/html"));
            let answer = self.ask(request, trace).await?;
            let Some(target) = answer.location() else { return Ok(Landing::Page(answer)) };
            let is_back = client.is_some_and(|client| is_back(&target, &client.redirect_uri));
            if target.origin() != home || is_back {
                return Ok(Landing::Away(target, answer));
            }
            keep_cookies(&mut cookies, &answer);
            request = with_cookies(Request::get(Endpoint::Authorization, target), &cookies);
        }
        Err(Judged::error("the provider's pages lead in a circle"))
    }

    /// Brings a request that is wrong. A provider may ask people to sign in before it looks at what is asked: then what it
    /// thinks of the request is not seen here.
    pub(super) async fn bring_wrong(&self, asking: &Asking, trace: &Trace) -> Result<Landing, Judged> {
        let landing = self.bring(asking, trace).await?;
        if landing.is_page_to_go_on_with() && self.signs_in_first(trace).await? {
            return Err(signs_in_first().with_status(landing.status()));
        }
        Ok(landing)
    }

    /// Whether even a client that nobody knows is shown a page to go on with.
    async fn signs_in_first(&self, trace: &Trace) -> Result<bool, Judged> {
        let stranger = Client { id: STRANGER.to_owned(), ..self.client()?.clone() };
        Ok(self.bring(&Asking::of(self, &stranger), trace).await?.is_page_to_go_on_with())
    }

    /// Brings a request that must come back with an error at once: what came back.
    pub(super) async fn error_of(&self, asking: &Asking, trace: &Trace) -> Result<Back, Judged> {
        let landing = self.bring_wrong(asking, trace).await?;
        match &landing {
            Landing::Away(url, _) if is_back(url, &self.client()?.redirect_uri) => Ok(Back(pairs_of(url))),
            _ => Err(Judged::fail(landing.said()).with_status(landing.status())),
        }
    }
}

fn keep_cookies(cookies: &mut Vec<(String, SecretString)>, answer: &Answer) {
    let set = answer.response.headers.get_all(header::SET_COOKIE).iter();
    let pairs = set.filter_map(|value| value.to_str().ok()?.split(';').next()?.split_once('='));
    for (name, value) in pairs {
        cookies.retain(|(known, _)| known != name);
        cookies.push((name.to_owned(), value.into()));
    }
}

fn with_cookies(request: Request, cookies: &[(String, SecretString)]) -> Request {
    let pairs: Vec<String> =
        cookies.iter().map(|(name, value)| format!("{name}={}", value.expose())).collect();
    match HeaderValue::from_str(&pairs.join("; ")) {
        Ok(value) if !pairs.is_empty() => request.header(header::COOKIE, value),
        _ => request,
    }
}
