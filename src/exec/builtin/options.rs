//! `set`, `shift`, `shopt`, `umask`.

use super::InSh;
use super::list::Form;
use crate::exec::command::Invocation;
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::exec::state::Options;
use crate::exec::status::Status;
use crate::exec::text::{Class, Field, Text};
use crate::logic::{Choice, Guard};
use crate::syntax::Dialect;

/// What one word of `set` means.
enum SetWord {
    Option(Result<(), ()>),
    Parameters(usize),
}

impl Machine<'_> {
    /// `set`
    pub fn set_builtin(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let arguments = here.arguments();
        if arguments.is_empty() {
            return self.list_all(Form::All, here, guard);
        }
        let mut index = 0;
        let mut parameters = None;
        while let Some(field) = arguments.get(index) {
            let word = self.set_word(arguments, field, &mut index, guard);
            match word {
                SetWord::Option(Ok(())) => {}
                // dash ends with 2 for an option it does not know; bash goes on with 2 or 1.
                SetWord::Option(Err(())) => {
                    return self.special_error(guard, here, Status::MISUSE, InSh::EndsUnwatched);
                }
                SetWord::Parameters(from) => {
                    parameters = Some(from);
                    break;
                }
            }
        }
        if let Some(from) = parameters {
            let fields = arguments.get(from..).unwrap_or_default().to_vec();
            self.asks_for_arguments();
            self.shell.parameters.set(&mut self.guards, guard, fields);
            self.parameters_set = self.or(self.parameters_set, guard);
        }
        self.finish_with(guard, Status::SUCCESS)
    }

    fn set_word(&mut self, arguments: &[Field], field: &Field, index: &mut usize, guard: Guard) -> SetWord {
        let at = *index;
        *index += 1;
        match field.known_str() {
            Some("--") => SetWord::Parameters(at + 1),
            Some("-") => {
                // The old way to end the options: it switches off `-x` and `-v`, too.
                for letter in ["x", "v"] {
                    let _ = self.set_option(letter, false, guard);
                }
                if at + 1 < arguments.len() { SetWord::Parameters(at + 1) } else { SetWord::Option(Ok(())) }
            }
            Some(word @ ("-o" | "+o")) => {
                let Some(name) = arguments.get(*index) else { return SetWord::Option(Ok(())) };
                *index += 1;
                let name = name.known_str().unwrap_or_default().to_owned();
                SetWord::Option(self.set_option(&name, word == "-o", guard))
            }
            Some(word) if word.len() > 1 && word.starts_with(['-', '+']) => {
                let on = word.starts_with('-');
                let mut done = Ok(());
                for letter in word.chars().skip(1) {
                    done = done.and(self.set_option(&letter.to_string(), on, guard));
                }
                SetWord::Option(done)
            }
            _ => SetWord::Parameters(at),
        }
    }

    /// Switches an option by its name or letter (POSIX XCU `set`).
    pub fn set_option(&mut self, name: &str, on: bool, guard: Guard) -> Result<(), ()> {
        let guards = &mut self.guards;
        let options = &mut self.shell.options;
        let option = match name {
            "e" | "errexit" => &mut options.errexit,
            "u" | "nounset" => &mut options.nounset,
            "f" | "noglob" => &mut options.noglob,
            "n" | "noexec" => &mut options.noexec,
            "a" | "allexport" => &mut options.allexport,
            "C" | "noclobber" => &mut options.noclobber,
            "x" | "xtrace" => &mut options.xtrace,
            "v" | "verbose" => &mut options.verbose,
            "pipefail" => {
                if self.dialect == Dialect::Dash {
                    return Err(());
                }
                &mut options.pipefail
            }
            // What else they switch is not followed here.
            _ if is_known_besides(name, self.dialect) => {
                options.untold = guards.or(options.untold, guard);
                return Ok(());
            }
            _ => return Err(()),
        };
        *option = if on { guards.or(*option, guard) } else { guards.minus(*option, guard) };
        Ok(())
    }

    /// `local -`: the options come back at the end of the function.
    pub fn keep_options(&mut self, guard: Guard) {
        let options = self.shell.options;
        if let Some(call) = self.calls.last_mut() {
            let before = call.options.map_or(Guard::FALSE, |(_, before)| before);
            call.options.get_or_insert((options, Guard::FALSE)).1 = self.guards.or(before, guard);
        }
    }

    /// The options are again what they were, where `guard` holds.
    pub fn restore_options(&mut self, before: Options, guard: Guard) {
        for (now, before) in self.shell.options.all_mut().into_iter().zip(before.all()) {
            let inside = self.guards.and(before, guard);
            let outside = self.guards.minus(*now, guard);
            *now = self.guards.or(inside, outside);
        }
    }

    /// `shift`
    pub fn shift(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let operand = here.arguments().first();
        let count = match operand {
            Some(field) => {
                field.one().and_then(Text::as_number).and_then(|number| usize::try_from(number).ok())
            }
            None => Some(1),
        };
        if count.is_none() && operand.is_some_and(|field| field.known().is_some()) {
            return self.special_error(guard, here, Status::FAILURE, InSh::GoesOn);
        }
        let before = self.parameters(guard);
        let mut after = Choice::default();
        let mut failing = Guard::FALSE;
        for (own, fields) in before.iter() {
            for (own, fields) in self.resolve_lists(fields, own).iter() {
                let known =
                    fields.iter().take(count.unwrap_or(0)).all(|field| matches!(field, Field::One(_)));
                match count.filter(|_| known) {
                    Some(count) if count <= fields.len() => {
                        after.add(&mut self.guards, own, fields.get(count..).unwrap_or_default().to_vec());
                    }
                    Some(_) => {
                        failing = self.or(failing, own);
                        after.add(&mut self.guards, own, fields.clone());
                    }
                    None => {
                        let list = self.hole(Class::Any, "the arguments that are left");
                        after.add(&mut self.guards, own, vec![Field::Many(list)]);
                    }
                }
            }
        }
        self.shell.parameters.replace(&mut self.guards, guard, after);
        let mut flow = Flow::default();
        if !failing.is_false() {
            let next = self.special_error(failing, here, Status::FAILURE, InSh::GoesOn);
            flow.join(&mut self.guards, next);
        }
        let fine = self.minus(guard, failing);
        if !fine.is_false() {
            let next = self.finish_with(fine, Status::SUCCESS);
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// `shopt`
    pub fn shopt(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let switch = match here.arguments().first().and_then(Field::known_str) {
            Some("-s") => true,
            Some("-u") => false,
            Some("-q") => return self.asks_shopt(here, guard),
            _ => return self.uncertain(here, guard),
        };
        for field in here.arguments().iter().skip(1) {
            let Some(name) = field.known_str() else { return self.uncertain(here, guard) };
            let options = &mut self.shell.options;
            let option = match name {
                "extglob" => &mut options.extglob,
                "nullglob" => &mut options.nullglob,
                "nocasematch" => &mut options.nocasematch,
                // What else it switches and that counts is not followed.
                name if changes_meaning(name) => {
                    let shown = self.source_text(here.span);
                    self.blur_here("an option of bash that changes what words mean", here.span);
                    self.assume(format!("`{shown}` changes nothing that counts"), guard);
                    continue;
                }
                _ => continue,
            };
            *option = if switch { self.guards.or(*option, guard) } else { self.guards.minus(*option, guard) };
        }
        self.finish_with(guard, Status::SUCCESS)
    }

    /// `shopt -q`: whether all that it names are on.
    fn asks_shopt(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let mut all = guard;
        for field in here.arguments().iter().skip(1) {
            let options = &self.shell.options;
            let on = match field.known_str() {
                Some("extglob") => options.extglob,
                Some("nullglob") => options.nullglob,
                Some("nocasematch") => options.nocasematch,
                _ => return self.uncertain(here, guard),
            };
            all = self.and(all, on);
        }
        let statuses = self.zero_or_one(guard, all);
        self.finish(guard, statuses)
    }

    /// `umask`
    pub fn umask(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        match here.arguments().first().map(Field::known_str) {
            None => {
                let masks = self.shell.umask.within(&mut self.guards, guard);
                let unknown = self.unknown_text(Class::Word, "the umask").concat(&Text::exact("\n"));
                let texts = masks.map(&mut self.guards, |mask| match mask {
                    Some(mask) => Text::exact(format!("{mask:04o}\n")),
                    None => unknown.clone(),
                });
                let failed = self.print_or_fail(guard, &texts);
                self.finish_printing(guard, failed)
            }
            Some(Some("-S")) if here.arguments().len() == 1 => {
                let masks = self.shell.umask.within(&mut self.guards, guard);
                let unknown = self.unknown_text(Class::Word, "the umask").concat(&Text::exact("\n"));
                let texts = masks.map(&mut self.guards, |mask| match mask {
                    Some(mask) => Text::exact(format!("{}\n", symbolic(*mask))),
                    None => unknown.clone(),
                });
                let failed = self.print_or_fail(guard, &texts);
                self.finish_printing(guard, failed)
            }
            Some(Some(clauses)) if clauses_on(clauses, 0).is_some() => {
                let clauses = clauses.to_owned();
                let masks = self.shell.umask.within(&mut self.guards, guard);
                let masks = masks.map(&mut self.guards, |mask| clauses_on(&clauses, (*mask)?));
                self.shell.umask.replace(&mut self.guards, guard, masks);
                self.finish_with(guard, Status::SUCCESS)
            }
            Some(Some(mask)) if mask.bytes().all(|byte| (b'0'..=b'7').contains(&byte)) => {
                let mask = u32::from_str_radix(mask, 8).ok().filter(|mask| *mask <= 0o777);
                self.shell.umask.set(&mut self.guards, guard, mask);
                self.finish_with(guard, Status::SUCCESS)
            }
            _ => {
                self.shell.umask.set(&mut self.guards, guard, None);
                self.uncertain(here, guard)
            }
        }
    }
}

/// `u=rwx,g=rx,o=rx`: what a mask leaves.
fn symbolic(mask: u32) -> String {
    let of = |who: char, shift: u32| {
        let left = !(mask >> shift) & 7;
        let letters = [(4, 'r'), (2, 'w'), (1, 'x')].into_iter().filter(|(bit, _)| left & bit != 0);
        format!("{who}={}", letters.map(|(_, letter)| letter).collect::<String>())
    };
    [of('u', 6), of('g', 3), of('o', 0)].join(",")
}

/// A mask after clauses like `g-w,o=`, which say what it leaves; `None`: they have another form.
fn clauses_on(clauses: &str, mask: u32) -> Option<u32> {
    let mut left = !mask & 0o777;
    for clause in clauses.split(',') {
        let at = clause.find(['+', '-', '='])?;
        let (who, how) = clause.split_at(at);
        let (operator, letters) = how.split_at(1);
        let who_bits = who.chars().try_fold(0, |bits, who| {
            Some(
                bits | match who {
                    'u' => 0o700,
                    'g' => 0o070,
                    'o' => 0o007,
                    'a' => 0o777,
                    _ => return None,
                },
            )
        })?;
        let who_bits = if who.is_empty() { 0o777 } else { who_bits };
        let bits = letters.chars().try_fold(0, |bits, letter| {
            Some(
                bits | match letter {
                    'r' => 0o444,
                    'w' => 0o222,
                    'x' => 0o111,
                    _ => return None,
                },
            )
        })?;
        left = match operator {
            "+" => left | bits & who_bits,
            "-" => left & !(bits & who_bits),
            _ => left & !who_bits | bits & who_bits,
        };
    }
    Some(!left & 0o777)
}

/// Whether a shell has an option, by its name or letter, that changes nothing which is followed here.
fn is_known_besides(name: &str, dialect: Dialect) -> bool {
    let both = ["E", "b", "emacs", "ignoreeof", "m", "monitor", "nolog", "notify", "vi"];
    let dash = ["I", "V", "debug"];
    let bash = [
        "B",
        "H",
        "P",
        "T",
        "braceexpand",
        "errtrace",
        "functrace",
        "h",
        "hashall",
        "histexpand",
        "history",
        "interactive-comments",
        "k",
        "keyword",
        "onecmd",
        "p",
        "physical",
        "posix",
        "privileged",
        "t",
    ];
    let (is_dash, is_bash) = match dialect {
        Dialect::Dash => (true, false),
        Dialect::Bash | Dialect::BashPosix => (false, true),
        Dialect::Posix => (true, true),
    };
    both.contains(&name) || is_dash && dash.contains(&name) || is_bash && bash.contains(&name)
}

fn changes_meaning(name: &str) -> bool {
    matches!(
        name,
        "failglob"
            | "dotglob"
            | "nocaseglob"
            | "globstar"
            | "extdebug"
            | "lastpipe"
            | "inherit_errexit"
            | "localvar_inherit"
            | "expand_aliases"
            | "patsub_replacement"
    )
}
