//! What the app asks the provider without a browser, as the provider hears it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use http::Method;

use crate::{
    check::{
        trace::{Actor, Trace},
        user_agent::vendor::Vendor,
    },
    error::Result,
    host::{BoxFuture, Http},
    idp::observer::{Observer, Seen},
    protocol::exchange::{Endpoint, Request, Response},
};

/// The most that is remembered of one case.
const MOST: usize = 2000;

/// What the app asks the provider.
#[derive(Default)]
pub struct Heard(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    trace: Trace,
    /// The paths that the app asked for.
    asked: Vec<String>,
    /// How often it has ever asked for each.
    ever: BTreeMap<String, usize>,
    /// What browsers are asking for now.
    browsed: Vec<(Method, String)>,
}

impl Heard {
    /// From now on it is told in this trace; in a new one, nothing was asked yet.
    pub fn tell(&self, trace: &Trace) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !inner.trace.is_of(trace) {
            let ever = std::mem::take(&mut inner.ever);
            *inner = Inner { trace: trace.clone(), ever, ..Inner::default() };
        }
    }

    /// How often the app asked for a path that ends so since the case began: a vendor's provider has more before it.
    pub fn count(&self, path: &str) -> usize {
        let inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.asked.iter().filter(|known| known.ends_with(path)).count()
    }

    /// How often the app asked for tokens since then, by a code or otherwise.
    pub fn count_of_tokens(&self) -> usize {
        ["/token", "/access_token", "/api/v1/authorize"].iter().map(|path| self.count(path)).sum()
    }

    /// How often it ever asked for a path that ends so, also while it started.
    pub fn count_ever(&self, path: &str) -> usize {
        let inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.ever.iter().filter(|(known, _)| known.ends_with(path)).map(|(_, count)| count).sum()
    }

    fn browses(&self, request: &Request) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.browsed.len() < MOST {
            inner.browsed.push((request.method.clone(), request.url.path().to_owned()));
        }
    }
}

impl Observer for Heard {
    fn answered(&self, seen: &Seen<'_>) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |(method, path): &(Method, String)| method == seen.method && path == seen.path;
        if let Some(place) = inner.browsed.iter().position(is_it) {
            inner.browsed.swap_remove(place);
            return;
        }
        if inner.asked.len() < MOST {
            inner.asked.push(seen.path.to_owned());
        }
        if inner.ever.len() < MOST {
            *inner.ever.entry(seen.path.to_owned()).or_default() += 1;
        }
        inner.trace.request(Actor::App, Actor::Provider, format!("{} {}", seen.method, seen.path));
        let status = seen.status.map_or_else(|| "no answer".to_owned(), |status| status.as_u16().to_string());
        let text = if seen.faults.is_empty() { status } else { format!("{status}, {}", seen.faults) };
        inner.trace.answer(Actor::Provider, Actor::App, text);
    }
}

/// A browser's way: what it asks the provider is no question of the app's.
pub(super) struct Browsing {
    pub http: Arc<dyn Http>,
    pub heard: Arc<Heard>,
    /// What the provider's addresses begin with.
    pub origin: String,
    /// The vendor that it stands for.
    pub vendor: Vendor,
}

impl Http for Browsing {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response>> {
        // what a script of the app's asks the app asks
        let is_script = request.endpoint == Endpoint::AppScript;
        let is_of_provider =
            request.url.origin().ascii_serialization() == self.origin || self.vendor.has(&request.url);
        if !is_script && is_of_provider {
            self.heard.browses(&request);
        }
        self.http.send(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_asks_is_told_apart_from_what_the_app_asks() {
        let (heard, trace) = (Heard::default(), Trace::default());
        heard.tell(&trace);
        let seen = |path: &str| {
            let status = Some(http::StatusCode::OK);
            heard.answered(&Seen { method: &Method::GET, path, status, faults: "" });
        };
        let url = url::Url::parse("http://127.0.0.1:1/authorize?state=secret").unwrap();
        heard.browses(&Request::get(Endpoint::App, url));
        seen("/jwks");
        seen("/authorize");
        seen("/jwks");
        assert_eq!((heard.count("/jwks"), heard.count("/authorize")), (2, 0));
        let texts: Vec<String> = trace.arrows().into_iter().map(|arrow| arrow.text).collect();
        assert_eq!(texts, ["GET /jwks", "200", "GET /jwks", "200"]);
        heard.tell(&trace.clone());
        assert_eq!(heard.count("/jwks"), 2);
        heard.tell(&Trace::default());
        assert_eq!(
            (heard.count("/jwks"), heard.count_ever("/jwks"), heard.count_ever("/authorize")),
            (0, 2, 0)
        );
    }
}
