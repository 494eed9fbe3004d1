//! The control interface: what a test in any language does with the users, clients, sessions, consents, grants, devices and the
//! clock of a running provider.

use serde_json::{Value, json};

use crate::support::{
    control::{NOTHING, ask, client, done, get, refused},
    dev_provider::{APP, DevProvider, START},
    receiver::Receiver,
    user_agent::{Browser, CALLBACK, VERIFIER, authorization, claims, redeem, refresh},
    wire,
};

/// Alice's tokens, who signs in at the program's own client.
fn signed_in(provider: &DevProvider, user: &str) -> Value {
    redeem(provider, &Browser::default().code(provider, user)).json()
}

fn userinfo(provider: &DevProvider, tokens: &Value) -> (u16, Value) {
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().expect("a token"));
    let answer = wire::send(&provider.authority, "GET", "/userinfo", &[("authorization", &bearer)], "");
    (answer.status, if answer.status == 200 { answer.json() } else { Value::Null })
}

fn refreshed(provider: &DevProvider, tokens: &Value) -> u16 {
    refresh(provider, tokens["refresh_token"].as_str().expect("a token")).status
}

#[test]
fn a_user_is_made_signs_in_is_changed_and_lasts() {
    let provider = DevProvider::start("");
    let carol = json!({
        "username": "carol", "sub": "c-1", "name": "Carol", "email": "carol@example.com", "groups": ["crew"],
        "claims": {"department": "7"},
    });
    let made = done(&provider, "POST", "/_dev/users", &carol);
    assert_eq!(
        made,
        json!({
            "sub": "c-1", "username": "carol", "name": "Carol", "email": "carol@example.com", "phone": null,
            "picture": null, "groups": ["crew"], "claims": {"department": "7"}, "has_password": false,
            "standing": "active", "sessions": 0,
        })
    );
    let tokens = signed_in(&provider, "carol");
    let change = json!({"name": null, "email": "c@example.com"});
    assert_eq!(done(&provider, "PATCH", "/_dev/users/c-1", &change)["name"], Value::Null);
    let (status, told) = userinfo(&provider, &tokens);
    assert_eq!((status, &told["sub"], &told["email"]), (200, &json!("c-1"), &json!("c@example.com")));
    assert_eq!(told.get("name"), None);
    // one of the configuration is changed in the same way, and it is one user as before
    done(&provider, "PATCH", "/_dev/users/alice", &json!({"name": "Alice Changed"}));
    let provider = provider.restart();
    let users = get(&provider, "/_dev/users");
    let names: Vec<_> = users["users"].as_array().expect("a list").iter().map(|user| &user["name"]).collect();
    assert_eq!(names, [&json!("Alice Changed"), &json!("Bob Example"), &Value::Null]);
    assert_eq!(get(&provider, "/_dev/users/alice")["groups"], json!(["admins", "users"]));
}

#[test]
fn a_password_is_asked_for_and_only_its_hash_is_kept() {
    // P23
    let provider = DevProvider::start("");
    let dave = json!({"username": "dave", "password": "CANARY horse"});
    assert_eq!(done(&provider, "POST", "/_dev/users", &dave)["has_password"], true);
    let mut browser = Browser::default();
    let page = browser.open(&provider, &authorization(&[]));
    let wrong = browser.submit(&provider, &page, &[("user", "dave"), ("password", "horse")]);
    assert_eq!(wrong.status, 400);
    let right = browser.submit(&provider, &wrong, &[("user", "dave"), ("password", "CANARY horse")]);
    assert_eq!(right.status, 303, "{right:?}");
    let journal = provider.journal.text.lock().expect("no panic").clone();
    assert!(!String::from_utf8(journal).expect("text").contains("CANARY"));
}

