//! What to tell a person who has no client id yet: where to register, what to enter, and the one command to run next.

use super::{key::Key, origin::Origin, place::Place, settings::Settings};
use crate::{
    error::{Code, Error},
    provider::preset::{Preset, SecretNeed},
};

/// Nothing names a client id.
pub(super) fn client_id_missing(settings: &Settings, place: &Place) -> Error {
    let (who, how) = match settings.preset {
        Some(preset) => (preset.title.clone(), instructions(preset, settings)),
        None => {
            let mut how = format!("Register a native app there, with the callback {}.", callback(settings));
            if matches!(place, Place::Issuer(_)) {
                how.push_str("\nWhere the provider registers clients by itself, --register does that.");
            }
            (bare(place), how)
        }
    };
    Code::ClientIdMissing
        .error()
        .message(format!("{who} needs a client id of yours"))
        .hint(format!("{how}\nThen run: {}", command(settings, "CLIENT_ID")))
}

/// The provider gives every client a secret or a key, and nothing says where it is.
pub(super) fn secret_missing(settings: &Settings, preset: &Preset, client_id: &str) -> Error {
    let (what, place) = match preset.secret {
        SecretNeed::Key => ("key", "Keep it in a file"),
        _ => ("secret", "Put it into a variable"),
    };
    Code::ConfigInvalid
        .error()
        .message(format!("{} gives every client a {what}, and nothing says where yours is", preset.title))
        .hint(format!("{place}, then run: {}", command(settings, client_id)))
}

/// Where to register at the preset's provider, how, and with which callback.
fn instructions(preset: &Preset, settings: &Settings) -> String {
    let parameters =
        settings.entries(Key::Set).map(|(name, value)| (name.to_owned(), value.value.clone())).collect();
    // A parameter that cannot stand in an address was refused before.
    let at = preset.register_url.as_deref().and_then(|url| preset.fill(url, &parameters).ok());
    let mut text = match at {
        Some(at) => format!("At {at} : {}", preset.register),
        None => preset.register.clone(),
    };
    if let Some(enter) = &preset.callback.enter {
        let enter = if is_presets_callback(settings) { enter.clone() } else { callback(settings) };
        text.push_str(&format!("\nCallback address: {enter}"));
    }
    text
}

fn is_presets_callback(settings: &Settings) -> bool {
    [Key::CallbackHost, Key::CallbackPort, Key::CallbackPath].iter().all(
        |key| matches!(settings.text(*key), Some(setting) if matches!(setting.origin, Origin::Preset(_))),
    )
}

/// The callback as it is registered: without a port where any port goes (RFC 8252 §7.3).
fn callback(settings: &Settings) -> String {
    let text = |key| settings.text(key).map_or("", |setting| setting.value.as_str());
    let port = match text(Key::CallbackPort) {
        "0" => String::new(),
        port => format!(":{port}"),
    };
    format!("http://{}{port}{}", text(Key::CallbackHost), text(Key::CallbackPath))
}

/// The command that says the same again, and the client id.
fn command(settings: &Settings, client_id: &str) -> String {
    let mut words = vec!["authctl login".to_owned()];
    if settings.profile.origin != Origin::Default {
        words.push(format!("--profile {}", settings.profile.value));
    }
    // The place first, as a person would say it.
    let is_place = |name: &&String| ["provider", "provider_url", "issuer"].contains(&name.as_str());
    let (places, others): (Vec<_>, Vec<_>) = settings.values.keys().partition(is_place);
    for name in places.into_iter().chain(others).filter(|name| *name != "client_id") {
        let setting = &settings.values[name];
        if let Origin::Flag(flag) = setting.origin {
            let entry = name.split_once('.').map(|(_, entry)| format!("{entry}=")).unwrap_or_default();
            words.push(format!("--{flag} {}", quoted(&format!("{entry}{}", setting.value))));
        }
    }
    words.push(format!("--client-id {}", quoted(client_id)));
    let is_said = |key| settings.text(key).is_some();
    let preset = settings.preset.filter(|_| !is_said(Key::ClientSecret) && !is_said(Key::ClientKey));
    words.extend(preset.and_then(secret_from));
    words.join(" ")
}

/// The command of a first login with this provider, by someone who has said nothing yet.
pub fn first_login(preset: &Preset) -> String {
    let mut words = vec![format!("authctl login --provider {}", preset.name)];
    if preset.client_id.is_none() {
        let needed = preset.parameters.iter().filter(|(_, parameter)| parameter.default.is_none());
        words.extend(needed.map(|(name, _)| format!("--set {name}={}", name.to_ascii_uppercase())));
        words.push("--client-id CLIENT_ID".to_owned());
        words.extend(secret_from(preset));
    }
    words.join(" ")
}

/// The flag for the secret or the key, where there always is one.
fn secret_from(preset: &Preset) -> Option<String> {
    match preset.secret {
        SecretNeed::Optional => None,
        SecretNeed::Required => {
            Some(format!("--client-secret-from env:{}_CLIENT_SECRET", preset.name.to_ascii_uppercase()))
        }
        SecretNeed::Key => Some("--client-key KEY_FILE".to_owned()),
    }
}

/// The word as a shell takes it.
pub fn quoted(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/:=@+,".contains(&byte);
    match !word.is_empty() && word.bytes().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

fn bare(place: &Place) -> String {
    match place {
        Place::Issuer(issuer) => issuer.to_string(),
        Place::Endpoints(endpoints) => endpoints.token.url().origin().ascii_serialization(),
    }
}
