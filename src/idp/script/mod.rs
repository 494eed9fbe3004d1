//! Answers that are ordered beforehand: what the next request of a client to an endpoint gets in place of the provider's own
//! answer, or what becomes of that; as often as is said, in the order in which it was said.
//!
//! Nothing of it happens unless whoever runs the provider orders it, and every such answer names its script in a header.

pub mod order;
pub mod play;
pub mod queue;
