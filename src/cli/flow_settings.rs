//! Settings that some flows read and others do not: given on the command line of another, they would change nothing, and nobody
//! would notice.

use super::device::{AUTHORIZATION_KEYS, CALLBACK_KEYS};
use crate::{
    error::{Code, Error, Result},
    profile::{key::Key, origin::Origin, resolved::Resolved},
    protocol::{backchannel_authentication::DeliveryMode, grant::Grant},
};

/// Which settings are of which flow alone.
const OWN: &[(Grant, &[Key])] =
    &[(Grant::Password, &[Key::Username, Key::Password]), (Grant::Ciba, &[Key::DeliveryMode])];

/// Refuses flags of another flow. What environment and profile say may be meant for another command.
pub fn check(resolved: &Resolved) -> Result<()> {
    let is_flag = |key: &&Key| {
        resolved.settings.text(**key).is_some_and(|setting| matches!(setting.origin, Origin::Flag(_)))
    };
    if let Some(key) = requesting(resolved).find(is_flag) {
        return Err(no_request(key.row().flag, resolved.grant));
    }
    let mut others = OWN.iter().filter(|(grant, _)| *grant != resolved.grant);
    let misplaced = others.find_map(|(grant, keys)| Some((grant, keys.iter().find(is_flag)?)));
    match misplaced {
        None => Ok(()),
        Some((grant, key)) => {
            let flag = key.row().flag;
            Err(Code::Usage
                .error()
                .message(format!("--{flag} is for the flow {grant}, and this is {}", resolved.grant))
                .hint(format!("drop --{flag}, or choose another --flow")))
        }
    }
}

/// The settings of an authorization request and its callback, where there is none.
fn requesting(resolved: &Resolved) -> impl Iterator<Item = &'static Key> {
    let has_none = !resolved.grant.has_callback();
    // CIBA Core §10.2: the provider's ping comes to the callback address
    let is_called = resolved.grant == Grant::Ciba && resolved.delivery_mode == DeliveryMode::Ping;
    AUTHORIZATION_KEYS.iter().filter(move |key| has_none && !(is_called && CALLBACK_KEYS.contains(key)))
}

/// What is asked of the authorization endpoint means nothing where it is not asked.
pub fn no_request(flag: &str, grant: Grant) -> Error {
    Code::Usage
        .error()
        .message(format!("--{flag} is about the authorization request, and the flow {grant} has none"))
        .hint(format!("drop --{flag}, or choose another --flow"))
}
