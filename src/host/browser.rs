//! Opens an address in the person's browser, without a shell, with exactly one argument that is the address
//! (threats C36–C42, C156).

use std::{ffi::OsStr, path::PathBuf, process::Command};

use url::Url;

use super::{Browser, environment::Environment, launch};
use crate::{
    error::{Code, Phase, Result},
    protocol::browser_url,
};

/// The real [`Browser`].
#[derive(Clone)]
pub struct SystemBrowser {
    /// `--browser`: the command to use, whatever else there is.
    pub command: Option<String>,
    /// Where `AUTHCTL_BROWSER`, `BROWSER`, `PATH`, `DISPLAY` and so on are read.
    pub environment: Environment,
}

impl Browser for SystemBrowser {
    fn open(&self, url: &Url) -> Result<bool> {
        // whoever made the URL, nothing unjudged leaves here
        let url = browser_url::judge(url.as_str())?;
        if let Some(command) = &self.command {
            return self.run_chosen(command, &url);
        }
        if self.reason_not_to_open().is_some() {
            return Ok(false);
        }
        let named = self.variable("AUTHCTL_BROWSER").or_else(|| self.variable("BROWSER"));
        let commands = match &named {
            // a list of commands to try, as in xdg-open(1)
            Some(list) => list.split(':').filter_map(|command| self.prepare(command, &url)).collect(),
            None => open::commands(url.as_str())
                .into_iter()
                .filter_map(|command| self.located(&command))
                .collect(),
        };
        Ok(self.run_first(commands))
    }
}

impl SystemBrowser {
    /// With the environment of this process.
    pub fn new(command: Option<String>, environment: Environment) -> Self {
        Self { command, environment }
    }

    /// Why no browser is opened here, unless `--browser` says which: continuous integration (`CI`), or
    /// [`why_elsewhere`](Self::why_elsewhere).
    pub fn reason_not_to_open(&self) -> Option<&'static str> {
        if self.variable("CI").is_some_and(|value| value != "false" && value != "0") {
            return Some("this is continuous integration");
        }
        self.why_elsewhere()
    }

    /// Why the person's browser is not on this machine: it is a remote shell (`SSH_CONNECTION`, `SSH_TTY`), or a Unix
    /// without a screen (`DISPLAY`, `WAYLAND_DISPLAY`), such as a container. A named browser (`AUTHCTL_BROWSER`, `BROWSER`)
    /// overrules both: it may be a text browser, or one that reaches the screen in another way.
    pub fn why_elsewhere(&self) -> Option<&'static str> {
        if self.variable("AUTHCTL_BROWSER").or_else(|| self.variable("BROWSER")).is_some() {
            return None;
        }
        if self.variable("SSH_CONNECTION").or_else(|| self.variable("SSH_TTY")).is_some() {
            return Some("this is a remote shell");
        }
        let has_screen = self.variable("DISPLAY").or_else(|| self.variable("WAYLAND_DISPLAY")).is_some();
        let needs_screen =
            cfg!(all(unix, not(target_os = "macos"))) && self.variable("WSL_DISTRO_NAME").is_none();
        (needs_screen && !has_screen).then_some("there is no screen here")
    }

    fn variable(&self, name: &str) -> Option<String> {
        (self.environment)(name).filter(|value| !value.is_empty())
    }

    fn run_chosen(&self, command: &str, url: &Url) -> Result<bool> {
        let unusable = || {
            Code::Usage
                .error()
                .phase(Phase::Browser)
                .message("the command of --browser cannot be run")
                .hint("give a program on PATH, or its absolute path; %s stands for the address")
        };
        let command = self.prepare(command, url).ok_or_else(unusable)?;
        if self.run_first(vec![command]) { Ok(true) } else { Err(unusable()) }
    }

    /// Splits first and puts the address in afterwards, so that no address can become two arguments or an option
    /// (threat C38). It stands where `%s` stands, or at the end; once.
    fn prepare(&self, template: &str, url: &Url) -> Option<Command> {
        let mut words = template.split_whitespace();
        let program = launch::find(words.next()?, &self.path())?;
        let mut command = Command::new(program);
        let mut is_placed = false;
        for word in words {
            if word.contains("%s") && !is_placed {
                is_placed = true;
                command.arg(word.replacen("%s", url.as_str(), 1).replace("%s", ""));
            } else {
                command.arg(word);
            }
        }
        if !is_placed {
            command.arg(url.as_str());
        }
        Some(command)
    }

    /// A launcher of the platform's list, by the place where it really is (threat C156).
    #[cfg(not(windows))]
    fn located(&self, command: &Command) -> Option<Command> {
        let program = launch::find(command.get_program(), &self.path())?;
        let mut located = Command::new(program);
        located.args(command.get_args());
        Some(located)
    }

    fn path(&self) -> Vec<PathBuf> {
        launch::search_path(OsStr::new(&self.variable("PATH").unwrap_or_default()))
    }

    /// Runs the first that starts and does not fail at once.
    fn run_first(&self, commands: Vec<Command>) -> bool {
        commands.into_iter().any(launch::detached)
    }
}
