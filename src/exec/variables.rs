//! Variables: what they hold at the start, reading and assigning them, scopes, and
//! what files that cannot be read may have done to them.

use std::rc::Rc;

use super::array::{Absence, Array, Key, Place};
use super::budget::VALUES;
use super::fault::Wrong;
use super::machine::{Local, Machine};
use super::own_variables::measured;
use super::state::{Upheaval, Value, Variable};
use super::status::Status;
use super::text::{Class, Tally, Text};
use crate::logic::{Answers, Choice, Fact, FactKind, FactView, Guard, SOMETHING_ELSE};
use crate::outcome::{Assigned, EventKind};
use crate::span::Span;

/// How many numbers but 0 one variable tells apart: each further one costs the guards of
/// all steps before it once more.
const SUMS: usize = 8;

/// How many statuses one variable may hold, whatever else is to be done.
const STATUSES: usize = 6;

/// Variables that dash never forgets: `unset` leaves their marks alone (dash 0.5.12, measured).
const DASH_KEEPS: [&str; 8] = ["IFS", "MAIL", "MAILPATH", "OPTIND", "PATH", "PS1", "PS2", "PS4"];

impl Machine<'_> {
    /// The value of a variable under a guard.
    pub fn variable(&mut self, name: &str, guard: Guard) -> Choice<Value> {
        let variable = self.up_to_date(name);
        variable.value.within(&mut self.guards, guard)
    }

    /// The same for an expansion: the value is used.
    pub fn use_variable(&mut self, name: &str, guard: Guard) -> Choice<Value> {
        if let Some(class) = measured(name) {
            return self.measure(name, class, guard);
        }
        if name == "_" {
            return self.underscore(guard);
        }
        let mut variable = self.up_to_date(name);
        if !variable.used {
            let mut used = (*variable).clone();
            used.used = true;
            variable = Rc::new(used);
            self.shell.variables.insert(name.into(), Rc::clone(&variable));
        }
        variable.value.within(&mut self.guards, guard)
    }

    /// The variable as it is now.
    pub fn up_to_date(&mut self, name: &str) -> Rc<Variable> {
        let now = self.shell.upheavals.len();
        if let Some(known) = self.shell.variables.get(name).filter(|known| known.seen == now) {
            return Rc::clone(known);
        }
        let mut variable = match self.shell.variables.get(name) {
            Some(known) => (**known).clone(),
            None => self.initial(name),
        };
        let upheavals = Rc::clone(&self.shell.upheavals);
        for upheaval in upheavals.iter().skip(variable.seen) {
            self.upheave(name, &mut variable, upheaval);
        }
        self.merge_upheaved(name, &mut variable);
        variable.seen = now;
        let variable = Rc::new(variable);
        self.shell.variables.insert(name.into(), Rc::clone(&variable));
        variable
    }

    fn store(&mut self, name: &str, variable: Variable) {
        self.shell.variables.insert(name.into(), Rc::new(variable));
    }

    /// What a variable holds before the script runs.
    fn initial(&mut self, name: &str) -> Variable {
        let value = if let Some(assumed) = self.world.assumed(name) {
            Choice::always(Value::Scalar(Text::exact(assumed)))
        } else if let Some(own) = self.shells_own(name) {
            own
        } else {
            let answers = self.world.environment(name);
            let answers: Vec<Option<String>> = answers.iter().map(|text| text.map(str::to_owned)).collect();
            let found = self.per_profile(
                FactKind::Other,
                format!("the environment variable {name}"),
                answers,
                |text| text.as_ref().map_or("is not set".to_owned(), |text| format!("is `{text}`")),
            );
            found.map(&mut self.guards, |text| match text {
                Some(text) => Value::Scalar(Text::exact(text.as_str())),
                None => Value::Unset,
            })
        };
        let exported = value.when(&mut self.guards, |value| *value != Value::Unset);
        let is_environment = self.world.environment(name).iter().any(Option::is_some);
        let (_, bash) = self.by_shell(Guard::TRUE);
        // bash exports them, also before `OLDPWD` has a value; dash where it is.
        let exported = match name {
            "PWD" => Guard::TRUE,
            "OLDPWD" | "SHLVL" => self.or(exported, bash),
            _ if is_environment => exported,
            _ => Guard::FALSE,
        };
        let fixed = matches!(name, "PPID" | "UID" | "EUID" | "SHELLOPTS" | "BASHOPTS");
        let readonly = if fixed { bash } else { Guard::FALSE };
        let integer = if matches!(name, "PPID" | "UID" | "EUID") { bash } else { Guard::FALSE };
        Variable { value, exported, readonly, integer, ..Variable::default() }
    }

    /// One value for each profile, as one choice: where they differ, a fact tells them apart.
    pub fn per_profile<T: Clone + PartialEq>(
        &mut self,
        kind: FactKind,
        subject: String,
        values: Vec<T>,
        words: impl Fn(&T) -> String,
    ) -> Choice<T> {
        let mut distinct: Vec<T> = Vec::new();
        for value in &values {
            if !distinct.contains(value) {
                distinct.push(value.clone());
            }
        }
        if let [only] = distinct.as_slice() {
            return Choice::always(only.clone());
        }
        let index = |value: &T| distinct.iter().position(|known| known == value);
        let views = values
            .iter()
            .map(|value| {
                let at = index(value).and_then(|at| u8::try_from(at).ok()).unwrap_or(0);
                FactView { allowed: Answers::one(at), usual: at }
            })
            .collect();
        let answers = distinct.iter().map(&words).collect();
        let fact = self.facts.intern(Fact { kind, subject, epoch: 0, answers, views });
        let mut choice = Choice::default();
        for (at, value) in distinct.into_iter().enumerate() {
            let guard = self.is(fact, u8::try_from(at).unwrap_or(0));
            choice.add(&mut self.guards, guard, value);
        }
        choice
    }

    /// A file was sourced that cannot be read here: it may assign any variable. The facts are born
    /// when somebody asks.
    pub fn source_settings(&mut self, path: String, guard: Guard) {
        self.assume(format!("{path} only assigns variables"), guard);
        let guard = self.lasting(guard);
        Rc::make_mut(&mut self.shell.upheavals).push(Upheaval::Settings { path, guard });
    }

    /// Code that is not known was run.
    pub fn anything_may_have_changed(&mut self, what: String, guard: Guard) {
        // Every variable that is read afterwards is asked whether it was changed.
        let guard = self.lasting(guard);
        Rc::make_mut(&mut self.shell.upheavals).push(Upheaval::Anything { what, guard });
    }

    /// What an upheaval did to one variable.
    fn upheave(&mut self, name: &str, variable: &mut Variable, upheaval: &Upheaval) {
        match upheaval {
            // What a script has used already is no default for a file of settings to change.
            Upheaval::Settings { path, guard } if variable.used && self.world.assumed(name).is_none() => {
                self.assume(
                    format!("{path} leaves alone what the script has used before it: {name}"),
                    *guard,
                );
            }
            Upheaval::Settings { path, guard } => {
                // What the user says of it counts.
                if let Some(assumed) = self.world.assumed(name) {
                    let value = Value::Scalar(Text::exact(assumed));
                    variable.value.set(&mut self.guards, *guard, value);
                    return;
                }
                let subject = format!("{name} in {path}");
                let answers = [SOMETHING_ELSE, "is not set"];
                let fact = self.open_fact(FactKind::Setting, subject.clone(), 0, &answers, 1);
                let left_alone = self.is(fact, 1);
                let set = self.minus(*guard, left_alone);
                let text = Text::hole(self.hole_of_fact(Class::Any, subject, fact));
                self.change_value(name, variable, set, &text);
            }
            Upheaval::Anything { what, guard } => {
                // One fact for all of them: where it is so the text is not known, and may be what it was.
                let subject = format!("code that is not known sets {name}");
                let changed = self.unknown(FactKind::Other, subject, 0);
                let changed = self.and(*guard, changed);
                let text = self.upheaved_text(format!("{name} after {what}"));
                self.change_value(name, variable, changed, &text);
            }
        }
    }

    /// Something that is not known may have assigned a variable: an array stays one.
    fn change_value(&mut self, name: &str, variable: &mut Variable, guard: Guard, text: &Text) {
        let is_array = |value: &Value| matches!(value, Value::Array(_));
        let inside = variable.value.within(&mut self.guards, guard);
        let arrays = inside.when(&mut self.guards, is_array);
        let others = self.minus(guard, arrays);
        let mut changed = Choice::under(others, Value::Scalar(text.clone()));
        if !arrays.is_false() {
            let list = self.elements_list(name);
            let blurred = inside
                .within(&mut self.guards, arrays)
                .map(&mut self.guards, |value| Value::Array(Array::of(value).blurred(list)));
            changed.join(&mut self.guards, blurred);
        }
        variable.value.replace(&mut self.guards, guard, changed);
    }

    /// What several upheavals left in a variable is one unknown text.
    fn merge_upheaved(&mut self, name: &str, variable: &mut Variable) {
        let is_any = |machine: &Self, value: &Value| match value {
            Value::Scalar(text) => text.only_hole().is_some_and(|hole| machine.holes.get(hole).upheaved),
            _ => false,
        };
        let any: Vec<bool> = variable.value.iter().map(|(_, value)| is_any(self, value)).collect();
        if any.iter().filter(|any| **any).count() < 2 {
            return;
        }
        let mut merged = Choice::default();
        let mut unknown = Guard::FALSE;
        for ((guard, value), any) in variable.value.clone().iter().zip(any) {
            if any {
                unknown = self.or(unknown, guard);
            } else {
                merged.add(&mut self.guards, guard, value.clone());
            }
        }
        let text = self.upheaved_text(format!("{name} after code that is not known"));
        merged.add(&mut self.guards, unknown, Value::Scalar(text));
        variable.value = self.cut(merged, &format!("${name}"));
    }

    /// Assigns a variable; where it is readonly that is an error, and the value stays.
    pub fn assign(&mut self, name: &str, guard: Guard, value: &Choice<Value>, span: Span) {
        let refused = self.refused(name, guard);
        if !refused.is_false() {
            self.fault(Wrong::Refused, refused, span);
        }
        let guard = self.minus(guard, refused);
        self.assign_unless_readonly(name, guard, value);
    }

    /// The same for a builtin that only fails where the variable is readonly: where that is. (bash under
    /// `set -e` ends all the same.)
    pub fn assign_or_refuse(&mut self, name: &str, guard: Guard, value: &Choice<Value>, span: Span) -> Guard {
        let refused = self.refused_softly(name, guard, span);
        let guard = self.minus(guard, refused);
        self.assign_unless_readonly(name, guard, value);
        refused
    }

    /// Where a variable is readonly, for a builtin whose status tells of it.
    pub fn refused_softly(&mut self, name: &str, guard: Guard, span: Span) -> Guard {
        let refused = self.refused(name, guard);
        let (_, bash) = self.by_shell(refused);
        let strict = self.and(bash, self.shell.options.errexit);
        self.abort(Choice::under(strict, Status::FAILURE), span);
        refused
    }

    /// Where a variable is readonly.
    pub fn refused(&mut self, name: &str, guard: Guard) -> Guard {
        let readonly = self.up_to_date(name).readonly;
        self.and(guard, readonly)
    }

    fn assign_unless_readonly(&mut self, name: &str, guard: Guard, value: &Choice<Value>) {
        let value = value.within(&mut self.guards, guard);
        let old = self.variable(name, guard);
        let value = self.for_array(&old, &value, name);
        self.put(name, guard, &value);
        let exports = self.and(guard, self.shell.options.allexport);
        if !exports.is_false() {
            self.export(name, exports, true);
        }
    }

    /// Assigns a variable, whatever protects it.
    pub fn put(&mut self, name: &str, guard: Guard, value: &Choice<Value>) {
        let known = self.up_to_date(name);
        let mut variable = (*known).clone();
        drop(known);
        let subject = format!("${name}");
        variable.value = self.replaced(&variable.value, guard, value.clone(), &subject);
        variable.value = self.merge_sums(variable.value);
        if variable.value.iter().any(|(_, value)| value.is_long()) {
            self.blur_here("64 KiB of text", Span::default());
            variable.value = self.widen_value(&variable.value, name, false);
        }
        let limit = self.now(VALUES);
        if variable.value.len() > limit && !holds_few_statuses(&variable.value) {
            let (mut kept, rest) = self.usual_and_rest(&variable.value);
            let rest = self.widen_value(&rest, name, false);
            kept.join(&mut self.guards, rest);
            variable.value = kept;
        }
        self.store(name, variable);
    }

    /// Sums of statuses that are not known are not told apart; numbers that are only while they are few.
    fn merge_sums(&mut self, value: Choice<Value>) -> Choice<Value> {
        let sum = |value: &Value| match value {
            Value::Scalar(text) if text.known() != Some(b"0") => {
                self.number_range(text).is_some().then(|| text.clone())
            }
            _ => None,
        };
        let sums: Vec<(Guard, Text)> =
            value.iter().filter_map(|(guard, value)| Some((guard, sum(value)?))).collect();
        let many = sums.len() > SUMS;
        let merged: Vec<&(Guard, Text)> = sums
            .iter()
            .filter(|(_, text)| many || text.known().is_none() && text.tally != Tally::No)
            .collect();
        if merged.len() < 2 {
            return value;
        }
        let guard = merged.iter().fold(Guard::FALSE, |sum, (guard, _)| self.guards.or(sum, *guard));
        let wide = self.widen_texts(merged.iter().map(|(_, text)| text), false, "the sum of the statuses");
        let mut value = value.outside(&mut self.guards, guard);
        value.add(&mut self.guards, guard, Value::Scalar(wide));
        value
    }

    /// Marks a variable as exported, or not.
    pub fn export(&mut self, name: &str, guard: Guard, on: bool) {
        self.mark(name, guard, on, |variable| &mut variable.exported);
    }

    /// Sets one of a variable's marks where `guard` holds.
    pub fn mark(&mut self, name: &str, guard: Guard, on: bool, which: fn(&mut Variable) -> &mut Guard) {
        let known = self.up_to_date(name);
        let mut variable = (*known).clone();
        let mark = which(&mut variable);
        *mark = if on { self.guards.or(*mark, guard) } else { self.guards.minus(*mark, guard) };
        self.store(name, variable);
    }

    /// One value for many: unset stays told apart, all others become one unknown.
    pub fn widen_value(&mut self, value: &Choice<Value>, name: &str, growing: bool) -> Choice<Value> {
        let unset = value.when(&mut self.guards, |value| *value == Value::Unset);
        let is_keyed = |value: &Value| matches!(value, Value::Array(array) if array.is_keyed());
        let keyed = value.when(&mut self.guards, is_keyed);
        let set = value.when(&mut self.guards, |value| *value != Value::Unset && !is_keyed(value));
        let mut texts: Vec<Text> = Vec::new();
        let mut lists = false;
        for (_, value) in value.iter() {
            match value {
                Value::Unset => {}
                Value::Scalar(text) => texts.push(text.clone()),
                Value::Array(array) if array.is_keyed() => {}
                Value::Array(_) => lists = true,
            }
        }
        let subject = format!("${name}");
        let wide = if lists {
            let list = self.elements_list(name);
            Value::Array(Array::unknown(list))
        } else {
            Value::Scalar(self.widen_texts(&texts, growing, &subject))
        };
        let mut widened = Choice::under(set, wide);
        widened.add(&mut self.guards, unset, Value::Unset);
        if !keyed.is_false() {
            let list = self.elements_list(name);
            widened.add(&mut self.guards, keyed, Value::Array(Array::declared(true).blurred(list)));
        }
        widened
    }

    /// Assigns a text, and records what is worth knowing of it.
    pub fn assign_text(
        &mut self,
        span: Span,
        name: &str,
        guard: Guard,
        texts: &Choice<Text>,
        constant: bool,
    ) {
        let texts = self.as_integers(name, texts.clone(), span);
        let old = self.variable(name, guard);
        let loses = if constant { self.lost_tally(&old) } else { Guard::FALSE };
        let value = self.scalars(&texts);
        self.assign(name, guard, &value, span);
        let accumulates = texts.iter().any(|(_, text)| text.tally == Tally::Open) && !constant;
        if accumulates || !loses.is_false() {
            let value = texts.iter().next().map(|(_, text)| text.shown()).unwrap_or_default();
            let assigned = Assigned { name: name.to_owned(), value, constant, loses, accumulates };
            self.event(span, guard, EventKind::Assigned(assigned));
        }
    }

    /// A text that is assigned to an array goes to its first element.
    fn for_array(&mut self, old: &Choice<Value>, new: &Choice<Value>, name: &str) -> Choice<Value> {
        if !old.iter().any(|(_, value)| matches!(value, Value::Array(_))) {
            return new.clone();
        }
        let list = self.elements_list(name);
        self.product(old, new, |old, new| match (old, new) {
            (Value::Array(array), Value::Scalar(text)) => {
                let mut array = array.clone();
                let first = Key::first_of(&array);
                array.set(&first, text.clone(), list);
                Value::Array(array)
            }
            _ => new.clone(),
        })
    }

    /// Where a sum of statuses that is not 0 is thrown away.
    fn lost_tally(&mut self, old: &Choice<Value>) -> Guard {
        let mut lost = Guard::FALSE;
        for (guard, value) in old.iter() {
            let Value::Scalar(text) = value else { continue };
            if text.tally == Tally::Open {
                let zero = self.text_is(text, b"0");
                let failing = self.minus(guard, zero);
                lost = self.or(lost, failing);
            }
        }
        lost
    }

    /// Somebody looked at a variable's number, or handed it on.
    pub fn hand_on(&mut self, name: &str, guard: Guard) {
        let Some(known) = self.shell.variables.get(name) else { return };
        let is_open = |value: &Value| matches!(value, Value::Scalar(text) if text.tally == Tally::Open);
        if !known.value.iter().any(|(_, value)| is_open(value)) {
            return;
        }
        let mut variable = (**known).clone();
        let inside = variable.value.within(&mut self.guards, guard);
        let marked = inside.map(&mut self.guards, |value| match value {
            Value::Scalar(text) if text.tally == Tally::Open => {
                Value::Scalar(text.clone().with_tally(Tally::Handed))
            }
            other => other.clone(),
        });
        variable.value.replace(&mut self.guards, guard, marked);
        self.store(name, variable);
    }

    /// Makes a variable local to the function that is being run. In dash it keeps its value, in
    /// bash it is unset (dash 0.5.12, bash 5.2, measured).
    pub fn make_local(&mut self, name: &str, guard: Guard) {
        let Some(call) = self.calls.last() else { return };
        let mut fresh = guard;
        for local in call.locals.iter().filter(|local| *local.name == *name) {
            fresh = self.guards.minus(fresh, local.guard);
        }
        if fresh.is_false() {
            return;
        }
        let hidden = self.up_to_date(name);
        if let Some(call) = self.calls.last_mut() {
            call.locals.push(Local { name: name.into(), hidden, guard: fresh });
        }
        let (_, mut bash) = self.by_shell(fresh);
        // Assigned in front of the call it keeps its value, too.
        for (given, guard) in self.given.clone() {
            if *given == *name {
                bash = self.minus(bash, guard);
            }
        }
        if !bash.is_false() {
            // It is exported as the variable that it hides (measured).
            self.put(name, bash, &Choice::under(bash, Value::Unset));
            self.mark(name, bash, false, |variable| &mut variable.integer);
        }
    }

    /// What programs find of a variable in their environment, and where they find it: in bash, what a local
    /// hides shows where the local has no value of its own or is not exported (bash 5.2, measured).
    pub fn in_environment(&mut self, name: &str) -> (Choice<Value>, Guard) {
        let known = self.up_to_date(name);
        let (_, bash) = self.by_shell(Guard::TRUE);
        let mut visible = Choice::default();
        let (mut found, mut open) = (Guard::FALSE, Guard::TRUE);
        let hidden: Vec<(Rc<Variable>, Guard)> = self
            .calls
            .iter()
            .rev()
            .flat_map(|call| call.locals.iter().rev())
            .filter(|local| *local.name == *name)
            .map(|local| (Rc::clone(&local.hidden), local.guard))
            .collect();
        for (variable, guard) in std::iter::once((known, Guard::TRUE)).chain(hidden) {
            let set = variable.value.when(&mut self.guards, |value| *value != Value::Unset);
            let shown = self.guards.and(set, variable.exported);
            let reached = self.and(open, guard);
            let shown = self.and(shown, reached);
            let value = variable.value.within(&mut self.guards, shown);
            visible.join(&mut self.guards, value);
            found = self.or(found, shown);
            let past = self.minus(reached, shown);
            open = self.and(past, bash);
        }
        let nothing = self.guards.not(found);
        visible.add(&mut self.guards, nothing, Value::Unset);
        (visible, found)
    }

    /// At the end of a call, where it comes back: locals get what they held outside.
    pub fn restore_locals(&mut self, locals: Vec<Local>, back: Guard) {
        for Local { name, hidden, guard } in locals.into_iter().rev() {
            let guard = self.and(guard, back);
            let old = hidden.value.within(&mut self.guards, guard);
            self.put(&name, guard, &old);
            let known = self.up_to_date(&name);
            let mut variable = (*known).clone();
            let marks = [
                (&mut variable.exported, hidden.exported),
                (&mut variable.readonly, hidden.readonly),
                (&mut variable.integer, hidden.integer),
            ];
            for (mark, old) in marks {
                let inside = self.guards.and(old, guard);
                let outside = self.guards.minus(*mark, guard);
                *mark = self.guards.or(inside, outside);
            }
            self.store(&name, variable);
        }
    }

    /// Variables that were assigned for one command get back what they held, and whether they were exported.
    pub fn put_back(&mut self, saved: Vec<(Rc<str>, Rc<Variable>)>, guard: Guard) {
        for (name, variable) in saved.into_iter().rev() {
            let value = variable.value.within(&mut self.guards, guard);
            self.put(&name, guard, &value);
            let exported = self.and(variable.exported, guard);
            self.export(&name, guard, false);
            self.export(&name, exported, true);
        }
    }

    /// Unsets a variable; where it is readonly that is an error.
    pub fn unset(&mut self, name: &str, guard: Guard) -> Guard {
        let mut refused = self.refused(name, guard);
        if name == "OPTIND" {
            // dash takes nothing for no number (0.5.12, measured).
            let (dash, _) = self.by_shell(guard);
            refused = self.or(refused, dash);
        }
        let guard = self.minus(guard, refused);
        self.put(name, guard, &Choice::under(guard, Value::Unset));
        // In dash a local is kept with its marks, as the shell's own variables are (dash 0.5.12, measured).
        let (mut forgotten, bash) = self.by_shell(guard);
        if DASH_KEEPS.contains(&name) {
            forgotten = Guard::FALSE;
        }
        let locals: Vec<Guard> = self
            .calls
            .iter()
            .flat_map(|call| &call.locals)
            .filter(|local| *local.name == *name)
            .map(|local| local.guard)
            .collect();
        for local in locals {
            forgotten = self.minus(forgotten, local);
        }
        let forgotten = self.or(forgotten, bash);
        self.export(name, forgotten, false);
        self.mark(name, guard, false, |variable| &mut variable.integer);
        refused
    }

    /// The texts of a variable where it is set to one.
    pub fn texts_of(&mut self, name: &str, guard: Guard) -> Choice<Option<Text>> {
        let value = self.variable(name, guard);
        let mut texts = Choice::default();
        for (own, value) in value.iter() {
            match value {
                Value::Unset => texts.add(&mut self.guards, own, None),
                Value::Scalar(text) => texts.add(&mut self.guards, own, Some(text.clone())),
                Value::Array(array) => {
                    let place = Place { name, span: Span::default(), absence: Absence::Told };
                    let first = self.element(array, &Key::first_of(array), place, own);
                    texts.join(&mut self.guards, first);
                }
            }
        }
        texts
    }
}

/// Whether all that a variable may hold are known statuses, and not many: they are told apart at any time.
fn holds_few_statuses(value: &Choice<Value>) -> bool {
    let is_status = |value: &Value| match value {
        Value::Scalar(text) => text.as_number().is_some_and(|number| (0..256).contains(&number)),
        Value::Unset => true,
        Value::Array(_) => false,
    };
    value.len() <= STATUSES && value.iter().all(|(_, value)| is_status(value))
}
