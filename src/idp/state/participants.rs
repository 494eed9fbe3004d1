//! Who took part in a session: the clients that hear of its end.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::session::Session;
use crate::protocol::time::UnixTime;

/// The most clients of one session that are remembered (threat P17).
const MOST: usize = 64;

/// The clients that had tokens in a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participants {
    /// Who was signed in.
    pub sub: String,
    /// The clients.
    pub clients: BTreeSet<String>,
    /// The logout hooks that clients named at this login, instead of the one that they registered.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hooks: BTreeMap<String, String>,
    /// When the session ends by itself, of which nobody is told.
    pub expires_at: UnixTime,
}

impl Participants {
    /// Nobody, in this session.
    pub fn of(session: &Session) -> Self {
        Self {
            sub: session.sub.clone(),
            clients: BTreeSet::new(),
            hooks: BTreeMap::new(),
            expires_at: session.expires_at,
        }
    }

    /// The session goes on: whoever signs in anew in it prolongs it.
    pub fn last_as_long_as(&mut self, session: &Session) {
        self.expires_at = self.expires_at.max(session.expires_at);
    }

    /// One more, in the session as it was then.
    pub fn add(&mut self, client_id: &str, session: &Session) {
        self.last_as_long_as(session);
        if self.clients.len() < MOST {
            self.clients.insert(client_id.to_owned());
        }
    }

    /// From now on the client hears of the end there.
    pub fn name_hook(&mut self, client_id: String, hook: String) {
        if self.clients.contains(&client_id) {
            self.hooks.insert(client_id, hook);
        }
    }
}
