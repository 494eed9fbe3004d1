//! Subjects that a client wants to hear of besides the people who have signed in to it, or does not want to (SSF §8.1.3). The
//! answer is the same for a person who is not known here, so that nobody can ask who is (SSF §9.1).

use crate::{
    idp::{
        oauth_error::{OauthError, Outcome},
        provider::Provider,
        received::Received,
        reply::Reply,
        ssf::manager::{self, Manager},
        state::{Change, StreamChange},
    },
    protocol::subject_identifier,
};
use http::StatusCode;

/// How long a subject may be, in bytes (threat P17).
const LONGEST: usize = 512;

/// Adds one.
pub async fn add(provider: &Provider, received: &Received) -> Reply {
    manager::answer(provider, received, false, |manager| async move {
        name(&manager, received, true)?;
        Ok(Reply::empty(StatusCode::OK))
    })
    .await
}

/// Removes one.
pub async fn remove(provider: &Provider, received: &Received) -> Reply {
    manager::answer(provider, received, false, |manager| async move {
        name(&manager, received, false)?;
        Ok(Reply::empty(StatusCode::NO_CONTENT))
    })
    .await
}

fn name(manager: &Manager<'_>, received: &Received, is_wanted: bool) -> Outcome<()> {
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
    manager.provider.commit(|state| match manager.stream(state, id) {
        Ok(known) if known.may_name(subject, is_wanted) => {
            let what = StreamChange::Named { subject: subject.clone(), is_wanted };
            (Ok(()), vec![Change::Stream { id: id.to_owned(), what }])
        }
        Ok(_) => (Err(full()), Vec::new()),
        Err(error) => (Err(error), Vec::new()),
    })?
}

fn wrong(why: &str) -> OauthError {
    OauthError::request(format!("subject cannot be taken: {why} (RFC 9493 section 3)"))
}

fn full() -> OauthError {
    let why = "the stream names as many subjects as it may";
    OauthError { status: StatusCode::FORBIDDEN, ..OauthError::new("access_denied", why) }
}
