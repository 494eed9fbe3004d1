//! `webhook send --count`: many messages as fast as the app takes them, or as evenly as is wanted, and what came of them.

use std::{
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use clap::Args;
use serde::Serialize;
use tokio::task::{self, JoinHandle};

use super::{
    context::Context,
    countdown::Never,
    webhook_delivery,
    webhook_recipe::{Recipe, Wanted},
};
use crate::{
    error::{Code, Error, Phase, Result},
    host::{
        Clock as _,
        clock::{Stopwatch, SystemClock},
        interrupt::{self, Interrupts},
        screen::{Screen, StatusLine},
        volley::{self, Shot, Volley},
    },
    output::{mask, table},
    protocol::exchange::Request,
    untrusted::sanitize,
    webhook::{
        mutation::row::Right,
        tally::Tally,
        target::Target,
        verdict::{self, Verdict},
    },
};

/// The messages that are signed before the first is sent: nobody knows yet how fast they go.
const FIRST: u64 = 1_000;
/// The most messages that are kept signed.
const MOST: u64 = 10_000;
/// The most bytes that they have together: an event that is wrong on purpose may be larger than a megabyte.
const MOST_BYTES: usize = 256 * 1024 * 1024;
/// A signed message is sent within so many seconds or signed anew, so that none has expired on the way (threat W12).
const FRESH_S: u32 = 20;
/// How often a person is told how far it is.
const TOLD_EACH: Duration = Duration::from_millis(200);

/// Flags of many messages.
#[derive(Args)]
pub struct VolleyArguments {
    /// How many messages, each with a name of its own
    #[arg(long, value_name = "N", env = "AUTHCTL_COUNT", hide_env = true, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub count: Option<u64>,
    /// How many are on their way at a time
    #[arg(long, value_name = "N", env = "AUTHCTL_CONCURRENCY", hide_env = true, default_value_t = 10, requires = "count",
        value_parser = clap::value_parser!(u16).range(1..=1024))]
    concurrency: u16,
    /// How many are begun a second, evenly, such as 100/s
    #[arg(long, value_name = "N/s", env = "AUTHCTL_RATE", hide_env = true, requires = "count", value_parser = rate)]
    rate: Option<u32>,
}

impl VolleyArguments {
    /// How many go in the time that a message stays fresh, as far as that is known.
    fn in_time(&self, took: Duration, sent: u64) -> u64 {
        let measured = sent as f64 / took.as_secs_f64().max(0.001);
        let most = if sent == 0 { FIRST } else { MOST.min((measured * f64::from(FRESH_S)) as u64) };
        let by_rate = self.rate.map_or(MOST, |rate| u64::from(rate) * u64::from(FRESH_S));
        most.max(u64::from(self.concurrency)).min(by_rate)
    }
}

fn rate(text: &str) -> Result<u32, String> {
    let number = text.strip_suffix("/s").unwrap_or(text).parse().ok();
    number
        .filter(|rate| (1..=1_000_000).contains(rate))
        .ok_or_else(|| "a rate is a number a second, such as 100/s".into())
}

/// What came of them.
#[derive(Serialize)]
struct Summary {
    event: &'static str,
    to: String,
    mutations: Vec<&'static str>,
    right: Right,
    /// How many were wanted.
    count: u64,
    concurrency: u16,
    rate: Option<u32>,
    /// How many were sent.
    sent: u64,
    /// With how many the app did right.
    as_it_should: u64,
    answers: Vec<Row>,
    /// How long the sending took, in milliseconds.
    took_ms: u64,
    per_second: u64,
    p50_us: u64,
    p95_us: u64,
    p99_us: u64,
    slowest_us: u64,
}

/// Answers of one kind.
#[derive(Serialize)]
struct Row {
    /// Their status; `null` where there was no answer.
    status: Option<u16>,
    messages: u64,
    /// What the status means; `null` where there was no answer.
    verdict: Option<Verdict>,
    /// Why there was no answer, or the beginning of the first answer that is no success.
    reason: Option<String>,
}

/// Sends them, and tells what came of them, also if a signal ends it before.
pub fn run(wanted: Wanted<'_>, volley: &VolleyArguments) -> Result<ExitCode> {
    let Wanted { target, context, .. } = wanted;
    let ended = context.run(async {
        let mut interrupts = Interrupts::listen();
        let recipe = Recipe::read(wanted).await?;
        let sent = Sending { recipe: &recipe, target, wanted: volley, context }.all(&mut interrupts).await?;
        Ok((recipe, sent))
    });
    interrupt::end_at_once();
    let (recipe, (tally, took, interrupted)) = ended?;
    let summary = Summary::of(&recipe, target, volley, &tally, took);
    context.answer(&summary, || summary.text())?;
    match (interrupted, summary.error()) {
        (Some(exit), _) => Ok(ExitCode::from(exit)),
        (None, Some(error)) => Err(error),
        (None, None) => Ok(ExitCode::SUCCESS),
    }
}

