//! The provider that is checked: how it is reached.

use std::sync::Arc;

use url::Url;

use crate::{
    check::trace::{Actor, Trace},
    error::Result,
    host::Http,
    protocol::{
        exchange::{Endpoint, Request, Response},
        issuer::Issuer,
    },
};

/// What the cases work with.
pub struct Stage {
    /// The provider.
    pub issuer: Issuer,
    /// The way to it.
    pub http: Arc<dyn Http>,
}

impl Stage {
    /// Asks for a document.
    ///
    /// # Errors
    /// What kept an answer from coming.
    pub async fn get(&self, endpoint: Endpoint, url: Url, trace: &Trace) -> Result<Response> {
        trace.request(Actor::Checker, Actor::Provider, format!("GET {}", url.path()));
        let answered = self.http.send(Request::get(endpoint, url)).await;
        let text = match &answered {
            Ok(response) => response.status.as_str().to_owned(),
            Err(error) => error.to_string(),
        };
        trace.answer(Actor::Provider, Actor::Checker, text);
        answered
    }
}
