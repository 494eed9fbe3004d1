//! What every command shares: its global options, the environment, and the one way out for data, talk and errors.

use std::{
    ffi::OsStr,
    future::Future,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use serde::Serialize;

use super::{global::Global, recording::Recording};
use crate::{
    error::{Code, Error, Phase, Result},
    host::{
        Clock as _, Talk as _,
        clock::SystemClock,
        directories,
        environment::Environment,
        interrupt::{self, Interrupts},
        terminal::{self, ColorChoice, Stderr, Stream},
        user_file,
    },
    output,
    profile::{
        file::ProfilesFile,
        settings::{Flags, Inputs, Settings},
    },
    protocol::time::UnixTime,
};

/// What every command shares.
pub struct Context {
    /// The global options.
    pub global: Global,
    /// The environment.
    pub environment: Environment,
    /// What was recorded so far.
    pub recording: Arc<Recording>,
    json_errors: bool,
    /// Set while something runs that must not be cut off.
    pub critical: AtomicBool,
    /// Set once a signal has come: what must not be cut off is finished, and nothing more is begun.
    pub is_ending: AtomicBool,
}

impl Context {
    /// The shared things of one run.
    pub fn new(global: Global, environment: Environment) -> Self {
        let json_errors = global.json || wants_json_errors(&environment);
        let recording = Arc::new(Recording::new(global.trace, global.record.is_some()));
        let (critical, is_ending) = (AtomicBool::new(false), AtomicBool::new(false));
        Self { global, environment, recording, json_errors, critical, is_ending }
    }

    /// As this, for a session of another profile; what is done is recorded with the rest.
    pub fn of_session(&self, named: Global) -> Self {
        let Global { profile, store, ca_file, proxy, .. } = named;
        let own = self.global.clone();
        let global = Global {
            profile,
            store: store.or(own.store),
            ca_file: ca_file.or(own.ca_file),
            proxy: proxy.or(own.proxy),
            ..own
        };
        Self { recording: Arc::clone(&self.recording), ..Self::new(global, self.environment.clone()) }
    }

    /// The configuration file, if there is one.
    pub fn file(&self) -> Result<Option<ProfilesFile>> {
        // Without a home directory there is no file of ours to miss.
        let Ok(path) = self.config_path() else { return Ok(None) };
        let text = user_file::read_config(&path, self.named_config().is_some())?;
        text.map(|text| ProfilesFile::parse(&text, &path.display().to_string())).transpose()
    }

    /// Where the configuration file is or would be.
    pub fn config_path(&self) -> Result<std::path::PathBuf> {
        directories::config_file(self.named_config().as_deref().map(std::path::Path::as_os_str))
    }

    fn named_config(&self) -> Option<std::path::PathBuf> {
        let named = || (self.environment)("AUTHCTL_CONFIG").filter(|path| !path.is_empty());
        self.global.config.clone().or_else(|| named().map(Into::into))
    }

    /// Where sessions and the embedded provider's state are.
    pub fn state_directory(&self) -> Result<std::path::PathBuf> {
        directories::state((self.environment)("AUTHCTL_STATE_DIR").as_deref().map(OsStr::new))
    }

    /// The name of the session that is meant, if one was named anywhere.
    pub fn named_profile(&self) -> Result<Option<String>> {
        let file = self.file()?;
        let flags = Flags::default().profile(self.global.profile.clone());
        let inputs = Inputs { flags: &flags, environment: &*self.environment, file: file.as_ref() };
        Ok(Settings::profile_name(&inputs)?.map(|named| named.value))
    }

    /// Whether a person can be asked: not in a script, and not when told so.
    pub fn is_interactive(&self) -> bool {
        !self.global.non_interactive && Stream::Talk.is_terminal() && Stream::Input.is_terminal()
    }

    /// Now.
    pub fn now(&self) -> UnixTime {
        SystemClock.now()
    }

    /// Runs what needs the network, and ends with the signal's exit code if one comes; dropping the future closes
    /// listeners and gives locks back. What must not be cut off is waited for, until a second signal.
    pub fn block_on<T>(&self, work: impl Future<Output = Result<T>>) -> Result<Outcome<T>> {
        let outcome = self.run(async {
            // Signals are listened for before anything is begun, so that none finds it half done.
            let Some(mut interrupts) = Interrupts::listen() else { return work.await.map(Outcome::Done) };
            let mut work = std::pin::pin!(work);
            tokio::select! {
                biased;
                exit = interrupts.next() => {
                    self.is_ending.store(true, Ordering::Relaxed);
                    if self.critical.load(Ordering::Relaxed) {
                        self.say("Finishing what has begun at the provider, so that the session is not lost. Again ends at once.");
                        // What comes of it has been kept by then; the exit code is the signal's all the same.
                        tokio::select! {
                            _ = interrupts.next() => {}
                            _ = work => {}
                        }
                    }
                    Ok(Outcome::Interrupted(exit))
                }
                done = &mut work => done.map(Outcome::Done),
            }
        });
        interrupt::end_at_once();
        outcome
    }

    /// Runs what listens for signals itself.
    pub fn run<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        Self::run_on(tokio::runtime::Builder::new_current_thread(), work)
    }

    /// As [`run`](Self::run), for what serves many at once: what it spawns has a thread a core.
    pub fn run_in_parallel<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        Self::run_on(tokio::runtime::Builder::new_multi_thread(), work)
    }

    fn run_on<T>(mut builder: tokio::runtime::Builder, work: impl Future<Output = Result<T>>) -> Result<T> {
        let runtime = builder
            .enable_all()
            .build()
            .map_err(|error| Code::InternalError.error().got(error.to_string()))?;
        let outcome = runtime.block_on(work);
        // A name that is still being looked up must not hold the end.
        runtime.shutdown_background();
        outcome
    }

    /// Says one line of talk.
    pub fn say(&self, line: &str) {
        Stderr { quiet: self.global.quiet }.say(line);
    }

    /// Tells of something that went wrong and was got over.
    pub fn warn(&self, error: &Error) {
        let line = match self.json_errors {
            true => output::error::machine_warning(error, self.recording.run()),
            false => colored(output::error::human_warning(error), self.global.color, &self.environment),
        };
        self.say(&line);
    }

    /// Writes the answer: one JSON document, or what a person reads.
    pub fn answer(&self, document: &impl Serialize, text: impl FnOnce() -> String) -> Result<ExitCode> {
        let answer = if self.global.json { output::json::document(document) } else { text() };
        self.print(format!("{answer}\n").as_bytes())
    }

    /// Writes bytes to stdout. A reader that has gone is nobody to complain to.
    pub fn print(&self, answer: &[u8]) -> Result<ExitCode> {
        terminal::write_stdout(answer).map(|_| ExitCode::SUCCESS)
    }

    /// Tells a person how it went, on stderr; or a program, on stdout.
    pub fn report(&self, document: &impl Serialize, text: impl FnOnce() -> String) -> Result<ExitCode> {
        if self.global.json {
            return self.answer(document, String::new);
        }
        self.say(&text());
        Ok(ExitCode::SUCCESS)
    }

    /// Writes the record, if one is wanted.
    pub fn write_record(&self) -> Result<()> {
        match &self.global.record {
            Some(path) => user_file::replace(path, self.recording.har().as_bytes())
                .map_err(|error| error.phase(Phase::Output)),
            None => Ok(()),
        }
    }

    /// Says what went wrong, and with which exit code to end.
    pub fn fail(&self, error: &Error) -> ExitCode {
        fail(error, self.json_errors, self.recording.run(), |text| {
            colored(text, self.global.color, &self.environment)
        })
    }
}

