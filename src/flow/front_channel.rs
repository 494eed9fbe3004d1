//! What comes through the browser beside the code, or instead of it, and how it is believed: response modes, the hybrid and
//! the implicit flow. Everybody between the provider and here has seen it, so its ID token has to bind all of it.
//! <https://openid.net/specs/openid-connect-core-1_0.html#HybridAuthResponseValidation>

use std::sync::{Arc, OnceLock};

use serde_json::Value;

use super::{
    id_token::{self, Login},
    peer::Peer,
    signed_response,
};
use crate::{
    error::{Code, Error, Phase, Result},
    host::{Host, IsOurs},
    jose::{id_token::IdToken, validated::Validated},
    protocol::{
        authorization::{Arrived, AuthorizationResponse},
        response_type::ResponseType,
        token::TokenResponse,
        wanted_response::WantedResponse,
    },
    secret::SecretString,
};

/// What the response modes are if a provider's metadata does not say (OIDC Discovery §3).
const DEFAULT_MODES: &[&str] = &["query", "fragment"];

/// Says what the provider's metadata does not list. It is tried all the same, since it was asked for.
pub fn announce(host: &Host, peer: &Peer, wanted: WantedResponse) {
    let listed = |member: &str| peer.metadata.document.get(member).and_then(Value::as_array);
    let untold = |what: &str, name: &str| {
        host.talk.say(&format!(
            "The provider's metadata does not list the {what} `{name}`; it is tried all the same."
        ));
    };
    let kind = wanted.response_type();
    let lists_kind = listed("response_types_supported").is_none_or(|list| {
        let named = list.iter().filter_map(|name| ResponseType::named(name.as_str()?).ok());
        named.into_iter().any(|one| one == kind)
    });
    if kind != ResponseType::Code && !lists_kind {
        untold("response type", kind.name());
    }
    if let Some(mode) = wanted.response_mode().name() {
        let lists_mode = listed("response_modes_supported")
            .map_or_else(|| DEFAULT_MODES.contains(&mode), |list| list.iter().any(|name| name == mode));
        if !lists_mode {
            untold("response mode", mode);
        }
    }
}

/// Tells an answer to the login of that `state` from everything else. A signed one is judged by what it says inside, which is
/// not verified yet; one that comes otherwise than was asked for is ours too, so that it is told and not waited for.
///
/// An encrypted one that does not open is nobody's, since anybody can send such a thing (threat C46); but it may be the answer,
/// so `unopened` keeps why it does not.
pub fn is_ours(
    host: &Host,
    peer: &Peer,
    wanted: WantedResponse,
    state: &SecretString,
    unopened: &Unopened,
) -> IsOurs {
    let (state, peer, unopened) = (state.clone(), peer.clone(), unopened.clone());
    let talk = Arc::clone(&host.talk);
    Arc::new(move |parameters| {
        let is_plain = || AuthorizationResponse::parse(parameters).is_ok_and(|answer| answer.answers(&state));
        let signed = signed_response::state(&peer, parameters).unwrap_or_else(|why| {
            if unopened.0.set(why).is_ok() {
                talk.say("An encrypted answer came that does not open; waiting for another one.");
            }
            None
        });
        match signed {
            Some(found) => found.matches(state.expose()) || !wanted.is_jwt() && is_plain(),
            None => is_plain(),
        }
    })
}

/// Why the first encrypted answer that came did not open, if one came.
#[derive(Clone, Default)]
pub struct Unopened(Arc<OnceLock<Error>>);

impl Unopened {
    /// Why no answer was found in time.
    pub fn told(&self) -> Error {
        let timeout = Code::LoginTimeout.error().phase(Phase::Callback);
        match self.0.get() {
            None => timeout,
            Some(why) => timeout
                .got(format!("an encrypted answer that does not open: {why}"))
                .hint("give the private key that is registered there, with --client-key-from"),
        }
    }
}

