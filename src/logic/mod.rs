//! What is not known of the world, and what follows from it. No shell in here:
//! facts are questions with a few answers, guards say under which answers
//! something holds, choices are values that depend on them.

mod cases;
mod choice;
mod fact;
mod guard;
mod marks;
mod nearest;
mod order;
mod query;

pub use cases::Behind;
pub use choice::Choice;
pub use fact::{Answers, Fact, FactId, FactKind, FactTable, FactView, NO_YES, SOMETHING_ELSE};
pub use guard::{Guard, Guards};
pub use nearest::Nearest;
pub use query::{Cube, Narrowed};
