//! What becomes of a whole answer, whatever it says.

use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use super::means::Means;
use crate::idp::reply::Reply;

/// How much is put behind an answer that is too long, in bytes.
const TOO_MUCH: usize = 4 * 1024 * 1024;

/// A page in its place.
pub(super) fn page(reply: &mut Reply, _: &Means) {
    typed(reply, "text/html; charset=utf-8");
    reply.body = b"<!doctype html><title>Maintenance</title><p>Back soon.".to_vec();
}

/// Only its first half.
pub(super) fn cut(reply: &mut Reply, _: &Means) {
    reply.body.truncate(reply.body.len() / 2);
}

/// Nothing of it.
pub(super) fn empty(reply: &mut Reply, _: &Means) {
    reply.body.clear();
}

/// A list of it.
pub(super) fn listed(reply: &mut Reply, _: &Means) {
    reply.body.insert(0, b'[');
    reply.body.push(b']');
}

/// Much white space behind it.
pub(super) fn padded(reply: &mut Reply, _: &Means) {
    reply.body.resize(reply.body.len() + TOO_MUCH, b' ');
}

/// It says that it is plain text.
pub(super) fn as_text(reply: &mut Reply, _: &Means) {
    typed(reply, "text/plain; charset=utf-8");
}

/// It says what kind of JSON it is.
pub(super) fn with_charset(reply: &mut Reply, _: &Means) {
    typed(reply, "application/json;charset=UTF-8");
}

/// It is somewhere else, and the request is to be sent there as it is.
pub(super) fn redirected(reply: &mut Reply, means: &Means) {
    *reply = Reply::empty(StatusCode::TEMPORARY_REDIRECT).header("location", &means.elsewhere);
}

/// There is nothing here.
pub(super) fn not_found(reply: &mut Reply, _: &Means) {
    *reply = Reply::text(StatusCode::NOT_FOUND, "there is no such endpoint");
}

/// The token endpoint refuses what it was shown.
pub(super) fn invalid_grant(reply: &mut Reply, _: &Means) {
    *reply = Reply::of_tokens(StatusCode::BAD_REQUEST, &json!({"error": "invalid_grant"}));
}

/// The token endpoint does not know the client.
pub(super) fn invalid_client(reply: &mut Reply, _: &Means) {
    *reply = Reply::of_tokens(StatusCode::UNAUTHORIZED, &json!({"error": "invalid_client"}))
        .header("www-authenticate", "Basic realm=\"token\"");
}

/// UserInfo does not take the token.
pub(super) fn invalid_token(reply: &mut Reply, _: &Means) {
    *reply =
        Reply::empty(StatusCode::UNAUTHORIZED).header("www-authenticate", "Bearer error=\"invalid_token\"");
}

/// Says what it is.
pub(super) fn typed(reply: &mut Reply, media_type: &'static str) {
    reply.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
}
