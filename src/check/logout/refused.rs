//! What an app has to refuse: logout tokens that are wrong, one way at a time. What each of them is stands in the mutations of
//! events, by the number of the case. <https://openid.net/specs/openid-connect-backchannel-1_0.html#Validation>

use super::{
    guest::{About, Who},
    reaction::Reaction,
    row::{Row, by_hand, mutated},
    scene::Scene,
};
use crate::{
    check::judged::{Judged, Session},
    error::Result,
    webhook::mutation,
};

/// The rows.
pub(super) const ROWS: &[Row] = &[
    mutated!("N1" Must "Back-Channel Logout §2.5": "a logout without a body"
        => "refuses it with 400, and the session goes on";
        "answer 400 where the form has no logout_token"; Refused),
    mutated!("N2" Must "Back-Channel Logout §2.5": "a logout whose logout_token is empty"
        => "refuses it with 400, and the session goes on";
        "answer 400 where logout_token is empty"; Refused),
    mutated!("N3" Must "RFC 7519 §7.2": "a logout_token that is no token, or says a claim twice"
        => "refuses it with 400, and the session goes on";
        "answer 400 to whatever cannot be read as a JWT; let no error of the parser become a 500"; Refused),
    mutated!("N4" Must "Back-Channel Logout §2.5": "a logout by GET, PUT or DELETE"
        => "refuses it with 405, 404 or 400, and the session goes on";
        "route the hook for POST alone"; Refused),
    mutated!("N5" Must "Back-Channel Logout §2.5": "a logout in JSON or plain text instead of a form"
        => "refuses it with 400 or 415, and the session goes on";
        "read the parameter from an application/x-www-form-urlencoded body alone"; Refused),
    mutated!("N6" Must "RFC 6749 §3.1": "a form that has logout_token twice"
        => "refuses it with 400, and the session goes on";
        "refuse a form in which a parameter stands twice"; Refused),
    mutated!("N7" Must "RFC 8725 §3.2": "a logout token that is not signed: alg is none"
        => "refuses it with 400, and the session goes on";
        "verify the signature, with a list of the algorithms that you take; never `none`, in any letter case"; Refused),
    mutated!("N8" Must "RFC 7515 §5.2": "a logout token signed with another key under the name of the right one"
        => "refuses it with 400, and the session goes on";
        "verify the signature with the key that the provider publishes under this kid"; Refused),
    mutated!("N9" Must "RFC 7515 §4.1.4": "a logout token signed with a key that the provider does not publish"
        => "refuses it with 400, and the session goes on";
        "where the provider publishes no key of this kid, refuse the token"; Refused),
    mutated!("N10" Must "RFC 8725 §3.1": "a logout token signed with HS256 and the client's secret"
        => "refuses it with 400, and the session goes on";
        "take the algorithm that the app is registered for, not the one that the header names"; Refused),
    mutated!("N11" Must "RFC 8725 §2.1": "a logout token signed with HS256 and the provider's public key as the secret"
        => "refuses it with 400, and the session goes on";
        "take the algorithm that the app is registered for, not the one that the header names"; Refused),
    mutated!("N12" Must "Back-Channel Logout §2.6": "a logout token signed with another algorithm than the app is registered for"
        => "refuses it with 400, and the session goes on";
        "take the algorithm of id_token_signed_response_alg alone, RS256 if none is registered"; Refused),
    mutated!("N13" Must "RFC 7515 §5.2": "a logout token whose payload was changed after it was signed"
        => "refuses it with 400, and the session goes on";
        "verify the signature before anything that the token says is used"; Refused),
    mutated!("N14" Must "RFC 7515 §5.2": "a logout token whose signature is cut off"
        => "refuses it with 400, and the session goes on";
        "refuse a token without a signature"; Refused),
    mutated!("N15" Must "Back-Channel Logout §2.6": "a logout token of another issuer, or of the same with a slash or other letter case"
        => "refuses it with 400, and the session goes on";
        "compare iss with the provider's issuer to the letter"; Refused),
    mutated!("N16" Must "Back-Channel Logout §2.4": "a logout token that does not say who issued it"
        => "refuses it with 400, and the session goes on";
        "require iss"; Refused),
    mutated!("N17" Must "Back-Channel Logout §2.6": "a logout token for another app"
        => "refuses it with 400, and the session goes on";
        "require aud to be your client_id"; Refused),
    mutated!("N18" Must "Back-Channel Logout §2.4": "a logout token that does not say whom it is for"
        => "refuses it with 400, and the session goes on";
        "require aud: many libraries check it only where it is there"; Refused),
    mutated!("N19" Must "RFC 7519 §4.1.3": "a logout token for several other apps"
        => "refuses it with 400, and the session goes on";
        "where aud is a list, require your client_id in it"; Refused),
    mutated!("N20" Must "RFC 7519 §4.1.4": "a logout token that ended an hour ago"
        => "refuses it with 400, and the session goes on";
        "check exp, with some minutes of tolerance at most"; Refused),
    mutated!("N21" Should "Back-Channel Logout §2.4": "a logout token that does not say when it ends"
        => "refuses it with 400, and the session goes on";
        "require exp, which every logout token has since errata 1"; Refused),
    mutated!("N22" Must "Back-Channel Logout §2.4": "a logout token that does not say when it was issued"
        => "refuses it with 400, and the session goes on";
        "require iat"; Refused),
    mutated!("N23" Should "RFC 7519 §4.1.6": "a logout token that was issued tomorrow"
        => "refuses it with 400, and the session goes on";
        "refuse an iat in the future, with some minutes of tolerance"; Refused),
    mutated!("N24" Should "Back-Channel Logout §2.6": "a logout token that was issued a year ago and ends soon"
        => "leaves the session alive, which began later";
        "refuse an iat that is long past, or end older sessions alone"; Survives),
    mutated!("N25" Must "Back-Channel Logout §2.4": "a logout token without a jti"
        => "refuses it with 400, and the session goes on";
        "require jti"; Refused),
    mutated!("N26" Must "Back-Channel Logout §2.6 (4)": "a logout token with neither sub nor sid"
        => "refuses it with 400, and the session goes on";
        "require sub or sid"; Refused),
    mutated!("N27" Must "Back-Channel Logout §2.6 (5)": "a logout token without events"
        => "refuses it with 400, and the session goes on";
        "require the claim events with the logout event in it"; Refused),
    mutated!("N28" Must "Back-Channel Logout §2.6 (5)": "a logout token of another event"
        => "refuses it with 400, and the session goes on";
        "require the member http://schemas.openid.net/event/backchannel-logout of events"; Refused),
    mutated!("N29" Must "Back-Channel Logout §2.4": "a logout token whose events is a list"
        => "refuses it with 400, and the session goes on";
        "require events to be a JSON object"; Refused),
    mutated!("N30" Must "Back-Channel Logout §2.4": "a logout token whose event is a text"
        => "refuses it with 400, and the session goes on";
        "require the value of the event to be a JSON object"; Refused),
    mutated!("N31" Must "Back-Channel Logout §2.6 (6)": "a logout token with a nonce"
        => "refuses it with 400, and the session goes on";
        "refuse a token with a nonce, which may be an ID token"; Refused),
    mutated!("N32" Must "Back-Channel Logout §2.6 (5)": "an ID token in the place of the logout token"
        => "refuses it with 400, and the session goes on";
        "require events and no nonce: an ID token of yours is signed with the same key"; Refused),
    mutated!("N33" Should "RFC 9068 §2.1": "an access token in the place of the logout token"
        => "refuses it with 400, and the session goes on";
        "require events; take the types logout+jwt, JWT and none"; Refused),
    mutated!("N34" Must "RFC 8417 §2.3": "a security event token in the place of the logout token"
        => "refuses it with 400, and the session goes on";
        "require the logout event in events, and refuse other types of token"; Refused),
    by_hand!("N35" Should "Back-Channel Logout §2.6": "a logout token with the sub of one person and the sid of another's session"
        => "ends nobody's session";
        "end the session of this sid only where it is of this sub"; foreign_sid),
    mutated!("N36" Should "Back-Channel Logout §2.7": "a logout token whose sid nobody knows"
        => "ends none of the person's other sessions";
        "where there is a sid, end that session alone"; Survives),
    mutated!("N37" Must "RFC 8725 §3.10": "a logout token whose header brings or names the key that it is signed with"
        => "refuses it with 400, and the session goes on";
        "never take a key from jwk, jku or x5u of the header"; Refused),
    mutated!("N38" Must "RFC 7515 §4.1.11": "a logout token with a critical extension that nobody knows"
        => "refuses it with 400, and the session goes on";
        "refuse a token whose crit names what you do not implement"; Refused),
    by_hand!("N39" Should "Back-Channel Logout §2.4": "a logout token that is not encrypted, to an app that is registered for encrypted ones"
        => "refuses it with 400, and the session goes on";
        "where encryption is registered, refuse what is only signed"; unencrypted),
    mutated!("N40" Must "RFC 9110 §15.5.14": "a logout token of more than a megabyte"
        => "refuses it with 413 or 400 or closes the connection, and lives on";
        "limit the size of the body, before it is read whole"; RefusedOrCut),
    by_hand!("N41" Must "Back-Channel Logout §2.8": "the status of a refusal"
        => "400";
        "answer 400 to every logout token that is not valid, not 401, 403 or 422"; status_of_refusal),
];

/// N35
async fn foreign_sid(scene: &Scene<'_>) -> Result<Judged> {
    let mut one = scene.sign_in(Who::One).await?;
    let mut other = scene.sign_in(Who::Another).await?;
    let mixed = About { sub: one.about().sub, sid: other.about().sid };
    let sent = scene.send_about(&mixed, "sub of one person, sid of another").await?;
    if scene.sessions(&mut other).await?.live == Session::Dead {
        return Ok(Judged::fail("the session of the other person has ended").with_session(Session::Dead));
    }
    Ok(Reaction { sent, sessions: scene.sessions(&mut one).await? }.survives())
}

/// N39
async fn unencrypted(_: &Scene<'_>) -> Result<Judged> {
    Ok(Judged::skip(
        "the app is not registered for encrypted logout tokens: the embedded provider only signs them",
    ))
}

/// N41
async fn status_of_refusal(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let sent = scene.send_mutated(&mut guest, mutation::named("wrong-aud")?).await?;
    let status = sent.status();
    let sessions = scene.sessions(&mut guest).await?;
    let judged = Judged::of_rule(
        status == Some(400),
        format!("a logout token for another app is answered {}", sent.words()),
    );
    Ok(Reaction { sent, sessions }.marked(judged))
}
