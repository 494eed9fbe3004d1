//! Requests of clients that wait for a person's decision (CIBA): whom they are about, and what became of them.
//!
//! They live for minutes, so they are kept in memory only: after a restart a client asks anew.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{
    capped::Capped,
    notice::Notice,
    oauth_error::{OauthError, Outcome},
    state::{Session, Terms, Verdict},
};
use crate::{
    jose::{base64url, hash},
    protocol::time::UnixTime,
    secret::SecretString,
};

/// The most that are kept. Only clients that prove who they are can ask, and one is of 8 KiB at most (threat P17).
const CAP: usize = 2048;
/// The most that wait for one person: nobody is to be worn down (CIBA Core §15).
const WAITING_FOR_ONE: usize = 10;
/// How long one that has expired is known as such, in seconds.
const KNOWN_AFTER: i64 = 3600;

/// One request, from its beginning to its tokens.
#[derive(Debug, Clone)]
pub struct BackchannelRequest {
    /// Which client asks.
    pub client_id: String,
    /// Whom.
    pub sub: String,
    /// What for.
    pub scope: Vec<String>,
    /// What besides.
    pub terms: Terms,
    /// What the client shows too, so that the person knows which request it is.
    pub binding_message: Option<String>,
    /// Until when it can be decided and asked for.
    pub expires_at: UnixTime,
    /// What became of it.
    pub verdict: Verdict,
    /// How the client hears of the decision, if it does not only ask.
    pub ping: Option<Ping>,
}

/// Whom to tell that a person has decided (CIBA Core §10.2).
#[derive(Debug, Clone)]
pub struct Ping {
    /// Where the client listens.
    pub endpoint: url::Url,
    /// What it knows the provider by.
    pub client_notification_token: SecretString,
}

impl Ping {
    /// What it is sent.
    pub fn notice(self, auth_req_id: &str) -> Notice {
        let body = serde_json::json!({ "auth_req_id": auth_req_id }).to_string();
        Notice {
            url: self.endpoint,
            authorization: Some(format!("Bearer {}", self.client_notification_token.expose()).into()),
            media_type: "application/json",
            accept: None,
            body: body.into(),
        }
    }
}

/// What a page calls a request: whoever has the `auth_req_id` can tell which it is, and nobody can tell the `auth_req_id` from
/// it.
pub fn reference(auth_req_id: &str) -> String {
    base64url::encode(hash::sha256(auth_req_id.as_bytes()))
}

/// The requests, by their ids.
pub struct BackchannelRequests(Mutex<Capped<String, BackchannelRequest>>);

/// None yet.
impl Default for BackchannelRequests {
    fn default() -> Self {
        Self(Mutex::new(Capped::new(CAP)))
    }
}

impl BackchannelRequests {
    /// Keeps one, unless too many wait for that person.
    pub fn keep(&self, id: &str, request: BackchannelRequest, now: UnixTime) -> Outcome<()> {
        let mut requests = self.lock();
        requests.retain(|_, known| known.expires_at.plus(KNOWN_AFTER) > now);
        let waiting = requests.iter().filter(|(_, known)| known.sub == request.sub && known.is_waiting(now));
        if waiting.count() >= WAITING_FOR_ONE {
            return Err(OauthError::new(
                "access_denied",
                "too many requests wait for this user already (CIBA Core section 13)",
            ));
        }
        requests.insert(id.to_owned(), request);
        Ok(())
    }

    /// Those that wait for this person, oldest first, with their ids.
    pub fn waiting_for(&self, sub: &str, now: UnixTime) -> Vec<(String, BackchannelRequest)> {
        let requests = self.lock();
        let waiting = requests.iter().filter(|(_, request)| request.sub == sub && request.is_waiting(now));
        waiting.map(|(id, request)| (id.clone(), request.clone())).collect()
    }

    /// Those that wait for anybody, oldest first, with their ids.
    pub fn waiting(&self, now: UnixTime) -> Vec<(String, BackchannelRequest)> {
        let requests = self.lock();
        let waiting = requests.iter().filter(|(_, request)| request.is_waiting(now));
        waiting.map(|(id, request)| (id.clone(), request.clone())).collect()
    }

    /// Makes this person's decision part of it, once and in time; what it was about then.
    pub fn judge(&self, id: &str, sub: &str, verdict: Verdict, now: UnixTime) -> Option<BackchannelRequest> {
        let mut requests = self.lock();
        let request = requests.get_mut(id).filter(|known| known.sub == sub && known.is_waiting(now))?;
        request.verdict = verdict;
        Some(request.clone())
    }

    /// What a poll of this client is answered (CIBA Core §11): the request and the session that it was approved in, once.
    /// `admit` tells whether the client keeps its interval.
    pub fn redeem(
        &self,
        id: &str,
        client_id: &str,
        now: UnixTime,
        admit: impl FnOnce() -> bool,
    ) -> Outcome<(BackchannelRequest, Session)> {
        let mut requests = self.lock();
        let request = requests.get_mut(id).ok_or_else(unknown)?;
        if request.client_id != client_id {
            return Err(OauthError::grant(
                "the auth_req_id was issued to another client (CIBA Core section 11)",
            ));
        }
        if request.verdict == Verdict::Redeemed {
            return Err(OauthError::grant("the auth_req_id was used before (CIBA Core section 11)"));
        }
        if request.expires_at <= now {
            return Err(OauthError::new(
                "expired_token",
                "the auth_req_id has expired (CIBA Core section 11)",
            ));
        }
        if !admit() {
            return Err(OauthError::new(
                "slow_down",
                "the client asks too often; its interval is 5 seconds longer from now on (CIBA Core section 11)",
            ));
        }
        match request.verdict.clone() {
            Verdict::Waiting => Err(OauthError::new(
                "authorization_pending",
                "the user has not decided yet (CIBA Core section 11)",
            )),
            Verdict::Denied | Verdict::Redeemed => {
                Err(OauthError::new("access_denied", "the user said no (CIBA Core section 11)"))
            }
            Verdict::Approved(session) => {
                request.verdict = Verdict::Redeemed;
                Ok((request.clone(), session))
            }
        }
    }

    /// Each change is whole, so nobody who panicked has left half of one.
    fn lock(&self) -> MutexGuard<'_, Capped<String, BackchannelRequest>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The error of an `auth_req_id` that is none.
pub fn unknown() -> OauthError {
    OauthError::grant("the auth_req_id is not one of this provider, or long expired (CIBA Core section 11)")
}

impl BackchannelRequest {
    /// Whether a person can still decide.
    fn is_waiting(&self, now: UnixTime) -> bool {
        self.verdict == Verdict::Waiting && self.expires_at > now
    }
}
