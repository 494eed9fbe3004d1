//! Who asks for something, as far as it is known.

use super::text;
use crate::idp::{client::Client, provider::Provider};

/// What is to be known of the name of a client that nobody has given it but itself, as HTML: by what it is known here (RFC 7591
/// §5; OAuth Client ID Metadata Document, "Displaying Client Information").
pub fn by_its_own_name(provider: &Provider, client: &Client) -> String {
    match provider.config.clients.iter().any(|known| known.client_id == client.client_id) {
        true => String::new(),
        false => format!(
            "<p class=\"soft\">It has chosen that name itself, and is known here as {}.</p>\n",
            text(&client.client_id)
        ),
    }
}
