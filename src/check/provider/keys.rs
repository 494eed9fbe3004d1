//! What the key set has in it. <https://www.rfc-editor.org/rfc/rfc7517>, <https://www.rfc-editor.org/rfc/rfc7518#section-6>

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{
    documents::{Keys, text},
    metadata::none_of,
    row::{Row, Ruling, ruled},
    stage::Stage,
};
use crate::{
    check::{case::case, judged::Judged, trace::Trace},
    host::BoxFuture,
    jose::{
        algorithm::{Algorithm, Family},
        base64url,
        jwk_set::JwkSet,
    },
};

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row {
        case: case!("K1" Must "RFC 7517 §5": "the key set"
            => "has at least one key in `keys`";
            "publish the keys that tokens are signed with"),
        run: |stage, trace| judged_by(stage, trace, has_keys),
    },
    Row {
        case: case!("K2" Must "RFC 7517 §9.2": "private parts of keys"
            => "are not published, nor keys that both sides know";
            "publish the public parts alone, and make new keys: these are known now"),
        run: |stage, trace| judged_by(stage, trace, nothing_is_private),
    },
    Row {
        case: case!("K3" Must "RFC 7517 §4.5": "several keys"
            => "each have a `kid` of their own";
            "give each key a kid that no other has"),
        run: |stage, trace| judged_by(stage, trace, kids_are_unique),
    },
    Row {
        case: case!("K4" Must "OIDC Discovery §3": "keys to sign with and keys to encrypt to"
            => "all have `use`, if there are both";
            "give every key its use: sig or enc"),
        run: |stage, trace| judged_by(stage, trace, uses_are_told),
    },
    Row {
        case: case!("K5" Must "RFC 7518 §3.3": "RSA keys"
            => "have 2048 bits or more";
            "make new RSA keys of 2048 bits or more"),
        run: |stage, trace| judged_by(stage, trace, rsa_is_long),
    },
    Row {
        case: case!("K6" Must "RFC 8017 §3.1": "the public exponents of RSA keys"
            => "are odd and 3 or more";
            "make new RSA keys, with the exponent 65537"),
        run: |stage, trace| judged_by(stage, trace, exponents_are_sound),
    },
    Row {
        case: case!("K7" Must "RFC 7518 §6.2.1": "keys on curves"
            => "are points on their curves";
            "publish x and y of the key as they are, each padded to the curve's length"),
        run: |stage, trace| judged_by(stage, trace, points_are_on_curves),
    },
    Row {
        case: case!("K8" Must "RFC 7517 §4.4": "what a key says it is for"
            => "fits its kind: `alg` and `kty`, `use` and `key_ops`";
            "give each key the alg that it is used with"),
        run: |stage, trace| judged_by(stage, trace, algorithms_fit),
    },
    Row {
        case: case!("K9" Should "OIDC Discovery §3": "the signatures of ID tokens that are listed"
            => "each have a key that can make them";
            "take the algorithms that there is no key for out of the metadata, or publish the key"),
        run: |stage, trace| ruled(every_algorithm_has_a_key(stage, trace)),
    },
    Row {
        case: case!("K10" Must "RFC 7518 §6.3.1": "the numbers of the keys"
            => "are base64url without padding";
            "write n, e, x and y in base64url without padding"),
        run: |stage, trace| judged_by(stage, trace, numbers_are_base64url),
    },
];

/// A rule about the key set alone.
fn judged_by<'a>(stage: &'a Stage, trace: &'a Trace, rule: fn(&Keys) -> Judged) -> BoxFuture<'a, Judged> {
    ruled(async move {
        let keys = stage.keys(trace).await?;
        Ok(rule(keys).with_status(keys.answer.status()))
    })
}

fn has_keys(keys: &Keys) -> Judged {
    Judged::of_rule(!keys.keys.is_empty(), format!("it has {}", keys.keys.len()))
}

fn nothing_is_private(keys: &Keys) -> Judged {
    // RFC 7518 §6.2.2, §6.3.2, §6.4.1
    let private = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];
    let wrong = keys.named().filter(|(_, key)| {
        text(key, "kty") == "oct" || private.iter().any(|member| key.contains_key(*member))
    });
    none_of(wrong.map(|(name, _)| format!("{name} is told whole")))
}

fn kids_are_unique(keys: &Keys) -> Judged {
    let kids: Vec<&str> = keys.keys.iter().map(|key| text(key, "kid")).collect();
    let distinct: BTreeSet<&&str> = kids.iter().filter(|kid| !kid.is_empty()).collect();
    let is_right = kids.len() < 2 || distinct.len() == kids.len();
    Judged::of_rule(is_right, format!("{} keys have {} names", kids.len(), distinct.len()))
}

fn uses_are_told(keys: &Keys) -> Judged {
    let has_both = |wanted: &str| keys.keys.iter().any(|key| text(key, "use") == wanted);
    let needs = has_both("enc");
    let wrong = keys.named().filter(|(_, key)| needs && text(key, "use").is_empty());
    none_of(wrong.map(|(name, _)| format!("{name} does not tell its use")))
}

