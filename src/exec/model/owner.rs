//! Cases that set who owns a file and who may write it: a number in a file that others may write nobody trusts.

use super::paths::Line;
use crate::catalog::command::Operand;
use crate::catalog::profile::PathState;
use crate::exec::files::FileState;
use crate::exec::machine::Machine;
use crate::exec::text::Field;
use crate::logic::{FactKind, Guard};

/// What a command makes of the trust in a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// It is another user's, or anybody may write it.
    Lost,
    /// It is as it was.
    Same,
    /// It is the superuser's.
    Won,
    /// That is not known.
    Unknown,
}

impl Machine<'_> {
    /// What a case makes of owners and permissions where it is done.
    pub(super) fn case_gives_away(&mut self, line: Line<'_>, done: Guard) {
        let case = line.case;
        if done.is_false() || [&case.owner_of, &case.group_of, &case.mode_of].into_iter().all(Vec::is_empty) {
            return;
        }
        let first = self.targets(line, &Operand::Nth(0)).into_iter().next();
        let first = first.as_ref().and_then(Field::known_str).map(str::to_owned);
        let owner = first.as_deref().map_or(Trust::Unknown, |owner| self.trust_in_owner(owner));
        let mode = first.as_deref().map_or(Trust::Unknown, trust_in_mode);
        for (operands, trust) in [(&case.owner_of, owner), (&case.group_of, owner), (&case.mode_of, mode)] {
            for operand in operands {
                for field in self.targets(line, operand) {
                    self.set_trust(&field, trust, done);
                }
            }
        }
        let readable = first.as_deref().and_then(lets_its_owner_read);
        for operand in case.mode_of.iter().filter(|_| readable == Some(false)) {
            for field in self.targets(line, operand) {
                self.closes(&field, done);
            }
        }
    }

    /// Nobody may read a file any more, but who may override permissions.
    fn closes(&mut self, field: &Field, guard: Guard) {
        let profiles = 0..self.world.profiles().len();
        let says: Vec<Option<bool>> = profiles.map(|profile| Some(self.world.reads_all(profile))).collect();
        if says.iter().all(|says| *says == Some(true)) {
            return;
        }
        let Some(text) = field.one() else { return };
        for (own, path) in self.path_of(text, guard).iter() {
            let Some(path) = path else { continue };
            let subject = String::from_utf8_lossy(path).into_owned();
            let answers = ["is closed to the script", "is open to the script all the same"];
            let fact = self.fact_of_profiles(FactKind::Other, subject, 0, answers, &says, true);
            let closed = self.is(fact, 0);
            let own = self.and(own, closed);
            for (here, state) in self.path_states(path, own).iter() {
                if matches!(state.kind, PathState::File | PathState::Empty | PathState::Executable) {
                    let closed = FileState { kind: PathState::Unreadable, content: state.content.clone() };
                    self.set_path(path, here, closed);
                }
            }
        }
    }

    fn set_trust(&mut self, field: &Field, trust: Trust, guard: Guard) {
        let Some(text) = field.one() else { return };
        for (own, path) in self.path_of(text, guard).iter() {
            let Some(path) = path.as_ref().filter(|path| self.is_pid_file(path)) else { continue };
            match trust {
                Trust::Same => {}
                Trust::Won => self.takes_back(path, own),
                Trust::Lost => self.gives_away(path, own),
                Trust::Unknown => {
                    let shown = String::from_utf8_lossy(path).into_owned();
                    let lost = self.usually(&format!("{shown} is the superuser's alone"));
                    let lost = self.minus(own, lost);
                    self.gives_away(path, lost);
                }
            }
        }
    }

    /// `user`, `user:group`, `:group`
    fn trust_in_owner(&self, owner: &str) -> Trust {
        let names = owner.split([':', '.']).filter(|name| !name.is_empty());
        let all_superuser = names.into_iter().all(|name| self.is_superuser(name.as_bytes()));
        if all_superuser { Trust::Won } else { Trust::Lost }
    }
}

/// Whether permissions let a file's owner read it; `None`: that is not known, or as it was.
fn lets_its_owner_read(mode: &str) -> Option<bool> {
    Some(u32::from_str_radix(mode, 8).ok()? & 0o400 != 0)
}

/// Whether anybody may write a file of these permissions.
fn trust_in_mode(mode: &str) -> Trust {
    match u32::from_str_radix(mode, 8) {
        Ok(mode) if mode & 0o2 != 0 => Trust::Lost,
        Ok(_) => Trust::Same,
        Err(_) if mode.contains('w') => Trust::Unknown,
        Err(_) => Trust::Same,
    }
}
