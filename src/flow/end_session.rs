//! Ending the session at the provider (OpenID Connect RP-Initiated Logout 1.0).

use url::Url;

use super::peer::Peer;
use crate::{
    error::{Phase, Result},
    host::Host,
    protocol::{browser_url::judge, step::Step},
};

/// The address that ends the person's session at the provider; to be opened in the browser that has it.
///
/// No `id_token_hint` is sent: in a GET it would stay in histories and logs (threat C164), so the provider asks the person.
pub fn address(peer: &Peer) -> Result<Option<Url>> {
    let Some(endpoint) = &peer.metadata.endpoints.end_session else { return Ok(None) };
    let mut url = endpoint.url().clone();
    url.query_pairs_mut().append_pair("client_id", &peer.client.id);
    judge(url.as_str()).map(Some)
}

/// Opens it; `false` if there is no browser here.
pub fn open(host: &Host, url: &Url) -> Result<bool> {
    host.witness.saw(Step::Browser { at: host.clock.now(), url: url.clone() });
    host.browser.open(url).map_err(|error| error.phase(Phase::Logout))
}
