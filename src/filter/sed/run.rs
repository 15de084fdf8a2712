//! Runs a script over lines.

use super::command::{Action, Address, Command, Lines, Piece, RangeEnd, Search, Substitution};
use crate::filter::limits::{Budget, OUTPUT};
use crate::filter::regex::{Need, Pattern};
use crate::filter::replace::{Which, replace};
use crate::filter::text::{Output, lines_with_ends};

/// What a run leaves: its output and its status.
pub type Done = (Output, u8);

/// Where a command leads.
enum Next {
    /// To the next command, or another.
    Command(usize),
    /// To the next line, this one being printed.
    Line,
    /// To the next line.
    LineSilently,
    /// To the first command, with what is left of the text.
    Again,
    /// To the end, the text being printed.
    Quit(u8),
    /// To the end.
    QuitSilently(u8),
}

/// A run.
pub struct Run<'a> {
    commands: &'a [Command],
    /// Lines are not printed of themselves.
    silent: bool,
    lines: Vec<&'a [u8]>,
    /// How many lines were read: the number of the line.
    number: usize,
    /// The pattern space, and whether a newline ended the last line read.
    space: Vec<u8>,
    ended: bool,
    hold: Vec<u8>,
    /// The state of each command's range.
    ranges: Vec<Range>,
    appended: Vec<&'a [u8]>,
    replaced: bool,
    /// A last line without an end was printed before the end of its cycle.
    printed: bool,
    last: Option<&'a Pattern>,
    output: Output,
    budget: Budget,
}

/// Where a range is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Range {
    /// Not begun, or over.
    Outside,
    /// In it.
    Inside,
    /// In it, up to this line.
    UpTo(usize),
}

impl<'a> Run<'a> {
    /// A run over a text.
    pub fn new(commands: &'a [Command], silent: bool, text: &'a [u8]) -> Self {
        Self {
            commands,
            silent,
            lines: lines_with_ends(text).collect(),
            number: 0,
            space: Vec::new(),
            ended: true,
            hold: Vec::new(),
            ranges: vec![Range::Outside; commands.len()],
            appended: Vec::new(),
            replaced: false,
            printed: false,
            last: None,
            output: Output::default(),
            budget: Budget::new(),
        }
    }

    /// Goes through all lines.
    pub fn run(mut self) -> Option<Done> {
        while self.read(false)? {
            loop {
                let next = self.cycle()?;
                if matches!(next, Next::Line | Next::Quit(_)) && !self.silent {
                    self.print()?;
                } else if self.printed {
                    return None;
                }
                self.flush()?;
                match next {
                    Next::Quit(status) | Next::QuitSilently(status) => return Some((self.output, status)),
                    Next::Again => {}
                    _ => break,
                }
            }
        }
        Some((self.output, 0))
    }

    /// Reads a line, in place of the text or after it; false: there is none.
    fn read(&mut self, append: bool) -> Option<bool> {
        let Some(line) = self.lines.get(self.number) else { return Some(false) };
        self.number += 1;
        self.budget.spend(line.len())?;
        let text = line.strip_suffix(b"\n");
        self.ended = text.is_some();
        if append {
            self.space.push(b'\n');
        } else {
            self.space.clear();
            self.replaced = false;
        }
        self.space.extend_from_slice(text.unwrap_or(line));
        (self.space.len() < OUTPUT).then_some(true)
    }

    fn at_end(&self) -> bool {
        self.number >= self.lines.len()
    }

    /// Writes what was lacking: a last line without an end gets it when more follows.
    fn end_line(&mut self) -> Option<()> {
        let lacking = !self.output.bytes().is_empty() && !self.output.bytes().ends_with(b"\n");
        if lacking { self.output.put(b"\n") } else { Some(()) }
    }

    fn put(&mut self, text: &[u8]) -> Option<()> {
        self.end_line()?;
        self.output.put(text)
    }

