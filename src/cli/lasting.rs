//! Settings on their way into a file or a session: what is relative to the directory of this command would be something else
//! for the next one.

use crate::{
    host::directories::from_everywhere,
    profile::key::{KeyRow, Kind},
    secret::source::SecretSource,
};

/// A setting, by its flat name, with its path whole if it is one.
pub fn lasting((name, text): (String, String)) -> (String, String) {
    let kind = KeyRow::of(&name).map_or(Kind::Text, |row| row.kind);
    let text = match (kind, text.strip_prefix("file:")) {
        (Kind::Path, _) => from_everywhere(&text),
        (kind, Some(path)) if kind.is_secret() => format!("file:{}", from_everywhere(path)),
        (Kind::Key, None) if matches!(SecretSource::parse_key(&text), Ok(SecretSource::File(_))) => {
            from_everywhere(&text)
        }
        _ => text,
    };
    (name, text)
}
