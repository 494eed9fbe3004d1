//! What to ask for beside the scope: the flags of `login` about that.

use clap::Args;

use crate::profile::{key::Key, settings::Flags};

/// The flags; they are settings, and their environment twins are read with the profile.
#[derive(Args, Default)]
pub struct AskArguments {
    /// An API that the tokens are for (RFC 8707), by its address; more than once for more
    #[arg(long, value_name = "URI")]
    resource: Vec<String>,
    /// Whom the token is for, by the provider's name of it; for a flow without a person
    #[arg(long, value_name = "NAME")]
    audience: Vec<String>,
}

impl AskArguments {
    /// With what was given.
    pub fn add_to(&self, flags: Flags) -> Flags {
        flags.with(Key::Resource, self.resource.iter()).with(Key::Audience, self.audience.iter())
    }
}
