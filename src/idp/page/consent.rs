//! The consent page: what the client will get, in plain words; allow or deny.

use super::{Form, Page, asking, text, wishes};
use crate::idp::{authorization::Authorization, provider::Provider, state::Session};

/// The page.
pub fn page(provider: &Provider, authorization: &Authorization, session: &Session, form: Form<'_>) -> Page {
    let list = wishes::list(provider, &authorization.scope, &authorization.terms);
    let body = format!(
        "<p class=\"soft\">Signed in as {}</p>\n<p><strong>{}</strong> will be able to:</p>\n<ul>\n{list}</ul>\n{}\
         <form method=\"post\" action=\"/consent\">\n{}\
         <button class=\"main\" name=\"decision\" value=\"allow\">Allow</button>\n\
         <button name=\"decision\" value=\"deny\">Deny</button>\n</form>",
        text(&provider.name_of(&session.sub)),
        text(&authorization.client.name),
        asking::by_its_own_name(provider, &authorization.client),
        form.hidden()
    );
    Page::new(format!("Allow {}?", authorization.client.name), body)
        .dressed(&provider.config.page)
        .leading_to(&authorization.target.redirect_uri)
}
