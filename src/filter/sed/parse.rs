//! Reads a script of sed. What is not the same for GNU and busybox is not read: `None`.

use super::command::{Action, Address, Command, Lines, Piece, RangeEnd, Search, Substitution};
use super::delimited::{Delimited, delimited, pieces};
use crate::filter::limits::DEPTH;
use crate::filter::number::count;
use crate::filter::regex::{Escapes, Pattern, Syntax};
use crate::filter::replace::Which;
use crate::filter::text::skip_any;

/// The commands of a script.
pub fn parse(script: &[u8], extended: bool) -> Option<Vec<Command>> {
    let mut parser = Parser {
        rest: script,
        extended,
        commands: Vec::new(),
        open: Vec::new(),
        labels: Vec::new(),
        jumps: Vec::new(),
    };
    while parser.command()? {}
    parser.resolve()
}

struct Parser<'a> {
    rest: &'a [u8],
    extended: bool,
    commands: Vec<Command>,
    /// The blocks that are open, by their command's number.
    open: Vec<usize>,
    labels: Vec<(&'a [u8], usize)>,
    /// Commands that go on at a label.
    jumps: Vec<(usize, &'a [u8])>,
}

impl<'a> Parser<'a> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.rest.first() == Some(&byte);
        if found {
            self.next();
        }
        found
    }

    fn skip(&mut self, bytes: &[u8]) {
        self.rest = skip_any(self.rest, bytes);
    }

    fn take(&mut self, until: impl Fn(u8) -> bool) -> &'a [u8] {
        let len = self.rest.iter().take_while(|byte| !until(**byte)).count();
        let (taken, rest) = self.rest.split_at_checked(len).unwrap_or((self.rest, b""));
        self.rest = rest;
        taken
    }

    fn digits(&mut self) -> Option<usize> {
        count(self.take(|byte| !byte.is_ascii_digit()))
    }

    /// Reads one command; false at the end.
    fn command(&mut self) -> Option<bool> {
        self.skip(b" \t\n;");
        if self.rest.is_empty() {
            return Some(false);
        }
        if self.eat(b'#') {
            // `#n` is an option: to GNU at the very start, to busybox anywhere.
            if self.rest.starts_with(b"n") {
                return None;
            }
            self.take(|byte| byte == b'\n');
            return Some(true);
        }
        let lines = self.lines()?;
        self.skip(b" \t");
        let others = self.eat(b'!');
        self.skip(b" \t");
        let name = self.next()?;
        let action = self.action(name, &lines)?;
        self.commands.push(Command { lines, others, action });
        Some(true)
    }

    fn lines(&mut self) -> Option<Lines> {
        let Some(from) = self.address()? else { return Some(Lines::All) };
        self.skip(b" \t");
        if !self.eat(b',') {
            return Some(Lines::One(from));
        }
        self.skip(b" \t");
        let to = if self.eat(b'+') {
            RangeEnd::After(self.digits()?)
        } else {
            RangeEnd::Address(self.address()??)
        };
        Some(Lines::Range(from, to))
    }

    /// The inner `None`: there is none.
    #[allow(clippy::option_option)]
    fn address(&mut self) -> Option<Option<Address>> {
        let address = match self.rest.first() {
            Some(b'0'..=b'9') => {
                let number = self.digits()?;
                // Line 0 and steps are GNU's.
                (number > 0 && self.rest.first() != Some(&b'~')).then_some(Address::Number(number))?
            }
            Some(b'$') => {
                self.next();
                Address::Last
            }
            Some(b'/') => Address::Match(self.search_address()?),
            Some(b'\\') => {
                self.next();
                Address::Match(self.search_address()?)
            }
            _ => return Some(None),
        };
        Some(Some(address))
    }

    fn search_address(&mut self) -> Option<Search> {
        let delimiter = self.next()?;
        let pattern = self.delimited(delimiter, Delimited::Pattern)?;
        let ignore_case = self.eat(b'I');
        self.search(&pattern, Syntax { ignore_case, ..Syntax::default() })
    }

    fn search(&self, pattern: &[u8], syntax: Syntax) -> Option<Search> {
        if pattern.is_empty() {
            return (syntax == Syntax::default()).then_some(Search::Again);
        }
        let syntax = Syntax { extended: self.extended, escapes: Escapes::Sed, ..syntax };
        Pattern::new(pattern, syntax).map(Search::For)
    }

    fn delimited(&mut self, delimiter: u8, what: Delimited) -> Option<Vec<u8>> {
        let (text, rest) = delimited(self.rest, delimiter, what)?;
        self.rest = rest;
        Some(text)
    }

    fn action(&mut self, name: u8, lines: &Lines) -> Option<Action> {
        let here = self.commands.len();
        let action = match name {
            b'{' => {
                self.open.push(here);
                return (self.open.len() <= DEPTH).then_some(Action::Block(0));
            }
            b'}' => {
                let open = self.open.pop()?;
                self.commands.get_mut(open)?.action = Action::Block(here);
                matches!(lines, Lines::All).then_some(Action::Nothing)?
            }
            b':' => {
                self.skip(b" \t");
                let label = self.label()?;
                self.labels.push((label, here));
                let ends = matches!(self.rest.first(), None | Some(b'\n' | b';'));
                return (matches!(lines, Lines::All) && !label.is_empty() && ends).then_some(Action::Nothing);
            }
            b'b' | b't' => {
                self.skip(b" \t");
                let label = self.label()?;
                self.jumps.push((here, label));
                return Some(if name == b'b' { Action::Branch(0) } else { Action::BranchIfReplaced(0) });
            }
            b'a' => return Some(Action::Append(self.text()?)),
            b'i' => return Some(Action::Insert(self.text()?)),
            b'c' => return Some(Action::Change(self.text()?)),
            b's' => Action::Substitute(Box::new(self.substitution()?)),
            b'y' => Action::Translate(self.translation()?),
            b'q' => Action::Quit(self.status()?),
            b'Q' => Action::QuitSilently(self.status()?),
            _ => plain(name)?,
        };
        self.end()?;
        Some(action)
    }

    /// What must follow most commands.
    fn end(&mut self) -> Option<()> {
        self.skip(b" \t");
        matches!(self.rest.first(), None | Some(b';' | b'\n' | b'}' | b'#')).then_some(())
    }

    /// Up to the end of the line, or of the command.
    fn label(&mut self) -> Option<&'a [u8]> {
        let label = self.take(|byte| matches!(byte, b'\n' | b';' | b' ' | b'\t' | b'}'));
        self.end()?;
        label.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(byte)).then_some(label)
    }

    fn status(&mut self) -> Option<u8> {
        self.skip(b" \t");
        let digits = self.take(|byte| !byte.is_ascii_digit());
        if digits.is_empty() { Some(0) } else { u8::try_from(count(digits)?).ok() }
    }

    /// The text of `a`, `i` and `c`: to the end of the line, and on after a backslash.
    fn text(&mut self) -> Option<Vec<u8>> {
        self.skip(b" \t");
        if self.eat(b'\\') {
            let blanks = self.rest;
            self.skip(b" \t");
            if !self.eat(b'\n') {
                self.rest = blanks;
            }
            if self.rest.starts_with(b"\\") {
                return None;
            }
        }
        let mut text = Vec::new();
        while let Some(byte) = self.next().filter(|byte| *byte != b'\n') {
            match byte {
                b'\\' => text.push(self.next().filter(|next| !next.is_ascii_alphanumeric())?),
                byte => text.push(byte),
            }
        }
        text.push(b'\n');
        (text.len() > 1).then_some(text)
    }

    fn substitution(&mut self) -> Option<Substitution> {
        let delimiter = self.next()?;
        let pattern = self.delimited(delimiter, Delimited::Pattern)?;
        let by = pieces(&self.delimited(delimiter, Delimited::Replacement)?)?;
        let (mut which, mut print, mut syntax) = (None, false, Syntax::default());
        loop {
            match self.rest.first() {
                // A number and `g` together are not the same everywhere.
                Some(b'g') if which.is_none() => which = Some(Which::All),
                Some(b'p') if !print => print = true,
                Some(b'i' | b'I') => syntax.ignore_case = true,
                Some(b'm' | b'M') => syntax.lines = true,
                Some(b'1'..=b'9') if which.is_none() => {
                    which = Some(Which::Nth(self.digits()?));
                    continue;
                }
                _ => break,
            }
            self.next();
        }
        let search = self.search(&pattern, syntax)?;
        let groups =
            by.iter().filter_map(|piece| if let Piece::Group(number) = piece { Some(*number) } else { None });
        let most = groups.max().unwrap_or(0);
        let there = match &search {
            Search::For(pattern) => most <= pattern.groups(),
            Search::Again => most == 0,
        };
        there.then_some(Substitution { search, by, which: which.unwrap_or(Which::Nth(1)), print })
    }

    fn translation(&mut self) -> Option<Vec<u8>> {
        let delimiter = self.next()?;
        let mut sides = [Vec::new(), Vec::new()];
        for side in &mut sides {
            let text = self.delimited(delimiter, Delimited::Replacement)?;
            let mut bytes = text.iter();
            while let Some(byte) = bytes.next() {
                side.push(match byte {
                    b'\\' => match bytes.next()? {
                        b'n' => b'\n',
                        b'\\' => b'\\',
                        _ => return None,
                    },
                    byte => *byte,
                });
            }
        }
        let [from, to] = sides;
        let mut map: Vec<u8> = (0..=u8::MAX).collect();
        for (from, to) in from.iter().zip(&to).rev() {
            *map.get_mut(usize::from(*from))? = *to;
        }
        (from.len() == to.len()).then_some(map)
    }

    /// Puts the numbers of commands where labels stood.
    fn resolve(mut self) -> Option<Vec<Command>> {
        for (from, label) in &self.jumps {
            let to = if label.is_empty() {
                self.commands.len()
            } else {
                self.labels.iter().find(|(known, _)| known == label)?.1
            };
            match &mut self.commands.get_mut(*from)?.action {
                Action::Branch(at) | Action::BranchIfReplaced(at) => *at = to,
                _ => return None,
            }
        }
        self.open.is_empty().then_some(self.commands)
    }
}

/// The commands that are one letter.
fn plain(name: u8) -> Option<Action> {
    Some(match name {
        b'd' => Action::Delete,
        b'D' => Action::DeleteFirst,
        b'p' => Action::Print,
        b'P' => Action::PrintFirst,
        b'n' => Action::Next,
        b'N' => Action::AppendNext,
        b'=' => Action::Number,
        b'h' => Action::Hold,
        b'H' => Action::AppendToHold,
        b'g' => Action::Get,
        b'G' => Action::AppendHeld,
        b'x' => Action::Exchange,
        _ => return None,
    })
}
