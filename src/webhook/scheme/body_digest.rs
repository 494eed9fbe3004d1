//! A JWT in a header that has the hash of the body: FusionAuth signs what it sends with a secret or a key, and the claim
//! `request_body_sha256` ties that to these bytes.
//! <https://fusionauth.io/docs/extend/events-and-webhooks/signing>

use serde_json::{Map, Value};

use super::row::Scheme;
use crate::{
    error::{Code, Error, Phase, Result},
    jose::{
        algorithm::Algorithm,
        base64url,
        claims::Claims,
        hash,
        jws::{Keys, Unverified},
        key::SymmetricKey,
    },
    protocol::{json, time::UnixTime},
    webhook::{
        credential::{Credential, Needs},
        draft::Draft,
        event::Event,
        judgement::Judgement,
        message::{JSON, Message},
        signed_token,
        trust::{SKEW_S, Trust},
    },
};

const SECTION: &str = "FusionAuth: signing webhooks";
/// The header that the token is in.
const HEADER: &str = "x-fusionauth-signature-jwt";
/// The claim that has the hash of the body.
const CLAIM: &str = "request_body_sha256";

/// The scheme.
pub struct BodyDigest;

impl Scheme for BodyDigest {
    fn name(&self) -> &'static str {
        "body-digest-jwt"
    }

    fn means(&self) -> &'static str {
        "a JWT with the SHA-256 of the body, signed with a shared secret (HS256), in a header"
    }

    fn needs(&self) -> Needs {
        Needs::Secret
    }

    fn typ(&self) -> Option<&'static str> {
        Some("JWT")
    }

    fn seal(&self, draft: &Draft, credential: &Credential) -> Result<Message> {
        let secret = credential.secret()?.expose();
        let key = SymmetricKey::new(Algorithm::HS256, secret.as_bytes()).map_err(|_| too_short())?;
        let body = draft.body();
        let claims = Map::from_iter([(CLAIM.to_owned(), digest(&body).into())]);
        let mut message = Message::post(JSON, body);
        message.set_header(HEADER, &key.sign(draft.typ.as_deref(), &claims)?)?;
        Ok(message)
    }

    fn recognizes(&self, _: &Event, message: &Message) -> bool {
        message.headers.contains_key(HEADER)
    }

    fn judge(&self, event: &Event, message: &Message, trust: &Trust) -> Judgement {
        let mut judgement = Judgement::default();
        if !judgement.check("request", "RFC 9110 §9.3.3", message.posted(JSON)) {
            return judgement;
        }
        let token = message.header(HEADER);
        let found = token.map(|_| HEADER.to_owned());
        let found = found.ok_or_else(|| format!("there is not exactly one header {HEADER}"));
        let (true, Some(token)) = (judgement.check("header", SECTION, found), token) else {
            return judgement;
        };
        let Some(claims) = claims(token, trust, &mut judgement) else { return judgement };
        let found = match Claims(&claims).text(CLAIM) {
            Ok(Some(claimed)) if claimed == digest(&message.body) => Ok("of these bytes".to_owned()),
            Ok(Some(_)) => Err("it is of other bytes than these".to_owned()),
            _ => Err("the token has no text of that name".to_owned()),
        };
        judgement.check(CLAIM, SECTION, found);
        let found = match Claims(&claims).moment("exp") {
            Ok(Some(exp)) if trust.now > exp.plus(SKEW_S) => {
                Err(format!("it ended {} s ago", trust.now.since(exp)))
            }
            Ok(_) => Ok("not over".to_owned()),
            Err(_) => Err("`exp` is no time".to_owned()),
        };
        judgement.check("exp", SECTION, found);
        judge_body(event, message, trust, &mut judgement);
        judgement
    }
}

fn digest(body: &[u8]) -> String {
    base64url::encode_standard(hash::sha256(body))
}

fn too_short() -> Error {
    Code::Usage
        .error()
        .phase(Phase::Webhook)
        .message("HS256 takes a secret of 32 bytes or more (RFC 7518 §3.2)")
        .hint("give --secret-from a longer secret")
}

/// The claims, by a secret where the token says that there is one, and never by a public key in its place (RFC 8725 §2.1).
fn claims(token: &str, trust: &Trust, judgement: &mut Judgement) -> Option<Map<String, Value>> {
    let unverified = Unverified::parse(token).ok().filter(|token| token.header().algorithm.is_symmetric());
    let Some(unverified) = unverified else { return signed_token::claims(token, trust, judgement) };
    let algorithm = unverified.header().algorithm;
    judgement.check("token", "RFC 7515 §7.1", Ok("a signed token".to_owned()));
    if trust.secrets.is_empty() {
        judgement.unknown("signature", "RFC 7515 §5.2", "no secret is known: give --secret-from");
        return None;
    }
    let by = |secret: &[u8]| unverified.clone().verify(Keys::Symmetric(secret), &[algorithm]).ok();
    let verified = trust.shared().find_map(|secret| by(secret.as_bytes()));
    let found = match &verified {
        Some(_) => Ok(format!("{algorithm}, by the shared secret")),
        None => Err("it is not of the shared secret".to_owned()),
    };
    judgement.check_as("invalid_key", "signature", "RFC 7515 §5.2", found);
    let claims = verified?.claims();
    if let Err(error) = &claims {
        judgement.check("claims", "RFC 7519 §7.2", Err(signed_token::fault(error)));
    }
    claims.ok()
}

/// The token says nothing of when it was made: the body does (threat W16).
fn judge_body(event: &Event, message: &Message, trust: &Trust, judgement: &mut Judgement) {
    let payload = json::value(&message.body).unwrap_or_default();
    let found = match event.is_of(message, &payload) {
        true => Ok("an event of that type".to_owned()),
        false => Err(format!("it is not what {} looks like", event.name)),
    };
    judgement.check("event", SECTION, found);
    let made = payload.pointer("/event/createInstant").and_then(Value::as_i64);
    let made = made.map(|milliseconds| UnixTime(milliseconds.div_euclid(1000)));
    let found = match made.map(|made| trust.now.since(made)) {
        None if trust.is_forgiving => Ok("not said, which is forgiven".to_owned()),
        None => Err("it does not say when it was made".to_owned()),
        Some(age) if age.abs() > trust.tolerance_s => Err(format!("it was made {age} s ago")),
        Some(age) => Ok(format!("{age} s ago")),
    };
    judgement.check("createInstant", SECTION, found);
    judgement.claimed = event.claimed(payload, made.unwrap_or(trust.now));
    judgement.claimed.until = made.map(|made| made.plus(trust.tolerance_s));
}
