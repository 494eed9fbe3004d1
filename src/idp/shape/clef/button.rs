//! The script that makes a button of its own tag: `/v3/clef.js`, and `/v2/clef.js` for older pages.

use http::StatusCode;

use crate::idp::{provider::Provider, received::Received, reply::Reply};

const SCRIPT: &str = include_str!("button.js");

/// Answers one request. Pages of any site load it: that is what it is for, and it tells nothing.
pub async fn answer(_: &Provider, _: &Received) -> Reply {
    let mut reply = Reply::empty(StatusCode::OK)
        .header("content-type", "text/javascript; charset=utf-8")
        .header("cross-origin-resource-policy", "cross-origin");
    reply.body = SCRIPT.as_bytes().to_vec();
    reply
}
