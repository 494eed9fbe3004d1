//! The embedded provider's pages against hostile text and hostile pages of others.

use crate::support::{
    dev_provider::DevProvider,
    user_agent::{Browser, authorization, hidden},
    wire::{self, Answer},
};

/// Texts that would be markup, a script or a new line somewhere.
fn payloads() -> Vec<String> {
    let mut payloads: Vec<String> = [
        "<script>alert(1)</script>",
        "\"><script>alert(1)</script>",
        "'><img src=x onerror=alert(1)>",
        "</strong></main></body><svg/onload=alert(1)>",
        "<b",
        "\" autofocus onfocus=alert(1) x=\"",
        "' onmouseover='alert(1)",
        "`onclick=alert(1)`",
        "javascript:alert(1)",
        "&lt;script&gt;",
        "&#60;script&#62;",
        "\u{0}<script>",
        "\r\nSet-Cookie: x=y\r\n\r\n<script>",
        "\u{202e}<script>\u{2066}",
        "\u{ff1c}script\u{ff1e}",
        "{{7*7}}${7*7}<%= 7*7 %>",
        "<!--",
        "]]>",
        "<style>*{display:none}</style>",
        "<base href=//evil.example>",
        "<meta http-equiv=refresh content=0;url=//evil.example>",
        "<form action=//evil.example><button>",
        "<iframe srcdoc=x>",
        "\\\"\\><script>",
    ]
    .map(str::to_owned)
    .to_vec();
    payloads.extend(
        (0..=0x3f_u8).chain(0x7f..=0xa0).map(|byte| format!("{}<i>{}", char::from(byte), char::from(byte))),
    );
    payloads
}

/// The tags of a page, in order, with their attribute names: what text cannot change.
fn skeleton(page: &Answer) -> Vec<String> {
    let mut tags = Vec::new();
    let mut rest = page.body.as_str();
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        let end = rest.find('>').unwrap_or(rest.len() - 1);
        let tag = &rest[..=end];
        let outside_of_quotes: String = tag.split('"').step_by(2).collect();
        tags.push(outside_of_quotes);
        rest = &rest[end + 1..];
    }
    tags
}

fn sorted(mut tags: Vec<String>) -> Vec<String> {
    tags.sort();
    tags
}

#[test]
fn hostile_text_in_a_request_never_becomes_markup() {
    // P18
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let plain = sorted(skeleton(&browser.get(&provider, &authorization(&[("login_hint", "x")]))));
    let error = provider.get(&authorization(&[("client_id", "x")]));
    for payload in payloads() {
        for name in ["login_hint", "ui_locales", "display", "acr_values", "nonce", "state"] {
            let mut changes = vec![("login_hint", "x")];
            changes.retain(|(known, _)| *known != name);
            changes.push((name, &payload));
            let page = browser.get(&provider, &authorization(&changes));
            assert_eq!(sorted(skeleton(&page)), plain, "{name}={payload}");
        }
        for name in ["client_id", "redirect_uri"] {
            let page = browser.get(&provider, &authorization(&[(name, &payload)]));
            assert_eq!(skeleton(&page), skeleton(&error), "{name}={payload}");
        }
    }
}

#[test]
fn hostile_text_in_the_configuration_never_becomes_markup() {
    // P18
    let pages = |text: &str| {
        let quoted = toml::Value::String(text.to_owned());
        let provider = DevProvider::start(&format!(
            "[[users]]\nusername = \"alice\"\nname = {quoted}\nemail = {quoted}\n[[clients]]\nclient_id = \"authctl\"\n\
             name = {quoted}\nredirect_uris = [\"http://127.0.0.1/callback\"]\nid_token_signed_response_alg = \"EdDSA\"\n"
        ));
        let mut browser = Browser::default();
        let first = browser.get(&provider, &authorization(&[]));
        let second = browser.sign_in(&provider, &first, "alice");
        assert!(second.body.contains("action=\"/consent\""), "{text}");
        [skeleton(&first), skeleton(&second)]
    };
    let plain = pages("x");
    for payload in payloads().into_iter().take(24) {
        assert_eq!(pages(&payload), plain, "{payload}");
    }
}

#[test]
fn every_page_carries_the_headers_that_confine_it() {
    // P9
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let sign_in = browser.get(&provider, &authorization(&[]));
    let consent = browser.sign_in(&provider, &sign_in, "alice");
    let error = browser.get(&provider, "/authorize");
    let question = browser.get(&provider, "/end_session");
    let device = browser.get(&provider, "/device?user_code=BCDF-GHJK");
    let form_post =
        browser.get(&provider, &authorization(&[("response_mode", "form_post"), ("prompt", "none")]));
    let to_client = " http://127.0.0.1:4999";
    for (page, target, script) in [
        (&sign_in, to_client, ""),
        (&consent, to_client, ""),
        (&error, "", ""),
        (&question, "", ""),
        (&device, "", ""),
        (&form_post, to_client, "script-src 'sha256-"),
    ] {
        let policy = page.header("content-security-policy").expect("a policy");
        assert!(policy.starts_with(&format!("default-src 'none'; {script}")), "{policy}");
        assert!(
            policy.ends_with(&format!(
                "style-src 'unsafe-inline'; form-action 'self'{target}; frame-ancestors 'none'; base-uri 'none'"
            )),
            "{policy}"
        );
        assert_eq!(page.body.contains("<script"), !script.is_empty());
        for (name, value) in [
            ("content-type", "text/html; charset=utf-8"),
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(page.header(name), Some(value), "{name}");
        }
        for outside in ["src=", "@import", "url(", "href=", "onclick"] {
            assert!(!page.body.contains(outside), "{outside}");
        }
        assert_eq!(page.header("access-control-allow-origin"), None);
    }
    let cookies: Vec<_> = sign_in.headers.iter().filter(|(name, _)| name == "set-cookie").collect();
    assert_eq!(cookies.len(), 1);
    assert!(cookies[0].1.contains("; Path=/; HttpOnly; SameSite=Lax; "), "{cookies:?}");
}

