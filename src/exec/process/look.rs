//! Looking for processes: by a pid file, by number, by file, name and user.

use std::rc::Rc;

use super::number::Numbered;
use super::{ProcessId, base};
use crate::catalog::process::{Finds, Instead};
use crate::catalog::profile::PathState;
use crate::exec::files::can_be_read;
use crate::exec::machine::Machine;
use crate::exec::text::{Class, Field, Text};
use crate::filter::regex::{Extent, Pattern, Syntax};
use crate::logic::{FactKind, Guard};
use crate::span::Span;

/// The words that say what is looked for.
#[derive(Clone, Debug, Default)]
pub(in crate::exec) struct Sought {
    /// Where its number stands.
    pub pid_file: Option<Text>,
    /// Numbers.
    pub number: Vec<Field>,
    /// What it executes.
    pub file: Vec<Field>,
    /// Its name.
    pub name: Vec<Field>,
    /// What its name or command line is like.
    pub pattern: Vec<Field>,
    /// Whose it is.
    pub user: Vec<Field>,
    /// The whole command line is compared.
    pub whole: bool,
}

impl Sought {
    /// Nothing but a pid file or a number is given.
    fn is_bare(&self) -> bool {
        [&self.file, &self.name, &self.pattern, &self.user].iter().all(|words| words.is_empty())
    }
}

/// What came of it. The four guards exclude each other.
#[derive(Clone, Debug, Default)]
pub(in crate::exec) struct Found {
    /// Where a process is found.
    pub found: Guard,
    /// Where the pid file names none that runs and fits.
    pub stale: Guard,
    /// Where there is no number.
    pub unclear: Guard,
    /// Where the pid file cannot be read, or is not trusted.
    pub refused: Guard,
    /// The processes that are found.
    pub hits: Vec<(ProcessId, Guard)>,
    /// Where the script itself is.
    pub itself: Guard,
    /// Where it is one that nobody knows.
    pub unknown: Guard,
    /// It was its number that was looked for, so there is just one.
    pub by_number: bool,
}

