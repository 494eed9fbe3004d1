//! Every fault of the embedded provider, met by the program itself: what a right app refuses it refuses, for the right reason, and
//! what a right app takes it takes.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use authctl::{
    error::Code,
    host::{Clock as _, clock::SystemClock},
    idp::fault::{
        self,
        row::{Fault, Place, Right},
    },
};

use crate::support::{dev_provider::DevProvider, program::Program, ran::Ran};

/// Signed in as if nothing were odd.
const SIGNED_IN: &str = "signed in";

/// What becomes of each.
const OUTCOMES: &[(&str, &str)] = &[
    ("answer-state-other", "state_mismatch"),
    ("answer-state-missing", "state_mismatch"),
    ("answer-state-empty", "state_mismatch"),
    ("answer-state-longer", "state_mismatch"),
    ("answer-state-twice", "authorization_response_invalid"),
    ("answer-iss-other", "response_iss_mismatch"),
    ("answer-iss-missing", "response_iss_missing"),
    ("answer-iss-trailing-slash", "response_iss_mismatch"),
    ("answer-iss-twice", "authorization_response_invalid"),
    ("answer-code-missing", "authorization_response_invalid"),
    ("answer-code-empty", "authorization_response_invalid"),
    ("answer-code-unknown", "invalid_grant"),
    ("answer-code-twice", "authorization_response_invalid"),
    ("answer-denied", "access_denied"),
    ("answer-login-required", "login_required"),
    ("answer-server-error", "server_error"),
    ("answer-error-unknown", "provider_error"),
    ("answer-error-beside-code", "authorization_response_invalid"),
    ("answer-error-markup", "access_denied"),
    ("answer-error-script", "access_denied"),
    ("answer-error-long", "access_denied"),
    ("answer-empty", "state_mismatch"),
    ("answer-in-fragment", "response_mode_ignored"),
    ("answer-posted", "response_mode_ignored"),
    ("answer-extra-parameters", SIGNED_IN),
    ("answer-reordered", SIGNED_IN),
    ("answer-tokens-unasked", SIGNED_IN),
    ("token-id-token-missing", "id_token_missing"),
    ("token-id-token-empty", "id_token_missing"),
    ("token-id-token-null", "id_token_missing"),
    ("token-id-token-garbage", "id_token_malformed"),
    ("token-id-token-four-parts", "id_token_malformed"),
    ("token-id-token-object", "id_token_malformed"),
    ("token-id-token-is-access-token", "id_token_typ"),
    ("token-access-token-missing", "token_response_invalid"),
    ("token-access-token-empty", "token_response_invalid"),
    ("token-type-mac", "token_type_unsupported"),
    ("token-type-missing", "token_response_invalid"),
    ("token-type-lower-case", SIGNED_IN),
    ("token-expires-text", SIGNED_IN),
    ("token-expires-missing", SIGNED_IN),
    ("token-expires-negative", SIGNED_IN),
    ("token-scope-missing", SIGNED_IN),
    ("token-scope-less", SIGNED_IN),
    ("token-refresh-missing", SIGNED_IN),
    ("token-extra-members", SIGNED_IN),
    ("token-error-with-200", "invalid_grant"),
    ("token-error-beside-tokens", "server_error"),
    ("token-refused", "invalid_grant"),
    ("token-client-refused", "invalid_client"),
    ("token-fails", "server_error"),
    ("token-fails-once", "server_error"),
    ("token-page", "not_json"),
    ("token-cut", "not_json"),
    ("token-empty", "not_json"),
    ("token-list", "not_json"),
    ("token-as-text", SIGNED_IN),
    ("token-charset", SIGNED_IN),
    ("token-form", "not_json"),
    ("token-created", "token_response_invalid"),
    ("token-late", SIGNED_IN),
    ("token-dropped", "exchange_uncertain"),
    ("token-redirected", "redirect_refused"),
    ("token-too-long", "response_too_large"),
    ("id-token-iss-other", "id_token_iss"),
    ("id-token-iss-missing", "id_token_iss"),
    ("id-token-iss-trailing-slash", "id_token_iss"),
    ("id-token-iss-longer", "id_token_iss"),
    ("id-token-iss-in-capitals", "id_token_iss"),
    ("id-token-aud-other", "id_token_aud"),
    ("id-token-aud-missing", "id_token_aud"),
    ("id-token-aud-longer", "id_token_aud"),
    ("id-token-aud-empty", "id_token_aud"),
    ("id-token-aud-others", "id_token_aud"),
    ("id-token-aud-list", SIGNED_IN),
    ("id-token-aud-several", "id_token_aud"),
    ("id-token-aud-several-azp-other", "id_token_aud"),
    ("id-token-aud-several-azp-missing", "id_token_aud"),
    ("id-token-azp-other", "id_token_azp"),
    ("id-token-azp-own", SIGNED_IN),
    ("id-token-sub-missing", "id_token_sub"),
    ("id-token-sub-empty", "id_token_sub"),
    ("id-token-sub-null", "id_token_malformed"),
    ("id-token-sub-number", "id_token_malformed"),
    ("id-token-sub-too-long", "id_token_sub"),
    ("id-token-sub-longest", SIGNED_IN),
    ("id-token-expired", "id_token_expired"),
    ("id-token-exp-missing", "id_token_expired"),
    ("id-token-exp-text", "id_token_malformed"),
    ("id-token-exp-fraction", SIGNED_IN),
    ("id-token-expired-just-now", SIGNED_IN),
    ("id-token-iat-missing", "id_token_iat"),
    ("id-token-iat-far-ahead", "id_token_iat"),
    ("id-token-iat-ahead", SIGNED_IN),
    ("id-token-iat-behind", SIGNED_IN),
    ("id-token-nbf-ahead", "id_token_nbf"),
    ("id-token-nbf-past", SIGNED_IN),
    ("id-token-nonce-other", "id_token_nonce"),
    ("id-token-nonce-missing", "id_token_nonce"),
    ("id-token-nonce-empty", "id_token_nonce"),
    ("id-token-at-hash-wrong", "id_token_at_hash"),
    ("id-token-at-hash-missing", SIGNED_IN),
    ("id-token-c-hash-wrong", "id_token_c_hash"),
    ("id-token-extra-claims", SIGNED_IN),
    ("id-token-events", "id_token_typ"),
    ("id-token-few-claims", SIGNED_IN),
    ("id-token-alg-none", "id_token_alg"),
    ("id-token-alg-none-in-capitals", "id_token_alg"),
    ("id-token-alg-none-signed", "id_token_alg"),
    ("id-token-alg-missing", "id_token_alg"),
    ("id-token-signature-missing", "id_token_signature"),
    ("id-token-signature-wrong", "id_token_signature"),
    ("id-token-payload-tampered", "id_token_signature"),
    ("id-token-kid-unknown", "unknown_key"),
    ("id-token-kid-wrong", "unknown_key"),
    ("id-token-hs256-client-secret", "id_token_alg"),
    ("id-token-hs256-public-key", "id_token_alg"),
    ("id-token-hs256-jwk", "id_token_alg"),
    ("id-token-hs256-empty", "id_token_alg"),
    ("id-token-alg-of-the-key", "id_token_alg"),
    ("id-token-jwk", "unknown_key"),
    ("id-token-jku", "unknown_key"),
    ("id-token-x5u", "id_token_signature"),
    ("id-token-crit", "id_token_crit"),
    ("id-token-payload-not-encoded", "id_token_crit"),
    ("id-token-typ-access-token", "id_token_typ"),
    ("id-token-typ-logout-token", "id_token_typ"),
    ("id-token-typ-missing", SIGNED_IN),
    ("id-token-typ-lower-case", SIGNED_IN),
    ("id-token-header-unknown", SIGNED_IN),
    ("id-token-claim-twice", "duplicate_json_key"),
    ("id-token-payload-not-json", "id_token_malformed"),
    ("id-token-payload-list", "id_token_malformed"),
    ("id-token-x5c", "unknown_key"),
    ("jwks-key-added", SIGNED_IN),
    ("jwks-key-replaced", SIGNED_IN),
    ("jwks-key-unpublished", "unknown_key"),
    ("jwks-key-unpublished-unnamed", "id_token_signature"),
    ("jwks-empty", "unknown_key"),
    ("jwks-kid-absent", SIGNED_IN),
    ("jwks-kid-absent-several", SIGNED_IN),
    ("jwks-kid-twice", "jwks_invalid"),
    ("jwks-key-unnamed", "unknown_key"),
    ("jwks-other-kinds", SIGNED_IN),
    ("jwks-broken-beside", SIGNED_IN),
    ("jwks-extra-members", SIGNED_IN),
    ("jwks-few-members", SIGNED_IN),
    ("jwks-use-encryption", "unknown_key"),
    ("jwks-alg-other", "jwks_invalid"),
    ("jwks-operations-other", "unknown_key"),
    ("jwks-secret-key", "id_token_alg"),
    ("jwks-private-key", "jwks_private_key"),
    ("jwks-many-keys", "response_too_large"),
    ("jwks-fails", "server_error"),
    ("jwks-fails-once", "server_error"),
    ("jwks-late", SIGNED_IN),
    ("jwks-dropped", "connection_failed"),
    ("jwks-page", "not_json"),
    ("jwks-cut", "not_json"),
    ("jwks-not-found", "provider_error"),
    ("jwks-redirected", "redirect_refused"),
    ("jwks-media-type", SIGNED_IN),
    ("jwks-too-long", "response_too_large"),
    ("userinfo-of-another", "userinfo_sub_mismatch"),
    ("userinfo-sub-other", "userinfo_sub_mismatch"),
    ("userinfo-sub-missing", "userinfo_invalid"),
    ("userinfo-sub-empty", "userinfo_sub_mismatch"),
    ("userinfo-sub-longer", "userinfo_sub_mismatch"),
    ("userinfo-sub-in-capitals", "userinfo_sub_mismatch"),
    ("userinfo-fails", "server_error"),
    ("userinfo-refused", "invalid_token"),
    ("userinfo-cut", "not_json"),
    ("userinfo-page", "not_json"),
    ("userinfo-list", "not_json"),
    ("userinfo-dropped", "connection_failed"),
    ("userinfo-late", SIGNED_IN),
    ("userinfo-redirected", "redirect_refused"),
    ("userinfo-extra-claims", SIGNED_IN),
    ("userinfo-few-claims", SIGNED_IN),
    ("userinfo-null-claims", SIGNED_IN),
    ("userinfo-markup", SIGNED_IN),
    ("userinfo-email-unverified", SIGNED_IN),
    ("userinfo-email-of-another", SIGNED_IN),
    ("userinfo-unsigned-token", "userinfo_invalid"),
    ("userinfo-as-text", SIGNED_IN),
    ("userinfo-too-long", "response_too_large"),
    ("userinfo-distributed-claims", SIGNED_IN),
    ("metadata-issuer-other", "issuer_mismatch"),
    ("metadata-issuer-impostor", "issuer_mismatch"),
    ("metadata-issuer-trailing-slash", "issuer_mismatch"),
    ("metadata-issuer-in-capitals", "issuer_mismatch"),
    ("metadata-issuer-missing", "metadata_invalid"),
    ("metadata-jwks-uri-missing", "metadata_invalid"),
    ("metadata-jwks-uri-dead", "connection_failed"),
    ("metadata-jwks-uri-elsewhere", "unknown_key"),
    ("metadata-token-endpoint-missing", "metadata_invalid"),
    ("metadata-token-endpoint-elsewhere", "cleartext_refused"),
    ("metadata-authorization-endpoint-missing", "metadata_invalid"),
    ("metadata-authorization-endpoint-script", "endpoint_refused"),
    ("metadata-userinfo-elsewhere", "cleartext_refused"),
    ("metadata-algorithms-none", "id_token_alg"),
    ("metadata-algorithms-with-none", SIGNED_IN),
    ("metadata-algorithms-other", "id_token_alg"),
    ("metadata-pkce-unannounced", SIGNED_IN),
    ("metadata-pkce-plain", "pkce_s256_unsupported"),
    ("metadata-iss-unannounced", SIGNED_IN),
    ("metadata-extra-members", SIGNED_IN),
    ("metadata-few-members", SIGNED_IN),
    ("metadata-fails", "server_error"),
    ("metadata-fails-once", "server_error"),
    ("metadata-dropped", "connection_failed"),
    ("metadata-late", SIGNED_IN),
    ("metadata-not-found", "discovery_failed"),
    ("metadata-page", "not_json"),
    ("metadata-cut", "not_json"),
    ("metadata-list", "not_json"),
    ("metadata-redirected", "redirect_refused"),
    ("metadata-as-text", SIGNED_IN),
    ("metadata-too-long", "response_too_large"),
    ("refresh-sub-other", "id_token_changed"),
    ("refresh-iss-other", "id_token_iss"),
    ("refresh-aud-other", "id_token_aud"),
    ("refresh-azp-other", "id_token_azp"),
    ("refresh-nonce-other", "id_token_changed"),
    ("refresh-auth-time-other", "id_token_changed"),
    ("refresh-expired", SIGNED_IN),
    ("refresh-signature-wrong", "id_token_signature"),
    ("refresh-alg-none", "id_token_alg"),
    ("refresh-without-id-token", SIGNED_IN),
    ("refresh-without-refresh-token", SIGNED_IN),
    ("refresh-extra-members", SIGNED_IN),
    ("refresh-without-access-token", "token_response_invalid"),
    ("refresh-refused", "invalid_grant"),
    ("refresh-fails", "server_error"),
    ("refresh-fails-once", "server_error"),
    ("refresh-dropped", "refresh_uncertain"),
    ("refresh-late", SIGNED_IN),
];

