//! A keyed hash of the time and the body, several of them while a secret is rolled, as Stripe signs its events.
//! <https://docs.stripe.com/webhooks#verify-manually>

use aws_lc_rs::hmac;

use super::row::Scheme;
use crate::{
    error::Result,
    webhook::{
        credential::{Credential, Needs},
        draft::Draft,
        encoding::Encoding,
        event::Event,
        judgement::Judgement,
        keyed_hash::{self, KeyedHash, moment},
        message::{JSON, Message},
        trust::Trust,
    },
};

const SIGNATURE: &str = "stripe-signature";
const MARK: &str = "v1=";

/// The scheme.
pub struct Stripe;

impl Scheme for Stripe {
    fn name(&self) -> &'static str {
        "stripe"
    }

    fn means(&self) -> &'static str {
        "HMAC-SHA256 of the time, a full stop and the body with the endpoint's secret, in stripe-signature"
    }

    fn needs(&self) -> Needs {
        Needs::Secret
    }

    fn seal(&self, draft: &Draft, credential: &Credential) -> Result<Message> {
        let (body, at) = (draft.body(), draft.at.0);
        let key = credential.secret()?.expose().as_bytes();
        let hash = keyed_hash::hash(hmac::HMAC_SHA256, key, &format!("{at}."), &body);
        let mut message = Message::post(JSON, body);
        message.set_header(SIGNATURE, &format!("t={at},{MARK}{}", Encoding::Hex.write(hash.as_ref())))?;
        Ok(message)
    }

    fn recognizes(&self, _: &Event, message: &Message) -> bool {
        message.headers.contains_key(SIGNATURE)
    }

    fn judge(&self, event: &Event, message: &Message, trust: &Trust) -> Judgement {
        keyed_hash::judged(event, message, trust, "Stripe: verify manually", read(message))
    }

    fn keyed_hash(&self, _: &Event, message: &Message) -> Option<KeyedHash> {
        read(message).ok()
    }
}

fn read(message: &Message) -> Result<KeyedHash, String> {
    let header =
        message.header(SIGNATURE).ok_or_else(|| format!("there is not exactly one header {SIGNATURE}"))?;
    let all = |mark: &'static str| header.split(',').filter_map(move |part| part.trim().strip_prefix(mark));
    let mut times = all("t=");
    let at = times.next().filter(|_| times.next().is_none());
    let at = at.ok_or_else(|| format!("there is not exactly one t= in {SIGNATURE}"))?;
    let time = moment(at).ok_or_else(|| format!("t= in {SIGNATURE} is no number of seconds"))?;
    Ok(KeyedHash {
        // v0 is for tests at Stripe and proves nothing
        hashes: all(MARK).map(str::to_owned).collect(),
        is_unmarked: false,
        before: format!("{at}."),
        at: Some(time),
        ..KeyedHash::new(SIGNATURE, MARK, "")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{protocol::time::UnixTime, webhook::catalogue};

    const HASH: &str = "248a374f50f943a28b0f6ab50faf9a7e7e29b710fa26df9fb1618b9bf8ea9c9a";
    const AT: i64 = 1_700_000_000;

    fn judged(header: &str, now: i64) -> Judgement {
        let mut trust = Trust::at(UnixTime(now));
        trust.secrets = vec!["whsec_test_secret".into()];
        let mut message = Message::post("application/json", r#"{"id":"evt_1"}"#);
        message.set_header(SIGNATURE, header).unwrap();
        message.set_header("content-type", "application/json; charset=utf-8").unwrap();
        let event = catalogue::named("stripe.account-application-deauthorized").unwrap();
        Stripe.judge(event, &message, &trust)
    }

    #[test]
    fn the_published_vector_is_right_for_five_minutes_and_one_of_several_is_enough() {
        // W16
        let other = "0".repeat(64);
        for right in [
            format!("t=1700000000,v1={HASH}"),
            format!("t=1700000000,v1={other},v1={HASH},v0={other}"),
            format!("v1={HASH}, t=1700000000"),
        ] {
            let judgement = judged(&right, AT);
            assert!(judgement.is_genuine(), "{judgement:?}");
            assert_eq!(judgement.claimed.id.as_deref(), Some("evt_1"));
            assert_eq!(judgement.claimed.until, Some(UnixTime(AT + 86_400)));
        }
        for (now, is_genuine) in [(AT - 301, false), (AT - 300, true), (AT + 300, true), (AT + 301, false)] {
            assert_eq!(judged(&format!("t=1700000000,v1={HASH}"), now).is_genuine(), is_genuine, "{now}");
        }
    }

    #[test]
    fn what_is_wrong_with_the_header_is_said() {
        // W16
        let many = format!("t=1700000000{}", format!(",v1={HASH}").repeat(17));
        for (header, why) in [
            (format!("t=1700000000,v0={HASH}"), "stripe-signature has no v1="),
            (format!("v1={HASH}"), "there is not exactly one t= in stripe-signature"),
            (format!("t=1,t=1700000000,v1={HASH}"), "there is not exactly one t= in stripe-signature"),
            (format!("t=1700000000.0,v1={HASH}"), "t= in stripe-signature is no number of seconds"),
            (many, "stripe-signature has more than 16 signatures"),
            (
                format!("t=1700000000,v1={}", HASH.to_uppercase()),
                "stripe-signature: the hash is in upper-case hexadecimal, not in lower case",
            ),
        ] {
            assert_eq!(judged(&header, AT).fault().map(|check| check.why.as_str()), Some(why));
        }
        let fault = |header: &str| judged(header, AT).fault().map(|check| check.name);
        assert_eq!(fault(&format!("t=1700000001,v1={HASH}")), Some("signature"));
    }
}
