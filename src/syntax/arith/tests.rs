#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::span::Span;
use crate::syntax::word::{Operator, Parameter, ParameterName};

/// An expression with all its parentheses, `\n` for the n-th expansion.
fn show(expr: &Expr) -> String {
    match expr {
        Expr::Number(value) => value.to_string(),
        Expr::Variable(name, None) => name.clone(),
        Expr::Variable(name, Some(index)) => {
            format!("{name}[{}]", index.expr.as_ref().map(show).unwrap_or_default())
        }
        Expr::Expansion(index) => format!("\\{index}"),
        Expr::Unary(operator, operand) => format!("({operator:?} {})", show(operand)),
        Expr::Step { target, by, postfix: true } => format!("({} step {by})", show(target)),
        Expr::Step { target, by, postfix: false } => format!("(step {by} {})", show(target)),
        Expr::Binary(operator, left, right) => format!("({operator:?} {} {})", show(left), show(right)),
        Expr::And(left, right) => format!("({} && {})", show(left), show(right)),
        Expr::Or(left, right) => format!("({} || {})", show(left), show(right)),
        Expr::Conditional(test, then, otherwise) => {
            format!("({} ? {} : {})", show(test), show(then), show(otherwise))
        }
        Expr::Assign(target, None, value) => format!("({} = {})", show(target), show(value)),
        Expr::Assign(target, Some(with), value) => format!("({} {with:?}= {})", show(target), show(value)),
        Expr::Comma(left, right) => format!("({} , {})", show(left), show(right)),
    }
}

fn literal(text: &str) -> Part {
    Part::Literal { span: Span::default(), text: text.into() }
}

fn parameter() -> Part {
    Part::Parameter(Box::new(Parameter {
        span: Span::default(),
        braced: true,
        name: ParameterName::Variable("p".into()),
        subscript: None,
        indirect: false,
        operator: Operator::None,
    }))
}

/// A word of `text`, in which `$` is an expansion and `"…"` are double quotes.
fn word(text: &str) -> Word {
    let mut parts = Vec::new();
    for (index, quoted) in text.split('"').enumerate() {
        let mut inner = Vec::new();
        for (index, plain) in quoted.split('$').enumerate() {
            if index > 0 {
                inner.push(parameter());
            }
            if !plain.is_empty() {
                inner.push(literal(plain));
            }
        }
        match index % 2 {
            0 => parts.append(&mut inner),
            _ => parts.push(Part::DoubleQuoted { span: Span::default(), translated: false, parts: inner }),
        }
    }
    Word { span: Span::default(), parts }
}

fn shown(text: &str) -> String {
    parse(&word(text)).map_or_else(|| "none".into(), |expr| show(&expr))
}

#[track_caller]
fn table(rows: &[(&str, &str)]) {
    for (text, expected) in rows {
        assert_eq!(shown(text), *expected, "of {text:?}");
    }
}

/// Every row agrees with what bash 5.2.15 evaluates or refuses.
#[test]
fn constants() {
    table(&[
        ("", "0"),
        (" \t\n", "0"),
        ("\"\"", "0"),
        ("17", "17"),
        ("0x1fF", "511"),
        ("0X10", "16"),
        ("0x", "0"),
        ("017", "15"),
        ("08", "none"),
        ("0x1G", "none"),
        ("16#ff", "255"),
        ("36#Z", "35"),
        ("62#Z", "61"),
        ("64#@", "62"),
        ("64#_", "63"),
        ("10#08", "8"),
        ("1#1", "none"),
        ("65#1", "none"),
        ("16#", "none"),
        ("010#5", "none"),
        ("8#9", "none"),
        ("1e3", "none"),
        ("1_000", "none"),
        ("1.5", "none"),
        ("9223372036854775808", "-9223372036854775808"),
        ("0xffffffffffffffffff", "-1"),
    ]);
}

#[test]
fn precedence() {
    table(&[
        ("1+2*3", "(Add 1 (Multiply 2 3))"),
        ("5-3-1", "(Subtract (Subtract 5 3) 1)"),
        ("2*3%4/1", "(Divide (Modulo (Multiply 2 3) 4) 1)"),
        ("2**3**2", "(Power 2 (Power 3 2))"),
        ("-2**2", "(Power (Minus 2) 2)"),
        ("2**-x", "(Power 2 (Minus x))"),
        ("1<<2+1", "(ShiftLeft 1 (Add 2 1))"),
        ("1|2^3&4", "(BitOr 1 (BitXor 2 (BitAnd 3 4)))"),
        ("1<2==1", "(Equal (Less 1 2) 1)"),
        ("1==2<3", "(Equal 1 (Less 2 3))"),
        ("a>=b!=c<=d", "(NotEqual (GreaterEqual a b) (LessEqual c d))"),
        ("a>b>>1", "(Greater a (ShiftRight b 1))"),
        ("1||0&&0", "(1 || (0 && 0))"),
        ("!1+1", "(Add (Not 1) 1)"),
        ("!-x", "(Not (Minus x))"),
        ("~ + 1", "(Complement (Plus 1))"),
        ("(1+2)*3", "(Multiply (Add 1 2) 3)"),
        ("1,2,3", "((1 , 2) , 3)"),
        ("1?2,3:4", "(1 ? (2 , 3) : 4)"),
        ("1?2:0?3:4", "(1 ? 2 : (0 ? 3 : 4))"),
        ("a||b?c:d", "((a || b) ? c : d)"),
        ("1?2:3,4", "((1 ? 2 : 3) , 4)"),
        ("x=y=4", "(x = (y = 4))"),
        ("x=1?2:3", "(x = (1 ? 2 : 3))"),
        ("1?x=2:3", "(1 ? (x = 2) : 3)"),
        ("x=1,2", "((x = 1) , 2)"),
        ("x+=y<<=2", "(x Add= (y ShiftLeft= 2))"),
        ("x>>=1,x&=1,x|=1", "(((x ShiftRight= 1) , (x BitAnd= 1)) , (x BitOr= 1))"),
        ("x^=x%=x/=x*=x-=1", "(x BitXor= (x Modulo= (x Divide= (x Multiply= (x Subtract= 1)))))"),
        ("(x=5)", "(x = 5)"),
    ]);
}

