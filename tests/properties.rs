//! The parser over what nobody would write: mutated snippets, soups of tokens,
//! random bytes, and nesting without end. Never a panic, and the laws of spans hold.
#![allow(missing_docs, clippy::unwrap_used)]

mod laws;

use std::time::{Duration, Instant};

use initlint::syntax::{self, Dialect, Source};
use proptest::prelude::*;
use proptest::sample::{Index, select};

const DIALECTS: [Dialect; 4] = [Dialect::Bash, Dialect::BashPosix, Dialect::Dash, Dialect::Posix];

const SNIPPETS: &[&str] = &[
    "#!/bin/sh\n# a comment\necho hello # another\n",
    "a=1 b=\"$a\" c= cmd one 'two three' fo\\ ur >out 2>&1 <in\n",
    "if [ -f \"$x\" ]; then . \"$x\"; elif :; then\n  y\nelse z; fi\n",
    "case \"$1\" in\n  start|begin) go ;;\n  (st*p) halt;;\n  '') : ;;\n  *) exit 2\nesac\n",
    "for i in 1 2 \"$@\"; do echo $i; done | sort >f &\nfor x do :; done\n",
    "while read -r line; do [ \"$line\" ] || break; done <<EOF\na $b `c` $(d)\nEOF\nuntil false; do :; done\n",
    "cat <<-'END' | tr a b\n\tone $x\n\tEND\necho after\n",
    "f() { local a=$1 b; return $((a + ${b:-2} * 3)); } >&2\nfunction g { f; }\nh-i.j() ( : )\n",
    "x=${a:-b} y=${#a} z=${a%%/*} w=${a#\"$b\"} v=\"${a:+'q'}\"\n",
    "a=(1 \"2 3\" [5]=x) a+=(y) a[i+1]=z; echo ${a[@]} ${#a[*]} ${!a[@]} ${a[$i]:1:2} ${a/x/y} ${a^^}\n",
    "[[ -f $a && ( $b == x* || ! $c =~ ^a.b$ ) ]] && (( i++ , j <<= 2 ))\n",
    "for ((i = 0; i < 10; i++)); do echo $i; done\nselect s in a b; do break; done\n",
    "echo `echo \\`echo \"a\\\\b\"\\`` $(echo $(echo ')') ) \"$(case a in a) echo x;; esac)\"\n",
    "diff <(sort a) >(cat) &>all; x |& y; cat <<<\"here $w\"; exec {fd}>f; z &>>log\n",
    "echo $'a\\n\\x41' $\"text $v\" {a,b}{1..3} ~ ~root/x @(a|b) a#b $# $? ${10}\n",
    "! time -p a | b && { c; } || (d; e) ; coproc N { f; }\n",
    "set -- a\\\nb \"c\\\nd\"\nec\\\nho x &&\n\n  # in between\n  y\n",
    "trap 'rm -f \"$t\"' 0 1 2; eval \"x=\\$$n\"; exit ${ret-0}\n",
    "cat <<A; cat <<\"B\"\none\nA\ntwo $x\nB\n",
    "if a; then\r\n  b\r\nfi\r\n",
    "x=$(cat <<E\nin $(y)\nE\n)\n",
    "case $x in a) b ;& c) d ;;& esac\nlocal -a k=(a b) m=~/n\n",
];

const TOKENS: &[&str] = &[
    "if", "then", "elif", "else", "fi", "for", "in", "do", "done", "while", "until", "case", "esac",
    "select", "function", "{", "}", "!", "time", "coproc", "[[", "]]", "((", "))", "(", ")", ";", ";;", ";&",
    "&", "&&", "|", "||", "|&", "<", ">", ">>", "<<", "<<-", "<<<", "<&", ">&", "&>", "<(", "$(", "$((",
    "${", "`", "\"", "'", "$'", "\\", "\n", " ", "\t", "#", "a", "b=", "c[1]=", "d=(", "$x", "${y}", "${z:-",
    "E", "1", "2>", "~", "*", "=", "==", "=~", "-f", "\u{e9}", "\0", "\r\n", "@(", "{a,", "..", "f()",
];

