//! `trap`, and `kill` of the shell itself.

use super::Shells;
use crate::exec::command::Invocation;
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::exec::status::Status;
use crate::exec::text::{Class, Field, Piece, Text};
use crate::filter::quote;
use crate::logic::{Choice, Guard};

/// The signals of Linux by number, from 1 (signal(7)).
const SIGNALS: [&str; 31] = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE",
    "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ",
    "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
];

/// The greatest number of a signal.
const LAST: u8 = 64;

/// A condition of a trap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Condition {
    Exit,
    /// `ERR` (bash)
    Error,
    /// `DEBUG`, `RETURN` (bash)
    Between,
    Signal(u8),
}

impl Machine<'_> {
    /// `trap action condition …`
    pub fn trap(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        let arguments = here.arguments();
        let Some((first, conditions)) = arguments.split_first() else {
            return self.list_traps(None, guard);
        };
        let (action, conditions) = match first.known_str() {
            Some("-p") if !self.may_be_dash() => {
                return self.list_traps(Some(conditions).filter(|asked| !asked.is_empty()), guard);
            }
            Some("-l") if !self.may_be_dash() => {
                let text = self.unknown_text(Class::Any, "what `trap` prints");
                self.print_text(guard, text);
                return self.finish_with(guard, Status::SUCCESS);
            }
            Some("-") => (None, conditions),
            // A number alone takes its trap away.
            Some(word) if conditions.is_empty() || word.parse::<u32>().is_ok() => (None, arguments),
            Some("--") => match conditions.split_first() {
                Some((action, rest)) => (action_of(action), rest),
                None => (None, conditions),
            },
            _ => (action_of(first), conditions),
        };
        self.shell.own_traps = self.or(self.shell.own_traps, guard);
        if self.background > 0 {
            self.traps_in_background = self.or(self.traps_in_background, guard);
        }
        let mut bad = Guard::FALSE;
        for condition in conditions {
            let Some(name) = condition.known_str() else {
                // What is trapped is not known.
                self.blur_here("a trap on an unknown condition", here.span);
                continue;
            };
            let (dash, bash) = self.by_shell(guard);
            for (own, in_dash) in [(dash, true), (bash, false)] {
                let refused = self.set_trap(name, in_dash, action.as_ref(), own, here);
                bad = self.or(bad, refused);
            }
        }
        self.complain(bad);
        let fine = self.minus(guard, bad);
        let statuses = self.zero_or_one(guard, fine);
        self.finish(guard, statuses)
    }

    /// `trap` alone lists all traps, `trap -p` those that are asked for: as they could be set again.
    fn list_traps(&mut self, asked: Option<&[Field]>, guard: Guard) -> Flow {
        let mut wanted: Vec<Option<Condition>> = Vec::new();
        for field in asked.unwrap_or_default() {
            wanted.push(field.known_str().and_then(|name| condition(name, false)));
        }
        let is_wanted = |condition| asked.is_none() || wanted.contains(&Some(condition));
        let (dash, bash) = self.by_shell(guard);
        let own = self.shell.all_traps();
        let outer = self.shell.listed_traps.clone().filter(|_| self.subshells > 0);
        let shows_outer = match outer {
            Some(_) => self.minus(bash, self.shell.own_traps),
            None => Guard::FALSE,
        };
        let shows_own = self.minus(bash, shows_outer);
        let outer = outer.unwrap_or_default();
        for (own, traps, in_dash) in
            [(dash, &own, true), (shows_own, &own, false), (shows_outer, &*outer, false)]
        {
            if own.is_false() {
                continue;
            }
            let signals = traps.signals.iter().map(|(number, actions)| (Condition::Signal(*number), actions));
            let all = [(Condition::Exit, &traps.exit)].into_iter().chain(signals);
            let all: Vec<_> = all.chain([(Condition::Error, &traps.error)]).collect();
            let mut texts = Choice::under(own, Text::default());
            for (condition, actions) in all.into_iter().filter(|(condition, _)| is_wanted(*condition)) {
                let before = if in_dash || !self.is_plain_bash() { "" } else { "SIG" };
                let Some(name) = shown(condition, before) else { continue };
                let unknown = self.unknown_text(Class::NonEmpty, "the action of a trap");
                let quote = if in_dash { quote::with_both_quotes } else { quote::in_quotes };
                texts = self.product(&texts, actions, |text, action| {
                    let Some(action) = action else { return text.clone() };
                    let action =
                        action.known().map_or_else(|| unknown.clone(), |known| Text::exact(quote(known)));
                    let end = Text::exact(format!(" {name}\n"));
                    text.concat(&Text::exact("trap -- ")).concat(&action).concat(&end)
                });
            }
            self.print(own, &texts);
        }
        self.finish_with(guard, Status::SUCCESS)
    }

    /// Sets one trap; where the shell does not know the condition.
    fn set_trap(
        &mut self,
        name: &str,
        dash: bool,
        action: Option<&Text>,
        guard: Guard,
        here: Invocation<'_>,
    ) -> Guard {
        match condition(name, dash) {
            _ if guard.is_false() => {}
            None => return guard,
            Some(Condition::Exit) => self.shell.exit_trap.set(&mut self.guards, guard, action.cloned()),
            Some(Condition::Error) => self.shell.error_trap.set(&mut self.guards, guard, action.cloned()),
            Some(Condition::Between) => self.blur_here("a trap that runs between commands", here.span),
            Some(Condition::Signal(number)) => {
                let traps = self.shell.traps.entry(number).or_insert_with(|| Choice::always(None));
                traps.set(&mut self.guards, guard, action.cloned());
            }
        }
        Guard::FALSE
    }

    /// `kill`: a signal to the shell itself is followed, what other processes do of it the model says.
    pub fn kill(&mut self, here: Invocation<'_>, guard: Guard) -> Flow {
        if let [option, asked @ ..] = here.arguments()
            && option.known_str() == Some("-l")
            && !asked.is_empty()
        {
            return self.tell_signals(asked, here, guard);
        }
        let own = self.streams.own_process;
        let is_own = |field: &Field| {
            let text = field.one();
            text.is_some_and(|text| matches!(text.pieces(), [Piece::Hole(hole)] if Some(*hole) == own))
        };
        let (signal, operands) = match here.arguments() {
            [option, name, rest @ ..] if matches!(option.known_str(), Some("-s" | "-n")) => {
                (name.known_str(), rest)
            }
            [option, rest @ ..] if option.known_str().is_some_and(|word| word.starts_with('-')) => {
                (option.known_str().and_then(|word| word.strip_prefix('-')), rest)
            }
            rest => (Some("TERM"), rest),
        };
        if !operands.iter().any(is_own) {
            let number = signal.and_then(|name| number_of(name, true));
            return self.kill_jobs(number, operands, here, guard);
        }
        if !operands.iter().all(is_own) {
            self.blur_here("a signal to the shell itself and to others", here.span);
        }
        let (dash, bash) = self.by_shell(guard);
        let mut flow = Flow::default();
        for (own, in_dash) in [(dash, true), (bash, false)] {
            if own.is_false() {
                continue;
            }
            // bash as sh knows no `SIG` in front here.
            let prefix = self.is_plain_bash() && !in_dash;
            let next = match signal.and_then(|name| number_of(name, prefix)) {
                Some(0) => self.finish_with(own, Status::SUCCESS),
                Some(number) => self.signal_itself(number, own),
                None => {
                    self.complain(own);
                    let statuses = self.shell_error(own);
                    self.finish(own, statuses)
                }
            };
            flow.join(&mut self.guards, next);
        }
        flow
    }

    /// `kill -l signal …`: the name of a number, also of a status, and in bash the number of a name. dash takes one word.
    fn tell_signals(&mut self, asked: &[Field], here: Invocation<'_>, guard: Guard) -> Flow {
        let words: Option<Vec<&str>> = asked.iter().map(Field::known_str).collect();
        let Some(words) = words else { return self.modelled_builtin("kill", here, guard) };
        let prefix = self.is_plain_bash();
        let tell = |word: &str, in_dash: bool| -> Option<String> {
            match word.parse::<u8>() {
                Ok(number) => {
                    let number = if number > 128 { number - 128 } else { number };
                    shown(Condition::Signal(number), "").filter(|_| (1..=31).contains(&number))
                }
                Err(_) if in_dash => None,
                Err(_) => Some(number_of(word, prefix)?.to_string()),
            }
        };
        let (dash, bash) = self.by_shell(guard);
        let mut statuses = Choice::default();
        for (own, in_dash) in [(dash, true), (bash, false)] {
            if own.is_false() {
                continue;
            }
            let words = if in_dash { words.get(..1).unwrap_or_default() } else { &words };
            let mut bad = false;
            for word in words {
                match tell(word, in_dash) {
                    Some(text) => self.print_text(own, Text::exact(format!("{text}\n"))),
                    None => {
                        bad = true;
                        self.complain(own);
                    }
                }
            }
            let status = match (bad, in_dash) {
                (false, _) => Status::SUCCESS,
                (true, true) => Status::MISUSE,
                (true, false) => Status::FAILURE,
            };
            statuses.add(&mut self.guards, own, status);
        }
        self.finish(guard, statuses)
    }

    /// In a subshell it is the parent that gets the signal, once the subshell has ended.
    pub fn signal_itself(&mut self, number: u8, guard: Guard) -> Flow {
        let mut flow = self.finish_with(guard, Status::SUCCESS);
        if self.subshells > 0 {
            self.pending.push((number, guard));
            return flow;
        }
        let here = self.carry_on(&mut flow);
        let next = self.deliver(number, here);
        flow.join(&mut self.guards, next);
        flow
    }
}

