//! What the machine says of the EL6 firewall script against what was measured: testdata/oracle/el6.table,
//! five hosts (testdata/el6-hosts), setups as overlays (testdata/el6-overlays).
//!
//! The status that a host answers must be among the predicted ones, and the likely one.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use initlint::catalog::{Catalog, Confidence};
use initlint::exec;
use initlint::input::Tree;
use initlint::outcome::{ActionOutcome, Outcome, Status};
use initlint::script::Script;
use initlint::syntax::Source;
use initlint::world::World;

/// The hosts in the order of the table's columns: name, profile, overlay of its own.
const HOSTS: [(&str, &str, Option<&str>); 5] =
    [("A", "A", None), ("B", "B", None), ("C", "C", None), ("N", "N", None), ("K", "B", Some("kmod"))];

const SCRIPT: &str = "/etc/rc.d/init.d/iptables";

/// The action whose status may be predicted as "nonzero" alone: it counts modules.
const BLURRED: &str = "stop";

/// One line of the table.
struct Line {
    setup: String,
    /// `None`: no argument.
    action: Option<String>,
    /// By host.
    answers: Vec<u8>,
}

/// How a prediction stands to what was measured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// It is the only status that is predicted.
    Only,
    /// It is the likely one of several.
    Likely,
    /// Likely is some failing status, not known which.
    Blurred,
    /// It is predicted, and another is the likely one.
    Unlikely,
    /// It is not predicted.
    Missing,
}

fn testdata(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

fn table() -> Vec<Line> {
    let text = fs::read_to_string(testdata("oracle/el6.table")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with(['#']) && !line.starts_with("says "));
    let rows = lines.map(|line| line.split_whitespace().collect::<Vec<_>>());
    rows.filter(|words| !words.is_empty())
        .map(|words| Line {
            setup: words[0].into(),
            action: (words[1] != "none").then(|| words[1].to_owned()),
            answers: words[2..].iter().map(|word| word.parse().unwrap()).collect(),
        })
        .collect()
}

fn world(catalog: &Arc<Catalog>, profile: &str, overlays: &[&str]) -> World {
    let file = catalog.profile_file(&testdata(&format!("el6-hosts/{profile}.toml"))).unwrap();
    let profile = catalog.resolve(&file).unwrap();
    let mut root = Tree::open(&testdata("el6")).unwrap();
    for overlay in overlays {
        root = root.with_overlay(&testdata(&format!("el6-overlays/{overlay}"))).unwrap();
    }
    World::new(Arc::clone(catalog), vec![profile], Some(root), BTreeMap::new())
}

fn run(world: &World, action: Option<&str>) -> ActionOutcome {
    let bytes = fs::read(testdata("el6").join(SCRIPT.trim_start_matches('/'))).unwrap();
    let shell = world.shell(b"/bin/sh");
    let script = Script::read(Source::new(SCRIPT, bytes), shell);
    let request =
        exec::Request { tree: &script.tree, name: SCRIPT, action, before: &[], directory: "/", options: "" };
    exec::run(world, &request)
}

/// The statuses that are predicted, the likely ones marked.
fn predicted(outcome: &Outcome) -> BTreeMap<Status, Confidence> {
    let statuses = outcome.exits.iter().map(|exit| exit.status);
    statuses
        .filter_map(|status| {
            let when = outcome.exits_when(|other| other == status);
            Some((status, outcome.confidence(when, 0)?))
        })
        .collect()
}

fn judge(outcome: &Outcome, measured: u8) -> (Answer, String) {
    let statuses = predicted(outcome);
    let is_likely = |status| statuses.get(&status).is_some_and(|sure| *sure > Confidence::Possible);
    let (exactly, some_failure) = (Status::Code(measured), Status::Nonzero);
    let answer = if is_likely(exactly) {
        if statuses.len() == 1 { Answer::Only } else { Answer::Likely }
    } else if measured != 0 && is_likely(some_failure) {
        Answer::Blurred
    } else if statuses.contains_key(&exactly) || measured != 0 && statuses.contains_key(&some_failure) {
        Answer::Unlikely
    } else {
        Answer::Missing
    };
    let mark = |sure: &Confidence| if *sure == Confidence::Possible { "" } else { "!" };
    let mut told: Vec<String> =
        statuses.iter().map(|(status, sure)| format!("{status}{}", mark(sure))).collect();
    told.extend(outcome.widened.iter().map(|widened| format!("[{}]", widened.limit)));
    told.dedup();
    (answer, told.join(" "))
}

fn of_host(catalog: &Arc<Catalog>, column: usize, table: &[Line]) -> Vec<(Answer, String)> {
    let (host, profile, own) = HOSTS[column];
    let mut answers = Vec::new();
    for line in table {
        let setup = line.setup.split('+').filter(|name| *name != "plain");
        let overlays: Vec<&str> = own.into_iter().chain(setup).collect();
        let outcome = run(&world(catalog, profile, &overlays), line.action.as_deref());
        let measured = line.answers[column];
        let (mut answer, told) = judge(&outcome, measured);
        let action = line.action.as_deref().unwrap_or("none");
        if answer == Answer::Blurred && action != BLURRED {
            answer = Answer::Unlikely;
        }
        answers
            .push((answer, format!("{host} {} {action}: {measured} measured, predicted {told}", line.setup)));
    }
    answers
}

/// Past the test harness, which would keep the words of a passing test to itself.
fn say(line: &str) {
    std::io::stderr().write_all(format!("\n{line}\n").as_bytes()).ok();
}

#[test]
fn what_five_hosts_answered_is_predicted() {
    let catalog = Arc::new(Catalog::bundled());
    let table = table();
    let answers: Vec<(Answer, String)> = thread::scope(|scope| {
        let hosts: Vec<_> = (0..HOSTS.len())
            .map(|column| {
                let (catalog, table) = (&catalog, &table);
                scope.spawn(move || of_host(catalog, column, table))
            })
            .collect();
        hosts.into_iter().flat_map(|host| host.join().unwrap()).collect()
    });
    let wrong: Vec<&str> = answers
        .iter()
        .filter(|(answer, _)| matches!(answer, Answer::Unlikely | Answer::Missing))
        .map(|(_, told)| told.as_str())
        .collect();
    let only = answers.iter().filter(|(answer, _)| *answer == Answer::Only).count();
    let blurred = answers.iter().filter(|(answer, _)| *answer == Answer::Blurred).count();
    say(&format!(
        "el6: {} answers compared, {only} of them the only one that is predicted, {blurred} only as \"nonzero\"",
        answers.len()
    ));
    assert!(answers.len() > 100, "only {} answers", answers.len());
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), answers.len(), wrong.join("\n"));
}
