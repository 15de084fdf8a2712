//! What every data file must say beyond its shape.

use std::collections::BTreeSet;

use super::command::{Ask, Case, CommandModel, Family};
use super::daemon::DaemonModel;
use super::profile::Profile;
use super::rule::Rule;

/// Something a file lacks or says wrongly.
#[derive(Debug)]
pub(super) struct Problem {
    pub message: String,
    /// Pieces of the file's text, each after the one before; the last stands where the problem is.
    pub near: Vec<String>,
}

impl Problem {
    /// Where the problem is in the file's text; the start, where that is not found.
    pub fn offset(&self, text: &str) -> usize {
        self.near.iter().fold(0, |from, near| {
            text.get(from..).and_then(|rest| rest.find(near.as_str())).map_or(from, |at| from + at)
        })
    }
}

fn problem(message: impl Into<String>) -> Problem {
    Problem { message: message.into(), near: Vec::new() }
}

fn problem_near(near: impl Into<String>, message: impl Into<String>) -> Problem {
    Problem { message: message.into(), near: vec![near.into()] }
}

fn named_after(what: &str, name: &str, stem: &str) -> Option<Problem> {
    (name != stem).then(|| problem(format!("{what} is `{name}`, but the file is named `{stem}`")))
}

fn lacks<'f>(fields: impl IntoIterator<Item = (&'f str, bool)>) -> impl Iterator<Item = Problem> {
    fields.into_iter().filter(|(_, empty)| *empty).map(|(field, _)| problem(format!("`{field}` is empty")))
}

/// A rule says why, what to do, and shows it and its near miss.
pub(super) fn rule(rule: &Rule, stem: &str, may_be_native: bool) -> Vec<Problem> {
    let mut problems: Vec<Problem> = named_after("id", &rule.id, stem).into_iter().collect();
    problems.extend(lacks([
        ("summary", rule.summary.is_empty()),
        ("why", rule.why.is_empty()),
        ("instead", rule.instead.is_empty()),
        ("references", rule.references.is_empty()),
        ("since", rule.since.is_empty()),
    ]));
    match (&rule.check, &rule.query) {
        (None, None) => problems.push(problem("a rule needs `[match]`")),
        (Some(_), Some(_)) => {
            problems.push(problem_near("check", "a rule has `check` or `[match]`, not both"))
        }
        (Some(check), None) if check != "native" || !may_be_native => {
            problems.push(problem_near("check", "`check` is for bundled rules; write `[match]`"));
        }
        (None, Some(query)) if query.message.is_empty() => {
            problems.push(problem_near("[match]", "`message` is empty"));
        }
        (None, Some(query)) if query.asks_nothing() => {
            problems.push(problem_near(
                "[match]",
                "it asks for nothing: `effect`, `commands`, `reads` or `writes`",
            ));
        }
        _ => {}
    }
    if rule.fix.is_some() && rule.check.is_none() {
        problems.push(problem_near("fix", "`fix` is for bundled rules: a `[match]` mends nothing"));
    }
    if rule.example.iter().all(|example| example.lines.is_empty()) {
        problems.push(problem("no example shows it: one needs `lines`"));
    }
    if rule.example.iter().all(|example| !example.lines.is_empty()) {
        problems.push(problem("no example shows a near miss: one must be without `lines`"));
    }
    problems
}

/// A family names its sources, and each model says what happens in every case.
pub(super) fn family(family: &Family, stem: &str) -> Vec<Problem> {
    let mut problems: Vec<Problem> = named_after("family", &family.family, stem).into_iter().collect();
    problems.extend(lacks([
        ("summary", family.summary.is_empty()),
        ("references", family.references.is_empty()),
        ("command", family.command.is_empty() && family.defines.is_empty() && family.daemon.is_empty()),
    ]));
    problems.extend(daemons(&family.daemon));
    let mut seen = BTreeSet::new();
    for model in &family.command {
        for name in &model.names {
            if !seen.insert((model.library, name)) {
                problems.push(problem_near(format!("\"{name}\""), format!("`{name}` is described twice")));
            }
        }
        problems.extend(command(model, !family.defines.is_empty()));
    }
    problems
}

