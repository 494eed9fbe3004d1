//! Issuers with a path: each is a provider of its own at the same port.

use authctl::idp::room::Room;

use crate::support::{
    dev_provider::{APP, DevProvider, TestWorld},
    user_agent::{Browser, authorization, claims, redemption},
    wire,
};

/// Signs alice in at the issuer of that path, and redeems the code there.
fn signed_in(provider: &DevProvider, browser: &mut Browser, tenant: &str) -> serde_json::Value {
    let code = code(provider, browser, tenant);
    let answer = provider.post(&format!("{tenant}/token"), &redemption(&code, &[]));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

fn code(provider: &DevProvider, browser: &mut Browser, tenant: &str) -> String {
    let page = browser.get(provider, &format!("{tenant}{}", authorization(&[])));
    assert_eq!(page.status, 200, "{page:?}");
    let page = browser.sign_in(provider, &page, "alice");
    let answer = browser.submit(provider, &page, &[("decision", "allow")]);
    assert_eq!(answer.location_parameter("iss"), Some(format!("{}{tenant}", provider.issuer)));
    answer.location_parameter("code").expect("a code")
}

#[test]
fn any_path_is_an_issuer_with_metadata_keys_and_sessions_of_its_own() {
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    for tenant in ["", "/tenant-a", "/realms/b"] {
        let issuer = format!("{}{tenant}", provider.issuer);
        let metadata = provider.get(&format!("{tenant}/.well-known/openid-configuration")).json();
        assert_eq!(metadata["issuer"], issuer);
        assert_eq!(metadata["token_endpoint"], format!("{issuer}/token"));
        // RFC 8414 §3.1
        let inserted = provider.get(&format!("/.well-known/oauth-authorization-server{tenant}")).json();
        assert_eq!(inserted, metadata);
        let tokens = signed_in(&provider, &mut browser, tenant);
        assert_eq!(claims(tokens["id_token"].as_str().expect("an ID token"))["iss"], issuer);
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().expect("an access token"));
        for other in ["", "/tenant-a", "/realms/b"] {
            let user = provider.post_with(&format!("{other}/userinfo"), &[("Authorization", &bearer)], &[]);
            assert_eq!(user.status, if other == tenant { 200 } else { 401 }, "{tenant} at {other}");
        }
    }
    let keys = |tenant: &str| provider.get(&format!("{tenant}/jwks")).json()["keys"].clone();
    assert!(keys("/tenant-a") != keys("") && keys("/tenant-a") == keys("/tenant-a"));
}

#[test]
fn a_code_of_one_issuer_is_worth_nothing_at_another() {
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let code = code(&provider, &mut browser, "/a");
    let answer = provider.post("/b/token", &redemption(&code, &[]));
    assert_eq!((answer.status, &answer.json()["error"]), (400, &"invalid_grant".into()));
    assert_eq!(provider.post("/a/token", &redemption(&code, &[])).status, 200);
}

#[test]
fn a_cookie_of_one_issuer_is_not_sent_to_another() {
    // P19
    let provider = DevProvider::start("");
    let answer = provider.get(&format!("/a{}", authorization(&[])));
    let cookies: Vec<&str> = answer
        .headers
        .iter()
        .filter(|(name, _)| name == "set-cookie")
        .map(|(_, value)| value.as_str())
        .collect();
    assert!(!cookies.is_empty());
    let port = provider.authority.rsplit(':').next().expect("a port");
    for cookie in cookies {
        assert!(cookie.starts_with(&format!("authctl_browser_{port}.a=")), "{cookie}");
        assert!(cookie.contains("; Path=/a; HttpOnly; SameSite=Lax"), "{cookie}");
    }
    assert!(answer.body.contains("action=\"/a/sign-in\"") && !answer.body.contains("action=\"/sign-in\""));
}

#[test]
fn there_is_room_for_so_many_issuers_and_the_next_is_told_so() {
    // P17
    let provider = DevProvider::start("");
    let ask = |number: usize| provider.get(&format!("/t{number}/.well-known/openid-configuration"));
    for number in 0..100 {
        assert_eq!(ask(number).status, 200, "{number}");
    }
    let refused = ask(100);
    assert_eq!((refused.status, refused.body.as_str()), (404, "there are 100 issuers with a path already\n"));
    assert_eq!(ask(0).status, 200);
    // one that the configuration names has its room
    provider.configure("[tenants.\"/named\"]\n");
    assert_eq!(provider.get("/named/jwks").status, 200);
    // what is no endpoint makes none
    assert_eq!(provider.get("/t0/nothing").status, 404);
}

#[test]
fn one_that_nobody_named_has_room_for_a_share_of_what_anybody_can_bring() {
    // P17
    let provider = DevProvider::start("[tenants.\"/named\"]\n");
    let brought = |tenant: &str, path: &str, fields: &[(&str, &str)], name: &str| {
        let brought = |_| {
            let answer = provider.post(&format!("{tenant}{path}"), fields);
            assert!(answer.status < 300, "{answer:?}");
            answer.json()[name].as_str().expect("a name").to_owned()
        };
        (0..30).map(brought).collect::<Vec<_>>()
    };
    let pushed = authorization(&[]);
    let pushed: Vec<(String, String)> =
        url::form_urlencoded::parse(pushed.split_once('?').expect("a query").1.as_bytes())
            .into_owned()
            .collect();
    let pushed: Vec<(&str, &str)> = pushed.iter().map(|(name, value)| (&**name, &**value)).collect();
    for (tenant, room) in [("/named", 30), ("/other", Room::SHARE.pushed)] {
        let names = brought(tenant, "/par", &pushed, "request_uri");
        let status = |name: &String| {
            let query = wire::form(&[("client_id", "authctl"), ("request_uri", name)]);
            provider.get(&format!("{tenant}/authorize?{query}")).status
        };
        assert_eq!(names.iter().filter(|name| status(name) == 200).count(), room, "{tenant}");
    }
    for (tenant, room) in [("/named", 30), ("/other", Room::SHARE.devices)] {
        let codes = brought(
            tenant,
            "/device_authorization",
            &[("client_id", "authctl"), ("scope", "openid")],
            "device_code",
        );
        let is_known = |code: &&String| {
            let grant = "urn:ietf:params:oauth:grant-type:device_code";
            let fields = [("grant_type", grant), ("client_id", "authctl"), ("device_code", code)];
            provider.post(&format!("{tenant}/token"), &fields).json()["error"] == "authorization_pending"
        };
        assert_eq!(codes.iter().filter(is_known).count(), room, "{tenant}");
    }
}

