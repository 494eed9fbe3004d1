//! What a request asks for beside the scope, of people and of clients alike.

use super::{
    client::Client,
    details,
    oauth_error::{OauthError, Outcome},
    parameters::Parameters,
    provider::Provider,
    state::Terms,
    target,
    token_request::TokenRequest,
    wanted_claims,
};

/// The most that is asked for beside the scope, in bytes of JSON: as much as an authorization request may have (threat P17).
const LARGEST: usize = 6 * 1024;

/// What a request asks for, if the client may have it.
pub fn asked(provider: &Provider, client: &Client, parameters: &Parameters) -> Outcome<Terms> {
    let claims = wanted_claims::read(parameters)?;
    let names = |place| claims.iter().flat_map(|claims| claims.names(place)).map(str::to_owned).collect();
    let terms = Terms {
        resources: target::asked(provider, client, parameters)?,
        authorization_details: details::asked(provider, client, parameters)?,
        id_token_claims: names("id_token"),
        userinfo_claims: names("userinfo"),
    };
    // a form may be ten times as large, and this is kept
    match serde_json::to_vec(&terms).map_or(usize::MAX, |text| text.len()) {
        ..=LARGEST => Ok(terms),
        _ => Err(OauthError::request("what is asked for is too large")),
    }
}

/// What a client asks for itself.
pub fn of_client(request: &TokenRequest<'_>) -> Outcome<Terms> {
    let TokenRequest { provider, client, parameters, .. } = request;
    Ok(Terms {
        resources: target::of_client(request)?,
        authorization_details: details::of_client(provider, client, parameters)?,
        ..Terms::default()
    })
}

/// What a token request asks for of what was granted: all of it if it says nothing.
pub fn narrowed(provider: &Provider, granted: &Terms, parameters: &Parameters) -> Outcome<Terms> {
    Ok(Terms {
        resources: target::narrowed(provider, &granted.resources, parameters)?,
        authorization_details: details::narrowed(&granted.authorization_details, parameters)?,
        ..granted.clone()
    })
}
