//! Operator precedence: tokens to a tree.

use super::token::{self, Grammar, Token};
use super::{Binary, Expr, Index, Unary};
use crate::syntax::word::Word;

/// How deep an expression may nest, chains of operators included: trees are
/// walked, compared and dropped by recursion. The deepest of the 785 scripts of
/// the survey has 4 levels.
pub const MAX_DEPTH: u32 = 256;

/// The tree of an arithmetic expression whose text is `word`. `None` where it is
/// malformed, nests deeper than [`MAX_DEPTH`], or shows only after expansion
/// which operators it has. No text at all is 0.
#[must_use]
pub fn parse(word: &Word) -> Option<Expr> {
    Parser::run(token::of_word(word)?)
}

/// The same for text in which everything is expanded.
#[must_use]
pub fn parse_text(text: &[u8], grammar: Grammar) -> Option<Expr> {
    let tokens = token::of_text(text, grammar)?;
    if tokens.is_empty() && grammar == Grammar::Dash {
        return None;
    }
    Parser::run(tokens)
}

/// An expression, how deep it is, and whether it is a variable that may be
/// assigned to (`(x)` is not).
struct Tree {
    expr: Expr,
    depth: u32,
    assignable: bool,
}

impl Tree {
    fn leaf(expr: Expr) -> Self {
        Self { expr, depth: 1, assignable: false }
    }

    fn over(self, build: impl FnOnce(Box<Expr>) -> Expr) -> Option<Self> {
        let depth = self.depth + 1;
        (depth <= MAX_DEPTH).then(|| Self { expr: build(Box::new(self.expr)), depth, assignable: false })
    }

    fn join(self, other: Self, build: impl FnOnce(Box<Expr>, Box<Expr>) -> Expr) -> Option<Self> {
        let depth = self.depth.max(other.depth) + 1;
        let build = || build(Box::new(self.expr), Box::new(other.expr));
        (depth <= MAX_DEPTH).then(|| Self { expr: build(), depth, assignable: false })
    }
}

/// How tightly the infix operators bind, loosest first (bash's own table).
mod level {
    pub const COMMA: u8 = 1;
    pub const ASSIGN: u8 = 2;
    pub const CONDITIONAL: u8 = 3;
    pub const OR: u8 = 4;
    pub const AND: u8 = 5;
    pub const BIT_OR: u8 = 6;
    pub const BIT_XOR: u8 = 7;
    pub const BIT_AND: u8 = 8;
    pub const EQUALITY: u8 = 9;
    pub const RELATION: u8 = 10;
    pub const SHIFT: u8 = 11;
    pub const SUM: u8 = 12;
    pub const PRODUCT: u8 = 13;
    pub const POWER: u8 = 14;
}

fn level_of(token: &Token) -> Option<u8> {
    Some(match token {
        Token::Comma => level::COMMA,
        Token::Assign(_) => level::ASSIGN,
        Token::Question => level::CONDITIONAL,
        Token::Or => level::OR,
        Token::And => level::AND,
        Token::Binary(operator) => match operator {
            Binary::BitOr => level::BIT_OR,
            Binary::BitXor => level::BIT_XOR,
            Binary::BitAnd => level::BIT_AND,
            Binary::Equal | Binary::NotEqual => level::EQUALITY,
            Binary::Less | Binary::LessEqual | Binary::Greater | Binary::GreaterEqual => level::RELATION,
            Binary::ShiftLeft | Binary::ShiftRight => level::SHIFT,
            Binary::Add | Binary::Subtract => level::SUM,
            Binary::Multiply | Binary::Divide | Binary::Modulo => level::PRODUCT,
            Binary::Power => level::POWER,
        },
        _ => return None,
    })
}

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    depth: u32,
}

impl Parser {
    fn run(tokens: Vec<Token>) -> Option<Expr> {
        Self::tree(tokens, 0).map(|tree| tree.expr)
    }

    /// The tree of all tokens, which stand in expressions so deep.
    fn tree(tokens: Vec<Token>, depth: u32) -> Option<Tree> {
        if tokens.is_empty() {
            return Some(Tree::leaf(Expr::Number(0)));
        }
        let mut parser = Self { tokens: tokens.into_iter().peekable(), depth };
        let tree = parser.expression(level::COMMA)?;
        parser.tokens.peek().is_none().then_some(tree)
    }

