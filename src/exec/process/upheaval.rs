//! Commands of which it is not known what they start and end. What became of a program is asked when somebody
//! looks for it, not before: most of these commands matter to nothing that a script asks.

use std::rc::Rc;

use super::base;
use super::daemon::Dependent;
use crate::catalog::command::Need;
use crate::catalog::daemon::Without;
use crate::catalog::process::Errand;
use crate::catalog::profile::PathState;
use crate::exec::command::Invocation;
use crate::exec::machine::Machine;
use crate::exec::text::{Class, Field, HoleId, Piece, Text};
use crate::logic::{Answers, Choice, FactView, Guard};

/// How many upheavals one run tells apart; past that the last one may have been anything.
const UPHEAVALS: usize = 64;

/// Stands for whatever somebody looks for, among the words that a file mentions.
const ANY_WORD: &str = "*";

/// A command that may have started or ended programs.
#[derive(Clone, Debug)]
pub(super) struct Upheaval {
    /// The command, for people.
    pub label: String,
    /// Which time it was run.
    pub epoch: u32,
    /// The last components of its words: what it may have to do with.
    pub names: Vec<Rc<[u8]>>,
    /// Those of its words that are paths.
    pub paths: Vec<Rc<[u8]>>,
    /// It may have to do with anything.
    pub any: bool,
    /// The name of the program that it is itself, and what that was called for.
    pub direct: Option<(Rc<[u8]>, Errand)>,
    /// It was told to change to a user of its own.
    pub changes_user: bool,
    /// That program may be a daemon that goes on by itself.
    pub daemon: bool,
    /// What is known of that daemon.
    pub dependent: Option<Dependent>,
    /// Where it was run.
    pub guard: Guard,
    /// Where it succeeded.
    pub done: Guard,
    /// The number of the program that it has started, if it has.
    pub number: HoleId,
}

/// A program that was called, and may run on.
#[derive(Clone, Debug)]
pub(in crate::exec) struct Called {
    /// Its number, if it runs.
    pub number: HoleId,
    /// The files that its words name.
    pub paths: Vec<Rc<[u8]>>,
    errand: Option<Errand>,
}

impl Called {
    /// It may be the program that runs on.
    pub fn is_itself(&self) -> bool {
        self.errand.is_some()
    }

    /// What it usually makes of a pid file that it is told of, if anything.
    pub fn leaves_pid_file(&self) -> Option<PathState> {
        match self.errand? {
            Errand::Run | Errand::Begin => Some(PathState::File),
            Errand::End => Some(PathState::Absent),
            Errand::Look => None,
        }
    }
}

