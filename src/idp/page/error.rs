//! The page for a request that nobody can be sent back with.

use super::{Page, text};
use crate::idp::oauth_error::OauthError;

/// The page.
pub fn page(error: &OauthError) -> Page {
    Page::new(
        "This request cannot be answered",
        format!(
            "<p class=\"problem\">{}</p>\n<p class=\"soft\">Error: <code>{}</code></p>\n\
             <p>Nothing was sent to the application. Its developer can read above what has to be corrected.</p>",
            text(&error.description),
            text(error.error)
        ),
    )
}
