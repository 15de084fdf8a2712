//! What text tools make of text that is known: what they write, and what they answer.
//!
//! Nothing is run and nothing is read; files come through [`Input::read`]. The tools are
//! those of POSIX as GNU, busybox and the awks agree on them, in the C locale, in which a
//! character is a byte. A form that is not understood, that those disagree on, or that
//! would take too much, has no answer: whoever asks must then say "anything".

mod call;
mod format;
mod limits;
mod number;
mod options;
pub mod regex;
mod replace;
mod shape;
#[cfg(test)]
mod testing;
mod text;

mod awk;
mod basename;
mod cat;
mod cut;
mod dirname;
mod echo;
mod escape;
mod expr;
mod grep;
mod head;
mod modules;
mod paste;
mod printf;
pub mod quote;
mod sed;
mod seq;
mod sort;
mod tac;
mod tail;
mod tee;
mod tr;
mod uniq;
mod wc;

pub use echo::echo;
pub use printf::{printf, printf_status, takes_any_words};
pub use shape::{LineCount, Shape};

use call::Call;
use std::sync::Arc;

/// What stands round the number and the letter of a stand-in: a text of at least one character, all in one line,
/// which is not known.
pub const OPEN: u8 = 0x1e;
/// See [`OPEN`].
pub const CLOSE: u8 = 0x1f;

/// What a stand-in may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StandIn {
    /// A decimal number.
    Number,
    /// A word without blanks.
    Word,
    /// Anything in one line.
    Line,
}

impl StandIn {
    /// The letter that tells it, before the end of the stand-in.
    #[must_use]
    pub fn letter(self) -> u8 {
        match self {
            Self::Number => b'n',
            Self::Word => b'w',
            Self::Line => b'l',
        }
    }

    /// The bytes of which it may consist, by that letter.
    fn bytes(letter: u8) -> Vec<u8> {
        let fits = |byte: &u8| match letter {
            b'n' => byte.is_ascii_digit() || *byte == b'-',
            b'w' => !b" \t\n".contains(byte),
            _ => *byte != b'\n',
        };
        (0..=u8::MAX).filter(fits).collect()
    }
}

/// What a filter is given.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The words after the command's name.
    pub args: &'a [Vec<u8>],
    /// Its standard input.
    pub stdin: &'a [u8],
    /// What a file holds that its words name.
    pub read: &'a dyn Fn(&[u8]) -> File,
}

/// What is known of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum File {
    /// It holds this.
    Known(Arc<[u8]>),
    /// It is not there, or cannot be opened: the tool complains, and goes on or fails as the real
    /// one does.
    Missing,
    /// Nothing is known; also of a directory, which each tool takes in its own way.
    Unknown,
}

/// What a filter writes and answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// All of standard output.
    pub output: Vec<u8>,
    /// The exit status.
    pub status: u8,
    /// It is sure that nothing is written on standard error. Otherwise there may be words there
    /// that are not told.
    pub quiet: bool,
}

/// Whose `echo` and `printf`: they differ in what they make of backslashes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flavour {
    /// The tool's, as GNU and busybox have it.
    Tool,
    /// dash's own.
    Dash,
    /// bash's own.
    Bash,
}

