//! The only file that knows conch-parser: the lexer's tokens as its tokens, and a
//! builder that makes our own spanned tree of what it recognises.
//!
//! A word reaches the grammar as an opaque name (`w12`: entry 12 of the table), a
//! redirection as `<` with such a name, so that positions, quoting and all that is
//! not POSIX stay with us.

use std::collections::HashSet;
use std::sync::Arc;

use conch_parser::ast as shape;
use conch_parser::ast::builder::{
    self, Builder, ComplexWordKind, Newline, SeparatorKind, SimpleWordKind, WordKind,
};
use conch_parser::parse::{ParseError, Parser, SourcePos};
use conch_parser::token::Token as Conch;

use super::ast::{
    AndOr, AndOrOp, Arm, ArmEnd, Branch, Command, Compound, CompoundKind, Function, Item, List, Pipeline,
    Redirection, Simple,
};
use super::dialect::Shells;
use super::error::SyntaxError;
use super::lexer::{Entry, Table, is_nothing};
use super::token::Token;
use super::word::{Arith, Word};
use crate::span::Span;

/// Parses the tokens of one complete command.
pub(super) fn parse(table: Table) -> Result<List, SyntaxError> {
    let (tokens, places) = translate(&table);
    let last = table.tokens.last().map_or(Span::default(), |(_, span)| *span);
    let mut parser = Parser::with_builder(tokens.into_iter(), Tree { table });
    let mut items = Vec::new();
    loop {
        match parser.complete_command() {
            Ok(Some(item)) => items.push(item),
            Ok(None) => return Ok(List { items }),
            Err(error) => return Err(explain(&error, &places, last)),
        }
    }
}

/// The tokens for conch, and beside each the offset at which conch will see it.
fn translate(table: &Table) -> (Vec<Conch>, Vec<(usize, String, Span)>) {
    let mut tokens = Vec::new();
    let mut places = Vec::new();
    let mut at = 0;
    let closers: HashSet<u32> = table.closed.iter().map(|span| span.end).collect();
    let mut closed = false;
    for (token, span) in &table.tokens {
        // `(a) then`: the shells need no separator after a compound command, conch does.
        let goes_on = matches!(token, Token::BraceClose | Token::Reserved(_));
        if closed && goes_on {
            at += Conch::Semi.len();
            tokens.push(Conch::Semi);
        }
        let closer =
            matches!(token, Token::ParenClose | Token::BraceClose | Token::Reserved("fi" | "done" | "esac"));
        closed = closer && closers.contains(&span.end);
        let mut push = |token: Conch| {
            at += token.len();
            tokens.push(token);
        };
        push(Conch::Whitespace(" ".to_owned()));
        if let Token::Entry(entry) = token
            && matches!(table.entries.get(*entry), Some(Entry::Redirection(_)))
        {
            push(Conch::Less);
        }
        places.push((at, written(*token), *span));
        let mut push = |token: Conch| {
            at += token.len();
            tokens.push(token);
        };
        match token {
            Token::Entry(entry) => push(Conch::Name(format!("w{entry}"))),
            Token::Reserved(word) => push(Conch::Name((*word).to_owned())),
            Token::BraceOpen => push(Conch::CurlyOpen),
            Token::BraceClose => push(Conch::CurlyClose),
            Token::ParenOpen => push(Conch::ParenOpen),
            Token::ParenClose => push(Conch::ParenClose),
            Token::Newline => push(Conch::Newline),
            Token::Semicolon => push(Conch::Semi),
            Token::Ampersand => push(Conch::Amp),
            Token::Pipe => push(Conch::Pipe),
            Token::AndIf => push(Conch::AndIf),
            Token::OrIf => push(Conch::OrIf),
            Token::ArmEnd => push(Conch::DSemi),
        }
    }
    (tokens, places)
}

fn written(token: Token) -> String {
    match token {
        Token::Entry(_) => "this word",
        Token::Reserved(word) => return format!("this `{word}`"),
        Token::BraceOpen => "this `{`",
        Token::BraceClose => "this `}`",
        Token::ParenOpen => "this `(`",
        Token::ParenClose => "this `)`",
        Token::Newline => "the end of this line",
        Token::Semicolon => "this `;`",
        Token::Ampersand => "this `&`",
        Token::Pipe => "this `|`",
        Token::AndIf => "this `&&`",
        Token::OrIf => "this `||`",
        Token::ArmEnd => "this `;;`",
    }
    .to_owned()
}

