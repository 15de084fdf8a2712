//! Arrays of which not all is known: whatever the unknown text is, the machine has the shell's status among its own.
#![allow(clippy::unwrap_used, missing_docs)]

mod shells;

use std::time::Duration;

use initlint::syntax::Dialect;
use shells::machine::excluded;
use shells::{Room, Shell};

/// What `$i` may be.
const VALUES: [&str; 7] = ["0", "1", "2", "5", "foo", "k", ""];

/// What scripts do with an array `a`, an associative one `m`, and an index or key `$i`.
const SCRIPTS: [&str; 16] = [
    "a[$i]=q; exit ${#a[@]}",
    "a[$i]=q; [ \"${a[1]}\" = y ]",
    "a[$i]+=q; [ \"${a[0]}${a[1]}\" = xyq ]",
    "unset \"a[$i]\"; exit ${#a[@]}",
    "unset \"a[$i]\"; set -u; echo \"${a[1]}\"; exit 4",
    "a=([$i]=p q); [ \"${!a[*]}\" = '1 2' ]",
    "a=($i y); [ \"${a[1]}\" = y ]",
    "a=(\"$i\" y); a[5]=z; exit ${#a[@]}",
    "a=(\"${a[@]:$i}\"); exit ${#a[@]}",
    "m[$i.]=1; m[k]=2; exit ${#m[@]}",
    "m[k.]=1; m[$i.]=2; [ \"${m[k.]}\" = 1 ]",
    "m[k.]=1; unset \"m[$i.]\"; [ -z \"${m[k.]+set}\" ]",
    "(( a[i]++ )); exit $((a[1] + 1))",
    "[[ -v a[$i] ]]",
    "read -r -a a <<< \"$i w\"; exit ${#a[@]}",
    "a[$i]=; n=0; for e in \"${a[@]}\"; do n=$((n + 1)); [ -z \"$e\" ] && exit 9; done; exit $n",
];

#[test]
fn the_shells_answer_is_among_the_machines() {
    let room = Room::new().unwrap();
    let mut wrong = Vec::new();
    for shell in Shell::found().iter().filter(|shell| shell.dialect != Dialect::Dash) {
        for script in SCRIPTS {
            let body = format!("declare -A m\na=(x y)\n{script}\n");
            let unknown = format!("i=$(cat /proc/version)\n{body}");
            for value in VALUES {
                let known = format!("i={value}\n{body}");
                let status = shell.run(&room, known.as_bytes(), Duration::from_secs(10)).unwrap().status;
                if let Some(said) = excluded(unknown.as_bytes(), shell.dialect, status) {
                    wrong.push(format!("{script} with `{value}` ends with {status}, not {said}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
