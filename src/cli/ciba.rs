//! `login --flow ciba`: whom the provider is to ask, and what the person sees here meanwhile.

use clap::Args;

use super::{
    context::Context, countdown::count_down, credentials, device, hint, plan::Plan, typed::Typed,
    way::WayArguments,
};
use crate::{
    error::{Code, Error, Result},
    flow::{
        backchannel_authentication::{self, BackchannelRequest, Begun, Hint},
        sign_in_as,
        signed_in::SignedIn,
    },
    host::{CallbackAddress, Talk as _, screen::Screen, terminal::Stderr},
    profile::resolved::Resolved,
    protocol::{
        backchannel_authentication::{DeliveryMode, GRANT_TYPE},
        grant::Grant,
        time::Seconds,
    },
    secret::source::SecretSource,
    untrusted::sanitize,
};

/// The parameter that names the person (CIBA Core §7.1).
const LOGIN_HINT: &str = "login_hint";

/// The names of the flags, which are of this flow alone.
const FLAGS: &[&str] = &["login-hint-token-from", "binding-message", "user-code-from", "requested-expiry"];

/// The flags.
#[derive(Args, Default)]
pub struct CibaArguments {
    /// Where a token is that says whom the provider is to ask, for --flow ciba: env:NAME, file:PATH …
    #[arg(long, value_name = "SOURCE", env = "AUTHCTL_LOGIN_HINT_TOKEN_FROM", hide_env = true)]
    login_hint_token_from: Option<String>,
    /// What the person is to see both here and where the provider asks, for --flow ciba
    #[arg(long, value_name = "TEXT", env = "AUTHCTL_BINDING_MESSAGE", hide_env = true)]
    binding_message: Option<String>,
    /// Where the code is by which the person lets the provider ask, for --flow ciba: env:NAME, file:PATH …
    #[arg(long, value_name = "SOURCE", env = "AUTHCTL_USER_CODE_FROM", hide_env = true)]
    user_code_from: Option<String>,
    /// How long the person shall have, for --flow ciba; the provider decides
    #[arg(long, value_name = "DURATION", env = "AUTHCTL_REQUESTED_EXPIRY", hide_env = true)]
    requested_expiry: Option<Seconds>,
}

impl CibaArguments {
    /// Refuses what cannot work before anything is sent.
    pub fn check(&self, typed: &Typed, way: &WayArguments, resolved: &Resolved) -> Result<()> {
        if resolved.grant != Grant::Ciba {
            return match FLAGS.iter().find(|flag| typed.has(&flag.replace('-', "_"))) {
                None => Ok(()),
                Some(flag) => {
                    Err(usage(format!("--{flag} is for the flow ciba, and this is {}", resolved.grant))
                        .hint(format!("drop --{flag}, or choose --flow ciba")))
                }
            };
        }
        for source in [&self.login_hint_token_from, &self.user_code_from].into_iter().flatten() {
            SecretSource::parse(source)?;
        }
        // CIBA Core §7.1
        let has_name = resolved.params.iter().any(|(name, _)| name == LOGIN_HINT);
        let hints = [has_name, self.login_hint_token_from.is_some(), way.id_token_hint.is_some()];
        if hints.iter().filter(|is_given| **is_given).count() != 1 {
            return Err(usage("the flow ciba asks for one person, named in exactly one way")
                .hint("give one of --login-hint, --login-hint-token-from and --id-token-hint"));
        }
        if !resolved.scopes.is_openid() {
            return Err(
                usage("the flow ciba asks for the scope openid (CIBA Core §7.1)").hint("add --scope openid")
            );
        }
        if self.binding_message.as_ref().is_some_and(|text| text.is_empty() || sanitize(text) != *text) {
            return Err(usage("a binding message is of characters that can be seen")
                .hint("keep it short, such as W4SCT"));
        }
        match resolved.delivery_mode == DeliveryMode::Ping && resolved.callback.port == 0 {
            true => Err(usage("the provider's ping comes to the one address that the client has registered")
                .hint("give --callback-port PORT, and --callback-path PATH if it is not /callback")),
            false => Ok(()),
        }
    }

