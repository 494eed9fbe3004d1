//! Who hears of what happens: an event for every stream that is to have it.

use serde_json::{Value, json};

use super::{
    configuration::delivered,
    happening::{Happening, STREAM_UPDATED, VERIFICATION},
};
use crate::{
    idp::{
        oauth_error::Outcome,
        provider::Provider,
        state::{Change, HELD, Held, State, Status, Stream, StreamChange, Waiting},
    },
    protocol::subject_identifier::{self, iss_sub, opaque},
};

/// Puts what has happened into the streams. What is decided together with it takes [`changes`] instead, and rings afterwards.
pub fn emit(provider: &Provider, happening: &Happening) -> Outcome<()> {
    provider.commit(|state| ((), changes(provider, state, std::slice::from_ref(happening))))?;
    provider.wake.ring();
    Ok(())
}

/// What these happenings change: they wait in every stream that is to have them. A part of the decision that makes them happen,
/// by the state before it.
pub fn changes(provider: &Provider, state: &State, happenings: &[Happening]) -> Vec<Change> {
    if state.streams.is_empty() {
        return Vec::new();
    }
    let occasions: Vec<String> = happenings.iter().map(|_| provider.random(16)).collect();
    let mut changes = Vec::new();
    for (id, known) in state.streams.iter() {
        let mut room = HELD.saturating_sub(known.held.len());
        let told = happenings.iter().zip(&occasions).filter(|(it, _)| hears_of(provider, state, known, it));
        for (happening, txn) in told {
            if room == 0 {
                changes.extend(paused(provider, id, known));
                break;
            }
            room -= 1;
            let subject = happening.subject(&provider.issuer);
            let event = Held {
                txn: txn.clone(),
                ..event(provider, happening.event(), subject, happening.members(provider.now()))
            };
            changes.push(Change::Stream { id: id.to_owned(), what: StreamChange::Held(event) });
        }
    }
    changes
}

/// A stream has no room: it hears of that, and then of nothing until its client has caught up (SSF §8.1.2, threat P17). What
/// happens in the meantime is lost to it, as it may be.
fn paused(provider: &Provider, id: &str, known: &Waiting) -> Vec<Change> {
    if known.stream.status != Status::Enabled {
        return Vec::new();
    }
    let reason = format!("{HELD} events wait: fetch or take them, and enable the stream again");
    let members = json!({"status": Status::Paused.name(), "reason": reason});
    let stream = Stream { status: Status::Paused, reason: Some(reason), ..known.stream.clone() };
    let told = event(provider, STREAM_UPDATED, opaque(id), members);
    let change = |what| Change::Stream { id: id.to_owned(), what };
    vec![change(StreamChange::Kept(stream)), change(StreamChange::Held(told))]
}

/// An event of its own occasion.
fn event(provider: &Provider, event: &str, sub_id: Value, members: Value) -> Held {
    Held {
        jti: provider.random(16),
        iat: provider.now(),
        txn: provider.random(16),
        event: event.to_owned(),
        sub_id,
        members,
    }
}

/// What shows that a stream works, with what its client wants to have repeated (SSF §8.1.4.1).
pub fn verification(provider: &Provider, id: &str, state: Option<&str>) -> Change {
    let members = state.map_or_else(|| json!({}), |state| json!({"state": state}));
    let event = event(provider, VERIFICATION, opaque(id), members);
    Change::Stream { id: id.to_owned(), what: StreamChange::Held(event) }
}

/// Whether a stream is to have it: its client is still here and wants such events, about people who have signed in to it, or
/// whom it has named. Nobody hears of people who have nothing to do with them (SSF §10.1).
fn hears_of(provider: &Provider, state: &State, known: &Waiting, happening: &Happening) -> bool {
    let stream = &known.stream;
    let client_id = stream.client_id.as_str();
    if stream.status == Status::Disabled || !delivered(stream).contains(&happening.event()) {
        return false;
    }
    let means = |subject: &Value| is_meant(provider, subject, happening);
    let is_wanted = knows(state, client_id, happening) || known.added.iter().any(means);
    is_wanted && !known.removed.iter().any(means) && provider.client_in(state, client_id).is_some()
}

/// Whether the client had anything to do with it.
fn knows(state: &State, client_id: &str, happening: &Happening) -> bool {
    if let Happening::SessionEnded { clients, .. } = happening {
        return clients.iter().any(|known| known == client_id);
    }
    let sub = happening.sub();
    state.grants.iter().any(|(_, grant)| grant.client_id == client_id && grant.session.sub == sub)
        || state.participants.iter().any(|(_, known)| known.sub == sub && known.clients.contains(client_id))
        || state.consents.get(&(sub.to_owned(), client_id.to_owned())).is_some()
}

/// Whether a client that names this subject means whom it has happened to: by one of their names, or by the session.
fn is_meant(provider: &Provider, named: &Value, happening: &Happening) -> bool {
    let subject = happening.subject(&provider.issuer);
    let is_name = |name: &Value| is_name_of(provider, name, happening.sub());
    if named["format"] != "complex" {
        return is_name(named) || named == &subject["session"];
    }
    // the person under the name that the event has for them
    let mut named = named.clone();
    let is_them = named.get("user").is_some_and(is_name);
    if is_them {
        named["user"] = iss_sub(&provider.issuer, happening.sub());
    }
    let whole = match subject["format"] == "complex" {
        true => subject,
        false => json!({"format": "complex", "user": subject}),
    };
    // SSF §8.1.3.1 has a subject without a person match everybody; here it has to say something of this one
    let is_about = is_them || named.get("session").is_some() && named.get("session") == whole.get("session");
    is_about && subject_identifier::matches(&named, &whole)
}

fn is_name_of(provider: &Provider, name: &Value, sub: &str) -> bool {
    if *name == iss_sub(&provider.issuer, sub) {
        return true;
    }
    // who was disabled has the name that they had, when they are enabled again or deleted
    let user = provider.user_or_former(sub);
    let known = |member: &str| name.get(member).and_then(Value::as_str);
    match (name["format"].as_str(), user) {
        (Some("email"), Some(user)) => user.email.is_some() && user.email.as_deref() == known("email"),
        (Some("phone_number"), Some(user)) => {
            user.phone.is_some() && user.phone.as_deref() == known("phone_number")
        }
        (Some("aliases"), _) => {
            let names = name.get("identifiers").and_then(Value::as_array);
            names.is_some_and(|names| names.iter().any(|name| is_name_of(provider, name, sub)))
        }
        _ => false,
    }
}
