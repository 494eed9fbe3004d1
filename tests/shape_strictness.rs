//! What no vendor's leniency reaches: of every shape, as far as the original has it.

use authctl::{
    idp::shape::SHAPES,
    jose::{algorithm::Algorithm, dpop::Proof, key::SigningKey},
    protocol::time::UnixTime,
};

use crate::support::{
    dev_provider::{DevProvider, START},
    user_agent::{Browser, VERIFIER, challenge},
    wire,
};

const REDIRECT: &str = "http://127.0.0.1/callback";

/// Where each shape is asked for a code, and what its app is called there.
const DOORS: &[(&str, &str, &str)] = &[
    ("authgear", "/oauth2/authorize", "client_id"),
    ("clef", "/iframes/qr", "app_id"),
    ("github", "/login/oauth/authorize", "client_id"),
    ("google", "/o/oauth2/v2/auth", "client_id"),
    ("logto", "/oidc/auth", "client_id"),
];

#[test]
fn a_client_without_a_secret_gets_no_code_without_pkce_from_any_vendor() {
    // P6
    let named: Vec<&str> = DOORS.iter().map(|(name, _, _)| *name).collect();
    assert_eq!(named, SHAPES.iter().map(|shape| shape.name).collect::<Vec<_>>());
    for (name, path, id) in DOORS {
        let provider = DevProvider::start_shape(name, "");
        // the program's own client, which has none
        let fields = [
            (*id, "authctl"),
            ("redirect_uri", REDIRECT),
            ("redirect_url", REDIRECT),
            ("response_type", "code"),
            ("scope", "openid"),
            ("state", "the-state"),
        ];
        let target = format!("{path}?{}", wire::form(&fields));
        let answer = Browser::default().get(&provider, &target);
        match *name {
            // no app there is without one
            "clef" => assert_eq!(answer.status, 403, "{answer:?}"),
            _ => {
                let error = answer.location_parameter("error");
                assert_eq!(error.as_deref(), Some("invalid_request"), "{name}: {answer:?}");
            }
        }
    }
}

const LOGTO_CLIENTS: &str = r#"
[[clients]]
client_id = "app"
client_secret = "s3cret"
token_endpoint_auth_method = "client_secret_post"
redirect_uris = ["http://127.0.0.1/callback"]

[[clients]]
client_id = "job"
client_secret = "s3cret"
token_endpoint_auth_method = "client_secret_post"
grant_types = ["client_credentials"]
scope = "api"
"#;

#[test]
fn a_code_that_nobody_redeems_is_forgotten_however_long_tokens_last() {
    // P17: those of GitHub last for years
    let provider = DevProvider::start_shape("github", "");
    let fields = [("client_id", "Ov23liExampleExample"), ("redirect_uri", REDIRECT), ("scope", "user")];
    let target = format!("/login/oauth/authorize?{}", wire::form(&fields));
    let answer = Browser::default().authorize(&provider, &target, "alice");
    assert!(answer.location_parameter("code").is_some(), "{answer:?}");
    let journal = String::from_utf8(provider.journal.text.lock().unwrap().clone()).unwrap();
    let issued = journal.lines().find(|line| line.contains(REDIRECT)).expect("the grant of the code");
    assert!(issued.contains(&format!("\"forget_at\":{}", START + 3600)), "{issued}");
}

#[test]
fn a_token_that_cannot_say_that_it_is_bound_is_not_called_so() {
    // P14: else whoever steals it uses it without the key that it is said to be bound to
    let provider = DevProvider::start_shape("logto", LOGTO_CLIENTS);
    let key = SigningKey::generate(Algorithm::EdDSA, &mut |bytes| bytes.fill(7)).unwrap();
    let challenge = challenge();
    let fields = [
        ("client_id", "app"),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("scope", "openid"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("dpop_jkt", key.kid()),
    ];
    let mut browser = Browser::default();
    let mut answer = browser.get(&provider, &format!("/oidc/auth?{}", wire::form(&fields)));
    while let Some(next) = answer.header("location").filter(|next| next.starts_with('/')) {
        let next = next.to_owned();
        answer = browser.get(&provider, &next);
    }
    let answer = browser.sign_in(&provider, &answer, "alice");
    let code = answer.location_parameter("code").unwrap_or_else(|| panic!("a code: {answer:?}"));
    let url = format!("http://{}/oidc/token", provider.authority).parse().unwrap();
    let proof = Proof {
        htm: "POST",
        htu: &url,
        iat: UnixTime(START),
        jti: "proof-1",
        nonce: None,
        access_token: None,
    };
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
        ("client_id", "app"),
        ("client_secret", "s3cret"),
    ];
    let tokens = provider.post_with("/oidc/token", &[("DPoP", &proof.sign(&key).unwrap())], &fields);
    assert_eq!((tokens.status, &tokens.json()["token_type"]), (200, &"Bearer".into()), "{tokens:?}");
}

#[test]
fn a_token_without_a_person_works_where_those_of_people_say_nothing() {
    let provider = DevProvider::start_shape("logto", LOGTO_CLIENTS);
    let client = [("client_id", "job"), ("client_secret", "s3cret")];
    let tokens =
        provider.post("/oidc/token", &[&client[..], &[("grant_type", "client_credentials")]].concat());
    let token = tokens.json()["access_token"].as_str().expect("a token").to_owned();
    let told =
        provider.post("/oidc/token/introspection", &[&client[..], &[("token", &token)]].concat()).json();
    assert_eq!((&told["active"], &told["sub"]), (&true.into(), &"job".into()), "{told}");
}
