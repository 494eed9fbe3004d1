//! How long `serve` answers, and how others learn from when on: what a test run, which starts it and has no person, needs.

use std::path::PathBuf;

use clap::{Args, builder::BoolishValueParser};

use super::serve_site::Site;
use crate::{
    error::Result,
    host::{interrupt::Interrupts, parent::Parent, port_file::PortFile},
};

/// The flags.
#[derive(Args)]
pub struct LifetimeArguments {
    /// Write the port into this file once it answers, and remove the file at the end; a line a provider
    #[arg(long, value_name = "FILE", env = "AUTHCTL_PORT_FILE", hide_env = true)]
    port_file: Option<PathBuf>,
    /// End when the process that started it does; on Windows, when stdin does
    #[arg(long, env = "AUTHCTL_EXIT_WITH_PARENT", hide_env = true, value_parser = BoolishValueParser::new())]
    exit_with_parent: bool,
}

impl LifetimeArguments {
    /// What will end it, from now on.
    ///
    /// # Errors
    /// [`Code::Usage`](crate::error::Code::Usage) if the file for the port is something else.
    pub fn begin(&self) -> Result<Option<Interrupts>> {
        // first of all: a parent that is gone already is not noticed
        let parent = self.exit_with_parent.then(Parent::of_now);
        self.port_file.as_deref().map_or(Ok(()), PortFile::remove_old)?;
        let interrupts = Interrupts::listen();
        Ok(match parent {
            Some(parent) => interrupts.map(|interrupts| interrupts.with(parent)),
            None => interrupts,
        })
    }

    /// Tells that these answer, for as long as what is returned is there.
    ///
    /// # Errors
    /// [`Code::FileFailed`](crate::error::Code::FileFailed).
    pub fn tell(&self, sites: &[Site]) -> Result<Option<PortFile>> {
        let ports: Vec<u16> = sites.iter().map(|site| site.port).collect();
        self.port_file.as_deref().map(|file| PortFile::write(file, &ports)).transpose()
    }
}
