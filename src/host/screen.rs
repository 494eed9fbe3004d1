//! The terminal that talk goes to: how large it is and what it can show, one line of it that is written again and again,
//! and the clipboard behind it.

use std::{
    io::{self, IsTerminal as _, Write as _},
    sync::atomic::{AtomicBool, Ordering},
};

use super::environment::Environment;

/// Whether the last line is one that will be written again: whoever says something else takes its place.
static STANDS: AtomicBool = AtomicBool::new(false);

/// Goes to the beginning of the line and erases it (ECMA-48 §8.3.41).
const ERASE: &str = "\r\x1b[K";

/// A terminal, with what it can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Its columns.
    pub columns: usize,
    /// Its rows.
    pub rows: usize,
    /// Whether it shows characters beyond ASCII.
    pub is_unicode: bool,
}

impl Screen {
    /// The one that talk goes to; none if talk goes elsewhere, or to one that cannot move its cursor.
    pub fn of_talk(environment: &Environment) -> Option<Self> {
        let is_dumb = environment("TERM").is_some_and(|term| term == "dumb");
        if is_dumb || !io::stderr().is_terminal() {
            return None;
        }
        let size = terminal_size::terminal_size_of(io::stderr());
        // one that does not tell its size is written to as to the smallest
        let (columns, rows) =
            size.map_or((40, 12), |(columns, rows)| (usize::from(columns.0), usize::from(rows.0)));
        Some(Self { columns, rows, is_unicode: is_unicode(environment) })
    }

    /// Puts a text, in base64, into the clipboard: OSC 52, <https://invisible-island.net/xterm/ctlseqs/ctlseqs.html>. Whether
    /// the terminal does it, it does not say.
    pub fn copy(self, base64: &str) {
        write(&format!("\x1b]52;c;{base64}\x07"));
    }
}

/// POSIX, Environment Variables §8.2: the first of these that is set counts. Windows takes Unicode whatever is set.
fn is_unicode(environment: &Environment) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| environment(name).filter(|value| !value.is_empty()))
        .unwrap_or_default()
        .to_ascii_lowercase();
    cfg!(windows) || locale.ends_with("utf-8") || locale.ends_with("utf8")
}

/// One line that stands until something else is said; dropped, it is gone.
#[derive(Debug, Default)]
pub struct StatusLine;

impl StatusLine {
    /// Writes it, or writes it again.
    pub fn show(&self, line: &str, screen: Screen) {
        // A line that wraps cannot be written again; nor one whose end a terminal fills with `^C`.
        let line: String = line.chars().take(screen.columns.saturating_sub(4)).collect();
        STANDS.store(true, Ordering::Relaxed);
        write(&format!("{ERASE}{line}"));
    }
}

impl Drop for StatusLine {
    fn drop(&mut self) {
        write(cleared());
    }
}

/// What to write before anything else is said.
pub(super) fn cleared() -> &'static str {
    if STANDS.swap(false, Ordering::Relaxed) { ERASE } else { "" }
}

/// A terminal that is gone is not a reason to fail.
fn write(text: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::environment;

    #[test]
    #[cfg(not(windows))]
    fn the_first_locale_that_is_set_tells_whether_there_is_more_than_ascii() {
        for (variables, is) in [
            (&[("LANG", "C.UTF-8")][..], true),
            (&[("LANG", "de_DE.utf8")], true),
            (&[("LANG", "C.UTF-8"), ("LC_ALL", "C")], false),
            (&[("LANG", "C"), ("LC_ALL", ""), ("LC_CTYPE", "en_US.UTF-8")], true),
            (&[("LANG", "en_US.ISO-8859-1")], false),
            (&[], false),
        ] {
            assert_eq!(is_unicode(&environment::of(variables)), is, "{variables:?}");
        }
    }
}
