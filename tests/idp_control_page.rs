//! The page of whoever runs the embedded provider, part by part.

use std::thread;

use authctl::idp::page::control::frame::Part;

use crate::support::{
    dev_provider::{APP, CONTROL, DevProvider, START},
    user_agent::{Browser, hidden, redeem, refresh},
    wire::Answer,
};

/// Whoever runs the provider, with the page open.
fn opened(provider: &DevProvider) -> Browser {
    let mut browser = Browser::default();
    assert_eq!(browser.post(provider, "/_dev/", &[("secret", CONTROL)]).status, 303);
    browser
}

fn part(browser: &mut Browser, provider: &DevProvider, part: Part) -> Answer {
    let page = browser.get(provider, &part.address());
    assert_eq!(page.status, 200, "{page:?}");
    page
}

/// Presses a button of a part.
fn press(browser: &mut Browser, provider: &DevProvider, of: Part, fields: &[(&str, &str)]) -> Answer {
    let csrf = hidden(&part(browser, provider, of), "csrf");
    browser.post(provider, &of.address(), &[&[("csrf", &*csrf)], fields].concat())
}

#[test]
fn every_part_says_what_there_is_and_no_secret_and_lets_no_script_in() {
    // P9, P18, C145
    let provider = DevProvider::start(APP);
    let tokens = redeem(&provider, &Browser::default().code(&provider, "alice")).json();
    provider.post("/token", &[("grant_type", "<script>alert(1)</script>"), ("client_id", "a\"><b>")]);
    let mut browser = opened(&provider);
    for (of, told) in [
        (Part::Requests, "GET /<wbr>authorize"),
        (Part::Requests, "invalid_client"),
        (Part::Users, "Alice Example"),
        (Part::Clients, "client_secret_basic"),
        (Part::Sessions, "2027-01-15 08:00:00 UTC"),
        (Part::Tokens, "textarea"),
        (Part::Clock, "2027-01-15 08:00:00 UTC"),
        (Part::Faults, "every answer is right"),
        (Part::Faults, "Taken though it is wrong"),
    ] {
        let page = part(&mut browser, &provider, of);
        assert!(page.body.contains(told), "{of:?} has no {told}: {}", page.body);
        let policy = page.header("content-security-policy").expect("a policy");
        let is_live = of == Part::Requests;
        assert_eq!(policy.contains("script-src 'sha256-"), is_live, "{policy}");
        assert_eq!(policy.contains("connect-src 'self'"), is_live, "{policy}");
        assert_eq!(page.body.matches("<script").count(), usize::from(is_live));
        assert!(!page.body.contains("<b>") && !page.body.contains("http-equiv"), "{of:?}");
        let secrets =
            ["access_token", "refresh_token", "id_token"].map(|name| tokens[name].as_str().expect("a token"));
        for secret in secrets.into_iter().chain([CONTROL, "app-secret", "the-state"]) {
            assert!(!page.body.contains(secret), "{secret} in {of:?}");
        }
    }
    assert_eq!(browser.get(&provider, "/_dev/?part=nothing").status, 404);
    // P21
    for of in Part::ALL {
        let closed = provider.get(&of.address());
        assert!(closed.body.contains("name=\"secret\"") && !closed.body.contains("alice"), "{of:?}");
    }
    assert_eq!(provider.get("/_dev/?live=0").status, 401);
}

#[test]
fn the_sequence_goes_on_by_itself() {
    let provider = DevProvider::start("");
    let mut browser = opened(&provider);
    let page = part(&mut browser, &provider, Part::Requests);
    assert!(page.body.contains("data-next=\"0\"") && page.body.contains("Nothing was asked yet."));
    let (authority, cookies) = (provider.authority.clone(), browser.cookies.clone());
    let waiting = thread::spawn(move || {
        let (name, value) = cookies.iter().next().expect("a cookie");
        let cookie = format!("{name}={value}");
        crate::support::wire::send(&authority, "GET", "/_dev/?live=0", &[("Cookie", &cookie)], "")
    });
    assert_eq!(provider.get("/jwks").status, 200);
    let more = waiting.join().expect("an answer");
    assert!(
        more.body.starts_with("<li class=\"step right\">") && more.body.contains("GET /<wbr>jwks"),
        "{more:?}"
    );
    assert_eq!((more.header("authctl-next"), more.header("authctl-end")), (Some("1"), Some("found")));
    assert_eq!(press(&mut browser, &provider, Part::Requests, &[("deed", "clear-log")]).status, 303);
    assert!(!part(&mut browser, &provider, Part::Requests).body.contains("<wbr>jwks"));
}

