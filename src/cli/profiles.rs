//! `profiles`, `profile show` and `profile capture`.

use std::path::Path;

use super::args::{ProfileArgs, ProfileCaptureArgs, ProfileCommand, ProfileShowArgs, ProfilesArgs};
use super::error::Failure;
use super::output::Output;
use super::scene;
use super::settings;
use crate::capture;
use crate::input::{Problem, Tree};
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
    match &args.command {
        ProfileCommand::Show(args) => show(args),
        ProfileCommand::Capture(args) => capture(args),
    }
}

fn show(args: &ProfileShowArgs) -> Result<u8, Failure> {
    let catalog = settings::catalog_alone(&args.catalog)?;
    let profile = scene::profile(&catalog, &args.profile)?;
    let mut output = Output::new(&args.output);
    let style = output.style;
    output.write(|out| report::profiles::page(out, &profile, style))?;
    output.finish()?;
    Ok(0)
}

fn capture(args: &ProfileCaptureArgs) -> Result<u8, Failure> {
    let catalog = settings::catalog_alone(&args.catalog)?;
    let root = Path::new("/");
    let tree = Tree::open(root).map_err(|kind| Problem::new(root, kind))?;
    let captured = capture::capture(&tree, &catalog, &args.name, args.extends.as_deref())?;
    let mut output = Output::new(&args.output);
    output.write(|out| report::profile_file::write(out, &captured.profile, &captured.remarks))?;
    output.finish()?;
    Ok(0)
}
