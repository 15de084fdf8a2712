//! `rules`.

use std::sync::Arc;

use super::args::{RulesArgs, RulesFormat};
use super::error::Failure;
use super::output::Output;
use super::settings;
use super::trial;
use crate::catalog::Catalog;
use crate::report::rules::{json, list, reference};
use crate::report::text::visible;

/// Lists all rules.
///
/// # Errors
/// The user's rules are wrong, or the output cannot be written.
pub fn rules(args: &RulesArgs) -> Result<u8, Failure> {
    let catalog = settings::catalog_alone(&args.catalog)?;
    let mut output = Output::new(&args.output);
    if args.test {
        let wrong = test(catalog, &mut output)?;
        output.finish()?;
        return Ok(u8::from(wrong));
    }
    let style = output.style;
    output.write(|out| match args.format {
        RulesFormat::Human => list(out, catalog.rules(), style),
        RulesFormat::Json => json(out, catalog.rules()),
        RulesFormat::Markdown => reference::index(out, catalog.rules()),
    })?;
    output.finish()?;
    Ok(0)
}

/// Runs the examples of the user's rules; whether one is not found as it says.
fn test(catalog: Catalog, output: &mut Output) -> Result<bool, Failure> {
    let unmade = |error| Failure::Output { to: "a directory for an example".into(), error };
    let catalog = Arc::new(catalog);
    let (mut examples, mut offences) = (0, Vec::new());
    for rule in catalog.own_rules() {
        for (number, example) in (1..).zip(&rule.example) {
            let directory = tempfile::tempdir().map_err(unmade)?;
            let offence = trial::offence(&catalog, rule, example, directory.path()).map_err(unmade)?;
            offences.extend(offence.map(|offence| format!("{}, example {number}: {offence}", rule.id)));
            examples += 1;
        }
    }
    output.write(|out| {
        offences.iter().try_for_each(|offence| writeln!(out, "{}", visible(offence)))?;
        let rules = catalog.own_rules().len();
        writeln!(out, "rules: {rules}, examples: {examples}, wrong: {}", offences.len())
    })?;
    Ok(!offences.is_empty())
}
