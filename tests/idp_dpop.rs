//! Tokens of the embedded provider that are bound to a key (RFC 9449).

use std::sync::atomic::{AtomicUsize, Ordering};

use authctl::{
    jose::{algorithm::Algorithm, dpop::Proof, key::SigningKey},
    protocol::time::UnixTime,
};
use serde_json::{Value, json};
use url::Url;

use crate::support::{
    dev_provider::{DevProvider, START},
    user_agent::{Browser, CALLBACK, VERIFIER, authorization, claims},
    wire::Answer,
};

const JOBS: &str = r#"
[[clients]]
client_id = "job"
client_secret = "s3cret"
token_endpoint_auth_method = "client_secret_post"
grant_types = ["client_credentials"]
scope = "api"

[[clients]]
client_id = "bound"
client_secret = "s3cret"
token_endpoint_auth_method = "client_secret_post"
grant_types = ["client_credentials"]
dpop_bound_access_tokens = true

[[clients]]
client_id = "app"
client_secret = "s3cret"
token_endpoint_auth_method = "client_secret_post"
redirect_uris = ["http://127.0.0.1/callback"]
id_token_signed_response_alg = "EdDSA"
"#;

/// Whoever has a key, and what is to be in its proofs.
struct Holder {
    key: SigningKey,
    nonce: Option<String>,
    made: AtomicUsize,
}

/// What a proof says.
struct Said {
    htm: String,
    htu: String,
    iat: i64,
    jti: String,
    nonce: Option<String>,
    access_token: Option<String>,
}

impl Holder {
    fn new(seed: u8) -> Self {
        let key = SigningKey::generate(Algorithm::EdDSA, &mut |bytes| bytes.fill(seed)).unwrap();
        Self { key, nonce: None, made: AtomicUsize::new(0) }
    }

    fn jkt(&self) -> &str {
        self.key.kid()
    }

    /// A right proof for this request, changed by `change`.
    fn proof_with(
        &self,
        provider: &DevProvider,
        htm: &str,
        path: &str,
        change: impl FnOnce(&mut Said),
    ) -> String {
        let mut said = Said {
            htm: htm.to_owned(),
            htu: format!("{}{path}", provider.issuer),
            iat: provider.world.now.load(Ordering::SeqCst),
            jti: format!("proof-{}", self.made.fetch_add(1, Ordering::SeqCst)),
            nonce: self.nonce.clone(),
            access_token: None,
        };
        change(&mut said);
        let proof = Proof {
            htm: &said.htm,
            htu: &said.htu.parse().unwrap(),
            iat: UnixTime(said.iat),
            jti: &said.jti,
            nonce: said.nonce.as_deref(),
            access_token: said.access_token.as_deref(),
        };
        proof.sign(&self.key).unwrap()
    }

    fn proof(&self, provider: &DevProvider, path: &str) -> String {
        self.proof_with(provider, "POST", path, |_| ())
    }

    /// Uses an access token at UserInfo.
    fn userinfo(&self, provider: &DevProvider, token: &str) -> Answer {
        let proof =
            self.proof_with(provider, "POST", "/userinfo", |said| said.access_token = Some(token.to_owned()));
        userinfo(provider, &format!("DPoP {token}"), &[&proof])
    }
}

fn userinfo(provider: &DevProvider, authorization: &str, proofs: &[&str]) -> Answer {
    let mut headers = vec![("Authorization", authorization)];
    headers.extend(proofs.iter().map(|proof| ("DPoP", *proof)));
    provider.post_with("/userinfo", &headers, &[])
}

fn job(provider: &DevProvider, client_id: &str, proofs: &[&str]) -> Answer {
    let fields =
        [("grant_type", "client_credentials"), ("client_id", client_id), ("client_secret", "s3cret")];
    let headers: Vec<(&str, &str)> = proofs.iter().map(|proof| ("DPoP", *proof)).collect();
    provider.post_with("/token", &headers, &fields)
}

