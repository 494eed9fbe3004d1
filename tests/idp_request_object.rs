//! Request objects at the embedded provider (RFC 9101): what is signed inside counts, and nothing else.

use authctl::jose::{algorithm::Algorithm, base64url, key::SigningKey, symmetric_key::SymmetricKey};
use serde_json::{Map, Value, json};

use crate::support::{
    dev_provider::DevProvider,
    user_agent::{Browser, challenge},
    wire::{self, Answer},
};

const CALLBACK: &str = "https://app.example/cb";

/// A client that signs, and one that has to.
pub struct World {
    pub provider: DevProvider,
    pub key: SigningKey,
}

pub fn key(algorithm: Algorithm) -> SigningKey {
    SigningKey::generate(algorithm, &mut |bytes| getrandom::fill(bytes).unwrap()).unwrap()
}

impl World {
    fn new() -> Self {
        Self::with("")
    }

    /// With more in the registration of `app`.
    pub fn with(more: &str) -> Self {
        Self::with_keys(&[], more)
    }

    /// With these keys too.
    fn with_keys(others: &[&SigningKey], more: &str) -> Self {
        let key = key(Algorithm::EdDSA);
        let keys = std::iter::once(&key).chain(others.iter().copied());
        let jwks = json!({"keys": keys.map(SigningKey::public_jwk).collect::<Vec<_>>()});
        let client = |id: &str, more: &str| {
            format!(
                "[[clients]]\nclient_id = \"{id}\"\ntoken_endpoint_auth_method = \"private_key_jwt\"\n\
                 jwks = '{jwks}'\nredirect_uris = [\"{CALLBACK}\"]\n{more}\n"
            )
        };
        let strict = client("strict", "require_signed_request_object = true");
        let provider = DevProvider::start(&(client("app", more) + &strict));
        Self { provider, key }
    }

    pub fn now(&self) -> i64 {
        self.provider.world.now.load(std::sync::atomic::Ordering::SeqCst)
    }

    /// The claims of a right one, with these changed, and without those that become null.
    pub fn claims(&self, client_id: &str, changes: Value) -> Map<String, Value> {
        let now = self.now();
        let mut jti = [0; 8];
        getrandom::fill(&mut jti).unwrap();
        let claims = json!({
            "iss": client_id, "aud": self.provider.issuer, "iat": now, "nbf": now, "exp": now + 60,
            "jti": base64url::encode(jti), "client_id": client_id, "response_type": "code",
            "redirect_uri": CALLBACK, "scope": "openid email", "state": "inner", "nonce": "n",
            "code_challenge": challenge(), "code_challenge_method": "S256",
        });
        let Value::Object(mut claims) = claims else { unreachable!() };
        let Value::Object(changes) = changes else { unreachable!() };
        claims.extend(changes);
        claims.retain(|_, value| !value.is_null());
        claims
    }

    pub fn object(&self, client_id: &str, changes: Value) -> String {
        self.key.sign(Some("oauth-authz-req+jwt"), &self.claims(client_id, changes)).unwrap()
    }

    pub fn ask(&self, object: &str) -> Answer {
        self.provider.get(&at("app", object, &[]))
    }

    /// Pushes with a fresh proof of who the client is.
    pub fn push(&self, client_id: &str, fields: &[(&str, &str)]) -> Answer {
        let proof = self.claims(client_id, json!({"sub": client_id}));
        let proof = self.key.sign(Some("JWT"), &proof).unwrap();
        let own = [
            ("client_id", client_id),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", &proof),
        ];
        self.provider.post("/par", &[&own[..], fields].concat())
    }
}

pub fn at(client_id: &str, object: &str, more: &[(&str, &str)]) -> String {
    let own = [("client_id", client_id), ("request", object)];
    format!("/authorize?{}", wire::form(&[&own[..], more].concat()))
}

#[track_caller]
pub fn is_refused(answer: &Answer, error: &str) {
    assert_eq!((answer.status, answer.header("location")), (400, None), "{answer:?}");
    assert!(answer.body.contains(&format!("<code>{error}</code>")), "{}", answer.body);
}

#[test]
fn what_is_inside_counts_and_what_stands_beside_it_does_not() {
    // RFC 9101 §6.3
    let world = World::new();
    let object =
        world.object("app", json!({"max_age": 60, "claims": {"id_token": {"email": null}}, "resource": []}));
    let beside = [("state", "outer"), ("scope", "openid groups"), ("redirect_uri", "https://evil.example/")];
    let answer = Browser::default().authorize(&world.provider, &at("app", &object, &beside), "alice");
    let location = answer.header("location").expect("leads back");
    assert!(location.starts_with(CALLBACK) && location.contains("state=inner"), "{location}");
    assert!(answer.location_parameter("code").is_some());
}

