//! How much a filter may take before there is no answer.

/// Bytes of output. No script of the corpus keeps more than a few KiB of a filter's output.
pub const OUTPUT: usize = 1 << 20;

/// Steps of one run: a command, a node of an expression, and every [`STRIDE`] bytes they go over.
/// Half a second of a small machine.
const STEPS: u64 = 2_000_000;

/// Bytes that count as one step.
const STRIDE: usize = 16;

/// Nesting of anything that is read by recursion.
pub const DEPTH: usize = 60;

/// What is left of the steps.
#[derive(Debug)]
pub struct Budget(u64);

impl Budget {
    /// All of them.
    pub fn new() -> Self {
        Self(STEPS)
    }

    /// One step that goes over so many bytes; `None` when there are none left.
    pub fn spend(&mut self, bytes: usize) -> Option<()> {
        let cost = 1 + u64::try_from(bytes / STRIDE).unwrap_or(u64::MAX);
        self.0 = self.0.checked_sub(cost)?;
        Some(())
    }
}
