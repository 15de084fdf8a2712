//! Complete commands: token after token, up to the newline that ends them.

use super::track::{Kind, Position, RESERVED};
use super::word::Stop;
use super::{Entry, Lexer, Prefix, Table};
use crate::span::Span;
use crate::syntax::ast::{ArmEnd, Complete, CompoundKind};
use crate::syntax::grammar;
use crate::syntax::token::Token;
use crate::syntax::word::Word;

impl Lexer {
    /// Reads complete commands, up to a closing parenthesis or the end.
    pub(super) fn complete_commands(&mut self, in_parens: bool) -> Vec<Complete> {
        let mut commands = Vec::new();
        loop {
            self.skip_blanks();
            match self.peek() {
                None => break,
                Some(b')') if in_parens => break,
                Some(b'\n') => self.newline(),
                Some(b'#') => self.comment(),
                Some(_) => commands.push(self.complete_command(in_parens)),
            }
        }
        if self.gave_up && commands.is_empty() && !self.errors.is_empty() {
            let errors = std::mem::take(&mut self.errors);
            commands.push(Complete { errors, ..Complete::default() });
        }
        commands
    }

    fn complete_command(&mut self, in_parens: bool) -> Complete {
        self.table = Table::default();
        self.position = Position::Command;
        self.continued = false;
        self.prefix = None;
        let start = self.start();
        let mut covered = start;
        loop {
            self.skip_blanks();
            match self.peek() {
                None => break,
                Some(b')') if in_parens && self.stack.is_empty() => break,
                Some(b'#') => self.comment(),
                Some(b'\n') => {
                    self.flush_prefix();
                    if self.stack.is_empty() && !self.continued {
                        self.newline();
                        break;
                    }
                    let at = self.pos;
                    self.newline();
                    let span = self.span(at, at + 1);
                    self.table.tokens.push((Token::Newline, span));
                    self.after_separator();
                }
                Some(byte) => {
                    self.token(byte);
                    covered = self.end;
                }
            }
        }
        self.flush_prefix();
        self.give_up_above(0);
        self.here_document_bodies_ahead();
        let mut complete = self.build();
        if complete.list.items.is_empty() {
            // Nothing of it stands in the tree: the span covers all that was read.
            covered = covered.max(self.pos.min(self.limit));
            while covered > start && self.text.bytes.get(covered - 1) == Some(&b'\n') {
                covered -= 1;
            }
        }
        complete.span = self.span(start, covered);
        complete
    }

    fn build(&mut self) -> Complete {
        let table = std::mem::take(&mut self.table);
        let mut errors = std::mem::take(&mut self.errors);
        let mut list = crate::syntax::ast::List::default();
        if errors.iter().all(|error| !error.refused_by.bash) && !self.gave_up {
            match grammar::parse(table) {
                Ok(parsed) => list = parsed,
                Err(error) => errors.push(error),
            }
        }
        errors.sort_by_key(|error| (error.span.start, error.span.end));
        errors.dedup();
        Complete { span: Span::default(), list, errors }
    }

    /// Takes a newline, and the here-documents after it.
    pub(super) fn newline(&mut self) {
        self.pos = self.start();
        let at = self.pos;
        self.bump();
        if let Some(after) = self.skip.remove(&at) {
            self.pos = after;
        }
        self.here_document_bodies();
    }

    fn after_separator(&mut self) {
        self.position = match self.position {
            Position::Pattern | Position::PatternEnd | Position::CaseIn | Position::LoopIn => self.position,
            Position::CaseWord => Position::CaseWord,
            _ => Position::Command,
        };
    }

    /// A `!` or `time` with nothing after it: it stands before an empty command.
    fn flush_prefix(&mut self) {
        if let Some(prefix) = self.prefix.take() {
            let span = Span::new(prefix.start, self.text.offset(self.end));
            if prefix.negations > 0 {
                self.bash_only(span, "a `!` without a command");
            }
            let entry = self.entry(Entry::Nothing(span));
            self.table.prefixes.insert(span.start, prefix);
            self.table.tokens.push((Token::Entry(entry), span));
        }
    }

    fn token(&mut self, byte: u8) {
        match byte {
            b';' => self.semicolon(),
            b'&' => self.ampersand(),
            b'|' => self.pipe(),
            b'(' => self.paren(),
            b')' => self.close_paren(),
            _ if self.redirection() => {}
            _ => self.plain_word(),
        }
    }

