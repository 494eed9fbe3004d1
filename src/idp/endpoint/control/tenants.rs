//! The issuers with a path: listed, begun, forgotten.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Value, json};

use crate::idp::{
    account,
    control::{
        call::Call,
        operation::{Group, operations},
        schema::{Form, Member, Schema},
    },
    oauth_error::{OauthError, Outcome},
    provider::Provider,
    reply::Reply,
    tenancy::Tenancy,
};

/// The operations.
pub const TENANTS: Group = Group {
    name: "tenants",
    means: "The issuers with a path. One begins when it is first asked for anything; there can be a hundred. These operations are at \
            the issuer without a path alone.",
    parts: &[],
    is_open: false,
    operations: operations! {
        GET "/_dev/tenants" list => OK LIST, "Lists them.";
        POST "/_dev/tenants" begin takes NEW => CREATED TENANT, "Begins one, if it is not there.";
        DELETE "/_dev/tenants" forget, query NAMED => NO_CONTENT Schema::Nothing, "Forgets one with its keys and all that it knows.";
    },
};

const PATH: Schema = Schema::Form(&Form {
    shortest: 2,
    longest: 128,
    pattern: r"^(/[A-Za-z0-9\-_~][A-Za-z0-9\-_~.]*){1,4}$",
    means: "a path of one to four parts of letters, digits and - _ ~ . such as /tenant-a",
    is: |text| {
        let is_part = |part: &str| {
            let is_plain = |letter: u8| letter.is_ascii_alphanumeric() || b"-_~.".contains(&letter);
            !part.is_empty() && !part.starts_with('.') && part.bytes().all(is_plain)
        };
        let parts = text.strip_prefix('/').map(|parts| parts.split('/').collect::<Vec<_>>());
        parts.is_some_and(|parts| parts.len() <= 4 && parts.into_iter().all(is_part))
    },
});

const NAMED: &[Member] = &[Member::needed("path", &PATH, "its path")];
const NEW: Schema = Schema::Object(NAMED);
const LIST: Schema = Schema::Object(&[Member::needed("tenants", &Schema::List(&TENANT), "they")]);

const TENANT: Schema = Schema::Named(
    "Tenant",
    &Schema::Object(&[
        Member::needed("path", &Schema::Text, "its path"),
        Member::needed("issuer", &Schema::Text, "its issuer"),
    ]),
);

async fn list(call: Call<'_>) -> Outcome<Reply> {
    let paths = tenancy(call.provider)?.paths();
    let tenants: Vec<Value> = paths.iter().map(|path| document(call.provider, path)).collect();
    Ok(Reply::json(StatusCode::OK, &json!({"tenants": tenants})))
}

async fn begin(call: Call<'_>) -> Outcome<Reply> {
    let (provider, tenancy) = (call.provider, tenancy(call.provider)?);
    let path = call.members().get("path").and_then(Value::as_str).unwrap_or_default();
    if tenancy.begin(path).map_err(|error| provider.failed(&error))? {
        return Ok(Reply::json(StatusCode::CREATED, &document(provider, path)));
    }
    let why = "path: it is one of the provider's own addresses, or there are as many issuers as there can be";
    Err(OauthError { status: StatusCode::CONFLICT, ..OauthError::new("conflict", why) })
}

async fn forget(call: Call<'_>) -> Outcome<Reply> {
    let path = call.query("path").unwrap_or_default();
    match tenancy(call.provider)?.forget(path) {
        true => Ok(Reply::empty(StatusCode::NO_CONTENT)),
        false => Err(account::missing(format!("there is no issuer with the path {path}"))),
    }
}

fn document(provider: &Provider, path: &str) -> Value {
    json!({"path": path, "issuer": format!("{}{path}", provider.origin)})
}

fn tenancy(provider: &Provider) -> Outcome<Arc<dyn Tenancy>> {
    let tenancy = provider.tenancy.as_ref().and_then(std::sync::Weak::upgrade);
    tenancy.ok_or_else(|| account::missing("the issuer without a path knows those that have one".into()))
}
