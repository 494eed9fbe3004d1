//! A device code for tokens, once a person has agreed, and once (RFC 8628 §3.4, §3.5).

use crate::idp::{
    laxity::Laxity,
    oauth_error::{OauthError, Outcome},
    person,
    provider::Provider,
    state::{Change, Device, Grant, Session, State, Verdict},
    terms,
    token_answer::TokenAnswer,
    token_request::TokenRequest,
};

/// Answers one request.
pub async fn answer(request: TokenRequest<'_>) -> Outcome<TokenAnswer> {
    let TokenRequest { provider, client, parameters, .. } = request;
    let device_code = parameters
        .get("device_code")
        .ok_or_else(|| OauthError::request("device_code is missing (RFC 8628 section 3.4)"))?;
    let id = provider.open_device_code(device_code).ok_or_else(unknown)?;
    let (grant, terms) =
        provider.commit(|state| match judge(provider, state, &id, &client.client_id) {
            Err(error) => (Err(error), Vec::new()),
            Ok((device, session)) => {
                let terms = match terms::narrowed(provider, &device.terms, parameters) {
                    Ok(terms) => terms,
                    Err(error) => return (Err(error), Vec::new()),
                };
                let grant = person::grant(&request, session.clone(), device.scope.clone());
                let grant = Grant { terms: device.terms.clone(), ..grant };
                let redeemed = Change::DeviceRedeemed { id: id.clone(), grant: grant.clone() };
                (Ok((grant, terms)), vec![redeemed])
            }
        })??;
    person::issue(&request, &id, &grant, &terms).await
}

fn unknown() -> OauthError {
    OauthError::grant("the device_code is not one of this provider, or long expired (RFC 6749 section 5.2)")
}

/// The device, and the session that it was approved in.
fn judge<'s>(
    provider: &Provider,
    state: &'s State,
    id: &str,
    client_id: &str,
) -> Outcome<(&'s Device, &'s Session)> {
    let device = state.devices.get(id).ok_or_else(unknown)?;
    if device.client_id != client_id && !provider.allows(Laxity::CodeOfAnotherClient) {
        return Err(OauthError::grant("the device_code was issued to another client (RFC 6749 section 5.2)"));
    }
    if device.verdict == Verdict::Redeemed {
        return Err(OauthError::grant("the device_code was used before (RFC 6749 section 5.2)"));
    }
    let now = provider.now();
    if device.expires_at <= now {
        return Err(OauthError::new("expired_token", "the device_code has expired (RFC 8628 section 3.5)"));
    }
    // Whatever the answer would be: who is too fast once is too fast at other providers too.
    if !provider.polls.admit(id, now, provider.config.lifetimes.device_interval)
        && !provider.allows(Laxity::FastPolling)
    {
        return Err(OauthError::new(
            "slow_down",
            "the device asks too often; its interval is 5 seconds longer from now on (RFC 8628 section 3.5)",
        ));
    }
    match &device.verdict {
        Verdict::Approved(session) if provider.user(&session.sub).is_some() => Ok((device, session)),
        Verdict::Waiting => Err(OauthError::new(
            "authorization_pending",
            "nobody has decided about this device yet (RFC 8628 section 3.5)",
        )),
        Verdict::Approved(_) | Verdict::Denied | Verdict::Redeemed => {
            Err(OauthError::new("access_denied", "the user said no (RFC 8628 section 3.5)"))
        }
    }
}
