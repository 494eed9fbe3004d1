//! `login`: sign in, check everything, keep the session, say what came of it.

use std::process::ExitCode;

use clap::{Args, builder::BoolishValueParser};

use super::{
    adopted,
    ciba::CibaArguments,
    connector,
    context::{Context, Outcome},
    dev, device, dpop, flow_settings, hint,
    introduction::{self, IntroductionArguments},
    jar,
    login_report::{Login, Print},
    password,
    plan::Plan,
    sessions,
    settings::SettingArguments,
    typed::Typed,
    unattended,
    unbegun::unbegun,
    wanted,
    way::WayArguments,
};
use crate::{
    error::{Code, Phase, Result},
    flow::{
        authorization_code::{self, LoginRequest, Way},
        offered,
        request_object::Signing,
        signed_in::SignedIn,
    },
    host::{CallbackAddress, CallbackHost, clock::SystemClock},
    profile::{
        fapi2,
        resolved::{CallbackSettings, Resolved},
        settings::Inputs,
    },
    protocol::{
        authorization_details::AUTHORIZATION_DETAILS,
        grant::Grant,
        time::{Seconds, UnixTime},
        token::LONGEST_LIFE_S,
    },
    provider::profile_map,
    session::{Session, fresh, kept, store::Store, waiting::Patience},
};

const EXAMPLES: &str = "\
Examples:
  authctl login --provider dev --as alice
        at the embedded provider: no account, no browser, no network
  authctl login --provider github
        says where to register an app, and which command comes next
  authctl login --issuer https://id.example --client-id my-app
        any provider with OpenID Connect or RFC 8414 metadata
  authctl login --issuer https://id.example --register
        registers a client first, where the provider takes that
  authctl login --resource https://api.example/mcp --register
        at whoever signs people in for that API, such as an MCP server
  authctl login --profile work --no-browser
        over SSH: open the address anywhere, paste the final one here
  authctl login --profile work --flow device
        over SSH: open the address on a phone, and enter the code there
  authctl login --profile work --flow ciba --login-hint carol --binding-message W4SCT
        the provider asks carol on her phone, and nothing is opened here
  authctl login --profile job --issuer https://id.example --flow client-credentials \\
      --client-id my-job --client-secret-from env:MY_JOB_SECRET
        without a person: the client itself
  authctl login --provider dev --as alice --no-store --print access
        a token for one command, nothing kept";

/// Flags of `login`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct LoginArguments {
    #[command(flatten)]
    typed: Typed,
    #[command(flatten)]
    way: WayArguments,
    #[command(flatten)]
    introduction: IntroductionArguments,
    #[command(flatten)]
    ciba: CibaArguments,
    /// Exit 12 and keep nothing unless this scope was granted; more than once for more
    #[arg(long, value_name = "SCOPE", value_delimiter = ' ', env = "AUTHCTL_REQUIRE_SCOPE", hide_env = true)]
    require_scope: Vec<String>,
    /// Keep no session
    #[arg(long, env = "AUTHCTL_NO_STORE", hide_env = true, value_parser = BoolishValueParser::new())]
    no_store: bool,
    /// Print a token, or all as JSON, to stdout
    #[arg(long, value_name = "WHAT", env = "AUTHCTL_PRINT", hide_env = true)]
    print: Option<Print>,
    // Last, so that its heading stands over its own flags only.
    #[command(flatten)]
    settings: SettingArguments,
}

/// How long the person may take in the browser, if nothing is said.
const LOGIN_TIMEOUT: Seconds = Seconds(300);

/// Signs in, and says what came of it.
pub fn run(arguments: &LoginArguments, context: &Context) -> Result<ExitCode> {
    signed_in(arguments, context)?.then(|login| login.show(arguments.print, context))
}

/// Signs in.
pub fn signed_in(arguments: &LoginArguments, context: &Context) -> Result<Outcome<Login>> {
    let flags = arguments.settings.flags(&context.global);
    let flags = match arguments.introduction.introduced(context, flags)? {
        Outcome::Done(flags) => flags,
        Outcome::Interrupted(exit) => return Ok(Outcome::Interrupted(exit)),
    };
    let file = context.file()?;
    let inputs = Inputs { flags: &flags, environment: &*context.environment, file: file.as_ref() };
    let resolved = Resolved::resolve(&inputs)?;
    let profile = resolved.profile.clone();
    fapi2::check_settings(&resolved)?;
    check_way(arguments, context, &resolved)
        .and_then(|()| dpop::check(&resolved, arguments.no_store))
        .and_then(|()| jar::encrypting(&resolved))
        .and_then(|_| wanted::wanted(&resolved))
        .map_err(|error| error.profile(&profile))?;
    let store = match arguments.no_store {
        true => None,
        false => Some(sessions::for_new(context, resolved.store.as_ref())?),
    };
    if let Some(store) = &store {
        // C116: before a person is sent anywhere
        kept::ready(&**store, &profile)?;
    }
    let work = sign_in_and_keep(arguments, context, resolved, store.as_deref());
    context.block_on(work).map_err(|error| error.profile(&profile))
}

