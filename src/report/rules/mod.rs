//! What the rules are: the page of one, the list of all. Both read the rule files alone.

mod list;
mod page;
pub mod reference;

pub use list::{json, list};
pub use page::page;

#[cfg(test)]
mod tests;