/// A daemon has names, a sentence and something that it needs.
fn daemons(daemons: &[DaemonModel]) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    let mut problems = Vec::new();
    for daemon in daemons {
        let Some(name) = daemon.names.first() else {
            problems.push(problem("a daemon without `names`"));
            continue;
        };
        let mut complain = |name: &str, what: &str| {
            problems.push(problem_near(format!("\"{name}\""), format!("`{name}`: {what}")));
        };
        if daemon.says.is_empty() {
            complain(name, "`says` is empty");
        }
        if daemon.needs.is_empty() {
            complain(name, "`needs` is empty: what does it live on?");
        }
        for name in daemon.names.iter().filter(|name| !seen.insert(*name)) {
            complain(name, "is described twice");
        }
    }
    problems
}

fn command(model: &CommandModel, library: bool) -> Vec<Problem> {
    let Some(name) = model.names.first() else { return vec![problem("a command without `names`")] };
    let near = format!("\"{name}\"");
    let mut problems = Vec::new();
    if model.library && !library {
        problems.push(problem_near(near.clone(), format!("`{name}`: which file `defines` it?")));
    }
    for option in model.quiet_with.iter().filter(|option| model.option_named(option).is_none()) {
        problems.push(problem_near(near.clone(), format!("`{name}`: `{option}` is not among its options")));
    }
    for case in model.case.iter().chain([&model.otherwise]) {
        let mut complain = |what: &str| {
            let message = format!("`{name}`, case `{}`: {what}", case.says);
            problems.push(Problem { message, near: vec![near.clone(), format!("\"{}\"", case.says)] });
        };
        if case.says.is_empty() {
            complain("`says` is empty");
        }
        if case.asks.iter().any(|ask| ask.answers.is_empty()) {
            complain("`answers` is empty: how does it end where that is not so?");
        }
        if case.met.is_empty() && !case.hangs {
            complain("`met` is empty: with which statuses does it end?");
        }
        if can_fail(case) && case.unmet.is_empty() {
            complain("`unmet` is empty, but it needs or reads something");
        }
        for option in options_of(case) {
            if model.option_named(option).is_none() {
                complain(&format!("`{option}` is not among its options"));
            }
        }
    }
    problems
}

fn can_fail(case: &Case) -> bool {
    let operands = [&case.reads, &case.lists, &case.exists, &case.absent, &case.writes];
    let changed = [&case.owns, &case.creates, &case.directories, &case.removes];
    let changed = changed.into_iter().chain([&case.stands, &case.links, &case.homes]);
    !case.needs.is_empty() || operands.into_iter().chain(changed).any(|operands| !operands.is_empty())
}

