//! How far a battery is: one line that is written again and again on a terminal, a line a case elsewhere.

use std::sync::{Mutex, PoisonError};

use super::context::Context;
use crate::{
    check::{case::Case, judged::Verdict, report::Outcome, run::Progress},
    host::screen::{Screen, StatusLine},
};

/// How wide the bar is, in columns.
const WIDTH: usize = 20;

/// Tells whoever waits.
pub struct Watch<'a> {
    context: &'a Context,
    bar: Option<(Screen, StatusLine)>,
    state: Mutex<State>,
}

/// How far it is.
#[derive(Default)]
struct State {
    all: usize,
    done: usize,
    running: Vec<&'static str>,
    failed: Vec<&'static str>,
    is_over: bool,
}

impl<'a> Watch<'a> {
    /// Nothing has begun yet.
    pub fn new(context: &'a Context, all: usize) -> Self {
        let screen = Screen::of_talk(&context.environment).filter(|_| !context.global.quiet);
        let state = Mutex::new(State { all, ..State::default() });
        Self { context, bar: screen.map(|screen| (screen, StatusLine)), state }
    }

    /// It is over.
    pub fn end(self) {
        self.change(|state| state.is_over = true);
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut state);
        if let Some((screen, line)) = self.bar.as_ref().filter(|_| !state.is_over) {
            line.show(&state.line(screen.is_unicode), *screen);
        }
    }
}

impl Progress for Watch<'_> {
    fn began(&self, case: &'static Case) {
        self.change(|state| state.running.push(case.id));
    }

    fn ended(&self, outcome: &Outcome, done: usize, all: usize) {
        let Outcome { case, judged, .. } = outcome;
        let (id, verdict) = (case.id, judged.verdict);
        let is_bad = matches!(verdict, Verdict::Fail | Verdict::Error);
        if self.bar.is_none() {
            self.context.say(&format!("{done}/{all} {id} {}", verdict.name()));
        } else if is_bad {
            self.context.say(&format!("{id} {} {}: {}", case.level.name(), verdict.name(), judged.message));
        }
        self.change(|state| {
            state.done = done;
            state.running.retain(|running| *running != id);
            state.failed.extend((verdict == Verdict::Fail).then_some(id));
        });
    }
}

/// Whoever ends it in its midst gets no report, which would look as a whole one, but hears what is known.
impl Drop for Watch<'_> {
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        if !state.is_over {
            self.context.say(&state.farewell());
        }
    }
}

impl State {
    fn line(&self, is_unicode: bool) -> String {
        let (full, empty) = if is_unicode { ("█", "░") } else { ("#", "-") };
        let reached = WIDTH * self.done / self.all.max(1);
        let bar = full.repeat(reached) + &empty.repeat(WIDTH - reached);
        let failed = match self.failed.len() {
            0 => String::new(),
            failed => format!(", {failed} failed"),
        };
        format!("{bar} {}/{}{failed}  {}", self.done, self.all, self.running.join(" "))
    }

    fn farewell(&self) -> String {
        let failed = match &self.failed[..] {
            [] => "none of them failed".to_owned(),
            failed => format!("of which failed: {}", failed.join(", ")),
        };
        format!("Ended after {} of {} cases, {failed}. No report is written.", self.done, self.all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        State { all: 40, done: 10, running: vec!["A1", "B2"], failed: vec!["A7"], is_over: false }
    }

    #[test]
    fn the_line_tells_how_far_it_is_and_what_runs() {
        assert_eq!(state().line(true), "█████░░░░░░░░░░░░░░░ 10/40, 1 failed  A1 B2");
        assert_eq!(State { all: 2, ..State::default() }.line(false), "-------------------- 0/2  ");
        assert_eq!(State { all: 2, done: 2, ..State::default() }.line(false), "#################### 2/2  ");
        assert_eq!(State::default().line(false), "-------------------- 0/0  ");
    }

    #[test]
    fn whoever_ends_it_hears_what_is_known() {
        assert_eq!(
            state().farewell(),
            "Ended after 10 of 40 cases, of which failed: A7. No report is written."
        );
        let none = State { failed: Vec::new(), ..state() };
        assert_eq!(none.farewell(), "Ended after 10 of 40 cases, none of them failed. No report is written.");
    }
}
