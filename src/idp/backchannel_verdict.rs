//! A person's decision about a request of a client that waits for it (CIBA), wherever it was made.

use super::{delivery::Kind, provider::Provider, state::Verdict};

/// Makes this person's decision part of the request, once and in time; whether there was something to decide. A client that
/// wants to hear of it does.
pub fn judge(provider: &Provider, id: &str, sub: &str, verdict: Verdict) -> bool {
    let Some(request) = provider.backchannel.judge(id, sub, verdict, provider.now()) else { return false };
    if let Some(ping) = request.ping {
        // CIBA Core §7.3: who is told to come may come at once
        provider.polls.forget(id);
        let notice = ping.notice(&provider.auth_req_id(id));
        // It goes its way; the person need not wait for it.
        drop(provider.notices.send(&provider.world, Kind::Ping, &request.client_id, notice));
    }
    true
}
