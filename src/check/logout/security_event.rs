//! Security event tokens that are pushed to the app. <https://www.rfc-editor.org/rfc/rfc8935>,
//! <https://openid.net/specs/openid-sharedsignals-framework-1_0.html>

use serde_json::Value;

use super::{
    expect::Expect,
    guest::{Guest, Who},
    reaction::{Reaction, Sent},
    row::{Row, by_hand, pushed},
    scene::Scene,
};
use crate::{
    check::judged::{Judged, Session, Verdict},
    error::Result,
    protocol::json,
    webhook::{catalogue, mutation},
};

/// Why a token is refused whose form or content is wrong (RFC 8935 §2.4).
const INVALID: &[&str] = &["invalid_request"];
const UNSIGNED: &[&str] = &["invalid_key", "invalid_request"];
const ISSUER: &[&str] = &["invalid_issuer"];
const AUDIENCE: &[&str] = &["invalid_audience"];
const ISSUER_AT_ALL: &[&str] = &["invalid_issuer", "invalid_request"];
const AUDIENCE_AT_ALL: &[&str] = &["invalid_audience", "invalid_request"];
const UNAUTHENTICATED: &[&str] = &["authentication_failed", "access_denied"];

/// The rows.
pub(super) const ROWS: &[Row] = &[
    by_hand!("T1" Must "RFC 8935 §2.2": "an event as it should be"
        => "answers 202, and the session ends";
        "answer 202 once the event is kept, and end the sessions of the person in sub_id"; right),
    by_hand!("T2" Must "RFC 8935 §2.2": "the body of the answer to an event that is taken"
        => "is empty";
        "answer 202 with no body"; empty_answer),
    pushed!("T3" Must "RFC 8725 §3.2": "an event that is not signed: alg is none"
        => "refuses it with 400 and err, and the session goes on";
        "verify the signature, with a list of the algorithms that you take"; ["alg-none", "alg-none-in-capitals"] UNSIGNED),
    pushed!("T4" Must "RFC 8935 §2.4": "an event whose signature is wrong, or of a key that the issuer does not publish"
        => "refuses it with 400 and err invalid_key or invalid_request, and the session goes on";
        "verify the signature with the transmitter's key set";
        ["wrong-key", "unknown-kid", "tampered-payload", "stripped-signature", "hs256-with-public-key", "other-algorithm", "embedded-jwk", "jku", "x5u"] UNSIGNED),
    pushed!("T5" Must "RFC 8935 §2.4": "an event of another issuer, or of none"
        => "refuses it with 400 and err, and the session goes on";
        "compare iss with the transmitter's issuer to the letter"; ["wrong-iss", "iss-with-slash", "iss-in-capitals", "missing-iss"] ISSUER_AT_ALL),
    pushed!("T6" Must "RFC 8935 §2.4": "an event for another receiver"
        => "refuses it with 400 and err, and the session goes on";
        "require your own audience in aud"; ["wrong-aud", "aud-list-without-us", "missing-aud"] AUDIENCE_AT_ALL),
    pushed!("T7" Must "RFC 8935 §2.4": "an event without the header Authorization, where the stream has one"
        => "refuses it with 401, or 400 and err authentication_failed, and the session goes on";
        "compare the header Authorization with the one of the stream"; ["missing-authorization"] UNAUTHENTICATED),
    pushed!("T8" Should "Shared Signals Framework §4.1.7": "an event with an exp"
        => "refuses it with 400 and err, and the session goes on";
        "refuse an event with exp, which may be another token"; ["with-exp"] INVALID),
    pushed!("T9" Should "Shared Signals Framework §4.1.4": "an event with a sub beside its sub_id"
        => "refuses it with 400 and err, and the session goes on";
        "refuse an event with sub, which may be another token"; ["with-sub"] INVALID),
    pushed!("T10" Must "RFC 8417 §2.3": "a token of another type"
        => "refuses it with 400 and err, and the session goes on";
        "require the type secevent+jwt"; ["typ-not-secevent"] INVALID),
    pushed!("T11" Must "Shared Signals Framework §4.1.6": "a token of two events at once"
        => "refuses it with 400 and err, and the session goes on";
        "require exactly one event"; ["two-events"] INVALID),
    pushed!("T12" Must "RFC 9493 §3": "a sub_id of a format that nobody knows"
        => "refuses it with 400 and err, and the session goes on";
        "refuse subjects that you cannot read; never take them for everybody"; ["unknown-subject-format"] INVALID),
    by_hand!("T13" Must "RFC 8935 §2.2": "the same event again, after the person has signed in anew"
        => "answers 202, and the new session goes on";
        "remember jti, and answer 202 to what you have taken before without doing it again"; replayed),
    pushed!("T14" Must "RFC 8417 §2.2": "a token whose events is missing or a list, or whose event is a text"
        => "refuses it with 400 and err, and the session goes on";
        "require events to be an object with an object in it"; ["missing-events", "events-list", "event-text"] INVALID),
    pushed!("T15" Should "RFC 8935 §2.1": "an event as application/json"
        => "refuses it with 400 or 415, and the session goes on";
        "take application/secevent+jwt alone"; ["secevent-as-json"] INVALID),
    pushed!("T16" Must "RFC 8935 §2.4": "a body that is empty or no token"
        => "refuses it with 400 and err invalid_request, and the session goes on";
        "refuse whatever cannot be read as a JWT; let no error of the parser become a 500"; ["no-body", "garbage"] INVALID),
    pushed!("T17" Must "RFC 7515 §4.1.11": "an event with a critical extension that nobody knows"
        => "refuses it with 400 and err, and the session goes on";
        "refuse a token whose crit names what you do not implement"; ["crit"] UNSIGNED),
    by_hand!("T18" Must "RFC 8417 §2.2": "an event about another person"
        => "ends that person's session alone";
        "end the sessions of the person in sub_id"; of_another),
    by_hand!("T19" Info "Shared Signals Framework §8.1.4.2": "a verification event that nobody has asked for"
        => "ends nothing, and does not fail";
        "answer 202, or 400 with err invalid_state where the state is not the one that you asked for"; verification),
    pushed!("T20" Should "RFC 8935 §2.4": "the reason for which an event of another issuer is refused"
        => "is invalid_issuer";
        "answer err invalid_issuer, so that the transmitter knows what to mend"; ["wrong-iss"] ISSUER),
    pushed!("T21" Should "RFC 8935 §2.4": "the reason for which an event for another receiver is refused"
        => "is invalid_audience";
        "answer err invalid_audience, so that the transmitter knows what to mend"; ["wrong-aud"] AUDIENCE),
    pushed!("T22" Must "RFC 8417 §2.2": "an event without jti, or without iat"
        => "refuses it with 400 and err, and the session goes on";
        "require jti and iat"; ["missing-jti", "missing-iat"] INVALID),
    by_hand!("T23" Must "RFC 7519 §4": "claims and members of the event that nobody knows"
        => "ignores them, and the session ends";
        "ignore what you do not know"; extended),
];

