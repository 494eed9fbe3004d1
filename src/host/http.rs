//! The one HTTP client for everything that is called: no redirects, no compression, no cookies, HTTP/1.1, everything
//! bounded in size and time (RFC 9110, RFC 9112; threats C4–C14, C20, C22).

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use http::{HeaderMap, HeaderValue, header};
use reqwest::{ClientBuilder, redirect, retry};
use tokio::time::timeout;

use super::{
    BoxFuture, Clock as _, Http, Witness,
    clock::SystemClock,
    fault::{self, Place},
    proxy::HttpsProxy,
    resolver::{AddressPolicy, Lookup, Resolver, system_lookup},
    tls,
};
use crate::{
    error::{Code, Error, Result},
    protocol::{
        address::is_loopback,
        exchange::{Endpoint, Request, Response},
        step::{Exchange, Step},
    },
    x509::identity::Identity,
};

/// The most headers of an answer.
const MAX_HEADERS: usize = 100;
/// The largest headers of an answer together, in bytes.
const MAX_HEADER_BYTES: usize = 64 * 1024;

/// How long a connection is kept for the next request. A login uses one for its few requests in a row; one that has been
/// idle for longer may be about to be closed by the other side, and then a grant would be sent to nobody.
const KEPT_FOR: Duration = Duration::from_secs(1);

/// How long things may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Name, connection and TLS handshake.
    pub connect: Duration,
    /// From the beginning to the last header.
    pub head: Duration,
    /// Silence within the body.
    pub idle: Duration,
    /// The whole exchange (`--timeout`).
    pub whole: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            head: Duration::from_secs(15),
            idle: Duration::from_secs(10),
            whole: Duration::from_secs(30),
        }
    }
}

impl Limits {
    /// The usual ones under another limit for the whole, all of which the slow part may take. Connecting ends before the
    /// rest does, so that it is known that nothing was sent.
    pub fn within(whole: Duration) -> Self {
        let usual = Self::default();
        Self { connect: usual.connect.min(whole * 3 / 4), head: whole, idle: whole, whole }
    }
}

/// Whom a certificate is shown to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// The provider, where the client asks it as who it is; where it fetches documents or plays a browser it shows none.
    Provider,
    /// The one API that the person has named.
    Api,
}

/// A certificate to show (RFC 8705).
#[derive(Debug, Clone)]
pub struct Shown {
    /// It, and its key.
    pub identity: Identity,
    /// To whom.
    pub to: To,
}

impl Shown {
    fn is_for(&self, endpoint: Endpoint) -> bool {
        match self.to {
            To::Provider => endpoint.is_for_the_client(),
            To::Api => endpoint == Endpoint::Api,
        }
    }
}

/// What a client is made of.
#[derive(Clone)]
pub struct Settings {
    /// Certificates to trust besides the platform's (`--ca-file`).
    pub ca_file: Option<PathBuf>,
    /// The certificate to show.
    pub certificate: Option<Shown>,
    /// The proxy for https.
    pub proxy: HttpsProxy,
    /// How long things may take.
    pub limits: Limits,
    /// Which addresses may be connected to.
    pub addresses: AddressPolicy,
    /// Who knows the addresses of names.
    pub lookup: Lookup,
    /// Who is told of every exchange.
    pub witness: Option<Arc<dyn Witness>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            ca_file: None,
            certificate: None,
            proxy: HttpsProxy::none(),
            limits: Limits::default(),
            addresses: AddressPolicy::Any,
            lookup: system_lookup(),
            witness: None,
        }
    }
}

/// The real [`Http`]. Nothing is built before the first request: trust roots cost milliseconds that a command without
/// network does not have to pay, and http to loopback neither.
pub struct Client {
    settings: Settings,
    resolver: Resolver,
    /// http to loopback: no roots, no proxy.
    plain: OnceLock<Result<reqwest::Client>>,
    /// https.
    verified: OnceLock<Result<reqwest::Client>>,
    /// https with the certificate; its connections are for nothing else.
    mutual: OnceLock<Result<reqwest::Client>>,
}

impl Client {
    /// A client that is built when it is first needed.
    pub fn new(mut settings: Settings) -> Self {
        // a proxy looks names up itself: what may only go near goes there without one (threat W9)
        if matches!(settings.addresses, AddressPolicy::Near | AddressPolicy::NearOr(_)) {
            settings.proxy = HttpsProxy::none();
        }
        let resolver = Resolver::new(
            settings.lookup.clone(),
            settings.addresses.clone(),
            settings.proxy.host().map(ToOwned::to_owned),
        );
        let (plain, verified, mutual) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { settings, resolver, plain, verified, mutual }
    }

