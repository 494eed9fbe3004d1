//! What becomes of an event that arrives: it is recognized, judged, held against what was taken before, handled, remembered,
//! and only then answered as its standard says (Back-Channel Logout §2.6 to §2.8, RFC 8935 §2; threats W1 to W7).

use std::sync::Arc;

use http::{HeaderValue, Method, StatusCode, header};
use serde_json::json;

use super::{
    answer::Answer,
    arrival::Arrival,
    catalogue,
    credential::Needs,
    event::Event,
    handler::{Handler, Occasion},
    judgement::{INVALID_REQUEST, Judgement},
    message::{FORM, JSON, Message},
    published::Published,
    receipt::{Receipt, Verdict},
    scheme,
    seen::{self, Refused, Seen},
    trust::{SKEW_S, Trust},
};
use crate::{
    error::{Error, Result},
    host::Clock,
    jose::jwk_set::JwkSet,
    protocol::time::UnixTime,
};

/// What events come as; anything else is none (threat W4).
const MEDIA_TYPES: &[&str] =
    &[FORM, JSON, "application/secevent+jwt", "application/jwt", "application/jose", "text/plain"];

/// Takes events.
pub struct Receiver {
    /// Whom it believes, without the time and the issuer's keys.
    pub trust: Trust,
    /// The issuer's keys.
    pub published: Published,
    /// What it has taken.
    pub seen: Seen,
    /// What it does about an event, in this order.
    pub handlers: Vec<Box<dyn Handler>>,
    /// The events that it takes; all that somebody signs, if it names none.
    pub wanted: Vec<&'static Event>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

impl Receiver {
    /// What becomes of this one.
    pub async fn receive(&self, arrival: &Arrival) -> Receipt {
        let message = &arrival.message;
        let Some(event) = catalogue::recognized_among(message, |event| self.takes(event)) else {
            return unrecognized(message);
        };
        let scheme = scheme::of(event);
        let now = self.clock.now();
        let judgement = match self.judged(event, message, now).await {
            // named by the person although nobody signs it: what proves it is left to who handles it
            Ok(mut judgement) if scheme.needs() == Needs::Nothing => {
                judgement.checks.retain(|check| check.passed.is_some());
                judgement
            }
            Ok(judgement) => judgement,
            Err(error) => return unavailable(event, &format!("the issuer's keys: {}", error.text())),
        };
        if let Some(fault) = judgement.fault() {
            let why = format!("{}: {}", fault.name, fault.why);
            let receipt = Receipt::of(event, Verdict::Refused, scheme.answer(&judgement)).because(why);
            return Receipt { section: Some(fault.section), ..receipt }.about(judgement.claimed);
        }
        if !judgement.is_genuine() {
            return Receipt::of(event, Verdict::Refused, scheme.answer_failed());
        }
        self.take(event, arrival, judgement, now).await
    }

    /// What nobody signs is taken only by name: anybody could have sent it.
    fn takes(&self, event: &Event) -> bool {
        match self.wanted.is_empty() {
            true => scheme::of(event).needs() != Needs::Nothing,
            false => self.wanted.iter().any(|wanted| wanted.name == event.name),
        }
    }

    async fn judged(&self, event: &Event, message: &Message, now: UnixTime) -> Result<Judgement> {
        let scheme = scheme::of(event);
        let by = |keys: JwkSet| scheme.judge(event, message, &Trust { now, keys, ..self.trust.clone() });
        if scheme.needs() != Needs::Key {
            return Ok(by(JwkSet::default()));
        }
        let judgement = by(self.published.keys(now).await?);
        match judgement.misses_key {
            true => Ok(by(self.published.renewed(now).await?)),
            false => Ok(judgement),
        }
    }

    async fn take(
        &self,
        event: &'static Event,
        arrival: &Arrival,
        judgement: Judgement,
        now: UnixTime,
    ) -> Receipt {
        let scheme = scheme::of(event);
        let claimed = &judgement.claimed;
        let sender = claimed.iss.as_deref().unwrap_or(scheme.name());
        // W3, W7
        let begun = claimed.id.as_ref().map(|id| self.seen.begin(seen::name(sender, id), now)).transpose();
        let in_hand = match begun {
            Ok(in_hand) => in_hand,
            Err(Refused::Again) => {
                let receipt = Receipt::of(event, Verdict::Replayed, scheme.answer_again(&judgement));
                return receipt.because("it was taken before").about(judgement.claimed);
            }
            Err(Refused::InHand) => return unavailable(event, "it is being handled at this moment"),
            Err(Refused::Full) => {
                return unavailable(event, "too many events are remembered to take another");
            }
        };
        let occasion = Occasion { event, arrival, claimed, at: now };
        let mut answer = scheme.answer(&judgement);
        for handler in &self.handlers {
            // W6: nothing is answered before it is done
            match handler.handle(&occasion).await {
                Ok(own) => answer = own.unwrap_or(answer),
                Err(failure) => {
                    let answer = failure.answer.unwrap_or_else(|| scheme.answer_failed());
                    let receipt = Receipt::of(event, Verdict::Failed, answer);
                    return receipt.because(failure.why).about(judgement.claimed);
                }
            }
        }
        let until = claimed.until.map(|until| until.max(now).plus(SKEW_S));
        if let Some(Err(error)) = in_hand.map(|in_hand| in_hand.keep(until, now)) {
            return unavailable(event, &not_remembered(&error));
        }
        Receipt::of(event, Verdict::Taken, answer).about(judgement.claimed)
    }
}

fn not_remembered(error: &Error) -> String {
    format!("it could not be remembered: {}", error.text())
}

fn unavailable(event: &'static Event, why: &str) -> Receipt {
    Receipt { event: Some(&event.name), ..Receipt::unavailable(why) }
}

/// What is no event (threat W4).
fn unrecognized(message: &Message) -> Receipt {
    let refused = |status, why: &str| {
        let told = json!({"error": INVALID_REQUEST, "error_description": why});
        Receipt::refused(Answer::json(status, &told), why)
    };
    let media_type = message.media_type();
    if message.method != Method::POST {
        let mut receipt = refused(StatusCode::METHOD_NOT_ALLOWED, "events are posted");
        receipt.answer.headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
        return receipt;
    }
    match media_type.as_deref() {
        Some(known) if MEDIA_TYPES.contains(&known) => {
            refused(StatusCode::BAD_REQUEST, "it looks like no event that is taken here")
        }
        _ => refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "no event comes with that media type"),
    }
}