/// A filter: its name, what it makes of input that is known, and what is known otherwise.
struct Filter {
    name: &'static str,
    run: fn(&Call<'_>) -> Option<Answer>,
    shape: fn(&[Vec<u8>]) -> Option<Shape>,
    /// It only counts and copies lines, or says itself where a stand-in counts.
    takes_stand_ins: bool,
    /// What it can do with the words it is called with where only the beginning of its input is known.
    begins: fn(&[Vec<u8>], &[u8]) -> Option<Beginning>,
}

/// How far the beginning of an input tells what is written.
struct Beginning {
    /// So many bytes of it do.
    len: usize,
    /// More may be written then.
    goes_on: bool,
}

const fn filter(
    name: &'static str,
    run: fn(&Call<'_>) -> Option<Answer>,
    shape: fn(&[Vec<u8>]) -> Option<Shape>,
) -> Filter {
    Filter { name, run, shape, takes_stand_ins: false, begins: |_, _| None }
}

impl Filter {
    const fn with_stand_ins(self) -> Self {
        Self { takes_stand_ins: true, ..self }
    }

    const fn with_beginning(self, begins: fn(&[Vec<u8>], &[u8]) -> Option<Beginning>) -> Self {
        Self { begins, ..self }
    }
}

const FILTERS: [Filter; 24] = [
    filter("awk", awk::run, awk::shape),
    filter("basename", basename::run, shape::line_of_words),
    filter("cat", cat::run, |_| None).with_stand_ins(),
    filter("cut", cut::run, |_| None).with_beginning(cut::begins),
    filter("dirname", dirname::run, shape::line_of_words),
    filter("echo", |call| echo(call.args, Flavour::Tool), |_| None),
    filter("egrep", grep::extended, grep::shape).with_stand_ins(),
    filter("expr", expr::run, shape::line_of_words),
    filter("fgrep", grep::fixed, grep::shape).with_stand_ins(),
    filter("grep", grep::run, grep::shape).with_stand_ins(),
    filter("head", head::run, head::shape).with_stand_ins().with_beginning(head::begins),
    filter("module-list", modules::run, |_| None),
    filter("paste", paste::run, paste::shape),
    filter("printf", |call| printf(call.args, Flavour::Tool), |_| None),
    filter("rev", tac::bytes, |_| None),
    filter("sed", sed::run, sed::shape),
    filter("seq", seq::run, |_| None),
    filter("sort", sort::run, |_| None),
    filter("tac", tac::lines, |_| None),
    filter("tail", tail::run, tail::shape).with_stand_ins(),
    filter("tee", tee::run, |_| None).with_stand_ins(),
    filter("tr", tr::run, tr::shape).with_beginning(tr::begins),
    filter("uniq", uniq::run, |_| None),
    filter("wc", wc::run, wc::shape).with_stand_ins(),
];

/// The filters there are, by the names that command models give them.
#[must_use]
pub fn names() -> &'static [&'static str] {
    const NAMES: [&str; FILTERS.len()] = {
        let mut names = [""; FILTERS.len()];
        let mut at = 0;
        while at < names.len() {
            names[at] = FILTERS[at].name;
            at += 1;
        }
        names
    };
    &NAMES
}

fn find(name: &str) -> Option<&'static Filter> {
    FILTERS.iter().find(|filter| filter.name == name)
}

/// What a filter writes and answers. `None`: there is no such filter, the form is not understood,
/// or it reads a file of which nothing is known.
#[must_use]
pub fn run(name: &str, input: &Input<'_>) -> Option<Answer> {
    call(name, &Call { args: input.args, stdin: Some(input.stdin), stand_ins: false, read: input.read })
}

/// The same where stand-ins are in standard input or in files: an answer only where it is the same whatever they
/// stand for, but for stand-ins in what is written.
#[must_use]
pub fn run_with_stand_ins(name: &str, input: &Input<'_>) -> Option<Answer> {
    let Input { args, stdin, read } = *input;
    let filter = find(name).filter(|filter| filter.takes_stand_ins)?;
    (filter.run)(&Call { args, stdin: Some(stdin), stand_ins: true, read })
}

/// The same where nothing is known of standard input: an answer only if it is not read.
#[must_use]
pub fn run_without_stdin(name: &str, args: &[Vec<u8>], read: &dyn Fn(&[u8]) -> File) -> Option<Answer> {
    call(name, &Call { args, stdin: None, stand_ins: false, read })
}

/// The same where only the beginning of standard input is known: what is written first, and whether more may come.
#[must_use]
pub fn run_on_start(name: &str, args: &[Vec<u8>], start: &[u8]) -> Option<(Answer, bool)> {
    let filter = find(name)?;
    let beginning = (filter.begins)(args, start)?;
    let stdin = Some(start.get(..beginning.len)?);
    let answer = (filter.run)(&Call { args, stdin, stand_ins: false, read: &|_: &[u8]| File::Unknown })?;
    Some((answer, beginning.goes_on))
}

fn call(name: &str, call: &Call<'_>) -> Option<Answer> {
    (find(name)?.run)(call)
}

/// Whether a filter that looks for something finds it in a file of which only some lines are known in part:
/// [`grep::found`].
#[must_use]
pub fn found(name: &str, args: &[Vec<u8>], holds: &[&str], lacks: &[&str]) -> Option<bool> {
    let kind = match name {
        "grep" => b'G',
        "egrep" => b'E',
        "fgrep" => b'F',
        _ => return None,
    };
    grep::found(args, kind, holds, lacks)
}

/// What is known of its output where its input is not; [`Shape::ANY`] where that is nothing.
#[must_use]
pub fn shape(name: &str, args: &[Vec<u8>]) -> Shape {
    find(name).and_then(|filter| (filter.shape)(args)).unwrap_or(Shape::ANY)
}
