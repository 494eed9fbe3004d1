//! Events: what providers tell apps of their own accord, such as that a session has ended. The catalogue of them, how each is
//! signed, how it is delivered and how it is judged where it arrives.
//!
//! An event is one table in `events.toml`; the way it is signed is one file in `scheme/` and one row in [`scheme::SCHEMES`].
//! An [`event::Event`] with [`facts::Facts`] becomes a [`draft::Draft`], which its scheme seals with a
//! [`credential::Credential`] into a [`message::Message`]. Where one arrives, its scheme judges the message by a
//! [`trust::Trust`], check by check, into a [`judgement::Judgement`]. A [`receiver::Receiver`] does that with whatever comes, once, and has its
//! [`handler::Handler`]s do something about it.

pub mod alike;
pub mod answer;
pub mod arrival;
pub mod attempt;
pub mod capture;
pub mod case;
pub mod catalogue;
pub mod credential;
pub mod diagnosis;
pub mod draft;
pub mod edit;
pub mod encoding;
pub mod event;
pub mod event_members;
pub mod expected_answer;
pub mod explain;
pub mod facts;
pub mod framing;
pub mod handler;
pub mod har_request;
pub mod judgement;
pub mod keyed_hash;
pub mod message;
pub mod mistake;
pub mod mutation;
pub mod policy;
pub mod poll;
pub mod published;
pub mod raw_request;
pub mod receipt;
pub mod receiver;
pub mod recording;
pub mod refreshed;
pub mod respelled;
pub mod scheme;
pub mod seen;
pub mod signed_token;
pub mod soundness;
pub mod tally;
pub mod target;
pub mod trust;
pub mod verdict;
