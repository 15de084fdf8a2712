//! The first line: who a script says shall read it.

use super::Dialect;
use super::shells::{Entry, Reads, SHELLS};
use crate::span::Span;

/// A script's `#!` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shebang {
    /// From `#!` to the last character of the line; empty where there is none.
    pub span: Span,
    /// Who reads the script.
    pub interpreter: Interpreter,
    /// What is wrong with the line.
    pub flaws: Flaws,
}

/// What keeps the kernel from doing what a `#!` line says. The script is read as
/// its author meant it all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flaws {
    /// A byte order mark begins the file: the kernel sees no `#!`.
    pub byte_order_mark: bool,
    /// Blanks or empty lines stand before `#!`: the kernel sees none, to it the line is a comment.
    pub displaced: bool,
    /// The line ends in CR LF: the CR is part of the interpreter's name or argument.
    pub carriage_return: bool,
    /// Several words stand where the kernel hands over one: the interpreter gets
    /// an argument with blanks in it, which it refuses.
    pub one_argument: bool,
}

/// Who reads a script, as its first line says. Which names mean what stands in
/// `rules/shells.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Interpreter {
    /// A shell whose dialect is known.
    Shell {
        /// How its scripts are read.
        dialect: Dialect,
        /// The interpreter as written.
        path: String,
        /// The option letters it is called with (`eu` of `-eu`).
        options: String,
        /// The dialect is the shell's own, not only the nearest one.
        exact: bool,
    },
    /// The machine's sh: which shell that is, the line does not say.
    Sh {
        /// The interpreter as written.
        path: String,
        /// The option letters it is called with.
        options: String,
    },
    /// A library that is run with the script as its argument, both read by sh.
    InitDScript {
        /// The library as written.
        path: String,
    },
    /// OpenRC: shell text, but no SysV script.
    OpenRc {
        /// The interpreter as written.
        path: String,
    },
    /// No shell that is read here.
    Other {
        /// The interpreter as written.
        path: String,
    },
    /// No `#!` line: the shell that calls the script reads it, or it is only sourced.
    None,
}

impl Interpreter {
    /// The option letters that the shell is called with.
    #[must_use]
    pub fn options(&self) -> &str {
        match self {
            Self::Shell { options, .. } | Self::Sh { options, .. } => options,
            Self::InitDScript { .. } | Self::OpenRc { .. } | Self::Other { .. } | Self::None => "",
        }
    }

    /// The dialect to read the script in; `None` where it is no shell text.
    #[must_use]
    pub const fn dialect(&self) -> Option<Dialect> {
        match self {
            Self::Shell { dialect, .. } => Some(*dialect),
            Self::Sh { .. } | Self::InitDScript { .. } | Self::OpenRc { .. } | Self::None => {
                Some(Dialect::Posix)
            }
            Self::Other { .. } => None,
        }
    }
}

/// No more words of the line are looked at: the kernel reads 256 bytes of it
/// (Linux 5.1 and later, `BINPRM_BUF_SIZE`).
const MAX_WORDS: usize = 128;

/// Reads the `#!` line of a file.
#[must_use]
pub fn of_shebang(bytes: &[u8]) -> Shebang {
    let mut flaws = Flaws::default();
    let after_mark = bytes.strip_prefix(b"\xEF\xBB\xBF".as_slice());
    let text = after_mark.unwrap_or(bytes).trim_ascii_start();
    let Some(line) = text.strip_prefix(b"#!") else {
        return Shebang { span: Span::default(), interpreter: Interpreter::None, flaws };
    };
    flaws.byte_order_mark = after_mark.is_some();
    flaws.displaced = text.len() < after_mark.unwrap_or(bytes).len();
    let line = line.split(|byte| *byte == b'\n').next().unwrap_or_default();
    flaws.carriage_return = line.ends_with(b"\r");
    let line = line.trim_ascii_end();
    let start = offset(bytes.len() - text.len());
    let words: Vec<_> = String::from_utf8_lossy(line)
        .split([' ', '\t', '\r'])
        .filter(|word| !word.is_empty())
        .take(MAX_WORDS)
        .map(str::to_owned)
        .collect();
    let interpreter = Call { words: &words, one_word: true, flaws: &mut flaws }.interpreter();
    Shebang { span: Span::new(start, start + 2 + offset(line.len())), interpreter, flaws }
}

