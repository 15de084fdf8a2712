//! Knowledge as data: rules, command models and profiles, read from `rules/`
//! (embedded) and from the user's own directories. Decides nothing.

pub mod command;
pub mod profile;
pub mod rule;
