//! A session before its first tokens: all that settings say of it.

use crate::{
    host::directories::from_everywhere,
    profile::{
        key::{KeyRow, Kind},
        resolved::Resolved,
    },
    protocol::time::UnixTime,
    secret::source::SecretSource,
    session::Session,
};

/// The session of these settings, which nobody has signed in for and whose token has expired.
pub fn unbegun(resolved: &Resolved) -> Session {
    let requested = resolved.scopes.tokens().to_vec();
    Session {
        profile: resolved.profile.clone(),
        provider: resolved.provider.clone(),
        issuer: resolved.issuer().map(|issuer| issuer.as_str().to_owned()),
        client_id: resolved.client_id.clone(),
        settings: resolved.to_settings().into_iter().map(lasting).collect(),
        workload: None,
        subject: None,
        username: None,
        scope_granted: requested.clone(),
        scope_requested: requested,
        token_type: String::new(),
        access_token: "".into(),
        refresh_token: None,
        id_token: None,
        dpop_key: None,
        authorization_details: None,
        obtained_at: UnixTime(0),
        expires_at: Some(UnixTime(0)),
        generation: 0,
        store: None,
        dead: None,
    }
}

/// A setting as it is kept: the next command may be run in another directory, so a path is whole.
fn lasting((name, text): (String, String)) -> (String, String) {
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