impl Machine<'_> {
    /// A command was run that nobody has modelled: it may be a program that goes on by itself, and may have
    /// started and ended those that its words name.
    pub fn program_may_run_on(&mut self, here: Invocation<'_>, guard: Guard, done: Guard) -> Called {
        let words: Vec<Vec<u8>> = here.fields.iter().map(known_parts).collect();
        // What somebody reads the output of is asked something.
        let is_asked = self.somebody_reads(guard);
        let is_known = here.fields.first().is_some_and(|field| field.known().is_some());
        let direct = words.first().filter(|_| is_known).map(|word| {
            let arguments = words.iter().skip(1).map(Vec::as_slice);
            let errand = match self.processes.job {
                // In the background it is to run.
                Some(_) => Errand::Run,
                None if is_asked => Errand::Look,
                None => self.conventions().errand(arguments),
            };
            (Rc::from(base(word)), errand)
        });
        let errand = direct.as_ref().map(|(_, errand)| *errand);
        let daemon = self.may_be_daemon(here, guard);
        let dependent = self.called_to_run(direct.as_ref());
        if let Some(known) = &dependent {
            let label = format!("`{}`", Self::shown(here.fields).join(" "));
            self.tell_called(known, &label, done);
        }
        let mut called = self.words_may_run(here, guard, done, |upheaval| {
            (upheaval.direct, upheaval.daemon, upheaval.any) = (direct, daemon, !is_known);
            upheaval.dependent = dependent;
        });
        called.errand = errand;
        called
    }

    /// What is known of a daemon that is called to run.
    fn called_to_run(&self, direct: Option<&(Rc<[u8]>, Errand)>) -> Option<Dependent> {
        let (name, errand) = direct?;
        let runs = matches!(errand, Errand::Run | Errand::Begin);
        runs.then(|| self.dependent(&[Rc::clone(name)])).flatten()
    }

    /// In which profiles a command that nobody has modelled usually succeeds: in all, but who asks something of
    /// a program that runs fails where none does, and a daemon that is to run needs what daemons need.
    pub fn usual_success(&mut self, here: Invocation<'_>, guard: Guard) -> Vec<FactView> {
        let words: Vec<&[u8]> = here.arguments().iter().filter_map(Field::known).collect();
        if !self.conventions().asks(&words) {
            let errand = self.conventions().errand(words);
            let is_run = matches!(errand, Errand::Begin);
            let runs = is_run && !self.somebody_reads(guard) && self.may_be_daemon(here, guard);
            let needs: &[Need] = if runs { self.conventions().needs() } else { &[] };
            let able = self.needs_of(needs).iter().map(|met| *met != Some(false)).collect::<Vec<_>>();
            let view = |able: bool| FactView { allowed: Answers::ALL, usual: u8::from(able) };
            let mut views: Vec<FactView> = able.into_iter().map(view).collect();
            let name = here.fields.first().and_then(Field::known).map(|word| Rc::from(base(word)));
            if let Some(known) = self.called_to_run(name.map(|name| (name, errand)).as_ref()) {
                known.turns(Without::Fails, &mut views, 1, 0);
            }
            return views;
        }
        let begun = |upheaval: &&Upheaval| {
            let (_, errand) = upheaval.direct.as_ref()?;
            (*errand == Errand::Begin || *errand == Errand::Run && upheaval.daemon).then_some(upheaval.done)
        };
        let begun = self.processes.upheavals.iter().filter_map(|upheaval| begun(&upheaval));
        self.usual_if(self.processes.table.iter().map(|process| process.running).chain(begun))
    }

    /// What a command prints of which nothing is known.
    pub fn output_of(&mut self, here: Invocation<'_>, subject: &str) -> Text {
        let words = here.arguments().iter().filter_map(Field::known);
        let tells = self.conventions().errand(words) == Errand::Look;
        let subject = format!("the output of {subject}");
        // What is asked for its status usually says nothing besides.
        let text = if self.only_asked {
            self.usually_nothing(subject)
        } else {
            self.unknown_text(Class::Any, subject)
        };
        if tells {
            self.told_by_itself(&text)
        }
        text
    }

    /// What usually comes of a search in texts that are not known, in each profile: 0, it is found, where the words
    /// name a program that runs or what a file usually mentions, or are not known, or a program tells of itself; else 1, since scripts mostly look
    /// for what somebody must have brought about.
    pub fn usual_search(&self, here: Invocation<'_>, texts: &Choice<Text>) -> Vec<u8> {
        let words: Vec<&[u8]> = here.arguments().iter().filter_map(Field::known).collect();
        let of_itself = texts.iter().any(|(_, text)| text.holes().any(|hole| self.holes.get(hole).of_itself));
        if words.len() < here.arguments().len() || of_itself {
            return Vec::new();
        }
        let sought = |name: &[u8]| {
            name.len() > 2 && words.iter().any(|word| word.windows(name.len()).any(|part| part == name))
        };
        let files = texts.iter().flat_map(|(_, text)| text.holes());
        let files: Vec<Rc<[u8]>> = files.filter_map(|hole| self.holes.get(hole).file.clone()).collect();
        let mentioned = |profile: usize| {
            let mut words = files.iter().flat_map(|file| self.world.mentions(file, profile));
            words.any(|word| word == ANY_WORD || sought(word.as_bytes()))
        };
        let named = |process: &&super::Process| process.names.iter().any(|name| sought(name));
        let named = self.processes.table.iter().filter(named);
        let runs = self.usual_if(named.map(|process| process.running));
        let found = runs.iter().enumerate().map(|(profile, view)| view.usual == 1 || mentioned(profile));
        found.map(|found| u8::from(!found)).collect()
    }

    /// A command was run that runs what its words say.
    pub fn others_may_run(&mut self, here: Invocation<'_>, guard: Guard, done: Guard) -> Called {
        self.words_may_run(here, guard, done, |_| {})
    }

    fn words_may_run(
        &mut self,
        here: Invocation<'_>,
        guard: Guard,
        done: Guard,
        fill: impl FnOnce(&mut Upheaval),
    ) -> Called {
        let words: Vec<Vec<u8>> = here.fields.iter().map(known_parts).collect();
        let pieces: Vec<&[u8]> = words.iter().flat_map(|word| pieces(word)).collect();
        let mut names: Vec<Rc<[u8]>> = pieces.iter().map(|piece| Rc::from(base(piece))).collect();
        names.retain(|name| name.len() > 1);
        let paths = self.named_paths(here.fields);
        let named = paths.clone();
        let changes_user = self.conventions().names_user(words.iter().skip(1).map(Vec::as_slice));
        let label = format!("`{}`", Self::shown(here.fields).join(" "));
        let number = self.add_upheaval(label, |upheaval| {
            (upheaval.names, upheaval.paths, upheaval.changes_user) = (names, paths, changes_user);
            (upheaval.guard, upheaval.done) = (guard, done);
            fill(upheaval);
        });
        Called { number, paths: named, errand: None }
    }

    /// The paths in words.
    pub(super) fn named_paths(&self, words: &[Field]) -> Vec<Rc<[u8]>> {
        let words: Vec<Vec<u8>> = words.iter().map(known_parts).collect();
        let paths = words.iter().flat_map(|word| pieces(word)).filter(|piece| piece.starts_with(b"/"));
        paths.map(|path| Rc::from(self.world.canonical(path))).collect()
    }

    /// Whether a program stands where daemons do; without a root, whether it is called by a path.
    fn may_be_daemon(&mut self, here: Invocation<'_>, guard: Guard) -> bool {
        if let Some(file) = self.program_file(here, guard) {
            return self.conventions().may_be_daemon(&file);
        }
        here.fields.first().and_then(Field::known).is_some_and(|name| name.contains(&b'/'))
    }

    /// A program is started in the way that scripts start daemons: where it was called before, that was to test
    /// something, not to run.
    pub(super) fn was_a_test(&mut self, name: &Rc<[u8]>, guard: Guard) {
        for upheaval in &mut self.processes.upheavals {
            let Some((direct, errand)) = &mut upheaval.direct else { continue };
            let together = !self.guards.disjoint(upheaval.guard, guard);
            if direct == name && *errand == Errand::Run && together {
                *errand = Errand::Look;
            }
        }
    }

    /// Something was run that may have started and ended anything.
    pub fn anything_may_run(&mut self, what: &str, guard: Guard) {
        self.add_upheaval(what.to_owned(), |upheaval| {
            (upheaval.any, upheaval.guard) = (true, guard);
        });
    }

    fn add_upheaval(&mut self, label: String, fill: impl FnOnce(&mut Upheaval)) -> HoleId {
        if let Some(last) = self.processes.upheavals.get_mut(UPHEAVALS - 1) {
            (last.any, last.guard) = (true, Guard::TRUE);
            let number = last.number;
            self.processes.names.clear();
            self.blur_here("64 commands that may start something", crate::span::Span::default());
            return number;
        }
        let number = match self.processes.job.take() {
            Some(number) => number,
            None => self.hole(Class::PROCESS, format!("the number of what {label} starts")),
        };
        let epoch = self.count_run(&format!("upheaval: {label}"));
        let mut upheaval = Upheaval {
            label,
            epoch,
            names: Vec::new(),
            paths: Vec::new(),
            any: false,
            direct: None,
            changes_user: false,
            daemon: false,
            dependent: None,
            guard: Guard::FALSE,
            done: Guard::FALSE,
            number,
        };
        fill(&mut upheaval);
        upheaval.guard = self.lasting(upheaval.guard);
        upheaval.done = self.lasting(upheaval.done);
        self.processes.upheavals.push(upheaval);
        number
    }

    /// How many upheavals there were.
    pub(super) fn upheavals(&self) -> usize {
        self.processes.upheavals.len()
    }

    /// The programs that words of commands name, as far as `fits` says.
    pub(super) fn named_programs(&self, fits: impl Fn(&[u8]) -> bool) -> Vec<Rc<[u8]>> {
        let names = self.processes.upheavals.iter().flat_map(|upheaval| &upheaval.names);
        names.filter(|name| fits(name)).cloned().collect()
    }

    /// The daemons that were called, from one upheaval on.
    pub(super) fn direct_names(&self, from: usize) -> Vec<Rc<[u8]>> {
        let later = self.processes.upheavals.iter().skip(from);
        let daemon = |upheaval: &Upheaval| {
            let (name, errand) = upheaval.direct.as_ref()?;
            (upheaval.daemon || *errand == Errand::Begin).then(|| Rc::clone(name))
        };
        later.filter_map(daemon).collect()
    }

    /// Whether a command that may have left a file named it.
    pub(super) fn is_named(&self, path: &[u8]) -> bool {
        self.processes.upheavals.iter().any(|upheaval| upheaval.paths.iter().any(|known| **known == *path))
    }
}

/// The bytes of a word that are known, a blank for each hole.
fn known_parts(field: &Field) -> Vec<u8> {
    let Field::One(text) = field else { return Vec::new() };
    let piece = |piece: &Piece| match piece {
        Piece::Bytes(bytes) => bytes.clone(),
        Piece::Hole(_) => b" ".to_vec(),
    };
    text.pieces().iter().flat_map(piece).collect()
}

/// What a word may hold as words of a command line of its own.
fn pieces(word: &[u8]) -> impl Iterator<Item = &[u8]> {
    let between = |byte: &u8| byte.is_ascii_whitespace() || b"=;&|()<>'\"`$,".contains(byte);
    word.split(between).filter(|piece| !piece.is_empty())
}
