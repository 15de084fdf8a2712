//! What a command finds out before it does anything: the first thing that is not so answers.

use super::Told;
use super::paths::Line;
use super::status::{Question, Statuses};
use crate::catalog::command::{Ask, Limited, Listed, Need, Operand};
use crate::catalog::profile::{Limit, PathState};
use crate::exec::files::can_be_read;
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::exec::state::Value;
use crate::exec::text::{Class, Field, Text};
use crate::logic::{Choice, FactKind, Guard};
use crate::outcome::InProfiles;

impl Machine<'_> {
    /// Where nothing that the case asks for is missing, and how it ends elsewhere.
    pub(super) fn asked_before(&mut self, line: Line<'_>, guard: Guard) -> (Guard, Flow) {
        let mut left = guard;
        let mut flow = Flow::default();
        for (index, ask) in line.case.asks.iter().enumerate() {
            if left.is_false() {
                break;
            }
            let fine = self.is_so(line, ask, left);
            let missing = self.minus(left, fine);
            left = fine;
            if !missing.is_false() {
                let next = self.ends_early(line, ask, index, missing);
                flow.join(&mut self.guards, next);
            }
        }
        (left, flow)
    }

    /// Where nothing is missing of what a command asks for before it starts a program, and the statuses elsewhere.
    pub(super) fn asked_before_start(
        &mut self,
        line: Line<'_>,
        asks: &[Ask],
        question: &Question<'_>,
        guard: Guard,
    ) -> (Guard, Statuses) {
        let mut left = guard;
        let mut all = Statuses { flow: Flow::default(), statuses: Choice::default(), fact: None };
        for (index, ask) in asks.iter().enumerate() {
            let fine = self.is_so(line, ask, left);
            let missing = self.minus(left, fine);
            left = fine;
            let subject = format!("{}, which cannot start a program,", question.subject);
            let epoch = self.count_unique(&format!("{subject} {index} {}", question.epoch));
            let question = Question { subject, epoch, needs: &[], usual: &[], decided: &[], inner: None };
            let more = self.asked(&ask.answers, &[], &question, line.here, missing);
            self.join_statuses(&mut all, more);
        }
        (left, all)
    }

    fn ends_early(&mut self, line: Line<'_>, ask: &Ask, index: usize, guard: Guard) -> Flow {
        let words = Self::shown(line.here.fields);
        let subject = format!("`{}`, which lacks something,", words.join(" "));
        // What a query lacks, it lacks again; what commands have touched may be touched once more.
        let time = match (line.case.query, ask.untouched.is_empty()) {
            (true, true) => 0,
            (true, false) => self.epoch,
            (false, _) => self.count_run(&format!("{subject} {index}")),
        };
        let epoch = self.count_unique(&format!("{subject} {index} {time} {}", line.question()));
        let question = Question {
            subject,
            epoch,
            needs: &[],
            usual: &[],
            decided: &[],
            inner: self.inner_command(line, guard),
        };
        let mut answers = self.asked(&ask.answers, &[], &question, line.here, guard);
        let told = Told {
            words,
            model: line.model.names.first().cloned(),
            says: Some(line.case.says.clone()),
            effects: self.effects(line),
            lacking: std::iter::repeat_n(asks_for_surroundings(ask), InProfiles::MOST).collect(),
            fact: answers.fact,
        };
        self.complain(guard);
        let next = self.ran(told, line.here, guard, answers.statuses);
        answers.flow.join(&mut self.guards, next);
        answers.flow
    }

    fn is_so(&mut self, line: Line<'_>, ask: &Ask, guard: Guard) -> Guard {
        let mut fine = self.has_needs(&ask.needs, guard);
        for kind in &ask.untouched {
            let touched = self.touched(kind);
            fine = self.minus(fine, touched);
        }
        fine = self.all_are(line, &ask.reads, fine, |machine, field, own| machine.opened_field(field, own));
        fine = self.all_are(line, &ask.lists, fine, |machine, field, own| machine.listed_field(field, own));
        fine =
            self.all_are(line, &ask.exists, fine, |machine, field, own| machine.is_there_field(field, own));
        fine = self.all_are(line, &ask.absent, fine, |machine, field, own| {
            let there = machine.is_there_field(field, own);
            machine.minus(own, there)
        });
        fine =
            self.all_are(line, &ask.writes, fine, |machine, field, own| machine.writable_field(field, own));
        fine = self.all_are(line, &ask.rewrites, fine, |machine, field, own| {
            let there = machine.is_there_field(field, own);
            let absent = machine.minus(own, there);
            let written = machine.writable_field(field, there);
            machine.or(written, absent)
        });
        fine =
            self.all_are(line, &ask.mounted, fine, |machine, field, own| machine.mounted_field(field, own));
        fine = self
            .all_are(line, &ask.replaces, fine, |machine, field, own| machine.removable_field(field, own));
        fine =
            self.all_are(line, &ask.filled, fine, |machine, field, own| machine.is_filled(field, line, own));
        fine = self.all_are(line, &ask.programs, fine, |machine, field, own| match field.known_str() {
            Some(name) => machine.tool_is_there(name, own),
            None => machine.usually_in(own, &field.shown(), "is found"),
        });
        fine = self.all_are(line, &ask.executes, fine, |machine, field, own| {
            machine.each_path(field, own, "can be executed", |machine, path, own| {
                let states = machine.path_states(path, own);
                states.when(&mut machine.guards, |state| state.kind == PathState::Executable)
            })
        });
        for name in &ask.variables {
            let values = self.variable(name, fine);
            let unset = values.when(&mut self.guards, |value| *value == Value::Unset);
            fine = self.minus(fine, unset);
        }
        if ask.named {
            fine = self.user_has_a_name(fine);
        }
        for lined in &ask.lines {
            for field in self.targets(line, &lined.of) {
                fine = self.is_lined(&field, lined, line, fine);
            }
        }
        for limited in &ask.limits {
            for field in self.targets(line, &limited.of) {
                fine = self.is_within(&field, limited, fine);
            }
        }
        for listed in &ask.listed {
            for field in self.targets(line, &listed.of) {
                fine = self.is_listed(&field, listed, line, fine);
            }
        }
        for listed in &ask.unlisted {
            for field in self.targets(line, &listed.of) {
                let there = self.is_listed(&field, listed, line, fine);
                fine = self.minus(fine, there);
            }
        }
        self.one_is_so(line, &ask.either, fine)
    }

    /// Where one of several questions is answered with yes; none: everywhere.
    fn one_is_so(&mut self, line: Line<'_>, either: &[Ask], guard: Guard) -> Guard {
        if either.is_empty() {
            return guard;
        }
        let mut left = guard;
        for ask in either {
            let fine = self.is_so(line, ask, left);
            left = self.minus(left, fine);
        }
        self.minus(guard, left)
    }

    /// Where something is so of all words that some operands mean.
    fn all_are(
        &mut self,
        line: Line<'_>,
        operands: &[Operand],
        guard: Guard,
        mut test: impl FnMut(&mut Self, &Field, Guard) -> Guard,
    ) -> Guard {
        let mut fine = guard;
        for operand in operands {
            let mut next = Guard::FALSE;
            for (own, fields) in self.fields_of(line, operand, fine) {
                let here = fields.iter().fold(own, |here, field| test(self, field, here));
                next = self.or(next, here);
            }
            fine = next;
        }
        fine
    }

    /// The words that an operand means; the lines of a file may be others in each world.
    fn fields_of(&mut self, line: Line<'_>, operand: &Operand, guard: Guard) -> Vec<(Guard, Vec<Field>)> {
        match operand {
            Operand::Below(below) => {
                let words = self.fields_of(line, &below.of, guard);
                let path = |machine: &mut Self, fields: Vec<Field>| {
                    fields.iter().map(|field| machine.below(below, field)).collect()
                };
                words.into_iter().map(|(own, fields)| (own, path(self, fields))).collect()
            }
            Operand::Lines(file) => {
                let mut all = Vec::new();
                for field in self.targets(line, file) {
                    let Some(file) = field.one() else { continue };
                    let content = self.read_file(file, guard, line.here.span).content;
                    for (own, text) in content.iter() {
                        let fields = match text.known() {
                            Some(bytes) => lines_of(bytes),
                            None => {
                                let hole = self.hole(Class::Any, format!("a line of {}", file.shown()));
                                vec![Field::Many(hole)]
                            }
                        };
                        all.push((own, fields));
                    }
                }
                all
            }
            _ => vec![(guard, self.targets(line, operand))],
        }
    }

    fn opened_field(&mut self, field: &Field, guard: Guard) -> Guard {
        self.each_path(field, guard, "can be read", |machine, path, own| {
            let states = machine.path_states(path, own);
            states.when(&mut machine.guards, |state| can_be_read(state.kind))
        })
    }

    fn mounted_field(&mut self, field: &Field, guard: Guard) -> Guard {
        self.each_path(field, guard, "is a mount of its own", |machine, path, own| {
            let states = machine.path_states(path, own);
            let there = states.when(&mut machine.guards, |state| state.kind != PathState::Absent);
            machine.mounted(path, there)
        })
    }

    /// Where something has had an effect of a kind, or may have had.
    fn touched(&mut self, kind: &str) -> Guard {
        let known = self.effects.get(kind).copied().unwrap_or(Guard::FALSE);
        self.or(known, self.anything_touched)
    }

    /// A case has its effects.
    pub(super) fn touches(&mut self, line: Line<'_>, guard: Guard) {
        for effect in &line.case.effects {
            let before = self.effects.get(&effect.kind).copied().unwrap_or(Guard::FALSE);
            let after = self.or(before, guard);
            self.effects.insert(effect.kind.clone(), after);
        }
        if line.model.runs && !line.case.query {
            self.touches_anything(guard);
        }
    }

    /// Code that is not known may have any effect.
    pub fn touches_anything(&mut self, guard: Guard) {
        self.anything_touched = self.or(self.anything_touched, guard);
    }

    /// Where all needs are met: one fact for all commands that have the same.
    fn has_needs(&mut self, needs: &[Need], guard: Guard) -> Guard {
        let says = self.needs_of(needs);
        if says.iter().all(|says| *says == Some(true)) {
            return guard;
        }
        let words: Vec<String> = needs.iter().map(ToString::to_string).collect();
        let answers = ["is not given", "is given"];
        let fact = self.fact_of_profiles(FactKind::Other, words.join(" and "), 0, answers, &says, true);
        let given = self.is(fact, 1);
        self.and(guard, given)
    }

    /// Where a file has a line that says something.
    fn is_filled(&mut self, field: &Field, line: Line<'_>, guard: Guard) -> Guard {
        let Some(file) = field.one() else { return self.usually_in(guard, &field.shown(), "says something") };
        let content = match file.known() {
            Some(b"-") => self.look_at_input(0, guard),
            _ => self.read_file(file, guard, line.here.span).content,
        };
        let mut fine = Guard::FALSE;
        for (own, text) in content.iter() {
            let here = match text.known() {
                Some(bytes) if bytes.split(|byte| *byte == b'\n').any(says_something) => own,
                Some(_) => Guard::FALSE,
                None => self.usually_in(own, &field.shown(), "says something"),
            };
            fine = self.or(fine, here);
        }
        fine
    }

    /// Where a limit may be set to a number.
    fn is_within(&mut self, field: &Field, limited: &Limited, guard: Guard) -> Guard {
        let number = field.known_str().map(str::to_owned);
        let wanted = number.as_deref().and_then(|number| match number {
            "unlimited" => Some(Limit::Unlimited),
            number => Some(Limit::At(number.parse::<u64>().ok()?.saturating_mul(limited.unit))),
        });
        let says: Vec<Option<bool>> = (0..self.world.profiles().len())
            .map(|profile| {
                let raises = self.world.has("raise-limits", profile).known();
                let hard = self.world.limit(&limited.limit, profile);
                let fits = hard.zip(wanted).and_then(|(hard, wanted)| match (wanted, hard) {
                    (Limit::At(_), Limit::Finite) => None,
                    (wanted, hard) => Some(wanted <= hard),
                });
                match (raises, fits) {
                    (Some(true), _) | (_, Some(true)) => Some(true),
                    (Some(false), Some(false)) => Some(false),
                    _ => None,
                }
            })
            .collect();
        if says.iter().all(|says| *says == Some(true)) {
            return guard;
        }
        let subject = format!("setting {} to {}", limited.limit, field.shown());
        let answers = ["is refused", "is allowed"];
        let fact = self.fact_of_profiles(FactKind::Other, subject, 0, answers, &says, true);
        let fine = self.is(fact, 1);
        self.and(guard, fine)
    }

    /// Something that is usually so of a file that is not known, asked once while nothing changes.
    pub(super) fn usually_in(&mut self, guard: Guard, subject: &str, says: &str) -> Guard {
        let subject = format!("that {subject} {says}");
        let answers = ["is not so", "is so"];
        let fact = self.open_fact(FactKind::Other, subject, self.epoch, &answers, 1);
        let there = self.is(fact, 1);
        self.and(guard, there)
    }

    /// Where a table of the image has a word as a name.
    fn is_listed(&mut self, field: &Field, listed: &Listed, line: Line<'_>, guard: Guard) -> Guard {
        let name = field.known_str().map(|word| match listed.part {
            Some(part) => word.split(':').nth(part).unwrap_or_default().to_owned(),
            None => word.to_owned(),
        });
        let Some(name) = name else {
            let fine = self.usually(&format!("{} is in {}", field.shown(), listed.table));
            return self.and(guard, fine);
        };
        let is_number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
        if listed.part.is_some() && name.is_empty() || listed.numbers && is_number {
            return guard;
        }
        if !self.world.has_root() {
            let there = self.usually(&format!("{name} is in {}", listed.table));
            return self.and(guard, there);
        }
        let table = Text::exact(listed.table.as_str());
        let read = self.read_file(&table, guard, line.here.span);
        let (works, content) = (read.works, read.content);
        // Without the table it is not known who looks names up, and where.
        let unread = self.minus(guard, works);
        let mut fine = match unread.is_false() {
            true => Guard::FALSE,
            false => self.usually_in(unread, &name, &format!("is in {}", listed.table)),
        };
        for (own, text) in content.iter() {
            let has = |bytes: &[u8]| {
                bytes.split(|byte| *byte == b'\n').any(|line| {
                    if listed.blanks {
                        let mut fields = line.split(u8::is_ascii_whitespace);
                        return says_something(line) && fields.any(|field| field == name.as_bytes());
                    }
                    let mut fields = line.split(|byte| *byte == b':');
                    let first = fields.next();
                    first == Some(name.as_bytes()) || is_number && fields.nth(1) == Some(name.as_bytes())
                })
            };
            let here = match text.known() {
                Some(bytes) if has(bytes) => own,
                Some(_) => Guard::FALSE,
                None => self.usually_in(own, &name, &format!("is in {}", listed.table)),
            };
            fine = self.or(fine, here);
        }
        fine
    }
}

/// Whether a line is not empty, and no comment.
pub(super) fn says_something(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    !line.is_empty() && !line.starts_with(b"#") && !line.starts_with(b";")
}

/// The lines that count, without the blanks round `=`.
fn lines_of(bytes: &[u8]) -> Vec<Field> {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| says_something(line));
    lines
        .map(|line| line.trim_ascii())
        .filter(|line| !line.starts_with(b"-"))
        .map(|line| {
            let name = line.split(|byte| *byte == b'=').next().unwrap_or(line);
            let value = line.get(name.len()..).unwrap_or_default();
            Field::One(Text::exact([name.trim_ascii_end(), value].concat()))
        })
        .collect()
}

/// Whether it asks for what the script's surroundings give, not for what its words name.
fn asks_for_surroundings(ask: &Ask) -> bool {
    let is_fixed = |operand: &Operand| matches!(operand, Operand::Path(_));
    let is_below = |operand: &Operand| matches!(operand, Operand::Path(_) | Operand::Below(_));
    ask.all().any(|ask| {
        !ask.needs.is_empty()
            || [&ask.exists, &ask.lists].into_iter().flatten().any(is_fixed)
            || [&ask.writes, &ask.rewrites].into_iter().flatten().any(is_below)
    })
}
