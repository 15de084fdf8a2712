//! `awk`: runs a program over records. The language is that of one-liners: no functions of the
//! program's own, no other files, no commands. What gawk, mawk and busybox do not agree on has
//! no answer.

mod evaluate;
mod expression;
mod function;
mod loops;
mod machine;
mod parse;
mod run;
#[cfg(test)]
mod tests;
mod token;
mod tree;
mod value;

use super::Answer;
use super::call::Call;
use super::shape::Shape;
use super::text::split_once;
use machine::{FS, Machine};
use run::Flow;
use tree::{Comparison, Expr, Place, Program, Rule, Statement, Which};
use value::Value;

/// What it writes and answers.
pub fn run(call: &Call<'_>) -> Option<Answer> {
    let words = Words::read(call.args)?;
    let program = parse::parse(words.program)?;
    let mut machine = Machine::new(&program);
    if let Some(separator) = words.separator {
        let separator = token::unescaped(separator)?;
        machine.set(FS, Value::text(&separator))?;
    }
    for (name, value) in &words.assigned {
        assign(&mut machine, name, value)?;
    }
    let mut status = 0;
    let begun = machine.run(&program.begin)?;
    let flow = match begun {
        Flow::On if program.rules.is_empty() && program.end.is_none() => begun,
        Flow::On => match input(&mut machine, call, &words.operands)? {
            Some(flow) => flow,
            // A file that is missing is the end of all.
            None => return machine.output.answer_with(2, false),
        },
        Flow::Exit(_) => begun,
        _ => return None,
    };
    let mut take = |flow| match flow {
        Flow::Exit(given) => {
            status = given.unwrap_or(status);
            Some(())
        }
        Flow::On => Some(()),
        _ => None,
    };
    take(flow)?;
    if let Some(end) = &program.end {
        take(machine.run(end)?)?;
    }
    machine.output.answer(status)
}

/// The words of a call.
struct Words<'a> {
    separator: Option<&'a [u8]>,
    assigned: Vec<(&'a [u8], &'a [u8])>,
    program: &'a [u8],
    operands: Vec<&'a [u8]>,
}

impl<'a> Words<'a> {
    /// Options stand before the program.
    fn read(args: &'a [Vec<u8>]) -> Option<Self> {
        let mut words = args.iter().map(Vec::as_slice);
        let (mut separator, mut assigned) = (None, Vec::new());
        let program = loop {
            let word = words.next()?;
            match word {
                b"--" => break words.next()?,
                [b'-', b'F', rest @ ..] => {
                    let given = if rest.is_empty() { words.next()? } else { rest };
                    // A `t` is a tab to some.
                    separator = Some(given).filter(|given| *given != b"t");
                    separator?;
                }
                [b'-', b'v', rest @ ..] => {
                    assigned.push(assignment(if rest.is_empty() { words.next()? } else { rest })?);
                }
                [b'-', _, ..] => return None,
                program => break program,
            }
        };
        Some(Self { separator, assigned, program, operands: words.collect() })
    }
}

/// `name=value`.
fn assignment(word: &[u8]) -> Option<(&[u8], &[u8])> {
    let (name, value) = split_once(word, b'=')?;
    let letters = name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let begins = name.first().is_some_and(|byte| !byte.is_ascii_digit());
    (letters && begins).then_some((name, value))
}

/// Sets a variable from outside, if the program asks for it.
fn assign(machine: &mut Machine<'_>, name: &[u8], value: &[u8]) -> Option<()> {
    let value = Value::input(&token::unescaped(value)?);
    match machine.program.names.iter().position(|known| known == name) {
        Some(variable) => machine.set(variable, value),
        None => Some(()),
    }
}

/// Reads all input. The inner `None`: a file is missing.
#[allow(clippy::option_option)]
fn input(machine: &mut Machine<'_>, call: &Call<'_>, operands: &[&[u8]]) -> Option<Option<Flow>> {
    machine.reading = true;
    let files = operands.iter().any(|operand| assignment(operand).is_none());
    let stdin: &[&[u8]] = if files { &[] } else { &[b"-"] };
    for operand in operands.iter().chain(stdin) {
        // It is no file, to some.
        if operand.is_empty() {
            return None;
        }
        if let Some((name, value)) = assignment(operand) {
            assign(machine, name, value)?;
            continue;
        }
        let Some(text) = call.source(operand)?.text else { return Some(None) };
        // A byte 0 ends a record to some.
        if text.contains(&0) {
            return None;
        }
        if let exit @ Flow::Exit(_) = machine.records(&text)? {
            return Some(Some(exit));
        }
    }
    Some(Some(Flow::On))
}

/// `END { print NR }` is a number; the first record, or some of it, is a line.
pub fn shape(args: &[Vec<u8>]) -> Option<Shape> {
    let words = Words::read(args)?;
    let program = parse::parse(words.program)?;
    // It looks for something that stands in the program: a text or an expression.
    let names_it = words.program.iter().any(|byte| matches!(byte, b'"' | b'/'));
    let picks = |rule: &Rule| !matches!(rule.pattern, Which::All) && !is_one_record(&rule.pattern);
    let all_pick = program.begin.is_empty() && program.end.is_none() && program.rules.iter().all(picks);
    let searched = names_it && all_pick;
    Some(form(&words, &program).unwrap_or(Shape::ANY).of_search(searched))
}

fn form(words: &Words<'_>, program: &Program) -> Option<Shape> {
    if !program.begin.is_empty() || !words.assigned.is_empty() {
        return None;
    }
    match (program.rules.as_slice(), program.end.as_deref()) {
        ([], Some([Statement::Print(printed)])) => {
            let number = matches!(printed.as_slice(), [Expr::Get(Place::Variable(machine::NR))]);
            let shape = if words.operands.is_empty() { Shape::NUMBER } else { Shape::NUMBER.or_nothing() };
            number.then_some(shape)
        }
        ([rule], None) => {
            let (printed, once) = match rule.body.as_slice() {
                [Statement::Print(printed), Statement::Exit(None)] => (printed, true),
                [Statement::Print(printed)] => (printed, is_one_record(&rule.pattern)),
                _ => return None,
            };
            (once && printed.iter().all(within_line)).then_some(Shape::LINE)
        }
        _ => None,
    }
}

/// `NR == 1`
fn is_one_record(pattern: &Which) -> bool {
    let Which::Where(Expr::Compare(Comparison::Equal, left, right)) = pattern else { return false };
    matches!((&**left, &**right), (Expr::Get(Place::Variable(machine::NR)), Expr::Number(_)))
}

/// What holds no newline: a record of lines, its fields, and texts without one.
fn within_line(expr: &Expr) -> bool {
    match expr {
        Expr::Get(Place::Field(_)) | Expr::Number(_) => true,
        Expr::Text(text) => !text.contains(&b'\n'),
        Expr::Concat(left, right) => within_line(left) && within_line(right),
        _ => false,
    }
}
