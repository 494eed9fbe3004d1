//! Where the section of a standard can be read.

/// The standards that are not RFCs: the names that sections begin with, where each is, and how its sections are addressed.
const STANDARDS: &[(&[&str], &str, &str)] = &[
    (&["OIDC Core", "OpenID Connect Core"], "openid-connect-core-1_0.html", "rfc.section."),
    (&["OIDC Discovery", "OpenID Connect Discovery"], "openid-connect-discovery-1_0.html", "rfc.section."),
    (
        &["OIDC Registration", "OpenID Connect Registration", "OpenID Connect Dynamic Client Registration"],
        "openid-connect-registration-1_0.html",
        "rfc.section.",
    ),
    (
        &["Back-Channel Logout", "OIDC Back-Channel Logout", "OpenID Connect Back-Channel Logout"],
        "openid-connect-backchannel-1_0.html",
        "rfc.section.",
    ),
    (
        &["Front-Channel Logout", "OIDC Front-Channel Logout", "OpenID Connect Front-Channel Logout"],
        "openid-connect-frontchannel-1_0.html",
        "rfc.section.",
    ),
    (
        &["RP-Initiated Logout", "OIDC RP-Initiated Logout", "OpenID Connect RP-Initiated Logout"],
        "openid-connect-rpinitiated-1_0.html",
        "rfc.section.",
    ),
    (&["Session Management", "OIDC Session Management"], "openid-connect-session-1_0.html", "rfc.section."),
    (
        &["CIBA Core", "CIBA"],
        "openid-client-initiated-backchannel-authentication-core-1_0.html",
        "rfc.section.",
    ),
    (&["SSF"], "openid-sharedsignals-framework-1_0.html", "section-"),
    (&["CAEP"], "openid-caep-1_0.html", "section-"),
    (&["RISC"], "openid-risc-1_0.html", "section-"),
    (&["FAPI 2.0", "FAPI 2.0 Security Profile"], "fapi-security-profile-2_0-final.html", "section-"),
    (&["OAuth 2.0 Form Post Response Mode"], "oauth-v2-form-post-response-mode-1_0.html", "rfc.section."),
    (&["OAuth 2.0 Multiple Response Types"], "oauth-v2-multiple-response-types-1_0.html", "rfc.section."),
    (&["JARM"], "oauth-v2-jarm.html", "section-"),
];

/// The address of the first standard that is named, if it has a public one: `RFC 9700 §4.2.4`.
pub fn address(section: &str) -> Option<String> {
    section.split([',', ';', '/']).find_map(|part| one(part.trim()))
}

fn one(part: &str) -> Option<String> {
    let (name, section) = part.split_once('§').map_or((part, ""), |(name, section)| (name, section));
    let section = section.trim_start_matches('§').trim();
    let section =
        &section[..section.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(section.len())];
    let section = section.trim_end_matches('.');
    let name = name.trim();
    if let Some(number) = name.strip_prefix("RFC ") {
        let number: u32 = number.parse().ok()?;
        let anchor = match section.as_bytes().first() {
            None => String::new(),
            Some(letter) if letter.is_ascii_alphabetic() => format!("#appendix-{section}"),
            Some(_) => format!("#section-{section}"),
        };
        return Some(format!("https://www.rfc-editor.org/rfc/rfc{number}{anchor}"));
    }
    let name = name.strip_suffix(" 1.0").unwrap_or(name);
    let (_, page, anchor) = STANDARDS.iter().find(|(names, ..)| names.contains(&name))?;
    let anchor = if section.is_empty() { String::new() } else { format!("#{anchor}{section}") };
    Some(format!("https://openid.net/specs/{page}{anchor}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_found_where_it_is_published() {
        for (section, expected) in [
            ("RFC 9700 §4.2.4", "https://www.rfc-editor.org/rfc/rfc9700#section-4.2.4"),
            ("RFC 6265", "https://www.rfc-editor.org/rfc/rfc6265"),
            ("RFC 7636 §A.1", "https://www.rfc-editor.org/rfc/rfc7636#appendix-A.1"),
            ("RFC 8725 §3.2, RFC 7519 §6", "https://www.rfc-editor.org/rfc/rfc8725#section-3.2"),
            ("RFC 6749 §10.12.", "https://www.rfc-editor.org/rfc/rfc6749#section-10.12"),
            (
                "OIDC Core §3.1.3.7",
                "https://openid.net/specs/openid-connect-core-1_0.html#rfc.section.3.1.3.7",
            ),
            (
                "Back-Channel Logout 1.0 §2.6 (4)",
                "https://openid.net/specs/openid-connect-backchannel-1_0.html#rfc.section.2.6",
            ),
            (
                "WHATWG HTML §4; SSF 1.0 §7.1",
                "https://openid.net/specs/openid-sharedsignals-framework-1_0.html#section-7.1",
            ),
        ] {
            assert_eq!(address(section).as_deref(), Some(expected), "{section}");
        }
        for unknown in ["", "good practice", "RFC x §1", "§4"] {
            assert_eq!(address(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn no_standard_is_named_twice() {
        let mut names: Vec<&str> = STANDARDS.iter().flat_map(|row| row.0).copied().collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
