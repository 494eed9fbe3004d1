//! What the app asks the provider for, which whoever stands behind the person can read.
//! <https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest>, <https://www.rfc-editor.org/rfc/rfc9700#section-2.1>

use std::collections::BTreeSet;

use super::{
    asked::Asked,
    guess,
    row::{Row, Way::Asks},
};
use crate::{
    check::{
        case::case,
        judged::{Judged, Verdict},
    },
    jose::{base64url, hash},
};

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row {
        case: case!("AQ1" Should "RFC 9700 §2.1.2": "the login asks for a code"
            => "asks for response_type=code, so that no token comes through the browser";
            "set response_type to code, and fetch the tokens at the token endpoint"),
        way: Asks(1, |asked| match asked[0].get("response_type") {
            Some(value) if value == "code" => Judged::pass("response_type is code"),
            other => Judged::fail(format!("response_type is {}", shown(other.as_deref()))),
        }),
    },
    Row {
        case: case!("AQ2" Must "RFC 9700 §4.7.1": "something ties the answer to the browser that asked"
            => "sends state, or a PKCE challenge, or a nonce";
            "send a fresh state with every login, keep it in the browser's session, and compare it when the answer comes"),
        way: Asks(1, |asked| {
            let tie =
                ["state", "code_challenge", "nonce"].into_iter().find(|name| asked[0].get(name).is_some());
            match tie {
                Some(name) => Judged::pass(format!("it sends {name}")),
                None => Judged::fail("it sends none of state, code_challenge and nonce"),
            }
        }),
    },
    Row {
        case: case!("AQ3" Should "OIDC Core §3.1.2.1": "the login sends state" => "sends state";
            "send a fresh state with every login"),
        way: Asks(1, |asked| is_sent(&asked[0], "state")),
    },
    Row {
        case: case!("AQ4" Must "RFC 6749 §10.12": "state cannot be guessed"
            => "makes it of at least 96 random bits";
            "make state of 16 or more bytes of a cryptographic random generator"),
        way: Asks(3, |asked| unless_tied(asked, cannot_be_guessed(asked, "state"))),
    },
    Row {
        case: case!("AQ5" Must "RFC 9700 §4.7.1": "state is new with every login" => "never sends the same twice";
            "make a new state for every login, and forget it when the answer has come"),
        way: Asks(3, |asked| unless_tied(asked, is_new(asked, "state"))),
    },
    Row {
        case: case!("AQ6" Should "OIDC Core §3.1.2.1": "the login sends a nonce" => "sends nonce";
            "send a fresh nonce with every login, and compare it with the one in the ID token"),
        way: Asks(1, |asked| is_sent(&asked[0], "nonce")),
    },
    Row {
        case: case!("AQ7" Must "OIDC Core §15.5.2": "the nonce is new with every login and cannot be guessed"
            => "makes it of at least 96 random bits, every time";
            "make the nonce of 16 or more bytes of a cryptographic random generator, or of the hash of such a value"),
        way: Asks(3, |asked| cannot_be_guessed(asked, "nonce")),
    },
    Row {
        case: case!("AQ8" Should "RFC 9700 §2.1.1": "the login uses PKCE" => "sends code_challenge";
            "switch PKCE on: most libraries have a setting for it"),
        way: Asks(1, |asked| is_sent(&asked[0], "code_challenge")),
    },
    Row {
        case: case!("AQ9" Must "RFC 7636 §4.2": "the PKCE challenge is a hash" => "sends code_challenge_method=S256";
            "set code_challenge_method to S256: plain shows the verifier to whoever reads the address"),
        way: Asks(1, |asked| {
            if asked[0].get("code_challenge").is_none() {
                return Judged::skip("the app does not use PKCE");
            }
            match asked[0].get("code_challenge_method") {
                Some(method) if method == "S256" => Judged::pass("code_challenge_method is S256"),
                other => Judged::fail(format!("code_challenge_method is {}", shown(other.as_deref()))),
            }
        }),
    },
    Row {
        case: case!("AQ10" Must "RFC 7636 §4.1": "the PKCE challenge is new with every login"
            => "never sends the same twice";
            "make a new code_verifier of 32 random bytes for every login"),
        way: Asks(3, |asked| is_new(asked, "code_challenge")),
    },
    Row {
        case: case!("AQ11" Must "RFC 7636 §7.1": "the PKCE verifier cannot be read off the address"
            => "makes it of randomness that is nowhere else";
            "make code_verifier of random bytes of its own, not of state or nonce"),
        way: Asks(1, |asked| verifier_is_apart(&asked[0])),
    },
    Row {
        case: case!("AQ12" Must "RFC 9700 §2.1.1": "a code of another login is told from its own"
            => "sends a PKCE challenge or a nonce";
            "switch PKCE on; a confidential client may send and compare a nonce instead"),
        way: Asks(1, |asked| {
            let sent = ["code_challenge", "nonce"].into_iter().find(|name| asked[0].get(name).is_some());
            match sent {
                Some(name) => Judged::pass(format!("it sends {name}")),
                None => Judged::fail("it sends neither code_challenge nor nonce"),
            }
        }),
    },
    Row {
        case: case!("AQ13" Must "RFC 6749 §3.1.2": "the redirect address is one that the app answers at"
            => "sends an absolute redirect_uri without a fragment";
            "send the address of the callback in full, exactly as it is registered"),
        way: Asks(1, |asked| {
            let Some(uri) = asked[0].get("redirect_uri") else {
                return Judged::fail("there is no redirect_uri");
            };
            let is_right =
                url::Url::parse(&uri).is_ok_and(|parsed| parsed.fragment().is_none() && parsed.has_host());
            Judged::of_rule(is_right, format!("redirect_uri is {uri}"))
        }),
    },
    Row {
        case: case!("AQ14" Must "OIDC Core §3.1.2.1": "the login asks who the person is"
            => "asks for the scope openid";
            "add openid to the scopes: without it there is no ID token"),
        way: Asks(1, |asked| {
            let scope = asked[0].get("scope").unwrap_or_default();
            Judged::of_rule(scope.split(' ').any(|one| one == "openid"), format!("scope is {scope:?}"))
        }),
    },
    Row {
        case: case!("AQ15" Must "RFC 6749 §2.3.1": "no secret stands in the address"
            => "sends neither client_secret nor code_verifier nor a token";
            "send secrets in the body or a header of the token request alone"),
        way: Asks(1, |asked| {
            let secret = SECRETS.iter().find(|name| asked[0].get(name).is_some());
            match secret {
                Some(name) => Judged::fail(format!("{name} stands in the address")),
                None => Judged::pass("no secret stands in the address"),
            }
        }),
    },
    Row {
        case: case!("AQ16" Must "RFC 6749 §3.1": "no parameter is sent twice" => "sends each parameter once";
            "set each parameter in one place, the library's or yours"),
        way: Asks(1, |asked| {
            let mut seen = BTreeSet::new();
            let twice = asked[0].url.query_pairs().find(|(name, _)| !seen.insert(name.clone().into_owned()));
            match twice {
                Some((name, _)) => Judged::fail(format!("{name} is sent twice")),
                None => Judged::pass("each parameter is sent once"),
            }
        }),
    },
];

