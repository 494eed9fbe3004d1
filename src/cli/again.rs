//! The login that began a session, as a command: to be shown, or run again with more.

use std::collections::BTreeMap;

use super::context::Context;
use crate::{
    error::Result,
    profile::{
        key::{Key, KeyRow, Kind},
        origin::Origin,
        registration::quoted,
        settings::{Flags, Inputs, Settings},
    },
    session::Session,
};

/// Its words after `authctl`, with these flags besides. A profile of the file says everything; else what the session keeps
/// does, which are settings, and of secrets only where they are.
pub fn words(context: &Context, session: &Session, more: &[String]) -> Result<Vec<String>> {
    let mut words = vec!["login".to_owned(), format!("--profile={}", session.profile)];
    if context.file()?.is_none_or(|file| file.profile(&session.profile).is_none()) {
        let known = of_preset(session)?;
        let own = session.settings.iter().filter(|(name, value)| known.get(*name) != Some(*value));
        // what is asked for now takes the place of what was asked for then
        let is_replaced = |flag: &str| more.iter().any(|word| word.starts_with(&format!("--{flag}=")));
        let rows = own.filter_map(|(name, value)| Some((KeyRow::of(name)?, name, value)));
        words.extend(rows.filter(|(row, ..)| !is_replaced(row.flag)).map(|(row, name, value)| {
            let entry = name
                .split_once('.')
                .filter(|_| row.kind == Kind::Table)
                .map(|(_, entry)| format!("{entry}="));
            format!("--{}={}{value}", row.flag, entry.unwrap_or_default())
        }));
    }
    words.extend_from_slice(more);
    Ok(words)
}

/// The command as a shell takes it.
pub fn shown(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    format!("authctl {}", words.join(" "))
}

/// What the session's preset says by itself.
fn of_preset(session: &Session) -> Result<BTreeMap<String, String>> {
    let Some(provider) = session.settings.get(Key::Provider.row().name) else { return Ok(BTreeMap::new()) };
    let prefix = Key::Set.entry("");
    let set = session.settings.iter();
    let set = set.filter_map(|(name, value)| Some(format!("{}={value}", name.strip_prefix(&prefix)?)));
    let flags = Flags::default().with(Key::Provider, [provider]).with(Key::Set, set);
    let settings = Settings::gather(&Inputs { flags: &flags, environment: &|_| None, file: None })?;
    let values = settings.values.into_iter().filter(|(_, value)| matches!(value.origin, Origin::Preset(_)));
    Ok(values.map(|(name, value)| (name, value.value)).collect())
}
