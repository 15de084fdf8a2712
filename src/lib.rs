//! initlint: what SysV init scripts do inside a container. See README.md.
#![forbid(unsafe_code)]

pub mod capture;
pub mod catalog;
pub mod checks;
pub mod cli;
pub mod config;
pub mod exec;
pub mod filter;
pub mod finding;
pub mod input;
pub mod logic;
pub mod outcome;
pub mod pattern;
pub mod report;
pub mod script;
pub mod span;
pub mod syntax;
pub mod world;