/// What is never in an address.
const SECRETS: &[&str] = &[
    "client_secret",
    "client_assertion",
    "code_verifier",
    "access_token",
    "refresh_token",
    "id_token",
    "password",
];

fn shown(value: Option<&str>) -> &str {
    value.unwrap_or("missing")
}

fn is_sent(asked: &Asked, name: &str) -> Judged {
    let is_sent = asked.get(name).is_some();
    Judged::of_rule(is_sent, if is_sent { format!("it sends {name}") } else { format!("it sends no {name}") })
}

/// The values of each login, or why there are none to judge.
fn all(asked: &[Asked], name: &str) -> Result<Vec<String>, Judged> {
    let values: Option<Vec<String>> = asked.iter().map(|one| one.get(name)).collect();
    values.ok_or_else(|| Judged::skip(format!("the app sends no {name}")))
}

/// RFC 9700 §4.7.1: where PKCE or the nonce ties the answer to the browser, `state` need not.
fn unless_tied(asked: &[Asked], judged: Judged) -> Judged {
    let is_tied = |name| is_new(asked, name).verdict == Verdict::Pass;
    match ["code_challenge", "nonce"].into_iter().find(|name| is_tied(name)) {
        Some(name) if judged.verdict == Verdict::Fail => {
            Judged::skip(format!("{}; {name} ties the answer to the browser instead", judged.message))
        }
        _ => judged,
    }
}

fn is_new(asked: &[Asked], name: &str) -> Judged {
    let values = match all(asked, name) {
        Ok(values) => values,
        Err(skip) => return skip,
    };
    let different: BTreeSet<&String> = values.iter().collect();
    let message = format!("{} logins sent {} different values of {name}", values.len(), different.len());
    Judged::of_rule(different.len() == values.len(), message)
}

fn cannot_be_guessed(asked: &[Asked], name: &str) -> Judged {
    let values = match all(asked, name) {
        Ok(values) => values,
        Err(skip) => return skip,
    };
    let bits = guess::bits(&values.iter().map(String::as_str).collect::<Vec<_>>());
    let message = format!("{name} has at most {bits} bits that change from login to login");
    Judged::of_rule(bits >= guess::ENOUGH_TO_TIE, message)
}

fn verifier_is_apart(asked: &Asked) -> Judged {
    let Some(challenge) = asked.get("code_challenge") else {
        return Judged::skip("the app does not use PKCE");
    };
    let gives_away = asked.url.query_pairs().find(|(name, value)| {
        name != "code_challenge" && base64url::encode(hash::sha256(value.as_bytes())) == challenge
    });
    match gives_away {
        Some((name, _)) => Judged::fail(format!("the verifier is the value of {name}")),
        None => Judged::pass("the verifier is none of the other values"),
    }
}
