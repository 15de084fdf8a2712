//! Makes a program smaller while what was found in it remains.

use super::{Node, Program};

/// What is tried on a statement.
#[derive(Clone, Copy)]
enum Edit {
    /// It goes.
    Drop,
    /// Its bodies stand in its place.
    Hoist,
}

/// The smallest program that dropping and hoisting statements one by one leads to; `remains` says whether a
/// candidate still shows what was found.
pub fn shrink(program: Program, mut remains: impl FnMut(&Program) -> bool) -> Program {
    let mut best = program;
    loop {
        let before = count(&best.0);
        let mut at = 0;
        while at < count(&best.0) {
            let smaller = [Edit::Drop, Edit::Hoist]
                .into_iter()
                .map(|edit| Program(edited(&best.0, &mut { at }, edit)))
                .find(|candidate| count(&candidate.0) < count(&best.0) && remains(candidate));
            match smaller {
                Some(smaller) => best = smaller,
                None => at += 1,
            }
        }
        if count(&best.0) == before {
            return best;
        }
    }
}

/// Statements at all depths.
fn count(nodes: &[Node]) -> usize {
    nodes.iter().map(|node| 1 + node.bodies.iter().map(|body| count(body)).sum::<usize>()).sum()
}

/// The statements with an edit at the one that has `at` others before it.
fn edited(nodes: &[Node], at: &mut usize, edit: Edit) -> Vec<Node> {
    let mut out = Vec::new();
    for node in nodes {
        let here = *at == 0;
        *at = at.wrapping_sub(1);
        match edit {
            Edit::Drop if here => {}
            Edit::Hoist if here => out.extend(node.bodies.iter().flatten().cloned()),
            _ => {
                let bodies = node.bodies.iter().map(|body| edited(body, at, edit)).collect();
                out.push(Node { texts: node.texts.clone(), bodies });
            }
        }
    }
    out
}
