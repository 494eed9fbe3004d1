//! Colour for the word that a reader looks for first. Whether a stream takes any is asked before.

/// The words that begin a line of talk, each with its colour (ECMA-48 §8.3.117, SGR).
const WORDS: &[(&str, &str)] = &[("error:", "1;31"), ("warning:", "1;33")];

/// The text with its first word coloured, if it is one of ours.
pub fn first_word(text: &str) -> String {
    let word = WORDS.iter().find_map(|(word, color)| Some((word, color, text.strip_prefix(word)?)));
    match word {
        Some((word, color, rest)) => format!("\x1b[{color}m{word}\x1b[0m{rest}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_and_a_warning_are_seen_and_the_rest_is_plain() {
        assert_eq!(first_word("error: no [x]\n  a"), "\x1b[1;31merror:\x1b[0m no [x]\n  a");
        assert_eq!(first_word("warning: no [x]"), "\x1b[1;33mwarning:\x1b[0m no [x]");
        assert_eq!(first_word("Signed in, no error: all well."), "Signed in, no error: all well.");
    }
}
