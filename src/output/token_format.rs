//! The forms in which a token is handed out: one table, from which help, completions, documents and the tests that walk it
//! come. A NEW FORM is one row.
//!
//! A token was judged when it was issued, and is judged again here for the place that it goes to (threat C69): what would end
//! a line, a word or a quoted string there is refused.

use serde::Serialize;

use super::{exec_credential, git_credential, handed::Handed, json, moment};
use crate::{
    error::{Code, Phase, Result},
    protocol::token::{TokenType, is_token_text},
    secret::SecretString,
};

/// What a form may need beside the token.
#[derive(Default)]
pub struct Surroundings<'a> {
    /// The host that the token is for (`--host`).
    pub host: Option<&'a str>,
    /// The name to go with it (`--user`).
    pub user: Option<&'a str>,
    /// `KUBERNETES_EXEC_INFO`, as kubectl sets it.
    pub exec_info: Option<&'a str>,
}

/// The user where one is wanted and none was named; what takes a token for a password seldom looks at it.
pub const DEFAULT_USER: &str = "oauth2";

/// A form: a row of [`FORMATS`].
pub struct TokenFormat {
    /// Its name for `--format`.
    pub name: &'static str,
    /// What it is, in one line.
    pub what: &'static str,
    /// Where it is specified.
    pub specified: &'static str,
    /// Whether whoever reads it can do anything with a token that is bound to a key.
    may_be_bound: bool,
    /// Which tokens stand in it as they are.
    accepts: fn(&str) -> bool,
    /// How it is written.
    write: fn(&Handed<'_>, &Surroundings<'_>) -> Result<String>,
}

/// Every form.
pub const FORMATS: &[TokenFormat] = &[
    TokenFormat {
        name: "raw",
        what: "The token alone",
        specified: "RFC 6750 §2.1",
        may_be_bound: true,
        accepts: is_printable,
        write: |handed, _| Ok(format!("{}\n", handed.token.expose())),
    },
    TokenFormat {
        name: "header",
        what: "An HTTP header: `Authorization: Bearer …`, or `DPoP …`",
        specified: "RFC 6750 §2.1",
        may_be_bound: true,
        accepts: is_token_text,
        // The scheme is written in this way whatever case the provider uses.
        write: |handed, _| Ok(format!("Authorization: {} {}\n", scheme(handed), handed.token.expose())),
    },
    TokenFormat {
        name: "json",
        what: "One JSON document",
        specified: "docs/json.md",
        may_be_bound: true,
        accepts: is_printable,
        write: |handed, _| Ok(document(handed)),
    },
    TokenFormat {
        name: "env",
        what: "Lines NAME=VALUE for docker --env-file, systemd and `set -a; . FILE`",
        specified: "POSIX.1-2024 XCU §2.9.1, systemd.exec(5) EnvironmentFile=",
        may_be_bound: true,
        accepts: is_bare_word,
        write: |handed, _| Ok(variables(handed)),
    },
    TokenFormat {
        name: "netrc",
        what: "A line for ~/.netrc; needs --host",
        specified: "https://everything.curl.dev/usingcurl/netrc.html",
        may_be_bound: false,
        // A number sign begins a comment.
        accepts: |token| is_token_text(token) && !token.starts_with('#'),
        write: netrc_line,
    },
    TokenFormat {
        name: exec_credential::NAME,
        what: "What kubectl wants of a credential plugin",
        specified: "https://kubernetes.io/docs/reference/config-api/client-authentication.v1/",
        may_be_bound: false,
        accepts: is_token_text,
        write: |handed, around| exec_credential::document(handed, around.exec_info),
    },
    TokenFormat {
        name: git_credential::NAME,
        what: "What git wants of a credential helper; needs --host",
        specified: "https://git-scm.com/docs/git-credential#IOFMT",
        may_be_bound: false,
        accepts: is_token_text,
        write: |handed, around| Ok(git_credential::answer(handed, around.user.unwrap_or(DEFAULT_USER))),
    },
];

impl TokenFormat {
    /// The form of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|row| row.name == name)
    }

    /// The token in this form, with the end of its last line.
    ///
    /// # Errors
    /// [`Code::TokenCharset`] if the token cannot stand there as it is; [`Code::Usage`] if something beside it is missing.
    pub fn written(&self, handed: &Handed<'_>, around: &Surroundings<'_>) -> Result<SecretString> {
        let token = handed.token.expose();
        // RFC 6749 appendix A.17: a refresh token may have more characters than one that is handed to others.
        let is_of_its_kind = if handed.kind == "refresh" { is_printable } else { is_token_text };
        if token.is_empty() || !is_of_its_kind(token) || !(self.accepts)(token) {
            return Err(Code::TokenCharset.error().phase(Phase::Output).profile(handed.profile).message(
                format!("the token has characters that could break what --format {} is for", self.name),
            ));
        }
        if is_bound(handed) && !self.may_be_bound {
            // RFC 9449 §7.2: nobody takes it without a proof, and its reader sends none
            return Err(Code::Usage
                .error()
                .phase(Phase::Output)
                .profile(handed.profile)
                .message(format!(
                    "the token is bound to a key (DPoP), and --format {} has no place for the proof",
                    self.name
                ))
                .hint("use `authctl request`, or sign in without --dpop"));
        }
        (self.write)(handed, around).map(SecretString::from)
    }
}

