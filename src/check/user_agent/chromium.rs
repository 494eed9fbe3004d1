//! The browser that runs scripts for those that are played here: each page in a tab of its own, with what the player keeps.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::{Value, json};
use url::Url;

use super::{devtools::Conversation, script_run::WebStorage, tab::Tab};
use crate::{
    error::Result,
    host::{Clock, DevTools},
};

/// It, and what is known of the places that pages ask.
pub struct Chromium {
    conversation: Arc<Conversation>,
    refused: Mutex<BTreeSet<String>>,
}

impl Chromium {
    /// That can be spoken to by this.
    pub fn with(devtools: Box<dyn DevTools>, clock: Arc<dyn Clock>) -> Self {
        Self { conversation: Arc::new(Conversation::with(devtools, clock)), refused: Mutex::default() }
    }

    /// Waits until it is ready; what it says it is.
    ///
    /// # Errors
    /// [`Code::ChromiumFailed`](crate::error::Code::ChromiumFailed).
    pub async fn ready(&self) -> Result<String> {
        let version = self.conversation.ask(None, "Browser.getVersion", &json!({})).await?;
        Ok(version["product"].as_str().unwrap_or_default().to_owned())
    }

    /// A tab for a page of that origin.
    ///
    /// # Errors
    /// [`Code::ChromiumFailed`](crate::error::Code::ChromiumFailed).
    pub(super) async fn tab(&self, cookies: &[Value], kept: &WebStorage, origin: &str) -> Result<Tab> {
        Tab::new(&self.conversation, cookies, &kept.script(origin)).await
    }

    /// From now on nobody asks there: it is not near.
    pub(super) fn refuse(&self, url: &Url) {
        let origin = url.origin().ascii_serialization();
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).insert(origin);
    }

    pub(super) fn refuses(&self, url: &Url) -> bool {
        let origin = url.origin().ascii_serialization();
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).contains(&origin)
    }
}
