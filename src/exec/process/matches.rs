//! Whether a process fits what is looked for: the file it executes, its name, its user.

use std::rc::Rc;

use super::{ProcessId, base};
use crate::catalog::command::Need;
use crate::catalog::process::Finds;
use crate::exec::machine::Machine;
use crate::exec::text::{Field, Text};
use crate::filter::regex::{Extent, Pattern, Syntax};
use crate::logic::{FactKind, Guard};
use crate::syntax::dialect::of_shebang;

/// How a program's file begins that another program reads (execve(2)).
const INTERPRETED: &[u8] = b"#!";

/// What is known of the program that a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// It runs as itself.
    Itself,
    /// Another program reads it.
    Interpreted,
    /// No root tells.
    Unknown,
}

impl Machine<'_> {
    /// Where a process executes the file that a word names, and that can be seen.
    pub(super) fn executes(&mut self, id: ProcessId, word: &Field, finds: &Finds, guard: Guard) -> Guard {
        let Some(text) = word.one().filter(|text| text.known().is_some()) else {
            return self.may_fit(id, word, guard);
        };
        let mut fits = Guard::FALSE;
        for (own, path) in self.path_of(text, guard).iter() {
            let Some(path) = path else { continue };
            // What a process executes is what reads the script, never the script.
            if self.form(path) == Form::Interpreted && !finds.scripts {
                continue;
            }
            let first = self.process(id).plain && self.process(id).file.is_none();
            let named = text
                .known()
                .is_some_and(|word| self.process(id).names.iter().any(|name| **name == *base(word)));
            let here = if first && named { own } else { self.executes_path(id, path, own) };
            let seen = self.can_be_seen(id, &finds.needs, here);
            fits = self.or(fits, seen);
        }
        fits
    }

    fn executes_path(&mut self, id: ProcessId, path: &Rc<[u8]>, guard: Guard) -> Guard {
        let process = self.process(id);
        let (shown, file) = (process.shown.clone(), process.file.clone());
        let named = process.names.iter().any(|name| **name == *base(path));
        match file {
            Some(file) if file == *path => return self.has_begun(id, guard),
            None if named => return guard,
            Some(file) if self.form(&file) == Form::Interpreted => {
                let bytes = self.world.read(&file).iter().flatten().next().cloned();
                let interpreter = bytes.map(|bytes| first_word(&bytes));
                let reads = interpreter.is_some_and(|reader| self.world.canonical(&reader) == **path);
                return self.fits_perhaps(&shown, "executes", path, reads, guard);
            }
            _ => {}
        }
        if self.process(id).plain {
            return Guard::FALSE;
        }
        self.fits_perhaps(&shown, "executes", path, false, guard)
    }

    /// A program may run another one in its place, or call itself what it likes.
    fn fits_perhaps(&mut self, shown: &str, what: &str, word: &[u8], usual: bool, guard: Guard) -> Guard {
        let subject = format!("that {shown} {what} {}", String::from_utf8_lossy(word));
        let answers = ["is not so", "is so"];
        let fact = self.open_fact(FactKind::Other, subject, 0, &answers, u8::from(usual));
        let is = self.is(fact, 1);
        self.and(guard, is)
    }

    /// Which file a process executes is shown to its own user and to who may trace it; it may have hidden
    /// itself besides. A daemon that has changed its user is not seen (measured: rules/commands).
    pub(super) fn can_be_seen(&mut self, id: ProcessId, needs: &[Need], guard: Guard) -> Guard {
        if guard.is_false() || needs.is_empty() {
            return guard;
        }
        let (shown, user) = (self.process(id).shown.clone(), self.process(id).user.clone());
        if self.process(id).plain && user.is_none() {
            return guard;
        }
        let other = user.as_ref().is_some_and(|user| self.is_another_user(user));
        let met = self.needs_of(needs);
        let uids: Vec<Option<u32>> = self.world.uid().iter().copied().collect();
        let says: Vec<Option<bool>> = met
            .iter()
            .zip(uids)
            .map(|(met, uid)| match met {
                Some(true) => Some(true),
                Some(false) if other && uid == Some(0) => Some(false),
                _ => None,
            })
            .collect();
        if says.iter().all(|says| *says == Some(true)) {
            return guard;
        }
        let subject = format!("the file that {shown} executes");
        let answers = ["cannot be seen: it has another user", "can be seen"];
        let usual = !self.process(id).changes_user;
        let fact = self.fact_of_profiles(FactKind::Other, subject, 0, answers, &says, usual);
        let seen = self.is(fact, 1);
        self.and(guard, seen)
    }

    /// Whether a user's name or number surely is not the superuser's.
    pub(super) fn is_another_user(&self, user: &Text) -> bool {
        let name = user.known().map(|user| user.split(|byte| *byte == b':').next().unwrap_or(user));
        name.is_some_and(|name| !self.is_superuser(name))
    }

    /// Whether a user's name or number is the superuser's.
    pub fn is_superuser(&self, user: &[u8]) -> bool {
        self.conventions().is_superuser(user)
    }

    /// Where a process has the name that a word is.
    pub(super) fn is_called(&mut self, id: ProcessId, word: &Field, guard: Guard) -> Guard {
        let Some(name) = word.known() else { return self.may_fit(id, word, guard) };
        let name = base(name).to_vec();
        let process = self.process(id);
        if process.names.iter().any(|known| **known == *name) {
            return self.has_begun(id, guard);
        }
        let process = self.process(id);
        if process.passing || process.plain {
            return Guard::FALSE;
        }
        let alike = process.names.iter().any(|known| name.starts_with(known) || known.starts_with(&name));
        let shown = process.shown.clone();
        self.fits_perhaps(&shown, "calls itself", &name, alike, guard)
    }

    /// Where its name, or its whole command line, matches an expression.
    pub(super) fn is_like(&mut self, id: ProcessId, word: &Field, whole: bool, guard: Guard) -> Guard {
        let Some(expression) = word.known().map(<[u8]>::to_vec) else { return self.may_fit(id, word, guard) };
        let process = self.process(id);
        let file = process.file.as_ref().filter(|_| whole).map(|file| file.to_vec());
        let texts: Vec<Vec<u8>> = process.names.iter().map(|name| name.to_vec()).chain(file).collect();
        let shown = process.shown.clone();
        let syntax = Syntax { extended: true, ..Syntax::default() };
        let pattern = Pattern::any(&[&expression], syntax, Extent::Anywhere);
        match pattern {
            Some(pattern) if texts.iter().any(|text| pattern.is_match(text)) => guard,
            Some(_) if !whole && self.process(id).plain => Guard::FALSE,
            Some(_) if !whole => self.fits_perhaps(&shown, "has a name like", &expression, false, guard),
            _ => self.fits_perhaps(&shown, "has a command line like", &expression, false, guard),
        }
    }

    /// Where it is a certain user's.
    pub(super) fn belongs_to(&mut self, id: ProcessId, word: &Field, guard: Guard) -> Guard {
        let process = self.process(id);
        let (shown, user, changes) = (process.shown.clone(), process.user.clone(), process.changes_user);
        if word.known().is_some_and(|word| user.as_ref().and_then(Text::known) == Some(word)) {
            return guard;
        }
        self.fits_perhaps(&shown, "belongs to", word.shown().as_bytes(), changes, guard)
    }

    /// What a word that is not known has to do with a process.
    fn may_fit(&mut self, id: ProcessId, word: &Field, guard: Guard) -> Guard {
        let subject = format!("that `{}` means {}", word.shown(), self.process(id).shown);
        let key = match word {
            Field::One(text) => format!("{subject} {:?}", text.pieces()),
            Field::Many(hole) => format!("{subject} {hole:?}"),
        };
        let epoch = self.count_unique(&key);
        let fact = self.open_fact(FactKind::Other, subject, epoch, &["is not so", "is so"], 1);
        let is = self.is(fact, 1);
        self.and(guard, is)
    }

    /// What the root tells of a program's file.
    fn form(&self, path: &[u8]) -> Form {
        let contents = self.world.read(path);
        let mut forms = contents.iter().map(|bytes| match bytes {
            Some(bytes) if bytes.starts_with(INTERPRETED) => Form::Interpreted,
            Some(_) => Form::Itself,
            None => Form::Unknown,
        });
        let first = forms.next().unwrap_or(Form::Unknown);
        if forms.all(|form| form == first) { first } else { Form::Unknown }
    }

    /// Whether the shell that reads the script is the file at a path.
    pub(super) fn script_is_read_by(&self, path: &[u8]) -> bool {
        let bytes = self.sources.first().map(|source| source.bytes()).unwrap_or_default();
        let line = of_shebang(bytes).span;
        let line = bytes.get(line.start as usize..line.end as usize).unwrap_or_default();
        let reader = first_word(line);
        if reader.is_empty() {
            // Who has started it is a shell.
            return self.world.shell(path).is_some_and(|shell| shell == self.dialect);
        }
        self.world.canonical(&reader) == self.world.canonical(path)
    }
}

/// The program that a first line names.
fn first_word(bytes: &[u8]) -> Vec<u8> {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_prefix(INTERPRETED).unwrap_or_default();
    let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    words.next().unwrap_or_default().to_vec()
}