fn holds(bytes: &[u8]) -> Result<(), TestCaseError> {
    for dialect in DIALECTS {
        let verdict = laws::check(&syntax::parse(&Source::new("soup", bytes), dialect));
        prop_assert!(verdict.broken.is_empty(), "{:?}\n{}", dialect, verdict.broken.join("\n"));
    }
    Ok(())
}

/// Changes one place: takes bytes out, doubles them, or puts a token in.
fn mutate(bytes: &mut Vec<u8>, (at, len, what): (Index, usize, Option<&str>)) {
    let start = at.index(bytes.len() + 1);
    let end = (start + len).min(bytes.len());
    match what {
        Some("") => bytes.splice(start..start, bytes[start..end].to_vec()).for_each(drop),
        Some(token) => bytes.splice(start..start, token.bytes()).for_each(drop),
        None => bytes.drain(start..end).for_each(drop),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn mutated_snippets(
        snippets in prop::collection::vec(select(SNIPPETS), 1..3),
        changes in prop::collection::vec(
            (any::<Index>(), 0_usize..8, prop::option::weighted(0.7, prop_oneof![Just(""), select(TOKENS)])),
            0..4,
        ),
    ) {
        let mut bytes = snippets.concat().into_bytes();
        for change in changes {
            mutate(&mut bytes, change);
        }
        holds(&bytes)?;
    }

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        holds(&bytes)?;
    }
}

#[test]
fn snippets_are_accepted_and_hold() {
    for snippet in SNIPPETS {
        let tree = syntax::parse(&Source::new("snippet", snippet.as_bytes()), Dialect::Bash);
        let errors: Vec<_> = tree.errors().filter(|error| error.refused_by.bash).collect();
        // CR is an ordinary character of a word: `then\r` is no reserved word.
        assert_eq!(errors.is_empty(), !snippet.contains('\r'), "{snippet}: {errors:?}");
        assert!(!tree.commands.is_empty());
        holds(snippet.as_bytes()).unwrap();
    }
}

/// Time enough for an unoptimised build on a busy machine; what is not linear takes minutes.
const LIMIT: Duration = Duration::from_secs(30);

fn timed(text: &str) -> syntax::ast::Tree {
    let start = Instant::now();
    let tree = syntax::parse(&Source::new("big", text.as_bytes()), Dialect::Bash);
    let short: String = text.chars().take(20).collect();
    assert!(start.elapsed() < LIMIT, "{:?} for {short:?}…", start.elapsed());
    tree
}

#[test]
fn endless_nesting_is_an_error() {
    for opening in [
        "(",
        "((",
        "( (",
        "$(",
        "$((",
        "$[",
        "\"$(",
        "${x:-",
        "\"${x:-",
        "{ ",
        "if ",
        "while ",
        "case x in a) ",
        "for x in a; do ",
        "f() { ",
        "[[ ( ",
        "[[ ! ",
        "<(",
        "a=(",
        "$(( ( ",
        "x=$(",
        "function f ",
        "((a[",
    ] {
        let tree = timed(&opening.repeat(100_000));
        assert!(tree.errors().any(|error| error.refused_by.bash), "no error for {opening:?}");
    }
}

#[test]
fn endless_length_is_none() {
    for repeated in [
        "a=1\n",
        "a b c; ",
        "a | ",
        "a && ",
        "word ",
        "word",
        "\"a\" ",
        "$x",
        "# comment\n",
        "a <b >c ",
        "cat <<E\nx\nE\n",
        "\n",
        "\\\n",
        "'a'\\b\"c\"",
        "case a in b) c;; esac\n",
        "f() { a; }\n",
        "if a; then b; fi\n",
        "x) ",
        "fi\n",
        "; ",
        "(a)\n",
        "$((1+2)) ",
        "a[1]=2 ",
        "'",
        "`",
        "`\\`",
        "a[",
        "{a,",
        "@(",
        "! ",
        "time ",
        "a[b]=",
    ] {
        let count = 500_000 / repeated.len();
        timed(&repeated.repeat(count));
    }
    let tree = timed(&"a=1 # x\n".repeat(50_000));
    assert_eq!((tree.commands.len(), tree.comments.len()), (50_000, 50_000));
}
