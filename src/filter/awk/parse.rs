//! Reads a program of awk: rules and statements. What is not known here is not read: `None`.

use super::token::{Token, tokens};
use super::tree::{Expr, Program, Rule, Statement, Which};
use crate::filter::limits::DEPTH;

/// Names that are no variables.
const KEYWORDS: [&[u8]; 19] = [
    b"BEGIN",
    b"END",
    b"if",
    b"else",
    b"while",
    b"for",
    b"do",
    b"in",
    b"break",
    b"continue",
    b"next",
    b"exit",
    b"return",
    b"delete",
    b"function",
    b"func",
    b"getline",
    b"print",
    b"printf",
];

/// Variables that mean more than they hold, or are not the same everywhere; and functions.
const FOREIGN: [&[u8]; 34] = [
    b"ARGC",
    b"ARGV",
    b"ENVIRON",
    b"CONVFMT",
    b"OFMT",
    b"FILENAME",
    b"IGNORECASE",
    b"FIELDWIDTHS",
    b"FPAT",
    b"RT",
    b"PROCINFO",
    b"BINMODE",
    b"ERRNO",
    b"LINT",
    b"TEXTDOMAIN",
    b"SYMTAB",
    b"FUNCTAB",
    b"nextfile",
    b"system",
    b"close",
    b"fflush",
    b"srand",
    b"rand",
    b"sqrt",
    b"exp",
    b"log",
    b"sin",
    b"cos",
    b"atan2",
    b"systime",
    b"strftime",
    b"gensub",
    b"asort",
    b"switch",
];

/// Whether a name is none of a variable.
pub fn is_keyword(name: &[u8]) -> bool {
    KEYWORDS.contains(&name)
}

/// The program of a text.
pub fn parse(text: &[u8]) -> Option<Program> {
    let tokens = tokens(text)?;
    let names = super::machine::NAMES.iter().map(|name| name.to_vec()).collect();
    let mut parser =
        Parser { tokens: &tokens, at: 0, names, depth: 0, wraps: 0, no_greater: false, ranges: 0 };
    let mut program = Program::default();
    parser.newlines();
    while parser.at < tokens.len() {
        parser.item(&mut program)?;
        parser.blank();
    }
    program.names = parser.names;
    Some(program)
}

/// Reads tokens.
pub struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    names: Vec<Vec<u8>>,
    depth: usize,
    /// How often an expression was put into another since the statement began: with the depth,
    /// this bounds how high a tree is.
    pub(super) wraps: usize,
    /// `>` ends the expression, as in `print`.
    pub(super) no_greater: bool,
    ranges: usize,
}

