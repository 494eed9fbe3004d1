//! How events are signed and judged. A NEW SCHEME is one file here and one row in [`SCHEMES`].

mod apple;
mod body_digest;
mod body_hmac;
mod challenge;
mod exchange;
mod front_channel;
mod keycloak_admin;
mod logout_token;
pub mod row;
mod security_event;
mod signed_request;
mod slack;
mod standard_webhooks;
mod static_token;
mod stripe;

use self::row::Scheme;
use super::{credential::Credential, draft::Draft, event::Event, facts::Facts, message::Message};
use crate::{error::Result, protocol::time::UnixTime};

/// Every scheme.
pub const SCHEMES: &[&dyn Scheme] = &[
    &logout_token::LogoutToken,
    &security_event::SecurityEvent,
    &body_hmac::BodyHmac,
    &front_channel::FrontChannel,
    &keycloak_admin::KeycloakAdmin,
    &apple::Apple,
    &body_digest::BodyDigest,
    &signed_request::SignedRequest,
    &static_token::StaticToken,
    &challenge::Challenge,
    &exchange::Exchange,
    &standard_webhooks::StandardWebhooks,
    &slack::Slack,
    &stripe::Stripe,
];

/// The scheme of that name.
pub fn named(name: &str) -> Option<&'static dyn Scheme> {
    SCHEMES.iter().copied().find(|scheme| scheme.name() == name)
}

/// How an event is signed.
pub fn of(event: &Event) -> &'static dyn Scheme {
    named(&event.scheme).expect("a test walks the catalogue")
}

/// The event about these facts, to be signed.
///
/// # Errors
/// As [`Facts::fill`].
pub fn draft(event: &'static Event, facts: &Facts, at: UnixTime) -> Result<Draft> {
    Ok(Draft { typ: of(event).typ().map(str::to_owned), ..Draft::of(event, facts, at)? })
}

/// Signs it, and puts its headers in.
///
/// # Errors
/// As [`Scheme::seal`].
pub fn sealed(draft: &Draft, credential: &Credential) -> Result<Message> {
    let mut message = of(draft.event).seal(draft, credential)?;
    for (name, value) in &draft.headers {
        message.set_header(name, value)?;
    }
    Ok(message)
}
