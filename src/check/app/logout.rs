//! Signing out at the app. <https://openid.net/specs/openid-connect-rpinitiated-1_0.html>

use http::Method;
use url::Url;

use super::{
    asked::parameter,
    delivered::Delivered,
    row::{Row, Way::Runs},
    scene::Scene,
};
use crate::{
    check::{
        case::case,
        judged::{Judged, Session},
        stage::visit::Visit,
        user_agent::{UserAgent, navigation::Navigation},
    },
    error::Result,
    host::BoxFuture,
};

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row {
        case: case!("LO1" Must "RP-Initiated Logout §2": "the person signs out" => "knows nobody any more";
            "end the session of the app before the person is sent on"),
        way: Runs(|scene| signed_out(scene, |scene, over| Box::pin(ends(scene, over)))),
    },
    Row {
        case: case!("LO2" Should "OWASP ASVS 5.0 7.4.1": "the cookies from before the logout are used after it"
            => "knows nobody with them either"; "end the session on the server; to take the cookie away is not enough"),
        way: Runs(|scene| signed_out(scene, |scene, over| Box::pin(ends_saved(scene, over)))),
    },
    Row {
        case: case!("LO3" Should "RP-Initiated Logout §2": "the person signs out" => "sends them to the provider's end_session_endpoint";
            "redirect to the end_session_endpoint of the metadata: else the next login signs in without a question"),
        way: Runs(|scene| {
            signed_out(scene, |_, over| {
                Box::pin(async move {
                    Ok(match over.at_provider() {
                        Some(url) => Judged::pass(format!("it leads to {}", url.path())),
                        None => Judged::fail("the person is not sent to the provider"),
                    })
                })
            })
        }),
    },
    Row {
        case: case!("LO4" Should "RP-Initiated Logout §2": "the app sends the person to the provider to sign out"
            => "says who by an id_token_hint"; "send the ID token as id_token_hint, so that the provider need not ask"),
        way: Runs(|scene| {
            signed_out(scene, |_, over| {
                Box::pin(async move {
                    Ok(match over.at_provider().map(|url| parameter(url, "id_token_hint")) {
                        None => not_there(),
                        Some(None) => Judged::fail("there is no id_token_hint"),
                        Some(Some(_)) => Judged::pass("there is an id_token_hint"),
                    })
                })
            })
        }),
    },
    Row {
        case: case!("LO5" Must "RP-Initiated Logout §3": "the app names where to go on after the logout at the provider"
            => "names a place of its own that is registered";
            "register post_logout_redirect_uris, and send one of them, to the letter"),
        way: Runs(|scene| signed_out(scene, |scene, over| Box::pin(goes_on(scene, over)))),
    },
    Row {
        case: case!("LO6" Should "RP-Initiated Logout §2": "the person signs out, and agrees at the provider"
            => "ends the provider's session as well"; "send the person to the end_session_endpoint after the app's own logout"),
        way: Runs(|scene| signed_out(scene, |scene, over| Box::pin(ends_at_provider(scene, over)))),
    },
    Row {
        case: case!("LO7" Should "RP-Initiated Logout §2": "somebody signs out who is not signed in"
            => "answers without a server error"; "take a logout without a session for done"),
        way: Runs(|scene| Box::pin(without_session(scene))),
    },
    Row {
        case: case!("LO8" Must "OIDC Core §3.1.2.1": "the person signs out, and in again" => "knows them again";
            "forget everything of the old session, and nothing of the next"),
        way: Runs(|scene| signed_out(scene, |scene, over| Box::pin(in_again(scene, over)))),
    },
    Row {
        case: case!("LO9" Info "RP-Initiated Logout §6": "another site sends the person to the logout address, by a link or an image"
            => "asks first, or takes only its own form's POST"; "sign out by POST with a token of the form, or ask before"),
        way: Runs(|scene| Box::pin(by_another_site(scene))),
    },
];

/// A logout that is over as far as the app goes.
struct Over {
    visit: Visit,
    /// The browser as it was before.
    saved: UserAgent,
    delivered: Delivered,
    is_at_provider: bool,
}

impl Over {
    fn at_provider(&self) -> Option<&Url> {
        self.delivered.left.as_ref().filter(|_| self.is_at_provider)
    }
}

type Then = for<'a> fn(&'a Scene<'a>, Over) -> BoxFuture<'a, Result<Judged>>;

fn signed_out<'a>(scene: &'a Scene<'a>, then: Then) -> BoxFuture<'a, Result<Judged>> {
    Box::pin(async move {
        let Some(logout) = scene.stage.subject.logout.clone() else {
            return Ok(Judged::skip("the app's logout is not known: --logout"));
        };
        let mut visit = scene.stage.sign_in(scene.person(), scene.trace).await?;
        let saved = visit.saved();
        let delivered = leave(scene, &mut visit.agent, logout).await?;
        if let Some(status) = delivered.server_error(false) {
            return Ok(Judged::fail("the app answers the logout with a server error").with_status(status));
        }
        let is_at_provider = delivered.left.as_ref().is_some_and(|url| scene.is_of_provider(url));
        let status = delivered.status();
        let judged = then(scene, Over { visit, saved, delivered, is_at_provider }).await?;
        Ok(judged.with_status(status))
    })
}

