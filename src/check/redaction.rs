//! What a report may show of what was said: no control characters, no secrets (threat C145), and no more than a person reads.
//!
//! Whoever adds to a trace masks what it knows to be secret; this is the second look, at the text alone.

use crate::{protocol::sent_secrets::is_secret_member, untrusted::escape};

/// The longest text of one message, in characters.
const LONGEST: usize = 1000;

/// What stands in place of a secret.
const HIDDEN: &str = "[hidden]";

/// The text as it may be shown.
pub fn shown(text: &str) -> String {
    let cut: String = text.chars().take(LONGEST).collect();
    let mut shown = without_secrets(&escape(&cut));
    if cut.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// The text without the values of parameters that are secret, and without anything that looks like a signed token.
pub fn without_secrets(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut name_before = "";
    let mut ahead = text;
    while !ahead.is_empty() {
        let end = ahead.find(|c: char| !is_of_a_word(c)).unwrap_or(ahead.len());
        let (word, rest) = ahead.split_at(end);
        let is_secret = !word.is_empty() && is_secret_member(name_before) || is_token(word);
        shown.push_str(if is_secret { HIDDEN } else { word });
        name_before = if rest.starts_with('=') { word } else { "" };
        let next = rest.chars().next().map_or(0, char::len_utf8);
        shown.push_str(&rest[..next]);
        ahead = &rest[next..];
    }
    shown
}

/// What names and values of a query are of (RFC 3986 §2.3 and the escapes of §2.1), and base64 too.
fn is_of_a_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~%+/".contains(character)
}

/// Whether it looks as a compact JWS or JWE does: parts in base64url, the first of them a JSON object (RFC 7515 §7.1).
fn is_token(word: &str) -> bool {
    let word = word.rsplit('/').next().unwrap_or(word);
    word.starts_with("eyJ") && word.matches('.').count() >= 2 && word.len() > 20
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::sent_secrets::SECRET_MEMBERS;

    #[test]
    fn secrets_are_seen_by_the_names_of_their_parameters() {
        // C145, T4
        for name in SECRET_MEMBERS {
            let said = format!(
                "302 to https://app.example/cb?iss=x&{name}=CANARY%2B-._~/+CANARY&error=y#{name}=CANARY"
            );
            let hidden =
                format!("302 to https://app.example/cb?iss=x&{name}=[hidden]&error=y#{name}=[hidden]");
            assert_eq!(shown(&said), hidden);
        }
        assert_eq!(shown("state=; code= 400, a code"), "state=; code= 400, a code");
    }

    #[test]
    fn a_token_is_seen_by_its_looks() {
        let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.";
        assert_eq!(shown(&format!("it took «{token}»")), "it took «[hidden]»");
        assert_eq!(shown(&format!("GET /verify/{token}")), "GET [hidden]");
        assert_eq!(shown("eyJ.. is how one begins"), "eyJ.. is how one begins");
    }

    #[test]
    fn what_a_subject_says_can_neither_act_nor_fill_the_report() {
        // C143
        assert_eq!(shown("a\x1b[2J\u{202e}\n"), "a\\u{1b}[2J\\u{202e}\\u{a}");
        assert_eq!(shown(&"ä".repeat(100_000)), format!("{}…", "ä".repeat(LONGEST)));
    }
}