#[test]
fn malformed() {
    for text in [
        "1+", "+", "()", "(1", "1)", "1 2", "x y", ", 1", "1,", "1?2", "1?:2", "1:2", "x=", "1=2", "-x=2",
        "(x)=5", "((x))=3", "1+x=5", "0?1:x=5", "1?x:2=5", "1&&x=3", "x**=2", "1;2", "x'1'", "a b", "#", "@",
        "x#2", "1 # 2", "é", "x\\", "a[1][2]", "a[1]x", "a[]", "a [1]", "[1]", "a[1", "x]", "\r",
    ] {
        assert_eq!(shown(text), "none", "of {text:?}");
    }
}

#[test]
fn steps_and_doubled_signs() {
    table(&[
        ("x++", "(x step 1)"),
        ("x --", "(x step -1)"),
        ("++x", "(step 1 x)"),
        ("-- x", "(step -1 x)"),
        ("a[1]++", "(a[1] step 1)"),
        ("++a[x]", "(step 1 a[x])"),
        ("-x++", "(Minus (x step 1))"),
        ("x+++y", "(Add (x step 1) y)"),
        ("x--+1", "(Add (x step -1) 1)"),
        ("x++ + ++x", "(Add (x step 1) (step 1 x))"),
        ("+++x", "(Plus (step 1 x))"),
        ("---x", "(Minus (step -1 x))"),
        ("--1", "(Minus (Minus 1))"),
        ("1--1", "(Subtract 1 (Minus 1))"),
        ("1- -1", "(Subtract 1 (Minus 1))"),
        ("x--1", "none"),
        ("x++y", "none"),
        ("1 ++ x", "none"),
        ("++x++", "none"),
        ("(x)++", "none"),
        ("x++=2", "none"),
        ("--$", "none"),
        ("$++", "none"),
    ]);
}

#[test]
fn subscripts() {
    table(&[
        ("a[1]", "a[1]"),
        ("a[b[2]+1]", "a[(Add b[2] 1)]"),
        ("a[$]", "a[\\0]"),
        ("a[i]=3", "(a[i] = 3)"),
        ("a[++x]", "a[(step 1 x)]"),
    ]);
}

#[test]
fn expansions_stand_as_operands_only() {
    table(&[
        ("$", "\\0"),
        ("$+1", "(Add \\0 1)"),
        ("$-$*$", "(Subtract \\0 (Multiply \\1 \\2))"),
        ("x=$", "(x = \\0)"),
        ("\"1\"+2", "(Add 1 2)"),
        ("\"$\">3", "(Greater \\0 3)"),
        ("a\"b\"", "ab"),
        ("$$", "none"),
        ("$ $", "none"),
        ("1 $ 2", "none"),
        ("1$", "none"),
        ("$1", "none"),
        ("x$", "none"),
        ("10#$", "none"),
        ("$[1]", "none"),
        ("$=1", "none"),
    ]);
}

#[test]
fn expansions_are_found_again_by_number() {
    let word = word("$+\"$\"");
    assert_eq!(shown("$+\"$\""), "(Add \\0 \\1)");
    assert_eq!(expansions(&word).len(), 2);
}

#[test]
fn other_quotes_hold_no_arithmetic() {
    let quoted = Part::SingleQuoted { span: Span::default(), text: b"1".to_vec() };
    assert_eq!(parse(&Word { span: Span::default(), parts: vec![quoted] }), None);
    let escaped = Part::Escaped { span: Span::default(), text: b"1".to_vec() };
    assert_eq!(parse(&Word { span: Span::default(), parts: vec![escaped] }), None);
}

#[test]
fn depth_is_bounded() {
    let deep = |n: usize| format!("{}1{}", "(".repeat(n), ")".repeat(n));
    assert_eq!(shown(&deep(200)), "1");
    for text in [deep(100_000), "-".repeat(100_000) + "1", "1+".repeat(100_000) + "1", "a[".repeat(100_000)] {
        assert_eq!(parse_text(text.as_bytes(), Grammar::Bash), None);
    }
    for repeated in ["1?", "x=", "1**", "1,", "!", "1?2:"] {
        assert_eq!(parse_text((repeated.repeat(100_000) + "1").as_bytes(), Grammar::Bash), None);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes: Vec<u8>) {
        let _ = parse_text(&bytes, Grammar::Bash);
    }

    /// Parentheses round the whole change nothing.
    #[test]
    fn parentheses_change_nothing(text in "[1x+*,=()?:<&|! -]{0,12}") {
        if let Some(expr) = parse_text(text.as_bytes(), Grammar::Bash) {
            let wrapped = format!("({text}\n)");
            prop_assert_eq!(parse_text(wrapped.as_bytes(), Grammar::Bash), if text.trim().is_empty() { None } else { Some(expr) });
        }
    }
}