#[test]
fn forms_are_taken_from_our_own_page_in_the_same_browser_only() {
    // P19
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let page = browser.get(&provider, &authorization(&[]));
    let mut stranger = Browser::default();
    let other = stranger.get(&provider, &authorization(&[("state", "other")]));
    let (transaction, csrf) = (hidden(&page, "transaction"), hidden(&page, "csrf"));
    let cookie: String = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let right = [("transaction", &*transaction), ("csrf", &*csrf), ("user", "alice")];
    let own = [("Cookie", &*cookie)];
    let post = |headers: &[(&str, &str)], fields: &[(&str, &str)]| {
        provider.post_with("/sign-in", headers, fields).status
    };

    assert_eq!(post(&[], &right), 400, "without the cookie");
    assert_eq!(post(&own, &right[..1]), 400, "without csrf");
    assert_eq!(post(&own, &right[1..]), 400, "without the transaction");
    assert_eq!(
        post(&own, &[right[0], ("csrf", &hidden(&other, "csrf")), right[2]]),
        400,
        "another browser's csrf"
    );
    assert_eq!(
        post(&own, &[("transaction", &hidden(&other, "transaction")), right[1], right[2]]),
        400,
        "another page"
    );
    assert_eq!(post(&own, &[("transaction", &format!("{transaction}A")), right[1], right[2]]), 400, "forged");
    for (name, value) in [
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
        ("Origin", "http://127.0.0.1:1"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ] {
        assert_eq!(post(&[own[0], (name, value)], &right), 400, "{name}: {value}");
    }
    let cross_site_null = [own[0], ("Origin", "null"), ("Sec-Fetch-Site", "cross-site")];
    assert_eq!(post(&cross_site_null, &right), 400);
    assert_eq!(provider.stat("logins"), 0);

    for headers in [
        &[own[0]][..],
        &[own[0], ("Origin", &provider.issuer)],
        &[own[0], ("Origin", &provider.issuer), ("Sec-Fetch-Site", "same-origin")],
        &[own[0], ("Origin", "null"), ("Sec-Fetch-Site", "same-origin")],
    ] {
        assert_eq!(post(headers, &right), 303, "{headers:?}");
    }
}

#[test]
fn consent_needs_the_session_that_the_page_was_shown_to() {
    // P19
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let page = browser.get(&provider, &authorization(&[]));
    let consent = browser.sign_in(&provider, &page, "alice");
    let session = browser.cookies.keys().find(|name| name.contains("session")).unwrap().clone();
    let mut signed_out = browser.clone();
    signed_out.cookies.remove(&session);
    let answer = signed_out.submit(&provider, &consent, &[("decision", "allow")]);
    assert!(answer.body.contains("action=\"/sign-in\""), "{answer:?}");
    assert_eq!(browser.submit(&provider, &consent, &[("decision", "maybe")]).status, 400);
    provider.pass(3601);
    assert_eq!(browser.submit(&provider, &consent, &[("decision", "allow")]).status, 400);
    assert_eq!(provider.stat("codes_issued"), 0);
}

#[test]
fn signing_in_makes_a_new_session_cookie_each_time() {
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let value = |browser: &Browser| {
        browser.cookies.iter().find(|(name, _)| name.contains("session")).map(|(_, value)| value.clone())
    };
    let planted = format!("authctl_session_{}", provider.authority.rsplit(':').next().unwrap());
    browser.cookies.insert(planted, "planted".into());
    browser.code(&provider, "alice");
    let first = value(&browser);
    assert!(first.as_deref().is_some_and(|value| value != "planted"));
    browser.authorize(&provider, &authorization(&[("prompt", "login")]), "bob");
    assert_ne!(value(&browser), first);
    assert_eq!(provider.stat("active_sessions"), 1);
}

#[test]
fn a_page_of_another_site_cannot_read_or_drive_what_is_for_programs() {
    // P2
    let provider = DevProvider::start("");
    for site in ["cross-site", "same-site"] {
        for (method, path) in [
            ("POST", "/token"),
            ("POST", "/device_authorization"),
            ("GET", "/userinfo"),
            ("POST", "/revoke"),
            ("POST", "/introspect"),
            ("GET", "/_dev/stats"),
        ] {
            let headers = [("Sec-Fetch-Site", site), ("Content-Type", "application/x-www-form-urlencoded")];
            let answer = wire::send(&provider.authority, method, path, &headers, "client_id=authctl");
            assert_eq!(answer.status, 403, "{site} {path}");
            assert_eq!(answer.header("access-control-allow-origin"), None);
        }
    }
    let preflight =
        wire::send(&provider.authority, "OPTIONS", "/token", &[("Origin", "https://evil.example")], "");
    assert_eq!(preflight.status, 405);
    // a navigation from the application's site is how a sign-in begins
    let navigation =
        wire::send(&provider.authority, "GET", &authorization(&[]), &[("Sec-Fetch-Site", "cross-site")], "");
    assert_eq!(navigation.status, 200);
}
