//! Which flags of a command were typed. A variable stands for every command alike, so that what it says may be meant for
//! another flow than this one; a flag is meant for this one.

use std::collections::BTreeSet;

use clap::{ArgMatches, Args, Command, FromArgMatches, parser::ValueSource};

/// The flags that were typed, by their ids. It has to come first: what is read before it is not there any more.
#[derive(Default)]
pub struct Typed(BTreeSet<String>);

impl Typed {
    /// Whether that flag was typed.
    pub fn has(&self, id: &str) -> bool {
        self.0.contains(id)
    }
}

impl FromArgMatches for Typed {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut typed = Self::default();
        typed.update_from_arg_matches(matches)?;
        Ok(typed)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        let ids = matches.ids().map(clap::Id::as_str);
        let is_typed = |id: &&str| matches.value_source(id) == Some(ValueSource::CommandLine);
        self.0 = ids.filter(is_typed).map(str::to_owned).collect();
        Ok(())
    }
}

/// It has no flags of its own.
impl Args for Typed {
    fn augment_args(command: Command) -> Command {
        command
    }

    fn augment_args_for_update(command: Command) -> Command {
        command
    }
}
