//! A daemon is recognised by an executable that is its interpreter's.

use super::shape;
use crate::catalog::{Rule, glob};
use crate::checks::{Hit, Look, settings};
use crate::outcome::EventKind;

/// Every command of the rule's `looks` whose executable is an interpreter, or, in a root, a script.
pub fn check(look: &Look<'_>, rule: &Rule) -> Vec<Hit> {
    let shapes = shape::of(rule, "looks");
    let options: Vec<&str> = settings::texts(rule, "options").collect();
    let pid_file: Vec<&str> = settings::texts(rule, "pid-file").collect();
    let mut hits = Vec::new();
    for event in look.events() {
        let EventKind::Ran(ran) = &event.kind else { continue };
        if !shapes.iter().any(|shape| shape.fits(&ran.words)) {
            continue;
        }
        let Some(file) = shape::value(&ran.words, &options) else { continue };
        let name = file.rsplit('/').next().unwrap_or(file);
        let is_interpreter =
            settings::texts(rule, "interpreters").any(|known| glob::matches_text(known, name.as_bytes()));
        let is_script = look.root.is_some_and(|root| root.starts_with(file.as_bytes(), b"#!"));
        let (message, label) = if is_script {
            (
                format!("{file} is a script: no process ever executes it, only its interpreter"),
                "is compared with the interpreter's file, and never fits",
            )
        } else if is_interpreter {
            (
                match shape::value(&ran.words, &pid_file) {
                    Some(_) => format!(
                        "{file} is an interpreter: any program that it runs, if it has the number that is left in the \
                         pid file, is taken for this one"
                    ),
                    None => {
                        format!("{file} is an interpreter: every program that it runs is taken for this one")
                    }
                },
                "says which interpreter runs, not which program",
            )
        } else {
            continue;
        };
        hits.push(Hit::at(event, event.guard, message).label(label));
    }
    hits
}