    fn operator(&mut self, token: Token, start: usize, continued: bool) {
        self.flush_prefix();
        let span = self.span_from(start);
        self.table.tokens.push((token, span));
        self.continued = continued;
        self.after_separator();
        if continued {
            self.position = Position::Command;
        }
    }

    fn semicolon(&mut self) {
        let start = self.start();
        self.bump();
        match self.peek() {
            Some(b';') => {
                self.bump();
                let end = if self.peek() == Some(b'&') && !self.is_dash() {
                    self.bump();
                    ArmEnd::Continue
                } else {
                    ArmEnd::Break
                };
                let span = self.span_from(start);
                self.arm_end(end, span);
                if end == ArmEnd::Continue {
                    self.bash_only(span, "`;;&`");
                }
            }
            Some(b'&') if self.stack.last().is_some_and(|open| open.kind == Kind::Case) => {
                self.bump();
                let span = self.span_from(start);
                self.arm_end(ArmEnd::FallThrough, span);
                self.bash_only(span, "`;&`");
            }
            _ => self.operator(Token::Semicolon, start, false),
        }
    }

    fn ampersand(&mut self) {
        let start = self.start();
        if self.peek_second() == Some(b'>') && !self.is_dash() {
            self.both_outputs();
            return;
        }
        self.bump();
        if self.eat(b'&') {
            self.operator(Token::AndIf, start, true);
        } else {
            self.operator(Token::Ampersand, start, false);
        }
    }

    fn pipe(&mut self) {
        let start = self.start();
        self.bump();
        if self.position == Position::PatternEnd {
            let span = self.span_from(start);
            self.table.tokens.push((Token::Pipe, span));
            self.position = Position::Pattern;
        } else if self.eat(b'|') {
            self.operator(Token::OrIf, start, true);
        } else if self.peek() == Some(b'&') && !self.is_dash() {
            self.bump();
            let span = self.span_from(start);
            self.bash_only(span, "`|&`");
            self.join_error(span);
            self.operator(Token::Pipe, start, true);
        } else {
            self.operator(Token::Pipe, start, true);
        }
    }

    fn paren(&mut self) {
        let start = self.start();
        if self.position == Position::Pattern {
            self.bump();
            let span = self.span_from(start);
            self.skip_blanks();
            let at = self.start();
            let pattern = self.span(at, at).start;
            self.table.arm_starts.insert(pattern, span.start);
            // Behind the parenthesis `esac` is a pattern.
            if self.peek().is_some_and(|byte| !b"()|&;<>#\n".contains(&byte)) {
                let word = self.argument();
                self.push_word(word, Position::PatternEnd);
            }
            return;
        }
        let command = matches!(self.position, Position::Command);
        if command && self.peek_second() == Some(b'(') && !self.is_dash() && self.arith_command(start) {
            return;
        }
        self.bump();
        let span = self.span_from(start);
        if !command {
            self.error(span, "this `(` has no place here");
        }
        self.open(Kind::Paren, "(", span);
        self.begin(Token::ParenOpen, span, Position::Command);
    }

    fn close_paren(&mut self) {
        let start = self.start();
        self.bump();
        let span = self.span_from(start);
        if self.position == Position::PatternEnd {
            self.table.tokens.push((Token::ParenClose, span));
            self.position = Position::Command;
        } else {
            self.flush_prefix();
            self.paren_close(span);
        }
    }

    /// A token that begins a command: `!` and `time` before it are its prefix.
    pub(super) fn begin(&mut self, token: Token, span: Span, position: Position) {
        if let Some(prefix) = self.prefix.take() {
            self.table.prefixes.insert(span.start, prefix);
        }
        self.continued = false;
        self.table.tokens.push((token, span));
        self.position = position;
    }

    /// A redirection: it may come before the command name.
    pub(super) fn redirection_token(&mut self, entry: usize, span: Span) {
        let position = match self.position {
            Position::Command => Position::Prefix,
            other => other,
        };
        self.begin(Token::Entry(entry), span, position);
    }

