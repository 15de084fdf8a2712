//! A script of a Red Hat system without a chkconfig line.

use crate::catalog::{Rule, glob};
use crate::checks::{Hit, Still, settings};
use crate::script::header::HeaderProblemKind;

/// A script that reads one of the libraries of the setting `libraries`, and has an LSB block alone.
pub fn check(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let script = still.script;
    let header = &script.header;
    let is_wrong = header.problems.iter().any(|problem| problem.kind == HeaderProblemKind::Chkconfig);
    if header.lsb.is_none() || header.red_hat.chkconfig.is_some() || is_wrong {
        return Vec::new();
    }
    let is_library =
        |path: Vec<u8>| settings::texts(rule, "libraries").any(|lib| glob::matches_path(lib, &path));
    let mut sources = script.sources.iter();
    let library = sources.find(|sourced| sourced.path.exact().is_some_and(is_library));
    let hit = |span| {
        Hit::still(span, "a script for Red Hat's tools that has no `# chkconfig:` line")
            .label("this library is Red Hat's")
    };
    library.map(|sourced| hit(sourced.span)).into_iter().collect()
}
