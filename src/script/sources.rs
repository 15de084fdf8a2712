//! The files a script sources, with their paths as far as constants allow.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::constants::{Changes, Constants, Folded};
use super::words;
use crate::span::Span;
use crate::syntax::ast::{AndOr, Branch, Command, Compound, CompoundKind, Function, List, Simple, Tree};
use crate::syntax::visit::{self, Node, Visitor, Walk};
use crate::syntax::word::{Operator, ParameterName, Part, Switch, Word};

/// The rounds of loops over known words that are followed one by one, in all.
const ROUNDS: usize = 256;

/// A `.` or `source` command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced {
    /// The command.
    pub span: Span,
    /// The file's word.
    pub word: Span,
    /// The file, as far as it is known. A loop over known files gives one entry for each.
    pub path: Folded,
    /// What decides whether it runs: the condition before it (of an `if`, of `&&` or
    /// `||`, of a `case` or a loop), the innermost.
    pub guard: Option<Span>,
    /// The function it stands in.
    pub inside: Option<String>,
}

/// What a look through a script in the order it is loaded gives.
#[derive(Clone, Debug, Default)]
pub(super) struct Loaded {
    /// The files, in order; those of function bodies last.
    pub sources: Vec<Sourced>,
    /// What is constant once the script is loaded.
    pub constants: Constants,
}

/// Looks through a script: its top level first, then the function bodies, which see
/// the constants of the whole top level.
pub(super) fn load(tree: &Tree, script: Option<Vec<u8>>) -> Loaded {
    let mut scan = Scan { constants: Constants::new(script), ..Scan::default() };
    for complete in &tree.commands {
        scan.list(&complete.list);
    }
    let mut at = 0;
    while let Some(function) = scan.functions.get(at).cloned() {
        scan.inside = Some(function.name.clone());
        scan.aside(|scan| scan.compound(&function.body));
        at += 1;
    }
    scan.constants.settle();
    Loaded { sources: scan.sources, constants: scan.constants }
}

#[derive(Default)]
struct Scan {
    constants: Constants,
    sources: Vec<Sourced>,
    /// Met, still to be looked into (and those already).
    functions: Vec<Arc<Function>>,
    /// The places of these.
    known: BTreeSet<Span>,
    guard: Option<Span>,
    inside: Option<String>,
    rounds: usize,
}

impl Scan {
    fn list(&mut self, list: &List) {
        for item in &list.items {
            if item.background {
                self.aside(|scan| scan.and_or(&item.and_or));
            } else {
                self.and_or(&item.and_or);
            }
        }
    }

    fn and_or(&mut self, and_or: &AndOr) {
        self.pipeline(&and_or.first.commands);
        let before = and_or.first.span;
        for (_, pipeline) in &and_or.rest {
            self.maybe(before, |scan| scan.pipeline(&pipeline.commands));
        }
    }

    fn pipeline(&mut self, commands: &[Command]) {
        match commands {
            [command] => self.command(command),
            several => several.iter().for_each(|command| self.aside(|scan| scan.command(command))),
        }
    }

    /// Runs something in a subshell: what it sets is lost.
    fn aside(&mut self, run: impl FnOnce(&mut Self)) {
        let mark = self.constants.mark();
        run(self);
        self.constants.back(mark);
    }

    /// Runs something and goes back; what it changed waits for the others of its branches.
    fn branch(&mut self, guard: Span, run: impl FnOnce(&mut Self)) -> Changes {
        let mark = self.constants.mark();
        self.guarded(guard, run);
        self.constants.back(mark)
    }

    /// Runs something that may as well not run.
    fn maybe(&mut self, guard: Span, run: impl FnOnce(&mut Self)) {
        let end = self.branch(guard, run);
        self.constants.join(&[end, Changes::none()]);
    }

    fn guarded(&mut self, guard: Span, run: impl FnOnce(&mut Self)) {
        let outer = self.guard.replace(guard);
        run(self);
        self.guard = outer;
    }

    fn command(&mut self, command: &Command) {
        match command {
            Command::Simple(simple) => self.simple(simple),
            Command::Compound(compound) => self.compound(compound),
            Command::Function(function) => {
                if self.known.insert(function.span) {
                    self.functions.push(Arc::clone(function));
                }
            }
        }
    }

    fn compound(&mut self, compound: &Compound) {
        match &compound.kind {
            CompoundKind::Brace(list) => self.list(list),
            CompoundKind::Subshell(list) => self.aside(|scan| scan.list(list)),
            CompoundKind::If { branches, otherwise } => {
                self.choice(branches, otherwise.as_ref(), compound.span)
            }
            CompoundKind::Case { word, arms } => {
                self.word(word);
                let arms = arms.iter().map(|arm| self.branch(word.span, |scan| scan.list(&arm.body)));
                let ends: Vec<Changes> = arms.chain([Changes::none()]).collect();
                self.constants.join(&ends);
            }
            CompoundKind::For { name, words, body } => {
                self.rounds(name, words.as_deref(), body, compound.span)
            }
            CompoundKind::Select { name, body, .. } => self.round(name, body, compound.span),
            CompoundKind::While { condition, body, .. } => {
                self.list(condition);
                let guard = words::span_of(condition).unwrap_or(compound.span);
                self.maybe(guard, |scan| scan.list(body));
            }
            CompoundKind::ForArith { body, .. } => self.maybe(compound.span, |scan| scan.list(body)),
            CompoundKind::Coproc { command, .. } => self.aside(|scan| scan.command(command)),
            CompoundKind::Cond(_) | CompoundKind::Arith(_) => {}
        }
    }