/// The action that a field is; what is not known may be any.
fn action_of(field: &Field) -> Option<Text> {
    Some(match field {
        Field::One(text) => text.clone(),
        Field::Many(hole) => Text::hole(*hole),
    })
}

fn condition(name: &str, dash: bool) -> Option<Condition> {
    let upper = name.to_ascii_uppercase();
    let bare = upper.strip_prefix("SIG").filter(|_| !dash).unwrap_or(&upper);
    match bare {
        "EXIT" => Some(Condition::Exit),
        "ERR" if !dash => Some(Condition::Error),
        "DEBUG" | "RETURN" if !dash => Some(Condition::Between),
        _ => match number_of(&upper, !dash)? {
            0 => Some(Condition::Exit),
            number => Some(Condition::Signal(number)),
        },
    }
}

/// The name of a condition as `trap` lists it; `before` stands before that of a signal. `None`: it is not listed.
fn shown(condition: Condition, before: &str) -> Option<String> {
    let number = match condition {
        Condition::Exit => return Some("EXIT".into()),
        Condition::Error => return Some("ERR".into()),
        Condition::Between => return None,
        Condition::Signal(number) => number,
    };
    let name = match number {
        1..=31 => SIGNALS.get(usize::from(number) - 1).map(|name| (*name).to_owned())?,
        34 => "RTMIN".into(),
        35..=49 => format!("RTMIN+{}", number - 34),
        50..LAST => format!("RTMAX-{}", LAST - number),
        LAST => "RTMAX".into(),
        _ => number.to_string(),
    };
    Some(format!("{before}{name}"))
}

