//! Special parameters (POSIX XCU 2.5.2), and variables that bash fills in when they are asked for.

use super::held::Held;
use crate::exec::machine::Machine;
use crate::exec::state::{Function, Options};
use crate::exec::text::{Class, Field, HoleId, Text};
use crate::logic::{Choice, Guard};
use crate::span::FileId;

/// The letters of the options that are followed, in the order in which dash lists them.
const IN_DASH: &[u8] = b"uaCvxnfe";
/// The same for bash; `h` and `B` are on in a script.
const IN_BASH: &[u8] = b"aefhnuvxBC";

impl Machine<'_> {
    pub(super) fn held_special(&mut self, byte: u8, guard: Guard) -> Choice<Held> {
        match byte {
            b'?' => {
                self.look_at_status(guard);
                let statuses = self.status_under(guard);
                statuses.map(&mut self.guards, |status| Held::Text(status.text()))
            }
            b'@' | b'*' => {
                let parameters = self.parameters(guard);
                parameters.map(&mut self.guards, |fields| Held::List(fields.clone(), byte == b'@'))
            }
            b'#' => {
                let mut held = Choice::default();
                for (own, fields) in self.parameters(guard).iter() {
                    let count = self.count(fields, own);
                    let count = count.map(&mut self.guards, |text| Held::Text(text.clone()));
                    held.join(&mut self.guards, count);
                }
                held
            }
            b'!' => {
                let job = self.shell.background.within(&mut self.guards, guard);
                job.map(&mut self.guards, |job| job.clone().map_or(Held::Unset, Held::Text))
            }
            b'$' => Choice::under(guard, Held::Text(Text::hole(self.own_process()))),
            _ => self.option_letters(guard),
        }
    }

    /// `$-`
    fn option_letters(&mut self, guard: Guard) -> Choice<Held> {
        let (dash, bash) = self.by_shell(guard);
        let mut all = Choice::default();
        for (own, order) in [(dash, IN_DASH), (bash, IN_BASH)] {
            let options = self.shell.options;
            let letters = order.iter().map(|letter| (vec![*letter], where_on(&options, *letter)));
            let texts = self.options_in(letters.collect(), b"", own);
            let held = texts.map(&mut self.guards, |text| Held::Text(text.clone()));
            all.join(&mut self.guards, held);
        }
        all
    }

    /// `SHELLOPTS` (bash): the names of the options that are on.
    pub(super) fn option_names(&mut self, guard: Guard) -> Choice<Text> {
        let posix = if self.is_plain_bash() { Guard::FALSE } else { Guard::TRUE };
        let options = self.shell.options;
        let names = [
            ("allexport", options.allexport),
            ("braceexpand", Guard::TRUE),
            ("errexit", options.errexit),
            ("hashall", Guard::TRUE),
            ("interactive-comments", Guard::TRUE),
            ("noclobber", options.noclobber),
            ("noexec", options.noexec),
            ("noglob", options.noglob),
            ("nounset", options.nounset),
            ("pipefail", options.pipefail),
            ("posix", posix),
            ("verbose", options.verbose),
            ("xtrace", options.xtrace),
        ];
        self.options_in(names.map(|(name, on)| (name.into(), on)).to_vec(), b":", guard)
    }

    /// The texts of the options that are on, with something between them.
    fn options_in(&mut self, options: Vec<(Vec<u8>, Guard)>, between: &[u8], guard: Guard) -> Choice<Text> {
        let untold = self.and(guard, self.shell.options.untold);
        let told = self.minus(guard, untold);
        let mut texts = Choice::under(told, Vec::new());
        for (text, on) in options {
            let mut next = texts.outside(&mut self.guards, on);
            let with = texts.within(&mut self.guards, on).map(&mut self.guards, |before: &Vec<u8>| {
                let between = if before.is_empty() { b"" } else { between };
                [before.as_slice(), between, &text].concat()
            });
            next.join(&mut self.guards, with);
            texts = next;
        }
        let mut texts = texts.map(&mut self.guards, |text| Text::exact(text.clone()));
        let unknown = self.unknown_text(Class::Word, "the options that are on");
        texts.add(&mut self.guards, untold, unknown);
        texts
    }

    /// The number of the shell's own process: the same wherever it is asked for.
    fn own_process(&mut self) -> HoleId {
        const KEY: &str = "the shell's own process";
        match self.streams.own_process {
            Some(hole) => hole,
            None => {
                let hole = self.hole(Class::PROCESS, KEY);
                self.streams.own_process = Some(hole);
                hole
            }
        }
    }

    /// The files whose commands are being run, innermost first (`BASH_SOURCE`), as far as that is known: the first.
    pub(super) fn files_that_run(&mut self) -> Option<Vec<Field>> {
        if self.file != FileId(0) {
            return None;
        }
        let mut files = vec![Field::One(self.name.clone())];
        if !self.calls.is_empty() || self.sourcing > 0 {
            files.push(Field::Many(self.hole(Class::Any, "the files around")));
        }
        Some(files)
    }

    /// The functions that are being run, innermost first (`FUNCNAME`); nothing outside of functions.
    pub(super) fn function_names(&self) -> Option<Vec<Field>> {
        let name = |function: &Function<'_>| match function {
            Function::Defined { definition, .. } => Field::One(Text::exact(definition.name.as_str())),
            Function::Modelled(model) => {
                Field::One(Text::exact(model.names.first().map_or("", String::as_str)))
            }
        };
        let mut names: Vec<Field> = self.calls.iter().rev().map(|call| name(&call.function)).collect();
        if names.is_empty() {
            return None;
        }
        names.push(Field::One(Text::exact("main")));
        Some(names)
    }
}

fn where_on(options: &Options, letter: u8) -> Guard {
    match letter {
        b'e' => options.errexit,
        b'f' => options.noglob,
        b'n' => options.noexec,
        b'x' => options.xtrace,
        b'v' => options.verbose,
        b'C' => options.noclobber,
        b'a' => options.allexport,
        b'u' => options.nounset,
        _ => Guard::TRUE,
    }
}
