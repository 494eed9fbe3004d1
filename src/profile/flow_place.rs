//! Which settings mean something to which flow. A flag of another flow is refused; a variable stands for every command alike,
//! so what it says for another flow is left out of this one, and of the session that comes of it.

use super::{
    key::{Key, KeyRow},
    origin::Origin,
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

/// Leaves out what the environment says for other flows.
pub fn leave_out_strays(settings: &mut Settings, grant: Grant) {
    let is_of_environment = |origin: &Origin| matches!(origin, Origin::Environment(_));
    settings.values.retain(|name, setting| {
        let row = KeyRow::of(name).filter(|_| is_of_environment(&setting.origin));
        row.is_none_or(|row| has_place(row.key, &setting.value, grant))
    });
}
