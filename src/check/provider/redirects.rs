//! Which redirect URIs are taken for the registered one: it alone. <https://www.rfc-editor.org/rfc/rfc9700#section-4.1.3>

use url::Url;

use super::{
    authorization::Asking,
    row::{Row, Ruling, ruled},
    stage::Stage,
};
use crate::{
    check::{case::case, judged::Judged, trace::Trace},
    protocol::address,
};

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row {
        case: case!("R1" Must "RFC 6749 §4.1.2.1": "a redirect URI of another site"
            => "shows an error, and sends nobody there";
            "compare redirect_uri with the registered ones before anything else, and show a page if it is none of them"),
        run: |stage, trace| {
            ruled(is_not_taken(stage, trace, |_| Some("https://attacker.example/callback".into())))
        },
    },
    Row {
        case: case!("R2" Must "RFC 9700 §4.1.3": "a slash after the path"
            => "shows an error, and sends nobody there";
            "compare redirect_uri to the letter"),
        run: |stage, trace| {
            ruled(is_not_taken(stage, trace, |url| Some(path_of(url, |path| format!("{path}/")))))
        },
    },
    Row {
        case: case!("R3" Must "RFC 9700 §4.1.3": "the path in other case"
            => "shows an error, and sends nobody there";
            "compare redirect_uri to the letter"),
        run: |stage, trace| ruled(is_not_taken(stage, trace, |url| Some(path_of(url, other_case)))),
    },
    Row {
        case: case!("R4" Must "RFC 9700 §4.1.3": "a query that is not registered"
            => "shows an error, and sends nobody there";
            "compare redirect_uri to the letter, with its query"),
        run: |stage, trace| {
            ruled(is_not_taken(stage, trace, |url| {
                Some(changed(url, |url| {
                    url.query_pairs_mut().append_pair("next", "https://attacker.example");
                }))
            }))
        },
    },
    Row {
        case: case!("R5" Must "RFC 9700 §4.1.3": "another port"
            => "shows an error, and sends nobody there; on this machine any port is right";
            "compare redirect_uri to the letter; only on loopback the port is left out"),
        run: |stage, trace| ruled(is_not_taken(stage, trace, other_port)),
    },
    Row {
        case: case!("R6" Must "RFC 9700 §4.1.3": "the registered host as a user of another host"
            => "shows an error, and sends nobody there";
            "compare redirect_uri to the letter, not by its beginning"),
        run: |stage, trace| {
            ruled(is_not_taken(stage, trace, |url| {
                Some(replaced(url, |host| format!("{host}@attacker.example")))
            }))
        },
    },
    Row {
        case: case!("R7" Must "RFC 9700 §4.1.3": "a path that climbs out of the registered one"
            => "shows an error, and sends nobody there";
            "compare redirect_uri to the letter, before anything is resolved"),
        run: |stage, trace| {
            ruled(is_not_taken(stage, trace, |url| Some(with_path_text(url, "/../attacker"))))
        },
    },
    Row {
        case: case!("R8" Must "RFC 9700 §4.1.3": "a path that climbs out, percent-encoded"
            => "shows an error, and sends nobody there";
            "compare redirect_uri to the letter, before anything is decoded"),
        run: |stage, trace| {
            ruled(is_not_taken(stage, trace, |url| Some(with_path_text(url, "/%2e%2e/attacker"))))
        },
    },
    Row {
        case: case!("R9" Must "RFC 6749 §3.1.2": "a fragment"
            => "shows an error, and sends nobody there";
            "refuse a redirect_uri that has a fragment"),
        run: |stage, trace| {
            ruled(is_not_taken(stage, trace, |url| Some(changed(url, |url| url.set_fragment(Some("part"))))))
        },
    },
    Row {
        case: case!("R10" Must "RFC 9700 §4.1.3": "a host beneath the registered one"
            => "shows an error, and sends nobody there";
            "compare redirect_uri to the letter: no subdomain is registered with its parent"),
        run: |stage, trace| {
            ruled(is_not_taken(stage, trace, |url| Some(replaced(url, |host| format!("attacker.{host}")))))
        },
    },
    Row {
        case: case!("R11" Must "RFC 9700 §4.1.3": "a host that begins with the registered one"
            => "shows an error, and sends nobody there";
            "compare redirect_uri to the letter, not by its beginning"),
        run: |stage, trace| {
            ruled(is_not_taken(stage, trace, |url| {
                Some(replaced(url, |host| format!("{host}.attacker.example")))
            }))
        },
    },
    Row {
        case: case!("R12" Must "RFC 9700 §4.1.3": "a path that begins with the registered one"
            => "shows an error, and sends nobody there";
            "compare redirect_uri to the letter, not by its beginning"),
        run: |stage, trace| {
            ruled(is_not_taken(stage, trace, |url| Some(path_of(url, |path| format!("{path}-attacker")))))
        },
    },
    Row {
        case: case!("R13" Must "RFC 9700 §4.1.3": "a path beneath the registered one"
            => "shows an error, and sends nobody there";
            "compare redirect_uri to the letter, not by its beginning"),
        run: |stage, trace| {
            ruled(is_not_taken(stage, trace, |url| Some(path_of(url, |path| format!("{path}/attacker")))))
        },
    },
    Row {
        case: case!("R14" Must "RFC 9700 §4.1.3": "the other of http and https"
            => "shows an error, and sends nobody there";
            "compare redirect_uri to the letter, with its scheme"),
        run: |stage, trace| ruled(is_not_taken(stage, trace, other_scheme)),
    },
    Row {
        case: case!("R15" Must "RFC 9700 §4.1.3": "a letter of the path, percent-encoded"
            => "shows an error, and sends nobody there";
            "compare redirect_uri to the letter, before anything is decoded"),
        run: |stage, trace| ruled(is_not_taken(stage, trace, encoded_letter)),
    },
    Row {
        case: case!("R16" Must "RFC 9700 §4.1.3": "the root of the registered site"
            => "shows an error, and sends nobody there";
            "compare redirect_uri to the letter, with its path"),
        run: |stage, trace| {
            ruled(is_not_taken(stage, trace, |url| Some(path_of(url, |_| "/elsewhere".into()))))
        },
    },
    Row {
        case: case!("R17" Must "RFC 9700 §4.1.3": "a host that parsers read differently"
            => "shows an error, and sends nobody there";
            "compare redirect_uri to the letter, and refuse a backslash"),
        run: |stage, trace| {
            ruled(is_not_taken(stage, trace, |url| {
                Some(replaced(url, |host| format!("attacker.example\\@{host}")))
            }))
        },
    },
    Row {
        case: case!("R18" Must "RFC 6749 §3.1": "two redirect URIs, the second of another site"
            => "shows an error, and sends nobody there";
            "refuse a request that has a parameter twice"),
        run: |stage, trace| ruled(two_are_not_taken(stage, trace)),
    },
    Row {
        case: case!("R19" Must "OIDC Core §3.1.2.1": "no redirect URI, in an OpenID request"
            => "shows an error";
            "require redirect_uri where the scope has openid"),
        run: |stage, trace| ruled(none_is_not_taken(stage, trace)),
    },
    Row {
        case: case!("R20" Must "RFC 9700 §4.1.3": "a redirect URI that is a script"
            => "shows an error, and sends nobody there";
            "compare redirect_uri with the registered ones, and register no javascript: or data:"),
        run: |stage, trace| {
            ruled(is_not_taken(stage, trace, |_| Some("javascript:alert(1)//callback".into())))
        },
    },
];