impl<'a> Parser<'a> {
    /// The next token.
    pub(super) fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    pub(super) fn peek_second(&self) -> Option<&'a Token> {
        self.tokens.get(self.at + 1)
    }

    /// Where it is.
    pub(super) fn here(&self) -> usize {
        self.at
    }

    /// Goes back there.
    pub(super) fn go_back(&mut self, at: usize) {
        self.at = at;
    }

    pub(super) fn skip(&mut self) {
        self.at += 1;
    }

    /// Takes this mark, if it is next.
    pub(super) fn eat(&mut self, mark: &str) -> bool {
        let found = self.is_mark(mark);
        self.at += usize::from(found);
        found
    }

    pub(super) fn is_mark(&self, mark: &str) -> bool {
        matches!(self.peek(), Some(Token::Mark(found)) if *found == mark)
    }

    pub(super) fn expect(&mut self, mark: &str) -> Option<()> {
        self.eat(mark).then_some(())
    }

    pub(super) fn eat_word(&mut self, word: &[u8]) -> bool {
        let found = matches!(self.peek(), Some(Token::Name(name, _)) if name == word);
        self.at += usize::from(found);
        found
    }

    pub(super) fn is_word(&self, word: &[u8]) -> bool {
        matches!(self.peek(), Some(Token::Name(name, _)) if name == word)
    }

    pub(super) fn newlines(&mut self) {
        while self.peek() == Some(&Token::Newline) {
            self.at += 1;
        }
    }

    /// Newlines and semicolons.
    pub(super) fn blank(&mut self) {
        while matches!(self.peek(), Some(Token::Newline | Token::Mark(";"))) {
            self.at += 1;
        }
    }

    /// Goes one level down; `None` where that is too deep.
    pub(super) fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.depth += 1;
        let result = if self.depth > DEPTH { None } else { inner(self) };
        self.depth -= 1;
        result
    }

    /// The number of a variable.
    pub(super) fn variable(&mut self, name: &[u8]) -> Option<usize> {
        if KEYWORDS.contains(&name) || FOREIGN.contains(&name) {
            return None;
        }
        Some(self.names.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_vec());
            self.names.len() - 1
        }))
    }

    fn item(&mut self, program: &mut Program) -> Option<()> {
        if self.eat_word(b"BEGIN") {
            let block = self.block()?;
            program.begin.extend(block);
        } else if self.eat_word(b"END") {
            let block = self.block()?;
            program.end.get_or_insert_default().extend(block);
        } else {
            let pattern = self.which()?;
            let body = match self.peek() {
                Some(Token::Mark("{")) => self.block()?,
                _ if matches!(pattern, Which::All) || !self.at_end() => return None,
                _ => vec![Statement::Print(Vec::new())],
            };
            program.rules.push(Rule { pattern, body });
        }
        Some(())
    }

    fn which(&mut self) -> Option<Which> {
        if self.peek() == Some(&Token::Mark("{")) {
            return Some(Which::All);
        }
        let from = self.whole()?;
        if !self.eat(",") {
            return Some(Which::Where(from));
        }
        self.newlines();
        let to = self.whole()?;
        self.ranges += 1;
        Some(Which::Range(from, to, self.ranges - 1))
    }

    /// An expression of a statement.
    pub(super) fn whole(&mut self) -> Option<Expr> {
        self.wraps = 0;
        self.expression()
    }

    fn block(&mut self) -> Option<Vec<Statement>> {
        self.expect("{")?;
        let mut body = Vec::new();
        self.blank();
        while !self.eat("}") {
            body.extend(self.deeper(Self::statement)?);
            self.blank();
        }
        Some(body)
    }

    /// A body: a block, a statement, or nothing at all.
    pub(super) fn body(&mut self) -> Option<Vec<Statement>> {
        self.newlines();
        if self.eat(";") {
            return Some(Vec::new());
        }
        self.deeper(Self::statement)
    }

    fn statement(&mut self) -> Option<Vec<Statement>> {
        let statement = match self.peek()? {
            Token::Mark("{") => return self.block(),
            Token::Name(name, _) if is_keyword(name) => {
                self.skip();
                match name.as_slice() {
                    b"if" => return self.condition().map(|statement| vec![statement]),
                    b"while" => return self.while_loop().map(|statement| vec![statement]),
                    b"for" => return self.for_loop().map(|statement| vec![statement]),
                    b"do" => self.do_loop()?,
                    word => self.simple_keyword(word)?,
                }
            }
            _ => Statement::Expr(self.whole()?),
        };
        self.end()?;
        Some(vec![statement])
    }

    /// What must follow a statement.
    fn end(&mut self) -> Option<()> {
        match self.peek() {
            Some(Token::Newline | Token::Mark(";")) => self.skip(),
            None | Some(Token::Mark("}")) => {}
            _ => return None,
        }
        Some(())
    }

    fn at_end(&self) -> bool {
        matches!(self.peek(), None | Some(Token::Newline | Token::Mark(";" | "}")))
    }

    fn simple_keyword(&mut self, word: &[u8]) -> Option<Statement> {
        Some(match word {
            b"break" => Statement::Break,
            b"continue" => Statement::Continue,
            b"next" => Statement::Next,
            b"exit" if self.at_end() => Statement::Exit(None),
            b"exit" => Statement::Exit(Some(self.whole()?)),
            b"print" => Statement::Print(self.printed()?),
            b"printf" => Statement::Printf(self.printed().filter(|words| !words.is_empty())?),
            b"delete" => {
                let Some(Token::Name(name, _)) = self.peek() else { return None };
                self.skip();
                let array = self.variable(name)?;
                if self.eat("[") {
                    Statement::Delete(array, self.list("]")?)
                } else {
                    Statement::DeleteAll(array)
                }
            }
            _ => return None,
        })
    }

    /// The words of `print`, with parentheses round them or without.
    fn printed(&mut self) -> Option<Vec<Expr>> {
        if self.at_end() {
            return Some(Vec::new());
        }
        let start = self.at;
        if self.eat("(") {
            self.wraps = 0;
            let words = self.list(")");
            if words.is_some() && self.at_end() {
                return words;
            }
            self.at = start;
        }
        let mut words = Vec::new();
        self.no_greater = true;
        loop {
            let word = self.whole();
            words.push(word?);
            if !self.eat(",") {
                break;
            }
            self.newlines();
        }
        self.no_greater = false;
        // `> file` does not end a statement here.
        Some(words)
    }

    /// Expressions up to a closing mark.
    pub(super) fn list(&mut self, close: &str) -> Option<Vec<Expr>> {
        let no_greater = std::mem::take(&mut self.no_greater);
        let mut words = Vec::new();
        self.newlines();
        while !self.eat(close) {
            if !words.is_empty() {
                self.expect(",")?;
                self.newlines();
            }
            words.push(self.deeper(Self::expression)?);
            self.newlines();
        }
        self.no_greater = no_greater;
        Some(words)
    }
}
