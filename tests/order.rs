//! What is predicted of a script and an action is the same alone and together with others, in whatever order scripts,
//! actions and profiles come: what a world remembers (files read, trees parsed) and what it does not must not show.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use initlint::catalog::{Catalog, Resolved};
use initlint::exec::{Request, Runner};
use initlint::input::Tree;
use initlint::syntax::{Dialect, Source, parse};
use initlint::world::World;

const PROFILES: [&str; 3] = ["docker-default", "kubernetes-restricted", "host"];

/// A script's name and text, and the actions that are asked for.
type Script = (String, Vec<u8>, Dialect, &'static [&'static str]);

/// Some of the scripts of this project.
fn scripts() -> Vec<Script> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut paths: Vec<_> =
        fs::read_dir(folder.join("scripts")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.is_file());
    paths.sort();
    let plain = paths.into_iter().take(12).map(|path| {
        let name = format!("/etc/init.d/{}", path.file_name().unwrap().to_str().unwrap());
        (name, fs::read(&path).unwrap(), Dialect::Dash, &["start", "status"][..])
    });
    let el6 = |name: &str| {
        let path = format!("/etc/rc.d/init.d/{name}");
        let text = fs::read(folder.join("el6").join(&path[1..])).unwrap();
        (path, text, Dialect::BashPosix, &["start", "status"][..])
    };
    plain.chain([el6("auditd"), el6("tallyd"), el6("iptables")]).collect()
}

fn world(profiles: &[&str]) -> World {
    let catalog = Arc::new(Catalog::bundled());
    let profiles: Vec<Resolved> = profiles.iter().map(|name| catalog.profile(name).unwrap()).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/el6");
    World::new(catalog, profiles, Some(Tree::open(&root).unwrap()), BTreeMap::new())
}

/// What is said of an action in each profile, by the profile's name.
fn said(
    world: &World,
    profiles: &[&str],
    (name, text, dialect, _): &Script,
    action: &str,
) -> BTreeMap<String, String> {
    let tree = parse(&Source::new(name.as_str(), text.clone()), *dialect);
    let request =
        Request { tree: &tree, name, action: Some(action), before: &[], directory: "/", options: "" };
    let outcomes = Runner::together(world, &request).in_each_profile(request.action, request.before);
    let tell = |(profile, (outcome, index)): (&&str, &(_, usize))| {
        let outcome: &initlint::outcome::ActionOutcome = outcome;
        let entries = outcome.entries(*index);
        let exits: Vec<String> = entries
            .iter()
            .map(|entry| format!("{}{}", entry.status, if entry.likely { "*" } else { "" }))
            .collect();
        let hangs = !outcome.in_profile(outcome.hangs, *index).is_false();
        (
            (*profile).to_owned(),
            format!(
                "{} {hangs} {:?} {}",
                exits.join(" "),
                outcome.assumptions(*index),
                outcome.opaque(*index)
            ),
        )
    };
    profiles.iter().zip(&outcomes).map(tell).collect()
}

#[test]
fn order_and_company_do_not_matter() {
    let mut scripts = scripts();
    let all = world(&PROFILES);
    let mut first = BTreeMap::new();
    for script in &scripts {
        for action in script.3 {
            first.insert((script.0.clone(), *action), said(&all, &PROFILES, script, action));
        }
    }
    // The same world, which remembers, from behind.
    scripts.reverse();
    for script in &scripts {
        for action in script.3.iter().rev() {
            let again = said(&all, &PROFILES, script, action);
            assert_eq!(first[&(script.0.clone(), *action)], again, "{} {action} in another order", script.0);
        }
    }
    // A world of its own for each, and profiles from behind.
    let mut turned = PROFILES;
    turned.reverse();
    for script in &scripts {
        for action in script.3 {
            let alone = said(&world(&turned), &turned, script, action);
            assert_eq!(first[&(script.0.clone(), *action)], alone, "{} {action} alone", script.0);
        }
    }
}

#[test]
fn a_profile_answers_the_same_without_others() {
    let together = world(&PROFILES);
    for script in scripts().iter().filter(|script| !script.0.ends_with("iptables")) {
        for action in script.3 {
            let all = said(&together, &PROFILES, script, action);
            for profile in PROFILES {
                let one = said(&world(&[profile]), &[profile], script, action);
                assert_eq!(all[profile], one[profile], "{} {action} in {profile}", script.0);
            }
        }
    }
}
