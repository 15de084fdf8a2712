//! Snippets that the machine does not answer in some shell, and why: the list may only shrink.

/// A reason, and the sentences of the snippets.
pub const UNANSWERED: [(&str, &[&str]); 12] = [
    (
        "another program runs shell commands (`sh -c`)",
        &[
            "An assignment before a regular command lasts for that command only.",
            "An exported variable reaches other programs, a plain one does not.",
            "unset takes an exported variable away from programs.",
            "A variable of the environment stays exported when it changes.",
            "exec replaces the shell: nothing after it runs.",
            "exec in a subshell replaces only that.",
            "Exporting a function's variable given in front of it to programs.",
            "set -a exports what is assigned.",
            "A local that shadows an exported variable is exported while the function runs.",
            "action MESSAGE COMMAND as libraries have it.",
            "Death by signal is 128 plus the number.",
            "A subshell shows the parent's traps in bash, not in dash; ignored signals stay ignored in other programs.",
        ],
    ),
    (
        "other processes get signals, or are asked for",
        &[
            "kill -0 asks whether a process lives.",
            "A process that was killed: wait gives 143.",
            "A pid file: read it, ask whether the process lives.",
            "killproc by hand: TERM, then ask, then remove the pid file.",
        ],
    ),
    (
        "the words of a message or of a listing",
        &[
            "Reserved words are recognised only unquoted and in command position.",
            "export with and without a value; export -p lists.",
            "set prints variables, quoted so that they can be read again.",
            "Dispatch by the name of a function, with a check.",
        ],
    ),
    (
        "what the shell counts or measures",
        &[
            "LINENO counts lines in bash; this dash does not know it.",
            "RANDOM and SECONDS are numbers in bash, unset in dash.",
            "SHELLOPTS tells sh from bash.",
            "times prints two lines and succeeds.",
        ],
    ),
    (
        "bash runs other commands than those that stand there",
        &["bash reads a substitution inside of another again, without the first `;` behind a here-document."],
    ),
    ("the groups of a regular expression", &["=~ is an extended regular expression with groups."]),
    ("options of bash that change what patterns match", &["The case-insensitive match with nocasematch."]),
    ("process substitution", &["A process substitution is bash's, also as sh; in dash a syntax error."]),
    (
        "conversions of printf that the filter does not know",
        &["The date format of printf is bash's.", "%q is bash's.", "An unknown conversion fails."],
    ),
    ("transformations and names of variables", &["Quoting for reuse.", "Names that begin with a prefix."]),
    (
        "how `read` waits, and limits of processes",
        &["read -n and -t are bash's.", "ulimit prints and sets; a bad option fails."],
    ),
    (
        "users, and what is behind a file's name",
        &[
            "The tilde of an unknown user stays.",
            "Character devices, pipes, links and terminals.",
            "-ef compares files.",
        ],
    ),
];

/// How many answers that are in all: one for each shell. It may only fall.
pub const COUNT: usize = 104;
