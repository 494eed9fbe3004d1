//! Sessions that need nobody: what environment and configuration say of them, and the tokens that begin and renew them.

use super::{context::Context, credentials, dpop, plan::Plan, settings::global_flags, unbegun::unbegun};
use crate::{
    error::{Code, Error, Result},
    flow::{
        asked::{Asked, Subject},
        unattended,
    },
    profile::{
        key::{Key, KeyRow},
        resolved::Resolved,
        settings::{Inputs, Settings},
    },
    protocol::grant::Grant,
    session::{Session, fresh::Refreshed},
};

/// What environment and file say, if they name a grant that needs nobody and can be run again.
pub fn configured(context: &Context) -> Result<Option<Resolved>> {
    let file = context.file()?;
    let flags = global_flags(&context.global);
    let inputs = Inputs { flags: &flags, environment: &*context.environment, file: file.as_ref() };
    // Most often none is named, and then nothing more is read for a token that is valid. One that does not exist is refused
    // where it is parsed.
    let row = Key::Flow.row();
    let Some(flow) = named_flow(&inputs, row)? else { return Ok(None) };
    if Grant::named(&flow).is_ok_and(|grant| !grant.row().is_repeatable) {
        return Ok(None);
    }
    match Resolved::resolve(&inputs) {
        Ok(resolved) if resolved.grant.row().is_repeatable => Ok(Some(resolved)),
        // C135: a profile's flow does not follow to another provider, nor does its session stand for that one.
        Ok(resolved) => Err(Code::ConfigInvalid
            .error()
            .profile(resolved.profile)
            .message("the environment leads to another provider than the profile, and names no flow")
            .hint(format!("set {}, or unset {}", row.variable(), Key::Issuer.row().variable()))),
        // The file does not know the name, so it is a kept session's.
        Err(error) if error.code() == Code::ProfileNotFound => Ok(None),
        // A job that is told by half must not get the token of a person who happens to be signed in.
        Err(error) if error.code() == Code::ProviderMissing => Err(error.hint(format!(
            "set {}, or unset {} to use a session that is kept",
            Key::Issuer.row().variable(),
            row.variable()
        ))),
        Err(error) => Err(error),
    }
}

/// The flow that environment or file name.
fn named_flow(inputs: &Inputs<'_>, row: &KeyRow) -> Result<Option<String>> {
    if let Some(name) = (inputs.environment)(&row.variable()).filter(|name| !name.is_empty()) {
        return Ok(Some(name));
    }
    let Some(named) = Settings::profile_name(inputs)? else { return Ok(None) };
    let profile = inputs.file.and_then(|file| file.profile(&named.value));
    Ok(profile.and_then(|layer| layer.get(row.name)).map(|flow| flow.value.clone()))
}

/// The session of a grant that needs nobody, before its first tokens.
pub fn seed(context: &Context, resolved: &Resolved) -> Session {
    Session {
        workload: workload(context, resolved),
        // RFC 9068 §2.2: by its own authentication the client is the subject. Whom else's token is about, nobody has said.
        subject: (resolved.grant == Grant::ClientCredentials).then(|| resolved.client_id.clone()),
        ..unbegun(resolved)
    }
}

/// Tokens by the grant of the plan.
pub async fn tokens(context: &Context, plan: &Plan) -> Result<Refreshed> {
    let resolved = &plan.resolved;
    let about = |error: Error| error.profile(&resolved.profile);
    let token = match &resolved.subject_token {
        Some(source) if resolved.grant.needs_subject_token() => {
            Some(credentials::token(context, resolved, source).await.map_err(about)?)
        }
        _ => None,
    };
    let subject = token.as_ref().map(|token| Subject { token, kind: &resolved.subject_token_type });
    let audiences = resolved.ask.audiences.iter().map(|audience| ("audience".to_owned(), audience.clone()));
    let details = resolved.ask.details().map(|(name, value)| (name.to_owned(), value));
    let params: Vec<_> = audiences.chain(details).chain(resolved.params.iter().cloned()).collect();
    let asked = Asked { scopes: &resolved.scopes, params: &params, subject };
    let tokens = unattended::tokens(&plan.host, &plan.peer, resolved.grant, &asked).await?;
    Ok(Refreshed { workload: workload(context, resolved), dpop_key: dpop::key(plan), ..tokens.into() })
}

/// Which workload this is, as far as that can be told without asking anybody.
fn workload(context: &Context, resolved: &Resolved) -> Option<String> {
    let subject = resolved.subject_token.as_ref().filter(|_| resolved.grant.needs_subject_token());
    let sources = subject.into_iter().chain(&resolved.client_assertion);
    let hashes: Vec<String> = sources.filter_map(|source| credentials::workload(context, source)).collect();
    (!hashes.is_empty()).then(|| hashes.join(" "))
}
