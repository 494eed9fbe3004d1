//! The name of a profile, which becomes part of file names and keyring entries (threat C157).

use crate::error::{Code, Result};

/// The longest name, in characters.
pub const LONGEST: usize = 64;

/// Takes a name of 1 to 64 of `a-z 0-9 . _ -`, but not `.` and `..`, which are directories.
pub fn check(name: &str) -> Result<&str> {
    let fits = (1..=LONGEST).contains(&name.len())
        && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-'))
        && !name.bytes().all(|byte| byte == b'.');
    if fits { Ok(name) } else { Err(Code::ProfileNameInvalid.error().got(name)) }
}

/// A name made of any text, for a session that was not given one.
pub fn from_text(text: &str) -> String {
    let name: String = text
        .to_ascii_lowercase()
        .chars()
        .map(
            |character| {
                if matches!(character, 'a'..='z' | '0'..='9' | '.' | '_' | '-') { character } else { '-' }
            },
        )
        .take(LONGEST)
        .collect();
    let name = name.trim_matches(['.', '-']);
    if name.is_empty() { "default".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_directory_nor_break_a_line() {
        // C157
        for name in ["a", "work", "acme.prod-2_b", "0", &"x".repeat(64)] {
            assert_eq!(check(name), Ok(name));
        }
        for name in [
            "",
            ".",
            "..",
            "...",
            "a/b",
            "../a",
            "a\\b",
            "Work",
            "a b",
            "a\nb",
            "a]\n[b",
            "[a]",
            "a\0",
            "é",
            "a:b",
            "~",
            &"x".repeat(65),
        ] {
            assert_eq!(check(name).unwrap_err().code(), Code::ProfileNameInvalid, "{name:?}");
            assert!(check(&from_text(name)).is_ok(), "{name:?}");
        }
        assert_eq!(from_text("Id.Example:8443"), "id.example-8443");
    }
}
