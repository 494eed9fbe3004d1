//! What comes before the first login with a provider: registering a client with it.

use clap::{Args, builder::BoolishValueParser};

use super::{
    context::{Context, Outcome},
    registering::{self, ClientArguments},
};
use crate::{
    error::Result,
    profile::{
        key::Key,
        origin::Origin,
        resolved::Resolved,
        settings::{Flags, Inputs, Settings},
    },
};

/// Flags of `login` about that.
#[derive(Args)]
pub struct IntroductionArguments {
    /// Register a client first, if there is none yet: as `authctl client register`
    #[arg(long, env = "AUTHCTL_REGISTER", hide_env = true, value_parser = BoolishValueParser::new())]
    register: bool,
}

impl IntroductionArguments {
    /// What the login goes on with.
    pub fn introduced(&self, context: &Context, flags: Flags) -> Result<Outcome<Flags>> {
        match self.register {
            true => registered(context, flags),
            false => Ok(Outcome::Done(flags)),
        }
    }
}

/// With the profile whose client is registered: already, or now.
fn registered(context: &Context, flags: Flags) -> Result<Outcome<Flags>> {
    let file = context.file()?;
    let inputs = Inputs { flags: &flags, environment: &*context.environment, file: file.as_ref() };
    let settings = Settings::gather(&inputs)?;
    if settings.text(Key::ClientId).is_some() {
        return Ok(Outcome::Done(flags));
    }
    let name = settings.profile.value.clone();
    // One that was registered by a login before goes by the name that this one would give it.
    let same = |key: Key| {
        let kept = file.as_ref().and_then(|file| file.profile(&name)?.get(key.row().name));
        kept.map(|kept| &kept.value) == settings.text(key).map(|own| &own.value)
    };
    let is_known = kept_client(file.as_ref(), &name) && same(Key::Issuer) && same(Key::Provider);
    if settings.profile.origin == Origin::Default && is_known {
        return Ok(Outcome::Done(flags.profile(Some(name))));
    }
    let resolved = Resolved::unregistered(&inputs)?;
    let client = ClientArguments::default();
    let work = registering::register(context, &resolved, &client, None);
    Ok(match context.block_on(work).map_err(|error| error.profile(&name))? {
        Outcome::Done(client) => {
            context.say(&client.text(context.now()));
            Outcome::Done(flags.profile(Some(name)))
        }
        Outcome::Interrupted(exit) => Outcome::Interrupted(exit),
    })
}

fn kept_client(file: Option<&crate::profile::file::ProfilesFile>, profile: &str) -> bool {
    let layer = file.and_then(|file| file.profile(profile));
    layer.is_some_and(|layer| layer.contains_key(Key::ClientId.row().name))
}
