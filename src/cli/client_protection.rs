//! How the requests and answers of a client that is to be registered are protected: OIDC Registration §2, JARM §3.

use serde_json::Value;

use crate::{
    error::{Code, Result},
    flow::protection::Protection,
    jose::algorithm::Algorithm,
    profile::resolved::Resolved,
    provider::metadata::ProviderMetadata,
};

/// The members of its registration that say so.
///
/// # Errors
/// As [`Protection::check`].
pub fn members(
    resolved: &Resolved,
    metadata: &ProviderMetadata,
    answers: &Protection,
    has_secret: bool,
) -> Result<Vec<(String, Value)>> {
    answers.check(metadata, has_secret)?;
    let ways = answers.ways(metadata, has_secret)?.into_iter();
    let mut members: Vec<(&str, String)> = ways.map(|(name, way)| (name, way.name().to_owned())).collect();
    if answers.userinfo.signed {
        let listed = metadata.document.get("userinfo_signing_alg_values_supported").and_then(Value::as_array);
        let is_listed = |algorithm: &&Algorithm| {
            listed.is_none_or(|names| names.iter().any(|name| name == algorithm.name()))
        };
        let algorithm =
            Algorithm::ASYMMETRIC.iter().find(is_listed).ok_or_else(|| Code::NotOffered.error())?;
        members.push(("userinfo_signed_response_alg", algorithm.name().to_owned()));
    }
    let form = &resolved.ask.request_object;
    let named = [("request_object_encryption_alg", &form.alg), ("request_object_encryption_enc", &form.enc)];
    members.extend(named.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))));
    Ok(members.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect())
}
