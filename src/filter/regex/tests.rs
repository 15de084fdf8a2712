//! Patterns: what they match, and where the crate's match is POSIX's.
#![allow(clippy::unwrap_used)]

use super::{Escapes, Extent, Need, Pattern, Syntax, Trust, bre, ere};

const BASIC: Syntax = Syntax { extended: false, ignore_case: false, lines: false, escapes: Escapes::Posix };
const EXTENDED: Syntax = Syntax { extended: true, ..BASIC };

/// What it matches.
fn found(pattern: &str, syntax: Syntax, text: &str) -> Option<String> {
    let compiled = Pattern::new(pattern.as_bytes(), syntax).unwrap_or_else(|| panic!("{pattern}"));
    let found = compiled.find(text.as_bytes(), 0, Need::Span).unwrap_or_else(|_| panic!("{pattern}"))?;
    Some(text[found.range()].to_owned())
}

/// Measured with glibc 2.36 (grep 3.8, sed 4.9) and busybox 1.35.
#[test]
fn basic() {
    for (pattern, text, expected) in [
        (".*/", "/usr/bin/x", Some("/usr/bin/")),
        ("*a", "*a", Some("*a")),
        (r"\(*a\)", "*a", Some("*a")),
        ("^*a", "*a", Some("*a")),
        ("a^b$c", "a^b$c", Some("a^b$c")),
        (r"\(^a\)\|b$", "b", Some("b")),
        ("a+b?", "a+b?", Some("a+b?")),
        (r"a\+b\?c", "aac", Some("aac")),
        (r"a\{2,3\}", "aaaa", Some("aaa")),
        (r"a\{,2\}", "aaa", Some("aa")),
        ("[]a]*", "]a]", Some("]a]")),
        ("[^]a]", "]b", Some("b")),
        ("[a-]*", "-a-", Some("-a-")),
        (r"[\n]", "\\", Some("\\")),
        ("[[:space:][:digit:]]*x", "x 1\tx", Some("x")),
        (r"\<b\w*\>", "ab bc", Some("bc")),
        (r"\.$", "a.", Some(".")),
        ("", "abc", Some("")),
        ("x", "abc", None),
        ("a{1}(b)", "a{1}(b)", Some("a{1}(b)")),
    ] {
        assert_eq!(found(pattern, BASIC, text).as_deref(), expected, "{pattern}");
    }
    let pattern = Pattern::new(br"\([a-z]*\)=", BASIC).unwrap();
    assert_eq!(pattern.find(b"key=value", 0, Need::Groups).unwrap().unwrap().group(1), Some(0..3));
    assert!(bre(b"ABC", true).unwrap().is_match(b"xabc"));
}

#[test]
fn extended() {
    for (pattern, text, expected) in [
        ("(foo|foobar)", "foobar", Some("foobar")),
        ("^(a|b)+$", "abab", Some("abab")),
        ("([0-9]{1,3}\\.){3}[0-9]{1,3}", "ip 10.0.0.255/8", Some("10.0.0.255")),
        ("a{x", "a{x", Some("a{x")),
        ("(^|[ ,])ro($|[ ,])", "rw,ro", Some(",ro")),
        ("x(|ab|a)", "xab", Some("xab")),
        ("\\(a\\)", "(a)", Some("(a)")),
    ] {
        assert_eq!(found(pattern, EXTENDED, text).as_deref(), expected, "{pattern}");
    }
    assert!(!ere(b"^[0-9]+$", false).unwrap().is_match(b"12\n"));
}

#[test]
fn what_is_no_pattern() {
    for pattern in
        [r"\(a\)\1", r"a\{", "[a", "[[:foo:]]", r"\(a", r"\d", "[b-a]", r"a\", "a**", "[[.a.]]", r"a\{3,2\}"]
    {
        assert!(bre(pattern.as_bytes(), false).is_none(), "{pattern}");
    }
    for pattern in ["*a", "a|*b", "(a", "a)", "a{1", "a+*", "{1}", "^*"] {
        assert!(ere(pattern.as_bytes(), false).is_none(), "{pattern}");
    }
    let deep = [b"(".repeat(10_000), b")".repeat(10_000)].concat();
    assert!(ere(&deep, false).is_none());
}

#[test]
fn what_is_trusted() {
    for (pattern, trust) in [
        ("^[ \t]*([a-z]+)=(.*)$", Trust::Groups),
        ("(foo|bar)x*", Trust::Groups),
        (".*(foo|bar)", Trust::Groups),
        ("([0-9]+\\.)*x", Trust::Groups),
        ("((a)|b)*", Trust::Span),
        ("(start|stop|started) *", Trust::Groups),
        ("start|stop|started", Trust::Groups),
        ("[0-9]{1,3}(\\.[0-9]+)?", Trust::Groups),
        ("[ \t]*(FILE:)?([^: ]*)", Trust::GroupsToEnd),
        ("(a|ab)(c|bcd)", Trust::SpanToEnd),
        ("(a*a?)(ab)?", Trust::SpanToEnd),
        ("(a*|b)", Trust::Groups),
        ("((a*)|b)", Trust::SpanToEnd),
    ] {
        assert_eq!(Pattern::new(pattern.as_bytes(), EXTENDED).unwrap().trust, trust, "{pattern}");
    }
}

/// Where one is trusted, it is the longest that begins there: every longer text is tried.
#[test]
fn the_trusted_is_the_longest() {
    let atoms = ["a", "b", "[ab]", "ab", "(ab)", "(a|b)", "(a|ab)", "a|ba"];
    let times = ["", "*", "?", "+", "{1,2}"];
    let row = |a: usize, b: usize| format!("{}{}", atoms[a % atoms.len()], times[b % times.len()]);
    let texts: Vec<String> = (0..128_u32)
        .map(|bits| (0..7).map(|at| if bits >> at & 1 == 1 { 'a' } else { 'b' }).collect())
        .collect();
    let mut trusted = 0;
    for seed in 0..2000_usize {
        let parts: Vec<String> =
            (0..3).map(|at| row(seed / [1, 7, 40][at], seed / [5, 11, 200][at])).collect();
        let written = parts.concat();
        let Some(pattern) = Pattern::new(written.as_bytes(), EXTENDED) else { continue };
        let whole = Pattern::any(&[written.as_bytes()], EXTENDED, Extent::Whole).unwrap();
        for text in &texts {
            let Ok(Some(found)) = pattern.find(text.as_bytes(), 0, Need::Span) else { continue };
            let range = found.range();
            let longer =
                (range.end + 1..=text.len()).find(|end| whole.is_match(&text.as_bytes()[range.start..*end]));
            assert_eq!(longer, None, "{written} on {text}");
            trusted += 1;
        }
    }
    assert!(trusted > 100_000, "{trusted}");
}
