//! Which sessions end, and that they stay so: several browsers, several people, sign-ins before, during and after the logout.

use std::time::Duration;

use super::{
    expect::Expect,
    guest::{Comer, Who},
    reaction::Reaction,
    row::{Row, by_hand},
    scene::Scene,
};
use crate::{
    check::{
        judged::{Judged, Session, Verdict},
        stage::rehearsal,
        user_agent::UserAgent,
    },
    error::Result,
    idp::{scope, state::Grant},
};

/// How long an app may take to answer again after a restart.
const RESTART: Duration = Duration::from_secs(20);
const TICK: Duration = Duration::from_millis(5);
/// How often what has to happen within a second is tried.
const TRIES: usize = 3;
/// How many pages a browser loads beside a logout.
const PAGES: usize = 5;

/// The rows.
pub(super) const ROWS: &[Row] = &[
    by_hand!("S1" Must "Back-Channel Logout §2.7": "two sessions of one person; a logout with the sid of one"
        => "ends that session alone";
        "where there is a sid, end that session and no other of the person"; one_of_two),
    by_hand!("S2" Must "Back-Channel Logout §2.7": "two sessions of one person; a logout with sub alone"
        => "ends both";
        "where there is no sid, end every session of this iss and sub"; both),
    by_hand!("S3" Must "Back-Channel Logout §2.7": "sessions of two people; a logout of one"
        => "does not touch the other person's";
        "end sessions by sub or sid, never all there are"; not_the_other),
    by_hand!("S4" Must "Back-Channel Logout §2.7": "the person signs in again after the logout, in the same session at the provider"
        => "is signed in, and stays so";
        "a sid may come again: what has ended is the session of the app, not the sid for ever"; again),
    by_hand!("S5" Must "Back-Channel Logout §2.7": "the person signs in again after the logout, in another browser"
        => "leaves the old session dead";
        "delete the session itself; a mark that the next sign-in removes brings the old one back to life"; stays_dead),
    by_hand!("S6" Should "Back-Channel Logout §2.6 (8)": "the same logout token again, after the person has signed in anew"
        => "leaves the new session alive";
        "remember the jti of each logout token until it expires, and act on it once"; replayed),
    by_hand!("S7" Must "Back-Channel Logout §2.7": "a copy of the cookies from before the logout, used again and again"
        => "shows nobody signed in";
        "keep on the server which sessions there are: a cookie that says everything itself cannot be taken back"; copy),
    by_hand!("S8" Info "Back-Channel Logout §2.7": "requests of the browser during the logout"
        => "answers them without failing, and the session has ended afterwards";
        "do not write a session back that has been deleted meanwhile"; during),
    by_hand!("S9" Should "Back-Channel Logout §2.7": "a logout between the callback and the first page"
        => "ends the session that has just begun";
        "make the session known to the hook in the same step in which it begins"; before_first_page),
    by_hand!("S10" Info "Back-Channel Logout §2.7": "a logout before the sign-in that it is about has come to its callback"
        => "answers without failing; whether that sign-in counts is the app's choice";
        "answer 200 to a logout of a session that you do not know yet"; before_callback),
    by_hand!("S11" Should "Back-Channel Logout §2.7": "a restart of the app between sign-in and logout"
        => "ends the session all the same";
        "keep the sid with the session where a restart does not lose it"; after_restart),
    by_hand!("S12" Should "Back-Channel Logout §2.7": "the refresh token that the app was given"
        => "is revoked, unless it is for when the person is away (offline_access)";
        "revoke the refresh token of the session at the provider, but not one of offline_access"; refresh_token),
    by_hand!("S13" Should "OWASP ASVS 5.0 §7.4.1": "the app's own logout, and a copy of the cookies from before it"
        => "shows nobody signed in";
        "end the session on the server, not only the cookie in the browser"; own_logout),
    by_hand!("S14" Should "Back-Channel Logout §2.7": "sign-in, logout and sign-in again within one second"
        => "ends the first session, and the second goes on";
        "do not tell what was first by a time in whole seconds"; same_second),
];

/// S1
async fn one_of_two(scene: &Scene<'_>) -> Result<Judged> {
    let (mut one, mut two) = (scene.sign_in(Who::One).await?, scene.sign_in(Who::One).await?);
    let sent = scene.send_about(&one.about(), "logout of one session").await?;
    let (sessions, other) = (scene.sessions(&mut one).await?, scene.sessions(&mut two).await?);
    if other.live == Session::Dead {
        return Ok(sent
            .marked(Judged::fail("the person's session in another browser has ended too"))
            .with_session(other.live));
    }
    Ok(Reaction { sent, sessions }.judged(Expect::Taken, scene.hook.event))
}

