//! What is said of a step, the same in every format for people.

use super::{Node, NodeKind, Trace};
use crate::finding::Confidence;
use crate::outcome::FrameKind;

/// A command line for people; a word with blanks, or an empty one, in quotes.
pub fn command(words: &[String]) -> String {
    let quoted = words.iter().map(|word| {
        if word.is_empty() || word.contains(char::is_whitespace) { format!("'{word}'") } else { word.clone() }
    });
    quoted.collect::<Vec<_>>().join(" ")
}

/// ` after start, stop`, where actions were run before.
pub fn after(trace: &Trace) -> String {
    match trace.after.as_slice() {
        [] => String::new(),
        actions => {
            let names: Vec<&str> =
                actions.iter().map(|name| if name.is_empty() { "''" } else { name }).collect();
            format!(" after {}", names.join(", "))
        }
    }
}

/// The step itself.
pub fn title(node: &Node) -> String {
    match node.kind {
        NodeKind::Road(FrameKind::Action) => format!("{})", node.text.trim_end_matches(')')),
        NodeKind::Road(FrameKind::Source) => format!(". {}", node.text),
        NodeKind::Road(FrameKind::Eval) => format!("eval {}", node.text),
        NodeKind::Road(FrameKind::Trap) => format!("trap {}", node.text),
        NodeKind::Read => format!("reads {}", node.text),
        NodeKind::Test => format!("asks {}", node.text),
        NodeKind::Exit | NodeKind::Return | NodeKind::Command | NodeKind::Road(_) => node.text.clone(),
    }
}

/// What else is to be said of it, in a few words each.
pub fn remarks(node: &Node) -> Vec<String> {
    let mut remarks = Vec::new();
    if !node.when.is_empty() {
        remarks.push(format!("when {}", any_of(&node.when)));
    }
    remarks.extend(node.fails.map(|sure| fails(sure).to_owned()));
    if node.fails.is_some() && node.silent {
        remarks.push("its message is hidden".into());
    }
    if node.dropped {
        remarks.push("nobody looks at that".into());
    }
    remarks.extend(node.effects.iter().map(|effect| match &effect.target {
        Some(target) => format!("{} {target}", effect.kind),
        None => effect.kind.clone(),
    }));
    remarks.extend(node.says.clone());
    if !node.statuses.is_empty() {
        let statuses: Vec<String> = node.statuses.iter().map(ToString::to_string).collect();
        remarks.push(format!("status {}", statuses.join(" or ")));
    }
    remarks
}

/// Alternatives in words: `a is x and b is y, or c is z`.
pub fn any_of(reasons: &[Vec<String>]) -> String {
    reasons.iter().map(|reason| reason.join(" and ")).collect::<Vec<_>>().join(", or ")
}

fn fails(sure: Confidence) -> &'static str {
    match sure {
        Confidence::Certain => "fails",
        Confidence::Likely => "likely fails",
        Confidence::Possible => "can fail",
    }
}
