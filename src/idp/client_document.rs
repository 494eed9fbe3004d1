//! Clients whose id is the address of their metadata (OAuth Client ID Metadata Document): the document is fetched, judged by the
//! rules of every registration, and known for a while.
//! <https://datatracker.ietf.org/doc/draft-ietf-oauth-client-id-metadata-document/>
//!
//! Only addresses of this machine are asked, and http is taken there too, so that a client can be tried at home: nobody can send
//! this provider anywhere else (SSRF; draft §6.5).

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use http::StatusCode;
use serde_json::{Map, Value};
use tokio::sync::Semaphore;
use url::Url;

use super::{
    World,
    capped::Capped,
    client::Client,
    client_metadata::ClientMetadata,
    oauth_error::{OauthError, Outcome},
    parameters::Parameters,
    received::Received,
};
use crate::{
    jose,
    protocol::{
        address::is_loopback,
        client_auth::{ClientAuthMethod, Proof},
        endpoint_url::{EndpointUrl, Transport},
        exchange::{Endpoint, Request},
        json,
        time::UnixTime,
    },
};

/// How long a document counts as it was fetched, in seconds: a developer changes it now and then.
const FRESH: i64 = 60;

/// How long a client is known by a document that was fetched once, in seconds.
const KNOWN: i64 = 86_400;

/// The most that are known (threat P17).
const CAP: usize = 100;

/// The most that are fetched at a time (threat P17).
const AT_ONCE: usize = 8;

/// How long a document may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The documents that were fetched.
pub struct Documents {
    known: Mutex<Capped<String, Fetched>>,
    at_once: Semaphore,
}

struct Fetched {
    client: Arc<Client>,
    at: UnixTime,
}

/// None yet.
impl Default for Documents {
    fn default() -> Self {
        Self { known: Mutex::new(Capped::new(CAP)), at_once: Semaphore::new(AT_ONCE) }
    }
}

impl Documents {
    /// The client of that document, if it was fetched within the last `seconds`.
    fn fetched(&self, client_id: &str, now: UnixTime, seconds: i64) -> Option<Arc<Client>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let fetched = known.get(client_id).filter(|fetched| (0..seconds).contains(&now.since(fetched.at)))?;
        Some(Arc::clone(&fetched.client))
    }

    /// The client of that document, as far as it is known.
    pub fn client(&self, client_id: &str, now: UnixTime) -> Option<Arc<Client>> {
        self.fetched(client_id, now, KNOWN)
    }

    /// Makes the client of a request to this issuer known. Why it cannot be is told, since nobody else could tell.
    pub async fn learn(&self, world: &dyn World, issuer: &str, named: Named) -> Outcome<()> {
        let Named { client_id, url } = named;
        if self.fetched(&client_id, world.now(), FRESH).is_some() {
            return Ok(());
        }
        if url.as_str().starts_with(&format!("{issuer}/")) {
            return Err(refuse("is an address of this provider itself"));
        }
        let Ok(_permit) = self.at_once.try_acquire() else {
            return Err(OauthError::unavailable("too many metadata documents are fetched just now"));
        };
        let fetched = Fetched { client: Arc::new(fetch(world, &client_id, url).await?), at: world.now() };
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(client_id, fetched);
        Ok(())
    }
}

/// Whether a client id is the address of a document, as the draft wants it (§3): with a path, and without fragment, user and
/// dot segments; here without a query too, and on this machine.
pub fn address(client_id: &str) -> Option<Url> {
    let url = EndpointUrl::parse(client_id, Transport::LoopbackCleartext).ok()?.url().clone();
    let is_document = url.query().is_none() && url.path() != "/" && is_loopback(&url);
    is_document.then_some(url)
}

/// A client whose id is the address of a document.
pub struct Named {
    /// The id.
    pub client_id: String,
    url: Url,
}

/// The client of this kind that a request says it is from: by `client_id`, or by the subject of its assertion.
pub fn named_in(received: &Received) -> Option<Named> {
    let text = if received.body.is_empty() { received.query.as_bytes() } else { &received.body };
    // Most clients are none of this kind, and their requests need not be read twice.
    let may_name =
        |pair: &[u8]| pair.starts_with(b"client_id=http") || pair.starts_with(b"client_assertion=");
    if !text.split(|byte| *byte == b'&').any(may_name) {
        return None;
    }
    let (parameters, _) = Parameters::parse(text);
    let asserted = || {
        let (_, claims) = jose::jws::peek(parameters.get("client_assertion")?)?;
        claims.get("sub")?.as_str().map(str::to_owned)
    };
    let client_id = parameters.get("client_id").map(str::to_owned).or_else(asserted)?;
    let url = address(&client_id)?;
    Some(Named { client_id, url })
}

