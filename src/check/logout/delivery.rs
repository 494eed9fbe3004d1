//! Delivery as it goes in the world: twice, late, many at once, cut off, while the provider's key set cannot be fetched.

use std::{sync::Arc, time::Duration};

use http::header;
use tokio::task::JoinSet;

use super::{
    expect::Expect,
    guest::{About, Who},
    key_set::{flood, without_key_set},
    reaction::Reaction,
    row::{Row, by_hand},
    scene::Scene,
};
use crate::{
    check::judged::{Judged, Session, Verdict},
    error::Result,
    protocol::exchange::Request,
};

/// How many logouts come at once, and of how many people who are signed in.
const MANY: usize = 100;
const SIGNED_IN: usize = 5;
/// How many of them are on the way at a time.
const AT_A_TIME: usize = 20;
/// How long ago an old logout was.
const OLD_S: i64 = 60;
/// How long the sender waits who loses patience: the app has got the logout by then.
const IMPATIENCE: Duration = Duration::from_millis(200);

/// How many bytes of a body are missing, how long they are waited for, and how soon others come.
const MISSING: usize = 64;
const HOLD: Duration = Duration::from_secs(1);
const SOON: Duration = Duration::from_millis(200);

/// The rows.
pub(super) const ROWS: &[Row] = &[
    by_hand!("D1" Must "Back-Channel Logout §2.7": "the same logout token twice"
        => "the session ends, and the second is answered without failing";
        "a logout of what has ended is a success; a jti that was seen is refused with 400, not with 500"; twice),
    by_hand!("D2" Must "Back-Channel Logout §2.7": "100 logouts at once"
        => "ends the sessions that they are about, and answers all of them without failing";
        "let nothing be shared between logouts that breaks when two come at a time"; many),
    by_hand!("D3" Should "Back-Channel Logout §2.5": "a sender that does not wait for the answer, and sends a new token"
        => "ends the session, and answers the second with 200 or 204";
        "a logout that was begun before counts as a success"; again),
    by_hand!("D4" Info "Back-Channel Logout §2.6": "a logout of a minute ago that comes after the person has signed in anew"
        => "leaves the new session alive";
        "compare iat with when the session began, and end older sessions alone"; late),
    by_hand!("D5" Should "RFC 9112 §8": "a body that does not come to its end before the connection does"
        => "does not act on it, and answers others meanwhile";
        "act on a request only when all of its body is there, and let one that is slow hold up no other"; cut_off),
    by_hand!("D6" Should "OpenID Connect Core §10.1.1": "a logout while the provider's key set cannot be fetched, and one afterwards"
        => "refuses the first, and takes the second";
        "do not remember a key set that could not be fetched, and take no token without its key"; without_key_set),
    by_hand!("D7" Should "OpenID Connect Core §10.1.1": "one logout after the other, also of keys that nobody knows"
        => "does not fetch the key set anew for each";
        "keep the key set, and fetch it for an unknown kid once in a while at most"; flood),
    by_hand!("D8" Must "Back-Channel Logout §2.8": "the status of the answer to a right logout"
        => "200 or 204, no redirect";
        "answer at the address that is registered: a sender follows no redirect"; no_redirect),
];

/// D1
async fn twice(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let draft = scene.hook.draft(scene.stage, &guest.about())?;
    let message = scene.hook.sealed(&draft, &[])?;
    let sent = scene.send(&message, "logout").await?;
    let sessions = scene.sessions(&mut guest).await?;
    let first = Reaction { sent, sessions }.judged(Expect::Taken, scene.hook.event);
    if first.verdict != Verdict::Pass {
        return Ok(first);
    }
    let sent = scene.send(&message, "the same again").await?;
    let sessions = scene.sessions(&mut guest).await?;
    let fault = sent.fault().or_else(|| sessions.not_ended().map(str::to_owned));
    let fault =
        fault.or_else(|| sent.status().is_none().then(|| format!("the second is answered {}", sent.words())));
    let judged =
        fault.map_or_else(|| Judged::pass(format!("the second is answered {}", sent.words())), Judged::fail);
    Ok(Reaction { sent, sessions }.marked(judged))
}

