//! A session whose tokens are bound to a key (RFC 9449): its key, and what is said of a token without it.

use super::context::Context;
use crate::{
    error::{Code, Error, Phase, Result},
    flow::dpop::Prover,
    protocol::token::TokenType,
    session::Session,
};

/// The key of a session.
///
/// # Errors
/// `dpop_key_lost` if its tokens are bound to one that is not there (threat C138).
pub fn prover(session: &Session) -> Result<Option<Prover>> {
    let Some(key) = &session.dpop_key else {
        return if is_bound(session) { Err(lost(session)) } else { Ok(None) };
    };
    let prover = Prover::from_saved(&key.private).filter(|prover| prover.jkt() == key.jkt);
    prover.map(Some).ok_or_else(|| lost(session))
}

/// Whether the access token of this session is of no use by itself.
pub fn is_bound(session: &Session) -> bool {
    TokenType::Dpop.is_named(&session.token_type)
}

fn lost(session: &Session) -> Error {
    let hint = format!("run `authctl login --profile {}`", session.profile);
    Code::DpopKeyLost.error().phase(Phase::Store).profile(&session.profile).hint(hint)
}

/// Says that an access token goes out without what makes it work.
pub fn say_if_bound(context: &Context, session: &Session) {
    if is_bound(session) {
        context.say(
            "This token is bound to a key (DPoP) and opens nothing by itself; `authctl request` sends the proof with it.",
        );
    }
}