    fn print(&mut self) -> Option<()> {
        self.end_line()?;
        self.output.put(&self.space)?;
        if self.ended { self.output.put(b"\n") } else { Some(()) }
    }

    fn flush(&mut self) -> Option<()> {
        for text in std::mem::take(&mut self.appended) {
            self.put(text)?;
        }
        Some(())
    }

    fn cycle(&mut self) -> Option<Next> {
        let mut at = 0;
        while let Some(command) = self.commands.get(at) {
            self.budget.spend(self.space.len())?;
            let chosen = self.chosen(at, &command.lines)? != command.others;
            let next = match (&command.action, chosen) {
                (Action::Block(end), false) => Next::Command(end + 1),
                (_, false) => Next::Command(at + 1),
                (action, true) => self.act(at, action)?,
            };
            match next {
                Next::Command(to) => at = to,
                next => return Some(next),
            }
        }
        Some(Next::Line)
    }

    fn chosen(&mut self, at: usize, lines: &'a Lines) -> Option<bool> {
        let (from, to) = match lines {
            Lines::All => return Some(true),
            Lines::One(address) => return self.at(address),
            Lines::Range(from, to) => (from, to),
        };
        let state = *self.ranges.get(at)?;
        let (inside, state) = match (state, to) {
            (Range::Outside, _) if !self.at(from)? => (false, Range::Outside),
            (Range::Outside, RangeEnd::Address(Address::Number(number))) => (true, self.up_to(*number)),
            (Range::Outside, RangeEnd::After(lines)) => (true, self.up_to(self.number + lines)),
            // Its end is only looked for from the next line on.
            (Range::Outside, _) => (true, Range::Inside),
            // A line that was read in between may have been the end: not the same everywhere.
            (Range::UpTo(last), _) if self.number > last => return None,
            (Range::UpTo(last), _) => (true, self.up_to(last)),
            (Range::Inside, RangeEnd::Address(address)) => {
                (true, if self.at(address)? { Range::Outside } else { Range::Inside })
            }
            (Range::Inside, RangeEnd::After(_)) => return None,
        };
        *self.ranges.get_mut(at)? = state;
        Some(inside)
    }

    fn up_to(&self, last: usize) -> Range {
        if self.number < last { Range::UpTo(last) } else { Range::Outside }
    }

    fn at(&mut self, address: &'a Address) -> Option<bool> {
        Some(match address {
            Address::Number(number) => self.number == *number,
            Address::Last => self.at_end(),
            Address::Match(search) => self.pattern(search)?.is_match(&self.space),
        })
    }

