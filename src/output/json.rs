//! JSON for programs: one document, with every character escaped that a terminal could act on (threat C146).

use serde::Serialize;

/// The document in lines, for stdout.
pub fn document(value: &impl Serialize) -> String {
    escaped(&serde_json::to_string_pretty(value).expect("our documents have string keys only"))
}

/// The document on one line, for stderr.
pub fn line(value: &impl Serialize) -> String {
    escaped(&serde_json::to_string(value).expect("our documents have string keys only"))
}

/// serde_json escapes C0 only; DEL, C1, bidirectional and invisible characters are escaped here.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character == '\n' || !crate::untrusted::is_hidden(character) {
            out.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_acts_on_is_written_bare() {
        // C146
        let hostile = "a\u{1b}[2J\u{7f}\u{9b}\u{202e}\u{2028}\u{e0001}\n\"";
        let written = line(&hostile);
        assert!(written.is_ascii(), "{written}");
        assert!(!written.bytes().any(|byte| byte < 0x20 || byte == 0x7f));
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), hostile);
    }
}
