//! Tables for people.

use comfy_table::{Table, presets};

use crate::untrusted::sanitize;

/// The widest column of names; a longer name only moves its own value.
const WIDEST_NAME: usize = 40;

/// A table with a header line. Every cell is sanitised; widths follow the terminal.
pub fn table(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(header.iter().map(|name| name.to_uppercase()));
    for row in rows {
        table.add_row(row.iter().map(|cell| sanitize(cell)));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    trimmed(&table.to_string())
}

/// Name and value, one pair a line, the values in one column.
pub fn pairs(rows: &[(&str, String)]) -> String {
    // A name can be the provider's own, such as a claim's.
    let rows: Vec<(String, String)> =
        rows.iter().map(|(name, value)| (sanitize(name), sanitize(value))).collect();
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).min(WIDEST_NAME);
    rows.iter()
        .map(|(name, value)| format!("{name:<width$}  {value}").trim_end().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

fn trimmed(text: &str) -> String {
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_its_columns_under_each_other_and_no_escape_codes() {
        let shown = table(
            &["profile", "sub"],
            [vec!["work".into(), "a\x1b[2J".into()], vec!["x".into(), "alice".into()]],
        );
        assert_eq!(shown, "PROFILE  SUB\nwork     a\\u{1b}[2J\nx        alice");
        assert_eq!(
            pairs(&[("issuer", "https://a".into()), ("sub", "b".into())]),
            "issuer  https://a\nsub     b"
        );
    }

    #[test]
    fn a_name_of_the_other_side_can_neither_act_on_the_terminal_nor_widen_the_table() {
        // C143
        let long = "x".repeat(100_000);
        let shown = pairs(&[("a\x1b]52;c;x\x07", "b".into()), (long.as_str(), "c".into())]);
        assert!(!shown.contains('\x1b') && !shown.contains('\x07'));
        assert!(shown.len() < 1000, "{}", shown.len());
    }
}
