//! `request`: one request to an API with a valid token, and its answer as it came.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, builder::BoolishValueParser};
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use url::{Url, form_urlencoded};

use super::{
    bound, client_certificate,
    context::{Context, Outcome},
    network,
    sessions::{self, Chosen},
    step_up,
    wish::{TokenKind, Wish},
};
use crate::{
    error::{Code, Error, Phase, Result},
    flow::{api, certificate_binding, dpop::Proving, protected_resource},
    host::{
        Host,
        terminal::{self, Stream},
        user_file,
    },
    output::answer,
    profile::{registration::quoted, resolved::Resolved},
    protocol::{
        api_request,
        exchange::{Endpoint, Request, Response},
        step_up::StepUp,
    },
    session::Session,
    untrusted::sanitize,
    x509::identity::Identity,
};

const EXAMPLES: &str = "\
Examples:
  authctl request GET https://api.example/me
  authctl request POST https://api.example/items --json-body '{\"name\":\"a\"}'
  authctl request PUT https://api.example/items/1 --json-body @item.json --fail
  authctl request GET https://api.example/payments --step-up
  authctl request GET https://api.example/export -H 'Accept: text/csv' -o export.csv

The token is sent in the header Authorization and nowhere else. A 401 is answered once with a new
token. No redirect is followed. Without --fail the exit code is 0 whatever the status.";

/// The largest body that is sent, in bytes.
const BODY_LIMIT: u64 = 64 * 1024 * 1024;

/// Flags of `request`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct RequestArguments {
    /// GET, POST, PUT, PATCH, DELETE, HEAD …
    #[arg(value_parser = api_request::method)]
    method: Method,
    /// An https address, or http within this machine
    #[arg(value_parser = api_request::address)]
    url: Url,
    #[command(flatten)]
    wish: Wish,
    /// A header of your own, once for each
    #[arg(long = "header", short = 'H', value_name = "NAME: VALUE", env = "AUTHCTL_HEADER", hide_env = true,
        value_parser = api_request::header_line)]
    headers: Vec<(HeaderName, HeaderValue)>,
    /// A JSON body: itself, @FILE, or @- for stdin
    #[arg(long, value_name = "BODY", env = "AUTHCTL_JSON_BODY", hide_env = true, conflicts_with_all = ["form", "data"])]
    json_body: Option<String>,
    /// A field of a form, once for each
    #[arg(long, value_name = "NAME=VALUE", env = "AUTHCTL_FORM", hide_env = true, conflicts_with = "data",
        value_parser = api_request::form_field)]
    form: Vec<(String, String)>,
    /// Any other body: itself, @FILE, or @- for stdin
    #[arg(long, value_name = "BODY", env = "AUTHCTL_DATA", hide_env = true)]
    data: Option<String>,
    /// Write the answer's status and headers before its body
    #[arg(long, short, env = "AUTHCTL_INCLUDE", hide_env = true, value_parser = BoolishValueParser::new())]
    include: bool,
    /// Write the answer to FILE instead of stdout
    #[arg(long, short, value_name = "FILE", env = "AUTHCTL_OUTPUT", hide_env = true)]
    output: Option<PathBuf>,
    /// Show the client certificate for a token that is bound to it without saying so, as an opaque one
    #[arg(long, env = "AUTHCTL_WITH_CERTIFICATE", hide_env = true, value_parser = BoolishValueParser::new())]
    with_certificate: bool,
    /// Write nothing and fail if the status is 300 or more: 4 for 401, 7 for 429 and 5xx, 9 for 3xx, else 6
    #[arg(long, short, env = "AUTHCTL_FAIL", hide_env = true, value_parser = BoolishValueParser::new())]
    fail: bool,
    /// Sign in anew where the API wants a stronger or newer sign-in (RFC 9470), and send the request again
    #[arg(long, env = "AUTHCTL_STEP_UP", hide_env = true, value_parser = BoolishValueParser::new())]
    step_up: bool,
}

