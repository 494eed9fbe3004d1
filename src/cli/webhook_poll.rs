//! `webhook listen --poll`: fetches security events where they wait, instead of having them come (RFC 8936), and says of each
//! whether it was taken. One that could not be handled is left where it is, and comes again.

use std::{sync::Arc, time::Duration};

use clap::Args;
use http::{HeaderValue, StatusCode, header};
use serde_json::Value;
use tokio::{
    sync::{mpsc, watch},
    time::timeout,
};
use url::Url;

use super::{context::Context, credentials, network, webhook_desk::Desk, webhook_shown::Received};
use crate::{
    error::{Code, Phase, Result},
    host::{
        Clock as _, Http,
        clock::{Stopwatch, SystemClock},
        resolver::AddressPolicy,
    },
    protocol::{
        endpoint_url::{EndpointUrl, Transport},
        json,
        set_poll::{PollAnswer, PollRequest, SetError},
    },
    secret::{SecretString, source::SecretSource},
    webhook::{
        answer::Answer,
        arrival::Arrival,
        judgement::INVALID_REQUEST,
        poll,
        receipt::{Receipt, Verdict},
    },
};

/// The most events of one answer.
const MOST: u64 = 10;
/// The first pause after something failed, and the longest.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How long it may take at the end to say what was taken.
const LAST_WORD: Duration = Duration::from_secs(5);

/// The flags.
#[derive(Args)]
pub struct PollArguments {
    /// Fetch security events from this address of a stream (RFC 8936), instead of having them come
    #[arg(long, value_name = "URL", env = "AUTHCTL_POLL", hide_env = true, conflicts_with_all = ["port", "path", "public_url", "rate_limit", "tls", "tls_cert"])]
    poll: Option<String>,
    /// Where the access token for that is: env:NAME, file:PATH, keyring:NAME or cmd:COMMAND
    #[arg(long, value_name = "SOURCE", requires = "poll", env = "AUTHCTL_POLL_TOKEN_FROM", hide_env = true)]
    poll_token_from: Option<String>,
}

impl PollArguments {
    /// What fetches them, if they are to be fetched.
    pub async fn read(&self, context: &Context) -> Result<Option<Poller>> {
        let Some(address) = &self.poll else { return Ok(None) };
        let url = EndpointUrl::parse(address, Transport::LoopbackCleartext).map_err(|error| {
            let message = format!("the address that --poll names {}", error.text());
            Code::Usage.error().phase(Phase::Webhook).message(message)
        })?;
        let token = match &self.poll_token_from {
            Some(source) => Some(credentials::secret(context, &SecretSource::parse(source)?).await?),
            None => None,
        };
        let bearer = token.as_ref().map(bearer).transpose()?;
        let (ca_file, proxy) = (context.global.ca_file.as_deref(), context.global.proxy.as_deref());
        let http = network::reach(context, ca_file, proxy, AddressPolicy::Any, None)?.http;
        Ok(Some(Poller { http, url: url.url().clone(), bearer }))
    }
}

/// RFC 6750 §2.1
fn bearer(token: &SecretString) -> Result<HeaderValue> {
    let refused = |_| Code::TokenCharset.error().phase(Phase::Webhook);
    let mut value = HeaderValue::try_from(format!("Bearer {}", token.expose())).map_err(refused)?;
    value.set_sensitive(true);
    Ok(value)
}

/// Fetches events.
pub struct Poller {
    http: Arc<dyn Http>,
    /// Where they are.
    pub url: Url,
    bearer: Option<HeaderValue>,
}

impl Poller {
    /// Fetches and takes until it is told to end.
    pub async fn run(self, desk: Arc<Desk>, tell: mpsc::Sender<Received>, mut end: watch::Receiver<bool>) {
        let fresh = || PollRequest { max_events: Some(MOST), ..PollRequest::default() };
        let (mut request, mut pause) = (fresh(), PAUSE);
        loop {
            let watch = Stopwatch::start();
            let asked = tokio::select! {
                biased;
                _ = end.wait_for(|is_over| *is_over) => break,
                asked = self.ask(&request) => asked,
            };
            // one that has nothing and says so at once, instead of waiting for something, is not asked without end
            let is_hasty = matches!(&asked, Ok(answer) if answer.sets.is_empty()) && watch.elapsed() < PAUSE;
            let is_done = match asked {
                Ok(answer) => {
                    request = fresh();
                    take(&answer, &desk, &tell, &mut request).await
                }
                // a long silence is an answer: nothing waits
                Err(error) if error.code() == Code::Timeout => true,
                Err(error) => {
                    let _ = tell.send(nothing(Receipt::unavailable(error.text()))).await;
                    false
                }
            };
            if is_done {
                pause = PAUSE;
            }
            if is_done && !is_hasty {
                continue;
            }
            tokio::select! {
                biased;
                _ = end.wait_for(|is_over| *is_over) => break,
                () = SystemClock.sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
            }
        }
        if request.settled().next().is_some() {
            (request.max_events, request.return_immediately) = (Some(0), true);
            // what is not said comes again, and is known
            let _ = timeout(LAST_WORD, self.ask(&request)).await;
        }
    }

    async fn ask(&self, request: &PollRequest) -> Result<PollAnswer> {
        let mut message = poll::message(request);
        if let Some(bearer) = &self.bearer {
            message.headers.insert(header::AUTHORIZATION, bearer.clone());
        }
        let response = self.http.send(message.to(&self.url)).await?;
        let unfit = |why: String| Code::WebhookNotTaken.error().phase(Phase::Webhook).message(why);
        match response.status {
            StatusCode::OK => PollAnswer::parse(&response.body).map_err(unfit),
            status => Err(unfit(format!("the stream answered {}", status.as_u16()))),
        }
    }
}

/// Takes what came, and puts into the next request what became of it; whether all of it was settled.
async fn take(
    answer: &PollAnswer,
    desk: &Desk,
    tell: &mpsc::Sender<Received>,
    next: &mut PollRequest,
) -> bool {
    let mut is_settled = true;
    for (jti, message) in poll::messages(answer) {
        let received = match message {
            Ok(message) => desk.receive(&Arrival::fetched(message)).await,
            Err(error) => nothing(Receipt::refused(Answer::of(StatusCode::BAD_REQUEST), error.description)),
        };
        match received.receipt.verdict {
            Verdict::Taken | Verdict::Replayed => poll::settle(next, jti, None),
            Verdict::Refused => poll::settle(next, jti, Some(refusal(&received.receipt))),
            Verdict::Failed | Verdict::Unavailable => is_settled = false,
        }
        // at the end nobody looks any more
        let _ = tell.send(received).await;
    }
    is_settled
}

/// As a sender that pushes would have been told (RFC 8935 §2.4).
fn refusal(receipt: &Receipt) -> SetError {
    let told = json::object(&receipt.answer.body).unwrap_or_default();
    let err = told.get("err").and_then(Value::as_str).unwrap_or(INVALID_REQUEST).to_owned();
    SetError { err, description: receipt.why.clone().unwrap_or_default() }
}

/// No event came, and why.
fn nothing(receipt: Receipt) -> Received {
    Received { at: SystemClock.now(), receipt, recording: None }
}
