//! `rules`.

use super::args::{CheckFormat, RulesArgs};
use super::error::Failure;
use super::output::Output;
use crate::catalog::Catalog;
use crate::report::rules::{json, list};

/// Lists all rules.
///
/// # Errors
/// The user's rules are wrong, or the output cannot be written.
pub fn rules(args: &RulesArgs) -> Result<u8, Failure> {
    let catalog = Catalog::load(&args.catalog.directories)?;
    let mut output = Output::new(&args.output);
    let style = output.style;
    output.write(|out| match args.format {
        CheckFormat::Human => list(out, catalog.rules(), style),
        CheckFormat::Json => json(out, catalog.rules()),
    })?;
    output.finish()?;
    Ok(0)
}
