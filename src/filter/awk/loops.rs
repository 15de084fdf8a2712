//! Reads conditions and loops of awk.

use super::parse::Parser;
use super::token::Token;
use super::tree::{Expr, Loop, Place, Statement};

impl Parser<'_> {
    fn head(&mut self) -> Option<Expr> {
        self.expect("(")?;
        let condition = self.whole()?;
        self.expect(")")?;
        Some(condition)
    }

    pub(super) fn condition(&mut self) -> Option<Statement> {
        let condition = self.head()?;
        let then = self.body()?;
        let here = self.here();
        self.newlines();
        if self.eat_word(b"else") {
            return Some(Statement::If(condition, then, self.body()?));
        }
        self.go_back(here);
        Some(Statement::If(condition, then, Vec::new()))
    }

    pub(super) fn while_loop(&mut self) -> Option<Statement> {
        let condition = Some(self.head()?);
        let body = self.body()?;
        let whole = Loop { first: Vec::new(), body_first: false, condition, step: Vec::new(), body };
        Some(Statement::Loop(Box::new(whole)))
    }

    pub(super) fn do_loop(&mut self) -> Option<Statement> {
        let body = self.body()?;
        self.blank();
        if !self.eat_word(b"while") {
            return None;
        }
        let condition = Some(self.head()?);
        let whole = Loop { first: Vec::new(), body_first: true, condition, step: Vec::new(), body };
        Some(Statement::Loop(Box::new(whole)))
    }

    pub(super) fn for_loop(&mut self) -> Option<Statement> {
        self.expect("(")?;
        if let (Some(Token::Name(name, _)), Some(Token::Name(word, _))) = (self.peek(), self.peek_second())
            && word == b"in"
        {
            self.skip();
            self.skip();
            let variable = self.variable(name)?;
            let Some(Token::Name(array, _)) = self.peek() else { return None };
            self.skip();
            let array = self.variable(array)?;
            self.expect(")")?;
            return Some(Statement::ForIn(Place::Variable(variable), array, self.body()?));
        }
        let first = if self.eat(";") { Vec::new() } else { self.clause(";")? };
        self.newlines();
        let condition = if self.eat(";") {
            None
        } else {
            let condition = self.whole()?;
            self.expect(";")?;
            Some(condition)
        };
        self.newlines();
        let step = if self.eat(")") { Vec::new() } else { self.clause(")")? };
        let body = self.body()?;
        Some(Statement::Loop(Box::new(Loop { first, body_first: false, condition, step, body })))
    }

    fn clause(&mut self, close: &str) -> Option<Vec<Statement>> {
        let clause = vec![Statement::Expr(self.whole()?)];
        self.expect(close)?;
        Some(clause)
    }
}
