//! Whether the provider's metadata offers what is asked for: said before anything is sent.
//!
//! OIDC Discovery §3 (`claims_parameter_supported`, `acr_values_supported`), RFC 9396 §10
//! (`authorization_details_types_supported`), RFC 9101 §10.5.

use serde_json::Value;

use crate::{
    error::{Code, Error, Phase, Result},
    protocol::{ask::Ask, authorization::JarPolicy},
    provider::metadata::ProviderMetadata,
};

/// Refuses what the metadata does not offer, unless the person knows better. A provider without metadata offers everything.
///
/// # Errors
/// `not_offered`.
pub fn check(metadata: &ProviderMetadata, ask: &Ask) -> Result<()> {
    let Some(issuer) = metadata.issuer.as_ref().filter(|_| !ask.unadvertised) else { return Ok(()) };
    judge(metadata, ask).map_err(|error| error.phase(Phase::Authorize).issuer(issuer.as_str()))
}

fn judge(metadata: &ProviderMetadata, ask: &Ask) -> Result<()> {
    let document = &metadata.document;
    // OIDC Discovery §3: left out, the default is false
    if ask.claims.is_some() && document.get("claims_parameter_supported") != Some(&Value::Bool(true)) {
        return Err(missing("the parameter claims").expected("claims_parameter_supported: true"));
    }
    // OIDC Discovery §3: left out, the default is false; RFC 9101 §10.5 says it as well
    let is_said = |member: &str| document.get(member) == Some(&Value::Bool(true));
    let takes_objects = is_said("request_parameter_supported") || is_said("require_signed_request_object");
    if ask.jar == JarPolicy::Always && !takes_objects {
        return Err(missing("signed authorization requests").expected("request_parameter_supported: true"));
    }
    let listed = |member: &str| document.get(member).and_then(Value::as_array);
    let ways = "request_object_encryption_alg_values_supported";
    if ask.request_object.encrypted && listed(ways).is_none() {
        return Err(missing("encrypted authorization requests").expected(ways));
    }
    if let Some(types) = listed("authorization_details_types_supported") {
        let mut asked = ask.authorization_details.iter().flat_map(|details| details.types());
        if let Some(unknown) = asked.find(|asked| !types.iter().any(|known| known == asked)) {
            return Err(missing("this type of authorization_details").expected(shown(types)).got(unknown));
        }
    }
    if let Some(known) = listed("acr_values_supported") {
        let essential = ask.claims.as_ref().and_then(|claims| claims.essential_acr()).unwrap_or_default();
        let voluntary: Vec<&str> = ask.acr_values.iter().map(String::as_str).collect();
        for wanted in [essential, voluntary] {
            if !wanted.is_empty() && !wanted.iter().any(|wanted| known.iter().any(|known| known == wanted)) {
                return Err(missing("any of these acr values").expected(shown(known)).got(wanted.join(" ")));
            }
        }
    }
    Ok(())
}

fn missing(what: &str) -> Error {
    Code::NotOffered.error().message(format!("the provider's metadata does not offer {what}"))
}

fn shown(list: &[Value]) -> String {
    list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
}
