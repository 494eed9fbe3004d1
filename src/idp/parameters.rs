//! The parameters of one request, from a query or a form: none twice but those that their standard repeats, empty is absent
//! (RFC 6749 §3.1, §3.2).

use std::{collections::HashSet, fmt};

use serde::{Deserialize, Serialize};

/// Those that may come more than once (RFC 8707 §2, RFC 8693 §2.1).
const REPEATED: &[&str] = &["resource", "audience"];

/// So few names are compared one with another. A form may have ten thousand, which are told apart by their hashes (threat P17).
const FEW: usize = 32;

/// The parameters, in the order they came; each name once, but for [`REPEATED`].
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameters(Vec<(String, String)>);

/// Why parameters cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Malformed {
    /// This parameter came more than once (threat P16).
    Twice(String),
    /// The text is not UTF-8 after decoding.
    Encoding,
}

impl Parameters {
    /// Reads `application/x-www-form-urlencoded` text; on a fault the parameters that were clear come with
    /// it, since an authorization error is still sent to a client that is known beyond doubt.
    pub fn parse(text: &[u8]) -> (Self, Option<Malformed>) {
        let pairs = text.split(|byte| *byte == b'&').count();
        let (mut clear, mut fault) = (Vec::<(String, String)>::with_capacity(pairs.min(FEW)), None);
        let (mut known, mut twice) = (HashSet::new(), HashSet::new());
        for (name, value) in url::form_urlencoded::parse(text) {
            let mut is_new = || match pairs <= FEW {
                true => clear.iter().all(|(known, _)| *known != *name),
                false => known.insert(name.clone()),
            };
            if is_broken(&name) || is_broken(&value) {
                fault.get_or_insert(Malformed::Encoding);
            } else if !is_new() && !REPEATED.contains(&&*name) {
                twice.insert(name.clone().into_owned());
                fault.get_or_insert(Malformed::Twice(name.into_owned()));
            } else {
                clear.push((name.into_owned(), value.into_owned()));
            }
        }
        // RFC 6749 §3.1: a parameter without a value is as if it were absent
        clear.retain(|(name, value)| !value.is_empty() && !twice.contains(name));
        (Self(clear), fault)
    }

    /// Of these, such as those of a request object; empty is absent.
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect())
    }

    /// Whether a parameter of that name may come more than once.
    pub fn may_repeat(name: &str) -> bool {
        REPEATED.contains(&name)
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The names, in the order they came.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Every value of a parameter.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The words of a space-separated parameter, each once.
    pub fn words(&self, name: &str) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for word in self.get(name).unwrap_or_default().split(' ').filter(|word| !word.is_empty()) {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        words
    }

    /// All but these.
    pub fn without(mut self, names: &[&str]) -> Self {
        self.0.retain(|(name, _)| !names.contains(&name.as_str()));
        self
    }

    /// With one more.
    pub fn with(mut self, name: &str, value: String) -> Self {
        self.0.push((name.to_owned(), value));
        self
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whether what was decoded was not UTF-8.
fn is_broken(text: &str) -> bool {
    !text.is_ascii() && text.contains('\u{fffd}')
}

impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_twice_is_told_and_counts_for_nothing() {
        // P16
        let (parameters, fault) = Parameters::parse(b"state=a&code=x&state=b&state=");
        assert_eq!(fault, Some(Malformed::Twice("state".into())));
        assert_eq!(parameters.get("state"), None);
        assert_eq!(parameters.get("code"), Some("x"));
    }

    #[test]
    fn empty_is_absent_and_broken_utf8_is_told() {
        let (parameters, fault) = Parameters::parse(b"state=&scope=openid++email+openid");
        assert_eq!((parameters.get("state"), fault), (None, None));
        assert_eq!(parameters.words("scope"), ["openid", "email"]);
        assert_eq!(Parameters::parse(b"state=%ff").1, Some(Malformed::Encoding));
    }

    #[test]
    fn many_names_are_told_apart() {
        // P17
        let text: String = (0..20_000).map(|number| format!("{}=x&", number % 15_000)).collect();
        let (parameters, fault) = Parameters::parse(text.as_bytes());
        assert_eq!(fault, Some(Malformed::Twice("0".into())));
        assert_eq!(
            (parameters.0.len(), parameters.get("4999"), parameters.get("5000")),
            (10_000, None, Some("x"))
        );
    }

    #[test]
    fn few_names_and_many_are_judged_alike() {
        // P16, P17
        for number in [1, FEW - 4, FEW - 3, FEW - 2, 2 * FEW] {
            let first: String = (0..number).map(|number| format!("{number}=x&")).collect();
            let (parameters, fault) =
                Parameters::parse(format!("{first}resource=a&resource=b&0=y").as_bytes());
            assert_eq!(fault, Some(Malformed::Twice("0".into())), "{number}");
            assert_eq!(parameters.0.len(), number + 1);
            assert_eq!(parameters.all("resource").collect::<Vec<_>>(), ["a", "b"]);
        }
    }

    #[test]
    fn debug_shows_names_only() {
        assert_eq!(format!("{:?}", Parameters::parse(b"code=CANARY").0), r#"["code"]"#);
    }
}