/// Opens the logout address; where it takes only POST, it is posted to.
async fn leave(scene: &Scene<'_>, browser: &mut UserAgent, logout: Url) -> Result<Delivered> {
    let delivered = scene.open(browser, Navigation::to(logout.clone())).await?;
    match delivered.status() {
        404 | 405 => scene.open(browser, Navigation::post(logout.clone(), [("", ""); 0], Some(logout))).await,
        _ => Ok(delivered),
    }
}

fn not_there() -> Judged {
    Judged::skip("the app does not send the person to the provider")
}

fn dead(session: Session, right: &str, wrong: &str) -> Judged {
    Judged::of_rule(session == Session::Dead, if session == Session::Dead { right } else { wrong })
        .with_session(session)
}

async fn ends(scene: &Scene<'_>, mut over: Over) -> Result<Judged> {
    let session = scene.session(&mut over.visit.agent).await?;
    Ok(dead(session, "the app knows nobody any more", "the app knows the person after the logout"))
}

async fn ends_saved(scene: &Scene<'_>, mut over: Over) -> Result<Judged> {
    let session = scene.session(&mut over.saved).await?;
    Ok(dead(
        session,
        "the app knows nobody with the old cookies",
        "the app knows the person with the old cookies",
    ))
}

async fn goes_on(scene: &Scene<'_>, over: Over) -> Result<Judged> {
    let Some(named) = over.at_provider().and_then(|url| parameter(url, "post_logout_redirect_uri")) else {
        return Ok(Judged::skip("the app names no place to go on to"));
    };
    let client = scene.stage.provider().client(&scene.stage.subject.client_id);
    let is_registered = client.is_some_and(|client| client.post_logout_redirect_uris.contains(&named));
    let is_own = Url::parse(&named).is_ok_and(|url| scene.is_of_app(&url));
    Ok(match (is_own, is_registered) {
        (false, _) => Judged::fail(format!("it names {named}, which is not the app's")),
        (true, false) => {
            Judged::skip(format!("{named} is the app's; whether it registers it cannot be told here"))
        }
        (true, true) => Judged::pass(format!("it names {named}")),
    })
}

async fn ends_at_provider(scene: &Scene<'_>, over: Over) -> Result<Judged> {
    let Some(url) = over.at_provider().cloned() else {
        return Ok(Judged::fail("the person is not sent to the provider, whose session goes on"));
    };
    let mut browser = over.visit.agent;
    let page = browser.open(url).await?;
    let question = page.document().forms.iter().position(|form| form.method == Method::POST.as_str());
    if let Some(form) = question.filter(|_| scene.is_of_provider(&page.url)) {
        browser.submit(&page, form, &[("decision", "allow")]).await?;
    }
    let provider = scene.stage.provider();
    let goes_on = provider.store.read(|state| state.has_session(&over.visit.sid, provider.now()));
    let message = if goes_on { "the provider's session goes on" } else { "the provider's session is over" };
    Ok(Judged::of_rule(!goes_on, message))
}

async fn without_session(scene: &Scene<'_>) -> Result<Judged> {
    let Some(logout) = scene.stage.subject.logout.clone() else {
        return Ok(Judged::skip("the app's logout is not known: --logout"));
    };
    let delivered = leave(scene, &mut scene.browser()?, logout).await?;
    let message =
        format!("the app answers with {}", delivered.server_error(false).unwrap_or(delivered.status()));
    Ok(Judged::of_rule(delivered.server_error(false).is_none(), message).with_status(delivered.status()))
}

async fn in_again(scene: &Scene<'_>, over: Over) -> Result<Judged> {
    let login = scene.stage.subject.login.clone();
    let mut paused = scene.arrive_with(over.visit.agent, login, scene.person()).await?;
    scene.judge(&mut paused.browser, &paused.answer, super::expected::Expected::SignedIn).await
}

async fn by_another_site(scene: &Scene<'_>) -> Result<Judged> {
    let Some(logout) = scene.stage.subject.logout.clone() else {
        return Ok(Judged::skip("the app's logout is not known: --logout"));
    };
    let elsewhere = Url::parse("https://evil.example/").ok();
    let mut visit = scene.stage.sign_in(scene.person(), scene.trace).await?;
    scene.open(&mut visit.agent, Navigation::to(logout).with_from(elsewhere)).await?;
    let session = scene.session(&mut visit.agent).await?;
    let message = match session {
        Session::Alive => "the person is signed in still",
        Session::Dead => "another site signs the person out",
    };
    Ok(Judged::of_rule(session == Session::Alive, message).with_session(session))
}