/// Reads an answer, if it came as it was asked for. A refusal has nothing to hide, and is heard in any plain way.
pub async fn read(
    host: &Host,
    peer: &Peer,
    wanted: WantedResponse,
    arrived: &Arrived,
) -> Result<AuthorizationResponse> {
    let ignored = || Code::ResponseModeIgnored.error().phase(Phase::Callback).issuer(peer.name());
    let came_right = arrived.by == wanted.delivery();
    if wanted.is_jwt() {
        let signed = signed_response::token(arrived.parameters.expose());
        return match signed {
            // JARM §2.4: nothing outside of it is believed
            Some(token) if came_right => signed_response::open(host, peer, &token).await,
            Some(_) => Err(ignored().expected(wanted.delivery().name()).got(arrived.by.name())),
            None => Err(ignored().expected("a signed answer").got("one without a signature")),
        };
    }
    let response = AuthorizationResponse::parse(arrived.parameters.expose())?;
    let signed = || signed_response::state(peer, arrived.parameters.expose());
    if !response.has_state() && !matches!(signed(), Ok(None)) {
        return Err(ignored().expected("an answer without a signature").got("a signed one"));
    }
    match came_right || response.is_refusal() {
        true => Ok(response),
        false => Err(ignored().expected(wanted.delivery().name()).got(arrived.by.name())),
    }
}

/// What came through the browser, and what it answers.
pub struct Brought<'a> {
    /// The code.
    pub code: Option<&'a SecretString>,
    /// The access token.
    pub token: Option<&'a TokenResponse>,
    /// The `state` of the login.
    pub state: &'a SecretString,
    /// The `nonce` of the login.
    pub nonce: &'a SecretString,
    /// How old the person's sign-in may be, in seconds; not asked where another ID token follows.
    pub max_age: Option<u64>,
}

/// Validates the ID token of the browser, and by it what came beside it (OIDC Core §3.2.2.11, §3.3.2.12).
pub async fn check(
    host: &Host,
    peer: &Peer,
    token: &SecretString,
    brought: &Brought<'_>,
) -> Result<Validated<IdToken>> {
    let login = Login {
        nonce: Some(brought.nonce),
        access_token: brought.token.map(|token| &token.access_token),
        code: brought.code,
        state: Some(brought.state),
        is_front_channel: true,
        max_age: brought.max_age.filter(|_| brought.code.is_none()),
    };
    id_token::check(host, peer, token, &login).await
}

/// Whether both ID tokens of a login are of one person at one provider (OIDC Core §3.3.3.6).
pub fn agree(first: Option<&Validated<IdToken>>, second: Option<&Validated<IdToken>>) -> Result<()> {
    match (first, second) {
        (Some(first), Some(second)) if first.sub != second.sub || first.iss != second.iss => {
            Err(Code::IdTokenHybrid
                .error()
                .phase(Phase::Validate)
                .expected(first.sub.as_str())
                .got(second.sub.as_str()))
        }
        _ => Ok(()),
    }
}

/// The tokens of a login without a code: those of the browser.
pub fn tokens(token: Option<TokenResponse>, id_token: Option<&SecretString>) -> TokenResponse {
    let none = TokenResponse {
        access_token: "".into(),
        token_type: String::new(),
        expires_in: None,
        refresh_token: None,
        id_token: None,
        scope: None,
        extra: serde_json::Map::new(),
    };
    TokenResponse { id_token: id_token.cloned(), ..token.unwrap_or(none) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_did_not_open_is_told_when_the_time_is_over() {
        // C46: anybody can send such a thing, so it does not end the login by itself
        let unopened = Unopened::default();
        assert_eq!(unopened.told(), Code::LoginTimeout.error().phase(Phase::Callback));
        unopened.0.set(Code::JweUndecryptable.error()).unwrap();
        let told = unopened.told();
        let why = told.found().unwrap().to_string();
        assert_eq!(told.code(), Code::LoginTimeout);
        assert!(why.starts_with("an encrypted answer that does not open: "), "{why}");
    }
}
