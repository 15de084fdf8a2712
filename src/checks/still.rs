//! A script as it stands, before anything runs.

use crate::input::Tree;
use crate::script::Script;

/// What a check sees that needs no run: the script, and the image's file system where one is given.
#[derive(Clone, Copy, Debug)]
pub struct Still<'a> {
    /// The script.
    pub script: &'a Script,
    /// The root file system that it stands in.
    pub root: Option<&'a Tree>,
}
