//! Text of others in the app's pages. <https://www.rfc-editor.org/rfc/rfc6749#section-10.14>

use http::header;
use url::Url;

use super::{
    callback::{with, without},
    row::{Row, Way::Runs},
    scene::Scene,
};
use crate::{
    check::{case::case, judged::Judged, user_agent::page::Page},
    error::Result,
};

/// What would run in a page that shows it as it is.
const SCRIPT: &str = "</title></textarea><script>authctl(1)</script><img src=x onerror=authctl(2)>";
/// How that is seen.
const RUNS: &[&str] = &["<script>authctl(1)", "onerror=authctl(2)>"];
/// An address that runs where it is clicked.
const LINK: &str = "javascript:authctl(3)";

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row {
        case: case!("XS1" Must "RFC 6749 §10.14": "error_description of the answer has markup in it"
            => "shows it as text, or not at all"; "escape what came with the answer, or show fixed sentences for the known errors"),
        way: Runs(|scene| {
            Box::pin(answered(scene, |answer| with(&denied(answer), "error_description", SCRIPT)))
        }),
    },
    Row {
        case: case!("XS2" Must "RFC 6749 §10.14": "error of the answer has markup in it"
            => "shows it as text, or not at all"; "escape what came with the answer, or show fixed sentences for the known errors"),
        way: Runs(|scene| Box::pin(answered(scene, |answer| with(&denied(answer), "error", SCRIPT)))),
    },
    Row {
        case: case!("XS3" Must "RFC 6749 §10.14": "state of the answer has markup in it"
            => "shows it as text, or not at all"; "show nothing of a state that is not yours"),
        way: Runs(|scene| Box::pin(answered(scene, |answer| with(answer, "state", SCRIPT)))),
    },
    Row {
        case: case!("XS4" Must "RFC 6749 §10.14": "the code has markup in it, and the provider refuses it"
            => "shows it as text, or not at all"; "show nothing of the code, and the provider's error as text"),
        way: Runs(|scene| Box::pin(answered(scene, |answer| with(answer, "code", SCRIPT)))),
    },
    Row {
        case: case!("XS5" Must "RFC 6749 §10.14": "error_uri of the answer is a script"
            => "makes no link of it"; "link to error_uri only if it is https, or not at all"),
        way: Runs(|scene| Box::pin(answered(scene, |answer| with(&denied(answer), "error_uri", LINK)))),
    },
];

fn denied(answer: &Url) -> Url {
    with(&without(answer, "code"), "error", "access_denied")
}

async fn answered(scene: &Scene<'_>, change: fn(&Url) -> Url) -> Result<Judged> {
    let mut paused = scene.arrive(scene.person()).await?;
    let delivered = scene.deliver(&mut paused.browser, &paused.answer.changed(change)).await?;
    Ok(judge(&delivered.pages).with_status(delivered.status()))
}

fn judge(pages: &[Page]) -> Judged {
    match pages.iter().find(|page| is_markup(page) && runs(&page.body)) {
        Some(page) => Judged::fail(format!("the page {} would run it", page.url.path())),
        None => Judged::pass("no page would run it"),
    }
}

/// Whether a browser reads it as markup; what says nothing of itself is guessed.
fn is_markup(page: &Page) -> bool {
    let kind = page.header(header::CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    kind.is_empty() || kind.contains("html") || kind.contains("xml")
}

fn runs(body: &str) -> bool {
    let links = ["\"", "'", ""].map(|quote| format!("href={quote}{LINK}"));
    RUNS.iter().any(|text| body.contains(text)) || links.iter().any(|link| body.contains(link.as_str()))
}
