//! Values that depend on facts.

use super::guard::{Guard, Guards};

/// Guarded alternatives. While nothing was widened the guards are disjoint,
/// and together they cover whatever the choice was made under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<T> {
    entries: Vec<(Guard, T)>,
}

impl<T> Default for Choice<T> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<T: Clone + PartialEq> Choice<T> {
    /// The same value everywhere.
    #[must_use]
    pub fn always(value: T) -> Self {
        Self::under(Guard::TRUE, value)
    }

    /// One value under a guard.
    #[must_use]
    pub fn under(guard: Guard, value: T) -> Self {
        let mut choice = Self::default();
        if !guard.is_false() {
            choice.entries.push((guard, value));
        }
        choice
    }

    /// The alternatives, in order of birth.
    pub fn iter(&self) -> impl Iterator<Item = (Guard, &T)> {
        self.entries.iter().map(|(guard, value)| (*guard, value))
    }

    /// How many alternatives there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value, where there is just one.
    #[must_use]
    pub fn single(&self) -> Option<&T> {
        match self.entries.as_slice() {
            [(_, value)] => Some(value),
            _ => None,
        }
    }

    /// Adds an alternative; equal values share an entry.
    pub fn add(&mut self, guards: &mut Guards, guard: Guard, value: T) {
        if guard.is_false() {
            return;
        }
        match self.entries.iter_mut().find(|(_, known)| *known == value) {
            Some((known, _)) => *known = guards.or(*known, guard),
            None => self.entries.push((guard, value)),
        }
    }

    /// Adds all alternatives of another choice.
    pub fn join(&mut self, guards: &mut Guards, other: Self) {
        for (guard, value) in other.entries {
            self.add(guards, guard, value);
        }
    }

    /// Only what holds together with `guard`.
    #[must_use]
    pub fn within(&self, guards: &mut Guards, guard: Guard) -> Self {
        if guard.is_true() {
            return self.clone();
        }
        let entries = self
            .entries
            .iter()
            .filter_map(|(own, value)| {
                let both = guards.and(*own, guard);
                (!both.is_false()).then(|| (both, value.clone()))
            })
            .collect();
        Self { entries }
    }

    /// Only what holds outside `guard`.
    #[must_use]
    pub fn outside(&self, guards: &mut Guards, guard: Guard) -> Self {
        let not = guards.not(guard);
        self.within(guards, not)
    }

    /// Becomes `value` under `guard` and stays as it is elsewhere.
    pub fn set(&mut self, guards: &mut Guards, guard: Guard, value: T) {
        self.replace(guards, guard, Self::under(guard, value));
    }

    /// Becomes `other` under `guard` and stays as it is elsewhere.
    pub fn replace(&mut self, guards: &mut Guards, guard: Guard, other: Self) {
        if guard.is_true() {
            *self = other;
            return;
        }
        *self = self.outside(guards, guard);
        self.join(guards, other);
    }

    /// Another value for each alternative.
    pub fn map<U: Clone + PartialEq>(&self, guards: &mut Guards, mut f: impl FnMut(&T) -> U) -> Choice<U> {
        let mut mapped = Choice::default();
        for (guard, value) in &self.entries {
            mapped.add(guards, *guard, f(value));
        }
        mapped
    }

    /// Where the value satisfies `f`.
    pub fn when(&self, guards: &mut Guards, mut f: impl FnMut(&T) -> bool) -> Guard {
        self.entries.iter().fold(
            Guard::FALSE,
            |sum, (guard, value)| {
                if f(value) { guards.or(sum, *guard) } else { sum }
            },
        )
    }

    /// Where it has any value.
    pub fn cover(&self, guards: &mut Guards) -> Guard {
        self.when(guards, |_| true)
    }
}
