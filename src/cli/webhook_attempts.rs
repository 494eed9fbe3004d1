//! `webhook send --policy`: an event delivered as its sender delivers, attempt by attempt. The clock between them is only told,
//! unless it is to be waited for.

use std::{process::ExitCode, time::Duration};

use clap::{Args, builder::BoolishValueParser};
use serde::Serialize;

use super::{
    context::Context,
    webhook_delivery,
    webhook_recipe::{Recipe, Wanted},
};
use crate::{
    error::{Code, Error, Phase, Result},
    host::{
        Clock as _, Http,
        clock::{Stopwatch, SystemClock},
    },
    output::{mask, table},
    protocol::time::Seconds,
    untrusted::sanitize,
    webhook::{
        credential::Needs,
        event::Event,
        facts::Facts,
        message::Message,
        policy::{self, Attempted, Policy, Then},
        scheme,
        target::Target,
    },
};

/// The policy of the event's own sender.
const SENDER: &str = "sender";

/// Flags of a delivery in several attempts.
#[derive(Args)]
pub struct AttemptArguments {
    /// Deliver it as its sender does (`sender`), or as another: the waiting between attempts is only told
    #[arg(long, value_name = "NAME", env = "AUTHCTL_POLICY", hide_env = true, value_parser = known,
        conflicts_with_all = ["count", "mutate"])]
    pub policy: Option<String>,
    /// Really wait between the attempts
    #[arg(long, env = "AUTHCTL_REAL_TIME", hide_env = true, value_parser = BoolishValueParser::new(), requires = "policy")]
    real_time: bool,
}

/// The table is read only where one is named.
fn known(name: &str) -> Result<String, String> {
    if name == SENDER || policy::all().contains_key(name) {
        return Ok(name.to_owned());
    }
    let names: Vec<&str> = policy::all().keys().map(String::as_str).collect();
    Err(format!("a policy is {SENDER}, or one of {}", names.join(", ")))
}

/// What came of a delivery.
#[derive(Serialize)]
struct Delivery {
    event: &'static str,
    to: String,
    policy: &'static str,
    /// Whether it was taken in the end.
    taken: bool,
    /// How it ended.
    end: &'static str,
    attempts: Vec<Attempt>,
}

/// One attempt.
#[derive(Serialize)]
struct Attempt {
    /// When it was made, in seconds after the first.
    at_s: u64,
    /// The status of the answer; `null` if there was none.
    status: Option<u16>,
    /// Why there was none.
    reason: Option<String>,
    /// How long the answer took, in milliseconds.
    took_ms: u64,
    /// After how many seconds the next one comes; `null` if none does.
    next_s: Option<u64>,
}

/// Delivers it.
pub fn run(wanted: Wanted<'_>, attempts: &AttemptArguments) -> Result<ExitCode> {
    let Wanted { event, target, context, .. } = wanted;
    let name = attempts.policy.as_deref().filter(|name| *name != SENDER);
    let policy = name.and_then(|name| policy::all().get(name)).unwrap_or_else(|| policy::of(event));
    let work = async {
        let recipe = Recipe::read(wanted).await?;
        Delivering { recipe: &recipe, target, policy, context, is_real: attempts.real_time }.all().await
    };
    context.block_on(work)?.then(|delivery| {
        context.answer(&delivery, || delivery.text())?;
        match delivery.error(event) {
            None => Ok(ExitCode::SUCCESS),
            Some(error) => Err(error),
        }
    })
}

/// What is delivered, and how.
struct Delivering<'a> {
    recipe: &'a Recipe,
    target: &'a Target,
    policy: &'static Policy,
    context: &'a Context,
    is_real: bool,
}

