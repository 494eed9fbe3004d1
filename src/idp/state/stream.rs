//! Event streams: what a client wants to hear of, how, and what it has yet to hear, kept until it was told (threat W14).
//! <https://openid.net/specs/openid-sharedsignals-framework-1_0.html#section-8>

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    protocol::time::UnixTime,
    secret::{SecretString, serialize_exposed_option},
};

/// The most streams (threat P17).
pub const STREAMS: usize = 100;

/// The most streams of one client (threat P17).
pub const OF_CLIENT: usize = 8;

/// The most events that wait in one stream (threat P17).
pub const HELD: usize = 256;

/// The most subjects that a stream names, of either kind (threat P17).
const SUBJECTS: usize = 100;

/// How long an event waits to be heard of, in seconds.
const HELD_FOR_S: i64 = 7 * 86_400;

/// Whether events go out (SSF §8.1.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// They do.
    Enabled,
    /// They wait.
    Paused,
    /// There are none.
    Disabled,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Enabled, Self::Paused, Self::Disabled];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Enabled => "enabled",
            Self::Paused => "paused",
            Self::Disabled => "disabled",
        }
    }
}

/// How a client hears of events (SSF §6.1).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// They are posted there, on this machine (threat W9).
    Push {
        /// Where.
        endpoint_url: String,
        /// The header that the receiver knows the sender by.
        #[serde(
            default,
            serialize_with = "serialize_exposed_option",
            skip_serializing_if = "Option::is_none"
        )]
        authorization_header: Option<SecretString>,
    },
    /// It fetches them.
    Poll,
}

/// One stream, as its client has configured it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Stream {
    /// Whose it is: nobody else sees or changes it.
    pub client_id: String,
    /// How events are delivered.
    pub delivery: Delivery,
    /// The URIs of the events that it wants; every one that there is, if it has not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events_requested: Option<Vec<String>>,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether events go out.
    pub status: Status,
    /// Why it is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// An event that a client has yet to hear of. Sent again, it is the same token: a receiver knows it by its `jti`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// Its name.
    pub jti: String,
    /// When it was made.
    pub iat: UnixTime,
    /// What it came of.
    pub txn: String,
    /// What has happened: the event's URI.
    pub event: String,
    /// Whom it is about.
    pub sub_id: Value,
    /// What is said of it.
    pub members: Value,
}

/// A change of one stream.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreamChange {
    /// It was made, or changed.
    Kept(Stream),
    /// Its client has deleted it.
    Removed,
    /// Its client does or does not want to hear of that subject.
    Named {
        /// Whom.
        subject: Value,
        /// Whether it wants to.
        is_wanted: bool,
    },
    /// There is something to hear of.
    Held(Held),
    /// These events were heard of, or never will be.
    Settled(Vec<String>),
}

/// A stream with what waits in it, oldest first.
#[derive(Debug)]
pub struct Waiting {
    /// As its client has configured it.
    pub stream: Stream,
    /// The subjects that it wants to hear of, besides the people who have signed in to it.
    pub added: Vec<Value>,
    /// The subjects that it does not want to hear of.
    pub removed: Vec<Value>,
    /// What it has yet to hear.
    pub held: VecDeque<Held>,
}

impl Waiting {
    /// A new one.
    fn of(stream: Stream) -> Self {
        Self { stream, added: Vec::new(), removed: Vec::new(), held: VecDeque::new() }
    }

    /// Whether it has room for one subject more, of either kind (threat P17).
    pub fn may_name(&self, subject: &Value, is_wanted: bool) -> bool {
        let list = if is_wanted { &self.added } else { &self.removed };
        list.len() < SUBJECTS || list.contains(subject)
    }

    fn name(&mut self, subject: Value, is_wanted: bool) {
        let may_name = self.may_name(&subject, is_wanted);
        let (to, from) = match is_wanted {
            true => (&mut self.added, &mut self.removed),
            false => (&mut self.removed, &mut self.added),
        };
        from.retain(|known| *known != subject);
        if may_name && !to.contains(&subject) {
            to.push(subject);
        }
    }
}

/// Every stream, by its id.
#[derive(Debug, Default)]
pub struct Streams(BTreeMap<String, Waiting>);

impl Streams {
    /// Takes one change in. What nobody refused in time does not grow past its cap either (threat P17).
    pub fn apply(&mut self, id: String, change: StreamChange) {
        let has_room = self.0.len() < STREAMS;
        match (self.0.get_mut(&id), change) {
            (Some(known), StreamChange::Kept(stream)) => {
                known.stream = stream;
                // SSF §8.1.2.1: nothing is held for later
                if known.stream.status == Status::Disabled {
                    known.held.clear();
                }
            }
            (None, StreamChange::Kept(stream)) if has_room => {
                self.0.insert(id, Waiting::of(stream));
            }
            (Some(known), StreamChange::Named { subject, is_wanted }) => known.name(subject, is_wanted),
            (Some(_), StreamChange::Removed) => drop(self.0.remove(&id)),
            // one more, since a stream that is full hears of that
            (Some(known), StreamChange::Held(event)) if known.held.len() <= HELD => {
                known.held.push_back(event)
            }
            (Some(known), StreamChange::Settled(names)) => {
                known.held.retain(|event| !names.contains(&event.jti))
            }
            _ => {}
        }
    }

