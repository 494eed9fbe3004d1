//! The script that makes a button of its own tag: `/v3/clef.js`, and `/v2/clef.js` for older pages.

use http::StatusCode;
use url::form_urlencoded;

use crate::idp::{provider::Provider, received::Received, reply::Reply};

const SCRIPT: &str = include_str!("button.js");

/// Answers one request. Pages of any site load it: that is what it is for, and it tells nothing.
pub async fn answer(_: &Provider, _: &Received) -> Reply {
    let mut reply = Reply::empty(StatusCode::OK)
        .header("content-type", "text/javascript; charset=utf-8")
        .header("cross-origin-resource-policy", "cross-origin");
    reply.body = SCRIPT.as_bytes().to_vec();
    reply
}

/// Where the button of an element with these attributes leads, as the script makes it.
pub fn address(attribute: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    attribute("class")?.split_ascii_whitespace().find(|class| *class == "clef-button")?;
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("app_id", &attribute("data-app-id").unwrap_or_default());
    query.append_pair("redirect_url", &attribute("data-redirect-url").unwrap_or_default());
    if let Some(state) = attribute("data-state").filter(|state| !state.is_empty()) {
        query.append_pair("state", &state);
    }
    Some(format!("/iframes/qr?{}", query.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_leads_where_its_element_says_and_nothing_else_is_one() {
        let at = |known: &'static [(&'static str, &'static str)]| {
            address(&|name| known.iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).to_owned()))
        };
        let button = at(&[
            ("class", "large clef-button"),
            ("data-app-id", "an app"),
            ("data-redirect-url", "http://localhost:5000/login"),
            ("data-state", "s&"),
        ]);
        let query = "app_id=an+app&redirect_url=http%3A%2F%2Flocalhost%3A5000%2Flogin&state=s%26";
        assert_eq!(button, Some(format!("/iframes/qr?{query}")));
        assert_eq!(at(&[("class", "clef-button")]).as_deref(), Some("/iframes/qr?app_id=&redirect_url="));
        assert_eq!(at(&[("class", "clef-button-link"), ("data-app-id", "a")]), None);
        assert_eq!(at(&[]), None);
    }
}
