//! Adding and removing a profile in the text of `profiles.toml`, with its comments and its order kept.

use toml_edit::{DocumentMut, Item, Table, TableLike, value};

use super::{
    file::ProfilesFile,
    key::{KeyRow, Kind},
    name,
};
use crate::error::{Code, Error, Result};

/// The text with a new profile at its end. `settings` are flat names and texts; the result is read back before it is
/// returned, so nothing is written that would not be read.
pub fn add(text: &str, shown: &str, profile: &str, settings: &[(String, String)]) -> Result<String> {
    name::check(profile)?;
    if ProfilesFile::parse(text, shown)?.profiles.contains_key(profile) {
        return Err(Code::ProfileExists.error().profile(profile));
    }
    let mut document = document(text)?;
    let mut table = Table::new();
    for (flat_name, text) in settings {
        put(&mut table, flat_name, text)?;
    }
    let profiles = document.entry("profiles").or_insert_with(|| {
        let mut profiles = Table::new();
        profiles.set_implicit(true);
        Item::Table(profiles)
    });
    profiles.as_table_like_mut().ok_or_else(unreadable)?.insert(profile, Item::Table(table));
    let edited = document.to_string();
    ProfilesFile::parse(&edited, shown)?;
    Ok(edited)
}

/// The text with these settings in a profile, which is a new one if there is none of that name.
pub fn set(text: &str, shown: &str, profile: &str, settings: &[(String, String)]) -> Result<String> {
    if !ProfilesFile::parse(text, shown)?.profiles.contains_key(profile) {
        return add(text, shown, profile, settings);
    }
    change(text, shown, profile, |table| {
        settings.iter().try_for_each(|(flat_name, text)| put(table, flat_name, text))
    })
}

/// The text without these settings in a profile.
pub fn unset(text: &str, shown: &str, profile: &str, names: &[&str]) -> Result<String> {
    if !ProfilesFile::parse(text, shown)?.profiles.contains_key(profile) {
        return Ok(text.to_owned());
    }
    change(text, shown, profile, |table| {
        names.iter().for_each(|name| drop(table.remove(name)));
        Ok(())
    })
}

fn change(
    text: &str,
    shown: &str,
    profile: &str,
    work: impl FnOnce(&mut dyn TableLike) -> Result<()>,
) -> Result<String> {
    let mut document = document(text)?;
    let profiles = document.get_mut("profiles").and_then(Item::as_table_like_mut).ok_or_else(unreadable)?;
    let table = profiles.get_mut(profile).and_then(Item::as_table_like_mut).ok_or_else(unreadable)?;
    work(table)?;
    let edited = document.to_string();
    ProfilesFile::parse(&edited, shown)?;
    Ok(edited)
}

/// The text without a profile, nor a `default_profile` that named it.
pub fn remove(text: &str, shown: &str, profile: &str) -> Result<String> {
    let file = ProfilesFile::parse(text, shown)?;
    if !file.profiles.contains_key(profile) {
        return Err(Code::ProfileNotFound.error().profile(profile).hint("see `authctl profile list`"));
    }
    let mut document = document(text)?;
    document.get_mut("profiles").and_then(Item::as_table_like_mut).ok_or_else(unreadable)?.remove(profile);
    if file.default_profile.is_none_or(|named| named.value != profile) {
        return Ok(document.to_string());
    }
    // The comment above the key may be the file's own heading, so it stays where it is: at the top.
    let removed = document.remove_entry("default_profile");
    let heading =
        removed.as_ref().and_then(|(key, _)| key.leaf_decor().prefix()?.as_str()).unwrap_or_default();
    Ok(format!("{heading}{document}"))
}

fn put(table: &mut dyn TableLike, flat_name: &str, text: &str) -> Result<()> {
    let row = KeyRow::of(flat_name).ok_or_else(unreadable)?;
    let entry = flat_name.split_once('.').map(|(_, entry)| entry);
    match (row.kind, entry) {
        // A preset's parameter is a key of its own.
        (Kind::Table, Some(entry)) if row.name == "set" => table.insert(entry, value(text)),
        (Kind::Table, Some(entry)) => {
            let entries = table.entry(row.name).or_insert_with(|| value(toml_edit::InlineTable::new()));
            entries.as_table_like_mut().and_then(|entries| TableLike::insert(entries, entry, value(text)))
        }
        (Kind::List, _) => {
            let items: toml_edit::Array = text.split_whitespace().collect();
            table.insert(row.name, value(items))
        }
        (Kind::Number, _) if text.parse::<i64>().is_ok() => {
            table.insert(row.name, value(text.parse::<i64>().unwrap_or_default()))
        }
        _ => table.insert(row.name, value(text)),
    };
    Ok(())
}

fn document(text: &str) -> Result<DocumentMut> {
    text.parse().map_err(|_| unreadable())
}

/// The file was read by the strict reader a moment ago, so the editor reads it too.
fn unreadable() -> Error {
    Code::InternalError.error().message("profiles.toml was read, but cannot be edited")
}
