//! Asking the provider about a token (RFC 7662), for a plain answer or a signed one (RFC 9701).

use http::{HeaderValue, header};
use serde_json::{Map, Value};

use super::{
    client_authentication::authenticated,
    discovery::{self, describe},
    peer::{Peer, refusal},
    revocation::TokenTypeHint,
};
use crate::{
    error::{Code, Error, Phase, Result},
    host::Host,
    jose::{
        algorithm::Algorithm,
        claims::Claims,
        jws::{Keys, Unverified, Verified},
    },
    protocol::{
        exchange::{Endpoint, Response},
        json,
        sent_secrets::SentSecrets,
        step::Step,
        time::UnixTime,
    },
    secret::SecretString,
};

/// The media type of a signed answer, and its `typ` without `application/` (RFC 9701 §4, §5).
const SIGNED: &str = "application/token-introspection+jwt";
const TYP: &str = "token-introspection+jwt";

/// How long ago a signed answer may have been made, in seconds: a provider may keep it for a while.
const OLDEST_S: i64 = 300;

/// How an answer shall come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As JSON.
    Plain,
    /// As a JWT that the provider has signed for us.
    Signed,
}

/// What the provider says of the token. There is always an `active` that is true or false; of a token that is not active
/// there is seldom more (RFC 7662 §2.2).
///
/// # Errors
/// `introspection_invalid` if the answer breaks a rule; what the endpoint refuses with.
pub async fn introspect(
    host: &Host,
    peer: &Peer,
    token: &SecretString,
    hint: Option<TokenTypeHint>,
    form: Form,
) -> Result<Map<String, Value>> {
    let endpoint = peer.endpoint(peer.metadata.endpoints.introspection.as_ref(), "introspection_endpoint")?;
    let mut fields = vec![("token", token.expose().as_str())];
    fields.extend(hint.map(|hint| ("token_type_hint", hint.name())));
    let mut request = authenticated(host, peer, Endpoint::Introspection, endpoint.url().clone(), &fields)?;
    if form == Form::Signed {
        request.headers.insert(header::ACCEPT, HeaderValue::from_static(SIGNED));
    }
    let secrets = SentSecrets::of(&request).and(peer.client.secret.as_ref());
    let response = host.http.send(request).await.map_err(|error| error.phase(Phase::Introspect))?;
    if let Some(refusal) = refusal(&response, &secrets, "introspection", Phase::Introspect) {
        return Err(refusal);
    }
    let answer = match form {
        Form::Plain => {
            json::object(&response.body).map_err(|error| describe(error, &response).phase(Phase::Introspect))
        }
        Form::Signed => signed(host, peer, &response).await,
    };
    let answer = answer.map_err(|error| secrets.hide_in_error(error).issuer(peer.name()))?;
    // RFC 7662 §2.2: REQUIRED, and a Boolean; a string is no answer (threat C14)
    match (answer.get("active").is_some_and(Value::is_boolean), secrets.hide_in_json(&answer.into())) {
        // C64: it is shown, and some providers repeat the token in it
        (true, Value::Object(answer)) => Ok(answer),
        _ => {
            Err(invalid("the introspection answer does not say whether the token is active")
                .issuer(peer.name()))
        }
    }
}

/// The answer within a signed one, once everything about it has held (RFC 9701 §5, RFC 8725 §3).
async fn signed(host: &Host, peer: &Peer, response: &Response) -> Result<Map<String, Value>> {
    if response.content_type() != SIGNED {
        return Err(invalid("the answer is not signed, which was asked for")
            .expected(SIGNED)
            .got(response.content_type()));
    }
    let keys = discovery::keys(host, &peer.metadata).await?;
    let unreadable = || invalid("the signed introspection answer cannot be read");
    let text = std::str::from_utf8(&response.body).map_err(|_| unreadable())?;
    let believed = Unverified::parse(text)
        .and_then(|unverified| unverified.verify(Keys::Published(&keys.set), Algorithm::ASYMMETRIC));
    let verified = believed.map_err(|error| match error.code() {
        Code::IdTokenSignature => invalid("the signature of the introspection answer is wrong"),
        Code::UnknownKey => {
            invalid("the introspection answer is signed with a key that the provider does not publish")
        }
        Code::IdTokenAlg => {
            invalid("the introspection answer is signed with an algorithm that is not allowed")
        }
        _ => unreadable(),
    })?;
    let answer = check(peer, &verified, host.clock.now())?;
    host.witness.saw(Step::Checked {
        what: "introspection answer",
        rules: ["signature", "typ", "iss", "aud", "iat"].map(|rule| format!("{rule} (RFC 9701 §5)")).to_vec(),
        token: None,
    });
    Ok(answer)
}

fn check(peer: &Peer, verified: &Verified, now: UnixTime) -> Result<Map<String, Value>> {
    let typ = verified.header().typ.as_deref().unwrap_or("none");
    // RFC 8725 §3.11: nothing else that the provider signs is an answer
    if !typ.trim_start_matches("application/").eq_ignore_ascii_case(TYP) {
        return Err(invalid("the signed answer is of another kind").expected(TYP).got(typ));
    }
    let wrong_type = |_| invalid("a claim of the introspection answer is of the wrong type");
    let members = verified.claims().map_err(wrong_type)?;
    let claims = Claims(&members);
    let (iss, issuer) = (claims.text("iss").map_err(wrong_type)?, peer.name());
    if iss != Some(issuer.as_str()) {
        return Err(invalid("the introspection answer is of another issuer")
            .expected(issuer)
            .got(iss.unwrap_or("none")));
    }
    let aud = claims.texts("aud").map_err(wrong_type)?;
    if !aud.contains(&peer.client.id) {
        return Err(invalid("the introspection answer is for another client")
            .expected(peer.client.id.as_str())
            .got(aud.join(", ")));
    }
    // RFC 9701 §5: nothing else in it tells that it answers this request, and not one of long ago
    let age = claims.moment("iat").map_err(wrong_type)?.map(|iat| now.since(iat));
    if age.is_none_or(|age| age < -peer.skew_s || age > OLDEST_S + peer.skew_s) {
        return Err(invalid("the introspection answer was not made just now")
            .expected("an iat of now")
            .got(age.map_or_else(|| "none".to_owned(), |age| format!("{age} s ago"))));
    }
    match members.get("token_introspection") {
        Some(Value::Object(answer)) => Ok(answer.clone()),
        _ => Err(invalid("the signed answer has no token_introspection")),
    }
}

fn invalid(message: &str) -> Error {
    Code::IntrospectionInvalid.error().phase(Phase::Introspect).message(message)
}
