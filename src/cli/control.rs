//! The control interface of a running `serve`: where it is, and the secret of this start. Both stand in a file of the state
//! directory that only its owner can read.

use std::path::PathBuf;

use http::{HeaderValue, Method, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use super::{
    context::Context,
    dev::{self, StateFile},
    network,
};
use crate::{
    error::{Code, Error, Phase, Result},
    host::{Random as _, files::PrivateDir, random::SystemRandom, resolver::AddressPolicy},
    idp::shape::row::Shape,
    jose::base64url,
    protocol::{
        exchange::{Endpoint, Request},
        json,
    },
    secret::{SecretString, serialize_exposed},
};

/// The file's name in the state directory.
const FILE: &str = "control";
/// The largest one, in bytes.
const LARGEST: usize = 4096;

/// What opens the control interface.
#[derive(Serialize, Deserialize)]
pub struct Control {
    /// What its addresses begin with; empty before it is known.
    origin: String,
    /// The secret of this start.
    #[serde(serialize_with = "serialize_exposed")]
    pub secret: SecretString,
}

impl Control {
    /// One for a new start.
    pub fn made() -> Self {
        let mut secret = [0; 32];
        SystemRandom.fill(&mut secret);
        Self { origin: String::new(), secret: base64url::encode(secret).into() }
    }

    /// Keeps it where the person's other commands find it; its file.
    pub fn keep(self, directory: &PrivateDir, origin: &str) -> Result<PathBuf> {
        let kept = Self { origin: origin.to_owned(), ..self };
        let text = serde_json::to_string(&kept).map_err(|_| Code::InternalError.error())?;
        directory.replace(FILE, text.as_bytes()).map_err(dev::failed)?;
        Ok(directory.path().join(FILE))
    }

    /// That of the provider that runs with this state, or ran last.
    pub fn of_running(context: &Context, shape: Option<&Shape>) -> Result<Self> {
        let kept = StateFile::directory(context, shape)?.read(FILE, LARGEST)?;
        kept.and_then(|text| serde_json::from_slice(&text).ok()).ok_or_else(not_running)
    }

    /// Asks it; a JSON object.
    pub async fn ask(&self, context: &Context, method: Method, path: &[&str]) -> Result<Map<String, Value>> {
        let mut url = Url::parse(&self.origin).map_err(|_| not_running())?;
        url.path_segments_mut().map_err(|()| not_running())?.extend(path);
        let mut bearer = HeaderValue::try_from(format!("Bearer {}", self.secret.expose()))
            .map_err(|_| Code::InternalError.error())?;
        bearer.set_sensitive(true);
        let mut request = Request::get(Endpoint::Dev, url).header(header::AUTHORIZATION, bearer);
        request.method = method;
        let global = &context.global;
        let host = network::reach(context, global.ca_file.as_deref(), None, AddressPolicy::Near, None)?;
        let response = host.http.send(request).await.map_err(|error| match error.code() {
            Code::ConnectionFailed => not_running(),
            _ => error,
        })?;
        let document = json::object(&response.body).unwrap_or_default();
        match response.status {
            status if status.is_success() => Ok(document),
            // of an earlier start, or of another program that has its port now
            StatusCode::UNAUTHORIZED => Err(not_running()),
            status => {
                let why = document.get("error_description").and_then(Value::as_str).unwrap_or_default();
                let error = Code::ControlRefused.error().phase(Phase::Provider).got(status.to_string());
                Err(if why.is_empty() { error } else { error.message(crate::untrusted::sanitize(why)) })
            }
        }
    }
}

fn not_running() -> Error {
    Code::ProviderNotRunning.error().phase(Phase::Provider)
}
