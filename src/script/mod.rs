//! Bytes and tree to the model of a script. Evaluates nothing but load-time constants.
mod action;
mod conventions;
pub mod header;

pub use action::Action;
