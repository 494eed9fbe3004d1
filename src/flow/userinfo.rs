//! UserInfo (OIDC Core §5.3), and the user APIs of providers without it.

use serde_json::{Map, Value};

use super::{api, discovery::describe, dpop::Sent, peer::Peer};
use crate::{
    error::{Code, Phase, Result},
    host::Host,
    protocol::{
        exchange::{Endpoint, Request, Response},
        json,
        step::Step,
    },
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
    let request = Request::get(Endpoint::UserInfo, endpoint.url().clone());
    let Sent { outcome, secrets } = api::call(host, peer.proving(Some(access_token)), request).await;
    let response = outcome.map_err(|error| error.phase(Phase::UserInfo))?;
    if let Some(refusal) = super::peer::refusal(&response, &secrets, "userinfo", Phase::UserInfo) {
        return Err(match (refusal.code(), response.status.as_u16()) {
            // RFC 6750 §3: the error stands in a header; the status says enough.
            (Code::InvalidClient, 401) => refusal.recoded(Code::InvalidToken),
            _ => refusal,
        });
    }
    read(host, &response, subject).map_err(|error| secrets.hide_in_error(error))
}

/// The claims of an answer that is no refusal.
fn read(host: &Host, response: &Response, subject: Option<&str>) -> Result<Map<String, Value>> {
    if response.content_type() == "application/jwt" {
        return Err(Code::UserInfoInvalid
            .error()
            .phase(Phase::UserInfo)
            .message("the UserInfo answer is signed, which was not asked for")
            .got("application/jwt"));
    }
    let claims =
        json::object(&response.body).map_err(|error| describe(error, response).phase(Phase::UserInfo))?;
    if let Some(subject) = subject {
        same_subject(&claims, subject)?;
        host.witness.saw(Step::Checked {
            what: "UserInfo",
            rules: vec!["sub is that of the ID token (OIDC Core §5.3.2)".to_owned()],
            token: None,
        });
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
