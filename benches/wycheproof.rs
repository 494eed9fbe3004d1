//! How the JOSE part stands against the Wycheproof vectors, which are not kept here:
//! `cargo test --bench wycheproof -- DIRECTORY`, where `json_web_signature_test.json` and `json_web_key_test.json` are.
//! Prints each deviation, and fails if there is one that is not listed.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a benchmark stands outside and looks in"
)]

use std::{env, fs, path::Path, process::ExitCode};

use authctl::jose::{
    algorithm::Algorithm,
    base64url,
    jwk::JwkSet,
    jws::{Keys, Unverified},
};
use serde_json::{Value, json};

/// Vectors that are answered otherwise on purpose: the comments of the group and of the test, and why.
const LISTED: &[(&str, &str, &str)] = &[
    (
        "rfc7520",
        "Figure20",
        "the key is for PS256, the signature is PS384: one key, one algorithm (RFC 8725 §3.1)",
    ),
    ("rfc7520", "Figure27", "the key is for ES521, which no standard defines"),
    ("rfc7520WithKeyOps", "Figure20", "as above"),
    ("rfc7520WithKeyOps", "Figure27", "as above"),
    ("base64", "invalidBase64Padding", "the same bytes as the vector ValidMac, which is valid"),
    ("base64", "invalidBase64PaddingInPayload", "as above"),
    ("base64", "InvalidCharacterInsertedInHeader", "a ? is no base64url (RFC 7515 §2)"),
    ("base64", "InvalidCharacterInsertedInPayload", "as above"),
];

fn main() -> ExitCode {
    let Some(directory) = env::args().skip(1).find(|argument| !argument.starts_with('-')) else {
        println!("no directory given: nothing was measured");
        return ExitCode::SUCCESS;
    };
    let deviations: usize = ["json_web_signature_test.json", "json_web_key_test.json"]
        .into_iter()
        .map(|name| deviations_in(&Path::new(&directory).join(name)))
        .sum();
    if deviations == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn deviations_in(path: &Path) -> usize {
    let document: Value =
        serde_json::from_slice(&fs::read(path).expect("the file is there")).expect("the file is JSON");
    let (mut tests, mut listed, mut deviations) = (0, 0, 0);
    for group in document["testGroups"].as_array().expect("groups") {
        let key = group.get("public").or(group.get("private")).expect("a key");
        for test in group["tests"].as_array().expect("tests") {
            let jws = test["jws"].as_str().map_or_else(|| test["jws"].to_string(), str::to_owned);
            let accepted = verifies(&jws, key);
            tests += 1;
            if accepted == (test["result"] == "valid") {
                continue;
            }
            if LISTED.iter().any(|(of, name, _)| group["comment"] == *of && test["comment"] == *name) {
                listed += 1;
                continue;
            }
            deviations += 1;
            println!(
                "{} {}: accepted {accepted}, vector says {}",
                test["tcId"], test["comment"], test["result"]
            );
        }
    }
    println!("{}: {tests} vectors, {listed} listed, {deviations} deviations", path.display());
    deviations
}

/// With the key or key set of the vector. A symmetric key stands for the client secret: the one whose `kid` matches.
fn verifies(jws: &str, key: &Value) -> bool {
    let keys = key["keys"].as_array().cloned().unwrap_or_else(|| vec![key.clone()]);
    let Ok(token) = Unverified::parse(jws) else { return false };
    if keys.iter().all(|key| key["kty"] == "oct") {
        let kid = token.header().kid.clone();
        let named: Vec<&Value> =
            keys.iter().filter(|key| kid.as_deref().is_none_or(|kid| key["kid"] == kid)).collect();
        let [key] = named[..] else { return false };
        let (Some(secret), Some(algorithm)) =
            (key["k"].as_str().and_then(base64url::decode), key["alg"].as_str().and_then(Algorithm::named))
        else {
            return false;
        };
        return token.verify(Keys::Symmetric(&secret), &[algorithm]).is_ok();
    }
    match JwkSet::parse(json!({ "keys": keys }).to_string().as_bytes()) {
        Ok(set) => token.verify(Keys::Published(&set), Algorithm::ALL).is_ok(),
        Err(_) => false,
    }
}
