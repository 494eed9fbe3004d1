//! The transcript of one run: shown step by step (`--trace`), or kept for `--record`.

use std::sync::{Mutex, PoisonError};

use crate::{
    host::{Random as _, Talk as _, Witness, random::SystemRandom, terminal::Stderr},
    output::{har, json, transcript},
    protocol::step::Step,
};

/// Sees the steps of a run.
pub struct Recording {
    run: String,
    shows: bool,
    keeps: bool,
    steps: Mutex<Steps>,
}

#[derive(Default)]
struct Steps {
    seen: usize,
    kept: Vec<Step>,
}

impl Recording {
    /// One that shows each step on stderr, keeps them, both or neither.
    pub fn new(shows: bool, keeps: bool) -> Self {
        Self { run: new_run(), shows, keeps, steps: Mutex::default() }
    }

    /// The name of this run, which its errors and its record share.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// Whether anybody wants to know.
    pub fn is_wanted(&self) -> bool {
        self.shows || self.keeps
    }

    /// What was kept, as HAR 1.2.
    pub fn har(&self) -> String {
        let steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        json::document(&har::document(&steps.kept, &self.run))
    }
}

/// A name that no other run has.
pub fn new_run() -> String {
    let mut bytes = [0; 8];
    SystemRandom.fill(&mut bytes);
    format!("{:016x}", u64::from_be_bytes(bytes))
}

impl Witness for Recording {
    fn saw(&self, step: Step) {
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        steps.seen += 1;
        if self.shows {
            // Asked for by name, so --quiet does not silence it.
            let talk = Stderr { quiet: false };
            transcript::step(steps.seen, &step).iter().for_each(|line| talk.say(line));
        }
        if self.keeps {
            steps.kept.push(step);
        }
    }
}
