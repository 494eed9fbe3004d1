//! What a request that posts the answer to the callback listener has to be, before a byte of its body is read (threats C51,
//! C52): a plain form of bounded size, sent by the provider's page, or by our own page that hands a fragment over.
//! <https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html#FormPostResponseMode>

use url::form_urlencoded;

use super::{Awaited, page::Page};
use crate::protocol::response_mode::Delivery;

/// The longest form, in bytes: three tokens, each of them long.
pub(super) const MAX_BYTES: usize = 64 * 1024;

/// The only media type of a form.
const FORM: &str = "application/x-www-form-urlencoded";

/// The field in which our own page hands the fragment over.
const FRAGMENT: &str = "fragment";

/// What the head of a POST says of its body and its sender. A header that came twice counts as a wrong one.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Posting {
    pub length: Option<usize>,
    pub content_type: Option<String>,
    pub origin: Option<String>,
    /// `Sec-Fetch-Site`
    pub site: Option<String>,
}

impl Posting {
    /// How many bytes of body are read; `authority` is our own.
    pub(super) fn judge(&self, awaited: &Awaited, authority: &str) -> Result<usize, Page> {
        let is_form = self
            .content_type
            .as_deref()
            .is_some_and(|kind| kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(FORM));
        if !is_form || !self.is_from(awaited, authority) {
            return Err(Page::NotOurs);
        }
        match self.length {
            Some(..=MAX_BYTES) => Ok(self.length.unwrap_or_default()),
            Some(_) => Err(Page::BodyTooLarge),
            None => Err(Page::NotOurs),
        }
    }

    /// A page whose policy is to tell nobody where it is has the origin `null` (Fetch §3.2), ours too.
    fn is_from(&self, awaited: &Awaited, authority: &str) -> bool {
        let origin = self.origin.as_deref().filter(|origin| *origin != "null");
        match awaited.by {
            Delivery::Query => false,
            Delivery::FormPost => origin.is_none_or(|origin| awaited.origins.iter().any(|one| one == origin)),
            Delivery::Fragment => {
                origin.is_none_or(|origin| origin.strip_prefix("http://") == Some(authority))
                    && self.site.as_deref().is_none_or(|site| site == "same-origin")
            }
        }
    }
}

/// The answer's parameters within a body.
pub(super) fn parameters(by: Delivery, body: &str) -> Option<String> {
    if by == Delivery::FormPost {
        return Some(body.to_owned());
    }
    let mut fields = form_urlencoded::parse(body.as_bytes());
    match (fields.next(), fields.next()) {
        (Some((name, value)), None) if name == FRAGMENT => Some(value.into_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const US: &str = "127.0.0.1:8080";

    fn awaited(by: Delivery) -> Awaited {
        Awaited { by, origins: vec!["https://id.example".into()] }
    }

    fn posting(content_type: &str, origin: Option<&str>, site: Option<&str>) -> Posting {
        Posting {
            length: Some(10),
            content_type: Some(content_type.into()),
            origin: origin.map(str::to_owned),
            site: site.map(str::to_owned),
        }
    }

    #[test]
    fn only_the_provider_or_an_unnamed_page_posts_a_form() {
        // C51
        for (origin, is_heard) in [
            (Some("https://id.example"), true),
            (Some("null"), true),
            (None, true),
            (Some("https://evil.example"), false),
            (Some("https://id.example:444"), false),
            (Some("http://id.example"), false),
            (Some("https://id.example, null"), false),
            (Some(""), false),
        ] {
            let posting = posting(FORM, origin, Some("cross-site"));
            assert_eq!(posting.judge(&awaited(Delivery::FormPost), US).is_ok(), is_heard, "{origin:?}");
        }
    }

    #[test]
    fn only_our_own_page_hands_a_fragment_over() {
        // C51
        for (origin, site, is_heard) in [
            (Some("http://127.0.0.1:8080"), Some("same-origin"), true),
            (Some("null"), Some("same-origin"), true),
            (Some("null"), None, true),
            (Some("null"), Some("cross-site"), false),
            (None, Some("none"), false),
            (Some("https://127.0.0.1:8080"), None, false),
            (Some("http://127.0.0.1:8081"), None, false),
            (Some("https://id.example"), None, false),
        ] {
            let posting = posting(FORM, origin, site);
            assert_eq!(
                posting.judge(&awaited(Delivery::Fragment), US).is_ok(),
                is_heard,
                "{origin:?} {site:?}"
            );
        }
        assert_eq!(parameters(Delivery::Fragment, "fragment=a%3Db%26c%3Dd"), Some("a=b&c=d".into()));
        for body in ["", "a=b", "fragment=a&fragment=b", "fragment=a&b=c"] {
            assert_eq!(parameters(Delivery::Fragment, body), None, "{body}");
        }
    }

    #[test]
    fn a_form_says_what_it_is_and_how_long_and_that_is_bounded() {
        // C52
        let form_post = awaited(Delivery::FormPost);
        for (kind, is_heard) in [
            (FORM, true),
            ("Application/X-WWW-Form-Urlencoded; charset=UTF-8", true),
            ("multipart/form-data; boundary=x", false),
            ("text/plain", false),
            ("application/json", false),
            ("", false),
        ] {
            assert_eq!(posting(kind, None, None).judge(&form_post, US).is_ok(), is_heard, "{kind}");
        }
        let of = |length| Posting { length, ..posting(FORM, None, None) }.judge(&form_post, US);
        assert_eq!(of(Some(MAX_BYTES)), Ok(MAX_BYTES));
        assert_eq!(of(Some(MAX_BYTES + 1)), Err(Page::BodyTooLarge));
        assert_eq!(of(None), Err(Page::NotOurs));
        assert_eq!(posting(FORM, None, None).judge(&awaited(Delivery::Query), US), Err(Page::NotOurs));
    }
}
