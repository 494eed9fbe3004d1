//! The same JSON written in other ways: with other spaces, another order, other escapes. What is signed are bytes, so that each of
//! them has another signature. <https://www.rfc-editor.org/rfc/rfc8259>

use serde_json::Value;

/// Where spaces stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spaces {
    None,
    /// One behind each comma and each colon.
    Between,
    /// Each member in a line of its own, that many spaces further in.
    Lines(usize),
}

const SPACES: &[(Spaces, &str)] = &[
    (Spaces::None, "without spaces"),
    (Spaces::Between, "with a space behind each comma and colon"),
    (Spaces::Lines(2), "in lines, two spaces in"),
    (Spaces::Lines(4), "in lines, four spaces in"),
];

/// A way to write letters, and what it is.
type Escape = (fn(&str) -> String, &'static str);

const ESCAPES: &[Escape] = &[
    (escaped, "with \\u in place of what is not ASCII"),
    (unescaped, "without \\u"),
    (|json| json.replace("\\/", "/").replace('/', "\\/"), "with \\/ in place of /"),
    (|json| json.replace("\\/", "/"), "with / in place of \\/"),
];

/// A body, and in which way it is written.
pub type Spelled = (String, Vec<u8>);

/// With other spaces, in the order that it has.
pub fn respaced(body: &[u8]) -> Vec<Spelled> {
    let Some(json) = text(body) else { return Vec::new() };
    SPACES.iter().map(|(spaces, how)| ((*how).to_owned(), spaced(json, *spaces).into_bytes())).collect()
}

/// With the names of each object in order, where they are not.
pub fn sorted(body: &[u8]) -> Vec<Spelled> {
    let Ok(value) = serde_json::from_slice::<Value>(body) else { return Vec::new() };
    let unsorted = respaced(body);
    let is_other = |spelled: &Spelled| unsorted.iter().all(|(_, bytes)| *bytes != spelled.1);
    let named = |(how, bytes): Spelled| (format!("with its names in order, {how}"), bytes);
    respaced(value.to_string().as_bytes()).into_iter().filter(is_other).map(named).collect()
}

/// With other escapes, where that makes a difference, and other spaces too.
pub fn reescaped(body: &[u8]) -> Vec<Spelled> {
    let Some(json) = text(body) else { return Vec::new() };
    let mut found = Vec::new();
    for (escape, how) in ESCAPES {
        let other = escape(json);
        if other != json {
            let named = |(spaces, bytes)| (format!("{how}, {spaces}"), bytes);
            found.extend(respaced(other.as_bytes()).into_iter().map(named));
            found.push(((*how).to_owned(), other.into_bytes()));
        }
    }
    found
}

/// With other ends of lines, and another end.
pub fn ended(body: &[u8]) -> Vec<Spelled> {
    let Ok(text) = std::str::from_utf8(body) else { return Vec::new() };
    let of = |how: &str, text: String| (how.to_owned(), text.into_bytes());
    vec![
        of("with a line break at its end", format!("{text}\n")),
        of("with CR and LF at its end", format!("{text}\r\n")),
        of("without the line break at its end", text.trim_end_matches(['\r', '\n']).to_owned()),
        of("with LF alone at each line's end", text.replace("\r\n", "\n")),
        of("with CR and LF at each line's end", text.replace("\r\n", "\n").replace('\n', "\r\n")),
    ]
}

fn text(body: &[u8]) -> Option<&str> {
    serde_json::from_slice::<Value>(body).ok()?;
    std::str::from_utf8(body).ok()
}

/// The text of JSON with other spaces outside its strings.
fn spaced(json: &str, spaces: Spaces) -> String {
    let mut written = String::new();
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    let mut letters = json.chars().filter_map(|letter| {
        let was_in_string = in_string;
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' if in_string => is_escaped = true,
            '"' => in_string = !in_string,
            _ => {}
        }
        let is_text = was_in_string || in_string;
        (is_text || !letter.is_ascii_whitespace()).then_some((letter, is_text))
    });
    let mut next = letters.next();
    while let Some((letter, is_text)) = next {
        next = letters.next();
        let line = |depth: usize| match spaces {
            Spaces::Lines(width) => format!("\n{}", " ".repeat(width * depth)),
            _ => String::new(),
        };
        match letter {
            _ if is_text => written.push(letter),
            '{' | '[' => {
                written.push(letter);
                // nothing in it stays in one line
                if !matches!(next, Some(('}' | ']', false))) {
                    depth += 1;
                    written.push_str(&line(depth));
                } else if let Some((end, _)) = next {
                    written.push(end);
                    next = letters.next();
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                written.push_str(&line(depth));
                written.push(letter);
            }
            ',' | ':' => {
                written.push(letter);
                match spaces {
                    Spaces::Lines(_) if letter == ',' => written.push_str(&line(depth)),
                    Spaces::None => {}
                    _ => written.push(' '),
                }
            }
            _ => written.push(letter),
        }
    }
    written
}

fn escaped(json: &str) -> String {
    let mut written = String::new();
    for letter in json.chars() {
        match letter.is_ascii() {
            true => written.push(letter),
            false => {
                let units = letter
                    .encode_utf16(&mut [0; 2])
                    .iter()
                    .map(|unit| format!("\\u{unit:04x}"))
                    .collect::<String>();
                written.push_str(&units);
            }
        }
    }
    written
}

/// What `\u` stands for, where that is not ASCII, which may have to be escaped.
fn unescaped(json: &str) -> String {
    let mut written = String::new();
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        written.push_str(before);
        let (length, letter) = unit(escape)
            .and_then(|first| match unit(escape.get(6..)?) {
                Some(second) if (0xd800..0xdc00).contains(&first) => Some((12, vec![first, second])),
                _ => Some((6, vec![first])),
            })
            .or_else(|| Some((6, vec![unit(escape)?])))
            .and_then(|(length, units)| Some((length, String::from_utf16(&units).ok()?)))
            .filter(|(_, letter)| !letter.is_ascii())
            .unwrap_or_else(|| {
                let length = escape.chars().take(2).map(char::len_utf8).sum();
                (length, escape[..length].to_owned())
            });
        written.push_str(&letter);
        rest = &escape[length..];
    }
    written + rest
}

