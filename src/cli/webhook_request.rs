//! A recorded request that a command is given, and which event it carries.

use std::path::{Path, PathBuf};

use clap::Args;

use super::given_token;
use crate::{
    error::Result,
    host::{terminal, user_file},
    webhook::{
        capture::{self, Told},
        catalogue,
        event::Event,
        explain,
        message::Message,
        recording::{Recording, unreadable},
    },
};

/// Flags that say where a recorded request is.
#[derive(Args)]
pub struct RequestArguments {
    /// The file that the request is in [default: stdin]
    file: Option<PathBuf>,
    /// Which event it is, as `webhook list` has it [default: the one that it looks like]
    #[arg(long, value_name = "NAME", env = "AUTHCTL_EVENT", hide_env = true)]
    event: Option<String>,
    /// Which entry of HAR it is, counted from 1 [default: the first with an event]
    #[arg(long, value_name = "N", env = "AUTHCTL_ENTRY", hide_env = true)]
    entry: Option<usize>,
}

impl RequestArguments {
    /// The request, with these headers if it is a bare body.
    pub fn read(&self, headers: Vec<(String, String)>) -> Result<Recording> {
        let bytes = match self.file.as_deref().filter(|path| *path != Path::new("-")) {
            None => terminal::read_stdin(capture::FILE_LIMIT)?,
            Some(path) => {
                given_token::refuse_in_place_of_file(path)?;
                user_file::read_bytes(path, capture::FILE_LIMIT)?
            }
        };
        capture::read(&bytes, &Told { entry: self.entry, headers })
    }

    /// Which event it is.
    pub fn event(&self, message: &Message) -> Result<&'static Event> {
        match &self.event {
            Some(name) => catalogue::named(name),
            None => explain::likely(message).ok_or_else(|| {
                unreadable("no event of the catalogue looks like this")
                    .hint("name it with --event; `authctl webhook show EVENT` has its headers")
            }),
        }
    }
}
