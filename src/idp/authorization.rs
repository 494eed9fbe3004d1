//! An authorization request: judged in the one safe order, client and redirect URI first (RFC 6749 §4.1.2.1).
//!
//! <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1>, <https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest>

use std::sync::Arc;

use serde_json::Value;

use super::{
    acr::Wanted,
    client::Client,
    laxity::Laxity,
    oauth_error::OauthError,
    parameters::{Malformed, Parameters},
    policy::UnknownScopes,
    provider::Provider,
    received, redirect_uri, scope,
    state::Terms,
    terms, user,
    wanted::{self, Manner},
    wanted_claims,
};
use crate::{
    protocol::{client_auth::ClientAuthMethod, response_type::ResponseType},
    untrusted::sanitize,
};

/// Where an answer goes, once that is known beyond doubt.
#[derive(Debug, Clone)]
pub struct Target {
    /// A registered redirect URI.
    pub redirect_uri: String,
    /// How parameters get there.
    pub manner: Manner,
    /// The client's `state`, given back as it came.
    pub state: Option<String>,
}

/// `prompt` (OIDC Core §3.1.2.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Prompt {
    /// Show nothing.
    pub none: bool,
    /// Sign in anew, or choose anew who it is: here both lead to the same page.
    pub login: bool,
    /// Ask for consent anew.
    pub consent: bool,
}

/// A request that has no fault.
#[derive(Debug)]
pub struct Authorization {
    /// Who asks.
    pub client: Arc<Client>,
    /// Where the answer goes.
    pub target: Target,
    /// What is to be in the answer.
    pub response_type: ResponseType,
    /// What for.
    pub scope: Vec<String>,
    /// What besides.
    pub terms: Terms,
    /// To stand in the ID token.
    pub nonce: Option<String>,
    /// S256 of the verifier, where there is a code.
    pub code_challenge: Option<String>,
    /// The key that the code is for, if for one (RFC 9449 §10).
    pub dpop_jkt: Option<String>,
    /// What may or must be shown.
    pub prompt: Prompt,
    /// The longest time since sign-in, in seconds.
    pub max_age: Option<i64>,
    /// Whom to propose.
    pub login_hint: Option<String>,
    /// How strong the sign-in is to be.
    pub acr: Wanted,
    /// Who it has to be (`id_token_hint`, or `sub` in `claims`); never another (threat P15).
    pub required_sub: Option<String>,
}

impl Authorization {
    /// What the person has to agree to, word by word.
    pub fn wishes(&self) -> Vec<String> {
        let claims = user::named_claims(&self.terms).map(|name| format!("claim {name}"));
        self.scope.iter().chain(&self.terms.resources).cloned().chain(claims).collect()
    }
}

/// What is done with a request that has a fault.
#[derive(Debug)]
pub enum Refusal {
    /// Nobody can be answered safely: a page for the person (threat P4).
    Page(OauthError),
    /// The client is told.
    Answer(Target, OauthError),
}

impl Authorization {
    /// Judges the request.
    pub fn judge(
        provider: &Provider,
        parameters: &Parameters,
        fault: Option<Malformed>,
    ) -> Result<Self, Refusal> {
        let (client, mut target) = target(provider, parameters).map_err(Refusal::Page)?;
        let (manner, response_type) = wanted::asked(provider, &client, parameters);
        target.manner = manner;
        let refuse = |target: Target, error: OauthError| Err(Refusal::Answer(target, error));
        if let Some(fault) = fault {
            return refuse(target, received::malformed(&fault));
        }
        let fields = response_type.and_then(|kind| Fields::read(provider, &client, parameters, kind));
        match fields {
            Err(error) => refuse(target, error),
            Ok(fields) => Ok(Self {
                client,
                target,
                response_type: fields.response_type,
                scope: fields.scope,
                terms: fields.terms,
                nonce: parameters.get("nonce").map(str::to_owned),
                code_challenge: fields.code_challenge,
                dpop_jkt: fields.dpop_jkt,
                prompt: fields.prompt,
                max_age: fields.max_age,
                login_hint: parameters.get("login_hint").map(str::to_owned),
                acr: fields.acr,
                required_sub: fields.required_sub,
            }),
        }
    }
}

/// How much is shown of what an unknown client says, in characters.
const SHOWN: usize = 256;

/// Whoever runs the provider hears what to add to the configuration so that the client is known.
fn unknown_client(provider: &Provider, client_id: &str, parameters: &Parameters) -> OauthError {
    // what is text in JSON is text in TOML
    let text = |value: &str| Value::from(sanitize(value).chars().take(SHOWN).collect::<String>()).to_string();
    let redirect_uri = text(parameters.get("redirect_uri").unwrap_or("http://localhost:3000/callback"));
    let hint = format!(
        "a client that is not known asked; if it is yours, add to the file of serve --config:\n\
         [[clients]]\nclient_id = {}\nredirect_uris = [{redirect_uri}]",
        text(client_id)
    );
    provider.hints.give(&*provider.world, "clients", hint);
    OauthError::client(format!(
        "client_id is not a registered one (RFC 6749 section 4.1.2.1): {client_id} is in no [[clients]] table \
         of the configuration; the provider's log says what to add"
    ))
}

