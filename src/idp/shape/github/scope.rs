//! GitHub's scopes, some of which are part of others.
//! <https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps>

use crate::idp::scope::Scope;

/// Those that apps for people ask for.
pub const SCOPES: &[Scope] = &[
    Scope { name: "user", means: "see and change your whole profile" },
    Scope { name: "read:user", means: "see your whole profile" },
    Scope { name: EMAIL, means: "see your email addresses" },
    Scope { name: "user:follow", means: "follow and unfollow other users" },
    Scope { name: "repo", means: "use your repositories, private ones too" },
    Scope { name: "repo:status", means: "set the status of commits" },
    Scope { name: "public_repo", means: "use your public repositories" },
    Scope { name: "gist", means: "write gists" },
    Scope { name: "notifications", means: "see your notifications" },
    Scope { name: "admin:org", means: "manage your organizations" },
    Scope { name: "write:org", means: "change your membership of organizations" },
    Scope { name: "read:org", means: "see your organizations and teams" },
    Scope { name: "workflow", means: "change workflow files" },
];

/// The scope that lets a client see the addresses that are not public.
pub const EMAIL: &str = "user:email";

/// Those that let a client see them.
pub const TELL_EMAILS: &[&str] = &["user", EMAIL];

/// A scope, and those that are part of it.
const PARTS: &[(&str, &[&str])] = &[
    ("user", &["read:user", EMAIL, "user:follow"]),
    ("repo", &["repo:status", "public_repo"]),
    ("admin:org", &["write:org", "read:org"]),
    ("write:org", &["read:org"]),
];

/// What is asked for, between spaces or commas, without what is part of something else in it.
pub fn normal(asked: &str) -> String {
    let words: Vec<&str> = asked.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let is_part =
        |word: &&str| PARTS.iter().any(|(whole, parts)| words.contains(whole) && parts.contains(word));
    words.iter().copied().filter(|word| !is_part(word)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_part_of_another_scope_goes_into_it() {
        assert_eq!(normal("user,gist user:email"), "user gist");
        assert_eq!(normal("user:email"), "user:email");
        assert_eq!(normal(" , "), "");
        for (whole, parts) in PARTS {
            for name in parts.iter().chain([whole]) {
                assert!(SCOPES.iter().any(|scope| scope.name == *name), "{name}");
            }
        }
    }
}
