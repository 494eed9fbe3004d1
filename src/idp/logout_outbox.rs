//! What clients have yet to hear of the end of a session: sent when it ends, and where a crash came between at the next start
//! (threat W14). Whoever was told, and could not say so any more, hears of it twice, by a token of another `jti` (threat W11).

use std::sync::Arc;

use tokio::task::JoinHandle;
use url::{Url, form_urlencoded};

use super::{
    client::Client,
    delivery::{self, Kind},
    logout_hook,
    notice::Notice,
    oauth_error::Outcome,
    provider::Provider,
    state::{Change, Owed},
};
use crate::jose::logout_token::{LogoutToken, TYP};

/// A message on its way: to which client, and what becomes of it.
pub type Sent = (String, JoinHandle<Result<(), String>>);

/// How many messages of many sessions are on their way together: as many as are sent at a time, so that none of them waits in
/// vain for its turn and counts as told.
const TOGETHER: usize = delivery::AT_A_TIME;

/// Sessions in order, as many together as their messages can be.
pub fn batches<'a, 'o>(owed: &'a [(&'o str, &'o Owed)]) -> impl Iterator<Item = &'a [(&'o str, &'o Owed)]> {
    let messages = |(_, owed): &(&str, &Owed)| owed.tokens.len() + owed.hooks.len();
    let mut together = owed.first().map_or(0, messages);
    owed.chunk_by(move |_, next| {
        let fits = together + messages(next) <= TOGETHER;
        together = messages(next) + if fits { together } else { 0 };
        fits
    })
}

/// Sends what is owed to the clients of these sessions, each to all before hooks are called.
pub async fn send(provider: &Provider, owed: &[(&str, &Owed)]) -> Vec<Sent> {
    let mut sent = Vec::new();
    for (sid, owed) in owed {
        for client_id in &owed.tokens {
            // Why there is no token stands in the log; the others hear of it all the same, and this one after the next start.
            let Ok(notice) = token_for(provider, (sid, &owed.sub), client_id).await else { continue };
            sent.push(deliver(provider, (sid, client_id, Kind::Logout), notice));
        }
    }
    for (sid, owed) in owed {
        for (client_id, hook) in &owed.hooks {
            let hook = Url::parse(hook).ok();
            let notice = hook.map(|hook| logout_hook::notice(provider, hook, client_id, &owed.sub));
            sent.push(deliver(provider, (sid, client_id, Kind::LogoutHook), notice));
        }
    }
    sent.into_iter().flatten().collect()
}

/// Who has yet to hear of which ends.
pub fn owed(provider: &Provider) -> Vec<(String, Owed)> {
    provider.store.read(|state| state.owed.iter().map(|(sid, owed)| (sid.clone(), owed.clone())).collect())
}

/// Sends what was owed when the provider ended. It was found before anybody could ask for anything: whoever ends a session from
/// then on tells of it.
pub async fn resume(provider: &Provider, owed: &[(String, Owed)]) {
    // One session after the other: all at once would be more than may wait, and what finds no room counts as told.
    for (sid, owed) in owed {
        for (_, settled) in send(provider, &[(sid, owed)]).await {
            // why it was not taken stands in the log
            let _ = settled.await;
        }
    }
}

/// Sends one message, if there still is one to send. What went out is remembered as told whether it was taken or not, since
/// neither standard has the sender try again. It goes on when nobody waits for it any more.
fn deliver(
    provider: &Provider,
    (sid, client_id, kind): (&str, &str, Kind),
    notice: Option<Notice>,
) -> Option<Sent> {
    let by_hook = kind == Kind::LogoutHook;
    let told = Change::LogoutTold { sid: sid.to_owned(), client_id: client_id.to_owned(), by_hook };
    let delivery = notice.map(|notice| provider.notices.send(&provider.world, kind, client_id, notice));
    let (store, world) = (Arc::clone(&provider.store), Arc::clone(&provider.world));
    let is_sent = delivery.is_some();
    let settled = tokio::spawn(async move {
        let outcome = match delivery {
            // One that panicked has told nobody, and there is nothing more to do for it.
            Some(delivery) => delivery.await.unwrap_or_else(|_| Err("it was not sent".to_owned())),
            None => Ok(()),
        };
        if let Err(error) = store.commit(world.now(), |_| ((), vec![told])) {
            world.note(&error.to_string());
        }
        outcome
    });
    is_sent.then(|| (client_id.to_owned(), settled))
}

/// Back-Channel Logout §2.5: a form with the token, for a client that still is there and wants one.
async fn token_for(
    provider: &Provider,
    (sid, sub): (&str, &str),
    client_id: &str,
) -> Outcome<Option<Notice>> {
    let Some(client) = provider.client(client_id) else { return Ok(None) };
    let Some(url) = client.logout_uris.backchannel.clone() else { return Ok(None) };
    let token = signed(provider, (sid, sub), &client).await?;
    let body = form_urlencoded::Serializer::new(String::new()).append_pair("logout_token", &token).finish();
    let media_type = "application/x-www-form-urlencoded";
    Ok(Some(Notice { url, authorization: None, media_type, accept: None, body: body.into() }))
}

async fn signed(provider: &Provider, (sid, sub): (&str, &str), client: &Client) -> Outcome<String> {
    let (jti, iat) = (provider.random(16), provider.now());
    let token = LogoutToken { iss: &provider.issuer, aud: &client.client_id, sub, sid, jti: &jti, iat };
    // §2.4: signed as the client's ID tokens are
    provider.sign(client.id_token_signed_response_alg, Some(TYP), &token.claims()).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::time::UnixTime;

    #[test]
    fn every_session_is_in_one_batch_and_none_has_more_messages_than_are_sent_at_a_time_if_it_can_be() {
        // W13
        let of = |clients: usize| Owed {
            sub: "alice".into(),
            tokens: (0..clients).map(|number| number.to_string()).collect(),
            hooks: Default::default(),
            forget_at: UnixTime(0),
        };
        let sizes = [16, 1, 0, 15, 1, 40, 2, 2];
        let all: Vec<Owed> = sizes.into_iter().map(of).collect();
        let owed: Vec<(&str, &Owed)> = all.iter().map(|owed| ("s", owed)).collect();
        let batches: Vec<Vec<usize>> =
            batches(&owed).map(|some| some.iter().map(|(_, owed)| owed.tokens.len()).collect()).collect();
        assert_eq!(batches, [vec![16], vec![1, 0, 15], vec![1], vec![40], vec![2, 2]]);
    }
}