#[test]
fn what_it_is_told_anew_counts_for_every_issuer_from_the_next_request_on() {
    let provider = DevProvider::start("");
    let mut browser = Browser::default();
    let tokens = signed_in(&provider, &mut browser, "/a");
    let status = |tenant: &str| {
        let fields = redemption("none", &[("client_id", "app"), ("client_secret", "app-secret")]);
        provider.post(&format!("{tenant}/token"), &fields).json()["error"].clone()
    };
    assert_eq!((status(""), status("/a")), ("invalid_client".into(), "invalid_client".into()));
    provider.configure(
        &APP.replace("app-secret\"", "app-secret\"\ntoken_endpoint_auth_method = \"client_secret_post\""),
    );
    assert_eq!((status(""), status("/a")), ("invalid_grant".into(), "invalid_grant".into()));
    // what was given before is as good as before
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().expect("an access token"));
    assert_eq!(provider.post_with("/a/userinfo", &[("Authorization", &bearer)], &[]).status, 200);
}

#[test]
fn an_issuer_is_told_what_the_configuration_says_of_its_path() {
    let provider = DevProvider::start(
        "[[users]]\nusername = \"carol\"\n\
         [tenants.\"/a\"]\naccess_token_signing_alg = \"ES256\"\n\
         [[tenants.\"/a\".users]]\nusername = \"dave\"\n\
         [tenants.\"/a\".lifetimes]\naccess_token = \"5m\"\n\
         [tenants.\"/git\"]\nshape = \"github\"\n",
    );
    let users = |tenant: &str| provider.control("GET", &format!("{tenant}/_dev/users")).body;
    assert!(users("").contains("carol") && !users("").contains("dave"));
    assert!(users("/a").contains("dave") && !users("/a").contains("carol"));
    // an issuer that nobody named is as the one without a path
    assert!(users("/b").contains("carol"));
    assert_eq!(provider.get("/git/login/oauth/authorize").status, 404, "as the vendor's");
    assert_eq!(provider.get("/git/authorize").body, "there is no such endpoint\n");
    assert_eq!(provider.get("/git/.well-known/openid-configuration").status, 404);
    provider.configure("[tenants.\"/git\"]\n[[tenants.\"/a\".users]]\nusername = \"erin\"\n");
    assert_eq!(provider.get("/git/.well-known/openid-configuration").status, 200);
    assert!(users("/a").contains("erin") && !users("/a").contains("dave"));
}

#[test]
fn what_an_issuer_with_a_path_cannot_be_told_is_a_mistake() {
    for (config, line, part) in [
        ("\n[tenants.\"/a\"]\n[tenants.\"/a\".tls]\nclient_ca = \"x\"", 3, "tls is for all issuers"),
        ("[tenants.\"/a\"]\n[tenants.\"/a\".tenants.\"/b\"]", 1, "write its whole path"),
        ("shape = \"github\"", 1, "it is --shape"),
        ("[tenants.\"/a\"]\nusers = 1", 2, "invalid type"),
    ] {
        let error = authctl::idp::config::Config::parse(config, &|_| None).expect_err(config);
        assert_eq!(
            error.text(),
            format!("line {line} of the provider's configuration is not right"),
            "{config}"
        );
        assert!(error.found().expect("says why").to_string().contains(part), "{config}: {error:?}");
    }
    for (config, message, got) in [
        ("[tenants.\"/token\"]", "the path of an issuer is like /tenant-a", "/token"),
        ("[tenants.a]", "the path of an issuer is like /tenant-a", "a"),
        ("[tenants.\"/a\"]\nshape = \"acme\"", "there is no shape of that name", "acme"),
    ] {
        let error =
            DevProvider::start_with(config, Default::default(), std::sync::Arc::new(TestWorld::new()));
        let error = error.err().expect(config);
        assert!(error.text().starts_with(message), "{config}: {error:?}");
        assert_eq!(error.found().expect("says what").to_string(), got);
    }
}

#[test]
fn a_page_of_another_site_and_another_host_make_no_issuer() {
    // P2, P17
    let provider = DevProvider::start("");
    let ask =
        |headers: &[(&str, &str)]| wire::send(&provider.authority, "GET", "/x/jwks", headers, "").status;
    assert_eq!(ask(&[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors")]), 403);
    assert_eq!(
        wire::raw(&provider.authority, b"GET /y/jwks HTTP/1.1\r\nHost: evil.example\r\n\r\n")
            .expect("an answer")
            .status,
        421
    );
    let named = || provider.control("GET", "/_dev/tenants").body;
    assert!(!named().contains("/x") && !named().contains("/y"), "{}", named());
    assert_eq!(ask(&[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")]), 200);
    assert!(named().contains("/x"));
}
