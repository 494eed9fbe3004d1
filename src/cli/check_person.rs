//! Who signs in for `check provider`: a user of the embedded provider, or whoever uses the browser.

use std::sync::Arc;

use url::Url;

use crate::{
    check::{
        provider::person::Person,
        trace::{Actor, Trace},
    },
    error::{Code, Phase, Result},
    flow::sign_in_as::sign_in_as,
    host::{Awaited, BoxFuture, CallbackAddress, CallbackHost, Host, IsOurs},
    protocol::authorization::Arrived,
};

/// A user of the embedded provider, whose pages authctl fills in itself.
pub struct As {
    /// The way to the provider.
    pub host: Host,
    /// The provider.
    pub home: Url,
    /// Who.
    pub user: String,
}

impl Person for As {
    fn go_through<'a>(
        &'a self,
        request: Url,
        redirect_uri: &'a str,
        trace: &'a Trace,
    ) -> BoxFuture<'a, Result<Url>> {
        Box::pin(async move {
            let redirect_uri = parsed(redirect_uri)?;
            trace.request(Actor::Browser, Actor::Provider, "GET the authorization endpoint, and sign in");
            let arrived = sign_in_as(&self.host, &self.home, &request, &self.user, &redirect_uri).await?;
            trace.answer(Actor::Provider, Actor::Browser, "back to the redirect URI");
            Ok(with(redirect_uri, &arrived))
        })
    }
}

/// Whoever uses the browser, or the program in its place.
pub struct InBrowser {
    /// The browser, and the listener that it comes back to.
    pub host: Host,
}

impl Person for InBrowser {
    fn go_through<'a>(
        &'a self,
        request: Url,
        redirect_uri: &'a str,
        trace: &'a Trace,
    ) -> BoxFuture<'a, Result<Url>> {
        Box::pin(async move {
            let redirect_uri = parsed(redirect_uri)?;
            let address = listened_at(&redirect_uri)?;
            let mut listener = self.host.loopback.listen(&address, &Awaited::default())?;
            let state = value(request.query().unwrap_or_default(), "state");
            let is_ours: IsOurs = Arc::new(move |came| value(came, "state") == state);
            trace.request(Actor::Browser, Actor::Provider, "GET the authorization endpoint, and sign in");
            let browser = Arc::clone(&self.host.browser);
            let opened = tokio::task::spawn_blocking(move || browser.open(&request));
            let arrived = tokio::select! {
                biased;
                arrived = listener.receive(is_ours) => arrived?,
                why = unopened(opened) => return Err(why),
            };
            trace.answer(Actor::Provider, Actor::Browser, "back to the redirect URI");
            Ok(with(redirect_uri, &arrived))
        })
    }
}

/// Ends only if no browser was opened, with the reason.
async fn unopened(opened: tokio::task::JoinHandle<Result<bool>>) -> crate::error::Error {
    match opened.await {
        Ok(Ok(true)) | Err(_) => std::future::pending().await,
        Ok(Err(error)) => error,
        Ok(Ok(false)) => refused("there is no browser here", "give one with --browser, or sign in with --as"),
    }
}

/// Where the browser comes back to has to be here.
fn listened_at(redirect_uri: &Url) -> Result<CallbackAddress> {
    let host = match redirect_uri.host_str() {
        Some("127.0.0.1") => CallbackHost::Ipv4,
        Some("[::1]") => CallbackHost::Ipv6,
        Some("localhost") => CallbackHost::Localhost,
        _ => return Err(not_here()),
    };
    match redirect_uri.port() {
        Some(port) if redirect_uri.scheme() == "http" => {
            Ok(CallbackAddress { host, port, path: redirect_uri.path().to_owned() })
        }
        _ => Err(not_here()),
    }
}

/// Whether a browser can come back there; told before anything is asked.
///
/// # Errors
/// [`Code::Usage`].
pub fn can_come_back(redirect_uri: &str) -> Result<()> {
    listened_at(&parsed(redirect_uri)?).map(drop)
}

fn parsed(redirect_uri: &str) -> Result<Url> {
    Url::parse(redirect_uri)
        .map_err(|_| refused("the redirect URI is no address", "give it as it is registered, to the letter"))
}

fn not_here() -> crate::error::Error {
    refused(
        "a browser comes back to this machine only",
        "give --redirect-uri http://127.0.0.1:PORT/PATH, or sign in with --as at the embedded provider",
    )
}

fn refused(why: &'static str, hint: &'static str) -> crate::error::Error {
    Code::Usage.error().phase(Phase::Check).message(why).hint(hint)
}

fn with(mut redirect_uri: Url, arrived: &Arrived) -> Url {
    redirect_uri.set_query(Some(arrived.parameters.expose()));
    redirect_uri
}

fn value(pairs: &str, name: &str) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(pairs.as_bytes());
    pairs.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}
