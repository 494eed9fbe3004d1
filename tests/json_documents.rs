//! `docs/json.md` is true: each command prints a document of the members and types that its table lists, no more and no
//! less, and so does each example.

use std::collections::BTreeSet;

use serde_json::Value;

use super::support::console::{Shell, blocks, examples};

const DOCUMENT: &str = include_str!("../docs/json.md");

/// A row of a table: a member's path, and the type it has.
struct Row<'a> {
    path: &'a str,
    kind: &'a str,
}

/// A chapter: its commands, its example and its table.
struct Chapter<'a> {
    title: &'a str,
    commands: Vec<String>,
    example: Option<Value>,
    rows: Vec<Row<'a>>,
}

#[test]
fn every_document_has_the_members_and_types_of_its_table() {
    let mut shell = Shell::start();
    let mut compared = 0;
    for chapter in chapters() {
        let said: Vec<Vec<String>> = chapter.commands.iter().map(|command| shell.run(command)).collect();
        let Some(example) = &chapter.example else { continue };
        let text = said.last().expect("a chapter with an example has a command").join("\n");
        let actual: Value = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error} in\n{text}", chapter.title));
        for (what, document) in [("the program", &actual), ("the example", example)] {
            compare(&chapter, what, document);
        }
        assert_eq!(actual.is_array(), example.is_array(), "{}", chapter.title);
        compared += 1;
    }
    assert!(compared > 15, "only {compared} documents were compared");
}

fn chapters() -> Vec<Chapter<'static>> {
    let chapter = |text: &'static str| {
        let blocks = blocks(text);
        let console = blocks.iter().filter(|block| block.info == "console");
        let commands = console.flat_map(examples).map(|example| example.command).collect();
        let example = blocks.iter().find(|block| block.info == "json").map(|block| {
            serde_json::from_str(&block.text.join("\n"))
                .unwrap_or_else(|error| panic!("docs/json.md line {}: {error}", block.line))
        });
        Chapter { title: text.lines().next().unwrap_or_default(), commands, example, rows: rows(text) }
    };
    DOCUMENT.split("\n## ").skip(1).map(chapter).collect()
}

fn rows(text: &str) -> Vec<Row<'_>> {
    text.lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| `")?.split(" | ");
            let path = cells.next()?.trim_end_matches('`');
            Some(Row { path, kind: cells.next()? })
        })
        .collect()
}

fn compare(chapter: &Chapter<'_>, what: &str, document: &Value) {
    let items = document.as_array().map_or_else(|| vec![document], |list| list.iter().collect());
    assert!(!items.is_empty(), "{}: {what} has an empty list", chapter.title);
    for item in items {
        check(chapter, what, "", item);
    }
}

/// Holds an object against the rows whose path begins with `prefix`.
fn check(chapter: &Chapter<'_>, what: &str, prefix: &str, object: &Value) {
    let place = format!("{}: {what}: {prefix}", chapter.title);
    let members = object.as_object().unwrap_or_else(|| panic!("{place} is not an object: {object}"));
    let here: Vec<(&str, &Row<'_>)> = chapter
        .rows
        .iter()
        .filter_map(|row| Some((row.path.strip_prefix(prefix)?, row)))
        .filter(|(name, _)| !name.contains('.') && !name.contains('['))
        .collect();
    let listed: BTreeSet<&str> = here.iter().map(|(name, _)| *name).filter(|name| *name != "…").collect();
    let is_open = here.iter().any(|(name, _)| *name == "…");
    let present: BTreeSet<&str> = members.keys().map(String::as_str).collect();
    if is_open {
        assert!(listed.is_subset(&present), "{place}");
    } else {
        assert_eq!(listed, present, "{place}");
    }
    for (name, row) in here.into_iter().filter(|(name, _)| *name != "…") {
        let value = &members[name];
        assert!(is_of(value, row.kind), "{place}{name} is not {}: {value}", row.kind);
        let (inside, each) = (format!("{prefix}{name}."), format!("{prefix}{name}[]."));
        let is_described = |prefix: &str| chapter.rows.iter().any(|row| row.path.starts_with(prefix));
        if value.is_object() && is_described(&inside) {
            check(chapter, what, &inside, value);
        }
        if is_described(&each) {
            value.as_array().into_iter().flatten().for_each(|item| check(chapter, what, &each, item));
        }
    }
}

fn is_of(value: &Value, kind: &str) -> bool {
    match kind.split_once(" or null") {
        Some((kind, _)) => value.is_null() || is_of(value, kind),
        None => match kind {
            "string" => value.is_string(),
            "number" => value.is_u64(),
            "boolean" => value.is_boolean(),
            "time" => value.as_str().is_some_and(is_time),
            "list of strings" => value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
            "list of objects" => value.as_array().is_some_and(|list| list.iter().all(Value::is_object)),
            "object" => value.is_object(),
            "object of strings" => value.as_object().is_some_and(|map| map.values().all(Value::is_string)),
            other => panic!("no such type: {other}"),
        },
    }
}

/// RFC 3339 in UTC, to the second.
fn is_time(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape == "0000-00-00T00:00:00Z"
}