    /// Which of the two to use (RFC 6749 §3.1, OIDC Core §16.17: no credential over cleartext; threat C6).
    async fn route(&self, request: &Request, place: &Place) -> Result<&reqwest::Client> {
        let host = request
            .url
            .host()
            .ok_or_else(|| place.error(Code::EndpointRefused, |_| "the address has no host".into()))?;
        let client = match request.url.scheme() {
            "https"
                if let Some(shown) =
                    self.settings.certificate.as_ref().filter(|it| it.is_for(request.endpoint)) =>
            {
                self.refuse_seeing_proxy(request)?;
                self.mutual.get_or_init(|| self.build_mutual(&shown.identity))
            }
            "https" => self.verified.get_or_init(|| self.build_verified()),
            "http" if is_loopback(&request.url) || self.is_near(request) => {
                self.plain.get_or_init(|| build(self.plain_builder()))
            }
            _ => {
                return Err(
                    place.error(Code::CleartextRefused, |host| format!("{host} is not asked over TLS"))
                );
            }
        };
        self.resolver.judge_literal(&host).await.map_err(|fault| fault::of_resolving(&fault, place))?;
        client.as_ref().map_err(Clone::clone)
    }

    /// What is sent to an app within this machine and private networks, where apps under test seldom have certificates. What a
    /// name stands for is judged when it is looked up.
    fn is_near(&self, request: &Request) -> bool {
        let is_app = matches!(request.endpoint, Endpoint::Webhook | Endpoint::App | Endpoint::AppScript);
        is_app && self.settings.addresses.keeps_near(request.url.host_str().unwrap_or_default())
    }

