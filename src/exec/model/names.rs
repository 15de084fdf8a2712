//! Commands that list the names in a directory.

use std::rc::Rc;

use super::paths::Line;
use crate::catalog::command::{NamesModel, Operand};
use crate::catalog::profile::PathState;
use crate::exec::files::{FileState, NAMES, UNCERTAIN, can_be_read};
use crate::exec::machine::Machine;
use crate::exec::text::{Class, Field, Text};
use crate::filter::regex::{Extent, Pattern, Syntax};
use crate::logic::{Choice, Guard};

/// Which names are listed.
struct Filter {
    /// `None`: all that do not begin with a dot.
    like: Option<Pattern>,
    unlike: Pattern,
}

impl Filter {
    fn takes(&self, name: &[u8]) -> bool {
        let liked = self.like.as_ref().map_or(!name.starts_with(b"."), |like| like.is_match(name));
        liked && !self.unlike.is_match(name)
    }
}

impl Machine<'_> {
    /// What a listing writes; what is not known is a text named `subject`.
    pub(super) fn listing(
        &mut self,
        line: Line<'_>,
        names: &NamesModel,
        guard: Guard,
        subject: String,
    ) -> Choice<Text> {
        let known = self.known_listing(line, names, guard);
        known.unwrap_or_else(|| Choice::under(guard, self.unknown_text(Class::Any, subject)))
    }

    fn known_listing(&mut self, line: Line<'_>, names: &NamesModel, guard: Guard) -> Option<Choice<Text>> {
        let filter = self.names_filter(line, names)?;
        let targets = self.targets(line, &names.of);
        if targets.len() > 1 {
            return self.listed_themselves(&targets, guard);
        }
        let [Field::One(given)] = targets.as_slice() else { return None };
        let mut listing = Choice::default();
        for (own, path) in self.path_of(given, guard).iter() {
            let path = path.clone()?;
            let states = self.path_states(&path, own);
            let directory = states.when(&mut self.guards, |state| state.kind == PathState::Directory);
            let itself = self.minus(own, directory);
            listing.add(&mut self.guards, itself, given.concat(&Text::exact("\n")));
            let before = if names.whole_path { [given.known()?, b"/"].concat() } else { Vec::new() };
            let entries = self.listed(&path, names, &filter, directory)?;
            let lines = self.lines_of(&before, &entries, directory)?;
            listing.join(&mut self.guards, lines);
        }
        Some(listing)
    }

    /// The paths of the programs in a directory that a case runs one after another, and where each is there; `None`:
    /// they are not known.
    pub(super) fn programs(
        &mut self,
        line: Line<'_>,
        names: &NamesModel,
        guard: Guard,
    ) -> Option<Vec<(Text, Guard)>> {
        let filter = self.names_filter(line, names)?;
        let targets = self.targets(line, &names.of);
        let [Field::One(given)] = targets.as_slice() else { return None };
        let directory = self.path_of(given, guard).single().cloned().flatten()?;
        let states = self.path_states(&directory, guard);
        let there = states.when(&mut self.guards, |state| state.kind == PathState::Directory);
        let mut programs = Vec::new();
        for (name, own) in self.listed(&directory, names, &filter, there)? {
            let path = [given.known()?, b"/", &name].concat();
            let file: Rc<[u8]> = self.world.canonical(&[&with_slash(&directory), &*name].concat()).into();
            let states = self.path_states(&file, own);
            let runs = states.when(&mut self.guards, |state| state.kind == PathState::Executable);
            if !runs.is_false() {
                programs.push((Text::exact(path), runs));
            }
        }
        Some(programs)
    }

    /// Several files, none of which is a directory: their names, in byte order.
    fn listed_themselves(&mut self, targets: &[Field], guard: Guard) -> Option<Choice<Text>> {
        let mut names: Vec<Vec<u8>> =
            targets.iter().map(|target| target.known().map(<[u8]>::to_vec)).collect::<Option<_>>()?;
        if names.len() > NAMES {
            return None;
        }
        names.sort_unstable();
        let mut entries = Vec::new();
        for name in names {
            let path = self.path_of(&Text::exact(name.as_slice()), guard).single().cloned()??;
            let states = self.path_states(&path, guard);
            let directory = states.when(&mut self.guards, |state| state.kind == PathState::Directory);
            if !directory.is_false() {
                return None;
            }
            entries.push((name, states.when(&mut self.guards, |state| state.kind != PathState::Absent)));
        }
        self.lines_of(b"", &entries, guard)
    }

    fn names_filter(&mut self, line: Line<'_>, names: &NamesModel) -> Option<Filter> {
        let option = names.like_option.clone().map(Operand::Option);
        let given = option.map(|option| self.targets(line, &option)).unwrap_or_default();
        let like: Vec<Vec<u8>> = match given.last() {
            Some(field) => vec![field.known()?.to_vec()],
            None => names.like.iter().map(|like| like.as_bytes().to_vec()).collect(),
        };
        let unlike: Vec<&[u8]> = names.unlike.iter().map(String::as_bytes).collect();
        let any = |patterns: &[&[u8]]| {
            let syntax = Syntax { extended: true, ..Syntax::default() };
            Pattern::any(patterns, syntax, Extent::Anywhere)
        };
        let like: Vec<&[u8]> = like.iter().map(Vec::as_slice).collect();
        let like = if like.is_empty() { None } else { Some(any(&like)?) };
        Some(Filter { like, unlike: any(&unlike)? })
    }

    /// The names that are listed, and where each is there.
    fn listed(
        &mut self,
        directory: &Rc<[u8]>,
        names: &NamesModel,
        filter: &Filter,
        guard: Guard,
    ) -> Option<Vec<(Vec<u8>, Guard)>> {
        if guard.is_false() {
            return Some(Vec::new());
        }
        let mut entries = Vec::new();
        for name in self.names_in(directory)?.into_iter().filter(|name| filter.takes(name)) {
            let path: Rc<[u8]> = self.world.canonical(&[&with_slash(directory), &*name].concat()).into();
            let states = self.path_states(&path, guard);
            let there = states.when(&mut self.guards, |state| counts(names, state));
            if !there.is_false() {
                entries.push((name, there));
            }
        }
        (entries.len() <= NAMES).then_some(entries)
    }

    /// The names as lines, in each combination of those that may be there.
    fn lines_of(
        &mut self,
        before: &[u8],
        entries: &[(Vec<u8>, Guard)],
        guard: Guard,
    ) -> Option<Choice<Text>> {
        let mut all: Choice<Vec<u8>> = Choice::under(guard, Vec::new());
        for (name, there) in entries {
            let mut one = Choice::under(*there, [before, name, b"\n"].concat());
            let absent = self.minus(guard, *there);
            one.add(&mut self.guards, absent, Vec::new());
            all = self.product(&all, &one, |lines, line| [lines.as_slice(), line].concat());
            if all.len() > 1 << UNCERTAIN {
                return None;
            }
        }
        Some(all.map(&mut self.guards, |lines| Text::exact(lines.as_slice())))
    }
}

fn counts(names: &NamesModel, state: &FileState) -> bool {
    let is_file = can_be_read(state.kind) && state.kind != PathState::Special;
    if names.files { is_file } else { state.kind != PathState::Absent }
}

fn with_slash(directory: &[u8]) -> Vec<u8> {
    if directory.ends_with(b"/") { directory.to_vec() } else { [directory, b"/"].concat() }
}
