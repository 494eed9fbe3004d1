//! Tokens that say nothing to the app that gets them: it exchanges them at the embedded provider for who it is about. They are made
//! with that provider's own seal, from its state on this machine, while it runs in another process.

use std::sync::Arc;

use super::{context::Context, dev};
use crate::{
    error::{Code, Phase, Result},
    host::{Random as _, random::SystemRandom},
    idp::{logout_hook, seal::Seal, shape, shape::row::Shape},
    jose::base64url,
    protocol::time::UnixTime,
};

/// The vendor whose apps exchange tokens.
const VENDOR: &str = "clef";

/// Makes them, for one app and about one person.
#[derive(Clone)]
pub struct TokenMaker {
    seal: Arc<Seal>,
    client_id: String,
    sub: String,
}

impl TokenMaker {
    /// Of that shape, and Clef's if none is named.
    ///
    /// # Errors
    /// [`Code::EventFactMissing`] if nobody says for which app or about whom, [`Code::DevStateFailed`] if that provider never ran.
    pub fn of(
        shape: Option<&Shape>,
        client_id: Option<&str>,
        sub: Option<&str>,
        context: &Context,
    ) -> Result<Self> {
        let missing = |what: &str, flag: &str| {
            let error = Code::EventFactMissing.error().phase(Phase::Webhook);
            error.message(format!("the token is {what}, which nobody has said")).hint(format!("give {flag}"))
        };
        let client_id = client_id.ok_or_else(|| missing("for one app", "--client-id"))?.to_owned();
        let sub = sub.ok_or_else(|| missing("about one person", "--user"))?.to_owned();
        let seal = Arc::new(dev::seal(context, shape.or_else(|| shape::named(VENDOR)))?);
        Ok(Self { seal, client_id, sub })
    }

    /// One more, which is exchanged once.
    pub fn token(&self, now: UnixTime) -> String {
        let mut jti = [0; 16];
        SystemRandom.fill(&mut jti);
        logout_hook::token(&self.seal, &self.client_id, &self.sub, now, base64url::encode(jti))
    }
}
