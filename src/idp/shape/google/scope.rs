//! Google's scopes: three have a short name, which apps ask by, and a long one, which answers have.
//! <https://developers.google.com/identity/protocols/oauth2/scopes>

use crate::idp::scope::{OFFLINE_ACCESS, OPENID, Scope};

/// The address.
pub const EMAIL: &str = "email";

/// Name and picture.
pub const PROFILE: &str = "profile";

/// Those about a person. `offline_access` is no scope at Google: it stands here for `access_type=offline`.
pub const SCOPES: &[Scope] = &[
    Scope { name: OPENID, means: "know who you are" },
    Scope { name: PROFILE, means: "see your name and picture" },
    Scope { name: EMAIL, means: "see your email address" },
    Scope { name: OFFLINE_ACCESS, means: "stay signed in while you are away" },
];

/// What the scopes of Google's APIs begin with.
const OF_APIS: &str = "https://www.googleapis.com/auth/";

/// The long names.
const LONG: &[(&str, &str)] = &[
    (EMAIL, "https://www.googleapis.com/auth/userinfo.email"),
    (PROFILE, "https://www.googleapis.com/auth/userinfo.profile"),
];

/// A scope by its short name, if it has one.
pub fn short(word: &str) -> &str {
    LONG.iter().find(|(_, long)| *long == word).map_or(word, |(short, _)| short)
}

/// Whether Google knows it.
pub fn is_known(word: &str) -> bool {
    matches!(short(word), OPENID | EMAIL | PROFILE)
        || word.strip_prefix(OF_APIS).is_some_and(|name| !name.is_empty())
}

/// What was granted, as answers say it.
pub fn told<'a>(granted: impl Iterator<Item = &'a str>) -> String {
    let long = |word| LONG.iter().find(|(short, _)| *short == word).map_or(word, |(_, long)| *long);
    granted.filter(|word| *word != OFFLINE_ACCESS).map(long).collect::<Vec<_>>().join(" ")
}

/// What the browser carries beside a code: what was granted, and which of the browser's accounts it is.
pub fn beside_code(granted: &[String]) -> Vec<(&'static str, String)> {
    vec![("scope", told(granted.iter().map(String::as_str))), ("authuser", "0".to_owned())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_by_a_short_name_is_answered_by_the_long_one() {
        assert_eq!(
            told("openid email offline_access profile https://www.googleapis.com/auth/drive".split(' ')),
            "openid https://www.googleapis.com/auth/userinfo.email \
             https://www.googleapis.com/auth/userinfo.profile https://www.googleapis.com/auth/drive"
        );
        assert_eq!(short("https://www.googleapis.com/auth/userinfo.email"), "email");
        for (word, known) in [
            ("openid", true),
            ("https://www.googleapis.com/auth/drive", true),
            ("https://www.googleapis.com/auth/", false),
            ("offline_access", false),
            ("groups", false),
        ] {
            assert_eq!(is_known(word), known, "{word}");
        }
    }
}
