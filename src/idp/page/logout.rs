//! The question before a logout that no ID token vouches for, and the page after.

use url::Url;

use super::{Form, Page, attribute};

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

/// As [`done`], with the pages of clients that the browser has to load, and where it goes on.
pub fn with_frames(frames: &[Url], next: Option<&str>) -> Page {
    let list: String = frames
        .iter()
        .map(|url| format!("<iframe src=\"{}\" hidden></iframe>\n", attribute(url.as_str())))
        .collect();
    let next = match next {
        Some(next) => format!("<p><a href=\"{}\">Go on</a></p>\n", attribute(next)),
        None => "<p>This page can be closed.</p>\n".to_owned(),
    };
    let body = format!("<p>You are signed out, and the applications are told so.</p>\n{next}{list}");
    let page = Page::new("Signed out", body);
    frames.iter().fold(page, |page, url| page.framing(url))
}

/// Tells that nothing was changed.
pub fn kept() -> Page {
    Page::new("Still signed in", "<p>Nothing was changed. This page can be closed.</p>".to_owned())
}
