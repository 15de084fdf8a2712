//! Daemons that live on something of the host: what becomes of them where that is missing.

use std::rc::Rc;

use crate::catalog::DaemonModel;
use crate::catalog::daemon::Without;
use crate::exec::machine::Machine;
use crate::logic::{FactKind, FactView, Guard};
use crate::outcome::Daemon;

/// What is known of a daemon in this world.
#[derive(Clone, Debug)]
pub(super) struct Dependent {
    says: Rc<str>,
    /// What becomes of it …
    without: Without,
    /// … in these profiles, which certainly lack something of what it lives on.
    lacking: Vec<bool>,
    /// Its pid file usually stays where it ends.
    pub leaves_pid_file: bool,
}

impl Dependent {
    /// Other usual answers in the profiles that lack something, where this becomes of it there.
    pub fn turns(&self, without: Without, views: &mut [FactView], from: u8, to: u8) {
        let lacking = self.lacking.iter().filter(|_| self.without == without);
        for (view, lacks) in views.iter_mut().zip(lacking) {
            if *lacks && view.usual == from {
                view.usual = to;
            }
        }
    }
}

impl Machine<'_> {
    /// What is known of the daemon with one of these names, where some profile lacks what it lives on.
    pub(super) fn dependent(&self, names: &[Rc<[u8]>]) -> Option<Dependent> {
        let world = self.world;
        let DaemonModel { says, needs, without, leaves_pid_file, .. } =
            names.iter().find_map(|name| world.daemon(name))?;
        let lacking: Vec<bool> = self.needs_of(needs).iter().map(|met| *met == Some(false)).collect();
        if !lacking.contains(&true) {
            return None;
        }
        let (says, without) = (says.as_str().into(), *without);
        Some(Dependent { says, without, lacking, leaves_pid_file: *leaves_pid_file })
    }

    /// Such a daemon was started: `up` where it runs, `ended` where it has ended after that was answered with 0.
    pub(super) fn tell_dependent(&mut self, known: &Dependent, up: Guard, ended: Guard) {
        let lingers = if known.without == Without::Lingers { up } else { Guard::FALSE };
        self.processes.dependent = Some(Daemon {
            says: known.says.to_string(),
            lacking: known.lacking.iter().copied().collect(),
            ends: ended,
            lingers,
        });
    }

    /// The same for one that was called by its own name: `done` where it has answered 0.
    pub(super) fn tell_called(&mut self, known: &Dependent, label: &str, done: Guard) {
        let mut views = self.usual_by_needs(&[], 0);
        known.turns(Without::Ends, &mut views, 0, 1);
        let subject = format!("{label}, once it has answered 0,");
        let count = self.count_run(&subject);
        let fact = self.fact_with(FactKind::Other, subject, count, &["runs on", "ends"], views);
        let ends = self.is(fact, 1);
        let ended = self.and(done, ends);
        let up = self.minus(done, ended);
        self.tell_dependent(known, up, ended);
    }
}
