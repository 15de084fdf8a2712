//! The tree for Graphviz: one graph, each trace a cluster.

use std::io::{self, Write};

use super::{Node, NodeKind, Trace, json, words};
use crate::finding::Confidence;
use crate::report::text::visible;

/// Writes all traces as one directed graph.
///
/// # Errors
/// Those of `out`.
pub fn dot(out: &mut dyn Write, traces: &[Trace]) -> io::Result<()> {
    writeln!(out, "digraph initlint {{")?;
    writeln!(out, "  rankdir=LR;")?;
    writeln!(out, "  node [shape=box, fontname=\"monospace\"];")?;
    let mut ids = 0..;
    for (index, trace) in traces.iter().enumerate() {
        writeln!(out, "  subgraph cluster_{index} {{")?;
        let title = format!("{} {}{}, {}", trace.path, trace.action, words::after(trace), trace.profile);
        writeln!(out, "    label={};", quoted(&[title]))?;
        let root = ids.next().unwrap_or(0);
        writeln!(out, "    n{root} [label={}, shape=oval];", quoted(&[ends(trace)]))?;
        nodes(out, &trace.nodes, root, &mut ids)?;
        writeln!(out, "  }}")?;
    }
    writeln!(out, "}}")
}

/// Numbers for nodes.
type Ids = std::ops::RangeFrom<usize>;

fn nodes(out: &mut dyn Write, children: &[Node], parent: usize, ids: &mut Ids) -> io::Result<()> {
    for node in children {
        let id = ids.next().unwrap_or(0);
        let mut lines = vec![words::title(node)];
        lines.extend(words::remarks(node));
        lines.push(format!("{}:{}", node.spot.path, node.spot.line));
        writeln!(
            out,
            "    n{id} [label={}, class={}{}];",
            quoted(&lines),
            json::kind(node.kind),
            look(node)
        )?;
        writeln!(out, "    n{parent} -> n{id};")?;
        nodes(out, &node.children, id, ids)?;
    }
    Ok(())
}

fn look(node: &Node) -> String {
    let shape = match node.kind {
        NodeKind::Road(_) => ", style=rounded",
        NodeKind::Exit | NodeKind::Return => ", shape=oval",
        NodeKind::Read | NodeKind::Test => ", shape=note",
        NodeKind::Command => "",
    };
    let color = match node.fails {
        Some(Confidence::Certain | Confidence::Likely) => ", color=red",
        Some(Confidence::Possible) => ", color=orange",
        None => "",
    };
    format!("{shape}{color}")
}

fn ends(trace: &Trace) -> String {
    let statuses: Vec<String> = trace.exits.iter().map(|end| end.status.to_string()).collect();
    let action = if trace.action.is_empty() { "no action" } else { &trace.action };
    format!(
        "{action}: exit status {}",
        if statuses.is_empty() { "unknown".into() } else { statuses.join(" or ") }
    )
}

/// A quoted string of the DOT language: lines aligned to the left, quotes and
/// backslashes escaped.
fn quoted(lines: &[String]) -> String {
    let mut text = String::from("\"");
    for line in lines {
        for character in visible(line).chars() {
            if matches!(character, '"' | '\\') {
                text.push('\\');
            }
            text.push(character);
        }
        text.push_str("\\l");
    }
    text.push('"');
    text
}
