//! The real world, put together from the real ones beside.

use std::sync::Arc;

use super::{
    Host, Witness,
    browser::SystemBrowser,
    clock::SystemClock,
    environment::Environment,
    http::{Client, Settings},
    loopback::LoopbackListener,
    random::SystemRandom,
    terminal::{Stderr, Stdin},
};
use crate::protocol::step::Step;

impl Host {
    /// The real world: `settings` for HTTP, `browser` from `--browser`, and talk unless `quiet`.
    pub fn of_system(
        settings: Settings,
        browser: Option<String>,
        environment: Environment,
        quiet: bool,
    ) -> Self {
        let witness = settings.witness.clone().unwrap_or_else(|| Arc::new(Nobody));
        Self {
            http: Arc::new(Client::new(settings)),
            browser: Arc::new(SystemBrowser::new(browser, environment)),
            loopback: Arc::new(LoopbackListener),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            talk: Arc::new(Stderr { quiet }),
            paste: Arc::new(Stdin),
            witness,
        }
    }
}

/// Sees nothing.
struct Nobody;

impl Witness for Nobody {
    fn saw(&self, _: Step) {}
}