#[test]
fn an_object_that_is_not_the_clients_own_for_here_and_now_is_refused() {
    // C31, C73, C76
    let world = World::new();
    let now = world.now();
    for changes in [
        json!({"iss": "other"}),
        json!({"iss": null}),
        json!({"aud": "https://other.example"}),
        json!({"aud": null}),
        json!({"client_id": "strict"}),
        json!({"client_id": null}),
        json!({"exp": null}),
        json!({"exp": now}),
        json!({"exp": now + 3600}),
        json!({"exp": "soon"}),
        json!({"iat": now + 300}),
        json!({"nbf": now + 300}),
        json!({"jti": null}),
        json!({"jti": ""}),
        json!({"sub": "app"}),
        json!({"request": "eyJ"}),
        json!({"request_uri": "urn:ietf:params:oauth:request_uri:x"}),
    ] {
        let answer = world.ask(&world.object("app", changes.clone()));
        assert!(answer.body.contains("<code>invalid_request_object</code>"), "{changes}: {}", answer.body);
        assert_eq!(answer.header("location"), None, "{changes}");
    }
    let claims = world.claims("app", json!({}));
    let unsigned = |header: Value| {
        let part = |value: String| base64url::encode(value);
        format!("{}.{}.", part(header.to_string()), part(Value::Object(claims.clone()).to_string()))
    };
    let symmetric =
        SymmetricKey::new(Algorithm::HS256, world.key.public_jwk().to_string().as_bytes()).unwrap();
    for object in [
        unsigned(json!({"alg": "none"})),
        unsigned(json!({"alg": "none", "typ": "oauth-authz-req+jwt"})),
        symmetric.sign(Some("oauth-authz-req+jwt"), &claims).unwrap(),
        key(Algorithm::EdDSA).sign(Some("oauth-authz-req+jwt"), &claims).unwrap(),
        key(Algorithm::ES256).sign(Some("oauth-authz-req+jwt"), &claims).unwrap(),
        world.key.sign(Some("at+jwt"), &claims).unwrap(),
        world.key.sign(Some("secevent+jwt"), &claims).unwrap(),
        "no.token.at-all".into(),
        "x".into(),
    ] {
        is_refused(&world.ask(&object), "invalid_request_object");
    }
    // what cannot be done with one is told to the client as ever
    let answer = world.ask(&world.object("app", json!({"scope": "openid nonsense"})));
    assert_eq!(answer.location_parameter("error").as_deref(), Some("invalid_scope"));
    let object = world.object("app", json!({}));
    is_refused(&world.provider.get(&at("nobody", &object, &[])), "invalid_request");
    is_refused(&world.provider.get(&at("strict", &object, &[])), "invalid_request_object");
    is_refused(&world.provider.get(&at("authctl", &object, &[])), "invalid_request_object");
}

#[test]
fn an_object_works_once() {
    // RFC 9101 §10.2
    let world = World::new();
    let object = world.object("app", json!({}));
    assert_eq!(world.ask(&object).status, 200);
    is_refused(&world.ask(&object), "invalid_request_object");
    let object = world.object("app", json!({}));
    world.provider.pass(60);
    is_refused(&world.ask(&object), "invalid_request_object");
}

#[test]
fn an_object_is_pushed_and_whoever_has_to_sign_is_not_heard_otherwise() {
    // P13
    let world = World::new();
    for client_id in ["app", "strict"] {
        let object = world.object(client_id, json!({}));
        let answer = world.push(client_id, &[("request", &object), ("scope", "openid groups")]);
        assert_eq!(answer.status, 201, "{answer:?}");
        let name = answer.json()["request_uri"].as_str().unwrap().to_owned();
        let target =
            format!("/authorize?{}", wire::form(&[("client_id", client_id), ("request_uri", &name)]));
        let page = world.provider.get(&target);
        assert_eq!(page.status, 200, "{page:?}");
        is_refused(&world.provider.get(&target), "invalid_request_uri");
        let again = world.push(client_id, &[("request", &object)]);
        assert_eq!(again.error(), (400, "invalid_request_object".into()));
    }
    let plain =
        world.claims("strict", json!({"iss": null, "aud": null, "exp": null, "iat": null, "nbf": null}));
    let plain: Vec<(&str, &str)> = plain
        .iter()
        .filter(|(name, _)| !["client_id", "jti"].contains(&name.as_str()))
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
        .collect();
    assert_eq!(world.push("strict", &plain).error(), (400, "invalid_request".into()));
    assert_eq!(world.push("app", &plain).status, 201);
    let beside =
        |client_id| format!("/authorize?{}&{}", wire::form(&[("client_id", client_id)]), wire::form(&plain));
    is_refused(&world.provider.get(&beside("strict")), "invalid_request");
    assert_eq!(world.provider.get(&beside("app")).status, 200);
}

#[test]
fn a_client_that_is_held_to_fapi_2_signs_with_what_that_allows() {
    // FAPI 2.0 §5.4.1 (1)
    let es384 = key(Algorithm::ES384);
    for (more, is_taken) in
        [("", true), ("security_profile = \"fapi2\"\nid_token_signed_response_alg = \"ES256\"", false)]
    {
        let world = World::with_keys(&[&es384], more);
        let object = es384.sign(Some("oauth-authz-req+jwt"), &world.claims("app", json!({}))).unwrap();
        assert_eq!(world.push("app", &[("request", &object)]).status == 201, is_taken);
        let object = world.object("app", json!({}));
        assert_eq!(world.push("app", &[("request", &object)]).status, 201);
    }
}

#[test]
fn one_that_stands_elsewhere_is_never_fetched() {
    // RFC 9101 §10.4
    let world = World::new();
    let elsewhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let uri = format!("http://{}/object", elsewhere.local_addr().unwrap());
    for uri in [&*uri, "https://app.example/object", "file:///etc/passwd"] {
        let fields = crate::support::user_agent::authorization(&[("request_uri", uri)]);
        let answer = world.provider.get(&fields);
        assert_eq!(answer.location_parameter("error").as_deref(), Some("request_uri_not_supported"), "{uri}");
    }
    assert!(elsewhere.accept().is_err());
}
