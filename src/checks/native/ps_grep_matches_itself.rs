//! A search in the list of processes finds the search itself.

use super::lists;
use crate::catalog::Rule;
use crate::checks::{Hit, Still, settings};
use crate::syntax::ast::{Command, Pipeline, Simple};
use crate::syntax::visit::{self, Node, Walk};

/// Every pipeline from one of `lists` into one of `searches` whose pattern fits its own command line, and that
/// leaves no lines out.
pub fn check(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let mut hits = Vec::new();
    visit::walk_tree(
        &still.script.tree,
        &mut visit::entering(|node| {
            if let Node::Pipeline(pipeline) = node
                && finds_itself(still, rule, pipeline)
            {
                let message = "this search finds itself, and whatever has the text in its command line";
                hits.push(Hit::still(pipeline.span, message).label("lists the search as well"));
            }
            Walk::Into
        }),
    );
    hits
}

fn finds_itself(still: &Still<'_>, rule: &Rule, pipeline: &Pipeline) -> bool {
    let simple = |command: &Command| match command {
        Command::Simple(simple) => Some(simple.clone()),
        _ => None,
    };
    let Some(commands) = pipeline.commands.iter().map(simple).collect::<Option<Vec<Simple>>>() else {
        return false;
    };
    let Some((first, rest)) = commands.split_first() else { return false };
    let is_search = |simple: &&Simple| lists::is_command(rule, "searches", simple);
    let has = |simple: &Simple, list: &str| {
        simple.words.iter().skip(1).any(|word| {
            let text = word.literal().unwrap_or_default();
            settings::texts(rule, list).any(|glob| crate::catalog::glob::matches_text(glob, &text))
        })
    };
    let shows_itself = |simple: &Simple| !still.script.source.text(simple.span).contains('[');
    lists::is_command(rule, "lists", first)
        && !has(first, "plain")
        && rest.iter().any(|simple| is_search(&simple))
        && rest.iter().filter(is_search).all(|simple| !has(simple, "leaves-out") && shows_itself(simple))
}
