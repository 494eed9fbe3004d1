//! Which addresses an issuer may have (threat C21). OIDC Discovery §3, RFC 8414 §2, RFC 3986.

use authctl::{error::Code, protocol::issuer::Issuer};

const GOOD: &[&str] = &[
    "https://id.example",
    "https://id.example/",
    "https://id.example:8443",
    "https://ID.example",
    "https://id.example/realms/a",
    "https://id.example/realms/a/",
    "https://id.example/a%20b",
    "https://id.example/~a;b=c",
    "https://xn--bcher-kva.example",
    "https://127.0.0.1",
    "https://[2001:db8::1]:8443/a",
    "https://10.0.0.1",
    "http://127.0.0.1:9470",
    "http://localhost:9470",
    "http://[::1]:9470",
];

const CLEARTEXT: &[&str] = &[
    "http://id.example",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "http://192.168.0.1",
    "http://[::ffff:7f00:1]",
];

const BAD: &[(&str, &str)] = &[
    ("has a user before the host", "https://real.example@evil.example"),
    ("has a user before the host", "https://real.example:443@evil.example"),
    ("has a user before the host", "https://@evil.example"),
    ("has a user before the host", "http://localhost@evil.example"),
    ("has a query", "https://id.example?"),
    ("has a query", "https://id.example?tenant=a"),
    ("has a query", "https://id.example/?a#b"),
    ("has a fragment", "https://id.example#"),
    ("has a fragment", "https://id.example/#/a"),
    (
        "has a character that no URL has (a host of other letters is written as xn--…)",
        "https://bücher.example",
    ),
    ("has a character that no URL has (a host of other letters is written as xn--…)", "https://іd.example"),
    ("has a character that no URL has (a host of other letters is written as xn--…)", "https://id。example"),
    (
        "has a character that no URL has (a host of other letters is written as xn--…)",
        "https://id.example\\a",
    ),
    ("has a character that no URL has (a host of other letters is written as xn--…)", "https:\\\\id.example"),
    ("has a character that no URL has (a host of other letters is written as xn--…)", "https://id.exa\tmple"),
    ("has a character that no URL has (a host of other letters is written as xn--…)", "https://id.exa\nmple"),
    (
        "has a character that no URL has (a host of other letters is written as xn--…)",
        "https://id.example\r\n",
    ),
    ("has a character that no URL has (a host of other letters is written as xn--…)", " https://id.example"),
    ("has a character that no URL has (a host of other letters is written as xn--…)", "https://id.example "),
    ("has a character that no URL has (a host of other letters is written as xn--…)", "https://id example"),
    (
        "has a character that no URL has (a host of other letters is written as xn--…)",
        "https://id.example/\0",
    ),
    (
        "has a character that no URL has (a host of other letters is written as xn--…)",
        "https://id.example/\u{202e}a",
    ),
    (
        "has a character that no URL has (a host of other letters is written as xn--…)",
        "https://id.example/{tenant}",
    ),
    (
        "has a character that no URL has (a host of other letters is written as xn--…)",
        "https://id.example/\"a\"",
    ),
    ("has no host", "https:///id.example"),
    ("has no host", "https://"),
    ("has no host", "https://:443"),
    ("has no host", "https:////id.example"),
    ("has a port that cannot be", "https://id.example:"),
    ("has a port that cannot be", "https://id.example:0"),
    ("has a port that cannot be", "https://id.example:00443"),
    ("has a port that cannot be", "https://id.example:65536"),
    ("has a port that cannot be", "https://id.example:https"),
    ("has a host that is not written in its plain form", "https://0x7f.0.0.1"),
    ("has a host that is not written in its plain form", "https://2130706433"),
    ("has a host that is not written in its plain form", "https://127.1"),
    ("has a host that is not written in its plain form", "https://0177.0.0.1"),
    ("has a host that is not written in its plain form", "https://[::0001]"),
    ("has a host that is not written in its plain form", "https://%69d.example"),
    ("is not a URL", "https://[fe80::1%25eth0]"),
    ("has a host that cannot be", "https://[::1"),
    ("has a host that cannot be", "https://[::1]a"),
    ("has a host that cannot be", "https://id.example."),
    ("has a host that cannot be", "https://id..example"),
    ("has a host that cannot be", "https://."),
    ("is not a URL", "https://xn--a"),
    ("is not a URL", "https://id.example%00.evil.example"),
    ("has a path that is not written in its plain form", "https://id.example/a/../b"),
    ("has a path that is not written in its plain form", "https://id.example/%2e%2e/b"),
    ("has a path that is not written in its plain form", "https://id.example/."),
    ("does not begin with https://", "HTTPS://id.example"),
    ("does not begin with https://", "https:id.example"),
    ("does not begin with https://", "https:/id.example"),
    ("does not begin with https://", "//id.example"),
    ("does not begin with https://", "id.example"),
    ("does not begin with https://", "ftp://id.example"),
    ("does not begin with https://", "file:///etc/passwd"),
    ("does not begin with https://", "javascript:alert(1)"),
    ("does not begin with https://", ""),
];

#[test]
fn an_issuer_is_what_it_looks_like_or_is_refused() {
    // C21, C6
    assert!(GOOD.len() + CLEARTEXT.len() + BAD.len() >= 60);
    for text in GOOD {
        let issuer = Issuer::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(issuer.as_str(), *text);
        assert!(issuer.url().as_str().is_ascii());
    }
    for text in CLEARTEXT {
        assert_eq!(Issuer::parse(text).unwrap_err().code(), Code::CleartextRefused, "{text}");
    }
    for (reason, text) in BAD {
        let error = Issuer::parse(text).expect_err(text);
        assert_eq!(
            (error.code(), error.text()),
            (Code::IssuerInvalid, &*format!("the issuer {reason}")),
            "{text:?}"
        );
        assert_eq!(error.exit(), 3);
    }
}
