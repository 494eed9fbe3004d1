//! What behaviour tests share: a world in memory, the real binary in a private home, and hostile peers.

pub mod app;
pub mod app_stage;
pub mod caller;
pub mod checked_app;
pub mod child;
#[cfg(unix)]
pub mod console;
pub mod control;
pub mod dev_provider;
pub mod disk;
pub mod door;
pub mod exchange;
#[cfg(unix)]
pub mod fake_browser;
pub mod fake_chromium;
pub mod front_channel;
pub mod hostile;
pub mod hurried_clock;
pub mod in_memory_web;
pub mod listening;
pub mod made_key;
pub mod mutual;
pub mod op;
#[cfg(unix)]
pub mod power;
pub mod program;
#[cfg(unix)]
pub mod pseudo_terminal;
pub mod quirky;
pub mod ran;
pub mod receiver;
pub mod scripted;
pub mod sealed;
pub mod served;
pub mod sessions;
pub mod small_app;
pub mod staged;
pub mod streams;
pub mod tls;
pub mod tls_front;
pub mod user_agent;
#[cfg(unix)]
pub mod vault;
pub mod wire;
#[cfg(unix)]
pub mod yaml;
