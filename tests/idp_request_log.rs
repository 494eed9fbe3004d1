//! What the embedded provider tells of what it was asked: every request with its answer, no secret, found by what it was, and
//! waited for.

use std::{sync::Arc, thread};

use serde_json::{Value, json};

use crate::support::{
    dev_provider::{APP, CONTROL, DevProvider, START},
    receiver::Receiver,
    user_agent::{Browser, CALLBACK, VERIFIER, authorization, redeem, refresh},
    wire,
};

fn log(provider: &DevProvider, query: &str) -> Value {
    let answer = provider.control("GET", &format!("/_dev/requests{query}"));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

fn requests(provider: &DevProvider, query: &str) -> Vec<Value> {
    log(provider, query)["requests"].as_array().expect("a list").clone()
}

#[test]
fn a_sign_in_is_told_step_by_step_and_without_a_secret() {
    // C145
    let provider = DevProvider::start(APP);
    let mut browser = Browser::default();
    let code = browser.code(&provider, "alice");
    let tokens = redeem(&provider, &code).json();
    let text = |name: &str| tokens[name].as_str().expect("a token").to_owned();
    let refreshed = refresh(&provider, &text("refresh_token")).json();
    let bearer = format!("Bearer {}", text("access_token"));
    provider.post_with("/userinfo", &[("Authorization", &bearer)], &[("access_token", "CANARY")]);
    provider.post_with("/token", &[("Authorization", "Basic YXBwOkNBTkFSWQ==")], &[("grant_type", "x")]);
    provider.get("/userinfo?access_token=CANARY");
    let told = requests(&provider, "");
    let steps: Vec<String> = told
        .iter()
        .map(|it| {
            let text = |name: &str| it[name].as_str().unwrap_or_default().to_owned();
            format!("{} {} {} {} {}", text("from"), text("method"), text("path"), it["status"], text("error"))
        })
        .collect();
    assert_eq!(
        steps,
        [
            "browser GET /authorize 200 ",
            "browser POST /sign-in 303 ",
            "browser GET /authorize/continue 200 ",
            "browser POST /consent 303 ",
            "app POST /token 200 ",
            "app POST /token 200 ",
            "app POST /userinfo 400 invalid_request",
            "app POST /token 401 invalid_client",
            "app GET /userinfo 400 invalid_request",
        ]
    );
    let answered = &told[3]["location"];
    let length = code.chars().count();
    let expected =
        format!("{CALLBACK}?code=[{length} characters]&state=[9 characters]&iss={}", provider.issuer);
    assert_eq!(*answered, json!(expected));
    let redeemed = json!({
        "number": 5, "at": START, "kind": "request", "from": "app", "method": "POST", "path": "/token",
        "client_id": "authctl", "grant_type": "authorization_code", "status": 200,
        "headers": {"content-type": "application/x-www-form-urlencoded"},
        "parameters": {
            "grant_type": "authorization_code", "client_id": "authctl", "redirect_uri": CALLBACK,
            "code": format!("[{length} characters]"), "code_verifier": format!("[{} characters]", VERIFIER.len()),
        },
        "body_bytes": told[4]["body_bytes"],
    });
    assert_eq!(told[4], redeemed);
    assert_eq!(
        (told[7]["client_id"].as_str(), told[6]["client_id"].as_str()),
        (Some("app"), Some("authctl"))
    );
    assert_eq!(told[7]["headers"]["authorization"], "Basic [16 characters]");
    let why = told[8]["error_description"].as_str().expect("a sentence");
    assert_eq!(why, "access_token must not stand in the query (RFC 9700 section 4.3.2)");
    let whole = json!(told).to_string();
    let mut secrets =
        vec!["CANARY".to_owned(), code, VERIFIER.into(), "the-state".into(), "the-nonce".into()];
    for answer in [&tokens, &refreshed] {
        for name in ["access_token", "id_token", "refresh_token"] {
            secrets.push(answer[name].as_str().expect("a token").to_owned());
        }
    }
    secrets.extend(browser.cookies.into_values());
    for secret in secrets {
        assert!(!whole.contains(&secret), "{secret} in {whole}");
    }
}

#[test]
fn a_refusal_is_told_with_its_reason_whether_it_is_a_page_a_redirect_or_a_document() {
    let provider = DevProvider::start(APP);
    let page = provider.get(&authorization(&[("client_id", "nobody")]));
    let redirect = provider.get(&authorization(&[("code_challenge", ""), ("code_challenge_method", "")]));
    provider.post("/token", &[("client_id", "nobody")]);
    provider.get("/nothing");
    let told = requests(&provider, "?status=4xx");
    assert_eq!(told.len(), 3);
    let all = requests(&provider, "");
    assert_eq!((page.status, redirect.status), (400, 303));
    for (place, answer) in [page, redirect].iter().enumerate() {
        let said = format!(
            "{}: {}",
            all[place]["error"].as_str().expect("a code"),
            all[place]["error_description"].as_str().expect("a sentence")
        );
        assert_eq!(answer.header("authctl-error"), Some(&*said));
    }
    assert_eq!((&all[1]["error"], &all[2]["error"]), (&json!("invalid_request"), &json!("invalid_client")));
    assert_eq!((&all[3]["status"], &all[3]["path"]), (&json!(404), &json!("/nothing")));
}

#[test]
fn lines_are_found_by_what_they_are() {
    let provider = DevProvider::start(APP);
    let app = [("client_id", "app"), ("client_secret", "app-secret")];
    for grant in ["authorization_code", "refresh_token", "client_credentials"] {
        provider.post("/token", &[&app[..], &[("grant_type", grant)]].concat());
    }
    provider.post("/revoke", &[("client_id", "poster")]);
    provider.get("/jwks");
    let numbers = |query: &str| -> Vec<u64> {
        requests(&provider, query).iter().map(|it| it["number"].as_u64().expect("a number")).collect()
    };
    for (query, expected) in [
        ("", vec![1, 2, 3, 4, 5]),
        ("?path=/token", vec![1, 2, 3]),
        ("?path=*o*", vec![]),
        ("?path=*ke", vec![4]),
        ("?client_id=poster", vec![4]),
        ("?grant_type=refresh_token", vec![2]),
        ("?method=GET", vec![5]),
        ("?status=2xx", vec![5]),
        ("?status=none", vec![]),
        ("?kind=message", vec![]),
        ("?after=3", vec![4, 5]),
        ("?after=0&limit=2", vec![1, 2]),
        ("?limit=2", vec![4, 5]),
        ("?error=invalid_client", vec![1, 2, 3, 4]),
    ] {
        assert_eq!(numbers(query), expected, "{query}");
    }
    for wrong in ["?client=app", "?after=x", "?status=4", "?wait=61s", "?wait=x", "?path=/a&path=/b"] {
        let answer = provider.control("GET", &format!("/_dev/requests{wrong}"));
        assert_eq!(answer.error(), (400, "invalid_request".into()), "{wrong}");
    }
    assert_eq!(provider.control("DELETE", "/_dev/requests").status, 204);
    assert_eq!(log(&provider, ""), json!({"requests": [], "next": 5, "end": "nothing"}));
    assert_eq!(provider.get("/jwks").status, 200);
    assert_eq!(numbers(""), [6]);
    // P21
    assert_eq!(provider.get("/_dev/requests").status, 401);
}

#[test]
fn a_test_waits_until_the_app_has_asked_and_no_longer_than_the_provider_lives() {
    // P25
    let mut provider = DevProvider::start(APP);
    let authority: Arc<str> = provider.authority.as_str().into();
    let wait = |query: &'static str| {
        let authority = Arc::clone(&authority);
        thread::spawn(move || {
            let bearer = format!("Bearer {CONTROL}");
            let target = format!("/_dev/requests?wait=60s&{query}");
            wire::send(&authority, "GET", &target, &[("authorization", &bearer)], "").json()
        })
    };
    let waiting = wait("path=/token&client_id=app");
    provider.post("/token", &[("client_id", "poster")]);
    provider.post("/token", &[("client_id", "app")]);
    let found = waiting.join().expect("an answer");
    assert_eq!((&found["end"], &found["requests"][0]["client_id"]), (&json!("found"), &json!("app")));
    // what has come already is not waited for
    assert_eq!(wait("path=/token").join().expect("an answer")["end"], "found");
    let (ends, clears) = (wait("after=100"), wait("after=100"));
    // whether they have begun to wait or not: one hears of the clearing, or both of the end
    provider.control("DELETE", "/_dev/requests");
    provider.stop();
    for answer in [ends, clears] {
        if let Ok(answer) = answer.join() {
            assert!(["cleared", "closed"].contains(&answer["end"].as_str().expect("a word")), "{answer}");
        }
    }
}

