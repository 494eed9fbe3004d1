//! `--jar`: what signs the authorization request, and with which algorithm (RFC 9101).

use std::sync::Arc;

use serde_json::Value;

use super::plan::Plan;
use crate::{
    error::{Code, Phase, Result},
    flow::request_object::{self, Signing},
    jose::{algorithm::Algorithm, client_assertion::AssertionKey},
    protocol::authorization::JarPolicy,
};

/// How the request of this login is signed: with the client's key, by the first of its algorithms that the provider takes.
///
/// # Errors
/// `not_offered` if it takes none of them.
pub fn signing(plan: &Plan) -> Result<Signing> {
    let policy = plan.resolved.ask.jar;
    let is_wanted = policy != JarPolicy::AsRequired || request_object::is_required(&plan.peer);
    let Some(key) = plan.private_key.as_ref().filter(|_| is_wanted) else {
        return Ok(Signing { policy, key: None });
    };
    let theirs = plan.peer.metadata.document.get("request_object_signing_alg_values_supported");
    let theirs: Option<Vec<&str>> =
        theirs.and_then(Value::as_array).map(|list| list.iter().filter_map(Value::as_str).collect());
    let is_listed = |own: &Algorithm| {
        theirs.as_ref().is_none_or(|list| list.iter().any(|name| Algorithm::named(name) == Some(*own)))
    };
    let algorithm = key.algorithms().find(is_listed).ok_or_else(|| {
        let ours: Vec<&str> = key.algorithms().map(Algorithm::name).collect();
        Code::NotOffered
            .error()
            .phase(Phase::Authorize)
            .issuer(plan.peer.name())
            .message("the provider takes no request object that is signed with an algorithm of this key")
            .hint("give another key with --client-key-from")
            .expected(theirs.unwrap_or_default().join(", "))
            .got(ours.join(", "))
    })?;
    let signing = key.clone().signing(algorithm)?;
    Ok(Signing {
        policy,
        key: Some(Arc::new(AssertionKey::Private(Box::new(signing), key.kid().map(str::to_owned)))),
    })
}
