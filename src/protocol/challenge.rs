//! What a resource wants of who asks for it: the challenges of `WWW-Authenticate`.
//! <https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1>

use http::{HeaderMap, header};

/// One challenge; all of it is text of the other side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// The scheme, as it was written.
    scheme: String,
    /// Names in lower case, with their values.
    parameters: Vec<(String, String)>,
}

impl Challenge {
    /// The challenges of an answer. What follows something that cannot be read is not guessed at.
    pub fn all(headers: &HeaderMap) -> Vec<Self> {
        let lines = headers.get_all(header::WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
        lines.flat_map(read).collect()
    }

    /// Whether it is of that scheme, in any case of its letters (RFC 9110 §11.1).
    pub fn is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// A parameter that stands there once (RFC 9110 §11.2).
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut values = self.parameters.iter().filter(|(known, _)| known == name);
        match (values.next(), values.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }
}

fn read(line: &str) -> Vec<Challenge> {
    let mut found: Vec<Challenge> = Vec::new();
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let (name, after) = split(rest, is_token);
        if name.is_empty() {
            break;
        }
        let value = after.trim_start_matches([' ', '\t']).strip_prefix('=');
        rest = match (value, found.last_mut()) {
            (Some(value), Some(challenge)) => match value_of(value.trim_start_matches([' ', '\t'])) {
                Some((value, after)) => {
                    challenge.parameters.push((name.to_ascii_lowercase(), value));
                    after
                }
                None => {
                    found.pop();
                    break;
                }
            },
            (Some(_), None) => break,
            (None, _) => {
                found.push(Challenge { scheme: name.to_owned(), parameters: Vec::new() });
                without_token68(after)
            }
        };
    }
    found
}

/// A token or a quoted string, and what follows it, which is the end or a comma.
fn value_of(text: &str) -> Option<(String, &str)> {
    let (value, after) = match text.strip_prefix('"') {
        Some(quoted) => unquoted(quoted)?,
        None => {
            let (token, after) = split(text, is_token);
            (token.to_owned(), after)
        }
    };
    let after = after.trim_start_matches([' ', '\t']);
    let is_whole = after.is_empty() || after.starts_with(',');
    (is_whole && (text.starts_with('"') || !value.is_empty())).then_some((value, after))
}

/// RFC 9110 §5.6.4.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => value.push(characters.next()?.1),
            other => value.push(other),
        }
    }
    None
}

/// RFC 9110 §11.2: what some schemes have in the place of parameters, which means nothing here.
fn without_token68(text: &str) -> &str {
    let start = text.trim_start_matches([' ', '\t']);
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    let (token, after) = split(start, is_part);
    let after = after.trim_start_matches('=').trim_start_matches([' ', '\t']);
    let is_whole = !token.is_empty() && (after.is_empty() || after.starts_with(','));
    if is_whole && start.len() < text.len() { after } else { text }
}

fn split(text: &str, is_part: impl Fn(u8) -> bool) -> (&str, &str) {
    text.split_at(text.bytes().position(|byte| !is_part(byte)).unwrap_or(text.len()))
}

/// RFC 9110 §5.6.2.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn challenges(line: &str) -> Vec<Challenge> {
        let value = HeaderValue::from_str(line).unwrap();
        Challenge::all(&HeaderMap::from_iter([(header::WWW_AUTHENTICATE, value)]))
    }

    fn shown(line: &str) -> Vec<String> {
        let text = |challenge: &Challenge| {
            let pairs = challenge.parameters.iter().map(|(name, value)| format!(" {name}={value}"));
            format!("{}{}", challenge.scheme, pairs.collect::<String>())
        };
        challenges(line).iter().map(text).collect()
    }

    #[test]
    fn challenges_are_told_apart() {
        for (line, expected) in [
            // RFC 9110 §11.6.1
            (
                r#"Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\"""#,
                &["Basic realm=simple", "Newauth realm=apps type=1 title=Login to \"apps\""][..],
            ),
            // RFC 9728 §5.1
            (
                r#"Bearer resource_metadata="https://resource.example/.well-known/oauth-protected-resource""#,
                &["Bearer resource_metadata=https://resource.example/.well-known/oauth-protected-resource"],
            ),
            ("Bearer", &["Bearer"]),
            ("Negotiate YWJj==, bearer Scope=a", &["Negotiate", "bearer scope=a"]),
            ("Negotiate, Basic", &["Negotiate", "Basic"]),
            ("Bearer realm = \"a\" , scope=\"\"", &["Bearer realm=a scope="]),
            (",, Bearer a=b,,", &["Bearer a=b"]),
            ("", &[]),
            ("=a", &[]),
            ("a=b", &[]),
            // what cannot be read is not guessed at, nor what follows it
            (r#"Basic realm="x", Bearer realm="open"#, &["Basic realm=x"]),
            (r#"Bearer a="b"c"#, &[]),
            ("Bearer a=, Basic", &["Bearer", "Basic"]),
            ("Bearer a==b", &[]),
        ] {
            assert_eq!(shown(line), expected, "{line}");
        }
    }

    #[test]
    fn a_parameter_that_stands_there_twice_is_none() {
        let challenge = &challenges("Bearer a=1, A=2, b=3")[0];
        assert_eq!((challenge.parameter("a"), challenge.parameter("b")), (None, Some("3")));
        assert!(challenge.is("bearer") && !challenge.is("bear"));
    }

    proptest! {
        #[test]
        fn whatever_is_read_does_no_harm(line in "[ -~]{0,80}") {
            let _ = challenges(&line);
        }
    }
}