/// Whether it is of use only with a proof of its key (RFC 9449 §7.1).
fn is_bound(handed: &Handed<'_>) -> bool {
    handed.token_type.is_some_and(|name| TokenType::Dpop.is_named(name))
}

fn scheme(handed: &Handed<'_>) -> &'static str {
    if is_bound(handed) { TokenType::Dpop.name() } else { TokenType::Bearer.name() }
}

/// RFC 6749 appendix A: VSCHAR. One line, and nothing that a terminal acts on.
fn is_printable(token: &str) -> bool {
    token.bytes().all(|byte| matches!(byte, 0x20..=0x7e))
}

/// What a shell takes for itself in an assignment without quotes. Quotes are no way out: `docker --env-file` keeps them.
fn is_bare_word(token: &str) -> bool {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=:@%,".contains(&byte);
    // POSIX.1-2024 XCU §2.6.1: `~name` at the beginning and after a colon is a home directory; in zsh `=name` is a program.
    token.bytes().all(is_bare) && !token.split(':').any(|part| part.starts_with(['~', '=']))
}

/// The provider tells the type of an access token only (RFC 6749 §5.1).
fn document(handed: &Handed<'_>) -> String {
    #[derive(Serialize)]
    struct Document<'a> {
        profile: &'a str,
        #[serde(rename = "type")]
        kind: &'static str,
        token: &'a str,
        token_type: Option<&'a str>,
        expires_at: Option<String>,
        scope: &'a [String],
    }
    let document = Document {
        profile: handed.profile,
        kind: handed.kind,
        token: handed.token.expose(),
        token_type: handed.token_type,
        expires_at: handed.expires_at.map(moment::rfc3339),
        scope: handed.scope,
    };
    format!("{}\n", json::document(&document))
}

fn variables(handed: &Handed<'_>) -> String {
    let kind = handed.kind.to_ascii_uppercase();
    let mut lines = format!("AUTHCTL_{kind}_TOKEN={}\n", handed.token.expose());
    // It was compared with the types that are known when it came, in any case.
    if let Some(token_type) = handed.token_type.filter(|text| text.bytes().all(|b| b.is_ascii_alphabetic())) {
        lines.push_str(&format!("AUTHCTL_TOKEN_TYPE={token_type}\n"));
    }
    if let Some(end) = handed.expires_at {
        lines.push_str(&format!("AUTHCTL_EXPIRES_AT={}\n", moment::rfc3339(end)));
    }
    lines
}

fn netrc_line(handed: &Handed<'_>, around: &Surroundings<'_>) -> Result<String> {
    let host = around.host.ok_or_else(|| host_missing("netrc"))?;
    // Its readers compare the name alone; a line with a port would never be found.
    if host.contains(':') {
        return Err(Code::Usage.error().message("a netrc file has hosts without a port").got(host));
    }
    let user = around.user.unwrap_or(DEFAULT_USER);
    Ok(format!("machine {host} login {user} password {}\n", handed.token.expose()))
}

