//! Questions about files (`[ -f … ]`): POSIX XCU `test`, and what bash adds.

use std::rc::Rc;

use super::files::FileState;
use super::hole::truth;
use super::machine::Machine;
use super::text::Text;
use crate::catalog::profile::{Device, PathState};
use crate::logic::{FactKind, Guard};
use crate::outcome::{EventKind, Tested};
use crate::span::Span;
use crate::world::{Met, World};

impl Machine<'_> {
    /// Where `[ operator path ]` holds.
    pub fn file_test(&mut self, operator: &str, path: &Text, guard: Guard, span: Span) -> Guard {
        let mut yes = Guard::FALSE;
        let wants_directory = path.known().is_some_and(|path| path.ends_with(b"/"));
        for (own, known) in self.path_of(path, guard).iter() {
            let holds = match known {
                Some(known) if wants_directory => {
                    let states = self.path_states(known, own);
                    let directory = states.when(&mut self.guards, |state| state.kind == PathState::Directory);
                    self.known_file_test(operator, known, directory, span)
                }
                Some(known) => match self.process_there(operator, path, own) {
                    Some(there) => there,
                    None => self.known_file_test(operator, known, own, span),
                },
                None if path.is_empty() => Guard::FALSE,
                None if let Some(there) = self.process_there(operator, path, own) => there,
                None => {
                    let subject = format!("[ {operator} {} ]", path.shown());
                    let epoch = self.count_unique(&format!("{:?} {}", path.pieces(), self.epoch));
                    let nothing = Text::default();
                    let views = self.may_be_left_now(if operator == "-d" { &nothing } else { path });
                    let answers = ["is not so", "is so"];
                    let homeless = self.has_no_home(path, own);
                    let rest = self.minus(own, homeless);
                    if rest.is_false() {
                        continue;
                    }
                    let fact = self.fact_with(FactKind::Path, subject, epoch, &answers, views);
                    let is = self.is(fact, 1);
                    self.and(rest, is)
                }
            };
            let here = self.and(own, holds);
            yes = self.or(yes, here);
        }
        yes
    }

    fn known_file_test(&mut self, operator: &str, path: &Rc<[u8]>, guard: Guard, span: Span) -> Guard {
        let states = match operator {
            "-x" => self.program_states(path, guard),
            "-d" => self.directory_states(path, guard),
            _ => self.path_states(path, guard),
        };
        let shown = String::from_utf8_lossy(path).into_owned();
        let sizeless = operator == "-s" && self.world.is_sizeless(path);
        let mut yes = Guard::FALSE;
        for (own, state) in states.iter() {
            let here = match holds(operator, state) {
                _ if sizeless => Guard::FALSE,
                Answer::Is(true) | Answer::Directory
                    if self.demoted && matches!(operator, "-r" | "-w" | "-x") =>
                {
                    let subject = format!("[ {operator} {shown} ] as another user");
                    self.unknown(FactKind::Path, subject, self.epoch)
                }
                Answer::Is(holds) => truth(holds),
                Answer::Writable => self.may_write(path, own),
                Answer::Permitted => {
                    let says = self.in_profiles(|world, profile| world.may_read_by_permission(path, profile));
                    self.is_permitted(path, operator, &says, false)
                }
                Answer::Directory if self.is_own_directory(path) => Guard::TRUE,
                Answer::Directory => {
                    let lists = operator == "-r";
                    let says =
                        self.in_profiles(|world, profile| world.may_use_directory(path, lists, profile));
                    self.is_permitted(path, operator, &says, true)
                }
                Answer::Device(wanted) => self.is_device(path, wanted, operator),
                Answer::Unknown => {
                    let subject = format!("[ {operator} {shown} ]");
                    // A script asks for the kind that is there.
                    let usual = matches!(operator, "-b" | "-c" | "-p" | "-S");
                    let answers = ["is not so", "is so"];
                    let fact = self.open_fact(FactKind::Path, subject, self.epoch, &answers, u8::from(usual));
                    self.is(fact, 1)
                }
            };
            let both = self.and(own, here);
            yes = self.or(yes, both);
        }
        let fact = self.path_fact(path);
        let tested = Tested { operator: operator.to_owned(), path: shown, fact, yes };
        self.event(span, guard, EventKind::Tested(tested));
        yes
    }
}

