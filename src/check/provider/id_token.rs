//! Whether the ID token is right for the request. <https://openid.net/specs/openid-connect-core-1_0.html#IDToken>

use serde_json::{Map, Value};

use super::{
    grant::Granted,
    row::{Row, Ruling, ruled},
    stage::Stage,
};
use crate::{
    check::{case::case, judged::Judged, trace::Trace},
    jose::{
        algorithm::Algorithm,
        hash,
        jwk_set::JwkSet,
        jws::{Keys, Unverified},
    },
};

/// How far clocks may differ, in seconds.
const SKEW_S: i64 = 300;

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row {
        case: case!("J1" Must "OIDC Core §3.1.3.7": "the signature of the ID token"
            => "is of a key that is published";
            "sign ID tokens with a key of the key set"),
        run: |stage, trace| ruled(signature(stage, trace)),
    },
    Row {
        case: case!("J2" Must "OIDC Core §2": "the issuer of the ID token"
            => "is the provider's, to the letter";
            "write the same issuer into metadata and tokens"),
        run: |stage, trace| ruled(claims_are(stage, trace, issuer)),
    },
    Row {
        case: case!("J3" Must "OIDC Core §2": "the audience of the ID token"
            => "is the client; `azp`, if there is one, too";
            "write the client's client_id into aud, and into azp if there is one"),
        run: |stage, trace| ruled(claims_are(stage, trace, audience)),
    },
    Row {
        case: case!("J4" Must "OIDC Core §2": "the times of the ID token"
            => "are there: issued now, over later";
            "write iat and exp, in seconds, by a clock that is right"),
        run: |stage, trace| ruled(claims_are(stage, trace, times)),
    },
    Row {
        case: case!("J5" Must "OIDC Core §2": "the subject of the ID token"
            => "is there, of 255 ASCII characters at most";
            "write a sub that never changes for the person"),
        run: |stage, trace| ruled(claims_are(stage, trace, subject)),
    },
    Row {
        case: case!("J6" Must "OIDC Core §3.1.3.6": "the nonce of the request"
            => "stands in the ID token";
            "keep the nonce with the code, and write it into the ID token"),
        run: |stage, trace| ruled(claims_are(stage, trace, nonce)),
    },
    Row {
        case: case!("J7" Must "OIDC Core §3.1.3.6": "the hash of the access token, if there is one"
            => "is the access token's";
            "take the left half of the access token's hash, by the hash of the signature's algorithm"),
        run: |stage, trace| ruled(claims_are(stage, trace, at_hash)),
    },
    Row {
        case: case!("J8" Must "OIDC Core §3.1.2.1": "a request with max_age"
            => "brings auth_time, not older than asked for";
            "write auth_time into the ID token where max_age was asked for"),
        run: |stage, trace| ruled(auth_time(stage, trace)),
    },
    Row {
        case: case!("J9" Must "OIDC Core §10.1": "the name of the key, where several are published"
            => "stands in the header of the ID token";
            "write kid into the header"),
        run: |stage, trace| ruled(key_is_named(stage, trace)),
    },
    Row {
        case: case!("J10" Must "OIDC Core §5.3.2": "UserInfo and the ID token"
            => "are about the same `sub`";
            "write the same sub into both"),
        run: |stage, trace| ruled(same_subject(stage, trace)),
    },
    Row {
        case: case!("J11" Must "OIDC Core §2": "the same person a second time"
            => "has the same `sub`";
            "derive sub from the account and nothing that changes"),
        run: |stage, trace| ruled(lasting_subject(stage, trace)),
    },
    Row {
        case: case!("J12" Must "OIDC Discovery §3": "the algorithm of the ID token"
            => "is one that the metadata list, and not `none`";
            "list what is signed with in id_token_signing_alg_values_supported"),
        run: |stage, trace| ruled(algorithm_is_listed(stage, trace)),
    },
    Row {
        case: case!("J13" Must "RFC 8725 §3.12": "an ID token in place of an access token"
            => "is not taken by UserInfo";
            "take access tokens alone at UserInfo"),
        run: |stage, trace| ruled(id_token_is_no_access_token(stage, trace)),
    },
];

/// A rule about the claims, with what they came with.
async fn claims_are(
    stage: &Stage,
    trace: &Trace,
    rule: fn(&Stage, &Granted, &Map<String, Value>) -> Judged,
) -> Ruling {
    let granted = stage.granted(stage.asking()?, trace).await?;
    let (_, claims) = granted.peeked()?;
    Ok(rule(stage, &granted, &claims))
}

fn text<'a>(claims: &'a Map<String, Value>, name: &str) -> &'a str {
    claims.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn number(claims: &Map<String, Value>, name: &str) -> Option<i64> {
    claims.get(name)?.as_i64()
}

async fn signature(stage: &Stage, trace: &Trace) -> Ruling {
    let granted = stage.granted(stage.asking()?, trace).await?;
    let token = granted.id_token()?;
    let keys = JwkSet::parse(&stage.keys(trace).await?.answer.response.body)?;
    let verified = Unverified::parse(&token)
        .and_then(|token| token.verify(Keys::Published(&keys), Algorithm::ASYMMETRIC));
    Ok(match verified {
        Ok(_) => Judged::pass("it is"),
        Err(error) => Judged::fail(error.text()),
    })
}

