//! The tables that runs against other people's software write and check: that docs/interop.md has every feature and says something
//! of each provider, docs/webhooks-verified.md whose code has verified each event, and docs/serve.md each wrong request.

use std::{collections::BTreeSet, fs};

use authctl::webhook::catalogue;

/// The text of a file of this repository.
fn text(path: &str) -> String {
    fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).expect(path)
}

/// The words of the features, in order, as tests/interop/features.py has them.
fn features() -> Vec<String> {
    let text = text("tests/interop/features.py");
    let (_, rest) = text.split_once("FEATURES = {").expect("a list of features");
    let (list, _) = rest.split_once("\n}").expect("the end of the list");
    let words = |line: &str| Some(line.split_once(": \"")?.1.strip_suffix("\",")?.to_owned());
    list.lines().filter_map(words).collect()
}

/// The cells of a table's row, if the line is one.
fn cells(line: &str) -> Option<Vec<&str>> {
    Some(line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ").map(str::trim).collect())
}

/// The rows of a table, from its head on.
fn rows(text: &str) -> Vec<Vec<&str>> {
    text.lines().filter_map(cells).collect()
}

#[test]
fn every_event_has_its_row_with_who_verified_it() {
    let text = text("docs/webhooks-verified.md");
    let rows = rows(&text);
    assert_eq!(rows[0], ["event", "verified by", "refused with", "sent by", "vector"]);
    let known: Vec<String> = catalogue::all().keys().map(|name| format!("`{name}`")).collect();
    assert_eq!(rows[2..].iter().map(|row| row[0]).collect::<Vec<_>>(), known, "a row an event");
    assert!(rows[2..].iter().all(|row| row.len() == 5 && !row[1].is_empty()));
    let senders: BTreeSet<&str> =
        rows[2..].iter().filter(|row| !row[3].is_empty()).map(|row| row[3]).collect();
    assert!(senders.len() >= 8, "{senders:?}");
}

#[test]
fn every_feature_has_its_row_with_what_was_shown_or_why_nothing_was() {
    let text = text("docs/interop.md");
    let rows = rows(&text);
    let features = features();
    assert_eq!(rows[0], ["feature", "embedded provider", "oidc-provider", "django-oauth-toolkit", "others"]);
    assert_eq!(rows[2..].iter().map(|row| row[0]).collect::<Vec<_>>(), features, "a row a feature");
    assert!(features.len() > 40, "{}", features.len());
    for row in &rows[2..] {
        assert_eq!(row.len(), 5, "{row:?}");
        let is_shown = row[1..].iter().any(|cell| cell.starts_with("passed"));
        assert!(is_shown || (row[1] == row[2] && row[2] == row[3]), "nothing shows it: {row:?}");
        assert!(row[1..4].iter().all(|cell| !cell.is_empty() && !cell.contains("FAILED")), "{row:?}");
    }
}

#[test]
fn every_wrong_request_has_its_row_with_what_it_is_refused_with() {
    let script = text("tests/strictness/wrongs.py");
    let wrongs: Vec<&str> = script
        .split("\ndef _(subject):\n    \"\"\"")
        .skip(1)
        .map(|rest| rest.split("\"\"\"").next().expect("the end of what is wrong"))
        .collect();
    assert_eq!(wrongs.len(), 30);
    let text = text("docs/serve.md");
    let (_, chapter) =
        text.split_once("<!-- made by tests/strictness/run --table docs -->\n").expect("a chapter");
    let (chapter, _) = chapter.split_once("<!-- until here -->").expect("the end of the chapter");
    let rows = rows(chapter);
    assert_eq!(rows[0], ["wrong", "section", "refused with"]);
    assert_eq!(rows[2..].iter().map(|row| row[0]).collect::<Vec<_>>(), wrongs, "a row a wrong request");
    assert!(rows[2..].iter().all(|row| row.len() == 3 && row[1].contains('§') && !row[2].is_empty()));
}
