//! Authorization requests that clients have pushed, each until a browser comes with its name (RFC 9126). They are short-lived, so
//! they are kept in memory only.

use std::sync::{Mutex, PoisonError};

use super::{capped::Capped, parameters::Parameters};
use crate::protocol::time::UnixTime;

/// How the name of a pushed request begins (RFC 9126 §2.2).
const URN: &str = "urn:ietf:params:oauth:request_uri:";

/// How long one is kept, in seconds (RFC 9126 §2.2).
pub const LIFETIME: i64 = 60;

/// The pushed requests, by their names.
pub struct Pushed(Mutex<Capped<String, Entry>>);

struct Entry {
    /// The parameters as JSON: many small ones take no more room than a large one.
    parameters: Box<[u8]>,
    expires_at: UnixTime,
}

impl Pushed {
    /// None yet, and room for so many.
    pub fn within(cap: usize) -> Self {
        Self(Mutex::new(Capped::new(cap)))
    }

    /// Whether that is the name of a pushed request, and not of something else.
    pub fn is_name(request_uri: &str) -> bool {
        request_uri.starts_with(URN)
    }

    /// Keeps a request under a name that ends with `random`, so that nobody can guess it (RFC 9126 §7.1).
    pub fn keep(&self, random: &str, parameters: &Parameters, now: UnixTime) -> String {
        let name = format!("{URN}{random}");
        let parameters = serde_json::to_vec(parameters).expect("lists of text are JSON").into();
        let entry = Entry { parameters, expires_at: now.plus(LIFETIME) };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.clone(), entry);
        name
    }

    /// The request of that name, once (RFC 9126 §7.3), if the client that pushed it comes in time (§2.2, threat P13).
    pub fn take(&self, name: &str, client_id: &str, now: UnixTime) -> Option<Parameters> {
        let entry = self.0.lock().unwrap_or_else(PoisonError::into_inner).take(name)?;
        let parameters: Parameters = serde_json::from_slice(&entry.parameters).ok()?;
        let is_meant = entry.expires_at > now && parameters.get("client_id") == Some(client_id);
        is_meant.then_some(parameters)
    }
}