fn options_of(case: &Case) -> impl Iterator<Item = &str> {
    use super::command::{Operand, OutputModel};
    let operands = [
        [&case.reads, &case.lists, &case.exists, &case.absent],
        [&case.writes, &case.creates, &case.directories, &case.removes],
        [&case.owns, &case.owner_of, &case.mode_of, &case.nodes],
        [&case.stands, &case.links, &case.homes, &case.group_of],
    ]
    .into_iter()
    .flatten();
    let asks = case.asks.iter().chain(case.starts.iter().flat_map(|starts| &starts.asks));
    let asked_for = asks.flat_map(Ask::all).flat_map(|ask| {
        let operands = [&ask.reads, &ask.lists, &ask.exists, &ask.absent, &ask.writes, &ask.mounted];
        let operands = operands.into_iter().chain([
            &ask.filled,
            &ask.replaces,
            &ask.rewrites,
            &ask.programs,
            &ask.executes,
        ]);
        let listed = ask.listed.iter().chain(&ask.unlisted);
        operands
            .flatten()
            .chain(listed.map(|listed| &listed.of))
            .chain(ask.limits.iter().map(|limited| &limited.of))
            .chain(ask.lines.iter().map(|lined| &lined.of))
    });
    let targets = case.effects.iter().filter_map(|effect| effect.target.as_ref());
    let names = match &case.output {
        OutputModel::Names(names) => Some(names),
        _ => None,
    };
    let of_files = match &case.output {
        OutputModel::Attributes(model) => vec![&model.of, &model.form],
        OutputModel::Link(model) | OutputModel::Resolved(model) => vec![&model.of],
        _ => Vec::new(),
    };
    let made = case.made.iter().flat_map(|made| [&made.set, &made.owner, &made.group]);
    let words = operands
        .flatten()
        .chain(&case.attributes_of)
        .chain(of_files)
        .chain(made.flatten())
        .chain(asked_for)
        .chain(&case.text)
        .chain(&case.user)
        .chain(targets)
        .chain(names.map(|names| &names.of));
    let named = words.filter_map(|operand| match operand {
        Operand::Option(name) => Some(name.as_str()),
        Operand::Below(below) => match &below.of {
            Operand::Option(name) => Some(name.as_str()),
            _ => None,
        },
        Operand::Lines(of) => match &**of {
            Operand::Option(name) => Some(name.as_str()),
            _ => None,
        },
        _ => None,
    });
    let finds = case.finds.iter().flat_map(|finds| {
        let words = [&finds.pid_file, &finds.number, &finds.file, &finds.name];
        words.into_iter().chain([&finds.program, &finds.pattern, &finds.user])
    });
    let starts = case
        .starts
        .iter()
        .flat_map(|starts| [&starts.program, &starts.file, &starts.name, &starts.user, &starts.pid_file]);
    let processes = finds.chain(starts).flatten().filter_map(|operand| match operand {
        Operand::Option(name) => Some(name.as_str()),
        _ => None,
    });
    let makes = case.starts.iter().flat_map(|starts| &starts.makes_pid_file);
    let removes = case.finds.iter().flat_map(|finds| &finds.removes_pid_file);
    let follows = match &case.output {
        OutputModel::Attributes(model) => model.follows.as_slice(),
        _ => &[],
    };
    let makes = makes.chain(removes).chain(&case.forgives).chain(&case.below).chain(&case.symbolic);
    let makes = makes.chain(follows).map(String::as_str);
    let when = &case.when;
    let asked =
        when.option.iter().chain(&when.no_option).chain(when.value.keys().chain(when.other_value.keys()));
    let like = names.and_then(|names| names.like_option.as_deref());
    asked.map(String::as_str).chain(named).chain(like).chain(processes).chain(makes)
}

fn says_more(rule: &super::profile::PathRule) -> bool {
    rule.mount.is_some()
        || rule.owned.is_some()
        || rule.open.is_some()
        || rule.takes.is_some()
        || rule.fixed.is_some()
        || rule.sizeless.is_some()
        || !rule.holds.is_empty()
        || !rule.lacks.is_empty()
}

/// A profile says what it stands for and where its values come from.
pub(super) fn profile(profile: &Profile, stem: &str) -> Vec<Problem> {
    let mut problems: Vec<Problem> = named_after("name", &profile.name, stem).into_iter().collect();
    problems
        .extend(lacks([("summary", profile.summary.is_empty()), ("sources", profile.sources.is_empty())]));
    for rule in profile.path.iter().chain(&profile.image) {
        let mut complain = |what: &str| {
            problems.push(problem_near(format!("\"{}\"", rule.glob), format!("`{}`: {what}", rule.glob)));
        };
        if rule.there.is_some() {
            complain("`there` is for files about a host");
        }
        if rule.states.is_empty() && rule.writable.is_none() && !says_more(rule) {
            complain("says nothing: `states`, `writable`, `takes` or `mount`");
        }
        if !rule.glob.starts_with('/') {
            complain("is not an absolute path");
        }
        if rule.write_error.is_some() && rule.writable != Some(false) {
            complain("`write_error` without `writable = false`");
        }
    }
    problems
}