/// C40: what needs a person is refused at once where there is none.
fn check_way(arguments: &LoginArguments, context: &Context, resolved: &Resolved) -> Result<()> {
    flow_settings::check(resolved)?;
    arguments.ciba.check(&arguments.typed, &arguments.way, resolved)?;
    if !resolved.grant.row().needs_person {
        return check_nobody(arguments, resolved);
    }
    if arguments.way.user.is_some() && !resolved.is_on_this_machine() {
        return Err(Code::Usage
            .error()
            .message("--as signs in at the embedded provider only")
            .hint(format!("drop --as, or use --provider {}", dev::PRESET)));
    }
    if !resolved.grant.has_callback() {
        check_no_request(arguments, resolved.grant)?;
    }
    if resolved.grant == Grant::Password {
        return password::check(&arguments.typed, context, resolved);
    }
    check_openid(arguments, resolved)?;
    if arguments.way.user.is_none() && context.global.non_interactive {
        return Err(Code::InteractionRequired.error().phase(Phase::Browser));
    }
    Ok(())
}

/// What is asked of the sign-in is checked in the ID token.
fn check_openid(arguments: &LoginArguments, resolved: &Resolved) -> Result<()> {
    let asked = [
        ("--max-age", arguments.way.max_age.is_some()),
        ("--id-token-hint", arguments.way.id_token_hint.is_some()),
        ("--acr-values", !resolved.ask.acr_values.is_empty()),
        ("--claims", resolved.ask.claims.is_some()),
    ];
    match asked.iter().find(|(_, is_asked)| *is_asked && !resolved.scopes.is_openid()) {
        None => Ok(()),
        Some((flag, _)) => Err(Code::Usage
            .error()
            .message(format!("{flag} is checked in the ID token, and there is none without the scope openid"))
            .hint(format!("add --scope openid, or drop {flag}"))),
    }
}

/// What is asked of the authorization endpoint means nothing where it is not asked.
fn check_no_request(arguments: &LoginArguments, grant: Grant) -> Result<()> {
    let asked = arguments.typed.has("max_age").then_some("max-age");
    let hint = arguments.typed.has("id_token_hint") && grant != Grant::Ciba;
    match asked.or(hint.then_some("id-token-hint")) {
        None => Ok(()),
        Some(flag) => Err(flow_settings::no_request(flag, grant)),
    }
}

/// What is said about a person means nothing where there is none.
fn check_nobody(arguments: &LoginArguments, resolved: &Resolved) -> Result<()> {
    let flags = [("--as", "user"), ("--max-age", "max_age"), ("--id-token-hint", "id_token_hint")];
    match flags.iter().find(|(_, id)| arguments.typed.has(id)) {
        None => Ok(()),
        Some((flag, _)) => Err(Code::Usage
            .error()
            .message(format!("{flag} is about a person, and the flow {} has none", resolved.grant))
            .hint(format!("drop {flag}, or choose another --flow"))),
    }
}

async fn sign_in_and_keep(
    arguments: &LoginArguments,
    context: &Context,
    resolved: Resolved,
    store: Option<&dyn Store>,
) -> Result<Login> {
    if resolved.grant == Grant::RefreshToken {
        // What it was got with may be spent by now, so it is kept whatever was granted.
        let session = adopted::begin(context, &resolved, store).await?;
        check_scope(arguments, &session)?;
        return Ok(Login { session, id_token_checked: false });
    }
    let mut plan = Plan::make(context, resolved, arguments.way.browser.clone()).await?;
    dpop::begin(&mut plan)?;
    offered::check(&plan.peer.metadata, &plan.resolved.ask)?;
    introduction::say_if_unheard_of(context, &plan);
    let (session, id_token_checked) = match plan.resolved.grant.row().needs_person {
        true => {
            let signed_in = person(arguments, context, &plan).await?;
            connector::say_of_user(context, &plan.resolved, signed_in.user.as_ref());
            (session_of(&plan, &signed_in, context.now()), signed_in.id_token.is_some())
        }
        false => {
            let tokens = unattended::tokens(context, &plan).await?;
            (fresh::successor(&unattended::seed(context, &plan.resolved), tokens, context.now()), false)
        }
    };
    check_scope(arguments, &session)?;
    // The provider is left before the session's lock is waited for: a refresh waits the other way round.
    plan.finish().await;
    let session = match store {
        Some(store) => {
            let notice = || context.say("Waiting for another authctl that writes this session …");
            kept::begin(store, session, Patience::new(&SystemClock, &notice)).await?
        }
        None => session,
    };
    Ok(Login { session, id_token_checked })
}

