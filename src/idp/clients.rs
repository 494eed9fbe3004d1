//! The clients of a provider, all of them: those of the configuration, unless something else was said of them since, and those who
//! came since.

use std::{collections::HashSet, sync::Arc};

use super::{client::Client, provider::Provider};

impl Provider {
    /// Every client that is known by more than its metadata document.
    pub fn clients(&self) -> Vec<Arc<Client>> {
        let configured = self.config.clients.iter().filter_map(|client| self.configured(&client.client_id));
        let mut clients: Vec<_> = configured.chain(self.said_clients.all()).collect();
        clients.extend(self.store.read(|state| {
            state.clients.iter().map(|(_, known)| Arc::clone(&known.client)).collect::<Vec<_>>()
        }));
        let mut known = HashSet::new();
        clients.retain(|client| known.insert(client.client_id.clone()));
        clients
    }
}
