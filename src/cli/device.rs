//! `login --flow device`: what the person is shown, and what happens on the screen while authctl waits.

use super::{context::Context, countdown::count_down, plan::Plan, way::WayArguments};
use crate::{
    error::{Class, Code, Result},
    flow::{
        device_authorization::{self, DeviceRequest},
        sign_in_as,
        signed_in::SignedIn,
    },
    host::{Talk as _, browser::SystemBrowser, screen::Screen, terminal::Stderr},
    jose::base64url,
    output::qr_code,
    profile::{key::Key, origin::Origin},
    protocol::{
        address::is_loopback,
        device_authorization::{DeviceAuthorization, GRANT_TYPE},
        security_profile::SecurityProfile,
        time::Seconds,
    },
};

/// How many rows the rest of what is said takes beside the QR code.
const ROWS_BESIDE: usize = 2;

/// Why the person is better off with a device: no flow was chosen, the browser is elsewhere, and the provider has it.
pub fn is_better(way: &WayArguments, context: &Context, plan: &Plan) -> Option<&'static str> {
    let settings = &plan.resolved.settings;
    let is_said = |key: Key| settings.text(key).is_some_and(|setting| setting.origin != Origin::Default);
    let is_flag =
        |key: Key| settings.text(key).is_some_and(|setting| matches!(setting.origin, Origin::Flag(_)));
    let has_way = way.user.is_some() || way.no_browser || way.browser.is_some();
    // What these ask for, a device authorization request cannot.
    let has_wish = way.max_age.is_some()
        || way.id_token_hint.is_some()
        || plan.resolved.ask.is_about_sign_in()
        || AUTHORIZATION_KEYS.iter().any(|key| is_flag(*key))
        || params(plan).iter().any(|(name, _)| AUTHORIZATION_PARAMS.contains(&name.as_str()));
    // A security profile has said that it is the authorization code flow.
    let has_profile = plan.resolved.security_profile != SecurityProfile::None;
    if has_profile || is_said(Key::Flow) || has_way || has_wish || !is_offered(plan) {
        return None;
    }
    let browser = SystemBrowser::new(None, context.environment.clone());
    browser.reason_not_to_open().filter(|_| browser.why_elsewhere() == browser.reason_not_to_open())
}

/// The settings that are about the authorization request and its callback.
pub const AUTHORIZATION_KEYS: &[Key] = &[
    Key::CallbackHost,
    Key::CallbackPort,
    Key::CallbackPath,
    Key::ResponseType,
    Key::ResponseMode,
    Key::Pkce,
    Key::Par,
    Key::Jar,
    Key::RequestObjectForm,
    Key::RequestObjectAlg,
    Key::RequestObjectEnc,
    Key::ResponseForm,
];

/// Those of them that are about the callback.
pub const CALLBACK_KEYS: &[Key] = &[Key::CallbackHost, Key::CallbackPort, Key::CallbackPath];

/// How strictly the person signs in (OIDC Core §3.1.2.1): a device authorization endpoint ignores what it does not know, and
/// nobody would notice (RFC 8628 §3.1).
const AUTHORIZATION_PARAMS: &[&str] = &["prompt"];

/// Whether the provider's own metadata has it.
fn is_offered(plan: &Plan) -> bool {
    let metadata = &plan.peer.metadata;
    metadata.issuer.is_some()
        && metadata.endpoints.device_authorization.is_some()
        && plan.lists_grant(GRANT_TYPE)
}

