//! What was found, in the forms that people and programs read: one small file
//! per format. Decides nothing, prints nothing, opens nothing: each format
//! writes to a writer it is given.

pub mod check;
pub mod diff;
pub mod formats;
pub mod html;
pub mod human;
pub mod json;
pub mod predict;
pub mod profile_file;
pub mod profiles;
pub mod rules;
#[cfg(test)]
mod sample;
pub mod style;
pub mod text;
pub mod trace;
pub mod verdict;

pub use check::{CheckReport, Counts, Hidden, HiddenBy, Problem, Script};
pub use predict::{Detail, Prediction};
pub use style::{Paint, Style, severity_color};
pub use trace::Trace;
pub use verdict::{Threshold, Verdict};
