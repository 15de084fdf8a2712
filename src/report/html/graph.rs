//! Who calls whom, from the actions down to the commands that findings are about: a drawing, and nothing that a
//! reader has to run.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::escape::Text;
use super::layout::{self, Drawing, HEIGHT, WIDTH};
use crate::finding::{Finding, StepKind};
use crate::outcome::FrameKind;
use crate::report::human::action_name;
use crate::report::trace::{Node, NodeKind, Trace};

/// The most boxes of one drawing: more cannot be read.
const MOST: usize = 120;

/// The most characters of a box: [`WIDTH`] holds them.
const LETTERS: usize = 19;

/// What a box stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Action(String),
    Function(String),
    Source(String),
    Command { text: String, line: u32 },
}

/// Boxes and arrows, in order of appearance.
#[derive(Debug, Default)]
struct Graph {
    keys: Vec<Key>,
    index: BTreeMap<Key, usize>,
    arrows: Vec<(usize, usize)>,
    /// The findings whose road goes through a box, and along an arrow.
    through: BTreeMap<usize, BTreeSet<usize>>,
    along: BTreeMap<(usize, usize), BTreeSet<usize>>,
    left_out: bool,
}

/// Writes the drawing of a script, with the roads of its findings, by their numbers.
pub fn figure(
    page: &mut String,
    script: usize,
    name: &str,
    traces: &[Trace],
    findings: &[(usize, &Finding)],
) {
    let mut graph = Graph::default();
    for trace in traces {
        let root = graph.node(Key::Action(trace.action.clone()));
        if let Some(root) = root {
            graph.calls(&trace.nodes, root);
        }
    }
    for (number, finding) in findings {
        graph.road(*number, finding);
    }
    if graph.keys.len() < 2 {
        return;
    }
    let drawing = layout::layout(graph.keys.len(), &graph.arrows);
    let _ = writeln!(page, "<h3 id=\"g{script}\">Calls</h3>\n<figure class=\"wide\" tabindex=\"0\">");
    graph.draw(page, script, name, &drawing);
    page.push_str("<figcaption>");
    if graph.left_out {
        let _ = write!(page, "The first {MOST} of more boxes. ");
    }
    page.push_str(
        "From the actions, by the functions and files they use, to the commands that findings are about. \
         Follow “Reached by” of a finding to see its road.</figcaption>\n</figure>\n",
    );
}

impl Graph {
    fn node(&mut self, key: Key) -> Option<usize> {
        if let Some(known) = self.index.get(&key) {
            return Some(*known);
        }
        if self.keys.len() >= MOST {
            self.left_out = true;
            return None;
        }
        self.keys.push(key.clone());
        self.index.insert(key, self.keys.len() - 1);
        Some(self.keys.len() - 1)
    }

    fn arrow(&mut self, from: usize, to: usize) {
        if from != to && !self.arrows.contains(&(from, to)) {
            self.arrows.push((from, to));
        }
    }

    /// The functions and files that steps lead to.
    fn calls(&mut self, nodes: &[Node], from: usize) {
        for node in nodes {
            let key = match node.kind {
                NodeKind::Road(FrameKind::Call) => Some(Key::Function(node.text.clone())),
                NodeKind::Road(FrameKind::Source) => Some(Key::Source(node.text.clone())),
                _ => None,
            };
            let here = match key {
                None => Some(from),
                Some(key) => self.node(key),
            };
            if let Some(here) = here {
                self.arrow(from, here);
                self.calls(&node.children, here);
            }
        }
    }

    /// The road of a finding: from its action to its command.
    fn road(&mut self, number: usize, finding: &Finding) {
        let mut here = None;
        for step in &finding.trace {
            let line = step.place.source.line_column(step.place.span.start).line;
            let key = match step.kind {
                StepKind::Action => {
                    let known = finding.actions.first().cloned();
                    Key::Action(known.unwrap_or_else(|| step.text.trim_start_matches("action ").to_owned()))
                }
                StepKind::Call => Key::Function(step.text.clone()),
                StepKind::Source => Key::Source(step.text.clone()),
                StepKind::Command => Key::Command { text: step.text.clone(), line },
                StepKind::Condition => continue,
            };
            let Some(next) = self.node(key) else { return };
            self.through.entry(next).or_default().insert(number);
            if let Some(before) = here {
                self.arrow(before, next);
                self.along.entry((before, next)).or_default().insert(number);
            }
            here = Some(next);
        }
    }

    fn draw(&self, page: &mut String, script: usize, name: &str, drawing: &Drawing) {
        let (width, height) = drawing.size();
        let _ = writeln!(
            page,
            "<svg class=\"graph\" role=\"img\" aria-label=\"Calls of {}\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\">\n\
             <defs><marker id=\"tip{script}\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"9\" \
             markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"tip\" d=\"M0 0L8 4L0 8z\"/></marker></defs>",
            Text(name)
        );
        for arrow in &self.arrows {
            let roads = roads(self.along.get(arrow));
            let path = drawing.arrow(*arrow);
            let _ = writeln!(
                page,
                "<path class=\"arrow{roads}\" d=\"{path}\" marker-end=\"url(#tip{script})\"/>"
            );
        }
        for (index, key) in self.keys.iter().enumerate() {
            let (x, y) = drawing.place(index);
            let (kind, text) = key.told();
            let roads = roads(self.through.get(&index));
            let target = self.through.get(&index).and_then(|through| through.first());
            let link = matches!(key, Key::Command { .. }).then_some(target).flatten();
            if let Some(target) = link {
                let _ = write!(page, "<a href=\"#f{target}\">");
            }
            let _ = write!(
                page,
                "<g class=\"box {kind}{roads}\"><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" \
                 height=\"{HEIGHT}\" rx=\"5\"/><text x=\"{}\" y=\"{}\">{}</text></g>",
                Text(&text),
                x + 8,
                y + 18,
                Text(&short(&text)),
            );
            page.push_str(if link.is_some() { "</a>\n" } else { "\n" });
        }
        page.push_str("</svg>\n");
    }
}

impl Key {
    fn told(&self) -> (&'static str, String) {
        match self {
            Self::Action(action) => ("action", action_name(action)),
            Self::Function(name) => ("function", name.clone()),
            Self::Source(path) => ("sourced", path.clone()),
            Self::Command { text, line } => ("command", format!("{text} ({line})")),
        }
    }
}

fn roads(through: Option<&BTreeSet<usize>>) -> String {
    through.into_iter().flatten().map(|number| format!(" r{number}")).collect()
}

fn short(text: &str) -> String {
    let text: Vec<char> = text.chars().collect();
    match text.get(..LETTERS) {
        Some(start) if text.len() > LETTERS => start.iter().take(LETTERS - 1).chain(['…'].iter()).collect(),
        _ => text.into_iter().collect(),
    }
}
