//! Every group of operations, and their description.

use http::StatusCode;

use super::{
    again::AGAIN, clients::CLIENTS, clock::CLOCK, consents::CONSENTS, devices::DEVICES, faults::FAULTS,
    grants::GRANTS, keys::KEYS, laxities::LAXITIES, notices::NOTICES, numbers::NUMBERS, requests::REQUESTS,
    requests_waiting::REQUESTS_WAITING, scripts::SCRIPTS, sessions::SESSIONS, settings::SETTINGS,
    sign_ins::SIGN_INS, tenants::TENANTS, users::USERS,
};
use crate::idp::{
    control::{
        call::Call,
        description,
        operation::{Group, operations},
        schema::Schema,
    },
    oauth_error::Outcome,
    reply::Reply,
};

/// Every group, in the order in which they are described.
pub const GROUPS: &[&Group] = &[
    &USERS,
    &CLIENTS,
    &SESSIONS,
    &SIGN_INS,
    &CONSENTS,
    &GRANTS,
    &DEVICES,
    &REQUESTS_WAITING,
    &KEYS,
    &CLOCK,
    &SETTINGS,
    &FAULTS,
    &AGAIN,
    &TENANTS,
    &REQUESTS,
    &SCRIPTS,
    &LAXITIES,
    &NOTICES,
    &NUMBERS,
    &DESCRIPTION,
];

const DESCRIPTION: Group = Group {
    name: "description",
    means: "What is told of this interface, to anybody.",
    parts: &[],
    is_open: true,
    operations: operations! {
        GET "/_dev/openapi.json" document => OK Schema::Open, "Describes this interface (OpenAPI 3.1).";
    },
};

async fn document(call: Call<'_>) -> Outcome<Reply> {
    Ok(Reply::json(StatusCode::OK, &description::document(GROUPS, &call.provider.origin)))
}
