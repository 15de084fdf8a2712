//! The words of a program of awk.

/// A token.
#[derive(Clone, PartialEq, Debug)]
pub enum Token {
    /// A number.
    Number(f64),
    /// A text, its escapes read.
    Text(Vec<u8>),
    /// What stands between slashes.
    Pattern(Vec<u8>),
    /// A name, and whether a parenthesis follows at once.
    Name(Vec<u8>, bool),
    /// A mark.
    Mark(&'static str),
    /// The end of a line.
    Newline,
}

/// Tokens of one program; more is a program of its own, not a filter.
const MOST: usize = 3000;

/// Marks, longer ones first. Those with a meaning outside the program (`|`) are not among them.
const MARKS: [&str; 40] = [
    "**=", "&&", "||", "==", "!=", "<=", ">=", "!~", "++", "--", "+=", "-=", "*=", "/=", "%=", "^=", "**",
    ">>", "{", "}", "(", ")", "[", "]", ";", ",", "+", "-", "*", "/", "%", "^", "!", "<", ">", "~", "?", ":",
    "=", "$",
];

/// The tokens of a program. `None`: it holds something that is not known here.
pub fn tokens(program: &[u8]) -> Option<Vec<Token>> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = program;
    loop {
        rest = super::super::text::skip_any(rest, b" \t\r");
        let Some(byte) = rest.first() else { return Some(tokens) };
        let (token, len) = match byte {
            b'\n' => (Token::Newline, 1),
            b'#' => {
                let len = rest.iter().take_while(|byte| **byte != b'\n').count();
                rest = rest.get(len..)?;
                continue;
            }
            b'\\' if rest.starts_with(b"\\\n") => {
                rest = rest.get(2..)?;
                continue;
            }
            b'"' => text(rest)?,
            b'/' if !after_operand(tokens.last()) => pattern(rest)?,
            b'0'..=b'9' | b'.' => number(rest)?,
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
                let len =
                    rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
                (Token::Name(rest.get(..len)?.to_vec(), rest.get(len) == Some(&b'(')), len)
            }
            _ => {
                let mark = MARKS.iter().find(|mark| rest.starts_with(mark.as_bytes()))?;
                (Token::Mark(mark), mark.len())
            }
        };
        tokens.push(token);
        rest = rest.get(len..)?;
        if tokens.len() > MOST {
            return None;
        }
    }
}

/// Whether a slash after this divides.
fn after_operand(token: Option<&Token>) -> bool {
    match token {
        Some(Token::Number(_) | Token::Text(_)) => true,
        Some(Token::Name(name, _)) => !super::parse::is_keyword(name),
        Some(Token::Mark(mark)) => matches!(*mark, ")" | "]" | "$" | "++" | "--"),
        _ => false,
    }
}

/// What a backslash and a letter are in a text; what only some know is none.
pub fn escaped(text: &[u8]) -> Option<(u8, usize)> {
    let byte = match text.first()? {
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        b'a' => 7,
        b'b' => 8,
        b'f' => 12,
        b'v' => 11,
        mark @ (b'"' | b'\\') => *mark,
        b'0'..=b'7' => {
            let digits = text.iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7'));
            let (value, len) =
                digits.fold((0_u32, 0), |(value, len), digit| (value * 8 + u32::from(digit - b'0'), len + 1));
            return Some((u8::try_from(value).ok().filter(|byte| *byte > 0)?, len));
        }
        _ => return None,
    };
    Some((byte, 1))
}

/// A text without the quotes round it, its escapes read.
pub fn unescaped(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'\\' => {
                // `\&` is a matter of `sub`, which gets it as it is.
                let (byte, len) = if rest.first() == Some(&b'&') { (b'\\', 0) } else { escaped(rest)? };
                out.push(byte);
                rest = rest.get(len..)?;
            }
            byte => out.push(*byte),
        }
    }
    Some(out)
}

fn text(rest: &[u8]) -> Option<(Token, usize)> {
    let mut len = 1;
    loop {
        match rest.get(len)? {
            b'"' => break,
            b'\n' => return None,
            // gawk warns of `\&`.
            b'\\' if rest.get(len + 1) == Some(&b'&') => return None,
            b'\\' => len += 2,
            _ => len += 1,
        }
    }
    Some((Token::Text(unescaped(rest.get(1..len)?)?), len + 1))
}

fn pattern(rest: &[u8]) -> Option<(Token, usize)> {
    let (mut len, mut bracket) = (1, false);
    loop {
        match rest.get(len)? {
            // Within brackets it ends the pattern for some.
            b'/' if bracket => return None,
            b'/' => break,
            b'\n' => return None,
            b'\\' => len += 1,
            b'[' => bracket = true,
            b']' => bracket = false,
            _ => {}
        }
        len += 1;
    }
    Some((Token::Pattern(rest.get(1..len)?.to_vec()), len + 1))
}

fn number(rest: &[u8]) -> Option<(Token, usize)> {
    let (value, len) = super::value::number_at(rest)?;
    let next = rest.get(len);
    // gawk takes it for octal.
    if len > 1 && rest.starts_with(b"0") && rest.get(1).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    // `0x1f` and `1e` are read in different ways.
    let ends = !next.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'.' || *byte == b'_');
    ends.then_some((Token::Number(value), len))
}