/// One client for each kind of key.
const CLIENTS: &str = r#"
[[clients]]
client_id = "authctl"
redirect_uris = ["http://127.0.0.1/callback"]
id_token_signed_response_alg = "RS256"

[[clients]]
client_id = "es256"
redirect_uris = ["http://127.0.0.1/callback"]
id_token_signed_response_alg = "ES256"

[[clients]]
client_id = "confidential"
client_secret = "a secret of the two of us alone"
redirect_uris = ["http://127.0.0.1/callback"]
id_token_signed_response_alg = "ES256"
"#;

/// A provider that stands, and the program in front of it.
struct Pair {
    provider: DevProvider,
    program: Program,
}

impl Pair {
    fn new() -> Self {
        let provider = DevProvider::start(CLIENTS);
        provider.world.now.store(SystemClock.now().0, Ordering::SeqCst);
        Self { provider, program: Program::new() }
    }

    fn sign_in(&self, client_id: &str) -> Ran {
        let place =
            ["login", "--profile", "work", "--issuer", &self.provider.issuer, "--client-id", client_id];
        let scope = ["--as", "alice", "--scope", "openid profile email offline_access"];
        self.program.run(&[&place[..], &scope].concat())
    }

    /// What becomes of a sign-in, or of what follows it.
    fn meet(&self, fault: &'static Fault) -> String {
        self.provider.world.now.store(SystemClock.now().0, Ordering::SeqCst);
        let faults = self.provider.faults();
        faults.set(&[]);
        // a key that nobody has seen before is made at once on a curve
        let client_id = if fault.id.starts_with("JK") { "es256" } else { "authctl" };
        let is_refresh = fault.place() == Place::Refresh;
        if is_refresh {
            self.sign_in(client_id).ok();
        }
        faults.set(&[fault]);
        let mut ran = match is_refresh {
            true => self.program.run(&["refresh", "--profile", "work"]),
            false => self.sign_in(client_id),
        };
        if ran.exit == 0 && fault.place() == Place::Userinfo {
            ran = self.program.run(&["whoami", "--profile", "work"]);
        }
        assert!(faults.applied().contains_key(fault.name), "{} was not met\n{}", fault.name, ran.stderr);
        if ran.exit == 0 { SIGNED_IN.to_owned() } else { code(&ran) }
    }
}

