//! A token that comes from outside: from a file or stdin, and never from the command line.

use std::path::Path;

use crate::{
    error::{Code, Result},
    host::{terminal, user_file},
    jose::{base64url, jws::MAX_LEN},
    protocol::json,
    secret::SecretString,
};

/// What is read, in bytes: a token and a line's end.
const LIMIT: u64 = MAX_LEN as u64 + 1024;

/// The token in the file, or on stdin, without what a header or a line's end adds to it.
///
/// # Errors
/// [`Code::Usage`] for a file that cannot be read, for a token in the place of a file, and for no token at all or several.
pub fn read(file: Option<&Path>) -> Result<SecretString> {
    let bytes = match file.filter(|path| *path != Path::new("-")) {
        None => terminal::read_stdin(LIMIT)?,
        Some(path) => {
            refuse_in_place_of_file(path)?;
            user_file::read_bytes(path, LIMIT)?
        }
    };
    let unfit = |why: &str| Err(Code::Usage.error().message(why));
    let Ok(text) = String::from_utf8(bytes) else {
        return unfit("this is no token: it is not text");
    };
    let text = bare(&text);
    if text.is_empty() {
        return unfit("there is nothing to read where a token should be");
    }
    match text.contains(char::is_whitespace) {
        true => unfit("this is no token: there is white space in it, and one token is read at a time"),
        false => Ok(text.into()),
    }
}

/// A token as it stands in a file, perhaps with a byte order mark, or in a header (RFC 9110 §5.1, §11.1: in any letter case).
fn bare(text: &str) -> &str {
    let mut text = text.trim_start_matches('\u{feff}').trim();
    for word in ["authorization:", "bearer ", "dpop "] {
        if text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)) {
            text = text[word.len()..].trim_start();
        }
    }
    text
}

/// Refuses a token in place of a file's name, alone, in quotes or after `Bearer`: a word that begins with a JSON object in
/// base64url, as no file's name does. It would be repeated by the error that there is no such file.
///
/// # Errors
/// [`Code::Usage`]
pub fn refuse_in_place_of_file(path: &Path) -> Result<()> {
    let text = path.to_string_lossy();
    let is_header = |part: &str| {
        base64url::decode(part)
            .is_some_and(|bytes| json::object(&bytes).is_ok_and(|members| !members.is_empty()))
    };
    let mut words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && !"-_.".contains(letter));
    match words.any(|word| word.split_once('.').is_some_and(|(header, _)| is_header(header))) {
        false => Ok(()),
        true => Err(Code::Usage
            .error()
            .message("a token does not belong on the command line, where others can read it")
            .hint("pipe it, or name a file that it is in")),
    }
}
