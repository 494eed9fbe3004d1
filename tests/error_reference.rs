//! `docs/errors.md` is the registry, written down. `UPDATE_DOCS=1 cargo test error_reference` writes it anew.

use std::fmt::Write as _;

use authctl::error::{CLASSES, Code, SIGNAL_EXITS};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/errors.md");

const BEGINNING: &str = "\
# Exit codes and errors

Made from the registry in `src/error/code.rs`; `UPDATE_DOCS=1 cargo test error_reference` writes it anew.

An exit code stands for what the caller should do; the code in brackets says why. Both are part of the interface: a code may
be added in any release, but never changes its exit code within a major version. `authctl explain CODE` prints one
row of the tables below, `authctl help exit-codes` the first table. The error as JSON is described in
[json.md](json.md#errors).

## Exit codes
";

#[test]
fn the_error_reference_is_what_the_registry_says() {
    let wanted = reference();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(FILE, &wanted).expect("the reference is written");
    }
    let written = std::fs::read_to_string(FILE).expect("the reference is there");
    assert!(written == wanted, "docs/errors.md is not what the registry says; UPDATE_DOCS=1 writes it anew");
}

fn reference() -> String {
    let mut text = BEGINNING.to_owned();
    let head = ["Exit", "Class", "Meaning", "A script should"];
    let ok = row(&["0", "ok", "done, or the answer is yes", "go on"]);
    let classes = CLASSES.iter().map(|class| {
        let name = format!("[{}](#{}-{})", class.name, class.exit, class.name);
        row(&[&class.exit.to_string(), &name, class.meaning, class.reaction])
    });
    let signals = SIGNAL_EXITS
        .iter()
        .map(|(exit, name)| row(&[&exit.to_string(), "signal", &format!("ended by {name}"), ""]));
    text.push_str(&table(&head, std::iter::once(ok).chain(classes).chain(signals)));
    for class in CLASSES {
        write!(text, "\n## {} {}\n\n", class.exit, class.name).expect("a string takes it");
        writeln!(text, "{}. A script should: {}.\n", capital(class.meaning), class.reaction)
            .expect("a string takes it");
        let codes = Code::ALL.iter().map(|code| code.row()).filter(|code| code.class == class.class);
        let rows =
            codes.map(|code| row(&[&format!("`{}`", code.name), code.message, code.hint, code.explain]));
        text.push_str(table(&["Code", "Meaning", "What helps", "More"], rows).trim_start());
    }
    text
}

fn table(head: &[&str], rows: impl Iterator<Item = String>) -> String {
    let line: String = head.iter().map(|_| "| --- ").collect();
    format!("\n{}{line}|\n{}", row(head), rows.collect::<String>())
}

fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