/// The code of an error, out of `error: … [code]`.
fn code(ran: &Ran) -> String {
    let line =
        ran.stderr.lines().find(|line| line.starts_with("error: ")).unwrap_or_else(|| panic!("{ran:?}"));
    line.rsplit_once('[').expect("a code").1.trim_end_matches(']').to_owned()
}

#[test]
fn every_fault_that_a_right_app_refuses_is_refused_and_every_other_is_survived() {
    let all: Vec<&'static Fault> = fault::all().collect();
    let next = AtomicUsize::new(0);
    let walk = || {
        let pair = Pair::new();
        let mut met = Vec::new();
        while let Some(fault) = all.get(next.fetch_add(1, Ordering::SeqCst)) {
            met.push((fault.name, pair.meet(fault)));
        }
        met
    };
    let met: BTreeMap<&str, String> = thread::scope(|scope| {
        let walks: Vec<_> = (0..4).map(|_| scope.spawn(walk)).collect();
        walks.into_iter().flat_map(|walk| walk.join().expect("no panic")).collect()
    });
    let told: Vec<(&str, &str)> = all.iter().map(|fault| (fault.name, met[fault.name].as_str())).collect();
    for (fault, (_, outcome)) in all.iter().zip(&told) {
        match fault.right {
            Right::Refuses => assert_ne!(*outcome, SIGNED_IN, "{}", fault.name),
            Right::Accepts => assert_eq!(*outcome, SIGNED_IN, "{}", fault.name),
            Right::Either => {}
        }
    }
    assert_eq!(told, OUTCOMES);
}

#[test]
fn a_secret_that_both_sides_have_signs_no_id_token_unless_that_was_agreed() {
    // C74
    let pair = Pair::new();
    let program = Program::new().with("SECRET", "a secret of the two of us alone");
    let place = ["login", "--issuer", &pair.provider.issuer, "--client-id", "confidential", "--as", "alice"];
    let sign_in = || program.run(&[&place[..], &["--client-secret-from", "env:SECRET"]].concat());
    sign_in().ok();
    pair.provider.faults().set(&[fault::named("id-token-hs256-client-secret").unwrap()]);
    sign_in().refused(Code::IdTokenAlg);
}
