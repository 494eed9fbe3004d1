//! `webhook verify`: whether a recorded event is genuine, check by check, and why not.

use std::process::ExitCode;

use clap::{Args, builder::BoolishValueParser};
use serde::Serialize;
use serde_json::Value;

use super::{context::Context, webhook_believed::BelievedArguments, webhook_request::RequestArguments};
use crate::{
    error::{Code, Phase, Result},
    output::{moment, table},
    protocol::time::UnixTime,
    webhook::{
        case::Case,
        explain,
        judgement::{Check, Claimed},
        mistake::row::Found,
        recording::Recording,
        scheme,
    },
};

const EXAMPLES: &str = "\
The request is read from FILE or from stdin: as it is sent (a request line, headers, an empty line, the body), as HAR, or as a bare body.

Examples:
  authctl webhook verify request.http --secret-from env:HOOK_SECRET
        whether it is signed with that secret, and which mistake is in it if not
  authctl webhook verify browser.har --issuer https://id.example --client-id app --at-recorded
        a logout token that has expired since it was recorded
  authctl webhook verify --header 'X-GitHub-Event: github_app_authorization' --header \"X-Hub-Signature-256: $SIGNATURE\" --secret-from env:HOOK_SECRET body.json
        a body whose headers are known from elsewhere";

/// Flags of `webhook verify`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct VerifyArguments {
    #[command(flatten)]
    request: RequestArguments,
    /// A header of the request, where FILE is its body alone; once for each
    #[arg(long, value_name = "NAME: VALUE", env = "AUTHCTL_HEADER", hide_env = true, value_parser = header)]
    header: Vec<(String, String)>,
    #[command(flatten)]
    believed: BelievedArguments,
    /// The time by which it is judged, in seconds since 1970 or as 2026-01-31T12:00:00Z [default: now]
    #[arg(long, value_name = "TIME", env = "AUTHCTL_AT", hide_env = true, value_parser = time)]
    at: Option<UnixTime>,
    /// Judge it by the time at which it was recorded
    #[arg(long, env = "AUTHCTL_AT_RECORDED", hide_env = true, value_parser = BoolishValueParser::new(), conflicts_with = "at")]
    at_recorded: bool,
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("a header is written as 'Name: value'")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

fn time(text: &str) -> Result<UnixTime, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(UnixTime(seconds));
    }
    let moment = text.parse::<jiff::Timestamp>();
    moment
        .map(|moment| UnixTime(moment.as_second()))
        .map_err(|_| "a time is a number of seconds since 1970, or 2026-01-31T12:00:00Z".to_owned())
}

/// Verifies it.
pub fn run(arguments: &VerifyArguments, context: &Context) -> Result<ExitCode> {
    let recording = arguments.request.read(arguments.header.clone())?;
    let message = recording.message()?;
    let event = arguments.request.event(&message)?;
    let at = arguments.at(&recording, context)?;
    let needs = scheme::of(event).needs();
    context.block_on(arguments.believed.at(at, needs, context))?.then(|trust| {
        let case = Case::of(event, &recording, &message, &trust);
        let verified = Verified::of(&case);
        context.answer(&verified, || verified.text())?;
        verified.verdict()
    })
}

impl VerifyArguments {
    fn at(&self, recording: &Recording, context: &Context) -> Result<UnixTime> {
        match (self.at, self.at_recorded) {
            (Some(at), _) => Ok(at),
            (None, false) => Ok(context.now()),
            (None, true) => recording.at.ok_or_else(|| {
                Code::Usage
                    .error()
                    .phase(Phase::Webhook)
                    .message("the recording does not tell when it was made")
                    .hint("give --at TIME")
            }),
        }
    }
}

/// What came of it.
#[derive(Serialize)]
struct Verified<'a> {
    event: &'static str,
    genuine: bool,
    /// The time by which it was judged.
    at: String,
    checks: Vec<Row<'a>>,
    /// Which mistakes are in it, if it is not genuine.
    mistakes: Vec<Found>,
    /// What the reader had to leave out or to make up.
    notes: &'a [String],
    claimed: Claims<'a>,
}

/// One check.
#[derive(Serialize)]
struct Row<'a> {
    check: &'static str,
    outcome: &'static str,
    why: &'a str,
    section: &'static str,
}

/// What the message says, which is true only if it is genuine.
#[derive(Serialize)]
struct Claims<'a> {
    iss: Option<&'a str>,
    sub: Option<&'a str>,
    sid: Option<&'a str>,
    id: Option<&'a str>,
    at: Option<String>,
    payload: &'a Value,
}

const PASSED: &str = "passed";
const FAILED: &str = "failed";
const NOT_CHECKED: &str = "not checked";

impl<'a> Verified<'a> {
    fn of(case: &'a Case<'_>) -> Self {
        let row = |check: &'a Check| Row {
            check: check.name,
            outcome: match check.passed {
                Some(true) => PASSED,
                Some(false) => FAILED,
                None => NOT_CHECKED,
            },
            why: &check.why,
            section: check.section,
        };
        let Claimed { iss, sub, sid, id, at, payload, .. } = &case.judgement.claimed;
        Self {
            event: &case.event.name,
            genuine: case.judgement.is_genuine(),
            at: moment::rfc3339(case.trust.now),
            checks: case.judgement.checks.iter().map(row).collect(),
            mistakes: explain::explanations(case),
            notes: &case.recording.notes,
            claimed: Claims {
                iss: iss.as_deref(),
                sub: sub.as_deref(),
                sid: sid.as_deref(),
                id: id.as_deref(),
                at: at.map(moment::rfc3339),
                payload,
            },
        }
    }

    fn text(&self) -> String {
        let rows = self.checks.iter().map(|row| {
            vec![row.check.to_owned(), row.outcome.to_owned(), row.why.to_owned(), row.section.to_owned()]
        });
        let mut parts = vec![
            table::pairs(&[("event", self.event.to_owned())]),
            table::table(&["check", "outcome", "why", "rule"], rows),
        ];
        parts.extend(self.notes.iter().map(|note| table::pairs(&[("note", note.clone())])));
        parts.extend(
            self.mistakes.iter().map(|mistake| {
                table::pairs(&[("why", mistake.why.clone()), ("mend it", mistake.fix.clone())])
            }),
        );
        parts.join("\n\n")
    }

    fn verdict(&self) -> Result<ExitCode> {
        if self.genuine {
            return Ok(ExitCode::SUCCESS);
        }
        let first = |outcome: &str| self.checks.iter().find(|row| row.outcome == outcome);
        if let Some(fault) = first(FAILED) {
            let why = self.mistakes.first().map_or(fault.why, |mistake| &mistake.why);
            return Err(Code::WebhookRejected.error().phase(Phase::Webhook).got(why));
        }
        let unknown = first(NOT_CHECKED).map(|row| format!("{}: {}", row.check, row.why));
        Err(Code::Usage
            .error()
            .phase(Phase::Webhook)
            .message("it cannot be told whether the event is genuine")
            .hint("give what is missing")
            .got(unknown.unwrap_or_default()))
    }
}
