//! The fixed answers of the callback listener: no byte of a request is ever in one of them (threats C47–C49).

/// The page after the good answer.
const DONE: &str = include_str!("page/done.html");
/// The page for everything else.
const IGNORED: &str = include_str!("page/ignored.html");

/// Sent with every answer: nothing is loaded, framed, kept or told to others.
pub(super) const HEADERS: &[(&str, &str)] = &[
    ("Content-Type", "text/html; charset=utf-8"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
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
    /// 400: the path is right, and it is not the answer of this login; or it is not a request at all.
    NotOurs,
    /// 404: nothing is here.
    NotFound,
    /// 405: not a GET.
    NotGet,
    /// 405 to a HEAD, which has no body.
    NotGetBodiless,
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
            Self::Done => (200, "OK"),
            Self::NotOurs => (400, "Bad Request"),
            Self::NotFound => (404, "Not Found"),
            Self::NotGet | Self::NotGetBodiless => (405, "Method Not Allowed"),
            Self::OtherHost => (421, "Misdirected Request"),
            Self::TooLarge => (431, "Request Header Fields Too Large"),
            Self::NotNow => (503, "Service Unavailable"),
        }
    }

    /// Its body: one of three.
    pub(super) fn body(self) -> &'static str {
        match self {
            Self::Accepted | Self::NotGetBodiless => "",
            Self::Done => DONE,
            _ => IGNORED,
        }
    }

    /// Its headers.
    pub(super) fn headers(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let own = match self {
            Self::Accepted => Some(("Location", DONE_PATH)),
            Self::NotGet | Self::NotGetBodiless => Some(("Allow", "GET")),
            _ => None,
        };
        HEADERS.iter().copied().chain(own)
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
}
