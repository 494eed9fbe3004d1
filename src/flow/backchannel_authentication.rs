//! Client-initiated backchannel authentication: the provider asks the person, wherever that is, and authctl waits for the
//! answer. <https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html>

use std::time::Duration;

use super::{
    answered::Question,
    client_authentication::authenticated,
    discovery::describe,
    id_token_hint::IdTokenHint,
    peer::{self, Peer},
    polling::{self, Polling},
    signed_in::{Asked, SignedIn},
};
use crate::{
    error::{Code, Phase, Result},
    host::{CallbackAddress, Host, Notified, NotifiedBy},
    jose::base64url,
    protocol::{
        ask::Ask,
        backchannel_authentication::{AUTH_REQ_ID_CLAIM, BackchannelAuthentication, GRANT_TYPE},
        client_auth::ClientAuthMethod,
        exchange::{Endpoint, Request},
        json,
        resource::RESOURCE,
        scope::ScopeSet,
        sent_secrets::SentSecrets,
    },
    secret::SecretString,
};

/// What is wanted of one login.
pub struct BackchannelRequest {
    /// The scope to ask for; with `openid`.
    pub scopes: ScopeSet,
    /// Whom the provider is to ask.
    pub hint: Hint,
    /// What the person sees here and there.
    pub binding_message: Option<String>,
    /// What only the person knows, if the provider wants it.
    pub user_code: Option<SecretString>,
    /// How long the request shall last, in seconds.
    pub requested_expiry: Option<u64>,
    /// What is asked for beside the scope.
    pub ask: Ask,
    /// More parameters; reserved names were refused before.
    pub params: Vec<(String, String)>,
    /// Where the provider sends its ping, if it sends one.
    pub ping: Option<CallbackAddress>,
    /// How long the person may take; without it as long as the request lasts.
    pub time_limit: Option<Duration>,
}

/// Whom the provider is to ask: in one way (CIBA Core §7.1).
pub enum Hint {
    /// By a name that the provider knows.
    Login(String),
    /// By a token that says who it is.
    LoginToken(SecretString),
    /// By an ID token of theirs.
    IdToken(IdTokenHint),
}

impl Hint {
    fn field(&self) -> (&'static str, &str) {
        match self {
            Self::Login(name) => ("login_hint", name),
            Self::LoginToken(token) => ("login_hint_token", token.expose()),
            Self::IdToken(hint) => ("id_token_hint", hint.token.expose()),
        }
    }
}

/// A request that the provider has taken.
pub struct Begun {
    /// What it answered.
    pub answer: BackchannelAuthentication,
    /// The open listener, and the token that its caller has to show.
    listener: Option<(Box<dyn Notified>, SecretString)>,
}

/// Asks the provider to ask the person (CIBA Core §7.1).
pub async fn begin(host: &Host, peer: &Peer, request: &BackchannelRequest) -> Result<Begun> {
    // CIBA Core §7.1: the client authenticates, always
    if peer.client.auth_method == ClientAuthMethod::None {
        return Err(Code::ConfigInvalid
            .error()
            .phase(Phase::Backchannel)
            .issuer(peer.name())
            .message("the flow ciba is for clients that prove who they are, and nothing says how")
            .hint("give --client-secret-from env:NAME, file:PATH, keyring:NAME or cmd:…"));
    }
    // It listens before anybody could call.
    let listener = match &request.ping {
        None => None,
        Some(address) => {
            let mut bytes = [0; 32];
            host.random.fill(&mut bytes);
            // CIBA Core §7.1: "a bearer token … MUST contain sufficient entropy (a minimum of 128 bits …)"
            let token = SecretString::from(base64url::encode(bytes));
            Some((host.loopback.listen_for_notice(address)?, token))
        }
    };
    let token = listener.as_ref().map(|(_, token)| token);
    let answer = ask(host, peer, request, token)
        .await
        .map_err(|error| error.phase(Phase::Backchannel).issuer(peer.name()))?;
    Ok(Begun { answer, listener })
}