/// What `--require-scope` asks of the answer.
fn check_scope(arguments: &LoginArguments, session: &Session) -> Result<()> {
    let is_missing = |scope: &&String| !scope.is_empty() && !session.scope_granted.contains(scope);
    match arguments.require_scope.iter().find(is_missing) {
        None => Ok(()),
        Some(scope) => Err(Code::ScopeNotGranted
            .error()
            .phase(Phase::Exchange)
            .expected(scope.as_str())
            .got(session.scope_granted.join(" "))),
    }
}

/// A person signs in: in the browser here, or on a device.
async fn person(arguments: &LoginArguments, context: &Context, plan: &Plan) -> Result<SignedIn> {
    if plan.resolved.grant == Grant::Password {
        return password::sign_in(context, plan).await;
    }
    if plan.resolved.grant == Grant::Ciba {
        let address = callback(&plan.resolved.callback);
        return arguments.ciba.sign_in(&arguments.way, context, plan, address).await;
    }
    let own_idea = device::is_better(&arguments.way, context, plan);
    if (plan.resolved.grant == Grant::Device || own_idea.is_some())
        && let Some(signed_in) = device::sign_in(&arguments.way, context, plan, own_idea).await?
    {
        return Ok(signed_in);
    }
    let hint = match &arguments.way.id_token_hint {
        Some(place) => Some(hint::hint(context, plan, place).await?),
        None => None,
    };
    let signing = jar::signing(plan)?;
    let request = LoginRequest { hint, signing, ..request(arguments, &plan.resolved)? };
    authorization_code::sign_in(&plan.host, &plan.peer, &request).await
}

fn request(arguments: &LoginArguments, resolved: &Resolved) -> Result<LoginRequest> {
    Ok(LoginRequest {
        scopes: resolved.scopes.clone(),
        params: resolved.params.clone(),
        ask: resolved.ask.clone(),
        hint: None,
        signing: Signing::default(),
        max_age: arguments.way.max_age.map(|age| age.0),
        wanted: wanted::wanted(resolved)?,
        callback: callback(&resolved.callback),
        way: match &arguments.way.user {
            Some(user) => Way::As(user.clone()),
            None if arguments.way.no_browser => Way::Shown,
            None => Way::Browser,
        },
        par: resolved.par,
        time_limit: arguments.way.login_timeout.unwrap_or(LOGIN_TIMEOUT).duration(),
    })
}

fn callback(settings: &CallbackSettings) -> CallbackAddress {
    let host = match settings.host.as_str() {
        "localhost" => CallbackHost::Localhost,
        "[::1]" => CallbackHost::Ipv6,
        _ => CallbackHost::Ipv4,
    };
    CallbackAddress { host, port: settings.port, path: settings.path.clone() }
}

/// What is kept of a login.
fn session_of(plan: &Plan, signed_in: &SignedIn, now: UnixTime) -> Session {
    let (resolved, tokens) = (&plan.resolved, &signed_in.tokens);
    let id_claims = signed_in.id_token.as_ref().map(|token| &token.claims);
    let told_at = |path: &String| {
        let told = [id_claims, signed_in.user.as_ref()];
        told.into_iter().flatten().find_map(|claims| profile_map::identifier_at(claims, path))
    };
    let new = unbegun(resolved);
    Session {
        subject: signed_in
            .id_token
            .as_ref()
            .map(|token| token.sub.clone())
            .or_else(|| signed_in.user.as_ref().and_then(|user| resolved.profile_map.id(user))),
        username: resolved.username_claims.iter().find_map(told_at),
        // RFC 6749 §5.1: no `scope` in the answer means that what was asked for was granted.
        scope_granted: tokens.scope.clone().unwrap_or_else(|| new.scope_requested.clone()),
        token_type: tokens.token_type.clone(),
        access_token: tokens.access_token.clone(),
        refresh_token: tokens.refresh_token.clone(),
        id_token: tokens.id_token.clone(),
        dpop_key: dpop::key(plan),
        authorization_details: tokens.extra.get(AUTHORIZATION_DETAILS).cloned(),
        obtained_at: now,
        expires_at: tokens.expires_in.map(|seconds| now.plus(seconds.min(LONGEST_LIFE_S).cast_signed())),
        ..new
    }
}
