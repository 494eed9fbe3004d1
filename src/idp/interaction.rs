//! Between an authorization request and its answer: who is there, what has to be shown, and the answer
//! itself.
//!
//! Nothing is kept for a person who may never come back: the request travels through the pages, sealed
//! ([`Transaction`]), and the forms are bound to the browser by a cookie and a `csrf` field (threats P17,
//! P19).

use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::{
    answer::{self, Sent},
    authorization::{Authorization, Refusal, Target},
    browser_session::{begin_session, current_session, with_session_cookie},
    laxity::Laxity,
    names,
    oauth_error::{OauthError, Outcome},
    page,
    parameters::{Malformed, Parameters},
    provider::{self, Provider},
    received::Received,
    reply::Reply,
    scope,
    state::Session,
    unasked,
    user::User,
};
use crate::protocol::time::UnixTime;

/// How long a person may take, in seconds.
const PATIENCE: i64 = 3600;

/// The largest authorization request that is taken, in bytes: it travels in an address (threat P17).
const LARGEST: usize = 6 * 1024;

/// An authorization request on its way through the pages.
#[derive(Clone, Serialize, Deserialize)]
pub struct Transaction {
    /// What the client sent.
    pub parameters: Parameters,
    /// When it came.
    pub started_at: UnixTime,
    /// The session that began on its sign-in page: `prompt=login` and `max_age` are satisfied by that one.
    pub signed_in: Option<String>,
}

/// What has to happen next.
enum Step {
    /// The page; the error is in its place where none may be shown.
    SignIn(OauthError),
    Consent(Session),
    Answer(Session),
    Refuse(OauthError),
}

impl Transaction {
    /// Of a request that has just come.
    pub fn begin(provider: &Provider, parameters: Parameters) -> Self {
        Self { parameters, started_at: provider.now(), signed_in: None }
    }

    /// As text that only this provider can have written.
    pub fn seal(&self, provider: &Provider) -> String {
        let content = serde_json::to_vec(self).expect("text, numbers and lists are JSON");
        provider.seal.seal("transaction", &content)
    }

    /// Opens that text, unless it is too old.
    pub fn open(provider: &Provider, text: &str) -> Outcome<Self> {
        let content = provider.seal.open("transaction", text);
        content
            .and_then(|content| serde_json::from_slice::<Self>(&content).ok())
            .filter(|transaction| provider.now().since(transaction.started_at) <= PATIENCE)
            .ok_or_else(stale)
    }
}

/// Whether a sealed transaction is of a request that is not taken.
pub fn is_too_large(sealed: &str) -> bool {
    sealed.len() > LARGEST * 4 / 3
}

/// Takes a transaction to its next page, or to its answer.
pub async fn proceed(
    provider: &Provider,
    received: &Received,
    transaction: &Transaction,
    fault: Option<Malformed>,
) -> Reply {
    let authorization = match Authorization::judge(provider, &transaction.parameters, fault) {
        Ok(authorization) => authorization,
        Err(Refusal::Page(error)) => return answer::error_page(&error),
        Err(Refusal::Answer(target, error)) => return answer::refuse(provider, &target, &error).await,
    };
    if is_too_large(&transaction.seal(provider)) {
        let error = OauthError::request("the request is too large (RFC 6749 section 4.1.2.1)");
        return answer::refuse(provider, &Target { state: None, ..authorization.target }, &error).await;
    }
    let visit = match visit(provider, received, transaction.clone(), &authorization).await {
        Ok(visit) => visit,
        Err(error) => return answer::refuse(provider, &authorization.target, &error).await,
    };
    let sealed = visit.transaction.seal(provider);
    let reply = match visit.step {
        Step::SignIn(_) => match provider.policy.sign_in_screen {
            Some(address) => Reply::see_other(&address(&visit.transaction.parameters, &sealed)),
            None => {
                let (csrf, cookie) = csrf(provider, received, &sealed);
                let form = page::Form { transaction: &sealed, csrf: &csrf };
                let asks = page::sign_in::Asks::of_client(&authorization);
                let shown = page::sign_in::page(provider, &asks, form, None);
                with_browser_cookie(provider, Reply::page(StatusCode::OK, &shown), cookie)
            }
        },
        Step::Consent(session) => {
            let (csrf, cookie) = csrf(provider, received, &sealed);
            let form = page::Form { transaction: &sealed, csrf: &csrf };
            let shown = page::consent::page(provider, &authorization, &session, form);
            with_browser_cookie(provider, Reply::page(StatusCode::OK, &shown), cookie)
        }
        Step::Answer(session) => match answer::grant(provider, &authorization, session, false).await {
            Ok(reply) => reply,
            Err(error) => answer::refuse(provider, &authorization.target, &error).await,
        },
        Step::Refuse(error) => answer::refuse(provider, &authorization.target, &error).await,
    };
    match visit.cookie {
        Some(cookie) => with_session_cookie(provider, reply, &cookie),
        None => reply,
    }
}

