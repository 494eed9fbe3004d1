//! UserInfo (OIDC Core §5.3), and the user APIs of providers without it.

use http::Method;
use serde_json::{Map, Value};

use super::{
    api,
    discovery::describe,
    dpop::Sent,
    peer::{self, Peer},
    userinfo_jwt::{self, Told},
};
use crate::{
    error::{Code, Phase, Result},
    host::Host,
    protocol::{
        exchange::{Endpoint, Request, Response},
        json,
        step::Step,
    },
    provider::{quirk::Quirk, token_body},
    secret::SecretString,
    untrusted::Untrusted,
};

/// What the provider tells of the person whose access token this is. With `subject`, the answer must be of the same one.
pub async fn userinfo(
    host: &Host,
    peer: &Peer,
    access_token: &SecretString,
    subject: Option<&str>,
) -> Result<Map<String, Value>> {
    let endpoint = peer.endpoint(peer.metadata.endpoints.userinfo.as_ref(), "userinfo_endpoint")?;
    let mut request = Request::get(Endpoint::UserInfo, endpoint.url().clone());
    if peer.meets(host, Quirk::UserByPost) {
        request.method = Method::POST;
    }
    let proving = peer.proving(Some(access_token));
    let Sent { outcome, secrets, .. } = match peer.meets(host, Quirk::TokenInQuery) {
        true => api::call_by_address(host, proving, request).await,
        false => api::call(host, proving, request).await,
    };
    let response = outcome.map_err(|error| error.phase(Phase::UserInfo))?;
    let response = peer::told(host, token_body::normalise_refusal(response, &peer.quirks));
    if let Some(refusal) = peer::refusal(&response, &secrets, "userinfo", Phase::UserInfo) {
        return Err(match (refusal.code(), response.status.as_u16()) {
            // RFC 6750 §3: the error stands in a header; the status says enough.
            (Code::InvalidClient, 401) => refusal.recoded(Code::InvalidToken),
            _ => refusal,
        });
    }
    let claims = read(host, peer, &response, subject).await;
    claims.map_err(|error| secrets.hide_in_error(error).phase(Phase::UserInfo).issuer(peer.name()))
}

/// The claims of an answer that is no refusal.
async fn read(
    host: &Host,
    peer: &Peer,
    response: &Response,
    subject: Option<&str>,
) -> Result<Map<String, Value>> {
    let Told { claims, mut rules } = match response.content_type() == userinfo_jwt::MEDIA_TYPE {
        true => userinfo_jwt::read(host, peer, &response.body).await?,
        // C93: whoever can take the signature off can change the rest too
        false if peer.protection.userinfo.signed => return Err(userinfo_jwt::unsigned()),
        false if peer.protection.userinfo.encrypted => return Err(userinfo_jwt::unencrypted()),
        false => {
            let claims = json::object(&response.body).map_err(|error| describe(error, response))?;
            Told { claims, rules: Vec::new() }
        }
    };
    if let Some(subject) = subject {
        same_subject(&claims, subject)?;
        rules.push("sub is that of the ID token (OIDC Core §5.3.2)".to_owned());
    }
    if !rules.is_empty() {
        host.witness.saw(Step::Checked { what: "UserInfo", rules, token: None });
    }
    Ok(claims)
}

/// OIDC Core §5.3.2: `sub` must be there and equal; otherwise nothing of the answer may be used (threat C92).
fn same_subject(claims: &Map<String, Value>, subject: &str) -> Result<()> {
    match claims.get("sub") {
        Some(Value::String(found)) if found == subject => Ok(()),
        Some(Value::String(found)) => Err(Code::UserInfoSub
            .error()
            .phase(Phase::UserInfo)
            .expected(Untrusted::from(subject))
            .got(Untrusted::from(found.as_str()))),
        _ => Err(Code::UserInfoInvalid
            .error()
            .phase(Phase::UserInfo)
            .message("the UserInfo answer has no sub")),
    }
}
