//! The provider that is checked: how it is reached, as whom, and what it may be asked.

use std::{net::IpAddr, sync::Arc};

use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::Value;
use tokio::sync::OnceCell;
use url::{Host, Url};

use super::{
    answer::Answer,
    client::Client,
    documents::{Keys, Metadata},
    person::Person,
};
use crate::{
    check::{
        judged::Judged,
        trace::{Actor, Trace},
    },
    error::Result as Outcome,
    host::{Clock, Http, Random},
    jose::base64url,
    protocol::{
        address::{self, Reach},
        exchange::{Endpoint, Request},
        issuer::Issuer,
        json,
    },
    untrusted::sanitize,
};

/// What the cases work with.
pub struct Stage {
    /// The provider.
    pub issuer: Issuer,
    /// The way to it.
    pub http: Arc<dyn Http>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What nobody can guess.
    pub random: Arc<dyn Random>,
    /// Hosts beyond this machine and private networks that may be asked more than for their documents.
    pub mine: Vec<String>,
    /// The client to ask as.
    pub client: Option<Client>,
    /// Another client of the same provider.
    pub other: Option<Client>,
    /// Who signs in.
    pub person: Option<Arc<dyn Person>>,
    /// Where the client may be sent after logout.
    pub post_logout_redirect_uri: Option<String>,
    /// The documents, fetched once.
    pub known: Known,
}

/// The documents that have been fetched.
#[derive(Default)]
pub struct Known {
    metadata: OnceCell<Metadata>,
    keys: OnceCell<Keys>,
}

impl Stage {
    /// The metadata, in the first form that there is.
    pub(super) async fn metadata(&self, trace: &Trace) -> Result<&Metadata, Judged> {
        self.known.metadata.get_or_try_init(|| self.fetch_metadata(trace)).await
    }

    async fn fetch_metadata(&self, trace: &Trace) -> Result<Metadata, Judged> {
        let [first, second] = self.issuer.well_known();
        let mut form = first.form;
        let mut answer = self.read(Endpoint::Discovery, first.url, trace).await?;
        if answer.response.status == StatusCode::NOT_FOUND {
            form = second.form;
            answer = self.read(Endpoint::Discovery, second.url, trace).await?;
        }
        let members = json::object(&answer.response.body)?;
        Ok(Metadata { issuer: self.issuer.clone(), form, answer, members })
    }

    /// The key set.
    pub(super) async fn keys(&self, trace: &Trace) -> Result<&Keys, Judged> {
        self.known.keys.get_or_try_init(|| self.fetch_keys(trace)).await
    }

    async fn fetch_keys(&self, trace: &Trace) -> Result<Keys, Judged> {
        let metadata = self.metadata(trace).await?;
        let url = metadata.url("jwks_uri").ok_or_else(|| Judged::skip("the metadata name no jwks_uri"))?;
        let answer = self.read(Endpoint::Jwks, url, trace).await?;
        let document = json::object(&answer.response.body)?;
        let keys = document.get("keys").and_then(Value::as_array).into_iter().flatten();
        let keys = keys.filter_map(|key| key.as_object().cloned()).collect();
        Ok(Keys { answer, keys })
    }

    /// Asks for a document that anybody may read.
    pub(super) async fn read(&self, endpoint: Endpoint, url: Url, trace: &Trace) -> Outcome<Answer> {
        self.send(Request::get(endpoint, url), trace).await
    }

    /// Asks for a document as a script of this web page would.
    pub(super) async fn read_from(&self, origin: &'static str, url: Url, trace: &Trace) -> Outcome<Answer> {
        let request = Request::get(Endpoint::Discovery, url);
        let request = request.header(HeaderName::from_static("origin"), HeaderValue::from_static(origin));
        self.send(request, trace).await
    }

    /// The address of an endpoint.
    pub(super) async fn endpoint(&self, member: &str, trace: &Trace) -> Result<Url, Judged> {
        let metadata = self.metadata(trace).await?;
        metadata.url(member).ok_or_else(|| Judged::skip(format!("the metadata name no {member}")))
    }

    /// Sends what is more than reading a document: to this machine and private networks, and to hosts that are said to be the
    /// person's own: a check is not turned on somebody else's provider (threat T3).
    pub(super) async fn ask(&self, request: Request, trace: &Trace) -> Result<Answer, Judged> {
        self.judge(&request.url)?;
        Ok(self.send(request, trace).await?)
    }

    /// Whether the host may be asked.
    pub(super) fn judge(&self, url: &Url) -> Result<(), Judged> {
        let host = url.host_str().unwrap_or_default();
        // metadata from elsewhere open no way into this machine (threat C5)
        let is_near = is_near(url) && is_near(self.issuer.url());
        if is_near || self.mine.iter().any(|mine| mine.eq_ignore_ascii_case(host)) {
            return Ok(());
        }
        let reason = format!("{host} is asked for its documents only: it takes --target-is-mine {host}");
        Err(Judged::skip(reason))
    }

