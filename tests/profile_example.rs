//! `profiles.example.toml` is read by the strict reader, and shows every key.

use authctl::profile::{file::ProfilesFile, key::KEYS, name, view};

const EXAMPLE: &str = include_str!("../profiles.example.toml");

#[test]
fn every_profile_of_the_example_is_valid() {
    let file = ProfilesFile::parse(EXAMPLE, "profiles.example.toml").unwrap();
    assert_eq!(file.default_profile.as_ref().unwrap().value, "work");
    for verdict in view::validate(&file) {
        assert_eq!(verdict.error, None, "{}", verdict.profile);
        assert!(verdict.ok && name::check(&verdict.profile).is_ok());
    }
}

#[test]
fn the_example_shows_every_key_once() {
    let file = ProfilesFile::parse(EXAMPLE, "profiles.example.toml").unwrap();
    for row in KEYS.iter().filter(|row| !row.registration || row.name.starts_with("callback")) {
        let shown = file.profiles.values().filter(|layer| layer.contains_key(row.name)).count();
        assert_eq!(shown, 1, "{}", row.name);
    }
    for row in KEYS {
        let is_it = |name: &String| name == row.name || name.starts_with(&format!("{}.", row.name));
        assert!(file.profiles.values().any(|layer| layer.keys().any(is_it)), "{}", row.name);
    }
}
