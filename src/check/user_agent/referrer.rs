//! What a page's address is told to where it leads: its policy. <https://www.w3.org/TR/referrer-policy/>

use url::Url;

use super::site;

/// What a page wants. What is not listed is taken for the default, which is not told more than any of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReferrerPolicy {
    /// Nothing.
    NoReferrer,
    /// The address, within its origin only.
    SameOrigin,
    /// The origin.
    Origin,
    /// The address within its origin, and the origin elsewhere.
    #[default]
    OriginElsewhere,
    /// The address.
    Address,
}

impl ReferrerPolicy {
    /// The last policy of a list that is known; `None` if none is.
    pub fn parse(text: &str) -> Option<Self> {
        let known = |name: &str| match name.trim().to_ascii_lowercase().as_str() {
            "no-referrer" | "never" => Some(Self::NoReferrer),
            "same-origin" => Some(Self::SameOrigin),
            "origin" | "strict-origin" => Some(Self::Origin),
            "strict-origin-when-cross-origin" | "origin-when-cross-origin" => Some(Self::OriginElsewhere),
            "unsafe-url" | "no-referrer-when-downgrade" => Some(Self::Address),
            _ => None,
        };
        text.split(',').filter_map(known).next_back()
    }

    /// `Referer` for a step from a page to an address; never from TLS to cleartext.
    pub fn referrer(self, from: &Url, to: &Url) -> Option<String> {
        if !matches!(from.scheme(), "http" | "https") || is_downgrade(from, to) {
            return None;
        }
        let is_within = from.origin() == to.origin();
        match self {
            Self::NoReferrer => None,
            Self::SameOrigin if !is_within => None,
            Self::Origin => Some(origin(from)),
            Self::OriginElsewhere if !is_within => Some(origin(from)),
            _ => Some(address(from)),
        }
    }

    /// Whether `Origin` is told too (<https://fetch.spec.whatwg.org/#append-a-request-origin-header>).
    pub fn tells_origin(self, from: &Url, to: &Url) -> bool {
        match self {
            Self::NoReferrer => false,
            Self::SameOrigin => from.origin() == to.origin(),
            _ => !is_downgrade(from, to),
        }
    }
}

fn is_downgrade(from: &Url, to: &Url) -> bool {
    from.scheme() == "https" && !site::is_trustworthy(to)
}

fn origin(url: &Url) -> String {
    format!("{}/", url.origin().ascii_serialization())
}

fn address(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_told_as_far_as_it_wants() {
        let at = |text| Url::parse(text).unwrap();
        let page = "https://u:p@app.example/a?b#c";
        let (inside, outside, cleartext) =
            (at("https://app.example/x"), at("https://other.example/"), at("http://app.example/"));
        let (whole, origin) = ("https://app.example/a?b", "https://app.example/");
        for (policy, within, elsewhere, is_told) in [
            ("no-referrer", "", "", (false, false)),
            ("same-origin", whole, "", (true, false)),
            ("strict-origin", origin, origin, (true, true)),
            ("odd", whole, origin, (true, true)),
            ("unsafe-url", whole, whole, (true, true)),
            ("origin, no-referrer , later", "", "", (false, false)),
        ] {
            let parsed = ReferrerPolicy::parse(policy).unwrap_or_default();
            let told = |to: &Url| parsed.referrer(&at(page), to).unwrap_or_default();
            assert_eq!((told(&inside), told(&outside)), (within.into(), elsewhere.into()), "{policy}");
            let tells = |to: &Url| parsed.tells_origin(&at(page), to);
            assert_eq!((tells(&inside), tells(&outside)), is_told, "{policy}");
            assert_eq!((told(&cleartext).as_str(), policy != "odd" || !tells(&cleartext)), ("", true));
        }
    }
}
