//! The address that a browser may open (threats C21, C36, C37, C42). <https://www.rfc-editor.org/rfc/rfc3986#section-2>

use url::{Position, Url};

use super::address::is_loopback;
use crate::error::{Code, Error, Phase, Result};

/// Judges an address that somebody else gave, and writes it so that it means the same to every program: https, or http
/// to loopback; every byte that is not of RFC 3986's safe ones percent-encoded. The only way to an address that a
/// browser may open.
///
/// # Errors
/// [`Code::BrowserUrlRefused`].
pub fn judge(text: &str) -> Result<Url> {
    // C21: parsers drop or turn these silently, so that what was read is not what is opened
    if text.is_empty() || text.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\') {
        return Err(refused("it has characters that no address has"));
    }
    let url = Url::parse(text).map_err(|_| refused("it is not an address"))?;
    judge_parts(&url)?;
    let escaped = format!("{}{}", &url[..Position::BeforePath], escape(&url[Position::BeforePath..]));
    Url::parse(&escaped).map_err(|_| refused("it is not an address"))
}

fn judge_parts(url: &Url) -> Result<()> {
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(url) => {}
        "http" => return Err(refused("it is http and not to this machine")),
        _ => return Err(refused("it is not https")),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("it has a user or a password before the host"));
    }
    // a host is letters, digits, `-`, `.` and, for IPv6, `[:]`; the parser allows more
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._[]:".contains(&byte);
    if url.host_str().is_none_or(|host| host.starts_with('-') || !host.bytes().all(is_plain)) {
        return Err(refused("its host has characters that no host has"));
    }
    Ok(())
}

fn refused(why: &str) -> Error {
    Code::BrowserUrlRefused
        .error()
        .phase(Phase::Browser)
        .message(format!("the address for the browser is not one that may be opened: {why}"))
}

/// Percent-encodes what a shell, a launcher or a script could take for more than text. What is encoded already stays.
fn escape(rest: &str) -> String {
    let mut escaped = String::with_capacity(rest.len());
    for (at, byte) in rest.bytes().enumerate() {
        let is_encoded =
            || rest.as_bytes()[at + 1..].iter().take(2).filter(|b| b.is_ascii_hexdigit()).count() == 2;
        // RFC 3986 §2.2, §2.3 without `'`, `(`, `)`, `*`, `!`, `;` and `$`
        if byte.is_ascii_alphanumeric() || b"-._~:/?#[]@&+,=".contains(&byte) || byte == b'%' && is_encoded()
        {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_http_to_loopback_may_be_opened() {
        // C37
        let schemes = "javascript data file ftp ftps sftp ssh telnet smb cifs nfs ldap mailto tel sms gopher ws \
            wss about blob chrome chrome-extension moz-extension edge view-source resource jar \
            vscode vscode-insiders cursor idea ms-settings ms-msdt ms-officecmd ms-word search-ms \
            steam slack zoommtg msteams itms-services intent market x-apple.systempreferences \
            applescript help man git magnet bitcoin androidapp http2 httpss";
        assert!(schemes.split_whitespace().count() >= 50);
        for scheme in schemes.split_whitespace() {
            for rest in ["://id.example/", ":alert(1)", ":///etc/passwd", ":"] {
                let error = judge(&format!("{scheme}{rest}")).unwrap_err();
                assert_eq!((error.code(), error.exit()), (Code::BrowserUrlRefused, 9), "{scheme}{rest}");
            }
        }
        for refused in [
            "http://id.example/",
            "http://127.0.0.1.example/",
            "http://localhost.example/",
            "http://10.0.0.1/",
            "http://0.0.0.0/",
            "https://user@id.example/",
            "https://user:CANARY@id.example/",
            "https://id.example\\@evil.example/",
            "https://id.example/a b",
            "https://id.example/\ta",
            "https://id.example/\na",
            "https://id.example/\u{a0}a",
            " https://id.example/",
            "https://id.example/\u{7f}",
            "https://",
            "https:///",
            "//id.example/",
            "/authorize",
            "--remote-debugging-port=9222",
            "-https://id.example/",
            "",
            "https://-x.example/",
            "https://a;id.example/",
            "https://$(id).example/",
            "https://`id`.example/",
            "https://a&b.example/",
            "https://a'b.example/",
            "https://a(b).example/",
            "https://a{b}.example/",
            "https://a!b.example/",
        ] {
            let error = judge(refused).expect_err(refused);
            assert_eq!(error.code(), Code::BrowserUrlRefused, "{refused}");
            assert!(!format!("{error:?}").contains("CANARY"));
        }
    }

    #[test]
    fn every_unsafe_byte_is_written_as_its_number() {
        // C36, C42
        assert_eq!(
            judge(
                "https://ID.example/a'b\"c`d$(e)|f;g<h>{i}^j*k!l%zz%41?q='\"`$|;<>(){}^*!&r=1+2,3#f'\u{e9}"
            )
            .unwrap()
            .as_str(),
            "https://id.example/a%27b%22c%60d%24%28e%29%7Cf%3Bg%3Ch%3E%7Bi%7D%5Ej%2Ak%21l%25zz%41?q=%27%22%60%24%7C%3B%3C\
             %3E%28%29%7B%7D%5E%2A%21&r=1+2,3#f%27%C3%A9"
        );
        for kept in [
            "https://id.example/authorize?state=a&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fcb",
            "http://127.0.0.1:8080/a?b=c",
            "http://[::1]:8080/",
            "http://localhost:1/",
            "https://xn--bcher-kva.example/",
        ] {
            assert_eq!(judge(kept).unwrap().as_str(), kept);
            assert_eq!(judge(judge(kept).unwrap().as_str()).unwrap().as_str(), kept);
        }
        assert_eq!(judge("https://b\u{fc}cher.example/").unwrap().host_str(), Some("xn--bcher-kva.example"));
    }
}
