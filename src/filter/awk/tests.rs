//! Programs, and what they make of a table.

use crate::filter::shape::Shape;
use crate::filter::testing::{answers, unknown, words};

const MOUNTS: &str = "/dev/sda1 / ext4 rw 0\nproc /proc proc rw,nosuid 0\n# none\n\ntmpfs /run tmpfs rw 10\n";

#[test]
fn records_and_fields() {
    answers(
        "awk",
        MOUNTS,
        &[
            ("'{print $2}'", "/\n/proc\nnone\n\n/run\n", 0),
            ("'$3 == \"proc\" {print $1, $4}'", "proc rw,nosuid\n", 0),
            ("'/^#/{next} NF {print NR\":\"$NF}'", "1:0\n2:0\n5:10\n", 0),
            ("'!/^#/ && $2 !~ /^\\/p/ && NF>1 {print $1; exit}'", "/dev/sda1\n", 0),
            ("-F, '{print $2}'", "\nnosuid 0\n\n\n\n", 0),
            ("-F '[/ ]+' 'NR==1{print $3, NF}'", "sda1 6\n", 0),
            ("'END {print NR}'", "5\n", 0),
            ("-v fs=tmpfs '$3==fs{print $2}'", "/run\n", 0),
            ("'{s += $5} END {print s, s/4}'", "10 2.5\n", 0),
            ("'$5 > 5'", "tmpfs /run tmpfs rw 10\n", 0),
            ("'NR==1,NR==2{print $1}'", "/dev/sda1\nproc\n", 0),
            ("'NR==2{$2=\"x\"; $7=\"y\"; print; print NF}'", "proc x proc rw,nosuid 0  y\n7\n", 0),
            ("-v RS=, '{n++} END{print n}'", "2\n", 0),
        ],
    );
    answers(
        "awk",
        MOUNTS,
        &[
            ("'{print $1}' one", "first\nsecond\n", 0),
            ("1 absent", "", 2),
            ("1 one absent", "first\nsecond\n", 2),
        ],
    );
}

#[test]
fn language() {
    answers(
        "awk",
        "a b c\n",
        &[
            ("'BEGIN {x = 3; x *= 2; print x, x^2, -x, x % 4, x / 4; exit 3}'", "6 36 -6 2 1.5\n", 3),
            ("'BEGIN {print 1 \" \" 2+3, 1e6, 1e-5, 0.1+0.2, 1/3}'", "1 5 1000000 1e-05 0.3 0.333333\n", 0),
            (
                "'BEGIN {print substr(\"hello\",2,3) length(\"abc\") index(\"abc\",\"c\") toupper(\"x\")}'",
                "ell33X\n",
                0,
            ),
            ("'BEGIN {n = split(\"a:b:c\", p, \":\"); print n, p[1], p[3]}'", "3 a c\n", 0),
            (
                "'{sub(/b/, \"[&]\"); print; n = gsub(\"[ac]\", \"x\"); print n, $0}'",
                "a [b] c\n2 x [b] x\n",
                0,
            ),
            ("'BEGIN {if (match(\"foobar\", /o+/)) print RSTART, RLENGTH}'", "2 2\n", 0),
            ("'BEGIN {printf \"%-3s|%03d|%.2f|%c\\n\", \"ab\", 7, 2.5, \"xyz\"}'", "ab |007|2.50|x\n", 0),
            (
                "'BEGIN {for (i = 0; i < 5; i++) {if (i == 1) continue; if (i == 3) break; print i}}'",
                "0\n2\n",
                0,
            ),
            ("'BEGIN {while (i < 2) print i++; do print i--; while (i > 0)}'", "0\n1\n2\n1\n", 0),
            (
                "'BEGIN {a[\"k\"] = 1; if (\"k\" in a) print \"in\"; delete a[\"k\"]; print (\"k\" in a)}'",
                "in\n0\n",
                0,
            ),
            ("'BEGIN {a[1,2] = 3; for (k in a) {split(k, p, SUBSEP); print p[2]}}'", "2\n", 0),
            (
                "'BEGIN {print (1 < 2) ? \"yes\" : \"no\"; print !x, !\"\", \"10\" < \"9\", 10 < 9}'",
                "yes\n1 1 1 0\n",
                0,
            ),
            ("'{ORS = \"!\"; OFS = \"-\"; $1 = $1; print; print \"x\", \"y\"}'", "a-b-c!x-y!", 0),
            ("'{exit} END {print $2; exit 4}'", "b\n", 4),
            ("'BEGIN {exit 2} {print} END {print \"end\"}'", "end\n", 2),
            ("'# a comment\n'", "", 0),
        ],
    );
}

#[test]
fn what_has_no_answer() {
    unknown(
        "awk",
        "a b\n",
        &[
            "'{print | \"sort\"}'",
            "'{print > \"file\"}'",
            "'BEGIN {while ((getline line) > 0) n++}'",
            "'BEGIN {system(\"true\")}'",
            "'function f(x) {return x} BEGIN {print f(1)}'",
            "'BEGIN {print ENVIRON[\"HOME\"]}'",
            "'BEGIN {a[1]; a[2]; for (k in a) print k}'",
            "'/a{2}/'",
            "'{gsub(/x*/, \"-\"); print}'",
            "'BEGIN {print substr(\"hello\", 0, 2)}'",
            "'BEGIN {print 2147483648}'",
            "'BEGIN {print 1/0}'",
            "'BEGIN {print \"0x1A\" + 0}'",
            "'BEGIN {while (1) x++}'",
            "'BEGIN {x = \"a\"; while (1) x = x x}'",
            "'BEGIN {printf \"%d %d\", 1}'",
            "'{FS=\":\"}'",
            "-f prog",
            "'{print $1'",
            "1 unknown",
            "",
        ],
    );
    let deep = format!("'BEGIN {{print {}1{}}}'", "(".repeat(3000), ")".repeat(3000));
    let long = format!("'BEGIN {{print 1{}}}'", "+1".repeat(1400));
    unknown("awk", "", &[&deep, &long]);
}

#[test]
fn one_line() {
    for (line, expected) in [
        ("'END {print NR}'", Shape::NUMBER),
        ("'END {print NR}' one", Shape::NUMBER.or_nothing()),
        ("'/x/ {print $2; exit}'", Shape::LINE.of_search(true)),
        ("'NR==1 {print $1 \":\" $2}'", Shape::LINE),
        ("'{print $1}'", Shape::ANY),
        ("'{print $1; exit} END {print}'", Shape::ANY),
    ] {
        assert_eq!(crate::filter::shape("awk", &words(line)), expected, "{line}");
    }
}
