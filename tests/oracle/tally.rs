//! How well predictions stand against what was measured.

use super::predicted::Predicted;
use super::record::Measured;

/// Counts over the runs of one profile.
#[derive(Clone, Copy, Default)]
pub struct Tally {
    pub runs: usize,
    /// The measured status is among the predicted ones.
    pub sound: usize,
    /// That, and there are at most two, all numbers.
    pub useful: usize,
    /// That, and there is one.
    pub exact: usize,
    /// The measured status is the likely one.
    pub likely: usize,
    pub may_hang: usize,
}

impl Tally {
    pub fn count(&mut self, predicted: &Predicted, measured: Measured) {
        let sound = predicted.allows(measured);
        self.runs += 1;
        self.sound += usize::from(sound);
        self.useful += usize::from(sound && predicted.is_useful());
        self.exact += usize::from(sound && predicted.is_exact());
        self.likely += usize::from(predicted.expects(measured));
        self.may_hang += usize::from(predicted.may_hang);
    }

    /// `part` of all runs, in tenths of a percent, rounded down.
    pub fn share(&self, part: usize) -> usize {
        per_mille(part, self.runs)
    }
}

/// `part` of `whole` in tenths of a percent, rounded down; all of nothing.
pub fn per_mille(part: usize, whole: usize) -> usize {
    (part * 1000).checked_div(whole).unwrap_or(1000)
}

/// Tenths of a percent as people write them.
pub fn percent(share: usize) -> String {
    format!("{}.{} %", share / 10, share % 10)
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [
            ("sound", self.sound),
            ("useful", self.useful),
            ("exact", self.exact),
            ("likely", self.likely),
            ("may hang", self.may_hang),
        ];
        let words: Vec<String> =
            parts.iter().map(|(name, part)| format!("{name} {}", percent(self.share(*part)))).collect();
        write!(f, "{} runs: {}", self.runs, words.join(", "))
    }
}

/// Whether runs that answer differently in two profiles are predicted to.
#[derive(Clone, Copy, Default)]
pub struct Contrast {
    /// Runs whose measured answers differ.
    pub differ: usize,
    /// Whose predicted sets differ, or whose likely statuses do.
    pub told: usize,
    /// Whose likely statuses differ.
    pub told_by_likely: usize,
}

impl Contrast {
    pub fn count(&mut self, one: (&Predicted, Measured), other: (&Predicted, Measured)) {
        if one.1 == other.1 {
            return;
        }
        let likely = one.0.likely() != other.0.likely() || one.0.may_hang != other.0.may_hang;
        let sets = one.0.exits.keys().ne(other.0.exits.keys());
        self.differ += 1;
        self.told_by_likely += usize::from(likely);
        self.told += usize::from(likely || sets);
    }
}
