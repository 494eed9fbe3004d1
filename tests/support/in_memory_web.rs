//! A web in memory for a browser under test: sites that are functions, and behind them the real client for a provider that runs.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use authctl::{
    check::{trace::Trace, user_agent::UserAgent},
    error::{Code, Result},
    host::{
        BoxFuture, Http,
        http::{Client, Settings},
        resolver::AddressPolicy,
    },
    protocol::exchange::{Request, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use url::Url;

use super::sessions::StillClock;

/// What a site answers: status, headers, body.
pub struct Said(pub u16, pub Vec<(&'static str, String)>, pub String);

impl Said {
    /// A page.
    pub fn page(body: impl Into<String>) -> Self {
        Self(200, vec![("content-type", "text/html; charset=utf-8".into())], body.into())
    }

    /// A redirect.
    pub fn to(location: impl Into<String>) -> Self {
        Self(302, vec![("location", location.into())], String::new())
    }

    /// With a header more.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.1.push((name, value.into()));
        self
    }
}

type Site = Box<dyn Fn(&Request) -> Said + Send + Sync>;

/// The sites, by origin.
#[derive(Default)]
pub struct Web {
    sites: BTreeMap<String, Site>,
    real: Option<Client>,
    /// What was asked of the sites.
    pub asked: Mutex<Vec<Request>>,
}

impl Web {
    /// With a site of this origin.
    pub fn site(mut self, origin: &str, answer: impl Fn(&Request) -> Said + Send + Sync + 'static) -> Self {
        self.sites.insert(origin.to_owned(), Box::new(answer));
        self
    }

    /// With the real client for what is no site of these.
    pub fn or_real(mut self) -> Self {
        self.real = Some(Client::new(Settings { addresses: AddressPolicy::Near, ..Settings::default() }));
        self
    }

    /// A browser in it, with a clock that stands.
    pub fn browser(self, provider: &str) -> Browsing {
        let (web, clock, trace) = (Arc::new(self), Arc::new(StillClock::default()), Trace::default());
        let provider = Url::parse(provider).expect("an address");
        let agent = UserAgent::new(Arc::clone(&web) as _, Arc::clone(&clock) as _, &trace, provider);
        Browsing { agent, web, clock, trace }
    }
}

impl Http for Web {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response>> {
        Box::pin(async move {
            let Some(site) = self.sites.get(&request.url.origin().ascii_serialization()) else {
                return match &self.real {
                    Some(client) => client.send(request).await,
                    None => Err(Code::DnsFailed.error().unsent()),
                };
            };
            let Said(status, headers, body) = site(&request);
            self.asked.lock().unwrap().push(request);
            let headers = headers.into_iter().map(|(name, value)| {
                (HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap())
            });
            let mut map = HeaderMap::new();
            headers.for_each(|(name, value)| _ = map.append(name, value));
            Ok(Response { status: StatusCode::from_u16(status).unwrap(), headers: map, body: body.into() })
        })
    }
}

/// A browser, and what is around it.
pub struct Browsing {
    pub agent: UserAgent,
    pub web: Arc<Web>,
    pub clock: Arc<StillClock>,
    pub trace: Trace,
}

impl Browsing {
    /// The requests to the sites so far: `GET http://…`.
    pub fn asked(&self) -> Vec<String> {
        let asked = self.web.asked.lock().unwrap();
        asked.iter().map(|request| format!("{} {}", request.method, request.url)).collect()
    }

    /// A header of the last request to a site.
    pub fn sent(&self, name: &str) -> Option<String> {
        let asked = self.web.asked.lock().unwrap();
        Some(asked.last()?.headers.get(name)?.to_str().unwrap().to_owned())
    }

    /// What was said, in a line each.
    pub fn told(&self) -> Vec<String> {
        let arrows = self.trace.arrows();
        arrows.iter().map(|it| format!("{:?} to {:?}: {}", it.from, it.to, it.text)).collect()
    }
}

/// Waits for it.
pub fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// An address.
pub fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}
