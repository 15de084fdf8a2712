//! Where the configuration of an input is.

use std::fs;
use std::path::{Path, PathBuf};

use super::ConfigError;

/// The names that are looked for in each directory; the first one counts.
const NAMES: [&str; 2] = ["initlint.toml", ".config/initlint.toml"];

/// The configuration of inputs: the nearest one in their directories or above. Where nothing is
/// named, or it is not a path of this machine, the current directory stands for it.
///
/// # Errors
/// Inputs have different ones.
pub fn find(inputs: &[&Path]) -> Result<Option<PathBuf>, ConfigError> {
    let here = Path::new(".");
    let mut found: Option<Option<PathBuf>> = None;
    let inputs = if inputs.is_empty() { vec![here] } else { inputs.to_vec() };
    for input in inputs {
        let nearest = nearest(if input.exists() { input } else { here });
        match (&found, nearest) {
            (Some(Some(one)), Some(other)) if *one != other => {
                return Err(ConfigError::Two { one: shown(one), other: shown(&other) });
            }
            (None | Some(None), nearest) => found = Some(nearest),
            _ => {}
        }
    }
    Ok(found.flatten().map(|path| shown(&path)))
}

fn nearest(input: &Path) -> Option<PathBuf> {
    let real = fs::canonicalize(input).ok()?;
    let files = real.ancestors().flat_map(|above| NAMES.map(|name| above.join(name)));
    files.into_iter().find(|file| file.is_file())
}

/// As people name it: relative to the current directory where it is below.
fn shown(path: &Path) -> PathBuf {
    let here = std::env::current_dir().and_then(fs::canonicalize).unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).into()
}
