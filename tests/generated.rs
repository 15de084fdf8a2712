//! Scripts that nobody wrote: real shells answer them, and the machine must answer the same.
//!
//! `INITLINT_GENERATED=100000` runs the first hundred thousand programs, `INITLINT_GENERATED=4711..4712` those
//! of these numbers. A program's number is all that makes it: a miss can be asked for again.
#![allow(missing_docs, clippy::unwrap_used)]

mod generator;
mod shells;

use std::ops::Range;
use std::process::{ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use std::{env, fs, thread};

use generator::{Program, shrink};
use shells::machine::{excluded, machine, say_how_many};
use shells::{Answer, Room, Shell, name, wait};

/// How many programs a plain `cargo test` runs.
const USUAL: Range<u64> = 0..300;
/// A program takes milliseconds; on a crowded machine more.
const LIMIT: Duration = Duration::from_secs(20);
/// Shrinking takes hundreds of runs: nobody reads more misses than this at once.
const SHRUNK: usize = 20;

fn numbers() -> Range<u64> {
    let Ok(wish) = env::var("INITLINT_GENERATED") else { return USUAL };
    let (from, to) = wish.split_once("..").unwrap_or(("0", &wish));
    match (from.parse(), to.parse()) {
        (Ok(from), Ok(to)) => from..to,
        _ => panic!("INITLINT_GENERATED is a count or FROM..TO, not {wish}"),
    }
}

/// What `look` finds at every number, on all processors; in the order of the numbers.
fn each<T: Send>(numbers: Range<u64>, look: impl Fn(u64, &Room) -> Vec<T> + Sync) -> Vec<T> {
    let (next, found) = (AtomicU64::new(numbers.start), Mutex::new(Vec::new()));
    let work = || {
        let room = Room::new().unwrap();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= numbers.end {
                return;
            }
            let here = look(number, &room);
            found.lock().unwrap().push((number, here));
        }
    };
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        (0..threads).for_each(|_| drop(scope.spawn(work)));
    });
    let mut found = found.into_inner().unwrap();
    found.sort_by_key(|(number, _)| *number);
    found.into_iter().flat_map(|(_, here)| here).collect()
}

/// What became of one program in one shell.
#[derive(Default)]
struct Verdict {
    prints: bool,
    machine_answered: bool,
    wrong: Option<String>,
}

fn compare(number: u64, shell: &Shell, room: &Room, misses: &AtomicUsize) -> Verdict {
    let program = Program::numbered(number);
    let text = program.text();
    let who = format!("program {number} in {}", name(shell.dialect));
    let real = match shell.run(room, text.as_bytes(), LIMIT) {
        Ok(real) => real,
        Err(error) => {
            return Verdict { wrong: Some(format!("{who}: {error}\n{text}")), ..Verdict::default() };
        }
    };
    let said = machine(text.as_bytes(), shell.dialect);
    // What it does not know it may not rule out.
    let excluded = if said.is_some() { None } else { excluded(text.as_bytes(), shell.dialect, real.status) };
    if let Some(only) = excluded {
        let wrong = Some(format!("{who}: ends with {}, not {only}\n{text}", real.status));
        return Verdict { wrong, ..Verdict::default() };
    }
    let mut verdict =
        Verdict { prints: !real.stdout.is_empty(), machine_answered: said.is_some(), wrong: None };
    if said.is_some_and(|said| said != real) {
        let shrunk = misses.fetch_add(1, Ordering::Relaxed) < SHRUNK;
        let details = if shrunk { details(program, shell, room) } else { String::new() };
        verdict.wrong = Some(format!("{who}:\n{details}"));
    }
    verdict
}

/// What the shell and the machine answer where they differ.
fn miss(program: &Program, shell: &Shell, room: &Room) -> Option<(Answer, Answer)> {
    let text = program.text();
    let said = machine(text.as_bytes(), shell.dialect)?;
    let real = shell.run(room, text.as_bytes(), LIMIT).ok()?;
    (said != real).then_some((real, said))
}

/// The program made smaller, with both answers.
fn details(program: Program, shell: &Shell, room: &Room) -> String {
    let small = shrink(program, |candidate| miss(candidate, shell, room).is_some());
    let text = small.text();
    match miss(&small, shell, room) {
        Some((real, said)) => format!("{text}{} says {real}machine says {said}", name(shell.dialect)),
        None => format!("{text}is answered now this way, now that\n"),
    }
}

#[test]
fn the_machine_answers_as_real_shells_do() {
    let (shells, misses) = (Shell::found(), AtomicUsize::new(0));
    let verdicts = each(numbers(), |number, room| {
        shells.iter().map(|shell| compare(number, shell, room, &misses)).collect()
    });
    let count = |what: fn(&Verdict) -> bool| verdicts.iter().filter(|verdict| what(verdict)).count();
    say_how_many("answers to generated programs", verdicts.len(), count(|verdict| verdict.machine_answered));
    let printing = count(|verdict| verdict.prints);
    let wrong: Vec<String> = verdicts.iter().filter_map(|verdict| verdict.wrong.clone()).collect();
    assert!(wrong.is_empty(), "{} of {} answers:\n\n{}", wrong.len(), verdicts.len(), wrong.join("\n"));
    assert!(
        printing * 10 >= verdicts.len() * 8,
        "only {printing} of {} answers print anything",
        verdicts.len()
    );
}

/// Otherwise the comparison would be one of syntax errors.
#[test]
fn generated_programs_are_well_formed() {
    let shells = Shell::found();
    let wrong = each(USUAL, |number, room| {
        let text = Program::numbered(number).text();
        let script = room.beside("program");
        fs::write(&script, &text).unwrap();
        let reads = |shell: &Shell| {
            let mut command = shell.command();
            command.arg("-n").arg(&script).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            command.spawn().is_ok_and(|child| wait(child, LIMIT).as_ref().is_ok_and(ExitStatus::success))
        };
        let refuse = shells.iter().filter(|shell| !reads(shell));
        refuse.map(|shell| format!("{number} in {}:\n{text}", name(shell.dialect))).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_number_makes_one_program() {
    for number in [0, 1, 2, 4711, u64::MAX] {
        assert_eq!(Program::numbered(number).text(), Program::numbered(number).text());
    }
    assert_ne!(Program::numbered(1).text(), Program::numbered(2).text());
}

#[test]
fn shrinking_keeps_what_was_found_and_little_else() {
    let (mut found, mut lines) = (0, 0);
    for number in USUAL {
        let program = Program::numbered(number);
        if program.text().contains("shift") {
            let small = shrink(program, |candidate| candidate.text().contains("shift"));
            assert!(small.text().contains("shift"), "{number}");
            found += 1;
            lines += small.text().lines().count();
        }
    }
    assert!(found > 30 && lines <= found * 3, "{found} programs with {lines} lines");
}
