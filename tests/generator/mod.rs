//! Small scripts made by a grammar, without other programs: what the machine and real shells must agree on.
//!
//! A program is a tree of statements, so that it can be shrunk; its number is its seed, so that it can be
//! made again. Every loop and every recursion is bounded by what the grammar writes round it.

mod rng;
mod shrink;
mod statements;
mod words;

use rng::Rng;
pub use shrink::shrink;

/// A statement: texts with bodies between them, as `if …; then` BODY `else` BODY `fi`. One text more than bodies.
#[derive(Clone)]
pub struct Node {
    texts: Vec<String>,
    bodies: Vec<Vec<Node>>,
}

impl Node {
    /// A statement without parts.
    fn line(text: impl Into<String>) -> Self {
        Self { texts: vec![text.into()], bodies: Vec::new() }
    }

    /// A statement with one body.
    fn block(open: impl Into<String>, body: Vec<Self>, close: impl Into<String>) -> Self {
        Self { texts: vec![open.into(), close.into()], bodies: vec![body] }
    }

    /// A statement with two bodies.
    fn pair(open: impl Into<String>, one: Vec<Self>, between: &str, two: Vec<Self>, close: &str) -> Self {
        Self { texts: vec![open.into(), between.into(), close.into()], bodies: vec![one, two] }
    }

    fn render(&self, out: &mut String) {
        let mut bodies = self.bodies.iter();
        for text in &self.texts {
            out.push_str(text);
            out.push('\n');
            if let Some(body) = bodies.next() {
                render(body, out);
            }
        }
    }
}

/// A body without statements is a colon: no shell accepts an empty one.
fn render(body: &[Node], out: &mut String) {
    if body.is_empty() {
        out.push_str(":\n");
    }
    body.iter().for_each(|node| node.render(out));
}

/// A whole script.
#[derive(Clone)]
pub struct Program(Vec<Node>);

impl Program {
    /// The program of this number.
    pub fn numbered(number: u64) -> Self {
        Generator { rng: Rng::new(number), counters: 0, functions: 0, files: false }.program()
    }

    pub fn text(&self) -> String {
        let mut text = String::new();
        render(&self.0, &mut text);
        text
    }
}

/// What is known while a program is being made.
struct Generator {
    rng: Rng,
    /// Loop counters given out: each `while` has a variable that nothing else writes.
    counters: u32,
    /// Functions that may be called: `f0` up to this number.
    functions: usize,
    /// Some function reads or writes files: two calls side by side might race.
    files: bool,
}

/// What may stand at a place.
#[derive(Clone, Copy)]
struct Place {
    /// How much deeper compound commands may nest.
    room: u8,
    in_function: bool,
    in_loop: bool,
    /// Side by side with another process: no files, as it might look at them.
    beside: bool,
}
