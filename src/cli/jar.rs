//! `--jar` and `--request-object-form`: what signs the authorization request, with which algorithm, and how it is encrypted then
//! (RFC 9101).

use std::sync::Arc;

use serde_json::Value;

use super::plan::Plan;
use crate::{
    error::{Code, Error, Phase, Result},
    flow::{
        request_object::{self, Signing},
        request_object_encryption::Encrypting,
    },
    jose::{
        algorithm::Algorithm,
        client_assertion::AssertionKey,
        jwe::{ContentEncryption, KeyManagement},
        private_key::PrivateKey,
    },
    profile::{fapi2, key::Key, resolved::Resolved},
    protocol::authorization::JarPolicy,
};

/// How the request of this login is signed: with the first of the client's keys, and by the first of its algorithms, that the
/// provider takes; those first that the security profile allows, if one is wanted.
///
/// # Errors
/// `not_offered` if it takes none of them; `security_profile_unmet` if the profile allows none of them.
pub fn signing(plan: &Plan) -> Result<Signing> {
    let encryption = encrypting(&plan.resolved)?;
    let policy = plan.resolved.ask.jar;
    let is_wanted = policy != JarPolicy::AsRequired || request_object::is_required(&plan.peer);
    let keys = &plan.request_keys;
    if keys.is_empty() || !is_wanted {
        return Ok(Signing { policy, key: None, encryption });
    }
    let theirs = plan.peer.metadata.document.get("request_object_signing_alg_values_supported");
    let theirs: Option<Vec<&str>> =
        theirs.and_then(Value::as_array).map(|list| list.iter().filter_map(Value::as_str).collect());
    let is_listed = |own: &Algorithm| {
        theirs.as_ref().is_none_or(|list| list.iter().any(|name| Algorithm::named(name) == Some(*own)))
    };
    let profile = plan.resolved.security_profile;
    let mut ours: Vec<(&PrivateKey, Algorithm)> =
        keys.iter().flat_map(|key| key.algorithms().map(move |algorithm| (key, algorithm))).collect();
    ours.sort_by_key(|(_, algorithm)| !profile.allows_algorithm(algorithm.name()));
    let (key, algorithm) = ours.iter().find(|(_, own)| is_listed(own)).copied().ok_or_else(|| {
        let ours: Vec<&str> = ours.iter().map(|(_, algorithm)| algorithm.name()).collect();
        Code::NotOffered
            .error()
            .phase(Phase::Authorize)
            .issuer(plan.peer.name())
            .message("the provider takes no request object that is signed with an algorithm of this key")
            .hint("give another key with --client-key-from")
            .expected(theirs.unwrap_or_default().join(", "))
            .got(ours.join(", "))
    })?;
    fapi2::check_client(&plan.resolved, plan.peer.client.auth_method, Some(algorithm.name()))?;
    let signing = key.clone().signing(algorithm)?;
    Ok(Signing {
        policy,
        key: Some(Arc::new(AssertionKey::Private(Box::new(signing), key.kid().map(str::to_owned)))),
        encryption,
    })
}

/// How the request is encrypted, if it is to be.
///
/// # Errors
/// `usage` or `config_invalid` for a name that is none.
pub fn encrypting(resolved: &Resolved) -> Result<Option<Encrypting>> {
    let form = &resolved.ask.request_object;
    let alg = form.alg.as_deref().map(|name| {
        let way = KeyManagement::named(name).filter(|way| way.is_written());
        way.ok_or_else(|| unknown(resolved, Key::RequestObjectAlg))
    });
    let enc = form
        .enc
        .as_deref()
        .map(|name| ContentEncryption::named(name).ok_or_else(|| unknown(resolved, Key::RequestObjectEnc)));
    let (alg, enc) = (alg.transpose()?, enc.transpose()?);
    Ok(form.encrypted.then_some(Encrypting { alg, enc, unadvertised: resolved.ask.unadvertised }))
}

fn unknown(resolved: &Resolved, key: Key) -> Error {
    let error =
        Code::Usage.error().message("nothing is encrypted in that way").hint("see `authctl login --help`");
    match resolved.settings.text(key) {
        Some(said) => said.origin.blame(error.got(said.value.as_str())),
        None => error,
    }
}
