//! `--jobs`: scripts are looked at by several threads at once.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// The native stack that a run may need: what Linux gives the main thread by default. Runs are made to do with
/// much less (see `exec::machine`).
const STACK: usize = 8 << 20;

/// How many scripts are looked at at once.
#[derive(Clone, Copy, Debug)]
pub struct Jobs(NonZeroUsize);

impl Jobs {
    /// As many as were asked for; without that, one for each processor that the program may use.
    pub fn new(asked: Option<NonZeroUsize>) -> Self {
        Self(asked.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN))
    }

    /// What `look` makes of each of `all`, in their order: how many threads there are cannot be told from it.
    /// A thread that the system refuses is not missed: this one works, too.
    pub fn each<'a, T: Sync, R: Send>(self, all: &'a [T], look: impl Fn(&'a T) -> R + Sync) -> Vec<R> {
        let next = AtomicUsize::new(0);
        let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(all.len()));
        let work = || {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(one) = all.get(at) else { return };
                let result = look(one);
                done.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
            }
        };
        thread::scope(|scope| {
            for _ in 1..self.0.get().min(all.len()) {
                let _ = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
            }
            work();
        });
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_by_key(|(at, _)| *at);
        done.into_iter().map(|(_, result)| result).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_what_was_given() {
        let all: Vec<u64> = (0..200).collect();
        let slow_first = |one: &u64| {
            thread::sleep(std::time::Duration::from_micros((200 - one) * 10));
            one * 2
        };
        for jobs in [1, 2, 7, 1000] {
            let doubled = Jobs::new(NonZeroUsize::new(jobs)).each(&all, slow_first);
            assert_eq!(doubled, all.iter().map(|one| one * 2).collect::<Vec<_>>());
        }
        assert!(Jobs::new(None).each(&[], slow_first).is_empty());
    }
}
