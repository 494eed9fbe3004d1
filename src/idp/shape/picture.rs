//! The picture of a user who has none of their own: a head and shoulders, so that an app has something to show without a network.

use http::StatusCode;

use crate::idp::{provider::Provider, received::Received, reply::Reply};

const PICTURE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 96 96\" width=\"96\" height=\"96\">\
     <rect width=\"96\" height=\"96\" fill=\"#c9d3e0\"/><circle cx=\"48\" cy=\"38\" r=\"18\" fill=\"#6b7c93\"/>\
     <path d=\"M12 96c0-24 16-34 36-34s36 10 36 34z\" fill=\"#6b7c93\"/></svg>\n";

/// Answers one request; apps show it on their own pages.
pub async fn answer(_: &Provider, _: &Received) -> Reply {
    Reply::token(StatusCode::OK, "image/svg+xml", PICTURE)
        .header("cross-origin-resource-policy", "cross-origin")
}