/// Sends the request and writes the answer.
pub fn run(arguments: &RequestArguments, context: &Context) -> Result<ExitCode> {
    arguments.wish.kind.must_be_for_others()?;
    let request = arguments.request()?;
    let chosen = sessions::chosen(context)?;
    let session = match arguments.wish.session_of(&chosen, context)? {
        Outcome::Done(session) => session,
        Outcome::Interrupted(exit) => return Ok(ExitCode::from(exit)),
    };
    let with_certificate = arguments.with_certificate;
    let call = Call { wish: &arguments.wish, chosen: &chosen, with_certificate, context };
    let answered = context.block_on(call.answered(&request, session));
    let response = match answered.map_err(|error| error.profile(chosen.profile()))? {
        Outcome::Done(response) => response,
        Outcome::Interrupted(exit) => return Ok(ExitCode::from(exit)),
    };
    call.stepped_up(&request, response, arguments.step_up)?.then(|(response, wanted)| {
        if let Some(command) = &wanted {
            if arguments.fail {
                return Err(step_up::error(command.as_deref()).profile(chosen.profile()));
            }
            let command = command.as_ref().map_or_else(String::new, |command| format!(": run `{command}`"));
            context.say(&format!("The API wants another sign-in{command}."));
        }
        let is_step_up = wanted.is_some();
        let who = who_signs_in(&response, &arguments.url).filter(|_| !is_step_up);

        if let Some(refusal) = api::refusal(&response, &request).filter(|_| arguments.fail) {
            let refusal = refusal.profile(chosen.profile());
            return Err(who
                .into_iter()
                .fold(refusal, |refusal, login| refusal.hint(format!("run `{login}`"))));
        }
        if let Some(login) = who {
            context.say(&format!("The API says who signs people in for it: run `{login}`."));
        }
        if let Some(place) = api::leads_to(&response, &request) {
            context.say(&format!("The answer leads to {}, which was not asked.", sanitize(&place)));
        }
        arguments.write(&response, context)
    })
}

/// The login that leads to a token of this API, if its answer tells where to learn that (RFC 9728 §5.1).
fn who_signs_in(response: &Response, url: &Url) -> Option<String> {
    protected_resource::told_of(response).filter(|_| response.status == StatusCode::UNAUTHORIZED)?;
    let resource = &url[..url::Position::AfterPath];
    Some(format!("authctl login --resource {}", quoted(resource)))
}

/// A call, and what it takes to give it a new token.
struct Call<'a> {
    wish: &'a Wish,
    chosen: &'a Chosen,
    with_certificate: bool,
    context: &'a Context,
}

impl Call<'_> {
    /// The answer; a 401 is answered once with a new token, if there is one to be had.
    async fn answered(&self, request: &Request, session: Session) -> Result<Response> {
        let resolved = Resolved::from_settings(&session.profile, &session.settings)?;
        let certificate = self.certificate(&resolved, &session).await?;
        let host = network::to_api(self.context, &resolved, certificate)?;
        let response = self.send(&host, request, &session).await?;
        // RFC 9470 §4: a token of the same sign-in would be no better
        let is_final = response.status != StatusCode::UNAUTHORIZED || StepUp::asked(&response).is_some();
        if is_final || !session.is_renewable() {
            return Ok(response);
        }
        let session = self.wish.newer(self.context, self.chosen, &session).await?;
        self.send(&host, request, &session).await
    }

    /// The answer after the sign-in that the API wants, once, if it may be run; and what still has to be run, if it is wanted
    /// (no command for a session that no person began).
    fn stepped_up(
        &self,
        request: &Request,
        response: Response,
        may_sign_in: bool,
    ) -> Result<Outcome<(Response, Option<Option<String>>)>> {
        let about = |error: Error| error.profile(self.chosen.profile());
        let Some(wanted) = StepUp::asked(&response) else { return Ok(Outcome::Done((response, None))) };
        let session = self.chosen.load()?;
        if !may_sign_in {
            let command = step_up::command(self.context, &session, &wanted)?;
            return Ok(Outcome::Done((response, Some(command))));
        }
        let session = match step_up::sign_in(self.context, &session, &wanted).map_err(about)? {
            Outcome::Done(session) => session,
            Outcome::Interrupted(exit) => return Ok(Outcome::Interrupted(exit)),
        };
        match self.context.block_on(self.answered(request, session)).map_err(about)? {
            Outcome::Interrupted(exit) => Ok(Outcome::Interrupted(exit)),
            Outcome::Done(response) => self.stepped_up(request, response, false),
        }
    }

    /// The certificate that the API has to see: that of a token which says that it is bound to it, or if the person says so.
    async fn certificate(&self, resolved: &Resolved, session: &Session) -> Result<Option<Identity>> {
        let is_bound = certificate_binding::bound_to(self.wish.kind.of(session)?).is_some();
        if self.with_certificate && resolved.tls_cert.is_none() {
            return Err(Code::Usage
                .error()
                .message("the session has no client certificate to show")
                .hint("sign in with --tls-cert and --tls-key"));
        }
        match is_bound || self.with_certificate {
            true => client_certificate::fetch(self.context, resolved).await,
            false => Ok(None),
        }
    }

    async fn send(&self, host: &Host, request: &Request, session: &Session) -> Result<Response> {
        // Only the access token is bound to it.
        let prover = if self.wish.kind == TokenKind::Access { bound::prover(session)? } else { None };
        let proving = Proving { prover: prover.as_ref(), token: Some(self.wish.kind.of(session)?) };
        api::call(host, proving, request.clone()).await.outcome.map_err(|error| error.phase(Phase::Request))
    }
}

