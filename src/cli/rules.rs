//! `rules`.

use super::args::{RulesArgs, RulesFormat};
use super::error::Failure;
use super::output::Output;
use super::settings;
use crate::report::rules::{json, list, reference};

/// Lists all rules.
///
/// # Errors
/// The user's rules are wrong, or the output cannot be written.
pub fn rules(args: &RulesArgs) -> Result<u8, Failure> {
    let catalog = settings::catalog_alone(&args.catalog)?;
    let mut output = Output::new(&args.output);
    let style = output.style;
    output.write(|out| match args.format {
        RulesFormat::Human => list(out, catalog.rules(), style),
        RulesFormat::Json => json(out, catalog.rules()),
        RulesFormat::Markdown => reference::index(out, catalog.rules()),
    })?;
    output.finish()?;
    Ok(0)
}
