//! Text from the other side: a provider, a callback, a file somebody else wrote.
//!
//! Its only way to a terminal, a log or a page is [`sanitize`]: no control characters, no
//! bidirectional or invisible formatting, cut at 256 characters (threats C143, C144).

use std::fmt;

/// The longest text from outside that is shown.
pub const SHOWN_CHARS: usize = 256;

/// Text that somebody else wrote. `Display` shows the sanitised form; there is no other way to print it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Untrusted(String);

impl Untrusted {
    /// Takes the text as it came.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as it came, to compare or to store; never to show.
    pub fn raw(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&sanitize(&self.0))
    }
}

impl fmt::Debug for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "«{}»", sanitize(&self.0))
    }
}

impl From<&str> for Untrusted {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Untrusted {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// The one sanitiser: escapes what could move a cursor, hide text or forge a line, and cuts.
pub fn sanitize(text: &str) -> String {
    let mut shown = String::with_capacity(text.len().min(SHOWN_CHARS));
    let mut length = 0;
    for character in text.chars() {
        let escaped = escaped(character);
        let width = escaped.chars().count();
        if length + width > SHOWN_CHARS {
            while length >= SHOWN_CHARS {
                shown.pop();
                length -= 1;
            }
            shown.push('…');
            break;
        }
        shown.push_str(&escaped);
        length += width;
    }
    shown
}

/// As [`sanitize`], uncut: for text of ours that says what somebody else wrote, such as a command to run next.
pub fn escape(text: &str) -> String {
    text.chars().map(escaped).collect()
}

fn escaped(character: char) -> String {
    match is_hidden(character) {
        true => format!("\\u{{{:x}}}", u32::from(character)),
        false => character.to_string(),
    }
}

/// Control, format (Unicode `Cf`), private-use and non-characters, and the line separators.
pub(crate) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(u32::from(character),
            0xAD | 0x600..=0x605 | 0x61C | 0x6DD | 0x70F | 0x890..=0x891 | 0x8E2 | 0x180E
            | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFEFF | 0xFFF0..=0xFFFB
            | 0x110BD | 0x110CD | 0x13430..=0x1343F | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A
            | 0xE000..=0xF8FF | 0xFDD0..=0xFDEF | 0xE0000..=0xE0FFF | 0xF0000..=0x10FFFF)
        || u32::from(character) & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escape_codes_and_forged_lines_are_shown_as_text() {
        // C143, C144
        assert_eq!(
            sanitize("a\x1b[2Jb\nerror: c\u{202e}d\u{9b}"),
            "a\\u{1b}[2Jb\\u{a}error: c\\u{202e}d\\u{9b}"
        );
        assert_eq!(Untrusted::from("\x07").to_string(), "\\u{7}");
        assert_eq!(format!("{:?}", Untrusted::from("\x07")), "«\\u{7}»");
    }

    proptest! {
        #[test]
        fn what_is_shown_is_short_harmless_and_stays_as_it_is(text in "\\PC*|(?s).{0,600}") {
            let shown = sanitize(&text);
            prop_assert!(shown.chars().count() <= SHOWN_CHARS);
            prop_assert!(!shown.chars().any(is_hidden));
            prop_assert_eq!(sanitize(&shown), shown);
        }
    }
}
