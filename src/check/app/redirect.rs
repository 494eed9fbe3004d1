//! Where an app sends a person after the sign-in because a link said so. <https://www.rfc-editor.org/rfc/rfc9700#section-4.11>

use http::header::{self, HeaderName};
use url::Url;

use super::{
    delivered::Delivered,
    row::{Row, Way::Runs},
    scene::Scene,
};
use crate::{
    check::{case::case, judged::Judged, user_agent::navigation::Navigation},
    error::Result,
};

/// What apps call the address to go on to.
const NAMES: &[&str] = &[
    "next",
    "redirect",
    "redirect_to",
    "redirect_url",
    "redirectTo",
    "redirectUrl",
    "return",
    "return_to",
    "return_url",
    "returnTo",
    "returnUrl",
    "ReturnUrl",
    "continue",
    "callbackUrl",
    "url",
    "dest",
    "destination",
    "target",
    "rd",
    "back",
    "goto",
    "from",
];

/// A row for an address that leads away, as a value of every name.
macro_rules! away {
    ($id:literal $what:literal $value:literal) => {
        Row {
            case: case!($id Must "RFC 9700 §4.11.1": $what => "leads to a page of its own";
                "take only paths of your own: parse the value against your own address, and compare the origin"),
            way: Runs(|scene| Box::pin(after_sign_in(scene, $value))),
        }
    };
}

/// The rows. In a value, `APP` stands for the app's own scheme, host and port.
pub(super) const ROWS: &[Row] = &[
    away!("RD1" "a link to the login names another site to go on to" "https://evil.example/"),
    away!("RD2" "that site is named without its scheme" "//evil.example/"),
    away!("RD3" "that site is named behind a backslash" "/\\evil.example/"),
    away!("RD4" "that site is named behind two backslashes" "\\\\evil.example/"),
    away!("RD5" "the address to go on to is a script" "javascript:authctl(1)"),
    away!("RD6" "that site is named behind three slashes" "///evil.example/"),
    away!("RD7" "that site is named with slashes that are encoded once more" "%2f%2fevil.example/"),
    away!("RD8" "the app's own address is the user name of that site" "APP@evil.example/"),
    away!("RD9" "a tab stands between the two slashes" "/\t/evil.example/"),
    away!("RD10" "that site is named behind a space" " https://evil.example/"),
    away!("RD11" "the scheme is in capitals" "HTTPS://evil.example/"),
    away!("RD12" "the app's own host is the beginning of that site's" "http://HOST.evil.example/"),
    Row {
        case: case!("RD13" Must "RFC 9110 §5.5": "the address to go on to has a line break and a header behind it"
            => "sends no such header"; "refuse line breaks in what becomes a header"),
        way: Runs(|scene| Box::pin(split(scene))),
    },
    Row {
        case: case!("RD14" Must "RFC 9700 §4.11.1": "a person who is signed in opens a login link that names another site"
            => "leads to a page of its own"; "judge the address to go on to also where nobody has to sign in"),
        way: Runs(|scene| Box::pin(when_signed_in(scene))),
    },
    Row {
        case: case!("RD15" Must "RFC 9700 §4.11.1": "a link to the logout names another site to go on to"
            => "leads to a page of its own, or to the provider"; "take only paths of your own after the logout, too"),
        way: Runs(|scene| Box::pin(after_logout(scene))),
    },
];

/// The address with that value of each name.
fn linked(scene: &Scene<'_>, address: &Url, value: &str) -> Url {
    let login = &scene.stage.subject.login;
    let host = login.host_str().unwrap_or_default();
    let value = value.replace("APP", &login.origin().ascii_serialization()).replace("HOST", host);
    let mut linked = address.clone();
    linked.query_pairs_mut().extend_pairs(NAMES.iter().map(|name| (*name, value.as_str())));
    linked
}

async fn signed_in(scene: &Scene<'_>, value: &str) -> Result<Delivered> {
    let login = linked(scene, &scene.stage.subject.login, value);
    let mut paused = scene.arrive_with(scene.browser()?, login, scene.person()).await?;
    scene.deliver(&mut paused.browser, &paused.answer).await
}

async fn after_sign_in(scene: &Scene<'_>, value: &str) -> Result<Judged> {
    Ok(judge(scene, &signed_in(scene, value).await?))
}

async fn split(scene: &Scene<'_>) -> Result<Judged> {
    let delivered = signed_in(scene, "/\r\nx-authctl: 1\r\nset-cookie: authctl=1").await?;
    let is_split =
        delivered.pages.iter().any(|page| page.header(HeaderName::from_static("x-authctl")).is_some());
    let message =
        if is_split { "the app sends the header of the link" } else { "the app sends no such header" };
    Ok(Judged::of_rule(!is_split, message).with_status(delivered.status()))
}

async fn when_signed_in(scene: &Scene<'_>) -> Result<Judged> {
    let mut visit = scene.stage.sign_in(scene.person(), scene.trace).await?;
    let login = linked(scene, &scene.stage.subject.login, "https://evil.example/");
    Ok(judge(scene, &scene.open(&mut visit.agent, Navigation::to(login)).await?))
}

async fn after_logout(scene: &Scene<'_>) -> Result<Judged> {
    let Some(logout) = &scene.stage.subject.logout else {
        return Ok(Judged::skip("the app's logout is not known: --logout"));
    };
    let mut visit = scene.stage.sign_in(scene.person(), scene.trace).await?;
    let logout = linked(scene, logout, "https://evil.example/");
    Ok(judge(scene, &scene.open(&mut visit.agent, Navigation::to(logout)).await?))
}

fn judge(scene: &Scene<'_>, delivered: &Delivered) -> Judged {
    let away = delivered.left.as_ref().filter(|target| !scene.is_of_provider(target));
    let refreshed = || {
        delivered
            .pages
            .iter()
            .find_map(|page| page.header(header::REFRESH))
            .filter(|to| to.contains("evil.example"))
    };
    let judged = match (away, refreshed()) {
        (Some(target), _) => Judged::fail(format!("the app leads to {}", target.as_str())),
        (None, Some(_)) => Judged::fail("the app leads there with a Refresh header"),
        (None, None) => Judged::pass("the app leads to a page of its own"),
    };
    judged.with_status(delivered.status())
}
