//! What a receiver of events shows as they come in: a table that grows in a terminal, JSON lines elsewhere.

use serde::Serialize;

use super::context::Context;
use crate::{
    error::Result,
    host::terminal::{self, Stream, Written},
    output::{json, moment},
    protocol::time::UnixTime,
    untrusted::sanitize,
    webhook::receipt::Receipt,
};

/// One request, and what became of it.
pub struct Received {
    /// When it came.
    pub at: UnixTime,
    /// What became of it.
    pub receipt: Receipt,
    /// The file that it was recorded in.
    pub recording: Option<String>,
}

/// That as a JSON line.
#[derive(Serialize)]
struct Line<'a> {
    time: String,
    event: Option<&'a str>,
    verdict: &'static str,
    /// The status that was answered.
    status: u16,
    iss: Option<&'a str>,
    sub: Option<&'a str>,
    sid: Option<&'a str>,
    /// The event's own name.
    id: Option<&'a str>,
    /// Why it was not taken, and where the rule stands.
    why: Option<&'a str>,
    section: Option<&'a str>,
    recording: Option<&'a str>,
}

/// The columns of the table and how wide they are.
const COLUMNS: &[(&str, usize)] =
    &[("TIME", 8), ("STATUS", 6), ("VERDICT", 11), ("EVENT", 34), ("ABOUT", 24), ("FROM", 30)];

/// How they are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    /// As a table, for a person.
    Table,
    /// As JSON lines, for a program.
    Lines,
}

impl Showing {
    /// What stdout is for.
    pub fn of(context: &Context) -> Self {
        if context.global.json || !Stream::Output.is_terminal() { Self::Lines } else { Self::Table }
    }

    /// The head of the table, or the line that tells a program that it may begin.
    pub fn begin(self, ready: &impl Serialize) -> Result<Written> {
        let line = match self {
            Self::Table => row(COLUMNS.iter().map(|(name, _)| (*name).to_owned())),
            Self::Lines => json::line(ready),
        };
        terminal::write_stdout(format!("{line}\n").as_bytes())
    }

    /// One request.
    pub fn show(self, received: &Received) -> Result<Written> {
        let line = match self {
            Self::Table => received.row(),
            Self::Lines => json::line(&received.line()),
        };
        terminal::write_stdout(format!("{line}\n").as_bytes())
    }
}

impl Received {
    fn line(&self) -> Line<'_> {
        let Receipt { answer, event, verdict, why, section, claimed } = &self.receipt;
        Line {
            time: moment::rfc3339(self.at),
            event: *event,
            verdict: verdict.name(),
            status: answer.status.as_u16(),
            iss: claimed.iss.as_deref(),
            sub: claimed.sub.as_deref(),
            sid: claimed.sid.as_deref(),
            id: claimed.id.as_deref(),
            why: why.as_deref(),
            section: *section,
            recording: self.recording.as_deref(),
        }
    }

    fn row(&self) -> String {
        let Receipt { answer, event, verdict, why, claimed, .. } = &self.receipt;
        let time = moment::local(self.at);
        let about = [&claimed.sub, &claimed.sid].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
        let line = row([
            time.rsplit(' ').next().unwrap_or_default().to_owned(),
            answer.status.as_str().to_owned(),
            verdict.name().to_owned(),
            event.unwrap_or("-").to_owned(),
            about,
            claimed.iss.clone().unwrap_or_default(),
        ]);
        match why {
            Some(why) => format!("{line}\n{:8}  {}", "", sanitize(why)),
            None => line,
        }
    }
}

/// The cells under each other; a longer one only moves those after it.
fn row(cells: impl IntoIterator<Item = String>) -> String {
    let cells = cells.into_iter().zip(COLUMNS);
    let line: Vec<String> = cells.map(|(cell, (_, width))| format!("{:<width$}", sanitize(&cell))).collect();
    line.join("  ").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;
    use crate::webhook::{answer::Answer, judgement::Claimed};

    #[test]
    fn what_somebody_else_wrote_cannot_act_on_the_terminal() {
        // C143, C146
        let receipt = Receipt::refused(Answer::of(StatusCode::BAD_REQUEST), "iss: it is of \u{1b}[2J");
        let claimed = Claimed { sub: Some("\u{1b}]52;c;x\u{7}".into()), ..Claimed::default() };
        let receipt = Receipt { claimed, ..receipt };
        let received = Received { at: UnixTime(1_790_000_000), receipt, recording: None };
        let shown = received.row() + &json::line(&received.line());
        assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{shown:?}");
        assert!(shown.contains("400     refused      -"), "{shown}");
    }
}
