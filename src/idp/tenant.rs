//! Issuers with a path: which issuer a request is for, by its path (RFC 8414 §3.1, OIDC Discovery §4.1).

use super::{
    endpoint::{self, ENDPOINTS, EndpointRow},
    fault::means::ELSEWHERE,
};

/// The most parts that the path of an issuer has.
const DEEPEST: usize = 4;
/// The most letters of such a path.
const LONGEST: usize = 128;

/// The well-known documents that RFC 8414 §3.1 puts before the issuer's path.
const INSERTED: &[&str] = &[
    "/.well-known/oauth-authorization-server",
    "/.well-known/openid-configuration",
    "/.well-known/ssf-configuration",
];

/// Which issuer a path is for.
#[derive(Debug, PartialEq, Eq)]
pub struct Addressed {
    /// The issuer's path.
    pub tenant: String,
    /// What is asked of it.
    pub path: String,
}

/// The issuer of these paths that this is an address of: whatever is below the path of one is its own, of two the longer one's.
pub fn named<'a>(path: &str, tenants: impl Iterator<Item = &'a String>) -> Option<Addressed> {
    let own = tenants.filter_map(|tenant| {
        let inserted = INSERTED.iter().find(|document| path.strip_prefix(**document) == Some(tenant));
        let below = path.strip_prefix(&**tenant).filter(|rest| rest.starts_with('/'));
        let path = inserted.copied().or(below)?;
        Some(Addressed { tenant: tenant.clone(), path: path.to_owned() })
    });
    own.max_by_key(|own| own.tenant.len())
}

/// The issuer with a path that this is an address of, if it can be one's. The tables are those that such issuers have; for an
/// address of the issuer without a path this is not asked.
pub fn addressed(path: &str, tables: &[&'static [EndpointRow]]) -> Option<Addressed> {
    for document in INSERTED {
        if let Some(tenant) = path.strip_prefix(document).filter(|tenant| is_path(tenant)) {
            return Some(Addressed { tenant: tenant.to_owned(), path: (*document).to_owned() });
        }
    }
    let ends = path.match_indices('/').map(|(at, _)| at).skip(1).take(DEEPEST);
    let parts = ends.map(|at| path.split_at(at));
    let mut own = parts.filter(|(tenant, rest)| is_path(tenant) && is_answered(rest, tables));
    own.next().map(|(tenant, rest)| Addressed { tenant: tenant.to_owned(), path: rest.to_owned() })
}

/// Whether an issuer can have that path: letters that need no encoding, and no part that an endpoint's own path begins with.
pub fn is_path(path: &str) -> bool {
    let Some(parts) = path.strip_prefix('/') else { return false };
    let is_part = |part: &str| {
        let is_plain = |letter: u8| letter.is_ascii_alphanumeric() || b"-_~.".contains(&letter);
        !part.is_empty() && !part.starts_with('.') && part.bytes().all(is_plain)
    };
    // the address of an endpoint of one issuer is never the name of another
    let is_taken = |part: &str| ENDPOINTS.iter().any(|row| row.path[1..].split('/').next() == Some(part));
    let is_free = |part: &str| is_part(part) && !is_taken(part);
    path.len() <= LONGEST && parts.split('/').count() <= DEEPEST && parts.split('/').all(is_free)
}

/// Whether these tables have an answer for that path.
pub fn is_answered(path: &str, tables: &[&'static [EndpointRow]]) -> bool {
    path == ELSEWHERE || tables.iter().copied().flatten().any(|row| endpoint::is_path(row, path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idp::endpoint::CONTROL;

    #[test]
    fn what_is_below_a_path_that_is_named_is_its_own() {
        let tenants = ["/a", "/a/b", "/ab"].map(str::to_owned);
        let named = |path: &str| named(path, tenants.iter()).map(|found| (found.tenant, found.path));
        let found = |tenant: &str, path: &str| Some((tenant.to_owned(), path.to_owned()));
        assert_eq!(named("/a/nothing"), found("/a", "/nothing"));
        assert_eq!(named("/a/b/token"), found("/a/b", "/token"));
        assert_eq!(named("/ab/token"), found("/ab", "/token"));
        let metadata = "/.well-known/oauth-authorization-server";
        assert_eq!(named(&format!("{metadata}/a/b")), found("/a/b", metadata));
        assert_eq!((named("/a"), named("/abc/token"), named("/token")), (None, None, None));
    }

    #[test]
    fn a_path_leads_to_the_issuer_that_it_names() {
        let tables: &[&'static [EndpointRow]] = &[ENDPOINTS, &CONTROL];
        for (path, expected) in [
            ("/token", None),
            ("/.well-known/openid-configuration", None),
            ("/a/token", Some(("/a", "/token"))),
            ("/a/device/sign-in", Some(("/a", "/device/sign-in"))),
            (
                "/realms/test/.well-known/openid-configuration",
                Some(("/realms/test", "/.well-known/openid-configuration")),
            ),
            // RFC 8414 §3.1
            (
                "/.well-known/oauth-authorization-server/a/b",
                Some(("/a/b", "/.well-known/oauth-authorization-server")),
            ),
            ("/a/_dev/users/alice/sessions", Some(("/a", "/_dev/users/{sub}/sessions"))),
            // what an endpoint begins with is no issuer
            ("/device/token", None),
            ("/a/token/token", None),
            ("/_dev/token", None),
            ("/.well-known/token", None),
            ("/a/../token", None),
            ("/a%2fb/token", None),
            ("//token", None),
            ("/a/b/c/d/e/token", None),
            ("/a/nothing", None),
            ("/a", None),
            ("", None),
        ] {
            let found = addressed(path, tables);
            match (found, expected) {
                (Some(found), Some((tenant, row))) => {
                    let is_row =
                        |known: &&EndpointRow| known.path == row && endpoint::is_path(known, &found.path);
                    assert!(
                        found.tenant == tenant
                            && tables.iter().copied().flatten().any(|known| is_row(&known)),
                        "{path}"
                    );
                }
                (found, expected) => assert!(found.is_none() && expected.is_none(), "{path}: {found:?}"),
            }
        }
    }
}
