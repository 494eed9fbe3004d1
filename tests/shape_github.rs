//! The embedded provider as GitHub: what an OAuth app meets, and the original's own errors.

use serde_json::{Value, json};

use crate::support::{
    dev_provider::DevProvider,
    program::Program,
    served::Served,
    user_agent::{Browser, VERIFIER, challenge},
    wire::{self, Answer},
};

const ID: &str = "Ov23liExampleExample";
const CALLBACK: &str = "http://127.0.0.1:5000/auth/github/auth";
const DOCS: &str = "https://docs.github.com/apps/managing-oauth-apps";
const JSON: (&str, &str) = ("Accept", "application/json");

fn authorization(more: &[(&str, &str)]) -> String {
    let fields = [&[("client_id", ID), ("redirect_uri", CALLBACK), ("state", "the-state")], more].concat();
    format!("/login/oauth/authorize?{}", wire::form(&fields))
}

fn code(browser: &mut Browser, provider: &DevProvider, more: &[(&str, &str)]) -> String {
    let answer = browser.authorize(provider, &authorization(more), "alice");
    assert_eq!(answer.location_parameter("state").as_deref(), Some("the-state"), "{answer:?}");
    answer.location_parameter("code").unwrap_or_else(|| panic!("a code: {answer:?}"))
}

fn redeem(provider: &DevProvider, headers: &[(&str, &str)], more: &[(&str, &str)]) -> Answer {
    let fields = [&[("client_id", ID), ("client_secret", "only-for-tests")], more].concat();
    provider.post_with("/login/oauth/access_token", headers, &fields)
}

fn token(provider: &DevProvider, scope: &str) -> String {
    let code = code(&mut Browser::default(), provider, &[("scope", scope)]);
    let tokens = redeem(provider, &[JSON], &[("code", &code)]).json();
    tokens["access_token"].as_str().unwrap_or_else(|| panic!("a token: {tokens}")).to_owned()
}

fn api(provider: &DevProvider, path: &str, authorization: &str) -> Answer {
    let headers = [("User-Agent", "app"), ("Authorization", authorization)];
    wire::send(&provider.authority, "GET", path, &headers, "")
}

#[test]
fn an_app_signs_in_and_reads_the_user_and_the_address_that_is_not_public() {
    let provider = DevProvider::start_shape("github", "");
    let code = code(&mut Browser::default(), &provider, &[("scope", "user:email,unheard-of gist")]);
    let answer =
        redeem(&provider, &[], &[("code", &code), ("redirect_uri", CALLBACK), ("state", "the-state")]);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/x-www-form-urlencoded; charset=utf-8"));
    let members: std::collections::BTreeMap<String, String> =
        url::form_urlencoded::parse(answer.body.as_bytes()).into_owned().collect();
    let token = &members["access_token"];
    assert!(token.starts_with("gho_"), "{token}");
    assert_eq!((members["scope"].as_str(), members["token_type"].as_str()), ("user:email,gist", "bearer"));
    assert_eq!(members.len(), 3, "no end, no refresh token: {members:?}");

    let answer = api(&provider, "/user", &format!("token {token}"));
    assert_eq!(answer.header("x-oauth-scopes"), Some("user:email, gist"));
    let user = answer.json();
    assert_eq!(user["login"], "alice");
    assert_eq!(user["name"], "Alice Example");
    assert_eq!(user["email"], Value::Null);
    assert!(user["id"].as_u64().is_some_and(|id| id >= 10_000_000), "{user}");
    assert_eq!(user["avatar_url"], format!("{}/u/{}?v=4", provider.issuer, user["id"]));
    let picture = provider.get(&format!("/u/{}?v=4", user["id"]));
    assert_eq!((picture.status, picture.header("content-type")), (200, Some("image/svg+xml")));
    assert_eq!(
        picture.header("cross-origin-resource-policy"),
        Some("cross-origin"),
        "apps show it on their pages"
    );
    assert_eq!(user["html_url"], format!("{}/alice", provider.issuer));
    assert_eq!(user["plan"], Value::Null, "only with the scope for it");

    let emails = api(&provider, "/user/emails", &format!("Bearer {token}"));
    assert_eq!(emails.header("x-accepted-oauth-scopes"), Some("user, user:email"));
    assert_eq!(
        emails.json()[0],
        json!({"email": "alice@example.com", "primary": true, "verified": true, "visibility": "private"})
    );
    // years later
    provider.pass(5 * 365 * 86_400);
    assert_eq!(api(&provider, "/user", &format!("Bearer {token}")).status, 200);
}

