//! Where a provider's user object has what, as settings.

use std::collections::BTreeMap;

use super::{
    key::Key,
    settings::{Inputs, Settings, environment_layer, is_of},
};
use crate::{error::Result, provider::profile_map::ProfileMap};

impl Settings {
    /// The map that these settings make.
    pub fn profile_map(&self) -> Result<ProfileMap> {
        ProfileMap::of(self.entries(Key::ProfileMap).map(|(name, path)| (name, path.value.as_str())))
    }
}

/// The map for a session that has kept these settings, under what is said now: it shows what there is in another way, and
/// nothing has to be asked anew for that.
pub fn for_session(
    inputs: &Inputs<'_>,
    profile: &str,
    kept: &BTreeMap<String, String>,
) -> Result<ProfileMap> {
    let of_file = inputs.file.and_then(|file| file.profile(profile).cloned()).unwrap_or_default();
    let mut settings = kept.clone();
    for layer in [of_file, environment_layer(inputs.environment)?, inputs.flags.layer()?] {
        let paths = layer.into_iter().filter(|(name, _)| is_of(name, Key::ProfileMap));
        settings.extend(paths.map(|(name, path)| (name, path.value)));
    }
    Settings::kept(profile, &settings)?.profile_map()
}
