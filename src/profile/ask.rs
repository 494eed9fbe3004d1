//! What the settings ask for beside the scope.

use super::{flow_place::has_place, key::Key, origin::Sourced, request_object, settings::Settings};
use crate::{
    error::{Code, Error, Result},
    protocol::{
        ask::Ask, authorization_details::AuthorizationDetails, claims_request::ClaimsRequest, grant::Grant,
        resource,
    },
};

/// What is asked for by this grant.
///
/// # Errors
/// What cannot be, and what the grant has no place for, blamed on where it was said.
pub fn ask(settings: &Settings, grant: Grant) -> Result<Ask> {
    check_places(settings, grant)?;
    let (jar, request_object) = request_object::protected(settings)?;
    Ok(Ask {
        resources: read(settings, Key::Resource, resource::resources)?.unwrap_or_default(),
        audiences: read(settings, Key::Audience, words)?.unwrap_or_default(),
        authorization_details: read(settings, Key::AuthorizationDetails, AuthorizationDetails::parse)?,
        acr_values: read(settings, Key::AcrValues, words)?.unwrap_or_default(),
        claims: read(settings, Key::Claims, ClaimsRequest::parse)?,
        jar,
        request_object,
        unadvertised: read(settings, Key::Unadvertised, unadvertised)?.unwrap_or_default(),
    })
}

/// Refuses what this grant's requests have no place for: a provider would ignore it, and nobody would notice.
fn check_places(settings: &Settings, grant: Grant) -> Result<()> {
    for (key, hint) in [
        (Key::Audience, "give --resource URI; a provider's own parameter is given by --param audience=NAME"),
        (Key::TokenParams, "give --param NAME=VALUE: it goes into the token request"),
        (Key::AcrValues, "drop it, or choose another --flow"),
        (Key::Claims, "drop it, or choose another --flow"),
    ] {
        let said = settings.text(key).or_else(|| settings.entries(key).map(|(_, said)| said).next());
        if let Some(said) = said.filter(|said| !has_place(key, &said.value, grant)) {
            let message = format!("the flow {grant} has no place for {}", key.row().name);
            return Err(said.origin.blame(Code::Usage.error().message(message).hint(hint)));
        }
    }
    Ok(())
}

fn read<T>(settings: &Settings, key: Key, parse: impl FnOnce(&str) -> Result<T>) -> Result<Option<T>> {
    let blamed = |said: &Sourced<String>| parse(&said.value).map_err(|error| said.origin.blame(error));
    settings.text(key).map(blamed).transpose()
}

fn words(text: &str) -> Result<Vec<String>> {
    let list: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    match list.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_graphic())) {
        true => Ok(list),
        false => Err(usage("a name here is of printable ASCII without space").got(text)),
    }
}

fn unadvertised(text: &str) -> Result<bool> {
    match text {
        "refuse" => Ok(false),
        "ok" => Ok(true),
        _ => Err(usage("there is no such rule for what is not offered").expected("refuse, ok").got(text)),
    }
}

fn usage(message: &'static str) -> Error {
    Code::Usage.error().message(message)
}
