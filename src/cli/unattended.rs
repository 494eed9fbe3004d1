//! Sessions that need nobody: what environment and configuration say of them, and the tokens that begin and renew them.

use super::{context::Context, credentials, plan::Plan, refresh, settings::global_flags};
use crate::{
    error::{Code, Error, Result},
    flow::{
        self,
        refresh::Previous,
        unattended::{self, Asked, Subject},
    },
    profile::{
        key::Key,
        resolved::Resolved,
        settings::{Inputs, Settings},
    },
    protocol::{time::UnixTime, token::TokenResponse},
    session::{Session, fresh::Refreshed},
};

/// What environment and file say, if they name a grant that needs nobody and can be run again.
pub fn configured(context: &Context) -> Result<Option<Resolved>> {
    let file = context.file()?;
    let flags = global_flags(&context.global);
    let inputs = Inputs { flags: &flags, environment: &*context.environment, file: file.as_ref() };
    if !names_a_flow(&inputs)? {
        return Ok(None);
    }
    match Resolved::resolve(&inputs) {
        Ok(resolved) => Ok(Some(resolved).filter(|resolved| resolved.grant.row().is_repeatable)),
        // It is not said where, so it is the kept sessions that are meant.
        Err(error) if matches!(error.code(), Code::ProfileNotFound | Code::ProviderMissing) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Most often none is named, and then nothing more is read for a token that is valid.
fn names_a_flow(inputs: &Inputs<'_>) -> Result<bool> {
    let row = Key::Flow.row();
    if (inputs.environment)(&row.variable()).is_some_and(|name| !name.is_empty()) {
        return Ok(true);
    }
    let Some(named) = Settings::profile_name(inputs)? else { return Ok(false) };
    let profile = inputs.file.and_then(|file| file.profile(&named.value));
    Ok(profile.is_some_and(|layer| layer.contains_key(row.name)))
}

/// The session of a grant that needs nobody, before its first tokens.
pub fn seed(resolved: &Resolved) -> Session {
    let requested = resolved.scopes.tokens().to_vec();
    Session {
        profile: resolved.profile.clone(),
        provider: resolved.provider.clone(),
        issuer: resolved.issuer().map(|issuer| issuer.as_str().to_owned()),
        client_id: resolved.client_id.clone(),
        settings: resolved.to_settings(),
        // RFC 9068 §2.2: without a person it is the client. Whose a refresh token is, nobody has said yet.
        subject: resolved.grant.row().is_repeatable.then(|| resolved.client_id.clone()),
        username: None,
        scope_granted: requested.clone(),
        scope_requested: requested,
        token_type: String::new(),
        access_token: "".into(),
        refresh_token: None,
        id_token: None,
        obtained_at: UnixTime(0),
        expires_at: Some(UnixTime(0)),
        generation: 0,
        store: None,
        dead: None,
    }
}

/// Tokens by the grant of the plan.
pub async fn tokens(context: &Context, plan: &Plan) -> Result<TokenResponse> {
    let resolved = &plan.resolved;
    let about = |error: Error| error.profile(&resolved.profile);
    let token = match &resolved.subject_token {
        Some(source) if resolved.grant.needs_subject_token() => {
            Some(credentials::token(context, resolved, source).await.map_err(about)?)
        }
        _ => None,
    };
    let subject = token.as_ref().map(|token| Subject { token, kind: &resolved.subject_token_type });
    let asked = Asked { scopes: &resolved.scopes, params: &resolved.params, subject };
    unattended::tokens(&plan.host, &plan.peer, resolved.grant, &asked).await
}

/// Tokens by a refresh token that was got elsewhere. It stays the session's unless the provider rotates it.
pub async fn adopted(context: &Context, plan: &Plan) -> Result<Refreshed> {
    let resolved = &plan.resolved;
    let source = resolved.refresh_token.as_ref().ok_or_else(|| Code::InternalError.error())?;
    let refresh_token =
        credentials::secret(context, source).await.map_err(|error| error.profile(&resolved.profile))?;
    // There is no ID token yet that a new one could be compared with.
    let previous = Previous { refresh_token: &refresh_token, id_token: None };
    let mut tokens = flow::refresh::refresh(&plan.host, &plan.peer, previous).await?.tokens;
    tokens.refresh_token.get_or_insert(refresh_token);
    Ok(refresh::of_response(tokens))
}