    /// Signs in.
    pub async fn sign_in(
        &self,
        way: &WayArguments,
        context: &Context,
        plan: &Plan,
        callback: CallbackAddress,
    ) -> Result<SignedIn> {
        self.say_if_not_offered(context, plan);
        let request = self.request(way, context, plan, callback).await?;
        let mut begun = backchannel_authentication::begin(&plan.host, &plan.peer, &request).await?;
        if let Some(user) = &way.user {
            sign_in_as::agree_as(&plan.host, plan.peer.home(), &begun.answer.auth_req_id, user).await?;
            return backchannel_authentication::finish(&plan.host, &plan.peer, &request, &mut begun).await;
        }
        self.show(&request, plan);
        wait(context, plan, &request, &mut begun).await
    }

    async fn request(
        &self,
        way: &WayArguments,
        context: &Context,
        plan: &Plan,
        callback: CallbackAddress,
    ) -> Result<BackchannelRequest> {
        let resolved = &plan.resolved;
        let mut params = device::params(plan);
        let name = params.iter().position(|(name, _)| name == LOGIN_HINT).map(|at| params.remove(at).1);
        let hint = match (name, &self.login_hint_token_from, &way.id_token_hint) {
            (Some(name), ..) => Hint::Login(name),
            (None, Some(source), _) => {
                Hint::LoginToken(credentials::secret(context, &SecretSource::parse(source)?).await?)
            }
            (None, None, Some(place)) => Hint::IdToken(hint::hint(context, plan, place).await?),
            (None, None, None) => return Err(Code::InternalError.error()),
        };
        let user_code = match &self.user_code_from {
            Some(source) => Some(credentials::secret(context, &SecretSource::parse(source)?).await?),
            None => None,
        };
        Ok(BackchannelRequest {
            scopes: resolved.scopes.clone(),
            hint,
            binding_message: self.binding_message.clone(),
            user_code,
            requested_expiry: self.requested_expiry.map(|expiry| expiry.0),
            params,
            ask: resolved.ask.clone(),
            ping: (resolved.delivery_mode == DeliveryMode::Ping).then_some(callback),
            time_limit: way.login_timeout.map(Seconds::duration),
        })
    }

    /// What the metadata leave out is said before it is tried (CIBA Core §4).
    fn say_if_not_offered(&self, context: &Context, plan: &Plan) {
        plan.say_if_unlisted(context, GRANT_TYPE);
        let document = &plan.peer.metadata.document;
        let mode = plan.resolved.delivery_mode.name();
        let modes =
            document.get("backchannel_token_delivery_modes_supported").and_then(|list| list.as_array());
        if modes.is_some_and(|modes| !modes.iter().any(|known| known == mode)) {
            context.say(&format!(
                "The provider's metadata does not list the delivery mode {mode}; it is tried all the same."
            ));
        }
        let takes_code = document.get("backchannel_user_code_parameter_supported");
        if self.user_code_from.is_some() && !takes_code.is_some_and(|value| value == true) {
            context.say(
                "The provider's metadata does not say that it takes a user code; it is sent all the same.",
            );
        }
    }

    /// Without this nobody knows what to do, so `--quiet` does not silence it.
    fn show(&self, request: &BackchannelRequest, plan: &Plan) {
        let talk = Stderr { quiet: false };
        let whom = match &request.hint {
            Hint::Login(name) => sanitize(name).to_string(),
            Hint::LoginToken(_) | Hint::IdToken(_) => "the person".to_owned(),
        };
        talk.say(&format!("{} asks {whom} now, where it knows to find them.", plan.peer.name()));
        if let Some(message) = &request.binding_message {
            talk.say(&format!("Agree there only if it shows: {message}"));
        }
    }
}

async fn wait(
    context: &Context,
    plan: &Plan,
    request: &BackchannelRequest,
    begun: &mut Begun,
) -> Result<SignedIn> {
    let lasts = begun.answer.times.expires_in;
    let lasts = request.time_limit.map_or(lasts, |limit| limit.as_secs().min(lasts));
    let end = plan.host.clock.now().plus(lasts.cast_signed());
    let screen = Screen::of_talk(&context.environment).filter(|_| !context.global.quiet);
    tokio::select! {
        biased;
        signed_in = backchannel_authentication::finish(&plan.host, &plan.peer, request, begun) => signed_in,
        never = count_down(&*plan.host.clock, end, screen) => match never {},
    }
}

fn usage(message: impl Into<String>) -> Error {
    Code::Usage.error().message(message)
}
