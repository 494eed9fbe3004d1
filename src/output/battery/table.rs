//! The report as a person reads it: what is wrong first, with the rule and the repair; then what was skipped, and the count.

use crate::{
    check::{
        judged::Verdict,
        report::{Change, Outcome, Report},
    },
    output::table::table,
    untrusted::escape,
};

/// How wide the text is at most, in columns.
const WIDTH: usize = 100;

/// Where the second column begins.
const INDENT: usize = 10;

/// All of it.
pub fn text(report: &Report) -> String {
    let mut parts: Vec<String> = report.explained().into_iter().map(explained).collect();
    let skipped: Vec<Vec<String>> = report
        .of(Verdict::Skip)
        .map(|outcome| vec![outcome.case.id.to_owned(), outcome.judged.message.clone()])
        .collect();
    if !skipped.is_empty() {
        parts.push(table(&["skipped", "why"], skipped));
    }
    let gone: Vec<&str> = report.gone().map(|outcome| outcome.case.id).collect();
    if !gone.is_empty() {
        parts.push(format!("No longer failing: {}", gone.join(", ")));
    }
    parts.push(count(report));
    parts.join("\n\n")
}

/// The count, in one line.
pub fn count(report: &Report) -> String {
    let summary = report.summary();
    let (battery, subject) = (report.battery, escape(&report.subject));
    let new = report.outcomes.iter().filter(|outcome| outcome.change == Some(Change::New)).count();
    let new = if report.has_baseline { format!(" ({new} new)") } else { String::new() };
    let seed = report.seed.map(|seed| format!(", in the order of --seed {seed}")).unwrap_or_default();
    format!(
        "{battery} {subject}: {} passed, {} failed{new}, {} skipped, {} could not be judged{seed}",
        summary.pass, summary.fail, summary.skip, summary.error
    )
}

fn explained(outcome: &Outcome) -> String {
    let Outcome { case, judged, change, .. } = outcome;
    let change = change.map(|change| format!(", {}", change.name())).unwrap_or_default();
    let head =
        format!("{:<8}  {} {}{change}: {}", case.id, case.level.name(), judged.verdict.name(), case.what);
    let mut lines = wrapped(&head, WIDTH, INDENT);
    for (name, text) in [
        ("found", judged.message.as_str()),
        ("right", case.right),
        ("repair", case.repair),
        ("rule", case.section),
    ] {
        lines.extend(wrapped(&format!("  {name:<6}  {}", escape(text)), WIDTH, INDENT));
    }
    lines.join("\n")
}

/// The text in lines of at most `width` characters, all but the first of them indented. A word that is too long is a line.
fn wrapped(text: &str, width: usize, indent: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    // what aligns the first columns stays
    let start = text.len() - text.trim_start().len();
    line.push_str(&text[..start]);
    for (place, word) in text[start..].split(' ').enumerate() {
        let is_first = place == 0;
        if !is_first
            && line.chars().count() + 1 + word.chars().count() > width
            && line.chars().count() > indent
        {
            lines.push(line.trim_end().to_owned());
            line = " ".repeat(indent);
        } else if !is_first {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line.trim_end().to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{judged::Judged, scripted};

    #[test]
    fn what_is_wrong_is_told_with_its_rule_and_its_repair() {
        let mut report = scripted::report([
            Judged::pass("x"),
            Judged::fail(
                "it took the ID token of https://other.example, and there is no end of what it says of it",
            ),
            Judged::error("the app did not answer"),
            Judged::skip("no cookie is set"),
        ]);
        let expected = "\
A2        must fail: the ID token is for another app
  found   it took the ID token of https://other.example, and there is no end of what it says of it
  right   refuses it
  repair  refuse an ID token whose aud is not your client_id
  rule    OIDC Core §3.1.3.7

B1        should error: PKCE is looked for
  found   the app did not answer
  right   sends a code_challenge
  repair  use PKCE with S256
  rule    RFC 9700 §2.1.1

SKIPPED  WHY
B2       no cookie is set

app http://127.0.0.1:3000: 1 passed, 1 failed, 1 skipped, 1 could not be judged";
        assert_eq!(text(&report), expected);
        report.has_baseline = true;
        report.seed = Some(7);
        report.outcomes[0].change = Some(Change::Gone);
        report.outcomes[1].change = Some(Change::Known);
        let told = text(&report);
        assert!(told.starts_with("A2        must fail, known: the ID token"), "{told}");
        assert!(told.ends_with(
            "\n\nNo longer failing: A1\n\n\
             app http://127.0.0.1:3000: 1 passed, 1 failed (0 new), 1 skipped, 1 could not be judged, in the order of --seed 7"
        ));
    }

    #[test]
    fn a_long_text_keeps_to_its_column() {
        let report = scripted::report([Judged::fail("word ".repeat(40)), Judged::fail("x".repeat(500))]);
        let lines: Vec<String> = text(&report).lines().map(str::to_owned).collect();
        assert_eq!(lines[1].chars().count(), 99, "{:?}", lines[1]);
        assert!(lines[2].starts_with("          word word"), "{:?}", lines[2]);
        assert!(lines.iter().any(|line| line.chars().count() > 200), "a long word is not broken");
    }

    #[test]
    fn what_a_subject_says_cannot_act_on_the_terminal() {
        // C143, T7
        let mut report = scripted::report([Judged::fail("a\x1b[2J\u{202e}\nerror: b")]);
        report.subject = "http://a/\x1b[2J".into();
        let told = text(&report);
        assert!(!told.chars().any(|c| c != '\n' && crate::untrusted::is_hidden(c)), "{told}");
        assert!(!told.contains("\nerror: b"), "{told}");
    }
}
