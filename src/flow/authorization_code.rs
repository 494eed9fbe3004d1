//! The authorization code flow with PKCE in a native app: RFC 6749 §4.1, RFC 7636, RFC 8252, RFC 9207, OIDC Core §3.1; and
//! those flows whose tokens come through the browser, beside a code or without one (OIDC Core §3.2, §3.3).

use std::time::Duration;

use oauth2::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier, ResponseType, Scope};
use url::Url;

use super::{
    answered::Question,
    decryption, dialect,
    front_channel::{self, Brought, Unopened},
    id_token_hint::IdTokenHint,
    peer::Peer,
    pushed_authorization,
    request_object::{Protected, Signing},
    sign_in_as,
    signed_in::{Asked, SignedIn},
    token_endpoint,
};
use crate::{
    error::{Code, Error, Phase, Result},
    host::{Awaited, CallbackAddress, Host},
    jose::base64url,
    protocol::{
        ask::Ask,
        authorization::{Arrived, AuthorizationResponse, Outcome, ParPolicy},
        browser_url::judge,
        oauth_error,
        resource::RESOURCE,
        response_mode::Delivery,
        scope::ScopeSet,
        step::Step,
        time::Seconds,
        wanted_response::WantedResponse,
    },
    secret::SecretString,
};

/// What is wanted of one login.
#[derive(Debug, Clone)]
pub struct LoginRequest {
    /// The scope to ask for.
    pub scopes: ScopeSet,
    /// More parameters for the authorization request; reserved names were refused before.
    pub params: Vec<(String, String)>,
    /// What to ask for beside the scope.
    pub ask: Ask,
    /// How the request is signed.
    pub signing: Signing,
    /// Who is to sign in.
    pub hint: Option<IdTokenHint>,
    /// How old the person's sign-in at the provider may be, in seconds.
    pub max_age: Option<u64>,
    /// What is to be answered, and how.
    pub wanted: WantedResponse,
    /// Where the browser is sent back to.
    pub callback: CallbackAddress,
    /// When the request is pushed to the provider first.
    pub par: ParPolicy,
    /// How the person gets to the provider.
    pub way: Way,
    /// How long the person may take.
    pub time_limit: Duration,
}

/// How the person gets to the provider and the answer back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// A browser is opened here, the answer comes to the listener.
    Browser,
    /// The address is shown; the answer comes to the listener or is pasted.
    Shown,
    /// Nobody is there: authctl itself fills the provider's sign-in page as this user (embedded provider only).
    As(String),
}

/// Signs in. Nothing of the answer is used before the check that belongs to it has passed.
pub async fn sign_in(host: &Host, peer: &Peer, request: &LoginRequest) -> Result<SignedIn> {
    let secrets = OneTime::new(host);
    front_channel::announce(host, peer, request.wanted);
    let (arrived, redirect_uri) = ask_the_person(host, peer, request, &secrets).await?;
    host.witness.saw(Step::Callback { at: host.clock.now(), arrived: arrived.clone() });

    let response = front_channel::read(host, peer, request.wanted, &arrived).await?;
    if !response.answers(&secrets.state) {
        return Err(Code::StateMismatch.error().phase(Phase::Callback));
    }
    let has_id_token = request.wanted.response_type().has_id_token() && !response.is_refusal();
    check_issuer(peer, &response, has_id_token)?;
    let (code, id_token, token) = match response.outcome(request.wanted.response_type())? {
        Outcome::Granted { code, id_token, token } => (code, id_token, token),
        Outcome::Error { error, description } => {
            return Err(oauth_error::browser_error(error, description).issuer(peer.name()));
        }
    };

    let (nonce, state, max_age) = (&secrets.nonce, &secrets.state, request.max_age);
    let brought = Brought { code, token: token.as_ref(), state, nonce, max_age };
    // OIDC Core §3.3.2.12: before the code is used
    let id_token = id_token.map(|token| decryption::signed_id_token(host, peer, token)).transpose()?;
    let first = match &id_token {
        Some(id_token) => Some(front_channel::check(host, peer, id_token, &brought).await?),
        None => None,
    };
    let asked = Asked {
        scopes: &request.scopes,
        nonce: request.scopes.is_openid().then_some(nonce),
        code,
        max_age,
        question: Some(Question { ask: &request.ask, sub: request.hint.as_ref().map(|hint| &*hint.sub) }),
    };
    let Some(code) = code else {
        let tokens = front_channel::tokens(token, id_token.as_ref());
        return SignedIn::complete(host, peer, tokens, first, &asked).await;
    };
    let tokens = token_endpoint::exchange_code(host, peer, code, &secrets.verifier, &redirect_uri).await?;
    let signed_in = SignedIn::check(host, peer, tokens, &asked).await?;
    front_channel::agree(first.as_ref(), signed_in.id_token.as_ref())
        .map_err(|error| error.issuer(peer.name()))?;
    Ok(signed_in)
}