/// T1
async fn right(scene: &Scene<'_>) -> Result<Judged> {
    scene.ends(Guest::about, "the event").await
}

/// T2
async fn empty_answer(scene: &Scene<'_>) -> Result<Judged> {
    let guest = scene.sign_in(Who::One).await?;
    let sent = scene.send_about(&guest.about(), "the event").await?;
    let length = match &sent {
        Sent::Answered(response) => response.body.len(),
        Sent::Unanswered(_) => 0,
    };
    let message = format!("it is answered {}, with {length} bytes", sent.words());
    Ok(sent.marked(Judged::of_rule(length == 0 && sent.status() == Some(202), message)))
}

/// T13
async fn replayed(scene: &Scene<'_>) -> Result<Judged> {
    let judged = scene.replayed().await?;
    let is_taken = judged.status == Some(202);
    Ok(match judged.verdict {
        Verdict::Pass if !is_taken => Judged {
            verdict: Verdict::Fail,
            message: format!("{}; what was taken before is answered 202", judged.message),
            ..judged
        },
        _ => judged,
    })
}

/// T18
async fn of_another(scene: &Scene<'_>) -> Result<Judged> {
    let (mut one, other) = (scene.sign_in(Who::One).await?, scene.sign_in(Who::Another).await?);
    let sent = scene.send_about(&other.about(), "the event, about another person").await?;
    let reaction = Reaction { sent, sessions: scene.sessions(&mut one).await? };
    Ok(match reaction.sessions.live {
        Session::Dead => reaction.marked(Judged::fail("the session of the other person has ended")),
        Session::Alive => reaction.survives(),
    })
}

/// T23
async fn extended(scene: &Scene<'_>) -> Result<Judged> {
    let mutations = [mutation::named("extra-claims")?, mutation::named("extra-event-member")?];
    scene.each(&mutations, |reaction| reaction.judged(Expect::Taken, scene.hook.event)).await
}

/// T19
async fn verification(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let event = catalogue::named("ssf.verification")?;
    let draft = scene.hook.draft_of(event, scene.stage, &guest.about(), scene.stage.clock.now())?;
    let message = scene.hook.sealed(&draft, &[mutation::named("wrong-state")?])?;
    let sent = scene.send(&message, "a verification event with a state of nobody").await?;
    Ok(Reaction { sent, sessions: scene.sessions(&mut guest).await? }.survives())
}

/// Sends an event wrong in each of these ways, one after the other: it has to be refused for one of these reasons.
pub(super) async fn refused(scene: &Scene<'_>, names: &[&str], errors: &[&str]) -> Result<Judged> {
    let mutations = names.iter().map(|name| mutation::named(name)).collect::<Result<Vec<_>>>()?;
    scene
        .each(&mutations, |reaction| {
            let judged = reaction.judged(Expect::Refused, scene.hook.event);
            match (judged.verdict, unfit(&reaction.sent, errors)) {
                (Verdict::Pass, Some(why)) => reaction.marked(Judged::fail(why)),
                _ => judged,
            }
        })
        .await
}

/// What is wrong with a refusal.
fn unfit(sent: &Sent, errors: &[&str]) -> Option<String> {
    let Sent::Answered(response) = sent else { return None };
    // RFC 8935 §2.4: what is not about the token may be said by HTTP itself
    if matches!(response.status.as_u16(), 401 | 403 | 413 | 415) {
        return None;
    }
    let told = json::object(&response.body).unwrap_or_default();
    let err = told.get("err").and_then(Value::as_str);
    match err {
        _ if response.status.as_u16() != 400 => {
            Some(format!("it is refused with {}, where 400 is expected", response.status.as_u16()))
        }
        None => Some("it is refused without err, which says why (RFC 8935 §2.3)".to_owned()),
        Some(err) if errors.contains(&err) => None,
        Some(err) => Some(format!("it is refused as {err}, where {} is expected", errors.join(" or "))),
    }
}
