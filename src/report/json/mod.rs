//! JSON for programs. The forms are described by `schemas/*.json` in the
//! repository; they are added to, never changed, within a version.

mod check;
mod code;
mod place;
mod text;

use std::io::{self, Write};

use serde::Serialize;

pub use check::check;
pub use code::Code;
pub use place::{Point, Range};

/// The program that wrote a report.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Tool {
    name: &'static str,
    version: &'static str,
}

impl Tool {
    /// This program.
    pub const THIS: Self = Self { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
}

/// Writes a value, indented, a newline after it. Hidden characters are escaped,
/// so that the text may be shown on a terminal; a reader of JSON gets them back.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, text::Visible::default());
    value.serialize(&mut serializer)?;
    writeln!(out)
}

#[cfg(test)]
mod tests;
