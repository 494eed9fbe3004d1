//! Settings that one flow reads and no other: given on the command line of another, they would change nothing, and nobody
//! would notice.

use crate::{
    error::{Code, Result},
    profile::{key::Key, origin::Origin, resolved::Resolved},
    protocol::grant::Grant,
};

/// Which settings are of which flow alone.
const OWN: &[(Grant, &[Key])] =
    &[(Grant::Password, &[Key::Username, Key::Password]), (Grant::Ciba, &[Key::DeliveryMode])];

/// Refuses flags of another flow. What environment and profile say may be meant for another command.
pub fn check(resolved: &Resolved) -> Result<()> {
    let is_flag = |key: &Key| {
        resolved.settings.text(*key).is_some_and(|setting| matches!(setting.origin, Origin::Flag(_)))
    };
    let mut others = OWN.iter().filter(|(grant, _)| *grant != resolved.grant);
    let misplaced = others.find_map(|(grant, keys)| Some((grant, keys.iter().find(|key| is_flag(key))?)));
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
