//! The consent page: what the client will get, in plain words; allow or deny.

use super::{Form, Page, asking, text, wishes};
use crate::idp::{authorization::Authorization, provider::Provider, state::Session};

/// The page.
pub fn page(provider: &Provider, authorization: &Authorization, session: &Session, form: Form<'_>) -> Page {
    let user = provider.user(&session.sub);
    let name = user.map_or(session.sub.as_str(), |user| user.name.as_deref().unwrap_or(&user.username));
    let list = wishes::list(provider, &authorization.scope, &authorization.terms);
    let body = format!(
        "<p class=\"soft\">Signed in as {}</p>\n<p><strong>{}</strong> will be able to:</p>\n<ul>\n{list}</ul>\n{}\
         <form method=\"post\" action=\"/consent\">\n{}\
         <button class=\"main\" name=\"decision\" value=\"allow\">Allow</button>\n\
         <button name=\"decision\" value=\"deny\">Deny</button>\n</form>",
        text(name),
        text(&authorization.client.name),
        asking::by_its_own_name(provider, &authorization.client),
        form.hidden()
    );
    Page::new(format!("Allow {}?", authorization.client.name), body)
        .leading_to(&authorization.target.redirect_uri)
}