/// The number of a signal; `prefix`: its name may begin with `SIG`.
fn number_of(name: &str, prefix: bool) -> Option<u8> {
    if let Ok(number) = name.parse::<u8>() {
        return (number <= LAST).then_some(number);
    }
    let upper = name.to_ascii_uppercase();
    let bare = upper.strip_prefix("SIG").filter(|_| prefix).unwrap_or(&upper);
    let bare = if bare == "POLL" { "IO" } else { bare };
    let at = SIGNALS.iter().position(|signal| *signal == bare)?;
    u8::try_from(at + 1).ok()
}

/// Signals that do nothing to a shell that has no trap for them: in which shells.
pub(in crate::exec) fn ignored_by(number: u8) -> Shells {
    match SIGNALS.get(usize::from(number).wrapping_sub(1)).copied() {
        Some("CHLD" | "CONT" | "URG" | "WINCH") => Shells { dash: true, bash: true },
        Some("QUIT") => Shells { dash: false, bash: true },
        _ => Shells { dash: false, bash: false },
    }
}

/// Whether shells that are not interactive let their jobs ignore a signal (POSIX XCU 2.11).
pub(super) fn is_ignored_by_jobs(number: u8) -> bool {
    matches!(SIGNALS.get(usize::from(number).wrapping_sub(1)).copied(), Some("INT" | "QUIT"))
}

/// Whether a signal stops a process.
pub(in crate::exec) fn stops(number: u8) -> bool {
    matches!(
        SIGNALS.get(usize::from(number).wrapping_sub(1)).copied(),
        Some("STOP" | "TSTP" | "TTIN" | "TTOU")
    )
}

/// Whether nothing can be done about a signal.
pub(in crate::exec) fn is_sure(number: u8) -> bool {
    SIGNALS.get(usize::from(number).wrapping_sub(1)).copied() == Some("KILL")
}
