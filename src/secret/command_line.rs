//! A program that knows a secret, and its arguments: split into words here, so that no shell is needed and none sees it.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A program and its arguments. They are shown and kept as they were written: a secret is never among them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CommandLine {
    text: String,
    program: String,
    arguments: Vec<String>,
}

impl CommandLine {
    /// Takes the text apart; `None` if it names no program, has a control character, or a quote in it does not end.
    pub fn parse(text: &str) -> Option<Self> {
        if text.chars().any(char::is_control) {
            return None;
        }
        let mut words = words(text)?.into_iter();
        let program = words.next().filter(|program| !program.is_empty())?;
        Some(Self { text: text.to_owned(), program, arguments: words.collect() })
    }

    /// The program, by its name or its path.
    pub fn program(&self) -> &str {
        &self.program
    }

    /// What it is given.
    pub fn arguments(&self) -> &[String] {
        &self.arguments
    }
}

/// As it was written.
impl fmt::Display for CommandLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for CommandLine {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for CommandLine {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a program and its arguments"))
    }
}

/// Splits at white space; `'…'` and `"…"` keep it together and nothing else is special. A quote must end.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for character in text.chars() {
        match quote {
            Some(end) if character == end => quote = None,
            None if character == '"' || character == '\'' => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            None if character.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_split_at_white_space_outside_of_quotes() {
        for (text, words) in [
            ("pass", "pass"),
            (" pass  show\u{a0}a ", "pass|show|a"),
            ("pass show 'a b' \"c'd\" e''f ''", "pass|show|a b|c'd|ef|"),
            ("'a program' $(id) ; \\x", "a program|$(id)|;|\\x"),
        ] {
            let command = CommandLine::parse(text).unwrap();
            let split = [&[command.program().to_owned()], command.arguments()].concat();
            assert_eq!(split.join("|"), words, "{text}");
            assert_eq!(command.to_string(), text);
            let kept = serde_json::to_string(&command).unwrap();
            assert_eq!(serde_json::from_str::<CommandLine>(&kept).unwrap(), command);
        }
    }

    #[test]
    fn what_is_no_command_is_refused() {
        for text in ["", " ", "'a", "a \"it's", "'' a", "a\nb", "\u{1b}a"] {
            assert_eq!(CommandLine::parse(text), None, "{text}");
            let kept = serde_json::to_string(text).unwrap();
            assert!(serde_json::from_str::<CommandLine>(&kept).is_err(), "{text}");
        }
    }
}
