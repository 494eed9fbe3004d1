//! UserInfo (OIDC Core §5.3), a resource protected by an access token.

use http::StatusCode;
use serde_json::{Map, Value};

use crate::{
    idp::{
        access::{self, invalid_token},
        claim_rule::Place,
        laxity::Laxity,
        oauth_error::{OauthError, Outcome},
        provider::Provider,
        received::Received,
        reply::Reply,
        scope,
    },
    jose::{claims::Claims, jwe::Content},
};

/// Answers one request.
pub async fn answer(provider: &Provider, received: &Received) -> Reply {
    access::answer(provider, received, |token| async move {
        let (client_id, claims) = claims(provider, &token)?;
        protected(provider, &client_id, claims).await
    })
    .await
}

/// The answer as the client wants it: signed, encrypted, the signature inside, or as it is (OIDC Core §5.3.2).
async fn protected(provider: &Provider, client_id: &str, claims: Map<String, Value>) -> Outcome<Reply> {
    let answers = provider.client(client_id).map(|client| client.answers.clone()).unwrap_or_default();
    let signed = match answers.userinfo_signed {
        Some(algorithm) => {
            let ours = [("iss", provider.issuer.as_str()), ("aud", client_id)];
            let mut claims = claims.clone();
            claims.extend(ours.map(|(name, value)| (name.to_owned(), value.into())));
            Some(provider.sign(algorithm, Some("JWT"), &claims).await?)
        }
        None => None,
    };
    let content = signed.as_deref().map_or(Content::Claims(&claims), Content::Nested);
    let token = match &answers.userinfo {
        Some(encryption) => provider.encrypted(encryption, content)?,
        None => match signed {
            Some(token) => token,
            None => return Ok(Reply::json(StatusCode::OK, &Value::Object(claims))),
        },
    };
    Ok(Reply::token(StatusCode::OK, "application/jwt", &token))
}

/// Whom the access token was given to, and what it lets them know.
fn claims(provider: &Provider, token: &Map<String, Value>) -> Outcome<(String, Map<String, Value>)> {
    let invalid = || invalid_token("the access token is not one that works (RFC 6750 section 3.1)");
    // RFC 9068 §4: a token for an API opens that one
    if !Claims(token).texts("aud").unwrap_or_default().contains(&provider.issuer) {
        return Err(invalid());
    }
    let text = |name: &str| token.get(name).and_then(Value::as_str).unwrap_or_default();
    let granted: Vec<String> = text("scope").split(' ').map(str::to_owned).collect();
    if !scope::is_in(&granted, scope::OPENID) && !provider.allows(Laxity::UserinfoWithoutOpenid) {
        return Err(OauthError {
            status: StatusCode::FORBIDDEN,
            ..OauthError::new("insufficient_scope", "UserInfo needs the scope openid (RFC 6750 section 3.1)")
        });
    }
    let user = provider.user(text("sub")).ok_or_else(invalid)?;
    // OIDC Core §5.5
    let named = provider.store.read(|state| {
        let (id, _) = text("jti").split_once('.')?;
        Some(state.grants.get(id)?.terms.userinfo_claims.clone())
    });
    let client_id = text("client_id");
    let mut claims = provider.told(&user, client_id, &granted, Place::Userinfo);
    claims.extend(provider.told_by_name(&user, &named.unwrap_or_default()));
    Ok((client_id.to_owned(), claims))
}
