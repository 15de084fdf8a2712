//! Words, arithmetic, patterns and conditions.

use super::Generator;

/// Variables that hold any text.
const TEXTS: &[&str] = &["a", "b", "c", "d"];
/// Variables that mostly hold numbers.
const NUMBERS: &[&str] = &["i", "j", "k"];
const PLAIN: &[&str] = &["x", "yy", "3", "0", "12", "a.b.c", "x:y", "-1", "start", "/run/x.pid", "*", "f1"];
const QUOTED: &[&str] = &["'a b'", "''", "\"p  q\"", "'*'", "\"\"", "'$a'", "\\*", "' s '"];
const PATTERNS: &[&str] =
    &["*", "?", "x*", "*.*", "[0-9]", "[!a-z]*", "'*'", "a?b", "\"$a\"", "$b", "start|3", "''", "[xy]*"];
const CUTS: &[&str] = &["%.*", "%%.*", "#*.", "##*.", "#?", "%?", "##*/", "%%[0-9]*", "#x", "%$a", "#\"$b\""];

impl Generator {
    pub fn text_name(&mut self) -> &'static str {
        self.rng.pick(TEXTS)
    }

    pub fn number_name(&mut self) -> &'static str {
        self.rng.pick(NUMBERS)
    }

    pub fn number(&mut self) -> &'static str {
        self.rng.pick(&["0", "1", "2", "3", "7", "10", "255"])
    }

    /// A word that expands nothing but names.
    pub fn small(&mut self) -> String {
        match self.rng.below(8) {
            0..=4 => self.rng.pick(PLAIN).into(),
            5 => self.rng.pick(QUOTED).into(),
            6 => format!("${}", self.text_name()),
            _ => format!("${}", self.number_name()),
        }
    }

    /// Any word.
    pub fn word(&mut self) -> String {
        match self.rng.below(20) {
            0..=4 => self.rng.pick(PLAIN).into(),
            5 | 6 => self.rng.pick(QUOTED).into(),
            7..=9 => format!("\"${}\"", self.text_name()),
            10 => format!("${}", self.text_name()),
            11 => format!("${}", self.number_name()),
            12 | 13 => self.expansion(),
            14 => format!("$(({}))", self.arithmetic(2)),
            15 => self
                .rng
                .pick(&["$?", "$#", "\"$1\"", "$2", "${3-none}", "\"$*\"", "$*", "\"$@\"", "$@"])
                .into(),
            16 => format!("{}{}", self.small(), self.small()),
            17 => format!("\"{}$({})\"", self.rng.pick(&["", "<", "- "]), self.print()),
            18 => format!("$({})", self.print()),
            _ => format!("`echo {}`", self.rng.pick(PLAIN)),
        }
    }

    /// Up to `most` words with a blank before each.
    pub fn words(&mut self, most: usize) -> String {
        (0..self.rng.below(most + 1)).map(|_| format!(" {}", self.word())).collect()
    }

    fn expansion(&mut self) -> String {
        let name = self.text_name();
        let inner = match self.rng.below(6) {
            0 => format!("#{name}"),
            1 | 2 => format!("{name}{}", self.rng.pick(CUTS)),
            3 => format!(
                "{}{}",
                self.rng.pick(&["1", "2", "#", "i", "@"]),
                self.rng.pick(&[":-no", "-no", "+yes", ":+yes"])
            ),
            _ => format!("{name}{}{}", self.rng.pick(&["-", ":-", "+", ":+", "=", ":="]), self.small()),
        };
        if self.rng.once_in(2) { format!("\"${{{inner}}}\"") } else { format!("${{{inner}}}") }
    }

    /// An arithmetic expression; nested operands stand in parentheses.
    pub fn arithmetic(&mut self, room: u8) -> String {
        let kind = if room == 0 { self.rng.below(4) } else { self.rng.below(12) };
        match kind {
            0 | 1 => self.number().into(),
            2 => self.number_name().into(),
            3 => format!("${{{}:-1}}", self.number_name()),
            4..=7 => {
                let (one, two) = (self.arithmetic(room - 1), self.arithmetic(room - 1));
                let operator =
                    self.rng.pick(&["+", "-", "*", "<", "<=", "==", "!=", "&&", "||", "&", "|", "^", "<<"]);
                let two = if operator == "<<" { "2".into() } else { two };
                format!("({one} {operator} {two})")
            }
            8 => format!(
                "({} {} {})",
                self.arithmetic(room - 1),
                self.rng.pick(&["/", "%"]),
                self.rng.pick(&["1", "2", "3", "(i + 5)"])
            ),
            9 => format!(
                "({} ? {} : {})",
                self.arithmetic(room - 1),
                self.arithmetic(room - 1),
                self.arithmetic(room - 1)
            ),
            10 => format!("{}({})", self.rng.pick(&["-", "!", "~", "+"]), self.arithmetic(room - 1)),
            _ => format!(
                "({} {} {})",
                self.number_name(),
                self.rng.pick(&["=", "+=", "-=", "*="]),
                self.arithmetic(room - 1)
            ),
        }
    }

    /// A pattern of a `case` arm, alternatives included.
    pub fn pattern(&mut self) -> String {
        if self.rng.once_in(3) { self.rng.pick(PLAIN).into() } else { self.rng.pick(PATTERNS).into() }
    }

    /// A command that prints words.
    pub fn print(&mut self) -> String {
        match self.rng.below(5) {
            0 => format!("echo {} $?", self.small()),
            1 => format!(
                "echo{}",
                (0..=self.rng.below(3)).map(|_| format!(" {}", self.small())).collect::<String>()
            ),
            2 => format!("printf '<%s>' {} {}; echo", self.small(), self.small()),
            3 => format!("printf '%s\\n' \"${}\"", self.text_name()),
            _ => format!("echo \"${0}|${1}|$#\"", self.text_name(), self.number_name()),
        }
    }

    /// A list to stand where a status is asked for.
    pub fn condition(&mut self, room: u8) -> String {
        let kind = if room == 0 { self.rng.below(9) } else { self.rng.below(13) };
        match kind {
            0 => self.rng.pick(&["true", "false", ":", "(exit 3)", "! true", "! false"]).into(),
            1 | 2 => {
                format!("[ \"${}\" {} {} ]", self.text_name(), self.rng.pick(&["=", "!="]), self.small())
            }
            3 => format!("[ {} \"${}\" ]", self.rng.pick(&["-n", "-z", ""]), self.text_name()),
            4 | 5 => {
                let operator = self.rng.pick(&["-eq", "-ne", "-lt", "-le", "-gt", "-ge"]);
                format!(
                    "[ $(({})) {operator} {} ]",
                    self.arithmetic(1),
                    self.rng.pick(&["0", "1", "3", "$#", "$i"])
                )
            }
            6 => format!("[ $# {} {} ]", self.rng.pick(&["-eq", "-gt"]), self.rng.pick(&["0", "1", "2"])),
            7 => format!("test {} f1", self.rng.pick(&["-e", "-s", "! -f", "-d"])),
            8 => format!("[ {}{} ]", self.word(), self.words(2)),
            9 => format!("{} && {}", self.condition(room - 1), self.condition(room - 1)),
            10 => format!("{} || {}", self.condition(room - 1), self.condition(room - 1)),
            11 => self.call().unwrap_or_else(|| "! [ -n \"$c\" ]".into()),
            _ => format!("{}; {}", self.assignment(), self.condition(room - 1)),
        }
    }

    /// A call of a function that is defined by then, if there is one.
    pub fn call(&mut self) -> Option<String> {
        let called = self.rng.below(self.functions);
        (self.functions > 0).then(|| format!("f{called}{}", self.words(2)))
    }

    pub fn assignment(&mut self) -> String {
        match self.rng.below(6) {
            0 | 1 => format!("{}=$(({}))", self.number_name(), self.arithmetic(2)),
            2 => format!("{0}={1} {2}=\"${0}\"", self.text_name(), self.word(), self.text_name()),
            _ => format!("{}={}", self.text_name(), self.word()),
        }
    }
}
