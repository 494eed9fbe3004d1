//! The callback listener where the answer is posted to it, or stands in a fragment (Form Post Response Mode §2, Multiple
//! Response Types §5; threats C46–C53).

use std::sync::Arc;

use authctl::{
    host::{
        Awaited, Callback, CallbackAddress, CallbackHost, IsOurs, Loopback as _, loopback::LoopbackListener,
    },
    protocol::response_mode::Delivery,
};
use url::Url;

use crate::support::caller::{body, get, request, say, status};

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

/// A listener at `/cb` that waits for `state=good`, and the thread that waits.
struct Login {
    uri: Url,
    waiting: std::thread::JoinHandle<(Delivery, String, Box<dyn Callback>)>,
}

impl Login {
    fn start(by: Delivery) -> Self {
        let awaited = Awaited { by, origins: vec!["https://id.example".into()] };
        let address = CallbackAddress { host: CallbackHost::Ipv4, port: 0, path: "/cb".into() };
        let mut callback = LoopbackListener.listen(&address, &awaited).unwrap();
        let uri = callback.redirect_uri();
        let is_good: IsOurs =
            Arc::new(|answer| answer.split('&').filter(|pair| *pair == "state=good").count() == 1);
        let waiting = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let arrived = runtime.block_on(callback.receive(is_good)).unwrap();
            (arrived.by, arrived.parameters.expose().clone(), callback)
        });
        Self { uri, waiting }
    }

    /// Posts this body with these header lines.
    fn post(&self, target: &str, headers: &str, body: &str) -> String {
        let (authority, length) = (self.uri.authority(), body.len());
        let head = format!("POST {target} HTTP/1.1\r\nHost: {authority}\r\n{headers}");
        say(&self.uri, format!("{head}Content-Length: {length}\r\n\r\n{body}").as_bytes())
    }

    /// What was received, how, and how many requests were ignored before; the browser is at the last page then.
    fn received(self) -> (Delivery, String, usize) {
        let (by, parameters, callback) = self.waiting.join().unwrap();
        let ignored = callback.ignored();
        assert_eq!(status(&get(&self.uri, "/done")), "200");
        (by, parameters, ignored)
    }
}

#[test]
fn a_form_that_the_providers_page_posts_is_the_answer() {
    for origin in ["", "Origin: https://id.example\r\n", "Origin: null\r\nSec-Fetch-Site: cross-site\r\n"] {
        let login = Login::start(Delivery::FormPost);
        let answer = login.post("/cb", &format!("{FORM}{origin}"), "code=CANARY&state=good");
        assert_eq!(status(&answer), "303", "{origin}");
        // C49: the browser goes on with a GET, and nothing of the answer in the address
        assert!(answer.contains("\r\nLocation: /done\r\n") && !answer.contains("CANARY"));
        assert_eq!(login.received(), (Delivery::FormPost, "code=CANARY&state=good".into(), 0));
    }
}

#[test]
fn whatever_else_is_posted_is_answered_by_a_fixed_page_and_forgotten() {
    // C46, C51, C52, C53
    let login = Login::start(Delivery::FormPost);
    let good = "code=CANARY&state=good";
    let long = format!("{good}&x={}", "a".repeat(64 * 1024));
    for (target, headers, body, code) in [
        ("/cb", FORM, "code=CANARY&state=evil", "400"),
        ("/cb", FORM, "", "400"),
        ("/cb", FORM, "state=good&state=good", "400"),
        ("/cb?state=good", FORM, good, "404"),
        ("/cb/", FORM, good, "404"),
        ("/", FORM, good, "404"),
        ("/cb", "", good, "400"),
        ("/cb", "Content-Type: text/plain\r\n", good, "400"),
        ("/cb", "Content-Type: multipart/form-data; boundary=x\r\n", good, "400"),
        ("/cb", &format!("{FORM}{FORM}"), good, "400"),
        ("/cb", &format!("{FORM}Origin: https://evil.example\r\n"), good, "400"),
        ("/cb", &format!("{FORM}Origin: https://id.example\r\nOrigin: null\r\n"), good, "400"),
        ("/cb", &format!("{FORM}Content-Length: 1\r\n"), good, "400"),
        ("/cb", &format!("{FORM}Transfer-Encoding: chunked\r\n"), good, "400"),
        ("/cb", FORM, &long, "413"),
    ] {
        let answer = login.post(target, headers, body);
        assert_eq!(status(&answer), code, "{target} {headers}");
        assert!(!answer.contains("CANARY") && !answer.contains("Access-Control"), "{answer}");
    }
    let without_length = format!("POST /cb HTTP/1.1\r\nHost: {}\r\n{FORM}\r\n{good}", login.uri.authority());
    assert_eq!(status(&say(&login.uri, without_length.as_bytes())), "400");
    for method in ["PUT", "DELETE", "OPTIONS", "PATCH"] {
        let answer = request(&login.uri, method, "/cb?state=good", "");
        assert_eq!(status(&answer), "405", "{method}");
        assert!(answer.contains("\r\nAllow: GET, POST\r\n"), "{method}");
    }
    assert!(!login.waiting.is_finished());
    // what follows the form is a second request, and never looked at
    let form = format!("{good}&x=y");
    let head = format!("POST /cb HTTP/1.1\r\nHost: {}\r\n{FORM}", login.uri.authority());
    let two = format!("{head}Content-Length: {}\r\n\r\n{form}POST /cb HTTP/1.1\r\n\r\n", form.len());
    let answer = say(&login.uri, two.as_bytes());
    assert_eq!((status(&answer), answer.matches("HTTP/1.1").count()), ("303", 1));
    assert_eq!(login.received(), (Delivery::FormPost, form, 20));
}