/// How work on the network ended.
pub enum Outcome<T> {
    /// By itself.
    Done(T),
    /// By a signal, whose exit code this is.
    Interrupted(u8),
}

impl<T> Outcome<T> {
    /// What to do with a result; a signal has only its exit code.
    pub fn then(self, next: impl FnOnce(T) -> Result<ExitCode>) -> Result<ExitCode> {
        match self {
            Self::Done(value) => next(value),
            Self::Interrupted(exit) => Ok(ExitCode::from(exit)),
        }
    }
}

/// Whether errors shall be JSON without `--json`.
pub fn wants_json_errors(environment: &Environment) -> bool {
    environment("AUTHCTL_ERRORS").as_deref() == Some("json")
}

/// The talk in colour, where that is wanted.
pub fn colored(text: String, choice: ColorChoice, environment: &Environment) -> String {
    match choice.colors(Stream::Talk.is_terminal(), environment) {
        true => output::color::first_word(&text),
        false => text,
    }
}

/// Says what went wrong, and with which exit code to end. `--quiet` does not silence errors.
pub fn fail(error: &Error, json: bool, run: &str, colored: impl FnOnce(String) -> String) -> ExitCode {
    let text = if json { output::error::machine(error, run) } else { colored(output::error::human(error)) };
    Stderr { quiet: false }.say(&text);
    ExitCode::from(error.exit())
}
