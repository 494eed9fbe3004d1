//! The commands that a person gives for their app: the one that is it, or the one that restarts it.

use std::{collections::BTreeMap, ffi::OsString, path::Path, sync::Arc, time::Duration};

use tokio::sync::Mutex;

use super::serve_environment::Environment;
use crate::{
    check::stage::app::App,
    error::{Code, Error, Phase, Result},
    host::{
        BoxFuture,
        app_process::{AppOutput, AppProcess},
        child::ChildCommand,
    },
    secret::command_line::CommandLine,
};

/// How long a command may take that restarts an app.
const RESTART_LIMIT: Duration = Duration::from_secs(60);

/// The app, as far as it was told how to lay hands on it.
pub struct AppCommand(Arc<Inner>);

struct Inner {
    way: Way,
    output: AppOutput,
}

enum Way {
    /// It runs, and that is all that is known.
    Elsewhere,
    /// It runs, and a command restarts it.
    Restarted(ChildCommand),
    /// It is started here.
    Here(ChildCommand, Mutex<Process>),
}

#[derive(Default)]
struct Process {
    environment: BTreeMap<&'static str, String>,
    running: Option<AppProcess>,
}

impl AppCommand {
    /// Finds what the command line names.
    ///
    /// # Errors
    /// [`Code::Usage`], [`Code::CommandNotFound`], [`Code::CommandNotExecutable`], [`Code::StoreFailed`].
    pub fn find(command: &[OsString], restart: Option<&str>, log: Option<&Path>) -> Result<Self> {
        let way = match (command, restart) {
            ([], None) => Way::Elsewhere,
            ([], Some(text)) => {
                let not = || {
                    Code::Usage
                        .error()
                        .phase(Phase::Check)
                        .message("--restart is no program and its arguments")
                };
                let line = CommandLine::parse(text).ok_or_else(not)?;
                let words =
                    std::iter::once(line.program()).chain(line.arguments().iter().map(String::as_str));
                Way::Restarted(ChildCommand::find(&words.map(OsString::from).collect::<Vec<_>>())?)
            }
            (command, _) => Way::Here(ChildCommand::find(command)?, Mutex::default()),
        };
        Ok(Self(Arc::new(Inner { way, output: AppOutput::new(log)? })))
    }

    /// Whether it is started here.
    pub fn is_started_here(&self) -> bool {
        matches!(self.0.way, Way::Here(..))
    }

    /// Starts it, if it is started here, with all of this in its environment.
    ///
    /// # Errors
    /// [`Code::CommandNotFound`], [`Code::CommandNotExecutable`].
    pub fn start(&self, environment: Environment) -> Result<()> {
        let Way::Here(command, process) = &self.0.way else { return Ok(()) };
        let Ok(mut process) = process.try_lock() else { return Err(Code::InternalError.error()) };
        process.environment = environment.way;
        process.environment.extend(environment.settings);
        process.running = Some(command.start_app(&process.environment, &self.0.output)?);
        Ok(())
    }

    async fn restarted(inner: Arc<Inner>) -> Result<()> {
        match &inner.way {
            Way::Elsewhere => Err(Code::InternalError.error()),
            Way::Restarted(_) => {
                let own = Arc::clone(&inner);
                let finished = tokio::task::spawn_blocking(move || match &own.way {
                    Way::Restarted(command) => command.finish(&own.output, RESTART_LIMIT),
                    _ => Ok(()),
                });
                finished.await.map_err(|_| Code::InternalError.error())?
            }
            Way::Here(command, process) => {
                let mut process = process.lock().await;
                if let Some(mut running) = process.running.take() {
                    let stopped = tokio::task::spawn_blocking(move || running.stop());
                    stopped.await.map_err(|_| Code::InternalError.error())?;
                }
                process.running = Some(command.start_app(&process.environment, &inner.output)?);
                Ok(())
            }
        }
    }
}

impl App for AppCommand {
    fn can_restart(&self) -> bool {
        !matches!(self.0.way, Way::Elsewhere)
    }

    fn restart(&self) -> BoxFuture<'_, Result<()>> {
        Box::pin(Self::restarted(Arc::clone(&self.0)))
    }

    fn runs(&self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async {
            let Way::Here(_, process) = &self.0.way else { return Ok(()) };
            let mut process = process.lock().await;
            match process.running.as_mut().and_then(AppProcess::ended) {
                Some(status) => Err(ended(&status, process.without_secrets(self.0.output.last_words()))),
                None => Ok(()),
            }
        })
    }
}

impl Process {
    /// What the app says, without what it was told in confidence (threat C145).
    fn without_secrets(&self, mut text: String) -> String {
        for (_, secret) in
            self.environment.iter().filter(|(name, value)| name.contains("SECRET") && !value.is_empty())
        {
            text = text.replace(secret.as_str(), "…");
        }
        text
    }
}

fn ended(status: &str, last_words: String) -> Error {
    Code::AppEnded.error().phase(Phase::Check).got(format!("{status}: {last_words}"))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<OsString> {
        words.iter().map(OsString::from).collect()
    }

    #[tokio::test]
    async fn an_app_that_is_started_here_is_started_anew_and_knows_the_same() {
        let script = "echo begins with $CLIENT_ID; exec sleep 600";
        let app = AppCommand::find(&words(&["sh", "-c", script]), None, None).unwrap();
        let mut environment = Environment::default();
        environment.settings.insert("CLIENT_ID", "app".to_owned());
        app.start(environment).unwrap();
        let begun = |said: &'static str| {
            let inner = Arc::clone(&app.0);
            async move {
                while inner.output.last_words() != said {
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
            }
        };
        begun("begins with app").await;
        app.restart().await.unwrap();
        begun("begins with app / begins with app").await;
        assert!(app.can_restart() && app.runs().await.is_ok());
    }

    #[tokio::test]
    async fn a_command_restarts_an_app_or_says_that_it_could_not() {
        let restarted = |text: &'static str| async move {
            let app = AppCommand::find(&[], Some(text), None).unwrap();
            assert!(app.can_restart() && app.runs().await.is_ok());
            app.restart().await.map_err(|error| error.code())
        };
        assert_eq!(restarted("true").await, Ok(()));
        assert_eq!(restarted("sh -c 'exit 3'").await, Err(Code::AppRestartFailed));
        // what it leaves behind is not waited for
        assert_eq!(restarted("sh -c 'sleep 1 &'").await, Ok(()));
        assert!(!AppCommand::find(&[], None, None).unwrap().can_restart());
        let unfit = AppCommand::find(&[], Some("no-such-program-here"), None);
        assert_eq!(unfit.err().map(|error| error.code()), Some(Code::CommandNotFound));
    }
}