fn issuer(stage: &Stage, _: &Granted, claims: &Map<String, Value>) -> Judged {
    let named = text(claims, "iss");
    Judged::of_rule(named == stage.issuer.as_str(), format!("it is {named:?}"))
}

fn audience(_: &Stage, granted: &Granted, claims: &Map<String, Value>) -> Judged {
    let client = granted.coded.asking.value("client_id");
    let is_in = match claims.get("aud") {
        Some(Value::String(one)) => one == client,
        Some(Value::Array(all)) => all.iter().any(|one| one == client),
        _ => false,
    };
    let azp = claims.get("azp").is_none_or(|azp| azp == client);
    let aud = claims.get("aud").map(Value::to_string).unwrap_or_default();
    Judged::of_rule(is_in && azp, format!("aud is {aud}, azp {}", if azp { "fits" } else { "is another" }))
}

fn times(stage: &Stage, _: &Granted, claims: &Map<String, Value>) -> Judged {
    let now = stage.clock.now().0;
    match (number(claims, "iat"), number(claims, "exp")) {
        (Some(iat), Some(exp)) => {
            let is_right = (iat - now).abs() <= SKEW_S && exp > now && exp > iat;
            Judged::of_rule(is_right, format!("iat is {} s from now, exp {} s", iat - now, exp - now))
        }
        _ => Judged::fail("iat or exp is missing or no number"),
    }
}

fn subject(_: &Stage, _: &Granted, claims: &Map<String, Value>) -> Judged {
    let sub = text(claims, "sub");
    let is_right = !sub.is_empty() && sub.len() <= 255 && sub.is_ascii();
    Judged::of_rule(is_right, format!("it has {} characters", sub.chars().count()))
}

fn nonce(_: &Stage, granted: &Granted, claims: &Map<String, Value>) -> Judged {
    let is_right = text(claims, "nonce") == granted.coded.asking.value("nonce");
    Judged::of_rule(is_right, if is_right { "it does" } else { "it does not" })
}

fn at_hash(_: &Stage, granted: &Granted, claims: &Map<String, Value>) -> Judged {
    let told = text(claims, "at_hash");
    let algorithm = granted.peeked().ok().and_then(|(header, _)| Algorithm::named(text(&header, "alg")));
    match algorithm {
        _ if told.is_empty() => Judged::pass("there is none"),
        None => Judged::error("the algorithm of the ID token is not known"),
        Some(algorithm) => {
            let is_right = told == hash::left_half(algorithm, &granted.access_token());
            Judged::of_rule(is_right, if is_right { "it is" } else { "it is of something else" })
        }
    }
}

async fn auth_time(stage: &Stage, trace: &Trace) -> Ruling {
    let granted = stage.granted(stage.asking()?.with("max_age", "600"), trace).await?;
    let (_, claims) = granted.peeked()?;
    let now = stage.clock.now().0;
    Ok(match number(&claims, "auth_time") {
        None => Judged::fail("there is no auth_time"),
        Some(time) => {
            let is_right = now - time <= 600 + SKEW_S && time - now <= SKEW_S;
            Judged::of_rule(is_right, format!("auth_time is {} s ago", now - time))
        }
    })
}

async fn key_is_named(stage: &Stage, trace: &Trace) -> Ruling {
    let granted = stage.granted(stage.asking()?, trace).await?;
    let (header, _) = granted.peeked()?;
    let keys = stage.keys(trace).await?;
    let kid = text(&header, "kid");
    let is_right =
        keys.keys.len() < 2 || keys.keys.iter().any(|key| text(key, "kid") == kid && !kid.is_empty());
    Ok(Judged::of_rule(is_right, format!("{} keys, kid {kid:?}", keys.keys.len())))
}

async fn same_subject(stage: &Stage, trace: &Trace) -> Ruling {
    let granted = stage.granted(stage.asking()?, trace).await?;
    let (_, claims) = granted.peeked()?;
    let answer = stage.userinfo(&granted.access_token(), trace).await?;
    let is_right = answer.is_success() && answer.text("sub") == text(&claims, "sub");
    Ok(answer.rule(is_right, if is_right { "they are" } else { "they are not" }))
}

async fn lasting_subject(stage: &Stage, trace: &Trace) -> Ruling {
    let mut subjects = Vec::new();
    for _ in 0..2 {
        let granted = stage.granted(stage.asking()?, trace).await?;
        subjects.push(text(&granted.peeked()?.1, "sub").to_owned());
    }
    let is_right = subjects[0] == subjects[1];
    Ok(Judged::of_rule(is_right, if is_right { "it has" } else { "it has another" }))
}

async fn algorithm_is_listed(stage: &Stage, trace: &Trace) -> Ruling {
    let granted = stage.granted(stage.asking()?, trace).await?;
    let (header, _) = granted.peeked()?;
    let algorithm = text(&header, "alg");
    let metadata = stage.metadata(trace).await?;
    let is_right = algorithm != "none" && metadata.lists("id_token_signing_alg_values_supported", algorithm);
    Ok(Judged::of_rule(is_right, format!("it is {algorithm}")))
}

async fn id_token_is_no_access_token(stage: &Stage, trace: &Trace) -> Ruling {
    let granted = stage.granted(stage.asking()?, trace).await?;
    Ok(stage.userinfo(&granted.id_token()?, trace).await?.is_refused())
}
