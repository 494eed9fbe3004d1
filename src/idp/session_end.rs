//! The end of a session, and who hears of it: every client that had tokens in it, by a logout token (Back-Channel Logout §2.5),
//! by a page that the browser loads (Front-Channel Logout §2), or at its [logout hook](super::logout_hook).

use std::collections::{BTreeMap, BTreeSet};

use url::{Url, form_urlencoded};

use super::{
    client::Client,
    delivery::Kind,
    logout_hook,
    notice::Notice,
    oauth_error::Outcome,
    provider::Provider,
    state::{Change, State},
};
use crate::jose::logout_token::{LogoutToken, TYP};

/// A session that ends now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    sid: String,
    sub: String,
    clients: Vec<String>,
    hooks: BTreeMap<String, String>,
}

impl Ended {
    /// The session of that name, if there is one.
    pub fn of(state: &State, sid: &str) -> Option<Self> {
        let participants = state.participants.get(sid);
        let in_browser = state.sessions.iter().map(|(_, session)| session).find(|session| session.sid == sid);
        let sub = in_browser.map(|session| &session.sub).or(participants.map(|known| &known.sub))?;
        let (clients, hooks) = participants
            .map(|known| (known.clients.iter().cloned().collect(), known.hooks.clone()))
            .unwrap_or_default();
        Some(Self { sid: sid.to_owned(), sub: sub.clone(), clients, hooks })
    }

    /// Every session of that person.
    pub fn all_of(state: &State, sub: &str) -> Vec<Self> {
        let in_browsers = state.sessions.iter().map(|(_, session)| (&session.sid, &session.sub));
        let participants = state.participants.iter().map(|(sid, known)| (sid, &known.sub));
        let of_person = in_browsers.chain(participants).filter(|(_, other)| *other == sub);
        let sids: BTreeSet<&String> = of_person.map(|(sid, _)| sid).collect();
        sids.into_iter().filter_map(|sid| Self::of(state, sid)).collect()
    }

    /// The clients that had tokens in it.
    pub fn clients(&self) -> &[String] {
        &self.clients
    }

    /// What makes it part of the state.
    pub fn change(&self) -> Change {
        Change::SessionEnded { sid: self.sid.clone() }
    }
}

/// What became of telling the clients.
#[derive(Debug, Default)]
pub struct Told {
    /// What the browser has to load.
    pub frames: Vec<Url>,
    /// The clients that were sent a message, by their ids, and whether each took it or why not.
    pub answers: Vec<(String, Result<(), String>)>,
}

/// Ends the session of that name, if there is one: of many who want to end it one does, and tells the clients.
pub async fn end(provider: &Provider, sid: &str) -> Outcome<Told> {
    end_those(provider, |state| Ended::of(state, sid).into_iter().collect()).await
}

/// Ends every session of a person.
pub async fn end_all_of(provider: &Provider, sub: &str) -> Outcome<Told> {
    end_those(provider, |state| Ended::all_of(state, sub)).await
}

async fn end_those(provider: &Provider, which: impl FnOnce(&State) -> Vec<Ended>) -> Outcome<Told> {
    let ended = provider.commit(|state| {
        let ended = which(state);
        let changes = ended.iter().map(Ended::change).collect();
        (ended, changes)
    })?;
    Ok(tell(provider, &ended).await)
}

/// Tells the clients. Waits for their answers, so that whoever is sent back to a client is signed out there; each has a few
/// seconds at most.
pub async fn tell(provider: &Provider, ended: &[Ended]) -> Told {
    let (mut frames, mut sent, mut hooks) = (Vec::new(), Vec::new(), BTreeSet::new());
    for ended in ended {
        for client in ended.clients.iter().filter_map(|client_id| provider.client(client_id)) {
            frames.extend(client.logout_uris.frontchannel.clone().map(|uri| frame(provider, ended, uri)));
            // Why there is no token stands in the log; the others hear of it all the same.
            if let Ok(Some(notice)) = notice(provider, ended, &client).await {
                sent.push((Kind::Logout, client.client_id.clone(), notice));
            }
            hooks.extend(
                hook(provider, ended, &client).map(|hook| (client.client_id.clone(), hook, &ended.sub)),
            );
        }
    }
    // a hook is about the person, so it is called once for all that person's sessions
    sent.extend(hooks.into_iter().map(|(client_id, hook, sub)| {
        let notice = logout_hook::notice(provider, hook, &client_id, sub);
        (Kind::LogoutHook, client_id, notice)
    }));
    let sent = sent.into_iter().map(|(kind, client_id, notice)| {
        let delivery = provider.notices.send(&provider.world, kind, &client_id, notice);
        (client_id, delivery)
    });
    let mut answers = Vec::new();
    for (client_id, delivery) in sent.collect::<Vec<_>>() {
        // One that panicked has told nobody, and there is nothing more to do for it.
        answers.push((client_id, delivery.await.unwrap_or_else(|_| Err("it was not sent".to_owned()))));
    }
    Told { frames, answers }
}

/// Where a client hears that the person of this session has logged out: where it said at the login, else where it registered.
fn hook(provider: &Provider, ended: &Ended, client: &Client) -> Option<Url> {
    let named = ended.hooks.get(&client.client_id).and_then(|hook| Url::parse(hook).ok());
    named.or_else(|| client.logout_uris.hook.clone()).filter(|_| provider.policy.calls_logout_hooks)
}

/// Front-Channel Logout §2: `iss` and `sid`, both.
fn frame(provider: &Provider, ended: &Ended, mut uri: Url) -> Url {
    uri.query_pairs_mut().append_pair("iss", &provider.issuer).append_pair("sid", &ended.sid);
    uri
}

/// Back-Channel Logout §2.5: a form with the token, for a client that wants one.
async fn notice(provider: &Provider, ended: &Ended, client: &Client) -> Outcome<Option<Notice>> {
    let Some(url) = client.logout_uris.backchannel.clone() else { return Ok(None) };
    let jti = provider.random(16);
    let token = LogoutToken {
        iss: &provider.issuer,
        aud: &client.client_id,
        sub: &ended.sub,
        sid: &ended.sid,
        jti: &jti,
        iat: provider.now(),
    };
    // §2.4: signed as the client's ID tokens are
    let token = provider.sign(client.id_token_signed_response_alg, Some(TYP), &token.claims()).await?;
    let body = form_urlencoded::Serializer::new(String::new()).append_pair("logout_token", &token).finish();
    let media_type = "application/x-www-form-urlencoded";
    Ok(Some(Notice { url, bearer: None, media_type, body: body.into() }))
}