    /// An `if`. The conditions are taken to run whichever branch does.
    fn choice(&mut self, branches: &[Branch], otherwise: Option<&List>, span: Span) {
        let (mut ends, mut guard) = (Vec::new(), span);
        for branch in branches {
            self.list(&branch.condition);
            guard = words::span_of(&branch.condition).unwrap_or(span);
            ends.push(self.branch(guard, |scan| scan.list(&branch.body)));
        }
        let end = otherwise.map(|list| self.branch(guard, |scan| scan.list(list)));
        ends.push(end.unwrap_or_else(Changes::none));
        self.constants.join(&ends);
    }

    /// A `for`: one round for each word, where all are known.
    fn rounds(&mut self, name: &str, words: Option<&[Word]>, body: &List, span: Span) {
        let known: Option<Vec<Vec<u8>>> = words.and_then(|words| {
            let fields = words.iter().map(|word| self.fields(word)).collect::<Option<Vec<_>>>()?;
            Some(fields.concat())
        });
        match known.filter(|known| self.rounds + known.len() <= ROUNDS) {
            Some(known) => {
                self.rounds += known.len();
                for value in known {
                    self.constants.set(name, Some(value));
                    self.guarded(span, |scan| scan.list(body));
                }
            }
            None => self.round(name, body, span),
        }
    }

    fn round(&mut self, name: &str, body: &List, span: Span) {
        self.constants.set(name, None);
        self.maybe(span, |scan| scan.list(body));
    }

    /// The fields a word of known text is split to; a glob stays as it is written.
    fn fields(&self, word: &Word) -> Option<Vec<Vec<u8>>> {
        let text = self.constants.fold(word).exact()?;
        let splits = word.parts.iter().any(|part| matches!(part, Part::Parameter(_) | Part::Command { .. }));
        let field = |field: &[u8]| (!field.is_empty()).then(|| field.to_vec());
        Some(if splits {
            text.split(u8::is_ascii_whitespace).filter_map(field).collect()
        } else {
            vec![text]
        })
    }

    fn simple(&mut self, simple: &Simple) {
        for assignment in &simple.assignments {
            if simple.words.is_empty() {
                self.constants.assign(assignment);
            }
        }
        simple.words.iter().for_each(|word| self.word(word));
        for assignment in &simple.assignments {
            words::value_words(assignment).for_each(|word| self.word(word));
        }
        let Some(call) = words::Call::of(simple) else { return };
        match call.name.as_slice() {
            b"." | b"source" => {
                if let Some(file) = call.operands().next() {
                    let path = self.constants.fold(file);
                    let (guard, inside) = (self.guard, self.inside.clone());
                    self.sources.push(Sourced { span: simple.span, word: file.span, path, guard, inside });
                }
            }
            b"unset" => {
                let names = call.operands().filter_map(Word::literal);
                names.for_each(|name| self.constants.unset(&String::from_utf8_lossy(&name)));
            }
            b"read" => {
                let names = call.operands().filter_map(Word::literal);
                names.for_each(|name| self.constants.set(&String::from_utf8_lossy(&name), None));
            }
            name if words::is_declaration(name) => {
                for declared in call.operands().filter_map(words::Declared::of) {
                    let value = self.constants.fold(&declared.value()).exact();
                    self.constants.assign_text(&declared.name, value, declared.append);
                }
            }
            _ => {}
        }
    }

