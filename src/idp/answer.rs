//! The answer to an authorization request: what was granted, or why nothing was, on its way to the client.
//! <https://openid.net/specs/openid-connect-core-1_0.html#HybridAuthResponse>, <https://openid.net/specs/oauth-v2-jarm.html>

use http::StatusCode;
use serde_json::{Map, Value};

use super::{
    authorization::{Authorization, Target},
    client::Client,
    fault::{apply, means},
    oauth_error::{OauthError, Outcome},
    page,
    provider::Provider,
    reply::Reply,
    scope,
    state::{Change, Grant, Session},
    tokens::{Beside, Issue},
};
use crate::{
    jose::jwe::Content,
    protocol::{response_mode::Delivery, response_type::ResponseType},
};

/// How long a signed answer is good, in seconds (JARM §2.1: ten minutes at most).
const SIGNED_LASTS: i64 = 60;

/// How long a grant is known at least, in seconds, so that a code that comes late or again is told from one that never was.
const KNOWN_FOR: i64 = 3600;

/// The parameters of an answer.
type Answers = Vec<(&'static str, String)>;

/// Grants what was asked for and sends it (RFC 6749 §4.1.2); `consents` if the person has just allowed it.
pub async fn grant(
    provider: &Provider,
    authorization: &Authorization,
    session: Session,
    consents: bool,
) -> Outcome<Reply> {
    grant_to(provider, authorization, session, consents).await.map(|sent| sent.reply())
}

/// As [`grant`], to be sent by whoever asks.
pub async fn grant_to(
    provider: &Provider,
    authorization: &Authorization,
    session: Session,
    consents: bool,
) -> Outcome<Sent> {
    let (id, grant) = (provider.random(16), granted(provider, authorization, session, consents));
    let mut changes = Vec::new();
    if consents {
        let (sub, scope) = (grant.session.sub.clone(), authorization.wishes());
        changes.push(Change::Consented { sub, client_id: grant.client_id.clone(), scope });
    }
    changes.push(match authorization.response_type.has_code() {
        true => Change::CodeIssued { id: id.clone(), grant: grant.clone() },
        false => Change::TokensIssued { id: id.clone(), grant: grant.clone() },
    });
    provider.commit(|_| ((), changes))?;
    let answers = answers(provider, authorization, &id, &grant).await?;
    send(provider, &authorization.target, answers).await
}

fn granted(provider: &Provider, authorization: &Authorization, session: Session, consents: bool) -> Grant {
    let (now, lifetimes) = (provider.now(), provider.config.lifetimes);
    let has_code = authorization.response_type.has_code();
    let mut scope = authorization.scope.clone();
    // OIDC Core §11: without a code there is no refresh token, so it is ignored
    if !has_code || provider.policy.asks_for_offline && !consents {
        scope.retain(|word| word != scope::OFFLINE_ACCESS);
    }
    Grant {
        client_id: authorization.client.client_id.clone(),
        session,
        scope,
        nonce: authorization.nonce.clone(),
        redirect_uri: authorization.target.redirect_uri.clone(),
        code_challenge: authorization.code_challenge.clone().unwrap_or_default(),
        dpop_jkt: authorization.dpop_jkt.clone(),
        code_expires_at: if has_code { now.plus(lifetimes.code) } else { now },
        redeemed: !has_code,
        revoked: false,
        generation: 0,
        refresh_expires_at: None,
        // what a code becomes is known for as long as that lasts, once it is redeemed
        forget_at: now.plus(match authorization.response_type.has_token() {
            true => lifetimes.access_token.max(KNOWN_FOR),
            false => KNOWN_FOR,
        }),
        terms: authorization.terms.clone(),
        certificate: None,
    }
}

/// The code, and the tokens that come beside it or in its place.
async fn answers(provider: &Provider, asked: &Authorization, id: &str, grant: &Grant) -> Outcome<Answers> {
    let kind = asked.response_type;
    let issue = Issue {
        id,
        client_id: &grant.client_id,
        session: &grant.session,
        nonce: grant.nonce.as_deref(),
        scope: &grant.scope,
        terms: &grant.terms,
        generation: None,
        certificate: None,
        dpop_jkt: None,
    };
    let code = kind.has_code().then(|| provider.code(id));
    let access_token = match kind.has_token() {
        true => Some(provider.access_token(&issue).await?),
        false => None,
    };
    let beside = Beside {
        access_token: access_token.as_deref(),
        code: code.as_deref(),
        state: asked.target.state.as_deref(),
        // OIDC Core §5.4: no access token will open UserInfo
        is_alone: kind == ResponseType::IdToken,
    };
    let id_token = match kind.has_id_token() {
        true => Some(provider.id_token(&issue, &beside).await?),
        false => None,
    };
    let mut answers = Answers::new();
    if let Some(code) = code {
        answers.push(("code", code));
        answers.extend((provider.policy.beside_code)(&grant.scope));
    }
    if let Some(token) = access_token {
        // RFC 6749 §4.2.2
        answers.push(("access_token", token));
        answers.push(("token_type", "Bearer".into()));
        answers.push(("expires_in", provider.config.lifetimes.access_token.to_string()));
        answers.push(("scope", grant.scope.join(" ")));
    }
    answers.extend(id_token.map(|token| ("id_token", token)));
    Ok(answers)
}

/// Tells the client that it cannot have what it asked for (RFC 6749 §4.1.2.1).
pub async fn refuse(provider: &Provider, target: &Target, error: &OauthError) -> Reply {
    match refuse_to(provider, target, error).await {
        Ok(sent) => (provider.policy.tells)(error).beside(sent.reply()),
        Err(error) => error_page(&error),
    }
}

/// As [`refuse`], to be sent by whoever asks.
pub async fn refuse_to(provider: &Provider, target: &Target, error: &OauthError) -> Outcome<Sent> {
    let error = (provider.policy.tells)(error);
    let mut answers = vec![("error", error.error.to_owned())];
    if !error.description.is_empty() {
        answers.push(("error_description", error.description.clone()));
    }
    let more = (provider.policy.error_uri)(error.error);
    answers.extend(more.map(|uri| ("error_uri", uri.to_owned())));
    send(provider, target, answers).await
}

async fn send(provider: &Provider, target: &Target, mut answers: Answers) -> Outcome<Sent> {
    answers.extend(target.state.iter().map(|state| ("state", state.clone())));
    if provider.policy.names_issuer {
        // RFC 9207 §2: in every answer, errors too
        answers.push(("iss", provider.issuer.clone()));
    }
    let mut answer = means::Answer { parameters: answers, delivery: target.manner.delivery };
    let faults =
        apply::authorization(provider, &mut answer).await.map_err(|error| provider.failed(&error))?;
    let means::Answer { parameters: mut answers, delivery } = answer;
    if let Some(client) = &target.manner.signed_for {
        answers = vec![("response", sign(provider, client, &answers).await?)];
    }
    Ok(Sent { uri: target.redirect_uri.clone(), delivery, answers, faults })
}

/// An answer on its way to the client.
pub struct Sent {
    uri: String,
    delivery: Delivery,
    answers: Answers,
    faults: Vec<&'static str>,
}

impl Sent {
    /// As a browser carries it.
    pub fn reply(&self) -> Reply {
        let (uri, parameters) = (&self.uri, self.parameters());
        let reply = match self.delivery {
            Delivery::Query => Reply::redirect_with(uri, &parameters),
            Delivery::Fragment => Reply::redirect_with_fragment(uri, &parameters),
            Delivery::FormPost => Reply::page(StatusCode::OK, &page::form_post::page(uri, &parameters)),
        };
        apply::named(reply, &self.faults)
    }

    /// Where a browser would go with it, and the form that it would post there, if it would.
    pub fn document(&self) -> (String, Option<Map<String, Value>>) {
        if self.delivery == Delivery::FormPost {
            let fields = self.answers.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into()));
            return (self.uri.clone(), Some(fields.collect()));
        }
        let location = self.reply().headers.remove(http::header::LOCATION);
        (location.and_then(|to| to.to_str().map(str::to_owned).ok()).unwrap_or_default(), None)
    }

    fn parameters(&self) -> Vec<(&str, &str)> {
        self.answers.iter().map(|(name, value)| (*name, value.as_str())).collect()
    }
}

/// The answer as one token; its `iss` is that of RFC 9207, and nothing stands beside it (JARM §2.1). It is encrypted for a client
/// that wants that, once it is signed (JARM §2.2).
async fn sign(provider: &Provider, client: &Client, answers: &Answers) -> Outcome<String> {
    let mut claims: Map<String, Value> =
        answers.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into())).collect();
    if let Some(seconds) = claims.get_mut("expires_in") {
        *seconds = provider.config.lifetimes.access_token.into();
    }
    claims.insert("aud".into(), client.client_id.clone().into());
    claims.insert("exp".into(), provider.now().plus(SIGNED_LASTS).0.into());
    let signed = provider.sign(client.authorization_signed_response_alg, Some("JWT"), &claims).await?;
    match &client.answers.authorization {
        Some(encryption) => provider.encrypted(encryption, Content::Nested(&signed)),
        None => Ok(signed),
    }
}

/// The page for a fault that no client can be told of (threat P4).
pub fn error_page(error: &OauthError) -> Reply {
    let status = if error.status.is_server_error() { error.status } else { StatusCode::BAD_REQUEST };
    error.beside(Reply::page(status, &page::error::page(error)))
}