/// What the grammar refused, in words: something stands where a command must.
fn explain(error: &ParseError<()>, places: &[(usize, String, Span)], last: Span) -> SyntaxError {
    let at = |pos: SourcePos| places.iter().find(|(offset, ..)| *offset >= pos.byte).or(places.last());
    let (span, message) = match error {
        ParseError::Unexpected(_, pos) | ParseError::BadIdent(_, pos) | ParseError::BadSubst(_, pos) => {
            match at(*pos) {
                Some((_, what, span)) => (*span, format!("{what} stands where a command is missing")),
                None => (last, "a command is missing here".to_owned()),
            }
        }
        ParseError::IncompleteCmd(word, pos, missing, _) => {
            let span = at(*pos).map_or(last, |(_, _, span)| *span);
            (span, format!("this `{word}` has no `{missing}`"))
        }
        _ => (last, "the command breaks off here: something must follow".to_owned()),
    };
    SyntaxError { span, message, labels: Vec::new(), help: None, refused_by: Shells::ALL }
}

/// Makes the tree.
struct Tree {
    table: Table,
}

impl Tree {
    fn list(group: builder::CommandGroup<Item>) -> List {
        List { items: group.commands }
    }

    fn compound(&mut self, kind: CompoundKind, redirections: Vec<Redirection>) -> Compound {
        let span = self.table.closed.pop_front().unwrap_or_default();
        let span = redirections.iter().fold(span, |span, redirection| span.to(redirection.span));
        Compound { span, kind, redirections }
    }

    fn entry(&self, index: usize) -> Option<&Entry> {
        self.table.entries.get(index)
    }

    fn word_at(&self, index: usize) -> Word {
        match self.entry(index) {
            Some(Entry::Word(word)) => word.clone(),
            other => Word { span: other.map_or(Span::default(), Entry::span), parts: Vec::new() },
        }
    }

    fn name(&self, text: &str) -> (String, Span) {
        let word = self.word_at(index_of(text));
        let literal = word.literal().unwrap_or_default();
        (String::from_utf8_lossy(&literal).into_owned(), word.span)
    }

    /// A command from the entries of a simple one: `[[ ]]` looks like a word to the grammar.
    fn simple(&self, entries: &[usize]) -> Command {
        let mut simple = Simple::default();
        let mut compound = None;
        let mut span: Option<Span> = None;
        for entry in entries.iter().filter_map(|index| self.entry(*index)) {
            let own = entry.span();
            span = Some(span.map_or(own, |span| span.to(own)));
            match entry.clone() {
                Entry::Word(word) => simple.words.push(word),
                Entry::Assignment(assignment) => simple.assignments.push(assignment),
                Entry::Redirection(redirection) => simple.redirections.push(redirection),
                Entry::Compound(_, kind) => compound = Some(kind),
                Entry::ForArith(init, test, step) => {
                    compound = Some(CompoundKind::ForArith { init, test, step, body: List::default() });
                }
                Entry::Nothing(_) => {}
            }
        }
        simple.span = span.unwrap_or_default();
        match compound {
            Some(kind) => {
                Command::Compound(Compound { span: simple.span, kind, redirections: simple.redirections })
            }
            None => Command::Simple(simple),
        }
    }

    fn arm(&self, arm: builder::CaseArm<usize, Item>) -> Arm {
        let patterns: Vec<Word> =
            arm.patterns.pattern_alternatives.iter().map(|index| self.word_at(*index)).collect();
        let body = Self::list(arm.body);
        let first = patterns.first().map_or(Span::default(), |word| word.span);
        let last = patterns.last().map_or(first, |word| word.span);
        let inside = body.items.last().map_or(last, |item| item.and_or.span);
        let start = self.table.arm_starts.get(&first.start).copied().unwrap_or(first.start);
        let end = self
            .table
            .arm_ends
            .iter()
            .filter(|(span, _)| span.start >= inside.end)
            .min_by_key(|(span, _)| span.start);
        let span = Span::new(start, inside.end);
        match end {
            Some((terminator, end)) => Arm { span: span.to(*terminator), patterns, body, end: *end },
            None => Arm { span, patterns, body, end: ArmEnd::Break },
        }
    }
}

type Header = (Option<Arith>, Option<Arith>, Option<Arith>);