#[test]
fn a_token_that_is_pasted_is_told_for_what_it_is() {
    let provider = DevProvider::start(APP);
    let code = Browser::default().code(&provider, "alice");
    let mut browser = opened(&provider);
    let mut verdict = |token: &str| {
        let page = press(&mut browser, &provider, Part::Tokens, &[("deed", "decode"), ("token", token)]);
        assert_eq!(page.status, 200);
        let (_, rest) = page.body.split_once("<strong>").expect("a verdict");
        rest.split_once("</strong>").expect("its end").0.to_owned()
    };
    assert_eq!(verdict(&code), "A code of this provider, which works once.");
    let tokens = redeem(&provider, &code).json();
    let text = |name: &str| tokens[name].as_str().expect("a token").to_owned();
    assert_eq!(verdict(&code), "A code of this provider, which was used.");
    assert_eq!(
        verdict(&format!(" {}\n", text("access_token"))),
        "An access token of this provider, which works."
    );
    assert_eq!(verdict(&text("id_token")), "An ID token of this provider, which is valid.");
    assert_eq!(verdict(&text("refresh_token")), "A refresh token of this provider, which works.");
    refresh(&provider, &text("refresh_token"));
    assert_eq!(verdict(&text("refresh_token")), "A refresh token of this provider, which was used.");
    let (head, _) =
        text("access_token").rsplit_once('.').map(|(head, end)| (head.to_owned(), end.len())).unwrap();
    assert_eq!(
        verdict(&format!("{head}.AAAA")),
        "It names this provider, and its signature is none of this provider's."
    );
    assert_eq!(
        verdict("eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0."),
        "Not of this provider. What it says, nobody has checked."
    );
    assert_eq!(verdict("<b>"), "Nothing of this provider, and no JWT.");
    provider.pass(100_000);
    assert_eq!(verdict(&text("access_token")), "An access token of this provider, which has expired.");
    assert_eq!(verdict(&text("id_token")), "An ID token of this provider, which has expired.");
}

#[test]
fn the_clock_a_session_and_scripts_are_in_the_hands_of_whoever_runs_it() {
    let provider = DevProvider::start("");
    Browser::default().code(&provider, "alice");
    let mut browser = opened(&provider);
    let mut deed = |of: Part, fields: &[(&str, &str)]| {
        let answer = press(&mut browser, &provider, of, fields);
        assert_eq!((answer.status, answer.header("location")), (303, Some(&*of.address())), "{fields:?}");
        part(&mut browser, &provider, of).body
    };
    let page = deed(Part::Clock, &[("deed", "clock-advance"), ("by", "1h")]);
    assert!(page.contains("2027-01-15 09:00:00 UTC") && page.contains("It goes."), "{page}");
    assert!(deed(Part::Clock, &[("deed", "clock-freeze")]).contains("It stands."));
    assert!(deed(Part::Clock, &[("deed", "clock-go-on")]).contains("It goes."));
    assert!(deed(Part::Clock, &[("deed", "clock-reset")]).contains(&format!("({START})")));
    let sessions = part(&mut opened(&provider), &provider, Part::Sessions);
    let sid = hidden(&sessions, "sid");
    assert!(deed(Part::Sessions, &[("deed", "end-session"), ("sid", &sid)]).contains("Nobody is signed in."));
    let mut browser = opened(&provider);
    for wrong in [&[("deed", "clock-advance"), ("by", "x")][..], &[("deed", "nothing")], &[]] {
        assert_eq!(press(&mut browser, &provider, Part::Clock, wrong).status, 400, "{wrong:?}");
    }
    // P19
    assert_eq!(browser.post(&provider, "/_dev/", &[("deed", "clear-log")]).status, 400);
}