#[test]
fn a_user_that_cannot_be_is_refused_by_the_name_of_what_is_wrong() {
    let provider = DevProvider::start("");
    for (body, status, why) in [
        (json!({}), 400, "username is missing"),
        (json!({"username": "x", "nick": "y"}), 400, "the body has no member nick"),
        (
            json!({"username": " x"}),
            400,
            "username must be text of 1 to 200 characters without a space around it or a line end in it",
        ),
        (json!({"username": "x", "groups": "a"}), 400, "groups must be a list"),
        (json!({"username": "x", "groups": ["a", 7]}), 400, "groups[1] must be text"),
        (json!({"username": "x", "sub": "ü"}), 400, "sub must be text of 1 to 255 ASCII characters"),
        (json!({"username": "alice"}), 409, "sub: there is a user with the sub alice"),
        (json!({"username": "alice", "sub": "x"}), 409, "username: there is a user of the name alice"),
    ] {
        let refused = refused(&provider, "POST", "/_dev/users", &body);
        assert_eq!(refused, (status, why.to_owned()), "{body}");
    }
    let missing = refused(&provider, "PATCH", "/_dev/users/nobody", &json!({}));
    assert_eq!(missing, (404, "there is no user with the sub nobody".to_owned()));
    let taken = refused(&provider, "PATCH", "/_dev/users/bob", &json!({"username": "alice"}));
    assert_eq!(taken.0, 409);
    // who was deleted can be made again, and nothing of before works
    let tokens = signed_in(&provider, "alice");
    done(&provider, "DELETE", "/_dev/users/alice", NOTHING);
    assert_eq!(refused(&provider, "PATCH", "/_dev/users/alice", &json!({})).0, 404);
    done(&provider, "POST", "/_dev/users", &json!({"username": "alice"}));
    assert_eq!((userinfo(&provider, &tokens).0, refreshed(&provider, &tokens)), (401, 400));
    assert_eq!(userinfo(&provider, &signed_in(&provider, "alice")).0, 200);
}

