//! Which settings mean something to which flow. A flag of another flow is refused; a variable stands for every command alike,
//! so what it says for another flow is left out of this one, and of the session that comes of it.

use super::{
    key::{Key, KeyRow},
    origin::{Origin, Sourced},
    settings::Settings,
};
use crate::protocol::{grant::Grant, response_type::ResponseType};

/// Whether requests of this grant have a place for the setting, as it is.
pub fn has_place(key: Key, value: &str, grant: Grant) -> bool {
    let has_person = grant.row().needs_person || grant == Grant::RefreshToken;
    match key {
        // RFC 8693 §2.1 defines it for the token request; elsewhere it is a provider's own parameter.
        Key::Audience => !has_person,
        // Without a person `params` go there.
        Key::TokenParams => has_person,
        // OIDC Core §3.1.2.1
        Key::AcrValues => grant.has_callback() || matches!(grant, Grant::RefreshToken | Grant::Ciba),
        Key::Claims => grant.has_callback() || grant == Grant::RefreshToken,
        Key::ResponseMode | Key::ResponseForm => grant.has_callback(),
        // What is none is told as that.
        Key::ResponseType => ResponseType::named(value).map_or(true, |kind| kind.row().grant == grant),
        Key::Username | Key::Password => grant == Grant::Password,
        Key::DeliveryMode => grant == Grant::Ciba,
        Key::SubjectToken | Key::SubjectTokenType => grant.needs_subject_token(),
        Key::RefreshToken => grant == Grant::RefreshToken,
        _ => true,
    }
}

/// Whether the environment says it, and means another flow.
pub fn is_stray(key: Key, setting: &Sourced<String>, grant: Grant) -> bool {
    matches!(setting.origin, Origin::Environment(_)) && !has_place(key, &setting.value, grant)
}

/// Leaves out what the environment says for other flows.
pub fn leave_out_strays(settings: &mut Settings, grant: Grant) {
    settings
        .values
        .retain(|name, setting| KeyRow::of(name).is_none_or(|row| !is_stray(row.key, setting, grant)));
}
