//! What a report may show of what was said: no control characters, no secrets (threat C145), and no more than a person reads.
//!
//! Whoever adds to a trace masks what it knows to be secret; this is the second look, at the text alone.

use crate::{protocol::sent_secrets::is_secret_member, untrusted::escape};

/// The longest text of one message, in characters.
const LONGEST: usize = 1000;

/// What stands in place of a secret.
const HIDDEN: &str = "[hidden]";

/// The attributes of a cookie (RFC 6265 §4.1.1): what is not one of them is its value.
const COOKIE_ATTRIBUTES: &[&str] = &["domain", "expires", "max-age", "path", "samesite"];

/// The text as it may be shown.
pub fn shown(text: &str) -> String {
    let cut: String = text.chars().take(LONGEST).collect();
    let mut shown = without_secrets(&escape(&cut));
    if cut.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// The text without the values of parameters, members and cookies that are secret, and without anything that looks like a
/// signed token.
pub fn without_secrets(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let (mut name, mut is_cookie) = ("", false);
    let mut ahead = text;
    while !ahead.is_empty() {
        let end = ahead.find(|c: char| !is_of_a_word(c)).unwrap_or(ahead.len());
        let (word, rest) = ahead.split_at(end);
        let is_secret = is_secret_member(name) || is_cookie && !name.is_empty() && !is_attribute(name);
        match !word.is_empty() && (is_secret || is_token(word)) {
            true => shown.push_str(HIDDEN),
            false => shown.push_str(&without_nested(word)),
        }
        let end = rest.find(is_of_a_word).unwrap_or(rest.len());
        let (between, rest) = rest.split_at(end);
        shown.push_str(between);
        is_cookie |= between.starts_with(':') && word.to_ascii_lowercase().ends_with("cookie");
        // `name=value`, and `"name": "value"` of JSON, be it in quotation marks itself
        let is_name = between.trim_end_matches(['"', '`', '«', '\\']) == "="
            || between.contains('"') && between.trim_matches([' ', '"', '\\']) == ":";
        name = if is_name { last_name(word) } else { "" };
        ahead = rest;
    }
    shown
}

/// What values of a query are of (RFC 3986 §3.4), but for the signs that divide it.
fn is_of_a_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~%+/!$'()*@".contains(character)
}

/// The name at the end of a word, such as that of a parameter in parentheses.
fn last_name(word: &str) -> &str {
    let start =
        word.rfind(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c)).map_or(0, |place| place + 1);
    &word[start..]
}

fn is_attribute(name: &str) -> bool {
    COOKIE_ATTRIBUTES.iter().any(|attribute| attribute.eq_ignore_ascii_case(name))
}

/// Whether it looks as a compact JWS or JWE does: parts in base64url, the first of them a JSON object (RFC 7515 §7.1).
fn is_token(word: &str) -> bool {
    let begins = |place: usize| !word[..place].ends_with(|c: char| c.is_ascii_alphanumeric());
    let token = word.match_indices("eyJ").find(|(place, _)| begins(*place)).map(|(place, _)| &word[place..]);
    token.is_some_and(|token| token.matches('.').count() >= 2 && token.len() > 20)
}

/// The word without the secrets of an address that is escaped in it: `%2Fcallback%3Fcode%3D…`.
fn without_nested(word: &str) -> String {
    let mut shown = String::with_capacity(word.len());
    let (mut name, mut ahead) = ("", word);
    loop {
        let next = ahead.match_indices('%').find_map(|(place, _)| Some((place, divider(&ahead[place..])?)));
        let (part, sign) = next.map_or((ahead, ' '), |(place, sign)| (&ahead[..place], sign));
        shown.push_str(if is_secret_member(name) && !part.is_empty() { HIDDEN } else { part });
        let Some((place, _)) = next else { return shown };
        shown.push_str(&ahead[place..place + 3]);
        name = if sign == '=' { last_name(part) } else { "" };
        ahead = &ahead[place + 3..];
    }
}

/// The sign that divides a query, if this begins with the escape of one (RFC 3986 §2.1).
fn divider(escaped: &str) -> Option<char> {
    match escaped.get(..3)?.to_ascii_uppercase().as_str() {
        "%3D" => Some('='),
        "%26" => Some('&'),
        "%3F" => Some('?'),
        "%23" => Some('#'),
        "%2F" => Some('/'),
        _ => None,
    }
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
                "302 to https://app.example/cb?iss=x&{name}=CANARY%2B-._~/+!*'()CANARY&error=y#{name}=CANARY"
            );
            let hidden =
                format!("302 to https://app.example/cb?iss=x&{name}=[hidden]&error=y#{name}=[hidden]");
            assert_eq!(shown(&said), hidden);
            assert_eq!(shown(&format!("({name}=CANARY)")), format!("({name}=[hidden]"));
            let json = format!(r#"{{"a":1,"{name}":"CANARY", "{name}" : 1,"{name}": "CANARY","b":"c"}}"#);
            assert!(
                !shown(&json).contains("CANARY") && shown(&json).ends_with(r#","b":"c"}"#),
                "{}",
                shown(&json)
            );
            for quoted in [format!("{name}=«CANARY»"), format!("{{\\\"{name}\\\":\\\"CANARY\\\"}}")] {
                assert!(!shown(&quoted).contains("CANARY"), "{quoted}");
            }
            let nested =
                format!("GET /login?next=%2Fcb%3Fx%3Dy%26{name}%3DCANARY%26z%3D1%23{name}%3dCANARY&a=b");
            let hidden =
                format!("GET /login?next=%2Fcb%3Fx%3Dy%26{name}%3D[hidden]%26z%3D1%23{name}%3d[hidden]&a=b");
            assert_eq!(shown(&nested), hidden);
        }
        for plain in
            ["state=; code= 400, a code", "GET /callback%3", "% %% a%", "status=200 (code, state)", "a%3Db"]
        {
            assert_eq!(shown(plain), plain);
        }
    }

    #[test]
    fn the_value_of_a_cookie_is_its_secret() {
        // C145
        assert_eq!(
            shown(
                "Set-Cookie: sid=CANARY; Path=/; HttpOnly; SameSite=Lax, and it sent cookie: a=CANARY; b=CANARY"
            ),
            "Set-Cookie: sid=[hidden]; Path=/; HttpOnly; SameSite=Lax, and it sent cookie: a=[hidden]; b=[hidden]"
        );
    }

    #[test]
    fn a_token_is_seen_by_its_looks() {
        let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.";
        assert_eq!(shown(&format!("it took «{token}»")), "it took «[hidden]»");
        assert_eq!(shown(&format!("GET /verify/{token} ('{token}')")), "GET [hidden] [hidden]");
        assert_eq!(shown("eyJ.. is how one begins"), "eyJ.. is how one begins");
    }

    #[test]
    fn what_a_subject_says_can_neither_act_nor_fill_the_report() {
        // C143
        assert_eq!(shown("a\x1b[2J\u{202e}\n"), "a\\u{1b}[2J\\u{202e}\\u{a}");
        assert_eq!(shown(&"ä".repeat(100_000)), format!("{}…", "ä".repeat(LONGEST)));
    }
}
