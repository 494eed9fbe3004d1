//! What a request was let pass: its answer says so, and the log.

use super::{provider::Provider, received::Received, reply::Reply};

/// The header that names the laxities that made a difference to an answer.
pub const HEADER: &str = "authctl-lax";

/// The answer with the names of what it depends on, if it depends on any.
pub fn told(provider: &Provider, received: &Received, reply: Option<Reply>) -> Option<Reply> {
    let names = provider.used.all().names().join(", ");
    if names.is_empty() {
        return reply;
    }
    provider.world.note(&format!("lax in {} {}: {names}", received.method, received.path));
    reply.map(|reply| reply.header(HEADER, &names))
}