/// The number of an escape that begins there.
fn unit(escape: &str) -> Option<u16> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(spelled: Vec<Spelled>) -> Vec<String> {
        spelled.into_iter().map(|(_, bytes)| String::from_utf8(bytes).unwrap()).collect()
    }

    #[test]
    fn the_same_json_is_written_with_other_spaces_and_in_order() {
        let json = r#"{ "b": [1,{}, [ ]],"a" :{"c":"x, \" : { y","d":null} }"#;
        let compact = r#"{"b":[1,{},[]],"a":{"c":"x, \" : { y","d":null}}"#;
        let between = r#"{"b": [1, {}, []], "a": {"c": "x, \" : { y", "d": null}}"#;
        let lines = "{\n  \"b\": [\n    1,\n    {},\n    []\n  ],\n  \"a\": {\n    \"c\": \"x, \\\" : { y\",\n    \"d\": null\n  }\n}";
        let four = lines.replace("  ", "    ");
        assert_eq!(of(respaced(json.as_bytes())), [compact, between, lines, &four]);
        assert_eq!(of(sorted(json.as_bytes()))[0], r#"{"a":{"c":"x, \" : { y","d":null},"b":[1,{},[]]}"#);
        assert!(respaced(b"no").is_empty() && sorted(b"no").is_empty() && reescaped(b"no").is_empty());
    }

    #[test]
    fn the_same_json_is_written_with_other_escapes_and_ends() {
        let found = of(reescaped(r#"{"a":"é\u00e8 😀\ud83d\ude00 / \/ \" \u000a \\u00e9"}"#.as_bytes()));
        for expected in [
            r#"{"a":"\u00e9\u00e8 \ud83d\ude00\ud83d\ude00 / \/ \" \u000a \\u00e9"}"#,
            r#"{"a":"éè 😀😀 / \/ \" \u000a \\u00e9"}"#,
            r#"{"a":"é\u00e8 😀\ud83d\ude00 \/ \/ \" \u000a \\u00e9"}"#,
            r#"{"a":"é\u00e8 😀\ud83d\ude00 / / \" \u000a \\u00e9"}"#,
        ] {
            assert!(found.iter().any(|found| found == expected), "{expected}\n{found:#?}");
        }
        // half a letter stays as it is
        assert_eq!(unescaped(r#""\ud83d x \u12"#), r#""\ud83d x \u12"#);
        assert_eq!(of(ended(b"a\r\nb\n")), ["a\r\nb\n\n", "a\r\nb\n\r\n", "a\r\nb", "a\nb\n", "a\r\nb\r\n"]);
    }
}
