//! Shared signals: the provider as a transmitter. A client makes a stream, and hears in it of what happens to the people who
//! have signed in to it: pushed to an address on this machine, or polled.
//!
//! What happens is put into the streams by the decision that makes it happen ([`changes`], or [`emit`] where nothing else is decided), so that it is heard of
//! whatever comes between (threat W14); [`transmitter`] pushes, and the endpoint for polling answers.
//! <https://openid.net/specs/openid-sharedsignals-framework-1_0.html>, <https://www.rfc-editor.org/rfc/rfc8935>,
//! <https://www.rfc-editor.org/rfc/rfc8936>

pub mod configuration;
pub mod emission;
pub mod happening;
pub mod manager;
pub mod transmitter;
pub mod wake;

pub use self::{
    emission::{changes, emit},
    happening::Happening,
};