/// A code for the app of that id, redeemed with that secret.
fn app_signs_in(provider: &DevProvider, client_id: &str, secret: &str) -> u16 {
    let target = authorization(&[("client_id", client_id), ("scope", "openid")]);
    let code = Browser::default().authorize(provider, &target, "alice").location_parameter("code");
    let code = code.expect("a code");
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", client_id),
        ("client_secret", secret),
        ("code", &*code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    provider.post("/token", &fields).status
}

#[test]
fn a_client_is_made_has_its_secret_once_and_another_later_and_is_gone_when_deleted() {
    let provider = DevProvider::start("");
    let made = done(&provider, "POST", "/_dev/clients", &client(CALLBACK));
    let client_id = made["client_id"].as_str().expect("an id").to_owned();
    let secret = made["client_secret"].as_str().expect("a secret").to_owned();
    let place = format!("/_dev/clients/{client_id}");
    assert_eq!(app_signs_in(&provider, &client_id, &secret), 200);
    let shown = get(&provider, &place);
    assert_eq!((&shown["origin"], shown.get("client_secret")), (&json!("control"), None));
    assert!(!get(&provider, "/_dev/clients").to_string().contains(&secret));
    let provider = provider.restart();
    let other = done(&provider, "POST", &format!("{place}/secret"), NOTHING);
    let other = other["client_secret"].as_str().expect("a secret").to_owned();
    assert_eq!(app_signs_in(&provider, &client_id, &secret), 401);
    assert_eq!(app_signs_in(&provider, &client_id, &other), 200);
    let change = json!({"redirect_uris": [CALLBACK, "https://app.example/other"]});
    assert_eq!(done(&provider, "PATCH", &place, &change)["redirect_uris"], change["redirect_uris"]);
    assert_eq!(app_signs_in(&provider, &client_id, &other), 200);
    done(&provider, "DELETE", &place, NOTHING);
    assert_eq!(refused(&provider, "GET", &place, NOTHING).0, 404);
    assert_eq!(get(&provider, "/_dev/grants")["grants"], json!([]));
}

#[test]
fn a_client_of_the_configuration_is_changed_and_deleted_too() {
    let provider = DevProvider::start(APP);
    let shown = get(&provider, "/_dev/clients/app");
    assert_eq!(
        (&shown["origin"], &shown["said"]["id_token_signed_response_alg"]),
        (&json!("configuration"), &json!("ES256"))
    );
    assert!(!shown.to_string().contains("app-secret"));
    let change = json!({"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "client_secret_post"});
    done(&provider, "PATCH", "/_dev/clients/app", &change);
    // another way to authenticate: what was the secret is one still
    assert_eq!(app_signs_in(&provider, "app", "app-secret"), 200);
    done(&provider, "DELETE", "/_dev/clients/app", NOTHING);
    assert_eq!(provider.get(&authorization(&[("client_id", "app")])).status, 400);
    let provider = provider.restart();
    assert_eq!(refused(&provider, "GET", "/_dev/clients/app", NOTHING).0, 404);
    done(&provider, "PUT", "/_dev/clients/app", &json!({"redirect_uris": [CALLBACK]}));
    assert_eq!(get(&provider, "/_dev/clients/app")["token_endpoint_auth_method"], "none");
    let ids = get(&provider, "/_dev/clients");
    assert_eq!(ids["clients"].as_array().expect("a list").len(), 3);
}

#[test]
fn a_client_that_cannot_be_is_refused_by_the_rules_of_the_configuration() {
    let provider = DevProvider::start("");
    for (body, status, part) in [
        (json!({"client_id": "a"}), 400, "redirect_uris is missing"),
        (json!({"client_id": "a", "redirect_uris": ["http://a.example/"]}), 400, "not to loopback"),
        (
            json!({"client_id": "a b", "redirect_uris": [CALLBACK]}),
            400,
            "client_id must be text of 1 to 200 visible ASCII characters",
        ),
        (
            json!({"client_id": "authctl", "redirect_uris": [CALLBACK]}),
            409,
            "client_id: there is a client authctl",
        ),
        (
            json!({"client_id": "alice", "client_secret": "s", "grant_types": ["client_credentials"]}),
            409,
            "it is the sub of a user",
        ),
        (json!({"client_id": "a", "jwks": 7, "redirect_uris": [CALLBACK]}), 400, "jwks must be text"),
        (json!({"client_id": "a", "redirect_uri": CALLBACK}), 400, "the body has no member redirect_uri"),
    ] {
        let (refused, why) = refused(&provider, "POST", "/_dev/clients", &body);
        assert!(refused == status && why.contains(part), "{body}: {refused} {why}");
    }
    assert_eq!(refused(&provider, "POST", "/_dev/clients/authctl/secret", NOTHING).0, 409);
}

#[test]
fn what_a_person_has_allowed_is_said_beforehand_and_taken_back() {
    let provider = DevProvider::start("");
    let consent = json!({"sub": "bob", "client_id": "authctl", "scope": ["openid", "email"]});
    assert_eq!(done(&provider, "PUT", "/_dev/consents", &consent), consent);
    let mut browser = Browser::default();
    let page = browser.open(&provider, &authorization(&[("scope", "openid email")]));
    let answer = browser.sign_in(&provider, &page, "bob");
    let code = answer.location_parameter("code").expect("nobody is asked");
    let tokens = redeem(&provider, &code).json();
    assert_eq!(get(&provider, "/_dev/consents"), json!({"consents": [consent]}));
    done(&provider, "DELETE", "/_dev/consents/bob/authctl", NOTHING);
    assert_eq!(userinfo(&provider, &tokens).0, 401);
    assert_eq!(refused(&provider, "DELETE", "/_dev/consents/bob/authctl", NOTHING).0, 404);
    let nobody = json!({"sub": "nobody", "client_id": "authctl", "scope": []});
    let refused = refused(&provider, "PUT", "/_dev/consents", &nobody);
    assert_eq!(refused, (400, "sub: there is no user nobody who may sign in".to_owned()));
}

#[test]
fn a_grant_is_listed_without_its_tokens_and_revoked() {
    let provider = DevProvider::start("");
    let (alices, bobs) = (signed_in(&provider, "alice"), signed_in(&provider, "bob"));
    let listed = get(&provider, "/_dev/grants?sub=alice");
    let grants = listed["grants"].as_array().expect("a list");
    assert_eq!(
        (grants.len(), &grants[0]["client_id"], &grants[0]["redeemed"]),
        (1, &json!("authctl"), &json!(true))
    );
    let jti = claims(alices["access_token"].as_str().expect("a token"))["jti"].clone();
    let id = grants[0]["id"].as_str().expect("an id");
    assert!(jti.as_str().expect("text").starts_with(&format!("{id}.")));
    done(&provider, "DELETE", &format!("/_dev/grants/{id}"), NOTHING);
    assert_eq!((userinfo(&provider, &alices).0, refreshed(&provider, &alices)), (401, 400));
    assert_eq!((userinfo(&provider, &bobs).0, refreshed(&provider, &bobs)), (200, 200));
    assert_eq!(refused(&provider, "DELETE", "/_dev/grants/none", NOTHING).0, 404);
}

#[test]
fn refresh_tokens_stay_while_rotation_is_off() {
    // P7
    let provider = DevProvider::start("");
    assert_eq!(get(&provider, "/_dev/settings"), json!({"refresh_rotation": true}));
    let off = done(&provider, "PATCH", "/_dev/settings", &json!({"refresh_rotation": false}));
    assert_eq!(off, json!({"refresh_rotation": false}));
    let tokens = signed_in(&provider, "alice");
    assert_eq!((refreshed(&provider, &tokens), refreshed(&provider, &tokens)), (200, 200));
    done(&provider, "PATCH", "/_dev/settings", &json!({"refresh_rotation": null}));
    assert_eq!((refreshed(&provider, &tokens), refreshed(&provider, &tokens)), (200, 400));
}

#[test]
fn the_clock_stands_is_moved_and_goes_on_and_what_has_expired_has() {
    let provider = DevProvider::start("");
    let tokens = signed_in(&provider, "alice");
    assert_eq!(get(&provider, "/_dev/clock"), json!({"now": START, "frozen": false}));
    let moved = done(&provider, "PUT", "/_dev/clock", &json!({"advance": "2h", "frozen": true}));
    assert_eq!(moved, json!({"now": START + 7200, "frozen": true}));
    assert_eq!(userinfo(&provider, &tokens).0, 401);
    provider.pass(10);
    assert_eq!(done(&provider, "PUT", "/_dev/clock", &json!({"advance": "-2h"}))["now"], START);
    assert_eq!(userinfo(&provider, &tokens).0, 200);
    assert_eq!(done(&provider, "PUT", "/_dev/clock", &json!({"now": 7}))["now"], 7);
    // each issuer has its own
    assert_eq!(get(&provider, "/tenant/_dev/clock")["now"], START + 10);
    assert_eq!(
        done(&provider, "DELETE", "/_dev/clock", NOTHING),
        json!({"now": START + 10, "frozen": false})
    );
    for (body, why) in [
        (json!({"advance": "soon"}), "advance must be a length of time such as 90s, 5m, 2h, 1d, or -1h"),
        (json!({"now": "today"}), "now must be a whole number from -9007199254740991 to 9007199254740991"),
        (
            json!({"now": 9_007_199_254_740_991_i64}),
            "now is more than a hundred years from the machine's clock",
        ),
        (json!({"frozen": 1}), "frozen must be true or false"),
    ] {
        assert_eq!(refused(&provider, "PUT", "/_dev/clock", &body), (400, why.to_owned()));
    }
}

#[test]
fn a_device_is_approved_and_denied_without_a_page() {
    // P12
    let provider = DevProvider::start("");
    let begin =
        || provider.post("/device_authorization", &[("client_id", "authctl"), ("scope", "openid")]).json();
    let poll = |device: &Value| {
        let code = device["device_code"].as_str().expect("a code");
        let grant = "urn:ietf:params:oauth:grant-type:device_code";
        provider.post("/token", &[("grant_type", grant), ("client_id", "authctl"), ("device_code", code)])
    };
    let (one, other) = (begin(), begin());
    let place = |device: &Value, deed: &str| {
        format!("/_dev/devices/{}/{deed}", device["user_code"].as_str().expect("a code").to_lowercase())
    };
    let approved = done(&provider, "POST", &place(&one, "approve"), &json!({"sub": "bob"}));
    assert_eq!((&approved["verdict"], &approved["sub"]), (&json!("approved"), &json!("bob")));
    assert_eq!(claims(poll(&one).json()["id_token"].as_str().expect("a token"))["sub"], "bob");
    assert_eq!(done(&provider, "POST", &place(&other, "deny"), NOTHING)["verdict"], "denied");
    assert_eq!(poll(&other).error(), (400, "access_denied".into()));
    assert_eq!(refused(&provider, "POST", &place(&one, "approve"), &json!({"sub": "bob"})).0, 404);
    let third = begin();
    assert_eq!(refused(&provider, "POST", &place(&third, "approve"), &json!({"sub": "nobody"})).0, 400);
    let listed = get(&provider, "/_dev/devices");
    let verdicts: Vec<_> =
        listed["devices"].as_array().expect("a list").iter().map(|one| &one["verdict"]).collect();
    assert_eq!(verdicts, ["redeemed", "denied", "waiting"]);
}

#[test]
fn a_request_that_waits_is_approved_without_a_page_and_its_client_is_pinged() {
    let receiver = Receiver::taking();
    let till = format!(
        "[[clients]]\nclient_id = \"till\"\nclient_secret = \"s\"\ntoken_endpoint_auth_method = \"client_secret_post\"\n\
         grant_types = [\"urn:openid:params:grant-type:ciba\"]\nid_token_signed_response_alg = \"EdDSA\"\n\
         backchannel_token_delivery_mode = \"ping\"\nbackchannel_client_notification_endpoint = \"{}\"\n",
        receiver.at("/ping")
    );
    let provider = DevProvider::start(&till);
    let who = [("client_id", "till"), ("client_secret", "s")];
    let begin = || {
        let asked = [
            ("login_hint", "alice"),
            ("scope", "openid"),
            ("client_notification_token", "the-notification-token-of-the-till"),
        ];
        let answer = provider.post("/backchannel_authentication", &[&who[..], &asked].concat());
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["auth_req_id"].as_str().expect("an id").to_owned()
    };
    let poll = |id: &str| {
        let grant = [("grant_type", "urn:openid:params:grant-type:ciba"), ("auth_req_id", id)];
        provider.post("/token", &[&who[..], &grant].concat())
    };
    let (one, other) = (begin(), begin());
    let listed = get(&provider, "/_dev/backchannel");
    assert!(!listed.to_string().contains(&one) && listed["requests"][0]["sub"] == "alice", "{listed}");
    let place = |deed: &str| {
        let waiting = get(&provider, "/_dev/backchannel");
        format!("/_dev/backchannel/{}/{deed}", waiting["requests"][0]["request"].as_str().expect("a name"))
    };
    let first = place("approve");
    done(&provider, "POST", &first, NOTHING);
    assert_eq!(poll(&one).status, 200);
    done(&provider, "POST", &place("deny"), NOTHING);
    assert_eq!(poll(&other).error(), (400, "access_denied".into()));
    assert_eq!(refused(&provider, "POST", &first, NOTHING).0, 404);
    for id in [&one, &other] {
        assert_eq!(receiver.next().path, "/ping", "{id}");
    }
}

#[test]
fn faults_are_set_and_taken_back_at_one_issuer() {
    let provider = DevProvider::start("");
    let set = done(&provider, "PUT", "/a/_dev/faults", &json!({"names": ["id-token-alg-none"]}));
    assert_eq!(set, json!({"names": ["id-token-alg-none"], "met": {}}));
    assert_eq!(get(&provider, "/_dev/faults")["names"], json!([]));
    let (status, why) = refused(&provider, "PUT", "/a/_dev/faults", &json!({"names": ["id-token-alg-non"]}));
    assert!(status == 400 && why.starts_with("names has a fault that there is not"), "{why}");
    assert_eq!(done(&provider, "DELETE", "/a/_dev/faults", NOTHING)["names"], json!([]));
}

#[test]
fn issuers_with_a_path_are_listed_begun_and_forgotten_with_all_that_they_know() {
    let provider = DevProvider::start("");
    let made = done(&provider, "POST", "/_dev/tenants", &json!({"path": "/a"}));
    assert_eq!(made, json!({"path": "/a", "issuer": format!("{}/a", provider.issuer)}));
    done(&provider, "POST", "/a/_dev/users", &json!({"username": "carol"}));
    assert_eq!(get(&provider, "/b/_dev/users")["users"].as_array().expect("a list").len(), 2);
    assert_eq!(get(&provider, "/_dev/tenants")["tenants"].as_array().expect("a list").len(), 2);
    done(&provider, "DELETE", "/_dev/tenants?path=/a", NOTHING);
    assert_eq!(get(&provider, "/_dev/tenants")["tenants"][0]["path"], "/b");
    assert_eq!(refused(&provider, "DELETE", "/_dev/tenants?path=/a", NOTHING).0, 404);
    assert_eq!(get(&provider, "/a/_dev/users")["users"].as_array().expect("a list").len(), 2);
    assert_eq!(refused(&provider, "POST", "/_dev/tenants", &json!({"path": "/token"})).0, 409);
    assert_eq!(refused(&provider, "POST", "/_dev/tenants", &json!({"path": "a"})).0, 400);
    assert_eq!(refused(&provider, "DELETE", "/_dev/tenants", NOTHING).1, "path is missing in the query");
    assert_eq!(refused(&provider, "GET", "/a/_dev/tenants", NOTHING).0, 404);
}

#[test]
fn a_body_that_is_no_json_object_is_refused() {
    let provider = DevProvider::start("");
    let bearer = format!("Bearer {}", crate::support::dev_provider::CONTROL);
    for (media, body) in [
        ("text/plain", "{}"),
        ("application/json", "[]"),
        ("application/json", "{"),
        ("application/json", "{\"frozen\": true, \"frozen\": false}"),
    ] {
        let headers = [("authorization", &*bearer), ("content-type", media)];
        let answer = wire::send(&provider.authority, "PUT", "/_dev/clock", &headers, body);
        assert_eq!(answer.error(), (400, "invalid_request".into()), "{body}");
    }
    assert_eq!(ask(&provider, "PUT", "/_dev/clock", NOTHING).status, 200);
}