    fn plain_word(&mut self) {
        match self.position {
            Position::Command | Position::Prefix => self.command_word(),
            Position::Closed => {
                let word = self.argument();
                match reserved(&word)
                    .filter(|word| !matches!(*word, "[[" | "function" | "{" | "if" | "for" | "case"))
                {
                    Some(reserved) => self.reserved(reserved, word.span),
                    None => {
                        self.error(word.span, "this word has no place after the end of a compound command");
                        self.position = Position::Words;
                    }
                }
            }
            Position::LoopIn => self.loop_in(),
            Position::CaseIn => {
                let word = self.argument();
                if word.bare() == Some(b"in") {
                    self.word_in(word.span);
                } else {
                    self.error(word.span, "`in` is missing before this word");
                    self.position = Position::Pattern;
                }
            }
            Position::Pattern => {
                let word = self.argument();
                if word.bare() == Some(b"esac") {
                    self.reserved("esac", word.span);
                } else {
                    self.push_word(word, Position::PatternEnd);
                }
            }
            Position::PatternEnd => {
                let word = self.argument();
                self.error(word.span, "`)` is missing before this word");
                self.position = Position::Words;
            }
            Position::CaseWord => {
                let word = self.argument();
                self.push_word(word, Position::CaseIn);
            }
            Position::LoopName => {
                let word = self.argument();
                if !word.bare().is_some_and(is_name) {
                    // bash complains when it runs.
                    self.error_for(
                        word.span,
                        "this is no name for a loop's variable",
                        crate::syntax::dialect::Shells::DASH,
                        None,
                    );
                }
                self.push_word(word, Position::LoopIn);
            }
            Position::LoopWords => {
                let word = self.argument();
                self.push_word(word, Position::LoopWords);
            }
            Position::Words => {
                let mut word = self.argument();
                if !self.is_dash() {
                    self.array_argument(&mut word);
                }
                self.push_word(word, Position::Words);
            }
        }
    }

    fn push_word(&mut self, word: Word, position: Position) {
        let span = word.span;
        if word.parts.is_empty() {
            // A byte that begins no word cannot be here; take it, so that reading goes on.
            self.bump_raw();
        }
        let entry = self.entry(Entry::Word(word));
        self.begin(Token::Entry(entry), span, position);
    }

    fn loop_in(&mut self) {
        let word = self.argument();
        match word.bare() {
            Some(b"in") => self.word_in(word.span),
            Some(b"do") => self.reserved("do", word.span),
            _ => {
                self.error(word.span, "`in` or `do` is missing before this word");
                self.position = Position::LoopWords;
            }
        }
    }

    fn command_word(&mut self) {
        if let Some(assignment) = self.assignment() {
            let span = assignment.span;
            let entry = self.entry(Entry::Assignment(assignment));
            self.begin(Token::Entry(entry), span, Position::Prefix);
            return;
        }
        let first = self.position == Position::Command;
        let word = self.argument();
        if first {
            if self.prefix_word(&word) {
                return;
            }
            if let Some(reserved) = reserved(&word).filter(|word| !self.is_dash() || !is_bash_word(word)) {
                self.reserved(reserved, word.span);
                return;
            }
            if self.function_header(&word) {
                return;
            }
        }
        self.push_word(word, Position::Words);
    }

    /// `!`, `time`, `coproc`.
    fn prefix_word(&mut self, word: &Word) -> bool {
        let start = word.span.start;
        let bash = !self.is_dash();
        match word.bare() {
            Some(b"!") => {
                let prefix = self.prefix.get_or_insert_with(|| Prefix { start, ..Prefix::default() });
                let second = prefix.negations > 0;
                prefix.negated = !prefix.negated;
                prefix.negations += 1;
                if second {
                    self.bash_only(word.span, "a second `!`");
                }
            }
            Some(b"time") if bash => {
                self.prefix.get_or_insert_with(|| Prefix { start, ..Prefix::default() }).timed = true;
                self.skip_blanks();
                if self.peek() == Some(b'-') && self.peek_second() == Some(b'p') {
                    self.bump();
                    self.bump();
                }
            }
            Some(b"coproc") if bash => {
                let name = self.coproc_name();
                self.prefix.get_or_insert_with(|| Prefix { start, ..Prefix::default() }).coproc = Some(name);
                self.bash_only(word.span, "`coproc`");
            }
            _ => return false,
        }
        true
    }

    /// The name of a coprocess: a word before a compound command.
    fn coproc_name(&mut self) -> String {
        self.skip_blanks();
        let before = (self.pos, self.end);
        let name = self.name();
        self.skip_blanks();
        let named = !name.is_empty() && matches!(self.peek(), Some(b'{' | b'('));
        if named {
            return name;
        }
        (self.pos, self.end) = before;
        "COPROC".to_owned()
    }