/// What is made anew for each login and belongs together (threats C23, C25, C26).
struct OneTime {
    state: SecretString,
    nonce: SecretString,
    verifier: SecretString,
}

impl OneTime {
    fn new(host: &Host) -> Self {
        // 32 bytes are 43 characters: the shortest verifier RFC 7636 §4.1 allows, with 256 bits of entropy.
        let fresh = || {
            let mut bytes = zeroize::Zeroizing::new([0_u8; 32]);
            host.random.fill(bytes.as_mut());
            SecretString::from(base64url::encode(bytes.as_ref()))
        };
        Self { state: fresh(), nonce: fresh(), verifier: fresh() }
    }
}

/// Sends the person to the provider and brings the answer back, with the redirect URI it came to.
async fn ask_the_person(
    host: &Host,
    peer: &Peer,
    request: &LoginRequest,
    secrets: &OneTime,
) -> Result<(Arrived, Url)> {
    if let Way::As(user) = &request.way {
        let redirect_uri = sign_in_as::redirect_uri();
        let url = asked(host, peer, request, secrets, &redirect_uri).await?;
        let arrived = sign_in_as::sign_in_as(host, peer.home(), &url, user, &redirect_uri).await?;
        return Ok((arrived, redirect_uri));
    }
    let mut listener = host.loopback.listen(&request.callback, &awaited(peer, request))?;
    let redirect_uri = listener.redirect_uri();
    let url = judge(asked(host, peer, request, secrets, &redirect_uri).await?.as_str())?;
    host.witness.saw(Step::Browser { at: host.clock.now(), url: url.clone() });
    show(host, request, &url);

    let unopened = Unopened::default();
    let is_ours = front_channel::is_ours(host, peer, request.wanted, &secrets.state, &unopened);
    let answer = tokio::select! {
        // An answer that has come counts, whatever the browser's program comes to.
        biased;
        arrived = listener.receive(is_ours) => arrived,
        arrived = opened_or_pasted(host, request, &url, &redirect_uri) => arrived,
        () = host.clock.sleep(request.time_limit) => Err(unopened.told()),
    };
    if listener.ignored() > 0 {
        host.talk.say(&format!(
            "{} requests to the callback address were not ours and were ignored",
            listener.ignored()
        ));
    }
    Ok((answer.map_err(|error| error.issuer(peer.name()))?, redirect_uri))
}

/// How the answer will come, and from whose pages if it is posted.
fn awaited(peer: &Peer, request: &LoginRequest) -> Awaited {
    let endpoint = peer.metadata.endpoints.authorization.as_ref().map(|endpoint| endpoint.url());
    let pages = endpoint.into_iter().chain(peer.metadata.issuer.as_ref().map(|issuer| issuer.url()));
    Awaited {
        by: request.wanted.delivery(),
        origins: pages.map(|page| page.origin().ascii_serialization()).collect(),
    }
}

/// Tells the person where to go.
fn show(host: &Host, request: &LoginRequest, url: &Url) {
    if request.way == Way::Browser {
        host.talk.say("Opening the browser to sign in. Should none open, go to:");
    } else {
        host.talk.say("Open this address in a browser. It is for this login alone; do not pass it on:");
    }
    // On a line of its own, so that a terminal links it and a script finds it.
    host.talk.say(url.as_str());
}

/// Opens the browser, and where none was opened, takes the answer as it is pasted.
async fn opened_or_pasted(
    host: &Host,
    request: &LoginRequest,
    url: &Url,
    redirect_uri: &Url,
) -> Result<Arrived> {
    if request.way == Way::Browser && open(host, url).await? {
        return std::future::pending().await;
    }
    if request.wanted.delivery() == Delivery::FormPost {
        // it is in no address
        host.talk.say("That browser has to be on this machine: the provider's page posts the answer here.");
        return std::future::pending().await;
    }
    host.talk.say("If that browser cannot reach this machine, paste the address that it ends at here:");
    pasted(host, redirect_uri).await
}

/// On a thread of its own: a browser's program may stay for the whole sign-in, and its answer must not wait for that.
async fn open(host: &Host, url: &Url) -> Result<bool> {
    let (browser, url) = (host.browser.clone(), url.clone());
    tokio::task::spawn_blocking(move || browser.open(&url))
        .await
        .unwrap_or_else(|broken| Err(Code::InternalError.error().got(broken.to_string())))
        .map_err(|error| error.phase(Phase::Browser))
}

