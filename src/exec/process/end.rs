//! Processes get signals and end.

use super::{Found, ProcessId};
use crate::catalog::process::Fate;
use crate::catalog::profile::PathState;
use crate::exec::files::FileState;
use crate::exec::flow::Flow;
use crate::exec::machine::Machine;
use crate::logic::{FactKind, Guard};

/// Signals (signal(7)) for the script itself, which has no handlers but its traps.
const TERMINATE: u8 = 15;
const HANG_UP: u8 = 1;
const KILL: u8 = 9;

impl Machine<'_> {
    /// What was found gets a signal; `done`: where the command has succeeded.
    pub fn meet_fate(&mut self, found: &Found, fate: Fate, done: Guard, label: &str) -> Flow {
        for (id, guard) in found.hits.clone() {
            let guard = self.and(guard, done);
            if !guard.is_false() {
                self.meet_one(id, fate, guard, label);
            }
        }
        let unknown = self.and(found.unknown, done);
        if fate != Fate::Stay && !unknown.is_false() {
            self.somebody_ends(unknown, label);
        }
        let itself = self.and(found.itself, done);
        if itself.is_false() {
            return Flow::default();
        }
        let signal = match fate {
            Fate::Stay => HANG_UP,
            Fate::End | Fate::Gone => TERMINATE,
            Fate::Kill => KILL,
        };
        self.signal_itself(signal, itself)
    }

    fn meet_one(&mut self, id: ProcessId, fate: Fate, guard: Guard, label: &str) {
        match fate {
            Fate::Stay => {
                let subject = format!("{} after {label}", self.process(id).shown);
                let epoch = self.count_run(&subject);
                let fact = self.open_fact(FactKind::Other, subject, epoch, &["runs on", "ends"], 0);
                let ends = self.is(fact, 1);
                let ends = self.and(guard, ends);
                self.is_gone(id, ends);
                self.leaves_files(id, ends);
            }
            Fate::End => {
                self.is_ending(id, guard);
                self.leaves_files(id, guard);
            }
            Fate::Gone => {
                self.is_gone(id, guard);
                self.leaves_files(id, guard);
            }
            Fate::Kill => self.is_ending(id, guard),
        }
    }

    fn is_ending(&mut self, id: ProcessId, guard: Guard) {
        let ending = self.process(id).ending;
        let ending = self.or(ending, guard);
        let ending = self.lasting(ending);
        let process = self.process_mut(id);
        (process.ending, process.passing) = (ending, false);
    }

    fn is_gone(&mut self, id: ProcessId, guard: Guard) {
        let running = self.process(id).running;
        let left = self.minus(running, guard);
        self.set_running(id, left);
    }

    /// A signal went to a process that is not known: usually that is what the script has started.
    fn somebody_ends(&mut self, guard: Guard, label: &str) {
        for id in self.process_ids() {
            let running = self.process(id).running;
            let here = self.and(running, guard);
            if here.is_false() {
                continue;
            }
            let subject = format!("that {label} means {}", self.process(id).shown);
            let epoch = self.count_run(&subject);
            let fact = self.open_fact(FactKind::Other, subject, epoch, &["is not so", "is so"], 1);
            let meant = self.is(fact, 1);
            let meant = self.and(here, meant);
            self.meet_one(id, Fate::End, meant, label);
        }
    }

    /// Whether the directory that a file is in is the image's.
    fn stands_in_image_directory(&self, path: &[u8]) -> bool {
        let slash = path.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
        let directory = path.get(..slash.max(1)).unwrap_or(b"/");
        self.world.path(directory).certain() == Some(PathState::Directory)
    }

    /// A program that ends usually removes the pid file that it has written, but not what others have.
    fn leaves_files(&mut self, id: ProcessId, guard: Guard) {
        let number = self.process_number(id);
        for path in self.paths_that_hold(&number) {
            let states = self.path_states(&path, guard);
            let holds = |state: &FileState| {
                state
                    .content
                    .as_ref()
                    .is_some_and(|text| text.pieces().iter().any(|piece| number.pieces().contains(piece)))
            };
            let held = states.when(&mut self.guards, holds);
            if held.is_false() {
                continue;
            }
            let own = self.process(id).wrote.contains(&path) || self.is_named(&path);
            // Who has changed its user may not write where pid files are, but in a directory of its own.
            let process = self.process(id);
            let changed = process.user.clone().is_some_and(|user| self.is_another_user(&user));
            let changed = changed || self.process(id).changes_user;
            let own = own && !(changed && self.stands_in_image_directory(&path));
            let subject = format!(
                "{}, which holds the number of {},",
                String::from_utf8_lossy(&path),
                self.process(id).shown
            );
            let epoch = self.count_run(&subject);
            let answers = ["stays when it ends", "is removed when it ends"];
            let fact = self.open_fact(FactKind::Other, subject, epoch, &answers, u8::from(own));
            let removed = self.is(fact, 1);
            let removed = self.and(held, removed);
            let removed = self.may_write(&path, removed);
            self.set_path(&path, removed, FileState::untouched(PathState::Absent));
        }
    }
}