#[test]
fn the_user_is_told_as_the_configuration_has_it() {
    let users = "[[users]]\nsub = \"583231\"\nusername = \"octo\"\nemail = \"octo@example.com\"\npublic_email = true\n\
                 picture = \"https://pictures.example/octo.png\"\n";
    let provider = DevProvider::start_shape("github", users);
    let mut browser = Browser::default();
    let answer = browser.authorize(&provider, &authorization(&[("scope", "user")]), "octo");
    let code = answer.location_parameter("code").expect("a code");
    let tokens = redeem(&provider, &[JSON], &[("code", &code)]).json();
    let user =
        api(&provider, "/user", &format!("Bearer {}", tokens["access_token"].as_str().unwrap())).json();
    assert_eq!(user["id"], 583_231);
    assert_eq!(user["node_id"], "MDQ6VXNlcjU4MzIzMQ==");
    assert_eq!(user["email"], "octo@example.com");
    assert_eq!(user["avatar_url"], "https://pictures.example/octo.png");
    assert_eq!(user["name"], Value::Null);
    assert_eq!(user["plan"]["name"], "free");
}

#[test]
fn an_answer_comes_as_it_is_asked_for() {
    let provider = DevProvider::start_shape("github", "");
    let mut browser = Browser::default();
    let one = code(&mut browser, &provider, &[("scope", "user:email")]);
    let answer = redeem(&provider, &[("Accept", "application/xml")], &[("code", &one)]);
    assert!(answer.body.starts_with("<OAuth>\n  <access_token>gho_"), "{answer:?}");
    assert!(answer.body.contains("<scope>user:email</scope>"), "{answer:?}");

    // as JSON, both ways, and by Basic
    let another = code(&mut browser, &provider, &[]);
    let headers = [
        JSON,
        ("Content-Type", "application/json"),
        ("Authorization", "Basic T3YyM2xpRXhhbXBsZUV4YW1wbGU6b25seS1mb3ItdGVzdHM="),
    ];
    let body = json!({"code": another}).to_string();
    let answer = wire::send(&provider.authority, "POST", "/login/oauth/access_token", &headers, &body).json();
    assert_eq!((&answer["token_type"], &answer["scope"]), (&json!("bearer"), &json!("")), "{answer}");
}

#[test]
fn what_is_wrong_with_a_code_is_said_in_githubs_words_with_status_200() {
    let provider = DevProvider::start_shape("github", "");
    let of_token =
        |place: &str| format!("{DOCS}/troubleshooting-oauth-app-access-token-request-errors/#{place}");
    let refused = |answer: Answer, error: &str, description: &str, uri: &str| {
        assert_eq!(answer.status, 200, "{answer:?}");
        let expected = json!({"error": error, "error_description": description, "error_uri": uri});
        assert_eq!(answer.json(), expected);
    };
    let bad_code = |answer| {
        let description = "The code passed is incorrect or expired.";
        refused(answer, "bad_verification_code", description, &of_token("bad-verification-code"));
    };
    let credentials = |answer| {
        let description = "The client_id and/or client_secret passed are incorrect.";
        let uri = of_token("incorrect-client-credentials");
        refused(answer, "incorrect_client_credentials", description, &uri);
    };
    let mut browser = Browser::default();
    let first = code(&mut browser, &provider, &[("scope", "user:email")]);
    for wrong in [("client_secret", "another"), ("client_id", "another")] {
        let fields: Vec<_> = [("client_id", ID), ("client_secret", "only-for-tests"), ("code", &first)]
            .into_iter()
            .map(|field| if field.0 == wrong.0 { wrong } else { field })
            .collect();
        credentials(provider.post_with("/login/oauth/access_token", &[JSON], &fields));
    }
    credentials(provider.post_with(
        "/login/oauth/access_token",
        &[JSON],
        &[("client_id", ID), ("code", &first)],
    ));
    refused(
        redeem(&provider, &[JSON], &[("code", &first), ("redirect_uri", "http://127.0.0.1:5000/callback")]),
        "redirect_uri_mismatch",
        "The redirect_uri MUST match the registered callback URL for this application.",
        &format!("{DOCS}/troubleshooting-authorization-request-errors/#redirect-uri-mismatch2"),
    );
    // nothing of that has used the code up
    let access_token = redeem(&provider, &[JSON], &[("code", &first)]).json()["access_token"].clone();
    bad_code(redeem(&provider, &[JSON], &[("code", &first)]));
    // threat P6: used twice, its token is void
    let bearer = format!("Bearer {}", access_token.as_str().expect("a token"));
    assert_eq!(api(&provider, "/user", &bearer).status, 401);
    bad_code(redeem(&provider, &[JSON], &[("code", "unheard-of")]));
    bad_code(redeem(&provider, &[JSON], &[]));
    let late = code(&mut browser, &provider, &[]);
    provider.pass(61);
    bad_code(redeem(&provider, &[JSON], &[("code", &late)]));
    let answer = redeem(&provider, &[], &[("code", "unheard-of")]);
    assert!(
        answer.body.starts_with("error=bad_verification_code&error_description=The+code+passed"),
        "{answer:?}"
    );
    let answer = redeem(&provider, &[JSON], &[("grant_type", "refresh_token"), ("refresh_token", "ghr_x")]);
    assert_eq!(answer.json()["error"], "bad_refresh_token");
    let answer = redeem(&provider, &[JSON], &[("grant_type", "password")]);
    assert_eq!(answer.json()["error"], "unsupported_grant_type");
}

