//! What the metadata says. <https://openid.net/specs/openid-connect-discovery-1_0.html>,
//! <https://www.rfc-editor.org/rfc/rfc8414>

use serde_json::Value;

use super::{row::Row, stage::Stage};
use crate::{
    check::{case::case, judged::Judged, trace::Trace},
    error::Result,
    protocol::{exchange::Endpoint, json},
};

/// The rows.
pub(super) const ROWS: &[Row] = &[Row {
    case: case!("M1" Must "OIDC Discovery §4.3": "the metadata names an issuer"
        => "names exactly the issuer that it was asked of";
        "set the provider's issuer to the address that clients are given, to the letter"),
    run: |stage, trace| Box::pin(async { names_its_issuer(stage, trace).await.unwrap_or_else(Judged::from) }),
}];

async fn names_its_issuer(stage: &Stage, trace: &Trace) -> Result<Judged> {
    let [address, _] = stage.issuer.well_known();
    let response = stage.get(Endpoint::Discovery, address.url, trace).await?;
    let metadata = json::object(&response.body)?;
    let named = metadata.get("issuer").and_then(Value::as_str).unwrap_or_default();
    let message = format!("asked of {}, it names {named}", stage.issuer.as_str());
    Ok(Judged::of_rule(named == stage.issuer.as_str(), message).with_status(response.status))
}
