//! The access token that a vendor's API is asked with, under whichever scheme names the vendor takes.
//! <https://www.rfc-editor.org/rfc/rfc6750#section-2.1>

use std::sync::Arc;

use http::header;
use serde_json::Value;

use crate::{
    idp::{provider::Provider, received::Received, user::User},
    jose::claims::Claims,
};

/// What a token that works says.
pub struct Bearer {
    /// Whose it is.
    pub user: Arc<User>,
    /// Which client has it.
    pub client_id: String,
    /// The grant that it comes from.
    pub grant: String,
    /// What for.
    pub scope: Vec<String>,
    /// Until when it works, in seconds since 1970.
    pub exp: i64,
}

/// The token in the header, if it comes under one of these names.
pub fn in_header<'a>(received: &'a Received, schemes: &[&str]) -> Option<&'a str> {
    let (scheme, token) = received.header(header::AUTHORIZATION)?.split_once(' ')?;
    schemes.iter().any(|known| known.eq_ignore_ascii_case(scheme)).then(|| token.trim())
}

/// What it says, if it works.
pub fn open(provider: &Provider, token: &str) -> Option<Bearer> {
    let claims = provider.open_access_token(token)?;
    // RFC 9068 §4: a token for an API opens that one
    if !Claims(&claims).texts("aud").ok()?.contains(&provider.issuer) {
        return None;
    }
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let scope = text("scope")?.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    Some(Bearer {
        user: provider.user(text("sub")?)?,
        client_id: text("client_id")?.to_owned(),
        grant: text("jti")?.split_once('.')?.0.to_owned(),
        scope,
        exp: claims.get("exp")?.as_i64()?,
    })
}