/// D2
async fn many(scene: &Scene<'_>) -> Result<Judged> {
    let mut guests = Vec::new();
    for _ in 0..SIGNED_IN {
        guests.push(scene.sign_in(Who::One).await?);
    }
    let mut waiting: Vec<Request> = Vec::new();
    for number in 0..MANY {
        // whoever is signed in comes among the others
        let about = match guests.get(number / (MANY / SIGNED_IN)).filter(|_| number % (MANY / SIGNED_IN) == 0)
        {
            Some(guest) => guest.about(),
            None => {
                About { sub: Some(format!("nobody-{number}")), sid: Some(format!("no-session-{number}")) }
            }
        };
        let draft = scene.hook.draft(scene.stage, &about)?;
        waiting.push(scene.hook.sealed(&draft, &[])?.to(&scene.hook.url));
    }
    let failed = at_once(scene, waiting).await;
    if let Some(why) = failed {
        return Ok(Judged::fail(format!("of 100 logouts at once, {why}")));
    }
    for guest in &mut guests {
        if let Some(why) = scene.sessions(guest).await?.not_ended() {
            return Ok(Judged::fail(format!("of 100 logouts at once one was ignored: {why}"))
                .with_session(Session::Alive));
        }
    }
    Ok(Judged::pass("100 logouts at once").with_session(Session::Dead))
}

/// Sends them, some at a time; what the app did wrong with one, if it did.
async fn at_once(scene: &Scene<'_>, requests: Vec<Request>) -> Option<String> {
    let (mut running, mut fault) = (JoinSet::new(), None);
    let mut waiting = requests.into_iter();
    loop {
        while running.len() < AT_A_TIME
            && let Some(request) = waiting.next()
        {
            let http = Arc::clone(&scene.stage.http);
            running.spawn(async move { http.send(request).await });
        }
        let Some(answered) = running.join_next().await else { return fault };
        let found = match answered {
            Ok(Ok(response)) if response.status.is_server_error() => {
                Some(format!("one was answered {}", response.status.as_u16()))
            }
            Ok(Ok(_)) => None,
            Ok(Err(error)) => Some(format!("one was not answered: {}", error.text())),
            Err(_) => Some("one was not sent".to_owned()),
        };
        fault = fault.or(found);
    }
}

/// D3
async fn again(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let about = guest.about();
    tokio::select! {
        _ = scene.send_about(&about, "logout, whose answer nobody waits for") => {}
        () = scene.stage.clock.sleep(IMPATIENCE) => {}
    }
    let sent = scene.send_about(&about, "logout, tried again").await?;
    let sessions = scene.sessions(&mut guest).await?;
    Ok(Reaction { sent, sessions }.judged(Expect::Taken, scene.hook.event))
}

/// D4
async fn late(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let old = scene.stage.clock.now().plus(-OLD_S);
    let draft = scene.hook.draft_at(scene.stage, &guest.sub_only(), old)?;
    let sent = scene.send(&scene.hook.sealed(&draft, &[])?, "a logout of a minute ago").await?;
    Ok(Reaction { sent, sessions: scene.sessions(&mut guest).await? }.survives())
}

/// D5
async fn cut_off(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let mut message = scene.hook.sealed(&scene.hook.draft(scene.stage, &guest.about())?, &[])?;
    let length = (message.body.len() + MISSING).to_string();
    message.set_header(header::CONTENT_LENGTH.as_str(), &length)?;
    let clock = &scene.stage.clock;
    let sending = async {
        tokio::select! {
            sent = scene.send(&message, "logout, without the end of its body") => Some(sent),
            () = clock.sleep(HOLD) => None,
        }
    };
    let mut tab = guest.saved.clone();
    let loading = async {
        clock.sleep(SOON).await;
        tokio::select! {
            probed = scene.stage.probe(&mut tab) => probed.is_ok(),
            () = clock.sleep(HOLD) => false,
        }
    };
    let (sent, is_answering) = tokio::join!(sending, loading);
    // who acts on it does so now
    clock.sleep(SOON).await;
    let session = scene.sessions(&mut guest).await?.live;
    let judged = match (sent.transpose()?, session, is_answering) {
        (_, Session::Dead, _) => {
            Judged::fail("the session has ended by a request of which a part is missing")
        }
        (_, _, false) => Judged::fail("it answers nobody else while it waits for the rest of a request"),
        (Some(sent), ..) => sent.marked(match sent.fault() {
            Some(fault) => Judged::fail(fault),
            None => {
                Judged::pass(format!("it is answered {}, and others are answered meanwhile", sent.words()))
            }
        }),
        (None, ..) => Judged::pass("it is not acted on, and others are answered meanwhile"),
    };
    Ok(judged.with_session(session))
}

/// D8
async fn no_redirect(scene: &Scene<'_>) -> Result<Judged> {
    let guest = scene.sign_in(Who::One).await?;
    let sent = scene.send_about(&guest.about(), "logout").await?;
    let leads = sent.status().is_some_and(|status| (300..400).contains(&status));
    let message = match leads {
        true => format!("it is answered {}, a redirect, which no sender follows", sent.words()),
        false => format!("it is answered {}", sent.words()),
    };
    Ok(sent.marked(Judged::of_rule(!leads, message)))
}