/// S2
async fn both(scene: &Scene<'_>) -> Result<Judged> {
    let (mut one, mut two) = (scene.sign_in(Who::One).await?, scene.sign_in(Who::One).await?);
    let sent = scene.send_about(&one.sub_only(), "logout of every session").await?;
    for guest in [&mut one, &mut two] {
        let sessions = scene.sessions(guest).await?;
        let judged = Reaction { sent: sent.clone(), sessions }.judged(Expect::Taken, scene.hook.event);
        if sessions.not_ended().is_some() {
            return Ok(judged);
        }
    }
    let sessions = scene.sessions(&mut one).await?;
    Ok(Reaction { sent, sessions }.judged(Expect::Taken, scene.hook.event))
}

/// S3
async fn not_the_other(scene: &Scene<'_>) -> Result<Judged> {
    let (mut one, mut other) = (scene.sign_in(Who::One).await?, scene.sign_in(Who::Another).await?);
    let sent = scene.send_about(&one.about(), "logout of one person").await?;
    if scene.sessions(&mut other).await?.live == Session::Dead {
        return Ok(sent
            .marked(Judged::fail("the session of another person has ended"))
            .with_session(Session::Dead));
    }
    let sessions = scene.sessions(&mut one).await?;
    Ok(Reaction { sent, sessions }.judged(Expect::Taken, scene.hook.event))
}

/// S4
async fn again(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let sent = scene.send_about(&guest.about(), "logout").await?;
    if let Some(why) = scene.sessions(&mut guest).await?.not_ended() {
        return Ok(sent.marked(Judged::fail(format!("it did not come so far: after the logout {why}"))));
    }
    let sid = guest.sid.clone();
    let first = scene.sign_in_again(&mut guest).await?;
    let second = scene.stage.probe(&mut guest.agent).await?;
    let which = if guest.sid == sid {
        "in the same session at the provider"
    } else {
        "in another session at the provider"
    };
    let judged = match (first, second) {
        (Session::Alive, Session::Alive) => Judged::pass(format!("signed in again {which}, and stays so")),
        (Session::Alive, Session::Dead) => {
            Judged::fail(format!("signed in again {which}, and is signed out with the next request"))
        }
        (Session::Dead, _) => Judged::fail(format!("cannot sign in again {which}")),
    };
    Ok(sent.marked(judged).with_session(second))
}

/// S5
async fn stays_dead(scene: &Scene<'_>) -> Result<Judged> {
    scene.stays_dead().await
}

/// S6
async fn replayed(scene: &Scene<'_>) -> Result<Judged> {
    scene.replayed().await
}

/// S7
async fn copy(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    // an app may change its cookie with each page: the copy is an older one then
    scene.stage.probe(&mut guest.agent).await?;
    let sent = scene.send_about(&guest.about(), "logout").await?;
    for time in ["at once", "a second time", "a third time"] {
        if scene.stage.probe(&mut guest.saved.clone()).await? == Session::Alive {
            let message = format!("a copy of the cookies from before the logout, used {time}, is signed in");
            return Ok(sent.marked(Judged::fail(message)).with_session(Session::Alive));
        }
    }
    let sessions = scene.sessions(&mut guest).await?;
    Ok(Reaction { sent, sessions }.judged(Expect::Taken, scene.hook.event))
}

/// S8
async fn during(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let message = scene.hook.sealed(&scene.hook.draft(scene.stage, &guest.about())?, &[])?;
    let mut tabs = [guest.saved.clone(), guest.saved.clone(), guest.saved.clone()];
    let [one, two, three] = &mut tabs;
    let sending = async {
        scene.stage.clock.sleep(TICK).await;
        scene.send(&message, "logout, beside requests of the browser").await
    };
    let (sent, first, second, third) =
        tokio::join!(sending, loads(scene, one), loads(scene, two), loads(scene, three));
    let sent = sent?;
    if let Some(error) = [first, second, third].into_iter().find_map(Result::err) {
        let message = format!("a request during the logout is not answered: {}", error.text());
        return Ok(sent.marked(Judged::fail(message)));
    }
    let sessions = scene.sessions(&mut guest).await?;
    Ok(Reaction { sent, sessions }.judged(Expect::Taken, scene.hook.event))
}

/// A browser that loads one page after the other.
async fn loads(scene: &Scene<'_>, agent: &mut UserAgent) -> Result<()> {
    for _ in 0..PAGES {
        scene.stage.probe(agent).await?;
    }
    Ok(())
}

/// S9
async fn before_first_page(scene: &Scene<'_>) -> Result<Judged> {
    let Comer { mut guest, callback } = scene.sign_in_until_callback(Who::One).await?;
    let answer = guest.agent.step(callback.navigation()).await?;
    guest.saved = guest.agent.clone();
    let sent = scene.send_about(&guest.about(), "logout, before the first page").await?;
    let sessions = scene.sessions(&mut guest).await?;
    if answer.status.is_client_error() || answer.status.is_server_error() {
        return Ok(Judged::error(format!("the callback is answered {}", answer.status.as_u16())));
    }
    Ok(Reaction { sent, sessions }.judged(Expect::Taken, scene.hook.event))
}

