//! Text for people: made harmless, wrapped, counted.

pub mod count;
pub mod line;
pub mod visible;
pub mod wrap;

pub use count::counted;
pub use line::Line;
pub use visible::visible;
pub use wrap::{width, wrap};