    async fn send(&self, request: Request, trace: &Trace) -> Outcome<Answer> {
        let url = request.url.clone();
        trace.request(Actor::Checker, Actor::Provider, shown(&request));
        match self.http.send(request).await {
            Ok(response) => {
                let answer = Answer { url, response };
                trace.answer(Actor::Provider, Actor::Checker, sanitize(&answer.said()));
                Ok(answer)
            }
            Err(error) => {
                trace.answer(Actor::Provider, Actor::Checker, error.text());
                Err(error)
            }
        }
    }

    /// The client to ask as.
    pub(super) fn client(&self) -> Result<&Client, Judged> {
        self.client.as_ref().ok_or_else(|| Judged::skip("it takes a client: --client-id and --redirect-uri"))
    }

    /// The client, if it has something to authenticate with.
    pub(super) fn confidential(&self) -> Result<(&Client, &str), Judged> {
        let client = self.client()?;
        match &client.secret {
            Some(secret) => Ok((client, secret.expose())),
            None => Err(Judged::skip("the client is public: it takes --client-secret-from")),
        }
    }

    /// A second client.
    pub(super) fn other(&self) -> Result<&Client, Judged> {
        self.other.as_ref().ok_or_else(|| Judged::skip("it takes a second client: --other-client-id"))
    }

    /// A value that has not been there before.
    pub(super) fn fresh(&self) -> String {
        let mut bytes = [0; 32];
        self.random.fill(&mut bytes);
        base64url::encode(bytes)
    }
}

/// This machine or a private network, by its writing; a name can stand for anything.
fn is_near(url: &Url) -> bool {
    let near = |address: IpAddr| matches!(Reach::of(address), Reach::Loopback | Reach::Private);
    match url.host() {
        Some(Host::Ipv4(address)) => near(address.into()),
        Some(Host::Ipv6(address)) => near(address.into()),
        _ => address::is_loopback(url),
    }
}

/// The request without its values: `POST /token (grant_type, code)`.
fn shown(request: &Request) -> String {
    let pairs = match request.body.is_empty() {
        true => request.url.query().unwrap_or_default().as_bytes(),
        false => &request.body,
    };
    let names: Vec<_> = url::form_urlencoded::parse(pairs).map(|(name, _)| name).collect();
    let path = sanitize(request.url.path());
    match names.is_empty() {
        true => format!("{} {path}", request.method),
        false => format!("{} {path} ({})", request.method, sanitize(&names.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        host::{BoxFuture, clock::SystemClock, random::SystemRandom},
        protocol::exchange::Response,
    };

    struct Nobody;

    impl Http for Nobody {
        fn send(&self, _: Request) -> BoxFuture<'_, Outcome<Response>> {
            panic!("nobody is asked")
        }
    }

    fn stage(issuer: &str, mine: &[&str]) -> Stage {
        Stage {
            issuer: Issuer::parse(issuer).unwrap(),
            http: Arc::new(Nobody),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            mine: mine.iter().map(|host| (*host).to_owned()).collect(),
            client: None,
            other: None,
            person: None,
            post_logout_redirect_uri: None,
            known: Known::default(),
        }
    }

    #[tokio::test]
    async fn more_than_documents_is_asked_of_what_is_near_or_the_persons_own() {
        // T3, C5
        for (issuer, mine, endpoint, may) in [
            ("http://127.0.0.1:9470", &[][..], "http://127.0.0.1:9470/token", true),
            ("http://localhost:9470", &[], "http://[::1]:9471/token", true),
            ("https://10.0.0.1", &[], "https://10.0.0.2/token", true),
            ("https://op.example", &[], "https://op.example/token", false),
            ("https://op.example", &["OP.example"], "https://op.example/token", true),
            ("https://op.example", &["op.example"], "https://other.example/token", false),
            ("https://op.example", &["op.example"], "http://127.0.0.1:9470/token", false),
            ("http://127.0.0.1:9470", &[], "https://op.example/token", false),
            ("http://127.0.0.1:9470", &[], "https://169.254.169.254/token", false),
        ] {
            let url = Url::parse(endpoint).unwrap();
            let judged = stage(issuer, mine).judge(&url);
            assert_eq!(judged.is_ok(), may, "{issuer} {endpoint}");
            if !may {
                let request = Request::get(Endpoint::Authorization, url);
                let asked = stage(issuer, mine).ask(request, &Trace::default()).await;
                assert!(asked.is_err_and(|judged| judged.message.contains("--target-is-mine")));
            }
        }
    }
}