impl RequestArguments {
    fn request(&self) -> Result<Request> {
        let (body, media_type, accept) = self.body()?;
        let mut request = Request::get(Endpoint::Api, self.url.clone())
            .header(header::ACCEPT, HeaderValue::from_static(accept));
        request.method = self.method.clone();
        request.body = body;
        if let Some(media_type) = media_type {
            request.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        }
        // The first one takes the place of what is sent without it, and further ones of the same name follow.
        let mut is_set = Vec::new();
        for (name, value) in &self.headers {
            match is_set.contains(&name) {
                true => drop(request.headers.append(name, value.clone())),
                false => drop(request.headers.insert(name, value.clone())),
            }
            is_set.push(name);
        }
        Ok(request)
    }

    /// The body, its media type, and what is wanted for an answer.
    fn body(&self) -> Result<(Vec<u8>, Option<&'static str>, &'static str)> {
        if let Some(text) = &self.json_body {
            let body = given(text)?;
            serde_json::from_slice::<serde::de::IgnoredAny>(&body).map_err(|error| {
                Code::Usage.error().message(format!("the body is not JSON, from line {}", error.line()))
            })?;
            return Ok((body, Some("application/json"), "application/json"));
        }
        if !self.form.is_empty() {
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.form).finish();
            return Ok((body.into_bytes(), Some("application/x-www-form-urlencoded"), "*/*"));
        }
        match &self.data {
            Some(text) => Ok((given(text)?, Some("application/octet-stream"), "*/*")),
            None => Ok((Vec::new(), None, "*/*")),
        }
    }

    fn write(&self, response: &Response, context: &Context) -> Result<ExitCode> {
        let mut bytes = if self.include { answer::head(response) } else { Vec::new() };
        bytes.extend_from_slice(&response.body);
        if let Some(path) = &self.output {
            return user_file::write(path, &bytes).map(|()| ExitCode::SUCCESS);
        }
        // C143
        if Stream::Output.is_terminal() && !answer::is_plain_text(&bytes) {
            return Err(Code::OutputFailed
                .error()
                .phase(Phase::Output)
                .message("the answer has characters that a terminal would act on")
                .hint("write it to a file with -o FILE, or into a pipe"));
        }
        context.print(&bytes)
    }
}

/// A body: the text itself, a file after `@`, stdin for `@-`.
fn given(text: &str) -> Result<Vec<u8>> {
    match text.strip_prefix('@') {
        Some("-") => terminal::read_stdin(BODY_LIMIT),
        Some(path) => user_file::read_bytes(Path::new(path), BODY_LIMIT),
        None => Ok(text.as_bytes().to_vec()),
    }
}
