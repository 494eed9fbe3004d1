//! What git asks of a credential helper, and its answer: lines `name=value`.
//! <https://git-scm.com/docs/git-credential#IOFMT>, <https://git-scm.com/docs/gitcredentials#_custom_helpers>
//!
//! git asks its helpers for every host that wants a password. The token is for one, so every other question, and whatever is
//! not understood, is answered with nothing, which lets git ask the next helper.

use url::Url;

use super::handed::Handed;
use crate::protocol::address::is_loopback;

/// Its name for `--format`.
pub const NAME: &str = "git-credential";

/// The only one of git's operations that is answered; `store`, `erase` and what may come later are for others.
pub const GET: &str = "get";

/// Of what git tells, what decides about the answer.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Asked<'a> {
    protocol: &'a str,
    host: &'a str,
    /// The user in the address, if there is one.
    pub username: Option<&'a str>,
}

impl<'a> Asked<'a> {
    /// Reads the attributes; `None` if they are not what git sends. An attribute that counts stands once.
    pub fn read(text: &'a str) -> Option<Self> {
        let mut asked = Self::default();
        for line in text.split('\n').take_while(|line| !line.is_empty()) {
            let (name, value) = line.split_once('=')?;
            // A bare carriage return is a line's end to some readers and not to others.
            if value.contains(|c: char| c.is_control()) {
                return None;
            }
            match name {
                // Of two, nobody knows which one git means.
                "protocol" if !asked.protocol.is_empty() => return None,
                "host" if !asked.host.is_empty() => return None,
                "username" if asked.username.is_some() => return None,
                "protocol" => asked.protocol = value,
                "host" => asked.host = value,
                "username" => asked.username = Some(value),
                _ => {}
            }
        }
        Some(asked)
    }

    /// Whether the token may go there: to this host with its port, over TLS or within this machine, under this name if one
    /// is said.
    pub fn is_for(&self, host: &str, user: Option<&str>) -> bool {
        let is_covered = match self.protocol {
            "https" => true,
            "http" => Url::parse(&format!("http://{}", self.host)).is_ok_and(|url| is_loopback(&url)),
            _ => false,
        };
        let is_named = user.zip(self.username).is_none_or(|(ours, theirs)| ours == theirs);
        is_covered && is_named && self.host.eq_ignore_ascii_case(host)
    }
}

/// The answer to [`GET`].
pub fn answer(handed: &Handed<'_>, user: &str) -> String {
    let mut lines = format!("username={user}\npassword={}\n", handed.token.expose());
    if let Some(end) = handed.expires_at {
        lines.push_str(&format!("password_expiry_utc={}\n", end.0));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_for_one_host_over_tls_or_within_this_machine() {
        let is_for =
            |text: &str| Asked::read(text).is_some_and(|asked| asked.is_for("git.example", Some("me")));
        for text in [
            "protocol=https\nhost=git.example\n\n",
            "protocol=https\nhost=GIT.example\npath=a/b.git\nwwwauth[]=Basic realm=\"x\"\n\n",
            "capability[]=authtype\nprotocol=https\nhost=git.example\nusername=me\n",
        ] {
            assert!(is_for(text), "{text}");
        }
        for text in [
            "",
            "\n",
            "protocol=https\n",
            "host=git.example\n",
            "protocol=http\nhost=git.example\n",
            "protocol=ssh\nhost=git.example\n",
            "protocol=https\nhost=git.example:8443\n",
            "protocol=https\nhost=git.example.evil.example\n",
            "protocol=https\nhost=evil.example\n",
            "protocol=https\nhost=git.example\nusername=you\n",
            "protocol=https\nhost=git.example\nhost=evil.example\n",
            // git CVE-2024-52006
            "protocol=https\nhost=git.example\rhost=evil.example\n",
            "protocol=https\nhost=git.example\nusername=me\rpath=x\n",
            "protocol=https\r\nhost=git.example\r\n",
            "protocol=https\nhost=git.example\nusername=you\nusername=me\n",
            "protocol\nhost=git.example\n",
        ] {
            assert!(!is_for(text), "{text}");
        }
    }

    #[test]
    fn without_tls_only_this_machine_is_answered() {
        let is_for = |host: &str| {
            Asked::read(&format!("protocol=http\nhost={host}\n"))
                .is_some_and(|asked| asked.is_for(host, None))
        };
        for host in ["127.0.0.1:8080", "localhost", "[::1]:80"] {
            assert!(is_for(host), "{host}");
        }
        for host in [
            "git.example",
            "127.0.0.1.evil.example",
            "127.0.0.1@evil.example",
            "localhost:80@evil.example",
            "10.0.0.1",
        ] {
            assert!(!is_for(host), "{host}");
        }
    }
}