/// The header of an arithmetic `for`, which the grammar took for a condition.
fn arithmetic_header(condition: &mut List) -> Option<Header> {
    let [item] = condition.items.as_mut_slice() else { return None };
    let [Command::Compound(compound)] = item.and_or.first.commands.as_mut_slice() else { return None };
    match &mut compound.kind {
        CompoundKind::ForArith { init, test, step, body } if body.items.is_empty() => {
            Some((init.take(), test.take(), step.take()))
        }
        _ => None,
    }
}

fn index_of(text: &str) -> usize {
    text.get(1..).and_then(|digits| digits.parse().ok()).unwrap_or(usize::MAX)
}

type Built<T> = Result<T, ()>;

impl Builder for Tree {
    type Command = Item;
    type CommandList = AndOr;
    type ListableCommand = Pipeline;
    type PipeableCommand = Command;
    type CompoundCommand = Compound;
    type Word = usize;
    type Redirect = Redirection;
    type Error = ();

    fn complete_command(
        &mut self,
        _: Vec<Newline>,
        and_or: AndOr,
        separator: SeparatorKind,
        _: Option<Newline>,
    ) -> Built<Item> {
        Ok(Item { and_or, background: separator == SeparatorKind::Amp })
    }

    fn and_or_list(
        &mut self,
        first: Pipeline,
        rest: Vec<(Vec<Newline>, shape::AndOr<Pipeline>)>,
    ) -> Built<AndOr> {
        let rest: Vec<(AndOrOp, Pipeline)> = rest
            .into_iter()
            .map(|(_, next)| match next {
                shape::AndOr::And(pipeline) => (AndOrOp::And, pipeline),
                shape::AndOr::Or(pipeline) => (AndOrOp::Or, pipeline),
            })
            .collect();
        let span = rest.last().map_or(first.span, |(_, last)| first.span.to(last.span));
        Ok(AndOr { span, first, rest })
    }

    fn pipeline(&mut self, _: bool, commands: Vec<(Vec<Newline>, Command)>) -> Built<Pipeline> {
        let mut commands: Vec<Command> = commands.into_iter().map(|(_, command)| command).collect();
        let mut span = commands.iter().fold(commands[0].span(), |span, command| span.to(command.span()));
        let prefix = self.table.prefixes.get(&commands[0].span().start).cloned();
        let mut pipeline = Pipeline { span, negated: false, timed: false, commands: Vec::new() };
        if let Some(prefix) = prefix {
            span = Span::new(prefix.start, span.end);
            pipeline.negated = prefix.negated;
            pipeline.timed = prefix.timed;
            if let Some(name) = prefix.coproc {
                let command = Box::new(commands.remove(0));
                let own = Span::new(prefix.start, command.span().end);
                let kind = CompoundKind::Coproc { name, command };
                commands.insert(0, Command::Compound(Compound { span: own, kind, redirections: Vec::new() }));
            }
        }
        if commands.len() == 1 && is_nothing(&commands[0]) {
            commands[0] = Command::Simple(Simple { span: Span::at(span.end), ..Simple::default() });
        }
        Ok(Pipeline { span, commands, ..pipeline })
    }

    fn simple_command(
        &mut self,
        before: Vec<shape::RedirectOrEnvVar<Redirection, String, usize>>,
        words: Vec<shape::RedirectOrCmdWord<Redirection, usize>>,
    ) -> Built<Command> {
        let mut redirections = Vec::new();
        let mut entries = Vec::new();
        for item in before {
            match item {
                shape::RedirectOrEnvVar::Redirect(redirection) => redirections.push(redirection),
                shape::RedirectOrEnvVar::EnvVar(..) => {}
            }
        }
        for item in words {
            match item {
                shape::RedirectOrCmdWord::Redirect(redirection) => redirections.push(redirection),
                shape::RedirectOrCmdWord::CmdWord(index) => entries.push(index),
            }
        }
        let mut command = self.simple(&entries);
        let (span, own) = match &mut command {
            Command::Simple(simple) => (&mut simple.span, &mut simple.redirections),
            Command::Compound(compound) => (&mut compound.span, &mut compound.redirections),
            Command::Function(_) => return Err(()),
        };
        if entries.is_empty() {
            *span = redirections.first().map_or(Span::default(), |first| first.span);
        }
        *span = redirections.iter().fold(*span, |span, redirection| span.to(redirection.span));
        own.append(&mut redirections);
        Ok(command)
    }

