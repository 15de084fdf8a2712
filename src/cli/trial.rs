//! A rule put to its own examples.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use crate::catalog::rule::{Example, ExampleRoot};
use crate::catalog::{Catalog, Rule};
use crate::checks;
use crate::exec::{Request, Runner};
use crate::finding::Finding;
use crate::input::Tree;
use crate::script::{Action, Script};
use crate::syntax::Source;
use crate::syntax::dialect::{Interpreter, of_shebang};
use crate::world::World;

/// The profile of examples that name none.
const PROFILE: &str = "docker-default";
/// What a script is called that stands in no root.
const NAME: &str = "example";
/// And one that does.
const PATH: &str = "/etc/init.d/example";

/// What is wrong with what a rule says of one of its examples; `None`: it says what it should. `directory` is an
/// empty directory of its own, where a root may be laid out.
///
/// # Errors
/// The root cannot be laid out.
pub fn offence(
    catalog: &Arc<Catalog>,
    rule: &Rule,
    example: &Example,
    directory: &Path,
) -> io::Result<Option<String>> {
    let mut found = findings(catalog, rule, example, directory)?;
    found.sort_by_key(line);
    let lines: Vec<u32> = found.iter().map(line).collect();
    if lines != example.lines {
        let said: Vec<&str> = found.iter().map(|finding| finding.message.as_str()).collect();
        return Ok(Some(format!("reported in lines {lines:?}, not {:?}: {said:?}", example.lines)));
    }
    let sure = found.first().map(|finding| finding.confidence);
    let wrong = example.confidence.filter(|wanted| sure != Some(*wanted));
    Ok(wrong.zip(found.first()).map(|(wanted, first)| format!("{sure:?}, not {wanted:?}: {}", first.message)))
}

/// What the rule says of the example. `directory`: see [`offence`].
///
/// # Errors
/// The root cannot be laid out.
pub fn findings(
    catalog: &Arc<Catalog>,
    rule: &Rule,
    example: &Example,
    directory: &Path,
) -> io::Result<Vec<Finding>> {
    let profile = example.profile.as_deref().unwrap_or(PROFILE);
    let profile = catalog.profile(profile).map_err(io::Error::other)?;
    let (name, root) = match &example.root {
        Some(root) => {
            lay(root, &example.script, directory)?;
            (PATH, Some(Tree::open(directory).map_err(io::Error::other)?))
        }
        None => (NAME, None),
    };
    let world = World::new(Arc::clone(catalog), vec![profile], root.clone(), BTreeMap::new());
    let source = Source::new(name, example.script.as_bytes());
    let dialect = match of_shebang(source.bytes()).interpreter {
        Interpreter::Sh { path, .. } => world.shell(path.as_bytes()),
        _ => None,
    };
    let script = Script::read(source, dialect);
    let actions = match &example.action {
        Some(action) => vec![Action::named(action)],
        None => script.actions(),
    };
    let (name, options) = (script.source.name(), script.shebang.interpreter.options());
    let request = Request { tree: &script.tree, name, action: None, before: &[], directory: "/", options };
    let mut runner = Runner::new(&world, &request);
    let outcomes: Vec<_> = actions.iter().map(|action| runner.run(action.argument(), &[])).collect();
    Ok(checks::findings(&script, &outcomes, &[rule], world.resolved(), root.as_ref()))
}

/// Makes the example's root file system in a directory.
fn lay(root: &ExampleRoot, script: &str, directory: &Path) -> io::Result<()> {
    let mode = root.mode.as_deref().and_then(|mode| u32::from_str_radix(mode, 8).ok()).unwrap_or(0o755);
    for (path, text) in &root.files {
        write(&directory.join(path.trim_start_matches('/')), text, 0o644)?;
    }
    for path in &root.programs {
        write(&directory.join(path.trim_start_matches('/')), "\u{7f}ELF", 0o755)?;
    }
    write(&directory.join(PATH.trim_start_matches('/')), script, mode)
}

fn write(path: &Path, text: &str, mode: u32) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, text)?;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// The line of a finding, from 1.
#[must_use]
pub fn line(finding: &Finding) -> u32 {
    let place = &finding.primary;
    u32::try_from(place.source.line_index(place.span.start)).unwrap_or(u32::MAX).saturating_add(1)
}
