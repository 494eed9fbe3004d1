//! Batteries: what an app or a provider gets wrong, case by case, each with the section of its standard.
//!
//! A battery has cases and knows how to run one; the [engine](run) runs them, each as if it were the first, and a
//! [report](report) tells what came of it. A verdict is never an HTTP status alone: what counts is what the subject did.
//! A NEW CASE is one row in the file of its set, and has a control in the tests: a subject that is wrong in exactly this way.

pub mod app;
pub mod baseline;
pub mod battery;
pub mod case;
pub mod judged;
pub mod logout;
pub mod order;
pub mod provider;
pub mod redaction;
pub mod report;
pub mod run;
#[cfg(test)]
pub mod scripted;
pub mod stage;
pub mod trace;
pub mod user_agent;