    fn brace_group(
        &mut self,
        group: builder::CommandGroup<Item>,
        redirections: Vec<Redirection>,
    ) -> Built<Compound> {
        Ok(self.compound(CompoundKind::Brace(Self::list(group)), redirections))
    }

    fn subshell(
        &mut self,
        group: builder::CommandGroup<Item>,
        redirections: Vec<Redirection>,
    ) -> Built<Compound> {
        Ok(self.compound(CompoundKind::Subshell(Self::list(group)), redirections))
    }

    fn loop_command(
        &mut self,
        kind: builder::LoopKind,
        pair: builder::GuardBodyPairGroup<Item>,
        redirections: Vec<Redirection>,
    ) -> Built<Compound> {
        let body = Self::list(pair.body);
        let mut condition = Self::list(pair.guard);
        let kind = match arithmetic_header(&mut condition) {
            Some((init, test, step)) => CompoundKind::ForArith { init, test, step, body },
            None => CompoundKind::While { until: kind == builder::LoopKind::Until, condition, body },
        };
        Ok(self.compound(kind, redirections))
    }

    fn if_command(
        &mut self,
        fragments: builder::IfFragments<Item>,
        redirections: Vec<Redirection>,
    ) -> Built<Compound> {
        let branches = fragments
            .conditionals
            .into_iter()
            .map(|pair| Branch { condition: Self::list(pair.guard), body: Self::list(pair.body) })
            .collect();
        let otherwise = fragments.else_branch.map(Self::list);
        Ok(self.compound(CompoundKind::If { branches, otherwise }, redirections))
    }

    fn for_command(
        &mut self,
        fragments: builder::ForFragments<usize, Item>,
        redirections: Vec<Redirection>,
    ) -> Built<Compound> {
        let (name, at) = self.name(&fragments.var);
        let words =
            fragments.words.map(|(_, words, _)| words.into_iter().map(|index| self.word_at(index)).collect());
        let body = Self::list(fragments.body);
        let kind = if self.table.selects.contains(&at.start) {
            CompoundKind::Select { name, words, body }
        } else {
            CompoundKind::For { name, words, body }
        };
        Ok(self.compound(kind, redirections))
    }

    fn case_command(
        &mut self,
        fragments: builder::CaseFragments<usize, Item>,
        redirections: Vec<Redirection>,
    ) -> Built<Compound> {
        let word = self.word_at(fragments.word);
        let close = self.table.closed.front().copied().unwrap_or_default();
        let mut arms: Vec<Arm> = fragments.arms.into_iter().map(|arm| self.arm(arm)).collect();
        if let Some(last) = arms.last_mut()
            && last.span.end > close.end
        {
            // Its terminator was an outer one's: it ends with `esac`.
            let inside = last.body.items.last().map(|item| item.and_or.span.end);
            let patterns = last.patterns.last().map_or(last.span.start, |word| word.span.end);
            last.span = Span::new(last.span.start, inside.unwrap_or(patterns));
            last.end = ArmEnd::Break;
        }
        Ok(self.compound(CompoundKind::Case { word, arms }, redirections))
    }

    fn compound_command_into_pipeable(&mut self, compound: Compound) -> Built<Command> {
        Ok(Command::Compound(compound))
    }

    fn function_declaration(&mut self, name: String, _: Vec<Newline>, body: Compound) -> Built<Command> {
        let (name, name_span) = self.name(&name);
        let start = self.table.function_words.get(&name_span.start).copied().unwrap_or(name_span.start);
        let span = Span::new(start, body.span.end);
        Ok(Command::Function(Arc::new(Function { span, name_span, name, body })))
    }

    fn comments(&mut self, _: Vec<Newline>) -> Built<()> {
        Ok(())
    }

    fn word(&mut self, kind: ComplexWordKind<Item>) -> Built<usize> {
        match kind {
            ComplexWordKind::Single(WordKind::Simple(SimpleWordKind::Literal(text))) => Ok(index_of(&text)),
            _ => Err(()),
        }
    }

    fn redirect(&mut self, kind: builder::RedirectKind<usize>) -> Built<Redirection> {
        match kind {
            builder::RedirectKind::Read(_, index) => match self.entry(index) {
                Some(Entry::Redirection(redirection)) => Ok(redirection.clone()),
                _ => Err(()),
            },
            _ => Err(()),
        }
    }
}