    /// What expanding a word does: `${x:=y}` assigns, `$( … )` runs commands.
    fn word(&mut self, word: &Word) {
        let mut found = Expansions::default();
        visit::walk(Node::Word(word), &mut found);
        for node in found.0 {
            match node {
                Node::Part(Part::Command { body, .. } | Part::Process { body, .. }) => {
                    self.aside(|scan| body.iter().for_each(|complete| scan.list(&complete.list)));
                }
                Node::Parameter(parameter) => {
                    if let (
                        ParameterName::Variable(name),
                        Operator::Switch { kind: Switch::Assign, or_empty, word },
                    ) = (&parameter.name, &parameter.operator)
                    {
                        let is_set =
                            self.constants.value(name).is_some_and(|text| !(*or_empty && text.is_empty()));
                        if !is_set {
                            let value = self.constants.fold_default(name, word);
                            self.constants.set(name, value);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// The parameters and the outermost `$( … )` in a word.
#[derive(Default)]
struct Expansions<'a>(Vec<Node<'a>>);

impl<'a> Visitor<'a> for Expansions<'a> {
    fn enter(&mut self, node: Node<'a>) -> Walk {
        match node {
            Node::Part(Part::Command { .. } | Part::Process { .. }) => {
                self.0.push(node);
                return Walk::Over;
            }
            Node::Parameter(_) => self.0.push(node),
            _ => {}
        }
        Walk::Into
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::Piece;
    use crate::syntax::{self, Dialect, Source};

    fn load(name: &str, text: &str) -> (Source, Loaded) {
        let source = Source::new(name, text.as_bytes());
        let tree = syntax::parse(&source, Dialect::Bash);
        let errors: Vec<_> = tree.errors().map(|error| &error.message).collect();
        assert!(errors.is_empty(), "{errors:?}");
        (source, super::load(&tree, Some(name.as_bytes().to_vec())))
    }

    /// Each file with its holes in angle brackets, `?` where a test decides, `@` and the function.
    fn sourced(text: &str) -> Vec<String> {
        let (source, loaded) = load("ip6tables", text);
        let shown = |sourced: &Sourced| {
            let piece = |piece: &Piece| match piece {
                Piece::Text(text) => String::from_utf8_lossy(text).into_owned(),
                Piece::Hole(span) => format!("<{}>", source.text(*span)),
            };
            let path: String = sourced.path.pieces.iter().map(piece).collect();
            let guard = if sourced.guard.is_some() { "?" } else { "" };
            let inside = sourced.inside.as_ref().map_or(String::new(), |name| format!("@{name}"));
            format!("{path}{guard}{inside}")
        };
        loaded.sources.iter().map(shown).collect()
    }

    #[test]
    fn paths_as_far_as_constants_allow() {
        for (text, expected) in [
            (". /etc/init.d/functions", "/etc/init.d/functions"),
            ("source '/a b'", "/a b"),
            ("IPTABLES=ip6tables; IPV=${IPTABLES%tables}; . /etc/$IPV/${#IPV}", "/etc/ip6/3"),
            (
                "CONF=/etc/sysconfig/${NAME:-food}-config; [ -f $CONF ] && . $CONF",
                "/etc/sysconfig/food-config?",
            ),
            ("if [ -r /a ]; then . /a; fi", "/a?"),
            ("N=`basename $0`; . /etc/default/$N", "/etc/default/ip6tables"),
            ("N=$(basename \"$0\" tables); . /$N", "/ip6"),
            (". /etc/default/${0##*/}", "/etc/default/ip6tables"),
            (". $(echo /lib/x)", "/lib/x"),
            (". \"$1\"/$X", "<$1>/<$X>"),
            ("A=x; [ -n \"$B\" ] && A=y; . /$A", "/<$A>"),
            ("A=x; if B; then A=y; else A=y; fi; . /$A", "/y"),
            ("A=x; case $1 in a) A=y ;; esac; . /$A", "/<$A>"),
            ("A=x; (A=y); A=z | :; . /$A", "/x"),
            ("A=x; A+=y; readonly B=$A C=c; . /$B$C", "/xyc"),
            ("A=x; unset A; . /${A-d}", "/d"),
            ("read A; . /${A:-d}", "/<${A:-d}>"),
            (": ${A:=/etc/x}; . $A", "/etc/x"),
            ("A=a*b.c; . /${A#*\\*}/${A%%.*}/${A##*.}", "/b.c/a*b/c"),
            ("A=abc; . /${A:1}${A/b/c}", "/<${A:1}><${A/b/c}>"),
            ("A=1 . /$A", "/<$A>"),
            ("D=$(. /inner; echo x)", "/inner"),
            ("command . /x", "/x"),
        ] {
            assert_eq!(sourced(text), [expected], "{text}");
        }
    }

    #[test]
    fn one_entry_for_each_known_file_of_a_loop() {
        assert_eq!(
            sourced("L='/a /b'; for f in $L \"/c d\"; do [ -r $f ] && . $f; done"),
            ["/a?", "/b?", "/c d?"]
        );
        assert_eq!(sourced("for f in $(ls); do . $f; done"), ["<$f>?"]);
        let nested = "for i in 1 2 3 4 5 6 7 8; do ".repeat(8) + ". /$i" + &"; done".repeat(8);
        assert!(sourced(&nested).len() < 1000, "bounded");
    }

    #[test]
    fn functions_see_the_constants_of_the_whole_top_level() {
        let text = "load() { local f=$D/x; . $f; . $1; }\nif T; then D=/a; else D=/a; fi\nload y\nD=/b\n";
        assert_eq!(sourced(text), ["/b/x@load", "<$1>@load"]);
    }

    #[test]
    fn the_guard_is_the_innermost_condition() {
        let (source, loaded) = load("x", "if A; then case $1 in a) B && . /x ;; esac; fi");
        let guards: Vec<_> =
            loaded.sources.iter().filter_map(|one| one.guard).map(|span| source.text(span)).collect();
        assert_eq!(guards, ["B"]);
    }

    #[test]
    fn constants_do_not_grow_without_end() {
        let (_, loaded) = load("x", &format!("A=xxxxxxxxxxxxxxxx\n{}", "A=$A$A\n".repeat(60)));
        assert_eq!(loaded.constants.value("A"), None);
    }
}
