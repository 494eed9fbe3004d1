//! The embedded provider: a strict OpenID Connect provider for development, on loopback only.
//!
//! The other side of the wire, with nothing in common with the client but the vocabulary. It gets its world
//! passed in ([`World`], [`journal::Journal`], a bound listener) and opens nothing itself. An endpoint is one
//! file in `endpoint/` and one row in [`endpoint::ENDPOINTS`]; a grant is one file in `grant/` and one row in
//! [`grant_type::GRANTS`].
//!
//! All issuers of a port are one [`site`]: the one without a path, and any other path with a provider of its own. What one is
//! told ([`config`]) may change while it runs: a request takes the [`provider`] as it is then. What a test does to it is an
//! operation in `endpoint/control/`, one row each, and stands in its [`request_log`]. What pages of other origins may ask is in
//! [`cross_origin`], how much is kept of what anybody can bring in [`room`].
//!
//! A program that plays the browser finds the same forms as a person. Their fields are stable: every form has
//! `transaction` and `csrf` (hidden); sign-in (`POST /sign-in`) takes `user` (a username) and, for a user who
//! has one, `password`; consent (`POST /consent`) and the logout question (`POST /end_session/confirm`) take
//! `decision`, which is `allow` or `deny`. The device page (`POST /device`) takes `user_code`, and what follows it is
//! like sign-in (`POST /device/sign-in`) and consent (`POST /device/confirm`). Hidden values are base64url, so they stand in the page as they
//! are. Cookies must be kept between the steps, redirects (303) followed by hand, and the last one leads to
//! the client's redirect URI.
//!
//! It is strict and right, unless it is told to do wrong in one named way (a row in [`fault`]) or to take what is wrong in one
//! named way (a row in [`laxity`]).
//!
//! <https://openid.net/specs/openid-connect-core-1_0.html>, <https://www.rfc-editor.org/rfc/rfc6749>,
//! <https://www.rfc-editor.org/rfc/rfc9700>

pub mod access;
pub mod account;
pub mod acr;
pub mod answer;
pub mod answer_protection;
pub mod authorization;
pub mod backchannel;
pub mod backchannel_verdict;
pub mod browser_session;
pub mod capped;
pub mod certificate_authority;
pub mod certificate_rule;
pub mod claim;
pub mod claim_name;
pub mod claim_rule;
pub mod client;
pub mod client_assertion;
pub mod client_authentication;
pub mod client_backchannel;
pub mod client_certificate;
pub mod client_document;
pub mod client_metadata;
pub mod clients;
pub mod clock;
pub mod config;
pub mod control;
pub mod cross_origin;
pub mod deadline;
pub mod delivery;
pub mod detail_type;
pub mod details;
pub mod details_shown;
pub mod device;
pub mod door;
pub mod dpop;
pub mod encryption_choice;
pub mod encryption_key;
pub mod endpoint;
pub mod fapi2;
pub mod fault;
pub mod grant;
pub mod grant_type;
pub mod hints;
pub mod interaction;
pub mod intercept;
pub mod journal;
pub mod keys;
pub mod known_password;
pub mod laxity;
pub mod let_pass;
pub mod logout_hook;
pub mod logout_outbox;
pub mod logout_uris;
pub mod machine;
pub mod names;
pub mod notice;
pub mod oauth_error;
pub mod observer;
pub mod once;
pub mod opaque;
pub mod own_scope;
pub mod page;
pub mod parameters;
pub mod password;
pub mod people;
pub mod person;
pub mod policy;
pub mod prepared;
pub mod provider;
pub mod pushed;
pub mod received;
pub mod redirect_uri;
pub mod registration;
pub mod registration_policy;
pub mod reply;
pub mod request_log;
pub mod request_object;
pub mod request_object_rule;
pub mod resource;
pub mod room;
pub mod said_client;
pub mod said_clients;
pub mod said_user;
pub mod scope;
pub mod script;
pub mod seal;
pub mod sender;
pub mod server;
pub mod session_end;
pub mod shape;
pub mod sign_up;
pub mod signing_algorithm;
pub mod site;
pub mod snapshots;
pub mod ssf;
pub mod state;
pub mod store;
pub mod target;
pub mod tenancy;
pub mod tenant;
pub mod terms;
pub mod token_answer;
pub mod token_request;
pub mod tokens;
pub mod tries;
pub mod trusted_issuer;
pub mod unasked;
pub mod used_once;
pub mod used_proofs;
pub mod user;
pub mod user_id_type;
pub mod users;
pub mod wanted;
pub mod wanted_claims;

use std::{future::Future, pin::Pin};

use self::notice::{Notice, Sending};
use crate::{
    error::{Code, Result},
    protocol::{
        exchange::{Request, Response},
        time::UnixTime,
    },
};

/// What the provider asks of the world around it, besides its [`journal::Journal`].
pub trait World: Send + Sync {
    /// Now.
    fn now(&self) -> UnixTime;

    /// Fills the buffer with randomness that nobody can guess, or aborts.
    fn fill(&self, buffer: &mut [u8]);

    /// Hears of what a developer should see: a failure, e.g. that the state could not be written, or what became of a message
    /// to a client. No secrets.
    fn note(&self, _line: &str) {}

    /// Posts a message to a client, once and to nowhere else: no redirect is followed. It is not waited for for long.
    fn send(&self, _: Notice) -> Sending {
        Box::pin(std::future::ready(Err("nothing is sent from here".to_owned())))
    }

    /// Fetches a document from this machine: no redirect is followed, and the answer is bounded.
    fn fetch(&self, _: Request) -> Fetching {
        Box::pin(std::future::ready(Err(Code::ConnectionFailed.error())))
    }
}

/// A document on its way.
pub type Fetching = Pin<Box<dyn Future<Output = Result<Response>> + Send>>;
