//! For each case of `check provider` a provider that is wrong in just this.

use serde_json::{Map, Value, json};

use super::{
    Answer,
    defect::Defect::{self, Back, Claims, Is, Keys, Metadata, Redirect, Tokens},
};

/// A case, and what is wrong with the provider that fails it.
pub type Control = (&'static str, Vec<Defect>);

/// Every one.
pub fn controls() -> Vec<Control> {
    let sets = [
        metadata(),
        documents(),
        keys(),
        redirects(),
        refusals(),
        token_endpoint(),
        strangers(),
        codes(),
        id_tokens(),
        lifecycle(),
    ];
    sets.into_iter().flatten().map(|(id, defect)| (id, vec![defect])).chain(together()).collect()
}

/// Those that take two things.
fn together() -> Vec<Control> {
    vec![
        ("C4", vec![Back(|back| back.retain(|(name, _)| name != "iss"))]),
        ("C8", vec![Is(&["needs no challenge", "takes a verifier without a challenge"])]),
        ("J9", vec![Is(&["does not name its keys"]), Keys(|keys| keys.push(elliptic()))]),
    ]
}

fn set(metadata: &mut Map<String, Value>, member: &str, value: Value) {
    metadata.insert(member.to_owned(), value);
}

fn metadata() -> Vec<(&'static str, Defect)> {
    vec![
        ("M1", Metadata(|it| set(it, "issuer", json!("https://other.example")))),
        ("M2", Metadata(|it| set(it, "issuer", json!("https://op.example/?tenant=1")))),
        ("M3", Metadata(|it| drop(it.remove("token_endpoint")))),
        ("M4", Metadata(|it| set(it, "acr_values_supported", json!([])))),
        ("M5", Metadata(|it| set(it, "token_endpoint", json!("http://op.example/token")))),
        ("M6", Metadata(|it| set(it, "response_types_supported", json!(["id_token"])))),
        ("M7", Metadata(|it| set(it, "grant_types_supported", json!(["implicit"])))),
        ("M8", Metadata(|it| set(it, "code_challenge_methods_supported", json!(["plain"])))),
        ("M9", Metadata(|it| drop(it.remove("code_challenge_methods_supported")))),
        ("M10", Metadata(|it| set(it, "code_challenge_methods_supported", json!(["plain", "S256"])))),
        ("M11", Metadata(|it| set(it, "id_token_signing_alg_values_supported", json!(["ES256"])))),
        ("M12", Metadata(|it| set(it, "id_token_signing_alg_values_supported", json!(["RS256", "none"])))),
        ("M13", Metadata(|it| set(it, "token_endpoint_auth_methods_supported", json!(["private_key_jwt"])))),
        ("M14", Metadata(|it| set(it, "scopes_supported", json!(["profile"])))),
        ("M15", Metadata(|it| drop(it.remove("authorization_response_iss_parameter_supported")))),
        ("M16", Metadata(|it| drop(it.remove("request_uri_parameter_supported")))),
        ("M17", Metadata(|it| set(it, "subject_types_supported", json!(["private"])))),
        ("M18", Metadata(|it| set(it, "token_endpoint", json!("https://user@op.example/token")))),
    ]
}

const DISCOVERY: &str = "/.well-known/openid-configuration";

fn documents() -> Vec<(&'static str, Defect)> {
    vec![
        ("D1", Defect::Answer(DISCOVERY, |answer| put(answer, "content-type", "text/plain"))),
        (
            "D2",
            Defect::Answer("/.well-known/oauth-authorization-server", |answer| {
                answer.body = answer.body.replace("/token\"", "/tokens\"");
            }),
        ),
        ("D3", Defect::Answer("/jwks", |answer| put(answer, "content-type", "text/html"))),
        ("D4", Defect::Answer("/jwks", |answer| answer.without("cache-control"))),
        ("D5", Defect::Answer(DISCOVERY, |answer| answer.without("access-control-allow-origin"))),
        ("D6", Defect::Answer("/jwks", |answer| put(answer, "access-control-allow-credentials", "true"))),
    ]
}

fn put(answer: &mut Answer, name: &'static str, value: &str) {
    answer.without(name);
    answer.headers.push((name, value.to_owned()));
}

fn member(keys: &mut [Value], name: &str, value: Value) {
    keys[0][name] = value;
}

/// A point that is on its curve (RFC 7517 Appendix A.1).
fn elliptic() -> Value {
    json!({
        "kty": "EC", "crv": "P-256", "kid": "elliptic", "use": "sig",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    })
}

fn keys() -> Vec<(&'static str, Defect)> {
    vec![
        ("K1", Keys(Vec::clear)),
        ("K2", Keys(|keys| member(keys, "d", json!("AQAB")))),
        ("K3", Keys(|keys| keys.push(keys[0].clone()))),
        (
            "K4",
            Keys(|keys| {
                let mut other = elliptic();
                other["use"] = json!("enc");
                keys[0].as_object_mut().unwrap().remove("use");
                keys.push(other);
            }),
        ),
        ("K5", Keys(|keys| member(keys, "n", json!("wJ".repeat(64))))),
        ("K6", Keys(|keys| member(keys, "e", json!("AQ")))),
        (
            "K7",
            Keys(|keys| {
                let mut other = elliptic();
                other["y"] = other["x"].clone();
                keys.push(other);
            }),
        ),
        ("K8", Keys(|keys| member(keys, "alg", json!("ES256")))),
        ("K9", Metadata(|it| set(it, "id_token_signing_alg_values_supported", json!(["RS256", "ES512"])))),
        ("K10", Keys(|keys| member(keys, "e", json!("AQAB==")))),
    ]
}

fn redirects() -> Vec<(&'static str, Defect)> {
    vec![
        ("R1", Redirect(|asked, _| asked.starts_with("https://"))),
        ("R2", Redirect(|asked, known| asked.trim_end_matches('/') == known)),
        ("R3", Redirect(|asked, known| asked.eq_ignore_ascii_case(known))),
        ("R4", Redirect(|asked, known| asked.split('?').next() == Some(known))),
        ("R5", Redirect(|asked, known| asked.replace(":8443", "") == known)),
        ("R6", Redirect(|asked, _| asked.starts_with("https://app.example@"))),
        ("R7", Redirect(|asked, known| asked.starts_with(known) && asked.contains("/../"))),
        ("R8", Redirect(|asked, known| asked.starts_with(known) && asked.contains("%2e"))),
        ("R9", Redirect(|asked, known| asked.split('#').next() == Some(known))),
        ("R10", Redirect(|asked, _| asked.ends_with(".app.example/callback"))),
        ("R11", Redirect(|asked, _| asked.starts_with("https://app.example."))),
        ("R12", Redirect(|asked, known| asked.starts_with(known) && !asked[known.len()..].contains('/'))),
        ("R13", Redirect(|asked, known| asked.starts_with(&format!("{known}/")))),
        ("R14", Redirect(|asked, known| asked.replacen("http:", "https:", 1) == known)),
        ("R15", Redirect(|asked, known| asked.replace("%63", "c") == known)),
        ("R16", Redirect(|asked, _| asked.starts_with("https://app.example/"))),
        ("R17", Redirect(|asked, _| asked.ends_with("@app.example/callback"))),
        ("R18", Is(&["takes parameters twice"])),
        ("R19", Is(&["needs no redirect URI"])),
        ("R20", Redirect(|asked, _| asked.ends_with("/callback"))),
    ]
}

/// Another error in place of this one.
fn renamed(answer: &mut Answer, from: &str, to: &str) {
    answer.body = answer.body.replace(from, to);
}

fn replaced(back: &mut [(String, String)], name: &str, to: &str) {
    for (_, value) in back.iter_mut().filter(|(known, _)| known == name) {
        *value = to.to_owned();
    }
}

fn refusals() -> Vec<(&'static str, Defect)> {
    vec![
        ("A1", Is(&["answers strangers"])),
        ("A2", Is(&["answers strangers"])),
        ("A3", Is(&["shows what it is given"])),
        ("A4", Is(&["shows a page for no response_type"])),
        ("A5", Back(|back| replaced(back, "error", "invalid_request"))),
        ("A6", Back(|back| replaced(back, "state", "a b c"))),
        ("A7", Back(|back| back.retain(|(name, _)| name != "iss"))),
        ("A8", Back(|back| replaced(back, "error_description", "it is \"wrong\""))),
        ("A9", Is(&["shows a page for prompt=none"])),
        ("A10", Is(&["takes none beside others"])),
        ("A11", Is(&["passes over request_uri"])),
        ("A12", Is(&["passes over request"])),
        ("A13", Is(&["takes parameters twice"])),
        ("A14", Is(&["refuses what it does not know"])),
        ("A15", Is(&["takes authorization requests by GET alone"])),
        ("A16", Defect::Answer("/authorize", |answer| answer.without("x-frame-options"))),
        ("A17", Defect::Answer("/authorize", |answer| answer.without("referrer-policy"))),
        ("A18", Defect::Answer("/authorize", |answer| put(answer, "access-control-allow-origin", "*"))),
        ("A19", Is(&["needs no challenge"])),
        ("A20", Is(&["takes any challenge method"])),
        ("A21", Is(&["takes plain"])),
        ("A22", Is(&["gives tokens through the browser"])),
    ]
}

fn token_endpoint() -> Vec<(&'static str, Defect)> {
    vec![
        ("P1", Is(&["takes token requests by GET"])),
        ("P2", Defect::Answer("/token", |answer| answer.without("www-authenticate"))),
        ("P3", Defect::Answer("/token", |answer| answer.status = 200)),
        ("P4", Defect::Answer("/token", |answer| put(answer, "content-type", "text/plain"))),
        ("P5", Defect::Answer("/token", |answer| answer.without("cache-control"))),
        ("P6", Defect::Answer("/token", |answer| put(answer, "access-control-allow-credentials", "true"))),
        (
            "P7",
            Defect::Answer("/token", |answer| renamed(answer, "unsupported_grant_type", "invalid_request")),
        ),
        ("P8", Defect::Answer("/token", |answer| renamed(answer, "invalid_request", "server_error"))),
        ("P9", Defect::Answer("/token", |answer| renamed(answer, "invalid_grant", "invalid_request"))),
        ("P10", Defect::Answer("/token", |answer| renamed(answer, "invalid_grant", "invalid_token"))),
        ("P11", Is(&["takes parameters twice"])),
        ("P12", Is(&["takes passwords"])),
        ("P13", Is(&["takes any secret"])),
        ("P14", Is(&["needs no secret"])),
        ("P15", Is(&["reads the query"])),
        ("P16", Is(&["takes two proofs"])),
        ("P17", Is(&["reads JSON"])),
    ]
}

fn strangers() -> Vec<(&'static str, Defect)> {
    vec![
        ("V1", Is(&["lets anybody revoke"])),
        ("V2", Is(&["takes tokens by GET"])),
        ("V3", Defect::Answer("/revoke", |answer| answer.status = 404)),
        ("V4", Is(&["refuses hints"])),
        ("V5", Is(&["revokes nothing, and is content"])),
        ("I1", Is(&["lets anybody introspect"])),
        ("I2", Is(&["lets anybody introspect"])),
        ("I3", Is(&["takes tokens by GET"])),
        ("I4", Is(&["tells of tokens that are over"])),
        ("U1", Defect::Answer("/userinfo", |answer| answer.without("www-authenticate"))),
        ("U2", Defect::Answer("/userinfo", |answer| answer.status = 403)),
        ("L1", Is(&["leads anywhere after a logout"])),
        ("L2", Defect::Answer("/logout", |answer| answer.status = 500)),
    ]
}

fn codes() -> Vec<(&'static str, Defect)> {
    vec![
        ("C1", Tokens(|answer| drop(answer.remove("token_type")))),
        ("C2", Defect::Answer("/token", |answer| answer.without("cache-control"))),
        ("C3", Back(|back| replaced(back, "state", "another"))),
        ("C5", Is(&["needs no verifier"])),
        ("C6", Is(&["takes any verifier"])),
        ("C7", Is(&["forgets the method"])),
        ("C9", Is(&["takes codes again"])),
        ("C10", Is(&["lets reuse pass"])),
        ("C11", Is(&["reads first and forgets later"])),
        ("C12", Is(&["does not compare clients"])),
        ("C13", Is(&["does not compare redirect URIs"])),
        ("C14", Is(&["needs no redirect URI for a code"])),
        ("C15", Is(&["needs no secret"])),
        ("C16", Is(&["makes short codes"])),
        ("C17", Back(|back| back.push(("access_token".into(), "token".into())))),
        ("C18", Tokens(|answer| drop(answer.remove("expires_in")))),
    ]
}

fn id_tokens() -> Vec<(&'static str, Defect)> {
    vec![
        ("J1", Is(&["signs with another key"])),
        ("J2", Claims(|claims| set(claims, "iss", json!("https://other.example")))),
        ("J3", Claims(|claims| set(claims, "aud", json!(["client-9"])))),
        ("J4", Claims(|claims| drop(claims.remove("exp")))),
        ("J5", Claims(|claims| set(claims, "sub", json!("")))),
        ("J6", Claims(|claims| drop(claims.remove("nonce")))),
        ("J7", Claims(|claims| set(claims, "at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")))),
        ("J8", Claims(|claims| drop(claims.remove("auth_time")))),
        ("J10", Defect::Answer("/userinfo", |answer| renamed(answer, "user-1", "user-2"))),
        ("J11", Is(&["has a new name for everybody"])),
        ("J12", Metadata(|it| set(it, "id_token_signing_alg_values_supported", json!(["ES256"])))),
        ("J13", Is(&["takes ID tokens"])),
    ]
}

fn lifecycle() -> Vec<(&'static str, Defect)> {
    vec![
        ("F1", Is(&["refreshes nothing"])),
        ("F2", Is(&["does not rotate"])),
        ("F3", Is(&["knows no families"])),
        ("F4", Is(&["lets the scope grow"])),
        ("F5", Is(&["does not compare clients"])),
        ("F6", Is(&["needs no secret"])),
        ("F7", Is(&["takes one for another at a refresh"])),
        ("V6", Is(&["keeps refresh tokens"])),
        ("V7", Is(&["keeps access tokens"])),
        ("V8", Is(&["keeps the access tokens of a grant"])),
        ("V9", Is(&["lets clients revoke what is not theirs"])),
        ("I5", Is(&["finds no token"])),
        ("I6", Is(&["keeps access tokens"])),
        ("U3", Is(&["tells of people by GET alone"])),
        ("U4", Is(&["takes tokens from the address"])),
        ("U5", Defect::Answer("/userinfo", |answer| renamed(answer, "\"sub\"", "\"id\""))),
        ("L3", Is(&["leads anywhere after a logout"])),
        ("L4", Is(&["forgets the state of a logout"])),
    ]
}
