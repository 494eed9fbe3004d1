//! The flags of a command, which are made only where the command line names the command: to make those of all of them would take
//! a third of the time that `authctl token` has.

use std::{cell::RefCell, ffi::OsString, ops::Deref};

use clap::{ArgMatches, Args, Command, Error, FromArgMatches};

thread_local! {
    /// What stands on the command line that a table is being made for; of everything if nothing does.
    static WORDS: RefCell<Option<Vec<OsString>>> = const { RefCell::new(None) };
}

/// The table that is enough to read these words with: each command, with the flags of those that are named.
pub fn enough_for(words: &[OsString], make: impl FnOnce() -> Command) -> Command {
    WORDS.set(Some(words.to_vec()));
    let table = make();
    WORDS.set(None);
    table
}

/// Flags that are there if their command is asked for.
pub struct Asked<T>(Box<T>);

impl<T> Deref for Asked<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

fn is_asked_for(command: &Command) -> bool {
    WORDS.with_borrow(|words| {
        words.as_ref().is_none_or(|words| words.iter().any(|word| word == command.get_name()))
    })
}

impl<T: Args> Args for Asked<T> {
    fn augment_args(command: Command) -> Command {
        if is_asked_for(&command) { T::augment_args(command) } else { command }
    }

    fn augment_args_for_update(command: Command) -> Command {
        T::augment_args_for_update(command)
    }

    fn group_id() -> Option<clap::Id> {
        T::group_id()
    }
}

impl<T: FromArgMatches> FromArgMatches for Asked<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches(matches).map(|flags| Self(Box::new(flags)))
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches_mut(matches).map(|flags| Self(Box::new(flags)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::arguments::Arguments;

    fn flags(command: &Command, path: &[&str]) -> usize {
        match path {
            [] => command.get_arguments().count(),
            [first, rest @ ..] => flags(command.find_subcommand(first).unwrap(), rest),
        }
    }

    #[test]
    fn the_flags_are_those_of_the_commands_that_are_named() {
        let words = ["authctl", "webhook", "send"].map(OsString::from);
        let (enough, whole) = (enough_for(&words, Arguments::command_line), Arguments::command_line());
        assert_eq!(flags(&enough, &["webhook", "send"]), flags(&whole, &["webhook", "send"]));
        for other in [&["login"][..], &["serve"], &["webhook", "listen"]] {
            assert_eq!(flags(&enough, other), 0, "{other:?}");
            assert!(flags(&whole, other) > 5, "{other:?}");
        }
    }
}
