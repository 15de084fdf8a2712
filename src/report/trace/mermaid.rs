//! The tree for Mermaid: a flowchart, each trace a subgraph.

use std::io::{self, Write};

use super::{Node, NodeKind, Trace, words};
use crate::finding::Confidence;
use crate::report::text::visible;

/// Writes all traces as one flowchart.
///
/// # Errors
/// Those of `out`.
pub fn mermaid(out: &mut dyn Write, traces: &[Trace]) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    writeln!(out, "  classDef fails stroke:#d00,stroke-width:2px")?;
    writeln!(out, "  classDef canfail stroke:#e80")?;
    let mut ids = 0..;
    for (index, trace) in traces.iter().enumerate() {
        let title = format!("{} {}{}, {}", trace.path, trace.action, words::after(trace), trace.profile);
        writeln!(out, "  subgraph s{index} [{}]", quoted(&[title]))?;
        let root = ids.next().unwrap_or(0);
        let name = if trace.action.is_empty() { "no action".to_owned() } else { trace.action.clone() };
        writeln!(out, "    n{root}([{}])", quoted(&[name]))?;
        nodes(out, &trace.nodes, root, &mut ids)?;
        for end in &trace.exits {
            let id = ids.next().unwrap_or(0);
            let text = format!("exit status {}", end.status);
            writeln!(out, "    n{root} -.-> n{id}(({}))", quoted(&[text]))?;
        }
        writeln!(out, "  end")?;
    }
    Ok(())
}

/// Numbers for nodes.
type Ids = std::ops::RangeFrom<usize>;

fn nodes(out: &mut dyn Write, children: &[Node], parent: usize, ids: &mut Ids) -> io::Result<()> {
    for node in children {
        let id = ids.next().unwrap_or(0);
        let mut lines = vec![words::title(node)];
        lines.extend(words::remarks(node));
        lines.push(format!("{}:{}", node.spot.path, node.spot.line));
        let (open, close) = brackets(node.kind);
        writeln!(out, "    n{parent} --> n{id}{open}{}{close}{}", quoted(&lines), class(node))?;
        nodes(out, &node.children, id, ids)?;
    }
    Ok(())
}

fn brackets(kind: NodeKind) -> (&'static str, &'static str) {
    match kind {
        NodeKind::Road(_) => ("(", ")"),
        NodeKind::Exit | NodeKind::Return => ("([", "])"),
        NodeKind::Read | NodeKind::Test => ("[/", "/]"),
        NodeKind::Command => ("[", "]"),
    }
}

fn class(node: &Node) -> &'static str {
    match node.fails {
        Some(Confidence::Certain | Confidence::Likely) => ":::fails",
        Some(Confidence::Possible) => ":::canfail",
        None => "",
    }
}

/// A quoted text of Mermaid: what is not a letter, a digit or plain punctuation
/// as a numbered entity (`#35;`), so that nothing in it is read as markup.
fn quoted(lines: &[String]) -> String {
    let mut text = String::from("\"");
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            text.push_str("<br/>");
        }
        for character in visible(line).chars() {
            if character.is_alphanumeric() || " -_./:,=$()".contains(character) {
                text.push(character);
            } else {
                text.push_str(&format!("#{};", u32::from(character)));
            }
        }
    }
    text.push('"');
    text
}
