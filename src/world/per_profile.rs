//! Answers that may differ from profile to profile.

/// One answer for each profile of the run, in the run's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerProfile<T>(Vec<T>);

impl<T: PartialEq> PerProfile<T> {
    /// Asks each profile in turn.
    pub fn collect(answers: impl IntoIterator<Item = T>) -> Self {
        Self(answers.into_iter().collect())
    }

    /// The answer, where all profiles give the same.
    #[must_use]
    pub fn same(&self) -> Option<&T> {
        let (first, rest) = self.0.split_first()?;
        rest.iter().all(|answer| answer == first).then_some(first)
    }

    /// The answer of one profile.
    #[must_use]
    pub fn of(&self, profile: usize) -> Option<&T> {
        self.0.get(profile)
    }

    /// The answers, in the run's order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }
}