/// The answer to a code or refresh token, by a client.
fn exchange(provider: &DevProvider, proof: Option<&str>, fields: &[(&str, &str)]) -> Answer {
    let headers: Vec<(&str, &str)> = proof.iter().map(|proof| ("DPoP", *proof)).collect();
    provider.post_with("/token", &headers, fields)
}

fn redeem(provider: &DevProvider, proof: Option<&str>, code: &str, client: &[(&str, &str)]) -> Answer {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    exchange(provider, proof, &[&fields[..], client].concat())
}

fn refresh(provider: &DevProvider, proof: Option<&str>, token: &str, client: &[(&str, &str)]) -> Answer {
    exchange(
        provider,
        proof,
        &[&[("grant_type", "refresh_token"), ("refresh_token", token)], client].concat(),
    )
}

const OWN: &[(&str, &str)] = &[("client_id", "authctl")];

fn code(provider: &DevProvider, changes: &[(&str, &str)]) -> String {
    let answer = Browser::default().authorize(provider, &authorization(changes), "alice");
    answer.location_parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
}

fn text(answer: &Answer, name: &str) -> String {
    answer.json()[name].as_str().unwrap_or_else(|| panic!("no {name}: {answer:?}")).to_owned()
}

#[test]
fn a_token_is_bound_to_the_key_that_was_proven_and_works_with_it_alone() {
    // P14
    let provider = DevProvider::start("");
    let (holder, thief) = (Holder::new(1), Holder::new(2));
    let proof = holder.proof(&provider, "/token");
    let answer = redeem(&provider, Some(&proof), &code(&provider, &[]), OWN);
    assert_eq!((answer.status, text(&answer, "token_type").as_str()), (200, "DPoP"), "{answer:?}");
    let token = text(&answer, "access_token");
    assert_eq!(claims(&token)["cnf"], json!({ "jkt": holder.jkt() }));
    let introspected = provider.post("/introspect", &[OWN, &[("token", &token)]].concat()).json();
    assert_eq!(
        (&introspected["token_type"], &introspected["cnf"]["jkt"]),
        (&json!("DPoP"), &json!(holder.jkt()))
    );

    assert_eq!(holder.userinfo(&provider, &token).status, 200);
    // RFC 9449 §7.2
    assert_eq!(userinfo(&provider, &format!("Bearer {token}"), &[]).error(), (401, "invalid_token".into()));
    let in_body = provider.post("/userinfo", &[("access_token", &token)]);
    assert_eq!(in_body.error(), (401, "invalid_token".into()));
    assert_eq!(thief.userinfo(&provider, &token).error(), (401, "invalid_token".into()));
    let dpop = format!("DPoP {token}");
    let of = |change: &dyn Fn(&mut Said)| {
        holder.proof_with(&provider, "POST", "/userinfo", |said| {
            said.access_token = Some(token.clone());
            change(said);
        })
    };
    for (proof, why) in [
        (of(&|said| said.access_token = None), "ath"),
        (of(&|said| said.access_token = Some("other".into())), "ath"),
        (of(&|said| said.htm = "GET".into()), "htm"),
        (of(&|said| said.htu = format!("{}/token", provider.issuer)), "htu"),
        (of(&|said| said.iat = START - 61), "iat"),
        (of(&|said| said.iat = START + 61), "iat"),
        (of(&|said| said.nonce = Some("made-up".into())), "nonce"),
    ] {
        let answer = userinfo(&provider, &dpop, &[&proof]);
        let error = "invalid_dpop_proof";
        assert_eq!(answer.error(), (401, error.into()), "{why}");
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(challenge.starts_with(&format!("DPoP realm=\"authctl\", error=\"{error}\"")), "{challenge}");
        assert!(text(&answer, "error_description").contains(why), "{answer:?}");
    }
    assert_eq!(userinfo(&provider, &dpop, &[]).error(), (401, "invalid_dpop_proof".into()));
    let (one, two) = (of(&|_| ()), of(&|_| ()));
    assert_eq!(userinfo(&provider, &dpop, &[&one, &two]).error(), (401, "invalid_dpop_proof".into()));
    // Used once, and then never again, as long as it would be taken at all.
    assert_eq!(userinfo(&provider, &dpop, &[&one]).status, 200);
    provider.pass(60);
    assert_eq!(userinfo(&provider, &dpop, &[&one]).error(), (401, "invalid_dpop_proof".into()));

    let unasked = provider.get("/userinfo");
    let challenge = unasked.header("www-authenticate").unwrap();
    assert!(
        challenge.contains("Bearer realm=") && challenge.contains("DPoP realm=\"authctl\", algs=\""),
        "{challenge}"
    );
}

