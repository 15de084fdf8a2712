//! The script and the daemon write the same pid file.

use super::{lists, shape};
use crate::catalog::Rule;
use crate::checks::{Hit, Still, settings};
use crate::script::Script;
use crate::span::Span;
use crate::syntax::ast::{Command, FileMode, Item, RedirectionKind, Simple};
use crate::syntax::visit::{self, Node, Walk};

/// Every `echo $! > FILE` behind a command that was given the file, and every command of the shape `writes` whose
/// program is given it.
pub fn check(still: &Still<'_>, rule: &Rule) -> Vec<Hit> {
    let script = still.script;
    let message = "the daemon is given this pid file, and the script writes it, too";
    let mut hits = Vec::new();
    for list in lists::of(script) {
        for pair in list.items.windows(2) {
            let [started, next] = pair else { continue };
            let (Some(file), true) = (written(script, next), started.background) else { continue };
            let given = words(script, started).any(|word| names(&word, &file));
            if given {
                let hit = Hit::still(next.and_or.span, message).label("two writers of one file");
                hits.push(hit.see_span(started.and_or.span, "is given it"));
            }
        }
    }
    hits.extend(
        handed_over(still, rule).into_iter().map(|span| Hit::still(span, message).label("writes it, too")),
    );
    hits
}

/// The commands of the shape `writes` that name their file behind `--` again.
fn handed_over(still: &Still<'_>, rule: &Rule) -> Vec<Span> {
    let shape: Option<shape::Shape> =
        rule.settings.get("writes").and_then(|shape| shape.clone().try_into().ok());
    let options: Vec<&str> = settings::texts(rule, "options").collect();
    let mut spans = Vec::new();
    visit::walk_tree(
        &still.script.tree,
        &mut visit::entering(|node| {
            if let Node::Simple(simple) = node
                && let Some(shape) = &shape
            {
                let words: Vec<String> = folded(still.script, simple).collect();
                let file = shape::value(&words, &options).filter(|_| shape.fits(&words));
                let behind = words.iter().skip_while(|word| *word != "--").skip(1);
                if let Some(file) = file
                    && behind.into_iter().any(|word| names(word, file))
                {
                    spans.push(simple.span);
                }
            }
            Walk::Into
        }),
    );
    spans
}

/// The file that a command writes `$!` to.
fn written(script: &Script, item: &Item) -> Option<String> {
    let simple = lists::simple(item).filter(|simple| script.source.text(simple.span).contains("$!"))?;
    simple.redirections.iter().find_map(|redirection| match &redirection.kind {
        RedirectionKind::File { mode: FileMode::Write | FileMode::Clobber, target } => {
            Some(text(script, target))
        }
        _ => None,
    })
}

fn words(script: &Script, item: &Item) -> impl Iterator<Item = String> {
    let simple = item.and_or.first.commands.iter().filter_map(|command| match command {
        Command::Simple(simple) => Some(simple),
        _ => None,
    });
    simple.flat_map(|simple| folded(script, simple)).collect::<Vec<_>>().into_iter()
}

fn folded(script: &Script, simple: &Simple) -> impl Iterator<Item = String> {
    simple.words.iter().map(|word| text(script, word))
}

/// What a word is, as far as constants tell; else as it is written.
fn text(script: &Script, word: &crate::syntax::word::Word) -> String {
    let known = script.constants.fold(word).exact();
    known.map_or_else(
        || script.source.text(word.span).trim_matches('"').to_owned(),
        |text| String::from_utf8_lossy(&text).into_owned(),
    )
}

/// A word that is the file, or ends with it behind `=`.
fn names(word: &str, file: &str) -> bool {
    !file.is_empty() && (word == file || word.ends_with(&format!("={file}")))
}