/// A form that is for one host, and none was named.
pub fn host_missing(format: &str) -> crate::error::Error {
    Code::Usage.error().message(format!("--format {format} needs --host, the host that may have the token"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::time::UnixTime;

    const NOWHERE: &[&str] = &[
        "a b",
        "a\nb",
        "a\r\nX: y",
        "a\"b",
        "a'b",
        "a\\b",
        "a`id`",
        "a$(id)",
        "ü",
        "a\0",
        "\x1b[2J",
        "",
        "a\u{85}",
    ];

    fn written(format: &str, kind: &'static str, token: &str) -> Result<String> {
        let (token, scope) = (SecretString::from(token), ["openid".to_owned()]);
        let handed = Handed {
            profile: "work",
            kind,
            token: &token,
            token_type: (kind == "access").then_some("Bearer"),
            expires_at: Some(UnixTime(1_790_000_000)),
            scope: &scope,
        };
        let around = Surroundings { host: Some("git.example"), ..Surroundings::default() };
        TokenFormat::named(format).unwrap().written(&handed, &around).map(|text| text.expose().clone())
    }

    #[test]
    fn every_form_writes_a_token_as_its_specification_says() {
        let expected = [
            ("raw", "eyJ.a-b_c\n"),
            ("header", "Authorization: Bearer eyJ.a-b_c\n"),
            (
                "json",
                "{\n  \"profile\": \"work\",\n  \"type\": \"access\",\n  \"token\": \"eyJ.a-b_c\",\n  \"token_type\": \"Bearer\",\n  \
                 \"expires_at\": \"2026-09-21T14:13:20Z\",\n  \"scope\": [\n    \"openid\"\n  ]\n}\n",
            ),
            (
                "env",
                "AUTHCTL_ACCESS_TOKEN=eyJ.a-b_c\nAUTHCTL_TOKEN_TYPE=Bearer\nAUTHCTL_EXPIRES_AT=2026-09-21T14:13:20Z\n",
            ),
            ("netrc", "machine git.example login oauth2 password eyJ.a-b_c\n"),
            (
                "exec-credential",
                "{\n  \"apiVersion\": \"client.authentication.k8s.io/v1\",\n  \"kind\": \"ExecCredential\",\n  \"status\": {\n    \
                 \"expirationTimestamp\": \"2026-09-21T14:13:20Z\",\n    \"token\": \"eyJ.a-b_c\"\n  }\n}\n",
            ),
            ("git-credential", "username=oauth2\npassword=eyJ.a-b_c\npassword_expiry_utc=1790000000\n"),
        ];
        assert_eq!(FORMATS.iter().map(|row| row.name).collect::<Vec<_>>(), expected.map(|row| row.0));
        for (name, text) in expected {
            assert_eq!(written(name, "access", "eyJ.a-b_c").unwrap(), text, "{name}");
        }
        assert_eq!(
            written("env", "id", "a").unwrap(),
            "AUTHCTL_ID_TOKEN=a\nAUTHCTL_EXPIRES_AT=2026-09-21T14:13:20Z\n"
        );
    }

    #[test]
    fn a_token_that_could_break_its_place_is_refused_in_every_form() {
        // C69
        for row in FORMATS {
            for token in NOWHERE {
                let error = written(row.name, "access", token).unwrap_err();
                assert_eq!((error.code(), error.exit()), (Code::TokenCharset, 9), "{} {token:?}", row.name);
            }
        }
    }

    #[test]
    fn a_form_that_a_shell_reads_takes_nothing_that_a_shell_acts_on() {
        // C69
        for token in [
            "a;id", "a&id", "a|b", "a>b", "a<b", "(a)", "#a", "a*", "a?", "[a]", "{a,b}", "!a", "~root",
            "a:~", "=ls", "a:=ls",
        ] {
            assert_eq!(written("env", "access", token).unwrap_err().code(), Code::TokenCharset, "{token}");
            assert!(written("header", "access", token).is_ok(), "{token}");
        }
        assert_eq!(written("netrc", "access", "#a").unwrap_err().code(), Code::TokenCharset);
        for token in ["eyJ.a-b_c", "gho_A~z.0/9+=", "a:b@c%d,e"] {
            assert!(written("env", "access", token).is_ok(), "{token}");
        }
    }

    #[test]
    fn a_refresh_token_may_have_what_its_standard_allows_where_that_is_harmless() {
        for (format, is_taken) in
            [("raw", true), ("json", true), ("header", false), ("env", false), ("netrc", false)]
        {
            assert_eq!(written(format, "refresh", "a \"b\"").is_ok(), is_taken, "{format}");
        }
    }

    #[test]
    fn a_bound_token_is_not_handed_to_whoever_cannot_prove_its_key() {
        let (token, scope) = (SecretString::from("a"), []);
        let around = Surroundings { host: Some("git.example"), ..Surroundings::default() };
        for row in FORMATS {
            let of_type = |token_type| Handed {
                profile: "work",
                kind: "access",
                token: &token,
                token_type,
                expires_at: None,
                scope: &scope,
            };
            let bound = row.written(&of_type(Some("dpop")), &around);
            let is_taken = !["netrc", "exec-credential", "git-credential"].contains(&row.name);
            assert_eq!(bound.is_ok(), is_taken, "{}", row.name);
            assert!(row.written(&of_type(Some("Bearer")), &around).is_ok(), "{}", row.name);
            if row.name == "header" {
                assert_eq!(bound.unwrap().expose(), "Authorization: DPoP a\n");
            }
        }
    }

    #[test]
    fn a_netrc_line_is_for_a_host_without_a_port() {
        let token = SecretString::from("a");
        let handed = Handed {
            profile: "work",
            kind: "access",
            token: &token,
            token_type: None,
            expires_at: None,
            scope: &[],
        };
        for host in [None, Some("git.example:8080")] {
            let around = Surroundings { host, ..Surroundings::default() };
            assert_eq!(netrc_line(&handed, &around).unwrap_err().code(), Code::Usage, "{host:?}");
        }
    }
}