    /// `name ( )`, with the parentheses still to come.
    fn function_header(&mut self, word: &Word) -> bool {
        let before = (self.pos, self.end);
        self.skip_blanks();
        if self.peek() != Some(b'(') || word.literal().is_none() {
            (self.pos, self.end) = before;
            return false;
        }
        let start = self.start();
        self.bump();
        let open = self.span_from(start);
        self.skip_blanks();
        if self.peek() != Some(b')') {
            (self.pos, self.end) = before;
            return false;
        }
        self.bump();
        self.function_tokens(word.clone(), open);
        true
    }

    fn function_tokens(&mut self, name: Word, parens: Span) {
        let span = name.span;
        let entry = self.entry(Entry::Word(name));
        self.begin(Token::Entry(entry), span, Position::Command);
        self.table.tokens.push((Token::ParenOpen, parens));
        self.table.tokens.push((Token::ParenClose, parens));
        self.continued = true;
    }

    /// `function` (bash): a name, perhaps parentheses.
    pub(super) fn function_word(&mut self, keyword: Span) {
        self.skip_blanks();
        let name = self.argument();
        if name.parts.is_empty() {
            self.error(keyword, "this `function` has no name");
            return;
        }
        self.table.function_words.insert(name.span.start, keyword.start);
        self.bash_only(keyword, "`function`");
        if !self.function_header(&name) {
            let at = name.span;
            self.function_tokens(name, at);
        }
    }

    pub(super) fn cond_command(&mut self, opener: Span) {
        let Some(cond) = self.conditional(opener) else {
            self.position = Position::Closed;
            return;
        };
        let span = Span::new(opener.start, self.text.offset(self.end));
        let entry = self.entry(Entry::Compound(span, CompoundKind::Cond(cond)));
        self.begin(Token::Entry(entry), span, Position::Closed);
    }

    /// `(( … ))`, if it is one.
    fn arith_command(&mut self, start: usize) -> bool {
        if !self.may_retry() || self.refused.contains(&start) {
            return false;
        }
        let mark = self.mark();
        self.bump();
        self.bump();
        let opener = self.span(start, start + 2);
        let arith = self.nested(opener, |lexer| lexer.arith(Stop::Paren));
        if let Some(arith) = arith.filter(|_| self.peek() == Some(b')') && self.peek_second() == Some(b')')) {
            self.bump();
            self.bump();
            let span = self.span_from(start);
            let entry = self.entry(Entry::Compound(span, CompoundKind::Arith(arith)));
            self.begin(Token::Entry(entry), span, Position::Closed);
            return true;
        }
        self.refused.insert(start);
        self.back_to(&mark);
        false
    }

    /// `for name`, `select name`, `for (( … ))`.
    pub(super) fn for_loop(&mut self, word: &'static str, span: Span) {
        self.open(Kind::Loop, word, span);
        self.skip_blanks();
        let start = self.start();
        if word == "for" && self.peek() == Some(b'(') && self.peek_second() == Some(b'(') && !self.is_dash() {
            self.begin(Token::Reserved("while"), span, Position::Command);
            self.bump();
            self.bump();
            let mut parts = Vec::new();
            for _ in 0..3 {
                parts.push(self.arith(Stop::Semicolon));
                self.eat(b';');
            }
            let closed = self.eat(b')') && self.eat(b')');
            let header = self.span_from(start);
            if !closed {
                self.error(span, "this `for ((` has no `))`");
            }
            self.bash_only(header, "an arithmetic `for`");
            let mut parts = parts.into_iter().map(|arith| (!arith.word.parts.is_empty()).then_some(arith));
            let (init, test, step) = (parts.next().flatten(), parts.next().flatten(), parts.next().flatten());
            let entry = self.entry(Entry::ForArith(init, test, step));
            self.table.tokens.push((Token::Entry(entry), header));
            self.table.tokens.push((Token::Semicolon, header));
            self.skip_blanks();
            self.eat(b';');
            self.position = Position::Command;
            return;
        }
        if word == "select" {
            let at = self.span(start, start).start;
            self.table.selects.insert(at);
            self.bash_only(span, "`select`");
        }
        self.begin(Token::Reserved("for"), span, Position::LoopName);
    }
}

fn reserved(word: &Word) -> Option<&'static str> {
    let text = word.bare()?;
    // A line continuation inside a reserved word does not hide it.
    RESERVED.into_iter().find(|reserved| reserved.as_bytes() == text)
}

fn is_bash_word(word: &str) -> bool {
    matches!(word, "[[" | "function" | "select")
}

fn is_name(text: &[u8]) -> bool {
    text.first().is_some_and(|first| *first == b'_' || first.is_ascii_alphabetic())
        && text.iter().all(|byte| *byte == b'_' || byte.is_ascii_alphanumeric())
}
