//! How the control interface is told of: an operation is one row, from which come how it is called, its description and what it
//! is held to. What the operations do is in `endpoint/control/`.

pub mod call;
pub mod description;
pub mod forms;
pub mod operation;
pub mod schema;
