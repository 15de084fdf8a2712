//! Pathname expansion (POSIX XCU 2.6.6) in the root and what the script made of it.

use std::rc::Rc;

use crate::catalog::profile::PathState;
use crate::exec::files::{NAMES, UNCERTAIN};
use crate::exec::machine::Machine;
use crate::exec::text::{Class, Field, Text};
use crate::logic::{Choice, Guard};
use crate::pattern::Pattern;

/// What is being matched: the path so far and what its components matched.
type Names = Vec<Vec<u8>>;

impl Machine<'_> {
    /// The fields that a word with special characters becomes: the names that match, or itself.
    pub fn matching_files(&mut self, text: &Text, pattern: &Text, guard: Guard) -> Choice<Vec<Field>> {
        if guard.is_false() {
            return Choice::default();
        }
        let Some(known) = pattern.known().map(<[u8]>::to_vec) else {
            return Choice::under(guard, vec![self.unknown_names(text)]);
        };
        let absolute = known.starts_with(b"/");
        let mut components: Vec<&[u8]> =
            known.split(|byte| *byte == b'/').filter(|part| !part.is_empty()).collect();
        if known.ends_with(b"/") {
            components.push(b"");
        }
        let start = if absolute { b"/".to_vec() } else { Vec::new() };
        let Some(names) = self.walk(start, &components, guard) else {
            return Choice::under(guard, vec![self.unknown_names(text)]);
        };
        let mut fields = Choice::default();
        for (own, names) in names.iter() {
            let vanishes = self.and(own, self.shell.options.nullglob);
            let own = if names.is_empty() { self.minus(own, vanishes) } else { own };
            if names.is_empty() {
                fields.add(&mut self.guards, vanishes, Vec::new());
            }
            let found = if names.is_empty() {
                vec![Field::One(text.clone())]
            } else {
                names.iter().map(|name| Field::One(Text::exact(name.clone()))).collect()
            };
            fields.add(&mut self.guards, own, found);
        }
        fields
    }

    fn unknown_names(&mut self, text: &Text) -> Field {
        Field::Many(self.hole(Class::NonEmpty, format!("the files that match {}", text.shown())))
    }

    /// The names below `before` that match; `None`: they are not known.
    fn walk(&mut self, before: Vec<u8>, components: &[&[u8]], guard: Guard) -> Option<Choice<Names>> {
        let Some((first, rest)) = components.split_first() else {
            return Some(Choice::under(guard, vec![before]));
        };
        if first.is_empty() {
            // A slash at the end: only directories.
            let path = self.one_path(&before, guard)?;
            let states = self.path_states(&path, guard);
            let there = states.when(&mut self.guards, |state| state.kind == PathState::Directory);
            let mut names = Choice::under(there, vec![[before.as_slice(), b"/"].concat()]);
            let absent = self.minus(guard, there);
            names.add(&mut self.guards, absent, Names::new());
            return Some(names);
        }
        let pattern = Pattern::compile(first, self.pattern_syntax());
        if !pattern.is_special() {
            let path = join(&before, &pattern.start());
            if !rest.is_empty() {
                return self.walk(path, rest, guard);
            }
            let there = self.is_there(&path, guard)?;
            let mut names = Choice::under(there, vec![path]);
            let absent = self.minus(guard, there);
            names.add(&mut self.guards, absent, Names::new());
            return Some(names);
        }
        let mut all = Choice::under(guard, Names::new());
        for (name, there) in self.entries(&before, &pattern, guard)? {
            let below = self.walk(join(&before, &name), rest, there)?;
            let absent = self.minus(guard, there);
            let mut found = below;
            found.add(&mut self.guards, absent, Names::new());
            all = self.product(&all, &found, |before, more| before.iter().chain(more).cloned().collect());
            if all.len() > 1 << UNCERTAIN || all.iter().any(|(_, names)| names.len() > NAMES) {
                return None;
            }
        }
        Some(all)
    }

    fn is_there(&mut self, path: &[u8], guard: Guard) -> Option<Guard> {
        let path = self.one_path(path, guard)?;
        let states = self.path_states(&path, guard);
        Some(states.when(&mut self.guards, |state| state.kind != PathState::Absent))
    }

    fn one_path(&mut self, path: &[u8], guard: Guard) -> Option<Rc<[u8]>> {
        self.path_of(&Text::exact(path), guard).single().cloned().flatten()
    }

    /// The names in a directory that match, and where each is there; `None`: they are not known.
    fn entries(
        &mut self,
        directory: &[u8],
        pattern: &Pattern,
        guard: Guard,
    ) -> Option<Vec<(Vec<u8>, Guard)>> {
        let here = if directory.is_empty() { b"." } else { directory };
        let directory = self.one_path(here, guard)?;
        let states = self.path_states(&directory, guard);
        let readable = states.when(&mut self.guards, |state| state.kind == PathState::Directory);
        if readable.is_false() {
            return Some(Vec::new());
        }
        let names = self.names_in(&directory)?;
        let hidden = pattern.start().starts_with(b".");
        let mut entries = Vec::new();
        for name in names {
            if name.starts_with(b".") && !hidden || !pattern.matches(&name) {
                continue;
            }
            let path: Rc<[u8]> = self.world.canonical(&join(&directory, &name)).into();
            let states = self.path_states(&path, readable);
            let there = states.when(&mut self.guards, |state| state.kind != PathState::Absent);
            if !there.is_false() {
                entries.push((name, there));
            }
        }
        (entries.len() <= NAMES).then_some(entries)
    }
}

fn join(directory: &[u8], name: &[u8]) -> Vec<u8> {
    if directory.is_empty() || directory == b"/" {
        return [directory, name].concat();
    }
    [directory, b"/", name].concat()
}