    fn pattern(&mut self, search: &'a Search) -> Option<&'a Pattern> {
        if let Search::For(pattern) = search {
            self.last = Some(pattern);
        }
        self.last
    }

    fn act(&mut self, at: usize, action: &'a Action) -> Option<Next> {
        if !self.ended && self.loses_end(action) {
            return None;
        }
        self.printed |= !self.ended
            && match action {
                Action::Print => true,
                Action::Substitute(substitution) => substitution.print,
                _ => false,
            };
        match action {
            Action::Block(_) | Action::Nothing => {}
            Action::Branch(to) => return Some(Next::Command(*to)),
            Action::BranchIfReplaced(to) => {
                if std::mem::take(&mut self.replaced) {
                    return Some(Next::Command(*to));
                }
            }
            Action::Delete => return Some(Next::LineSilently),
            Action::DeleteFirst => return Some(self.delete_first()),
            Action::Next => {
                if self.at_end() {
                    return Some(Next::Quit(0));
                }
                if !self.silent {
                    self.print()?;
                }
                self.flush()?;
                self.read(false)?;
            }
            Action::AppendNext => {
                if self.at_end() {
                    return Some(Next::Quit(0));
                }
                self.flush()?;
                self.read(true)?;
            }
            Action::Quit(status) => return Some(Next::Quit(*status)),
            Action::QuitSilently(status) => return Some(Next::QuitSilently(*status)),
            Action::Change(text) => {
                // Of a range, at its end.
                if self.ranges.get(at) == Some(&Range::Outside) {
                    self.put(text)?;
                }
                return Some(Next::LineSilently);
            }
            edit => self.edit(edit)?,
        }
        Some(Next::Command(at + 1))
    }

    /// Commands after which the next one always follows.
    fn edit(&mut self, action: &'a Action) -> Option<()> {
        match action {
            Action::Print => self.print()?,
            Action::PrintFirst => {
                let first = self.space.split(|byte| *byte == b'\n').next().unwrap_or_default().to_vec();
                self.put(&[&first, b"\n".as_slice()].concat())?;
            }
            Action::Number => self.put(format!("{}\n", self.number).as_bytes())?,
            Action::Substitute(substitution) => self.substitute(substitution)?,
            Action::Translate(map) => {
                for byte in &mut self.space {
                    *byte = *map.get(usize::from(*byte))?;
                }
            }
            Action::Append(text) => self.appended.push(text),
            Action::Insert(text) => self.put(text)?,
            Action::Hold => self.hold.clone_from(&self.space),
            Action::AppendToHold => append(&mut self.hold, &self.space)?,
            Action::Get => self.space.clone_from(&self.hold),
            Action::AppendHeld => append(&mut self.space, &self.hold)?,
            Action::Exchange => std::mem::swap(&mut self.space, &mut self.hold),
            // Those lead elsewhere: `act` has them.
            Action::Block(_)
            | Action::Nothing
            | Action::Branch(_)
            | Action::BranchIfReplaced(_)
            | Action::Delete
            | Action::DeleteFirst
            | Action::Next
            | Action::AppendNext
            | Action::Quit(_)
            | Action::QuitSilently(_)
            | Action::Change(_) => return None,
        }
        Some(())
    }

    /// Whether it is not the same everywhere if a line without an end still has none after this:
    /// its text goes elsewhere, or only this prints it.
    fn loses_end(&self, action: &Action) -> bool {
        match action {
            Action::DeleteFirst | Action::Exchange | Action::Get | Action::AppendHeld | Action::Quit(_) => {
                true
            }
            Action::Print => self.silent,
            Action::Substitute(substitution) => self.silent && substitution.print,
            _ => false,
        }
    }

    fn delete_first(&mut self) -> Next {
        match self.space.iter().position(|byte| *byte == b'\n') {
            None => Next::LineSilently,
            Some(end) => {
                self.space.drain(..=end);
                Next::Again
            }
        }
    }

    fn substitute(&mut self, substitution: &'a Substitution) -> Option<()> {
        let pattern = self.pattern(&substitution.search)?;
        let groups = substitution.by.iter().any(|piece| matches!(piece, Piece::Group(1..)));
        let need = if groups { Need::Groups } else { Need::Span };
        let space = &self.space;
        let replaced = replace(pattern, space, substitution.which, need, |found, text| {
            for piece in &substitution.by {
                match piece {
                    Piece::Text(literal) => text.extend_from_slice(literal),
                    Piece::Group(number) => {
                        let group = found.group(*number).unwrap_or(0..0);
                        text.extend_from_slice(space.get(group)?);
                    }
                }
            }
            Some(())
        })?;
        // How matches of nothing are counted is not the same everywhere; nor whether what was
        // replaced is seen by what asks for the edge of a word.
        let again = substitution.which != Which::Nth(1);
        if again && replaced.count > 0 && pattern.has_edges()
            || replaced.empty && matches!(substitution.which, Which::Nth(2..))
        {
            return None;
        }
        if replaced.count > 0 {
            self.space = replaced.text;
            self.budget.spend(self.space.len())?;
            self.replaced = true;
            if substitution.print {
                self.print()?;
            }
        }
        Some(())
    }
}

fn append(to: &mut Vec<u8>, text: &[u8]) -> Option<()> {
    to.push(b'\n');
    to.extend_from_slice(text);
    (to.len() <= OUTPUT).then_some(())
}