async fn fetch(world: &dyn World, client_id: &str, url: Url) -> Outcome<Client> {
    let answer = world.fetch(Request::get(Endpoint::ClientDocument, url));
    let answer = tokio::time::timeout(PATIENCE, answer).await;
    let response = match answer {
        Ok(Ok(response)) if response.status == StatusCode::OK => response,
        Ok(Ok(response)) => return Err(refuse(&format!("answers {}, not 200", response.status))),
        Ok(Err(error)) => return Err(refuse(&format!("cannot be read: {}", error.text()))),
        Err(_) => return Err(refuse("does not answer in time")),
    };
    let members = json::object(&response.body).map_err(|_| refuse("is no JSON object"))?;
    of_document(client_id, members)
}

/// The draft's §4: the document is about this id, has no secret, and speaks of no method that needs one.
fn of_document(client_id: &str, mut members: Map<String, Value>) -> Outcome<Client> {
    if members.get("client_id").and_then(Value::as_str) != Some(client_id) {
        return Err(refuse("has another client_id than its address"));
    }
    if ["client_secret", "client_secret_expires_at"].iter().any(|name| members.contains_key(*name)) {
        return Err(refuse("has a client secret, which all can read"));
    }
    members.entry("token_endpoint_auth_method").or_insert(ClientAuthMethod::None.name().into());
    let metadata =
        ClientMetadata::read(&members).map_err(|fault| refuse(&format!("is not right: {}", fault.why)))?;
    if metadata.method().proof() == Proof::Secret {
        return Err(refuse("names a client authentication by a secret, and there is none"));
    }
    metadata.client(client_id, None).map_err(|fault| refuse(&format!("is not right: {}", fault.why)))
}

fn refuse(why: &str) -> OauthError {
    OauthError::client(format!("the metadata document that client_id is the address of {why}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_an_address_of_this_machine_is_asked() {
        // SSRF, C21
        for id in ["http://127.0.0.1:8080/client.json", "https://localhost/a", "http://[::1]:1/a"] {
            assert!(address(id).is_some(), "{id}");
        }
        for id in [
            "app",
            "http://127.0.0.1:8080",
            "http://127.0.0.1:8080/",
            "http://127.0.0.1/a?b=c",
            "http://127.0.0.1/a#b",
            "http://me@127.0.0.1/a",
            "http://127.0.0.1/a/../b",
            "http://127.1/a",
            "https://app.example/client.json",
            "http://10.0.0.1/a",
            "http://169.254.169.254/latest/meta-data",
            "http://localhost.evil.example/a",
            "file:///etc/passwd",
        ] {
            assert!(address(id).is_none(), "{id}");
        }
    }

    #[test]
    fn a_document_is_about_its_own_address_and_has_no_secret() {
        const ID: &str = "http://127.0.0.1:1/client.json";
        let right =
            json!({"client_id": ID, "client_name": "App", "redirect_uris": ["http://127.0.0.1/callback"]});
        let read = |document: Value| {
            let Value::Object(members) = document else { unreachable!() };
            of_document(ID, members)
        };
        let client = read(right.clone()).unwrap();
        assert_eq!(
            (client.client_id.as_str(), client.token_endpoint_auth_method),
            (ID, ClientAuthMethod::None)
        );
        let with = |name: &str, value: Value| {
            let mut document = right.clone();
            document[name] = value;
            read(document).unwrap_err().error
        };
        for (name, value) in [
            ("client_id", json!("http://127.0.0.1:1/client.json/")),
            ("client_id", json!(1)),
            ("client_secret", json!("CANARY")),
            ("client_secret_expires_at", json!(0)),
            ("token_endpoint_auth_method", json!("client_secret_basic")),
            ("token_endpoint_auth_method", json!("client_secret_jwt")),
            ("token_endpoint_auth_method", json!("private_key_jwt")),
            ("redirect_uris", json!(["http://app.example/"])),
            ("redirect_uris", json!([])),
            ("grant_types", json!(["password"])),
        ] {
            assert_eq!(with(name, value), "invalid_client", "{name}");
        }
    }
}