/// The client, and where it may be answered.
fn target(provider: &Provider, parameters: &Parameters) -> Result<(Arc<Client>, Target), OauthError> {
    let client_id = parameters
        .get("client_id")
        .ok_or_else(|| OauthError::request("client_id is missing or comes twice (RFC 6749 section 4.1.1)"))?;
    let client = provider.client(client_id).ok_or_else(|| unknown_client(provider, client_id, parameters))?;
    let only = match &*client.redirect_uris {
        [only] => Some(only.as_str()),
        _ => None,
    };
    let redirect_uri = parameters.get("redirect_uri");
    // RFC 6749 §3.1.2.3: the one that there is
    let redirect_uri = redirect_uri.or_else(|| only.filter(|_| provider.allows(Laxity::MissingRedirectUri)));
    let redirect_uri = redirect_uri.ok_or_else(|| {
        OauthError::request("redirect_uri is missing or comes twice (OpenID Connect Core section 3.1.2.1)")
    })?;
    // RFC 9700 §4.1.3
    let is_near = || redirect_uri::is_near(&client.redirect_uris, redirect_uri);
    let is_let_pass = || is_near() && (client.is_stranger || provider.allows(Laxity::AnyRedirectUri));
    if !provider.may_answer_at(&client, redirect_uri) && !is_let_pass() {
        return Err(OauthError::request(format!(
            "redirect_uri is not one that this client registered, to the letter (RFC 9700 section 4.1.3): \
             got {redirect_uri}, registered are {}",
            client.redirect_uris.join(" ")
        )));
    }
    let state = parameters.get("state").map(str::to_owned);
    let target = Target { redirect_uri: redirect_uri.to_owned(), manner: Manner::default(), state };
    Ok((client, target))
}

/// What is left to judge once the target is known.
struct Fields {
    response_type: ResponseType,
    scope: Vec<String>,
    terms: Terms,
    code_challenge: Option<String>,
    dpop_jkt: Option<String>,
    prompt: Prompt,
    max_age: Option<i64>,
    acr: Wanted,
    required_sub: Option<String>,
}

/// Parameters of other standards that would change what the request means, and their registered errors.
const UNSUPPORTED: &[(&str, &str)] =
    &[("request_uri", "request_uri_not_supported"), ("registration", "registration_not_supported")];

impl Fields {
    fn read(
        provider: &Provider,
        client: &Client,
        parameters: &Parameters,
        response_type: ResponseType,
    ) -> Result<Self, OauthError> {
        for (name, error) in UNSUPPORTED {
            if parameters.get(name).is_some() {
                let why = format!("{name} is not supported here (OpenID Connect Core section 3.1.2.6)");
                return Err(OauthError::new(error, why));
            }
        }
        let scope = scopes(provider, parameters)?;
        if response_type.has_id_token() {
            check_id_token(provider, parameters, &scope)?;
        }
        Ok(Self {
            response_type,
            code_challenge: match response_type.has_code() {
                true => code_challenge(provider, client, parameters)?,
                false => None,
            },
            dpop_jkt: match provider.policy.binds_tokens() {
                true => dpop_jkt(parameters)?,
                false => None,
            },
            scope,
            terms: terms::asked(provider, client, parameters)?,
            prompt: prompt(provider, parameters)?,
            max_age: max_age(parameters)?,
            acr: wanted_claims::acr(parameters)?,
            required_sub: required_sub(provider, parameters)?,
        })
    }
}

/// What has to be said where an ID token comes through the browser.
fn check_id_token(provider: &Provider, parameters: &Parameters, scope: &[String]) -> Result<(), OauthError> {
    if !scope::is_in(scope, scope::OPENID) {
        return Err(OauthError::request(
            "an id_token needs the scope openid (OpenID Connect Core section 3.1.2.1)",
        ));
    }
    match parameters.get("nonce") {
        Some(_) => Ok(()),
        None if provider.allows(Laxity::MissingNonce) => Ok(()),
        None => Err(OauthError::request("nonce is missing (OpenID Connect Core section 3.2.2.1)")),
    }
}