async fn ask(
    host: &Host,
    peer: &Peer,
    request: &BackchannelRequest,
    notification_token: Option<&SecretString>,
) -> Result<BackchannelAuthentication> {
    let endpoint = peer.metadata.endpoints.backchannel_authentication.as_ref();
    let endpoint = peer.endpoint(endpoint, "backchannel_authentication_endpoint").map_err(|error| {
        error.hint(
            "choose another --flow; or if the provider has the endpoint all the same, give \
             --endpoint backchannel_authentication_endpoint=URL",
        )
    })?;
    let (scope, expiry) =
        (request.scopes.tokens().join(" "), request.requested_expiry.map(|it| it.to_string()));
    let wishes = request.ask.parameters();
    let mut fields = vec![("scope", scope.as_str()), request.hint.field()];
    let optional = [
        ("client_notification_token", notification_token.map(|token| token.expose().as_str())),
        ("binding_message", request.binding_message.as_deref()),
        ("user_code", request.user_code.as_ref().map(|code| code.expose().as_str())),
        ("requested_expiry", expiry.as_deref()),
    ];
    fields.extend(optional.into_iter().filter_map(|(name, value)| Some((name, value?))));
    fields.extend(peer.resources.iter().map(|resource| (RESOURCE, resource.as_str())));
    fields.extend(wishes.iter().map(|(name, value)| (*name, value.as_str())));
    fields.extend(request.params.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let url = endpoint.url().clone();
    let request = authenticated(host, peer, Endpoint::BackchannelAuthentication, url, &fields)?;
    let secrets = SentSecrets::of(&request).and(peer.client.secret.as_ref());
    answer(host, request, &secrets).await.map_err(|error| secrets.hide_in_error(error))
}

async fn answer(host: &Host, request: Request, secrets: &SentSecrets) -> Result<BackchannelAuthentication> {
    let response = host.http.send(request).await?;
    let name = Endpoint::BackchannelAuthentication.name();
    if let Some(refusal) = peer::refusal(&response, secrets, name, Phase::Backchannel) {
        return Err(refusal);
    }
    let members = json::object(&response.body).map_err(|error| describe(error, &response))?;
    BackchannelAuthentication::read(&members)
}

/// Waits for the person, and signs in.
///
/// # Errors
/// `expired_token` or `login_timeout` if nobody has agreed in time, `access_denied` if somebody has refused, and whatever
/// the provider says for good.
pub async fn finish(
    host: &Host,
    peer: &Peer,
    request: &BackchannelRequest,
    begun: &mut Begun,
) -> Result<SignedIn> {
    let auth_req_id = begun.answer.auth_req_id.expose().as_str();
    let polling = Polling {
        form: [("grant_type", GRANT_TYPE), ("auth_req_id", auth_req_id)],
        times: begun.answer.times,
        time_limit: request.time_limit,
        phase: Phase::Backchannel,
    };
    let ping = begun.listener.as_mut().map(|(listener, token)| {
        listener.expect(NotifiedBy { bearer: token.clone(), auth_req_id: auth_req_id.into() });
        &mut **listener
    });
    let tokens =
        polling::tokens(host, peer, &polling, ping).await.map_err(|error| error.issuer(peer.name()))?;
    let sub = match &request.hint {
        // CIBA Core §7.1: the one "for whom authentication is being requested" (threat P15)
        Hint::IdToken(hint) => Some(hint.sub.as_str()),
        Hint::Login(_) | Hint::LoginToken(_) => None,
    };
    let question = Some(Question { ask: &request.ask, sub });
    let asked = Asked { scopes: &request.scopes, nonce: None, code: None, max_age: None, question };
    let signed_in = SignedIn::check(host, peer, tokens, &asked).await?;
    check_request(&signed_in, auth_req_id)
        .map_err(|error| error.phase(Phase::Validate).issuer(peer.name()))?;
    Ok(signed_in)
}

/// CIBA Core §10.3.1: that the ID token is of this request, where it says so.
fn check_request(signed_in: &SignedIn, auth_req_id: &str) -> Result<()> {
    let claimed = signed_in.id_token.as_ref().and_then(|token| token.claims.get(AUTH_REQ_ID_CLAIM));
    match claimed {
        Some(claim) if claim != auth_req_id => Err(Code::IdTokenNonce
            .error()
            .message("the ID token answers another authentication request (CIBA Core §10.3.1)")),
        _ => Ok(()),
    }
}
