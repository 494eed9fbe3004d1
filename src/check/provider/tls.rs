//! Whether a provider with TLS is to be had without it. <https://www.rfc-editor.org/rfc/rfc9700#section-2.6>

use super::{
    row::{Row, Ruling, ruled},
    stage::Stage,
};
use crate::{
    check::{case::case, judged::Judged, trace::Trace},
    protocol::{address, exchange::Endpoint},
};

/// The rows.
pub(super) const ROWS: &[Row] = &[Row {
    case: case!("T1" Must "OIDC Core §16.17": "a provider with TLS is asked without"
        => "does not answer there";
        "close the plain port, or redirect it to https"),
    run: |stage, trace| ruled(nothing_in_the_clear(stage, trace)),
}];

async fn nothing_in_the_clear(stage: &Stage, trace: &Trace) -> Ruling {
    let [address, _] = stage.issuer.well_known();
    if address.url.scheme() != "https" {
        return Err(Judged::skip("the issuer is on this machine, without TLS"));
    }
    // the port stays as it is: what listens at another one may be somebody else's
    let mut plain = address.url.clone();
    let port = plain.port_or_known_default();
    let is_plain = plain.set_scheme("http").and_then(|()| plain.set_port(port)).is_ok();
    if !is_plain || !address::is_loopback(&plain) {
        return Err(Judged::skip("authctl sends nothing without TLS beyond this machine"));
    }
    // somebody is there
    stage.read(Endpoint::Authorization, address.url, trace).await?;
    Ok(match stage.read(Endpoint::Authorization, plain, trace).await {
        Err(_) => Judged::pass("it does not"),
        Ok(answer) => answer.rule(!answer.is_success(), format!("it answers {}", answer.status())),
    })
}
