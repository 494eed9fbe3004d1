//! Front-channel logout: a page of the provider loads an address of the app in a frame, in the browser whose session it is.
//! Nothing is signed. What counts is the cookie that the browser sends with it; the query only says which session is meant.
//! <https://openid.net/specs/openid-connect-frontchannel-1_0.html>

use http::{HeaderMap, HeaderValue, Method, header};
use serde_json::{Value, json};
use url::Url;

use super::row::{self, Scheme};
use crate::{
    error::Result,
    webhook::{
        answer::Answer,
        credential::{Credential, Needs},
        draft::Draft,
        event::Event,
        judgement::{Claimed, Judgement},
        message::Message,
        trust::Trust,
    },
};

const SECTION: &str = "Front-Channel Logout §2";

/// The scheme.
pub struct FrontChannel;

impl Scheme for FrontChannel {
    fn name(&self) -> &'static str {
        "frontchannel-logout"
    }

    fn means(&self) -> &'static str {
        "nothing: the browser loads the address in a frame, with iss and sid in the query, and sends the app's cookie"
    }

    fn needs(&self) -> Needs {
        Needs::Nothing
    }

    fn seal(&self, draft: &Draft, _: &Credential) -> Result<Message> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let members = draft.payload.as_object().into_iter().flatten();
        let query = members.map(|(name, value)| (name.clone(), text(value))).collect();
        Ok(Message { method: Method::GET, query, headers: HeaderMap::new(), body: Vec::new() })
    }

    fn recognizes(&self, _: &Event, message: &Message) -> bool {
        let is_known = |(name, _): &(String, String)| name == "iss" || name == "sid";
        message.method == Method::GET && message.query.iter().any(is_known)
    }

    fn payload(&self, message: &Message) -> Option<Value> {
        Some(json!({"iss": one(&message.parameters("iss")), "sid": one(&message.parameters("sid"))}))
    }

    fn judge(&self, _: &Event, message: &Message, trust: &Trust) -> Judgement {
        let mut judgement = Judgement::default();
        let found = match message.method == Method::GET {
            true => Ok("a GET, as a frame makes it".to_owned()),
            false => Err(format!("the method is {}, not GET", message.method)),
        };
        judgement.check("request", SECTION, found);
        let (iss, sid) = (message.parameters("iss"), message.parameters("sid"));
        // both or neither (threat W17)
        let found = match (iss.as_slice(), sid.as_slice()) {
            ([""], [_]) | ([_], [""]) => Err("`iss` or `sid` is empty".to_owned()),
            ([_], [_]) => Ok("both".to_owned()),
            ([], []) => Ok("neither: it is about the browser's own session".to_owned()),
            ([_], []) => Err("there is `iss` without `sid`".to_owned()),
            ([], [_]) => Err("there is `sid` without `iss`".to_owned()),
            _ => Err("`iss` or `sid` stands there twice".to_owned()),
        };
        judgement.check("iss, sid", SECTION, found);
        let (iss, sid) = (one(&iss), one(&sid));
        if let Some(iss) = &iss {
            let found = match &trust.issuer {
                None => Err("no issuer is believed: give --issuer".to_owned()),
                Some(known) if known == iss => Ok(iss.clone()),
                Some(known) => Err(format!("it is of {iss}, not of {known}")),
            };
            judgement.check("iss", SECTION, found);
        }
        let payload = json!({"iss": iss, "sid": sid});
        judgement.claimed = Claimed { iss, sid, at: Some(trust.now), payload, ..Claimed::default() };
        judgement
    }

    fn answer(&self, judgement: &Judgement) -> Answer {
        let mut answer = row::standard_answer(judgement);
        answer.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-store"));
        // only the provider's page may show it (threat W17)
        let provider = judgement.claimed.iss.as_ref().filter(|_| judgement.is_genuine());
        let origin = provider.and_then(|iss| Url::parse(iss).ok()).map(|iss| iss.origin());
        let ancestors = origin.filter(url::Origin::is_tuple).map(|origin| origin.ascii_serialization());
        let policy = format!("frame-ancestors {}", ancestors.as_deref().unwrap_or("'none'"));
        if let Ok(policy) = HeaderValue::try_from(policy) {
            answer.headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        answer
    }
}

/// The only one of them.
fn one(values: &[&str]) -> Option<String> {
    if let [one] = values { Some((*one).to_owned()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        protocol::time::UnixTime,
        webhook::{catalogue, facts::Facts, scheme},
    };

    fn judged(query: &[(&str, &str)]) -> Judgement {
        let query = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let message = Message { method: Method::GET, query, headers: HeaderMap::new(), body: Vec::new() };
        let trust = Trust { issuer: Some("https://id.example".into()), ..Trust::at(UnixTime(0)) };
        FrontChannel.judge(catalogue::named("oidc.frontchannel-logout").unwrap(), &message, &trust)
    }

    #[test]
    fn the_query_has_iss_and_sid_both_or_neither_and_the_issuer_is_the_one() {
        // W17
        for right in [&[][..], &[("iss", "https://id.example"), ("sid", "s")], &[("lang", "de")]] {
            assert!(judged(right).is_genuine(), "{right:?}");
        }
        for wrong in [
            &[("iss", "https://id.example")][..],
            &[("sid", "s")],
            &[("iss", "https://id.example"), ("sid", "")],
            &[("iss", "https://id.example/"), ("sid", "s")],
            &[("iss", "https://other.example"), ("sid", "s")],
            &[("iss", "https://id.example"), ("sid", "s"), ("sid", "t")],
            &[("iss", "https://id.example"), ("iss", "https://id.example"), ("sid", "s")],
        ] {
            assert!(!judged(wrong).is_genuine(), "{wrong:?}");
        }
    }

    #[test]
    fn what_is_sent_is_a_get_and_the_answer_may_be_framed_by_the_provider_alone() {
        let event = catalogue::named("oidc.frontchannel-logout").unwrap();
        let draft = scheme::draft(event, &Facts::example(), UnixTime(0)).unwrap();
        let message = scheme::sealed(&draft, &Credential::Nothing).unwrap();
        let target = Url::parse("http://localhost:3000/logout?keep=1").unwrap();
        let request = message.to(&target);
        assert_eq!(request.method, Method::GET);
        assert_eq!(
            request.url.as_str(),
            "http://localhost:3000/logout?keep=1&iss=https%3A%2F%2Fid.example&sid=session-1"
        );
        assert!(request.body.is_empty());
        let policy = |judgement: &Judgement| {
            let answer = FrontChannel.answer(judgement);
            (answer.status.as_u16(), answer.headers["content-security-policy"].to_str().unwrap().to_owned())
        };
        let right = judged(&[("iss", "https://id.example"), ("sid", "s")]);
        assert_eq!(policy(&right), (200, "frame-ancestors https://id.example".to_owned()));
        assert_eq!(policy(&judged(&[("sid", "s")])), (400, "frame-ancestors 'none'".to_owned()));
    }
}
