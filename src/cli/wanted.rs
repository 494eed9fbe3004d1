//! What a login asks the browser to bring, and how: `--response-type` and `--response-mode`, held against the rest of the
//! settings before anything is sent.

use crate::{
    error::{Code, Error, Result},
    profile::resolved::Resolved,
    protocol::{
        answer_form::AnswerForm, dpop_policy::DpopPolicy, response_mode::ResponseMode,
        response_type::ResponseType, wanted_response::WantedResponse,
    },
};

/// The answer that is wanted.
///
/// # Errors
/// `usage` if the settings do not go together.
pub fn wanted(resolved: &Resolved) -> Result<WantedResponse> {
    let flow = resolved.grant;
    // a flow without an authorization request has nothing to ask that way
    let Some(default) = ResponseType::of(flow) else { return Ok(WantedResponse::default()) };
    let response_type = resolved.response_type.unwrap_or(default);
    let (name, its_flow) = (response_type.name(), response_type.row().grant);
    if its_flow != flow {
        return Err(usage(format!(
            "the response type `{name}` belongs to the flow {its_flow}, and this is {flow}"
        ))
        .hint(format!("add --flow {its_flow}, or drop --response-type")));
    }
    if response_type.has_id_token() && !resolved.scopes.is_openid() {
        return Err(usage(format!(
            "the response type `{name}` asks for an ID token, and there is none without the scope openid"
        ))
        .hint("add --scope openid"));
    }
    let response_mode = mode(resolved)?;
    if (response_mode.is_jwt || response_type.has_id_token()) && resolved.issuer().is_none() {
        return Err(usage(
            "what the provider signs is proven by its issuer, and this one has none".to_owned(),
        )
        .hint("give --issuer, or drop what asks for it"));
    }
    if resolved.dpop != DpopPolicy::Never && !response_type.has_code() {
        return Err(usage(format!("what the flow {flow} brings is bound to no key")).hint("drop --dpop"));
    }
    WantedResponse::new(response_type, response_mode)
        .map_err(|error| error.hint("choose --response-mode fragment or form_post, or drop it"))
}

/// Who wants the answer signed or encrypted wants it as a token (JARM §2.3).
fn mode(resolved: &Resolved) -> Result<ResponseMode> {
    match resolved.response_mode {
        mode if resolved.response_form == AnswerForm::default() || mode.is_jwt => Ok(mode),
        ResponseMode::UNSAID => ResponseMode::named("jwt"),
        mode => Err(usage(format!(
            "the response mode {mode} brings an answer that is neither signed nor encrypted"
        ))
        .hint("drop --response-mode, or --response-form")),
    }
}

fn usage(message: String) -> Error {
    Code::Usage.error().message(message)
}
