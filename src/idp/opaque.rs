//! Access tokens that only their provider can read, as most vendors have them: a reference to the grant, sealed, behind the letters
//! that the vendor's tokens begin with (RFC 6749 §1.4).

use serde_json::{Map, Value, json};

use super::provider::Provider;
use crate::protocol::time::UnixTime;

/// What the seal is for.
const PURPOSE: &str = "access";

/// Makes one, of the grant of that id.
pub fn issue(provider: &Provider, id: &str, scope: &[String], prefix: &str) -> String {
    let exp = provider.now().plus(provider.config.lifetimes.access_token).0;
    // the grant's id first, as in the `jti` of a token that can be read: what revokes the grant revokes the token
    let text = format!("{exp} {id}.{} {}", provider.random(8), scope.join(" "));
    format!("{prefix}{}", provider.seal.seal(PURPOSE, text.as_bytes()))
}

/// What a token says, as the claims of one that can be read; nothing for one that does not work now.
pub fn open(provider: &Provider, token: &str, prefix: &str) -> Option<Map<String, Value>> {
    let sealed = provider.seal.open(PURPOSE, token.strip_prefix(prefix)?)?;
    let text = String::from_utf8(sealed).ok()?;
    let mut parts = text.splitn(3, ' ');
    let (exp, jti, scope) = (parts.next()?.parse().ok()?, parts.next()?, parts.next()?);
    if UnixTime(exp) <= provider.now() {
        return None;
    }
    let grant = provider.store.read(|state| {
        let (id, _) = jti.split_once('.')?;
        state.is_live(jti).then(|| state.grants.get(id).cloned()).flatten()
    })?;
    provider.user(&grant.session.sub)?;
    provider.has_client(&grant.client_id).then(|| {
        let claims = json!({
            "iss": provider.issuer, "aud": provider.issuer, "sub": grant.session.sub, "client_id": grant.client_id,
            "scope": scope, "exp": exp, "jti": jti,
        });
        match claims {
            Value::Object(claims) => claims,
            _ => Map::new(),
        }
    })
}
