//! The question before a logout that no ID token vouches for, and the page after.

use super::{Form, Page};

/// Asks whether to sign out (RP-Initiated Logout §2).
pub fn question(form: Form<'_>, redirect_uri: Option<&str>) -> Page {
    let body = format!(
        "<p>An application asks to sign you out of this provider.</p>\n\
         <form method=\"post\" action=\"/end_session/confirm\">\n{}\
         <button class=\"main\" name=\"decision\" value=\"allow\">Sign out</button>\n\
         <button name=\"decision\" value=\"deny\">Stay signed in</button>\n</form>",
        form.hidden()
    );
    let page = Page::new("Sign out?", body);
    match redirect_uri {
        Some(uri) => page.leading_to(uri),
        None => page,
    }
}

/// Tells that the person is signed out.
pub fn done() -> Page {
    Page::new("Signed out", "<p>You are signed out. This page can be closed.</p>".to_owned())
}

/// Tells that nothing was changed.
pub fn kept() -> Page {
    Page::new("Still signed in", "<p>Nothing was changed. This page can be closed.</p>".to_owned())
}
