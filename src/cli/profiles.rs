//! `profiles` and `profile show`.

use super::args::{ProfileArgs, ProfileCommand, ProfilesArgs};
use super::error::Failure;
use super::output::Output;
use super::scene;
use super::settings;
use crate::report;

/// Lists all profiles.
///
/// # Errors
/// The user's profiles are wrong, or the output cannot be written.
pub fn profiles(args: &ProfilesArgs) -> Result<u8, Failure> {
    let catalog = settings::catalog_alone(&args.catalog)?;
    let names = catalog.profile_names();
    let profiles = names.into_iter().map(|name| catalog.profile(name)).collect::<Result<Vec<_>, _>>()?;
    let mut output = Output::new(&args.output);
    let style = output.style;
    output.write(|out| report::profiles::list(out, &profiles, style))?;
    output.finish()?;
    Ok(0)
}

/// Does what is asked with one profile.
///
/// # Errors
/// There is no such profile, or the output cannot be written.
pub fn profile(args: &ProfileArgs) -> Result<u8, Failure> {
    let ProfileCommand::Show(args) = &args.command;
    let catalog = settings::catalog_alone(&args.catalog)?;
    let profile = scene::profile(&catalog, &args.profile)?;
    let mut output = Output::new(&args.output);
    let style = output.style;
    output.write(|out| report::profiles::page(out, &profile, style))?;
    output.finish()?;
    Ok(0)
}
