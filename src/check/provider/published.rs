//! How the documents are served. <https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig>

use http::{StatusCode, header};

use super::{
    answer::Answer,
    row::{Row, Ruling, ruled},
    stage::Stage,
};
use crate::{
    check::{case::case, judged::Judged, trace::Trace},
    protocol::{exchange::Endpoint, issuer::MetadataForm, json},
};

/// The web page that asks where a case needs one.
pub(super) const PAGE: &str = "https://app.example";

/// The rows.
pub(super) const ROWS: &[Row] = &[
    Row {
        case: case!("D1" Must "OIDC Discovery §4.2": "the metadata are fetched"
            => "are 200, application/json, and one JSON object";
            "answer 200 with Content-Type: application/json"),
        run: |stage, trace| ruled(metadata_are_json(stage, trace)),
    },
    Row {
        case: case!("D2" Should "RFC 8414 §5": "the two well-known addresses"
            => "name the same issuer and the same endpoints, if there are two";
            "serve both from the same configuration"),
        run: |stage, trace| ruled(both_forms_agree(stage, trace)),
    },
    Row {
        case: case!("D3" Must "RFC 7517 §8.5": "the key set is fetched"
            => "is 200 and JSON";
            "answer 200 with Content-Type: application/jwk-set+json or application/json"),
        run: |stage, trace| ruled(keys_are_json(stage, trace)),
    },
    Row {
        case: case!("D4" Info "RFC 9111 §5.2": "the documents tell how long they may be kept"
            => "have Cache-Control or Expires";
            "say with Cache-Control how long clients may keep the documents: it decides how fast a new key is known"),
        run: |stage, trace| ruled(documents_tell_their_age(stage, trace)),
    },
    Row {
        case: case!("D5" Info "Fetch §3.3": "an app in a browser reads the documents"
            => "is let: Access-Control-Allow-Origin";
            "answer discovery and keys with Access-Control-Allow-Origin: *"),
        run: |stage, trace| ruled(pages_may_read(stage, trace)),
    },
    Row {
        case: case!("D6" Must "Fetch §3.3": "a web page reads the documents with the person's cookies"
            => "is not let";
            "do not send Access-Control-Allow-Credentials with documents"),
        run: |stage, trace| ruled(pages_have_no_cookies(stage, trace)),
    },
];

async fn metadata_are_json(stage: &Stage, trace: &Trace) -> Ruling {
    let form = stage.metadata(trace).await.map_or(MetadataForm::OpenIdConnect, |metadata| metadata.form);
    let [first, second] = stage.issuer.well_known();
    let address = if form == first.form { first } else { second };
    let answer = stage.read(Endpoint::Discovery, address.url, trace).await?;
    let kind = answer.response.content_type();
    let is_right = answer.response.status == StatusCode::OK
        && kind == "application/json"
        && json::object(&answer.response.body).is_ok();
    Ok(answer.rule(is_right, format!("it answers {} with {kind}", answer.status())))
}

async fn both_forms_agree(stage: &Stage, trace: &Trace) -> Ruling {
    let mut found = Vec::new();
    for address in stage.issuer.well_known() {
        let answer = stage.read(Endpoint::Discovery, address.url, trace).await?;
        if answer.is_success() {
            found.push(answer.members());
        }
    }
    let [openid, oauth] = &found[..] else { return Err(Judged::skip("there is only one of them")) };
    let differing: Vec<&str> = openid
        .iter()
        .filter(|(name, _)| *name == "issuer" || *name == "jwks_uri" || name.ends_with("_endpoint"))
        .filter(|(name, value)| oauth.get(*name).is_some_and(|other| other != *value))
        .map(|(name, _)| name.as_str())
        .collect();
    let message = match differing.is_empty() {
        true => "they agree".to_owned(),
        false => format!("they differ in {}", differing.join(", ")),
    };
    Ok(Judged::of_rule(differing.is_empty(), message))
}

async fn keys_are_json(stage: &Stage, trace: &Trace) -> Ruling {
    let url = stage.endpoint("jwks_uri", trace).await?;
    let answer = stage.read(Endpoint::Jwks, url, trace).await?;
    let kind = answer.response.content_type();
    let is_right = answer.response.status == StatusCode::OK && answer.is_json();
    Ok(answer.rule(is_right, format!("it answers {} with {kind}", answer.status())))
}

async fn documents_tell_their_age(stage: &Stage, trace: &Trace) -> Ruling {
    each_document(stage, trace, |answer| {
        match answer.header(header::CACHE_CONTROL).or(answer.header(header::EXPIRES)) {
            Some(_) => None,
            None => Some("does not tell"),
        }
    })
    .await
}

async fn pages_may_read(stage: &Stage, trace: &Trace) -> Ruling {
    each_document(stage, trace, |answer| match answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN) {
        Some("*" | PAGE) => None,
        _ => Some("may not be read"),
    })
    .await
}

async fn pages_have_no_cookies(stage: &Stage, trace: &Trace) -> Ruling {
    each_document(stage, trace, |answer| {
        let is_let = answer.header(header::ACCESS_CONTROL_ALLOW_CREDENTIALS) == Some("true");
        is_let.then_some("may be read with cookies")
    })
    .await
}

/// What is wrong with the metadata or the keys as a web page gets them.
async fn each_document(stage: &Stage, trace: &Trace, wrong: fn(&Answer) -> Option<&'static str>) -> Ruling {
    let metadata = stage.metadata(trace).await?;
    let keys = metadata.url("jwks_uri");
    let mut said = Vec::new();
    for url in std::iter::once(metadata.answer.url.clone()).chain(keys) {
        let path = url.path().to_owned();
        let answer = stage.read_from(PAGE, url, trace).await?;
        said.extend(wrong(&answer).map(|wrong| format!("{path} {wrong}")));
    }
    Ok(super::metadata::none_of(said))
}