fn offset(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

/// An interpreter and its arguments, not yet looked up.
struct Call<'a> {
    words: &'a [String],
    /// All words after the first reach the interpreter as one.
    one_word: bool,
    flaws: &'a mut Flaws,
}

impl Call<'_> {
    fn interpreter(self) -> Interpreter {
        let Some((path, arguments)) = self.words.split_first() else { return Interpreter::None };
        let path = path.clone();
        let Some(entry) = SHELLS.find(&path) else { return Interpreter::Other { path } };
        match entry.reads {
            Reads::Framework => Interpreter::InitDScript { path },
            Reads::OpenRc => Interpreter::OpenRc { path },
            Reads::Other => Interpreter::Other { path },
            Reads::Launcher => self.launched(entry, arguments),
            Reads::Applets => Call { words: arguments, ..self }.interpreter(),
            Reads::Bash | Reads::Dash | Reads::Sh => self.shell(entry, path, arguments),
        }
    }

    /// What a launcher starts: the first word that is no option, no value of one
    /// and no assignment.
    fn launched(self, entry: &Entry, arguments: &[String]) -> Interpreter {
        let splits = |word: &String| entry.split.iter().any(|option| word == option);
        let one_word = self.one_word && !arguments.first().is_some_and(splits);
        self.flaws.one_argument |= one_word && arguments.len() > 1;
        let mut rest = arguments;
        while let [first, tail @ ..] = rest {
            rest = match tail {
                [_, tail @ ..] if entry.valued.contains(first) => tail,
                _ if first.starts_with('-') || first.contains('=') => tail,
                _ => break,
            };
        }
        Call { words: rest, one_word, flaws: self.flaws }.interpreter()
    }

    /// A shell with its options. An operand is a script that the shell reads in
    /// this one's stead: where that is known as an interpreter, it is the one meant.
    fn shell(self, entry: &Entry, path: String, arguments: &[String]) -> Interpreter {
        self.flaws.one_argument |= self.one_word && arguments.len() > 1;
        let operand = arguments.iter().position(|word| !word.starts_with(['-', '+']));
        let (words, operand) = arguments.split_at(operand.unwrap_or(arguments.len()));
        if operand.first().is_some_and(|script| SHELLS.find(script).is_some()) {
            return Call { words: operand, ..self }.interpreter();
        }
        let options = words.iter().filter_map(|word| letters(word)).collect();
        let dialect = match entry.reads {
            Reads::Sh => return Interpreter::Sh { path, options },
            Reads::Dash => Dialect::Dash,
            _ if words.iter().any(|word| entry.posix.contains(word)) => Dialect::BashPosix,
            _ => Dialect::Bash,
        };
        Interpreter::Shell { dialect, path, options, exact: entry.exact }
    }
}

