//! Where events come from: a listener on this machine that they are sent to, or a stream that they are fetched from.

use std::{path::PathBuf, sync::Arc};

use clap::Args;
use http::Response;
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
};
use url::Url;

use super::{
    context::Context,
    webhook_desk::Desk,
    webhook_poll::{PollArguments, Poller},
    webhook_shown::Received,
    webhook_tls::ListenTlsArguments,
};
use crate::{
    error::Result,
    host::event_listener::{Answering, EventListener, Rules},
    jose::{base64url, hash},
    webhook::answer::Answer,
};

/// Flags that say where events come from.
#[derive(Args)]
pub struct SourceArguments {
    /// The port to listen on, 0 for any free one
    #[arg(long, value_name = "PORT", default_value_t = 9471, env = "AUTHCTL_PORT", hide_env = true)]
    port: u16,
    /// The one path that events come to
    #[arg(long, value_name = "PATH", default_value = "/webhook", value_parser = path, env = "AUTHCTL_PATH", hide_env = true)]
    path: String,
    /// Its address from outside, such as a tunnel's; requests for other hosts are turned away then
    #[arg(long, value_name = "URL", env = "AUTHCTL_PUBLIC_URL", hide_env = true)]
    public_url: Option<Url>,
    /// How many requests one address may make in a second
    #[arg(long, value_name = "N", default_value_t = 20, env = "AUTHCTL_RATE_LIMIT", hide_env = true, value_parser = clap::value_parser!(u32).range(1..))]
    rate_limit: u32,
    #[command(flatten)]
    tls: ListenTlsArguments,
    #[command(flatten)]
    poll: PollArguments,
}

/// RFC 3986 §3.3
fn path(text: &str) -> Result<String, String> {
    let base = Url::parse("http://localhost").map_err(|error| error.to_string())?;
    let is_path = text.starts_with('/') && base.join(text).is_ok_and(|url| url.path() == text);
    if is_path { Ok(text.to_owned()) } else { Err("a path begins with / and has no query".into()) }
}

/// Where events come from.
pub struct Source {
    /// The address that they are sent to, or fetched from.
    pub url: String,
    /// That address from outside.
    pub public_url: Option<String>,
    /// The port that it listens on; none, if it fetches.
    pub port: Option<u16>,
    /// The certificate to trust, if one was made.
    pub ca_file: Option<PathBuf>,
    /// What tells its memory from others'.
    pub memory: String,
    way: Way,
}

enum Way {
    Sent(EventListener, Rules),
    Fetched(Poller),
}

impl SourceArguments {
    /// Opens it.
    ///
    /// # Errors
    /// What keeps the port or the certificate from being used.
    pub async fn open(&self, context: &Context) -> Result<Source> {
        if let Some(poller) = self.poll.read(context).await? {
            let url = poller.url.to_string();
            let memory = format!("poll-{}", &base64url::encode(hash::sha256(url.as_bytes()))[..16]);
            return Ok(Source {
                url,
                public_url: None,
                port: None,
                ca_file: None,
                memory,
                way: Way::Fetched(poller),
            });
        }
        let (identity, ca_file) = self.tls.shown(context).await?;
        let listener = EventListener::open(self.port, identity.as_ref())?;
        let (port, scheme) = (listener.address().port(), if identity.is_some() { "https" } else { "http" });
        Ok(Source {
            url: format!("{scheme}://127.0.0.1:{port}{}", self.path),
            public_url: self.public_url.as_ref().map(Url::to_string),
            port: Some(port),
            ca_file,
            memory: self.port.to_string(),
            way: Way::Sent(listener, self.rules(port)),
        })
    }

    fn rules(&self, port: u16) -> Rules {
        let hosts = self.public_url.as_ref().map_or_else(Vec::new, |url| {
            let own = ["127.0.0.1", "[::1]", "localhost"];
            let own = own.into_iter().map(|host| format!("{host}:{port}"));
            own.chain([url[url::Position::BeforeHost..url::Position::AfterPort].to_owned()]).collect()
        });
        Rules { path: self.path.clone(), hosts, per_second: self.rate_limit }
    }
}

impl Source {
    /// Takes events until it is told to end.
    pub fn run(self, desk: Desk, tell: mpsc::Sender<Received>, end: watch::Receiver<bool>) -> JoinHandle<()> {
        let desk = Arc::new(desk);
        match self.way {
            Way::Sent(listener, rules) => tokio::spawn(listener.serve(rules, answering(desk, tell), end)),
            Way::Fetched(poller) => tokio::spawn(poller.run(desk, tell, end)),
        }
    }
}

/// What answers each request, and tells of it.
fn answering(desk: Arc<Desk>, tell: mpsc::Sender<Received>) -> Answering {
    Arc::new(move |arrived| {
        let (desk, tell) = (Arc::clone(&desk), tell.clone());
        Box::pin(async move {
            let received = desk.take(arrived).await;
            let answer = response(received.receipt.answer.clone());
            // at the end nobody looks any more
            let _ = tell.send(received).await;
            answer
        })
    })
}

fn response(answer: Answer) -> Response<Vec<u8>> {
    let mut response = Response::new(answer.body);
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    response
}
