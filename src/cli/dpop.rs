//! The key that tokens are bound to (RFC 9449): made for those that are about to be got.

use std::sync::Arc;

use super::plan::Plan;
use crate::{
    error::{Code, Phase, Result},
    flow::dpop::{ALGORITHM, Prover},
    profile::{key::Key, origin::Origin, resolved::Resolved},
    protocol::dpop_policy::DpopPolicy,
    session::dpop_key::DpopKey,
};

/// Makes a key for the tokens that are about to be got, if the settings want that.
///
/// # Errors
/// `dpop_unsupported` where the metadata does not list what is needed.
pub fn begin(plan: &mut Plan) -> Result<()> {
    let metadata = &plan.peer.metadata;
    let listed = metadata.dpop_signing_alg_values_supported.as_deref();
    let is_offered = listed.is_some_and(|names| names.iter().any(|name| name == ALGORITHM.name()));
    match plan.resolved.dpop {
        DpopPolicy::Never => return Ok(()),
        // A provider without metadata says nothing either way; what it answers is judged in any case.
        DpopPolicy::Required if metadata.issuer.is_some() && !is_offered => {
            let error = Code::DpopUnsupported.error().phase(Phase::Discovery).issuer(plan.peer.name());
            let found = listed
                .map_or_else(|| "no dpop_signing_alg_values_supported".to_owned(), |names| names.join(", "));
            return Err(error.expected(ALGORITHM.name()).got(found));
        }
        DpopPolicy::Required | DpopPolicy::UnadvertisedOk => {}
    }
    plan.peer.dpop = Some(Arc::new(Prover::generate(&plan.host)?));
    Ok(())
}

/// The key of this plan, to be kept with what it brings.
pub fn key(plan: &Plan) -> Option<DpopKey> {
    let prover = plan.peer.dpop.as_ref()?;
    Some(DpopKey { jkt: prover.jkt().to_owned(), private: prover.to_saved() })
}

/// Refuses what would leave nothing that works.
pub fn check(resolved: &Resolved, keeps_nothing: bool) -> Result<()> {
    if resolved.dpop == DpopPolicy::Never || !keeps_nothing {
        return Ok(());
    }
    let flag = Key::Dpop.row().flag;
    let said = resolved.settings.text(Key::Dpop).is_some_and(|said| said.origin != Origin::Default);
    let (who, hint) = match said {
        true => (format!("--{flag}"), format!("drop one of them, or give --{flag}=never")),
        // The security profile wants it, and would refuse `never`.
        false => (
            format!("--{}", Key::SecurityProfile.row().flag),
            "drop --no-store, or give --tls-cert and --tls-key, to whose certificate tokens are bound then"
                .into(),
        ),
    };
    let message = format!("{who} makes tokens that work only with their key, and --no-store keeps neither");
    Err(Code::Usage.error().message(message).hint(hint))
}
