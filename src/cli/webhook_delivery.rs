//! One event on its way: sent, answered, and judged; what `webhook send` and `webhook replay` tell of it.

use std::{collections::BTreeMap, process::ExitCode, sync::Arc, time::Duration};

use serde::Serialize;
use serde_json::Value;

use super::{context::Context, network};
use crate::{
    error::{Code, Error, Phase, Result},
    host::{Http, clock::Stopwatch, resolver::AddressPolicy},
    jose::{forged, jws},
    output::{json, mask, table, transcript},
    protocol::{
        exchange::{Request, Response},
        step::Exchange,
        time::UnixTime,
    },
    untrusted::sanitize,
    webhook::{
        event::Event,
        message::Message,
        mutation::row::Right,
        target::Target,
        verdict::{self, Finding, Judged, Verdict},
    },
};

/// The most of an answer's body that is shown, in characters.
const SHOWN: usize = 1_000;

/// A message that was answered.
pub struct Delivered {
    message: Message,
    /// It, as it was sent.
    pub request: Request,
    /// The answer.
    pub response: Response,
    /// How long that took.
    pub took: Duration,
}

/// The way to a target, and to nowhere else (threat W9).
///
/// # Errors
/// As the HTTP client's.
pub fn way(context: &Context, target: &Target) -> Result<Arc<dyn Http>> {
    let global = &context.global;
    let (ca_file, proxy) = (global.ca_file.as_deref(), global.proxy.as_deref());
    Ok(network::reach(context, ca_file, proxy, policy(target), None)?.http)
}

/// Which addresses a target may stand for (threat W9).
pub fn policy(target: &Target) -> AddressPolicy {
    if target.is_mine { AddressPolicy::Mine } else { AddressPolicy::Near }
}

/// Sends it once.
///
/// # Errors
/// What kept an answer from coming.
pub async fn deliver(http: &dyn Http, target: &Target, message: &Message) -> Result<Delivered> {
    let request = message.to(&target.url);
    let watch = Stopwatch::start();
    let response = http.send(request.clone()).await?;
    Ok(Delivered { message: message.clone(), request, response, took: watch.elapsed() })
}

/// What came of it, as it is told.
#[derive(Serialize)]
pub struct Told {
    event: &'static str,
    to: String,
    /// How it was wrong on purpose.
    mutations: Vec<&'static str>,
    /// What a right app does with it.
    right: Right,
    request: ToldRequest,
    response: ToldResponse,
    /// The status of the answer.
    status: u16,
    /// How long the answer took, in milliseconds.
    took_ms: u64,
    /// Whether the status means that the app took it.
    taken: bool,
    verdict: Verdict,
    findings: Vec<Finding>,
    #[serde(skip)]
    expected: String,
    #[serde(skip)]
    lines: Vec<String>,
}

/// The request, secrets masked.
#[derive(Serialize)]
struct ToldRequest {
    method: String,
    headers: BTreeMap<String, String>,
    /// How many bytes its body has.
    bytes: usize,
    /// Header and claims of its token, if it has one that can be read.
    token: Option<Token>,
}

/// A token without its signature.
#[derive(Serialize)]
struct Token {
    header: Value,
    claims: Value,
}

/// The answer, secrets masked.
#[derive(Serialize)]
struct ToldResponse {
    headers: BTreeMap<String, String>,
    /// The beginning of its body.
    body: String,
}

impl Told {
    /// Judges what was delivered, and takes it down.
    pub fn of(event: &'static Event, mutations: &[&'static str], right: Right, delivered: Delivered) -> Self {
        let Judged { verdict, findings } =
            verdict::judge(event, &delivered.message, right, &delivered.response, delivered.took);
        let Delivered { request, response, took, .. } = delivered;
        let secrets = mask::said_in_secret(&request);
        let token = token(&request);
        // hidden before it is cut: of half a secret nobody knows that it is one
        let body = without_tokens(secrets.hide(&String::from_utf8_lossy(&response.body)));
        let body: String = body.chars().take(SHOWN).collect();
        let told_response = ToldResponse {
            headers: mask::answer_headers(&response.headers, &secrets).into_iter().collect(),
            body: sanitize(&body),
        };
        Self {
            event: &event.name,
            to: mask::url(&request.url),
            mutations: mutations.to_vec(),
            right,
            status: response.status.as_u16(),
            took_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            taken: event.is_taken_by(response.status),
            verdict,
            findings,
            expected: event.taken.join(", "),
            request: ToldRequest {
                method: request.method.to_string(),
                headers: mask::headers(&request.headers).into_iter().map(cut).collect(),
                bytes: request.body.len(),
                token,
            },
            response: told_response,
            lines: transcript::exchanged(&Exchange { at: UnixTime(0), took, request, outcome: Ok(response) }),
        }
    }

    /// Prints it, and ends as it ended.
    pub fn answer(self, context: &Context) -> Result<ExitCode> {
        context.answer(&self, || self.text())?;
        match self.error() {
            None => Ok(ExitCode::SUCCESS),
            Some(error) => Err(error),
        }
    }

    /// What the app did wrong, if it did.
    pub fn error(&self) -> Option<Error> {
        let got = self.status.to_string();
        let error = match self.verdict {
            Verdict::Taken | Verdict::Refused => return None,
            Verdict::NotTaken => Code::WebhookNotTaken.error().expected(self.expected.clone()),
            Verdict::WronglyTaken | Verdict::Failed => {
                Code::WebhookNotRefused.error().expected("a status of 4xx")
            }
        };
        Some(error.phase(Phase::Webhook).got(got))
    }

    /// As a person reads it.
    pub fn text(&self) -> String {
        let mut lines = vec![self.head()];
        for line in &self.lines {
            lines.push(line.strip_prefix("   ").unwrap_or(line).to_owned());
            // after the request, before the answer
            if lines.len() == 2
                && let Some(Token { header, claims }) = &self.request.token
            {
                lines.push(format!(">   {} . {}", json::line(header), json::line(claims)));
            }
        }
        let row = |finding: &Finding| {
            let passed = if finding.passed { "ok" } else { "no" };
            vec![finding.name.to_owned(), passed.to_owned(), finding.why.clone(), finding.section.clone()]
        };
        lines.push(String::new());
        lines.push(table::table(&["check", "", "found", "section"], self.findings.iter().map(row)));
        lines.push(format!("\nThe event was {} ({} ms).", self.verdict.words(), self.took_ms));
        lines.join("\n")
    }

    fn head(&self) -> String {
        match self.mutations.is_empty() {
            true => self.event.to_owned(),
            false => {
                format!(
                    "{}, wrong on purpose: {}. A right app {}.",
                    self.event,
                    self.mutations.join(", "),
                    self.right.words()
                )
            }
        }
    }
}

fn token(request: &Request) -> Option<Token> {
    let body = std::str::from_utf8(&request.body).ok().and_then(forged::find);
    let mut headers = request.headers.values().filter_map(|value| value.to_str().ok());
    let (header, claims) = jws::peek(body.or_else(|| headers.find_map(forged::find))?)?;
    Some(Token { header, claims: mask::json(&claims) })
}

/// What an app says again of what it was sent has no token in it that could be used (threat W15).
fn without_tokens(mut text: String) -> String {
    while let Some(token) = forged::find(&text).map(str::to_owned) {
        text = text.replace(&token, "[token]");
    }
    text
}

/// A token that stands in a header is shown by its beginning (threat W15).
fn cut((name, value): (String, String)) -> (String, String) {
    let shown = forged::find(&value).map(|token| format!("{}…", &token[..8]));
    (name, shown.unwrap_or(value))
}
