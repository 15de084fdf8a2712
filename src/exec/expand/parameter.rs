//! Parameter expansion (POSIX XCU 2.6.2): which value, and the operators `-`, `=`, `?`, `+`, `#`.

use std::rc::Rc;

use super::held::Held;
use super::{Fragment, Joint, join_fields};
use crate::exec::array::Nowhere;
use crate::exec::fault::Wrong;
use crate::exec::machine::Machine;
use crate::exec::state::Value;
use crate::exec::text::{Class, Field, HoleId, Text};
use crate::logic::{Choice, FactKind, Guard};
use crate::syntax::word::{Operator, Parameter, ParameterName, Subscript, Switch, Word};

impl Machine<'_> {
    /// `$x`, `${x…}`
    pub fn parameter_expansion(
        &mut self,
        parameter: &Parameter,
        guard: Guard,
        quoted: bool,
    ) -> Choice<Vec<Fragment>> {
        let guard = self.refuse_foreign_forms(parameter, guard);
        if guard.is_false() {
            return Choice::default();
        }
        if let Some(held) = self.held_whole(parameter, guard) {
            let mut all = Choice::default();
            for (own, held) in held.iter() {
                let fragments = match (&parameter.operator, held) {
                    (Operator::Substring { .. }, Held::Text(_)) => self.operate(parameter, held, own, quoted),
                    _ => self.fragments_of(held, own, quoted),
                };
                all.join(&mut self.guards, fragments);
            }
            return all;
        }
        if let (Operator::Names { at }, ParameterName::Variable(prefix)) =
            (&parameter.operator, &parameter.name)
            && let Some(names) = self.names_beginning_with(prefix, guard)
        {
            return self.fragments_of(&Held::List(names, *at), guard, quoted);
        }
        if let Operator::Names { .. } | Operator::Keys = parameter.operator {
            let text = self.unknown_text(Class::Any, self.source_text(parameter.span));
            return Choice::under(guard, vec![Fragment::expansion(text, quoted)]);
        }
        // `${!#}` is `$!` without an empty prefix to POSIX's shells, in bash the last parameter.
        let ends = parameter.indirect && parameter.name == ParameterName::Special(b'#');
        let held = if ends && !self.is_plain_bash() {
            self.held(&ParameterName::Special(b'!'), None, parameter, guard)
        } else if parameter.indirect {
            self.held_indirectly(parameter, guard)
        } else {
            self.held(&parameter.name, parameter.subscript.as_ref(), parameter, guard)
        };
        let mut all = Choice::default();
        for (own, held) in held.iter() {
            let fragments = self.operate(parameter, held, own, quoted);
            all.join(&mut self.guards, fragments);
        }
        all
    }

    /// `${!prefix*}`: the names of all variables that are set, where that is known.
    fn names_beginning_with(&mut self, prefix: &str, guard: Guard) -> Option<Vec<Field>> {
        if !self.shell.upheavals.is_empty() {
            return None;
        }
        let environment = self.world.environment_names().into_iter().map(Rc::from);
        let known = self.shell.variables.keys().cloned().chain(environment).chain(self.names_of_shells());
        let mut names: Vec<Rc<str>> = known.filter(|name| name.starts_with(prefix)).collect();
        names.sort_unstable();
        names.dedup();
        let mut set = Vec::new();
        for name in names {
            let there = self.variable(&name, guard).when(&mut self.guards, |value| *value != Value::Unset);
            match there {
                there if there.is_false() => {}
                there if there == guard => set.push(Field::One(Text::exact(&*name))),
                _ => return None,
            }
        }
        Some(set)
    }

    /// A bad substitution ends the shell where the line is reached: dash takes bash's own forms for one.
    fn refuse_foreign_forms(&mut self, parameter: &Parameter, guard: Guard) -> Guard {
        if parameter.operator == Operator::Bad {
            self.fault(Wrong::Refused, guard, parameter.span);
            return Guard::FALSE;
        }
        let bash_only = parameter.indirect && parameter.name != ParameterName::Special(b'#')
            || matches!(parameter.subscript, Some(Subscript::At | Subscript::Star | Subscript::Index(_)))
            || matches!(
                parameter.operator,
                Operator::Substring { .. }
                    | Operator::Replace { .. }
                    | Operator::Case { .. }
                    | Operator::Transform(_)
                    | Operator::Names { .. }
                    | Operator::Keys
            );
        if !bash_only || !self.may_be_dash() {
            return guard;
        }
        let (dash, bash) = self.by_shell(guard);
        self.abort(Choice::under(dash, super::super::status::Status::MISUSE), parameter.span);
        bash
    }

    /// The positional parameters under a guard.
    pub fn parameters(&mut self, guard: Guard) -> Choice<Vec<Field>> {
        self.asks_for_arguments();
        self.shell.parameters.within(&mut self.guards, guard)
    }

    /// A positional parameter: its text where it is set, `None` where it is not.
    pub fn positional(&mut self, number: u32, guard: Guard) -> Choice<Option<Text>> {
        if number == 0 {
            return Choice::under(guard, Some(self.name.clone()));
        }
        let mut found = Choice::default();
        let index = number as usize - 1;
        for (own, fields) in self.parameters(guard).iter() {
            let list = fields.iter().take(index + 1).position(|field| matches!(field, Field::Many(_)));
            match (list.and_then(|at| Some((at, fields.get(at)?))), fields.get(index)) {
                (Some((at, Field::Many(hole))), _) => {
                    let word = self.word_of(*hole, index - at, own);
                    found.join(&mut self.guards, word);
                }
                (_, Some(Field::One(text))) => found.add(&mut self.guards, own, Some(text.clone())),
                _ => found.add(&mut self.guards, own, None),
            }
        }
        found
    }

    /// The word with this index of an unknown list, where it is there.
    pub fn word_of(&mut self, list: HoleId, index: usize, guard: Guard) -> Choice<Option<Text>> {
        let (none, several) = self.list_length(list);
        let class = if self.holes.get(list).elements { Class::Any } else { Class::Word };
        let mut words = Choice::default();
        let subject = self.holes.get(list).subject.clone();
        if index == 0 {
            let absent = self.and(guard, none);
            words.add(&mut self.guards, absent, None);
            let there = self.minus(guard, none);
            let first = self.and(there, several);
            let text = self.unknown_text(class, format!("the first word of {subject}"));
            words.add(&mut self.guards, first, Some(text));
            let only = self.minus(there, several);
            let word = self.as_word(list);
            words.add(&mut self.guards, only, Some(word));
            return words;
        }
        let epoch = self.holes.get(list).epoch;
        let there = self.unknown(FactKind::Text, format!("{subject} has a word {}", index + 1), epoch);
        let there = self.and(there, several);
        let here = self.and(guard, there);
        let text = self.unknown_text(class, format!("word {} of {subject}", index + 1));
        words.add(&mut self.guards, here, Some(text));
        let absent = self.minus(guard, there);
        words.add(&mut self.guards, absent, None);
        words
    }

    /// How many fields there are.
    pub fn count(&mut self, fields: &[Field], guard: Guard) -> Choice<Text> {
        let resolved = self.resolve_lists(fields, guard);
        let mut counts = Choice::default();
        for (own, fields) in resolved.iter() {
            let known = fields.iter().filter(|field| matches!(field, Field::One(_))).count();
            let lists = fields.len() - known;
            let least = i64::try_from(known + 2 * lists).unwrap_or(i64::MAX);
            let text = if lists == 0 {
                Text::number(least)
            } else {
                self.unknown_text(Class::Number { min: least, max: i64::MAX }, "how many words there are")
            };
            counts.add(&mut self.guards, own, text);
        }
        counts
    }

    fn operate(
        &mut self,
        parameter: &Parameter,
        held: &Held,
        guard: Guard,
        quoted: bool,
    ) -> Choice<Vec<Fragment>> {
        if let Operator::Switch { or_empty, kind, word } = &parameter.operator {
            return self.switch(parameter, held, guard, quoted, (*or_empty, *kind, word));
        }
        if *held == Held::Unset {
            // `set -u` ends the shell, also behind `||`.
            let strict = self.and(guard, self.shell.options.nounset);
            if !strict.is_false() {
                self.abort_with_error(strict, parameter.span);
            }
            let rest = self.minus(guard, strict);
            let is_length = parameter.operator == Operator::Length;
            let text = if is_length { Text::number(0) } else { Text::default() };
            return Choice::under(rest, vec![Fragment::expansion(text, quoted)]);
        }
        match &parameter.operator {
            Operator::None => self.fragments_of(held, guard, quoted),
            Operator::Length => {
                let lengths = self.length(held, guard);
                lengths.map(&mut self.guards, |text| vec![Fragment::expansion(text.clone(), quoted)])
            }
            operator => {
                let held = self.with_name(parameter, held);
                let edited = self.edit(operator, &held, guard, parameter.span);
                let mut all = Choice::default();
                for (own, held) in edited.iter() {
                    let fragments = self.fragments_of(held, own, quoted);
                    all.join(&mut self.guards, fragments);
                }
                all
            }
        }
    }

    /// `${@:0}` counts from `$0` on.
    fn with_name(&self, parameter: &Parameter, held: &Held) -> Held {
        match (&parameter.operator, &parameter.name, held) {
            (Operator::Substring { .. }, ParameterName::Special(_), Held::List(fields, at)) => {
                let name = Field::One(self.name.clone());
                Held::List([name].into_iter().chain(fields.iter().cloned()).collect(), *at)
            }
            _ => held.clone(),
        }
    }

    fn length(&mut self, held: &Held, guard: Guard) -> Choice<Text> {
        let text = match held {
            Held::List(fields, at) => {
                let (dash, bash) = self.by_shell(guard);
                let mut lengths = self.count(fields, bash);
                let joined = self.joined_length(fields, *at, dash);
                lengths.join(&mut self.guards, joined);
                return lengths;
            }
            Held::Unset => Text::number(0),
            Held::Text(text) => match text.known() {
                Some(bytes) => Text::number(i64::try_from(bytes.len()).unwrap_or(i64::MAX)),
                None => self.unknown_text(Class::COUNT, format!("the length of {}", text.shown())),
            },
        };
        Choice::under(guard, text)
    }

    /// dash measures `${#*}` and `${#@}` as one text.
    fn joined_length(&mut self, fields: &[Field], at: bool, guard: Guard) -> Choice<Text> {
        let joint = if at { Joint::Blank } else { Joint::Separator };
        let list = Fragment::List { fields: fields.to_vec(), quoted: true, joint };
        let texts = self.joined(&Choice::under(guard, vec![list]));
        let mut lengths = Choice::default();
        for (own, text) in texts.iter() {
            let length = self.length(&Held::Text(text.clone()), own);
            lengths.join(&mut self.guards, length);
        }
        lengths
    }

    fn switch(
        &mut self,
        parameter: &Parameter,
        held: &Held,
        guard: Guard,
        quoted: bool,
        (or_empty, kind, word): (bool, Switch, &Word),
    ) -> Choice<Vec<Fragment>> {
        let missing = self.is_missing(held, or_empty, guard);
        let there = self.minus(guard, missing);
        if kind == Switch::Alternative {
            // In bash `"${@+x}"` without parameters is no field, as `"$@"` is none.
            let (_, bash) = self.by_shell(missing);
            let vanishes = if matches!(held, Held::List(_, true)) { bash } else { Guard::FALSE };
            let nothing = Fragment::List { fields: Vec::new(), quoted, joint: Joint::Blank };
            let stays = self.minus(missing, vanishes);
            let mut all = Choice::under(vanishes, vec![nothing]);
            all.add(&mut self.guards, stays, vec![Fragment::expansion(Text::default(), quoted)]);
            if !there.is_false() {
                let other = self.switch_word(word, there, quoted);
                all.join(&mut self.guards, other);
            }
            return all;
        }
        let mut all = match held {
            // No parameters in quotes and with an operator are one empty field to dash.
            Held::List(fields, true) if quoted && fields.is_empty() => {
                let (dash, bash) = self.by_shell(there);
                let mut all = self.fragments_of(held, bash, quoted);
                all.add(&mut self.guards, dash, vec![Fragment::expansion(Text::default(), quoted)]);
                all
            }
            _ => self.fragments_of(held, there, quoted),
        };
        if missing.is_false() {
            return all;
        }
        match kind {
            Switch::Error => self.abort_with_error(missing, parameter.span),
            Switch::Assign => {
                let other = self.switch_word(word, missing, quoted);
                let texts = self.joined(&other);
                if let ParameterName::Variable(name) = &parameter.name {
                    let texts = self.assign_missing(name, parameter, missing, texts);
                    // What stands there now is the variable's value, whatever was quoted in the word.
                    let value =
                        texts.map(&mut self.guards, |text| vec![Fragment::expansion(text.clone(), quoted)]);
                    all.join(&mut self.guards, value);
                } else {
                    self.fault(Wrong::Misnamed, missing, parameter.span);
                }
            }
            Switch::Default | Switch::Alternative => {
                let other = self.switch_word(word, missing, quoted);
                all.join(&mut self.guards, other);
            }
        }
        all
    }

    /// `${x=text}`, `${x[1]=text}`
    fn assign_missing(
        &mut self,
        name: &str,
        parameter: &Parameter,
        missing: Guard,
        texts: Choice<Text>,
    ) -> Choice<Text> {
        let span = parameter.span;
        match &parameter.subscript {
            None => self.assign_text(span, name, missing, &texts, false),
            Some(Subscript::Index(index)) => {
                let keys = self.keys_of_word(name, index, missing);
                self.assign_elements(name, &keys, &texts, Nowhere::Refused, span);
            }
            Some(Subscript::At | Subscript::Star) => {
                self.fault(Wrong::Nowhere, missing, span);
                return Choice::default();
            }
        }
        texts
    }

    /// Where a parameter counts as not there for `:-` and its kin.
    fn is_missing(&mut self, held: &Held, or_empty: bool, guard: Guard) -> Guard {
        match held {
            Held::Unset => guard,
            Held::Text(text) if or_empty => {
                let empty = self.text_is_empty(text);
                self.and(guard, empty)
            }
            Held::Text(_) => Guard::FALSE,
            Held::List(fields, _) => {
                let resolved = self.resolve_lists(fields, guard);
                let mut missing = Guard::FALSE;
                // To dash the parameters are always set.
                let (_, bash) = self.by_shell(guard);
                let unset = if or_empty { Guard::TRUE } else { bash };
                for (own, fields) in resolved.iter() {
                    let empty = match fields.as_slice() {
                        [] => unset,
                        [Field::One(text)] if or_empty => self.text_is_empty(text),
                        _ => Guard::FALSE,
                    };
                    let here = self.and(own, empty);
                    missing = self.or(missing, here);
                }
                missing
            }
        }
    }

    fn switch_word(&mut self, word: &Word, guard: Guard, quoted: bool) -> Choice<Vec<Fragment>> {
        let fragments = self.fragments(&word.parts, guard, quoted);
        fragments.map(&mut self.guards, |fragments| {
            if fragments.is_empty() {
                return vec![Fragment::expansion(Text::default(), quoted)];
            }
            // What stands there unquoted is split as an expansion's text is.
            let expanded = |fragment: &Fragment| match fragment {
                Fragment::Text { text, quoted: false, .. } => Fragment::expansion(text.clone(), quoted),
                other => other.clone(),
            };
            fragments.iter().map(expanded).collect()
        })
    }

    fn fragments_of(&mut self, held: &Held, guard: Guard, quoted: bool) -> Choice<Vec<Fragment>> {
        match held {
            Held::Unset => Choice::under(guard, vec![Fragment::expansion(Text::default(), quoted)]),
            Held::Text(text) => Choice::under(guard, vec![Fragment::expansion(text.clone(), quoted)]),
            Held::List(fields, at) if *at || !quoted => {
                let joint = if *at { Joint::Blank } else { Joint::Separator };
                Choice::under(guard, vec![Fragment::List { fields: fields.clone(), quoted, joint }])
            }
            Held::List(fields, _) => {
                let separators = self.separators(guard);
                separators.map(&mut self.guards, |separators| {
                    vec![Fragment::quoted(join_fields(fields, &Text::exact(separators.joint())))]
                })
            }
        }
    }

    /// Somebody compares or hands on what a variable holds.
    pub fn look_at_words(&mut self, words: &[Word], guard: Guard) {
        for name in words.iter().flat_map(|word| variables_in(&word.parts)) {
            self.hand_on(name, guard);
        }
    }
}

/// The variables whose values a word holds.
pub(in crate::exec) fn variables_in(parts: &[crate::syntax::word::Part]) -> Vec<&str> {
    use crate::syntax::word::Part;
    let mut names = Vec::new();
    for part in parts {
        match part {
            Part::DoubleQuoted { parts, .. } => names.extend(variables_in(parts)),
            Part::Parameter(parameter) => {
                if let ParameterName::Variable(name) = &parameter.name {
                    names.push(name.as_str());
                }
            }
            _ => {}
        }
    }
    names
}
