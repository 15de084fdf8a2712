//! Alternatives in an order, and of a form, in which taking the first is taking the longest.

use super::node::Node;
use super::set::Set;

/// Letters of a word that are worth a tree.
const WORD: usize = 100;

/// The same language; of alternatives those that may take nothing come last, and words share
/// what they begin with. Alternatives with groups stay as they are: groups are numbered by place.
#[must_use]
pub fn tidy(node: Node) -> Node {
    let all = |nodes: Vec<Node>| nodes.into_iter().map(tidy).collect();
    match node {
        Node::Byte(_) | Node::Place(_) => node,
        Node::Group(number, node) => Node::Group(number, Box::new(tidy(*node))),
        Node::Row(nodes) => Node::Row(all(nodes)),
        Node::Repeat(node, times) => Node::Repeat(Box::new(tidy(*node)), times),
        Node::Either(nodes) => either(all(nodes)),
    }
}

fn either(nodes: Vec<Node>) -> Node {
    if nodes.iter().any(Node::has_group) {
        return Node::Either(nodes);
    }
    let words: Option<Vec<Vec<Set>>> = nodes.iter().map(word).collect();
    match words {
        Some(words) => tree(&words.iter().map(Vec::as_slice).collect::<Vec<_>>()),
        None => {
            let (last, first): (Vec<Node>, Vec<Node>) = nodes.into_iter().partition(Node::nullable);
            Node::Either([first, last].concat())
        }
    }
}

/// The bytes of a literal.
fn word(node: &Node) -> Option<Vec<Set>> {
    let Node::Row(row) = node else { return None };
    let byte = |node: &Node| if let Node::Byte(set) = node { Some(*set) } else { None };
    row.iter().map(byte).collect::<Option<Vec<Set>>>().filter(|word| word.len() <= WORD)
}

/// Words, by their first letters.
fn tree(words: &[&[Set]]) -> Node {
    let mut by_first: Vec<(Set, Vec<&[Set]>)> = Vec::new();
    let mut ends = false;
    for word in words {
        match word {
            [] => ends = true,
            [first, rest @ ..] => match by_first.iter_mut().find(|(known, _)| known == first) {
                Some((_, known)) => known.push(rest),
                None => by_first.push((*first, vec![rest])),
            },
        }
    }
    let mut all: Vec<Node> = by_first
        .iter()
        .map(|(first, rest)| match tree(rest) {
            Node::Row(row) => Node::Row([vec![Node::Byte(*first)], row].concat()),
            node => Node::Row(vec![Node::Byte(*first), node]),
        })
        .collect();
    if ends {
        all.push(Node::Row(Vec::new()));
    }
    if all.len() == 1 { all.remove(0) } else { Node::Either(all) }
}
