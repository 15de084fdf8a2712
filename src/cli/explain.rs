//! `explain RULE`.

use super::args::{ExplainArgs, ExplainFormat};
use super::error::Failure;
use super::output::Output;
use super::settings;
use crate::catalog::CatalogError;
use crate::report;

/// Shows the page of a rule.
///
/// # Errors
/// There is no such rule, or the output cannot be written.
pub fn explain(args: &ExplainArgs) -> Result<u8, Failure> {
    let catalog = settings::catalog_alone(&args.catalog)?;
    let known = || catalog.rules().iter().map(|rule| rule.id.as_str());
    let rule =
        catalog.rule(&args.rule).ok_or_else(|| CatalogError::unknown_name("rule", &args.rule, known()))?;
    let mut output = Output::new(&args.output);
    let style = output.style;
    output.write(|out| match args.format {
        ExplainFormat::Human => report::rules::page(out, rule, style),
        ExplainFormat::Markdown => report::rules::reference::page(out, rule),
    })?;
    output.finish()?;
    Ok(0)
}
