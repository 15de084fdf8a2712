//! What the profiles are: the list of all, the page of one.

use std::io::{self, Write};

use super::style::{Style, bold};
use super::text::{visible, width, wrap};
use crate::catalog::Resolved;
use crate::catalog::profile::{PathRule, PathState, Takes};

/// Writes the profiles, each with what it stands for.
///
/// # Errors
/// Those of `out`.
pub fn list(out: &mut dyn Write, profiles: &[Resolved], style: Style) -> io::Result<()> {
    let longest = profiles.iter().map(|profile| width(&visible(&profile.name))).max().unwrap_or(0);
    for profile in profiles {
        let name = visible(&profile.name);
        let space = " ".repeat(longest.saturating_sub(width(&name)) + 2);
        let columns = style.columns.saturating_sub(longest + 2).max(30);
        let summary = wrap(&visible(&profile.summary), columns);
        let summary = summary.join(&format!("\n{}", " ".repeat(longest + 2)));
        writeln!(out, "{}{space}{summary}", style.paint(bold(), &name))?;
    }
    Ok(())
}

/// Writes everything that a profile says, with what it extends.
///
/// # Errors
/// Those of `out`.
pub fn page(out: &mut dyn Write, profile: &Resolved, style: Style) -> io::Result<()> {
    let mut page = Page { out, style };
    writeln!(page.out, "{}", style.paint(bold(), &visible(&profile.name)))?;
    for line in wrap(&visible(&profile.summary), style.columns) {
        writeln!(page.out, "{line}")?;
    }
    page.section("Identity", identity(profile))?;
    page.section("Capabilities", vec![capabilities(profile)])?;
    page.section("System calls that are denied", calls(profile))?;
    let has = profile.has.iter().map(|(name, has)| format!("{name}: {}", yes(*has)));
    page.section("What is there", has.collect())?;
    let variables = profile.environment.iter().map(|(name, value)| format!("{name}={value}"));
    page.section("Environment variables", variables.collect())?;
    page.section("Paths, the last that fits counts", profile.path.iter().map(path).collect())?;
    page.section("Paths of the image, without a root", profile.image.iter().map(path).collect())?;
    page.section("Sources", profile.sources.clone())
}

struct Page<'o> {
    out: &'o mut dyn Write,
    style: Style,
}

impl Page<'_> {
    fn section(&mut self, title: &str, lines: Vec<String>) -> io::Result<()> {
        let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        if lines.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "\n{}", self.style.paint(bold(), title))?;
        lines.iter().try_for_each(|line| self.paragraph("  ", line))
    }

    fn paragraph(&mut self, indent: &str, text: &str) -> io::Result<()> {
        let columns = self.style.columns.saturating_sub(indent.len() + 2).max(30);
        let lines = wrap(&visible(text), columns);
        writeln!(self.out, "{indent}{}", lines.join(&format!("\n{indent}  ")))
    }
}

fn identity(profile: &Resolved) -> Vec<String> {
    let identity = &profile.identity;
    let number = |name: &str, id: Option<u32>| id.map(|id| format!("{name}: {id}"));
    let flag = |name: &str, holds: Option<bool>| holds.map(|holds| format!("{name}: {}", yes(holds)));
    [
        number("uid", identity.uid),
        number("gid", identity.gid),
        flag("in a user namespace", identity.user_namespace),
        flag("which owns the network namespace", identity.owns_network),
        flag("no_new_privs", identity.no_new_privs),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn capabilities(profile: &Resolved) -> String {
    let names: Vec<&str> = profile.capabilities.listed().collect();
    match (profile.capabilities.is_all_but(), names.is_empty()) {
        (true, true) => "all".into(),
        (true, false) => format!("all but {}", names.join(", ")),
        (false, true) => "none".into(),
        (false, false) => names.join(", "),
    }
}

/// The calls that the filter denies to this profile's user.
fn calls(profile: &Resolved) -> Vec<String> {
    let denied = |name: &String| Some(format!("{name}: {}", profile.denied(name)?));
    profile.seccomp.keys().filter_map(denied).collect()
}

fn path(rule: &PathRule) -> String {
    let states: Vec<&str> = rule.states.iter().map(|state| state_word(*state)).collect();
    let says = [
        (!states.is_empty()).then(|| states.join(" or ")),
        rule.content.as_ref().map(|content| format!("holds `{}`", content.trim_end())),
        (!rule.mentions.is_empty()).then(|| format!("usually mentions {}", rule.mentions.join(", "))),
        (!rule.holds.is_empty()).then(|| format!("has {}", rule.holds.join(", "))),
        (!rule.lacks.is_empty()).then(|| format!("does not have {}", rule.lacks.join(", "))),
        rule.writable
            .map(|writable| if writable { "can be written" } else { "cannot be written" }.to_owned()),
        rule.write_error.clone(),
        rule.takes.as_ref().map(|takes| takes_words(takes).to_owned()),
        rule.owned.map(|owned| if owned { "the user's own" } else { "not the user's own" }.to_owned()),
        (rule.open == Some(true)).then(|| "open to everybody".to_owned()),
        rule.fixed.map(|fixed| {
            if fixed { "nothing can be made there" } else { "things can be made there" }.to_owned()
        }),
        (rule.sizeless == Some(true)).then(|| "of no size".to_owned()),
        rule.mount.map(|mount| if mount { "a mount" } else { "no mount of its own" }.to_owned()),
        rule.note.clone(),
    ];
    format!("{}: {}", rule.glob, says.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

fn takes_words(takes: &Takes) -> &'static str {
    match takes {
        Takes::Always => "takes what is written",
        Takes::Perhaps | Takes::Usually(_) | Takes::Number { .. } => "may refuse what is written",
        Takes::Never => "refuses what is written",
    }
}

fn state_word(state: PathState) -> &'static str {
    match state {
        PathState::Absent => "absent",
        PathState::File => "file",
        PathState::Empty => "empty",
        PathState::Executable => "executable",
        PathState::Directory => "directory",
        PathState::Unreadable => "unreadable",
        PathState::Special => "device",
    }
}

fn yes(holds: bool) -> &'static str {
    if holds { "yes" } else { "no" }
}
