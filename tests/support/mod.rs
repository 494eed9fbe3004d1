//! What behaviour tests share: a world in memory, the real binary in a private home, and hostile peers.

pub mod dev_provider;
pub mod user_agent;
pub mod wire;
pub mod child;
pub mod disk;
#[cfg(unix)]
pub mod power;
pub mod sessions;
pub mod caller;
pub mod hostile;