impl Machine<'_> {
    fn in_profiles(&self, met: impl Fn(&World, usize) -> Met) -> Vec<Option<bool>> {
        (0..self.world.profiles().len()).map(|profile| met(self.world, profile).known()).collect()
    }

    /// Where permissions let the user do what test asks for: they are all that it asks for.
    fn is_permitted(&mut self, path: &[u8], operator: &str, says: &[Option<bool>], usually: bool) -> Guard {
        if says.iter().all(|says| *says == Some(true)) {
            return Guard::TRUE;
        }
        let subject = format!("[ {operator} {} ]", String::from_utf8_lossy(path));
        let fact = self.fact_of_profiles(FactKind::Path, subject, 1, ["is not so", "is so"], says, usually);
        self.is(fact, 1)
    }

    /// Where what stands at a path is such a device; profiles and the root tell.
    fn is_device(&mut self, path: &[u8], wanted: Device, operator: &str) -> Guard {
        let says: Vec<Option<bool>> = (0..self.world.profiles().len())
            .map(|profile| self.world.device(path, profile).map(|device| device == wanted))
            .collect();
        let subject = format!("[ {operator} {} ]", String::from_utf8_lossy(path));
        if says.iter().all(Option::is_none) {
            return self.unknown(FactKind::Path, subject, self.epoch);
        }
        if let [Some(first), rest @ ..] = says.as_slice()
            && rest.iter().all(|other| *other == Some(*first))
        {
            return truth(*first);
        }
        let fact = self.fact_of_profiles(FactKind::Path, subject, 0, ["is not so", "is so"], &says, false);
        self.is(fact, 1)
    }
}

enum Answer {
    Is(bool),
    /// As the user may write it.
    Writable,
    /// Opening it is refused, but perhaps not for its permissions.
    Permitted,
    /// As the permissions of the directory say.
    Directory,
    /// Where it is one of these.
    Device(Device),
    Unknown,
}

/// Whether a file test holds of a state.
fn holds(operator: &str, state: &FileState) -> Answer {
    let kind = state.kind;
    let there = kind != PathState::Absent;
    let written_empty = state.content.as_ref().is_some_and(Text::is_empty);
    Answer::Is(match operator {
        "-e" | "-a" => there,
        "-f" => {
            matches!(kind, PathState::File | PathState::Empty | PathState::Executable | PathState::Unreadable)
        }
        "-d" => kind == PathState::Directory,
        _ if !there => false,
        "-s" => match kind {
            PathState::Executable if state.content.is_none() => true,
            PathState::Executable => !written_empty,
            PathState::Unreadable => return Answer::Unknown,
            kind => matches!(kind, PathState::File | PathState::Directory),
        },
        "-r" if kind == PathState::Unreadable => return Answer::Permitted,
        "-r" | "-x" if kind == PathState::Directory => return Answer::Directory,
        "-r" => true,
        "-w" => return Answer::Writable,
        "-x" => match kind {
            PathState::Executable => true,
            PathState::File | PathState::Empty => false,
            _ => return Answer::Unknown,
        },
        "-b" | "-c" | "-p" | "-S" if !matches!(kind, PathState::Special | PathState::Unreadable) => false,
        "-b" => return Answer::Device(Device::Block),
        "-c" => return Answer::Device(Device::Character),
        "-p" => return Answer::Device(Device::Pipe),
        "-S" => return Answer::Device(Device::Socket),
        _ => return Answer::Unknown,
    })
}