    fn base_builder(&self) -> ClientBuilder {
        reqwest::Client::builder()
            .user_agent(concat!("authctl/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(retry::never())
            .http1_only()
            .http1_max_headers(MAX_HEADERS)
            .pool_idle_timeout(KEPT_FOR)
            .connect_timeout(self.settings.limits.connect)
            .dns_resolver(self.resolver.clone())
            .no_proxy()
    }

    fn plain_builder(&self) -> ClientBuilder {
        self.base_builder().tls_certs_only([])
    }

    fn build_verified(&self) -> Result<reqwest::Client> {
        build(self.verified_builder()?)
    }

    /// The library would show the certificate to a proxy that asks for one.
    fn refuse_seeing_proxy(&self, request: &Request) -> Result<()> {
        if !self.settings.proxy.is_over_tls() || is_loopback(&request.url) {
            return Ok(());
        }
        Err(Code::ConfigInvalid
            .error()
            .message("a client certificate is not used through a proxy that is itself reached over TLS")
            .hint("give a proxy with http://, or none"))
    }

    fn build_mutual(&self, identity: &Identity) -> Result<reqwest::Client> {
        let pem = identity.pem();
        let identity = reqwest::Identity::from_pem(pem.expose().as_bytes()).map_err(|_| {
            Code::ConfigInvalid.error().message("the client certificate and its key cannot be used for TLS")
        })?;
        let builder = self.verified_builder()?.identity(identity);
        // What goes through such a proxy is refused; the rest is for this machine.
        build(if self.settings.proxy.is_over_tls() { builder.no_proxy() } else { builder })
    }

    fn verified_builder(&self) -> Result<ClientBuilder> {
        let mut builder = self.base_builder().https_only(true);
        if let Some(proxy) = self.settings.proxy.build()? {
            builder = builder.proxy(proxy);
        }
        if let Some(file) = &self.settings.ca_file {
            builder = builder.tls_certs_merge(tls::extra_roots(file)?);
        }
        Ok(builder)
    }

    async fn exchange(&self, request: Request) -> Result<Response> {
        let place = Place { host: host_of(&request), endpoint: request.endpoint };
        let late = || place.error(Code::Timeout, |host| format!("{host} did not answer in time"));
        let client = self.route(&request, &place).await.map_err(Error::unsent)?;
        timeout(self.settings.limits.whole, self.speak(client, request, &place))
            .await
            .unwrap_or_else(|_| Err(late()))
    }

    async fn speak(&self, client: &reqwest::Client, request: Request, place: &Place) -> Result<Response> {
        let limit = request.endpoint.body_limit();
        let sending = client
            .request(request.method, request.url)
            .headers(request.headers)
            .header(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"))
            .body(request.body)
            .send();
        let mut answer = timeout(self.settings.limits.head, sending)
            .await
            .map_err(|_| {
                place.error(Code::Timeout, |host| format!("{host} did not begin to answer in time"))
            })?
            .map_err(|error| fault::of_exchange(&error, place))?;
        judge_head(&answer, limit, place)?;
        let mut body = Vec::new();
        while let Some(chunk) = timeout(self.settings.limits.idle, answer.chunk())
            .await
            .map_err(|_| place.error(Code::Timeout, |host| format!("{host} fell silent within its answer")))?
            .map_err(|error| fault::of_exchange(&error, place))?
        {
            // C9: counted before it is kept
            if body.len() + chunk.len() > limit {
                return Err(too_large(place));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response { status: answer.status(), headers: std::mem::take(answer.headers_mut()), body })
    }
}

impl Http for Client {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response>> {
        Box::pin(async move {
            let Some(witness) = &self.settings.witness else { return self.exchange(request).await };
            let (at, began) = (SystemClock.now(), Instant::now());
            let outcome = self.exchange(request.clone()).await;
            let exchange = Exchange { at, took: began.elapsed(), request, outcome: outcome.clone() };
            witness.saw(Step::Exchange(Box::new(exchange)));
            outcome
        })
    }
}

/// What is refused before the body is read.
fn judge_head(answer: &reqwest::Response, limit: usize, place: &Place) -> Result<()> {
    if header_bytes(answer.headers()) > MAX_HEADER_BYTES {
        return Err(
            place.error(Code::ResponseTooLarge, |host| format!("{host} sends more headers than are taken"))
        );
    }
    // C4: 304 is no redirect, but there is nothing that it could be an answer to
    let is_answer = matches!(
        place.endpoint,
        Endpoint::Authorization | Endpoint::Api | Endpoint::Webhook | Endpoint::App | Endpoint::AppScript
    );
    if answer.status().is_redirection() && !is_answer {
        return Err(place
            .error(Code::RedirectRefused, |host| format!("{host} redirects a request"))
            .got(target(answer)));
    }
    // C10
    let plain = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"identity");
    // What an API sends is passed on as it came and expands nowhere here.
    let is_passed_on = matches!(place.endpoint, Endpoint::Api | Endpoint::Webhook);
    if !is_passed_on && !answer.headers().get_all(header::CONTENT_ENCODING).iter().all(plain) {
        return Err(
            place.error(Code::ContentEncodingRefused, |host| format!("{host} sends a compressed answer"))
        );
    }
    match answer.content_length() {
        Some(length) if length > limit as u64 => Err(too_large(place)),
        _ => Ok(()),
    }
}

/// The host that a redirect leads to; nothing else of it is shown.
fn target(answer: &reqwest::Response) -> String {
    answer
        .headers()
        .get(header::LOCATION)
        .and_then(|location| location.to_str().ok())
        .and_then(|location| answer.url().join(location).ok())
        .and_then(|url| url.host_str().map(ToOwned::to_owned))
        .unwrap_or_else(|| "nowhere".into())
}

fn too_large(place: &Place) -> Error {
    let limit = place.endpoint.body_limit() / 1024;
    place.error(Code::ResponseTooLarge, |host| format!("the answer of {host} is larger than {limit} KiB"))
}

fn header_bytes(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len()).sum()
}

fn host_of(request: &Request) -> String {
    request.url.host_str().unwrap_or("the address").to_owned()
}

fn build(builder: ClientBuilder) -> Result<reqwest::Client> {
    builder.build().map_err(|_| {
        Code::TlsUntrusted
            .error()
            .message("the certificates to trust cannot be loaded")
            .hint("install the system's CA certificates, or give a PEM file with --ca-file")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_names_a_limit_for_the_whole_allows_it_for_the_slow_part_too() {
        // C11
        let seconds = Duration::from_secs;
        for (whole, connect_ms) in [(1, 750), (12, 9_000), (20, 10_000), (600, 10_000)] {
            let whole = seconds(whole);
            let connect = Duration::from_millis(connect_ms);
            assert_eq!(Limits::within(whole), Limits { connect, head: whole, idle: whole, whole });
        }
        let usual = Limits::default();
        assert!(usual.connect < usual.head && usual.head < usual.whole && usual.idle < usual.whole);
    }
}
