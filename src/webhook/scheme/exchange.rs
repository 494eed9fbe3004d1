//! A token in a form that says nothing to the app: whoever is meant, the app learns from the provider, which gives it for the
//! token. That is also the proof: the provider knows no token but its own. Clef's logout hooks are sent so.
//! <https://github.com/clef/sample-flask>

use serde_json::Value;

use super::row::Scheme;
use crate::{
    error::Result,
    webhook::{
        credential::{Credential, Needs},
        draft::Draft,
        event::Event,
        judgement::{Claimed, Judgement},
        message::{FORM, Message},
        trust::Trust,
    },
};

const SECTION: &str = "Clef: logout hooks";
/// The form's field.
const FIELD: &str = "logout_token";

/// The scheme.
pub struct Exchange;

impl Scheme for Exchange {
    fn name(&self) -> &'static str {
        "exchange"
    }

    fn means(&self) -> &'static str {
        "nothing: a token in the field logout_token of a form, which the app exchanges at the provider for who it is about"
    }

    fn needs(&self) -> Needs {
        Needs::Nothing
    }

    fn seal(&self, draft: &Draft, _: &Credential) -> Result<Message> {
        let fields = draft.payload.as_object().into_iter().flatten();
        Ok(Message::form(fields.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))))
    }

    fn recognizes(&self, _: &Event, message: &Message) -> bool {
        message.fields().iter().any(|(name, value)| name == FIELD && !value.contains('.'))
    }

    fn payload(&self, message: &Message) -> Option<Value> {
        Some(serde_json::json!({ FIELD: message.field(FIELD)? }))
    }

    fn judge(&self, _: &Event, message: &Message, trust: &Trust) -> Judgement {
        let mut judgement = Judgement::default();
        judgement.check("request", SECTION, message.posted(FORM));
        let token = message.field(FIELD).filter(|token| !token.is_empty());
        let found = token.as_ref().map(|_| "one token".to_owned());
        let found = found.ok_or_else(|| format!("there is not exactly one {FIELD}"));
        if judgement.check(FIELD, SECTION, found) {
            judgement.unknown(
                "exchange",
                SECTION,
                "the token says nothing by itself: the app exchanges it at the provider's /api/v1/logout",
            );
        }
        let payload = self.payload(message).unwrap_or_default();
        judgement.claimed = Claimed { id: token, at: Some(trust.now), payload, ..Claimed::default() };
        judgement
    }
}