/// The redirect URL as a person pasted it (threat C60). Lines that are no such URL are talked about, not fatal; one with
/// another `state` ends the login, since nobody but the person can have pasted it.
async fn pasted(host: &Host, redirect_uri: &Url) -> Result<Arrived> {
    loop {
        let Some(line) = host.paste.line().await else { return std::future::pending().await };
        let url = Url::parse(line.expose().trim()).ok();
        let arrived =
            url.filter(|url| url.path() == redirect_uri.path()).map(|url| sign_in_as::arrived(&url));
        match arrived.filter(|arrived| !arrived.parameters.is_empty()) {
            Some(arrived) => return Ok(arrived),
            None => host.talk.say(&format!("That is not the address; it begins with {redirect_uri}?")),
        }
    }
}

/// Where the browser goes: with the request, or with the name of one that was pushed.
async fn asked(
    host: &Host,
    peer: &Peer,
    request: &LoginRequest,
    secrets: &OneTime,
    redirect_uri: &Url,
) -> Result<Url> {
    let plain = authorization_url(peer, request, secrets, redirect_uri)?;
    let plain = dialect::authorization_url(host, peer, plain);
    let protected = Protected::prepare(host, peer, &request.signing).await?;
    let enclosed = || protected.enclosed(host, peer, plain.clone());
    if request.par == ParPolicy::AsRequired && !peer.metadata.require_pushed_authorization_requests {
        return enclosed();
    }
    let pushed = pushed_authorization::push(host, peer, &enclosed).await?;
    if request.way == Way::Shown {
        host.talk.say(&format!("The address works for {}.", Seconds(pushed.expires_in)));
    }
    Ok(pushed.url)
}

fn authorization_url(
    peer: &Peer,
    request: &LoginRequest,
    secrets: &OneTime,
    redirect_uri: &Url,
) -> Result<Url> {
    let endpoint = peer.metadata.endpoints.authorization.as_ref();
    let endpoint = peer.endpoint(endpoint, "authorization_endpoint")?.url().clone();
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(
        secrets.verifier.expose().clone(),
    ));
    let client = oauth2::basic::BasicClient::new(oauth2::ClientId::new(peer.client.id.clone()))
        .set_auth_uri(oauth2::AuthUrl::from_url(endpoint))
        .set_redirect_uri(oauth2::RedirectUrl::from_url(redirect_uri.clone()));
    let state = secrets.state.expose().clone();
    let wanted = request.wanted;
    let mut url = client
        .authorize_url(|| CsrfToken::new(state))
        .set_response_type(&ResponseType::new(wanted.response_type().name().to_owned()))
        .add_scopes(request.scopes.tokens().iter().cloned().map(Scope::new));
    if wanted.response_type().has_code() {
        url = url.set_pkce_challenge(challenge);
    }
    if let Some(mode) = wanted.response_mode().name() {
        url = url.add_extra_param("response_mode", mode);
    }
    if request.scopes.is_openid() {
        url = url.add_extra_param("nonce", secrets.nonce.expose().clone());
    }
    if let Some(prover) = &peer.dpop {
        // RFC 9449 §10: whoever steals the code cannot use it
        url = url.add_extra_param("dpop_jkt", prover.jkt());
    }
    if let Some(max_age) = request.max_age {
        url = url.add_extra_param("max_age", max_age.to_string());
    }
    if request.scopes.contains("offline_access") && !request.params.iter().any(|(name, _)| name == "prompt") {
        // OIDC Core §11: without it the provider ignores offline_access.
        url = url.add_extra_param("prompt", "consent");
    }
    if let Some(hint) = &request.hint {
        url = url.add_extra_param("id_token_hint", hint.token.expose().clone());
    }
    for (name, value) in request.ask.parameters() {
        url = url.add_extra_param(name, value);
    }
    for resource in &peer.resources {
        url = url.add_extra_param(RESOURCE, resource.clone());
    }
    for (name, value) in &request.params {
        url = url.add_extra_param(name.clone(), value.clone());
    }
    Ok(url.url().0)
}

/// RFC 9207 §2.4: before the code is sent anywhere, and for errors too (threat C27).
fn check_issuer(peer: &Peer, response: &AuthorizationResponse, has_id_token: bool) -> Result<()> {
    let Some(issuer) = &peer.metadata.issuer else { return Ok(()) };
    match response.iss() {
        Some(iss) if iss.raw() == issuer.as_str() => Ok(()),
        Some(iss) => Err(mismatch(Code::ResponseIssMismatch, issuer.as_str()).got(iss.clone())),
        // §4: an ID token of the same answer tells it too, and is checked before the code is sent anywhere
        None if has_id_token => Ok(()),
        None if peer.metadata.authorization_response_iss_parameter_supported => {
            Err(mismatch(Code::ResponseIssMissing, issuer.as_str()))
        }
        None => Ok(()),
    }
}

fn mismatch(code: Code, issuer: &str) -> Error {
    code.error().phase(Phase::Callback).issuer(issuer).expected(issuer)
}