/// S10
async fn before_callback(scene: &Scene<'_>) -> Result<Judged> {
    let Comer { mut guest, callback } = scene.sign_in_until_callback(Who::One).await?;
    let sent = scene.send_about(&guest.about(), "logout, before the callback").await?;
    let answer = guest.agent.step(callback.navigation()).await?;
    let session = scene.stage.probe(&mut guest.agent).await?;
    let fault = sent.fault().or_else(|| {
        let status = answer.status;
        status.is_server_error().then(|| format!("the callback after it is answered {}", status.as_u16()))
    });
    let told = match session {
        Session::Alive => "the sign-in counts all the same",
        Session::Dead => "the sign-in counts no more",
    };
    let judged =
        fault.map_or_else(|| Judged::pass(format!("it is answered {}; {told}", sent.words())), Judged::fail);
    Ok(sent.marked(judged).with_session(session))
}

/// S11
async fn after_restart(scene: &Scene<'_>) -> Result<Judged> {
    if !scene.stage.app.can_restart() {
        return Ok(Judged::skip("nobody has said how the app is restarted: --restart"));
    }
    let mut guest = scene.sign_in(Who::One).await?;
    scene.stage.app.restart().await?;
    rehearsal::wait_for(scene.stage, RESTART).await?;
    if scene.sessions(&mut guest).await?.not_ended().is_none() {
        return Ok(Judged::pass("the restart has ended the session already").with_session(Session::Dead));
    }
    let sent = scene.send_about(&guest.about(), "logout, after the restart").await?;
    let sessions = scene.sessions(&mut guest).await?;
    Ok(Reaction { sent, sessions }.judged(Expect::Taken, scene.hook.event))
}

/// S12
async fn refresh_token(scene: &Scene<'_>) -> Result<Judged> {
    let mut guest = scene.sign_in(Who::One).await?;
    let grant = || {
        let is_of = |grant: &&Grant| {
            grant.session.sid == guest.sid
                && grant.client_id == scene.stage.subject.client_id
                && grant.refresh_expires_at.is_some()
        };
        scene
            .stage
            .provider()
            .store
            .read(|state| state.grants.iter().map(|(_, grant)| grant).find(is_of).cloned())
    };
    let Some(before) = grant() else {
        return Ok(Judged::skip("the app was given no refresh token: it does not ask for offline_access"));
    };
    let stays = scope::is_in(&before.scope, scope::OFFLINE_ACCESS);
    let sent = scene.send_about(&guest.about(), "logout").await?;
    let is_revoked = grant().is_none_or(|grant| grant.revoked);
    let (is_right, message) = match (stays, is_revoked) {
        (true, true) => (false, "the refresh token was revoked, although it is for when the person is away"),
        (true, false) => (true, "the refresh token for when the person is away was not revoked"),
        (false, true) => (true, "the refresh token was revoked"),
        (false, false) => (false, "the refresh token still works"),
    };
    let sessions = scene.sessions(&mut guest).await?;
    Ok(Reaction { sent, sessions }.marked(Judged::of_rule(is_right, message)))
}

/// S13
async fn own_logout(scene: &Scene<'_>) -> Result<Judged> {
    let Some(address) = scene.stage.subject.logout.clone() else {
        return Ok(Judged::skip("nobody has said where the app's own logout is: --logout"));
    };
    let mut guest = scene.sign_in(Who::One).await?;
    guest.agent.open(address).await?;
    let sessions = scene.sessions(&mut guest).await?;
    Ok(match sessions.not_ended() {
        Some(why) => Judged::fail(format!("after the app's own logout {why}")),
        None => Judged::pass("signed out, also with a copy of the cookies"),
    }
    .with_session(sessions.any()))
}

/// S14
async fn same_second(scene: &Scene<'_>) -> Result<Judged> {
    let mut tries = 1;
    loop {
        let (judged, took) = within_a_second(scene).await?;
        match judged.verdict {
            Verdict::Pass if took > 0 && tries < TRIES => tries += 1,
            Verdict::Pass if took > 0 => {
                let message = format!("{}; all of it took {took} s", judged.message);
                return Ok(Judged { message, ..judged });
            }
            _ => return Ok(judged),
        }
    }
}

/// A sign-in, its logout and another sign-in, from when a second begins; what came of it, and in how many seconds.
async fn within_a_second(scene: &Scene<'_>) -> Result<(Judged, i64)> {
    let clock = &scene.stage.clock;
    let before = clock.now();
    while clock.now() == before {
        clock.sleep(TICK).await;
    }
    let begun = clock.now();
    let mut old = scene.sign_in(Who::One).await?;
    let sent = scene.send_about(&old.about(), "logout, in the second of the sign-in").await?;
    let mut new = scene.sign_in(Who::One).await?;
    let took = clock.now().0 - begun.0;
    let sessions = scene.sessions(&mut old).await?;
    let judged = Reaction { sent, sessions }.judged(Expect::Taken, scene.hook.event);
    if sessions.not_ended().is_some() {
        return Ok((judged, took));
    }
    let judged = match scene.sessions(&mut new).await?.live {
        Session::Dead => {
            Judged::fail("the session of the second sign-in has ended too").with_session(Session::Dead)
        }
        Session::Alive => judged,
    };
    Ok((judged, took))
}