/// Signs in on a device. `None` if that was authctl's own idea, and the provider refuses it to this client.
pub async fn sign_in(
    way: &WayArguments,
    context: &Context,
    plan: &Plan,
    own_idea: Option<&str>,
) -> Result<Option<SignedIn>> {
    match own_idea {
        Some(why) => context.say(&format!(
            "Signing in with --flow device, since {why}; authorization-code is the other way."
        )),
        None => plan.say_if_unlisted(context, GRANT_TYPE),
    }
    let request = DeviceRequest {
        scopes: plan.resolved.scopes.clone(),
        params: params(plan),
        time_limit: way.login_timeout.map(Seconds::duration),
    };
    let device = match device_authorization::begin(&plan.host, &plan.peer, &request).await {
        Err(error) if own_idea.is_some() && error.code().row().class == Class::ProviderRefused => {
            context.say(&format!("The provider does not let this client do that: {error}."));
            return Ok(None);
        }
        begun => begun?,
    };
    let finished = device_authorization::finish(&plan.host, &plan.peer, &request, &device);
    if let Some(user) = &way.user {
        sign_in_as::approve_as(&plan.host, plan.peer.home(), &device, user).await?;
        return finished.await.map(Some);
    }
    let screen = Screen::of_talk(&context.environment);
    show(context, plan, &device, screen);
    if way.copy_code {
        copy(context, &device, screen);
    }
    if way.browser.is_some() {
        open(plan, &device).await?;
    }
    let lasts = request
        .time_limit
        .map_or(device.times.expires_in, |limit| limit.as_secs().min(device.times.expires_in));
    let end = plan.host.clock.now().plus(lasts.cast_signed());
    tokio::select! {
        biased;
        signed_in = finished => signed_in.map(Some),
        never = count_down(&*plan.host.clock, end, screen.filter(|_| !context.global.quiet)) => match never {},
    }
}

/// What the person adds; what the preset adds is for the authorization request.
pub fn params(plan: &Plan) -> Vec<(String, String)> {
    let all = plan.resolved.settings.entries(Key::Params);
    let own = all.filter(|(_, setting)| !matches!(setting.origin, Origin::Preset(_)));
    let own = own.map(|(name, setting)| (name.to_owned(), setting.value.clone()));
    let details = plan.resolved.ask.details().map(|(name, value)| (name.to_owned(), value));
    own.chain(details).collect()
}

/// Tells the person where to go and what to enter (RFC 8628 §3.3). Without that nothing comes of it, so `--quiet` does not
/// silence it.
fn show(context: &Context, plan: &Plan, device: &DeviceAuthorization, screen: Option<Screen>) {
    let talk = Stderr { quiet: false };
    let place = if is_loopback(&device.verification_uri) { "on this machine" } else { "on any machine" };
    talk.say(&format!("Open this address in a browser {place}, and enter the code:"));
    // On lines of their own, so that a terminal links the one and a script finds both.
    talk.say(device.verification_uri.as_str());
    talk.say(&format!("Code: {}", device.user_code));
    if let Some(complete) = &device.verification_uri_complete {
        // RFC 8628 §3.3.1: the code is compared there
        context.say(&format!("Or with the code in it, to be compared there: {complete}"));
    }
    // RFC 8628 §5.4
    talk.say("Both are for this login alone; do not pass them on.");
    let own = match &plan.peer.metadata.issuer {
        Some(issuer) => issuer.url(),
        None => plan.peer.metadata.endpoints.token.url(),
    };
    if let (Some(host), Some(own)) = (device.verification_uri.host_str(), own.host_str())
        && host != own
    {
        // C131
        talk.say(&format!(
            "That page is at {host}, and the provider at {own}: sign in there only if you know it."
        ));
    }
    let colors = context.global.color.colors(screen.is_some(), &context.environment);
    let room = screen.filter(|screen| screen.is_unicode);
    let room = room.map(|screen| (screen.columns, screen.rows.saturating_sub(ROWS_BESIDE)));
    if let Some(lines) = room.and_then(|room| qr_code::lines(device.shortest_way().as_str(), room, colors)) {
        lines.iter().for_each(|line| context.say(line));
    }
}

/// Into the clipboard of whoever sits at the terminal, also over SSH; by choice only, since others read it.
fn copy(context: &Context, device: &DeviceAuthorization, screen: Option<Screen>) {
    match (screen, device.user_code.to_copy()) {
        (Some(screen), Some(code)) => {
            screen.copy(&base64url::encode_standard(code));
            context.say("The code is in the clipboard, if this terminal can do that (OSC 52).");
        }
        (Some(_), None) => {
            context.say("The code is not copied: there are characters in it that nobody sees.")
        }
        (None, _) => context.say("The code is not copied: stderr is no terminal."),
    }
}

/// In the browser that was asked for. It may stay for the whole sign-in, so nobody waits for its end.
async fn open(plan: &Plan, device: &DeviceAuthorization) -> Result<()> {
    let (browser, url) = (plan.host.browser.clone(), device.shortest_way().clone());
    let opened = tokio::task::spawn_blocking(move || browser.open(&url)).await;
    opened.unwrap_or_else(|_| Err(Code::InternalError.error())).map(drop)
}