/// RFC 7636 §4.3, §4.4.1; S256 for every client (RFC 9700 §2.1.1), and whatever a vendor lets others do, a client that proves
/// nothing else has one (threat P6).
fn code_challenge(
    provider: &Provider,
    client: &Client,
    parameters: &Parameters,
) -> Result<Option<String>, OauthError> {
    let Some(challenge) = parameters.get("code_challenge") else {
        let is_public = client.token_endpoint_auth_method == ClientAuthMethod::None;
        let is_needed = provider.policy.needs_pkce || is_public;
        return match is_needed && !provider.allows(Laxity::NoPkce) {
            true => Err(OauthError::request(
                "code_challenge is missing: PKCE is required (RFC 7636 section 4.4.1)",
            )),
            false => Ok(None),
        };
    };
    let method = parameters.get("code_challenge_method").unwrap_or("plain");
    if method == "plain" && (provider.policy.takes_plain_pkce || provider.allows(Laxity::PlainPkce)) {
        return Ok(Some(crate::jose::base64url::encode(crate::jose::hash::sha256(challenge.as_bytes()))));
    }
    if method != "S256" {
        return Err(OauthError::request("code_challenge_method must be S256 (RFC 9700 section 2.1.1)"));
    }
    // RFC 7636 §4.2: base64url of 32 bytes
    if crate::jose::base64url::decode(challenge).is_none_or(|hash| hash.len() != 32) {
        return Err(OauthError::request(
            "code_challenge must be the base64url of a SHA-256 hash, 43 characters (RFC 7636 section 4.2)",
        ));
    }
    Ok(Some(challenge.to_owned()))
}

/// RFC 9449 §10: the SHA-256 thumbprint of a key.
fn dpop_jkt(parameters: &Parameters) -> Result<Option<String>, OauthError> {
    let Some(jkt) = parameters.get("dpop_jkt") else { return Ok(None) };
    match crate::jose::base64url::decode(jkt).is_some_and(|hash| hash.len() == 32) {
        true => Ok(Some(jkt.to_owned())),
        false => Err(OauthError::request(
            "dpop_jkt must be the base64url of a SHA-256 thumbprint, 43 characters (RFC 9449 section 10)",
        )),
    }
}

/// The scopes that are asked for: all known, and at least one, where the policy is strict.
pub fn scopes(provider: &Provider, parameters: &Parameters) -> Result<Vec<String>, OauthError> {
    let (mut scope, policy) = (parameters.words("scope"), provider.policy);
    match policy.unknown_scopes {
        UnknownScopes::Refused => {}
        UnknownScopes::Granted => return Ok(scope),
        UnknownScopes::Ignored => {
            scope.retain(|word| provider.meaning(word).is_some());
            return Ok(scope);
        }
    }
    // RFC 6749 §3.3: there is no default
    let is_known = |word: &String| policy.meaning(word).is_some();
    if (scope.is_empty() || !scope.iter().all(is_known)) && provider.allows(Laxity::AnyScope) {
        return Ok(scope);
    }
    if scope.is_empty() {
        return Err(OauthError::new(
            "invalid_scope",
            "scope is missing, and there is no default (RFC 6749 section 3.3)",
        ));
    }
    match scope.iter().find(|word| provider.meaning(word).is_none()) {
        Some(word) => {
            Err(OauthError::new("invalid_scope", format!("scope {word} is unknown (RFC 6749 section 3.3)")))
        }
        None => Ok(scope),
    }
}

fn prompt(provider: &Provider, parameters: &Parameters) -> Result<Prompt, OauthError> {
    let mut prompt = Prompt::default();
    let words = parameters.words("prompt");
    for word in &words {
        match word.as_str() {
            "none" if words.len() == 1 => prompt.none = true,
            "login" | "select_account" => prompt.login = true,
            "consent" => prompt.consent = true,
            word if word != "none" && provider.allows(Laxity::UnknownPrompt) => {}
            _ => {
                return Err(OauthError::request(
                    "prompt must be none alone, or of login, consent, select_account \
                     (OpenID Connect Core section 3.1.2.1)",
                ));
            }
        }
    }
    Ok(prompt)
}

fn max_age(parameters: &Parameters) -> Result<Option<i64>, OauthError> {
    let Some(text) = parameters.get("max_age") else { return Ok(None) };
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<i64>() {
        Ok(seconds) if digits => Ok(Some(seconds)),
        _ => Err(OauthError::request(
            "max_age must be a number of seconds (OpenID Connect Core section 3.1.2.1)",
        )),
    }
}

fn required_sub(provider: &Provider, parameters: &Parameters) -> Result<Option<String>, OauthError> {
    let text = |claims: &serde_json::Map<String, Value>| {
        claims.get("sub").and_then(Value::as_str).map(str::to_owned)
    };
    let hinted = match parameters.get("id_token_hint") {
        None => None,
        Some(hint) => {
            let claims = provider.open_id_token_hint(hint);
            if claims.is_none() && !provider.allows(Laxity::AnyIdTokenHint) {
                return Err(OauthError::request(
                    "id_token_hint is not an ID token of this provider (OpenID Connect Core section 3.1.2.1)",
                ));
            }
            claims.as_ref().and_then(text)
        }
    };
    let claims = wanted_claims::read(parameters)?;
    let claimed = claims.as_ref().and_then(|claims| claims.sub()).map(str::to_owned);
    match (hinted, claimed) {
        (Some(hinted), Some(claimed)) if hinted != claimed => Err(OauthError::request(
            "id_token_hint and claims name different users (OpenID Connect Core section 5.5.1)",
        )),
        (hinted, claimed) => Ok(hinted.or(claimed)),
    }
}