    /// The stream of that id.
    pub fn get(&self, id: &str) -> Option<&Waiting> {
        self.0.get(id)
    }

    /// All of them, by their ids.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Waiting)> {
        self.0.iter().map(|(id, known)| (id.as_str(), known))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many lines they need in a journal.
    pub fn lines(&self) -> usize {
        self.0.values().map(|known| 1 + known.added.len() + known.removed.len() + known.held.len()).sum()
    }

    /// Those of that client end with it.
    pub fn remove_client(&mut self, client_id: &str) {
        self.0.retain(|_, known| known.stream.client_id != client_id);
    }

    /// Forgets events that are of no use to anybody any more.
    pub fn forget(&mut self, now: UnixTime) {
        self.0.values_mut().for_each(|known| known.held.retain(|event| event.iat.plus(HELD_FOR_S) > now));
    }

    /// The fewest changes that lead here.
    pub fn snapshot(&self) -> impl Iterator<Item = (String, StreamChange)> {
        self.0.iter().flat_map(|(id, known)| {
            let held = known.held.iter().cloned().map(StreamChange::Held);
            let named =
                |subject: &Value, is_wanted| StreamChange::Named { subject: subject.clone(), is_wanted };
            let added = known.added.iter().map(move |subject| named(subject, true));
            let removed = known.removed.iter().map(move |subject| named(subject, false));
            std::iter::once(StreamChange::Kept(known.stream.clone()))
                .chain(added)
                .chain(removed)
                .chain(held)
                .map(|change| (id.clone(), change))
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn stream(client_id: &str, status: Status) -> StreamChange {
        StreamChange::Kept(Stream {
            client_id: client_id.into(),
            delivery: Delivery::Poll,
            events_requested: None,
            description: None,
            status,
            reason: None,
        })
    }

    fn held(number: usize) -> StreamChange {
        let (jti, txn, event) = (number.to_string(), String::new(), String::new());
        StreamChange::Held(Held { jti, iat: UnixTime(0), txn, event, sub_id: json!({}), members: json!({}) })
    }

    #[test]
    fn nothing_grows_past_its_cap_and_what_is_kept_is_the_oldest() {
        // P17
        let mut streams = Streams::default();
        (0..2 * STREAMS).for_each(|number| streams.apply(number.to_string(), stream("app", Status::Enabled)));
        assert_eq!(streams.len(), STREAMS);
        (0..2 * HELD).for_each(|number| streams.apply("0".into(), held(number)));
        assert_eq!(streams.get("0").unwrap().held.len(), HELD + 1);
        assert_eq!(streams.get("0").unwrap().held[0].jti, "0");
        assert_eq!(streams.lines(), STREAMS + HELD + 1);
    }

    #[test]
    fn a_snapshot_leads_to_the_same_and_what_is_settled_or_old_or_disabled_is_gone() {
        let mut streams = Streams::default();
        streams.apply("s".into(), stream("app", Status::Enabled));
        streams.apply("t".into(), stream("other", Status::Paused));
        (0..3).for_each(|number| streams.apply("s".into(), held(number)));
        let named = |id: &str, is_wanted| StreamChange::Named { subject: json!({"id": id}), is_wanted };
        [("a", true), ("b", true), ("a", false), ("c", false)]
            .into_iter()
            .for_each(|(id, is_wanted)| streams.apply("s".into(), named(id, is_wanted)));
        streams.apply("s".into(), StreamChange::Settled(vec!["1".into(), "unknown".into()]));
        let mut again = Streams::default();
        for (id, change) in streams.snapshot() {
            let line = serde_json::to_string(&change).unwrap();
            again.apply(id, serde_json::from_str(&line).unwrap());
        }
        let names = |streams: &Streams| {
            streams.get("s").unwrap().held.iter().map(|event| event.jti.clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(&again), ["0", "2"]);
        let known = again.get("s").unwrap();
        assert_eq!(
            (&known.added, &known.removed),
            (&vec![json!({"id": "b"})], &vec![json!({"id": "a"}), json!({"id": "c"})])
        );
        again.forget(UnixTime(HELD_FOR_S - 1));
        assert_eq!(names(&again).len(), 2);
        again.apply("s".into(), stream("app", Status::Disabled));
        assert_eq!(names(&again).len(), 0);
        streams.forget(UnixTime(HELD_FOR_S));
        assert_eq!(names(&streams).len(), 0);
        streams.remove_client("other");
        assert_eq!(streams.iter().map(|(id, _)| id).collect::<Vec<_>>(), ["s"]);
    }
}