/// What is sent, where, and how many at a time.
struct Sending<'a> {
    recipe: &'a Arc<Recipe>,
    target: &'a Target,
    wanted: &'a VolleyArguments,
    context: &'a Context,
}

impl Sending<'_> {
    async fn all(&self, interrupts: &mut Option<Interrupts>) -> Result<(Tally, Duration, Option<u8>)> {
        let count = self.wanted.count.unwrap_or(1);
        let client = webhook_delivery::way(self.context, self.target)?;
        let limit = self.context.global.timeout.map_or(Duration::from_secs(30), |limit| limit.duration());
        let policy = webhook_delivery::policy(self.target);
        let volley = Volley::aim(&self.target.url, policy, client, limit).await?;
        let volley = Arc::new(volley.paced(self.wanted.rate));
        let shared = Arc::new(Mutex::new(Tally::default()));
        let tally: volley::Tally = {
            let shared = Arc::clone(&shared);
            Arc::new(move |Shot { outcome, excerpt, took }| {
                shared.lock().unwrap_or_else(PoisonError::into_inner).count(outcome, excerpt, took);
            })
        };
        let now = self.context.now();
        let size = self.recipe.message(&self.recipe.facts(now)?, now)?.body.len();
        let in_memory = (MOST_BYTES / (size + 1)).max(1) as u64;
        let (mut left, mut took) = (count, Duration::ZERO);
        let interrupted = loop {
            let batch = left.min(in_memory).min(self.wanted.in_time(took, count - left));
            if batch == 0 {
                break None;
            }
            // what signs has all processors, and what sends waits for no signature
            let requests = tokio::select! {
                signed = self.sign(batch) => signed.map_err(|_| Code::InternalError.error())??,
                exit = next_signal(interrupts) => break Some(exit),
            };
            left -= batch;
            let watch = Stopwatch::start();
            let (concurrency, fresh) =
                (usize::from(self.wanted.concurrency), Duration::from_secs(FRESH_S.into()));
            let fired = tokio::select! {
                unsent = volley.fire(requests, concurrency, fresh, &tally) => Ok(unsent as u64),
                exit = next_signal(interrupts) => Err(exit),
                never = self.tell(&shared, count) => match never {},
            };
            took += watch.elapsed();
            match fired {
                Ok(unsent) => left += unsent,
                Err(exit) => break Some(exit),
            }
        };
        let tally = shared.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok((tally, took, interrupted))
    }

    /// Signs so many, on all processors.
    fn sign(&self, count: u64) -> JoinHandle<Result<Vec<Request>>> {
        let (recipe, url) = (Arc::clone(self.recipe), self.target.url.clone());
        task::spawn_blocking(move || {
            let threads =
                thread::available_parallelism().map_or(1, |threads| threads.get() as u64).min(count);
            let made = |number: u64| {
                let share = count / threads + u64::from(number < count % threads);
                let now = SystemClock.now();
                let one = |_| Ok(recipe.message(&recipe.facts(now)?, now)?.to(&url));
                (0..share).map(one).collect::<Result<Vec<Request>>>()
            };
            thread::scope(|scope| {
                let signers: Vec<_> = (0..threads).map(|number| scope.spawn(move || made(number))).collect();
                let mut all = Vec::new();
                for signer in signers {
                    all.extend(signer.join().map_err(|_| Code::InternalError.error())??);
                }
                Ok(all)
            })
        })
    }

    /// Tells a person how far it is, for ever.
    async fn tell(&self, tally: &Mutex<Tally>, count: u64) -> Never {
        let screen = Screen::of_talk(&self.context.environment).filter(|_| !self.context.global.quiet);
        let Some(screen) = screen else { return std::future::pending().await };
        let line = StatusLine;
        loop {
            let sent = tally.lock().unwrap_or_else(PoisonError::into_inner).messages;
            line.show(&format!("{sent} of {count} messages were answered"), screen);
            SystemClock.sleep(TOLD_EACH).await;
        }
    }
}