#[test]
fn a_provider_that_fails_does_not_blame_the_code() {
    let provider = DevProvider::start_shape("github", "");
    let code = code(&mut Browser::default(), &provider, &[]);
    provider.journal.full.store(true, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(redeem(&provider, &[JSON], &[("code", &code)]).json()["error"], "server_error");
    let device = provider.post_with("/login/device/code", &[JSON], &[("client_id", ID)]);
    assert_eq!(device.json()["error"], "server_error");
}

#[test]
fn another_apps_code_is_a_bad_one() {
    let apps = |name: &str| {
        format!(
            "[[clients]]\nclient_id = \"{name}\"\nclient_secret = \"{name}-secret\"\n\
             redirect_uris = [\"https://{name}.example/cb\"]\n"
        )
    };
    let provider = DevProvider::start_shape("github", &(apps("one") + &apps("two")));
    // without redirect_uri it is the registered one
    let answer =
        Browser::default().authorize(&provider, "/login/oauth/authorize?client_id=one&scope=gist", "alice");
    assert!(
        answer.header("location").is_some_and(|uri| uri.starts_with("https://one.example/cb?code=")),
        "{answer:?}"
    );
    let code = answer.location_parameter("code").expect("a code");
    let redeem = |name: &str, secret: &str| {
        let fields = [("client_id", name), ("client_secret", secret), ("code", &code)];
        provider.post_with("/login/oauth/access_token", &[JSON], &fields).json()
    };
    assert_eq!(redeem("two", "two-secret")["error"], "bad_verification_code");
    assert_eq!(redeem("one", "one-secret")["scope"], "gist");
}

#[test]
fn a_callback_that_is_not_registered_gets_nothing_and_the_registered_one_hears_of_it() {
    // P3, P4
    let provider = DevProvider::start_shape("github", "");
    let uri = |presented: &str| {
        let fields =
            [("client_id", ID), ("redirect_uri", presented), ("state", "the-state"), ("scope", "gist")];
        provider.get(&format!("/login/oauth/authorize?{}", wire::form(&fields)))
    };
    for (presented, told) in [
        ("https://evil.example/callback", "http://127.0.0.1/callback"),
        ("http://127.0.0.1:5000/evil", "http://127.0.0.1:5000/callback"),
        ("http://localhost:5000/callback/../evil", "http://127.0.0.1/callback"),
    ] {
        let answer = uri(presented);
        assert_eq!(
            answer.header("location"),
            Some(
                format!(
                    "{told}?error=redirect_uri_mismatch&error_description=The+redirect_uri+MUST+match+the+registered\
                     +callback+URL+for+this+application.&error_uri=https%3A%2F%2Fdocs.github.com%2Fapps%2F\
                     managing-oauth-apps%2Ftroubleshooting-authorization-request-errors%2F%23redirect-uri-mismatch\
                     &state=the-state"
                )
                .as_str()
            ),
            "{presented}"
        );
    }
    // below the registered one
    assert_eq!(uri("http://127.0.0.1:5000/callback/more").status, 200);
    let answer = provider.get("/login/oauth/authorize?client_id=unheard-of");
    assert_eq!((answer.status, answer.body.contains("Page not found")), (404, true));
}

#[test]
fn a_person_who_says_no_is_told_as_github_does() {
    let provider = DevProvider::start_shape("github", "");
    let mut browser = Browser::default();
    let page = browser.get(&provider, &authorization(&[("scope", "user:email")]));
    let page = browser.sign_in(&provider, &page, "alice");
    assert!(page.body.contains("see your email addresses"), "{page:?}");
    let answer = browser.submit(&provider, &page, &[("decision", "deny")]);
    assert_eq!(answer.location_parameter("error").as_deref(), Some("access_denied"));
    let description = answer.location_parameter("error_description");
    assert_eq!(description.as_deref(), Some("The user has denied your application access."));
    let uri = format!("{DOCS}/troubleshooting-authorization-request-errors/#access-denied");
    assert_eq!(answer.location_parameter("error_uri"), Some(uri));
    // P10 is the strict provider's: GitHub names no issuer
    assert_eq!(answer.location_parameter("iss"), None);
}

#[test]
fn a_code_with_a_challenge_needs_its_verifier() {
    let provider = DevProvider::start_shape("github", "");
    let challenge = challenge();
    let with = [("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")];
    let mut browser = Browser::default();
    for (verifier, error) in [(None, true), (Some("x"), true), (Some(VERIFIER), false)] {
        let code = code(&mut browser, &provider, &with);
        let mut fields = vec![("code", code.as_str())];
        fields.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        let answer = redeem(&provider, &[JSON], &fields).json();
        let expected = if error { json!("bad_verification_code") } else { Value::Null };
        assert_eq!(answer["error"], expected, "{verifier:?}: {answer}");
    }
}

#[test]
fn the_api_says_in_githubs_words_what_it_lacks() {
    let provider = DevProvider::start_shape("github", "");
    let docs = "https://docs.github.com/rest";
    let about_user = format!("{docs}/users/users#get-the-authenticated-user");
    let about_emails = format!("{docs}/users/emails#list-email-addresses-for-the-authenticated-user");
    let answer = wire::send(&provider.authority, "GET", "/user", &[("User-Agent", "app")], "");
    let expected =
        json!({"message": "Requires authentication", "documentation_url": about_user, "status": "401"});
    assert_eq!((answer.status, answer.json()), (401, expected));
    let expected = json!({"message": "Bad credentials", "documentation_url": docs, "status": "401"});
    for wrong in ["Bearer gho_x", "Bearer", "Basic eA==", "token "] {
        let answer = api(&provider, "/user", wrong);
        assert_eq!((answer.status, answer.json()), (401, expected.clone()), "{wrong}");
    }
    let answer = api(&provider, "/user/emails", &format!("Bearer {}", token(&provider, "read:user")));
    let expected = json!({"message": "Not Found", "documentation_url": about_emails, "status": "404"});
    assert_eq!((answer.status, answer.json()), (404, expected));
    assert_eq!(answer.header("x-oauth-scopes"), Some("read:user"));
    let answer = wire::send(&provider.authority, "GET", "/user", &[], "");
    assert_eq!(answer.status, 403);
    assert!(answer.body.starts_with("Request forbidden by administrative rules."), "{answer:?}");
}

#[test]
fn an_app_asks_whether_a_token_of_its_own_works_and_ends_it() {
    let provider = DevProvider::start_shape("github", "");
    let basic = "Basic T3YyM2xpRXhhbXBsZUV4YW1wbGU6b25seS1mb3ItdGVzdHM=";
    let ask = |method: &str, what: &str, authorization: &str, token: &str| {
        let body = json!({"access_token": token}).to_string();
        let length = body.len().to_string();
        let mut headers = vec![("Content-Type", "application/json"), ("Authorization", authorization)];
        // what is posted gets it anyhow
        headers.extend((method != "POST").then_some(("Content-Length", length.as_str())));
        wire::send(&provider.authority, method, &format!("/applications/{ID}/{what}"), &headers, &body)
    };
    let (first, second) = (token(&provider, "gist"), token(&provider, "user:email"));
    let answer = ask("POST", "token", basic, &first).json();
    assert_eq!(
        (&answer["scopes"], &answer["user"]["login"]),
        (&json!(["gist"]), &json!("alice")),
        "{answer}"
    );
    assert_eq!((&answer["app"]["client_id"], &answer["token"]), (&json!(ID), &json!(first)));
    let wrong = "Basic T3YyM2xpRXhhbXBsZUV4YW1wbGU6eA==";
    for (authorization, token) in [(basic, "gho_x"), (wrong, first.as_str()), ("Basic", &first)] {
        let answer = ask("POST", "token", authorization, token);
        assert_eq!((answer.status, &answer.json()["message"]), (404, &json!("Not Found")), "{authorization}");
    }
    assert_eq!(ask("DELETE", "token", basic, &first).status, 204);
    assert_eq!(ask("POST", "token", basic, &first).status, 404);
    assert_eq!(api(&provider, "/user", &format!("Bearer {second}")).status, 200);
    let third = token(&provider, "gist");
    assert_eq!(ask("DELETE", "grant", basic, &second).status, 204);
    assert_eq!(api(&provider, "/user", &format!("Bearer {third}")).status, 401);
    // no path but these
    assert_eq!(provider.get("/applications//token").status, 404);
    assert_eq!(provider.get("/u/1/more").status, 404);
}

#[test]
fn an_app_that_asks_for_nothing_is_asked_about_once() {
    let provider = DevProvider::start_shape("github", "");
    let mut browser = Browser::default();
    let page = browser.get(&provider, &authorization(&[]));
    let page = browser.sign_in(&provider, &page, "alice");
    assert!(page.body.contains("action=\"/consent\""), "{page:?}");
    browser.submit(&provider, &page, &[("decision", "allow")]);
    let answer = browser.get(&provider, &authorization(&[]));
    assert!(answer.location_parameter("code").is_some(), "{answer:?}");
}

#[test]
fn a_device_signs_in_without_a_secret() {
    let provider = DevProvider::start_shape("github", "");
    let asked =
        provider.post_with("/login/device/code", &[JSON], &[("client_id", ID), ("scope", "gist")]).json();
    assert_eq!(asked["verification_uri"], format!("{}/login/device", provider.issuer));
    assert_eq!((&asked["expires_in"], &asked["interval"]), (&json!(900), &json!(5)));
    assert_eq!(asked["verification_uri_complete"], Value::Null);
    let poll = || {
        let grant = "urn:ietf:params:oauth:grant-type:device_code";
        let fields = [
            ("client_id", ID),
            ("device_code", asked["device_code"].as_str().unwrap()),
            ("grant_type", grant),
        ];
        provider.post_with("/login/oauth/access_token", &[JSON], &fields).json()
    };
    assert_eq!(poll()["error_description"], "The authorization request is still pending.");
    let fast = poll();
    assert_eq!((&fast["error"], &fast["interval"]), (&json!("slow_down"), &json!(10)), "{fast}");
    provider.pass(10);
    let mut browser = Browser::default();
    let page = browser.get(&provider, "/login/device");
    let page = browser.submit(&provider, &page, &[("user_code", asked["user_code"].as_str().unwrap())]);
    let page = browser.sign_in(&provider, &page, "alice");
    browser.submit(&provider, &page, &[("decision", "allow")]);
    let tokens = poll();
    assert_eq!((&tokens["scope"], &tokens["token_type"]), (&json!("gist"), &json!("bearer")), "{tokens}");
    provider.pass(15);
    assert_eq!(poll()["error"], "incorrect_device_code");
    let answer = provider.post_with("/login/device/code", &[JSON], &[("client_id", "unheard-of")]).json();
    assert_eq!(answer["error"], "incorrect_client_credentials");
}

#[test]
fn authctl_logs_in_to_it_as_to_the_original() {
    let served = Served::with("", &["--shape", "github"]);
    let program = Program::new().with("GITHUB_SECRET", "only-for-tests");
    let place = ["login", "--provider", "github", "--provider-url", &served.issuer, "--client-id", ID];
    let more = ["--client-secret-from", "env:GITHUB_SECRET", "--as", "alice"];
    program.run(&[&place[..], &more].concat()).ok();
    let who = program.run(&["whoami", "--json"]).ok();
    let who: Value = serde_json::from_str(&who.stdout).expect("JSON");
    assert_eq!(who["email"], "alice@example.com", "{who}");
}