#[test]
fn a_bearer_token_is_no_bound_one_and_a_proof_must_be_whole() {
    let provider = DevProvider::start(JOBS);
    let holder = Holder::new(1);
    let bearer = text(&redeem(&provider, None, &code(&provider, &[]), OWN), "access_token");
    assert_eq!(holder.userinfo(&provider, &bearer).error(), (401, "invalid_token".into()));
    assert_eq!(userinfo(&provider, &format!("Bearer {bearer}"), &[]).status, 200);

    let right = holder.proof(&provider, "/token");
    for proofs in [&["x"][..], &["a.b.c"], &[&right, &right], &[""]] {
        assert_eq!(job(&provider, "job", proofs).error(), (400, "invalid_dpop_proof".into()), "{proofs:?}");
    }
    let elsewhere = holder.proof(&provider, "/par");
    assert_eq!(job(&provider, "job", &[&elsewhere]).error(), (400, "invalid_dpop_proof".into()));
    // RFC 9449 §4.3 (9): a query of the proof's own counts for nothing
    let with_query = holder.proof_with(&provider, "POST", "/token", |_| ());
    assert_eq!(job(&provider, "job", &[&with_query]).json()["token_type"], "DPoP");
    assert_eq!(job(&provider, "job", &[&with_query]).error(), (400, "invalid_dpop_proof".into()));
    assert_eq!(job(&provider, "job", &[]).json()["token_type"], "Bearer");
    // RFC 9449 §5.2
    assert_eq!(job(&provider, "bound", &[]).error(), (400, "invalid_request".into()));
    let proof = holder.proof(&provider, "/token");
    assert_eq!(job(&provider, "bound", &[&proof]).json()["token_type"], "DPoP");
}

#[test]
fn a_code_is_for_the_key_that_was_named_when_it_was_asked_for() {
    let provider = DevProvider::start("");
    let (holder, thief) = (Holder::new(1), Holder::new(2));
    let asked = || code(&provider, &[("dpop_jkt", holder.jkt())]);
    let stolen = thief.proof(&provider, "/token");
    assert_eq!(redeem(&provider, Some(&stolen), &asked(), OWN).error(), (400, "invalid_grant".into()));
    assert_eq!(redeem(&provider, None, &asked(), OWN).error(), (400, "invalid_grant".into()));
    let proof = holder.proof(&provider, "/token");
    assert_eq!(redeem(&provider, Some(&proof), &asked(), OWN).status, 200);
    let answer = provider.get(&authorization(&[("dpop_jkt", "short")]));
    assert_eq!(answer.location_parameter("error").as_deref(), Some("invalid_request"));

    // RFC 9449 §10.1: a proof of the pushed request is as good
    let url = Url::parse(&format!("http://x{}", authorization(&[]))).unwrap();
    let fields: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let push = |proof: &str, more: &[(&str, &str)]| {
        let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let fields: Vec<(&str, &str)> = fields.chain(more.iter().copied()).collect();
        provider.post_with("/par", &[("DPoP", proof)], &fields)
    };
    let differs = push(&thief.proof(&provider, "/par"), &[("dpop_jkt", holder.jkt())]);
    assert_eq!(differs.error(), (400, "invalid_dpop_proof".into()));
    let pushed = text(&push(&holder.proof(&provider, "/par"), &[]), "request_uri");
    let form = crate::support::wire::form(&[("client_id", "authctl"), ("request_uri", &pushed)]);
    let answer = Browser::default().authorize(&provider, &format!("/authorize?{form}"), "alice");
    let code = answer.location_parameter("code").unwrap();
    let stolen = thief.proof(&provider, "/token");
    assert_eq!(redeem(&provider, Some(&stolen), &code, OWN).error(), (400, "invalid_grant".into()));
    let proof = holder.proof(&provider, "/token");
    assert_eq!(redeem(&provider, Some(&proof), &code, OWN).status, 200);
}