    fn take(&mut self, token: &Token) -> Option<()> {
        self.tokens.next_if(|next| next == token).map(|_| ())
    }

    /// An expression of operators that bind at least as tightly as `lowest`.
    fn expression(&mut self, lowest: u8) -> Option<Tree> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let mut left = self.prefix()?;
        loop {
            let operator = self.tokens.next_if(|token| level_of(token).is_some_and(|level| level >= lowest));
            let Some(operator) = operator else { break };
            left = self.infix(left, operator)?;
        }
        self.depth -= 1;
        Some(left)
    }

    /// The rest of an infix expression: right-associative where the right side
    /// may hold the same level again.
    fn infix(&mut self, left: Tree, operator: Token) -> Option<Tree> {
        match operator {
            Token::Comma => left.join(self.expression(level::COMMA + 1)?, Expr::Comma),
            Token::Assign(with) => {
                left.assignable.then_some(())?;
                let value = self.expression(level::ASSIGN)?;
                left.join(value, |target, value| Expr::Assign(target, with, value))
            }
            Token::Question => {
                let then = self.expression(level::COMMA)?;
                self.take(&Token::Colon)?;
                let otherwise = self.expression(level::CONDITIONAL)?;
                let depth = left.depth.max(then.depth);
                let left = Tree { depth, ..left };
                left.join(otherwise, |test, otherwise| {
                    Expr::Conditional(test, Box::new(then.expr), otherwise)
                })
            }
            Token::And => left.join(self.expression(level::AND + 1)?, Expr::And),
            Token::Or => left.join(self.expression(level::OR + 1)?, Expr::Or),
            Token::Binary(operator) => {
                let own = level_of(&Token::Binary(operator))?;
                let right = self.expression(if operator == Binary::Power { own } else { own + 1 })?;
                left.join(right, |left, right| Expr::Binary(operator, left, right))
            }
            _ => None,
        }
    }

    /// Prefix operators (tighter than all infix ones, `**` too) and their operand.
    fn prefix(&mut self) -> Option<Tree> {
        let mut operators = Vec::new();
        loop {
            match self.tokens.next()? {
                Token::Binary(Binary::Add) => operators.push(Unary::Plus),
                Token::Binary(Binary::Subtract) => operators.push(Unary::Minus),
                Token::Not => operators.push(Unary::Not),
                Token::Complement => operators.push(Unary::Complement),
                token => {
                    let operand = self.operand(token)?;
                    return operators.into_iter().rev().try_fold(operand, |tree, operator| {
                        tree.over(|operand| Expr::Unary(operator, operand))
                    });
                }
            }
        }
    }

    fn operand(&mut self, token: Token) -> Option<Tree> {
        match token {
            Token::Number(value) => Some(Tree::leaf(Expr::Number(value))),
            Token::Expansion(index) => Some(Tree::leaf(Expr::Expansion(index))),
            Token::Open => {
                let tree = self.expression(level::COMMA)?;
                self.take(&Token::Close)?;
                Some(Tree { assignable: false, ..tree })
            }
            Token::Step(by) => {
                let Token::Name(name) = self.tokens.next()? else { return None };
                self.variable(name)?.over(|target| Expr::Step { target, by, postfix: false })
            }
            Token::Name(name) => {
                let variable = self.variable(name)?;
                match self.tokens.next_if(|token| matches!(token, Token::Step(_))) {
                    Some(Token::Step(by)) => variable.over(|target| Expr::Step { target, by, postfix: true }),
                    _ => Some(variable),
                }
            }
            _ => None,
        }
    }

    fn variable(&mut self, name: String) -> Option<Tree> {
        let subscript = self.tokens.next_if(|token| matches!(token, Token::Subscript { .. }));
        let Some(Token::Subscript { text, tokens }) = subscript else {
            return Some(Tree { assignable: true, ..Tree::leaf(Expr::Variable(name, None)) });
        };
        let (expr, depth) = match tokens.and_then(|tokens| Self::tree(tokens, self.depth)) {
            Some(Tree { expr, depth, .. }) => (Some(expr), depth + 1),
            None => (None, 1),
        };
        let expr = Expr::Variable(name, Some(Box::new(Index { expr, text })));
        (depth <= MAX_DEPTH).then_some(Tree { expr, depth, assignable: true })
    }
}
