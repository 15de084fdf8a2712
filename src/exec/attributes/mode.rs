//! Permissions as chmod(1) takes them: a number in octal, or clauses (`u+x,go=`).

/// What permissions become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::exec) enum NewMode {
    /// These. Of a directory they take away the set-id bits only where so many digits are given.
    Number {
        bits: u32,
        clears: bool,
    },
    Clauses(Vec<Clause>),
}

/// One of them: whose permissions, and what becomes of which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::exec) struct Clause {
    /// The bits of these users; `None`: of all, as far as the umask lets them.
    who: Option<u32>,
    operator: u8,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// Letters: `rwx` three times over, whether `X`, whether `s`, whether `t`.
    Bits { bits: u32, search: bool, set_id: bool, sticky: bool },
    /// Those that the owner, the group or the others have: how far they stand to the left.
    Like(u32),
}

const USER: u32 = 0o4700;
const GROUP: u32 = 0o2070;
const OTHERS: u32 = 0o1007;
const SET_ID: u32 = 0o6000;
const EXECUTE: u32 = 0o111;

/// How many digits clear the set-id bits of a directory (coreutils 9.1, chmod(1)).
const CLEARING: usize = 5;

impl NewMode {
    /// What chmod's word says; `None`: it makes no sense.
    pub fn read(word: &str) -> Option<Self> {
        if word.bytes().next()?.is_ascii_digit() {
            let bits = u32::from_str_radix(word, 8).ok().filter(|bits| *bits <= 0o7777)?;
            return Some(Self::Number { bits, clears: word.len() >= CLEARING });
        }
        let mut clauses = Vec::new();
        for part in word.split(',') {
            read_clause(part, &mut clauses)?;
        }
        Some(Self::Clauses(clauses))
    }

    /// Whether what comes of it hangs on the umask.
    pub fn needs_umask(&self) -> bool {
        match self {
            Self::Number { .. } => false,
            Self::Clauses(clauses) => clauses.iter().any(|clause| clause.who.is_none()),
        }
    }

    /// The permissions of a file, or of a directory, that had `old`; `None`: they are not known.
    pub fn of(&self, old: Option<u32>, is_directory: bool, umask: Option<u32>) -> Option<u32> {
        match self {
            Self::Number { bits, clears } if *clears || !is_directory => Some(*bits),
            Self::Number { bits, .. } => Some(bits | old? & SET_ID),
            Self::Clauses(clauses) => {
                clauses.iter().try_fold(old?, |mode, clause| clause.of(mode, is_directory, umask))
            }
        }
    }
}

fn read_clause(part: &str, clauses: &mut Vec<Clause>) -> Option<()> {
    let mut who = None;
    let mut rest = part.bytes().peekable();
    while let Some(letter) = rest.next_if(|byte| b"ugoa".contains(byte)) {
        let bits = match letter {
            b'u' => USER,
            b'g' => GROUP,
            b'o' => OTHERS,
            _ => USER | GROUP | OTHERS,
        };
        who = Some(who.unwrap_or(0) | bits);
    }
    rest.peek()?;
    while let Some(operator) = rest.next() {
        if !b"+-=".contains(&operator) {
            return None;
        }
        let what = match rest.next_if(|byte| b"ugo".contains(byte)) {
            Some(b'u') => What::Like(6),
            Some(b'g') => What::Like(3),
            Some(_) => What::Like(0),
            None => {
                let (mut bits, mut search, mut set_id, mut sticky) = (0, false, false, false);
                while let Some(letter) = rest.next_if(|byte| b"rwxXst".contains(byte)) {
                    match letter {
                        b'r' => bits |= 0o444,
                        b'w' => bits |= 0o222,
                        b'x' => bits |= EXECUTE,
                        b'X' => search = true,
                        b's' => set_id = true,
                        _ => sticky = true,
                    }
                }
                What::Bits { bits, search, set_id, sticky }
            }
        };
        clauses.push(Clause { who, operator, what });
    }
    Some(())
}

impl Clause {
    fn of(&self, mode: u32, is_directory: bool, umask: Option<u32>) -> Option<u32> {
        let bits = match self.what {
            What::Like(left) => (mode >> left & 7) * 0o111,
            What::Bits { bits, search, set_id, sticky } => {
                let search = search && (is_directory || mode & EXECUTE != 0);
                let special = if set_id { SET_ID } else { 0 } | if sticky { 0o1000 } else { 0 };
                bits | if search { EXECUTE } else { 0 } | special
            }
        };
        let (whose, bits) = match self.who {
            Some(who) => (who, bits & who),
            None => (USER | GROUP | OTHERS, bits & !umask?),
        };
        // `=` leaves a directory its set-id bits unless it names them.
        let kept = if is_directory && bits & SET_ID == 0 { SET_ID } else { 0 };
        Some(match self.operator {
            b'+' => mode | bits,
            b'-' => mode & !bits,
            _ => mode & (!whose | kept) | bits,
        })
    }
}

/// Permissions as `ls -l` shows them.
pub(in crate::exec) fn letters(kind: u8, mode: u32) -> String {
    let mut shown = String::from(char::from(kind));
    for (shift, special, set, unset) in [(6, 0o4000, 's', 'S'), (3, 0o2000, 's', 'S'), (0, 0o1000, 't', 'T')]
    {
        let bits = mode >> shift & 7;
        shown.push(if bits & 4 == 0 { '-' } else { 'r' });
        shown.push(if bits & 2 == 0 { '-' } else { 'w' });
        shown.push(match (mode & special != 0, bits & 1 != 0) {
            (true, true) => set,
            (true, false) => unset,
            (false, true) => 'x',
            (false, false) => '-',
        });
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_chmod_as_coreutils_reads_them() {
        // What `umask 027; chmod 2754 d f; chmod WORD d f; stat -c %a d f` says (coreutils 9.1).
        let cases = [
            ("755", 0o2755, 0o755),
            ("00755", 0o755, 0o755),
            ("+x", 0o2754, 0o2754),
            ("a+x", 0o2755, 0o2755),
            ("go-r,u=rw", 0o2610, 0o2610),
            ("u=,g=u", 0o2004, 0o4),
            ("g=u-w", 0o2754, 0o754),
            ("=rw", 0o2640, 0o640),
            ("o+t,u+s", 0o7754, 0o7754),
            ("-w", 0o2554, 0o2554),
            ("a+X,g-s", 0o755, 0o755),
            ("u+s,o=X", 0o6751, 0o6751),
        ];
        for (word, directory, file) in cases {
            let mode = NewMode::read(word)
                .map(|new| [true, false].map(|is_directory| new.of(Some(0o2754), is_directory, Some(0o027))));
            assert_eq!(mode, Some([Some(directory), Some(file)]), "{word}");
        }
        for word in ["", "888", "u", "x+r", "u+q", "77777"] {
            assert_eq!(NewMode::read(word), None, "{word}");
        }
    }

    #[test]
    fn letters_of_permissions() {
        assert_eq!(letters(b'd', 0o1777), "drwxrwxrwt");
        assert_eq!(letters(b'-', 0o6640), "-rwSr-S---");
    }
}