/// A browser with an authorization request, and what happens to it next.
struct Visit {
    transaction: Transaction,
    step: Step,
    /// The cookie of a session that has begun without a page.
    cookie: Option<String>,
}

/// Finds out what happens next, and signs in whoever is not to be asked.
async fn visit(
    provider: &Provider,
    received: &Received,
    transaction: Transaction,
    authorization: &Authorization,
) -> Outcome<Visit> {
    let is_new = transaction.signed_in.is_none();
    if is_new && let Some((user, consents)) = unasked::prepared(provider, authorization)? {
        let visit = arrived(provider, received, (transaction, authorization), &user).await?;
        let step = match visit.step {
            Step::Consent(session) if consents => Step::Answer(session),
            step => step.shown(authorization),
        };
        return Ok(Visit { step, ..visit });
    }
    let step = next_step(provider, current_session(provider, received), &transaction, authorization);
    if is_new
        && matches!(step, Step::SignIn(_))
        && let Some(user) = unasked::by_default(provider, authorization)
    {
        let visit = arrived(provider, received, (transaction, authorization), &user).await?;
        return Ok(Visit { step: visit.step.shown(authorization), ..visit });
    }
    Ok(Visit { transaction, step: step.shown(authorization), cookie: None })
}

/// The visit of somebody whose session begins with it.
async fn arrived(
    provider: &Provider,
    received: &Received,
    (transaction, authorization): (Transaction, &Authorization),
    user: &User,
) -> Outcome<Visit> {
    let second_factor = authorization.acr.pretends_second_factor();
    let (session, cookie) = begin_session(provider, received, user, second_factor).await?;
    let signed_in = Some(session.sid.clone());
    // what signs in once is of no use any more
    let parameters = transaction.parameters.without(&["login_hint"]);
    let transaction = Transaction { signed_in, parameters, ..transaction };
    let step = next_step(provider, Some(session), &transaction, authorization);
    Ok(Visit { transaction, step, cookie: Some(cookie) })
}

impl Step {
    /// The same, where a page may be shown; with `prompt=none` every page is an error instead (OIDC Core §3.1.2.6).
    fn shown(self, authorization: &Authorization) -> Self {
        match self {
            Self::SignIn(error) if authorization.prompt.none => Self::Refuse(error),
            Self::Consent(_) if authorization.prompt.none => Self::Refuse(OauthError::new(
                "consent_required",
                "the user has not allowed this (OpenID Connect Core section 3.1.2.6)",
            )),
            step => step,
        }
    }
}

fn next_step(
    provider: &Provider,
    session: Option<Session>,
    transaction: &Transaction,
    authorization: &Authorization,
) -> Step {
    let prompt = authorization.prompt;
    let login = |why: &str| OauthError::new("login_required", why);
    let Some(session) = session else {
        return Step::SignIn(login("nobody is signed in (OpenID Connect Core section 3.1.2.6)"));
    };
    let is_fresh = transaction.signed_in.as_deref() == Some(&session.sid);
    // never another user than the one that the client asked for (threat P15)
    if authorization.required_sub.as_ref().is_some_and(|sub| *sub != session.sub) {
        let error = login("another user is signed in (OpenID Connect Core section 3.1.2.1)");
        return if is_fresh { Step::Refuse(error) } else { Step::SignIn(error) };
    }
    let is_of_another =
        || unasked::hinted(provider, authorization).is_some_and(|user| user.sub != session.sub);
    if !is_fresh && authorization.required_sub.is_none() && is_of_another() {
        let why = "login_hint is of another user than the one who is signed in (OpenID Connect Core section 3.1.2.6)";
        return Step::SignIn(OauthError::new("account_selection_required", why));
    }
    let acr = &authorization.acr;
    if !acr.is_met_by(&session) && (acr.is_essential || acr.can_be_met()) {
        let why = "the sign-in is not as strong as was asked (OpenID Connect Core section 5.5.1.1)";
        match (is_fresh, acr.is_essential) {
            (false, is_essential) if acr.can_be_met() && (is_essential || !prompt.none) => {
                return Step::SignIn(login(why));
            }
            // what was only wished for is told by the ID token
            (_, false) => {}
            (_, true) => return Step::Refuse(OauthError::new("unmet_authentication_requirements", why)),
        }
    }
    let too_old =
        authorization.max_age.is_some_and(|max_age| provider.now().since(session.auth_time) > max_age);
    if !is_fresh && (prompt.login || too_old || authorization.max_age == Some(0)) {
        let why = "the sign-in is older than max_age (OpenID Connect Core section 3.1.2.1)";
        return Step::SignIn(login(why));
    }
    let is_wanting =
        provider.policy.asks_consent && (prompt.consent || !is_consented(provider, authorization, &session));
    if is_wanting && !provider.allows(Laxity::NoConsent) {
        return Step::Consent(session);
    }
    Step::Answer(session)
}

