//! The app's own session: whose it is, and when it begins. <https://owasp.org/www-project-application-security-verification-standard/>
//! (7, session management)

use std::time::Duration;

use super::{
    callback::flipped,
    expected::Expected::SignedIn,
    guess, identity,
    row::{Row, Way::Runs},
    scene::Scene,
    session_cookie::{self, AppCookie},
};
use crate::{
    check::{
        case::case,
        judged::{Judged, Session, Verdict},
        stage::seen::Seen,
    },
    error::Result,
    secret::SecretString,
};

/// How often a person signs in where sessions are compared.
const TIMES: usize = 3;
/// What tells the times of two sign-ins apart.
const SECOND: Duration = Duration::from_millis(1010);
/// What an attacker plants.
const PLANTED: &str = "planted-by-somebody-else-0123456789abcdef";

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row {
        case: case!("SE1" Must "OWASP ASVS 5.0 7.2.4": "the cookies from before the sign-in are used after it"
            => "knows nobody with them: a session that was there before is not signed in";
            "make a new session, with a new cookie, when a person has signed in"),
        way: Runs(|scene| Box::pin(from_before(scene))),
    },
    Row {
        case: case!("SE2" Must "OWASP ASVS 5.0 7.2.4": "a session cookie was planted in the browser before the sign-in"
            => "knows nobody with the planted one"; "take no session from a browser that you have not made"),
        way: Runs(|scene| Box::pin(planted(scene))),
    },
    Row {
        case: case!("SE3" Must "OWASP ASVS 5.0 7.2.1": "a character of the session cookie is changed"
            => "knows nobody, and no server error"; "sign what the cookie says, or let it say nothing but a random number"),
        way: Runs(|scene| Box::pin(changed(scene))),
    },
    Row {
        case: case!("SE4" Must "OWASP ASVS 5.0 7.2.3": "the same person signs in three times"
            => "makes sessions that cannot be guessed, of 128 bits or more";
            "make the session's name of 16 or more random bytes, or sign the cookie"),
        way: Runs(|scene| Box::pin(cannot_be_guessed(scene))),
    },
    Row {
        case: case!("SE5" Must "OIDC Core §5.7": "two people sign in, each in a browser of their own"
            => "shows each of them who they are"; "keep who is signed in with the session, and nowhere that all requests share"),
        way: Runs(|scene| Box::pin(two_people(scene))),
    },
    Row {
        case: case!("SE6" Should "OWASP ASVS 5.0 14.2.1": "the person signs in" => "writes the session into no address";
            "keep the session in a cookie alone: addresses end up in histories and logs"),
        way: Runs(|scene| Box::pin(in_an_address(scene))),
    },
    Row {
        case: case!("SE7" Should "OIDC Core §5.7": "another person signs in with the same browser of the app"
            => "knows the new person, and shows nothing of the old one";
            "when a person has signed in, forget whoever was signed in before"),
        way: Runs(|scene| Box::pin(in_the_same_browser(scene))),
    },
];

async fn from_before(scene: &Scene<'_>) -> Result<Judged> {
    let mut paused = scene.arrive(scene.person()).await?;
    let mut before = paused.browser.clone();
    scene.deliver(&mut paused.browser, &paused.answer).await?;
    let judged = dead(scene.session(&mut before).await?, "the cookies from before the sign-in");
    Ok(judged)
}

fn dead(session: Session, with: &str) -> Judged {
    let message = match session {
        Session::Alive => format!("the app knows the person with {with}"),
        Session::Dead => format!("the app knows nobody with {with}"),
    };
    Judged::of_rule(session == Session::Dead, message).with_session(session)
}

async fn planted(scene: &Scene<'_>) -> Result<Judged> {
    let cookies = session_cookie::of_login(scene).await?;
    let mut attacker = scene.browser()?;
    for AppCookie(mut cookie) in cookies {
        cookie.value = SecretString::from(PLANTED);
        attacker.jar_mut().put(cookie);
    }
    let mut victim =
        scene.arrive_with(attacker.clone(), scene.stage.subject.login.clone(), scene.person()).await?;
    let delivered = scene.deliver(&mut victim.browser, &victim.answer).await?;
    if let Some(status) = delivered.server_error(false) {
        return Ok(Judged::fail("the app answers with a server error").with_status(status));
    }
    Ok(dead(scene.session(&mut attacker).await?, "the planted cookie"))
}