#[test]
fn an_answer_in_the_query_is_received_as_what_it_is() {
    for by in [Delivery::FormPost, Delivery::Fragment] {
        let login = Login::start(by);
        assert_eq!(status(&get(&login.uri, "/cb?code=CANARY&state=evil")), "400");
        assert_eq!(status(&get(&login.uri, "/cb?code=CANARY&state=good")), "303");
        assert_eq!(login.received(), (Delivery::Query, "code=CANARY&state=good".into(), 1));
    }
}

#[test]
fn a_page_of_ours_hands_the_fragment_over() {
    // C47, C48, C49
    let login = Login::start(Delivery::Fragment);
    let page = get(&login.uri, "/cb");
    assert_eq!(status(&page), "200");
    for header in ["Content-Security-Policy", "Cache-Control", "Referrer-Policy"] {
        assert_eq!(page.matches(&format!("\r\n{header}: ")).count(), 1, "{header}");
    }
    assert!(page.contains("default-src 'none'; script-src 'sha256-") && page.contains("form-action 'self'"));
    assert!(body(&page).contains("history.replaceState") && body(&page).contains("<noscript>"));
    assert_eq!(body(&get(&login.uri, "/cb?")), body(&page));
    // C56: a prefetch gets nothing to run
    assert_eq!(status(&request(&login.uri, "GET", "/cb", "Sec-Purpose: prefetch\r\n")), "503");

    let own = format!("{FORM}Origin: http://{}\r\nSec-Fetch-Site: same-origin\r\n", login.uri.authority());
    for (headers, form, code) in [
        (own.as_str(), "fragment=code%3Dx%26state%3Devil", "400"),
        (&own, "code=x&state=good", "400"),
        (&own, "fragment=state%3Dgood&fragment=state%3Dgood", "400"),
        (&format!("{FORM}Origin: https://id.example\r\n"), "fragment=state%3Dgood", "400"),
        (&format!("{FORM}Origin: null\r\nSec-Fetch-Site: cross-site\r\n"), "fragment=state%3Dgood", "400"),
    ] {
        assert_eq!(status(&login.post("/cb", headers, form)), code, "{headers} {form}");
    }
    let answer = login.post("/cb", &own, "fragment=id_token%3DCANARY%252B%26state%3Dgood");
    assert_eq!(status(&answer), "303");
    assert_eq!(login.received(), (Delivery::Fragment, "id_token=CANARY%2B&state=good".into(), 6));
}

#[test]
fn slow_forms_do_not_keep_the_good_answer_out() {
    // C52
    let login = Login::start(Delivery::FormPost);
    let mut slow = Vec::new();
    for _ in 0..100 {
        let mut stream = crate::support::caller::connect(&login.uri);
        let head = format!("POST /cb HTTP/1.1\r\nHost: {}\r\n{FORM}", login.uri.authority());
        let _ = std::io::Write::write_all(
            &mut stream,
            format!("{head}Content-Length: 60000\r\n\r\nstate=good").as_bytes(),
        );
        slow.push(stream);
    }
    assert_eq!(status(&login.post("/cb", FORM, "state=good&code=x")), "303");
    assert_eq!(login.received().1, "state=good&code=x");
}