/// Brings a right request, which must be taken, and then the same with another redirect URI.
async fn is_not_taken(stage: &Stage, trace: &Trace, other: fn(&Url) -> Option<String>) -> Ruling {
    let asking = stage.asking()?;
    let redirect_uri = Url::parse(asking.value("redirect_uri"))
        .map_err(|_| Judged::error("the client's redirect URI is no address"))?;
    let Some(other) = other(&redirect_uri) else {
        return Err(Judged::skip("a redirect URI on this machine may have any port (RFC 8252 §7.3)"));
    };
    refused(stage, trace, asking.with("redirect_uri", other)).await
}

async fn two_are_not_taken(stage: &Stage, trace: &Trace) -> Ruling {
    let asking = stage.asking()?.and("redirect_uri", "https://attacker.example/callback");
    refused(stage, trace, asking).await
}

async fn none_is_not_taken(stage: &Stage, trace: &Trace) -> Ruling {
    refused(stage, trace, stage.asking()?.without("redirect_uri")).await
}

async fn refused(stage: &Stage, trace: &Trace, wrong: Asking) -> Ruling {
    let right = stage.bring(&stage.asking()?, trace).await?;
    if !right.is_taken() {
        let why = format!("a right request of the client is not taken either: {}", right.said());
        return Err(Judged::error(why).with_status(right.status()));
    }
    let landing = stage.bring_wrong(&wrong, trace).await?;
    Ok(landing.rule(!landing.is_taken()))
}

fn changed(url: &Url, change: fn(&mut Url)) -> String {
    let mut url = url.clone();
    change(&mut url);
    url.into()
}

fn path_of(url: &Url, other: fn(&str) -> String) -> String {
    let mut changed = url.clone();
    changed.set_path(&other(url.path()));
    changed.into()
}

/// With something after the path that a library for addresses would resolve.
fn with_path_text(url: &Url, more: &str) -> String {
    format!("{}{more}", &url[..url::Position::AfterPath])
}

/// With another text in place of the host.
fn replaced(url: &Url, other: fn(&str) -> String) -> String {
    let host = url.host_str().unwrap_or_default();
    let (before, after) = (&url[..url::Position::BeforeHost], &url[url::Position::AfterHost..]);
    format!("{before}{}{after}", other(host))
}

fn other_case(path: &str) -> String {
    match path.to_ascii_uppercase() {
        upper if upper == path => path.to_ascii_lowercase(),
        upper => upper,
    }
}

fn other_port(url: &Url) -> Option<String> {
    let mut other = url.clone();
    let port = if url.port() == Some(8443) { 8444 } else { 8443 };
    (!address::is_loopback(url)).then(|| other.set_port(Some(port)).map(|()| other.into()).ok()).flatten()
}

fn other_scheme(url: &Url) -> Option<String> {
    let (scheme, rest) = url.as_str().split_once(':')?;
    Some(format!("{}:{rest}", if scheme == "https" { "http" } else { "https" }))
}

fn encoded_letter(url: &Url) -> Option<String> {
    let path = url.path();
    let at = path.find(|letter: char| letter.is_ascii_alphabetic());
    let encoded = match at {
        Some(at) => format!("{}%{:02X}{}", &path[..at], path.as_bytes()[at], &path[at + 1..]),
        None => format!("{path}%61"),
    };
    Some(format!("{}{encoded}", &url[..url::Position::BeforePath]))
}
