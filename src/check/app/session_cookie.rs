//! Which cookies are the app's session: those without which it knows nobody.

use super::scene::{Paused, Scene};
use crate::{
    check::{
        judged::Session,
        user_agent::{Cookie, UserAgent},
    },
    error::Result,
};

/// A cookie of the app.
pub(super) struct AppCookie(pub Cookie);

/// Those of a browser that has signed in.
pub(super) async fn of(scene: &Scene<'_>, browser: &UserAgent) -> Result<Vec<AppCookie>> {
    let mut needed = Vec::new();
    let all = of_app(scene, browser);
    for AppCookie(cookie) in &all {
        let mut without = browser.clone();
        without.jar_mut().remove(&cookie.name);
        if scene.session(&mut without).await? == Session::Dead {
            needed.push(AppCookie(cookie.clone()));
        }
    }
    // where either of two will do, both are
    Ok(if needed.is_empty() { all } else { needed })
}

/// Those of a new sign-in.
pub(super) async fn of_login(scene: &Scene<'_>) -> Result<Vec<AppCookie>> {
    let visit = scene.stage.sign_in(scene.person(), scene.trace).await?;
    of(scene, &visit.agent).await
}

/// All that the app has set, which on one host are told from the provider's by their names.
pub(super) fn of_app(scene: &Scene<'_>, browser: &UserAgent) -> Vec<AppCookie> {
    let cookies = browser.jar().cookies_for(&scene.stage.subject.probe, scene.stage.clock.now());
    cookies.filter(|cookie| !is_of_provider(scene, cookie)).cloned().map(AppCookie).collect()
}

fn is_of_provider(scene: &Scene<'_>, cookie: &Cookie) -> bool {
    ["session", "browser"].iter().any(|noun| cookie.name == scene.stage.provider().cookie_name(noun))
}

/// Those that the app's callback gets.
pub(super) fn of_callback(scene: &Scene<'_>, paused: &Paused) -> Vec<AppCookie> {
    let cookies = paused.browser.jar().cookies_for(&paused.answer.url, scene.stage.clock.now());
    cookies.filter(|cookie| !is_of_provider(scene, cookie)).cloned().map(AppCookie).collect()
}