impl Machine<'_> {
    /// Looks for processes.
    pub fn look_for(&mut self, finds: &Finds, sought: &Sought, guard: Guard, span: Span) -> Found {
        let found = self.look(finds, sought, guard, span);
        self.settled_search(found, guard, span)
    }

    fn look(&mut self, finds: &Finds, sought: &Sought, guard: Guard, span: Span) -> Found {
        if finds.every && sought.number.len().max(sought.name.len() + sought.file.len()) > 1 {
            return self.look_for_every(finds, sought, guard, span);
        }
        let Some(file) = sought.pid_file.clone() else {
            return match sought.number.is_empty() {
                true => self.search(finds, sought, guard),
                false => self.look_for_numbers(finds, sought, guard),
            };
        };
        let mut found = self.look_into(&file, finds, sought, guard, span);
        if let Some(instead) = finds.instead {
            let mut left = guard;
            for done in [found.found, found.unclear, found.refused] {
                left = self.minus(left, done);
            }
            if instead == Instead::Absent {
                left = self.minus(left, found.stale);
            }
            let more = self.search(finds, sought, left);
            found.stale = self.minus(found.stale, more.found);
            self.join_found(&mut found, more);
        }
        found
    }

    /// Each word is looked for by itself, and all must be found.
    fn look_for_every(&mut self, finds: &Finds, sought: &Sought, guard: Guard, span: Span) -> Found {
        let one = Finds { every: false, ..finds.clone() };
        let part = |number: &[Field], file: &[Field], name: &[Field]| Sought {
            number: number.to_vec(),
            file: file.to_vec(),
            name: name.to_vec(),
            ..sought.clone()
        };
        let parts = (sought.number.iter().map(|word| part(std::slice::from_ref(word), &[], &[])))
            .chain(sought.file.iter().map(|word| part(&[], std::slice::from_ref(word), &[])))
            .chain(sought.name.iter().map(|word| part(&[], &[], std::slice::from_ref(word))));
        let mut all = Found { found: guard, ..Found::default() };
        for part in parts.collect::<Vec<_>>() {
            let mut next = self.look_for(&one, &part, guard, span);
            let both = self.and(all.found, next.found);
            next.found = Guard::FALSE;
            self.join_found(&mut all, next);
            all.found = both;
        }
        for other in [all.stale, all.unclear] {
            all.found = self.minus(all.found, other);
        }
        all.stale = self.minus(all.stale, all.unclear);
        all
    }

    fn join_found(&mut self, all: &mut Found, more: Found) {
        all.found = self.or(all.found, more.found);
        all.stale = self.or(all.stale, more.stale);
        all.unclear = self.or(all.unclear, more.unclear);
        all.refused = self.or(all.refused, more.refused);
        all.itself = self.or(all.itself, more.itself);
        all.unknown = self.or(all.unknown, more.unknown);
        all.hits.extend(more.hits);
        all.by_number &= more.by_number;
    }

    fn look_for_numbers(&mut self, finds: &Finds, sought: &Sought, guard: Guard) -> Found {
        let mut all = Found { by_number: true, ..Found::default() };
        for word in &sought.number {
            let numbered = self.numbered(word, guard);
            let next = self.fitting(finds, sought, numbered, guard);
            self.join_found(&mut all, next);
        }
        all.stale = self.minus(all.stale, all.found);
        all.unclear = self.minus(all.unclear, all.found);
        all.unclear = self.minus(all.unclear, all.stale);
        all
    }

    /// Looks for the number in a file.
    fn look_into(&mut self, file: &Text, finds: &Finds, sought: &Sought, guard: Guard, span: Span) -> Found {
        let mut all = Found { by_number: true, ..Found::default() };
        for (own, path) in self.path_of(file, guard).iter() {
            let Some(path) = path else {
                let there = self.unknown_pid_file(file, own);
                let text = self.unknown_text(Class::Any, format!("what {} holds", file.shown()));
                self.look_at(&[(there, text)], finds, sought, &mut all);
                continue;
            };
            let states = self.path_states(path, own);
            let read = states.when(&mut self.guards, |state| can_be_read(state.kind));
            let unreadable = states.when(&mut self.guards, |state| state.kind == PathState::Unreadable);
            let directory = states.when(&mut self.guards, |state| state.kind == PathState::Directory);
            let distrusted =
                if finds.wary && sought.is_bare() { self.is_foreign(path, read) } else { Guard::FALSE };
            let refused = self.or(unreadable, distrusted);
            all.refused = self.or(all.refused, refused);
            all.unclear = self.or(all.unclear, directory);
            let read = self.minus(read, distrusted);
            let content = self.read_file(file, read, span).content;
            let content: Vec<_> = content.iter().map(|(own, text)| (own, text.clone())).collect();
            self.look_at(&content, finds, sought, &mut all);
        }
        all
    }

    /// Where there is a pid file of which the path is not known.
    fn unknown_pid_file(&mut self, file: &Text, guard: Guard) -> Guard {
        let subject = format!("the pid file {}", file.shown());
        let epoch = self.count_unique(&format!("{subject} {:?} {}", file.pieces(), self.epoch));
        let views = self.may_be_left_now(file);
        let answers = ["is not there", "is there"];
        let fact = self.fact_with(FactKind::Path, subject, epoch, &answers, views);
        let there = self.is(fact, 1);
        self.and(guard, there)
    }

    fn look_at(&mut self, content: &[(Guard, Text)], finds: &Finds, sought: &Sought, all: &mut Found) {
        for (own, text) in content {
            let numbered = self.numbered_text(&first_line(text), *own);
            let next = self.fitting(finds, sought, numbered, *own);
            self.join_found(all, next);
        }
    }

    /// What a number names, where that fits everything else that is looked for.
    fn fitting(&mut self, finds: &Finds, sought: &Sought, numbered: Numbered, guard: Guard) -> Found {
        let mut found = Found { unclear: numbered.unclear, by_number: true, ..Found::default() };
        if sought.is_bare() || finds.instead.is_some() {
            (found.found, found.itself) = (numbered.alive, numbered.itself);
            (found.unknown, found.hits) = (numbered.unknown, numbered.hits);
        } else {
            let mut rest = self.minus(numbered.alive, numbered.itself);
            for (id, alive) in numbered.hits.into_iter().filter(|(_, alive)| !alive.is_false()) {
                rest = self.minus(rest, alive);
                let fits = self.fits(id, finds, sought, alive);
                found.found = self.or(found.found, fits);
                found.hits.push((id, fits));
            }
            found.unknown = self.fits_by_chance(finds, sought, rest);
            found.found = self.or(found.found, found.unknown);
        }
        let rest = self.minus(guard, found.found);
        found.stale = self.minus(rest, found.unclear);
        found
    }

    /// A number that is not known, or was used again: usually for something else, unless what is looked for
    /// runs.
    fn fits_by_chance(&mut self, finds: &Finds, sought: &Sought, guard: Guard) -> Guard {
        if guard.is_false() {
            return guard;
        }
        let mut fitting = Vec::new();
        for id in self.process_ids() {
            let running = self.process(id).running;
            fitting.push(self.fits(id, finds, sought, running));
        }
        let views = self.usual_if(fitting.into_iter());
        let subject = "that a process that somebody else has started fits".to_owned();
        let epoch = self.count_run(&subject);
        let fact = self.fact_with(FactKind::Other, subject, epoch, &["is not so", "is so"], views);
        let fits = self.is(fact, 1);
        self.and(guard, fits)
    }

    /// Looks at all processes.
    fn search(&mut self, finds: &Finds, sought: &Sought, guard: Guard) -> Found {
        let mut found = Found::default();
        if guard.is_false() || sought.is_bare() {
            return found;
        }
        for word in sought.file.iter().chain(&sought.name) {
            match word.known() {
                Some(name) => self.settle(base(name)),
                None => self.settle_all(),
            }
        }
        for word in &sought.pattern {
            self.settle_all();
            self.settle_like(word);
        }
        for id in self.process_ids() {
            let running = self.process(id).running;
            let here = self.and(running, guard);
            if here.is_false() {
                continue;
            }
            let fits = self.fits(id, finds, sought, here);
            let runs = self.runs(id, fits);
            if !runs.is_false() {
                found.found = self.or(found.found, runs);
                found.hits.push((id, runs));
            }
        }
        found.itself = self.is_itself(finds, sought, guard);
        found.unknown = self.something_unknown(sought, guard);
        for more in [found.itself, found.unknown] {
            found.found = self.or(found.found, more);
        }
        found
    }

    /// Brings up to date what an expression may match.
    fn settle_like(&mut self, word: &Field) {
        let syntax = Syntax { extended: true, ..Syntax::default() };
        let pattern = word.known().and_then(|word| Pattern::any(&[word], syntax, Extent::Anywhere));
        for name in self.named_programs(|name| pattern.as_ref().is_some_and(|pattern| pattern.is_match(name)))
        {
            self.settle(&name);
        }
    }

    fn settle_all(&mut self) {
        let mut names: Vec<Rc<[u8]>> = self.direct_names(0);
        names.extend(self.process_ids().flat_map(|id| self.process(id).names.clone()));
        names.sort_unstable();
        names.dedup();
        for name in names {
            self.settle(&name);
        }
    }

    /// Where a process is all that is looked for; not whether it runs.
    fn fits(&mut self, id: ProcessId, finds: &Finds, sought: &Sought, guard: Guard) -> Guard {
        let mut here = guard;
        if !sought.file.is_empty() {
            here = self
                .one_fits(&sought.file, here, |machine, word, own| machine.executes(id, word, finds, own));
        }
        if !sought.name.is_empty() {
            let short = |word: &Field| {
                let limit = finds.longest_name.unwrap_or(usize::MAX);
                word.known().is_none_or(|name| base(name).len() <= limit)
            };
            let names: Vec<Field> = sought.name.iter().filter(|word| short(word)).cloned().collect();
            let named = self.one_fits(&names, here, |machine, word, own| machine.is_called(id, word, own));
            // `program` words are files or names: either is enough.
            here =
                if finds.program.is_empty() || sought.file.is_empty() { named } else { self.or(here, named) };
        }
        if !sought.pattern.is_empty() {
            let whole = sought.whole;
            here = self
                .one_fits(&sought.pattern, here, |machine, word, own| machine.is_like(id, word, whole, own));
        }
        if finds.same_root {
            here = self.can_be_seen(id, &finds.needs, here);
        }
        if !sought.user.is_empty() {
            here = self.one_fits(&sought.user, here, |machine, word, own| machine.belongs_to(id, word, own));
        }
        here
    }

    fn one_fits(
        &mut self,
        words: &[Field],
        guard: Guard,
        mut test: impl FnMut(&mut Self, &Field, Guard) -> Guard,
    ) -> Guard {
        let mut sum = Guard::FALSE;
        for word in words {
            let rest = self.minus(guard, sum);
            if !rest.is_false() {
                let more = test(self, word, rest);
                sum = self.or(sum, more);
            }
        }
        sum
    }

    /// A command line that nobody knows may match an expression.
    fn something_unknown(&mut self, sought: &Sought, guard: Guard) -> Guard {
        if !sought.whole {
            return Guard::FALSE;
        }
        let shown: Vec<String> = sought.pattern.iter().map(Field::shown).collect();
        let subject = format!("a command line like `{}`", shown.join(" "));
        let answers = ["has nobody else", "has somebody else, or who has called the script"];
        let fact = self.open_fact(FactKind::Other, subject, self.epoch, &answers, 0);
        let is = self.is(fact, 1);
        self.and(guard, is)
    }

    /// Which words of a command are files and which are names, where it takes both.
    pub fn files_and_names(words: Vec<Field>) -> (Vec<Field>, Vec<Field>) {
        words.into_iter().partition(|word| word.one().is_some_and(|text| text.start().contains(&b'/')))
    }
}

fn first_line(text: &Text) -> Text {
    match text.known() {
        Some(known) => Text::exact(known.split(|byte| *byte == b'\n').next().unwrap_or_default()),
        None => text.clone(),
    }
}