/// The letters of an argument like `-eu`.
fn letters(word: &str) -> Option<&str> {
    word.strip_prefix('-').filter(|letters| letters.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shell(dialect: Dialect, path: &str, options: &str) -> Interpreter {
        Interpreter::Shell { dialect, path: path.into(), options: options.into(), exact: true }
    }

    fn nearest(dialect: Dialect, path: &str) -> Interpreter {
        Interpreter::Shell { dialect, path: path.into(), options: String::new(), exact: false }
    }

    fn sh(options: &str) -> Interpreter {
        Interpreter::Sh { path: "/bin/sh".into(), options: options.into() }
    }

    fn other(path: &str) -> Interpreter {
        Interpreter::Other { path: path.into() }
    }

    fn framework() -> Interpreter {
        Interpreter::InitDScript { path: "/lib/init/init-d-script".into() }
    }

    /// Lines without a flaw.
    #[test]
    fn interpreters() {
        for (line, expected) in [
            ("#!/bin/sh", sh("")),
            ("#!/bin/sh -e", sh("e")),
            ("#! /bin/sh -eu \t", sh("eu")),
            ("#!\t/bin/sh --", sh("")),
            ("#! /bin/bash", shell(Dialect::Bash, "/bin/bash", "")),
            ("#!/bin/bash --posix", shell(Dialect::BashPosix, "/bin/bash", "")),
            ("#!/usr/bin/env bash", shell(Dialect::Bash, "bash", "")),
            ("#!/usr/bin/env -S bash -e", shell(Dialect::Bash, "bash", "e")),
            ("#!/usr/bin/env -S -u HOME LANG=C bash -e -x", shell(Dialect::Bash, "bash", "ex")),
            ("#!/bin/dash", shell(Dialect::Dash, "/bin/dash", "")),
            ("#!/bin/ash", nearest(Dialect::Dash, "/bin/ash")),
            ("#!/bin/busybox sh", Interpreter::Sh { path: "sh".into(), options: String::new() }),
            ("#!/bin/busybox ash", nearest(Dialect::Dash, "ash")),
            ("#!/bin/ksh", nearest(Dialect::Bash, "/bin/ksh")),
            ("#!/usr/bin/zsh", other("/usr/bin/zsh")),
            ("#!/lib/init/init-d-script", framework()),
            ("#!/usr/bin/env /lib/init/init-d-script", framework()),
            ("#!/bin/sh /lib/init/init-d-script", framework()),
            ("#!/sbin/openrc-run", Interpreter::OpenRc { path: "/sbin/openrc-run".into() }),
            ("#!/sbin/runscript", Interpreter::OpenRc { path: "/sbin/runscript".into() }),
            ("#!/usr/bin/runscript", other("/usr/bin/runscript")),
            ("#!/bin/sh /etc/rc.common", other("/etc/rc.common")),
            ("#!/usr/bin/perl -w", other("/usr/bin/perl")),
            ("#!/usr/bin/env python3", other("python3")),
            ("#!", Interpreter::None),
            ("#!/usr/bin/env", Interpreter::None),
            ("# no shebang", Interpreter::None),
            ("", Interpreter::None),
            ("echo '#!/bin/sh'", Interpreter::None),
        ] {
            let found = of_shebang(format!("{line}\necho\n").as_bytes());
            assert_eq!(found.interpreter, expected, "of {line:?}");
            assert_eq!(found.flaws, Flaws::default(), "of {line:?}");
        }
    }

    #[test]
    fn flaws() {
        let none = Flaws::default();
        for (text, expected, flaws) in [
            ("\u{feff}#!/bin/sh -e\n", sh("e"), Flaws { byte_order_mark: true, ..none }),
            ("\r\n#!/bin/sh\r\n", sh(""), Flaws { displaced: true, carriage_return: true, ..none }),
            (" #!/bin/sh", sh(""), Flaws { displaced: true, ..none }),
            ("#!/bin/sh\r\necho\r\n", sh(""), Flaws { carriage_return: true, ..none }),
            ("#!/bin/sh -e \r\n", sh("e"), Flaws { carriage_return: true, ..none }),
            ("#!/bin/sh -e -u\n", sh("eu"), Flaws { one_argument: true, ..none }),
            (
                "#!/usr/bin/env bash -e",
                shell(Dialect::Bash, "bash", "e"),
                Flaws { one_argument: true, ..none },
            ),
        ] {
            let found = of_shebang(text.as_bytes());
            assert_eq!((found.interpreter, found.flaws), (expected, flaws), "of {text:?}");
        }
    }

    #[test]
    fn the_span_is_the_line() {
        let text = b"\n#! /bin/sh -e \r\n:\n";
        let span = of_shebang(text).span;
        assert_eq!(text.get(span.range()), Some(b"#! /bin/sh -e".as_slice()));
    }

    #[test]
    fn launchers_of_launchers_end() {
        let line = format!("#!{}", "env ".repeat(1_000_000));
        assert_eq!(of_shebang(line.as_bytes()).interpreter, Interpreter::None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes: Vec<u8>, line in "(/usr/bin/env|/bin/sh|busybox)? ?[-a-zS= /\r\t]{0,20}") {
            let _ = of_shebang(&bytes);
            let found = of_shebang(format!("#!{line}\n").as_bytes());
            prop_assert!(found.span.start == 0 && found.span.end as usize <= line.len() + 2);
        }
    }
}
