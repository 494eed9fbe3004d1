//! A token that comes from outside: from a file or stdin, and never from the command line.

use std::path::Path;

use crate::{
    error::{Code, Result},
    host::{terminal, user_file},
    jose::jws::MAX_LEN,
    secret::SecretString,
};

/// What is read, in bytes: a token and a line's end.
const LIMIT: u64 = MAX_LEN as u64 + 1024;

/// The token in the file, or on stdin, without what a header or a line's end adds to it.
///
/// # Errors
/// [`Code::Usage`] for a file that cannot be read, for a token in the place of a file, and for no token at all.
pub fn read(file: Option<&Path>) -> Result<SecretString> {
    let bytes = match file.filter(|path| *path != Path::new("-")) {
        None => terminal::read_stdin(LIMIT)?,
        Some(path) if is_token(path) => {
            return Err(Code::Usage
                .error()
                .message("a token does not belong on the command line, where others can read it")
                .hint("pipe it, or name a file that it is in"));
        }
        Some(path) => user_file::read_bytes(path, LIMIT)?,
    };
    let not_text = |_| Code::Usage.error().message("this is no token: it is not text");
    let text = String::from_utf8(bytes).map_err(not_text)?;
    let text = text.trim();
    if text.is_empty() {
        return Err(Code::Usage.error().message("there is nothing to read where a token should be"));
    }
    Ok(text.strip_prefix("Authorization:").map_or(text, str::trim_start).trim_start_matches("Bearer ").into())
}

/// `{"` in base64url, and a dot: no name that anybody gives a file.
fn is_token(path: &Path) -> bool {
    path.to_str().is_some_and(|text| text.starts_with("eyJ") && text.contains('.'))
}
