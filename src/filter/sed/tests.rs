//! Scripts and what they make of three lines.

use crate::filter::shape::Shape;
use crate::filter::testing::{answers, unknown, words};

#[test]
fn substitution() {
    answers(
        "sed",
        "key = value # note\n",
        &[
            ("'s/#.*$//'", "key = value \n", 0),
            ("'s/ *= */=/'", "key=value # note\n", 0),
            ("'s/[[:space:]]//g'", "key=value#note\n", 0),
            ("-n 's/^key *= *\\([^ ]*\\).*/\\1/p'", "value\n", 0),
            ("-E 's/(key) = (value)/\\2=\\1 &/'", "value=key key = value # note\n", 0),
            ("'s|e|[/&]|2'", "key = valu[/e] # note\n", 0),
            ("'s,a\\,,x,;s/[/]/x/'", "key = value # note\n", 0),
            ("s/KEY/x/I", "x = value # note\n", 0),
            ("'s/ /\\n/;s/\\n/+/'", "key+= value # note\n", 0),
            ("-e s/key/a/ -e 's//b/'", "a = value # note\n", 0),
            ("'/key/s//x/'", "x = value # note\n", 0),
            ("y/abc/ABC/", "key = vAlue # note\n", 0),
            ("'s/x*/-/g'", "-k-e-y- -=- -v-a-l-u-e- -#- -n-o-t-e-\n", 0),
        ],
    );
}

#[test]
fn lines() {
    answers(
        "sed",
        "1\n2\n3",
        &[
            ("-n 2p", "2\n", 0),
            ("-n 2,1p", "2\n", 0),
            ("'$d'", "1\n2\n", 0),
            ("2q", "1\n2\n", 0),
            ("1,2d", "3", 0),
            ("2,1p", "1\n2\n2\n3", 0),
            ("'/2/,$d'", "1\n", 0),
            ("'/1/,/2/!d'", "1\n2\n", 0),
            ("'1,+1d'", "3", 0),
            ("p", "1\n1\n2\n2\n3\n3", 0),
            ("-n '$='", "3\n", 0),
            ("'$!N;s/\\n/ /'", "1 2\n3", 0),
            ("':a;N;$!ba;s/\\n/,/g'", "1,2,3", 0),
            ("'n;d'", "1\n3", 0),
            ("'$a end'", "1\n2\n3\nend\n", 0),
            ("$'2i\\\\\\nx'", "1\nx\n2\n3", 0),
            ("'1,2c x'", "x\n3", 0),
            ("-n '/2/{s/2/two/;p;q}'", "two\n", 0),
            ("'2{h;d};1G'", "1\n\n3", 0),
            ("'2!s/$/!/'", "1!\n2\n3!", 0),
            ("2q5", "1\n2\n", 5),
            ("-n 's/2/&/p;2Q'", "2\n", 0),
            ("-n 1p absent", "", 2),
            ("-n 2p absent one", "second\n", 2),
            ("3d one two", "first\nsecond\nthird\n", 0),
        ],
    );
}

#[test]
fn what_has_no_answer() {
    unknown(
        "sed",
        "a\n",
        &[
            "-i s/a/b/ one",
            "'s/a/b/w out'",
            "'s/a/b/e'",
            "'s/\\(a\\)\\1/b/'",
            "'s/a/\\U&/'",
            "'s/a/\\1/'",
            "'s|a\\|b|c|'",
            "s/a/b",
            "'r one'",
            "'w out'",
            "0~2d",
            "'{p'",
            "p unknown",
            "':a;s/a/aa/;ta'",
            "':a;ba'",
            "'s/\\(a\\|ab\\)\\(c\\|bcd\\)*b/x/;l'",
            "",
        ],
    );
}

#[test]
fn one_line() {
    for (line, expected) in [
        ("-n 1p", Shape::LINE),
        ("-n '$p' one", Shape::LINE),
        ("1q", Shape::LINE),
        ("-n '$='", Shape::NUMBER.or_nothing()),
        ("2q", Shape::ANY),
        ("s/a/b/", Shape::ANY),
        ("-n /a/p", Shape::ANY.of_search(true)),
        ("-n s/a/b/p", Shape::ANY.of_search(true)),
    ] {
        assert_eq!(crate::filter::shape("sed", &words(line)), expected, "{line}");
    }
}
