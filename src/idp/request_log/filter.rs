//! Which lines of the log somebody wants.

use http::StatusCode;

use super::entry::{Entry, What};
use crate::idp::oauth_error::{OauthError, Outcome};

/// How many lines are told if nobody says how many.
const LIMIT: usize = 100;

/// What is wanted of a line; what is not said is not asked for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Its number is greater.
    pub after: Option<u64>,
    /// How many lines at most.
    pub limit: usize,
    /// Its path, in which one `*` stands for anything.
    pub path: Option<String>,
    /// Whose it is.
    pub client_id: Option<String>,
    /// The method.
    pub method: Option<String>,
    /// The grant that was asked for.
    pub grant_type: Option<String>,
    /// What was answered.
    pub status: Option<Statuses>,
    /// Why it was refused.
    pub error: Option<String>,
    /// Whether it is a request, or else a message.
    pub is_request: Option<bool>,
}

/// Some statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statuses {
    /// This one.
    One(u16),
    /// Those that begin with this digit.
    Class(u16),
    /// None: the connection ended without an answer.
    None,
}

impl Filter {
    /// As the parameters of these names say it.
    pub fn of<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Outcome<Self> {
        let text = |name: &str| get(name).map(str::to_owned);
        let number = |name: &str| -> Outcome<Option<u64>> {
            let wrong = |_| OauthError::request(format!("{name} must be a number"));
            get(name).map(|text| text.parse().map_err(wrong)).transpose()
        };
        let is_request = match get("kind") {
            None => None,
            Some("request") => Some(true),
            Some("message") => Some(false),
            Some(_) => return Err(OauthError::request("kind must be request or message")),
        };
        Ok(Self {
            after: number("after")?,
            limit: number("limit")?.map_or(LIMIT, |limit| usize::try_from(limit).unwrap_or(usize::MAX)),
            path: text("path"),
            client_id: text("client_id"),
            method: text("method"),
            grant_type: text("grant_type"),
            status: get("status").map(Statuses::of).transpose()?,
            error: text("error"),
            is_request,
        })
    }

    /// Whether a line is wanted, whatever its number.
    pub fn takes(&self, entry: &Entry) -> bool {
        let is = |wanted: &Option<String>, is: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| is == Some(wanted))
        };
        if !is(&self.client_id, entry.client_id()) {
            return false;
        }
        let (status, path, method, grant_type, error) = match &entry.what {
            What::Asked(asked) => (
                asked.status,
                Some(asked.path.as_str()),
                Some(asked.method.as_str()),
                asked.parameters.get("grant_type"),
                asked.refusal.as_ref().map(|refusal| refusal.error.as_str()),
            ),
            What::Sent(message) => (message.status, None, None, None, None),
        };
        self.is_request.is_none_or(|wanted| wanted == matches!(entry.what, What::Asked(_)))
            && is(&self.method, method)
            && is(&self.grant_type, grant_type)
            && is(&self.error, error)
            && self.status.is_none_or(|wanted| wanted.has(status))
            && self.path.as_deref().is_none_or(|wanted| path.is_some_and(|path| is_like(wanted, path)))
    }
}

impl Statuses {
    fn of(text: &str) -> Outcome<Self> {
        let class = text.strip_suffix("xx").filter(|class| class.len() == 1);
        let read = match (text, class) {
            ("none", _) => Some(Self::None),
            (_, Some(class)) => class.parse().ok().map(Self::Class),
            (_, None) => text.parse().ok().filter(|status| (100..=599).contains(status)).map(Self::One),
        };
        read.ok_or_else(|| OauthError::request("status must be like 400, 4xx or none"))
    }

    fn has(self, status: Option<StatusCode>) -> bool {
        let status = status.map(|status| status.as_u16());
        match self {
            Self::None => status.is_none(),
            Self::One(wanted) => status == Some(wanted),
            Self::Class(class) => status.is_some_and(|status| status / 100 == class),
        }
    }
}

/// Whether a path is as wanted, where one `*` stands for anything.
fn is_like(wanted: &str, path: &str) -> bool {
    match wanted.split_once('*') {
        None => wanted == path,
        Some((before, behind)) => path.strip_prefix(before).is_some_and(|rest| rest.ends_with(behind)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idp::parameters::Parameters;

    #[test]
    fn a_query_says_what_is_wanted_and_what_is_none_is_refused() {
        let read = |query: &str| {
            let query = Parameters::parse(query.as_bytes()).0;
            Filter::of(|name| query.get(name))
        };
        let filter = read("after=3&limit=5&status=4xx&kind=request&path=%2Ftoken").unwrap();
        assert_eq!((filter.after, filter.limit, filter.status), (Some(3), 5, Some(Statuses::Class(4))));
        assert_eq!((filter.is_request, filter.path.as_deref()), (Some(true), Some("/token")));
        assert_eq!(read("status=none").unwrap().status, Some(Statuses::None));
        assert_eq!(read("status=400").unwrap().status, Some(Statuses::One(400)));
        for wrong in ["after=x", "limit=-1", "status=4x", "status=xx", "kind=all", "status=44xx", "status=4"]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_star_in_a_path_stands_for_anything() {
        for (wanted, path, is) in [
            ("/token", "/token", true),
            ("/token", "/oidc/token", false),
            ("*/token", "/oidc/token", true),
            ("*/token", "/token", true),
            ("/oauth2/*", "/oauth2/v4/token", true),
            ("/a*a", "/a", false),
            ("*", "/x", true),
        ] {
            assert_eq!(is_like(wanted, path), is, "{wanted} {path}");
        }
    }
}
