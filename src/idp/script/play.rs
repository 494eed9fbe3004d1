//! Where scripts are played: around everything that the provider answers, faults and all.

use super::{
    order::{Asking, Deed},
    queue::Queued,
};
use crate::idp::{
    endpoint::{self, EndpointRow, authorize},
    fault::{
        apply,
        row::{self, Fault},
    },
    interaction::Transaction,
    oauth_error::OauthError,
    provider::Provider,
    received::Received,
    reply::Reply,
    sender,
};

/// The header that names the script of an answer.
pub const HEADER: &str = "authctl-script";

/// What became of a request.
pub struct Played {
    /// Nothing if the connection is to end without an answer.
    pub reply: Option<Reply>,
    /// The script that it met.
    pub script: Option<u64>,
}

/// Answers by the script that is for this request, else as ever.
pub async fn answered(provider: &Provider, tables: &[&'static [EndpointRow]], received: &Received) -> Played {
    match provider.scripts.take(|| asking(provider, received)) {
        None => {
            let answer = endpoint::answer(tables, provider, received);
            Played { reply: apply::answered(provider, received, answer).await, script: None }
        }
        // it is larger than what it is around
        Some(taken) => Box::pin(played(provider, tables, received, taken)).await,
    }
}

/// What scripts are chosen by; nothing for what was meant for another host, which meets nothing of ours (threat P2).
fn asking<'a>(provider: &Provider, received: &'a Received) -> Option<Asking<'a>> {
    if endpoint::refuse_host(provider, received).is_some() {
        return None;
    }
    let (parameters, _) = received.parameters();
    // a page carries the request that it is part of
    let carried = parameters.get("transaction").and_then(|sealed| Transaction::open(provider, sealed).ok());
    let carried = carried.and_then(|known| known.parameters.get("client_id").map(str::to_owned));
    Some(Asking {
        method: &received.method,
        path: &received.path,
        place: apply::place(received),
        client_id: carried.or_else(|| sender::client_id(received)),
        grant_type: parameters.get("grant_type").map(str::to_owned),
    })
}

async fn played(
    provider: &Provider,
    tables: &[&'static [EndpointRow]],
    received: &Received,
    taken: Queued,
) -> Played {
    let Queued { id, script, .. } = taken;
    if !script.delay.is_zero() {
        tokio::time::sleep(script.delay).await;
    }
    let as_ever =
        async || apply::answered(provider, received, endpoint::answer(tables, provider, received)).await;
    let reply = match &script.deed {
        Deed::Nothing => as_ever().await,
        Deed::Answer(reply) => Some(Reply::clone(reply)),
        Deed::Drop => None,
        Deed::Lose => {
            drop(as_ever().await);
            None
        }
        Deed::Cut => as_ever().await.map(cut),
        Deed::Refuse(error) => Some(refused(provider, received, error).await),
        Deed::Fault(fault) => {
            let reply = with_fault(provider, tables, received, fault).await;
            if !reply.as_ref().is_none_or(|reply| has(reply, fault)) {
                // another answer will be one that it can be done to
                provider.scripts.give_back(id);
                return Played { reply, script: None };
            }
            reply
        }
    };
    provider.world.note(&format!("script {id} in {} {}", received.method, received.path));
    Played { reply: reply.map(|reply| reply.header(HEADER, &id.to_string())), script: Some(id) }
}

/// Answered by a provider that has this fault too.
async fn with_fault(
    provider: &Provider,
    tables: &[&'static [EndpointRow]],
    received: &Received,
    fault: &'static Fault,
) -> Option<Reply> {
    let mut faulty = provider.clone();
    faulty.faults = provider.faults.with(fault);
    apply::answered(&faulty, received, endpoint::answer(tables, &faulty, received)).await
}

fn has(reply: &Reply, fault: &Fault) -> bool {
    let names = reply.headers.get(row::HEADER).and_then(|names| names.to_str().ok());
    names.is_some_and(|names| names.split(", ").any(|name| name == fault.name))
}

/// An answer that ends in its middle, as a document.
fn cut(mut reply: Reply) -> Reply {
    match reply.body.len() {
        0 => reply.body = b"{".to_vec(),
        length => reply.body.truncate(length / 2),
    }
    reply
}

/// The error as the endpoint tells it.
async fn refused(provider: &Provider, received: &Received, error: &OauthError) -> Reply {
    match received.path.as_str() {
        "/authorize" => authorize::refuse(provider, received, error).await,
        "/userinfo" => error.bearer_reply(),
        _ => error.reply(),
    }
}
