//! The end of a session, and who hears of it: every client that had tokens in it, by a logout token (Back-Channel Logout §2.5),
//! by a page that the browser loads (Front-Channel Logout §2), or at its [logout hook](super::logout_hook).

use std::collections::BTreeSet;

use url::Url;

use super::{
    client::Client,
    logout_outbox,
    oauth_error::Outcome,
    provider::Provider,
    ssf::{emission, happening::Happening},
    state::{Change, Owed, Participants, State},
};

/// How long after its end a client may still be told of it, in seconds.
const OWED_FOR_S: i64 = 86_400;

/// A session that ends now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    sid: String,
    clients: Vec<String>,
    owed: Owed,
}

impl Ended {
    /// The session of that name, if there is one.
    pub fn of(provider: &Provider, state: &State, sid: &str) -> Option<Self> {
        let participants = state.participants.get(sid);
        let in_browser = state.sessions.iter().map(|(_, session)| session).find(|session| session.sid == sid);
        let sub = in_browser.map(|session| &session.sub).or(participants.map(|known| &known.sub))?;
        Some(Self::of_person(provider, state, sid, sub))
    }

    /// The session of that name, which is that person's.
    fn of_person(provider: &Provider, state: &State, sid: &str, sub: &str) -> Self {
        let participants = state.participants.get(sid);
        let clients: Vec<String> =
            participants.map(|known| known.clients.iter().cloned().collect()).unwrap_or_default();
        let known = clients.iter().filter_map(|client_id| provider.client_in(state, client_id));
        let mut owed = Owed {
            sub: sub.to_owned(),
            tokens: BTreeSet::new(),
            hooks: Default::default(),
            forget_at: provider.now().plus(OWED_FOR_S),
        };
        for client in known {
            if client.logout_uris.backchannel.is_some() {
                owed.tokens.insert(client.client_id.clone());
            }
            let hook = hook(provider, participants, &client);
            owed.hooks.extend(hook.map(|hook| (client.client_id.clone(), hook.into())));
        }
        Self { sid: sid.to_owned(), clients, owed }
    }

    /// Every session of that person. A hook is about the person, so it is called once for all of them.
    pub fn all_of(provider: &Provider, state: &State, sub: &str) -> Vec<Self> {
        let in_browsers = state.sessions.iter().map(|(_, session)| (&session.sid, &session.sub));
        let participants = state.participants.iter().map(|(sid, known)| (sid, &known.sub));
        let of_person = in_browsers.chain(participants).filter(|(_, other)| *other == sub);
        let sids: BTreeSet<&String> = of_person.map(|(sid, _)| sid).collect();
        let mut ended: Vec<Self> =
            sids.into_iter().map(|sid| Self::of_person(provider, state, sid, sub)).collect();
        let mut called = BTreeSet::new();
        for ended in &mut ended {
            ended.owed.hooks.retain(|client_id, hook| called.insert((client_id.clone(), hook.clone())));
        }
        ended
    }

    /// The clients that had tokens in it.
    pub fn clients(&self) -> &[String] {
        &self.clients
    }

    fn change(&self) -> Change {
        let owed = (!self.owed.is_empty()).then(|| self.owed.clone());
        Change::SessionEnded { sid: self.sid.clone(), owed }
    }

    fn happening(&self) -> Happening {
        let (sid, sub, clients) = (self.sid.clone(), self.owed.sub.clone(), self.clients.clone());
        Happening::SessionEnded { sid, sub, clients }
    }
}

/// What makes these ends part of the state, with those who have to hear of them: whatever comes between, they will (threat W14).
/// What they come of is told first, so that it finds room in a stream that they fill.
pub fn changes(provider: &Provider, state: &State, cause: Option<Happening>, ended: &[Ended]) -> Vec<Change> {
    let happenings: Vec<Happening> = cause.into_iter().chain(ended.iter().map(Ended::happening)).collect();
    let told = emission::changes(provider, state, &happenings);
    ended.iter().map(Ended::change).chain(told).collect()
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
    end_those(provider, |state| Ended::of(provider, state, sid).into_iter().collect()).await
}

/// Ends every session of a person.
pub async fn end_all_of(provider: &Provider, sub: &str) -> Outcome<Told> {
    end_those(provider, |state| Ended::all_of(provider, state, sub)).await
}

async fn end_those(provider: &Provider, which: impl FnOnce(&State) -> Vec<Ended>) -> Outcome<Told> {
    let ended = provider.commit(|state| {
        let ended = which(state);
        let changes = changes(provider, state, None, &ended);
        (ended, changes)
    })?;
    Ok(tell(provider, &ended).await)
}

/// Tells the clients. Waits for their answers, so that whoever is sent back to a client is signed out there; each has a few
/// seconds at most, whatever the number of sessions.
pub async fn tell(provider: &Provider, ended: &[Ended]) -> Told {
    provider.wake.ring();
    let mut frames = Vec::new();
    for ended in ended {
        let clients = ended.clients.iter().filter_map(|client_id| provider.client(client_id));
        let pages = clients.filter_map(|client| client.logout_uris.frontchannel.clone());
        frames.extend(pages.map(|uri| frame(provider, &ended.sid, uri)));
    }
    let owed: Vec<(&str, &Owed)> = ended.iter().map(|ended| (ended.sid.as_str(), &ended.owed)).collect();
    let mut answers = Vec::new();
    for owed in logout_outbox::batches(&owed) {
        for (client_id, settled) in logout_outbox::send(provider, owed).await {
            answers.push((client_id, settled.await.unwrap_or_else(|_| Err("it was not sent".to_owned()))));
        }
    }
    Told { frames, answers }
}

/// Where a client hears that the person of this session has logged out: where it said at the login, else where it registered.
fn hook(provider: &Provider, participants: Option<&Participants>, client: &Client) -> Option<Url> {
    let named = participants.and_then(|known| Url::parse(known.hooks.get(&client.client_id)?).ok());
    named.or_else(|| client.logout_uris.hook.clone()).filter(|_| provider.policy.calls_logout_hooks)
}

/// Front-Channel Logout §2: `iss` and `sid`, both.
fn frame(provider: &Provider, sid: &str, mut uri: Url) -> Url {
    uri.query_pairs_mut().append_pair("iss", &provider.issuer).append_pair("sid", sid);
    uri
}
