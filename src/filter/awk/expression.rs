//! Reads the expressions of awk, by how tightly they bind.

use super::parse::{Parser, is_keyword};
use super::token::Token;
use super::tree::{Arithmetic, Comparison, Expr, Function, Place};
use crate::filter::regex::{Escapes, Pattern, Syntax};
use std::rc::Rc;

/// Expressions put into others within a statement.
const WRAPS: usize = 150;

/// How patterns of awk are written.
pub const SYNTAX: Syntax = Syntax { extended: true, ignore_case: false, lines: false, escapes: Escapes::Awk };

impl Parser<'_> {
    /// `? :` and assignments, which bind least.
    pub(super) fn expression(&mut self) -> Option<Expr> {
        let condition = self.or()?;
        if let Some(operator) = self.assignment() {
            let Expr::Get(place) = condition else { return None };
            self.newlines();
            let value = self.deeper(Self::expression)?;
            return Some(Expr::Set(place, operator, Box::new(value)));
        }
        if !self.eat("?") {
            return Some(condition);
        }
        self.newlines();
        let yes = self.deeper(Self::expression)?;
        self.newlines();
        self.expect(":")?;
        self.newlines();
        let no = self.deeper(Self::expression)?;
        Some(Expr::Choose(Box::new(condition), Box::new(yes), Box::new(no)))
    }

    #[allow(clippy::option_option)]
    fn assignment(&mut self) -> Option<Option<Arithmetic>> {
        let Some(Token::Mark(mark)) = self.peek() else { return None };
        let operator = match *mark {
            "=" => None,
            "+=" => Some(Arithmetic::Add),
            "-=" => Some(Arithmetic::Subtract),
            "*=" => Some(Arithmetic::Multiply),
            "/=" => Some(Arithmetic::Divide),
            "%=" => Some(Arithmetic::Remainder),
            _ => return None,
        };
        self.skip();
        Some(operator)
    }

    /// Counts what makes the tree higher.
    fn wrap(&mut self) -> Option<()> {
        self.wraps += 1;
        (self.wraps <= WRAPS).then_some(())
    }

    fn or(&mut self) -> Option<Expr> {
        let mut left = self.and()?;
        while self.eat("||") {
            self.wrap()?;
            self.newlines();
            left = Expr::Or(Box::new(left), Box::new(self.and()?));
        }
        Some(left)
    }

    fn and(&mut self) -> Option<Expr> {
        let mut left = self.member()?;
        while self.eat("&&") {
            self.wrap()?;
            self.newlines();
            left = Expr::And(Box::new(left), Box::new(self.member()?));
        }
        Some(left)
    }

    fn member(&mut self) -> Option<Expr> {
        let mut left = self.matching()?;
        while self.is_word(b"in") {
            self.wrap()?;
            self.skip();
            let array = self.array()?;
            left = Expr::In(vec![left], array);
        }
        Some(left)
    }

    fn array(&mut self) -> Option<usize> {
        let Some(Token::Name(name, false)) = self.peek() else { return None };
        self.skip();
        self.variable(name)
    }

    fn matching(&mut self) -> Option<Expr> {
        let mut left = self.comparison()?;
        loop {
            let negated = self.is_mark("!~");
            if !negated && !self.is_mark("~") {
                return Some(left);
            }
            self.wrap()?;
            self.skip();
            left = Expr::Match(Box::new(left), Box::new(self.comparison()?), negated);
        }
    }

    fn comparison(&mut self) -> Option<Expr> {
        let left = self.concatenation()?;
        let Some(Token::Mark(mark)) = self.peek() else { return Some(left) };
        let operator = match *mark {
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            "==" => Comparison::Equal,
            "!=" => Comparison::NotEqual,
            ">" if !self.no_greater => Comparison::Greater,
            ">=" => Comparison::GreaterOrEqual,
            _ => return Some(left),
        };
        self.skip();
        let right = self.concatenation()?;
        Some(Expr::Compare(operator, Box::new(left), Box::new(right)))
    }

    fn concatenation(&mut self) -> Option<Expr> {
        let mut left = self.sum()?;
        while self.begins_operand() {
            self.wrap()?;
            left = Expr::Concat(Box::new(left), Box::new(self.sum()?));
        }
        Some(left)
    }

    fn begins_operand(&self) -> bool {
        match self.peek() {
            Some(Token::Number(_) | Token::Text(_)) => true,
            Some(Token::Name(name, _)) => !is_keyword(name),
            Some(Token::Mark(mark)) => matches!(*mark, "$" | "(" | "++" | "--"),
            _ => false,
        }
    }

    fn sum(&mut self) -> Option<Expr> {
        let mut left = self.product()?;
        loop {
            let operator = match self.peek() {
                Some(Token::Mark("+")) => Arithmetic::Add,
                Some(Token::Mark("-")) => Arithmetic::Subtract,
                _ => return Some(left),
            };
            self.wrap()?;
            self.skip();
            left = Expr::Arithmetic(operator, Box::new(left), Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Option<Expr> {
        let mut left = self.unary()?;
        loop {
            let operator = match self.peek() {
                Some(Token::Mark("*")) => Arithmetic::Multiply,
                Some(Token::Mark("/")) => Arithmetic::Divide,
                Some(Token::Mark("%")) => Arithmetic::Remainder,
                _ => return Some(left),
            };
            self.wrap()?;
            self.skip();
            // What divides by 0 gawk refuses, whether it is run or not.
            let right =
                self.unary().filter(|right| !matches!(right, Expr::Number(number) if *number == 0.0))?;
            left = Expr::Arithmetic(operator, Box::new(left), Box::new(right));
        }
    }

    fn unary(&mut self) -> Option<Expr> {
        if self.eat("!") {
            let inner = self.deeper(Self::unary)?;
            // How much of what follows is negated is not the same everywhere.
            let ends = match self.peek() {
                None | Some(Token::Newline) => true,
                Some(Token::Mark(mark)) => {
                    matches!(*mark, "&&" | "||" | ")" | "]" | ";" | "," | "{" | "}" | "?" | ":")
                }
                Some(_) => false,
            };
            return ends.then(|| Expr::Not(Box::new(inner)));
        }
        if self.eat("-") {
            return self.deeper(Self::unary).map(|inner| Expr::Negative(Box::new(inner)));
        }
        if self.eat("+") {
            return self.deeper(Self::unary).map(|inner| Expr::Positive(Box::new(inner)));
        }
        self.power()
    }

    fn power(&mut self) -> Option<Expr> {
        let base = self.postfix()?;
        if !self.eat("^") {
            return Some(base);
        }
        // Signs and towers of powers are for other programs.
        let exponent = self.postfix()?;
        let alone = !self.is_mark("^");
        alone.then(|| Expr::Arithmetic(Arithmetic::Power, Box::new(base), Box::new(exponent)))
    }

    fn postfix(&mut self) -> Option<Expr> {
        let inner = self.primary()?;
        if let Expr::Get(place) = &inner {
            let by = if self.is_mark("++") {
                1.0
            } else if self.is_mark("--") {
                -1.0
            } else {
                return Some(inner);
            };
            self.skip();
            return Some(Expr::Step(place.clone(), by, true));
        }
        Some(inner)
    }

    fn primary(&mut self) -> Option<Expr> {
        let token = self.peek()?;
        self.skip();
        match token {
            Token::Number(number) => Some(Expr::Number(*number)),
            Token::Text(text) => Some(Expr::Text(text.as_slice().into())),
            Token::Pattern(pattern) => {
                Pattern::new(pattern, SYNTAX).map(|pattern| Expr::Pattern(Rc::new(pattern)))
            }
            Token::Name(name, called) => self.named(name, *called),
            Token::Mark("$") => self.field(),
            Token::Mark("(") => self.group(),
            Token::Mark(mark @ ("++" | "--")) => {
                let Expr::Get(place) = self.deeper(Self::primary)? else { return None };
                Some(Expr::Step(place, if *mark == "++" { 1.0 } else { -1.0 }, false))
            }
            Token::Mark(_) | Token::Newline => None,
        }
    }

    fn field(&mut self) -> Option<Expr> {
        let number = self.deeper(Self::primary)?;
        Some(Expr::Get(Place::Field(Box::new(number))))
    }

    fn group(&mut self) -> Option<Expr> {
        let mut words = self.list(")")?;
        if self.is_word(b"in") && words.len() > 1 {
            self.skip();
            let array = self.array()?;
            return Some(Expr::In(words, array));
        }
        let inner = words.pop().filter(|_| words.is_empty())?;
        // What is in parentheses is no place: `(x) = 1`, `(x)++`.
        Some(if matches!(inner, Expr::Get(_)) {
            Expr::Choose(Box::new(Expr::Number(1.0)), Box::new(inner), Box::new(Expr::Number(0.0)))
        } else {
            inner
        })
    }

    fn named(&mut self, name: &[u8], called: bool) -> Option<Expr> {
        if let Some(function) = Function::named(name) {
            let words = if called {
                self.skip();
                self.list(")")?
            } else if function == Function::Length && !self.is_mark("(") {
                Vec::new()
            } else {
                return None;
            };
            let (least, most) = function.arity();
            let counted = (least..=most).contains(&words.len());
            let places = match (function, words.as_slice()) {
                (Function::Sub | Function::Gsub, [_, _, target]) => matches!(target, Expr::Get(_)),
                (Function::Split, [_, array, ..]) => matches!(array, Expr::Get(Place::Variable(_))),
                _ => true,
            };
            return (counted && places).then_some(Expr::Call(function, words));
        }
        if called {
            // A function of the program, or one that is not known here.
            return None;
        }
        let variable = self.variable(name)?;
        if self.eat("[") {
            let key = self.list("]").filter(|key| !key.is_empty())?;
            return Some(Expr::Get(Place::Element(variable, key)));
        }
        Some(Expr::Get(Place::Variable(variable)))
    }
}
