//! The receiver's side of polling: an answer's tokens as the messages that they would be if they were pushed, and what the next
//! request says of each. <https://www.rfc-editor.org/rfc/rfc8936>

use super::{
    judgement::{INVALID_REQUEST, Judgement},
    message::{JSON, Message},
};
use crate::{
    jose::{jws::peek, security_event::MEDIA_TYPE},
    protocol::set_poll::{PollAnswer, PollRequest, SetError},
};

/// The request as a message to the stream's address; who may poll it is for a header that the caller puts in.
pub fn message(request: &PollRequest) -> Message {
    let mut message = Message::post(JSON, request.body());
    message.headers.insert(http::header::ACCEPT, http::HeaderValue::from_static(JSON));
    message
}

/// The tokens of an answer, each by its `jti` and as a message to be judged. One that stands there by another name than its own
/// is none: whoever acknowledged it would settle another.
pub fn messages(answer: &PollAnswer) -> impl Iterator<Item = (&str, Result<Message, SetError>)> {
    answer.sets.iter().map(|(jti, token)| {
        let own = peek(token).and_then(|(_, claims)| Some(claims.get("jti")?.as_str()? == jti));
        let message = match own {
            Some(true) => Ok(Message::post(MEDIA_TYPE, token.as_str())),
            _ => Err(SetError {
                err: INVALID_REQUEST.to_owned(),
                description: "the token is not of the name that it stands under".to_owned(),
            }),
        };
        (jti.as_str(), message)
    })
}

/// Why a token is not taken, if it is not.
pub fn refusal(judgement: &Judgement) -> Option<SetError> {
    let fault = judgement.fault()?;
    Some(SetError { err: fault.error.to_owned(), description: format!("{}: {}", fault.name, fault.why) })
}

/// Says of a token in the next request that it was taken, or why not.
pub fn settle(request: &mut PollRequest, jti: &str, refused: Option<SetError>) {
    match refused {
        None => request.ack.push(jti.to_owned()),
        Some(error) => drop(request.set_errs.insert(jti.to_owned(), error)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::jose::base64url;

    #[test]
    fn a_token_is_taken_under_its_own_name_only() {
        let token = format!("{}.{}.x", base64url::encode("{}"), base64url::encode(r#"{"jti":"1"}"#));
        let sets = BTreeMap::from([
            ("1".to_owned(), token.clone()),
            ("2".to_owned(), token),
            ("3".to_owned(), "no".into()),
        ]);
        let answer = PollAnswer { sets, more_available: false };
        let found: Vec<(&str, bool)> =
            messages(&answer).map(|(jti, message)| (jti, message.is_ok())).collect();
        assert_eq!(found, [("1", true), ("2", false), ("3", false)]);
        let mut next = PollRequest::default();
        for (jti, message) in messages(&answer) {
            settle(&mut next, jti, message.err());
        }
        assert_eq!((next.ack, next.set_errs.len()), (vec!["1".to_owned()], 2));
    }

    #[test]
    fn a_refusal_names_the_fault() {
        let mut judgement = Judgement::default();
        judgement.check("token", "RFC 7515", Ok(String::new()));
        assert_eq!(refusal(&judgement), None);
        judgement.check_as("invalid_key", "signature", "RFC 7515", Err("why".into()));
        let error = SetError { err: "invalid_key".into(), description: "signature: why".into() };
        assert_eq!(refusal(&judgement), Some(error));
        let request = message(&PollRequest { return_immediately: true, ..PollRequest::default() });
        assert_eq!(request.body, br#"{"returnImmediately":true}"#);
    }
}
