//! What an app has to take: logout tokens that are right, also in unusual ways.
//! <https://openid.net/specs/openid-connect-backchannel-1_0.html>

use std::time::Duration;

use http::{HeaderMap, header};

use super::{
    expect::Expect,
    guest::{Guest, Who},
    key_set::rotated,
    reaction::{Reaction, Sent},
    row::{Row, by_hand, mutated},
    scene::Scene,
};
use crate::{check::judged::Judged, error::Result, webhook::mutation};

/// How long an answer may take without a sender's losing patience.
pub(super) const PROMPT: Duration = Duration::from_secs(5);

/// The rows.
pub(super) const ROWS: &[Row] = &[
    by_hand!("P1" Must "Back-Channel Logout §2.7": "a logout token with sub and sid"
        => "answers 200 or 204, and the session ends";
        "end the session on the server before you answer: no cookie of the browser is there to be deleted"; sub_and_sid),
    by_hand!("P2" Must "Back-Channel Logout §2.7": "a logout token with sid alone"
        => "answers 200 or 204, and the session ends";
        "keep the sid of the ID token with the session, and find the session by it"; sid_only),
    by_hand!("P3" Must "Back-Channel Logout §2.7": "a logout token with sub alone"
        => "answers 200 or 204, and every session of the person ends";
        "find the sessions by iss and sub where there is no sid"; sub_only),
    mutated!("P4" Info "Back-Channel Logout §2.4": "a logout token without a type, or of the type JWT"
        => "takes it, and the session ends";
        "logout+jwt is only recommended: take older types as long as events is there"; Taken),
    mutated!("P5" Must "RFC 7519 §4.1.3": "a logout token for several apps, this one among them"
        => "takes it, and the session ends";
        "aud may be a list: look for your client_id in it"; Taken),
    mutated!("P6" Must "Back-Channel Logout §2.4, §2.5": "claims, members of the event and parameters that nobody knows"
        => "ignores them and takes it, and the session ends";
        "ignore what you do not know, also parameters before logout_token"; Taken),
    mutated!("P7" Should "RFC 9110 §8.3.1": "the media type with ;charset=UTF-8"
        => "takes it, and the session ends";
        "compare the media type without its parameters"; Taken),
    mutated!("P8" Info "RFC 9112 §7.1": "a body in chunks, without its length"
        => "takes it, and the session ends";
        "read the body to its end, whatever tells its length"; Taken),
    by_hand!("P9" Must "Back-Channel Logout §2.7": "a logout of a session that has ended already"
        => "answers 200 or 204: it is a success";
        "answer 200 where there is no such session any more"; ended_already),
    by_hand!("P10" Must "Back-Channel Logout §2.5": "a logout without cookies, CSRF token and Origin, as a provider sends it"
        => "does not ask for any of them";
        "take the hook out of the CSRF protection and of what asks for a login: the signature is its proof"; bare),
    by_hand!("P11" Should "Back-Channel Logout §2.8": "Cache-Control of the answer, to a right logout and to a wrong one"
        => "no-store";
        "send Cache-Control: no-store with every answer of the hook"; no_store),
    by_hand!("P12" Should "Back-Channel Logout §2.8": "the time of the answer"
        => "less than 5 s";
        "do what takes long after the answer; a provider waits for some seconds only"; prompt),
    by_hand!("P13" Should "OpenID Connect Core §10.1.1": "a logout token signed with a key that the provider has had since after the app began"
        => "fetches the key set again and takes it, and the session ends";
        "where a kid is unknown, fetch the key set once more before you refuse the token"; rotated),
];

async fn sub_and_sid(scene: &Scene<'_>) -> Result<Judged> {
    scene.ends(Guest::about, "logout of one session").await
}

async fn sid_only(scene: &Scene<'_>) -> Result<Judged> {
    scene.ends(Guest::sid_only, "logout of one session, without sub").await
}

async fn sub_only(scene: &Scene<'_>) -> Result<Judged> {
    scene.ends(Guest::sub_only, "logout of every session").await
}

/// P9
async fn ended_already(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    scene.send_about(&guest.about(), "logout").await?;
    if let Some(why) = scene.sessions(&mut guest).await?.not_ended() {
        return Ok(Judged::fail(format!("it did not come so far: after the first logout {why}")));
    }
    let sent = scene.send_about(&guest.about(), "another logout of the same session").await?;
    Ok(Reaction { sent, sessions: scene.sessions(&mut guest).await? }.judged(Expect::Taken, scene.hook.event))
}

/// P10
async fn bare(scene: &Scene<'_>) -> Result<Judged> {
    let guest = scene.sign_in(Who::One).await?;
    let sent = scene.send_about(&guest.about(), "logout, without cookies, CSRF token and Origin").await?;
    let asks = matches!(sent.status(), None | Some(301..=399 | 401 | 403 | 407 | 419));
    let message = match asks {
        true => format!("it is answered {}, as to somebody who is not let in", sent.words()),
        false => format!("it is answered {}", sent.words()),
    };
    Ok(sent.marked(Judged::of_rule(!asks, message)))
}

/// P11
async fn no_store(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let wrong = scene.send_mutated(&mut guest, mutation::named("wrong-aud")?).await?;
    let right = scene.send_about(&guest.about(), "logout").await?;
    for (sent, which) in [(&wrong, "refused"), (&right, "taken")] {
        let is_kept = !matches!(sent, Sent::Answered(response) if forbids_keeping(&response.headers));
        if is_kept {
            let message =
                format!("the answer to what is {which} may be kept: it has no Cache-Control: no-store");
            return Ok(sent.marked(Judged::fail(message)));
        }
    }
    Ok(right.marked(Judged::pass("no-store")))
}

/// Whether nobody may keep the answer (RFC 9111 §5.2.2.5).
pub(super) fn forbids_keeping(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|one| one.trim().eq_ignore_ascii_case("no-store"))
}

/// P12
async fn prompt(scene: &Scene<'_>) -> Result<Judged> {
    let guest = scene.sign_in(Who::One).await?;
    let about = guest.about();
    Ok(tokio::select! {
        sent = scene.send_about(&about, "logout") => {
            let sent = sent?;
            let (is_answered, words) = (sent.status().is_some(), sent.words());
            sent.marked(Judged::of_rule(is_answered, format!("it is answered {words}, in time")))
        }
        () = scene.stage.clock.sleep(PROMPT) => Judged::fail("there is no answer after 5 s"),
    })
}
