//! Tables for people.

use comfy_table::{Table, presets};

use crate::untrusted::sanitize;

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
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    rows.iter()
        .map(|(name, value)| format!("{name:<width$}  {}", sanitize(value)).trim_end().to_owned())
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
}
