//! Subjects that a client wants to hear of besides the people who have signed in to it, or does not want to (SSF §8.1.3). The
//! answer is the same for a person who is not known here, so that nobody can ask who is (SSF §9.1).

use http::StatusCode;
use serde_json::Value;

use crate::{
    idp::{
        oauth_error::{OauthError, Outcome},
        provider::Provider,
        received::Received,
        reply::Reply,
        ssf::manager::{self, Manager},
        state::{Change, Stream, StreamChange},
    },
    protocol::subject_identifier,
};

/// The most subjects that a stream names, of either kind, and how long one may be, in bytes (threat P17).
const MOST: usize = 100;
const LONGEST: usize = 1024;

/// Adds one.
pub async fn add(provider: &Provider, received: &Received) -> Reply {
    manager::answer(provider, received, false, |manager| async move {
        name(&manager, received, |stream| (&mut stream.added, &mut stream.removed))?;
        Ok(Reply::empty(StatusCode::OK))
    })
    .await
}

/// Removes one.
pub async fn remove(provider: &Provider, received: &Received) -> Reply {
    manager::answer(provider, received, false, |manager| async move {
        name(&manager, received, |stream| (&mut stream.removed, &mut stream.added))?;
        Ok(Reply::empty(StatusCode::NO_CONTENT))
    })
    .await
}

/// From one list to the other.
fn name(
    manager: &Manager<'_>,
    received: &Received,
    lists: impl FnOnce(&mut Stream) -> (&mut Vec<Value>, &mut Vec<Value>),
) -> Outcome<()> {
    let members = manager::body(received)?;
    let id = manager::text(&members, "stream_id")?;
    let subject = members.get("subject").ok_or_else(|| wrong("it is missing"))?;
    subject_identifier::judged(subject).map_err(|why| wrong(&why))?;
    if subject.to_string().len() > LONGEST {
        return Err(wrong("it is too long"));
    }
    if members.get("verified").is_some_and(|verified| !verified.is_boolean()) {
        return Err(OauthError::request("verified is true or false (SSF section 8.1.3.2)"));
    }
    manager.provider.commit(|state| {
        let decided = manager.stream(state, id).and_then(|known| {
            let mut stream = known.stream.clone();
            let (to, from) = lists(&mut stream);
            from.retain(|known| known != subject);
            match to.contains(subject) {
                true => {}
                false if to.len() < MOST => to.push(subject.clone()),
                false => return Err(full()),
            }
            Ok(Change::Stream { id: id.to_owned(), what: StreamChange::Kept(stream) })
        });
        match decided {
            Ok(change) => (Ok(()), vec![change]),
            Err(error) => (Err(error), Vec::new()),
        }
    })?
}

fn wrong(why: &str) -> OauthError {
    OauthError::request(format!("subject cannot be taken: {why} (RFC 9493 section 3)"))
}

fn full() -> OauthError {
    let why = format!("a stream names {MOST} subjects at most");
    OauthError { status: StatusCode::FORBIDDEN, ..OauthError::new("access_denied", why) }
}
