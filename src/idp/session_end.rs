//! The end of a session, and who hears of it: every client that had tokens in it, by a logout token (Back-Channel Logout §2.5)
//! or by a page that the browser loads (Front-Channel Logout §2).

use url::{Url, form_urlencoded};

use super::{
    client::Client,
    delivery::Kind,
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
}

impl Ended {
    /// The session of that name, if there is one.
    pub fn of(state: &State, sid: &str) -> Option<Self> {
        let participants = state.participants.get(sid);
        let in_browser = state.sessions.iter().map(|(_, session)| session).find(|session| session.sid == sid);
        let sub = in_browser.map(|session| &session.sub).or(participants.map(|known| &known.sub))?;
        let clients = participants.map(|known| known.clients.iter().cloned().collect()).unwrap_or_default();
        Some(Self { sid: sid.to_owned(), sub: sub.clone(), clients })
    }

    /// What makes it part of the state.
    pub fn change(&self) -> Change {
        Change::SessionEnded { sid: self.sid.clone() }
    }
}

/// Ends the session of that name, if there is one: of many who want to end it one does, and tells the clients.
pub async fn end(provider: &Provider, sid: &str) -> Outcome<Vec<Url>> {
    let ended = provider.commit(|state| {
        let ended = Ended::of(state, sid);
        let changes = ended.iter().map(Ended::change).collect();
        (ended, changes)
    })?;
    match ended {
        Some(ended) => Ok(tell(provider, &ended).await),
        None => Ok(Vec::new()),
    }
}

/// Tells the clients, and gives what the browser has to load. Waits for their answers, so that whoever is sent back to a
/// client is signed out there; each has a few seconds at most.
pub async fn tell(provider: &Provider, ended: &Ended) -> Vec<Url> {
    let (mut frames, mut sent) = (Vec::new(), Vec::new());
    for client in ended.clients.iter().filter_map(|client_id| provider.client(client_id)) {
        frames.extend(client.logout_uris.frontchannel.clone().map(|uri| frame(provider, ended, uri)));
        // Why there is no token stands in the log; the others hear of it all the same.
        if let Ok(Some(notice)) = notice(provider, ended, &client).await {
            sent.push(provider.notices.send(&provider.world, Kind::Logout, &client.client_id, notice));
        }
    }
    for delivery in sent {
        // One that panicked has told nobody, and there is nothing more to do for it.
        let _ = delivery.await;
    }
    frames
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