async fn changed(scene: &Scene<'_>) -> Result<Judged> {
    let visit = scene.stage.sign_in(scene.person(), scene.trace).await?;
    for AppCookie(cookie) in session_cookie::of(scene, &visit.agent).await? {
        let mut browser = visit.agent.clone();
        let mut changed = cookie.clone();
        changed.value = SecretString::new(flipped(cookie.value.expose()));
        browser.jar_mut().put(changed);
        let seen = Seen::of(&mut browser, &scene.stage.subject.probe).await?;
        if seen.status >= 500 {
            return Ok(Judged::fail("the app answers with a server error").with_status(seen.status));
        }
        let judged = dead(scene.session(&mut browser).await?, "a changed cookie");
        if judged.session == Some(Session::Alive) {
            return Ok(judged);
        }
    }
    Ok(dead(Session::Dead, "a changed cookie"))
}

async fn cannot_be_guessed(scene: &Scene<'_>) -> Result<Judged> {
    let at_once = values_change(scene, Duration::ZERO).await?;
    match at_once.verdict {
        Verdict::Pass => Ok(at_once),
        // a signed cookie is the same when it says the same, and says the second
        _ => values_change(scene, SECOND).await,
    }
}

async fn values_change(scene: &Scene<'_>, pause: Duration) -> Result<Judged> {
    let mut values = Vec::new();
    for time in 0..TIMES {
        if time > 0 && !pause.is_zero() {
            scene.stage.clock.sleep(pause).await;
        }
        let cookies = session_cookie::of_login(scene).await?;
        values
            .push(cookies.iter().map(|AppCookie(cookie)| cookie.value.expose().clone()).collect::<String>());
    }
    let bits = guess::bits(&values.iter().map(String::as_str).collect::<Vec<_>>());
    let message = format!("at most {bits} bits of the session cookie change from login to login");
    Ok(Judged::of_rule(bits >= guess::ENOUGH, message))
}

async fn two_people(scene: &Scene<'_>) -> Result<Judged> {
    let provider = scene.stage.provider();
    let mut one = scene.stage.sign_in(scene.person(), scene.trace).await?;
    let alone = scene.shown(&mut one.agent).await?;
    if !identity::is_shown(&provider, scene.person(), &alone) {
        return Ok(Judged::skip("the probe does not show who is signed in"));
    }
    let mut other = scene.stage.sign_in(scene.other(), scene.trace).await?;
    let (first, second) = (scene.shown(&mut one.agent).await?, scene.shown(&mut other.agent).await?);
    let is_right = identity::is_shown(&provider, scene.person(), &first)
        && !identity::is_shown(&provider, scene.person(), &second)
        && identity::is_shown(&provider, scene.other(), &second);
    let message = if is_right { "each sees who they are" } else { "one of them is shown as the other" };
    Ok(Judged::of_rule(is_right, message))
}

async fn in_an_address(scene: &Scene<'_>) -> Result<Judged> {
    let mut paused = scene.arrive(scene.person()).await?;
    let delivered = scene.deliver(&mut paused.browser, &paused.answer).await?;
    let cookies = session_cookie::of(scene, &paused.browser).await?;
    let addresses = delivered
        .pages
        .iter()
        .map(|page| page.url.as_str())
        .chain(delivered.left.iter().map(|url| url.as_str()));
    let is_there = addresses.into_iter().any(|address| {
        cookies.iter().any(|AppCookie(cookie)| address.contains(cookie.value.expose().as_str()))
    });
    let message =
        if is_there { "the session stands in an address" } else { "the session stands in no address" };
    Ok(Judged::of_rule(!is_there, message))
}

async fn in_the_same_browser(scene: &Scene<'_>) -> Result<Judged> {
    let provider = scene.stage.provider();
    let mut visit = scene.stage.sign_in(scene.person(), scene.trace).await?;
    let before = scene.shown(&mut visit.agent).await?;
    if !identity::is_shown(&provider, scene.person(), &before) {
        return Ok(Judged::skip("the probe does not show who is signed in"));
    }
    visit.agent.jar_mut().remove(&provider.cookie_name("session"));
    let login = scene.stage.subject.login.clone();
    let mut paused = match scene.arrive_with(visit.agent, login, scene.other()).await {
        Ok(paused) => paused,
        Err(_) => return Ok(Judged::skip("the app begins no login while somebody is signed in")),
    };
    let judged = scene.judge(&mut paused.browser, &paused.answer, SignedIn).await?;
    let after = scene.shown(&mut paused.browser).await?;
    if identity::is_shown(&provider, scene.person(), &after) {
        return Ok(Judged::fail("the app still shows the person from before"));
    }
    Ok(judged)
}
