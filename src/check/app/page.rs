//! What gets out by the app's pages and addresses. <https://www.rfc-editor.org/rfc/rfc9700#section-4.2>,
//! <https://www.rfc-editor.org/rfc/rfc9700#section-4.3>

use http::header::{self, HeaderName};

use super::{
    asked::parameter,
    delivered::{Delivered, has_token},
    row::{Row, Way::Runs},
    scene::Scene,
};
use crate::{
    check::{
        case::case,
        judged::Judged,
        user_agent::{navigation::Navigation, page::Page},
    },
    error::Result,
};

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row {
        case: case!("PG1" Should "RFC 6749 §10.3": "the person has signed in" => "shows no token in its pages";
            "keep tokens on the server, and let the page ask your server"),
        way: Runs(|scene| {
            Box::pin(signed_in(scene, |seen| {
                match seen.pages().find(|page| has_token(&page.body, &seen.issuer)) {
                    Some(page) => Judged::fail(format!("a token stands in the page {}", page.url.path())),
                    None => Judged::pass("no token stands in its pages"),
                }
            }))
        }),
    },
    Row {
        case: case!("PG2" Must "RFC 9700 §4.3.2": "the person has signed in" => "writes no token into an address";
            "keep tokens on the server: addresses end up in histories, logs and Referer headers"),
        way: Runs(|scene| {
            Box::pin(signed_in(scene, |seen| {
                let addresses = seen.delivered.pages.iter().map(|page| &page.url).chain(&seen.delivered.left);
                match addresses.into_iter().find(|url| has_token(url.as_str(), &seen.issuer)) {
                    Some(url) => Judged::fail(format!("a token stands in an address of {}", url.path())),
                    None => Judged::pass("no token stands in an address"),
                }
            }))
        }),
    },
    Row {
        case: case!("PG3" Should "RFC 9700 §4.3.1": "the person has signed in" => "leads on to an address without the code";
            "answer the callback with a redirect to a page of the app"),
        way: Runs(|scene| {
            Box::pin(signed_in(scene, |seen| {
                let has_code =
                    seen.delivered.pages.last().is_some_and(|page| parameter(&page.url, "code").is_some());
                let message = if has_code {
                    "the code stays in the address of the page"
                } else {
                    "the code is gone from the address"
                };
                Judged::of_rule(!has_code, message)
            }))
        }),
    },
    Row {
        case: case!("PG4" Should "RFC 9111 §5.2.2.5": "the page of a person who is signed in is kept"
            => "forbids that: Cache-Control no-store"; "set Cache-Control: no-store on what is behind the sign-in"),
        way: Runs(|scene| Box::pin(signed_in(scene, |seen| kept(&seen.probe)))),
    },
    Row {
        case: case!("PG5" Should "RFC 9111 §5.2.2.5": "the answer of the callback is kept" => "forbids that, or is no page";
            "answer the callback with 302 or 303, or set Cache-Control: no-store"),
        way: Runs(|scene| {
            Box::pin(signed_in(scene, |seen| match seen.shown_at_callback() {
                Some(page) => kept(page),
                None => Judged::pass("the callback answers with a redirect"),
            }))
        }),
    },
    Row {
        case: case!("PG6" Should "RFC 9700 §4.2.4": "the callback shows a page, whose address has the code in it"
            => "tells the address to nobody: Referrer-Policy no-referrer";
            "answer the callback with a redirect, or set Referrer-Policy: no-referrer"),
        way: Runs(|scene| {
            Box::pin(signed_in(scene, |seen| match seen.shown_at_callback() {
                Some(page) => referrer(page),
                None => Judged::pass("the callback answers with a redirect"),
            }))
        }),
    },
    Row {
        case: case!("PG7" Should "RFC 9111 §5.2.2.5": "the answer of the login address is kept" => "forbids that: each login is new";
            "set Cache-Control: no-store on the login address, or answer it with 302 or 303 and no Cache-Control"),
        way: Runs(|scene| Box::pin(login_kept(scene))),
    },
];

/// What was seen of a sign-in.
struct Seen {
    delivered: Delivered,
    probe: Page,
    issuer: String,
}

impl Seen {
    fn pages(&self) -> impl Iterator<Item = &Page> {
        self.delivered.pages.iter().chain([&self.probe])
    }

    /// The page that the callback itself shows.
    fn shown_at_callback(&self) -> Option<&Page> {
        self.delivered.pages.first().filter(|page| page.location().is_none())
    }
}

async fn signed_in(scene: &Scene<'_>, judge: fn(&Seen) -> Judged) -> Result<Judged> {
    let mut paused = scene.arrive(scene.person()).await?;
    let delivered = scene.deliver(&mut paused.browser, &paused.answer).await?;
    let probe = paused.browser.step(Navigation::to(scene.stage.subject.probe.clone())).await?;
    let status = delivered.status();
    let seen = Seen { delivered, probe, issuer: scene.stage.server.issuer().to_owned() };
    Ok(judge(&seen).with_status(status))
}

/// Whether a cache would keep it for another, or for later.
fn kept(page: &Page) -> Judged {
    let said = page.header(header::CACHE_CONTROL).unwrap_or_default().to_ascii_lowercase();
    let is_right = ["no-store", "no-cache", "private"].iter().any(|word| said.contains(word))
        && !said.contains("public");
    let message = if said.is_empty() {
        "there is no Cache-Control".to_owned()
    } else {
        format!("Cache-Control is {said}")
    };
    Judged::of_rule(is_right, message)
}

fn referrer(page: &Page) -> Judged {
    let said =
        page.header(HeaderName::from_static("referrer-policy")).unwrap_or_default().to_ascii_lowercase();
    let is_right = ["no-referrer", "same-origin", "origin", "strict-origin"]
        .iter()
        .any(|word| said.split(',').any(|one| one.trim() == *word));
    let message = if said.is_empty() {
        "there is no Referrer-Policy".to_owned()
    } else {
        format!("Referrer-Policy is {said}")
    };
    Judged::of_rule(is_right, message)
}

async fn login_kept(scene: &Scene<'_>) -> Result<Judged> {
    let page = scene.browser()?.step(Navigation::to(scene.stage.subject.login.clone())).await?;
    let said = page.header(header::CACHE_CONTROL).unwrap_or_default().to_ascii_lowercase();
    // RFC 9111 §4.2.2, RFC 9110 §15.4: of the redirects only 301 and 308 are kept where nothing is said
    let may_be_kept =
        matches!(page.status.as_u16(), 301 | 308) || said.contains("public") || said.contains("max-age=");
    let is_forbidden = ["no-store", "no-cache", "max-age=0"].iter().any(|word| said.contains(word));
    let message = format!(
        "it answers {}, and Cache-Control is {}",
        page.status.as_u16(),
        if said.is_empty() { "missing" } else { &said }
    );
    Ok(Judged::of_rule(is_forbidden || !may_be_kept, message).with_status(page.status.as_u16()))
}