#[test]
fn the_refresh_token_of_a_public_client_is_bound_and_a_thief_ends_nothing() {
    // P14
    let provider = DevProvider::start(JOBS);
    let (holder, thief) = (Holder::new(1), Holder::new(2));
    let proof = holder.proof(&provider, "/token");
    let token = text(&redeem(&provider, Some(&proof), &code(&provider, &[]), OWN), "refresh_token");
    let stolen = thief.proof(&provider, "/token");
    assert_eq!(refresh(&provider, Some(&stolen), &token, OWN).error(), (400, "invalid_grant".into()));
    assert_eq!(refresh(&provider, None, &token, OWN).error(), (400, "invalid_grant".into()));
    let provider = provider.restart();
    let proof = holder.proof(&provider, "/token");
    let answer = refresh(&provider, Some(&proof), &token, OWN);
    assert_eq!(text(&answer, "token_type"), "DPoP");
    assert_eq!(claims(&text(&answer, "access_token"))["cnf"]["jkt"], holder.jkt());

    // RFC 9449 §5: that of a client which proves itself is bound to the client
    let app = &[("client_id", "app"), ("client_secret", "s3cret")];
    let code = code(&provider, &[("client_id", "app")]);
    let proof = holder.proof(&provider, "/token");
    let token = text(&redeem(&provider, Some(&proof), &code, app), "refresh_token");
    let other = thief.proof(&provider, "/token");
    let answer = refresh(&provider, Some(&other), &token, app);
    assert_eq!(claims(&text(&answer, "access_token"))["cnf"]["jkt"], thief.jkt());
}

#[test]
fn a_nonce_is_demanded_where_the_configuration_says_so_and_lasts_a_minute() {
    // P14
    let provider = DevProvider::start(&format!("require_dpop_nonce = true\n{JOBS}"));
    let mut holder = Holder::new(1);
    let asked = |holder: &Holder| job(&provider, "job", &[&holder.proof(&provider, "/token")]);
    let refused = asked(&holder);
    assert_eq!(refused.error(), (400, "use_dpop_nonce".into()));
    holder.nonce = refused.header("dpop-nonce").map(str::to_owned);
    let answer = asked(&holder);
    assert_eq!((answer.status, answer.header("dpop-nonce").is_some()), (200, true));
    provider.pass(61);
    assert_eq!(asked(&holder).error(), (400, "use_dpop_nonce".into()));
    for nonce in ["", "x", "AAAA"] {
        holder.nonce = Some(nonce.to_owned());
        assert_eq!(asked(&holder).error(), (400, "use_dpop_nonce".into()), "{nonce}");
    }
    // Whoever proves nothing is asked for nothing.
    assert_eq!(job(&provider, "job", &[]).status, 200);
    let metadata = provider.get("/.well-known/openid-configuration").json();
    let listed = &metadata["dpop_signing_alg_values_supported"];
    assert!(listed.as_array().unwrap().contains(&Value::from("ES256")), "{listed}");
}

#[test]
fn a_used_proof_is_refused_and_so_is_one_with_too_long_a_name() {
    // P14, P17
    let provider = DevProvider::start(JOBS);
    let holder = Holder::new(1);
    let proof = holder.proof_with(&provider, "POST", "/token", |said| said.jti = "j".repeat(256));
    assert_eq!(job(&provider, "job", &[&proof]).status, 200);
    assert_eq!(job(&provider, "job", &[&proof]).error(), (400, "invalid_dpop_proof".into()));
    let proof = holder.proof_with(&provider, "POST", "/token", |said| said.jti = "j".repeat(257));
    assert_eq!(job(&provider, "job", &[&proof]).error(), (400, "invalid_dpop_proof".into()));
}
