//! What a script of sed consists of.

use crate::filter::regex::Pattern;
use crate::filter::replace::Which;

/// A command, with the lines it is for.
#[derive(Debug)]
pub struct Command {
    /// Which lines.
    pub lines: Lines,
    /// It is for all other lines.
    pub others: bool,
    /// What is done.
    pub action: Action,
}

/// Which lines a command is for.
#[derive(Debug)]
pub enum Lines {
    /// All.
    All,
    /// Those.
    One(Address),
    /// From one to another.
    Range(Address, RangeEnd),
}

/// Some lines.
#[derive(Debug)]
pub enum Address {
    /// The line with this number.
    Number(usize),
    /// The last line.
    Last,
    /// Lines that match.
    Match(Search),
}

/// Where a range ends.
#[derive(Debug)]
pub enum RangeEnd {
    /// There.
    Address(Address),
    /// So many lines later.
    After(usize),
}

/// What is looked for.
#[derive(Debug)]
pub enum Search {
    /// What was last looked for: an empty pattern.
    Again,
    /// This.
    For(Pattern),
}

/// What is done.
#[derive(Debug)]
pub enum Action {
    /// `{`: for other lines it goes on after the command with this number.
    Block(usize),
    /// `}` and labels.
    Nothing,
    /// `b`: it goes on with this command.
    Branch(usize),
    /// `t`: the same, if something was replaced since the line was read.
    BranchIfReplaced(usize),
    /// `d`.
    Delete,
    /// `D`.
    DeleteFirst,
    /// `p`.
    Print,
    /// `P`.
    PrintFirst,
    /// `n`.
    Next,
    /// `N`.
    AppendNext,
    /// `q`, with a status.
    Quit(u8),
    /// `Q`, with a status.
    QuitSilently(u8),
    /// `=`.
    Number,
    /// `s`.
    Substitute(Box<Substitution>),
    /// `y`: what every byte becomes.
    Translate(Vec<u8>),
    /// `a`.
    Append(Vec<u8>),
    /// `i`.
    Insert(Vec<u8>),
    /// `c`.
    Change(Vec<u8>),
    /// `h`.
    Hold,
    /// `H`.
    AppendToHold,
    /// `g`.
    Get,
    /// `G`.
    AppendHeld,
    /// `x`.
    Exchange,
}

/// `s/…/…/`.
#[derive(Debug)]
pub struct Substitution {
    /// What is replaced.
    pub search: Search,
    /// By what.
    pub by: Vec<Piece>,
    /// Which matches.
    pub which: Which,
    /// Whether the line is then printed.
    pub print: bool,
}

/// A part of what a match is replaced by.
#[derive(Debug)]
pub enum Piece {
    /// This text.
    Text(Vec<u8>),
    /// What the group matched; 0 is all of it.
    Group(usize),
}