impl Delivering<'_> {
    async fn all(&self) -> Result<Delivery> {
        let http = webhook_delivery::way(self.context, self.target)?;
        let first = self.recipe.facts(self.context.now())?;
        let (mut attempts, mut at_s): (Vec<Attempt>, u64) = (Vec::new(), 0);
        let end = loop {
            let message = self.message(&first, attempts.last(), attempts.len())?;
            let (mut attempt, then) = self.attempt(&*http, &message, attempts.len()).await?;
            attempt.at_s = at_s;
            attempts.push(attempt);
            match then {
                Then::Again(wait_s) => {
                    if let Some(last) = attempts.last_mut() {
                        last.next_s = Some(wait_s);
                    }
                    at_s += wait_s;
                    if self.is_real {
                        self.context.say(&format!("The next attempt comes in {}.", Seconds(wait_s)));
                        SystemClock.sleep(Duration::from_secs(wait_s)).await;
                    }
                }
                end => break end,
            }
        };
        let taken = end == Then::Delivered;
        let end = match end {
            Then::Disabled => "disabled",
            Then::Delivered => "delivered",
            _ => "given_up",
        };
        let to = mask::url(&self.target.url);
        Ok(Delivery { event: &self.recipe.event.name, to, policy: &self.policy.name, taken, end, attempts })
    }

    /// The message of an attempt: its time is the attempt's where that is signed beside it (threats W3, W11).
    fn message(&self, first: &Facts, before: Option<&Attempt>, attempt: usize) -> Result<Message> {
        let now = self.context.now();
        // a signed token that is sent again is the same token (RFC 8417 §2.2)
        let is_token = scheme::of(self.recipe.event).needs() == Needs::Key;
        let facts = match self.policy.same_name {
            true if is_token => first.clone(),
            true => first.clone().later(now),
            false => self.recipe.facts(now)?,
        };
        let mut message = self.recipe.message(&facts, now)?;
        // Slack tells that it tries again, and why
        if let Some(before) = before.filter(|_| self.recipe.event.name.starts_with("slack.")) {
            let why = if before.status.is_some() { "http_error" } else { "http_timeout" };
            message.set_header("x-slack-retry-num", &attempt.to_string())?;
            message.set_header("x-slack-retry-reason", why)?;
        }
        Ok(message)
    }

    async fn attempt(&self, http: &dyn Http, message: &Message, attempt: usize) -> Result<(Attempt, Then)> {
        let watch = Stopwatch::start();
        let limit = Duration::from_secs(self.policy.timeout_s);
        let sent = tokio::time::timeout(limit, webhook_delivery::deliver(http, self.target, message));
        let late = || Err(Code::Timeout.error().message(format!("no answer within {} s", limit.as_secs())));
        let answered = sent.await.unwrap_or_else(|_| late());
        let took_ms = u64::try_from(watch.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (status, retry_after_s, reason) = match answered {
            Ok(delivered) => (Some(delivered.response.status), delivered.response.retry_after_s(), None),
            // what is refused here is never sent, however often it is tried
            Err(error) if error.exit() != Code::Timeout.error().exit() => return Err(error),
            Err(error) => (None, None, Some(sanitize(error.text()))),
        };
        let is_taken = status.is_some_and(|status| self.recipe.event.is_taken_by(status));
        let then = self.policy.after(attempt, Attempted { status, is_taken, retry_after_s });
        let status = status.map(|status| status.as_u16());
        Ok((Attempt { at_s: 0, status, reason, took_ms, next_s: None }, then))
    }
}

impl Delivery {
    fn error(&self, event: &Event) -> Option<Error> {
        let last = self.attempts.last().filter(|_| !self.taken)?;
        let got = last.status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
        let error = Code::WebhookNotTaken.error().phase(Phase::Webhook);
        Some(error.expected(event.taken.join(", ")).got(got))
    }

    fn text(&self) -> String {
        let rows = self.attempts.iter().enumerate().map(|(number, attempt)| {
            let answer = attempt.status.map(|status| status.to_string()).or_else(|| attempt.reason.clone());
            let next = attempt.next_s.map_or(String::new(), |wait| format!("again in {}", Seconds(wait)));
            let at = format!("+{}", Seconds(attempt.at_s));
            vec![
                (number + 1).to_string(),
                at,
                answer.unwrap_or_default(),
                format!("{} ms", attempt.took_ms),
                next,
            ]
        });
        let attempts = table::table(&["attempt", "at", "answer", "took", "then"], rows);
        let end = match self.end {
            "disabled" => "The sender sends to this address no more.",
            "delivered" => "The event was delivered.",
            _ => "The sender gives up.",
        };
        let head = table::pairs(&[
            ("event", self.event.to_owned()),
            ("to", self.to.clone()),
            ("policy", self.policy.to_owned()),
        ]);
        format!("{head}\n\n{attempts}\n\n{end}")
    }
}
