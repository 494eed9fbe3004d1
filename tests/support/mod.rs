//! What behaviour tests share: a world in memory, the real binary in a private home, and hostile peers.
pub mod caller;
pub mod hostile;