#[test]
fn what_is_sent_to_apps_stands_among_what_they_ask_and_each_issuer_has_a_log_of_its_own() {
    let receiver = Receiver::taking();
    let app = format!(
        "[[clients]]\nclient_id = \"app\"\nredirect_uris = [\"{CALLBACK}\"]\n\
         id_token_signed_response_alg = \"ES256\"\nbackchannel_logout_uri = \"{}\"\n",
        receiver.at("/bcl?x=CANARY")
    );
    let provider = DevProvider::start(&app);
    let mut browser = Browser::default();
    let target = authorization(&[("client_id", "app"), ("scope", "openid")]);
    let code = browser.authorize(&provider, &target, "alice").location_parameter("code").expect("a code");
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", "app"),
        ("code", &*code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    assert_eq!(provider.post("/token", &fields).status, 200);
    assert_eq!(provider.control("DELETE", "/_dev/users/alice/sessions").status, 200);
    let sent = requests(&provider, "?kind=message");
    let number = sent[0]["number"].clone();
    let expected = json!({
        "number": number, "at": START, "kind": "message", "what": "the back-channel logout", "client_id": "app",
        "to": receiver.at("/bcl"), "status": 200, "taken": true, "why": null,
    });
    assert_eq!(sent, [expected]);
    assert_eq!(receiver.so_far().len(), 1);
    assert_eq!(provider.get("/tenant-a/jwks").status, 200);
    let told = requests(&provider, "");
    assert!(told.iter().all(|it| it["path"] != "/jwks"));
    let tenant = provider.control("GET", "/tenant-a/_dev/requests").json();
    assert_eq!((&tenant["requests"][0]["path"], &tenant["next"]), (&json!("/jwks"), &json!(1)));
}

#[test]
fn junk_in_every_parameter_is_kept_small_and_shown_harmless() {
    // P17, C143
    let provider = DevProvider::start("");
    let junk: Vec<(String, String)> =
        (0..500).map(|number| (format!("n{number}\u{202e}"), "\u{1b}[2J".repeat(50))).collect();
    let fields: Vec<(&str, &str)> = junk.iter().map(|(name, value)| (&**name, &**value)).collect();
    provider.post("/token", &fields);
    provider.post_with(&format!("/{}", "x".repeat(9000)), &[("User-Agent", "\u{1b}[2J")], &[]);
    wire::send(&provider.authority, &"X".repeat(200), "/token", &[], "");
    let answer = provider.control("GET", "/_dev/requests");
    assert!(answer.body.len() < 8000, "{}", answer.body.len());
    assert!(!answer.body.contains("\\u001b") && !answer.body.contains('\u{202e}'));
}