async fn next_signal(interrupts: &mut Option<Interrupts>) -> u8 {
    match interrupts {
        Some(interrupts) => interrupts.next().await,
        None => std::future::pending().await,
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

impl Summary {
    fn of(recipe: &Recipe, target: &Target, wanted: &VolleyArguments, tally: &Tally, took: Duration) -> Self {
        let right = recipe.right();
        let answered = tally.answered.iter().map(|(status, answers)| {
            let verdict = http::StatusCode::from_u16(*status)
                .ok()
                .map(|it| verdict::of_status(recipe.event, right, it));
            let reason = Some(sanitize(&answers.excerpt)).filter(|text| !text.is_empty());
            Row { status: Some(*status), messages: answers.messages, verdict, reason }
        });
        let unanswered = tally.unanswered.iter().map(|(why, messages)| Row {
            status: None,
            messages: *messages,
            verdict: None,
            reason: Some((*why).to_owned()),
        });
        let answers: Vec<Row> = answered.chain(unanswered).collect();
        let is_right = |row: &&Row| row.verdict.is_some_and(Verdict::is_right);
        let per_second = tally.messages as f64 / took.as_secs_f64().max(1e-6);
        Self {
            event: &recipe.event.name,
            to: mask::url(&target.url),
            mutations: recipe.names(),
            right,
            count: wanted.count.unwrap_or(1),
            concurrency: wanted.concurrency,
            rate: wanted.rate,
            sent: tally.messages,
            as_it_should: answers.iter().filter(is_right).map(|row| row.messages).sum(),
            answers,
            took_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            per_second: per_second as u64,
            p50_us: micros(tally.percentile(50)),
            p95_us: micros(tally.percentile(95)),
            p99_us: micros(tally.percentile(99)),
            slowest_us: micros(tally.slowest()),
        }
    }

    /// Whether the app did wrong with any of them.
    fn error(&self) -> Option<Error> {
        if self.as_it_should == self.sent {
            return None;
        }
        let got = format!("{} of {}", self.as_it_should, self.sent);
        let is_silent = self.answers.iter().all(|row| row.status.is_none());
        let why = self.answers.first().and_then(|row| row.reason.clone()).unwrap_or_default();
        let error = match self.right {
            _ if is_silent => Code::ConnectionFailed.error().message(format!("the app {why}")),
            Right::Takes => Code::WebhookNotTaken.error().message("the app did not take every message"),
            _ => {
                Code::WebhookNotRefused.error().message("the app did not refuse every message that is wrong")
            }
        };
        Some(error.phase(Phase::Webhook).expected(self.sent.to_string()).got(got))
    }

    fn text(&self) -> String {
        let ms = |micros: u64| format!("{:.1} ms", micros as f64 / 1000.0);
        let rows = [
            ("event", self.event.to_owned()),
            ("to", self.to.clone()),
            ("messages", format!("{} of {}, {} at a time", self.sent, self.count, self.concurrency)),
            ("time", format!("{:.2} s, {} messages/s", self.took_ms as f64 / 1000.0, self.per_second)),
            (
                "answers",
                format!(
                    "p50 {}, p95 {}, p99 {}, slowest {}",
                    ms(self.p50_us),
                    ms(self.p95_us),
                    ms(self.p99_us),
                    ms(self.slowest_us)
                ),
            ),
        ];
        let cells = self.answers.iter().map(|row| {
            let status = row.status.map_or_else(|| "none".to_owned(), |status| status.to_string());
            let verdict = row.verdict.map_or("no answer", Verdict::words).to_owned();
            vec![status, row.messages.to_string(), verdict, row.reason.clone().unwrap_or_default()]
        });
        let answers = table::table(&["answer", "messages", "verdict", "first reason"], cells);
        format!("{}\n\n{answers}", table::pairs(&rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_signed_than_is_sent_while_it_is_fresh() {
        // W12
        let in_time = |concurrency, rate, took, sent| {
            let arguments = VolleyArguments { count: Some(100_000), concurrency, rate };
            arguments.in_time(Duration::from_secs(took), sent)
        };
        assert_eq!(in_time(10, None, 0, 0), FIRST);
        assert_eq!(in_time(10, None, 10, 1_000), 2_000);
        assert_eq!(in_time(10, None, 1, 100_000), MOST);
        // one a second, whoever waits for its turn
        assert_eq!(in_time(1_000, Some(1), 0, 0), 20);
        // of what takes for ever, what is begun at once
        assert_eq!(in_time(1_000, None, 100, 1), 1_000);
    }
}