/// What a client is answered when this person has signed in and decided, where no page is shown.
pub async fn decided(
    provider: &Provider,
    (transaction, fault): (&Transaction, Option<Malformed>),
    session: Session,
    agrees: bool,
) -> Outcome<Sent> {
    let authorization = match Authorization::judge(provider, &transaction.parameters, fault) {
        Ok(authorization) => authorization,
        Err(Refusal::Page(error)) => return Err(error),
        Err(Refusal::Answer(target, error)) => return answer::refuse_to(provider, &target, &error).await,
    };
    let outcome = match next_step(provider, Some(session), transaction, &authorization) {
        Step::SignIn(error) | Step::Refuse(error) => Err(error),
        _ if !agrees => Err(OauthError::new("access_denied", provider.policy.denial)),
        Step::Consent(session) | Step::Answer(session) => {
            answer::grant_to(provider, &authorization, session, true).await
        }
    };
    match outcome {
        Ok(sent) => Ok(sent),
        Err(error) => answer::refuse_to(provider, &authorization.target, &error).await,
    }
}

/// The session that may answer the consent page: everything but the consent itself has to be in order still.
pub fn may_consent(
    provider: &Provider,
    received: &Received,
    transaction: &Transaction,
    authorization: &Authorization,
) -> Option<Session> {
    match next_step(provider, current_session(provider, received), transaction, authorization) {
        Step::Consent(session) | Step::Answer(session) => Some(session),
        Step::SignIn(_) | Step::Refuse(_) => None,
    }
}

fn is_consented(provider: &Provider, authorization: &Authorization, session: &Session) -> bool {
    let key = (session.sub.clone(), authorization.client.client_id.clone());
    provider.store.read(|state| {
        // who asks for nothing is asked about too, once
        let Some(known) = state.consents.get(&key) else { return false };
        // RFC 9396 §11: each payment is agreed to anew
        authorization.terms.authorization_details.is_empty()
            && authorization.wishes().iter().all(|word| scope::is_in(known, word))
    })
}

/// The `csrf` field of a form on this browser's page, and the cookie to set if the browser has none yet.
pub fn csrf(provider: &Provider, received: &Received, transaction: &str) -> (String, Option<String>) {
    match received.cookie(&provider.cookie_name("browser")) {
        Some(browser) => (csrf_of(provider, browser, transaction), None),
        None => {
            let browser = provider.random(16);
            (csrf_of(provider, &browser, transaction), Some(browser))
        }
    }
}

fn csrf_of(provider: &Provider, browser: &str, transaction: &str) -> String {
    let hash = provider::cookie_hash(&format!("{browser} {transaction}"));
    provider.seal.seal("csrf", hash.as_bytes())
}

/// Sets the cookie that forms are bound to.
pub fn with_browser_cookie(provider: &Provider, reply: Reply, cookie: Option<String>) -> Reply {
    match cookie {
        Some(cookie) => {
            reply.cookie(&provider.cookie_name("browser"), &cookie, provider.config.lifetimes.session)
        }
        None => reply,
    }
}

/// A form of ours as it comes back.
pub struct Submitted {
    /// Its fields.
    pub fields: Parameters,
    /// The sealed text that it carried.
    pub transaction: String,
}

/// Takes a form only from our own page in this very browser (threat P19).
pub fn submitted(provider: &Provider, received: &Received) -> Outcome<Submitted> {
    let refuse = |why: &str| Err(OauthError::request(why));
    if !names::is_from_page_of(provider, received) {
        return refuse("the form was not sent from a page of this provider");
    }
    let fields = received.form()?;
    let (Some(transaction), Some(csrf)) = (fields.get("transaction"), fields.get("csrf")) else {
        return refuse("the form lacks transaction or csrf");
    };
    let Some(browser) = received.cookie(&provider.cookie_name("browser")) else {
        return refuse("the browser did not send the cookie of the page; are cookies off?");
    };
    let hash = provider::cookie_hash(&format!("{browser} {transaction}"));
    if provider.seal.open("csrf", csrf).as_deref() != Some(hash.as_bytes()) {
        return refuse("the form belongs to another page or browser; go back and try again");
    }
    let transaction = transaction.to_owned();
    Ok(Submitted { fields, transaction })
}

/// The fields of such a form on the way to the client, and the transaction that it goes on with.
pub fn resumed(provider: &Provider, received: &Received) -> Outcome<(Parameters, Transaction)> {
    let Submitted { fields, transaction } = submitted(provider, received)?;
    Ok((fields, Transaction::open(provider, &transaction)?))
}

/// The error of a page that was left open for too long.
pub fn stale() -> OauthError {
    OauthError::request("the page is too old; go back to the application and sign in again")
}