fn rsa_is_long(keys: &Keys) -> Judged {
    let wrong = of_kind(keys, "RSA").filter_map(|(name, key)| {
        let modulus = base64url::decode(text(key, "n")).unwrap_or_default();
        let bits = bits(&modulus);
        (bits < 2048).then(|| format!("{name} has {bits} bits"))
    });
    none_of(wrong)
}

fn bits(number: &[u8]) -> usize {
    let number: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
    number.first().map_or(0, |first| number.len() * 8 - first.leading_zeros() as usize)
}

fn exponents_are_sound(keys: &Keys) -> Judged {
    let wrong = of_kind(keys, "RSA").filter(|(_, key)| {
        let exponent = base64url::decode(text(key, "e")).unwrap_or_default();
        bits(&exponent) < 2 || exponent.last().is_none_or(|last| last % 2 == 0)
    });
    none_of(wrong.map(|(name, _)| format!("{name} has an exponent that is even or below 3")))
}

fn points_are_on_curves(keys: &Keys) -> Judged {
    let known = ["P-256", "P-384", "P-521"];
    let wrong = of_kind(keys, "EC").filter(|(_, key)| {
        let members = ["kty", "crv", "x", "y"];
        let bare: Map<String, Value> =
            members.iter().filter_map(|name| Some(((*name).to_owned(), key.get(*name)?.clone()))).collect();
        known.contains(&text(key, "crv")) && !is_sound(&bare.into())
    });
    none_of(wrong.map(|(name, _)| format!("{name} is not a point on its curve")))
}

fn is_sound(key: &Value) -> bool {
    let set = json!({ "keys": [key] }).to_string();
    JwkSet::parse(set.as_bytes()).is_ok()
}

fn algorithms_fit(keys: &Keys) -> Judged {
    let wrong = keys.named().filter_map(|(name, key)| {
        let wrong = misfit(key)?;
        Some(format!("{name}: {wrong}"))
    });
    none_of(wrong)
}

/// What does not fit, for those algorithms that are known here.
fn misfit(key: &Map<String, Value>) -> Option<&'static str> {
    let algorithm = Algorithm::named(text(key, "alg"));
    if let Some(algorithm) = algorithm {
        if text(key, "use") == "enc" {
            return Some("it is to encrypt to, and its algorithm is one to sign with");
        }
        if !kind_of(key, algorithm) {
            return Some("its algorithm is for another kind of key");
        }
    }
    // RFC 7517 §4.3: both, if there are both, are to say the same
    let operations = key.get("key_ops").and_then(Value::as_array);
    let is_for = |operation: &str| operations.is_some_and(|all| all.iter().any(|one| one == operation));
    let signs = is_for("verify") || is_for("sign");
    (text(key, "use") == "enc" && signs).then_some("`use` and `key_ops` say different things")
}

/// Whether the key is of the kind that the algorithm takes.
fn kind_of(key: &Map<String, Value>, algorithm: Algorithm) -> bool {
    let (kind, curve) = (text(key, "kty"), text(key, "crv"));
    match algorithm.family() {
        Family::Rsa => kind == "RSA",
        Family::Ec(wanted) => kind == "EC" && curve == wanted.name(),
        Family::Ed25519 => kind == "OKP" && curve == "Ed25519",
        Family::Symmetric => kind == "oct",
    }
}

async fn every_algorithm_has_a_key(stage: &Stage, trace: &Trace) -> Ruling {
    let metadata = stage.metadata(trace).await?;
    let keys = stage.keys(trace).await?;
    let listed = metadata.list("id_token_signing_alg_values_supported").unwrap_or_default();
    let has_key = |algorithm: Algorithm| {
        let serves = |key: &&Map<String, Value>| {
            let own = text(key, "alg");
            text(key, "use") != "enc"
                && kind_of(key, algorithm)
                && (own.is_empty() || Algorithm::named(own) == Some(algorithm))
        };
        algorithm.family() == Family::Symmetric || keys.keys.iter().any(|key| serves(&key))
    };
    let without = listed.into_iter().filter(|name| !Algorithm::named(name).is_none_or(has_key));
    Ok(none_of(without.map(|name| format!("there is no key for {name}"))))
}

fn numbers_are_base64url(keys: &Keys) -> Judged {
    let wrong = keys.named().filter(|(_, key)| {
        let is_wrong = |member: &&str| {
            key.get(*member).is_some_and(|value| value.as_str().and_then(base64url::decode).is_none())
        };
        ["n", "e", "x", "y"].iter().any(is_wrong)
    });
    none_of(wrong.map(|(name, _)| format!("{name} has a number that is written otherwise")))
}

fn of_kind<'a>(keys: &'a Keys, kind: &'static str) -> impl Iterator<Item = (String, &'a Map<String, Value>)> {
    keys.named().filter(move |(_, key)| text(key, "kty") == kind)
}
