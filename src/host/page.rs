//! The fixed answers of the callback listener: no byte of a request is ever in one of them (threats C47–C49).

/// The page after the good answer.
const DONE: &str = include_str!("page/done.html");
/// The page for everything else.
const IGNORED: &str = include_str!("page/ignored.html");
/// The page that hands the fragment of its own address over: the one with a script, which is fixed, and allowed by its hash.
const FRAGMENT: &str = include_str!("page/fragment.html");

/// The policy of every other page.
const POLICY: (&str, &str) = (
    "Content-Security-Policy",
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
);

/// The policy of that page: its own script, and its form to where it came from; a test computes the hash.
const FRAGMENT_POLICY: (&str, &str) = (
    "Content-Security-Policy",
    "default-src 'none'; script-src 'sha256-AB2P0wl7FLxNa+DHvorL3NIOtx2H7tu4PacKVTHvKfQ='; style-src 'unsafe-inline'; \
     frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
);

/// Sent with every answer: nothing is loaded, framed, kept or told to others.
pub(super) const HEADERS: &[(&str, &str)] = &[
    ("Content-Type", "text/html; charset=utf-8"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Connection", "close"),
];

/// Where the browser is sent after the good answer, so that the code does not stay in the address bar.
pub(super) const DONE_PATH: &str = "/done";

/// Every answer there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    /// 303 to [`DONE_PATH`]: this was the answer.
    Accepted,
    /// 200: the login goes on in the terminal.
    Done,
    /// 200: hands the fragment over, which only the browser has.
    Fragment,
    /// 400: the path is right, and it is not the answer of this login; or it is not a request at all.
    NotOurs,
    /// 404: nothing is here.
    NotFound,
    /// 405: not a GET.
    NotGet,
    /// 405: neither a GET nor a POST.
    NotGetNorPost,
    /// 405 to a HEAD, which has no body.
    NotGetBodiless,
    /// 413: a form of over 64 KiB.
    BodyTooLarge,
    /// 421: meant for another host (DNS rebinding).
    OtherHost,
    /// 431: a head of over 16 KiB.
    TooLarge,
    /// 503: a prefetch, which must not use up the code.
    NotNow,
}

impl Page {
    /// Its status and reason phrase.
    pub(super) fn status(self) -> (u16, &'static str) {
        match self {
            Self::Accepted => (303, "See Other"),
            Self::Done | Self::Fragment => (200, "OK"),
            Self::NotOurs => (400, "Bad Request"),
            Self::NotFound => (404, "Not Found"),
            Self::NotGet | Self::NotGetNorPost | Self::NotGetBodiless => (405, "Method Not Allowed"),
            Self::BodyTooLarge => (413, "Content Too Large"),
            Self::OtherHost => (421, "Misdirected Request"),
            Self::TooLarge => (431, "Request Header Fields Too Large"),
            Self::NotNow => (503, "Service Unavailable"),
        }
    }

    /// Its body: one of four.
    pub(super) fn body(self) -> &'static str {
        match self {
            Self::Accepted | Self::NotGetBodiless => "",
            Self::Done => DONE,
            Self::Fragment => FRAGMENT,
            _ => IGNORED,
        }
    }

    /// Its headers.
    pub(super) fn headers(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let own = match self {
            Self::Accepted => Some(("Location", DONE_PATH)),
            Self::NotGet | Self::NotGetBodiless => Some(("Allow", "GET")),
            Self::NotGetNorPost => Some(("Allow", "GET, POST")),
            _ => None,
        };
        let policy = if self == Self::Fragment { FRAGMENT_POLICY } else { POLICY };
        HEADERS.iter().copied().chain([policy]).chain(own)
    }

    /// As it goes over the wire.
    pub(super) fn bytes(self) -> Vec<u8> {
        let (status, reason) = self.status();
        let mut answer = format!("HTTP/1.1 {status} {reason}\r\n");
        for (name, value) in self.headers() {
            answer.push_str(&format!("{name}: {value}\r\n"));
        }
        answer.push_str(&format!("Content-Length: {}\r\n\r\n{}", self.body().len(), self.body()));
        answer.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_load_nothing_and_link_nowhere() {
        // C48, C49
        for page in [DONE, IGNORED] {
            for forbidden in
                ["<script", "href", "src=", "url(", "@import", "http", "<form", "<img", "<meta http"]
            {
                assert!(!page.contains(forbidden), "{forbidden}");
            }
            assert!(page.contains("prefers-color-scheme") && page.contains("lang=\"en\""));
        }
    }

    #[test]
    fn the_page_that_hands_the_fragment_over_has_one_script_and_loads_nothing() {
        // C48, C49
        let (_, rest) = FRAGMENT.split_once("<script>").unwrap();
        let (script, after) = rest.split_once("</script>").unwrap();
        assert!(!after.contains("<script") && script.contains("history.replaceState"));
        for forbidden in ["href", "src=", "url(", "@import", "http", "action=", "<img", "<meta http"] {
            assert!(!FRAGMENT.contains(forbidden), "{forbidden}");
        }
        let hash = crate::jose::base64url::encode_standard(crate::jose::hash::sha256(script.as_bytes()));
        assert!(FRAGMENT_POLICY.1.contains(&format!("script-src 'sha256-{hash}'")), "{hash}");
        assert!(Page::Fragment.headers().all(|header| header != POLICY));
    }
}
