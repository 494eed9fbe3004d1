//! `serve --public-url` and `--internal-url`: browsers and back ends on different sides of a proxy, and one issuer for both.

use std::{
    io,
    net::{Shutdown, TcpListener, TcpStream},
    thread,
};

use authctl::error::Code;
use serde_json::Value;

use crate::support::{program::Program, served::Served, wire};

/// A provider behind a proxy of the test's, by whose address browsers reach it.
fn behind_a_proxy() -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let public = format!("http://{}", listener.local_addr().unwrap());
    let names = ["--public-url", public.as_str(), "--internal-url", "http://auth:9470"];
    let served = Served::with("", &names);
    assert_eq!(served.issuer, public);
    let port = served.port;
    thread::spawn(move || {
        for browser in listener.incoming() {
            let provider = TcpStream::connect(("127.0.0.1", port));
            let (Ok(browser), Ok(provider)) = (browser, provider) else { return };
            for (from, to) in [(&browser, &provider), (&provider, &browser)] {
                let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                thread::spawn(move || {
                    let _ = io::copy(&mut from, &mut to);
                    to.shutdown(Shutdown::Write)
                });
            }
        }
    });
    served
}

/// Asks the provider without the proxy, by that `Host`.
fn asked_as(served: &Served, host: &str, path: &str) -> wire::Answer {
    wire::send(&format!("127.0.0.1:{}", served.port), "GET", path, &[("Host", host)], "")
}

#[test]
fn the_issuer_is_one_and_each_side_asks_by_the_name_that_it_knows() {
    // OIDC Discovery §4.3
    let served = behind_a_proxy();
    let (public, own) = (served.issuer.clone(), format!("http://127.0.0.1:{}", served.port));
    for (host, base) in
        [(served.authority(), public.as_str()), (&own[7..], &own), ("auth:9470", "http://auth:9470")]
    {
        for path in ["", "/tenant-a"] {
            let answer = asked_as(&served, host, &format!("{path}/.well-known/openid-configuration"));
            let metadata = answer.json();
            let text = |name: &str| metadata[name].as_str().unwrap().to_owned();
            assert_eq!(text("issuer"), format!("{public}{path}"), "{host}");
            for (name, end) in
                [("authorization_endpoint", "/authorize"), ("end_session_endpoint", "/end_session")]
            {
                assert_eq!(text(name), format!("{public}{path}{end}"), "{host}");
            }
            for (name, end) in [
                ("token_endpoint", "/token"),
                ("jwks_uri", "/jwks"),
                ("userinfo_endpoint", "/userinfo"),
                ("introspection_endpoint", "/introspect"),
            ] {
                assert_eq!(text(name), format!("{base}{path}{end}"), "{host}");
            }
        }
    }
}

#[test]
fn a_browser_signs_in_through_the_proxy_and_the_tokens_are_of_that_issuer() {
    let served = behind_a_proxy();
    let program = Program::new();
    served.sign_in(&program);
    let user: Value = program.run(&["whoami", "--json"]).ok().json();
    assert_eq!(user["issuer"], Value::String(served.issuer.clone()), "{user}");
    program.run(&["logout"]).ok();
}

#[test]
fn no_other_name_is_answered_and_what_is_for_this_machine_only_by_its_own() {
    // P2, P21
    let served = behind_a_proxy();
    for host in ["auth", "auth:9471", "evil.example", "localhost", ""] {
        assert_eq!(asked_as(&served, host, "/jwks").status, 421, "{host}");
    }
    for path in ["/_dev/stats", "/_dev/", "/_dev/users", "/tenant-a/_dev/stats"] {
        assert_eq!(asked_as(&served, "auth:9470", path).status, 404, "{path}");
        assert_ne!(asked_as(&served, served.authority(), path).status, 404, "{path}");
    }
    assert_eq!(asked_as(&served, "auth:9470", "/_dev/api").status, 401);
}

#[test]
fn a_name_that_can_be_none_is_refused() {
    let program = Program::new();
    let serve = |more: &[&str]| program.run(&[&["serve", "--port", "0"], more].concat());
    assert_eq!(serve(&["--public-url", "http://localhost:8080/path"]).exit, 2);
    assert_eq!(serve(&["--internal-url", "http://auth:9470"]).exit, 2);
    serve(&["--public-url", "http://localhost:8080", "--shape", "github,google"]).refused(Code::Usage);
    serve(&["--public-url", "http://localhost:8080", "--shape", "google", "--intercept"])
        .refused(Code::Usage);
}
