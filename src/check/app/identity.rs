//! Who is who: what tells people apart in a page, and a code that another client was given.

use url::Url;

use super::{asked::parameter, scene::Scene};
use crate::{
    check::stage::person::Person,
    error::{Code, Phase, Result},
    idp::provider::Provider,
    jose::{base64url, hash},
};

/// What a page may show of a person and of nobody else.
pub(super) fn names(provider: &Provider, person: &Person) -> Vec<String> {
    let mut names = vec![person.username.clone(), person.sub.clone()];
    if let Some(user) = provider.config.users.iter().find(|user| user.sub == person.sub) {
        names.extend([user.name.clone(), user.email.clone()].into_iter().flatten());
    }
    names.retain(|name| name.len() > 2);
    names
}

/// Whether a page shows a person.
pub(super) fn is_shown(provider: &Provider, person: &Person, page: &str) -> bool {
    names(provider, person).iter().any(|name| page.contains(name.as_str()))
}

/// A code for the same person that the provider gave to its own client; nothing where it stands for a vendor, and has none.
pub(super) async fn code_of_another_client(scene: &Scene<'_>) -> Result<Option<String>> {
    if !scene.stage.provider().policy.title.is_empty() {
        return Ok(None);
    }
    let failed = || Code::AppSignInFailed.error().phase(Phase::Check).message("another client gets no code");
    let mut address = Url::parse(scene.stage.server.origin()).map_err(|_| failed())?;
    address.set_path("/authorize");
    address.query_pairs_mut().extend_pairs([
        ("response_type", "code"),
        ("client_id", "authctl"),
        ("redirect_uri", "http://127.0.0.1:9/callback"),
        ("scope", "openid"),
        ("state", "of-another-client"),
        ("nonce", "of-another-client"),
        ("code_challenge", &base64url::encode(hash::sha256(b"of another client"))),
        ("code_challenge_method", "S256"),
    ]);
    let paused = scene.arrive_with(scene.browser()?, address, scene.person()).await?;
    parameter(&paused.answer.url, "code").map(Some).ok_or_else(failed)
}
